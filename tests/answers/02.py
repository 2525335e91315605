"""Right and wrong answers to the exercises of Chapter 2, each wrong one with a phrase its verdict must contain."""

# %% 2.1 right: plain numbers
address_nchw, address_nhwc = 1157, 1099

# %% 2.1 right: the chapter's address function
address_nchw = address((2, 3, 1, 7), (480, 60, 10, 1))
address_nhwc = address((2, 3, 1, 7), (480, 1, 80, 8))

# %% 2.1 right: asked of PyTorch
t = torch.zeros(4, 8, 6, 10)
address_nchw = t[2, 3, 1, 7].storage_offset()
address_nhwc = t.to(memory_format=torch.channels_last)[2, 3, 1, 7].storage_offset()

# %% 2.1 right: nested, as tensors of one number
address_nchw = torch.tensor(((2 * 8 + 3) * 6 + 1) * 10 + 7)
address_nhwc = torch.tensor(((2 * 6 + 1) * 10 + 7) * 8 + 3)

# %% 2.1 right: NumPy
import numpy as np
address_nchw = np.ravel_multi_index((2, 3, 1, 7), (4, 8, 6, 10))
address_nhwc = np.ravel_multi_index((2, 1, 7, 3), (4, 6, 10, 8))

# %% 2.1 wrong: the two exchanged -> that is the address in NHWC
address_nchw, address_nhwc = 1099, 1157

# %% 2.1 wrong: both in NCHW -> that is the address in NCHW
address_nchw, address_nhwc = 1157, 1157

# %% 2.1 wrong: batch forgotten -> the pictures before this one are missing
address_nchw, address_nhwc = 197, 139

# %% 2.1 wrong: batch forgotten in NHWC only -> two of them, of 6·10·8 numbers each
address_nchw, address_nhwc = 1157, 80 + 56 + 3

# %% 2.1 wrong: a picture taken for one channel -> a picture has 8 channels
address_nchw, address_nhwc = 2 * 60 + 3 * 60 + 10 + 7, 1099

# %% 2.1 wrong: row and column swapped -> row and column are swapped
address_nchw, address_nhwc = 960 + 180 + 7 * 6 + 1, 1099

# %% 2.1 wrong: stepped by the height -> you stepped by H = 6
address_nchw, address_nhwc = 960 + 180 + 6 + 7, 1099

# %% 2.1 wrong: a row taken for a channel -> a channel has H·W = 60 numbers
address_nchw, address_nhwc = 960 + 30 + 10 + 7, 1099

# %% 2.1 wrong: counted from one -> addresses count from 0
address_nchw, address_nhwc = 1158, 1100

# %% 2.1 wrong: row and column swapped in NHWC -> to the next row is W·C = 80
address_nchw, address_nhwc = 1157, 960 + 7 * 48 + 8 + 3

# %% 2.1 wrong: strides of NCHW in the order n, h, w, c -> those are the strides of NCHW
address_nchw, address_nhwc = 1157, 2 * 480 + 1 * 60 + 7 * 10 + 3

# %% 2.1 wrong: width of a pixel forgotten -> a pixel has C = 8 numbers
address_nchw, address_nhwc = 1157, 960 + 10 + 7 + 3

# %% 2.1 wrong: stepped by the height in NHWC -> a row has W = 10 pixels of 8 numbers
address_nchw, address_nhwc = 1157, 2 * 6 * 10 * 8 + 1 * 6 * 8 + 7 * 8 + 3

# %% 2.1 wrong: counted from one in NHWC only -> addresses count from 0
address_nchw, address_nhwc = 1157, 1099 + 1

# %% 2.1 wrong: far off -> too large
address_nchw, address_nhwc = 4711, 1099

# %% 2.1 wrong: strides instead of addresses -> is a tuple; a number is expected
address_nchw, address_nhwc = (480, 60, 10, 1), (480, 1, 80, 8)

# %% 2.2 right: plain values
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% 2.2 right: zeros and ones
copied = dict(zip("abcdefgh", (0, 0, 1, 0, 1, 0, 1, 1)))

# %% 2.2 right: one after the other
for letter in copied:
    copied[letter] = letter in "cegh"

# %% 2.2 right: asked of PyTorch
t = torch.rand(2, 3, 4, 5).to(device)
results = [
    t.permute(0, 2, 3, 1), t.contiguous(), t.to(memory_format=torch.channels_last), t.reshape(2, 60),
    t.permute(0, 2, 3, 1).reshape(2, 60), t[:, ::2], t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), t.flip(1),
]
copied = {letter: result.data_ptr() != t.data_ptr() for letter, result in zip("abcdefgh", results)}

# %% 2.2 right: NumPy's own True and False
import numpy as np
copied = dict(zip("abcdefgh", np.array([0, 0, 1, 0, 1, 0, 1, 1]) == 1))

# %% 2.2 wrong: permute copies -> moves nothing
copied = {"a": True, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% 2.2 wrong: contiguous always copies -> contiguous already
copied = {"a": False, "b": True, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% 2.2 wrong: channels_last is free -> in which order must the cells be afterwards
copied = {"a": False, "b": False, "c": False, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% 2.2 wrong: reshape always copies -> Would `view` refuse here?
copied = {"a": False, "b": False, "c": True, "d": True, "e": True, "f": False, "g": True, "h": True}

# %% 2.2 wrong: reshape never copies -> is there one step that leads from each entry to the next
copied = {"a": False, "b": False, "c": True, "d": False, "e": False, "f": False, "g": True, "h": True}

# %% 2.2 wrong: a slice copies -> another stride and a smaller shape are enough
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": True, "g": True, "h": True}

# %% 2.2 wrong: the last permute undoes the copy -> a copy stays a copy
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": False, "h": True}

# %% 2.2 wrong: flip as in NumPy -> PyTorch has no negative strides
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": False}

# %% 2.2 wrong: everything copies -> 4 of 8 are right
copied = dict.fromkeys("abcdefgh", True)

# %% 2.2 wrong: the question turned round -> all eight are the wrong way round
copied = {letter: letter not in "cegh" for letter in "abcdefgh"}

# %% 2.2 wrong: half answered -> no answer yet for e, f, g, h
copied = {"a": False, "b": False, "c": True, "d": False, "e": None, "f": None, "g": None, "h": None}

# %% 2.2 wrong: words -> is neither True nor False
copied = dict(zip("abcdefgh", ("no", "no", "yes", "no", "yes", "no", "yes", "yes")))

# %% 2.2 wrong: how many numbers are copied -> the answer for c, e, g, h is neither True nor False
copied = {letter: 2 * 3 * 4 * 5 if letter in "cegh" else 0 for letter in "abcdefgh"}

# %% 2.2 wrong: the tensors themselves -> is neither True nor False
copied = {letter: torch.rand(2, 3) for letter in "abcdefgh"}

# %% 2.2 wrong: a list -> is a list; the dict of the starter cell is expected
copied = [False, False, True, False, True, False, True, True]

# %% 2.3 right: divmod, one axis after the other
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        cell, w = divmod(cell, W)
        cell, h = divmod(cell, H)
        n, c = divmod(cell, C)
    else:
        cell, c = divmod(cell, C)
        cell, w = divmod(cell, W)
        n, h = divmod(cell, H)
    return n, c, h, w

# %% 2.3 right: from the largest step down, as a list
def index_at(cell, shape, layout):
    N, C, H, W = shape
    strides = [C * H * W, H * W, W, 1] if layout == "NCHW" else [C * H * W, 1, W * C, C]
    index = [0] * 4
    for axis in sorted(range(4), key=lambda a: -strides[a]):
        index[axis], cell = cell // strides[axis], cell % strides[axis]
    for axis, size in enumerate(shape):          # axes of equal steps: the sizes decide
        index[axis] = index[axis] % size
    return index

# %% 2.3 right: NumPy
def index_at(cell, shape, layout):
    import numpy as np
    N, C, H, W = shape
    if layout == "NCHW":
        return np.unravel_index(cell, shape)
    n, h, w, c = np.unravel_index(cell, (N, H, W, C))
    return np.array([n, c, h, w])

# %% 2.3 right: look it up in PyTorch
def index_at(cell, shape, layout):
    N, C, H, W = shape
    cells = torch.arange(N * C * H * W)
    cells = cells.view(shape) if layout == "NCHW" else cells.view(N, H, W, C).permute(0, 3, 1, 2)
    return (cells == cell).nonzero()[0]

# %% 2.3 wrong: layout not used -> Is `layout` used?
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W

# %% 2.3 wrong: layout not used, always NHWC -> Is `layout` used?
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell % C, cell // (W * C) % H, cell // C % W

# %% 2.3 wrong: n, h, w, c returned -> those are n, h, w, c
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W
    return cell // (C * H * W), cell // (W * C) % H, cell // C % W, cell % C

# %% 2.3 wrong: remainders forgotten -> Is a remainder missing?
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return 0, 0, 0, cell

# %% 2.3 wrong: remainder of the channel forgotten -> 60 of (2, 3, 4, 5) in NCHW gives (1, 3, 0, 0), (1, 0, 0, 0) expected: 3 lies outside
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W), cell // W % H, cell % W

# %% 2.3 wrong: divided with fractions -> divide without fractions
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell / (C * H * W), cell / (H * W) % C, cell / W % H, cell % W

# %% 2.3 wrong: divided with fractions, as a tensor -> divide without fractions
def index_at(cell, shape, layout):
    N, C, H, W = shape
    steps = (C * H * W, H * W, W, 1) if layout == "NCHW" else (C * H * W, 1, W * C, C)
    return cell / torch.tensor(steps) % torch.tensor(shape)

# %% 2.3 wrong: height for width -> 4 of (2, 3, 4, 5) in NCHW gives (0, 0, 1, 0)
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell // H % W, cell % H

# %% 2.3 wrong: row and column swapped -> row and column are swapped
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell % W, cell // W % H

# %% 2.3 wrong: batch forgotten -> has 3 entries; four are expected
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (H * W) % C, cell // W % H, cell % W

# %% 2.3 wrong: the address back -> is of type int; the four indices
def index_at(cell, shape, layout):
    return cell

# %% 2.3 wrong: a dict -> is of type dict; the four indices
def index_at(cell, shape, layout):
    index = {}
    for axis in reversed(layout):
        cell, index[axis] = divmod(cell, shape["NCHW".index(axis)])
    return index

# %% 2.3 wrong: only the other layout written -> is there a `return` for NCHW
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NHWC":
        return cell // (C * H * W), cell % C, cell // (W * C) % H, cell // C % W

# %% 2.3 wrong: only one layout written -> is there a `return` for NHWC
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W

# %% 2.3 wrong: not a function -> is a tuple; a function is expected
index_at = (0, 1, 2, 3)

# %% 2.3 wrong: a misspelt name -> raised NameError
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cel // (C * H * W), 0, 0, 0

# %% 2.4 right: stack, then permute
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).to(device, torch.float32) / 255

# %% 2.4 right: one at a time, contiguous
def to_network_input(photos):
    tensors = [torch.tensor(photo, device=device).permute(2, 0, 1).contiguous().float().div(255) for photo in photos]
    return torch.stack(tensors)

# %% 2.4 right: transposed by NumPy
def to_network_input(photos):
    batch = np.array(photos).transpose(0, 3, 1, 2).astype("float32") / 255
    return torch.from_numpy(batch).to(device)

# %% 2.4 right: channel by channel, channels_last
def to_network_input(photos):
    channels = [torch.stack([torch.tensor(photo[:, :, k] / 255.0) for photo in photos]) for k in range(3)]
    return torch.stack(channels, dim=1).float().to(device, memory_format=torch.channels_last)

# %% 2.4 wrong: reshape -> striped picture
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos))
    N, H, W, C = batch.shape
    return batch.reshape(N, C, H, W).float().to(device) / 255

# %% 2.4 wrong: view and no scaling -> striped picture
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos))
    return batch.view(len(photos), 3, batch.shape[1], batch.shape[2]).float().to(device)

# %% 2.4 wrong: not scaled -> the values go up to 250
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)

# %% 2.4 wrong: still bytes -> is torch.uint8; nn.Conv2d multiplies with float32 weights
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).to(device)

# %% 2.4 wrong: double precision -> NumPy divides into float64
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos) / 255).permute(0, 3, 1, 2).to(device)

# %% 2.4 wrong: divided in whole numbers -> bytes divided in whole numbers
def to_network_input(photos):
    return (torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2) // 255).float().to(device)

# %% 2.4 wrong: channels still last -> the channels are still last
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).float().to(device) / 255

# %% 2.4 wrong: the first photograph only, without a batch axis -> 3 axes; 4 are expected
def to_network_input(photos):
    return torch.from_numpy(photos[0]).permute(2, 0, 1).float().to(device) / 255

# %% 2.4 wrong: the batch axis squeezed away -> the batch axis stays when N is 1
def to_network_input(photos):
    return (torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 255).squeeze()

# %% 2.4 wrong: the first photograph only -> (1, 3, 4, 6), (2, 3, 4, 6) expected
def to_network_input(photos):
    return torch.from_numpy(photos[0]).permute(2, 0, 1)[None].float().to(device) / 255

# %% 2.4 wrong: rows and columns exchanged -> rows and columns are exchanged
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 2, 1).float().to(device) / 255

# %% 2.4 wrong: transpose of the outer axes -> rows and columns are exchanged
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).transpose(1, 3).float().to(device) / 255

# %% 2.4 wrong: BGR -> red and blue are exchanged
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)[..., ::-1].copy()).permute(0, 3, 1, 2).float().to(device) / 255

# %% 2.4 wrong: scaled by the largest value -> scaled by the largest value
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)
    return batch / batch.max()

# %% 2.4 wrong: divided by 256 -> Is full, 255, exactly 1?
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 256

# %% 2.4 wrong: from minus one to one -> 0 is expected for black
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 127.5 - 1

# %% 2.4 wrong: an array and not a tensor -> is a ndarray; a tensor is expected
def to_network_input(photos):
    return np.stack(photos).transpose(0, 3, 1, 2).astype("float32") / 255

# %% 2.4 wrong: a list of tensors -> is a list; a tensor is expected
def to_network_input(photos):
    return [torch.from_numpy(photo).permute(2, 0, 1).float() / 255 for photo in photos]

# %% 2.4 wrong: the arrays are changed -> changes the photographs it was given
def to_network_input(photos):
    result = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 255
    photos[0] //= 2
    return result

# %% 2.4 wrong: the list is emptied -> changes the photographs it was given
def to_network_input(photos):
    batch = []
    while photos:
        batch.append(torch.from_numpy(photos.pop(0)).permute(2, 0, 1).float() / 255)
    return torch.stack(batch).to(device)

# %% 2.4 wrong: returned for one photograph only -> 2 photographs of 4×6: the result is a NoneType
def to_network_input(photos):
    if len(photos) == 1:
        return torch.from_numpy(photos[0]).permute(2, 0, 1)[None].float().to(device) / 255

# %% 2.4 wrong: rows taken for the width -> height and width are swapped
def to_network_input(photos):
    width, height, _ = photos[0].shape
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2)
    return batch.reshape(len(photos), 3, height, width).float().to(device) / 255

# %% 2.4 wrong: on another device, one that every machine has -> the result is on meta
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to("meta") / 255

# %% 2.4 wrong: each pixel scaled by its own brightest channel -> NaN or infinity
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)
    return batch / batch.amax(dim=1, keepdim=True)

# %% 2.4 wrong: a list has no shape -> raised AttributeError
def to_network_input(photos):
    return torch.from_numpy(photos.transpose(0, 3, 1, 2)).float() / 255

# %% 2.4 wrong: a tensor and not a function -> is a Tensor; a function is expected
to_network_input = torch.rand(1, 3, 6, 6)

# %% 2.5 right: unflatten, then permute
def depthwise_to_tensorflow(weight, in_channels):
    return weight.squeeze(1).unflatten(0, (in_channels, -1)).permute(2, 3, 0, 1)

# %% 2.5 right: loops
def depthwise_to_tensorflow(weight, in_channels):
    count, _, k_h, k_w = weight.shape
    r = count // in_channels
    filters = torch.zeros(k_h, k_w, in_channels, r)
    for k in range(in_channels):
        for q in range(r):
            filters[:, :, k, q] = weight[k * r + q, 0]
    return filters

# %% 2.5 right: permute first, split afterwards
def depthwise_to_tensorflow(weight, in_channels):
    moved = weight.permute(2, 3, 1, 0)
    return moved.reshape(*moved.shape[:2], in_channels, -1).contiguous()

# %% 2.5 right: einsum
def depthwise_to_tensorflow(weight, in_channels):
    return torch.einsum("kquv->uvkq", weight.view(in_channels, -1, *weight.shape[2:]))

# %% 2.5 wrong: the rule for standard filters -> the rule for standard filters
def depthwise_to_tensorflow(weight, in_channels):
    return weight.permute(2, 3, 1, 0)

# %% 2.5 wrong: split as (r, in) -> filter by filter
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(-1, in_channels, k_h, k_w).permute(2, 3, 1, 0)

# %% 2.5 wrong: reshape alone -> `reshape` alone cut the sequence
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(k_h, k_w, in_channels, -1)

# %% 2.5 wrong: rows and columns exchanged -> rows and columns of the window are exchanged
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(3, 2, 0, 1)

# %% 2.5 wrong: width taken for height -> rows and columns of the window are exchanged
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_w, k_h = weight.shape
    filters = weight.reshape(in_channels, -1, k_h * k_w).permute(2, 0, 1)
    return filters.reshape(k_h, k_w, *filters.shape[1:])

# %% 2.5 wrong: multiplier before channel -> the channel comes before the multiplier
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(2, 3, 1, 0)

# %% 2.5 wrong: not permuted -> (3, 3, 3, 2) expected.
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w)

# %% 2.5 wrong: flipped -> not every number is in its place
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(2, 3, 0, 1).flip(0, 1)

# %% 2.5 wrong: only for a multiplier of one -> raised RuntimeError
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.view(in_channels, 1, k_h, k_w).permute(2, 3, 0, 1)

# %% 2.5 wrong: changed in place -> changes its input in place
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.mul_(2).reshape(in_channels, -1, k_h, k_w).permute(2, 3, 0, 1)

# %% 2.5 wrong: the shape and not the filters -> is a tuple; a tensor is expected
def depthwise_to_tensorflow(weight, in_channels):
    return (*weight.shape[2:], in_channels, len(weight) // in_channels)

# %% 2.5 wrong: returned for a multiplier only -> 4 channels, r = 1, window 1×5: the result is a NoneType
def depthwise_to_tensorflow(weight, in_channels):
    if len(weight) > in_channels:
        return weight.reshape(in_channels, -1, *weight.shape[2:]).permute(2, 3, 0, 1)

# %% 2.5 wrong: filters and not a function -> is a Tensor; a function is expected
depthwise_to_tensorflow = nn.Conv2d(3, 6, 3, groups=3).weight.reshape(3, 2, 3, 3).permute(2, 3, 0, 1)

# %% 2.6 right: a module with F.pad in forward
class Ported(nn.Module):
    def __init__(self, D, P):
        super().__init__()
        k_h, k_w, self.channels, r = D.shape
        self.D = nn.Parameter(D.permute(2, 3, 0, 1).reshape(-1, 1, k_h, k_w))
        self.P = nn.Parameter(P.permute(3, 2, 0, 1).contiguous())

    def forward(self, x):
        x = F.pad(x, (0, 1, 0, 1))
        return F.conv2d(F.conv2d(x, self.D, stride=2, groups=self.channels), self.P)


def port(depthwise_filters, pointwise_filters):
    return Ported(depthwise_filters, pointwise_filters)

# %% 2.6 right: padded on all sides, the first row and column cut off
class Cut(nn.Module):
    def forward(self, x):
        return x[:, :, 1:, 1:]


def port(depthwise_filters, pointwise_filters):
    k_h, k_w, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    with torch.no_grad():
        depthwise.weight.copy_(depthwise_filters.flatten(2).permute(2, 0, 1)[:, None])
        pointwise.weight.copy_(pointwise_filters[0, 0].T[:, :, None, None])
    return nn.Sequential(nn.ZeroPad2d(1), Cut(), depthwise, pointwise)

# %% 2.6 right: stride 1, then every second pixel; a plain function
def port(depthwise_filters, pointwise_filters):
    D = depthwise_filters.permute(2, 3, 0, 1).flatten(0, 1)[:, None]

    def layer(x):
        maps = F.conv2d(x, D, padding=1, groups=x.shape[1])[:, :, 1::2, 1::2]
        return torch.einsum("nmhw,mo->nohw", maps, pointwise_filters[0, 0])

    return layer

# %% 2.6 right: one dense convolution
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    P = pointwise_filters[0, 0].reshape(M, r, -1)
    dense = nn.Conv2d(M, P.shape[2], 3, stride=2, bias=False)
    dense.weight.data = torch.einsum("uvkq,kqo->okuv", depthwise_filters, P)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), dense)

# %% 2.6 right: in double precision
def port(depthwise_filters, pointwise_filters):
    k_h, k_w, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.double().permute(2, 3, 0, 1).reshape(M * r, 1, k_h, k_w)
    pointwise.weight.data = pointwise_filters.double().permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: padding=1 -> That is `padding=1`
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, padding=1, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% 2.6 wrong: zeros at the beginning -> the zeros on the wrong sides
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((1, 0, 1, 0)), depthwise, pointwise)

# %% 2.6 wrong: no zeros -> the zeros of "SAME" are missing
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% 2.6 wrong: PyTorch's "same" -> padding='same' is not supported for strided convolutions
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, padding="same", groups=M, bias=False)
    return depthwise

# %% 2.6 wrong: stride forgotten -> is stride 2 used?
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, padding=1, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% 2.6 wrong: filter by filter -> the depthwise filters are merged filter by filter
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(3, 2, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: rows and columns exchanged -> rows and columns of the window are exchanged
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 1, 0).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: the window flipped -> turned by half a turn
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3).flip(2, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: the pointwise filters reshaped -> here they are not exchanged
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.reshape(-1, M * r, 1, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: the filters transposed in place -> are changed in place
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.transpose_(0, 2).transpose_(1, 3).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.transpose_(0, 3).transpose_(1, 2)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: NaN -> the output holds NaN or infinity
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    pointwise.weight.data.fill_(torch.nan)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: a module for r = 1 only -> r = 3, pictures of 8×6: `port` returns a NoneType
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    if r == 1:
        return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: the layers and not a function -> is a list; a function is expected
port = [nn.Conv2d(3, 3, 3, stride=2, groups=3, bias=False), nn.Conv2d(3, 4, 1, bias=False)]

# %% 2.6 wrong: a ReLU between the steps -> the values are off
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, nn.ReLU(), pointwise)

# %% 2.6 wrong: weights not set -> Are both sets of filters set
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: random biases left in -> are there no biases?
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise, pointwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M), nn.Conv2d(M * r, pointwise_filters.shape[3], 1)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% 2.6 wrong: the depthwise step alone -> the output is (1, 3, 4, 4), (1, 4, 4, 4) expected
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise)

# %% 2.6 wrong: TensorFlow's filters as they are -> raised RuntimeError
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    depthwise.weight.data = depthwise_filters
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise)

# %% 2.6 wrong: a class and not an instance -> a module is expected that can be called
def port(depthwise_filters, pointwise_filters):
    return nn.Sequential

# %% 2.6 wrong: the weights and not a module -> returns a tuple; a module is expected
def port(depthwise_filters, pointwise_filters):
    return depthwise_filters.permute(2, 3, 0, 1), pointwise_filters.permute(3, 2, 0, 1)

# %% 2.6 wrong: forward without return -> the module returns a NoneType
class Silent(nn.Module):
    def forward(self, x):
        F.pad(x, (0, 1, 0, 1))


def port(depthwise_filters, pointwise_filters):
    return Silent()

# %% [markdown]
# # Give photographs to a network
#
# Write the function that stands between a folder of photographs and an
# `nn.Conv2d`. `photos` is a list of NumPy arrays of one size, each (H, W, 3),
# bytes from 0 to 255. Return one `float32` tensor (N, 3, H, W) on `device`,
# with 0 for black and 1 for full. Checked: shape, type and values, for one
# photograph and for several, square or not, and that the arrays stay as they
# were.

# %% starter
def to_network_input(photos):
    """Return N byte arrays (H, W, 3) as a float tensor (N, 3, H, W), 0 to 1."""
    return None

# %% check
def judge():
    """A function of a list of byte arrays that returns a float32 tensor."""
    yield from check_function("to_network_input", to_network_input)
    for N, H, W in [(1, 6, 6), (2, 4, 6), (3, 9, 5)]:
        case = f"`to_network_input` for {N} photograph(s) of {H}×{W}"
        made = torch.randint(200, (N, H, W, 3))
        made[:, 0, 0], made[:, -1, -1] = 0, torch.tensor([250, 240, 230])
        photos = [*made.numpy().astype(np.uint8)]
        result = yield from check_call(
            case, lambda: to_network_input(photos), first=N == 1)
        yield np.array_equal(photos, made), f"{case} changes the photographs."
        yield result.dtype == torch.float32, (
            f"{case} gives {result.dtype}; float32 is expected.")
        yield result.device.type == device.type, (
            f"{case} gives a tensor on {result.device}; `device` is {device}.")
        last = made / 255
        right = last.permute(0, 3, 1, 2)
        places = {
            "": right,
            "the channels are still last": last,
            "the batch axis is missing; N = 1 needs it": right.flatten(0, 1),
            "only the first photograph is in it": right[:1],
            "that is the striped picture of the wrong `reshape`; the axes have "
            "to be exchanged": last.reshape(right.shape),
            "rows and columns are exchanged": right.mT,
            "red and blue are exchanged": right.flip(1)}
        scales = {
            "": (1, 0), "full is 255, not 256": (255 / 256, 0),
            "the bytes are not scaled, they go up to 250": (255, 0),
            "full is 255, not the largest value that occurs": (255 / 250, 0),
            "it goes from -1 to 1; 0 is expected for black": (2, -1),
            "bytes divided in whole numbers lose all below 255": (0, 0)}
        slips = every_slip(lambda x, to: x * to[0] + to[1], places, scales)
        yield from check_values(
            case, result, right, slips,
            f"The values go from {result.min():.3g} to {result.max():.3g}.")
    yield True, f"all is in its place; the memory is {layout(result)}."

# %% hint [markdown]
# `np.stack` makes one array (N, H, W, 3) of a list, also of a list of one.
# `torch.from_numpy` takes it over without a copy.

# %% hint [markdown]
# Which method exchanges axes, and which only cuts the same sequence at other
# places? The new axes N, C, H, W come from the old axes 0, 3, 1, 2.

# %% hint [markdown]
# Make the tensor `float` before you divide by 255.

# %% solution
def to_network_input(photos):
    """Return N byte arrays (H, W, 3) as a float tensor (N, 3, H, W), 0 to 1."""
    batch = torch.from_numpy(np.stack(photos)).to(device)
    return batch.permute(0, 3, 1, 2).float() / 255

# %% right="stack, then permute"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).to(device, torch.float32) / 255

# %% right="one at a time, contiguous"
def to_network_input(photos):
    tensors = [torch.tensor(photo, device=device).permute(2, 0, 1).contiguous().float().div(255) for photo in photos]
    return torch.stack(tensors)

# %% right="transposed by NumPy"
def to_network_input(photos):
    batch = np.array(photos).transpose(0, 3, 1, 2).astype("float32") / 255
    return torch.from_numpy(batch).to(device)

# %% right="channel by channel, channels_last"
def to_network_input(photos):
    channels = [torch.stack([torch.tensor(photo[:, :, k] / 255.0) for photo in photos]) for k in range(3)]
    return torch.stack(channels, dim=1).float().to(device, memory_format=torch.channels_last)

# %% wrong="reshape" says="striped picture"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos))
    N, H, W, C = batch.shape
    return batch.reshape(N, C, H, W).float().to(device) / 255

# %% wrong="view and no scaling" says="striped picture"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos))
    return batch.view(len(photos), 3, batch.shape[1], batch.shape[2]).float().to(device)

# %% wrong="not scaled" says="the bytes are not scaled, they go up to 250"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)

# %% wrong="still bytes" says="gives torch.uint8; torch.float32 is expected"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).to(device)

# %% wrong="double precision" says="gives torch.float64; float32 is expected"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos) / 255).permute(0, 3, 1, 2).to(device)

# %% wrong="divided in whole numbers" says="bytes divided in whole numbers"
def to_network_input(photos):
    return (torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2) // 255).float().to(device)

# %% wrong="channels still last" says="the channels are still last"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).float().to(device) / 255

# %% wrong="the first photograph only, without a batch axis" says="the batch axis is missing"
def to_network_input(photos):
    return torch.from_numpy(photos[0]).permute(2, 0, 1).float().to(device) / 255

# %% wrong="the batch axis squeezed away" says="the batch axis is missing; N = 1 needs it"
def to_network_input(photos):
    return (torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 255).squeeze()

# %% wrong="the first photograph only" says="only the first photograph is in it"
def to_network_input(photos):
    return torch.from_numpy(photos[0]).permute(2, 0, 1)[None].float().to(device) / 255

# %% wrong="rows and columns exchanged" says="rows and columns are exchanged"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 2, 1).float().to(device) / 255

# %% wrong="transpose of the outer axes" says="rows and columns are exchanged"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).transpose(1, 3).float().to(device) / 255

# %% wrong="BGR" says="red and blue are exchanged"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)[..., ::-1].copy()).permute(0, 3, 1, 2).float().to(device) / 255

# %% wrong="scaled by the largest value" says="full is 255, not the largest value that occurs"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)
    return batch / batch.max()

# %% wrong="divided by 256" says="full is 255, not 256"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 256

# %% wrong="from minus one to one" says="0 is expected for black"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 127.5 - 1

# %% wrong="an array and not a tensor" says="ndarray; a tensor is expected"
def to_network_input(photos):
    return np.stack(photos).transpose(0, 3, 1, 2).astype("float32") / 255

# %% wrong="a list of tensors" says="gives a list; a tensor is expected"
def to_network_input(photos):
    return [torch.from_numpy(photo).permute(2, 0, 1).float() / 255 for photo in photos]

# %% wrong="the arrays are changed" says="changes the photographs"
def to_network_input(photos):
    result = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 255
    photos[0] //= 2
    return result

# %% wrong="the list is emptied" says="changes the photographs"
def to_network_input(photos):
    batch = []
    while photos:
        batch.append(torch.from_numpy(photos.pop(0)).permute(2, 0, 1).float() / 255)
    return torch.stack(batch).to(device)

# %% wrong="returned for one photograph only" says="for 2 photograph(s) of 4×6 gives nothing (None)"
def to_network_input(photos):
    if len(photos) == 1:
        return torch.from_numpy(photos[0]).permute(2, 0, 1)[None].float().to(device) / 255

# %% wrong="rows taken for the width" says="gives (2, 3, 6, 4); (2, 3, 4, 6) is expected"
def to_network_input(photos):
    width, height, _ = photos[0].shape
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2)
    return batch.reshape(len(photos), 3, height, width).float().to(device) / 255

# %% wrong="on another device, one that every machine has" says="gives a tensor on meta"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to("meta") / 255

# %% wrong="each pixel scaled by its own brightest channel" says="NaN or infinity"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)
    return batch / batch.amax(dim=1, keepdim=True)

# %% wrong="a list has no shape" says="raised AttributeError"
def to_network_input(photos):
    return torch.from_numpy(photos.transpose(0, 3, 1, 2)).float() / 255

# %% wrong="a tensor and not a function" says="is a Tensor; a function is expected"
to_network_input = torch.rand(1, 3, 6, 6)

# %% wrong="on the CPU, where the device is another one" says="gives a tensor on cpu; `device` is meta"
device = torch.device("meta")
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float() / 255

# %% wrong="joined by torch.cat" says="the batch axis is missing"
def to_network_input(photos):
    return torch.cat([torch.from_numpy(photo).permute(2, 0, 1) for photo in photos]).float().to(device) / 255

# %% wrong="stacked along the channels" says="gives (3, 1, 6, 6); (1, 3, 6, 6) is expected"
def to_network_input(photos):
    return torch.stack([torch.from_numpy(photo).permute(2, 0, 1) for photo in photos], dim=1).float().to(device) / 255

# %% wrong="reshaped and from minus one to one" says="the wrong `reshape`; the axes have to be exchanged; it goes from -1 to 1"
def to_network_input(photos):
    batch = torch.tensor(np.array(photos), dtype=torch.float32, device=device)
    return batch.view(-1, 3, *batch.shape[1:3]) / 127.5 - 1

# %% wrong="normalised as for ImageNet" says="The values go from -2.12 to 2.2"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos)).to(device).permute(0, 3, 1, 2).float() / 255
    mean = torch.tensor([0.485, 0.456, 0.406], device=device).view(3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225], device=device).view(3, 1, 1)
    return (batch - mean) / std

# %% wrong="half precision" says="gives torch.float16; "
def to_network_input(photos):
    return (torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).to(device) / 255).half()

"""Right and wrong answers to the exercises of Chapter 6, each wrong one with a phrase its verdict must contain."""

# %% 6.1 right: plain numbers
effective_size, output_side, same_padding = 13, 28, 6

# %% 6.1 right: the chapter's function
effective_size = 3 * 4 + 1
output_side = conv_output_size(40, 5, dilation=3)
same_padding = next(p for p in range(40) if conv_output_size(40, 5, 1, p, 3) == 40)

# %% 6.1 right: asked of PyTorch, as tensors and sizes
layer = nn.Conv2d(1, 1, 5, dilation=3)
output_side = layer(torch.zeros(1, 1, 40, 40)).shape[-1]
effective_size = torch.tensor(41 - output_side)
same_padding = torch.tensor([(effective_size - 1) / 2])

# %% 6.1 right: floats
effective_size = 1.0 + 3 * (5 - 1)
output_side = 40 - effective_size + 1
same_padding = (effective_size - 1) / 2

# %% 6.1 right: numpy integers
import numpy as np
effective_size, output_side, same_padding = np.array([13, 28, 6])

# %% 6.1 wrong: dilation times kernel -> there are only 4 gaps
effective_size, output_side, same_padding = 15, 28, 6

# %% 6.1 wrong: gaps without the last weight -> count both of them
effective_size, output_side, same_padding = 12, 28, 6

# %% 6.1 wrong: dilation as the number of zeros -> leaves 2 pixels out, not 3
effective_size, output_side, same_padding = 5 + 3 * 4, 28, 6

# %% 6.1 wrong: one gap only -> only one of the four gaps
effective_size, output_side, same_padding = 7, 28, 6

# %% 6.1 wrong: the undilated kernel -> without its dilation
effective_size, output_side, same_padding = 5, 36, 2

# %% 6.1 wrong: undilated output -> output of the undilated kernel
effective_size, output_side, same_padding = 13, 36, 6

# %% 6.1 wrong: dilation keeps the map -> without padding a dilated layer shrinks the map
effective_size, output_side, same_padding = 13, 40, 6

# %% 6.1 wrong: one place forgotten -> one place more than it can be moved
effective_size, output_side, same_padding = 13, 27, 6

# %% 6.1 wrong: padding of both ends -> padding is put on both ends
effective_size, output_side, same_padding = 13, 28, 12

# %% 6.1 wrong: padding = dilation -> holds for a 3×3 kernel only
effective_size, output_side, same_padding = 13, 28, 3

# %% 6.1 wrong: undilated padding -> for the undilated kernel
effective_size, output_side, same_padding = 13, 28, 2

# %% 6.1 wrong: half the effective size -> one pixel less than its effective size
effective_size, output_side, same_padding = 13, 28, 13 / 2

# %% 6.1 wrong: the word -> is a str; a number is expected
effective_size, output_side, same_padding = 13, 28, "same"

# %% 6.1 wrong: a shape -> is a tuple; a number is expected
effective_size, output_side, same_padding = (13, 13), 28, 6

# %% 6.1 wrong: three gaps -> one gap is missing
effective_size, output_side, same_padding = 5 + 3 * (3 - 1), 28, 6

# %% 6.1 wrong: the weights counted -> that is the number of weights
effective_size, output_side, same_padding = nn.Conv2d(1, 1, 5, dilation=3).weight.numel(), 28, 6

# %% 6.1 wrong: the output of dilation times kernel -> 26 would be right for an effective size of 15
effective_size, output_side, same_padding = 13, 40 - 3 * 5 + 1, 6

# %% 6.1 wrong: padded by the whole window -> half of it goes to each end
effective_size, output_side = 13, 28
same_padding = effective_size

# %% 6.1 wrong: half the effective size, rounded up -> the map would grow to 42×42
effective_size, output_side, same_padding = 13, 28, math.ceil(13 / 2)

# %% 6.2 right: plain numbers
field, jump = 21, 4

# %% 6.2 right: the recurrence as a loop
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * (K - 1) * jump, jump * s

# %% 6.2 right: from the output down
field = 1
for K, s, d in [(3, 1, 1), (2, 2, 1), (3, 1, 2), (3, 2, 1)]:
    field = (field - 1) * s + d * (K - 1) + 1
jump = torch.tensor([2, 1, 2, 1]).prod()

# %% 6.2 right: read off a model
model = nn.Sequential(nn.Conv2d(1, 1, 3, 2), nn.Conv2d(1, 1, 3, dilation=2), nn.MaxPool2d(2), nn.Conv2d(1, 1, 3))
field, jump, _ = receptive_field(window_layers(model))[-1]

# %% 6.2 right: the number of paths, and floats
field = float(len(path_counts([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3)])))
jump = 2.0 * 2

# %% 6.2 wrong: jump forgotten -> without the jump
field, jump = 1 + 2 + 4 + 1 + 2, 4

# %% 6.2 wrong: effective sizes summed -> it is also the sum of the effective sizes
field, jump = 3 + 5 + 2 + 3, 4

# %% 6.2 wrong: the layer's own stride -> own stride has been counted in its own step
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    jump *= s
    field += d * (K - 1) * jump

# %% 6.2 wrong: only the last stride -> only the stride of the layer just before
field, jump, before = 1, 4, 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, before = field + d * (K - 1) * before, s

# %% 6.2 wrong: dilation ignored -> the dilation of layer 2 is missing
field, jump, _ = receptive_field([Window(3, 2), Window(3), Window(2, 2), Window(3)])[-1]

# %% 6.2 wrong: pooling left out -> the pooling is missing
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(3)])[-1]

# %% 6.2 wrong: pooling without its window -> its window is not
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(1, 2), Window(3)])[-1]

# %% 6.2 wrong: dilation kept -> only strides carry on
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3, 1, 0, 2)])[-1]

# %% 6.2 wrong: started at 0 -> a pixel sees itself
field, jump = 20, 4

# %% 6.2 wrong: three layers -> is the field after three of the four
field, jump = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3)])[-2][:2]

# %% 6.2 wrong: jump of the first layer -> the pooling has a stride too
field, jump = 21, 2

# %% 6.2 wrong: dilation in the jump -> only strides widen the jump
field, jump = 21, 8

# %% 6.2 wrong: a whole row of the table -> is a tuple; a number is expected
field = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3)])[-1]
jump = 4

# %% 6.2 wrong: the pixel itself added again at the end -> the field starts at 1, not at 2
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * (K - 1) * jump, jump * s
field += 1

# %% 6.2 wrong: the field before the pooling -> that is the field after two of the four layers
field, jump = receptive_field([Window(3, 2), Window(3, 1, 0, 2)])[-1][0], 4

# %% 6.2 wrong: the jump overwritten by each stride -> there are two strides of 2 in the stack
for K, stride, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = 21, stride

# %% 6.2 wrong: a doubling at each of the four layers -> each stride of 2 counts once
field, jump = 21, 2**4

# %% 6.3 right: a strided view
def dilate_kernel(weight, dilation):
    C_out, C_in, K_h, K_w = weight.shape
    larger = torch.zeros(C_out, C_in, (K_h - 1) * dilation + 1, (K_w - 1) * dilation + 1)
    larger[..., ::dilation, ::dilation] = weight
    return larger

# %% 6.3 right: loops
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    for u in range(h):
        for v in range(w):
            larger[:, :, u * dilation, v * dilation] = weight[:, :, u, v]
    return larger

# %% 6.3 right: a transposed convolution with a window of one
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    spread = F.conv_transpose2d(weight.reshape(n * m, 1, h, w), torch.ones(1, 1, 1, 1), stride=dilation)
    return spread.reshape(n, m, *spread.shape[2:])

# %% 6.3 right: the Kronecker product, cut
def dilate_kernel(weight, dilation):
    corner = torch.zeros(dilation, dilation)
    corner[0, 0] = 1
    end = 1 - dilation or None
    return torch.kron(weight, corner[None, None])[:, :, :end, :end]

# %% 6.3 right: padding and views, in double precision
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = F.pad(weight.double()[:, :, :, None, :, None], (0, dilation - 1, 0, 0, 0, dilation - 1))
    larger = larger.reshape(n, m, h * dilation, w * dilation)
    return larger[:, :, : dilation * (h - 1) + 1, : dilation * (w - 1) + 1]

# %% 6.3 right: read off the answer to an impulse
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    H, W = dilation * (h - 1) + 1, dilation * (w - 1) + 1
    larger = torch.zeros(n, m, H, W)
    for c in range(m):
        impulse = torch.zeros(1, m, 2 * H - 1, 2 * W - 1)
        impulse[0, c, H - 1, W - 1] = 1
        larger[:, c] = F.conv2d(impulse, weight, dilation=dilation)[0].flip(1, 2)
    return larger

# %% 6.3 wrong: zeros after the last weight -> no zeros follow the last weight
def dilate_kernel(weight, dilation):
    corner = torch.zeros(dilation, dilation)
    corner[0, 0] = 1
    return torch.kron(weight, corner[None, None])

# %% 6.3 wrong: dilation zeros between -> leaves 1 between two weights, not 2
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, h + dilation * (h - 1), w + dilation * (w - 1))
    larger[:, :, :: dilation + 1, :: dilation + 1] = weight
    return larger

# %% 6.3 wrong: square kernels only -> are rows and columns swapped
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (w - 1) + 1, dilation * (h - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight.transpose(2, 3) if h != w else weight
    return larger

# %% 6.3 wrong: copies and not zeros -> the gaps hold zeros, not copies
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = weight.repeat_interleave(dilation, 2).repeat_interleave(dilation, 3)
    return larger[:, :, : dilation * (h - 1) + 1, : dilation * (w - 1) + 1]

# %% 6.3 wrong: interpolated -> the gaps hold zeros, not copies
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    return F.interpolate(weight, (dilation * (h - 1) + 1, dilation * (w - 1) + 1), mode="bilinear", align_corners=True)

# %% 6.3 wrong: flipped as in a textbook -> turned by half a turn
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight.flip(2, 3)
    return larger

# %% 6.3 wrong: the weight itself -> (1, 1, 5, 5) is expected
def dilate_kernel(weight, dilation):
    return weight

# %% 6.3 wrong: weights in a corner -> Does weight (u, v) stand at (u · d, v · d)
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, :h, :w] = weight
    return larger

# %% 6.3 wrong: torch.empty -> is it made with torch.empty
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.full((n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1), torch.nan)
    larger[:, :, ::dilation, ::dilation] = weight
    return larger

# %% 6.3 wrong: only one filter -> (4, 3, 5, 5) is expected
def dilate_kernel(weight, dilation):
    _, _, h, w = weight.shape
    larger = torch.zeros(1, 1, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight[:1, :1]
    return larger

# %% 6.3 wrong: only the first channel is kept -> is every weight there
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :1, ::dilation, ::dilation] = weight[:, :1]
    return larger

# %% 6.3 wrong: changes the weight -> changes the weight that it is given
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight
    weight.zero_()
    return larger

# %% 6.3 wrong: a layer and not a kernel -> a tensor is expected
def dilate_kernel(weight, dilation):
    return nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2:], dilation=dilation)

# %% 6.3 wrong: a name that is not there -> raised NameError
def dilate_kernel(weight, dilation):
    return zeros(weight.shape)

# %% 6.3 wrong: one dilated kernel and not a function -> is a Tensor; a function is expected
dilate_kernel = torch.zeros(1, 1, 5, 5)
dilate_kernel[:, :, ::2, ::2] = torch.rand(1, 1, 3, 3)

# %% 6.3 wrong: nothing is returned for dilation 1 -> the result is a NoneType; a tensor is expected
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    if dilation > 1:
        larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
        larger[:, :, ::dilation, ::dilation] = weight
        return larger

# %% 6.3 wrong: put into whole zeros -> the result is torch.int64; `weight` is torch.float32
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1, dtype=int)
    larger[:, :, ::dilation, ::dilation] = weight
    return larger

# %% 6.4 right: a tuple in another order
dilations = (9, 1, 7, 3)

# %% 6.4 right: doubling, the last one as large as it may be
dilations = [1, 2, 5, 15]

# %% 6.4 right: powers of three, far more than asked for
dilations = [3**n for n in range(4)]

# %% 6.4 right: a tensor
dilations = torch.tensor([1, 2, 6, 11])

# %% 6.4 right: a numpy array
import numpy as np
dilations = np.array([1, 3, 6, 10])

# %% 6.4 right: found by search, as floats
import itertools
dilations = next([float(d) for d in t] for t in itertools.combinations(range(1, 20), 4)
                 if len(path_counts([Window(3, dilation=d) for d in t])) >= 41 and path_counts([Window(3, dilation=d) for d in t]).all())

# %% 6.4 wrong: doubling -> the measured field is 31
dilations = [1, 2, 4, 8]

# %% 6.4 wrong: the mend of the text and one more layer -> the measured field is 27
dilations = [1, 2, 5, 5]

# %% 6.4 wrong: four fives -> multiples of 5
dilations = [5, 5, 5, 5]

# %% 6.4 wrong: doubling from 2 -> multiples of 2
dilations = [2, 4, 8, 16]

# %% 6.4 wrong: no dilation of 1 -> Without a dilation of 1
dilations = [2, 3, 6, 9]

# %% 6.4 wrong: one great step -> The nearest hole is 4 away
dilations = [1, 1, 1, 17]

# %% 6.4 wrong: a great step after 1, 2 -> larger than the field of the smaller ones
dilations = [1, 2, 8, 9]

# %% 6.4 wrong: three layers -> there are four layers
dilations = [1, 2, 17]

# %% 6.4 wrong: a zero -> each must be a whole number
dilations = [0, 1, 3, 16]

# %% 6.4 wrong: fractions -> each must be a whole number
dilations = [1, 2.5, 6.5, 10]

# %% 6.4 wrong: strings -> each must be a whole number
dilations = ["1", "3", "7", "9"]

# %% 6.4 wrong: a number -> a list of four whole numbers is expected
dilations = 20

# %% 6.4 wrong: a string -> a list of four whole numbers is expected
dilations = "1379"

# %% 6.4 wrong: windows -> each must be a whole number
dilations = [Window(3, dilation=d) for d in (1, 3, 7, 9)]

# %% 6.4 wrong: too great to build -> at most 99
dilations = [1, 3, 9, 10**9]

# %% 6.4 wrong: the layers and not their dilations -> `dilations` is [Conv2d(
dilations = nn.Sequential(*[nn.Conv2d(1, 1, 3, dilation=d) for d in (1, 3, 7, 9)])

# %% 6.5 right: the product kept in a variable
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(p * rate for p in layer.padding)
            layer.stride = (1, 1)
            rate *= stride
        elif isinstance(layer, nn.MaxPool2d):
            stride, layer.stride = layer.stride, 1
            layer.dilation *= rate
            rate *= stride
    return twin

# %% 6.5 right: new layers that share the weights
def unstrided(model):
    rate = 1

    def rebuild(layer):
        nonlocal rate
        if isinstance(layer, nn.Sequential):
            return nn.Sequential(*[rebuild(inner) for inner in layer])
        if isinstance(layer, nn.MaxPool2d):
            new = nn.MaxPool2d(layer.kernel_size, 1, 0, layer.dilation * rate)
            rate *= layer.stride
            return new
        if isinstance(layer, nn.Conv2d):
            new = nn.Conv2d(
                layer.in_channels, layer.out_channels, layer.kernel_size, 1, layer.padding[0] * rate,
                layer.dilation[0] * rate, layer.groups, layer.bias is not None)
            new.weight, new.bias = layer.weight, layer.bias
            rate *= layer.stride[0]
            return new
        return layer

    return rebuild(model).to(device)

# %% 6.5 right: a module that runs the layers by functions
class Dense(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.kept = [m for m in model.modules() if not isinstance(m, nn.Sequential)]

    def forward(self, x):
        rate = 1
        for layer in self.kept:
            if isinstance(layer, nn.Conv2d):
                x = F.conv2d(x, layer.weight, layer.bias, 1, layer.padding[0] * rate, layer.dilation[0] * rate, layer.groups)
                rate *= layer.stride[0]
            elif isinstance(layer, nn.MaxPool2d):
                x = F.max_pool2d(x, layer.kernel_size, 1, 0, layer.dilation * rate)
                rate *= layer.stride
            else:
                x = layer(x)
        return x


def unstrided(model):
    return Dense(model)

# %% 6.5 right: every layer by its jump in the receptive field
def unstrided(model):
    twin, windows = copy.deepcopy(model), window_layers(model)
    jumps = [1] + [jump for _, jump, _ in receptive_field(windows)]
    layers = [m for m in twin.modules() if hasattr(m, "stride")]
    for layer, window, jump in zip(layers, windows, jumps):
        layer.stride, layer.padding, layer.dilation = 1, window.padding * jump, window.dilation * jump
    return twin

# %% 6.5 wrong: stride removed, nothing dilated -> two of the new places apart
def unstrided(model):
    twin = copy.deepcopy(model)
    for layer in twin.modules():
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            layer.stride = (1, 1)
    return twin

# %% 6.5 wrong: only the next layer is dilated -> all layers after a stride
def unstrided(model):
    twin, before = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * before,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * before,) * 2
            before = stride
    return twin

# %% 6.5 wrong: strides added -> the third 2 · 2 = 4
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate += stride - 1
    return twin

# %% 6.5 wrong: the strided layer dilated too -> the strided one itself, keep their dilation
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            rate *= layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
    return twin

# %% 6.5 wrong: dilation replaced -> multiply its dilation, do not replace it
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (rate, rate), (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
    return twin

# %% 6.5 wrong: padding forgotten -> multiply the padding too
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return twin

# %% 6.5 wrong: pooling forgotten -> none may be left
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
    return twin

# %% 6.5 wrong: pooling made dense but not dilated -> a pooling is dilated
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
        elif isinstance(layer, nn.MaxPool2d):
            rate *= layer.stride
            layer.stride = 1
    return twin

# %% 6.5 wrong: nested layers forgotten -> look for layers with model.modules()
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            window = window_layers(layer)[0]
            layer.dilation, layer.padding, layer.stride = (window.dilation * rate,) * 2, (window.padding * rate,) * 2, 1
            rate *= window.stride
    return twin

# %% 6.5 wrong: model changed in place -> is `model` itself
def unstrided(model):
    rate = 1
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return model

# %% 6.5 wrong: a new list around the same layers -> `model` has been changed
def unstrided(model):
    rate = 1
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return nn.Sequential(*model)

# %% 6.5 wrong: a copy without any change -> as coarse as the old one
def unstrided(model):
    return copy.deepcopy(model)

# %% 6.5 wrong: the coarse output blown up -> the twin's output is (2, 5, 36, 48); with all strides taken back it is (2, 5, 35, 47)
class Blown(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, self.S = [copy.deepcopy(model)], math.prod(w.stride for w in window_layers(model))

    def forward(self, x):
        y = self.models[0](x)
        return y.repeat_interleave(self.S, 2).repeat_interleave(self.S, 3)


def unstrided(model):
    return Blown(model)

# %% 6.5 wrong: fresh weights -> whether the weights are those of `model`
def unstrided(model):
    twin = nn.Sequential(*[nn.Conv2d(m.in_channels, m.out_channels, m.kernel_size) if isinstance(m, nn.Conv2d) else m for m in model])
    twin[2].dilation = (2, 2)
    return twin.to(device)

# %% 6.5 wrong: a function is returned -> a model is expected
def unstrided(model):
    return lambda x: model(x)

# %% 6.5 wrong: forgets to return for larger models -> a model is expected
def unstrided(model):
    if len(model) == 3 and isinstance(model[1], nn.ReLU):
        twin = copy.deepcopy(model)
        twin[0].stride, twin[2].dilation = (1, 1), (2, 2)
        return twin

# %% 6.5 wrong: an integer for the pair -> raised TypeError
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            layer.dilation = rate * int(layer.dilation)
    return twin

# %% 6.5 wrong: the coarse output resized to the dense size -> those in between are not what the old model says
class Resized(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, (self.field, self.S, _) = [copy.deepcopy(model)], receptive_field(window_layers(model))[-1]

    def forward(self, x):
        y = self.models[0](x).repeat_interleave(self.S, 2).repeat_interleave(self.S, 3)
        return y[:, :, : x.shape[2] - self.field + 1, : x.shape[3] - self.field + 1]


def unstrided(model):
    return Resized(model)

# %% 6.5 wrong: the coarse outputs spread out, nothing put between them -> the twin's output holds NaN or infinity
class Spread(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, (self.field, self.S, _) = [copy.deepcopy(model)], receptive_field(window_layers(model))[-1]

    def forward(self, x):
        y = self.models[0](x)
        larger = x.new_full((*y.shape[:2], *(side - self.field + 1 for side in x.shape[2:])), torch.nan)
        larger[:, :, :: self.S, :: self.S] = y
        return larger


def unstrided(model):
    return Spread(model)

# %% 6.5 wrong: forward without return -> the twin returns a NoneType; a tensor is expected
class Twin(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.layers = copy.deepcopy(model)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)


def unstrided(model):
    return Twin(model)

# %% 6.5 wrong: the model is tried in training -> `model` has been changed
def unstrided(model):
    model.train()(torch.rand(1, 3, 64, 64).to(device))  # does it run at all?
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            window = window_layers(layer)[0]
            layer.dilation, layer.padding, layer.stride = window.dilation * rate, window.padding * rate, 1
            rate *= window.stride
    return twin

# %% 6.5 wrong: a list of windows and not a function -> is a list; a function is expected
unstrided = [Window(3), Window(3, 1, 0, 2)]

# %% 6.5 wrong: the picture cleared once it has been used -> changes its input in place
class Thrifty(nn.Module):
    def __init__(self, twin):
        super().__init__()
        self.twin = twin

    def forward(self, x):
        y = self.twin(x)
        x.zero_()
        return y


def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(p * rate for p in layer.padding)
            layer.stride = (1, 1)
            rate *= stride
        elif isinstance(layer, nn.MaxPool2d):
            stride, layer.stride = layer.stride, 1
            layer.dilation *= rate
            rate *= stride
    return Thrifty(twin)

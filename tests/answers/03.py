"""Right and wrong answers to the exercises of Chapter 3, each wrong one with a phrase its verdict must contain."""

# %% 3.1 right: plain numbers
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 6

# %% 3.1 right: the chapter's function
weights, macs = grouped_cost(48, 96, 5, 4, 28, 28)
parameters, legal_groups = weights + 96, len([g for g in range(1, 61) if is_legal(36, 60, g)])

# %% 3.1 right: counted by PyTorch
layer = nn.Conv2d(48, 96, 5, padding=2, groups=4)
weights, parameters = layer.weight.numel(), count_parameters(layer)
macs = count_flops(layer.to(device), (48, 28, 28)) / 2
legal_groups = sum(math.gcd(36, 60) % g == 0 for g in range(1, 13))

# %% 3.1 right: tensors of one number
weights = torch.tensor([96, 12, 5, 5]).prod()
parameters, macs, legal_groups = weights + 96, weights * 784, torch.tensor(6)

# %% 3.1 right: numpy integers
import numpy as np
weights, parameters, macs, legal_groups = np.array([28800, 28896, 22579200, 6])

# %% 3.1 wrong: groups forgotten -> that is the standard layer
weights, parameters, macs, legal_groups = 25 * 48 * 96, 28896, 22579200, 6

# %% 3.1 wrong: divided twice -> a division by 4 twice
weights, parameters, macs, legal_groups = 25 * 12 * 24, 28896, 22579200, 6

# %% 3.1 wrong: biases among the weights -> the biases are in it
weights, parameters, macs, legal_groups = 28896, 28896, 22579200, 6

# %% 3.1 wrong: one filter -> that is one filter
weights, parameters, macs, legal_groups = 25 * 12, 28896, 22579200, 6

# %% 3.1 wrong: the window left out -> each has a 5×5 slice
weights, parameters, macs, legal_groups = 96 * 12, 28896, 22579200, 6

# %% 3.1 wrong: a window of 3×3 -> that is for a 3×3 window
weights, parameters, macs, legal_groups = 96 * (48 // 4) * 3 * 3, 28896, 22579200, 6

# %% 3.1 wrong: all biases for each group -> there are 96 biases in it for each group
weights, parameters, macs, legal_groups = 28800, 28800 + 4 * 96, 22579200, 6

# %% 3.1 wrong: groups forgotten in the parameters -> that is the standard layer, with its biases
weights, parameters, macs, legal_groups = 28800, 25 * 48 * 96 + 96, 22579200, 6

# %% 3.1 wrong: weights for MACs -> each is used at every position of the output
weights, parameters, macs, legal_groups = 28800, 28896, 28800, 6

# %% 3.1 wrong: MACs of one group -> that is one group of the four
weights, parameters, macs, legal_groups = 28800, 28896, 25 * 12 * 24 * 28 * 28, 6

# %% 3.1 wrong: biases divided by groups -> there are 24 biases in it
weights, parameters, macs, legal_groups = 28800, 28800 + 24, 22579200, 6

# %% 3.1 wrong: a bias for each input -> a bias belongs to an output channel
weights, parameters, macs, legal_groups = 28800, 28800 + 48, 22579200, 6

# %% 3.1 wrong: a bias for each group -> one for each group
weights, parameters, macs, legal_groups = 28800, 28804, 22579200, 6

# %% 3.1 wrong: biases left out -> the biases are not in it
weights, parameters, macs, legal_groups = 28800, 28800, 22579200, 6

# %% 3.1 wrong: FLOPs -> those are FLOPs
weights, parameters, macs, legal_groups = 28800, 28896, 2 * 22579200, 6

# %% 3.1 wrong: padding forgotten -> 24×24 is the output without padding
weights, parameters, macs, legal_groups = 28800, 28896, 28800 * 24 * 24, 6

# %% 3.1 wrong: MACs not divided -> groups divide the MACs
weights, parameters, macs, legal_groups = 28800, 28896, 115200 * 784, 6

# %% 3.1 wrong: biases in the MACs -> adding a bias is no multiply–accumulate
weights, parameters, macs, legal_groups = 28800, 28896, 28896 * 784, 6

# %% 3.1 wrong: the greatest common divisor -> that is the largest legal value
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 12

# %% 3.1 wrong: divisors of the inputs only -> must divide 60 as well
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 9

# %% 3.1 wrong: groups=1 not counted -> did you leave out groups=1
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 5

# %% 3.1 wrong: without 1 and without the largest -> the greatest common divisor itself is, too
weights, parameters, macs = 28800, 28896, 22579200
legal_groups = len([g for g in range(2, 12) if 36 % g == 0 and 60 % g == 0])

# %% 3.1 wrong: the common prime factors -> list the numbers that divide both 36 and 60
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, len({2, 3} & {2, 3, 5})

# %% 3.1 wrong: the list and not its length -> is a list; a number is expected
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, [1, 2, 3, 4, 6, 12]

# %% 3.1 wrong: both results of the function in one name -> is a tuple; a number is expected
weights = macs = grouped_cost(48, 96, 5, 4, 28, 28)
parameters, legal_groups = 28896, 6

# %% 3.2 right: slices in a loop
def grouped_by_cat(x, weight, groups):
    out = weight.shape[0] // groups
    per = weight.shape[1]
    results = []
    for g in range(groups):
        results.append(F.conv2d(x[:, g * per : (g + 1) * per], weight[g * out : (g + 1) * out]))
    return torch.cat(results, dim=1)

# %% 3.2 right: a dense kernel with zeros
def grouped_by_cat(x, weight, groups):
    return F.conv2d(x, standard_from_grouped(weight, groups))

# %% 3.2 right: layers whose weights are set
def grouped_by_cat(x, weight, groups):
    results = []
    for part, filters in zip(torch.tensor_split(x, groups, dim=1), torch.tensor_split(weight, groups)):
        layer = nn.Conv2d(part.shape[1], filters.shape[0], filters.shape[-1], bias=False).to(x)
        layer.weight.data = filters
        results.append(layer(part))
    return torch.cat(results, 1)

# %% 3.2 right: an empty result that is filled
def grouped_by_cat(x, weight, groups):
    N, _, H, W = x.shape
    K, n, m = weight.shape[-1], len(weight) // groups, weight.shape[1]
    y = x.new_empty(N, len(weight), H - K + 1, W - K + 1)
    for g in range(groups):
        y[:, g * n : (g + 1) * n] = F.conv2d(x[:, g * m : (g + 1) * m], weight[g * n : (g + 1) * n], groups=1)
    return y

# %% 3.2 right: one sum over windows, no convolution at all
def grouped_by_cat(x, weight, groups):
    K = weight.shape[-1]
    windows = x.unfold(2, K, 1).unfold(3, K, 1).unflatten(1, (groups, -1))
    return torch.einsum("ngchwuv,gocuv->ngohw", windows, weight.unflatten(0, (groups, -1))).flatten(1, 2)

# %% 3.2 right: a table of windows for each group, and a matrix product
def grouped_by_cat(x, weight, groups):
    K, per = weight.shape[-1], weight.shape[1]
    windows = x.unfold(2, K, 1).unfold(3, K, 1).permute(0, 2, 3, 1, 4, 5)
    parts = []
    for g, filters in enumerate(weight.chunk(groups)):
        parts.append(windows[..., g * per : (g + 1) * per, :, :].flatten(3) @ filters.flatten(1).T)
    return torch.cat(parts, dim=-1).permute(0, 3, 1, 2)

# %% 3.2 wrong: added -> The groups' results are added
def grouped_by_cat(x, weight, groups):
    return sum(F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups)))

# %% 3.2 wrong: groups handed to PyTorch -> PyTorch was given groups=2
def grouped_by_cat(x, weight, groups):
    return F.conv2d(x, weight, groups=groups)

# %% 3.2 wrong: groups handed to a layer -> PyTorch was given groups=2
def grouped_by_cat(x, weight, groups):
    layer = nn.Conv2d(x.shape[1], len(weight), weight.shape[-1], groups=groups, bias=False).to(device)
    layer.weight.data = weight
    return layer(x)

# %% 3.2 wrong: groups handed to another convolution -> PyTorch was given groups=2
def grouped_by_cat(x, weight, groups):
    return F.conv3d(x[:, :, None], weight[:, :, None], groups=groups)[:, :, 0]

# %% 3.2 wrong: stacked along the batch -> side by side in the batch
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))])

# %% 3.2 wrong: a new axis -> (1, 2, 4, 4, 4), (1, 8, 4, 4) expected
def grouped_by_cat(x, weight, groups):
    return torch.stack([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], dim=1)

# %% 3.2 wrong: interleaved -> the outputs of the groups are interleaved
def grouped_by_cat(x, weight, groups):
    return torch.stack([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], dim=2).flatten(1, 2)

# %% 3.2 wrong: inputs dealt out in turns -> the inputs are dealt out in turns
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(x[:, g::groups], f) for g, f in enumerate(weight.chunk(groups))], 1)

# %% 3.2 wrong: filters dealt out in turns -> the filters are dealt out in turns
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, weight[g::groups]) for g, p in enumerate(x.chunk(groups, 1))], 1)

# %% 3.2 wrong: always the first filters -> the filters of the first group
def grouped_by_cat(x, weight, groups):
    out = weight.shape[0] // groups
    return torch.cat([F.conv2d(p, weight[:out]) for p in x.chunk(groups, 1)], 1)

# %% 3.2 wrong: always the first inputs -> the inputs of the first group
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(x[:, : weight.shape[1]], f) for f in weight.chunk(groups)], 1)

# %% 3.2 wrong: from the last group to the first -> in reverse order
def grouped_by_cat(x, weight, groups):
    y = torch.zeros(0).to(x)
    for p, f in zip(x.chunk(groups, 1), weight.chunk(groups)):
        part = F.conv2d(p, f)
        y = torch.cat([part, y], 1) if y.numel() else part
    return y

# %% 3.2 wrong: every group sees everything -> Does each convolution get the inputs of its own group
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(x, f) for f in weight.chunk(groups)], 1)

# %% 3.2 wrong: works for two groups only -> groups=3
def grouped_by_cat(x, weight, groups):
    half, out = x.shape[1] // 2, len(weight) // 2
    return torch.cat([F.conv2d(x[:, :half], weight[:out]), F.conv2d(x[:, half:], weight[out:])], 1)

# %% 3.2 wrong: padded -> (1, 8, 6, 6), (1, 8, 4, 4) expected
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f, padding=1) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% 3.2 wrong: a list -> the result is a list
def grouped_by_cat(x, weight, groups):
    return [F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))]

# %% 3.2 wrong: a ReLU after each group -> the values are off
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f).relu() for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% 3.2 wrong: the input is changed -> changes one of its inputs in place
def grouped_by_cat(x, weight, groups):
    x.mul_(2)
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% 3.2 wrong: the weights are changed -> changes one of its inputs in place
def grouped_by_cat(x, weight, groups):
    weight /= groups
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% 3.2 wrong: nothing returned for one group -> groups=1: the result is a NoneType
def grouped_by_cat(x, weight, groups):
    if groups > 1:
        return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% 3.2 wrong: the last group never filled -> the result holds NaN or infinity
def grouped_by_cat(x, weight, groups):
    N, _, H, W = x.shape
    K, n, m = weight.shape[-1], len(weight) // groups, weight.shape[1]
    y = x.new_full((N, len(weight), H - K + 1, W - K + 1), torch.nan)
    for g in range(groups - 1):
        y[:, g * n : (g + 1) * n] = F.conv2d(x[:, g * m : (g + 1) * m], weight[g * n : (g + 1) * n])
    return y

# %% 3.2 wrong: the inputs from the last group to the first -> Does each group meet its own inputs and its own filters?
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1)[::-1], weight.chunk(groups))], 1)

# %% 3.2 wrong: a result and not a function -> is a Tensor; a function is expected
grouped_by_cat = torch.cat([F.conv2d(torch.rand(1, 2, 6, 6), torch.rand(4, 2, 3, 3)) for _ in range(2)], dim=1)

# %% 3.3 right: other windows
blocks = nn.Conv2d(9, 12, 1, groups=3)
fan_out = nn.Conv2d(5, 15, 5, padding=2, groups=5, bias=False)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 1, groups=3))

# %% 3.3 right: the order by indexing, in a module of one's own
class Combed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(6, 3, 3, groups=3)

    def forward(self, x):
        return self.layer(x[:, [0, 3, 1, 4, 2, 5]])


blocks = nn.Conv2d(9, 12, 3, groups=3, padding="same").to(device)
fan_out, combed = nn.Conv2d(5, 15, 3, groups=5).to(device), Combed().to(device)

# %% 3.3 right: dense layers with zeros, and an addition
class Combed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(6, 6, 3, groups=6)

    def forward(self, x):
        y = self.layer(x)
        return y[:, :3] + y[:, 3:]


blocks, fan_out, combed = nn.Conv2d(9, 12, 3), nn.Conv2d(5, 15, 3), Combed()
blocks.weight.data = standard_from_grouped(torch.rand(12, 3, 3, 3), 3)
fan_out.weight.data = standard_from_grouped(torch.rand(15, 1, 3, 3), 5)

# %% 3.3 right: double precision, stacked
blocks = nn.Sequential(nn.Conv2d(9, 9, 3, groups=3), nn.Conv2d(9, 12, 1, groups=3)).double()
fan_out = nn.Conv2d(5, 15, 3, groups=5).double()
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3)).double()

# %% 3.3 wrong: no groups -> every output sees every input: that is `groups=1`
blocks, fan_out, combed = nn.Conv2d(9, 12, 3), nn.Conv2d(5, 15, 3), nn.Conv2d(6, 3, 3)

# %% 3.3 wrong: channels in a group for the number of groups -> `groups` must divide both
blocks = nn.Conv2d(9, 12, 3, groups=3)
fan_out = nn.Conv2d(5, 15, 3, groups=5)
try:
    combed = nn.Conv2d(6, 3, 3, groups=2)
except ValueError:
    class Late(nn.Module):
        def forward(self, x):
            return nn.Conv2d(6, 3, 3, groups=2)(x)
    combed = Late()

# %% 3.3 wrong: combed by groups alone -> what puts 0 and 3 side by side
blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% 3.3 wrong: the shuffle the other way -> output 0 of `combed` sees inputs [0, 2]
blocks, fan_out = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(3), nn.Conv2d(6, 3, 3, groups=3))

# %% 3.3 wrong: shuffle after the layer -> `combed`
blocks, fan_out = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.Conv2d(6, 3, 3, groups=3), nn.ChannelShuffle(3))

# %% 3.3 wrong: outputs dealt out in turns -> dealt out in turns
class FanOut(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(5, 5, 3, groups=5) for _ in range(3))

    def forward(self, x):
        return torch.cat([layer(x) for layer in self.layers], dim=1)


blocks, fan_out = nn.Conv2d(9, 12, 3, groups=3), FanOut()
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))

# %% 3.3 wrong: inputs and outputs swapped -> the first number of nn.Conv2d is the channels that come in
blocks, fan_out, combed = nn.Conv2d(12, 9, 3, groups=3), nn.Conv2d(15, 5, 3, groups=5), nn.Conv2d(3, 6, 3, groups=3)

# %% 3.3 wrong: too few outputs -> makes 9 channels; 12 are asked for
blocks, fan_out, combed = nn.Conv2d(9, 9, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% 3.3 wrong: too many groups -> output 0 of `blocks` sees inputs [0, 1];
blocks, fan_out = nn.Conv2d(9, 18, 3, groups=9), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))
blocks = nn.Sequential(blocks, nn.Conv2d(18, 12, 1, groups=6))

# %% 3.3 wrong: numbers and not layers -> `blocks` is a int; a layer is expected
blocks, fan_out, combed = 3, 5, 3

# %% 3.3 wrong: a module that returns nothing -> does not return a tensor
class Nothing(nn.Module):
    def forward(self, x):
        nn.Conv2d(9, 12, 3, groups=3).to(x)(x)


blocks, fan_out, combed = Nothing(), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% 3.3 wrong: rounded to whole numbers -> the output of `blocks` is torch.int32
class Blocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(9, 12, 3, groups=3)

    def forward(self, x):
        return self.layer(x).round().int()


blocks, fan_out = Blocks(), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))

# %% 3.3 wrong: flattened -> `blocks` does not return a tensor of (N, C, H, W)
blocks = nn.Sequential(nn.Conv2d(9, 12, 8, groups=3), nn.Flatten())
fan_out, combed = nn.Conv2d(5, 15, 3, groups=5), nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))

# %% 3.3 wrong: the halves added in place -> `combed` changes its input in place
class Combed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(3, 3, 3, groups=3)

    def forward(self, x):
        x[:, :3] += x[:, 3:]
        return self.layer(x[:, :3])


blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), Combed()

# %% 3.3 wrong: NaN -> holds NaN or infinity
blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)
blocks.weight.data.fill_(torch.nan)

# %% 3.4 right: unflatten and flatten
def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)

# %% 3.4 right: PyTorch's own
def channel_shuffle(x, groups):
    return nn.ChannelShuffle(groups)(x)

# %% 3.4 right: a list of channels
def channel_shuffle(x, groups):
    per = x.shape[1] // groups
    return torch.stack([x[:, g * per + c] for c in range(per) for g in range(groups)], dim=1)

# %% 3.4 right: by index, from a table of numbers
def channel_shuffle(x, groups):
    return x[:, torch.arange(x.shape[1]).view(groups, -1).T.flatten()]

# %% 3.4 right: permute and contiguous, as in the first code
def channel_shuffle(x, groups):
    N, C, H, W = x.size()
    x = x.view(N, groups, C // groups, H, W).permute(0, 2, 1, 3, 4).contiguous()
    return x.view(N, C, H, W)

# %% 3.4 right: written into the output group by group
def channel_shuffle(x, groups):
    y = torch.empty_like(x)
    for g, part in enumerate(x.chunk(groups, dim=1)):
        y[:, g::groups] = part
    return y

# %% 3.4 wrong: the inverse -> That undoes the shuffle
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, C // groups, groups, H, W).transpose(1, 2).reshape(N, C, H, W)

# %% 3.4 wrong: dealt out in turns -> That undoes the shuffle
def channel_shuffle(x, groups):
    return torch.cat([x[:, g::groups] for g in range(groups)], dim=1)

# %% 3.4 wrong: not transposed -> nothing has changed places
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).reshape(N, C, H, W)

# %% 3.4 wrong: reshaped and not transposed -> nothing has changed places
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).reshape(N, C // groups, groups, H, W).reshape(N, C, H, W)

# %% 3.4 wrong: not flattened -> must become one again
def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2)

# %% 3.4 wrong: the wrong axes flattened -> (1, 4, 6, 3), (1, 8, 3, 3) expected
def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(2, 3)

# %% 3.4 wrong: the batch forgotten -> is invalid for input of size
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.view(groups, C // groups, H, W).transpose(0, 1).reshape(1, C, H, W)

# %% 3.4 wrong: the batch among the groups -> Do pictures of the batch, or pixels, change places?
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(groups, N * C // groups, H, W).transpose(0, 1).reshape(N, C, H, W)

# %% 3.4 wrong: the wrong axes transposed -> Do pictures of the batch, or pixels, change places?
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).transpose(2, 3).reshape(N, C, H, W)

# %% 3.4 wrong: view after a transpose -> raised RuntimeError
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.view(N, groups, C // groups, H, W).transpose(1, 2).view(N, C, H, W)

# %% 3.4 wrong: a random order -> the channels come in the order
def channel_shuffle(x, groups):
    return x[:, torch.randperm(x.shape[1])]

# %% 3.4 wrong: the groups change places -> the channels come in the order [4, 5, 6, 7, 0, 1, 2, 3]
def channel_shuffle(x, groups):
    return torch.cat(x.chunk(groups, dim=1)[::-1], dim=1)

# %% 3.4 wrong: in place -> changes its input in place
def channel_shuffle(x, groups):
    x.copy_(x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2).clone())
    return x

# %% 3.4 wrong: the layer and not its result -> is a ChannelShuffle; a tensor is expected
def channel_shuffle(x, groups):
    return nn.ChannelShuffle(groups)

# %% 3.4 wrong: a layer, given nothing -> raised
channel_shuffle = nn.ChannelShuffle

# %% 3.4 wrong: for two groups only -> groups=3
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, 2, C // 2, H, W).transpose(1, 2).reshape(N, C, H, W)

# %% 3.4 wrong: nothing returned for one group -> groups=1: the result is a NoneType
def channel_shuffle(x, groups):
    if groups > 1:
        return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)

# %% 3.4 wrong: a result and not a function -> is a Tensor; a function is expected
channel_shuffle = torch.rand(1, 8, 3, 3)[:, [0, 4, 1, 5, 2, 6, 3, 7]]

# %% 3.5 right: depthwise last, and biases
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8), nn.Conv2d(64, 64, 3, padding=1, groups=64)
).to(device)

# %% 3.5 right: three layers with four channels in a group
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding="same", groups=64))
for _ in range(3):
    frugal.append(nn.Conv2d(64, 64, 1, groups=16, bias=False)).append(nn.ChannelShuffle(16))

# %% 3.5 right: six layers with two channels in a group, one of them 3×3
layers = [nn.Conv2d(64, 64, 3, padding=1, groups=32)]
for _ in range(5):
    layers += [nn.ChannelShuffle(32), nn.Conv2d(64, 64, 1, groups=32)]
frugal = nn.Sequential(*layers)

# %% 3.5 right: a module of one's own, with BatchNorm
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(64, 64, 3, padding=1, groups=64)
        self.a, self.b = nn.Conv2d(64, 64, 1, groups=8), nn.Conv2d(64, 64, 1, groups=8)
        self.norm = nn.BatchNorm2d(64)

    def forward(self, x):
        x = self.norm(self.a(self.look(x)))
        return self.b(x.unflatten(1, (8, 8)).transpose(1, 2).flatten(1, 2))


frugal = Frugal().to(device)

# %% 3.5 right: the shuffle in three steps, by PyTorch's modules
class Transpose(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2)


frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=16),
    nn.Unflatten(1, (16, 4)), Transpose(), nn.Flatten(1, 2), nn.Conv2d(64, 64, 1, groups=4))

# %% 3.5 wrong: the standard layer -> that is the standard layer itself
frugal = nn.Conv2d(64, 64, 3, padding=1)

# %% 3.5 wrong: depthwise separable -> a depthwise separable layer
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1))

# %% 3.5 wrong: shuffle forgotten -> 512 of 4,096 pairs
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8), nn.Conv2d(64, 64, 1, groups=8))

# %% 3.5 wrong: too few layers -> some output sees 4 of the 64 inputs
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=32), nn.ChannelShuffle(32), nn.Conv2d(64, 64, 1, groups=32))

# %% 3.5 wrong: depthwise and shuffles only -> alone never mix
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 3, padding=1, groups=64))

# %% 3.5 wrong: two grouped 3×3 layers -> sees 5×5 pixels
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 3, padding=1, groups=8))

# %% 3.5 wrong: a grouped 3×3 layer instead of a depthwise one -> everything reaches everything, but with 5,120 weights
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% 3.5 wrong: nothing looks around -> sees 1×1 pixels
frugal = nn.Sequential(nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% 3.5 wrong: not padded -> is the 3×3 window padded?
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, groups=64), nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% 3.5 wrong: a bottleneck -> squeezes everything through 8 channels
frugal = nn.Sequential(nn.Conv2d(64, 8, 1), nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 64, 1))

# %% 3.5 wrong: a bottleneck of linear layers, channels last -> squeezes everything through 8 channels
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(64, 64, 3, padding=1, groups=64)
        self.squeeze, self.expand = nn.Linear(64, 8), nn.Linear(8, 64)

    def forward(self, x):
        x = self.look(x).permute(0, 2, 3, 1)
        return self.expand(self.squeeze(x)).permute(0, 3, 1, 2)


frugal = Frugal()

# %% 3.5 wrong: too few outputs -> the batch and the 64 channels should stay
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 32, 1, groups=32))

# %% 3.5 wrong: a list -> is a list; a module is expected
frugal = [nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8)]

# %% 3.5 wrong: rounded to bytes -> the output of `frugal` is torch.uint8
class Frugal(nn.Sequential):
    def forward(self, x):
        return super().forward(x).clamp(0, 255).to(torch.uint8)


frugal = Frugal(
    nn.Conv2d(64, 64, 3, padding=1, groups=64),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% 3.5 wrong: forward without return -> `frugal` returns a NoneType
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look, self.mix = nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8)

    def forward(self, x):
        self.mix(self.look(x))


frugal = Frugal()

# %% 3.5 wrong: zeros at two sides only -> 3×3 around itself is asked for
frugal = nn.Sequential(
    nn.ZeroPad2d((2, 0, 2, 0)), nn.Conv2d(64, 64, 3, groups=64),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% 3.5 wrong: a ReLU in place before it -> changes its input in place
frugal = nn.Sequential(
    nn.ReLU(inplace=True), nn.Conv2d(64, 64, 3, padding=1, groups=64),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% 3.5 wrong: NaN -> holds NaN or infinity
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64))
frugal[0].weight.data.fill_(torch.nan)

# %% 3.2 wrong: filters cut by the number of inputs -> each gets too few filters
def grouped_by_cat(x, weight, groups):
    size = x.shape[1] // groups
    parts = [F.conv2d(x[:, g * size : (g + 1) * size], weight[g * size : (g + 1) * size]) for g in range(groups)]
    return torch.cat(parts, dim=1)

# %% 3.2 wrong: one group only -> A group is missing
def grouped_by_cat(x, weight, groups):
    return F.conv2d(x[:, : x.shape[1] // groups], weight[: len(weight) // groups])

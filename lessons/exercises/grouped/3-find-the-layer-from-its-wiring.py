# %% [markdown]
# # Find the layer from its wiring
#
# Someone measured three layers with `wiring` and lost the code. Build a module
# with each wiring. Window, padding and biases are your choice.
#
# | name | channels | what was measured |
# |---|---|---|
# | `blocks` | 9 → 12 | the first four outputs see inputs 0, 1, 2; the next four see inputs 3, 4, 5; the last four see inputs 6, 7, 8 |
# | `fan_out` | 5 → 15 | outputs 0, 1, 2 see input 0; outputs 3, 4, 5 see input 1; and so on |
# | `combed` | 6 → 3 | output 0 sees inputs 0 and 3; output 1 sees inputs 1 and 4; output 2 sees inputs 2 and 5 |
#
# Checked: the wiring. The third is no single `nn.Conv2d` whose weights were
# drawn at random.

# %% starter
blocks = None
fan_out = None
combed = None

# %% check
def judge():
    """Three modules, `blocks`, `fan_out` and `combed`, (N, C, H, W) to (N, C,
    H, W), with the wiring that was measured.
    """
    wanted = {
        "blocks": (blocks, 9, [[o // 4 * 3 + c for c in range(3)]
                               for o in range(12)]),
        "fan_out": (fan_out, 5, [[o // 3] for o in range(15)]),
        "combed": (combed, 6, [[o, o + 3] for o in range(3)])}
    yield from check_answered(
        **{name: module for name, (module, _, _) in wanted.items()})
    for name, (module, in_channels, rows) in wanted.items():
        layer = yield from check_module(name, module)
        x = torch.randn(2, in_channels, 8, 8).to(device)
        y = yield from check_call(f"`{name}`", layer, x)
        yield y.dim() == 4, (
            f"`{name}` gives {tuple(y.shape)}; (N, C, H, W) is expected.")
        yield y.shape[1] == len(rows), (
            f"`{name}` gives {y.shape[1]} channels; {len(rows)} are expected.")
        yield is_linear(layer, x.shape[1:]), (
            f"`{name}` is not a convolution alone: twice the picture does not "
            "give twice the output. Leave out activations; they hide wires.")
        ran = Recorder()
        yield from check_call(f"`{name}`", layer, x, ran=ran)
        wires = jacobian_of(layer, x.shape[1:]).abs().amax(dim=(1, 2, 4, 5))
        seen = wires > 1e-9
        seen = [row.nonzero().flatten().tolist() for row in seen]
        mixed = len(seen[0]) == in_channels
        cause = (
            f"`{name}` has {len(ran.convs)} layers that mix, and together they "
            "reach everything; one layer behind the right order of channels is "
            "enough." if len(ran.convs) > 1 else
            f"in `{name}` every output sees every input: that is `groups=1`.")
        yield not mixed, cause
        yield seen != [[0, 1], [2, 3], [4, 5]], (
            "output 0 of `combed` sees inputs [0, 1], it should see [0, 3]. "
            "`groups` makes blocks of neighbours; what puts 0 and 3 side by "
            "side before it?")
        yield seen != [[0, 2], [1, 4], [3, 5]], (
            "that is the other shuffle, with 3 rows: nn.ChannelShuffle takes "
            "the number of rows of the table, and 0 stands above 3 in 2 rows.")
        yield seen != [[o % 5] for o in range(15)], (
            "in `fan_out` the outputs of an input are dealt out in turns; here "
            "the three of input 0 come first.")
        for o, (row, target) in enumerate(zip(seen, rows)):
            yield row == target, (
                f"output {o} of `{name}` sees inputs {row}; it should see "
                f"{target}.")
    yield True, (
        "`groups` is the number of blocks; a depth multiplier is N / M; and "
        "any other order needs the channels to change places first.")

# %% hint [markdown]
# How many blocks are there in each? That is `groups`.

# %% hint [markdown]
# In `fan_out` each input is alone in its group. For `combed`, bring inputs 0
# and 3 next to each other first: which layer of this chapter changes the order
# of channels?

# %% hint [markdown]
# `nn.ChannelShuffle(g)` writes the six channels in a table of `g` rows and
# reads it by columns. With which `g` does the first column hold 0 and 3?

# %% solution
blocks = nn.Conv2d(9, 12, kernel_size=3, groups=3)
fan_out = nn.Conv2d(5, 15, kernel_size=3, groups=5)
combed = nn.Sequential(
    nn.ChannelShuffle(2), nn.Conv2d(6, 3, kernel_size=3, groups=3))

# %% right="other windows"
blocks = nn.Conv2d(9, 12, 1, groups=3)
fan_out = nn.Conv2d(5, 15, 5, padding=2, groups=5, bias=False)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 1, groups=3))

# %% right="the order by indexing, in a module of one's own"
class Combed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(6, 3, 3, groups=3)

    def forward(self, x):
        return self.layer(x[:, [0, 3, 1, 4, 2, 5]])


blocks = nn.Conv2d(9, 12, 3, groups=3, padding="same").to(device)
fan_out, combed = nn.Conv2d(5, 15, 3, groups=5).to(device), Combed().to(device)

# %% right="dense layers with zeros, and an addition"
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

# %% right="double precision, stacked"
blocks = nn.Sequential(nn.Conv2d(9, 9, 3, groups=3), nn.Conv2d(9, 12, 1, groups=3)).double()
fan_out = nn.Conv2d(5, 15, 3, groups=5).double()
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3)).double()

# %% wrong="no groups" says="every output sees every input: that is `groups=1`"
blocks, fan_out, combed = nn.Conv2d(9, 12, 3), nn.Conv2d(5, 15, 3), nn.Conv2d(6, 3, 3)

# %% wrong="channels in a group for the number of groups" says="out_channels must be divisible by groups, in the line `return nn.Conv2d(6, 3, 3, groups=2)(x)`"
blocks = nn.Conv2d(9, 12, 3, groups=3)
fan_out = nn.Conv2d(5, 15, 3, groups=5)
try:
    combed = nn.Conv2d(6, 3, 3, groups=2)
except ValueError:
    class Late(nn.Module):
        def forward(self, x):
            return nn.Conv2d(6, 3, 3, groups=2)(x)
    combed = Late()

# %% wrong="combed by groups alone" says="what puts 0 and 3 side by side"
blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% wrong="the shuffle the other way" says="that is the other shuffle, with 3 rows"
blocks, fan_out = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(3), nn.Conv2d(6, 3, 3, groups=3))

# %% wrong="shuffle after the layer" says="`combed`"
blocks, fan_out = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.Conv2d(6, 3, 3, groups=3), nn.ChannelShuffle(3))

# %% wrong="outputs dealt out in turns" says="dealt out in turns"
class FanOut(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(5, 5, 3, groups=5) for _ in range(3))

    def forward(self, x):
        return torch.cat([layer(x) for layer in self.layers], dim=1)


blocks, fan_out = nn.Conv2d(9, 12, 3, groups=3), FanOut()
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))

# %% wrong="inputs and outputs swapped" says="was given (2, 9, 8, 8): its `in_channels` is 12, 9 came"
blocks, fan_out, combed = nn.Conv2d(12, 9, 3, groups=3), nn.Conv2d(15, 5, 3, groups=5), nn.Conv2d(3, 6, 3, groups=3)

# %% wrong="too few outputs" says="gives 9 channels; 12 are expected"
blocks, fan_out, combed = nn.Conv2d(9, 9, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% wrong="too many groups" says="output 0 of `blocks` sees inputs [0, 1];"
blocks, fan_out = nn.Conv2d(9, 18, 3, groups=9), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))
blocks = nn.Sequential(blocks, nn.Conv2d(18, 12, 1, groups=6))

# %% wrong="numbers and not layers" says="`blocks` is an int; a layer or a network is expected"
blocks, fan_out, combed = 3, 5, 3

# %% wrong="a module that returns nothing" says="gives nothing (None)"
class Nothing(nn.Module):
    def forward(self, x):
        nn.Conv2d(9, 12, 3, groups=3).to(x)(x)


blocks, fan_out, combed = Nothing(), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% wrong="rounded to whole numbers" says="`blocks` gives torch.int32"
class Blocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(9, 12, 3, groups=3)

    def forward(self, x):
        return self.layer(x).round().int()


blocks, fan_out = Blocks(), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))

# %% wrong="flattened" says="`blocks` gives (2, 12)"
blocks = nn.Sequential(nn.Conv2d(9, 12, 8, groups=3), nn.Flatten())
fan_out, combed = nn.Conv2d(5, 15, 3, groups=5), nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))

# %% wrong="the halves added in place" says="`combed` changes its input in place"
class Combed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(3, 3, 3, groups=3)

    def forward(self, x):
        x[:, :3] += x[:, 3:]
        return self.layer(x[:, :3])


blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), Combed()

# %% wrong="NaN" says="gives NaN or infinity"
blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)
blocks.weight.data.fill_(torch.nan)

# %% wrong="two layers with a shuffle between" says="`blocks` has 2 layers that mix"
blocks = nn.Sequential(nn.Conv2d(9, 9, 3, groups=3), nn.ChannelShuffle(3), nn.Conv2d(9, 12, 1, groups=3))
fan_out, combed = nn.Conv2d(5, 15, 1, groups=5), nn.Conv2d(6, 3, 1, groups=3)

# %% wrong="a ReLU behind" says="Leave out activations"
blocks = nn.Sequential(nn.Conv2d(9, 12, 3, groups=3), nn.ReLU())
fan_out, combed = nn.Conv2d(5, 15, 1, groups=5), nn.Conv2d(6, 3, 1, groups=3)

# %% right="one dense layer with slices set to zero"
blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 1, groups=5), nn.Conv2d(6, 3, 3)
with torch.no_grad():
    combed.weight *= torch.tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1]]).repeat(1, 2)[:, :, None, None]

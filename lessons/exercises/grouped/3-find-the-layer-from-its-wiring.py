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
# Checked: the wiring, by gradients. The third is not a single `nn.Conv2d`.

# %% starter
blocks = None
fan_out = None
combed = None

# %% check
def judge():
    wanted = {
        "blocks": (blocks, 9, [[o // 4 * 3 + c for c in range(3)] for o in range(12)]),
        "fan_out": (fan_out, 5, [[o // 3] for o in range(15)]),
        "combed": (combed, 6, [[o, o + 3] for o in range(3)]),
    }
    for name, (module, in_channels, rows) in wanted.items():
        if module is None:
            yield (
                None,
                f"not answered yet: set `{name}` above, then run this cell again.",
            )
    for name, (module, in_channels, rows) in wanted.items():
        yield (
            isinstance(module, nn.Module),
            f"`{name}` is a {type(module).__name__}; a layer is expected, e.g. nn.Conv2d(...).",
        )
        layer = copy.deepcopy(module).to(device, torch.float32).eval()
        x = torch.randn(2, in_channels, 8, 8).to(device)
        before = x.clone()
        y = layer(x)
        yield torch.equal(x, before), f"`{name}` changes its input in place."
        yield (
            isinstance(y, torch.Tensor) and y.dim() == 4,
            f"`{name}` does not return a tensor of (N, C, H, W).",
        )
        yield (
            y.shape[1] == len(rows),
            f"`{name}` makes {y.shape[1]} channels; {len(rows)} are asked for.",
        )
        yield (
            y.is_floating_point(),
            f"the output of `{name}` is {y.dtype}; its layers give {x.dtype}. Is it rounded afterwards?",
        )
        yield bool(y.isfinite().all()), f"the output of `{name}` holds NaN or infinity."
        measured = [
            row.nonzero().flatten().tolist() for row in wiring(layer, in_channels)
        ]
        yield (
            any(len(row) < in_channels for row in measured),
            f"in `{name}` every output sees every input: that is `groups=1`.",
        )
        yield (
            measured != [[0, 1], [2, 3], [4, 5]],
            (
                "output 0 of `combed` sees inputs [0, 1], it should see [0, 3]. `groups` makes blocks of neighbours; what puts 0 and 3 side by side before it?"
            ),
        )
        yield (
            measured != [[o % 5] for o in range(15)],
            (
                "in `fan_out` the outputs of an input are dealt out in turns; here the three of input 0 come first."
            ),
        )
        for o, (row, target) in enumerate(zip(measured, rows)):
            yield (
                row == target,
                f"output {o} of `{name}` sees inputs {row}; it should see {target}.",
            )
    yield (
        True,
        "`groups` is the number of blocks; a depth multiplier is N / M; and any other order needs the channels to change places first.",
    )

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
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, kernel_size=3, groups=3))

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

# %% wrong="channels in a group for the number of groups" says="`groups` must divide both"
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

# %% wrong="the shuffle the other way" says="output 0 of `combed` sees inputs [0, 2]"
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

# %% wrong="inputs and outputs swapped" says="the first number of nn.Conv2d is the channels that come in"
blocks, fan_out, combed = nn.Conv2d(12, 9, 3, groups=3), nn.Conv2d(15, 5, 3, groups=5), nn.Conv2d(3, 6, 3, groups=3)

# %% wrong="too few outputs" says="makes 9 channels; 12 are asked for"
blocks, fan_out, combed = nn.Conv2d(9, 9, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% wrong="too many groups" says="output 0 of `blocks` sees inputs [0, 1];"
blocks, fan_out = nn.Conv2d(9, 18, 3, groups=9), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))
blocks = nn.Sequential(blocks, nn.Conv2d(18, 12, 1, groups=6))

# %% wrong="numbers and not layers" says="`blocks` is a int; a layer is expected"
blocks, fan_out, combed = 3, 5, 3

# %% wrong="a module that returns nothing" says="does not return a tensor"
class Nothing(nn.Module):
    def forward(self, x):
        nn.Conv2d(9, 12, 3, groups=3).to(x)(x)


blocks, fan_out, combed = Nothing(), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)

# %% wrong="rounded to whole numbers" says="the output of `blocks` is torch.int32"
class Blocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(9, 12, 3, groups=3)

    def forward(self, x):
        return self.layer(x).round().int()


blocks, fan_out = Blocks(), nn.Conv2d(5, 15, 3, groups=5)
combed = nn.Sequential(nn.ChannelShuffle(2), nn.Conv2d(6, 3, 3, groups=3))

# %% wrong="flattened" says="`blocks` does not return a tensor of (N, C, H, W)"
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

# %% wrong="NaN" says="holds NaN or infinity"
blocks, fan_out, combed = nn.Conv2d(9, 12, 3, groups=3), nn.Conv2d(5, 15, 3, groups=5), nn.Conv2d(6, 3, 3, groups=3)
blocks.weight.data.fill_(torch.nan)

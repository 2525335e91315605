# %% [markdown]
# # Replace a standard layer on a budget
#
# A standard 3×3 layer of 64→64 channels has 36,864 weights. Design a module
# that takes (N, 64, H, W) to the same shape, in which every input channel
# reaches every output channel and every output pixel sees a window of 3×3,
# with **at most 2,000 weights**. Every layer in it keeps 64 channels: a
# squeeze through a few would reach everything, too, and throw most of the
# picture away. A depthwise layer and a standard 1×1 layer together are over
# the budget, so the mixing has to be grouped as well. Leave out activations,
# which would only blur the measurement. Checked: shape, channels, reach,
# window, weights (biases do not count).

# %% starter
frugal = None  # nn.Sequential(...), or a module of your own

# %% check
def judge():
    """A module, (N, 64, H, W) to the same shape, without activations."""
    model = yield from check_module("frugal", frugal)
    lost = unregistered(model)
    yield lost is None, (
        f"`{lost}` keeps layers or weights of which the module does not know: "
        "it would not train them, nor count them. Layers belong in an "
        "nn.ModuleList, a weight in an nn.Parameter.")
    x, ran = torch.randn(2, 64, 9, 11).to(device), Recorder()
    y = yield from check_call("`frugal`", model, x, ran=ran)
    yield y.shape[:2] == x.shape[:2], (
        f"`frugal` takes (2, 64, 9, 11) to {tuple(y.shape)}; the batch and the "
        "64 channels should stay.")
    yield y.shape == x.shape, (
        f"`frugal` takes (2, 64, 9, 11) to {tuple(y.shape)}; is the 3×3 "
        "window padded by 1, and every stride 1?")
    yield is_linear(model, x.shape[1:]) and "dropout" not in ran.names, (
        "`frugal` does more than weigh and add: twice the picture does not "
        "give twice the output. Leave out activations such as ReLU and "
        "Softmax, norms of the picture's own numbers, and dropout.")
    # every layer works at each of the 99 positions, so this is the weights
    weights = macs_run(model, x[:1]) // 99
    yield weights != 36_864, (
        "`frugal` runs 36,864 weights: that is the standard layer itself.")
    yield weights != 4_672, (
        "`frugal` runs 576 + 4,096 = 4,672 weights: a depthwise separable "
        "layer. Its 1×1 alone is over the budget; can that be grouped, too?")
    wires = jacobian_of(model, (64, 5, 5))[:, 2, 2]
    pixels = wires.abs().amax(dim=(0, 1)) > 1e-9
    wires = wires.sum(dim=(2, 3))
    rank = int(torch.linalg.matrix_rank(wires, rtol=1e-4))
    yield rank > 48, (
        f"`frugal` squeezes everything through {rank} channels. "
        "That reaches all, and throws most of the picture away; keep 64 in "
        "every layer.")
    reached = (wires.abs() > 1e-13).sum(dim=1)
    least = int(reached.min())
    yield least > 1, (
        f"some output sees {least} of the 64 inputs: depthwise layers and "
        "shuffles alone never mix.")
    yield least == 64, (
        f"{int(reached.sum()):,} of 4,096 pairs are connected; some output "
        f"sees {least} of the 64 inputs. Is there a shuffle between each two "
        "grouped layers, and are there enough layers for that many channels "
        "in a group?")
    across = int(torch.linalg.matrix_rank(wires[:32, 32:], rtol=1e-4))
    yield across >= 8, (
        f"only {across} mixture(s) of inputs 32 to 63 arrive in outputs 0 to "
        "31: everything that changes channels squeezes through so few. Mix "
        "with 1×1 layers in groups.")
    rows, columns = (
        pixels.any(dim=axis).nonzero().flatten().tolist() for axis in (1, 0))
    yield rows == columns == [1, 2, 3] and int(pixels.sum()) == 9, (
        f"the output pixel in row 2, column 2 sees {int(pixels.sum())} pixels "
        f"of the input, in rows {rows} and columns {columns}; rows and columns "
        "[1, 2, 3], a window of 3×3 around itself, are expected.")
    yield weights <= 2_000, (
        f"everything reaches everything, but with {weights:,} weights; 2,000 "
        "are allowed. Which of your layers is the dearest?")
    yield True, (
        f"full reach, and {weights:,} weights are run, "
        f"{36_864 / weights:.0f}× fewer than in the standard layer. It reaches "
        "as far; it is not as free.")

# %% hint [markdown]
# Only one layer has to look around. What is the cheapest 3×3 layer on 64
# channels?

# %% hint [markdown]
# The rest is mixing, with 1×1 layers in groups and a shuffle between them. A
# 1×1 layer with $w$ channels in a group has $64 w$ weights, and $L$ of them
# reach $w^L$ channels.

# %% hint [markdown]
# Two layers with eight channels in a group reach all 64.

# %% solution
frugal = nn.Sequential(
    # looks around
    nn.Conv2d(64, 64, kernel_size=3, padding=1, groups=64, bias=False),
    # mixes within groups, then across them
    nn.Conv2d(64, 64, kernel_size=1, groups=8, bias=False),
    nn.ChannelShuffle(8),
    nn.Conv2d(64, 64, kernel_size=1, groups=8, bias=False))
print([weight.numel() for weight in frugal.parameters()])

# %% right="depthwise last, and biases"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8), nn.Conv2d(64, 64, 3, padding=1, groups=64)
).to(device)

# %% right="three layers with four channels in a group"
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding="same", groups=64))
for _ in range(3):
    frugal.append(nn.Conv2d(64, 64, 1, groups=16, bias=False)).append(nn.ChannelShuffle(16))

# %% right="six layers with two channels in a group, one of them 3×3"
layers = [nn.Conv2d(64, 64, 3, padding=1, groups=32)]
for _ in range(5):
    layers += [nn.ChannelShuffle(32), nn.Conv2d(64, 64, 1, groups=32)]
frugal = nn.Sequential(*layers)

# %% right="a module of one's own, with BatchNorm"
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

# %% right="the shuffle in three steps, by PyTorch's modules"
class Transpose(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2)


frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=16),
    nn.Unflatten(1, (16, 4)), Transpose(), nn.Flatten(1, 2), nn.Conv2d(64, 64, 1, groups=4))

# %% wrong="the standard layer" says="that is the standard layer itself"
frugal = nn.Conv2d(64, 64, 3, padding=1)

# %% wrong="depthwise separable" says="a depthwise separable layer"
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1))

# %% wrong="shuffle forgotten" says="512 of 4,096 pairs"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="too few layers" says="some output sees 4 of the 64 inputs"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=32), nn.ChannelShuffle(32), nn.Conv2d(64, 64, 1, groups=32))

# %% wrong="depthwise and shuffles only" says="alone never mix"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 3, padding=1, groups=64))

# %% wrong="two grouped 3×3 layers" says="of the input, in rows [0, 1, 2, 3, 4]"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 3, padding=1, groups=8))

# %% wrong="a grouped 3×3 layer instead of a depthwise one" says="everything reaches everything, but with 5,120 weights"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="nothing looks around" says="of the input, in rows [2] and columns [2]"
frugal = nn.Sequential(nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="not padded" says="is the 3×3 window padded by 1"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, groups=64), nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="a bottleneck" says="squeezes everything through 8 channels"
frugal = nn.Sequential(nn.Conv2d(64, 8, 1), nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 64, 1))

# %% wrong="a bottleneck of linear layers, channels last" says="squeezes everything through 8 channels"
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(64, 64, 3, padding=1, groups=64)
        self.squeeze, self.expand = nn.Linear(64, 8), nn.Linear(8, 64)

    def forward(self, x):
        x = self.look(x).permute(0, 2, 3, 1)
        return self.expand(self.squeeze(x)).permute(0, 3, 1, 2)


frugal = Frugal()

# %% wrong="too few outputs" says="the batch and the 64 channels should stay"
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 32, 1, groups=32))

# %% wrong="a list" says="`frugal` is a list; a layer or a network is expected"
frugal = [nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8)]

# %% wrong="rounded to bytes" says="`frugal` gives torch.uint8"
class Frugal(nn.Sequential):
    def forward(self, x):
        return super().forward(x).clamp(0, 255).to(torch.uint8)


frugal = Frugal(
    nn.Conv2d(64, 64, 3, padding=1, groups=64),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="forward without return" says="gives nothing (None)"
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look, self.mix = nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8)

    def forward(self, x):
        self.mix(self.look(x))


frugal = Frugal()

# %% wrong="zeros at two sides only" says="of the input, in rows [0, 1, 2]"
frugal = nn.Sequential(
    nn.ZeroPad2d((2, 0, 2, 0)), nn.Conv2d(64, 64, 3, groups=64),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="a ReLU in place before it" says="changes its input in place"
frugal = nn.Sequential(
    nn.ReLU(inplace=True), nn.Conv2d(64, 64, 3, padding=1, groups=64),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="NaN" says="gives NaN or infinity"
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64))
frugal[0].weight.data.fill_(torch.nan)

# %% wrong="the mixing layer in a plain list" says="`mix` keeps layers or weights of which the module does not know"
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(64, 64, 3, padding=1, groups=64, bias=False)
        self.mix = [nn.Conv2d(64, 64, 1, bias=False).to(device)]

    def forward(self, x):
        return self.mix[0](self.look(x))


frugal = Frugal()

# %% wrong="the mixing weights as a plain tensor" says="a weight in an nn.Parameter"
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(64, 64, 3, padding=1, groups=64, bias=False)
        self.mix = torch.randn(64, 64, 1, 1).to(device)

    def forward(self, x):
        return F.conv2d(self.look(x), self.mix)


frugal = Frugal()

# %% wrong="a softmax over the channels" says="Leave out activations such as ReLU and Softmax"
frugal = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Softmax(dim=1))

# %% wrong="the mean of all channels added" says="only 1 mixture(s) of inputs 32 to 63"
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(64, 64, 3, padding=1, groups=64)

    def forward(self, x):
        x = self.look(x)
        return x + x.mean(1, keepdim=True)


frugal = Frugal()

# %% wrong="no layer and no weight" says="depthwise layers and shuffles alone never mix"
frugal = nn.Identity()

# %% wrong="dilated" says="of the input, in rows [0, 2, 4]"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=2, dilation=2, groups=64),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="a ReLU between" says="Leave out activations such as ReLU"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.ReLU(),
    nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="a column and a row side by side" says="sees 5 pixels of the input, in rows [1, 2, 3]"
class Frugal(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(64, 64, (3, 1), padding=(1, 0), groups=64)
        self.across = nn.Conv2d(64, 64, (1, 3), padding=(0, 1), groups=64)
        self.mix = nn.Sequential(nn.Conv2d(64, 64, 1, groups=8), nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

    def forward(self, x):
        return self.mix(self.down(x) + self.across(x))


frugal = Frugal()

# %% wrong="dropout before the last layer" says="and dropout"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8),
    nn.ChannelShuffle(8), nn.Dropout(0.1), nn.Conv2d(64, 64, 1, groups=8))

# %% wrong="a stride of two" says="and every stride 1"
frugal = nn.Sequential(
    nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64), nn.Conv2d(64, 64, 1, groups=8),
    nn.ChannelShuffle(8), nn.Conv2d(64, 64, 1, groups=8))

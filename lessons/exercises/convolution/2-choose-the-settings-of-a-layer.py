# %% [markdown]
# # Choose the settings of a layer
#
# Build **one** `nn.Conv2d` that takes a batch of pictures of 3×64×64 to
# 16×32×32: half the size, more channels. There are many. Checked: that it is
# one convolution, and the shape of what it gives.

# %% starter
layer = None

# %% check
def judge():
    if layer is None:
        yield None, "not answered yet: set `layer` above, then run this cell again."
    yield (
        isinstance(layer, nn.Module),
        f"`layer` is a {type(layer).__name__}; a layer is expected, e.g. nn.Conv2d(...).",
    )
    model = copy.deepcopy(layer).to(device, torch.float32)
    convolutions = [
        module for module in model.modules() if isinstance(module, nn.Conv2d)
    ]
    yield (
        len(convolutions) == 1,
        f"`layer` holds {len(convolutions)} convolutions; one nn.Conv2d is asked for.",
    )
    conv = convolutions[0]
    yield (
        (conv.in_channels, conv.out_channels) != (16, 3),
        "the channels are swapped: in_channels comes first, then out_channels.",
    )
    yield (
        conv.in_channels == 3,
        f"`in_channels` is {conv.in_channels}; the picture has 3 channels, and 64 is its height and width.",
    )
    yield (
        conv.out_channels == 16,
        f"the layer gives {conv.out_channels} channels; 16 are asked for.",
    )
    x = torch.randn(2, 3, 64, 64).to(device)
    before = x.clone()
    y = model(x)
    yield (
        torch.equal(x, before),
        "`layer` changes its input in place; a convolution does not.",
    )
    yield (
        isinstance(y, torch.Tensor),
        f"`layer` returns a {type(y).__name__}; a tensor is expected.",
    )
    settings = f"kernel_size={conv.kernel_size[0]}, stride={conv.stride[0]}, padding={conv.padding if isinstance(conv.padding, str) else conv.padding[0]}"
    yield (
        y.shape[1:] != (16, 64, 64),
        f"the output is 64×64, the size of the input: {settings}. What makes the window take larger steps?",
    )
    yield (
        y.shape[1:] != (16, 31, 31),
        f"the output is 31×31, 32×32 expected: {settings}. The last window falls off the edge; does a ring of zeros help?",
    )
    yield (
        y.shape == (2, 16, 32, 32),
        f"the output is {tuple(y.shape)}, (2, 16, 32, 32) expected: {settings}. Put them into the formula.",
    )
    yield (
        y.is_floating_point(),
        f"the output is {y.dtype}; a convolution gives {x.dtype}. Is it rounded afterwards?",
    )
    yield (
        bool(y.isfinite().all()),
        "the output holds NaN or infinity; are the weights finite?",
    )
    alone = conv.forward(x)  # without the hooks that calling it runs
    yield (
        y.shape == alone.shape and torch.allclose(y.to(alone), alone, atol=1e-5),
        "something besides the convolution changes the output; one nn.Conv2d is asked for, nothing before or after it.",
    )
    usual = conv.kernel_size, conv.stride, conv.padding, conv.dilation
    yield (
        True,
        f"{settings} is the way in which networks most often halve a map; there are many others."
        if usual == ((3, 3), (2, 2), (1, 1), (1, 1))
        else f"{settings} is one of many ways; networks most often halve a map by a window of 3, stride 2 and padding 1.",
    )

# %% hint [markdown]
# Half the size means steps of two pixels. What is then left of the formula
# $\lfloor (64 + 2p - K) / s \rfloor + 1$?

# %% hint [markdown]
# With `stride=2`, you need $2p - K$ to be −1 or −2. Which odd window and
# padding do that? Which even ones?

# %% solution
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1)

# %% right="the usual one"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1)

# %% right="even window, no padding, no bias"
layer = nn.Conv2d(3, 16, 2, 2, bias=False)

# %% right="in a Sequential, 5×5"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=5, stride=2, padding=2))

# %% right="a window of 33 and stride 1"
layer = nn.Conv2d(3, 16, kernel_size=33)

# %% right="reflected edges, dilation"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=2, dilation=2, padding_mode="reflect")

# %% right="a module of one's own"
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        return self.conv(x)


layer = Halve()

# %% right="double precision"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1).double()

# %% wrong="stride 1" says="64×64, the size of the input"
layer = nn.Conv2d(3, 16, kernel_size=3, padding="same")

# %% wrong="no padding" says="31×31, 32×32 expected"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2)

# %% wrong="sizes for channels" says="64 is its height and width"
layer = nn.Conv2d(64, 32, kernel_size=3, stride=2, padding=1)

# %% wrong="swapped channels" says="channels are swapped"
layer = nn.Conv2d(16, 3, kernel_size=3, stride=2, padding=1)

# %% wrong="pooling after it" says="something besides the convolution"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, padding=1), nn.MaxPool2d(2))

# %% wrong="a ReLU after it" says="nothing before or after it"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.ReLU())

# %% wrong="a ReLU before it" says="nothing before or after it"
layer = nn.Sequential(nn.ReLU(), nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1))

# %% wrong="BatchNorm after it" says="nothing before or after it"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.BatchNorm2d(16))

# %% wrong="rounded" says="the output is torch.int32; a convolution gives torch.float32"
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        return self.conv(x).round().int()


layer = Halve()

# %% wrong="no convolution" says="holds 0 convolutions"
layer = nn.MaxPool2d(2)

# %% wrong="two convolutions" says="holds 2 convolutions"
layer = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 16, 3, stride=2, padding=1))

# %% wrong="10 channels" says="16 are asked for"
layer = nn.Conv2d(3, 10, kernel_size=3, stride=2, padding=1)

# %% wrong="the class" says="a layer is expected"
layer = nn.Conv2d

# %% wrong="padding 2" says="Put them into the formula"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=2)

# %% wrong="padding in one direction only" says="(2, 16, 32, 32) expected"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=(1, 0))

# %% wrong="ReLU in place before it" says="changes its input in place"
layer = nn.Sequential(nn.Hardtanh(0, 0.5, inplace=True), nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1))

# %% wrong="NaN weights" says="NaN"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1)
layer.weight.data.fill_(float("nan"))

# %% wrong="a forgotten return" says="returns a NoneType"
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        self.conv(x)


layer = Halve()

# %% wrong="flattened" says="(2, 16384)"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.Flatten())

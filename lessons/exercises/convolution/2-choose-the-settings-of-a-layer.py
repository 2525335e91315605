# %% [markdown]
# # Choose the settings of a layer
#
# Build **one** `nn.Conv2d`, with nothing before or after it, that takes a batch
# of pictures of 3×64×64 to 16×32×32: half the size, more channels. There are
# many. Checked: that it is one convolution, and the shape of what it gives.

# %% starter
layer = None

# %% check
def judge():
    """One nn.Conv2d, (batch, 3, 64, 64) to (batch, 16, 32, 32)."""
    model = yield from check_module("layer", layer)
    held = [part for part in model.modules() if isinstance(part, nn.Conv2d)]
    for conv in held[:1]:
        yield conv.in_channels not in (16, 64), (
            f"`in_channels` is {conv.in_channels}; 3 channels come in. 16 is "
            "what goes out, and 64 is a side of the picture.")
    x, ran = torch.randn(2, 3, 64, 64).to(device), Recorder()
    # in training, when BatchNorm and dropout change what passes
    y = yield from check_call("`layer`", model.train(), x, ran=ran)
    yield len(held) == len(ran.convs) == 1, (
        f"`layer` holds {len(held)} × nn.Conv2d and runs {len(ran.convs)} × "
        "conv2d; one nn.Conv2d is asked for.")
    yield conv.in_channels == 3 and alike(y, nn.Conv2d.forward(conv, x)), (
        "something besides the convolution changes the output. Nothing stands "
        "before or after it; zeros around the picture are its `padding`.")
    yield conv.out_channels == 16, (
        f"`out_channels` is {conv.out_channels}; 16 are asked for.")
    settings = settings_of(conv)
    cause = {
        (64, 64): "What makes the window take larger steps?",
        (31, 31): "One more window is needed; does a ring of zeros help?",
    }.get(y.shape[2:], "Put them into the formula.")
    yield y.shape[2:] == (32, 32), (
        f"the output is {tuple(y.shape)}, (2, 16, 32, 32) is expected: "
        f"{settings}. {cause}")
    yield True, (
        f"{settings} is one of many. Usual are window 3, stride 2, padding 1.")

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

# %% right="lazy"
layer = nn.LazyConv2d(16, 3, 2, 1)

# %% right="lazy, in a Sequential, no bias"
layer = nn.Sequential(nn.LazyConv2d(16, kernel_size=4, stride=2, padding=1, bias=False)).to(device)

# %% right="a wide dilation and stride 1"
layer = nn.Conv2d(3, 16, 3, dilation=16)

# %% right="not square"
layer = nn.Conv2d(3, 16, (3, 5), stride=(2, 2), padding=(1, 2))

# %% right="stride in one direction, a tall window"
layer = nn.Conv2d(3, 16, (33, 3), stride=(1, 2), padding=(0, 1), padding_mode="circular")

# %% right="padding as a string"
layer = nn.Conv2d(3, 16, kernel_size=2, stride=2, padding="valid")

# %% wrong="stride 1" says="kernel_size=3, stride=1, padding='same'. What makes the window take larger steps?"
layer = nn.Conv2d(3, 16, kernel_size=3, padding="same")

# %% wrong="no padding" says="does a ring of zeros help?"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2)

# %% wrong="sizes for channels" says="64 is a side of the picture"
layer = nn.Conv2d(64, 32, kernel_size=3, stride=2, padding=1)

# %% wrong="swapped channels" says="`in_channels` is 16; 3 channels come in"
layer = nn.Conv2d(16, 3, kernel_size=3, stride=2, padding=1)

# %% wrong="pooling after it" says="something besides the convolution"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, padding=1), nn.MaxPool2d(2))

# %% wrong="a ReLU after it" says="Nothing stands before or after it"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.ReLU())

# %% wrong="a ReLU before it" says="Nothing stands before or after it"
layer = nn.Sequential(nn.ReLU(), nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1))

# %% wrong="BatchNorm after it" says="Nothing stands before or after it"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.BatchNorm2d(16))

# %% wrong="rounded" says="gives torch.int32; torch.float32 is expected"
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        return self.conv(x).round().int()


layer = Halve()

# %% wrong="no convolution" says="holds 0 × nn.Conv2d and runs 0 × conv2d"
layer = nn.MaxPool2d(2)

# %% wrong="two convolutions" says="holds 2 × nn.Conv2d and runs 2 × conv2d"
layer = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 16, 3, stride=2, padding=1))

# %% wrong="10 channels" says="`out_channels` is 10; 16 are asked for"
layer = nn.Conv2d(3, 10, kernel_size=3, stride=2, padding=1)

# %% wrong="the class" says="is the class Conv2d; a layer or a network is expected"
layer = nn.Conv2d

# %% wrong="padding 2" says="Put them into the formula"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=2)

# %% wrong="padding in one direction only" says="padding=(1, 0). Put them into the formula"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=(1, 0))

# %% wrong="ReLU in place before it" says="changes its input in place"
layer = nn.Sequential(nn.Hardtanh(0, 0.5, inplace=True), nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1))

# %% wrong="NaN weights" says="NaN"
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1)
layer.weight.data.fill_(float("nan"))

# %% wrong="a forgotten return" says="gives nothing (None)"
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        self.conv(x)


layer = Halve()

# %% wrong="flattened" says="something besides the convolution"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.Flatten())

# %% wrong="zeros by hand before it" says="zeros around the picture are its `padding`"
layer = nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(3, 16, kernel_size=3, stride=2))

# %% wrong="dropout after it, which evaluation does not show" says="Nothing stands before or after it"
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.Dropout(0.1))

# %% wrong="grey before it" says="something besides the convolution"
class Grey(nn.Module):
    def forward(self, x):
        return x.mean(dim=1, keepdim=True)


layer = nn.Sequential(Grey(), nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1))

# %% wrong="weights of one's own" says="holds 0 × nn.Conv2d and runs 1 × conv2d"
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(16, 3, 3, 3))

    def forward(self, x):
        return F.conv2d(x, self.weight, stride=2, padding=1)


layer = Halve()

# %% wrong="a second layer that is not used" says="holds 2 × nn.Conv2d and runs 1 × conv2d"
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, stride=2, padding=1)
        self.other = nn.Conv2d(16, 16, 1)

    def forward(self, x):
        return self.conv(x)


layer = Halve()

# %% wrong="lazy, with the wrong number of channels" says="`out_channels` is 3; 16 are asked for"
layer = nn.LazyConv2d(3, 3, 2, 1)

# %% wrong="another number of input channels" says="its `in_channels` is 1, 3 came"
layer = nn.Conv2d(1, 16, 3, stride=2, padding=1)

# %% [markdown]
# # Build a 7×7 layer within a budget
#
# A standard 7×7 layer from 24 to 40 channels has 47,040 weights. You have
# 10,000 parameters, biases included. Build a layer of one 7×1 and one 1×7
# convolution, in the order you like, that takes (N, 24, H, W) to (N, 40, H,
# W), the same height and width. Like the standard layer, every output pixel
# sees the 7×7 pixels around its own position, those at the border as far as the
# picture goes, and every output channel all inputs: `groups` in one of the two
# at most. Leave out activations, BatchNorm, dropout and shortcuts; with the two
# steps alone, the chapter's rule for the rank holds. Make it rich: the middle
# at least as wide as the budget allows without `groups`. Checked: what runs,
# shapes, the pixels seen, the parameters, and the width of the middle.

# %% starter
budget_layer = None  # a module

# %% check
def judge():
    """A module: a 7×1 and a 1×7 layer, (N, 24, H, W) to (N, 40, H, W)."""
    model = yield from check_module("budget_layer", budget_layer)
    x, ran = torch.randn(2, 24, 9, 11).to(device), Recorder()
    y = yield from check_call("`budget_layer`", model, x, ran=ran)
    sizes = [tuple(conv.weight.shape[2:]) for conv in ran.convs]
    others = macs_run(model, x[:1]) - sum(conv.macs for conv in ran.convs)
    yield sorted(sizes) == [(1, 7), (7, 1)] and others == 0, (
        f"`budget_layer` runs convolutions with windows {sizes}"
        + f", and {others:,} MACs of other layers" * (others > 0)
        + "; one (7, 1) and one (1, 7) are asked for, and no others.")
    pads = "Pad the 7×1 by 3 down, the 1×7 by 3 across."
    yield y.shape == (2, 40, 9, 11), (
        f"`budget_layer` takes (2, 24, 9, 11) to {tuple(y.shape)}; (2, 40, 9, "
        f"11) is expected: 40 channels, the same height and width. {pads}")
    parameters, middle = count_parameters(model), ran.convs[0].output.shape[1]
    weights = sum(conv.weight.numel() for conv in ran.convs)
    yield weights <= parameters, (
        f"`budget_layer` runs {weights:,} weights and knows of {parameters:,}. "
        "A list of layers is an nn.ModuleList, a weight an nn.Parameter.")
    # which pixels of the picture each pixel of the output sees
    seen, wanted = (
        jacobian_of(lambda x: layer(x).sum(1), x.shape[1:]).abs().amax(2) > 1e-6
        for layer in (model, nn.Conv2d(24, 1, 7, padding=3).to(device)))
    is_round = seen[0, 0, -1].any() or seen[0, 0, :, -1].any()
    cause = "The padding is not zeros." if is_round else (
        f"{pads} Is there a stride, a dilation, or a sum?")
    for i, j in (seen != wanted).any(dim=(2, 3)).nonzero().tolist():
        pixels = seen[i, j].nonzero()
        rows, columns = (axis.unique().tolist() for axis in pixels.T)
        yield False, (
            f"the output in row {i}, column {j} sees {len(pixels)} pixels, in "
            f"rows {rows} and columns {columns}; a standard 7×7 layer sees "
            f"{int(wanted[i, j].sum())}, up to 3 away. {cause}")
    is_all = alike(y, ran.convs[-1].output)
    yield is_all and is_linear(model.train(), x.shape[1:]), (
        "`budget_layer` does more than its two steps. Leave out activations, "
        "BatchNorm, dropout and shortcuts.")
    yield min(conv.groups for conv in ran.convs) == 1, (
        "`groups` are in both steps; one of the two has to mix all channels.")
    yield parameters <= 10_000, (
        f"{parameters:,} parameters with {middle} middle channels; the budget "
        "is 10,000. One middle channel costs 7·24 + 7·40; unused layers count.")
    yield middle >= 22, (
        f"{parameters:,} parameters, {middle} middle channels: more would fit.")
    yield True, (
        f"{parameters:,} parameters, {middle} middle channels: its matrix of "
        f"168 × 280 has rank {middle} at most, a standard layer's up to 168.")

# %% hint [markdown]
# The padding is a pair, (down, across): `padding=(3, 0)` for the 7×1 window,
# `(0, 3)` for the 1×7.

# %% hint [markdown]
# With $C$ middle channels there are $7 \cdot C \cdot (24 + 40)$ weights, and
# with biases $C + 40$ more. What is the largest $C$ that fits?

# %% solution
C = (10_000 - 40) // (7 * (24 + 40) + 1)
budget_layer = nn.Sequential(
    nn.Conv2d(24, C, kernel_size=(7, 1), padding=(3, 0)),
    nn.Conv2d(C, 40, kernel_size=(1, 7), padding=(0, 3)))
print(C, count_parameters(budget_layer), "instead of", 7 * 7 * 24 * 40)

# %% right="the chapter's module, no biases"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22, padding=3, bias=False)

# %% right="the row first, padding=\"same\""
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (1, 7), padding="same"), nn.Conv2d(22, 40, (7, 1), padding="same"))

# %% right="a class, steps made in the other order, one bias"
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.across = nn.Conv2d(22, 40, (1, 7), padding=(0, 3), bias=False)
        self.down = nn.Conv2d(24, 22, (7, 1), padding=(3, 0))

    def forward(self, x):
        return self.across(self.down(x))


budget_layer = Layer().to(device)

# %% right="weights of one's own, in double precision"
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.A = nn.Parameter(torch.randn(22, 24, 7, 1) / 13)
        self.B = nn.Parameter(torch.randn(40, 22, 1, 7) / 13)
        self.bias = nn.Parameter(torch.zeros(40))

    def forward(self, x):
        return F.conv2d(F.conv2d(x, self.A, padding=(3, 0)), self.B, self.bias, padding=(0, 3))


budget_layer = Layer().double()

# %% right="zeros by a layer, lazy and nested"
budget_layer = nn.Sequential(
    nn.Sequential(nn.ZeroPad2d((0, 0, 3, 3)), nn.LazyConv2d(22, (7, 1))),
    nn.Sequential(nn.ZeroPad2d((3, 3, 0, 0)), nn.LazyConv2d(40, (1, 7))))

# %% right="all zeros beforehand"
budget_layer = nn.Sequential(nn.ZeroPad2d(3), nn.Conv2d(24, 22, (1, 7)), nn.Conv2d(22, 40, (7, 1), bias=False))

# %% right="a picture continued as in a mirror"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0), padding_mode="reflect"),
    nn.Conv2d(22, 40, (1, 7), padding=(0, 3), padding_mode="replicate"))

# %% right="groups in the first step, and a wider middle"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 32, (7, 1), padding=(3, 0), groups=8, bias=False), nn.Conv2d(32, 40, (1, 7), padding=(0, 3), bias=False))

# %% wrong="the middle left at 40" says="18,000 parameters with 40 middle channels; the budget is 10,000. One middle channel costs 7·24 + 7·40"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, padding=3)

# %% wrong="a middle of 23, without biases" says="10,304 parameters with 23 middle channels; the budget is 10,000"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=23, padding=3, bias=False)

# %% wrong="a layer that is made and not used" says="10,018 parameters with 22 middle channels; the budget is 10,000. One middle channel costs 7·24 + 7·40; unused layers count"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22, padding=3)
budget_layer.shortcut = nn.Conv2d(4, 25, 1, bias=False)

# %% wrong="one too few" says="9,469 parameters, 21 middle channels: more would fit"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=21, padding=3)

# %% wrong="no padding" says="height and width. Pad the 7×1 by 3 down, the 1×7 by 3 across."
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22)

# %% wrong="padding on all sides in both steps" says="to (2, 40, 15, 17); (2, 40, 9, 11) is expected: 40 channels, the same height and width. Pad the 7×1 by 3 down, the 1×7 by 3 across."
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (7, 1), padding=3), nn.Conv2d(22, 40, (1, 7), padding=3))

# %% wrong="the two paddings exchanged" says="the output in row 0, column 0 sees 0 pixels, in rows [] and columns []; a standard 7×7 layer sees 16, up to 3 away. Pad the 7×1 by 3 down, the 1×7 by 3 across"
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (7, 1), padding=(0, 3)), nn.Conv2d(22, 40, (1, 7), padding=(3, 0)))

# %% wrong="the paddings exchanged, the row first" says="the output in row 0, column 0 sees 0 pixels"
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (1, 7), padding=(3, 0)), nn.Conv2d(22, 40, (7, 1), padding=(0, 3)))

# %% wrong="all padding in the first step, behind it" says="row 0, column 0 sees 49 pixels, in rows [0, 1, 2, 3, 4, 5, 6]"
budget_layer = nn.Sequential(
    nn.ZeroPad2d((0, 6, 0, 6)), nn.Conv2d(24, 22, (7, 1)), nn.Conv2d(22, 40, (1, 7)))

# %% wrong="the picture continued on its other side" says="up to 3 away. The padding is not zeros."
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0), padding_mode="circular"),
    nn.Conv2d(22, 40, (1, 7), padding=(0, 3), padding_mode="circular"))

# %% wrong="a stride, and padding that makes up for it" says="the output in row 0, column 0 sees 0 pixels"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), stride=(2, 1), padding=(7, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% wrong="a stride, and the size made up by copies" says="a standard 7×7 layer sees 20, up to 3 away. Pad the 7×1 by 3 down, the 1×7 by 3 across. Is there a stride"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), stride=(2, 1), padding=(3, 0)), nn.Upsample(size=(9, 11)),
    nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% wrong="both down" says="with windows [(7, 1), (7, 1)]; one (7, 1) and one (1, 7) are asked for"
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (7, 1), padding=(3, 0)))

# %% wrong="depthwise separable" says="with windows [(7, 7), (1, 1)]"
budget_layer = nn.Sequential(nn.Conv2d(24, 24, 7, padding=3, groups=24), nn.Conv2d(24, 40, 1))

# %% wrong="one standard layer" says="with windows [(7, 7)]"
budget_layer = nn.Conv2d(24, 40, 7, padding=3)

# %% wrong="one 7×7 layer, put together from a column and a row" says="with windows [(7, 7)]"
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.A, self.B = nn.Parameter(torch.randn(22, 24, 7)), nn.Parameter(torch.randn(40, 22, 7))

    def forward(self, x):
        return F.conv2d(x, torch.einsum("cmu,ncv->nmuv", self.A, self.B), padding=3)


budget_layer = Layer()

# %% wrong="a pair for show, and a 7×7 layer by unfold" says="with windows [(7, 1), (1, 7)], and 4,656,960 MACs of other layers; one (7, 1) and one (1, 7) are asked for, and no others"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        windows = F.unfold(x, 7, padding=3).transpose(1, 2)
        weight = torch.ones(24 * 49, 40).to(x)
        return super().forward(x) + (windows @ weight).transpose(1, 2).unflatten(2, x.shape[2:])


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% wrong="one-dimensional layers" says="with windows [], and 975,744 MACs of other layers"
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.across = nn.Conv1d(24, 22, 7, padding=3), nn.Conv1d(22, 40, 7, padding=3)

    def forward(self, x):
        N, _, H, W = x.shape
        x = self.down(x.permute(0, 3, 1, 2).flatten(0, 1)).unflatten(0, (N, W)).permute(0, 3, 2, 1)
        return self.across(x.flatten(0, 1)).unflatten(0, (N, H)).transpose(1, 2)


budget_layer = Layer()

# %% wrong="a column and a row side by side" says="the output in row 0, column 0 sees 7 pixels, in rows [0, 1, 2, 3] and columns [0, 1, 2, 3]; a standard 7×7 layer sees 16"
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.across = nn.Conv2d(24, 40, (7, 1), padding=(3, 0)), nn.Conv2d(24, 40, (1, 7), padding=(0, 3))

    def forward(self, x):
        return self.down(x) + self.across(x)


budget_layer = Layer()

# %% wrong="the steps in a plain list" says="runs 9,856 weights and knows of 0. A list of layers is an nn.ModuleList"
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = [nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3))]

    def forward(self, x):
        for step in self.steps:
            x = step.to(x.device)(x)
        return x


budget_layer = Layer()

# %% wrong="a layer made in forward" says="knows of 3,696"
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(24, 22, (7, 1), padding=(3, 0), bias=False)

    def forward(self, x):
        return nn.Conv2d(22, 40, (1, 7), padding=(0, 3)).to(x.device)(self.down(x))


budget_layer = Layer()

# %% wrong="groups in both steps" says="`groups` are in both steps"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 24, (7, 1), padding=(3, 0), groups=8), nn.Conv2d(24, 40, (1, 7), padding=(0, 3), groups=8))

# %% wrong="a dilation" says="sees 16 pixels, in rows [0, 1, 2, 3] and columns [0, 2, 4, 6]"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 6), dilation=(1, 2)))

# %% wrong="channels swapped" says="was given (2, 24, 9, 11): its `in_channels` is 40, 24 came"
budget_layer = SpatiallySeparableConv2d(40, 24, 7, mid_channels=22, padding=3)

# %% wrong="the class and not an instance" says="is the class SpatiallySeparableConv2d; a layer or a network is expected"
budget_layer = SpatiallySeparableConv2d

# %% wrong="a list of layers" says="`budget_layer` is a list"
budget_layer = [nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3))]

# %% wrong="forward without return" says="gives nothing (None); a tensor is expected. Is there a `return`"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        super().forward(x)


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% wrong="a ReLU between" says="does more than its two steps. Leave out activations, BatchNorm, dropout and shortcuts"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.ReLU(), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% wrong="dropout between" says="does more than its two steps. Leave out activations, BatchNorm, dropout and shortcuts"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Dropout(0.1), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% wrong="as in Inception, a BatchNorm and a ReLU after each step" says="does more than its two steps. Leave out activations, BatchNorm, dropout and shortcuts"
class BasicConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)), inplace=True)


budget_layer = nn.Sequential(
    BasicConv2d(24, 22, kernel_size=(7, 1), padding=(3, 0)), BasicConv2d(22, 40, kernel_size=(1, 7), padding=(0, 3)))

# %% wrong="a shortcut around the pair" says="Leave out activations, BatchNorm, dropout and shortcuts"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        return super().forward(x) + F.pad(x, (0, 0, 0, 0, 0, 16))


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% wrong="a mean of seven rows behind the pair" says="the output in row 0, column 0 sees 28 pixels, in rows [0, 1, 2, 3, 4, 5, 6]"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(6, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)), nn.AvgPool2d((7, 1), stride=1))

# %% wrong="a ReLU in place before the first step" says="`budget_layer` changes its input in place"
budget_layer = nn.Sequential(
    nn.ReLU(inplace=True), nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% wrong="back to 24 channels" says="to (2, 24, 9, 11); (2, 40, 9, 11) is expected: 40 channels"
budget_layer = SpatiallySeparableConv2d(24, 24, 7, mid_channels=22, padding=3)

# %% wrong="a square root between the steps" says="gives NaN or infinity"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        return self.horizontal(self.vertical(x).sqrt())


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% wrong="all weights set to zero" says="sees 0 pixels"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22, padding=3)
for parameter in budget_layer.parameters():
    nn.init.zeros_(parameter)

# %% wrong="rounded to whole numbers" says="gives torch.int64"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        return super().forward(x).round().long()


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% wrong="continued on the other side, in one direction" says="The padding is not zeros."
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0), padding_mode="circular"), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% wrong="continued on the other side, across only" says="The padding is not zeros."
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3), padding_mode="circular"))

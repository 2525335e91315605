# %% [markdown]
# # Build a 7×7 layer within a budget
#
# A standard 7×7 layer from 24 to 40 channels has 47,040 weights. You have
# 10,000 parameters, biases included. Build a layer of one 7×1 and one 1×7
# convolution, in the order you like, that takes (N, 24, H, W) to (N, 40, H,
# W), the same height and width. Make it as rich as the budget allows: the
# middle as wide as possible. Checked: shapes, windows, who reaches whom, the
# parameters, and the width of the middle.

# %% starter
budget_layer = None  # a module

# %% check
def reach(layer, x):
    """Return which input channel reaches which output channel, as (C_out, C_in) of bool.

    Found by nudging one channel of `x` (N, C_in, H, W) at a time and running `layer`.
    """
    y = layer(x)
    columns = []
    for c in range(x.shape[1]):
        nudged = x.clone()
        nudged[:, c] += 1
        columns.append((layer(nudged) - y).abs().amax(dim=(0, 2, 3)) > 1e-6)
    return torch.stack(columns, dim=1)


def trace(model, x):
    """Run `model` on `x`; return its output and the (layer, input, output) of every nn.Conv2d, in the order they ran."""
    steps = []
    hooks = [
        layer.register_forward_hook(
            lambda layer, inputs, output: steps.append((layer, inputs[0], output))
        )
        for layer in model.modules()
        if isinstance(layer, nn.Conv2d)
    ]
    output = model(x)
    for hook in hooks:
        hook.remove()
    return output, steps


def judge():
    if budget_layer is None:
        yield (
            None,
            "not answered yet: set `budget_layer` above, then run this cell again.",
        )
    yield (
        isinstance(budget_layer, nn.Module),
        f"`budget_layer` is a {type(budget_layer).__name__}; a layer is expected, e.g. nn.Sequential(...).",
    )
    model = copy.deepcopy(budget_layer).to(device, torch.float64).eval()
    x = torch.randn(2, 24, 20, 22, dtype=torch.float64).to(device)
    before = x.clone()
    y, steps = trace(model, x)
    yield torch.equal(x, before), "`budget_layer` changes its input in place."
    yield (
        isinstance(y, torch.Tensor),
        f"`budget_layer` returns a {type(y).__name__}; a tensor is expected. Does `forward` return its result?",
    )
    yield (
        y.is_floating_point(),
        f"the output of `budget_layer` is {y.dtype}; its layers give {x.dtype}. Is it rounded afterwards?",
    )
    yield (
        len(steps) == 2,
        f"`budget_layer` runs {len(steps)} nn.Conv2d; two are asked for, a 7×1 and a 1×7.",
    )
    sizes = [layer.kernel_size for layer, *_ in steps]
    spelled = " and ".join(f"{h}×{w}" for h, w in sizes)
    yield sizes[0] != sizes[1], f"the windows are {spelled}: both look the same way."
    yield (
        sorted(sizes) == [(1, 7), (7, 1)],
        f"the windows are {spelled}; a 7×1 and a 1×7 are asked for.",
    )
    yield (
        y.shape[1] == 40,
        f"`budget_layer` gives {y.shape[1]} channels; 40 are asked for.",
    )
    yield (
        y.shape == (2, 40, 20, 22),
        (
            f"a map of 20×22 comes out as {y.shape[2]}×{y.shape[3]}; the same height and width is asked for: 3 pixels of padding, down for the 7×1 and across for the 1×7."
        ),
    )
    yield (
        bool(y.isfinite().all()),
        "the output holds NaN or infinity; are the weights finite?",
    )
    nudged = x.clone()
    nudged[:, :, 10, 11] += 1
    changed = ((model(nudged) - y).abs().amax(dim=(0, 1)) > 1e-9).nonzero()
    yield len(changed) > 0, "a nudge of the input changes nothing in the output."
    height, width = (changed.amax(dim=0) - changed.amin(dim=0) + 1).tolist()
    yield (
        (height, width) == (7, 7),
        f"one pixel of the input reaches over {height}×{width} pixels of the output; 7×7 is expected. Is a dilation in it, or a step left out?",
    )
    yield (
        bool(reach(model, x).all()),
        "some input channel reaches some output not at all: are `groups` in both steps?",
    )
    parameters, middle = count_parameters(budget_layer), steps[0][2].shape[1]
    why = (
        " 40 is what the module of this chapter takes when no middle is given."
        if middle == 40
        else " One middle channel costs 7·24 + 7·40 weights; biases and BatchNorm count too."
    )
    yield (
        parameters <= 10_000,
        f"{parameters:,} parameters with {middle} middle channels; the budget is 10,000.{why}",
    )
    yield (
        middle >= 22,
        f"{parameters:,} parameters with {middle} middle channels: it fits, and a wider middle would fit as well.",
    )
    yield (
        True,
        f"{parameters:,} parameters, {middle} middle channels: its matrix of 168 × 280 has rank {middle} at most, where the standard layer may have 168.",
    )

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
    nn.Conv2d(C, 40, kernel_size=(1, 7), padding=(0, 3)),
)
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

# %% right="a ReLU between, in double precision"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.ReLU(), nn.Conv2d(22, 40, (1, 7), padding=(0, 3))).double()

# %% wrong="the middle left at 40" says="when no middle is given"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, padding=3)

# %% wrong="a middle of 24" says="24 middle channels; the budget is 10,000. One middle channel costs 7·24 + 7·40 weights"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=24, padding=3)

# %% wrong="a narrow middle" says="a wider middle would fit as well"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=16, padding=3)

# %% wrong="one too few" says="a wider middle would fit as well"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=21, padding=3)

# %% wrong="no padding" says="the same height and width is asked for"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22)

# %% wrong="padding on all sides in both steps" says="the same height and width is asked for"
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (7, 1), padding=3), nn.Conv2d(22, 40, (1, 7), padding=3))

# %% wrong="both down" says="both look the same way"
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (7, 1), padding=(3, 0)))

# %% wrong="depthwise separable" says="the windows are 7×7 and 1×1"
budget_layer = nn.Sequential(nn.Conv2d(24, 24, 7, padding=3, groups=24), nn.Conv2d(24, 40, 1))

# %% wrong="one standard layer" says="runs 1 nn.Conv2d"
budget_layer = nn.Conv2d(24, 40, 7, padding=3)

# %% wrong="groups in both steps" says="are `groups` in both steps?"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 24, (7, 1), padding=(3, 0), groups=8), nn.Conv2d(24, 40, (1, 7), padding=(0, 3), groups=8))

# %% wrong="a dilation" says="one pixel of the input reaches over 7×13 pixels"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 6), dilation=(1, 2)))

# %% wrong="channels swapped" says="the first number of nn.Conv2d is the channels that come in"
budget_layer = SpatiallySeparableConv2d(40, 24, 7, mid_channels=22, padding=3)

# %% wrong="the class and not an instance" says="a layer is expected"
budget_layer = SpatiallySeparableConv2d

# %% wrong="a list of layers" says="`budget_layer` is a list"
budget_layer = [nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3))]

# %% wrong="forward without return" says="Does `forward` return its result?"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        super().forward(x)


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% wrong="a BatchNorm after each step" says="10,042 parameters with 22 middle channels; the budget is 10,000"
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.BatchNorm2d(22), nn.ReLU(),
    nn.Conv2d(22, 40, (1, 7), padding=(0, 3)), nn.BatchNorm2d(40))

# %% wrong="a ReLU in place before the first step" says="`budget_layer` changes its input in place"
budget_layer = nn.Sequential(
    nn.ReLU(inplace=True), nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% wrong="back to 24 channels" says="gives 24 channels; 40 are asked for"
budget_layer = SpatiallySeparableConv2d(24, 24, 7, mid_channels=22, padding=3)

# %% wrong="a square root between the steps" says="the output holds NaN or infinity"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        down, across = [layer for layer in self.modules() if isinstance(layer, nn.Conv2d)]
        return across(down(x).sqrt())


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% wrong="all weights set to zero" says="a nudge of the input changes nothing"
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22, padding=3)
for parameter in budget_layer.parameters():
    nn.init.zeros_(parameter)

# %% wrong="rounded to whole numbers" says="the output of `budget_layer` is torch.int64; its layers give torch.float64"
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        return super().forward(x).round().long()


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% [markdown]
# # Take a picture of 3×128×128 to 10 channels
#
# Make a random tensor for one picture of 3 channels and 128×128 pixels. Build
# a model of two `nn.Conv2d` that takes it through a 3×3 depthwise step with
# stride 1 and then a pointwise step to 10 channels; run it. Padding and biases
# are your choice. Checked: the shapes, the weights of each step, and which
# channel reaches which.

# %% starter
x = None  # the picture, as a batch of one
model = None  # nn.Sequential(depthwise, pointwise), or a module of your own
y = None  # what the model makes of x

# %% check
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
    if any(value is None for value in (x, model, y)):
        yield (
            None,
            "not answered yet: set `x`, `model` and `y` above, then run this cell again.",
        )
    yield (
        isinstance(x, torch.Tensor),
        f"`x` is a {type(x).__name__}; a tensor is expected, e.g. torch.rand(...).",
    )
    yield (
        x.dim() == 4,
        f"`x` has the shape {tuple(x.shape)}, {x.dim()} axes; 4 are expected, the batch first: x.unsqueeze(0) adds it.",
    )
    yield (
        x.shape[1:] != (128, 128, 3),
        "`x` has its channels last; PyTorch wants (N, C, H, W): x.permute(0, 3, 1, 2).",
    )
    yield (
        x.shape == (1, 3, 128, 128),
        f"`x` has the shape {tuple(x.shape)}; (1, 3, 128, 128) is expected.",
    )
    yield (
        isinstance(model, nn.Module),
        f"`model` is a {type(model).__name__}; a module is expected, e.g. nn.Sequential(...).",
    )
    given = x.to(device, torch.float32, copy=True)
    output, steps = trace(copy.deepcopy(model).to(device, torch.float32), given)
    yield (
        len(steps) == 2,
        f"`model` runs {len(steps)} convolutions; two are expected, depthwise then pointwise.",
    )
    (first, _, step), (second, seen, _) = steps
    yield (
        first.weight.numel() != 30,
        "the first step is 1×1 and mixes the channels; the depthwise step comes first.",
    )
    yield (
        step.shape[1] == 3,
        f"the depthwise step turns 3 channels into {step.shape[1]}; one filter a channel keeps them 3.",
    )
    yield (
        first.weight.numel() != 81,
        "the depthwise step has 81 weights, 3·3·3 = 27 are expected: with `groups=1` every filter sees all 3 channels.",
    )
    k_h, k_w = first.kernel_size
    yield (
        first.weight.shape == (3, 1, 3, 3),
        f"the depthwise step has {first.weight.numel()} weights in windows of {k_h}×{k_w}; a 3×3 filter for each of 3 channels has 27.",
    )
    yield (
        step.shape[2:] in ((126, 126), (128, 128)),
        (
            f"the depthwise step makes the map {step.shape[2]}×{step.shape[3]}; with stride 1 it is 126×126, or 128×128 when padded."
        ),
    )
    yield (
        second.weight.numel() != 270,
        "the pointwise step has 270 weights, 30 are expected: its window is 3×3 and not 1×1.",
    )
    yield (
        second.weight.shape[0] == 10,
        f"the pointwise step gives {second.weight.shape[0]} channels; 10 are asked for.",
    )
    yield (
        second.weight.numel() == 30,
        f"the pointwise step has {second.weight.numel()} weights; 1×1×3 for each of 10 outputs is 30: it must mix all 3.",
    )
    yield (
        not torch.equal(seen, x.to(seen)),
        "the pointwise step is given `x` itself: does `forward` hand it what the depthwise step made?",
    )
    yield (
        isinstance(output, torch.Tensor) and output.shape == (1, 10, *step.shape[2:]),
        "the output of `model` is not what the two steps make of `x`.",
    )
    yield (
        output.is_floating_point(),
        f"the output of `model` is {output.dtype}; its steps give {given.dtype}. Is it rounded afterwards?",
    )
    yield (
        bool(output.isfinite().all()),
        "the output of `model` holds NaN or infinity; are its weights or `x` finite?",
    )
    yield torch.equal(given, x.to(given)), "`model` changes its input in place."
    yield (
        isinstance(y, torch.Tensor),
        f"`y` is a {type(y).__name__}; it should be what `model(x)` returns.",
    )
    yield (
        y.shape == output.shape,
        f"`y` has the shape {tuple(y.shape)}, `model(x)` gives {tuple(output.shape)}.",
    )
    yield (
        torch.allclose(y.to(output), output, atol=1e-4),
        "`y` has the right shape but is not what `model` makes of this `x`: was one of them made anew?",
    )
    yield (
        True,
        f"27 + 30 = 57 weights where a standard layer has 270, and every channel reaches all 10 outputs: {tuple(y.shape)}.",
    )

# %% hint [markdown]
# `torch.rand` takes the shape, batch first. `groups` says into how many
# separate groups the input channels fall; in a depthwise layer each channel is
# a group of its own.

# %% hint [markdown]
# The first layer has 3 channels in and 3 out. The second has 3 in and 10 out,
# and a window of 1×1.

# %% solution
x = torch.rand(1, 3, 128, 128).to(device)
model = nn.Sequential(
    nn.Conv2d(3, 3, kernel_size=3, groups=3),  # depthwise
    nn.Conv2d(3, 10, kernel_size=1),  # pointwise
).to(device)
y = model(x)

# %% right="padded by one pixel"
x = torch.rand(1, 3, 128, 128).to(device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% right="padding=\"same\""
x = torch.randn(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, padding="same", groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% right="no biases"
x = torch.ones((1, 3, 128, 128), device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3, bias=False), nn.Conv2d(3, 10, 1, bias=False)).to(device)
y = model(x)

# %% right="a module of one's own"
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Conv2d(3, 10, 1)      # made in the other order on purpose
        self.look = nn.Conv2d(3, 3, (3, 3), groups=3)

    def forward(self, x):
        return self.mix(self.look(x))


x = torch.rand(3, 128, 128, device=device).unsqueeze(0)
model = Model().to(device)
y = model.forward(x)

# %% right="the chapter's module"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
with torch.no_grad():
    y = model(x)

# %% right="two names in a Sequential"
look, mix = nn.Conv2d(3, 3, 3, groups=3).to(device), nn.Conv2d(3, 10, 1).to(device)
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(look, mix)
y = mix(look(x))

# %% right="double precision"
x = torch.rand(1, 3, 128, 128, dtype=torch.float64, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device, torch.float64)
y = model(x)

# %% right="a ReLU between the steps, y detached"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.ReLU(), nn.Conv2d(3, 10, 1)).to(device)
y = model(x).detach()

# %% right="BatchNorm between the steps, in training"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.BatchNorm2d(3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="result of the depthwise step thrown away" says="the pointwise step is given `x` itself"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        self.depthwise(x)
        return self.pointwise(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3, padding=1).to(device)
y = model(x)

# %% wrong="groups=1" says="`groups=1`"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="no batch dimension" says="the batch first"
x = torch.rand(3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="a batch of eight" says="`x` has the shape (8, 3, 128, 128); (1, 3, 128, 128) is expected"
x = torch.rand(8, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="channels last" says="channels last"
x = torch.rand(1, 128, 128, 3, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x.permute(0, 3, 1, 2))

# %% wrong="pointwise with swapped channels" says="the first number of nn.Conv2d is the channels that come in"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(10, 3, 1)).to(device)
y = torch.zeros(1, 10, 126, 126)

# %% wrong="3×3 \"pointwise\"" says="its window is 3×3"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 3)).to(device)
y = model(x)

# %% wrong="a 2×2 \"pointwise\"" says="the pointwise step has 120 weights"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 2)).to(device)
y = model(x)

# %% wrong="flattened" says="is not what the two steps make of `x`"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1), nn.Flatten()).to(device)
y = model(x)

# %% wrong="rounded" says="the output of `model` is torch.int64"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        return super().forward(x).round().long()


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = model(x)

# %% wrong="the picture scaled in place" says="`model` changes its input in place"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        x -= x.mean()
        return super().forward(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = model(x)

# %% wrong="a row of nine for a window of 3×3" says="in windows of 1×9"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, (1, 9), padding="same", groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="stride 3" says="with stride 1 it is 126×126"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="pointwise first" says="the depthwise step comes first"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 10, 1), nn.Conv2d(10, 10, 3, groups=10)).to(device)
y = model(x)

# %% wrong="the depthwise half alone" says="runs 1 convolutions"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Conv2d(3, 3, 3, groups=3).to(device)
y = model(x)

# %% wrong="depthwise step straight to more channels" says="one filter a channel keeps them 3"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 9, 3, groups=3), nn.Conv2d(9, 10, 1)).to(device)
y = model(x)

# %% wrong="5×5 window" says="has 75 weights"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=5).to(device)
y = model(x)

# %% wrong="nine output channels in groups" says="gives 9 channels; 10 are asked for"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 9, 1, groups=3)).to(device)
y = model(x)

# %% wrong="a lambda" says="a module is expected"
x = torch.rand(1, 3, 128, 128, device=device)
separable = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
model = lambda x: separable(x)
y = model(x)

# %% wrong="the class and not an instance" says="a module is expected"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d
y = model(3, 10, 3).to(device)(x)

# %% wrong="a string" says="`model` is a str"
x = torch.rand(1, 3, 128, 128, device=device)
model = "nn.Sequential(depthwise, pointwise)"
y = model

# %% wrong="a list of layers" says="`model` is a list"
x = torch.rand(1, 3, 128, 128, device=device)
model = [nn.Conv2d(3, 3, 3, groups=3).to(device), nn.Conv2d(3, 10, 1).to(device)]
y = model[1](model[0](x))

# %% wrong="x is the shape and not a tensor" says="`x` is a tuple"
x = (1, 3, 128, 128)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model(torch.rand(x, device=device))

# %% wrong="NaN in x" says="NaN or infinity"
x = torch.rand(1, 3, 128, 128, device=device)
x[0, 0, 5, 5] = torch.nan
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model(x)

# %% wrong="y from another x" says="was one of them made anew"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model(torch.rand(1, 3, 128, 128, device=device))

# %% wrong="y is the model" says="`y` is a DepthwiseSeparableConv2d"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model

# %% wrong="y padded, the model not" says="`y` has the shape (1, 10, 128, 128)"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = DepthwiseSeparableConv2d(3, 10, kernel_size=3, padding=1).to(device)(x)

# %% wrong="forward without return" says="is not what the two steps make"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        super().forward(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = torch.zeros(1, 10, 126, 126)

# %% wrong="forward with a misspelt name" says="raised AttributeError"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        return self.pointwise(self.deepwise(x))


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = torch.zeros(1, 10, 126, 126)

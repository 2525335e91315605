# %% [markdown]
# # Take a picture of 3×128×128 to 10 channels
#
# Make a tensor for one picture of 3 channels and 128×128 pixels; random
# numbers will do. Build a model of two `nn.Conv2d` that takes it through a 3×3
# depthwise step, one filter a channel, with stride 1 and then a pointwise step
# to 10 channels; run it. Biases are your choice, and so are padding and
# dilation in the depthwise step.
#
# BatchNorm and ReLU (or ReLU6) may stand beside the two steps, as in
# MobileNet. Nothing else may: no Softmax, no Dropout, no pooling, no Flatten.
# Checked: the shapes, the weights of each step, that the model knows its
# layers, what else runs, and that `y` is what `model` makes of `x`, in
# training or in evaluation mode.

# %% starter
x = None  # the picture, as a batch of one
model = None  # nn.Sequential(depthwise, pointwise), or a module of your own
y = None  # what the model makes of x

# %% check
def judge():
    """`x`, a tensor; `model`, a module; `y`, what it makes of `x`."""
    yield from check_answered(x=x, model=model, y=y)
    yield isinstance(x, torch.Tensor), (
        f"`x` is {kind_of(x)}; a tensor is expected, such as torch.rand(...).")
    yield x.shape == (1, 3, 128, 128), (
        f"`x` has the shape {tuple(x.shape)}; (1, 3, 128, 128) is expected: "
        "the batch first, also of one picture, then the channels.")
    yield bool(x.isfinite().all()), (
        "`x` holds NaN or infinity; torch.rand makes numbers from 0 to 1.")
    pair = yield from check_module("model", model)
    picture = x.detach().to(device, torch.float32)
    causes = {
        "(3, 1, 3, 3); it has one of (10, 3, 1, 1)": "The steps are exchanged.",
        "goes on": "With equal shapes, something is added or it is not used."}
    result, step, _ = yield from explain_errors(causes, check_pair(
        "`model`", pair, picture, 10, 3,
        beside=("batch_norm", "relu", "relu_", "relu6", "hardtanh")))
    # nothing but a stride makes the map that much smaller
    yield min(step.output.shape[2:]) > 100, (
        f"the depthwise step makes {(*step.output.shape,)}: has it a stride?")
    yield isinstance(y, torch.Tensor), (
        f"`y` is {kind_of(y)}; it should be what `model(x)` returns.")
    yield y.shape == result.shape, (
        f"`y` is {tuple(y.shape)}, `model(x)` gives {tuple(result.shape)}.")
    # with BatchNorm, the result in training is another one
    training = yield from check_call("`model`", pair.train(), picture)
    yield alike(y, result) or alike(y, training), (
        "`y` has the right shape and is not what `model` makes of this `x`: "
        "was one of them made anew?")
    yield True, (
        f"{tuple(y.shape)} by 27 + 30 = 57 weights; a standard layer has 270.")

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

# %% right="a module that keeps its map"
class Keeping(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise, self.pointwise = nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)

    def forward(self, x):
        self.map = self.depthwise(x)
        return self.pointwise(self.map)


x, model = torch.rand(1, 3, 128, 128).to(device), Keeping().to(device)
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

# %% wrong="result of the depthwise step thrown away" says="what a step makes, (1, 3, 128, 128), is not what goes on from there"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        self.depthwise(x)
        return self.pointwise(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3, padding=1).to(device)
y = model(x)

# %% wrong="groups=1" says="the first, depthwise step, 3 filters of 3×3 with `groups=3`, should have a weight of (3, 1, 3, 3); it has one of (3, 3, 3, 3)"
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

# %% wrong="channels last" says="(1, 3, 128, 128) is expected: the batch first"
x = torch.rand(1, 128, 128, 3, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x.permute(0, 3, 1, 2))

# %% wrong="pointwise with swapped channels" says="its `in_channels` is 10, 3 came"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(10, 3, 1)).to(device)
y = torch.zeros(1, 10, 126, 126)

# %% wrong="3×3 \"pointwise\"" says="should have a weight of (10, 3, 1, 1); it has one of (10, 3, 3, 3)"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 3)).to(device)
y = model(x)

# %% wrong="a 2×2 \"pointwise\"" says="it has one of (10, 3, 2, 2)"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 2)).to(device)
y = model(x)

# %% wrong="flattened" says="what a step makes, (1, 10, 126, 126), is not what goes on from there, (1, 158760)"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1), nn.Flatten()).to(device)
y = model(x)

# %% wrong="rounded" says="`model` gives torch.int64"
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

# %% wrong="a row of nine for a window of 3×3" says="it has one of (3, 1, 1, 9)"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, (1, 9), padding="same", groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="stride 3" says="the depthwise step makes (1, 3, 42, 42): has it a stride?"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="pointwise first" says="it has one of (10, 3, 1, 1). The steps are exchanged."
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 10, 1), nn.Conv2d(10, 10, 3, groups=10)).to(device)
y = model(x)

# %% wrong="the depthwise half alone" says="`model` runs 1 × conv2d; two are expected"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Conv2d(3, 3, 3, groups=3).to(device)
y = model(x)

# %% wrong="depthwise step straight to more channels" says="it has one of (9, 1, 3, 3)"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 9, 3, groups=3), nn.Conv2d(9, 10, 1)).to(device)
y = model(x)

# %% wrong="5×5 window" says="it has one of (3, 1, 5, 5)"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=5).to(device)
y = model(x)

# %% wrong="nine output channels in groups" says="should have a weight of (10, 3, 1, 1); it has one of (9, 1, 1, 1)"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 9, 1, groups=3)).to(device)
y = model(x)

# %% wrong="a lambda" says="`model` is a function; a layer or a network is expected"
x = torch.rand(1, 3, 128, 128, device=device)
separable = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
model = lambda x: separable(x)
y = model(x)

# %% wrong="the class and not an instance" says="`model` is the class DepthwiseSeparableConv2d"
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

# %% wrong="NaN in x" says="`x` holds NaN or infinity"
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

# %% wrong="y padded, the model not" says="`y` is (1, 10, 128, 128), `model(x)` gives (1, 10, 126, 126)"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = DepthwiseSeparableConv2d(3, 10, kernel_size=3, padding=1).to(device)(x)

# %% wrong="forward without return" says="Is there a `return` at its end?"
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

# %% right="a published block: BatchNorm and ReLU behind both steps, in training"
class Block(nn.Module):
    def __init__(self, in_planes, out_planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_planes, in_planes, kernel_size=3, stride=stride, padding=1, groups=in_planes, bias=False)
        self.bn1 = nn.BatchNorm2d(in_planes)
        self.conv2 = nn.Conv2d(in_planes, out_planes, kernel_size=1, stride=1, padding=0, bias=False)
        self.bn2 = nn.BatchNorm2d(out_planes)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(out)))


x = torch.randn(1, 3, 128, 128, device=device)
model = Block(3, 10).to(device)
y = model(x)

# %% right="BatchNorm and ReLU6, trained on, then in evaluation mode"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(
    nn.Conv2d(3, 3, 3, groups=3, bias=False), nn.BatchNorm2d(3), nn.ReLU6(inplace=True), nn.Conv2d(3, 10, 1)).to(device)
model(x)
y = model.eval()(x)

# %% right="relu6 and relu_ as functions"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        return self.pointwise(F.relu6(self.depthwise(x))).relu_()


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = model(x)

# %% right="padded by hand, by more than one pixel"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.ZeroPad2d(2), nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% right="dilated"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, dilation=2, groups=3), nn.LazyConv2d(10, 1)).to(device)
y = model(x)

# %% right="weights of one's own, and F.conv2d"
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.look, self.mix = nn.Parameter(torch.randn(3, 1, 3, 3)), nn.Parameter(torch.randn(10, 3, 1, 1))

    def forward(self, x):
        return F.conv2d(F.conv2d(x, self.look, groups=3), self.mix)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model().to(device)
y = model(x)

# %% wrong="Softmax at the end" says="`model` also runs `softmax`. The task allows `batch_norm`, `relu`"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1), nn.Softmax(dim=1)).to(device)
y = model(x)

# %% wrong="Softmax between the steps, behind a BatchNorm" says="`model` also runs `softmax`"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.BatchNorm2d(3), nn.Softmax(dim=1), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="a softmax by hand" says="is not what goes on from there, (1, 10, 126, 126). Is it handed on as it is?"
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        e = super().forward(x).exp()
        return e / e.sum(dim=1, keepdim=True)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = model(x)

# %% wrong="Dropout" says="`model` also runs `dropout`"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Dropout(0.2), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="pooling between the steps" says="`model` also runs `max_pool2d`"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.MaxPool2d(2), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="BatchNorm, ReLU and Flatten" says="what a step makes, (1, 10, 126, 126), is not what goes on from there, (1, 158760)"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(
    nn.Conv2d(3, 3, 3, groups=3), nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 10, 1), nn.Flatten()).to(device)
y = model(x)

# %% wrong="a stride in the pointwise step" says="the pointwise step takes (126, 126) to (63, 63); stride and padding belong in the depthwise step"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1, stride=2)).to(device)
y = model(x)

# %% wrong="padding in the pointwise step" says="the pointwise step takes (126, 126) to (128, 128); stride and padding belong in the depthwise step"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1, padding=1)).to(device)
y = model(x)

# %% wrong="a stride along one side" says="the depthwise step makes (1, 3, 64, 128): has it a stride?"
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, (2, 1), 1, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% wrong="normalised and thrown away" says="what a step makes, (1, 3, 128, 128), is not what goes on from there"
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.look, self.norm, self.mix = nn.Conv2d(3, 3, 3, padding=1, groups=3), nn.BatchNorm2d(3), nn.Conv2d(3, 10, 1)

    def forward(self, x):
        F.relu(self.norm(self.look(x)))
        return self.mix(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model().to(device)
y = model(x)

# %% wrong="a shortcut around the depthwise step" says="With equal shapes, something is added or it is not used."
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        return self.pointwise(x + self.depthwise(x))


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3, padding=1).to(device)
y = model(x)

# %% wrong="both layers in a plain list" says="`steps` keeps layers or weights that `model` does not know of"
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = [nn.Conv2d(3, 3, 3, groups=3).to(device), nn.Conv2d(3, 10, 1).to(device)]

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x


x = torch.rand(1, 3, 128, 128, device=device)
model = Model()
y = model(x)

# %% wrong="both layers in a plain dict" says="`steps` keeps layers or weights that `model` does not know of"
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = {"depthwise": nn.Conv2d(3, 3, 3, groups=3).to(device), "pointwise": nn.Conv2d(3, 10, 1).to(device)}

    def forward(self, x):
        return self.steps["pointwise"](self.steps["depthwise"](x))


x = torch.rand(1, 3, 128, 128, device=device)
model = Model()
y = model(x)

# %% wrong="y's shape" says="`y` is a Size; it should be what `model(x)` returns"
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model(x).shape

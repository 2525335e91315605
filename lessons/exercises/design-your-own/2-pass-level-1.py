# %% [markdown]
# # Pass level 1
#
# At most 30,000 parameters and 800,000 MACs, a field of at least 20, an
# accuracy of 88.0 %. Write a function that returns a new network for (N, 1,
# 32, 32). Everything is allowed: the course's classes with your own settings,
# blocks of your own, branches. Checked here: what the network does, and its
# bill. Checked below, by training: the accuracy.

# %% starter
def design_1():
    """Return a new network, (N, 1, 32, 32) to (N, 10), within level 1."""
    return None

# %% check
def judge():
    """A function that returns a new network, within level 1."""
    return inspect_design("design_1", design_1, level=1)

# %% hint [markdown]
# V1 has a third too many MACs for this level, and too many parameters. Its
# bill is printed above: two lines have a quarter each.
# `digit_v1(blocks=[...])` takes rows (out_channels, stride). Narrowing a block
# makes two 1×1 layers cheaper, its own and the next one's.

# %% hint [markdown]
# One setting changes neither parameters nor MACs: the activation. `nn.SiLU`
# and `nn.Hardswish` are smooth.

# %% hint [markdown]
# A separable block saves the share $1 - \frac{1}{N} - \frac{1}{9}$. With 12
# channels that is much less than with 64. Which of your blocks could afford to
# be standard?

# %% solution
def reference_1():
    """Standard blocks where channels are few, separable ones elsewhere."""
    return nn.Sequential(
        standard_block(1, 12, stride=2, activation=nn.SiLU),
        standard_block(12, 12, activation=nn.SiLU),
        standard_block(12, 20, stride=2, activation=nn.SiLU),
        standard_block(20, 20, activation=nn.SiLU),
        DepthwiseSeparableBlock(20, 40, stride=2, activation=nn.SiLU),
        DepthwiseSeparableBlock(40, 64, activation=nn.SiLU),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


check(
    "@design-your-own/pass-level-1",
    lambda: inspect_design("reference_1", reference_1, level=1))

# %% [markdown]
# Now train your design.

# %% tags=["training"]
try_design("my design", design_1, level=1)

# %% right="V1 with a narrower middle"
def design_1():
    return digit_v1(blocks=[(32, 1), (48, 2), (48, 1), (96, 2), (96, 1)])

# %% wrong="V2 in its small form" says="864,256 MACs; level 1 allows 800,000"
design_1 = digit_v2

# %% wrong="V2 times 0.75, which rounding makes the same network" says="864,256 MACs; level 1 allows 800,000"
def design_1():
    return digit_v2(width_multiplier=0.75)

# %% wrong="a narrower V1 that keeps the full size for a block" says="MACs; level 1 allows 800,000"
def design_1():
    return digit_v1(stem=(8, 1), blocks=[(16, 2), (32, 1), (64, 2), (64, 1), (96, 2)])

# %% wrong="scores in half precision" says="torch.float16"
class Half(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x).half()

design_1 = Half

# %% right="V2 with a shorter last stage"
design_1 = lambda: MobileNetV2(10, in_channels=1, stem=(16, 2), stages=[(1, 8, 1, 1), (4, 16, 2, 2), (6, 24, 1, 2)], head=128)

# %% right="a thin plain network"
def design_1():
    return digit_v1(standard_block, width_multiplier=0.28, activation=nn.GELU)

# %% right="a plain Sequential without BatchNorm, with pooling and dropout"
def design_1():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Conv2d(8, 9, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout2d(0.1),
        nn.Conv2d(9, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))

# %% right="a flatten that fits 32×32 only"
def design_1():
    return nn.Sequential(
        conv_bn_act(1, 8, 3, 2), conv_bn_act(8, 16, 3, 2), conv_bn_act(16, 16, 3, 2), conv_bn_act(16, 16, 3),
        nn.Flatten(), nn.Linear(16 * 4 * 4, 10))

# %% right="a class, with branches and a gate"
class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv_bn_act(1, 10, 3, 2)
        self.near, self.far = nn.Conv2d(10, 10, 3, padding=1), nn.Conv2d(10, 10, 3, padding=4, dilation=4)
        self.gate = nn.Linear(10, 10)
        self.end = InvertedResidual(10, 24, stride=2, expansion=3)
        self.classifier = nn.Linear(24, 10)

    def forward(self, x):
        x = self.stem(x)
        x = F.relu(self.near(x) + self.far(x)) * torch.sigmoid(self.gate(x.mean(dim=(2, 3))))[:, :, None, None]
        return self.classifier(self.end(x).amax(dim=(2, 3)))

design_1 = Two

# %% right="lazy layers and one layer used twice"
class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.again = nn.LazyConv2d(16, 3, 2, 1), nn.LazyConv2d(16, 3, 2, 1)
        self.norms = nn.ModuleList(nn.LazyBatchNorm2d() for _ in range(4))
        self.last = nn.LazyLinear(10)

    def forward(self, x):
        x = self.norms[0](self.stem(x)).relu()
        for norm in self.norms[1:]:
            x = norm(self.again(x)).relu()
        return self.last(x.mean((2, 3)))

def design_1():
    return Shared()

# %% right="no convolution at all"
def design_1():
    return nn.Sequential(nn.Flatten(), nn.Linear(1024, 28), nn.ReLU(), nn.Linear(28, 10))

# %% wrong="V1 as it is" says="36,874 parameters; level 1 allows 30,000"
design_1 = digit_v1

# %% wrong="the plain twin" says="283,386 parameters"
def design_1():
    return digit_v1(standard_block)

# %% wrong="a network and not a function" says="a function is expected"
design_1 = digit_v1(width_multiplier=0.5)

# %% wrong="the same network each time" says="returns the same weights twice"
net = digit_v1(width_multiplier=0.5)
def design_1():
    return net

# %% wrong="the same weights in a new wrapper" says="returns the same weights twice"
net = digit_v1(width_multiplier=0.5)
def design_1():
    return nn.Sequential(net)

# %% wrong="the class MobileNetV1 with 1,000 classes" says="ten scores for each picture"
def design_1():
    return MobileNetV1(in_channels=1, stem=(8, 2), blocks=[(8, 2), (16, 1)])

# %% wrong="three channels expected" says="its `in_channels` is 3, 1 came"
def design_1():
    return MobileNetV1(10, stem=(16, 2), blocks=[(32, 1)])

# %% wrong="pooling forgotten" says="Is the pooling over rows and columns missing?"
def design_1():
    return nn.Sequential(conv_bn_act(1, 8, 3, 2), nn.Conv2d(8, 10, 1))

# %% wrong="softmax inside" says="there is a softmax in `forward`"
def design_1():
    return nn.Sequential(digit_v1(width_multiplier=0.5), nn.Softmax(dim=1))

# %% wrong="blocks in a plain list" says="an nn.Sequential or an nn.ModuleList?"
class Lost(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = [conv_bn_act(1, 8, 3, 2), nn.Conv2d(8, 10, 1)]

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x.mean(dim=(2, 3))

design_1 = Lost

# %% wrong="a layer that nobody uses" says="no gradient reaches `spare.weight`"
class Idle(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])
        self.spare = nn.Linear(48, 48)

design_1 = Idle

# %% wrong="detached features" says="no gradient reaches `features.0.0.weight`"
class Detached(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return self.classifier(self.features(x).mean(dim=(2, 3)).detach())

design_1 = Detached

# %% wrong="no_grad in forward" says="is there a detach(), .data, torch.no_grad()"
class Frozen(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        with torch.no_grad():
            return super().forward(x)

design_1 = Frozen

# %% wrong="the input changed in place" says="changes its input in place"
class Greedy(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x.sub_(0.5))

design_1 = Greedy

# %% wrong="dropout that is never off" says="two runs in evaluation mode differ"
class Random(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return self.classifier(F.dropout(self.features(x).mean(dim=(2, 3)), 0.2))

design_1 = Random

# %% wrong="BatchNorm without running averages" says="depend on the others in its batch"
def design_1():
    model = digit_v1(blocks=[(32, 1), (48, 2), (48, 1)])
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.track_running_stats = False
            layer.running_mean = layer.running_var = None
    return model

# %% wrong="logarithm of negative numbers" says="NaN or infinity"
class Log(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x - 2).log()

design_1 = Log

# %% wrong="two results in training" says="in training mode, the network of `design_1` gives a tuple"
class Aux(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        y = super().forward(x)
        return (y, y) if self.training else y

design_1 = Aux

# %% wrong="a dictionary of scores" says="gives a dict; a tensor is expected"
class Words(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return {"scores": super().forward(x)}

design_1 = Words

# %% wrong="a field too small" says="a field of 7×7 pixels; level 1 asks for 20×20"
def design_1():
    return digit_v1(blocks=[(64, 1)])

# %% wrong="super().__init__() forgotten" says="raised AttributeError"
class Bare(nn.Module):
    def __init__(self):
        self.layer = nn.Conv2d(1, 10, 3)

design_1 = Bare

# %% wrong="an argument is expected" says="raised TypeError"
def design_1(width):
    return digit_v1(width_multiplier=width)

# %% wrong="the class of a block" says="raised TypeError"
design_1 = DepthwiseSeparableBlock

# %% wrong="a list of layers" says="returns a list"
def design_1():
    return [conv_bn_act(1, 8, 3), nn.Linear(8, 10)]

# %% wrong="a string" says="is a str"
design_1 = "digit_v1"

# %% right="the pictures made float32 first, as a habit"
class Float(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1), (48, 1)])

    def forward(self, x):
        return super().forward(x.float())


design_1 = Float

# %% right="blurred by a fixed window first, pooled by flatten and mean"
class Blurred(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = digit_v1(blocks=[(32, 1), (48, 2), (48, 1)]).features
        self.classifier = nn.Linear(48, 10)

    def forward(self, x):
        x = F.conv2d(x, torch.ones(1, 1, 3, 3, device=x.device) / 9, padding=1)
        return self.classifier(self.features(x).flatten(2).mean(dim=2))

design_1 = Blurred

# %% right="halved until 4×4 positions are left"
class Halved(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.again = conv_bn_act(1, 12, 5), conv_bn_act(12, 12, 3, 2)
        self.end = DepthwiseSeparableBlock(12, 48)
        self.classifier = nn.Linear(48, 10)

    def forward(self, x):
        x = self.stem(x)
        while x.shape[2] != 4:
            x = self.again(x)
        return self.classifier(self.end(x).mean(dim=(2, 3)))

design_1 = Halved

# %% right="a list for the loop, of layers that are attributes"
class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv_bn_act(1, 16, 3, 2)
        self.middle = DepthwiseSeparableBlock(16, 32, 2)
        self.end = DepthwiseSeparableBlock(32, 32)
        self.classifier = nn.Linear(32, 10)
        self.steps = [self.stem, self.middle, self.end, self.end, lambda x: x.mean(dim=(2, 3)), self.classifier]

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x

design_1 = Listed

# %% wrong="no class of its own, ImageNet's V1" says="4,231,976 parameters; level 1 allows 30,000"
design_1 = MobileNetV1

# %% wrong="nn.Flatten forgotten" says="Is nn.Flatten missing?"
def design_1():
    return nn.Sequential(conv_bn_act(1, 16, 3, 2), DepthwiseSeparableBlock(16, 32), nn.AdaptiveAvgPool2d(1), nn.Conv2d(32, 10, 1))

# %% wrong="blocks in a plain dictionary" says="Layers belong in an nn.ModuleList"
class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = {"stem": conv_bn_act(1, 16, 3, 2), "block": DepthwiseSeparableBlock(16, 32)}
        self.classifier = nn.Linear(32, 10)

    def forward(self, x):
        for step in self.steps.values():
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

design_1 = Named

# %% wrong="blocks in a list, named as if it were private" says="Layers belong in an nn.ModuleList"
class Private(nn.Module):
    def __init__(self):
        super().__init__()
        self._steps = [conv_bn_act(1, 16, 3, 2), DepthwiseSeparableBlock(16, 32)]
        self.classifier = nn.Linear(32, 10)

    def forward(self, x):
        for step in self._steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

design_1 = Private

# %% wrong="nn.Parameter forgotten" says="a weight in an nn.Parameter"
class Tensor(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = torch.randn(16, 1, 5, 5) / 5
        self.classifier = nn.Linear(16, 10)

    def forward(self, x):
        return self.classifier(F.conv2d(x, self.kernel).relu().mean(dim=(2, 3)))

design_1 = Tensor

# %% wrong="weights drawn anew each time" says="the network has no parameters"
class Drawn(nn.Module):
    def forward(self, x):
        x = F.conv2d(x, torch.randn(16, 1, 5, 5) / 5).relu()
        return x.mean(dim=(2, 3)) @ torch.randn(16, 10)

design_1 = Drawn

# %% wrong="dropout by hand, with the share of dropped ones for that of kept ones" says="in training mode, the network of `design_1` gives NaN"
class Dropout(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        features, kept = self.features(x).mean(dim=(2, 3)), 0.0
        if self.training:
            features = features * (torch.rand_like(features) < kept) / kept
        return self.classifier(features)


design_1 = Dropout

# %% wrong="scores rounded to two decimals" says="all gradients of a first step are zero"
class Rounded(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x).round(decimals=2)


design_1 = Rounded

# %% wrong="the pictures made black and white" says="nothing on the way compared, as in `x > 0.5`"
class Ink(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward((x > 0.5).float())


design_1 = Ink

# %% right="standardised weights, and a last window as large as the map"
class Standardised(nn.Conv2d):
    def forward(self, x):
        weight = self.weight - self.weight.mean(dim=(1, 2, 3), keepdim=True)
        weight = weight / (weight.std(dim=(1, 2, 3), keepdim=True) + 1e-5)
        return F.conv2d(x, weight, self.bias, self.stride, self.padding)

def design_1():
    layers = [Standardised(1, 8, 3, 2, 1), nn.ReLU()]
    for channels, stride in ((8, 2), (16, 2), (16, 1)):
        layers += [Standardised(channels, 16, 3, stride, 1), nn.ReLU()]
    return nn.Sequential(*layers, Standardised(16, 10, 4), nn.Flatten())

# %% right="an activation by torch.where"
class Leaky(nn.Module):
    def forward(self, x):
        return torch.where(x > 0, x, 0.1 * x)

design_1 = lambda: digit_v1(blocks=[(32, 1), (48, 2), (48, 1), (48, 1)], activation=Leaky)

# %% wrong="copies of one network" says="begin with equal weights, or nearly: 3 seeds would be one"
template = digit_v1(blocks=[(32, 1), (48, 2), (48, 1), (48, 1)])

def design_1():
    return copy.deepcopy(template)

# %% wrong="weights in a buffer" says="parameters; level 1 allows 30,000"
class Buffered(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])
        self.register_buffer("more", torch.randn(48, 48, 5, 5) / 30)

    def forward(self, x):
        x = F.conv2d(self.features(x), self.more, padding=2).relu()
        return self.classifier(x.mean(dim=(2, 3)))

design_1 = Buffered

# %% wrong="a convolution written with unfold and a product" says="The dearest layer is none: outside the layers run"
class Unfolded(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(64, 25) / 5)
        self.end = digit_v1(blocks=[(32, 1), (48, 2), (48, 1)])
        self.end.features[0] = conv_bn_act(64, 16, 1, 2)

    def forward(self, x):
        windows = F.unfold(x, 5, padding=2)
        maps = (self.kernel[:, :, None] * windows[:, None]).sum(dim=2)
        return self.end(maps.unflatten(2, x.shape[2:]))

design_1 = Unfolded

# %% wrong="a mean added for the field's sake" says="a field of 7×7 pixels"
class Glance(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = digit_v1(blocks=[(64, 1)])

    def forward(self, x):
        features = self.network.features(x) + 1e-30 * x.mean()
        return self.network.classifier(features.mean(dim=(2, 3)))

design_1 = Glance

# %% wrong="a convolution as loops over its weights" says="The dearest layer is none: outside the layers run"
class Loops(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(96, 1, 3, 3) / 3)
        self.end = digit_v1(blocks=[(32, 1), (48, 2), (48, 1)])
        self.end.features[0] = conv_bn_act(96, 16, 1, 2)

    def forward(self, x):
        p, (h, w) = F.pad(x, (1, 1, 1, 1)), x.shape[2:]
        maps = [
            sum(self.w[o, 0, u, v] * p[:, 0, u : u + h, v : v + w] for u in range(3) for v in range(3))
            for o in range(96)]
        return self.end(torch.stack(maps, dim=1))

design_1 = Loops

# %% wrong="squeeze() where flatten is meant" says="Does something like squeeze() take the batch away, too?"
class Squeezed(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = digit_v1(blocks=[(32, 1), (48, 2), (48, 1)]).features
        self.end = nn.Conv2d(48, 10, 1)

    def forward(self, x):
        return self.end(self.features(x).mean(dim=(2, 3), keepdim=True)).squeeze()

design_1 = Squeezed

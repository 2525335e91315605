"""Right and wrong answers to the exercises of Chapter 10, each wrong one with a phrase its verdict must contain."""

# %% 10.1 right: plain numbers
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 15

# %% 10.1 right: counted by PyTorch
network = MobileNetV1(10, in_channels=1, stem=(8, 2), blocks=[(16, 2), (32, 1)])
bill_parameters, bill_macs = count_parameters(network), count_macs(network, (1, 32, 32))
dearest_macs = max(macs for *_, macs in itemise(network, (1, 32, 32)))
bill_field = seen_pixels(network)

# %% 10.1 right: tensors and floats
bill_parameters, bill_macs = torch.tensor([1418]), 73536.0
dearest_macs, bill_field = torch.tensor(512) * 64, 15.0

# %% 10.1 right: numpy
import numpy as np
bill_parameters, bill_macs, dearest_macs, bill_field = np.array([1418, 73536, 32768, 15])

# %% 10.1 wrong: weights of the convolutions alone -> BatchNorm and the classifier learn too
bill_parameters, bill_macs, dearest_macs, bill_field = 928, 73536, 32768, 15

# %% 10.1 wrong: BatchNorm forgotten -> BatchNorm is missing
bill_parameters, bill_macs, dearest_macs, bill_field = 928 + 330, 73536, 32768, 15

# %% 10.1 wrong: one number a channel in BatchNorm -> a factor and a shift
bill_parameters, bill_macs, dearest_macs, bill_field = 1418 - 80, 73536, 32768, 15

# %% 10.1 wrong: running averages counted -> nobody learns them
bill_parameters, bill_macs, dearest_macs, bill_field = 1418 + 160, 73536, 32768, 15

# %% 10.1 wrong: classifier without biases -> the biases of the classifier
bill_parameters, bill_macs, dearest_macs, bill_field = 1408, 73536, 32768, 15

# %% 10.1 wrong: FLOPs -> those are FLOPs
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 2 * 73536, 32768, 15

# %% 10.1 wrong: stem at full size -> the stem has stride 2
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536 + 3 * 18432, 32768, 15

# %% 10.1 wrong: classifier's MACs forgotten -> the classifier is missing
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73216, 32768, 15

# %% 10.1 wrong: the stem taken for the dearest -> that is the stem
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 18432, 15

# %% 10.1 wrong: a block for a layer -> a layer is one of its two steps
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 656 * 64, 15

# %% 10.1 wrong: strides ignored in the field -> there are three windows and two strides
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 1 + 2 + 2 + 2

# %% 10.1 wrong: stride counted for its own layer -> not for itself
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 31

# %% 10.1 wrong: the pooling counted -> a position of the map before it does not
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 32

# %% 10.1 wrong: a string -> is a str
bill_parameters, bill_macs, dearest_macs, bill_field = "1418", 73536, 32768, 15

# %% 10.1 wrong: classifier forgotten in the parameters -> with 32·10 weights and 10 biases
bill_parameters, bill_macs, dearest_macs, bill_field = 928 + 2 * (8 + 8 + 16 + 16 + 32), 73536, 32768, 15

# %% 10.1 wrong: a bias for every convolution -> the convolutions have no biases
bill_parameters, bill_macs, dearest_macs, bill_field = 928 + 3 * (8 + 8 + 16 + 16 + 32) + 330, 73536, 32768, 15

# %% 10.1 wrong: the MACs of the stem alone -> `bill_macs` is 18,432: that is the stem alone
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 9 * 8 * 16 * 16, 32768, 15

# %% 10.1 wrong: the stem's MACs forgotten -> the stem is missing
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, (72 + 128 + 144 + 512) * 8 * 8 + 320, 32768, 15

# %% 10.1 wrong: the blocks on the stem's map -> all that follows works on 8×8
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, (72 + 72 + 128 + 144 + 512) * 16 * 16 + 320, 32768, 15

# %% 10.1 wrong: the stride in the 1×1 step -> the stride of a block is in its depthwise step
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, (72 + 72) * 16 * 16 + (128 + 144 + 512) * 8 * 8 + 320, 32768, 15

# %% 10.1 wrong: the first block's 1×1 layer -> the second is wider
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 8 * 16 * 8 * 8, 15

# %% 10.1 wrong: FLOPs of the dearest layer -> `dearest_macs` is 65,536: those are FLOPs
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 2 * 16 * 32 * 8 * 8, 15

# %% 10.1 wrong: the dearest layer on the stem's map -> behind two strides the map is 8×8
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 16 * 32 * 16 * 16, 15

# %% 10.1 wrong: the block's stride forgotten in the field -> the last window adds 2 · 4
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 1 + 2 * 1 + 2 * 2 + 2 * 2

# %% 10.1 wrong: the stem's stride forgotten in the field -> twice the product of the strides in front of it
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 1 + 2 * 1 + 2 * 1 + 2 * 2

# %% 10.2 right: V1 with a narrower middle
def design_1():
    return digit_v1(blocks=[(32, 1), (48, 2), (48, 1), (96, 2), (96, 1)])

# %% 10.2 wrong: V2 in its small form -> 864,256 MACs; level 1 allows 800,000
design_1 = digit_v2

# %% 10.2 wrong: V2 times 0.75, which rounding makes the same network -> 864,256 MACs; level 1 allows 800,000
def design_1():
    return digit_v2(width_multiplier=0.75)

# %% 10.2 wrong: a narrower V1 that keeps the full size for a block -> MACs; level 1 allows 800,000
def design_1():
    return digit_v1(stem=(8, 1), blocks=[(16, 2), (32, 1), (64, 2), (64, 1), (96, 2)])

# %% 10.2 wrong: scores in half precision -> torch.float16
class Half(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x).half()

design_1 = Half

# %% 10.2 right: V2 with a shorter last stage
design_1 = lambda: MobileNetV2(10, in_channels=1, stem=(16, 2), stages=[(1, 8, 1, 1), (4, 16, 2, 2), (6, 24, 1, 2)], head=128)

# %% 10.2 right: a thin plain network
def design_1():
    return digit_v1(standard_block, width_multiplier=0.28, activation=nn.GELU)

# %% 10.2 right: a plain Sequential without BatchNorm, with pooling and dropout
def design_1():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Conv2d(8, 9, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout2d(0.1),
        nn.Conv2d(9, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))

# %% 10.2 right: a flatten that fits 32×32 only
def design_1():
    return nn.Sequential(
        conv_bn_act(1, 8, 3, 2), conv_bn_act(8, 16, 3, 2), conv_bn_act(16, 16, 3, 2), conv_bn_act(16, 16, 3),
        nn.Flatten(), nn.Linear(16 * 4 * 4, 10))

# %% 10.2 right: a class, with branches and a gate
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

# %% 10.2 right: lazy layers and one layer used twice
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

# %% 10.2 right: no convolution at all
def design_1():
    return nn.Sequential(nn.Flatten(), nn.Linear(1024, 28), nn.ReLU(), nn.Linear(28, 10))

# %% 10.2 wrong: V1 as it is -> 36,874 parameters; level 1 allows 30,000
design_1 = digit_v1

# %% 10.2 wrong: the plain twin -> 283,386 parameters
def design_1():
    return digit_v1(standard_block)

# %% 10.2 wrong: a network and not a function -> a function is expected
design_1 = digit_v1(width_multiplier=0.5)

# %% 10.2 wrong: the same network each time -> returns the same weights twice
net = digit_v1(width_multiplier=0.5)
def design_1():
    return net

# %% 10.2 wrong: the same weights in a new wrapper -> returns the same weights twice
net = digit_v1(width_multiplier=0.5)
def design_1():
    return nn.Sequential(net)

# %% 10.2 wrong: the class MobileNetV1 with 1,000 classes -> ten scores for each picture
def design_1():
    return MobileNetV1(in_channels=1, stem=(8, 2), blocks=[(8, 2), (16, 1)])

# %% 10.2 wrong: three channels expected -> A tensor is (N, C, H, W)
def design_1():
    return MobileNetV1(10, stem=(16, 2), blocks=[(32, 1)])

# %% 10.2 wrong: pooling forgotten -> Is the pooling over rows and columns missing?
def design_1():
    return nn.Sequential(conv_bn_act(1, 8, 3, 2), nn.Conv2d(8, 10, 1))

# %% 10.2 wrong: softmax inside -> there is a softmax in `forward`
def design_1():
    return nn.Sequential(digit_v1(width_multiplier=0.5), nn.Softmax(dim=1))

# %% 10.2 wrong: blocks in a plain list -> keep layers in an nn.ModuleList
class Lost(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = [conv_bn_act(1, 8, 3, 2), nn.Conv2d(8, 10, 1)]

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x.mean(dim=(2, 3))

design_1 = Lost

# %% 10.2 wrong: a layer that nobody uses -> no gradient reaches `spare.weight`
class Idle(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])
        self.spare = nn.Linear(48, 48)

design_1 = Idle

# %% 10.2 wrong: detached features -> no gradient reaches `features.0.0.weight`
class Detached(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return self.classifier(self.features(x).mean(dim=(2, 3)).detach())

design_1 = Detached

# %% 10.2 wrong: no_grad in forward -> the scores have no gradient
class Frozen(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        with torch.no_grad():
            return super().forward(x)

design_1 = Frozen

# %% 10.2 wrong: the input changed in place -> changes its input in place
class Greedy(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x.sub_(0.5))

design_1 = Greedy

# %% 10.2 wrong: dropout that is never off -> two runs in evaluation mode differ
class Random(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return self.classifier(F.dropout(self.features(x).mean(dim=(2, 3)), 0.2))

design_1 = Random

# %% 10.2 wrong: BatchNorm without running averages -> depend on the others in its batch
def design_1():
    model = digit_v1(blocks=[(32, 1), (48, 2), (48, 1)])
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.track_running_stats = False
            layer.running_mean = layer.running_var = None
    return model

# %% 10.2 wrong: logarithm of negative numbers -> NaN or infinity
class Log(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x - 2).log()

design_1 = Log

# %% 10.2 wrong: two results in training -> returns a tuple
class Aux(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        y = super().forward(x)
        return (y, y) if self.training else y

design_1 = Aux

# %% 10.2 wrong: a dictionary of scores -> returns a dict
class Words(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return {"scores": super().forward(x)}

design_1 = Words

# %% 10.2 wrong: a field too small -> sees 7 pixels along a side; level 1 asks for 20
def design_1():
    return digit_v1(blocks=[(64, 1)])

# %% 10.2 wrong: super().__init__() forgotten -> raised AttributeError
class Bare(nn.Module):
    def __init__(self):
        self.layer = nn.Conv2d(1, 10, 3)

design_1 = Bare

# %% 10.2 wrong: an argument is expected -> raised TypeError
def design_1(width):
    return digit_v1(width_multiplier=width)

# %% 10.2 wrong: the class of a block -> raised TypeError
design_1 = DepthwiseSeparableBlock

# %% 10.2 wrong: a list of layers -> returns a list
def design_1():
    return [conv_bn_act(1, 8, 3), nn.Linear(8, 10)]

# %% 10.2 wrong: a string -> is a str
design_1 = "digit_v1"

# %% 10.2 right: the pictures made float32 first, as a habit
class Float(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1), (48, 1)])

    def forward(self, x):
        return super().forward(x.float())


design_1 = Float

# %% 10.2 right: blurred by a fixed window first, pooled by flatten and mean
class Blurred(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = digit_v1(blocks=[(32, 1), (48, 2), (48, 1)]).features
        self.classifier = nn.Linear(48, 10)

    def forward(self, x):
        x = F.conv2d(x, torch.ones(1, 1, 3, 3, device=x.device) / 9, padding=1)
        return self.classifier(self.features(x).flatten(2).mean(dim=2))

design_1 = Blurred

# %% 10.2 right: halved until 4×4 positions are left
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

# %% 10.2 right: a list for the loop, of layers that are attributes
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

# %% 10.2 wrong: no class of its own, ImageNet's V1 -> 4,231,976 parameters; level 1 allows 30,000
design_1 = MobileNetV1

# %% 10.2 wrong: nn.Flatten forgotten -> Is nn.Flatten missing?
def design_1():
    return nn.Sequential(conv_bn_act(1, 16, 3, 2), DepthwiseSeparableBlock(16, 32), nn.AdaptiveAvgPool2d(1), nn.Conv2d(32, 10, 1))

# %% 10.2 wrong: blocks in a plain dictionary -> `steps` holds layers or weights
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

# %% 10.2 wrong: blocks in a list, named as if it were private -> `_steps` holds layers or weights
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

# %% 10.2 wrong: nn.Parameter forgotten -> `kernel` holds layers or weights
class Tensor(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = torch.randn(16, 1, 5, 5) / 5
        self.classifier = nn.Linear(16, 10)

    def forward(self, x):
        return self.classifier(F.conv2d(x, self.kernel).relu().mean(dim=(2, 3)))

design_1 = Tensor

# %% 10.2 wrong: weights drawn anew each time -> the network has no parameters
class Drawn(nn.Module):
    def forward(self, x):
        x = F.conv2d(x, torch.randn(16, 1, 5, 5) / 5).relu()
        return x.mean(dim=(2, 3)) @ torch.randn(16, 10)

design_1 = Drawn

# %% 10.2 wrong: dropout by hand, with the share of dropped ones for that of kept ones -> the loss of a first step of training is nan
class Dropout(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        features, kept = self.features(x).mean(dim=(2, 3)), 0.0
        if self.training:
            features = features * (torch.rand_like(features) < kept) / kept
        return self.classifier(features)


design_1 = Dropout

# %% 10.2 wrong: scores rounded to two decimals -> all gradients of a first step are zero
class Rounded(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward(x).round(decimals=2)


design_1 = Rounded

# %% 10.2 wrong: the pictures made black and white -> nothing on the way compared, as in `x > 0.5`
class Ink(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(16, 2), blocks=[(32, 1), (48, 2), (48, 1)])

    def forward(self, x):
        return super().forward((x > 0.5).float())


design_1 = Ink

# %% 10.2 right: standardised weights, and a last window as large as the map
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

# %% 10.2 right: an activation by torch.where
class Leaky(nn.Module):
    def forward(self, x):
        return torch.where(x > 0, x, 0.1 * x)

design_1 = lambda: digit_v1(blocks=[(32, 1), (48, 2), (48, 1), (48, 1)], activation=Leaky)

# %% 10.3 right: V2 with few stages
def design_2():
    return MobileNetV2(10, in_channels=1, stem=(8, 2), stages=[(1, 8, 1, 1), (3, 16, 2, 2), (3, 16, 2, 2)], head=48)

# %% 10.3 right: thin standard network
def design_2():
    return digit_v1(standard_block, width_multiplier=0.16)

# %% 10.3 right: a 5×5 stem and dilation for the field
def design_2():
    layers = [conv_bn_act(1, 8, 5, 2)]
    for dilation in (1, 2, 4):
        layers += [nn.Conv2d(8, 8, 3, padding=dilation, dilation=dilation, groups=8), nn.Conv2d(8, 8, 1, bias=False)]
        layers += [nn.BatchNorm2d(8), nn.Hardswish()]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(8, 10))

# %% 10.3 right: the explorer's family
def design_2():
    return family(width=16, depth=2, expansion=2)

# %% 10.3 wrong: the network of level 1 -> 22,602 parameters; level 2 allows 15,000
def design_2():
    return digit_v1(blocks=[(32, 1), (48, 2), (48, 1), (96, 2), (96, 1)])

# %% 10.3 wrong: half the widths, wide stem -> MACs; level 2 allows 400,000
def design_2():
    return digit_v1(stem=(32, 1), blocks=[(32, 2), (32, 2), (48, 1)])

# %% 10.3 wrong: a stem without stride -> The dearest layer is `features.1.pointwise.0`
def design_2():
    return digit_v1(stem=(16, 1), blocks=[(24, 1), (32, 2), (32, 2)])

# %% 10.3 wrong: half the picture -> sees 19 pixels along a side; level 2 asks for 32
def design_2():
    return digit_v1(stem=(12, 2), blocks=[(24, 1), (32, 2), (32, 1)])

# %% 10.3 wrong: a window as large, but of ones -> raised
def design_2():
    return nn.Sequential(nn.Conv2d(1, 8, 33), nn.Flatten(), nn.Linear(8, 10))

# %% 10.3 wrong: 1×1 windows only -> sees 1 pixels along a side
def design_2():
    return nn.Sequential(nn.Conv2d(1, 16, 1), nn.ReLU(), nn.Conv2d(16, 10, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())

# %% 10.3 wrong: one score -> ten scores for each picture
def design_2():
    return MobileNetV1(1, in_channels=1, stem=(8, 2), blocks=[(16, 2)])

# %% 10.3 wrong: the batch is lost -> ten scores for each picture
class Single(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(8, 2), blocks=[(16, 2)])

    def forward(self, x):
        return super().forward(x)[0]

design_2 = Single

# %% 10.3 wrong: a number learned for every pixel of every map -> Most are in `the network itself`
class Placed(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.place = conv_bn_act(1, 16, 3), nn.Parameter(torch.zeros(1, 16, 32, 32))
        self.end = DepthwiseSeparableBlock(16, 32, 2)
        self.classifier = nn.Linear(32, 10)

    def forward(self, x):
        return self.classifier(self.end(self.stem(x) + self.place).mean(dim=(2, 3)))

design_2 = Placed

# %% 10.4 right: the reference with ReLU
def design_3():
    return digit_v1(stem=(8, 2), blocks=[(16, 1), (24, 2), (24, 1), (48, 2), (48, 1)])

# %% 10.4 right: functions and parameters, no layers, and a position added that fits 32×32 only
class ByHand(nn.Module):
    def __init__(self):
        super().__init__()
        shapes = [(8, 1, 3, 3), (8, 8, 3, 3), (12, 8, 3, 3), (12, 12, 3, 3), (16, 12, 3, 3)]
        self.kernels = nn.ParameterList(torch.randn(s) / (9 * s[1]) ** 0.5 for s in shapes)
        self.place = nn.Parameter(torch.zeros(1, 8, 8, 8))
        self.end = nn.Parameter(torch.randn(10, 16) / 4)

    def forward(self, x):
        for i, kernel in enumerate(self.kernels):
            x = F.conv2d(x, kernel, stride=1 if i == 3 else 2, padding=1).relu()
            if i == 1:
                x = x + self.place
        return F.linear(x.mean(dim=(2, 3)), self.end)

design_3 = ByHand

# %% 10.4 right: V2's blocks
def design_3():
    return MobileNetV2(10, in_channels=1, stem=(8, 2), stages=[(2, 8, 1, 2), (3, 16, 3, 2)], head=32, dropout=0.0)

# %% 10.4 right: thin plain network
def design_3():
    blocks = [(8, 2), (8, 2), (12, 1), (16, 1)]
    return digit_v1(standard_block, stem=(8, 2), blocks=blocks, activation=nn.SiLU)

# %% 10.4 wrong: level 2's thin plain network -> parameters; level 3 allows 8,000
def design_3():
    return digit_v1(standard_block, width_multiplier=0.16)

# %% 10.4 wrong: level 2's reference -> parameters; level 3 allows 8,000
def design_3():
    return digit_v1(stem=(12, 2), blocks=[(24, 1), (32, 2), (32, 1), (64, 2), (64, 1)], activation=nn.SiLU)

# %% 10.4 wrong: few parameters, large maps -> MACs; level 3 allows 250,000
def design_3():
    return digit_v1(stem=(8, 1), blocks=[(16, 1), (16, 2), (16, 2), (32, 2), (32, 1)])

# %% 10.4 wrong: a pixel short -> sees 39 pixels along a side; level 3 asks for 40
def design_3():
    return digit_v1(standard_block, stem=(8, 2), blocks=[(8, 2), (12, 1), (16, 2), (16, 1)])

# %% 10.4 wrong: no late block -> level 3 asks for 40
def design_3():
    return digit_v1(stem=(8, 2), blocks=[(16, 1), (24, 2), (24, 1), (48, 2)])

# %% 10.4 wrong: nothing returned by forward -> returns a NoneType
class Silent(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(8, 2), blocks=[(16, 2)])

    def forward(self, x):
        super().forward(x)

design_3 = Silent

# %% 10.4 wrong: labels and not scores -> ten scores for each picture
class Labels(MobileNetV1):
    def __init__(self):
        super().__init__(10, in_channels=1, stem=(8, 2), blocks=[(16, 2)])

    def forward(self, x):
        return super().forward(x).argmax(dim=1)

design_3 = Labels

# %% 10.4 wrong: it exits -> raised SystemExit
def design_3():
    raise SystemExit("enough")

"""Right and wrong answers to the exercises of Chapter 7, each wrong one with a phrase its verdict must contain."""

# %% 7.1 right: plain numbers
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 231211008

# %% 7.1 right: counted on layers
block_parameters = count_parameters(DepthwiseSeparableBlock(128, 256, stride=2))
block_macs = count_macs(DepthwiseSeparableBlock(128, 256, stride=2), (128, 56, 56))
standard_parameters = count_parameters(standard_block(128, 256, 2))
standard_macs = count_macs(standard_block(128, 256, 2), (128, 56, 56))

# %% 7.1 right: tensors of one number
block_parameters = torch.tensor([1152, 256, 32768, 512]).sum()
block_macs = torch.tensor([33920, 784]).prod()
standard_parameters, standard_macs = torch.tensor([295424, 231211008])

# %% 7.1 wrong: BatchNorm forgotten -> each BatchNorm learns two numbers a channel
block_parameters, block_macs, standard_parameters, standard_macs = 33920, 26593280, 295424, 231211008

# %% 7.1 wrong: one number a channel -> a factor and a shift
block_parameters, block_macs, standard_parameters, standard_macs = 33920 + 384, 26593280, 295424, 231211008

# %% 7.1 wrong: second BatchNorm only -> behind the depthwise step is missing
block_parameters, block_macs, standard_parameters, standard_macs = 33920 + 512, 26593280, 295424, 231211008

# %% 7.1 wrong: running averages counted -> nobody learns them
block_parameters, block_macs, standard_parameters, standard_macs = 33920 + 4 * 384, 26593280, 295424, 231211008

# %% 7.1 wrong: biases counted -> before a BatchNorm there are none
block_parameters, block_macs, standard_parameters, standard_macs = 34688 + 384, 26593280, 295424, 231211008

# %% 7.1 wrong: stride forgotten -> stride 2 leaves 28×28 positions
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 33920 * 56 * 56, 295424, 231211008

# %% 7.1 wrong: stride in the pointwise step -> the stride is in the depthwise step
block_parameters, block_macs = 34688, 1152 * 56 * 56 + 32768 * 28 * 28
standard_parameters, standard_macs = 295424, 231211008

# %% 7.1 wrong: FLOPs -> those are FLOPs
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 2 * 26593280, 295424, 231211008

# %% 7.1 wrong: two BatchNorms in the standard block -> the standard block has one BatchNorm
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 294912 + 768, 231211008

# %% 7.1 wrong: standard without BatchNorm -> BatchNorm adds two numbers
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 294912, 231211008

# %% 7.1 wrong: standard MACs are weights -> each is used at every position
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 294912

# %% 7.1 wrong: in quotes -> is a str; a number is expected
block_parameters, block_macs, standard_parameters, standard_macs = "34688", 26593280, 295424, 231211008

# %% 7.1 wrong: both BatchNorms as wide as the output -> which has 128 channels
block_parameters, block_macs = 9 * 128 + 128 * 256 + 2 * (2 * 256), 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% 7.1 wrong: a depthwise filter for each output channel -> for each channel that comes in, 128 of them
block_parameters, block_macs = 9 * 256 + 128 * 256 + 2 * (128 + 256), 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% 7.1 wrong: the standard block counted -> that is the standard block
block_parameters, block_macs = count_parameters(standard_block(128, 256, 2)), 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% 7.1 wrong: padding forgotten -> 27×27 is the output without padding
block_parameters, block_macs = 34688, (9 * 128 + 128 * 256) * ((56 - 3) // 2 + 1) ** 2
standard_parameters, standard_macs = 295424, 231211008

# %% 7.1 wrong: the parameters at every position -> the BatchNorms are in it
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 34688 * 28 * 28, 295424, 231211008

# %% 7.1 wrong: the depthwise step only -> that is the depthwise step alone
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 9 * 128 * 28 * 28, 295424, 231211008

# %% 7.1 wrong: the pointwise step only -> that is the pointwise step alone
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 128 * 256 * 28 * 28, 295424, 231211008

# %% 7.1 wrong: the weights -> those are the weights; each is used
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 9 * 128 + 128 * 256, 295424, 231211008

# %% 7.1 wrong: a bias and no BatchNorm -> a bias for each channel?
block_parameters, block_macs = 34688, 26593280
standard_parameters, standard_macs = count_parameters(nn.Conv2d(128, 256, 3, stride=2, padding=1)), 231211008

# %% 7.1 wrong: the standard block's running averages counted -> the running averages are in it
block_parameters, block_macs = 34688, 26593280
standard_parameters, standard_macs = sum(value.numel() for value in standard_block(128, 256, 2).state_dict().values() if value.dim()), 231211008

# %% 7.1 wrong: FLOPs of the standard block -> those are FLOPs
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 2 * 231211008

# %% 7.1 wrong: stride forgotten in the standard block -> stride 2 leaves 28×28 positions
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 9 * 128 * 256 * 56 * 56

# %% 7.1 wrong: the standard block's parameters at every position -> the BatchNorm is in it
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 295424 * 28 * 28

# %% 7.2 right: one Sequential
class Block(nn.Sequential):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(
            nn.Conv2d(in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False),
            nn.BatchNorm2d(in_channels), nn.ReLU(inplace=True),
            nn.Conv2d(in_channels, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU(inplace=True))

# %% 7.2 right: ReLU6 and functions with weights of one's own
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.stride, self.M = stride, M
        self.D, self.P = nn.Parameter(torch.randn(M, 1, 3, 3)), nn.Parameter(torch.randn(N, M, 1, 1))
        self.norms = nn.ModuleDict({"a": nn.BatchNorm2d(M), "b": nn.BatchNorm2d(N)})

    def forward(self, x):
        x = F.relu6(self.norms["a"](F.conv2d(x, self.D, None, self.stride, 1, 1, self.M)))
        return F.relu6(self.norms["b"](torch.conv2d(x, weight=self.P)))

# %% 7.2 right: the chapter's block
Block = DepthwiseSeparableBlock

# %% 7.2 right: lazy layers, clamp for ReLU, another epsilon
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.a = nn.Conv2d(in_channels, in_channels, (3, 3), stride, padding=(1, 1), groups=in_channels, bias=None)
        self.b = nn.LazyConv2d(out_channels, 1, bias=False)
        self.m, self.n = nn.BatchNorm2d(in_channels, eps=1e-3), nn.BatchNorm2d(out_channels, eps=1e-3)

    def forward(self, x):
        x = self.m(self.a(x)).clamp(min=0)
        return torch.maximum(self.n(self.b(x)), torch.zeros(()).to(x))

# %% 7.2 wrong: stride in the pointwise step -> the stride is not in the depthwise step
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1, stride))

# %% 7.2 wrong: stride in both -> the pointwise step has a stride too
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1, stride))

# %% 7.2 wrong: groups forgotten -> `groups=in_channels`
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride), conv_bn_act(M, N, 1))

# %% 7.2 wrong: pointwise first -> the depthwise step comes first
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, N, 1), conv_bn_act(N, N, 3, stride, groups=N))

# %% 7.2 wrong: no BatchNorm -> but no BatchNorm before it
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.a, self.b = nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False)

    def forward(self, x):
        return self.b(self.a(x).relu()).relu()

# %% 7.2 wrong: nothing between -> nothing stands between the two steps
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.a = DepthwiseSeparableBlock(M, N, stride)

    def forward(self, x):
        return self.a.pointwise(self.a.depthwise[0](x))

# %% 7.2 wrong: no ReLU between -> no ReLU behind it
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M, activation=None), conv_bn_act(M, N, 1))

# %% 7.2 wrong: linear end, as in MobileNetV2 -> after the pointwise step, but no ReLU
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1, activation=None))

# %% 7.2 wrong: ReLU before BatchNorm -> the ReLU comes before the BatchNorm
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.ReLU(), nn.BatchNorm2d(M),
            nn.Conv2d(M, N, 1, bias=False), nn.ReLU(), nn.BatchNorm2d(N))

# %% 7.2 wrong: biases -> BatchNorm cancels it
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())

# %% 7.2 wrong: padding forgotten -> padding 1
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(), conv_bn_act(M, N, 1))

# %% 7.2 wrong: BatchNorm that learns nothing -> learn their two numbers
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, affine=False), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, affine=False), nn.ReLU())

# %% 7.2 wrong: no running averages -> still depends on the others
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, track_running_stats=False), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, track_running_stats=False), nn.ReLU())

# %% 7.2 wrong: GroupNorm with one channel a group -> is not BatchNorm and then ReLU
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.GroupNorm(1, M), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.GroupNorm(1, N), nn.ReLU())

# %% 7.2 wrong: forward without return -> `forward` returns a NoneType; a tensor is expected
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        super().forward(x)

# %% 7.2 wrong: the standard block -> runs 1 convolutions
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(standard_block(M, N, stride))

# %% 7.2 wrong: a BatchNorm for the wrong channels -> your answer raised
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(N), nn.ReLU(), conv_bn_act(M, N, 1))

# %% 7.2 wrong: the input is changed in place -> changes its input in place
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x.relu_())

# %% 7.2 wrong: an instance -> should be a class
Block = DepthwiseSeparableBlock(4, 7)

# %% 7.2 wrong: a layer that nobody uses -> a layer that nobody uses
class Block(DepthwiseSeparableBlock):
    def __init__(self, M, N, stride=1):
        super().__init__(M, N, stride)
        self.unused = nn.Linear(M, N)

# %% 7.2 wrong: nn.Module forgotten -> should be a class that inherits from nn.Module
class Block:
    def __init__(self, in_channels, out_channels, stride=1):
        self.look = conv_bn_act(in_channels, in_channels, 3, stride, groups=in_channels)
        self.mix = conv_bn_act(in_channels, out_channels, 1)

    def __call__(self, x):
        return self.mix(self.look(x))

# %% 7.2 wrong: no layers yet, the input handed through -> runs 0 convolutions
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()

    def forward(self, x):
        return x

# %% 7.2 wrong: a comma after what is returned -> `forward` returns a tuple; a tensor is expected
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x),

# %% 7.2 wrong: a window of 5 -> the depthwise weights are (4, 1, 5, 5)
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 5, stride, padding=2, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N), nn.ReLU())

# %% 7.2 wrong: a pointwise step of 3×3 -> the pointwise weights are (7, 4, 3, 3)
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 3))

# %% 7.2 wrong: averaged over the map at the end -> what comes after the pointwise step has not the shape
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1), nn.AdaptiveAvgPool2d(1))

# %% 7.2 wrong: a pooling between the steps -> what comes between the two steps has not the shape
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), nn.MaxPool2d(3, stride=1), conv_bn_act(M, N, 1))

# %% 7.2 wrong: a ReLU before the first step too -> is there something before it
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.ReLU(), conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1))

# %% 7.2 wrong: dilated -> or a dilation in it
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, padding=2, dilation=2, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            conv_bn_act(M, N, 1))

# %% 7.2 wrong: a bias in the depthwise step -> BatchNorm cancels it
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, padding=1, groups=M), nn.BatchNorm2d(M), nn.ReLU(), conv_bn_act(M, N, 1))

# %% 7.2 wrong: a bias in the pointwise step -> BatchNorm cancels it
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())

# %% 7.2 wrong: momentum as TensorFlow means it -> `momentum` is the share of the newest batch
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, momentum=0.9997), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, momentum=0.9997), nn.ReLU())

# %% 7.2 wrong: momentum in percent -> after eval() the output holds NaN or infinity
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, momentum=10), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, momentum=10), nn.ReLU())

# %% 7.2 wrong: rounded to whole numbers -> the output is torch.int64; its layers give torch.float32. Is it rounded afterwards?
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x).round().long()

# %% 7.3 right: sorted, first that fits
def best_setting(top1, max_macs, max_parameters):
    for setting in sorted(top1, key=top1.get, reverse=True):
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        if parameters <= max_parameters and macs <= max_macs:
            return setting

# %% 7.3 right: a lambda
best_setting = lambda top1, m, p: max(
    ((top1[s], s) for s in top1 if mobilenet_v1_costs(*s)[0] <= p and mobilenet_v1_costs(*s)[1] <= m), default=(0, None))[1]

# %% 7.3 wrong: parameters forgotten -> a smaller picture changes no parameter
def best_setting(top1, max_macs, max_parameters):
    return max((s for s in top1 if mobilenet_v1_costs(*s)[1] <= max_macs), key=top1.get, default=None)

# %% 7.3 wrong: costs unpacked in the wrong order -> in the order that you unpack
def best_setting(top1, max_macs, max_parameters):
    within = {}
    for setting in top1:
        macs, parameters = mobilenet_v1_costs(*setting)[:2]
        if macs <= max_macs and parameters <= max_parameters:
            within[setting] = top1[setting]
    return max(within, key=within.get, default=None)

# %% 7.3 wrong: MACs forgotten -> which is over the limit
def best_setting(top1, max_macs, max_parameters):
    return max((s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters), key=top1.get, default=None)

# %% 7.3 wrong: parameters and MACs swapped -> which is over the limit
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_macs and mobilenet_v1_costs(*s)[1] <= 1e12]
    return max(within, key=top1.get, default=None)

# %% 7.3 wrong: the cheapest -> is within too and has
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return min(within, key=lambda s: mobilenet_v1_costs(*s)[1], default=None)

# %% 7.3 wrong: the most MACs that fit -> is within too and has
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=lambda s: mobilenet_v1_costs(*s)[1], default=None)

# %% 7.3 wrong: the accuracy and not the key -> is not a key
def best_setting(top1, max_macs, max_parameters):
    return max(a for s, a in top1.items() if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs)

# %% 7.3 wrong: nothing fits, and max raises -> raised ValueError
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=top1.get)

# %% 7.3 wrong: strictly less -> Is a cost equal to the limit allowed
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] < max_parameters and mobilenet_v1_costs(*s)[1] < max_macs]
    return max(within, key=top1.get, default=None)

# %% 7.3 wrong: ten classes -> over the limit
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s, num_classes=10)[0] <= max_parameters + 4e5 and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=top1.get, default=None)

# %% 7.3 wrong: settings removed from the dictionary -> changes the dictionary
def best_setting(top1, max_macs, max_parameters):
    for s in list(top1):
        if mobilenet_v1_costs(*s)[0] > max_parameters or mobilenet_v1_costs(*s)[1] > max_macs:
            del top1[s]
    return max(top1, key=top1.get, default=None)

# %% 7.3 wrong: the global dictionary instead of the argument -> is not a key
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in PAPER_TOP1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=PAPER_TOP1.get, default=None)

# %% 7.3 wrong: printed, not returned -> None, though
def best_setting(top1, max_macs, max_parameters):
    print("(0.5, 224)")

# %% 7.3 wrong: an answer and not a function -> a function is expected
best_setting = (0.5, 224)

# %% 7.3 right: built and counted
import functools


@functools.cache
def count(alpha, size):
    model = MobileNetV1(width_multiplier=alpha)
    return count_parameters(model), count_macs(model, (3, size, size))


def best_setting(top1, max_macs, max_parameters):
    best = None
    for setting, accuracy in top1.items():
        parameters, macs = count(*setting)
        if parameters <= max_parameters and macs <= max_macs:
            if best is None or accuracy > top1[best]:
                best = setting
    return best

# %% 7.3 wrong: the network and not its setting -> MobileNetV1( (features): Sequential(
def best_setting(top1, max_macs, max_parameters):
    for alpha, size in sorted(top1, key=top1.get, reverse=True):
        parameters, macs, _ = mobilenet_v1_costs(alpha, size)
        if parameters <= max_parameters and macs <= max_macs:
            return MobileNetV1(width_multiplier=alpha)

# %% 7.3 wrong: the cheapest network where nothing fits -> was picked, but nothing in the dictionary costs so little
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    if not within:
        return MobileNetV1(width_multiplier=0.25)
    return max(within, key=top1.get)

# %% 7.4 right: the chapter's blocks in a Sequential
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(conv_bn_act(3, 16, 3), *[DepthwiseSeparableBlock(M, 2 * M, 2) for M in (16, 32, 64)])
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        return self.classifier(self.features(x).mean(dim=(2, 3)))

# %% 7.4 right: MobileNetV1 with its own list
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% 7.4 right: a Sequential of six steps, adaptive pooling
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.steps = nn.Sequential(*steps)
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(self.steps(self.stem(x)), 1), 1))

# %% 7.4 wrong: only the list mended -> `groups` is missing
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).softmax(dim=1)

# %% 7.4 wrong: list not mended -> Where are their layers kept
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: stride not mended -> the stride is in the pointwise step
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: softmax not mended -> there is still a softmax in `forward`
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return F.softmax(super().forward(x), dim=1)

# %% 7.4 wrong: stride in both steps -> with one stride of 2 it is 16×16
class TinyMobileNet(nn.Sequential):
    def __init__(self, num_classes=10):
        steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1, 2)]
        super().__init__(conv_bn_act(3, 16, 3), *steps, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, num_classes))

# %% 7.4 wrong: a pooling for one size -> of the mean of the last block's map
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return self.classifier(F.avg_pool2d(self.features(x), 4).flatten(1))

# %% 7.4 wrong: the maximum instead of the mean -> of the mean of the last block's map
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return self.classifier(self.features(x).amax(dim=(2, 3)))

# %% 7.4 wrong: no activation between -> BatchNorm and ReLU should stand between
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M, activation=None), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: stem with a stride -> the stem should stay as it was
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 2), blocks=[(32, 2), (64, 2), (128, 2)])

# %% 7.4 wrong: an instance -> should be a class
TinyMobileNet = MobileNetV1(10, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% 7.4 wrong: steps not run -> runs 1 convolutions
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])
        self.wide = nn.Linear(16, 128)

    def forward(self, x):
        return self.classifier(self.wide(self.features[0](x).mean(dim=(2, 3))))

# %% 7.4 right: another name for the classifier, ReLU6, averaged by hand
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.layers = nn.Sequential(conv_bn_act(3, 16, 3, activation=nn.ReLU6))
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.layers.append(DepthwiseSeparableBlock(M, N, 2, nn.ReLU6))
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        maps = self.layers(x)
        return self.fc(maps.flatten(2).sum(dim=2) / (maps.shape[2] * maps.shape[3]))

# %% 7.4 wrong: nn.Module lost -> should be a class that inherits from nn.Module
class TinyMobileNet:
    def __init__(self, num_classes=10):
        self.network = MobileNetV1(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def __call__(self, x):
        return self.network(x)

# %% 7.4 wrong: of the four faults only the softmax is mended -> Where are their layers kept
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: of the four faults only the stride is mended -> Where are their layers kept
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, stride=2), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).softmax(dim=1)

# %% 7.4 wrong: of the four faults only the groups are mended -> Where are their layers kept
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).softmax(dim=1)

# %% 7.4 wrong: the picture is centred in place -> `forward` changes its input in place
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x -= x.mean()
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: the picture is scaled first -> the stem does not work on the picture itself
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = (x - 0.5) / 0.5
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: nothing is returned -> `forward` returns a NoneType; a tensor is expected
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        super().forward(x)

# %% 7.4 wrong: the paper's stem of 32 channels -> the stem should stay as it was
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(32, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% 7.4 wrong: windows of 5 -> the weights are (16, 1, 5, 5) and (32, 16, 1, 1)
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 5, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: groups in both steps -> the weights are (16, 1, 3, 3) and (32, 1, 1, 1)
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, groups=M), conv_bn_act(M, N, 1, groups=M)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: a pooling behind the stem -> only BatchNorm and ReLU should stand between
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = nn.Sequential(conv_bn_act(3, 16, 3), nn.MaxPool2d(2))
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: a stem without ReLU -> only BatchNorm and ReLU should stand between
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3, activation=None)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: a ReLU but no BatchNorm between -> BatchNorm and ReLU should stand between its two steps
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [nn.Conv2d(M, M, 3, 2, 1, groups=M, bias=False), nn.ReLU(), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: biases in the depthwise steps -> a convolution has a bias
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [nn.Sequential(nn.Conv2d(M, M, 3, 2, 1, groups=M), nn.BatchNorm2d(M), nn.ReLU()), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: biases in the pointwise steps -> a convolution has a bias
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), nn.Sequential(nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: as many classes as ImageNet -> (N, 10) scores are expected for (2, 3, 32, 32); they are (2, 1000)
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=1000):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% 7.4 wrong: a hidden layer before the scores -> the network has 2 nn.Linear; one is expected
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Sequential(nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, num_classes))

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: flattened, not averaged -> the classifier takes 2,048 features; 128 are expected
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128 * 4 * 4, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.flatten(1))

# %% 7.4 wrong: a ReLU on the scores -> of the mean of the last block's map
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).relu()

# %% 7.4 wrong: a BatchNorm that nobody uses -> the network has 14,442 parameters; 14,186 are expected
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)
        self.norm = nn.BatchNorm2d(128)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% 7.4 wrong: the class and not the scores -> the scores are torch.int64; the layers give torch.float32
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return super().forward(x).argmax(dim=1)

# %% 7.5 right: a narrow list, wide at the end
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% 7.5 right: tuples, very narrow
stem, blocks = (8, 2), ((8, 2), (16, 1), (32, 2), (32, 2), (48, 1), (64, 1), (64, 1), (128, 1))

# %% 7.5 right: a stem without a stride
stem, blocks = (8, 1), [(16, 2), (32, 2), (32, 2), (64, 2), *[(64, 1)] * 3, (128, 1)]

# %% 7.5 wrong: three strides -> the last map is 8×8
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 1), (64, 1), (128, 1)]

# %% 7.5 wrong: five strides -> the last map is 2×2
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (128, 2)]

# %% 7.5 wrong: too few channels -> the last map has 64 channels
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (64, 1)]

# %% 7.5 wrong: too few blocks -> More blocks see more
stem, blocks = (16, 2), [(32, 2), (64, 2), (128, 2)]

# %% 7.5 wrong: blocks in front -> MACs; at most 3,000,000
stem, blocks = (32, 1), [(64, 1), (64, 1), (64, 2), (64, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% 7.5 wrong: wide at the end -> parameters; at most 50,000
stem, blocks = (16, 2), [(32, 2), (64, 2), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1)]

# %% 7.5 wrong: the paper's list -> the last map is 2×2
stem, blocks = (32, 2), MOBILENET_V1

# %% 7.5 wrong: channels without strides -> is not a pair
stem, blocks = (16, 2), [32, 64, 128]

# %% 7.5 wrong: a stem of one number -> `stem` is 16; a pair
stem, blocks = 16, [(32, 2), (64, 2), (64, 2), (128, 1)]

# %% 7.5 wrong: the network and not the list -> a list of pairs
stem, blocks = (16, 2), MobileNetV1(num_classes=10)

# %% 7.5 wrong: a stride of zero -> is not a pair
stem, blocks = (16, 2), [(32, 0), (128, 2)]

# %% 7.5 wrong: the window in each row too -> (32, 2, 3) in `blocks` is not a pair
stem, blocks = (16, 2), [(32, 2, 3), (64, 2, 3), (64, 2, 3), (64, 1, 5), (64, 1, 5), (128, 1, 5)]

# %% 7.5 wrong: widths by division -> (32.0, 2) in `blocks` is not a pair
stem, blocks = (16, 2), [(64 / 2, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% 7.5 wrong: channels and stride swapped -> (2, 32) in `blocks` is not a pair
stem, blocks = (16, 2), [(2, 32), (2, 64), (2, 64), (1, 128)]

# %% 7.5 wrong: as wide as can be -> at most 4,096 and 8, to keep the check quick
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (8192, 1)]

# %% 7.5 wrong: no blocks yet -> `blocks` has 0 rows; 1 to 100 are expected
stem, blocks = (16, 2), []

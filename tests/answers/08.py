"""Right and wrong answers to the exercises of Chapter 8, each wrong one with a phrase its verdict must contain."""

# %% 8.1 right: plain numbers
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 150528

# %% 8.1 right: products, as by hand
conv_weights = 32 * 192 + 9 * 192 + 192 * 64
norm_parameters = 2 * 192 + 2 * 192 + 2 * 64
block_macs = 32 * 192 * 784 + (9 * 192 + 192 * 64) * 196
largest_map = 192 * 784

# %% 8.1 right: counted by PyTorch, as floats and tensors
block = InvertedResidual(32, 64, stride=2)
conv_weights = float(sum(p.numel() for p in block.parameters() if p.dim() == 4))
norm_parameters = torch.tensor(sum(p.numel() for p in block.parameters() if p.dim() == 1))
block_macs = count_macs(block.to(device), (32, 28, 28))
largest_map = torch.zeros(192, 28, 28).numel()

# %% 8.1 right: numpy integers
import numpy as np
conv_weights, norm_parameters, block_macs, largest_map = np.array([20160, 896, 7564032, 150528])

# %% 8.1 wrong: BatchNorm counted with the weights -> BatchNorm's parameters are in it
conv_weights, norm_parameters, block_macs, largest_map = 21056, 896, 7564032, 150528

# %% 8.1 wrong: groups=1 in the depthwise step -> `groups=1`
conv_weights, norm_parameters, block_macs, largest_map = 6144 + 9 * 192 * 192 + 12288, 896, 7564032, 150528

# %% 8.1 wrong: V1's block -> where is the expansion
conv_weights, norm_parameters, block_macs, largest_map = 9 * 32 + 32 * 64, 896, 7564032, 150528

# %% 8.1 wrong: expansion forgotten in the sum -> the expanding 1×1 convolution is missing
conv_weights, norm_parameters, block_macs, largest_map = 9 * 192 + 192 * 64, 896, 7564032, 150528

# %% 8.1 wrong: expanded from the output's channels -> 6 times the channels that come in
conv_weights, norm_parameters, block_macs, largest_map = 6 * 64 * 32 + 9 * 384 + 384 * 64, 896, 7564032, 150528

# %% 8.1 wrong: one parameter a channel -> a scale and a shift
conv_weights, norm_parameters, block_macs, largest_map = 20160, 448, 7564032, 150528

# %% 8.1 wrong: running statistics counted -> kept, not learned
conv_weights, norm_parameters, block_macs, largest_map = 20160, 1792, 7564032, 150528

# %% 8.1 wrong: no BatchNorm after the projection -> what it lacks is an activation
conv_weights, norm_parameters, block_macs, largest_map = 20160, 768, 7564032, 150528

# %% 8.1 wrong: FLOPs -> twice the MACs
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 2 * 7564032, 150528

# %% 8.1 wrong: stride forgotten -> after the depthwise step with stride 2
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 20160 * 784, 150528

# %% 8.1 wrong: the stride too early -> the expansion runs before the stride
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 20160 * 196, 150528

# %% 8.1 wrong: depthwise step on its input's places -> its *output* has 14×14 places
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7872 * 784 + 12288 * 196, 150528

# %% 8.1 wrong: the map after the stride -> the one before it is larger
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 192 * 196

# %% 8.1 wrong: bytes -> those are bytes
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 4 * 150528

# %% 8.1 wrong: the input -> that is the input
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 32 * 784

# %% 8.1 wrong: the two 1×1 convolutions alone -> the depthwise step is missing
conv_weights, norm_parameters, block_macs, largest_map = 32 * 192 + 192 * 64, 896, 7564032, 150528

# %% 8.1 wrong: stops after the depthwise step -> the projecting 1×1 convolution is missing
conv_weights, norm_parameters, block_macs, largest_map = 32 * 192 + 9 * 192, 896, 7564032, 150528

# %% 8.1 wrong: a BatchNorm for each 1×1 convolution -> there are three BatchNorms
conv_weights, norm_parameters, block_macs, largest_map = 20160, 2 * 192 + 2 * 64, 7564032, 150528

# %% 8.1 wrong: weights taken for MACs -> each is used at every position
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 32 * 192 + 9 * 192 + 192 * 64, 150528

# %% 8.1 wrong: the output -> the smallest of all
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 64 * 14 * 14

# %% 8.1 wrong: the channels of the largest map -> it has 28×28 places too
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 6 * 32

# %% 8.2 right: one Sequential, the shortcut as a flag
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels),
        )
        self.add = stride == 1 and in_channels == out_channels

    def forward(self, x):
        return self.conv(x) + x if self.add else self.conv(x)

# %% 8.2 right: functions for the activations
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.c1, self.n1 = nn.Conv2d(in_channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden)
        self.c2 = nn.Conv2d(hidden, hidden, kernel_size, stride=stride, padding=(kernel_size - 1) // 2, groups=hidden, bias=False)
        self.n2, self.c3, self.n3 = nn.BatchNorm2d(hidden), nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels)
        self.stride = stride

    def forward(self, x):
        y = F.relu6(self.n1(self.c1(x)))
        y = self.n2(self.c2(y)).clamp(0, 6)
        y = self.n3(self.c3(y))
        if self.stride == 1 and x.shape[1] == y.shape[1]:
            y = y + x
        return y

# %% 8.2 right: inherits from the chapter's block
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% 8.2 right: in-place activations on the block's own maps
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        act = lambda: nn.ReLU6(inplace=True)
        self.main = nn.Sequential(conv_bn_act(in_channels, hidden, 1, activation=act), conv_bn_act(hidden, hidden, kernel_size, stride, hidden, act), conv_bn_act(hidden, out_channels, 1, activation=None))
        self.skip = nn.Identity() if stride == 1 and in_channels == out_channels else None

    def forward(self, x):
        return self.main(x) if self.skip is None else self.skip(x) + self.main(x)

# %% 8.2 wrong: ReLU6 after the projection -> the bottleneck is linear
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU6)
        self.shortcut = False

# %% 8.2 wrong: ReLU6 after the projection, beside the shortcut -> the bottleneck is linear
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU6)

# %% 8.2 wrong: ReLU after the addition -> there is a ReLU after the addition
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return super().forward(x).relu() if self.shortcut else super().forward(x)

# %% 8.2 wrong: no shortcut anywhere -> has no shortcut, though stride and channels allow it
class InvertedBlock(nn.Sequential):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6), conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6), conv_bn_act(hidden, out_channels, 1, activation=None))

# %% 8.2 wrong: shortcut tested by channels alone -> although the stride changes the size
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = in_channels == out_channels

# %% 8.2 wrong: shortcut tested by stride alone -> 8 channels become 12
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = stride == 1

# %% 8.2 wrong: ReLU for ReLU6 -> ReLU6 stops at 6
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% 8.2 wrong: no activation after the depthwise step -> is an activation missing before it
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=None)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% 8.2 wrong: standard convolution in the middle -> `groups=1`; depthwise means
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% 8.2 wrong: the window always 3×3 -> 5×5 was asked for
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, 3, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% 8.2 wrong: stride in the expansion -> the stride belongs to the depthwise step
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, stride, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% 8.2 wrong: no expansion where hidden equals in_channels -> runs 2 convolutions
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        if hidden != in_channels:
            self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% 8.2 wrong: biases -> a convolution has a bias
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_channels, hidden, 1), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, out_channels, 1), nn.BatchNorm2d(out_channels),
        )

    def forward(self, x):
        return self.conv(x)

# %% 8.2 wrong: adds into the input -> changes its input in place
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        if self.shortcut:
            x += y
            return x
        return y

# %% 8.2 wrong: no BatchNorm after the projection -> one after each of the three convolutions
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = nn.Conv2d(hidden, out_channels, 1, bias=False)

# %% 8.2 wrong: forward returns nothing -> a tensor is expected
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)

    def forward(self, x):
        self.project(self.depthwise(x))

# %% 8.2 wrong: a function -> a class that inherits from nn.Module
def InvertedBlock(in_channels, hidden, out_channels, kernel_size=3, stride=1):
    return InvertedResidual(in_channels, out_channels, stride)

# %% 8.2 wrong: nn.Module forgotten -> a class that inherits from nn.Module
class InvertedBlock:
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return self.project(self.depthwise(self.expand(x)))

# %% 8.2 wrong: layers in a Python list -> an nn.Sequential or an nn.ModuleList
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.steps = [conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6), conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6), conv_bn_act(hidden, out_channels, 1, activation=None)]
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = x
        for step in self.steps:
            y = step(y)
        return x + y if self.shortcut else y

# %% 8.2 wrong: the last BatchNorm counts the incoming channels -> A BatchNorm has as many channels as the convolution before it gives
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = nn.Sequential(nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(in_channels))


# %% 8.2 wrong: padding forgotten -> two tensors of different shapes are added. Is the padding
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = nn.Sequential(nn.Conv2d(hidden, hidden, kernel_size, stride, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6())
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)


# %% 8.2 wrong: padding 1 for every window -> the depthwise step makes 10×8 into 8×6
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = nn.Sequential(nn.Conv2d(hidden, hidden, kernel_size, stride, padding=1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6())
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)


# %% 8.2 wrong: a ReLU6 on the input, as in a pre-activation ResNet -> nothing stands before the expansion
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(F.relu6(x))))
        return x + y if self.shortcut else y


# %% 8.2 wrong: expands with the window -> the first convolution should be 1×1
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, kernel_size, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)


# %% 8.2 wrong: a grouped expansion, as in ShuffleNet -> the first convolution should be 1×1 with `groups=1`
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, groups=2, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)


# %% 8.2 wrong: always expanded by 6 -> the first convolution gives 48 channels; `hidden` is 20
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=6)

# %% 8.2 wrong: two depthwise filters a channel -> the depthwise step gives 40 channels; `hidden` is 20
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, 2 * hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(2 * hidden, out_channels, 1, activation=None)


# %% 8.2 wrong: projects back to the incoming channels -> the last convolution should be 1×1, `groups=1`, to 12 channels
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, in_channels, 1, activation=None)


# %% 8.2 wrong: projects with the window -> the last convolution should be 1×1
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, kernel_size, activation=None)


# %% 8.2 wrong: a grouped projection, as in ShuffleNet -> the last convolution should be 1×1, `groups=1`
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, groups=2, activation=None)


# %% 8.2 wrong: BatchNorm after the activation -> the order is convolution, BatchNorm, ReLU6
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_channels, hidden, 1, bias=False), nn.ReLU6(), nn.BatchNorm2d(hidden),
            nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False), nn.ReLU6(), nn.BatchNorm2d(hidden),
            nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels),
        )
        self.add = stride == 1 and in_channels == out_channels

    def forward(self, x):
        return self.conv(x) + x if self.add else self.conv(x)

# %% 8.2 wrong: one BatchNorm for both wide maps -> does one BatchNorm serve two convolutions
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = nn.Conv2d(in_channels, hidden, 1, bias=False)
        self.depthwise = nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False)
        self.project = nn.Conv2d(hidden, out_channels, 1, bias=False)
        self.norm, self.last = nn.BatchNorm2d(hidden), nn.BatchNorm2d(out_channels)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = F.relu6(self.norm(self.expand(x)))
        y = F.relu6(self.norm(self.depthwise(y)))
        y = self.last(self.project(y))
        return x + y if self.shortcut else y

# %% 8.2 wrong: Hardsigmoid, which is made of ReLU6 -> 1.0 at most, is not ReLU6
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.Hardsigmoid)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.Hardsigmoid)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)


# %% 8.2 wrong: channels put side by side, as in a DenseNet -> gives (3, 16, 10, 8); (3, 8, 10, 8) is expected
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return torch.cat([x, y], dim=1) if self.shortcut else y


# %% 8.2 wrong: ReLU after the projection, beside the shortcut -> the bottleneck is linear
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU)


# %% 8.2 wrong: ReLU6 after the addition -> there is a ReLU after the addition
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return F.relu6(super().forward(x)) if self.shortcut else super().forward(x)


# %% 8.2 wrong: the mean of both, so that the scale stays -> not the input plus the projection
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return (x + y) / 2 if self.shortcut else y


# %% 8.2 wrong: the input thinned out for the shortcut, where the stride is 2 -> no shortcut is legal here
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return y + x[:, :, ::2, ::2] if x.shape[1] == y.shape[1] and x.shape != y.shape else x + y if self.shortcut else y


# %% 8.2 wrong: eval() in forward -> the same in training and in evaluation mode
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        self.eval()
        return super().forward(x)

# %% 8.3 right: a nested loop with a dictionary
def shortcuts(in_channels, stages):
    words, before = [], in_channels
    for expansion, after, repeats, stride in stages:
        for s in [stride] + [1] * (repeats - 1):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[s == 1, before == after])
            before = after
    return words

# %% 8.3 right: the first block by itself, a tuple
def shortcuts(in_channels, stages):
    words = ()
    for row in stages:
        first = "both" if row[3] > 1 and row[1] != in_channels else "stride" if row[3] > 1 else "channels" if row[1] != in_channels else "shortcut"
        words += (first,) + ("shortcut",) * (row[2] - 1)
        in_channels = row[1]
    return words

# %% 8.3 right: asks blocks of the chapter
def shortcuts(in_channels, stages):
    words = []
    for t, c, n, s in stages:
        for i in range(n):
            block = InvertedResidual(in_channels, c, s if i == 0 else 1, t)
            if block.shortcut:
                words.append("shortcut")
            elif in_channels == c:
                words.append("stride")
            elif i or s == 1:
                words.append("channels")
            else:
                words.append("both")
            in_channels = c
    return words

# %% 8.3 wrong: the first of a stage never has one -> Being the first of a stage does not forbid it
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        words.append("both" if s > 1 and c != in_channels else "stride" if s > 1 else "channels")
        words += ["shortcut"] * (n - 1)
        in_channels = c
    return words

# %% 8.3 wrong: stride for every block of the stage -> From the second block of a stage on
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for _ in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[s == 1, in_channels == c])
            in_channels = c
    return words

# %% 8.3 wrong: incoming channels never updated -> From the second block of a stage on
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[i > 0 or s == 1, in_channels == c])
    return words

# %% 8.3 wrong: a word for every stage -> a word for every *block*
def shortcuts(in_channels, stages):
    return ["shortcut" for _ in stages]

# %% 8.3 wrong: booleans -> none of the four words
def shortcuts(in_channels, stages):
    return [i > 0 for _, _, n, _ in stages for i in range(n)]

# %% 8.3 wrong: channels looked at first, "both" forgotten -> Compare what comes in with what goes out
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append("channels" if c != in_channels else "stride" if i == 0 and s > 1 else "shortcut")
            in_channels = c
    return words

# %% 8.3 wrong: empties the list -> changes the list
def shortcuts(in_channels, stages):
    words = []
    while stages:
        _, c, n, s = stages.pop(0)
        for i in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[i > 0 or s == 1, in_channels == c])
            in_channels = c
    return words

# %% 8.3 wrong: a string -> is expected
def shortcuts(in_channels, stages):
    return 3

# %% 8.3 wrong: the first block of a stage forgotten -> 2 words for 3 blocks
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(1, n):
            words.append("shortcut")
    return words

# %% 8.4 right: subclass without the shortcut
class Block(InvertedResidual):
    def __init__(self, in_channels, out_channels, stride=1, activation=nn.ReLU):
        super().__init__(in_channels, out_channels, stride, expansion=1, activation=activation)
        self.end = activation()

    def forward(self, x):
        return self.end(self.project(self.depthwise(x)))


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Block(in_channels, out_channels, stride, activation)

# %% 8.4 right: the class itself
class v1_block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, activation=nn.ReLU):
        super().__init__()
        self.block, self.activation = InvertedResidual(in_channels, out_channels, stride, 1, activation), activation()
        self.block.shortcut = False

    def forward(self, x):
        return self.activation(self.block(x))

# %% 8.4 right: the activation appended to the projection
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride=stride, expansion=1, activation=activation)
    block.project.append(activation())
    block.shortcut = False
    return block

# %% 8.4 right: the input subtracted again
class Minus(nn.Module):
    def __init__(self, *arguments):
        super().__init__()
        self.block, self.end = InvertedResidual(*arguments), arguments[-1]()

    def forward(self, x):
        return self.end(self.block(x) - x if self.block.shortcut else self.block(x))


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Minus(in_channels, out_channels, stride, 1, activation)

# %% 8.4 wrong: the shortcut stays -> What does V2's block do there that V1's does not
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return nn.Sequential(InvertedResidual(in_channels, out_channels, stride, 1, activation), activation())

# %% 8.4 wrong: no activation at the end -> V1's block ends with an activation
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return block

# %% 8.4 wrong: expansion left at 6 -> is `expansion=1`
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, activation=activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% 8.4 wrong: V1's own block -> there is no InvertedResidual
v1_block = DepthwiseSeparableBlock

# %% 8.4 wrong: stride forgotten -> is expected
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, 1, 1, activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% 8.4 wrong: ReLU6 left inside -> Is `activation` used in both places
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, expansion=1)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% 8.4 wrong: a list of parts -> a module is expected
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return [InvertedResidual(in_channels, out_channels, stride, 1, activation), activation()]

# %% 8.4 wrong: ReLU everywhere -> Is `activation` used in both places
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, nn.ReLU)
    block.shortcut = False
    return nn.Sequential(block, nn.ReLU())

# %% 8.4 wrong: forward returns nothing -> returns a NoneType; a tensor is expected
class Silent(InvertedResidual):
    def forward(self, x):
        self.project(self.depthwise(x)).relu()


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Silent(in_channels, out_channels, stride, 1, activation)

# %% 8.4 wrong: the input subtracted again, into the input's memory -> changes its input in place
class Minus(nn.Module):
    def __init__(self, *arguments):
        super().__init__()
        self.block, self.end = InvertedResidual(*arguments), arguments[-1]()

    def forward(self, x):
        y = self.block(x)
        return self.end(torch.sub(y, x, out=x) if self.block.shortcut else y)


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Minus(in_channels, out_channels, stride, 1, activation)

# %% 8.4 wrong: made once for each shape and used again -> 3,156,776 parameters; 4,231,976 are expected
import functools


@functools.cache
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% 8.5 right: by indices
def quantise(x, bits, low, high):
    steps = 2**bits - 1
    return torch.clamp(torch.round((x - low) / (high - low) * steps), 0, steps) / steps * (high - low) + low

# %% 8.5 right: the nearest of a list of levels
def quantise(x, bits, low, high):
    levels = torch.linspace(low, high, 2**bits, device=x.device)
    edges = (levels[1:] + levels[:-1]) / 2
    return levels[torch.bucketize(x, edges)]

# %% 8.5 right: PyTorch's own, in double precision
def quantise(x, bits, low, high):
    scale = (high - low) / (2**bits - 1)
    y = torch.fake_quantize_per_tensor_affine((x - low).float(), scale, 0, 0, 2**bits - 1)
    return y.double() + low

# %% 8.5 right: rounded by floor of a half more
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return low + step * torch.floor((x.clone().clamp_(low, high) - low) / step + 0.5)

# %% 8.5 wrong: 2**bits steps -> there are 2^3 − 1 steps
def quantise(x, bits, low, high):
    step = (high - low) / 2**bits
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% 8.5 wrong: rounded down -> Is it rounded down
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).floor() * step + low

# %% 8.5 wrong: no clamp -> should go to its ends
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x - low) / step).round() * step + low

# %% 8.5 wrong: low forgotten -> none of the
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x / step).round() * step).clamp(low, high)

# %% 8.5 wrong: indices -> gives torch.int64: those are indices
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round().long()

# %% 8.5 wrong: indices as floats -> those are indices
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round()

# %% 8.5 wrong: moved out of the range -> should go to its ends
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round() + 10

# %% 8.5 wrong: in place -> changes its input in place
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return x.clamp_(low, high).sub_(low).div_(step).round_().mul_(step).add_(low)

# %% 8.5 wrong: flattened -> gives the shape
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.flatten().clamp(low, high) - low) / step).round() * step + low

# %% 8.5 wrong: only clamped -> none of the 8 values
def quantise(x, bits, low, high):
    return x.clamp(low, high)

# %% 8.5 wrong: a list -> a tensor is expected
def quantise(x, bits, low, high):
    return x.tolist()

# %% 8.5 wrong: powers of two -> NaN or infinity for finite numbers
def quantise(x, bits, low, high):
    return (2 ** torch.log2(x).round()).clamp(low, high)

# %% 8.5 wrong: the index clamped to `bits` -> more than a whole step
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x - low) / step).round().clamp(0, bits) * step + low

# %% 8.6 right: two numbers
width, resolution = 0.5, 192

# %% 8.6 right: a loop
best = 0
for (w, r), macs in macs_v2.items():
    if macs <= 75_000_000 and TOP1_V2[w][r] > best:
        best, width, resolution = TOP1_V2[w][r], w, r

# %% 8.6 right: sorted
width, resolution = sorted((TOP1_V2[w][r], w, r) for (w, r), macs in macs_v2.items() if macs < 75e6)[-1][1:]

# %% 8.6 right: the resolution as a float
width, resolution = 0.5, 192.0

# %% 8.6 wrong: the widest that fits -> Some of them are narrower and see a sharper picture
width, resolution = 1.0, 96

# %% 8.6 wrong: the one whose MACs come nearest among the wider ones -> Some of them are narrower
width, resolution = 0.75, 128

# %% 8.6 wrong: over the budget -> the budget is 75
width, resolution = 0.5, 224

# %% 8.6 wrong: the cheapest -> Some of them use the budget better
width, resolution = 0.35, 96

# %% 8.6 wrong: full resolution at any price -> Some of them use the budget better
width, resolution = 0.35, 224

# %% 8.6 wrong: a width of V1 -> no published V2 with width multiplier
width, resolution = 0.25, 224

# %% 8.6 wrong: not published -> no published V2 of width 1.4
width, resolution = 1.4, 96

# %% 8.6 wrong: strings -> a number is expected
width, resolution = "0.5", 192

# %% 8.6 right: two tensors
width, resolution = torch.tensor(0.5), torch.tensor([192])

# %% 8.6 right: a row of NumPy
import numpy as np
fits = np.array([(TOP1_V2[w][r], w, r) for (w, r), macs in macs_v2.items() if macs <= 75e6])
_, width, resolution = fits[fits[:, 0].argmax()]

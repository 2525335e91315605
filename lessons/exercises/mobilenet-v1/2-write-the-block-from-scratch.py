# %% [markdown]
# # Write the block from scratch
#
# Write MobileNetV1's block: two convolutions, a depthwise one of 3×3 with
# padding 1 and a pointwise one, each without bias and with BatchNorm and ReLU
# (or ReLU6) behind it. It takes `(N, in_channels, H, W)` to
# `(N, out_channels, ⌈H / stride⌉, ⌈W / stride⌉)`. Nothing leads past it, also
# where both channel counts are equal, and no layer in it is without use. The
# functions of this chapter are allowed; you learn more without them. Checked
# for several channels, sizes and strides: the weights of each step, where the
# stride is, what stands between the steps and behind them, both in training
# and after `eval()`.

# %% starter
class Block(nn.Module):
    """Depthwise 3×3, BatchNorm, ReLU; pointwise 1×1, BatchNorm, ReLU."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        # your layers

    def forward(self, x):
        return None

# %% check
def judge():
    """A class, an nn.Module: Block(in_channels, out_channels, stride)."""
    yield isinstance(Block, type) and issubclass(Block, nn.Module), (
        "`Block` should be a class that inherits from nn.Module.")
    for M, N, stride, shape in [
            (4, 7, 1, (3, 4, 9, 12)), (6, 5, 2, (4, 6, 16, 11)),
            (5, 5, 1, (3, 5, 8, 7)), (3, 8, 3, (4, 3, 13, 11))]:
        made = f"Block({M}, {N}, {stride})"
        block = yield from check_result(made, Block, M, N, stride)
        lost, x = unregistered(block), torch.randn(shape).to(device)
        yield lost is None, (
            f"`{lost}` keeps layers or weights of which the block does not "
            "know. Is it a plain list, or a tensor that is no nn.Parameter?")
        yield from check_call(
            made, block.to(device), x, first=not [*block.parameters()])
        for mode, training in (("eval", False), ("train", True)):
            set_known(block)
            case, ran = f"{made} after {mode}()", Recorder()
            y = yield from check_call(case, block.train(training), x, ran=ran)
            yield len(ran.convs) == 2, (
                f"{case} runs {len(ran.convs)} convolution(s); two are "
                "expected, also where both channel counts are equal.")
            yield from check_chain(case, x, ran.convs, [
                ("depthwise step", (M, 1, 3, 3), stride),
                ("pointwise step", (N, M, 1, 1), 1)], training)
            expected, slips = relu_of(ran.convs[1].output, y, x, training)
            yield from check_values(
                f"{case}, behind the pointwise step", y, expected, slips,
                "Is there another norm, another activation or dropout?")
        count, expected = count_parameters(block), 9 * M + M * N + 2 * (M + N)
        is_moved = [(row != 16).any() for row in block.buffers() if row.dim()]
        yield count == expected and all(is_moved), (
            f"{made} has {count} parameters; 9·{M} + {M}·{N} + 2·({M} + {N}) = "
            f"{expected} are expected, and all should be in use. Is a layer "
            "made and not used, or is a weight no nn.Parameter?")
        for part in block.modules():
            share = isinstance(part, nn.BatchNorm2d) and part.momentum or 0
            yield share <= 0.5, (
                f"{made}: `momentum` is {share}. In PyTorch it is the share of "
                "the newest batch, usually 0.1.")
    yield True, (
        "the stride comes before the pointwise step, so the expensive part "
        "works on the small map.")

# %% hint [markdown]
# Six layers in an `nn.Sequential`, or six attributes that `forward` calls one
# after the other. Two of them have no weights.

# %% hint [markdown]
# Which setting of `nn.Conv2d` lets a filter see one channel only? Which keeps
# the size of the map with a window of 3×3? And which of its numbers would a
# BatchNorm take away again?

# %% hint [markdown]
# How many channels leave the depthwise step, and so enter the BatchNorm behind
# it? Which of the two convolutions should skip positions, so that the
# expensive one has less to do?

# %% solution
class Block(nn.Module):
    """Depthwise 3×3, BatchNorm, ReLU; pointwise 1×1, BatchNorm, ReLU."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        M, N = in_channels, out_channels
        self.look = nn.Conv2d(
            M, M, 3, stride=stride, padding=1, groups=M, bias=False)
        self.look_norm = nn.BatchNorm2d(M)
        self.mix = nn.Conv2d(M, N, 1, bias=False)
        self.mix_norm = nn.BatchNorm2d(N)

    def forward(self, x):
        x = F.relu(self.look_norm(self.look(x)))
        return F.relu(self.mix_norm(self.mix(x)))

# %% right="one Sequential"
class Block(nn.Sequential):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(
            nn.Conv2d(in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False),
            nn.BatchNorm2d(in_channels), nn.ReLU(inplace=True),
            nn.Conv2d(in_channels, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU(inplace=True))

# %% right="ReLU6 and functions with weights of one's own"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.stride, self.M = stride, M
        self.D, self.P = nn.Parameter(torch.randn(M, 1, 3, 3)), nn.Parameter(torch.randn(N, M, 1, 1))
        self.norms = nn.ModuleDict({"a": nn.BatchNorm2d(M), "b": nn.BatchNorm2d(N)})

    def forward(self, x):
        x = F.relu6(self.norms["a"](F.conv2d(x, self.D, None, self.stride, 1, 1, self.M)))
        return F.relu6(self.norms["b"](torch.conv2d(x, weight=self.P)))

# %% right="the chapter's block"
Block = DepthwiseSeparableBlock

# %% right="lazy layers, clamp for ReLU, another epsilon"
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.a = nn.Conv2d(in_channels, in_channels, (3, 3), stride, padding=(1, 1), groups=in_channels, bias=None)
        self.b = nn.LazyConv2d(out_channels, 1, bias=False)
        self.m, self.n = nn.BatchNorm2d(in_channels, eps=1e-3), nn.BatchNorm2d(out_channels, eps=1e-3)

    def forward(self, x):
        x = self.m(self.a(x)).clamp(min=0)
        return torch.maximum(self.n(self.b(x)), torch.zeros(()).to(x))

# %% wrong="stride in the pointwise step" says="the depthwise step: its stride is 1; 2 is expected here. A block has its stride in the depthwise step"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1, stride))

# %% wrong="stride in both" says="the pointwise step: its stride is 2; 1 is expected here"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1, stride))

# %% wrong="groups forgotten" says="the depthwise step: its weights are (4, 4, 3, 3); (4, 1, 3, 3) are expected: filters, channels that each sees (`groups` divides them)"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride), conv_bn_act(M, N, 1))

# %% wrong="pointwise first" says="the depthwise step: its weights are (7, 4, 1, 1)"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, N, 1), conv_bn_act(N, N, 3, stride, groups=N))

# %% wrong="no BatchNorm" says="the pointwise step: before it, there is a ReLU, but no BatchNorm"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.a, self.b = nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False)

    def forward(self, x):
        return self.b(self.a(x).relu()).relu()

# %% wrong="nothing between" says="before it, there is nothing; BatchNorm and ReLU are expected"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.a = DepthwiseSeparableBlock(M, N, stride)

    def forward(self, x):
        return self.a.pointwise(self.a.depthwise[0](x))

# %% wrong="no ReLU between" says="before it, there is a BatchNorm, but no ReLU"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M, activation=None), conv_bn_act(M, N, 1))

# %% wrong="linear end, as in MobileNetV2" says="behind the pointwise step: there is a BatchNorm, but no ReLU"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1, activation=None))

# %% wrong="ReLU before BatchNorm" says="the ReLU comes in front of BatchNorm"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.ReLU(), nn.BatchNorm2d(M),
            nn.Conv2d(M, N, 1, bias=False), nn.ReLU(), nn.BatchNorm2d(N))

# %% wrong="biases" says="it has a bias, which BatchNorm behind it would cancel"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="padding forgotten" says="the depthwise step: its padding is missing"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(), conv_bn_act(M, N, 1))

# %% wrong="BatchNorm that learns nothing" says="the BatchNorm learns no γ and no β"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, affine=False), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, affine=False), nn.ReLU())

# %% wrong="no running averages" says="BatchNorm should use the running averages"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, track_running_stats=False), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, track_running_stats=False), nn.ReLU())

# %% wrong="GroupNorm with one channel a group" says="the pointwise step: the shape is right, the values are not"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.GroupNorm(1, M), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.GroupNorm(1, N), nn.ReLU())

# %% wrong="forward without return" says="gives nothing (None); a tensor is expected"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        super().forward(x)

# %% wrong="the standard block" says="runs 1 convolution(s); two are expected"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(standard_block(M, N, stride))

# %% wrong="a BatchNorm for the wrong channels" says="its `num_features` is 7, 4 came"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(N), nn.ReLU(), conv_bn_act(M, N, 1))

# %% wrong="the input is changed in place" says="changes its input in place"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x.relu_())

# %% wrong="an instance" says="should be a class"
Block = DepthwiseSeparableBlock(4, 7)

# %% wrong="a layer that nobody uses" says="Is a layer made and not used"
class Block(DepthwiseSeparableBlock):
    def __init__(self, M, N, stride=1):
        super().__init__(M, N, stride)
        self.unused = nn.Linear(M, N)

# %% wrong="nn.Module forgotten" says="should be a class that inherits from nn.Module"
class Block:
    def __init__(self, in_channels, out_channels, stride=1):
        self.look = conv_bn_act(in_channels, in_channels, 3, stride, groups=in_channels)
        self.mix = conv_bn_act(in_channels, out_channels, 1)

    def __call__(self, x):
        return self.mix(self.look(x))

# %% wrong="no layers yet, the input handed through" says="runs 0 convolution(s)"
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()

    def forward(self, x):
        return x

# %% wrong="a comma after what is returned" says="gives a tuple; a tensor is expected"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x),

# %% wrong="a window of 5" says="the depthwise step: its weights are (4, 1, 5, 5)"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 5, stride, padding=2, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="a pointwise step of 3×3" says="the pointwise step: its weights are (7, 4, 3, 3)"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 3))

# %% wrong="averaged over the map at the end" says="behind the pointwise step gives (3, 7, 1, 1); (3, 7, 9, 12) is expected"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1), nn.AdaptiveAvgPool2d(1))

# %% wrong="a pooling between the steps" says="the pointwise step gives (3, 7, 7, 10); (3, 7, 9, 12) is expected"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), nn.MaxPool2d(3, stride=1), conv_bn_act(M, N, 1))

# %% wrong="a ReLU before the first step too" says="before it, there is a ReLU"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.ReLU(), conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1))

# %% wrong="dilated" says="Is it dilated"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, padding=2, dilation=2, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            conv_bn_act(M, N, 1))

# %% wrong="a bias in the depthwise step" says="the depthwise step: it has a bias, which BatchNorm behind it would cancel"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, padding=1, groups=M), nn.BatchNorm2d(M), nn.ReLU(), conv_bn_act(M, N, 1))

# %% wrong="a bias in the pointwise step" says="the pointwise step: it has a bias"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="momentum as TensorFlow means it" says="`momentum` is 0.9997. In PyTorch it is the share of the newest batch"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, momentum=0.9997), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, momentum=0.9997), nn.ReLU())

# %% wrong="momentum in percent" says="`momentum` is 10. In PyTorch"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, momentum=10), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, momentum=10), nn.ReLU())

# %% wrong="rounded to whole numbers" says="gives torch.int64; torch.float32 is expected"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x).round().long()

# %% right="another's two functions in one Sequential, as the first PyTorch version has it"
class Block(nn.Module):
    def __init__(self, inp, oup, stride=1):
        super(Block, self).__init__()

        def conv_dw(inp, oup, stride):
            return nn.Sequential(
                nn.Conv2d(inp, inp, 3, stride, 1, groups=inp, bias=False),
                nn.BatchNorm2d(inp),
                nn.ReLU(inplace=True),

                nn.Conv2d(inp, oup, 1, 1, 0, bias=False),
                nn.BatchNorm2d(oup),
                nn.ReLU(inplace=True),
            )

        self.model = conv_dw(inp, oup, stride)

    def forward(self, x):
        return self.model(x)

# %% right="conv1, bn1, conv2, bn2"
class Block(nn.Module):
    '''Depthwise conv + Pointwise conv'''
    def __init__(self, in_planes, out_planes, stride=1):
        super(Block, self).__init__()
        self.conv1 = nn.Conv2d(in_planes, in_planes, kernel_size=3, stride=stride, padding=1, groups=in_planes, bias=False)
        self.bn1 = nn.BatchNorm2d(in_planes)
        self.conv2 = nn.Conv2d(in_planes, out_planes, kernel_size=1, stride=1, padding=0, bias=False)
        self.bn2 = nn.BatchNorm2d(out_planes)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        return out

# %% right="torchvision's ConvNormActivation, twice"
class Conv2dNormActivation(nn.Sequential):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, groups=1, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU):
        padding = (kernel_size - 1) // 2
        layers = [nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, dilation=1, groups=groups, bias=norm_layer is None)]
        if norm_layer is not None:
            layers.append(norm_layer(out_channels))
        if activation_layer is not None:
            layers.append(activation_layer(inplace=True))
        super().__init__(*layers)
        self.out_channels = out_channels


class Block(nn.Sequential):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(
            Conv2dNormActivation(in_channels, in_channels, stride=stride, groups=in_channels, activation_layer=nn.ReLU6),
            Conv2dNormActivation(in_channels, out_channels, kernel_size=1, activation_layer=nn.ReLU6))

# %% right="timm's names, BatchNorm and activation in one layer"
class BatchNormAct2d(nn.BatchNorm2d):
    def __init__(self, num_features, act_layer=nn.ReLU, **kwargs):
        super().__init__(num_features, **kwargs)
        self.act = act_layer(inplace=True)

    def forward(self, x):
        x = F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps)
        return self.act(x)


class Block(nn.Module):
    def __init__(self, in_chs, out_chs, stride=1):
        super().__init__()
        self.conv_dw = nn.Conv2d(in_chs, in_chs, 3, stride=stride, padding=1, groups=in_chs, bias=False)
        self.bn1 = BatchNormAct2d(in_chs, nn.ReLU6, eps=1e-3, momentum=0.01)
        self.conv_pw = nn.Conv2d(in_chs, out_chs, 1, bias=False)
        self.bn2 = BatchNormAct2d(out_chs, nn.ReLU6, eps=1e-3, momentum=0.01)

    def forward(self, x):
        return self.bn2(self.conv_pw(self.bn1(self.conv_dw(x))))

# %% right="a list in order, kept in a ModuleList; averages of all batches"
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.layers = nn.ModuleList([
            nn.Conv2d(in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False),
            nn.BatchNorm2d(in_channels, momentum=None), nn.ReLU(),
            nn.Conv2d(in_channels, out_channels, (1, 1), bias=False),
            nn.BatchNorm2d(out_channels, momentum=None), nn.ReLU()])
        for layer in self.layers:
            if isinstance(layer, nn.BatchNorm2d):
                nn.init.normal_(layer.weight, 1.0, 0.02)
            elif isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out")

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

# %% right="padding by hand"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.ZeroPad2d(1), nn.Conv2d(M, M, 3, stride, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N), nn.ReLU())

# %% right="BatchNorm by hand"
class Norm(nn.Module):
    def __init__(self, channels, eps=1e-5, momentum=0.9):
        super().__init__()
        shape = 1, channels, 1, 1
        self.gamma, self.beta = nn.Parameter(torch.ones(shape)), nn.Parameter(torch.zeros(shape))
        self.register_buffer("moving_mean", torch.zeros(shape))
        self.register_buffer("moving_var", torch.ones(shape))
        self.eps, self.momentum = eps, momentum

    def forward(self, x):
        if self.training:
            mean = x.mean(dim=(0, 2, 3), keepdim=True)
            var = ((x - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
            self.moving_mean.mul_(self.momentum).add_((1 - self.momentum) * mean)
            self.moving_var.mul_(self.momentum).add_((1 - self.momentum) * var)
        else:
            mean, var = self.moving_mean, self.moving_var
        return self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta


class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Sequential(
            nn.Conv2d(in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False), Norm(in_channels), nn.ReLU())
        self.pointwise = nn.Sequential(nn.Conv2d(in_channels, out_channels, 1, bias=False), Norm(out_channels), nn.ReLU())

    def forward(self, x):
        return self.pointwise(self.depthwise(x))

# %% wrong="a shortcut around the block, MobileNetV2's habit" says="behind the pointwise step: a shortcut adds the block's input."
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        y = super().forward(x)
        return x + y if x.shape == y.shape else y

# %% wrong="a shortcut before the last ReLU, a ResNet's habit" says="behind the pointwise step: a shortcut ends before the ReLU"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.look = conv_bn_act(M, M, 3, stride, groups=M)
        self.mix = conv_bn_act(M, N, 1, activation=None)
        self.is_residual = stride == 1 and M == N

    def forward(self, x):
        out = self.mix(self.look(x))
        if self.is_residual:
            out += x
        return F.relu(out)

# %% wrong="no pointwise step where the channels are equal" says="Block(5, 5, 1) after eval() runs 1 convolution(s)"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.look = conv_bn_act(M, M, 3, stride, groups=M)
        self.mix = nn.Identity() if M == N else conv_bn_act(M, N, 1)

    def forward(self, x):
        return self.mix(self.look(x))

# %% wrong="leaky ReLU" says="the pointwise step: before it, the ReLU is leaky"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M)
        self.conv2, self.bn2 = nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N)

    def forward(self, x):
        x = F.leaky_relu(self.bn1(self.conv1(x)))
        return F.leaky_relu(self.bn2(self.conv2(x)))

# %% wrong="leaky ReLU at the end only" says="behind the pointwise step: the ReLU is leaky"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, M), conv_bn_act(M, N, 1, activation=nn.LeakyReLU))

# %% wrong="another activation" says="or is something else before it, such as another norm, another activation"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, M, nn.Hardswish), conv_bn_act(M, N, 1, activation=nn.Hardswish))

# %% wrong="padding in the pointwise step too" says="the pointwise step: it is padded; 1×1 needs no padding"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1, padding=1, bias=False), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="padding in the pointwise step instead" says="the depthwise step: its padding is missing"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1, padding=1, bias=False), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="stride forgotten" says="its stride is 1; 2 is expected here"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1))

# %% wrong="a stride of two whatever is asked" says="its stride is 2; 1 is expected here"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, 2, groups=M), conv_bn_act(M, N, 1))

# %% wrong="never more than two" says="the depthwise step: its stride is 2; 3 is expected"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, 2 if stride > 1 else 1, groups=M), conv_bn_act(M, N, 1))

# %% wrong="the running averages in training too" says="Block(4, 7, 1) after train(), the pointwise step: before it, BatchNorm should use this batch's mean"
class Block(DepthwiseSeparableBlock):
    def train(self, mode=True):
        super().train(mode)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.training = False
        return self

# %% wrong="BatchNorm functions that always train" says="before it, BatchNorm should use the running averages"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        for conv, norm, _ in (self.depthwise, self.pointwise):
            x = F.batch_norm(conv(x), norm.running_mean, norm.running_var, norm.weight, norm.bias, training=True).relu()
        return x

# %% wrong="BatchNorm in training only" says="before it, there is a ReLU, but no BatchNorm"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        for conv, norm, act in (self.depthwise, self.pointwise):
            x = act(norm(conv(x)) if self.training else conv(x))
        return x

# %% wrong="dropout behind it" says="another activation or dropout?"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return F.dropout(super().forward(x), 0.2, self.training)

# %% wrong="the layers in a plain list" says="`layers` keeps layers or weights of which the block does not know"
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.layers = [conv_bn_act(in_channels, in_channels, 3, stride, in_channels), conv_bn_act(in_channels, out_channels, 1)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

# %% wrong="no place for a stride" says="takes 3 positional arguments but 4 were given"
class Block(nn.Sequential):
    def __init__(self, in_channels, out_channels):
        super().__init__(conv_bn_act(in_channels, in_channels, 3, groups=in_channels), conv_bn_act(in_channels, out_channels, 1))

# %% wrong="the picture normalised first" says="or is something else before it"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(nn.BatchNorm2d(M), nn.ReLU(), nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False),
            nn.BatchNorm2d(M), nn.ReLU(), nn.Conv2d(M, N, 1, bias=False))

# %% wrong="groups in the pointwise step too" says="the pointwise step: its weights are (8, 1, 1, 1); (7, 4, 1, 1) are expected"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        N = N + 1 if N == 7 else N
        super().__init__(conv_bn_act(M, M, 3, stride, M), conv_bn_act(M, N, 1, groups=M))
        N = N + 1 if N == 7 else N
        super().__init__(conv_bn_act(M, M, 3, stride, M), conv_bn_act(M, N, 1, groups=M))

# %% wrong="one BatchNorm for both steps where the channels are equal" says="Is a layer made and not used"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M)
        self.conv2, self.bn2 = nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N)
        self.last = self.bn1 if M == N else self.bn2

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.last(self.conv2(x)))

# %% wrong="weights drawn anew at every call" says="or is a weight no nn.Parameter?"
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.sizes = in_channels, out_channels, stride
        self.a, self.b = nn.BatchNorm2d(in_channels), nn.BatchNorm2d(out_channels)

    def forward(self, x):
        M, N, stride = self.sizes
        x = self.a(F.conv2d(x, torch.randn(M, 1, 3, 3).to(x), None, stride, 1, 1, M)).relu()
        return self.b(F.conv2d(x, torch.randn(N, M, 1, 1).to(x))).relu()

# %% wrong="ReLU6 in front of BatchNorm" says="the ReLU6 comes in front of BatchNorm"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.ReLU6(), nn.BatchNorm2d(M),
            nn.Conv2d(M, N, 1, bias=False), nn.ReLU6(), nn.BatchNorm2d(N))

# %% [markdown]
# # Write the block for any window and any width
#
# Later networks (MobileNetV3, for one) use V2's block with windows of 3×3 or
# 5×5 and with a middle of any width. Write it as a module with three
# convolutions: expand 1×1 from `in_channels` to `hidden`; depthwise K×K with
# the stride and with K // 2 zeros on each side; project 1×1 to `out_channels`.
# None has a bias, and each has a BatchNorm of its own behind it. ReLU6 follows
# the first two, nothing the last. Where stride is 1 and the channels are equal,
# the input is added at the end, as it is. Elsewhere there is no shortcut, not
# even one with a convolution in it: decide from the arguments, not from the
# shapes. Where `hidden` equals `in_channels`, the
# expansion may be left out, as V2 does with $t$ = 1. No layer is without use.
# Checked by running it, on several sizes and in both modes.

# %% starter
class InvertedBlock(nn.Module):
    """V2's block with a K×K window and `hidden` channels in the middle."""

    def __init__(self, in_channels, hidden, out_channels, kernel_size=3,
                 stride=1):
        super().__init__()
        # your layers

    def forward(self, x):
        return None

# %% check
def judge():
    """A class that inherits from nn.Module, made as the starter says."""
    for M, hidden, N, K, stride, H, W in [
            (8, 20, 12, 5, 1, 9, 8), (8, 20, 8, 3, 1, 9, 8),
            (6, 6, 6, 3, 1, 7, 9), (8, 24, 8, 3, 2, 10, 8),
            (4, 16, 6, 5, 3, 10, 8), (8, 24, 8, 3, 2, 1, 1)]:
        made = f"`InvertedBlock({M}, {hidden}, {N}, {K}, {stride})`"
        block = yield from check_result(
            made, InvertedBlock, M, hidden, N, kernel_size=K, stride=stride)
        lost, x = unregistered(block), torch.randn(3, M, H, W).to(device)
        yield lost is None, (
            f"`{lost}` keeps layers or weights that the block does not know. "
            "Layers belong in an nn.ModuleList, a weight in an nn.Parameter.")
        legal = stride == 1 and M == N
        yield from check_call(
            f"{made}, where {'a' if legal else 'no'} shortcut is legal,",
            block.to(device), x, first=not [*block.parameters()])
        for mode, training in (("eval", False), ("train", True)):
            set_known(block)
            case, ran = f"{made} after {mode}()", Recorder()
            y = yield from check_call(case, block.train(training), x, ran=ran)
            steps = [
                ("expansion", (hidden, M, 1, 1), 1),
                ("depthwise step", (hidden, 1, K, K), stride),
                ("projection", (N, hidden, 1, 1), 1)]
            if M == hidden and len(ran.convs) == 2:
                steps = steps[1:]
            yield len(ran.convs) == len(steps), (
                f"{case} runs {len(ran.convs)} × conv2d; 3 × is expected: "
                "expand, depthwise, project, and nothing in the shortcut.")
            comes, slips = x, {"a ReLU stands before it.": x.relu()}
            for (name, shape, step), conv in zip(steps, ran.convs):
                pad, has = shape[2] // 2, tuple(conv.weight.shape)
                what = (
                    f"{case}, the {name} (stride {step}, padding {pad} asked)")
                yield has == shape, (
                    f"{what} has the weight {has}; (out, in / groups, K, K) = "
                    f"{shape} is expected.")
                yield conv.bias is None, f"{what} has a bias: `bias=False`."

                def layer(x):
                    groups = x.shape[1] // shape[1]
                    return F.conv2d(x, conv.weight, None, step, pad, 1, groups)

                gives = layer(comes)
                yield from check_values(what, conv.output, gives, {
                    slip: layer(wrong) for slip, wrong in slips.items()},
                    "Does it get BatchNorm and ReLU6 of what the step before "
                    "gives, with the zeros on each side?")
                linear = known_norm(gives, training)
                other, comes = known_norm(gives, not training), F.relu6(linear)
                slips = {
                    "no activation stands before it.": linear,
                    "ReLU stands before it, not ReLU6.": linear.relu(),
                    "no BatchNorm stands before it.": F.relu6(gives),
                    "ReLU6 stands before BatchNorm; it belongs behind it.":
                        known_norm(F.relu6(gives), training),
                    "the BatchNorm before it works as in the other mode. Is "
                    "eval() called, or `track_running_stats` False?":
                        F.relu6(other)}
            past = x if legal else 0 * linear
            yield from check_values(case, y, linear + past, {
                "there is no shortcut, though one is legal.": linear,
                "there is ReLU6 behind the projection.": comes + past,
                "there is ReLU6 behind the addition.": F.relu6(linear + past),
                "there is ReLU behind the projection.": linear.relu() + past,
                "there is ReLU behind the addition.": (linear + past).relu(),
                "there is no BatchNorm behind the projection.": gives + past,
                "the last BatchNorm works as in the other mode.": other + past,
                "the input is added; decide from the arguments, not from the "
                "shapes.": linear + x if H == 1 else linear,
            }, f"Wanted: the projection{' + the input' * legal}, no dropout.")
        used = all((row != 16).any() for row in block.buffers() if row.dim())
        count = sum(2 * N + math.prod((N, *rest)) for _, (N, *rest), _ in steps)
        yield used and count_parameters(block) == count, (
            f"{made} has {count_parameters(block)} parameters, and {count} are "
            "to be used. Does one layer serve twice, or one not at all?")
    yield True, (
        "narrow, wide, narrow, linear at the end, and a shortcut where shapes "
        "allow it. With hidden = 6 × in_channels and K = 3 this is V2's.")

# %% hint [markdown]
# `conv_bn_act` makes each of the three parts. What has to be given as
# `activation` for the first two, and for the last?

# %% hint [markdown]
# The depthwise step has as many groups as channels. The shortcut is decided in
# `__init__`, from three of the arguments.

# %% solution
class InvertedBlock(nn.Module):
    """V2's block with a K×K window and `hidden` channels in the middle."""

    def __init__(self, in_channels, hidden, out_channels, kernel_size=3,
                 stride=1):
        super().__init__()
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(
            hidden, hidden, kernel_size, stride, hidden, nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.shortcut else y

# %% right="one Sequential, the shortcut as a flag"
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

# %% right="functions for the activations"
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

# %% right="inherits from the chapter's block"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% right="in-place activations on the block's own maps"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        act = lambda: nn.ReLU6(inplace=True)
        self.main = nn.Sequential(conv_bn_act(in_channels, hidden, 1, activation=act), conv_bn_act(hidden, hidden, kernel_size, stride, hidden, act), conv_bn_act(hidden, out_channels, 1, activation=None))
        self.skip = nn.Identity() if stride == 1 and in_channels == out_channels else None

    def forward(self, x):
        return self.main(x) if self.skip is None else self.skip(x) + self.main(x)

# %% right="no expansion where hidden equals in_channels"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        if hidden != in_channels:
            self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% right="torchvision's, with a middle of any width"
class Conv2dNormActivation(nn.Sequential):
    def __init__(self, inp, out, kernel_size=3, stride=1, groups=1, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU):
        super().__init__(
            nn.Conv2d(inp, out, kernel_size, stride, (kernel_size - 1) // 2, groups=groups, bias=norm_layer is None),
            norm_layer(out), activation_layer(inplace=True))


class InvertedBlock(nn.Module):
    def __init__(self, inp, hidden_dim, oup, kernel_size=3, stride=1, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.use_res_connect = stride == 1 and inp == oup
        layers = []
        if hidden_dim != inp:
            layers.append(Conv2dNormActivation(inp, hidden_dim, kernel_size=1, norm_layer=norm_layer, activation_layer=nn.ReLU6))
        layers.extend([
            Conv2dNormActivation(
                hidden_dim, hidden_dim, kernel_size, stride=stride, groups=hidden_dim, norm_layer=norm_layer,
                activation_layer=nn.ReLU6),
            nn.Conv2d(hidden_dim, oup, 1, 1, 0, bias=False),
            norm_layer(oup)])
        self.conv = nn.Sequential(*layers)

    def forward(self, x):
        if self.use_res_connect:
            return x + self.conv(x)
        return self.conv(x)

# %% right="timm's, with drop_path and a BatchNorm that activates"
class BatchNormAct2d(nn.BatchNorm2d):
    def __init__(self, channels, act=nn.ReLU6):
        super().__init__(channels)
        self.drop, self.act = nn.Identity(), act(inplace=True) if act else nn.Identity()

    def forward(self, x):
        x = F.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, training=self.training, momentum=self.momentum, eps=self.eps)
        return self.act(self.drop(x))


class InvertedBlock(nn.Module):
    def __init__(self, in_chs, mid_chs, out_chs, kernel_size=3, stride=1, drop_path_rate=0.0):
        super().__init__()
        self.has_skip = in_chs == out_chs and stride == 1
        self.conv_pw = nn.Conv2d(in_chs, mid_chs, 1, bias=False)
        self.bn1 = BatchNormAct2d(mid_chs)
        self.conv_dw = nn.Conv2d(mid_chs, mid_chs, kernel_size, stride, padding=kernel_size // 2, groups=mid_chs, bias=False)
        self.bn2 = BatchNormAct2d(mid_chs)
        self.conv_pwl = nn.Conv2d(mid_chs, out_chs, 1, bias=False)
        self.bn3 = BatchNormAct2d(out_chs, act=None)
        self.drop_path = nn.Dropout(drop_path_rate)

    def forward(self, x):
        shortcut = x
        x = self.bn1(self.conv_pw(x))
        x = self.bn2(self.conv_dw(x))
        x = self.bn3(self.conv_pwl(x))
        if self.has_skip:
            x = self.drop_path(x) + shortcut
        return x

# %% right="zeros by hand before the depthwise step"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.ZeroPad2d(kernel_size // 2),
            nn.Conv2d(hidden, hidden, kernel_size, stride, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels))
        self.stride = stride

    def forward(self, x):
        y = self.layers(x)
        return x + y if self.stride == 1 and x.shape == y.shape else y

# %% right="F.pad, and own parameters with F.conv2d"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = nn.Parameter(torch.randn(hidden, in_channels, 1, 1) / 10)
        self.look = nn.Parameter(torch.randn(hidden, 1, kernel_size, kernel_size) / 10)
        self.project = nn.Parameter(torch.randn(out_channels, hidden, 1, 1) / 10)
        self.norms = nn.ModuleList([nn.BatchNorm2d(c) for c in (hidden, hidden, out_channels)])
        self.pad, self.stride, self.shortcut = kernel_size // 2, stride, stride == 1 and in_channels == out_channels

    def forward(self, x):
        first, second, third = self.norms
        y = F.relu6(first(F.conv2d(x, self.expand)))
        y = F.pad(y, [self.pad] * 4)
        y = F.relu6(second(F.conv2d(y, self.look, stride=self.stride, groups=len(self.look))))
        y = third(F.conv2d(y, self.project))
        return x + y if self.shortcut else y

# %% right="lazy layers"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.body = nn.Sequential(
            nn.LazyConv2d(hidden, 1, bias=False), nn.LazyBatchNorm2d(), nn.ReLU6(),
            nn.LazyConv2d(hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False), nn.LazyBatchNorm2d(), nn.ReLU6(),
            nn.LazyConv2d(out_channels, 1, bias=False), nn.LazyBatchNorm2d())
        self.shortcut = (in_channels, stride) == (out_channels, 1)

    def forward(self, x):
        return self.body(x) + (x if self.shortcut else 0)

# %% right="a function that makes one"
class Add(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return torch.add(x, self.inner(x))


def InvertedBlock(in_channels, hidden, out_channels, kernel_size=3, stride=1):
    inner = nn.Sequential(
        conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6),
        conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6), conv_bn_act(hidden, out_channels, 1, activation=None))
    return Add(inner) if stride == 1 and in_channels == out_channels else inner

# %% wrong="ReLU6 after the projection" says="there is ReLU6 behind the projection"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU6)
        self.shortcut = False

# %% wrong="ReLU6 after the projection, beside the shortcut" says="there is ReLU6 behind the projection"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU6)

# %% wrong="ReLU after the addition" says="`InvertedBlock(8, 20, 8, 3, 1)` after eval(): there is ReLU behind the addition"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return super().forward(x).relu() if self.shortcut else super().forward(x)

# %% wrong="no shortcut anywhere" says="there is no shortcut, though one is legal"
class InvertedBlock(nn.Sequential):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6), conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6), conv_bn_act(hidden, out_channels, 1, activation=None))

# %% wrong="shortcut tested by channels alone" says="`InvertedBlock(8, 24, 8, 3, 2)`, where no shortcut is legal, raised RuntimeError: The size of tensor a (8) must match the size of tensor b (4)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = in_channels == out_channels

# %% wrong="shortcut tested by stride alone" says="`InvertedBlock(8, 20, 12, 5, 1)`, where no shortcut is legal, raised RuntimeError: The size of tensor a (8) must match the size of tensor b (12)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = stride == 1

# %% wrong="ReLU for ReLU6" says="the depthwise step (stride 1, padding 2 asked): ReLU stands before it, not ReLU6"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="no activation after the depthwise step" says="the projection (stride 1, padding 0 asked): no activation stands before it"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=None)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="standard convolution in the middle" says="has the weight (20, 20, 5, 5); (out, in / groups, K, K) = (20, 1, 5, 5)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="the window always 3×3" says="has the weight (20, 1, 3, 3); (out, in / groups, K, K) = (20, 1, 5, 5)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, 3, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="stride in the expansion" says="the expansion (stride 1, padding 0 asked) gives (3, 24, 5, 4); (3, 24, 10, 8) is expected"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, stride, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="biases" says="the expansion (stride 1, padding 0 asked) has a bias: `bias=False`"
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

# %% wrong="adds into the input" says="changes its input in place"
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

# %% wrong="no BatchNorm after the projection" says="there is no BatchNorm behind the projection"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = nn.Conv2d(hidden, out_channels, 1, bias=False)

# %% wrong="forward returns nothing" says="a tensor is expected"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)

    def forward(self, x):
        self.project(self.depthwise(x))

# %% wrong="a function" says="has the weight (48, 8, 1, 1)"
def InvertedBlock(in_channels, hidden, out_channels, kernel_size=3, stride=1):
    return InvertedResidual(in_channels, out_channels, stride)

# %% wrong="nn.Module forgotten" says="Expected: A class that inherits from nn.Module"
class InvertedBlock:
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return self.project(self.depthwise(self.expand(x)))

# %% wrong="layers in a Python list" says="`steps` keeps layers or weights that the block does not know. Layers belong in an nn.ModuleList"
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

# %% wrong="the last BatchNorm counts the incoming channels" says="its `num_features` is 8, 12 came"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = nn.Sequential(nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(in_channels))

# %% wrong="padding forgotten" says="the depthwise step (stride 1, padding 2 asked) gives (3, 20, 5, 4); (3, 20, 9, 8) is expected"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = nn.Sequential(nn.Conv2d(hidden, hidden, kernel_size, stride, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6())
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="padding 1 for every window" says="the depthwise step (stride 1, padding 2 asked) gives (3, 20, 7, 6); (3, 20, 9, 8) is expected"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = nn.Sequential(nn.Conv2d(hidden, hidden, kernel_size, stride, padding=1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6())
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="a ReLU6 on the input, as in a pre-activation ResNet" says="the expansion (stride 1, padding 0 asked): a ReLU stands before it"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(F.relu6(x))))
        return x + y if self.shortcut else y

# %% wrong="expands with the window" says="has the weight (20, 8, 5, 5)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, kernel_size, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="a grouped expansion, as in ShuffleNet" says="has the weight (20, 4, 1, 1)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, groups=2, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="always expanded by 6" says="has the weight (48, 8, 1, 1); (out, in / groups, K, K) = (20, 8, 1, 1)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=6)

# %% wrong="two depthwise filters a channel" says="has the weight (40, 1, 5, 5)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, 2 * hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(2 * hidden, out_channels, 1, activation=None)

# %% wrong="projects back to the incoming channels" says="has the weight (8, 20, 1, 1); (out, in / groups, K, K) = (12, 20, 1, 1)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, in_channels, 1, activation=None)

# %% wrong="projects with the window" says="the projection (stride 1, padding 0 asked) has the weight (12, 20, 5, 5)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, kernel_size, activation=None)

# %% wrong="a grouped projection, as in ShuffleNet" says="has the weight (12, 10, 1, 1)"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, groups=2, activation=None)

# %% wrong="BatchNorm after the activation" says="ReLU6 stands before BatchNorm; it belongs behind it"
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

# %% wrong="one BatchNorm for both wide maps" says="has 964 parameters, and 1004 are to be used"
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

# %% wrong="Hardsigmoid, which is made of ReLU6" says="Does it get BatchNorm and ReLU6 of what the step before gives"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.Hardsigmoid)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.Hardsigmoid)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="channels put side by side, as in a DenseNet" says="gives (3, 16, 9, 8); (3, 8, 9, 8) is expected"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return torch.cat([x, y], dim=1) if self.shortcut else y

# %% wrong="ReLU after the projection, beside the shortcut" says="there is ReLU behind the projection"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU)

# %% wrong="ReLU6 after the addition" says="there is ReLU6 behind the addition"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return F.relu6(super().forward(x)) if self.shortcut else super().forward(x)

# %% wrong="the mean of both, so that the scale stays" says="Wanted: the projection + the input, no dropout"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return (x + y) / 2 if self.shortcut else y

# %% wrong="the input thinned out for the shortcut, where the stride is 2" says="Wanted: the projection, no dropout"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return y + x[:, :, ::2, ::2] if x.shape[1] == y.shape[1] and x.shape != y.shape else x + y if self.shortcut else y

# %% wrong="eval() in forward" says="after train(), the depthwise step (stride 1, padding 2 asked): the BatchNorm before it works as in the other mode"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        self.eval()
        return super().forward(x)

# %% wrong="the first BatchNorm for both wide maps, the second made and not used" says="has 1004 parameters, and 1004 are to be used. Does one layer serve twice, or one not at all?"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.c1, self.n1 = nn.Conv2d(in_channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden)
        self.c2 = nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False)
        self.n2, self.c3, self.n3 = nn.BatchNorm2d(hidden), nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = F.relu6(self.n1(self.c1(x)))
        y = F.relu6(self.n1(self.c2(y)))
        y = self.n3(self.c3(y))
        return x + y if self.shortcut else y

# %% wrong="a dropout before the addition" says="after train(): the shape is right, the values are not"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        if self.shortcut:
            y = F.dropout(y, 0.2, self.training)
            return x + y
        return y

# %% wrong="track_running_stats=False" says="the BatchNorm before it works as in the other mode. Is eval() called, or `track_running_stats` False?"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        norm = lambda channels: nn.BatchNorm2d(channels, track_running_stats=False)
        self.conv = nn.Sequential(
            nn.Conv2d(in_channels, hidden, 1, bias=False), norm(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False), norm(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, out_channels, 1, bias=False), norm(out_channels))
        self.add = stride == 1 and in_channels == out_channels

    def forward(self, x):
        return self.conv(x) + x if self.add else self.conv(x)

# %% wrong="the last BatchNorm always on the batch" says="after eval(): the last BatchNorm works as in the other mode"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6)
        self.project, self.norm = nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        y = F.batch_norm(y, self.norm.running_mean, self.norm.running_var, self.norm.weight, self.norm.bias, training=True)
        return x + y if self.shortcut else y

# %% wrong="kuangliu's: a convolution in the shortcut" says="runs 4 × conv2d; 3 × is expected: expand, depthwise, project, and nothing in the shortcut"
class InvertedBlock(nn.Module):
    def __init__(self, in_planes, planes, out_planes, kernel_size=3, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(in_planes, planes, kernel_size=1, stride=1, padding=0, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, kernel_size, stride=stride, padding=kernel_size // 2, groups=planes, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, out_planes, kernel_size=1, stride=1, padding=0, bias=False)
        self.bn3 = nn.BatchNorm2d(out_planes)
        self.shortcut = nn.Sequential()
        if stride == 1 and in_planes != out_planes:
            self.shortcut = nn.Sequential(nn.Conv2d(in_planes, out_planes, kernel_size=1, bias=False), nn.BatchNorm2d(out_planes))

    def forward(self, x):
        out = F.relu6(self.bn1(self.conv1(x)))
        out = F.relu6(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return out + self.shortcut(x) if self.stride == 1 else out

# %% wrong="the shortcut tried, and left out where PyTorch refuses" says="the input is added; decide from the arguments"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        try:
            return x + y
        except RuntimeError:
            return y

# %% wrong="no BatchNorm behind the expansion" says="no BatchNorm stands before it"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_channels, hidden, 1, bias=False), nn.ReLU6(),
            nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels))
        self.add = stride == 1 and in_channels == out_channels

    def forward(self, x):
        return self.conv(x) + x if self.add else self.conv(x)

# %% wrong="zeros at right and bottom only, as TensorFlow pads" says="the depthwise step (stride 2, padding 1 asked): the shape is right, the values are not"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        pads = (kernel_size // 2,) * 4 if stride == 1 else (kernel_size // 2 - 1, kernel_size // 2) * 2
        self.depthwise = nn.Sequential(
            nn.ZeroPad2d(pads), nn.Conv2d(hidden, hidden, kernel_size, stride, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden), nn.ReLU6())
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.shortcut else y

# %% wrong="a layer that nobody uses" says="has 1100 parameters, and 1004 are to be used"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.fit = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.shortcut else y

# %% wrong="a BatchNorm that learns nothing" says="Does it get BatchNorm and ReLU6 of what the step before gives"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        norm = lambda channels: nn.BatchNorm2d(channels, affine=False)
        self.conv = nn.Sequential(
            nn.Conv2d(in_channels, hidden, 1, bias=False), norm(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, hidden, kernel_size, stride, kernel_size // 2, groups=hidden, bias=False), norm(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, out_channels, 1, bias=False), norm(out_channels))
        self.add = stride == 1 and in_channels == out_channels

    def forward(self, x):
        return self.conv(x) + x if self.add else self.conv(x)

# %% wrong="the kernels as plain tensors" says="a weight in an nn.Parameter"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = torch.randn(hidden, in_channels, 1, 1).to(device)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.norm, self.shortcut = nn.BatchNorm2d(hidden), stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = self.project(self.depthwise(F.relu6(self.norm(F.conv2d(x, self.expand)))))
        return x + y if self.shortcut else y

# %% wrong="the arguments in another order, with other names" says="got an unexpected keyword argument 'kernel_size'"
class InvertedBlock(nn.Module):
    def __init__(self, inp, oup, stride, expand_ratio):
        super().__init__()

# %% wrong="no expansion at all" says="runs 2 × conv2d; 3 × is expected: expand, depthwise, project"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)

# %% wrong="the shortcut where the shapes are equal" says="the input is added; decide from the arguments, not from the shapes"
class InvertedBlock(nn.Module):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.layers = nn.Sequential(
            conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6),
            conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6),
            conv_bn_act(hidden, out_channels, 1, activation=None))

    def forward(self, x):
        y = self.layers(x)
        return x + y if x.shape == y.shape else y

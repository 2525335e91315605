# %% [markdown]
# # Write the block for any window and any width
#
# Later networks (MobileNetV3, for one) use V2's block with windows of 3×3 or
# 5×5 and with a middle of any width. Write it as a module: expand 1×1 from
# `in_channels` to `hidden`, depthwise K×K with the stride, project 1×1 to
# `out_channels`. BatchNorm after each of the three, ReLU6 after the first two,
# nothing after the last, no biases in the convolutions, the size kept at
# stride 1, the shortcut wherever it is legal and nowhere else. Checked by
# running it: shapes, what reaches the three convolutions, the shortcut,
# training and evaluation mode.

# %% starter
class InvertedBlock(nn.Module):
    """V2's block with a K×K window and `hidden` channels in the middle."""

    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        # your layers

    def forward(self, x):
        return None

# %% check
def trace(model, x, kinds):
    """Run `model` on `x`; return its output and the (layer, input, output) of every layer of `kinds`, in the order they ran."""
    steps = []
    hooks = [
        layer.register_forward_hook(
            lambda layer, inputs, output: steps.append(
                (layer, inputs[0].clone(), output.clone())
            )
        )
        for layer in model.modules()
        if isinstance(layer, kinds)
    ]
    output = model(x)
    for hook in hooks:
        hook.remove()
    return output, steps


def judge():
    yield (
        isinstance(InvertedBlock, type) and issubclass(InvertedBlock, nn.Module),
        "`InvertedBlock` should be a class that inherits from nn.Module.",
    )
    for M, hidden, N, K, stride in [
        (8, 20, 8, 3, 1),
        (8, 20, 12, 5, 1),
        (6, 6, 6, 3, 1),
        (8, 24, 8, 3, 2),
        (4, 16, 6, 5, 2),
    ]:
        case = f"InvertedBlock({M}, {hidden}, {N}, kernel_size={K}, stride={stride})"
        block = InvertedBlock(M, hidden, N, kernel_size=K, stride=stride).to(device)
        if (
            not list(block.parameters())
            and block(torch.randn(2, M, 10, 8).to(device)) is None
        ):
            yield (
                None,
                "not answered yet: write the layers and `forward` above, then run this cell again.",
            )
        shuffle_batch_norms(block)
        x = 30 * torch.randn(3, M, 10, 8).to(device)
        kept = x.clone()
        try:
            y, ran = trace(block.eval(), x, (nn.Conv2d, nn.BatchNorm2d))
        except RuntimeError as error:
            if "size of tensor" not in str(error):
                raise
            reason = "Is the padding kernel_size // 2, so that the size stays?"
            if M != N:
                reason = f"Is the shortcut taken although {M} channels become {N}?"
            if stride > 1:
                reason = "Is the shortcut taken although the stride changes the size?"
            yield (
                False,
                f"{case} raises an error: two tensors of different shapes are added. {reason}",
            )
        yield (
            isinstance(y, torch.Tensor),
            f"`forward` returns a {type(y).__name__}; a tensor is expected. Does it return its result?",
        )
        yield (
            torch.equal(x, kept),
            f"{case} changes its input in place: is there a `+=` or an `inplace=True` on x?",
        )
        steps, norms = (
            [step for step in ran if isinstance(step[0], kind)]
            for kind in (nn.Conv2d, nn.BatchNorm2d)
        )
        yield (
            len(steps) == 3,
            f"{case} runs {len(steps)} convolutions; three are expected: expand, depthwise, project.{'' if steps else ' Is every layer an attribute, an nn.Sequential or an nn.ModuleList?'}",
        )
        (expand, seen, wide), (look, looked, shrunk), (project, narrow, last) = steps
        yield (
            torch.equal(seen, x),
            f"{case}: what reaches the first convolution is not the input itself; nothing stands before the expansion.",
        )
        yield (
            expand.kernel_size == (1, 1) and expand.groups == 1,
            f"{case}: the first convolution should be 1×1 with `groups=1`.",
        )
        yield (
            wide.shape[1] == hidden,
            f"{case}: the first convolution gives {wide.shape[1]} channels; `hidden` is {hidden}.",
        )
        yield (
            look.groups == hidden,
            f"{case}: the second convolution has `groups={look.groups}`; depthwise means `groups={hidden}` here.",
        )
        yield (
            shrunk.shape[1] == hidden,
            f"{case}: the depthwise step gives {shrunk.shape[1]} channels; `hidden` is {hidden}, one filter a channel.",
        )
        yield (
            look.kernel_size == (K, K),
            f"{case}: the depthwise window is {look.kernel_size[0]}×{look.kernel_size[1]}; {K}×{K} was asked for.",
        )
        yield (
            wide.shape[2:] == x.shape[2:],
            f"{case}: the size changes in the expansion; the stride belongs to the depthwise step.",
        )
        size = tuple((n - 1) // stride + 1 for n in x.shape[2:])
        yield (
            shrunk.shape[2:] == size,
            f"{case}: the depthwise step makes 10×8 into {shrunk.shape[2]}×{shrunk.shape[3]}; {size[0]}×{size[1]} is expected. Is the padding kernel_size // 2, and the stride in the depthwise step?",
        )
        yield (
            last.shape[1:] == (N, *size)
            and project.kernel_size == (1, 1)
            and project.groups == 1,
            f"{case}: the last convolution should be 1×1, `groups=1`, to {N} channels.",
        )
        yield (
            all(layer.bias is None for layer in (expand, look, project)),
            f"{case}: a convolution has a bias; BatchNorm has a shift already, so `bias=False`.",
        )
        yield (
            [norm.num_features for norm, _, _ in norms] == [hidden, hidden, N],
            f"{case}: {len(norms)} BatchNorms ran; one after each of the three convolutions is expected.",
        )
        yield (
            all(
                torch.equal(made, given)
                for (_, _, made), (_, given, _) in zip(steps, norms)
            ),
            f"{case}: what a convolution gives does not reach its BatchNorm as it is; the order is convolution, BatchNorm, ReLU6.",
        )
        count = count_parameters(block)
        expected = (M + K * K + N) * hidden + 2 * (hidden + hidden + N)
        yield (
            count == expected,
            f"{case} has {count:,} parameters, {expected:,} expected: does one BatchNorm serve two convolutions, or is a layer made and not used?",
        )
        for name, value, (_, _, norm) in (
            ("depthwise", looked, norms[0]),
            ("projecting", narrow, norms[1]),
        ):
            yield (
                value.min() >= 0,
                f"{case}: negative numbers reach the {name} convolution, which ReLU6 would stop: is an activation missing before it?",
            )
            yield (
                value.max() <= 6,
                f"{case}: numbers up to {value.max():.0f} reach the {name} convolution; ReLU6 stops at 6.",
            )
            yield (
                torch.allclose(value, F.relu6(norm), atol=1e-3),
                f"{case}: what reaches the {name} convolution, {value.max():.1f} at most, is not ReLU6 of what the BatchNorm before it gives.",
            )
        linear, legal = norms[2][2], stride == 1 and M == N
        yield (
            y.shape == linear.shape,
            f"{case} gives {tuple(y.shape)}; {tuple(linear.shape)} is expected.",
        )
        bent, skips = (F.relu(linear), F.relu6(linear)), [0, x] if legal else [0]
        yield (
            not any(
                torch.allclose(y, skip + z, atol=1e-3) for skip in skips for z in bent
            ),
            f"{case}: there is an activation after the projection; the bottleneck is linear.",
        )
        if legal:
            yield (
                not torch.allclose(y, linear, atol=1e-3),
                f"{case} has no shortcut, though stride and channels allow it.",
            )
            yield (
                not any(
                    torch.allclose(y, act(x + linear), atol=1e-3)
                    for act in (F.relu, F.relu6)
                ),
                f"{case}: there is a ReLU after the addition, as in a ResNet; V2 has none.",
            )
            yield (
                torch.allclose(y, x + linear, atol=1e-3),
                f"{case}: the output is not the input plus the projection.",
            )
        else:
            yield (
                torch.allclose(y, linear, atol=1e-3),
                f"{case}: the output is not the projection alone; no shortcut is legal here.",
            )
        yield (
            not torch.allclose(block.train()(x), y, atol=1e-3),
            f"{case} gives the same in training and in evaluation mode: are its BatchNorms registered as layers, and not set to eval()?",
        )
    yield (
        True,
        "narrow, wide, narrow, linear at the end, and a shortcut where shapes allow it. With hidden = 6 × in_channels and K = 3 this is V2's.",
    )

# %% hint [markdown]
# `conv_bn_act` makes each of the three parts. What has to be given as
# `activation` for the first two, and for the last?

# %% hint [markdown]
# Here the expansion stays even where `hidden` equals `in_channels`. The
# shortcut is decided in `__init__`, from three of the arguments.

# %% solution
class InvertedBlock(nn.Module):
    """V2's block with a K×K window and `hidden` channels in the middle."""

    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__()
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(
            hidden, hidden, kernel_size, stride, hidden, nn.ReLU6
        )
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

# %% wrong="ReLU6 after the projection" says="the bottleneck is linear"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU6)
        self.shortcut = False

# %% wrong="ReLU6 after the projection, beside the shortcut" says="the bottleneck is linear"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU6)

# %% wrong="ReLU after the addition" says="there is a ReLU after the addition"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return super().forward(x).relu() if self.shortcut else super().forward(x)

# %% wrong="no shortcut anywhere" says="has no shortcut, though stride and channels allow it"
class InvertedBlock(nn.Sequential):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6), conv_bn_act(hidden, hidden, kernel_size, stride, hidden, nn.ReLU6), conv_bn_act(hidden, out_channels, 1, activation=None))

# %% wrong="shortcut tested by channels alone" says="although the stride changes the size"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = in_channels == out_channels

# %% wrong="shortcut tested by stride alone" says="8 channels become 12"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = stride == 1

# %% wrong="ReLU for ReLU6" says="ReLU6 stops at 6"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="no activation after the depthwise step" says="is an activation missing before it"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=None)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="standard convolution in the middle" says="`groups=1`; depthwise means"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="the window always 3×3" says="5×5 was asked for"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, 3, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="stride in the expansion" says="the stride belongs to the depthwise step"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, stride, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="no expansion where hidden equals in_channels" says="runs 2 convolutions"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        if hidden != in_channels:
            self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="biases" says="a convolution has a bias"
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

# %% wrong="no BatchNorm after the projection" says="one after each of the three convolutions"
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

# %% wrong="a function" says="a class that inherits from nn.Module"
def InvertedBlock(in_channels, hidden, out_channels, kernel_size=3, stride=1):
    return InvertedResidual(in_channels, out_channels, stride)

# %% wrong="nn.Module forgotten" says="a class that inherits from nn.Module"
class InvertedBlock:
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return self.project(self.depthwise(self.expand(x)))

# %% wrong="layers in a Python list" says="an nn.Sequential or an nn.ModuleList"
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

# %% wrong="the last BatchNorm counts the incoming channels" says="A BatchNorm has as many channels as the convolution before it gives"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = nn.Sequential(nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(in_channels))

# %% wrong="padding forgotten" says="two tensors of different shapes are added. Is the padding"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = nn.Sequential(nn.Conv2d(hidden, hidden, kernel_size, stride, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6())
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="padding 1 for every window" says="the depthwise step makes 10×8 into 8×6"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = nn.Sequential(nn.Conv2d(hidden, hidden, kernel_size, stride, padding=1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6())
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="a ReLU6 on the input, as in a pre-activation ResNet" says="nothing stands before the expansion"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(F.relu6(x))))
        return x + y if self.shortcut else y

# %% wrong="expands with the window" says="the first convolution should be 1×1"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, kernel_size, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="a grouped expansion, as in ShuffleNet" says="the first convolution should be 1×1 with `groups=1`"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, groups=2, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="always expanded by 6" says="the first convolution gives 48 channels; `hidden` is 20"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=6)

# %% wrong="two depthwise filters a channel" says="the depthwise step gives 40 channels; `hidden` is 20"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, 2 * hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(2 * hidden, out_channels, 1, activation=None)

# %% wrong="projects back to the incoming channels" says="the last convolution should be 1×1, `groups=1`, to 12 channels"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, in_channels, 1, activation=None)

# %% wrong="projects with the window" says="the last convolution should be 1×1"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, kernel_size, activation=None)

# %% wrong="a grouped projection, as in ShuffleNet" says="the last convolution should be 1×1, `groups=1`"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, groups=2, activation=None)

# %% wrong="BatchNorm after the activation" says="the order is convolution, BatchNorm, ReLU6"
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

# %% wrong="one BatchNorm for both wide maps" says="does one BatchNorm serve two convolutions"
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

# %% wrong="Hardsigmoid, which is made of ReLU6" says="1.0 at most, is not ReLU6"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.Hardsigmoid)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.Hardsigmoid)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

# %% wrong="channels put side by side, as in a DenseNet" says="gives (3, 16, 10, 8); (3, 8, 10, 8) is expected"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return torch.cat([x, y], dim=1) if self.shortcut else y

# %% wrong="ReLU after the projection, beside the shortcut" says="the bottleneck is linear"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=nn.ReLU)

# %% wrong="ReLU6 after the addition" says="there is a ReLU after the addition"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        return F.relu6(super().forward(x)) if self.shortcut else super().forward(x)

# %% wrong="the mean of both, so that the scale stays" says="not the input plus the projection"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return (x + y) / 2 if self.shortcut else y

# %% wrong="the input thinned out for the shortcut, where the stride is 2" says="no shortcut is legal here"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return y + x[:, :, ::2, ::2] if x.shape[1] == y.shape[1] and x.shape != y.shape else x + y if self.shortcut else y

# %% wrong="eval() in forward" says="the same in training and in evaluation mode"
class InvertedBlock(InvertedResidual):
    def __init__(self, in_channels, hidden, out_channels, kernel_size=3, stride=1):
        super().__init__(in_channels, out_channels, stride, expansion=1)
        self.expand = conv_bn_act(in_channels, hidden, 1, activation=nn.ReLU6)
        self.depthwise = conv_bn_act(hidden, hidden, kernel_size, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)

    def forward(self, x):
        self.eval()
        return super().forward(x)

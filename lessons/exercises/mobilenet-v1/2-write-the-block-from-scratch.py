# %% [markdown]
# # Write the block from scratch
#
# Write MobileNetV1's block without the functions of this chapter. It takes
# `(N, in_channels, H, W)` to `(N, out_channels, ⌈H / stride⌉, ⌈W / stride⌉)`.
# Use ReLU or ReLU6. Checked on several sizes and strides: the shapes, the
# weights of each step, where the stride is, what stands between the steps and
# after them, and both modes, `train()` and `eval()`.

# %% starter
class Block(nn.Module):
    """Depthwise 3×3, BatchNorm, ReLU; pointwise 1×1, BatchNorm, ReLU."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        # your layers

    def forward(self, x):
        return None

# %% check
from torch.overrides import TorchFunctionMode


class Recorder(TorchFunctionMode):
    """Record (input, weight, bias, output) of every 2-D convolution that runs inside `with`."""

    def __init__(self):
        super().__init__()
        self.steps = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        output = function(*args, **(kwargs or {}))
        if function is F.conv2d:
            given = dict(zip(("input", "weight", "bias"), args)) | (kwargs or {})
            self.steps.append(
                (
                    given["input"].clone(),
                    given["weight"],
                    given.get("bias"),
                    output.clone(),
                )
            )
        return output


def standardised(z):
    mean, variance = (
        z.mean(dim=(0, 2, 3), keepdim=True),
        z.var(dim=(0, 2, 3), correction=0, keepdim=True),
    )
    return (z - mean) / (variance + 1e-5).sqrt()


def near(a, b):
    return torch.allclose(a, b, atol=0.1)


def judge():
    yield (
        isinstance(Block, type) and issubclass(Block, nn.Module),
        "`Block` should be a class that inherits from nn.Module.",
    )
    for M, N, stride, shape in [(4, 7, 1, (3, 4, 9, 12)), (6, 5, 2, (4, 6, 16, 11))]:
        case = f"Block({M}, {N}, stride={stride})"
        module = Block(M, N, stride=stride).to(device).train()
        x = torch.randn(shape).to(device)
        before = x.clone()
        with Recorder() as recorder:
            y = module(x)
        steps, count = recorder.steps, count_parameters(module)
        if y is None and not count:
            yield (
                None,
                "not answered yet: write the layers and `forward` above, then run this cell again.",
            )
        yield (
            isinstance(y, torch.Tensor),
            f"`forward` returns a {type(y).__name__}; a tensor is expected. Does it return what the last layer gives?",
        )
        yield (
            y.is_floating_point(),
            f"{case}: the output is {y.dtype}; its layers give {x.dtype}. Is it rounded afterwards?",
        )
        yield torch.equal(x, before), "`forward` changes its input in place."
        yield (
            len(steps) == 2,
            f"{case} runs {len(steps)} convolutions; two are expected, depthwise then pointwise.",
        )
        (_, first, first_bias, z), (seen, second, second_bias, last) = steps
        sizes = [tuple(weight.shape) for weight in (first, second)]
        yield (
            sizes[0][2:] != (1, 1),
            f"{case}: the first step is 1×1 and mixes the channels; the depthwise step comes first.",
        )
        yield (
            sizes[0][1] == 1,
            f"{case}: each filter of the first step sees {sizes[0][1]} channels; one is expected: `groups=in_channels`.",
        )
        yield (
            sizes[0] == (M, 1, 3, 3),
            f"{case}: the depthwise weights are {sizes[0]}; ({M}, 1, 3, 3) is expected, a 3×3 filter a channel.",
        )
        yield (
            sizes[1] == (N, M, 1, 1),
            f"{case}: the pointwise weights are {sizes[1]}; ({N}, {M}, 1, 1) is expected.",
        )
        out = tuple(math.ceil(side / stride) for side in shape[2:])
        yield (
            tuple(z.shape[2:]) == out or tuple(last.shape[2:]) != out,
            (
                f"{case}: the stride is not in the depthwise step. Its map is {z.shape[2]}×{z.shape[3]}, "
                f"and the pointwise step then throws away what was computed between its positions."
            ),
        )
        yield (
            tuple(z.shape[2:]) == out,
            f"{case} makes of {shape[2]}×{shape[3]} a map of {z.shape[2]}×{z.shape[3]}; {out[0]}×{out[1]} is expected: padding 1, and the stride in the depthwise step.",
        )
        yield (
            last.shape[2:] == seen.shape[2:],
            f"{case}: the pointwise step has a stride too: it makes of {seen.shape[2]}×{seen.shape[3]} a map of {last.shape[2]}×{last.shape[3]}.",
        )
        yield (
            near(z, F.conv2d(x, first, first_bias, stride, padding=1, groups=M)),
            f"{case}: the depthwise step does not do a plain 3×3 convolution of the block's input: is there something before it, or a dilation in it?",
        )
        for where, got, made in (
            ("between the two steps", seen, z),
            ("after the pointwise step", y, last),
        ):
            yield (
                got.shape == made.shape,
                f"{case}: what comes {where} has not the shape {tuple(made.shape)} that the convolution made.",
            )
            yield (
                not near(got, made),
                f"{case}: nothing stands {where}; BatchNorm and ReLU are expected.",
            )
            yield (
                not near(got, made.relu()),
                f"{case}: there is a ReLU {where}, but no BatchNorm before it.",
            )
            yield (
                not near(got, standardised(made)),
                f"{case}: there is a BatchNorm {where}, but no ReLU behind it.",
            )
            yield (
                not near(got, standardised(made.relu())),
                f"{case}: {where} the ReLU comes before the BatchNorm; the paper has BatchNorm first.",
            )
            yield (
                near(got, standardised(made).relu()),
                f"{case}: what stands {where} is not BatchNorm and then ReLU. Does each have the right number of channels, fresh from initialisation?",
            )
        expected = 9 * M + M * N + 2 * (M + N)
        yield (
            first_bias is None and second_bias is None,
            f"{case}: a convolution has a bias; BatchNorm cancels it. `bias=False`.",
        )
        yield (
            count != expected - 2 * (M + N),
            f"{case} has {count} parameters; {expected} are expected. Do the BatchNorms learn their two numbers a channel?",
        )
        yield (
            count == expected,
            f"{case} has {count} parameters; {expected} are expected: 9·{M} + {M}·{N} weights and 2·({M} + {N}) in BatchNorm. Is there a layer that nobody uses, or a plain list?",
        )
        module.eval()
        alone, together = module(x[:1]), module(x)[:1]
        yield (
            bool(together.isfinite().all()),
            f"{case}: after eval() the output holds NaN or infinity.",
        )
        yield (
            torch.allclose(alone, together, atol=1e-4),
            f"{case}: after eval() the result for one picture still depends on the others in its batch.",
        )
        yield (
            not near(together, y[:1]),
            f"{case}: after eval() it does the same as in training; the running averages of many batches are expected there. In PyTorch `momentum` is the share of the newest batch.",
        )
    yield (
        True,
        "the stride comes before the pointwise step, so the expensive part works on the small map.",
    )

# %% hint [markdown]
# Six layers in an `nn.Sequential`, or six attributes that `forward` calls one
# after the other.

# %% hint [markdown]
# The depthwise layer is
# `nn.Conv2d(in_channels, in_channels, kernel_size=3, stride=stride, padding=1, groups=in_channels, bias=False)`.
# How many channels has the BatchNorm behind it?

# %% solution
class Block(nn.Module):
    """Depthwise 3×3, BatchNorm, ReLU; pointwise 1×1, BatchNorm, ReLU."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        M, N = in_channels, out_channels
        self.look = nn.Conv2d(M, M, 3, stride=stride, padding=1, groups=M, bias=False)
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

# %% wrong="stride in the pointwise step" says="the stride is not in the depthwise step"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1, stride))

# %% wrong="stride in both" says="the pointwise step has a stride too"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1, stride))

# %% wrong="groups forgotten" says="`groups=in_channels`"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride), conv_bn_act(M, N, 1))

# %% wrong="pointwise first" says="the depthwise step comes first"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, N, 1), conv_bn_act(N, N, 3, stride, groups=N))

# %% wrong="no BatchNorm" says="but no BatchNorm before it"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.a, self.b = nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False)

    def forward(self, x):
        return self.b(self.a(x).relu()).relu()

# %% wrong="nothing between" says="nothing stands between the two steps"
class Block(nn.Module):
    def __init__(self, M, N, stride=1):
        super().__init__()
        self.a = DepthwiseSeparableBlock(M, N, stride)

    def forward(self, x):
        return self.a.pointwise(self.a.depthwise[0](x))

# %% wrong="no ReLU between" says="no ReLU behind it"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M, activation=None), conv_bn_act(M, N, 1))

# %% wrong="linear end, as in MobileNetV2" says="after the pointwise step, but no ReLU"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1, activation=None))

# %% wrong="ReLU before BatchNorm" says="the ReLU comes before the BatchNorm"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.ReLU(), nn.BatchNorm2d(M),
            nn.Conv2d(M, N, 1, bias=False), nn.ReLU(), nn.BatchNorm2d(N))

# %% wrong="biases" says="BatchNorm cancels it"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="padding forgotten" says="padding 1"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(), conv_bn_act(M, N, 1))

# %% wrong="BatchNorm that learns nothing" says="learn their two numbers"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, affine=False), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, affine=False), nn.ReLU())

# %% wrong="no running averages" says="still depends on the others"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, track_running_stats=False), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, track_running_stats=False), nn.ReLU())

# %% wrong="GroupNorm with one channel a group" says="is not BatchNorm and then ReLU"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.GroupNorm(1, M), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.GroupNorm(1, N), nn.ReLU())

# %% wrong="forward without return" says="`forward` returns a NoneType; a tensor is expected"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        super().forward(x)

# %% wrong="the standard block" says="runs 1 convolutions"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(standard_block(M, N, stride))

# %% wrong="a BatchNorm for the wrong channels" says="your answer raised"
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

# %% wrong="a layer that nobody uses" says="a layer that nobody uses"
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

# %% wrong="no layers yet, the input handed through" says="runs 0 convolutions"
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()

    def forward(self, x):
        return x

# %% wrong="a comma after what is returned" says="`forward` returns a tuple; a tensor is expected"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x),

# %% wrong="a window of 5" says="the depthwise weights are (4, 1, 5, 5)"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 5, stride, padding=2, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="a pointwise step of 3×3" says="the pointwise weights are (7, 4, 3, 3)"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 3))

# %% wrong="averaged over the map at the end" says="what comes after the pointwise step has not the shape"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1), nn.AdaptiveAvgPool2d(1))

# %% wrong="a pooling between the steps" says="what comes between the two steps has not the shape"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), nn.MaxPool2d(3, stride=1), conv_bn_act(M, N, 1))

# %% wrong="a ReLU before the first step too" says="is there something before it"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.ReLU(), conv_bn_act(M, M, 3, stride, groups=M), conv_bn_act(M, N, 1))

# %% wrong="dilated" says="or a dilation in it"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, padding=2, dilation=2, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(),
            conv_bn_act(M, N, 1))

# %% wrong="a bias in the depthwise step" says="BatchNorm cancels it"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, padding=1, groups=M), nn.BatchNorm2d(M), nn.ReLU(), conv_bn_act(M, N, 1))

# %% wrong="a bias in the pointwise step" says="BatchNorm cancels it"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            conv_bn_act(M, M, 3, stride, groups=M), nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())

# %% wrong="momentum as TensorFlow means it" says="`momentum` is the share of the newest batch"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, momentum=0.9997), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, momentum=0.9997), nn.ReLU())

# %% wrong="momentum in percent" says="after eval() the output holds NaN or infinity"
class Block(nn.Sequential):
    def __init__(self, M, N, stride=1):
        super().__init__(
            nn.Conv2d(M, M, 3, stride, 1, groups=M, bias=False), nn.BatchNorm2d(M, momentum=10), nn.ReLU(),
            nn.Conv2d(M, N, 1, bias=False), nn.BatchNorm2d(N, momentum=10), nn.ReLU())

# %% wrong="rounded to whole numbers" says="the output is torch.int64; its layers give torch.float32. Is it rounded afterwards?"
class Block(DepthwiseSeparableBlock):
    def forward(self, x):
        return super().forward(x).round().long()

# %% [markdown]
# # Write the module with a depth multiplier
#
# TensorFlow's separable layer takes a `depth_multiplier` $r$: every input
# channel gets $r$ depthwise filters, and the pointwise step mixes all $M r$
# maps. Write that module with two `nn.Conv2d`, without biases and without
# padding. Checked: the output's shape, the number of weights, that nothing
# crosses channels before the pointwise step, and that no window is larger than
# asked for.

# %% starter
class SeparableConv2d(nn.Module):
    """A depthwise step, `depth_multiplier` filters for each input channel, then a pointwise one."""

    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        # your two layers

    def forward(self, x):
        return None

# %% check
def judge():
    yield (
        isinstance(SeparableConv2d, type) and issubclass(SeparableConv2d, nn.Module),
        "`SeparableConv2d` should be a class that inherits from nn.Module.",
    )
    for M, N, K, r in [(3, 5, 3, 1), (3, 5, 3, 2), (4, 12, 5, 3)]:
        case = f"SeparableConv2d({M}, {N}, {K}, depth_multiplier={r})"
        module = SeparableConv2d(M, N, K, depth_multiplier=r).to(device).eval()
        x = torch.randn(2, M, 9, 9).to(device)
        before = x.clone()
        y, steps = trace(module, x)
        if y is None and not list(module.parameters()):
            yield (
                None,
                "not answered yet: write the two layers and `forward` above, then run this cell again.",
            )
        yield (
            isinstance(y, torch.Tensor),
            f"`forward` returns a {type(y).__name__}; a tensor is expected: does it return what the second layer gives?",
        )
        yield torch.equal(x, before), "`forward` changes its input in place."
        yield (
            len(steps) == 2,
            f"{case} runs {len(steps)} convolutions; two are expected; those in a plain list are not found.",
        )
        (first, _, step), (second, _, _) = steps
        yield (
            step.shape[1] != r,
            f"{case}: the depthwise step makes {r} maps in all; {r} for each of {M} channels is {M * r}.",
        )
        yield (
            step.shape[1] == M * r,
            f"{case}: the depthwise step makes {step.shape[1]} maps; {r} for each of {M} channels is {M * r}.",
        )
        yield (
            first.weight.shape[1] == 1,
            f"{case}: each depthwise filter sees {first.weight.shape[1]} channels; one is expected: `groups=in_channels`.",
        )
        yield (
            y.shape == (2, N, 10 - K, 10 - K),
            f"{case} takes (2, {M}, 9, 9) to {tuple(y.shape)}; (2, {N}, {10 - K}, {10 - K}) is expected.",
        )
        yield (
            second.weight.shape[2:] == (1, 1),
            f"{case}: the second window is {second.weight.shape[2]}×{second.weight.shape[3]}; a pointwise one is 1×1.",
        )
        yield (
            second.weight.shape[1] == M * r,
            f"{case}: each pointwise filter sees {second.weight.shape[1]} maps; it must mix all {M * r}.",
        )
        yield (
            count_parameters(module) == K * K * M * r + M * r * N,
            (
                f"{case} has {count_parameters(module)} parameters; {K * K * M * r} + {M * r * N} are expected. Are biases or unused layers in it?"
            ),
        )
        yield (
            torch.allclose(y.to(step), second(first(x)), atol=1e-5),
            f"{case}: something stands between or after the two steps.",
        )
    yield (
        True,
        "with r = K² such a module can equal any standard layer, as the error curve above showed.",
    )

# %% hint [markdown]
# `nn.Conv2d(M, M * r, kernel_size, groups=M)`: PyTorch gives each of the $M$
# groups $r$ of the outputs.

# %% hint [markdown]
# The pointwise layer has `in_channels * depth_multiplier` channels coming in.

# %% solution
class SeparableConv2d(nn.Module):
    """A depthwise step, `depth_multiplier` filters for each input channel, then a pointwise one."""

    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        maps = in_channels * depth_multiplier
        self.depthwise = nn.Conv2d(
            in_channels, maps, kernel_size, groups=in_channels, bias=False
        )
        self.pointwise = nn.Conv2d(maps, out_channels, kernel_size=1, bias=False)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))

# %% right="inside a Sequential"
class SeparableConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        self.steps = nn.Sequential(
            nn.Conv2d(in_channels, in_channels * depth_multiplier, kernel_size, groups=in_channels, bias=False),
            nn.Conv2d(in_channels * depth_multiplier, out_channels, 1, bias=False),
        )

    def forward(self, x):
        return self.steps(x)

# %% right="a kind of Sequential, with other names for the arguments"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = depth_multiplier * M
        super().__init__(nn.Conv2d(M, maps, (K, K), groups=M, bias=None), nn.Conv2d(maps, N, 1, bias=None))

# %% right="built on the chapter's module"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__(in_channels, out_channels, kernel_size, bias=False)
        maps = in_channels * depth_multiplier
        self.depthwise = nn.Conv2d(in_channels, maps, kernel_size, groups=in_channels, bias=False)
        self.pointwise = nn.Conv2d(maps, out_channels, 1, bias=False)

# %% right="a lazy pointwise step"
class SeparableConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        self.a = nn.Conv2d(in_channels, in_channels * depth_multiplier, kernel_size, groups=in_channels, bias=False)
        self.b = nn.LazyConv2d(out_channels, 1, bias=False)

    def forward(self, x):
        x = self.a(x)
        x = self.b(x)
        return x

# %% wrong="biases" says="Are biases or unused layers in it?"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M * depth_multiplier, K, groups=M), nn.Conv2d(M * depth_multiplier, N, 1))

# %% wrong="groups forgotten" says="one is expected: `groups=in_channels`"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(nn.Conv2d(M, maps, K, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="multiplier ignored" says="2 for each of 3 channels is 6"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M, K, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False))

# %% wrong="r maps in all" says="the depthwise step makes 1 maps in all"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        r = depth_multiplier
        super().__init__(nn.Conv2d(M, r, K, bias=False), nn.Conv2d(r, N, 1, bias=False))

# %% wrong="pointwise takes too few channels" says="the first number of nn.Conv2d is the channels that come in"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False))

# %% wrong="groups is the multiplier times the channels" says="`groups` must divide both"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(nn.Conv2d(M, maps, K, groups=maps, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="padded" says="(2, 5, 7, 7) is expected"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, padding="same", groups=M, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a padded 3×3 window in the second step" says="the second window is 3×3"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False), nn.Conv2d(maps, N, 3, padding=1, bias=False))

# %% wrong="forward without return" says="`forward` returns a NoneType"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        self.pointwise(self.depthwise(x))

# %% wrong="layers written, forward still the starter's" says="`forward` returns a NoneType"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        return None

# %% wrong="the layers in a plain list" says="runs 0 convolutions; two are expected"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        maps = M * depth_multiplier
        self.steps = [
            nn.Conv2d(M, maps, K, groups=M, bias=False).to(device), nn.Conv2d(maps, N, 1, bias=False).to(device)]

    def forward(self, x):
        return self.steps[1](self.steps[0](x))

# %% wrong="both outputs" says="`forward` returns a tuple"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)

    def forward(self, x):
        maps = self.depthwise(x)
        return maps, self.pointwise(maps)

# %% wrong="the pointwise step in groups" says="each pointwise filter sees 1 maps; it must mix all 12"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, groups=math.gcd(maps, N), bias=False))

# %% wrong="a ReLU between" says="something stands between"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False), nn.ReLU(), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a layer that nobody uses" says="unused layers"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)
        self.unused = nn.Linear(M, N)
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

# %% wrong="super().__init__() forgotten" says="raised AttributeError"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)

# %% wrong="no such argument" says="unexpected keyword argument 'depth_multiplier'"
SeparableConv2d = DepthwiseSeparableConv2d

# %% wrong="an instance" says="should be a class that inherits from nn.Module"
SeparableConv2d = DepthwiseSeparableConv2d(3, 5, 3)

# %% wrong="nn.Module forgotten" says="should be a class that inherits from nn.Module"
class SeparableConv2d:
    def __init__(self, M, N, K, depth_multiplier=1):
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))

# %% wrong="a function" says="should be a class that inherits from nn.Module"
def SeparableConv2d(M, N, K, depth_multiplier=1):
    return nn.Sequential(nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False))

# %% wrong="the input is changed in place" says="changes its input in place"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)

    def forward(self, x):
        return super().forward(x.relu_())

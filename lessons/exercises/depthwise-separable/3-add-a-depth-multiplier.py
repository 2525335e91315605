# %% [markdown]
# # Write the module with a depth multiplier
#
# TensorFlow's separable layer takes a `depth_multiplier` $r$: every input
# channel gets $r$ depthwise filters, and the pointwise step mixes all $M r$
# maps. Write that module with two `nn.Conv2d`, with stride 1, without biases
# and without padding. Nothing stands beside the two, no BatchNorm and no
# activation. Checked: the weights of both steps as they run, what else runs,
# the output's shape, and the number of parameters.

# %% starter
class SeparableConv2d(nn.Module):
    """A depthwise step, `depth_multiplier` filters for each input channel, then
    a pointwise one.
    """

    def __init__(
            self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        # your two layers

    def forward(self, x):
        return None

# %% check
def judge():
    """A class of modules, SeparableConv2d(M, N, K, depth_multiplier=r)."""
    made = SeparableConv2d
    yield isinstance(made, type) and issubclass(made, nn.Module), (
        f"`SeparableConv2d` is {kind_of(made)}; a class that inherits from "
        "nn.Module is expected.")
    for M, N, K, r in (3, 5, 3, 1), (3, 5, 3, 2), (4, 12, 5, 3), (4, 4, 3, 2):
        given = {"depth_multiplier": r} if r > 1 else {}
        said = f", depth_multiplier={r}" * (r > 1)
        case = f"`SeparableConv2d({M}, {N}, {K}{said})`"
        causes = {
            "in_channels must be divisible": "`groups` stays in_channels.",
            f"{K}, {K}); it has one of {N, M, 1, 1}":
                "The steps are exchanged.",
            "ModuleList]": "It keeps layers, and `for layer in …` runs them."}
        module = yield from explain_errors(
            causes, check_result(case, made, M, N, K, **given))
        module, x = module.to(device).eval(), torch.randn(2, M, 9, 9).to(device)
        unwritten = not [*module.parameters()]
        y, look, mix = yield from explain_errors(
            causes, check_pair(case, module, x, N, K, r, first=unwritten))
        yield look.bias is mix.bias is None, (
            f"{case} has biases; leave them out.")
        expected = F.conv2d(F.conv2d(x, look.weight, groups=M), mix.weight)
        yield alike(y, expected), (
            f"{case} takes (9, 9) to {(*y.shape[2:],)}; {10 - K, 10 - K} is "
            "expected, with stride 1, without padding and dilation.")
        count, used = count_parameters(module), K * K * M * r + M * r * N
        yield count == used, (
            f"{case} has {count} parameters and uses {used} weights. Is every "
            "layer made in `__init__`, and does every one run?")
    yield True, "with r = K² such a module can equal any standard layer."

# %% hint [markdown]
# `nn.Conv2d(M, M * r, kernel_size, groups=M)`: PyTorch gives each of the $M$
# groups $r$ of the outputs.

# %% hint [markdown]
# The pointwise layer has `in_channels * depth_multiplier` channels coming in.

# %% solution
class SeparableConv2d(nn.Module):
    """A depthwise step, `depth_multiplier` filters for each input channel, then
    a pointwise one.
    """

    def __init__(
            self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        maps = in_channels * depth_multiplier
        self.depthwise = nn.Conv2d(
            in_channels, maps, kernel_size, groups=in_channels, bias=False)
        self.pointwise = nn.Conv2d(maps, out_channels, 1, bias=False)

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

# %% wrong="biases" says="has biases; leave them out"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M * depth_multiplier, K, groups=M), nn.Conv2d(M * depth_multiplier, N, 1))

# %% wrong="groups forgotten" says="should have a weight of (3, 1, 3, 3); it has one of (3, 3, 3, 3)"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(nn.Conv2d(M, maps, K, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="multiplier ignored" says="should have a weight of (6, 1, 3, 3); it has one of (3, 1, 3, 3)"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M, K, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False))

# %% wrong="r maps in all" says="it has one of (1, 3, 3, 3)"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        r = depth_multiplier
        super().__init__(nn.Conv2d(M, r, K, bias=False), nn.Conv2d(r, N, 1, bias=False))

# %% wrong="pointwise takes too few channels" says="its `in_channels` is 3, 6 came"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False))

# %% wrong="groups is the multiplier times the channels" says="`groups` stays in_channels."
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(nn.Conv2d(M, maps, K, groups=maps, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="padded" says="takes (9, 9) to (9, 9); (7, 7) is expected, with stride 1, without padding"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, padding="same", groups=M, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a padded 3×3 window in the second step" says="should have a weight of (5, 3, 1, 1); it has one of (5, 3, 3, 3)"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False), nn.Conv2d(maps, N, 3, padding=1, bias=False))

# %% wrong="forward without return" says="gives nothing (None); a tensor is expected"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        self.pointwise(self.depthwise(x))

# %% wrong="layers written, forward still the starter's" says="gives nothing (None); a tensor is expected"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        return None

# %% wrong="the layers in a plain list" says="`steps` keeps layers or weights that"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        maps = M * depth_multiplier
        self.steps = [
            nn.Conv2d(M, maps, K, groups=M, bias=False).to(device), nn.Conv2d(maps, N, 1, bias=False).to(device)]

    def forward(self, x):
        return self.steps[1](self.steps[0](x))

# %% wrong="both outputs" says="gives a tuple; a tensor is expected"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)

    def forward(self, x):
        maps = self.depthwise(x)
        return maps, self.pointwise(maps)

# %% wrong="the pointwise step in groups" says="should have a weight of (12, 12, 1, 1); it has one of (12, 1, 1, 1)"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, groups=math.gcd(maps, N), bias=False))

# %% wrong="a ReLU between" says="also runs `relu`. The task allows nothing beside the two steps"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False), nn.ReLU(), nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a layer that nobody uses" says="has 62 parameters and uses 42 weights"
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
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, in_channels, out_channels, kernel_size):
        super().__init__(in_channels, out_channels, kernel_size, bias=False)

# %% wrong="an instance" says="is a DepthwiseSeparableConv2d; a class that inherits from nn.Module is expected"
SeparableConv2d = DepthwiseSeparableConv2d(3, 5, 3)

# %% wrong="nn.Module forgotten" says="a class that inherits from nn.Module is expected"
class SeparableConv2d:
    def __init__(self, M, N, K, depth_multiplier=1):
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))

# %% wrong="a function" says="is a function; a class that inherits from nn.Module is expected"
def SeparableConv2d(M, N, K, depth_multiplier=1):
    return nn.Sequential(nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False))

# %% wrong="the input is changed in place" says="changes its input in place"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)

    def forward(self, x):
        return super().forward(x.relu_())

# %% right="both layers in an nn.ModuleList"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        maps = M * depth_multiplier
        self.steps = nn.ModuleList([nn.Conv2d(M, maps, K, groups=M, bias=False), nn.Conv2d(maps, N, 1, bias=False)])

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x

# %% right="weights of one's own, and F.conv2d"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.look = nn.Parameter(torch.randn(M * depth_multiplier, 1, K, K))
        self.mix = nn.Parameter(torch.randn(N, M * depth_multiplier, 1, 1))

    def forward(self, x):
        return F.conv2d(F.conv2d(x, self.look, groups=x.shape[1]), self.mix)

# %% wrong="an nn.ModuleList called" says="It keeps layers, and `for layer in …` runs them"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        maps = M * depth_multiplier
        self.steps = nn.ModuleList([nn.Conv2d(M, maps, K, groups=M, bias=False), nn.Conv2d(maps, N, 1, bias=False)])

    def forward(self, x):
        return self.steps(x)

# %% wrong="r depthwise layers in an nn.ModuleList, side by side" says="runs 3 × conv2d; two are expected, first the depthwise step with all its 6 filters"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.looks = nn.ModuleList(nn.Conv2d(M, M, K, groups=M, bias=False) for _ in range(depth_multiplier))
        self.mix = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        return self.mix(torch.cat([look(x) for look in self.looks], dim=1))

# %% wrong="the layers made anew in forward" says="Is every layer made in `__init__`"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.settings = M, N, K, M * depth_multiplier

    def forward(self, x):
        M, N, K, maps = self.settings
        return nn.Sequential(nn.Conv2d(M, maps, K, groups=M, bias=False), nn.Conv2d(maps, N, 1, bias=False)).to(x)(x)

# %% wrong="weights as plain tensors" says="a weight in an nn.Parameter"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.look = torch.randn(M * depth_multiplier, 1, K, K).to(device)
        self.mix = torch.randn(N, M * depth_multiplier, 1, 1).to(device)

    def forward(self, x):
        return F.conv2d(F.conv2d(x, self.look, groups=x.shape[1]), self.mix)

# %% wrong="a BatchNorm between" says="also runs `batch_norm`. The task allows nothing beside the two steps"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.BatchNorm2d(maps),
            nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a BatchNorm and a ReLU behind" says="also runs `batch_norm`, `relu`"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, bias=False),
            nn.BatchNorm2d(N),
            nn.ReLU())

# %% wrong="the pointwise step first" says="it has one of (5, 3, 1, 1). The steps are exchanged."
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(
            nn.Conv2d(M, N, 1, bias=False), nn.Conv2d(N, N * depth_multiplier, K, groups=N, bias=False))

# %% wrong="stride 2" says="takes (9, 9) to (4, 4); (7, 7) is expected, with stride 1"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, 2, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="padded by hand" says="takes (9, 9) to (9, 9); (7, 7) is expected, with stride 1, without padding"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.ZeroPad2d(K // 2),
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a dilation that the padding hides" says="takes (9, 9) to (7, 7); (7, 7) is expected, with stride 1, without padding and dilation"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, padding=K // 2, dilation=2, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a stride in the pointwise step" says="the pointwise step takes (7, 7) to (4, 4); stride and padding belong in the depthwise step"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, 2, bias=False))

# %% wrong="the window is always 3×3" says="should have a weight of (12, 1, 5, 5); it has one of (12, 1, 3, 3)"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, 3, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a bias in the pointwise step alone" says="has biases; leave them out"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.Conv2d(maps, N, 1))

# %% wrong="a bias in the depthwise step alone" says="has biases; leave them out"
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M),
            nn.Conv2d(maps, N, 1, bias=False))

# %% wrong="a shortcut where the channels are equal" says="depth_multiplier=2)`: what a step makes, (2, 4, 7, 7), is not what goes on from there"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)
        maps = M * depth_multiplier
        self.depthwise, self.pointwise = nn.Conv2d(M, maps, K, groups=M, bias=False), nn.Conv2d(maps, N, 1, bias=False)

    def forward(self, x):
        y = super().forward(x)
        return y + x[:, :, 1:-1, 1:-1] if x.shape[1] == y.shape[1] else y

# %% wrong="super().__init__() forgotten, and no layers" says="Expected: A class of modules"
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        self.channels = M, N

# %% right="the maps kept for a look at them"
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)
        maps = M * depth_multiplier
        self.depthwise = nn.Conv2d(M, maps, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(maps, N, 1, bias=False)

    def forward(self, x):
        self.maps = self.depthwise(x)
        return self.pointwise(self.maps)

# %% wrong="no default" says="`SeparableConv2d(3, 5, 3)` raised TypeError"
class SeparableConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier):
        super().__init__()
        mid = in_channels * depth_multiplier
        self.depthwise = nn.Conv2d(in_channels, mid, kernel_size, groups=in_channels, bias=False)
        self.pointwise = nn.Conv2d(mid, out_channels, 1, bias=False)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))

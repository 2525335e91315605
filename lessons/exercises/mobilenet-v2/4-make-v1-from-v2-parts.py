# %% [markdown]
# # Make V1 from V2's parts
#
# `InvertedResidual` with `expansion=1` is nearly V1's block. Write
# `v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU)`, which
# returns a module made with `InvertedResidual` and computing exactly what
# `DepthwiseSeparableBlock` computes. Checked: the counts of
# `MobileNetV1(block=v1_block)`, and outputs equal after `load_by_order`, for
# several shapes.

# %% starter
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    """Return V1's block, made of V2's."""
    return None

# %% check
def judge():
    if v1_block(4, 6) is None:
        yield (
            None,
            "not answered yet: write the body of `v1_block` above, then run this cell again.",
        )
    for M, N, stride, activation in [
        (6, 8, 1, nn.ReLU),
        (6, 8, 2, nn.ReLU),
        (8, 8, 1, nn.ReLU),
        (8, 8, 2, nn.ReLU6),
        (8, 8, 1, nn.ReLU6),
    ]:
        case = (
            f"v1_block({M}, {N}, stride={stride}, activation=nn.{activation.__name__})"
        )
        block = v1_block(M, N, stride, activation)
        yield (
            isinstance(block, nn.Module),
            f"{case} returns a {type(block).__name__}; a module is expected.",
        )
        yield (
            any(isinstance(layer, InvertedResidual) for layer in block.modules()),
            f"there is no InvertedResidual in {case}: build it from V2's block.",
        )
        original = DepthwiseSeparableBlock(M, N, stride, activation)
        shuffle_batch_norms(original)
        block, original = block.to(device).eval(), original.to(device).eval()
        x = 10 * torch.randn(2, M, 9, 12).to(device)
        kept = x.clone()
        y, expected = block(x), original(kept)
        yield (
            isinstance(y, torch.Tensor),
            f"{case}: `forward` returns a {type(y).__name__}; a tensor is expected. Does it return its result?",
        )
        yield torch.equal(x, kept), f"{case} changes its input in place."
        yield (
            y.shape == expected.shape,
            f"{case} gives {tuple(y.shape)} for {tuple(x.shape)}; {tuple(expected.shape)} is expected.",
        )
        counts = count_parameters(block), count_parameters(original)
        yield (
            counts[0] == counts[1],
            f"{case} has {counts[0]:,} parameters, V1's block {counts[1]:,}: is `expansion=1`?",
        )
        load_by_order(block, original.state_dict())
        y = block(x)
        yield (
            y.min() >= 0,
            f"{case}: some outputs are negative; V1's block ends with an activation.",
        )
        yield (
            torch.allclose(y, expected, atol=1e-3) or not (stride == 1 and M == N),
            f"{case}: the output differs from V1's where stride is 1 and the channels are equal. What does V2's block do there that V1's does not?",
        )
        yield (
            torch.allclose(y, expected, atol=1e-3),
            f"{case}: the output differs from V1's by up to {(y - expected).abs().max():.2f}. Is `activation` used in both places, and the stride handed on?",
        )
    for classes, total in ((1000, 4_231_976), (10, 3_217_226)):
        count = count_parameters(MobileNetV1(classes, block=v1_block))
        yield (
            count == total,
            f"MobileNetV1({classes}, block=v1_block) has {count:,} parameters; {total:,} are expected.",
        )
    yield (
        True,
        f"{total:,} parameters with 10 classes: V1 is V2 without expansion and shortcut, and with an activation at the end.",
    )

# %% hint [markdown]
# Two things differ from V1's block when `expansion=1`: one is missing at the
# end, and one is too much where stride is 1 and the channels are equal.

# %% hint [markdown]
# The block decides about its shortcut in an attribute. An attribute can be set
# after the block was made.

# %% solution
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    """Return V1's block, made of V2's."""
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% right="subclass without the shortcut"
class Block(InvertedResidual):
    def __init__(self, in_channels, out_channels, stride=1, activation=nn.ReLU):
        super().__init__(in_channels, out_channels, stride, expansion=1, activation=activation)
        self.end = activation()

    def forward(self, x):
        return self.end(self.project(self.depthwise(x)))


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Block(in_channels, out_channels, stride, activation)

# %% right="the class itself"
class v1_block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, activation=nn.ReLU):
        super().__init__()
        self.block, self.activation = InvertedResidual(in_channels, out_channels, stride, 1, activation), activation()
        self.block.shortcut = False

    def forward(self, x):
        return self.activation(self.block(x))

# %% right="the activation appended to the projection"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride=stride, expansion=1, activation=activation)
    block.project.append(activation())
    block.shortcut = False
    return block

# %% right="the input subtracted again"
class Minus(nn.Module):
    def __init__(self, *arguments):
        super().__init__()
        self.block, self.end = InvertedResidual(*arguments), arguments[-1]()

    def forward(self, x):
        return self.end(self.block(x) - x if self.block.shortcut else self.block(x))


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Minus(in_channels, out_channels, stride, 1, activation)

# %% wrong="the shortcut stays" says="What does V2's block do there that V1's does not"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return nn.Sequential(InvertedResidual(in_channels, out_channels, stride, 1, activation), activation())

# %% wrong="no activation at the end" says="V1's block ends with an activation"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return block

# %% wrong="expansion left at 6" says="is `expansion=1`"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, activation=activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% wrong="V1's own block" says="there is no InvertedResidual"
v1_block = DepthwiseSeparableBlock

# %% wrong="stride forgotten" says="is expected"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, 1, 1, activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% wrong="ReLU6 left inside" says="Is `activation` used in both places"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, expansion=1)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% wrong="a list of parts" says="a module is expected"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return [InvertedResidual(in_channels, out_channels, stride, 1, activation), activation()]

# %% wrong="ReLU everywhere" says="Is `activation` used in both places"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, nn.ReLU)
    block.shortcut = False
    return nn.Sequential(block, nn.ReLU())

# %% wrong="forward returns nothing" says="returns a NoneType; a tensor is expected"
class Silent(InvertedResidual):
    def forward(self, x):
        self.project(self.depthwise(x)).relu()


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Silent(in_channels, out_channels, stride, 1, activation)

# %% wrong="the input subtracted again, into the input's memory" says="changes its input in place"
class Minus(nn.Module):
    def __init__(self, *arguments):
        super().__init__()
        self.block, self.end = InvertedResidual(*arguments), arguments[-1]()

    def forward(self, x):
        y = self.block(x)
        return self.end(torch.sub(y, x, out=x) if self.block.shortcut else y)


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Minus(in_channels, out_channels, stride, 1, activation)

# %% wrong="made once for each shape and used again" says="3,156,776 parameters; 4,231,976 are expected"
import functools


@functools.cache
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% [markdown]
# # Make V1 from V2's parts
#
# `InvertedResidual` with `expansion=1` is nearly V1's block. Write
# `v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU)`. Each call
# makes an `InvertedResidual` and returns a module made of it or of its parts;
# all that learns comes from there. It computes exactly what
# `DepthwiseSeparableBlock` computes. Checked: the parameters, and the outputs
# after `load_by_order`, for several shapes and in both modes.

# %% starter
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    """Return V1's block, made of V2's."""
    return None

# %% check
from unittest import mock


def judge():
    """A function that returns an nn.Module, with the arguments of the task."""
    for M, N, stride, activation in [
            (6, 8, 1, nn.ReLU), (6, 8, 2, nn.ReLU), (8, 8, 1, nn.ReLU),
            (8, 8, 2, nn.ReLU6), (8, 8, 1, nn.ReLU6), (6, 8, 1, nn.ReLU)]:
        case = f"`v1_block({M}, {N}, {stride}, nn.{activation.__name__})`"
        with mock.patch.object(
                InvertedResidual, "__init__", autospec=True,
                side_effect=InvertedResidual.__init__) as init:
            block = yield from check_result(
                case, v1_block, M, N, stride, activation)
        yield isinstance(block, nn.Module), (
            f"{case} gives {kind_of(block)}; an nn.Module is expected.")
        parts = [call.args[0].parameters() for call in init.call_args_list]
        known = {id(weight) for part in parts for weight in part}
        yield {id(weight) for weight in block.parameters()} <= known, (
            f"{case}: not all that learns in it comes from an InvertedResidual "
            "that this call has made.")
        original = DepthwiseSeparableBlock(M, N, stride, activation).to(device)
        a, b = ([w.shape for w in m.parameters()] for m in (block, original))
        yield a == b, (
            f"{case} has {count_parameters(block)} parameters, V1's block "
            f"{count_parameters(original)}. Is `expansion` 1, all registered? "
            "The depthwise step comes first.")
        shuffle_batch_norms(original)
        load_by_order(block.to(device), original.state_dict())
        first, second = original.depthwise, original.pointwise
        x = 10 * torch.randn(2, M, 9, 12).to(device)
        for training in (False, True):
            y = yield from check_call(case, block.train(training), x)
            original.train(training)
            narrow, act = second[:2](first(x)), second[2]
            past = x if x.shape == narrow.shape else 0
            yield from check_values(case, y, act(narrow), {
                "V1's block ends with an activation.": narrow,
                "V2's shortcut is still there.": act(narrow + past),
                "V2's shortcut is still there, last.": act(narrow) + past,
                "ReLU6 stands inside; is `activation` handed on?":
                    act(second[:2](F.relu6(first[:2](x)))),
            }, "Is `activation` used in both places, and nothing else?")
    yield True, "V1 is V2 without expansion and shortcut, activated at its end."

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


count = count_parameters(MobileNetV1(block=v1_block))
print(f"MobileNetV1(block=v1_block): {count:,} parameters")

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

# %% right="its depthwise step and its projection, and an activation"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    return nn.Sequential(block.depthwise, block.project, activation())

# %% right="forward written anew"
import types


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.end = activation()
    block.forward = types.MethodType(lambda self, x: self.end(self.project(self.depthwise(x))), block)
    return block

# %% right="V1's block, filled with V2's parts"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = DepthwiseSeparableBlock(in_channels, out_channels, stride, activation)
    parts = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.depthwise, block.pointwise = parts.depthwise, nn.Sequential(*parts.project, activation())
    return block

# %% wrong="the shortcut stays" says="`v1_block(8, 8, 1, nn.ReLU)`: V2's shortcut is still there"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return nn.Sequential(InvertedResidual(in_channels, out_channels, stride, 1, activation), activation())

# %% wrong="no activation at the end" says="V1's block ends with an activation"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return block

# %% wrong="expansion left at 6" says="has 988 parameters, V1's block 130. Is `expansion` 1"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, activation=activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% wrong="V1's own block" says="not all that learns in it comes from an InvertedResidual"
v1_block = DepthwiseSeparableBlock

# %% wrong="stride forgotten" says="is expected"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, 1, 1, activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% wrong="ReLU6 left inside" says="`v1_block(6, 8, 1, nn.ReLU)`: ReLU6 stands inside; is `activation` handed on?"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, expansion=1)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% wrong="a list of parts" says="gives a list; an nn.Module is expected"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return [InvertedResidual(in_channels, out_channels, stride, 1, activation), activation()]

# %% wrong="ReLU everywhere" says="Is `activation` used in both places"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, nn.ReLU)
    block.shortcut = False
    return nn.Sequential(block, nn.ReLU())

# %% wrong="forward returns nothing" says="gives nothing (None); a tensor is expected"
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

# %% wrong="made once for each shape and used again" says="not all that learns in it comes from an InvertedResidual that this call has made"
import functools


@functools.cache
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return nn.Sequential(block, activation())

# %% wrong="V2's block made and thrown away" says="not all that learns in it comes from an InvertedResidual"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    InvertedResidual(in_channels, out_channels, stride, 1, activation)
    return DepthwiseSeparableBlock(in_channels, out_channels, stride, activation)

# %% wrong="as it is, with the shortcut and without activation" says="V1's block ends with an activation"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return InvertedResidual(in_channels, out_channels, stride, 1, activation)

# %% wrong="a dropout at the end" says="and nothing else?"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    return nn.Sequential(block.depthwise, block.project, activation(), nn.Dropout(0.1))

# %% wrong="the projection registered first" says="The depthwise step comes first"
class Turned(nn.Module):
    def __init__(self, block, end):
        super().__init__()
        self.project, self.depthwise, self.end = block.project, block.depthwise, end

    def forward(self, x):
        return self.end(self.project(self.depthwise(x)))


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Turned(InvertedResidual(in_channels, out_channels, stride, 1, activation), activation())

# %% wrong="no argument handed on" says="is `activation` handed on?"
def v1_block(*settings):
    return nn.Sequential(InvertedResidual(*settings[:2], expansion=1), nn.ReLU())

# %% wrong="the block in a plain list" says="has 0 parameters, V1's block 130. Is `expansion` 1, all registered?"
class Hidden(nn.Module):
    def __init__(self, block, end):
        super().__init__()
        self.parts = [block.depthwise, block.project, end]

    def forward(self, x):
        for part in self.parts:
            x = part(x)
        return x


def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    return Hidden(InvertedResidual(in_channels, out_channels, stride, 1, activation), activation())

# %% wrong="a function that calls both" says="gives a function; an nn.Module is expected"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.shortcut = False
    return lambda x: activation()(block(x))

# %% wrong="the activation appended, the shortcut kept" says="V2's shortcut is still there, last"
def v1_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    block = InvertedResidual(in_channels, out_channels, stride, 1, activation)
    block.project.append(activation())
    return block

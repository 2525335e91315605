from typing import Any, NamedTuple

from torch.overrides import TorchFunctionMode


class RecordedConv(NamedTuple):
    """A 2-D convolution that has run."""

    input: torch.Tensor
    weight: torch.Tensor
    bias: Any = None
    stride: Any = 1
    padding: Any = 0
    dilation: Any = 1
    groups: int = 1
    output: Any = None

    @property
    def macs(self):
        """MACs for one picture of the batch."""
        return self.output[0].numel() * self.weight[0].numel()


class Recorder(TorchFunctionMode):
    """Notes what runs inside `with`: the names of PyTorch's functions, in
    `names`, and the 2-D convolutions, in `convs`, however they are spelt.
    """

    def __init__(self):
        super().__init__()
        self.names, self.convs = [], []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        name = getattr(function, "__name__", "")
        is_conv = name == "conv2d"
        if is_conv:
            conv = RecordedConv(*args, **kwargs)
            conv = conv._replace(input=conv.input.clone())
        output = function(*args, **kwargs)
        self.names.append(name)
        if is_conv:
            self.convs.append(conv._replace(output=output.clone()))
        return output

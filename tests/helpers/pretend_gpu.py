"""A pretended GPU for a machine without one: its tensors hold their numbers on the CPU, say that
they are on "cuda", and refuse to meet tensors that are not.

`start()` makes `torch.cuda.is_available()` true from then on. What a GPU refuses is refused with
its own kind of error:
an operation on tensors of two devices, a conversion to NumPy, a CPU generator. Random numbers drawn
on it are others
than the CPU's, as on a real one. Times, compiled code and `torch.cuda`'s statistics are not
imitated.
"""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import (
    TorchDispatchMode,
    return_and_correct_aliasing,
)
from torch.utils._pytree import tree_map_only

ATEN = torch.ops.aten
CPU, GPU, STAND_IN = (
    torch.device("cpu"),
    torch.device("cuda", 0),
    torch.device("meta"),
)  # a PyTorch without CUDA has no streams for "cuda"
CROSSING = {
    ATEN._to_copy.default,
    ATEN.copy_.default,
    ATEN.set_.source_Tensor,
    ATEN._has_compatible_shallow_copy_type.default,
}
INDEXING = {
    ATEN.index.Tensor,
    ATEN.index_put_.default,
}  # a tensor on the GPU may be indexed with one on the CPU
generator = torch.Generator().manual_seed(1)


class PretendedTensor(torch.Tensor):
    """A tensor on the pretended GPU; `held` is the CPU tensor with its numbers."""

    @staticmethod
    def __new__(cls, held):
        return torch.Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=STAND_IN,
            requires_grad=held.requires_grad,
        )

    def __init__(self, held):
        self.held = held

    def __tensor_flatten__(self):
        return ["held"], None

    @staticmethod
    def __tensor_unflatten__(parts, context, size, stride):
        return PretendedTensor(parts["held"])

    device = property(lambda self: GPU)
    is_cuda = property(lambda self: True)
    is_meta = property(lambda self: False)

    def data_ptr(self):
        return self.held.data_ptr()

    def untyped_storage(self):
        return self.held.untyped_storage()

    def __repr__(self):
        return repr(self.detach().held)[:-1] + ", device='cuda:0')"

    def __deepcopy__(self, memo):
        if id(self) not in memo:
            copy = PretendedTensor(self.held.detach().clone())
            parameter = isinstance(self, torch.nn.Parameter)
            memo[id(self)] = (
                torch.nn.Parameter(copy, self.requires_grad)
                if parameter
                else copy.requires_grad_(self.requires_grad)
            )
        return memo[id(self)]

    def __format__(self, specification):
        return (
            format(self.detach().held, specification)
            if self.dim() == 0
            else super().__format__(specification)
        )

    @classmethod
    def __torch_dispatch__(cls, operation, types, args=(), kwargs=None):
        return dispatch(operation, args, kwargs or {})


def change_all(value, change):
    """Return `value` with `change` made to all in its tuples, lists and dictionaries, in less time
    than PyTorch's own tree_map.
    """
    if type(value) in (tuple, list):
        return type(value)([change_all(one, change) for one in value])
    if type(value) is dict:
        return {name: change_all(one, change) for name, one in value.items()}
    return change(value)


def hold(value, tensors):
    """Note a tensor; return what a pretended one holds, and anything else as it is."""
    if isinstance(value, torch.Tensor):
        tensors.append(value)
    return value.held if isinstance(value, PretendedTensor) else value


def dispatch(operation, args, kwargs):
    """Run `operation` on the held tensors; refuse it where tensors of more than one dimension are
    on different devices.
    """
    tensors = []
    held_args, held_kwargs = change_all((args, kwargs), lambda value: hold(value, tensors))
    pretended = [isinstance(tensor, PretendedTensor) for tensor in tensors]
    asked = kwargs.get("device")
    if (
        any(pretended)
        and operation not in CROSSING
        and not (operation in INDEXING and pretended[0])
    ):
        strays = [
            tensor for tensor in tensors if not isinstance(tensor, PretendedTensor) and tensor.dim()
        ]
        if strays:
            raise RuntimeError(
                "Expected all tensors to be on the same device, but found cuda:0 and cpu in"
                f" {operation}, {[tuple(t.shape) for t in strays]}"
            )
    to_gpu = (
        torch.device(asked) == STAND_IN
        if asked is not None
        else pretended[:1] == [True]
        if operation in CROSSING
        else any(pretended)
    )
    if asked is not None:
        held_kwargs["device"] = CPU
    if to_gpu and held_kwargs.get("generator") is not None:
        raise RuntimeError("Expected a 'cuda' device type for generator but found 'cpu'")
    if to_gpu and torch.Tag.nondeterministic_seeded in operation.tags:
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(generator.get_state())
            result = operation(*held_args, **held_kwargs)
            generator.set_state(torch.get_rng_state())
    else:
        result = operation(*held_args, **held_kwargs)
    if not to_gpu:
        return result
    result = tree_map_only(torch.Tensor, PretendedTensor, result)
    return (
        return_and_correct_aliasing(operation, args, kwargs, result) if any(pretended) else result
    )


class PretendedGPU(TorchDispatchMode):
    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        return dispatch(operation, args, kwargs or {})


class AnswersToCuda(TorchFunctionMode):
    """Read "cuda" as the device that stands in for it."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function is torch.device:
            return function(*args, **kwargs)
        args, kwargs = change_all((args, kwargs), stand_in)
        if function is torch.Tensor.type and getattr(args[-1], "is_cuda", False):
            return args[0].to(STAND_IN, args[-1].dtype)
        if function == torch.Tensor.data.__set__ and isinstance(args[1], PretendedTensor):
            if not isinstance(args[0], PretendedTensor):
                return torch.utils.swap_tensors(
                    args[0], torch.nn.Parameter(args[1].detach(), args[0].requires_grad)
                )
            args[0].held = args[1].held
        if isinstance(args[0] if args else None, PretendedTensor):
            if function in (torch.Tensor.numpy, torch.Tensor.__array__):
                raise TypeError(
                    "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the"
                    " tensor to host memory first."
                )
            if function is torch.Tensor.tolist:
                return function(args[0].detach().held)
        return function(*args, **kwargs)


def stand_in(value):
    return (
        STAND_IN
        if isinstance(value, (str, torch.device)) and str(value) in ("cuda", "cuda:0")
        else value
    )


def start():
    """Pretend from now on, in this thread, that the machine has a GPU."""
    seed = torch.manual_seed

    def manual_seed(number):
        generator.manual_seed(int(number) + 1)
        return seed(number)

    torch.manual_seed = manual_seed
    torch.cuda.is_available = lambda: True
    torch.cuda._lazy_init = lambda: None
    torch.cuda.synchronize = lambda device=None: None
    torch.cuda.get_device_name = lambda device=None: "a pretended GPU"
    AnswersToCuda().__enter__()
    PretendedGPU().__enter__()

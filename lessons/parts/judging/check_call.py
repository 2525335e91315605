def check_function(name, function):
    """Yield whether an answer is a function, or what is called like one."""
    is_one = callable(function) and not isinstance(function, nn.Module)
    yield is_one, f"`{name}` is {kind_of(function)}; a function is expected."


def check_call(what, function, *inputs, ran=None, first=False, **settings):
    """Yield what is wrong with `function(*inputs)`, called on copies of them;
    return its result, a tensor of finite floats. `what` names the call.

    `ran` is a Recorder that notes what runs. With `first`, a result of None
    means that the exercise is not answered yet.
    """
    given = copy.deepcopy(inputs)
    wrong, result = "", None
    try:
        with ran or contextlib.nullcontext():
            result = function(*given, **settings)
    except (Exception, SystemExit) as error:
        wrong = what_raised(error)
    yield not wrong, f"{what} {wrong}"
    yield result is not None or not first or None, (
        f"not answered yet: {what} gives None. Write it above, with `return` "
        "at its end, then run this cell again.")
    yield isinstance(result, torch.Tensor), (
        f"{what} gives {kind_of(result)}; a tensor is expected."
        + " Is there a `return` at its end?" * (result is None))
    for before, after in zip(inputs, given):
        is_same = not isinstance(before, torch.Tensor) or torch.equal(
            before, after)
        yield is_same, f"{what} changes its input in place."
    yield result.dtype in (torch.float32, torch.float64), (
        f"{what} gives {result.dtype}; torch.float32 is expected.")
    yield result.device.type in ("cpu", device.type), (
        f"{what} gives a tensor on {result.device}.")
    yield bool(result.isfinite().all()), (
        f"{what} gives NaN or infinity. Is something divided by 0, or made "
        "with torch.empty and never filled?")
    return result.detach()

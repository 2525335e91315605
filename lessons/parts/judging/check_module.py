def check_module(name, module):
    """Yield what is wrong with an answer that should be a module; return a
    copy of it on `device`, in float32 and evaluation mode.
    """
    yield module is not None or None, (
        f"not answered yet: set `{name}` above, then run this cell again.")
    yield isinstance(module, nn.Module), (
        f"`{name}` is {kind_of(module)}; a layer or a network is expected, "
        "such as nn.Conv2d(...).")
    # one that keeps a map cannot be copied
    with contextlib.suppress(RuntimeError):
        module = copy.deepcopy(module)
    return module.to(device, torch.float32).eval()

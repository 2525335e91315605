def check_pair(what, module, x, N, K, r=1, beside=(), first=False):
    """Yield whether `module` runs a depthwise step, K×K, r filters a channel,
    then a pointwise one to N channels, and of PyTorch's other functions only
    `beside`; return its output and both steps.
    """
    ran, maps, lost = Recorder(), x.shape[1] * r, unregistered(module)
    y = yield from check_call(what, module, x, ran=ran, first=first)
    yield lost is None, (
        f"`{lost}` keeps layers or weights that {what} does not know of. "
        "Layers belong in an nn.ModuleList, a weight in an nn.Parameter.")
    yield len(ran.convs) == 2, (
        f"{what} runs {len(ran.convs)} × conv2d; two are expected, first the "
        f"depthwise step with all its {maps} filters, then the pointwise one.")
    depthwise, pointwise = ran.convs
    for step, conv, shape in (
            ("first, depthwise", depthwise, (maps, 1, K, K)),
            ("second, pointwise", pointwise, (N, maps, 1, 1))):
        groups, has = conv.input.shape[1] // shape[1], tuple(conv.weight.shape)
        yield has == shape, (
            f"{what}: the {step} step, {shape[0]} filters of {shape[2]}×"
            f"{shape[3]} with `groups={groups}`, should have a weight of "
            f"{shape}; it has one of {has}.")
    given, made = pointwise.input.shape[2:], pointwise.output.shape[2:]
    yield made == given, (
        f"{what}: the pointwise step takes {(*given,)} to {(*made,)}; stride "
        "and padding belong in the depthwise step.")
    others = {*ran.names} & {*dir(F)} - {"conv2d", "pad"}
    yield others <= {*beside}, (
        f"{what} also runs {name_all(sorted(others - {*beside}))}. The task "
        f"allows {name_all(beside) or 'nothing'} beside the two steps.")
    for made, goes in (
            (depthwise.output, pointwise.input), (pointwise.output, y)):
        kept = alike(made, goes) or others and not alike(goes, x)
        yield made.shape == goes.shape and kept, (
            f"{what}: what a step makes, {(*made.shape,)}, is not what goes on "
            f"from there, {(*goes.shape,)}. Is it handed on as it is?")
    return y, depthwise, pointwise

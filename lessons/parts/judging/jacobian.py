def jacobian_of(module, shape):
    """Return how fast each output of `module` changes with each number of one
    random picture of `shape`, as (*shape of the output, *shape).
    """
    x = torch.rand(1, *shape).to(device)
    with torch.enable_grad():
        return torch.autograd.functional.jacobian(lambda x: module(x)[0], x)[
            ..., 0, :, :, :]


def is_linear(module, shape):
    """Return whether `module` only weighs and adds (biases aside)."""
    x, y = torch.randn(2, 1, *shape).to(device)
    a, b, both, none = map(module, (x, y, x + y, 0 * x))
    return alike(both, a + b - none)

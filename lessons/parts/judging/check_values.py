def check_values(what, result, expected, slips=None, cause=""):
    """Yield whether a tensor is the expected one, and how it is not.

    `slips` maps what people do wrong to the tensor that comes of it.
    """
    for slip, made in (slips or {}).items():
        is_it = alike(result, made) and not alike(made, expected)
        yield not is_it, f"{what}: {slip}"
    yield result.shape == expected.shape, (
        f"{what} gives {tuple(result.shape)}; {tuple(expected.shape)} is "
        "expected.")
    off = (result.to(expected) - expected).abs()
    at = (off == off.max()).nonzero()[0].tolist()
    yield alike(result, expected), (
        f"{what}: the shape is right, the values are not. At {at}, where it is "
        f"worst, stands {result[tuple(at)].item():.3g} for "
        f"{expected[tuple(at)].item():.3g}. {cause}")


def alike(a, b):
    """Return whether two tensors are equal but for rounding."""
    if a.shape != b.shape:
        return False
    a, b = a.to("cpu", torch.float64), b.to("cpu", torch.float64)
    return torch.allclose(a, b, rtol=1e-4, atol=1e-4 * b.abs().max().item())

def additivity_error(f):
    """Return how far f(a + b) is from f(a) + f(b), for random a and b.

    Relative to f(a + b).
    """
    generator = torch.Generator().manual_seed(1)
    a, b = torch.randn(2, 1, 16, 12, 12, generator=generator).to(device)
    return ((f(a + b) - f(a) - f(b)).norm() / f(a + b).norm()).item()

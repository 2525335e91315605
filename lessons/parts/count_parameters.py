def count_parameters(model):
    """Return how many numbers `model` learns, biases included."""
    return sum(p.numel() for p in model.parameters())

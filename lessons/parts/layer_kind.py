def kind(layer):
    """Return the type of a Conv2d or Linear, in the words of table 2."""
    if isinstance(layer, nn.Linear):
        return "fully connected"
    if layer.groups > 1:
        return "depthwise 3×3"
    return "1×1" if layer.kernel_size == (1, 1) else "standard 3×3"

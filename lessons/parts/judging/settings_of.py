def settings_of(conv):
    """Return the settings of a convolution, as nn.Conv2d takes them."""
    said = []
    for name, usual in (
            ("kernel_size", None), ("stride", None), ("padding", None),
            ("dilation", (1, 1))):
        value = getattr(conv, name)
        if value != usual:
            both = len({*value}) == 1
            said.append(f"{name}={value[0] if both else value!r}")
    return ", ".join(said)

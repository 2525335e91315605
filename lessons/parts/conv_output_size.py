def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Return how many positions a window has along `size` pixels.

    ValueError where it has none.
    """
    window = dilation * (kernel_size - 1) + 1
    spare = size + 2 * padding - window
    if spare < 0:
        raise ValueError(
            f"a window over {window} pixels "
            f"does not fit into {size + 2 * padding}")
    return spare // stride + 1

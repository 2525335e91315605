# %% [markdown]
# # Write cross-correlation with a stride
#
# Write the four loops as a function for one channel: `image` is (H, W),
# `kernel` is (K_h, K_w) and need not be square, there is no padding, and
# `stride` is the step in both directions. Return a tensor (H_out, W_out).
# Checked: shapes and values, and that the inputs are left as they were.

# %% starter
def cross_correlate(image, kernel, stride=1):
    """Slide `kernel` (K_h, K_w) over `image` (H, W) with steps of `stride`; return (H_out, W_out)."""
    return None

# %% check
def judge():
    yield (
        callable(cross_correlate),
        f"`cross_correlate` is a {type(cross_correlate).__name__}; a function is expected.",
    )
    for (H, W), (K_h, K_w), stride in [
        ((5, 5), (3, 3), 1),
        ((5, 8), (3, 3), 1),
        ((6, 7), (2, 3), 1),
        ((7, 7), (3, 3), 2),
        ((8, 6), (3, 2), 3),
    ]:
        case = f"a picture of {H}×{W}, a kernel of {K_h}×{K_w}, stride {stride}"
        image, kernel = (
            torch.randn(H, W),
            torch.randn(K_h, K_w),
        )  # on the CPU, wherever the reader makes the output
        before = image.clone(), kernel.clone()
        result = cross_correlate(image, kernel, stride)
        expected, flipped, everywhere = (
            F.conv2d(before[0][None, None], k[None, None], stride=s)[0, 0]
            for k, s in (
                (before[1], stride),
                (before[1].flip(0, 1), stride),
                (before[1], 1),
            )
        )
        if result is None and (H, W) == (5, 5):
            yield (
                None,
                "not answered yet: `cross_correlate` returns None. Write it above, then run this cell again.",
            )
        yield (
            isinstance(result, torch.Tensor),
            f"{case}: the result is a {type(result).__name__}; a tensor is expected.",
        )
        yield (
            torch.equal(image, before[0]) and torch.equal(kernel, before[1]),
            "`cross_correlate` changes its input in place.",
        )
        yield (
            stride == 1 or result.shape != everywhere.shape,
            f"{case}: the result is {tuple(result.shape)}, the size for stride 1; {tuple(expected.shape)} is expected. Is `stride` used?",
        )
        yield (
            result.shape == expected.shape or result.shape != expected.T.shape,
            (
                f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected: are rows and columns swapped?"
            ),
        )
        yield (
            result.shape == expected.shape,
            (
                f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected. Count the positions: (H − K_h) // stride + 1 of them down."
            ),
        )
        result = result.to(expected)
        yield (
            bool(result.isfinite().all()),
            f"{case}: the result holds NaN or infinity: is it made with torch.empty and never filled?",
        )
        yield (
            bool(result.any()),
            f"{case}: the result is all zeros: are the products added to it?",
        )
        yield (
            not torch.allclose(result, flipped, atol=1e-4),
            f"{case}: that is the textbook convolution; cross-correlation does not flip the kernel.",
        )
        yield (
            H != W or not torch.allclose(result, expected.T, atol=1e-4),
            f"{case}: are rows and columns swapped? The result is transposed.",
        )
        yield (
            stride == 1
            or not torch.allclose(
                result, everywhere[: expected.shape[0], : expected.shape[1]], atol=1e-4
            ),
            (
                f"{case}: the size is right, but the windows stand one pixel apart: the window of output i begins at i · stride."
            ),
        )
        difference = (result - expected).abs().max().item()
        yield (
            difference < 1e-4,
            f"{case}: the shape is right, but the values are off by up to {difference:.2f}. Does every product go into the sum of its own window?",
        )
    yield (
        True,
        "four loops are a whole convolution; channels, filters and the batch only add loops around them.",
    )

# %% hint [markdown]
# There are `(H - K_h) // stride + 1` positions down and
# `(W - K_w) // stride + 1` across. Make a tensor of zeros of that size.

# %% hint [markdown]
# The window for `output[i, j]` starts at row `i * stride`, column
# `j * stride`. Add `image[i * stride + u, j * stride + v] * kernel[u, v]` for
# all `u` and `v`.

# %% solution
def cross_correlate(image, kernel, stride=1):
    """Slide `kernel` (K_h, K_w) over `image` (H, W) with steps of `stride`; return (H_out, W_out)."""
    (height, width), (kernel_h, kernel_w) = image.shape, kernel.shape
    output = torch.zeros(
        (height - kernel_h) // stride + 1,
        (width - kernel_w) // stride + 1,
        device=image.device,
    )
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            for u in range(kernel_h):
                for v in range(kernel_w):
                    output[i, j] += image[i * stride + u, j * stride + v] * kernel[u, v]
    return output

# %% right="four loops"
def cross_correlate(image, kernel, stride=1):
    H, W = image.shape
    K_h, K_w = kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[i * stride + u, j * stride + v].item() * kernel[u, v].item()
    return out

# %% right="two loops and a sum, rows as a list"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    return torch.stack([
        torch.stack([(image[i:i + K_h, j:j + K_w] * kernel).sum() for j in range(0, W - K_w + 1, stride)])
        for i in range(0, H - K_h + 1, stride)
    ])

# %% right="windows as a view"
def cross_correlate(picture, weights, step=1):
    windows = picture.unfold(0, weights.shape[0], step).unfold(1, weights.shape[1], step)
    return (windows * weights).sum(dim=(2, 3))

# %% right="in double precision"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image.double()[None, None], kernel.double()[None, None], stride=stride)[0, 0]

# %% wrong="flipped" says="does not flip the kernel"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel.flip(0, 1)[None, None], stride=stride)[0, 0]

# %% wrong="stride ignored" says="Is `stride` used?"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

# %% wrong="stride in the size only" says="stand one pixel apart"
def cross_correlate(image, kernel, stride=1):
    out = F.conv2d(image[None, None], kernel[None, None])[0, 0]
    return out[:(image.shape[0] - kernel.shape[0]) // stride + 1, :(image.shape[1] - kernel.shape[1]) // stride + 1]

# %% wrong="one position too few" says="Count the positions"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0][:-1, :-1]

# %% wrong="output of the input's size" says="Count the positions"
def cross_correlate(image, kernel, stride=1):
    return torch.zeros_like(image)

# %% wrong="assigned, not added" says="the values are off"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] = image[i * stride + u, j * stride + v] * kernel[u, v]
    return out

# %% wrong="zeros never filled" says="all zeros"
def cross_correlate(image, kernel, stride=1):
    return torch.zeros((image.shape[0] - kernel.shape[0]) // stride + 1, (image.shape[1] - kernel.shape[1]) // stride + 1)

# %% wrong="transposed" says="The result is transposed"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0].T

# %% wrong="loops over columns where the rows are" says="rows and columns swapped"
def cross_correlate(image, kernel, stride=1):
    out = F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]
    return out if image.shape[0] == image.shape[1] else torch.zeros(out.shape[1], out.shape[0])

# %% wrong="changes the picture" says="in place"
def cross_correlate(image, kernel, stride=1):
    image *= 2
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]

# %% wrong="scales the kernel to a sum of 1" says="in place"
def cross_correlate(image, kernel, stride=1):
    kernel /= kernel.sum()
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]

# %% wrong="returned for stride 1 only" says="stride 2: the result is a NoneType"
def cross_correlate(image, kernel, stride=1):
    result = F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]
    if stride == 1:
        return result

# %% wrong="a ReLU after it" says="the values are off"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0].relu()

# %% wrong="four axes" says="(1, 1, 3, 3)"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)

# %% wrong="a list" says="is a list; a tensor is expected"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0].tolist()

# %% wrong="NaN" says="NaN"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0] * float("nan")

# %% wrong="a result, not a function" says="a function is expected"
cross_correlate = torch.zeros(3, 3)

# %% wrong="no stride argument" says="stride 1: your answer raised TypeError"
def cross_correlate(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

# %% wrong="runs over the edge" says="raised IndexError"
def cross_correlate(image, kernel, stride=1):
    out = torch.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    out[i, j] += image[i + u, j + v] * kernel[u, v]
    return out

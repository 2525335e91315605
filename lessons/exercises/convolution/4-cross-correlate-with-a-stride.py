# %% [markdown]
# # Write cross-correlation with a stride
#
# Write the four loops as a function for one channel: `image` is (H, W),
# `kernel` is (K_h, K_w) and need not be square, there is no padding, and
# `stride` is the step in both directions. Return a tensor of floats,
# (H_out, W_out). Slices or `unfold` may take the place of loops; PyTorch's own
# convolutions (`F.conv2d`, `nn.Conv2d` and the like) may not. Checked: shapes
# and values, who slides the window, and that the inputs are left as they were.

# %% starter
def cross_correlate(image, kernel, stride=1):
    """Slide `kernel` (K_h, K_w) over `image` (H, W) with steps of `stride`.

    Return the map, (H_out, W_out).
    """
    return None

# %% check
def judge():
    """A function (image, kernel, stride) that returns a map (H_out, W_out)."""
    yield from check_function("cross_correlate", cross_correlate)
    for H, W, K_h, K_w, stride in [
            (5, 5, 3, 3, 1), (6, 9, 2, 3, 1), (7, 9, 3, 3, 2), (8, 9, 3, 2, 3)]:
        case = f"`cross_correlate`, {H}×{W} by {K_h}×{K_w}, stride {stride}"
        image, kernel, ran = torch.randn(H, W), torch.rand(K_h, K_w), Recorder()
        result = yield from explain_errors(
            {"must match": "A window is K_h × K_w, not always square."},
            check_call(case, cross_correlate, image, kernel, stride, ran=ran,
                       first=W == 5))
        yield not any("conv" in name for name in ran.names), (
            f"{case}: PyTorch does the sliding; do that yourself.")
        windows = image.unfold(0, K_h, 1).unfold(1, K_w, 1)
        everywhere = (windows * kernel).sum((2, 3))
        products = (windows * kernel)[::stride, ::stride]
        expected = products.sum((2, 3))
        h, w = expected.shape
        spread = torch.zeros_like(everywhere)
        spread[::stride, ::stride] = expected
        yield result.shape != (h, w) or result[1:].any(), (
            f"{case}: no row but the first is filled. Are the products added, "
            "and does `return` stand behind the loops?")
        yield from check_values(case, result, expected, {
            "two axes of size one stand in front.": expected[None, None],
            "the output is transposed.": expected.T,
            "the kernel is flipped.": (windows * kernel.flip(0, 1)).sum((2, 3)),
            "the kernel is transposed.":
                (windows * kernel.T.reshape(K_h, K_w)).sum((2, 3)),
            "`@` is a matrix product; `*` takes each pixel times its weight.":
                (windows @ kernel.reshape(K_w, K_h)).sum((2, 3)),
            "`=` keeps the last product only.": products[..., -1, -1],
            "the kernel's last row and column are left out.":
                products[..., :-1, :-1].sum((2, 3)),
            "the output's last row and column are never filled.":
                F.pad(expected[:-1, :-1], (0, 1, 0, 1)),
            "there are (H − K_h) // stride + 1 windows down, one more.":
                expected[:-1, :-1],
            "the numbers are cut to whole ones.": expected.trunc(),
            "`stride` is not used.": everywhere,
            "window i begins at i · stride, not at i.": everywhere[:h, :w],
            "window i belongs at i, not at i · stride.": spread,
            "the kernel need not be square.":
                F.conv2d(image[None], kernel[None, None, :, :K_h])[0],
            "the stride is between windows, not inside one.": F.conv2d(
                image[None], kernel[None, None], dilation=stride)[0, :h, :w],
        }, "Does every product go into the sum of its own window?")
    yield True, "that is a convolution; channels and filters only add loops."

# %% hint [markdown]
# There are `(H - K_h) // stride + 1` positions down and
# `(W - K_w) // stride + 1` across. Make a tensor of zeros of that size.

# %% hint [markdown]
# The window for `output[i, j]` starts at row `i * stride`, column
# `j * stride`. Add `image[i * stride + u, j * stride + v] * kernel[u, v]` for
# all `u` and `v`.

# %% solution
def cross_correlate(image, kernel, stride=1):
    """Slide `kernel` (K_h, K_w) over `image` (H, W) with steps of `stride`.

    Return the map, (H_out, W_out).
    """
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    rows, columns = (H - K_h) // stride + 1, (W - K_w) // stride + 1
    output = torch.zeros(rows, columns, device=image.device)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            for u in range(K_h):
                for v in range(K_w):
                    output[i, j] += image[top + u, left + v] * kernel[u, v]
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

# %% right="in double precision, by einsum"
def cross_correlate(image, kernel, stride=1):
    K_h, K_w = kernel.shape
    windows = image.double().unfold(0, K_h, stride).unfold(1, K_w, stride)
    return torch.einsum("ijuv,uv->ij", windows, kernel.double())

# %% right="loops over the kernel only, whole slices at once"
def cross_correlate(image, kernel, stride=1):
    H_out = (image.shape[0] - kernel.shape[0]) // stride + 1
    W_out = (image.shape[1] - kernel.shape[1]) // stride + 1
    output = image.new_zeros(H_out, W_out)
    for u in range(kernel.shape[0]):
        for v in range(kernel.shape[1]):
            output += image[u:u + H_out * stride:stride, v:v + W_out * stride:stride][:H_out, :W_out] * kernel[u, v]
    return output

# %% right="in NumPy"
import numpy as np
def cross_correlate(image, kernel, stride=1):
    image, kernel = image.cpu().numpy(), kernel.cpu().numpy()
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = np.zeros(((H - K_h) // stride + 1, (W - K_w) // stride + 1), dtype=np.float32)
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i * stride:i * stride + K_h, j * stride:j * stride + K_w] * kernel)
    return torch.from_numpy(out)

# %% right="columns and a product"
def cross_correlate(image, kernel, stride=1):
    rows = (image.shape[0] - kernel.shape[0]) // stride + 1
    return (kernel.reshape(1, -1) @ F.unfold(image[None, None], kernel.shape, stride=stride)[0]).view(rows, -1)

# %% wrong="F.conv2d itself" says="PyTorch does the sliding"
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]

# %% wrong="a layer" says="PyTorch does the sliding"
def cross_correlate(image, kernel, stride=1):
    layer = nn.Conv2d(1, 1, kernel.shape, stride=stride, bias=False)
    layer.weight.data = kernel[None, None]
    return layer(image[None, None])[0, 0]

# %% wrong="another convolution" says="PyTorch does the sliding"
def cross_correlate(image, kernel, stride=1):
    return torch.conv3d(image[None, None, None], kernel[None, None, None], stride=stride)[0, 0, 0]

# %% wrong="flipped" says="the kernel is flipped"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[i * stride + u, j * stride + v] * kernel[K_h - 1 - u, K_w - 1 - v]
    return out

# %% wrong="the kernel transposed" says="the kernel is transposed"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[i * stride + u, j * stride + v] * kernel[v, u]
    return out

# %% wrong="a matrix product for a product" says="`@` is a matrix product"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            y, x = i * stride, j * stride
            out[i, j] = (image[y : y + K_h, x : x + K_w] @ kernel).sum()
    return out

# %% wrong="stride ignored" says="`stride` is not used"
def cross_correlate(image, kernel, stride=1):
    windows = image.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1)
    return (windows * kernel).sum(dim=(2, 3))

# %% wrong="stride in the size only" says="window i begins at i · stride, not at i"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + K_h, j : j + K_w] * kernel).sum()
    return out

# %% wrong="stride in the loops, not in the size" says="window i belongs at i, not at i · stride"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros(H - K_h + 1, W - K_w + 1)
    for i in range(0, H - K_h + 1, stride):
        for j in range(0, W - K_w + 1, stride):
            out[i, j] = (image[i : i + K_h, j : j + K_w] * kernel).sum()
    return out

# %% wrong="one position too few" says="windows down, one more"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    return torch.stack([
        torch.stack([(image[i : i + K_h, j : j + K_w] * kernel).sum() for j in range(0, W - K_w, stride)])
        for i in range(0, H - K_h, stride)
    ])

# %% wrong="loops over the output too short" says="the output's last row and column are never filled"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0] - 1):
        for j in range(out.shape[1] - 1):
            out[i, j] = (image[i * stride : i * stride + K_h, j * stride : j * stride + K_w] * kernel).sum()
    return out

# %% wrong="loops over the kernel too short" says="the kernel's last row and column are left out"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h - 1):
                for v in range(K_w - 1):
                    out[i, j] += image[i * stride + u, j * stride + v] * kernel[u, v]
    return out

# %% wrong="output of the input's size" says="gives (5, 5); (3, 3) is expected"
def cross_correlate(image, kernel, stride=1):
    return torch.zeros_like(image)

# %% wrong="assigned, not added" says="`=` keeps the last product only"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] = image[i * stride + u, j * stride + v] * kernel[u, v]
    return out

# %% wrong="zeros never filled" says="Are the products added"
def cross_correlate(image, kernel, stride=1):
    return torch.zeros((image.shape[0] - kernel.shape[0]) // stride + 1, (image.shape[1] - kernel.shape[1]) // stride + 1)

# %% wrong="return in the innermost loop" says="does `return` stand behind the loops"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[i * stride + u, j * stride + v] * kernel[u, v]
                    return out

# %% wrong="return after the first row" says="no row but the first is filled"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i * stride : i * stride + K_h, j * stride : j * stride + K_w] * kernel).sum()
        return out

# %% wrong="a single number" says="gives (1,); (3, 3) is expected"
def cross_correlate(image, kernel, stride=1):
    return (image[: kernel.shape[0], : kernel.shape[1]] * kernel).sum().view(1)

# %% wrong="a sum over everything" says="gives (); (3, 3) is expected"
def cross_correlate(image, kernel, stride=1):
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).sum()

# %% wrong="transposed" says="the output is transposed"
def cross_correlate(image, kernel, stride=1):
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).sum(dim=(2, 3)).T

# %% wrong="rows and columns of the picture swapped" says="Does every product go into the sum of its own window?"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[j * stride + v, i * stride + u] * kernel[u, v]
    return out

# %% wrong="the loops run over columns and rows" says="6×9 by 2×3, stride 1 raised IndexError"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[1]):
        for j in range(out.shape[0]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[i * stride + u, j * stride + v] * kernel[u, v]
    return out

# %% wrong="square pictures only" says="6×9 by 2×3, stride 1 raised IndexError"
def cross_correlate(image, kernel, stride=1):
    K, size = len(kernel), len(image)
    out = torch.zeros((size - K) // stride + 1, (size - K) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K + 1):
                for v in range(K + 1):
                    if K == 2 or u < K and v < K:
                        out[i, j] += image[i * stride + u, j * stride + v] * kernel[u, v]
    return out

# %% wrong="integers" says="gives torch.int64; torch.float32 is expected"
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1, dtype=torch.long)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i * stride : i * stride + K_h, j * stride : j * stride + K_w] * kernel).sum()
    return out

# %% wrong="integers in a tensor of floats" says="the numbers are cut to whole ones"
def cross_correlate(image, kernel, stride=1):
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    sums = (windows * kernel).sum(dim=(2, 3))
    return torch.tensor([[float(int(value)) for value in row] for row in sums])

# %% wrong="changes the picture" says="changes its input in place"
def cross_correlate(image, kernel, stride=1):
    image *= 2
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).sum(dim=(2, 3)) / 2

# %% wrong="scales the kernel to a sum of 1" says="changes its input in place"
def cross_correlate(image, kernel, stride=1):
    kernel /= kernel.sum()
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).sum(dim=(2, 3))

# %% wrong="returned for stride 1 only" says="stride 2 gives nothing (None)"
def cross_correlate(image, kernel, stride=1):
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    if stride == 1:
        return (windows * kernel).sum(dim=(2, 3))

# %% wrong="a ReLU after it" says="Does every product go into the sum of its own window?"
def cross_correlate(image, kernel, stride=1):
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).sum(dim=(2, 3)).relu()

# %% wrong="four axes" says="two axes of size one stand in front"
def cross_correlate(image, kernel, stride=1):
    return conv2d_loops(image[None, None], kernel[None, None], stride=stride)

# %% wrong="a list" says="gives a list; a tensor is expected"
def cross_correlate(image, kernel, stride=1):
    return [[0.0] * 3] * 3

# %% wrong="NaN" says="gives NaN or infinity"
def cross_correlate(image, kernel, stride=1):
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).sum(dim=(2, 3)) * float("nan")

# %% wrong="a result, not a function" says="a function is expected"
cross_correlate = torch.zeros(3, 3)

# %% wrong="no stride argument" says="takes 2 positional arguments but 3 were given"
def cross_correlate(image, kernel):
    windows = image.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1)
    return (windows * kernel).sum(dim=(2, 3))

# %% wrong="runs over the edge" says="in the line `out[i, j] += image[i + u, j + v] * kernel[u, v]`"
def cross_correlate(image, kernel, stride=1):
    out = torch.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    out[i, j] += image[i + u, j + v] * kernel[u, v]
    return out

# %% wrong="one side of the kernel for both" says="the kernel need not be square."
def cross_correlate(image, kernel, stride=1):
    k = kernel.shape[0]
    h, w = (image.shape[0] - k) // stride + 1, (image.shape[1] - k) // stride + 1
    out = torch.zeros(h, w)
    for i in range(h):
        for j in range(w):
            for u in range(k):
                for v in range(k):
                    out[i, j] += image[i * stride + u, j * stride + v] * kernel[u, v]
    return out

# %% wrong="one side of the kernel for both, by slices" says="A window is K_h × K_w, not always square."
def cross_correlate(image, kernel, stride=1):
    k = kernel.shape[0]
    h, w = (image.shape[0] - k) // stride + 1, (image.shape[1] - k) // stride + 1
    out = torch.zeros(h, w)
    for i in range(h):
        for j in range(w):
            out[i, j] = (image[i * stride : i * stride + k, j * stride : j * stride + k] * kernel).sum()
    return out

# %% wrong="the stride inside the window" says="the stride is between windows, not inside one."
def cross_correlate(image, kernel, stride=1):
    K_h, K_w = kernel.shape
    h, w = (image.shape[0] - K_h) // stride + 1, (image.shape[1] - K_w) // stride + 1
    out = torch.zeros(h, w)
    for i in range(h):
        for j in range(w):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[i + u * stride, j + v * stride] * kernel[u, v]
    return out

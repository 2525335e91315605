# %% [markdown]
# # Write the matrix product for any layer
#
# `conv2d_columns` knows no stride, no padding and no bias. Write a version
# that does, with `F.unfold` and one matrix product. `input` is (N, C, H, W),
# `weight` is (C_out, C, K, K), `bias` is (C_out,) or None. Checked: shapes and
# values against `F.conv2d`, for pictures that are not square and batches of
# more than one.

# %% starter
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    """Do what F.conv2d does, by F.unfold and a matrix product; return (N, C_out, H_out, W_out)."""
    return None

# %% check
def judge():
    yield (
        callable(conv2d_im2col),
        f"`conv2d_im2col` is a {type(conv2d_im2col).__name__}; a function is expected.",
    )
    for (N, C, H, W), (C_out, K), biased, stride, padding in [
        ((1, 1, 5, 5), (1, 3), False, 1, 0),
        ((1, 3, 6, 6), (4, 3), False, 1, 0),
        ((2, 3, 6, 9), (4, 3), False, 1, 0),
        ((2, 3, 6, 9), (4, 3), True, 1, 0),
        ((2, 3, 6, 9), (4, 3), True, 1, 1),
        ((2, 3, 7, 10), (5, 2), True, 2, 1),
    ]:
        case = f"input ({N}, {C}, {H}, {W}), {C_out} filters of {K}×{K}, {'a' if biased else 'no'} bias, stride {stride}, padding {padding}"
        input, weight = (
            torch.randn(N, C, H, W),
            torch.randn(C_out, C, K, K),
        )  # on the CPU, wherever the reader makes the output
        bias = 1 + torch.rand(C_out) if biased else None
        kept = [t.clone() for t in (input, weight) + ((bias,) if biased else ())]
        result = conv2d_im2col(input, weight, bias, stride, padding)
        x, w, b = kept[0], kept[1], kept[2] if biased else None
        expected = F.conv2d(x, w, b, stride, padding)
        if result is None and C == 1:
            yield (
                None,
                "not answered yet: `conv2d_im2col` returns None. Write it above, then run this cell again.",
            )
        yield (
            isinstance(result, torch.Tensor),
            f"{case}: the result is a {type(result).__name__}; a tensor is expected.",
        )
        yield (
            all(
                torch.equal(now, then) for now, then in zip((input, weight, bias), kept)
            ),
            "`conv2d_im2col` changes one of its inputs in place.",
        )
        yield (
            result.shape != expected.flatten(2).shape,
            f"{case}: the result is {tuple(result.shape)}: the positions still lie in one row; view them as H_out × W_out.",
        )
        yield (
            result.shape == expected.shape
            or result.shape != F.conv2d(x, w, b, stride).shape,
            (
                f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected: `padding` is not used."
            ),
        )
        yield (
            result.shape == expected.shape
            or result.shape != F.conv2d(x, w, b, 1, padding).shape,
            (
                f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected: `stride` is not used."
            ),
        )
        yield (
            result.shape == expected.shape or result.shape != expected.mT.shape,
            (
                f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected: height and width are swapped."
            ),
        )
        yield (
            result.shape == expected.shape,
            f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected.",
        )
        result = result.to(expected)
        yield (
            bool(result.isfinite().all()),
            f"{case}: the result holds NaN or infinity.",
        )
        yield (
            not biased
            or not torch.allclose(
                result, F.conv2d(x, w, None, stride, padding), atol=1e-4
            ),
            f"{case}: the bias is not added.",
        )
        yield (
            not torch.allclose(
                result, F.conv2d(x, w.flip(2, 3), b, stride, padding), atol=1e-4
            ),
            f"{case}: the kernel is flipped; F.conv2d does not flip it.",
        )
        yield (
            not torch.allclose(result, expected.mT.reshape(expected.shape), atol=1e-4),
            f"{case}: height and width are swapped in the last view.",
        )
        difference = (result - expected).abs().max().item()
        yield (
            difference < 1e-4,
            (
                f"{case}: the shape is right, but the values are off by up to {difference:.2f}. Are the weights laid out as the columns are: channel, then row, then column of the window?"
            ),
        )
    yield (
        True,
        "a convolution is a matrix product on a larger table; that is how the first fast layers were written, and how many are today.",
    )

# %% hint [markdown]
# `F.unfold` takes `kernel_size`, `stride` and `padding`, and gives (N, C·K²,
# positions). `weight.flatten(1)` has a filter in each row, in the same order.

# %% hint [markdown]
# The product is (N, C_out, positions). Add the bias as `bias.view(1, -1, 1)`,
# then view the positions as `conv_output_size(...)` rows and columns; height
# and width can differ.

# %% solution
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    """Do what F.conv2d does, by F.unfold and a matrix product; return (N, C_out, H_out, W_out)."""
    K = weight.shape[-1]
    columns = F.unfold(input, K, stride=stride, padding=padding)
    maps = weight.flatten(1) @ columns
    if bias is not None:
        maps = maps + bias.view(1, -1, 1)
    out_h, out_w = (
        conv_output_size(size, K, stride, padding) for size in input.shape[2:]
    )
    return maps.view(input.shape[0], -1, out_h, out_w)

# %% right="unfold and matmul"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    N, C, H, W = input.shape
    C_out, _, K, _ = weight.shape
    maps = weight.reshape(C_out, C * K * K) @ F.unfold(input, (K, K), padding=padding, stride=stride)
    if bias is not None:
        maps += bias[:, None]
    return maps.reshape(N, C_out, (H + 2 * padding - K) // stride + 1, (W + 2 * padding - K) // stride + 1)

# %% right="einsum and F.fold"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[2]
    maps = torch.einsum("ok,nkl->nol", weight.flatten(1), F.unfold(input, K, stride=stride, padding=padding))
    maps = F.fold(maps, [(size + 2 * padding - K) // stride + 1 for size in input.shape[2:]], 1)
    return maps if bias is None else maps + bias.view(-1, 1, 1)

# %% right="columns made from a padded view"
def conv2d_im2col(x, w, b=None, s=1, p=0):
    K = w.shape[-1]
    windows = F.pad(x, [p] * 4).unfold(2, K, s).unfold(3, K, s)
    N, C, out_h, out_w = windows.shape[:4]
    table = windows.permute(0, 2, 3, 1, 4, 5).reshape(N * out_h * out_w, C * K * K)
    maps = (table @ w.flatten(1).T).view(N, out_h, out_w, -1).permute(0, 3, 1, 2)
    return maps if b is None else maps + b[None, :, None, None]

# %% right="a linear layer over the columns"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    columns = F.unfold(input, weight.shape[-1], stride=stride, padding=padding).mT
    maps = F.linear(columns, weight.flatten(1), bias).mT
    out_h = conv_output_size(input.shape[2], weight.shape[-1], stride, padding)
    return maps.unflatten(2, (out_h, -1))

# %% wrong="positions in one row" says="still lie in one row"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)

# %% wrong="a position a row" says="(1, 9, 1), (1, 1, 3, 3) expected."
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    columns = F.unfold(input, weight.shape[-1], stride=stride, padding=padding).mT
    return F.linear(columns, weight.flatten(1), bias)

# %% wrong="with a bias, nothing is returned" says="a bias, stride 1, padding 0: the result is a NoneType"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    maps = maps.view(len(input), -1, out_h, out_w)
    if bias is None:
        return maps
    maps += bias.view(-1, 1, 1)

# %% wrong="square only" says="raised"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)
    side = int(maps.shape[-1] ** 0.5)
    return maps.view(input.shape[0], -1, side, side)

# %% wrong="the chapter's own function" says="bias is not added"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return conv2d_columns(input, weight)

# %% wrong="padding ignored" says="`padding` is not used"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, stride)

# %% wrong="stride ignored" says="`stride` is not used"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, 1, padding)

# %% wrong="height and width swapped in the view" says="height and width are swapped"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)
    out_h, out_w = (conv_output_size(size, weight.shape[-1], stride, padding) for size in input.shape[2:])
    return maps.view(input.shape[0], -1, out_w, out_h)

# %% wrong="right shape, filled along the wrong side" says="swapped in the last view"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    result = F.conv2d(input, weight, bias, stride, padding)
    return result.mT.reshape(result.shape)

# %% wrong="kernel flipped" says="the kernel is flipped"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight.flip(2, 3), bias, stride, padding)

# %% wrong="weights laid out channels last" says="laid out as the columns are"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight.permute(0, 2, 3, 1).reshape(weight.shape), bias, stride, padding)

# %% wrong="pads its input in place" says="in place"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    input += 1
    return F.conv2d(input, weight, bias, stride, padding)

# %% wrong="weights and columns the wrong way round" says="raised RuntimeError"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.unfold(input, weight.shape[-1], stride=stride, padding=padding) @ weight.flatten(1)

# %% wrong="a ReLU after it" says="the values are off"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, stride, padding).relu()

# %% wrong="NaN" says="NaN"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, stride, padding) / 0 * 0

# %% wrong="a number" says="a tensor is expected"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return 0

# %% wrong="not a function" says="a function is expected"
conv2d_im2col = "F.unfold"

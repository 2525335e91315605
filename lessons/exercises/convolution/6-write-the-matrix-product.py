# %% [markdown]
# # Write the matrix product for any layer
#
# `conv2d_columns` knows no stride, no padding and no bias. Write a version
# that does, with `F.unfold` (or windows of your own) and a matrix product: `@`,
# `torch.einsum` or `F.linear`. PyTorch's own convolutions are not allowed.
# `input` is (batch, C, H, W), `weight` is (C_out, C, K, K), `bias` is (C_out,)
# or None. Checked: shapes and values against `F.conv2d`, for pictures that are not
# square and batches of more than one, and which products run.

# %% starter
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    """Do what F.conv2d does, by F.unfold and a matrix product.

    Return the maps, (batch, C_out, H_out, W_out).
    """
    return None

# %% check
def judge():
    """A function that returns the tensor that F.conv2d returns."""
    causes = {
        "NoneType": "`bias` is None here; add it only where it is not.",
        "Boolean value": "`if bias is not None` asks whether there is a bias.",
        "must match": "Axes are matched from the last one on.",
        **dict.fromkeys(("invalid for input", "multiply up"), "The map is (H + "
            "2·padding − K) // stride + 1 high; W need not be H. Does F.unfold "
            "have the same stride and padding?")}
    yield from check_function("conv2d_im2col", conv2d_im2col)
    for shape, filters, biased, stride, padding in [
            ((2, 3, 6, 9), (4, 3, 3, 3), False, 1, 0),
            ((2, 3, 6, 9), (4, 3, 3, 3), True, 1, 0),
            # where a dilation of 2 gives as many windows as this stride
            ((2, 3, 4, 5), (6, 3, 3, 3), True, 2, 1),
            ((1, 3, 7, 10), (5, 3, 2, 2), True, 3, 1)]:
        case = (
            f"`conv2d_im2col`, input {shape}, weight {filters}, stride "
            f"{stride}, padding {padding}, {'a' if biased else 'no'} bias")
        x, weight = torch.randn(shape), torch.randn(filters)
        bias = 1 + torch.rand(filters[0]) if biased else None
        ran = FlopCounterMode(display=False)
        result = yield from explain_errors(causes, check_call(
            case, conv2d_im2col, x, weight, bias, stride, padding, ran=ran,
            first=not biased))
        names = {*map(str, ran.flop_counts["Global"])}
        yield names and "aten.convolution" not in names, (
            f"{case} runs {' '.join(names) or 'no matrix product'}; use `@`.")

        def like(weight=weight, bias=bias, step=stride, ring=padding, d=1):
            return F.conv2d(x, weight, bias, step, ring, d)

        expected, flat = like(), like().flatten(2)
        for name, made in ("stride", like(step=1)), ("padding", like(ring=0)):
            yield not result.numel() == made.numel() != expected.numel(), (
                f"{case}: `{name}` is not used, or not in F.unfold.")
        yield from check_values(case, result, expected, {
            "the positions still lie in one row.": flat,
            "the bias is not added.": like(bias=None),
            "the kernel is flipped.": like(weight.flip(2, 3)),
            "the padding is not zeros.": F.conv2d(
                F.pad(x, 4 * [padding], "replicate"), weight, bias, stride),
            "F.unfold's third argument is `dilation`.": like(step=1, d=stride),
            "the filters come before the batch.": expected.transpose(0, 1),
            "the filters come before the batch; a view mixes the two.":
                expected.transpose(0, 1).reshape(expected.shape),
            "a position is a row; transpose before the last view.":
                flat.mT.reshape(expected.shape),
            "height and width are swapped.": flat.reshape(expected.mT.shape),
        }, "Are the weights laid out as the columns are: channel, row, column?")
    yield True, "a convolution is a matrix product on a larger table."

# %% hint [markdown]
# `F.unfold` takes `kernel_size`, `stride` and `padding`, and gives (batch, C·K²,
# positions). `weight.flatten(1)` has a filter in each row, in the same order.

# %% hint [markdown]
# The product is (batch, C_out, positions). Add the bias as
# `bias.view(1, -1, 1)`, then view the positions as `conv_output_size(...)` rows and columns; height
# and width can differ.

# %% solution
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    """Do what F.conv2d does, by F.unfold and a matrix product.

    Return the maps, (batch, C_out, H_out, W_out).
    """
    K = weight.shape[-1]
    columns = F.unfold(input, K, stride=stride, padding=padding)
    maps = weight.flatten(1) @ columns
    if bias is not None:
        maps = maps + bias.view(1, -1, 1)
    H_out, W_out = [
        conv_output_size(size, K, stride, padding) for size in input.shape[2:]]
    return maps.view(input.shape[0], -1, H_out, W_out)

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

# %% wrong="a position a row" says="gives (2, 28, 4); (2, 4, 4, 7) is expected"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    columns = F.unfold(input, weight.shape[-1], stride=stride, padding=padding).mT
    return F.linear(columns, weight.flatten(1), bias)

# %% wrong="a position a row, viewed as a map" says="a position is a row; transpose before the last view"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    columns = F.unfold(input, K, stride=stride, padding=padding).mT
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    return F.linear(columns, weight.flatten(1), bias).reshape(len(input), -1, out_h, out_w)

# %% wrong="with a bias, nothing is returned" says="stride 1, padding 0, a bias gives nothing (None)"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    maps = maps.view(len(input), -1, out_h, out_w)
    if bias is None:
        return maps
    maps += bias.view(-1, 1, 1)

# %% wrong="a bias is always added" says="`bias` is None here; add it only where it is not"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding) + bias.view(1, -1, 1)
    return maps.view(len(input), -1, out_h, out_w)

# %% wrong="the bias along the positions" says="Axes are matched from the last one on"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    if bias is not None:
        maps = maps + bias
    return maps.view(len(input), -1, out_h, out_w)

# %% wrong="if bias" says="`if bias is not None` asks whether there is a bias"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    if bias:
        maps = maps + bias.view(1, -1, 1)
    return maps.view(len(input), -1, out_h, out_w)

# %% wrong="stride as the third argument of F.unfold" says="F.unfold's third argument is `dilation`"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    maps = weight.flatten(1) @ F.unfold(input, K, stride, padding)
    if bias is not None:
        maps = maps + bias.view(1, -1, 1)
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    return maps.view(len(input), -1, out_h, out_w)

# %% wrong="square only" says="The map is (H + 2·padding − K) // stride + 1 high; W need not be H."
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)
    side = int(maps.shape[-1] ** 0.5)
    return maps.view(input.shape[0], -1, side, side)

# %% wrong="the chapter's own function" says="the bias is not added"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return conv2d_columns(input, weight)

# %% wrong="the chapter's loops" says="runs no matrix product"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return conv2d_loops(input, weight, bias, stride, padding)

# %% wrong="F.conv2d itself" says="runs aten.convolution"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, stride, padding)

# %% wrong="a layer" says="runs aten.convolution"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    C_out, C, K, _ = weight.shape
    layer = nn.Conv2d(C, C_out, K, stride, padding, bias=bias is not None)
    layer.weight.data = weight
    if bias is not None:
        layer.bias.data = bias
    return layer(input)

# %% wrong="padding ignored" says="`padding` is not used"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride)
    maps = maps if bias is None else maps + bias.view(1, -1, 1)
    return maps.unflatten(2, (conv_output_size(input.shape[2], weight.shape[-1], stride), -1))

# %% wrong="stride ignored" says="`stride` is not used"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], padding=padding)
    maps = maps if bias is None else maps + bias.view(1, -1, 1)
    return maps.unflatten(2, (conv_output_size(input.shape[2], weight.shape[-1], 1, padding), -1))

# %% wrong="height and width swapped in the view" says="height and width are swapped"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)
    out_h, out_w = (conv_output_size(size, weight.shape[-1], stride, padding) for size in input.shape[2:])
    return maps.view(input.shape[0], -1, out_w, out_h)

# %% wrong="the filters before the batch" says="the filters come before the batch."
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    columns = F.unfold(input, K, stride=stride, padding=padding).transpose(0, 1).flatten(1)
    maps = weight.flatten(1) @ columns
    maps = maps if bias is None else maps + bias[:, None]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    return maps.view(-1, len(input), out_h, out_w)

# %% wrong="the filters before the batch, viewed as if behind it" says="a view mixes the two"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    columns = F.unfold(input, K, stride=stride, padding=padding).transpose(0, 1).flatten(1)
    maps = weight.flatten(1) @ columns
    maps = maps if bias is None else maps + bias[:, None]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    return maps.view(len(input), -1, out_h, out_w)

# %% wrong="kernel flipped" says="the kernel is flipped"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    maps = weight.flip(2, 3).flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    maps = maps if bias is None else maps + bias.view(1, -1, 1)
    return maps.unflatten(2, (conv_output_size(input.shape[2], K, stride, padding), -1))

# %% wrong="weights laid out channels last" says="laid out as the columns are"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    maps = weight.permute(0, 2, 3, 1).flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    maps = maps if bias is None else maps + bias.view(1, -1, 1)
    return maps.unflatten(2, (conv_output_size(input.shape[2], K, stride, padding), -1))

# %% wrong="changes its input" says="changes its input in place"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    input += 1
    K = weight.shape[-1]
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    return maps.unflatten(2, (conv_output_size(input.shape[2], K, stride, padding), -1))

# %% wrong="weights and columns the wrong way round" says="raised RuntimeError"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.unfold(input, weight.shape[-1], stride=stride, padding=padding) @ weight.flatten(1)

# %% wrong="a ReLU after it" says="the values are not"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    maps = (weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)).relu()
    return maps.unflatten(2, (conv_output_size(input.shape[2], K, stride, padding), -1))

# %% wrong="NaN" says="NaN"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding) / 0 * 0

# %% wrong="a number" says="gives an int; a tensor is expected"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return 0

# %% wrong="not a function" says="a function is expected"
conv2d_im2col = "F.unfold"

# %% wrong="the picture taken as square, by a root" says="W need not be H"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)
    s = int(maps.shape[-1] ** 0.5)
    return maps.view(len(input), -1, s, s)

# %% wrong="F.unfold without the stride" says="`stride` is not used, or not in F.unfold."
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    maps = weight.flatten(1) @ F.unfold(input, K, padding=padding)
    if bias is not None:
        maps = maps + bias[:, None]
    H_out, W_out = [conv_output_size(size, K, stride, padding) for size in input.shape[2:]]
    return maps.view(len(input), -1, H_out, W_out)

# %% wrong="F.unfold without the stride, unflattened" says="Does F.unfold have the same stride and padding?"
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    maps = weight.flatten(1) @ F.unfold(input, K, padding=padding)
    if bias is not None:
        maps = maps + bias[:, None]
    return maps.unflatten(2, [conv_output_size(size, K, stride, padding) for size in input.shape[2:]])

# %% wrong="F.unfold without the padding" says="`padding` is not used, or not in F.unfold."
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride)
    if bias is not None:
        maps = maps + bias[:, None]
    H_out, W_out = [conv_output_size(size, K, stride, padding) for size in input.shape[2:]]
    return maps.view(len(input), -1, H_out, W_out)

# %% wrong="the edge repeated" says="the padding is not zeros."
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    H_out, W_out = [conv_output_size(size, K, stride, padding) for size in input.shape[2:]]
    columns = F.unfold(F.pad(input, 4 * [padding], mode="replicate"), K, stride=stride)
    maps = weight.flatten(1) @ columns
    if bias is not None:
        maps = maps + bias[:, None]
    return maps.view(len(input), -1, H_out, W_out)

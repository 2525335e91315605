# %% [markdown]
# # Push a kernel apart
#
# Write `dilate_kernel(weight, dilation)`. It takes a kernel of shape (C_out,
# C_in, K_h, K_w) and returns the larger one, with zeros between the weights,
# that does *undilated* what `weight` does with that dilation. `dilation` is one
# whole number, the same down and across. `weight` must stay as it is. Checked:
# where the weights stand, and their values, for kernels that are not square,
# too.

# %% starter
def dilate_kernel(weight, dilation):
    """Return `weight` (C_out, C_in, K_h, K_w) with dilation − 1 zeros between
    its entries.
    """
    return None

# %% check
def judge():
    """A function (weight, dilation) that returns the larger kernel, a tensor
    of four axes.
    """
    yield from check_function("dilate_kernel", dilate_kernel)
    for shape, d in [
            ((1, 1, 3, 3), 3), ((4, 3, 3, 3), 2), ((2, 3, 3, 3), 1),
            ((2, 3, 2, 5), 3), ((2, 1, 1, 4), 2), ((5, 2, 4, 1), 4)]:
        case = f"`dilate_kernel` for a weight {shape}, dilation {d}"
        # on the CPU, wherever the reader makes the zeros
        weight = torch.randn(shape)
        result = yield from check_call(
            case, dilate_kernel, weight, d, first=d == 3)
        filled = (result != 0).any(dim=0).any(dim=0)
        found = [
            filled.any(dim=k).nonzero().flatten().tolist() for k in (1, 0)]
        rows, columns = places = [
            [d * u for u in range(side)] for side in shape[2:]]
        yield found == places, (
            f"{case} puts weights in rows {found[0]} and columns {found[1]}; "
            f"rows {rows} and columns {columns} are expected. Weights are {d} "
            f"apart, with {d - 1} zeros between two of them.")
        larger = torch.zeros(*shape[:2], rows[-1] + 1, columns[-1] + 1)
        larger[:, :, ::d, ::d] = weight
        yield from check_values(case, result, larger, {
            "no zeros follow the last weight.":
                F.pad(larger, (0, d - 1, 0, d - 1)),
            "the kernel is turned by half a turn.": larger.flip(2, 3),
            "rows and columns are swapped.": larger.transpose(2, 3),
        }, "Is every weight at its place, (u · d, v · d)?")
    yield True, (
        "so every dilated layer is a standard one whose kernel is mostly "
        "zeros; the saving is that the zeros are never touched.")

# %% hint [markdown]
# Make zeros of the effective size in both directions, then put the weights
# where they belong.

# %% hint [markdown]
# `larger[:, :, ::dilation, ::dilation]` is a view of every `dilation`-th row
# and column, and you can assign to it.

# %% solution
def dilate_kernel(weight, dilation):
    """Return `weight` (C_out, C_in, K_h, K_w) with dilation − 1 zeros between
    its entries.
    """
    C_out, C_in, K_h, K_w = weight.shape
    height, width = dilation * (K_h - 1) + 1, dilation * (K_w - 1) + 1
    larger = weight.new_zeros(C_out, C_in, height, width)
    larger[:, :, ::dilation, ::dilation] = weight
    return larger

# %% right="a strided view"
def dilate_kernel(weight, dilation):
    C_out, C_in, K_h, K_w = weight.shape
    larger = torch.zeros(C_out, C_in, (K_h - 1) * dilation + 1, (K_w - 1) * dilation + 1)
    larger[..., ::dilation, ::dilation] = weight
    return larger

# %% right="loops"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    for u in range(h):
        for v in range(w):
            larger[:, :, u * dilation, v * dilation] = weight[:, :, u, v]
    return larger

# %% right="a transposed convolution with a window of one"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    spread = F.conv_transpose2d(weight.reshape(n * m, 1, h, w), torch.ones(1, 1, 1, 1), stride=dilation)
    return spread.reshape(n, m, *spread.shape[2:])

# %% right="the Kronecker product, cut"
def dilate_kernel(weight, dilation):
    corner = torch.zeros(dilation, dilation)
    corner[0, 0] = 1
    end = 1 - dilation or None
    return torch.kron(weight, corner[None, None])[:, :, :end, :end]

# %% right="padding and views, in double precision"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = F.pad(weight.double()[:, :, :, None, :, None], (0, dilation - 1, 0, 0, 0, dilation - 1))
    larger = larger.reshape(n, m, h * dilation, w * dilation)
    return larger[:, :, : dilation * (h - 1) + 1, : dilation * (w - 1) + 1]

# %% right="read off the answer to an impulse"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    H, W = dilation * (h - 1) + 1, dilation * (w - 1) + 1
    larger = torch.zeros(n, m, H, W)
    for c in range(m):
        impulse = torch.zeros(1, m, 2 * H - 1, 2 * W - 1)
        impulse[0, c, H - 1, W - 1] = 1
        larger[:, c] = F.conv2d(impulse, weight, dilation=dilation)[0].flip(1, 2)
    return larger

# %% wrong="zeros after the last weight" says="no zeros follow the last weight"
def dilate_kernel(weight, dilation):
    corner = torch.zeros(dilation, dilation)
    corner[0, 0] = 1
    return torch.kron(weight, corner[None, None])

# %% wrong="dilation zeros between" says="puts weights in rows [0, 4, 8] and columns [0, 4, 8]; rows [0, 3, 6]"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, h + dilation * (h - 1), w + dilation * (w - 1))
    larger[:, :, :: dilation + 1, :: dilation + 1] = weight
    return larger

# %% wrong="square kernels only" says="puts weights in rows [0, 3, 6, 9, 12] and columns [0, 3]; rows [0, 3] and columns [0, 3, 6, 9, 12] are"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (w - 1) + 1, dilation * (h - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight.transpose(2, 3) if h != w else weight
    return larger

# %% wrong="copies and not zeros" says="puts weights in rows [0, 1, 2, 3, 4, 5, 6]"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = weight.repeat_interleave(dilation, 2).repeat_interleave(dilation, 3)
    return larger[:, :, : dilation * (h - 1) + 1, : dilation * (w - 1) + 1]

# %% wrong="interpolated" says="with 2 zeros between two of them"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    return F.interpolate(weight, (dilation * (h - 1) + 1, dilation * (w - 1) + 1), mode="bilinear", align_corners=True)

# %% wrong="flipped as in a textbook" says="the kernel is turned by half a turn"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight.flip(2, 3)
    return larger

# %% wrong="the weight itself" says="puts weights in rows [0, 1, 2] and columns [0, 1, 2]; rows [0, 3, 6]"
def dilate_kernel(weight, dilation):
    return weight

# %% wrong="weights in a corner" says="Weights are 3 apart"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, :h, :w] = weight
    return larger

# %% wrong="torch.empty" says="made with torch.empty and never filled"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.full((n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1), torch.nan)
    larger[:, :, ::dilation, ::dilation] = weight
    return larger

# %% wrong="only one filter" says="(4, 3, 5, 5) is expected"
def dilate_kernel(weight, dilation):
    _, _, h, w = weight.shape
    larger = torch.zeros(1, 1, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight[:1, :1]
    return larger

# %% wrong="only the first channel is kept" says="Is every weight at its place"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :1, ::dilation, ::dilation] = weight[:, :1]
    return larger

# %% wrong="changes the weight" says="changes its input in place"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight
    weight.zero_()
    return larger

# %% wrong="a layer and not a kernel" says="a tensor is expected"
def dilate_kernel(weight, dilation):
    return nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2:], dilation=dilation)

# %% wrong="a name that is not there" says="raised NameError"
def dilate_kernel(weight, dilation):
    return zeros(weight.shape)

# %% wrong="one dilated kernel and not a function" says="is a Tensor; a function is expected"
dilate_kernel = torch.zeros(1, 1, 5, 5)
dilate_kernel[:, :, ::2, ::2] = torch.rand(1, 1, 3, 3)

# %% wrong="nothing is returned for dilation 1" says="dilation 1 gives nothing (None); a tensor is expected"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    if dilation > 1:
        larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
        larger[:, :, ::dilation, ::dilation] = weight
        return larger

# %% wrong="put into whole zeros" says="gives torch.int64; torch.float32 is expected"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1, dtype=int)
    larger[:, :, ::dilation, ::dilation] = weight
    return larger

# %% right="one axis after the other, and a parameter"
def dilate_kernel(weight, dilation):
    def along(kernel, axis):
        gap = torch.zeros_like(kernel.select(axis, 0))
        slices = []
        for part in kernel.unbind(axis):
            slices += [part] + [gap] * (dilation - 1)
        return torch.stack(slices[: len(slices) - dilation + 1], axis)

    return nn.Parameter(along(along(weight, 2), 3))

# %% right="a matrix that spreads rows, and one that spreads columns"
def dilate_kernel(weight, dilation):
    def spread(side):
        table = torch.zeros(dilation * (side - 1) + 1, side)
        table[torch.arange(side) * dilation, torch.arange(side)] = 1
        return table

    h, w = weight.shape[2:]
    return spread(h) @ weight @ spread(w).T

# %% wrong="rows and columns changed over" says="rows and columns are swapped"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    for u in range(h):
        for v in range(w):
            larger[:, :, v * dilation, u * dilation] = weight[:, :, u, v]
    return larger

# %% wrong="for a height and for a width, with the height twice" says="columns [0, 3, 6, 9, 12] are expected"
def dilate_kernel(weight, dilation):
    n, m, K, _ = weight.shape
    side = dilation * (K - 1) + 1
    larger = torch.zeros(n, m, side, side)
    for u in range(K):
        for v in range(K):
            larger[:, :, u * dilation, v * dilation] = weight[:, :, u, v]
    return larger

# %% wrong="only rows are pushed apart" says="puts weights in rows [0, 3, 6] and columns [0, 1, 2]"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, w)
    larger[:, :, ::dilation] = weight
    return larger

# %% wrong="zeros in front of the first weight" says="puts weights in rows [2, 5, 8]"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * h, dilation * w)
    larger[:, :, dilation - 1 :: dilation, dilation - 1 :: dilation] = weight
    return larger

# %% wrong="filters and channels swapped" says="gives (3, 4, 5, 5); (4, 3, 5, 5) is expected"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(m, n, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight.transpose(0, 1)
    return larger

# %% wrong="one slice of one filter" says="Expected: A function (weight, dilation) that returns the larger kernel"
def dilate_kernel(weight, dilation):
    _, _, h, w = weight.shape
    larger = torch.zeros(dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[::dilation, ::dilation] = weight[0, 0]
    return larger

# %% wrong="dilation 2 whatever is asked for" says="puts weights in rows [0, 2, 4]"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, 2 * h - 1, 2 * w - 1)
    larger[:, :, ::2, ::2] = weight
    return larger

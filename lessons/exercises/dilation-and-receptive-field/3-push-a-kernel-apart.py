# %% [markdown]
# # Push a kernel apart
#
# Write `dilate_kernel(weight, dilation)`. It takes a kernel of shape (C_out,
# C_in, K_h, K_w) and returns the larger one, with zeros between the weights,
# that does *undilated* what `weight` does with that dilation. Checked: the
# shape, and `F.conv2d` with both on pictures, for kernels that are not square.

# %% starter
def dilate_kernel(weight, dilation):
    """Return `weight` (C_out, C_in, K_h, K_w) with dilation − 1 zeros between its entries."""
    return None

# %% check
def judge():
    yield (
        callable(dilate_kernel),
        f"`dilate_kernel` is a {type(dilate_kernel).__name__}; a function is expected.",
    )
    for (C_out, C_in, K_h, K_w), d in [
        ((1, 1, 3, 3), 2),
        ((4, 3, 3, 3), 2),
        ((4, 3, 3, 3), 1),
        ((2, 3, 2, 5), 3),
        ((2, 1, 1, 4), 2),
        ((5, 2, 4, 1), 4),
    ]:
        case = f"weight ({C_out}, {C_in}, {K_h}, {K_w}), dilation {d}"
        weight = 0.5 + torch.rand(
            C_out, C_in, K_h, K_w
        )  # on the CPU, wherever the reader makes the zeros
        given = weight.clone()
        result = dilate_kernel(given, d)
        if result is None and (C_out, d) == (1, 2):
            yield (
                None,
                "not answered yet: `dilate_kernel` returns None. Write it above, then run this cell again.",
            )
        yield (
            isinstance(result, torch.Tensor),
            f"{case}: the result is a {type(result).__name__}; a tensor is expected.",
        )
        yield (
            result.is_floating_point(),
            f"{case}: the result is {result.dtype}; `weight` is {weight.dtype}. Are the zeros made with another dtype?",
        )
        yield (
            torch.equal(given, weight),
            "`dilate_kernel` changes the weight that it is given, in place.",
        )
        shape, size = (
            tuple(result.shape),
            (C_out, C_in, d * (K_h - 1) + 1, d * (K_w - 1) + 1),
        )
        yield (
            shape != (C_out, C_in, d * K_h, d * K_w) or shape == size,
            (
                f"{case}: the result is {shape}, {size} expected: no zeros follow the last weight."
            ),
        )
        yield (
            shape != (C_out, C_in, K_h + d * (K_h - 1), K_w + d * (K_w - 1)),
            (
                f"{case}: the result is {shape}, {size} expected: dilation {d} leaves {d - 1} between two weights, not {d}."
            ),
        )
        yield (
            shape != (C_out, C_in, size[3], size[2]) or shape == size,
            (
                f"{case}: the result is {shape}, {size} expected: are rows and columns swapped?"
            ),
        )
        yield shape == size, f"{case}: the result is {shape}; {size} is expected."
        result = result.to(weight)
        yield (
            bool(result.isfinite().all()),
            f"{case}: the result holds NaN or infinity: is it made with torch.empty?",
        )
        nonzero = int((result != 0).sum())
        yield (
            nonzero <= weight.numel(),
            (
                f"{case}: {nonzero} entries are not zero, {weight.numel()} expected: the gaps hold zeros, not copies."
            ),
        )
        x = torch.rand(2, C_in, 17, 19)
        expected = F.conv2d(x, weight, dilation=d)
        for turned, what in (
            (weight.flip(2, 3), "turned by half a turn"),
            (weight.flip(2), "upside down"),
            (weight.flip(3), "mirrored"),
        ):
            wrong = F.conv2d(x, turned, dilation=d)
            yield (
                torch.equal(turned, weight)
                or not torch.allclose(F.conv2d(x, result), wrong, atol=1e-4),
                (f"{case}: the kernel comes out {what}."),
            )
        difference = (F.conv2d(x, result) - expected).abs().max().item()
        yield (
            difference < 1e-4,
            (
                f"{case}: the shape is right, but the convolution is off by up to {difference:.2f}. "
                "Does weight (u, v) stand at (u · d, v · d), and is every weight there?"
            ),
        )
    yield (
        True,
        "so every dilated layer is a standard one whose kernel is mostly zeros; the saving is that the zeros are never touched.",
    )

# %% hint [markdown]
# Make zeros of the effective size in both directions, then put the weights
# where they belong.

# %% hint [markdown]
# `larger[:, :, ::dilation, ::dilation]` is a view of every `dilation`-th row
# and column, and you can assign to it.

# %% solution
def dilate_kernel(weight, dilation):
    """Return `weight` (C_out, C_in, K_h, K_w) with dilation − 1 zeros between its entries."""
    C_out, C_in, K_h, K_w = weight.shape
    larger = weight.new_zeros(
        C_out, C_in, dilation * (K_h - 1) + 1, dilation * (K_w - 1) + 1
    )
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

# %% wrong="dilation zeros between" says="leaves 1 between two weights, not 2"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, h + dilation * (h - 1), w + dilation * (w - 1))
    larger[:, :, :: dilation + 1, :: dilation + 1] = weight
    return larger

# %% wrong="square kernels only" says="are rows and columns swapped"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (w - 1) + 1, dilation * (h - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight.transpose(2, 3) if h != w else weight
    return larger

# %% wrong="copies and not zeros" says="the gaps hold zeros, not copies"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = weight.repeat_interleave(dilation, 2).repeat_interleave(dilation, 3)
    return larger[:, :, : dilation * (h - 1) + 1, : dilation * (w - 1) + 1]

# %% wrong="interpolated" says="the gaps hold zeros, not copies"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    return F.interpolate(weight, (dilation * (h - 1) + 1, dilation * (w - 1) + 1), mode="bilinear", align_corners=True)

# %% wrong="flipped as in a textbook" says="turned by half a turn"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, ::dilation, ::dilation] = weight.flip(2, 3)
    return larger

# %% wrong="the weight itself" says="(1, 1, 5, 5) is expected"
def dilate_kernel(weight, dilation):
    return weight

# %% wrong="weights in a corner" says="Does weight (u, v) stand at (u · d, v · d)"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :, :h, :w] = weight
    return larger

# %% wrong="torch.empty" says="is it made with torch.empty"
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

# %% wrong="only the first channel is kept" says="is every weight there"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
    larger[:, :1, ::dilation, ::dilation] = weight[:, :1]
    return larger

# %% wrong="changes the weight" says="changes the weight that it is given"
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

# %% wrong="nothing is returned for dilation 1" says="the result is a NoneType; a tensor is expected"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    if dilation > 1:
        larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1)
        larger[:, :, ::dilation, ::dilation] = weight
        return larger

# %% wrong="put into whole zeros" says="the result is torch.int64; `weight` is torch.float32"
def dilate_kernel(weight, dilation):
    n, m, h, w = weight.shape
    larger = torch.zeros(n, m, dilation * (h - 1) + 1, dilation * (w - 1) + 1, dtype=int)
    larger[:, :, ::dilation, ::dilation] = weight
    return larger

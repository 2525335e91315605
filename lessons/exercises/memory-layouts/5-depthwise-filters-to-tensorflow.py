# %% [markdown]
# # Take depthwise filters to TensorFlow
#
# The text took depthwise filters from TensorFlow to PyTorch. Write the other
# direction: `weight` is the weight of an `nn.Conv2d` with
# `groups=in_channels`, (in · r, 1, k_h, k_w); return the same filters as (k_h,
# k_w, in, r). Checked: every number, for several multipliers and for windows
# that are not square.

# %% starter
def depthwise_to_tensorflow(weight, in_channels):
    """Return the filters (in·r, 1, k_h, k_w) as (k_h, k_w, in, r)."""
    return None

# %% check
def judge():
    yield (
        callable(depthwise_to_tensorflow),
        f"`depthwise_to_tensorflow` is a {type(depthwise_to_tensorflow).__name__}; a function is expected.",
    )
    for channels, r, k_h, k_w in [
        (3, 2, 3, 3),
        (2, 3, 3, 2),
        (4, 1, 1, 5),
        (4, 4, 3, 3),
    ]:
        case = f"{channels} channels, r = {r}, window {k_h}×{k_w}"
        weight = torch.randn(channels * r, 1, k_h, k_w).to(device)
        before = weight.clone()
        expected = torch.zeros(k_h, k_w, channels, r).to(device)
        for u, v, k, q in itertools.product(*map(range, expected.shape)):
            expected[u, v, k, q] = before[k * r + q, 0, u, v]
        result = depthwise_to_tensorflow(weight, channels)
        if result is None and (channels, r) == (3, 2):
            yield (
                None,
                "not answered yet: `depthwise_to_tensorflow` returns None. Write it above, then run this cell again.",
            )
        yield (
            isinstance(result, torch.Tensor),
            f"{case}: the result is a {type(result).__name__}; a tensor is expected.",
        )
        yield (
            torch.equal(weight, before),
            "`depthwise_to_tensorflow` changes its input in place.",
        )
        yield (
            result.shape != (k_h, k_w, 1, channels * r),
            (
                f"{case}: the result is {tuple(result.shape)}: the rule for standard filters. Here the {channels * r} filters must be split into channels and multiplier."
            ),
        )
        yield (
            k_h == k_w or result.shape != (k_w, k_h, channels, r),
            (
                f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected: rows and columns of the window are exchanged."
            ),
        )
        yield (
            result.shape == expected.shape or result.shape != (k_h, k_w, r, channels),
            (
                f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected: the channel comes before the multiplier."
            ),
        )
        yield (
            result.shape == expected.shape,
            f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected.",
        )
        result = result.detach().to(expected)
        other = before.reshape(r, channels, k_h, k_w).permute(2, 3, 1, 0)
        yield (
            r == 1 or not torch.equal(result, other),
            (
                f"{case}: filter by filter. In PyTorch the first {r} filters all belong to channel 0; split the axis as (in, r)."
            ),
        )
        yield (
            not torch.equal(result, before.reshape(expected.shape)),
            (
                f"{case}: the shape is right, but `reshape` alone cut the sequence at other places; the axes have to be exchanged."
            ),
        )
        yield (
            not torch.equal(result, expected.transpose(0, 1)),
            f"{case}: rows and columns of the window are exchanged.",
        )
        yield (
            torch.equal(result, expected),
            f"{case}: the shape is right, but not every number is in its place: [u, v, k, q] is filter k·r + q at [u, v].",
        )
    yield (
        True,
        "split the axis first, then permute: each filter goes with its own channel.",
    )

# %% hint [markdown]
# The first axis holds in · r filters, all filters of channel 0 first. Which
# `reshape` splits it into two axes?

# %% hint [markdown]
# After the split the axes are (in, r, k_h, k_w). One `permute` remains.

# %% solution
def depthwise_to_tensorflow(weight, in_channels):
    """Return the filters (in·r, 1, k_h, k_w) as (k_h, k_w, in, r)."""
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(2, 3, 0, 1)

# %% right="unflatten, then permute"
def depthwise_to_tensorflow(weight, in_channels):
    return weight.squeeze(1).unflatten(0, (in_channels, -1)).permute(2, 3, 0, 1)

# %% right="loops"
def depthwise_to_tensorflow(weight, in_channels):
    count, _, k_h, k_w = weight.shape
    r = count // in_channels
    filters = torch.zeros(k_h, k_w, in_channels, r)
    for k in range(in_channels):
        for q in range(r):
            filters[:, :, k, q] = weight[k * r + q, 0]
    return filters

# %% right="permute first, split afterwards"
def depthwise_to_tensorflow(weight, in_channels):
    moved = weight.permute(2, 3, 1, 0)
    return moved.reshape(*moved.shape[:2], in_channels, -1).contiguous()

# %% right="einsum"
def depthwise_to_tensorflow(weight, in_channels):
    return torch.einsum("kquv->uvkq", weight.view(in_channels, -1, *weight.shape[2:]))

# %% wrong="the rule for standard filters" says="the rule for standard filters"
def depthwise_to_tensorflow(weight, in_channels):
    return weight.permute(2, 3, 1, 0)

# %% wrong="split as (r, in)" says="filter by filter"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(-1, in_channels, k_h, k_w).permute(2, 3, 1, 0)

# %% wrong="reshape alone" says="`reshape` alone cut the sequence"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(k_h, k_w, in_channels, -1)

# %% wrong="rows and columns exchanged" says="rows and columns of the window are exchanged"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(3, 2, 0, 1)

# %% wrong="width taken for height" says="rows and columns of the window are exchanged"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_w, k_h = weight.shape
    filters = weight.reshape(in_channels, -1, k_h * k_w).permute(2, 0, 1)
    return filters.reshape(k_h, k_w, *filters.shape[1:])

# %% wrong="multiplier before channel" says="the channel comes before the multiplier"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(2, 3, 1, 0)

# %% wrong="not permuted" says="(3, 3, 3, 2) expected."
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w)

# %% wrong="flipped" says="not every number is in its place"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(2, 3, 0, 1).flip(0, 1)

# %% wrong="only for a multiplier of one" says="raised RuntimeError"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.view(in_channels, 1, k_h, k_w).permute(2, 3, 0, 1)

# %% wrong="changed in place" says="changes its input in place"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.mul_(2).reshape(in_channels, -1, k_h, k_w).permute(2, 3, 0, 1)

# %% wrong="the shape and not the filters" says="is a tuple; a tensor is expected"
def depthwise_to_tensorflow(weight, in_channels):
    return (*weight.shape[2:], in_channels, len(weight) // in_channels)

# %% wrong="returned for a multiplier only" says="4 channels, r = 1, window 1×5: the result is a NoneType"
def depthwise_to_tensorflow(weight, in_channels):
    if len(weight) > in_channels:
        return weight.reshape(in_channels, -1, *weight.shape[2:]).permute(2, 3, 0, 1)

# %% wrong="filters and not a function" says="is a Tensor; a function is expected"
depthwise_to_tensorflow = nn.Conv2d(3, 6, 3, groups=3).weight.reshape(3, 2, 3, 3).permute(2, 3, 0, 1)

# %% [markdown]
# # Take depthwise filters to TensorFlow
#
# The text took depthwise filters from TensorFlow to PyTorch. Write the other
# direction: `weight` is the weight of an `nn.Conv2d` with
# `groups=in_channels`, (in · r, 1, k_h, k_w); return the same filters as a
# tensor (k_h, k_w, in, r). Checked: every number, for several multipliers and
# for windows that are not square.

# %% starter
def depthwise_to_tensorflow(weight, in_channels):
    """Return the filters (in·r, 1, k_h, k_w) as (k_h, k_w, in, r)."""
    return None

# %% check
def judge():
    """A function (weight, in_channels) that returns (k_h, k_w, in, r)."""
    yield from check_function(
        "depthwise_to_tensorflow", depthwise_to_tensorflow)
    for channels, r, k_h, k_w in [
            (3, 2, 3, 3), (2, 3, 3, 2), (4, 1, 1, 5), (4, 4, 3, 3)]:
        case = f"the function for {channels} channels, r = {r}, {k_h}×{k_w}"
        weight = torch.randn(channels * r, 1, k_h, k_w).to(device)
        result = yield from check_call(
            case, depthwise_to_tensorflow, weight, channels, first=r == 2)
        splits = {
            "": weight.view(channels, r, k_h, k_w),
            "the filters are not split into channels and multiplier": weight,
            f"filter by filter; in PyTorch the first {r} filters all belong to "
            "channel 0, so split the axis as (in, r)":
                weight.view(r, channels, k_h, k_w).transpose(0, 1)}
        orders = {
            "": (2, 3, 0, 1),
            "rows and columns of the window are exchanged": (3, 2, 0, 1),
            "the channel comes before the multiplier": (2, 3, 1, 0),
            "the list in `permute` is backwards": (3, 2, 1, 0),
            "the axes are not permuted": (0, 1, 2, 3)}
        slips = every_slip(lambda a, order: a.permute(order), splits, orders)
        right = slips["."]
        yield from check_values(case, result, right, slips | {
            "`reshape` alone exchanges no axes.": weight.reshape(right.shape),
            "the window is turned by half a turn.": right.flip(0, 1)},
            "[u, v, k, q] should be filter k·r + q at [u, v].")
    yield True, "split first, then permute: each filter keeps its channel."

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

# %% wrong="the rule for standard filters" says="the filters are not split into channels and multiplier; the channel comes before the multiplier"
def depthwise_to_tensorflow(weight, in_channels):
    return weight.permute(2, 3, 1, 0)

# %% wrong="split as (r, in)" says="filter by filter"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(-1, in_channels, k_h, k_w).permute(2, 3, 1, 0)

# %% wrong="reshape alone" says="`reshape` alone exchanges no axes"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(k_h, k_w, in_channels, -1)

# %% wrong="rows and columns exchanged" says="rows and columns of the window are exchanged"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(3, 2, 0, 1)

# %% wrong="width taken for height" says="gives (2, 3, 2, 3); (3, 2, 2, 3) is expected"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_w, k_h = weight.shape
    filters = weight.reshape(in_channels, -1, k_h * k_w).permute(2, 0, 1)
    return filters.reshape(k_h, k_w, *filters.shape[1:])

# %% wrong="multiplier before channel" says="the channel comes before the multiplier"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w).permute(2, 3, 1, 0)

# %% wrong="not permuted" says="the axes are not permuted"
def depthwise_to_tensorflow(weight, in_channels):
    _, _, k_h, k_w = weight.shape
    return weight.reshape(in_channels, -1, k_h, k_w)

# %% wrong="flipped" says="the window is turned by half a turn"
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

# %% wrong="the shape and not the filters" says="gives a tuple; a tensor is expected"
def depthwise_to_tensorflow(weight, in_channels):
    return (*weight.shape[2:], in_channels, len(weight) // in_channels)

# %% wrong="returned for a multiplier only" says="the function for 4 channels, r = 1, 1×5 gives nothing (None)"
def depthwise_to_tensorflow(weight, in_channels):
    if len(weight) > in_channels:
        return weight.reshape(in_channels, -1, *weight.shape[2:]).permute(2, 3, 0, 1)

# %% wrong="filters and not a function" says="is a Tensor; a function is expected"
depthwise_to_tensorflow = nn.Conv2d(3, 6, 3, groups=3).weight.reshape(3, 2, 3, 3).permute(2, 3, 0, 1)

# %% wrong="not split at all" says="the filters are not split into channels and multiplier"
def depthwise_to_tensorflow(weight, in_channels):
    return weight.permute(2, 3, 0, 1)

# %% wrong="the list backwards" says="the list in `permute` is backwards"
def depthwise_to_tensorflow(weight, in_channels):
    return weight.unflatten(0, (in_channels, -1)).squeeze(2).permute(3, 2, 1, 0)

# %% wrong="split as (r, in), windows turned over the diagonal" says="so split the axis as (in, r); rows and columns of the window are exchanged"
def depthwise_to_tensorflow(weight, in_channels):
    r = weight.shape[0] // in_channels
    return weight.view(r, in_channels, *weight.shape[2:]).permute(3, 2, 1, 0)

# %% right="NumPy, on the CPU"
def depthwise_to_tensorflow(weight, in_channels):
    filters = weight.cpu().numpy()
    filters = filters.reshape(in_channels, filters.shape[0] // in_channels, *filters.shape[2:])
    return torch.from_numpy(filters.transpose(2, 3, 0, 1).copy())

# %% right="moved axes, the channel's filters stacked"
def depthwise_to_tensorflow(weight, in_channels):
    parts = torch.chunk(weight[:, 0], in_channels, dim=0)
    return torch.stack([part.movedim(0, -1) for part in parts], dim=2)

# %% [markdown]
# # Build the grouped layer out of ungrouped ones
#
# Write a function that does what `F.conv2d(x, weight, groups=groups)` does,
# without ever giving PyTorch a `groups`. `x` is (N, C, H, W), `weight` is
# (C_out, C / groups, K, K); no bias, stride 1, no padding. Checked: shapes and
# values against `F.conv2d`, for batches of more than one and pictures that are
# not square.

# %% starter
def grouped_by_cat(x, weight, groups):
    """Return F.conv2d(x, weight, groups=groups), by ungrouped convolutions."""
    return None

# %% check
def judge():
    """A function that returns the tensor that F.conv2d returns."""
    yield from check_function("grouped_by_cat", grouped_by_cat)
    cases = [
        ((1, 4, 6, 6), 8, 3, 2),
        ((2, 4, 6, 9), 8, 3, 2),
        ((2, 6, 7, 5), 9, 3, 3),
        ((3, 6, 5, 8), 12, 1, 6),
        ((2, 4, 5, 6), 10, 2, 1),
        ((2, 8, 7, 5), 4, 3, 4)]
    for shape, out_channels, K, groups in cases:
        case = (
            f"`grouped_by_cat` for x {shape}, {out_channels} outputs, "
            f"{K}×{K}, groups={groups}")
        x = torch.randn(shape).to(device)
        weight = torch.randn(out_channels, shape[1] // groups, K, K).to(device)
        ran = Recorder()
        result = yield from check_call(
            case, grouped_by_cat, x, weight, groups, ran=ran,
            first=groups == 2)
        given = max([conv.groups for conv in ran.convs], default=1)
        yield given == 1 and not {"conv1d", "conv3d"} & {*ran.names}, (
            f"{case} leaves the groups to PyTorch; slice and convolve them "
            "yourself, with F.conv2d and no `groups`.")
        parts, filters = x.chunk(groups, dim=1), weight.chunk(groups)
        each = [F.conv2d(p, f) for p, f in zip(parts, filters)]

        def together(inputs, filters):
            outputs = [F.conv2d(p, f) for p, f in zip(inputs, filters)]
            return torch.cat(outputs, dim=1)

        by_turns = [x[:, g::groups] for g in range(groups)]
        yield from check_values(case, result, torch.cat(each, dim=1), {
            "the groups' results are added; they go side by side, each in "
            "channels of its own.": sum(each),
            "the groups' results lie behind each other in the batch. Which "
            "axis are the channels?": torch.cat(each),
            "the results of the groups have an axis of their own; they go side "
            "by side, along the channels.": torch.stack(each, dim=1),
            "one group is missing.": torch.cat(each[:-1] or each, dim=1),
            "that is the first picture of the batch alone.":
                torch.cat(each, dim=1)[:1],
            "every group gets the filters of the first group.":
                together(parts, filters[:1] * groups),
            "every group gets the inputs of the first group.":
                together(parts[:1] * groups, filters),
            "the outputs of the groups are interleaved; all of group 0 come "
            "first.": torch.stack(each, dim=2).flatten(1, 2),
            "the groups come in reverse order.": torch.cat(each[::-1], dim=1),
            "the inputs come from the last group to the first.":
                together(parts[::-1], filters),
            "the inputs are dealt out in turns (0, then groups, …); a group "
            "is a block of neighbours.": together(by_turns, filters),
            "the filters are dealt out in turns (0, then groups, …); a group "
            "is a block of neighbours.":
                together(parts, [weight[g::groups] for g in range(groups)]),
        }, "Does each group meet its own inputs and its own filters?")
    yield True, (
        "separate convolutions, put side by side: that is all that `groups` "
        "means.")

# %% hint [markdown]
# How many input channels has a group, and how many filters? The first is in
# the shape of `weight`.

# %% hint [markdown]
# `x.chunk(groups, dim=1)` cuts the channels into equal neighbours. `weight`
# wants cutting, too; along which axis?

# %% hint [markdown]
# Collect the results in a list, then `torch.cat(results, dim=1)`.

# %% solution
def grouped_by_cat(x, weight, groups):
    """Return F.conv2d(x, weight, groups=groups), by ungrouped convolutions."""
    parts, filters = x.chunk(groups, dim=1), weight.chunk(groups, dim=0)
    return torch.cat([F.conv2d(p, f) for p, f in zip(parts, filters)], dim=1)

# %% right="slices in a loop"
def grouped_by_cat(x, weight, groups):
    out = weight.shape[0] // groups
    per = weight.shape[1]
    results = []
    for g in range(groups):
        results.append(F.conv2d(x[:, g * per : (g + 1) * per], weight[g * out : (g + 1) * out]))
    return torch.cat(results, dim=1)

# %% right="a dense kernel with zeros"
def grouped_by_cat(x, weight, groups):
    return F.conv2d(x, standard_from_grouped(weight, groups))

# %% right="layers whose weights are set"
def grouped_by_cat(x, weight, groups):
    results = []
    for part, filters in zip(torch.tensor_split(x, groups, dim=1), torch.tensor_split(weight, groups)):
        layer = nn.Conv2d(part.shape[1], filters.shape[0], filters.shape[-1], bias=False).to(x)
        layer.weight.data = filters
        results.append(layer(part))
    return torch.cat(results, 1)

# %% right="an empty result that is filled"
def grouped_by_cat(x, weight, groups):
    N, _, H, W = x.shape
    K, n, m = weight.shape[-1], len(weight) // groups, weight.shape[1]
    y = x.new_empty(N, len(weight), H - K + 1, W - K + 1)
    for g in range(groups):
        y[:, g * n : (g + 1) * n] = F.conv2d(x[:, g * m : (g + 1) * m], weight[g * n : (g + 1) * n], groups=1)
    return y

# %% right="one sum over windows, no convolution at all"
def grouped_by_cat(x, weight, groups):
    K = weight.shape[-1]
    windows = x.unfold(2, K, 1).unfold(3, K, 1).unflatten(1, (groups, -1))
    return torch.einsum("ngchwuv,gocuv->ngohw", windows, weight.unflatten(0, (groups, -1))).flatten(1, 2)

# %% right="a table of windows for each group, and a matrix product"
def grouped_by_cat(x, weight, groups):
    K, per = weight.shape[-1], weight.shape[1]
    windows = x.unfold(2, K, 1).unfold(3, K, 1).permute(0, 2, 3, 1, 4, 5)
    parts = []
    for g, filters in enumerate(weight.chunk(groups)):
        parts.append(windows[..., g * per : (g + 1) * per, :, :].flatten(3) @ filters.flatten(1).T)
    return torch.cat(parts, dim=-1).permute(0, 3, 1, 2)

# %% wrong="added" says="the groups' results are added"
def grouped_by_cat(x, weight, groups):
    return sum(F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups)))

# %% wrong="groups handed to PyTorch" says="leaves the groups to PyTorch"
def grouped_by_cat(x, weight, groups):
    return F.conv2d(x, weight, groups=groups)

# %% wrong="groups handed to a layer" says="leaves the groups to PyTorch"
def grouped_by_cat(x, weight, groups):
    layer = nn.Conv2d(x.shape[1], len(weight), weight.shape[-1], groups=groups, bias=False).to(device)
    layer.weight.data = weight
    return layer(x)

# %% wrong="groups handed to another convolution" says="leaves the groups to PyTorch"
def grouped_by_cat(x, weight, groups):
    return F.conv3d(x[:, :, None], weight[:, :, None], groups=groups)[:, :, 0]

# %% wrong="stacked along the batch" says="behind each other in the batch"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))])

# %% wrong="a new axis" says="have an axis of their own"
def grouped_by_cat(x, weight, groups):
    return torch.stack([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], dim=1)

# %% wrong="interleaved" says="the outputs of the groups are interleaved"
def grouped_by_cat(x, weight, groups):
    return torch.stack([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], dim=2).flatten(1, 2)

# %% wrong="inputs dealt out in turns" says="the inputs are dealt out in turns"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(x[:, g::groups], f) for g, f in enumerate(weight.chunk(groups))], 1)

# %% wrong="filters dealt out in turns" says="the filters are dealt out in turns"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, weight[g::groups]) for g, p in enumerate(x.chunk(groups, 1))], 1)

# %% wrong="always the first filters" says="the filters of the first group"
def grouped_by_cat(x, weight, groups):
    out = weight.shape[0] // groups
    return torch.cat([F.conv2d(p, weight[:out]) for p in x.chunk(groups, 1)], 1)

# %% wrong="always the first inputs" says="the inputs of the first group"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(x[:, : weight.shape[1]], f) for f in weight.chunk(groups)], 1)

# %% wrong="from the last group to the first" says="in reverse order"
def grouped_by_cat(x, weight, groups):
    y = torch.zeros(0).to(x)
    for p, f in zip(x.chunk(groups, 1), weight.chunk(groups)):
        part = F.conv2d(p, f)
        y = torch.cat([part, y], 1) if y.numel() else part
    return y

# %% wrong="every group sees everything" says="expected input[1, 4, 6, 6] to have 2 channels"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(x, f) for f in weight.chunk(groups)], 1)

# %% wrong="works for two groups only" says="groups=3"
def grouped_by_cat(x, weight, groups):
    half, out = x.shape[1] // 2, len(weight) // 2
    return torch.cat([F.conv2d(x[:, :half], weight[:out]), F.conv2d(x[:, half:], weight[out:])], 1)

# %% wrong="padded" says="gives (1, 8, 6, 6); (1, 8, 4, 4) is expected"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f, padding=1) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% wrong="a list" says="gives a list; a tensor is expected"
def grouped_by_cat(x, weight, groups):
    return [F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))]

# %% wrong="a ReLU after each group" says="the values are not"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f).relu() for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% wrong="the input is changed" says="changes its input in place"
def grouped_by_cat(x, weight, groups):
    x.mul_(2)
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% wrong="the weights are changed" says="changes its input in place"
def grouped_by_cat(x, weight, groups):
    weight /= groups
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% wrong="nothing returned for one group" says="groups=1 gives nothing (None)"
def grouped_by_cat(x, weight, groups):
    if groups > 1:
        return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1), weight.chunk(groups))], 1)

# %% wrong="the last group never filled" says="gives NaN or infinity"
def grouped_by_cat(x, weight, groups):
    N, _, H, W = x.shape
    K, n, m = weight.shape[-1], len(weight) // groups, weight.shape[1]
    y = x.new_full((N, len(weight), H - K + 1, W - K + 1), torch.nan)
    for g in range(groups - 1):
        y[:, g * n : (g + 1) * n] = F.conv2d(x[:, g * m : (g + 1) * m], weight[g * n : (g + 1) * n])
    return y

# %% wrong="the inputs from the last group to the first" says="the inputs come from the last group to the first"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f) for p, f in zip(x.chunk(groups, 1)[::-1], weight.chunk(groups))], 1)

# %% wrong="a result and not a function" says="is a Tensor; a function is expected"
grouped_by_cat = torch.cat([F.conv2d(torch.rand(1, 2, 6, 6), torch.rand(4, 2, 3, 3)) for _ in range(2)], dim=1)

# %% wrong="filters cut by the number of inputs" says="gives (1, 4, 4, 4); (1, 8, 4, 4) is expected"
def grouped_by_cat(x, weight, groups):
    size = x.shape[1] // groups
    parts = [F.conv2d(x[:, g * size : (g + 1) * size], weight[g * size : (g + 1) * size]) for g in range(groups)]
    return torch.cat(parts, dim=1)

# %% wrong="one group only" says="one group is missing"
def grouped_by_cat(x, weight, groups):
    return F.conv2d(x[:, : x.shape[1] // groups], weight[: len(weight) // groups])

# %% wrong="the first picture only" says="that is the first picture of the batch alone"
def grouped_by_cat(x, weight, groups):
    return torch.cat([F.conv2d(p, f) for p, f in zip(x[:1].chunk(groups, 1), weight.chunk(groups))], 1)

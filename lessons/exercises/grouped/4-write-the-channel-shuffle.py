# %% [markdown]
# # Write the channel shuffle
#
# Write ShuffleNet's shuffle for a whole batch: `x` is (N, C, H, W), and so is
# the result. Written as a table with one group a row, the channels are read by
# columns; every picture and every pixel keeps its place. Checked on tensors
# you have not seen, against PyTorch.

# %% starter
def channel_shuffle(x, groups):
    """Return `x` (N, C, H, W), its channels in the order of the shuffle."""
    return None

# %% check
def judge():
    """A function (x, groups) that returns `x` with its channels shuffled."""
    yield from check_function("channel_shuffle", channel_shuffle)
    for shape, groups in [
            ((2, 8, 3, 3), 2),
            ((1, 12, 2, 3), 3),
            ((2, 6, 4, 3), 3),
            ((3, 12, 3, 5), 4),
            ((2, 6, 3, 4), 6),
            ((2, 5, 3, 3), 1)]:
        case = f"`channel_shuffle` for x {shape}, groups={groups}"
        x = torch.randn(shape).to(device)
        y = yield from check_call(
            case, channel_shuffle, x, groups, first=groups == 2)
        table = x.unflatten(1, (groups, -1))
        expected = table.transpose(1, 2).flatten(1, 2)
        yield from check_values(case, y, expected, {
            "the two axes of the table must become one again.":
                table.transpose(1, 2),
            "nothing has changed places. Between the two reshapes the table "
            "has to be transposed.": x,
            f"that undoes the shuffle: the table has {shape[1] // groups} rows "
            f"instead of {groups}, one for each group.":
                x.unflatten(1, (-1, groups)).transpose(1, 2).flatten(1, 2),
            "the groups change places, and the channels within them do not.":
                table.flip(1).flatten(1, 2),
            "that is the shuffle for 2 groups; `groups` is not used.":
                x.unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2)
                if shape[1] % 2 == 0 else x,
            "pictures change places with groups: transpose axes 1 and 2 of "
            "the table, and not the batch.":
                table.transpose(0, 1).reshape(x.shape),
            }, "Channels should change places, whole ones, and nothing else: "
            "first the first ones of every group, in turn.")
    yield True, (
        "two reshapes and a transpose, no weight and no MAC. Between two "
        "grouped layers it lets the groups meet.")

# %% hint [markdown]
# Give the channels two axes: (N, groups, C / groups, H, W). Which two axes
# change places?

# %% hint [markdown]
# `x.unflatten(1, (groups, -1))` splits axis 1; `flatten(1, 2)` joins axes 1
# and 2. After a transpose, `view` complains and `reshape` does not.

# %% solution
def channel_shuffle(x, groups):
    """Return `x` (N, C, H, W), its channels in the order of the shuffle."""
    N, C, H, W = x.shape
    table = x.reshape(N, groups, C // groups, H, W)
    return table.transpose(1, 2).reshape(N, C, H, W)

# %% right="unflatten and flatten"
def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)

# %% right="PyTorch's own"
def channel_shuffle(x, groups):
    return nn.ChannelShuffle(groups)(x)

# %% right="a list of channels"
def channel_shuffle(x, groups):
    per = x.shape[1] // groups
    return torch.stack([x[:, g * per + c] for c in range(per) for g in range(groups)], dim=1)

# %% right="by index, from a table of numbers"
def channel_shuffle(x, groups):
    return x[:, torch.arange(x.shape[1]).view(groups, -1).T.flatten()]

# %% right="permute and contiguous, as in the first code"
def channel_shuffle(x, groups):
    N, C, H, W = x.size()
    x = x.view(N, groups, C // groups, H, W).permute(0, 2, 1, 3, 4).contiguous()
    return x.view(N, C, H, W)

# %% right="written into the output group by group"
def channel_shuffle(x, groups):
    y = torch.empty_like(x)
    for g, part in enumerate(x.chunk(groups, dim=1)):
        y[:, g::groups] = part
    return y

# %% wrong="the inverse" says="that undoes the shuffle"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, C // groups, groups, H, W).transpose(1, 2).reshape(N, C, H, W)

# %% wrong="dealt out in turns" says="that undoes the shuffle"
def channel_shuffle(x, groups):
    return torch.cat([x[:, g::groups] for g in range(groups)], dim=1)

# %% wrong="not transposed" says="nothing has changed places"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).reshape(N, C, H, W)

# %% wrong="reshaped and not transposed" says="nothing has changed places"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).reshape(N, C // groups, groups, H, W).reshape(N, C, H, W)

# %% wrong="not flattened" says="must become one again"
def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2)

# %% wrong="the wrong axes flattened" says="gives (2, 4, 6, 3); (2, 8, 3, 3) is expected"
def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(2, 3)

# %% wrong="the batch forgotten" says="is invalid for input of size"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.view(groups, C // groups, H, W).transpose(0, 1).reshape(1, C, H, W)

# %% wrong="the batch among the groups" says="Channels should change places, whole ones"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(groups, N * C // groups, H, W).transpose(0, 1).reshape(N, C, H, W)

# %% wrong="the wrong axes transposed" says="Channels should change places, whole ones"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).transpose(2, 3).reshape(N, C, H, W)

# %% wrong="view after a transpose" says="raised RuntimeError"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.view(N, groups, C // groups, H, W).transpose(1, 2).view(N, C, H, W)

# %% wrong="a random order" says="Channels should change places, whole ones"
def channel_shuffle(x, groups):
    return x[:, torch.randperm(x.shape[1])]

# %% wrong="the groups change places" says="the groups change places, and the channels within them do not"
def channel_shuffle(x, groups):
    return torch.cat(x.chunk(groups, dim=1)[::-1], dim=1)

# %% wrong="in place" says="changes its input in place"
def channel_shuffle(x, groups):
    x.copy_(x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2).clone())
    return x

# %% wrong="the layer and not its result" says="gives a ChannelShuffle; a tensor is expected"
def channel_shuffle(x, groups):
    return nn.ChannelShuffle(groups)

# %% wrong="a layer, given nothing" says="raised"
channel_shuffle = nn.ChannelShuffle

# %% wrong="for two groups only" says="groups=3"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, 2, C // 2, H, W).transpose(1, 2).reshape(N, C, H, W)

# %% wrong="nothing returned for one group" says="groups=1 gives nothing (None)"
def channel_shuffle(x, groups):
    if groups > 1:
        return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)

# %% wrong="a result and not a function" says="is a Tensor; a function is expected"
channel_shuffle = torch.rand(1, 8, 3, 3)[:, [0, 4, 1, 5, 2, 6, 3, 7]]

# %% wrong="always two groups" says="that is the shuffle for 2 groups; `groups` is not used"
def channel_shuffle(x, groups):
    return x.unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2)

# %% wrong="the batch transposed with the groups" says="transpose axes 1 and 2 of the table, and not the batch"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).transpose(0, 1).reshape(N, C, H, W)


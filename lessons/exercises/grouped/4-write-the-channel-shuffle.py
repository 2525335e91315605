# %% [markdown]
# # Write the channel shuffle
#
# Write ShuffleNet's shuffle for a whole batch: `x` is (N, C, H, W), and so is
# the result. Written as a table with one group a row, the channels are read by
# columns; every picture and every pixel keeps its place. Checked on tensors
# you have not seen, against PyTorch.

# %% starter
def channel_shuffle(x, groups):
    """Return `x` (N, C, H, W) with its channels in the order of ShuffleNet's shuffle."""
    return None

# %% check
def judge():
    yield (
        callable(channel_shuffle),
        f"`channel_shuffle` is a {type(channel_shuffle).__name__}; a function is expected.",
    )
    for number, (shape, groups) in enumerate(
        [
            ((1, 8, 3, 3), 2),
            ((1, 12, 2, 3), 3),
            ((2, 6, 4, 3), 3),
            ((3, 12, 3, 5), 4),
            ((2, 6, 3, 4), 6),
            ((2, 5, 3, 3), 1),
        ]
    ):
        case = f"x {shape}, groups={groups}"
        x = torch.randn(shape).to(device)
        kept = x.clone()
        try:
            result = channel_shuffle(x, groups)
        except Exception as error:
            yield (
                False,
                f"{case}: `channel_shuffle` raised {type(error).__name__}: {' '.join(str(error).split()).rstrip('.')}.",
            )
        if result is None and number == 0:
            yield (
                None,
                "not answered yet: `channel_shuffle` returns None. Write it above, then run this cell again.",
            )
        yield (
            isinstance(result, torch.Tensor),
            f"{case}: the result is a {type(result).__name__}; a tensor is expected.",
        )
        yield torch.equal(x, kept), "`channel_shuffle` changes its input in place."
        yield (
            result.dim() != 5,
            f"{case}: the result is {tuple(result.shape)}; the two axes of the table must become one again.",
        )
        yield (
            result.shape == kept.shape,
            f"{case}: the result is {tuple(result.shape)}, {tuple(kept.shape)} expected.",
        )
        result = result.to(kept)
        C = shape[1]
        order = [
            row * (C // groups) + column
            for column in range(C // groups)
            for row in range(groups)
        ]
        equal = (result[:, :, None] == kept[:, None]).all(
            dim=(0, 3, 4)
        )  # (C, C): output is this input, in the whole batch
        if 1 < groups < C:
            yield (
                not torch.equal(result, kept),
                f"{case}: nothing has changed places. Between the two reshapes the table has to be transposed.",
            )
            inverse = [
                column * groups + row
                for row in range(groups)
                for column in range(C // groups)
            ]
            yield (
                not torch.equal(result, kept[:, inverse]),
                (
                    f"{case}: the channels come in the order {inverse}. That undoes the shuffle: the table has {C // groups} rows instead of {groups}, one for each group."
                ),
            )
        yield (
            bool(equal.any(dim=1).all()),
            f"{case}: some output channel is none of the input channels. Do pictures of the batch, or pixels, change places?",
        )
        found = equal.int().argmax(dim=1).tolist()
        yield (
            found == order,
            f"{case}: the channels come in the order {found}; first come the first ones of every group, in turn.",
        )
    yield (
        True,
        "two reshapes and a transpose, no weight and no MAC. Between two grouped layers it lets the groups meet.",
    )

# %% hint [markdown]
# Give the channels two axes: (N, groups, C / groups, H, W). Which two axes
# change places?

# %% hint [markdown]
# `x.unflatten(1, (groups, -1))` splits axis 1; `flatten(1, 2)` joins axes 1
# and 2. After a transpose, `view` complains and `reshape` does not.

# %% solution
def channel_shuffle(x, groups):
    """Return `x` (N, C, H, W) with its channels in the order of ShuffleNet's shuffle."""
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).transpose(1, 2).reshape(N, C, H, W)

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

# %% wrong="the inverse" says="That undoes the shuffle"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, C // groups, groups, H, W).transpose(1, 2).reshape(N, C, H, W)

# %% wrong="dealt out in turns" says="That undoes the shuffle"
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

# %% wrong="the wrong axes flattened" says="(1, 4, 6, 3), (1, 8, 3, 3) expected"
def channel_shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(2, 3)

# %% wrong="the batch forgotten" says="is invalid for input of size"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.view(groups, C // groups, H, W).transpose(0, 1).reshape(1, C, H, W)

# %% wrong="the batch among the groups" says="Do pictures of the batch, or pixels, change places?"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(groups, N * C // groups, H, W).transpose(0, 1).reshape(N, C, H, W)

# %% wrong="the wrong axes transposed" says="Do pictures of the batch, or pixels, change places?"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).transpose(2, 3).reshape(N, C, H, W)

# %% wrong="view after a transpose" says="raised RuntimeError"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.view(N, groups, C // groups, H, W).transpose(1, 2).view(N, C, H, W)

# %% wrong="a random order" says="the channels come in the order"
def channel_shuffle(x, groups):
    return x[:, torch.randperm(x.shape[1])]

# %% wrong="the groups change places" says="the channels come in the order [4, 5, 6, 7, 0, 1, 2, 3]"
def channel_shuffle(x, groups):
    return torch.cat(x.chunk(groups, dim=1)[::-1], dim=1)

# %% wrong="in place" says="changes its input in place"
def channel_shuffle(x, groups):
    x.copy_(x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2).clone())
    return x

# %% wrong="the layer and not its result" says="is a ChannelShuffle; a tensor is expected"
def channel_shuffle(x, groups):
    return nn.ChannelShuffle(groups)

# %% wrong="a layer, given nothing" says="raised"
channel_shuffle = nn.ChannelShuffle

# %% wrong="for two groups only" says="groups=3"
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, 2, C // 2, H, W).transpose(1, 2).reshape(N, C, H, W)

# %% wrong="nothing returned for one group" says="groups=1: the result is a NoneType"
def channel_shuffle(x, groups):
    if groups > 1:
        return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)

# %% wrong="a result and not a function" says="is a Tensor; a function is expected"
channel_shuffle = torch.rand(1, 8, 3, 3)[:, [0, 4, 1, 5, 2, 6, 3, 7]]

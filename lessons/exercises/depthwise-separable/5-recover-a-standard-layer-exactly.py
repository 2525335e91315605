# %% [markdown]
# # Recover a standard layer exactly
#
# Below is a standard layer from 2 channels to 4. Build a depthwise step (with
# a depth multiplier) and a pointwise step whose output equals its output for
# every input. You choose the multiplier, and you set the weights; nothing runs
# beside the two steps. `factor` above gives at most as many filters a channel
# as the table of a channel has rows; asked for more, it gives those. Leave
# `target_layer` as it is. Checked: the weights of both steps as they run, what
# else runs, and the output, to four digits.

# %% starter
target_layer = nn.Conv2d(2, 4, kernel_size=3, bias=False).to(device)

exact_depthwise = None  # an nn.Conv2d with groups=2
exact_pointwise = None  # an nn.Conv2d with a 1×1 window

# %% check
def judge():
    """Two layers, and `target_layer` as it was made above."""
    yield from check_answered(
        exact_depthwise=exact_depthwise, exact_pointwise=exact_pointwise)
    yield target_layer.weight.any(), "leave `target_layer` as it is, not all 0."
    look = yield from check_module("exact_depthwise", exact_depthwise)
    mix = yield from check_module("exact_pointwise", exact_pointwise)
    x = torch.randn(2, 2, 9, 9).to(device)
    yield getattr(look, "weight", x).shape[2:] != (1, 1), (
        "`exact_depthwise` has a window of 1×1: are the two steps exchanged?")
    maps = yield from check_call("`exact_depthwise`", look, x)
    yield from check_call("`exact_pointwise`", mix, maps)
    r = maps.shape[1] // 2 or 1
    y, depthwise, pointwise = yield from check_pair(
        "the pair", nn.Sequential(look, mix), x, 4, 3, r)
    yield r >= 4, (
        f"depth multiplier {r} cannot be exact: the table of a channel, 4 "
        f"outputs × 9 weights, has rank 4, and that of the pair {r} at most.")
    W, D, P = target_layer.weight.to(x), depthwise.weight, pointwise.weight
    tables, filters = W.transpose(0, 1).flatten(2), D.reshape(2, r, 9)
    # each step also with the maps of the two channels by turns
    by_turns = D.unflatten(0, (r, 2)).transpose(0, 1).flatten(0, 1)
    mixed = P.unflatten(1, (r, 2)).transpose(1, 2).flatten(1, 2)
    expected, plain, *turned = F.conv2d(x, W), *(
        F.conv2d(F.conv2d(x, d, groups=2), p)
        for d in (D, by_turns) for p in (P, mixed))
    yield alike(y, expected) or not alike(plain, expected), (
        "these weights are exact, but there is also "
        f"{'a bias' if y.shape == expected.shape else 'padding or stride'}, "
        f"which the target layer has not. {(*y.shape,)} comes out.")
    yield not any(alike(other, expected) for other in turned), (
        "the maps of the two channels are interleaved, in one step or both; "
        "those of channel 0 come first, all of them, then those of channel 1.")
    yield alike(tables @ torch.linalg.pinv(filters) @ filters, tables), (
        "with these depthwise filters no pointwise weights are exact. Are they "
        "set, and from this `target_layer`?")
    U, S, Vh = torch.linalg.svd(tables, full_matrices=False)
    bare, twice = (
        F.conv2d(x, (U * S[:, None] ** k @ Vh).transpose(0, 1).view_as(W))
        for k in (0, 2))
    yield from check_values("the pair", y, expected, {
        "the strengths (singular values) are in no step; one needs them.": bare,
        "the strengths (singular values) are in both steps, not in one.": twice,
    }, "These depthwise filters can be exact, with other pointwise weights.")
    yield True, (
        f"exact with depth multiplier {r}; 4 is enough, as there are only 4 "
        f"outputs. {D.numel() + P.numel()} weights do what 72 did.")

# %% hint [markdown]
# Each input channel's table is 4 outputs × 9 weights. What is the largest rank
# it can have? That is the depth multiplier you need.

# %% hint [markdown]
# The function `factor` above returns both weights in the shapes that
# `nn.Conv2d` wants. Put them in with `layer.weight.data = ...`, or
# `layer.weight.copy_(...)` under `torch.no_grad()`.

# %% hint [markdown]
# There is a solution without an SVD: let the depthwise filters be the target
# layer's own slices, and let the pointwise step only sort them.

# %% solution
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = D.contiguous()
exact_pointwise.weight.data = P.contiguous()

# %% right="the layer's own slices, sorted by the pointwise step"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
with torch.no_grad():
    exact_depthwise.weight.copy_(target_layer.weight.transpose(0, 1).reshape(8, 1, 3, 3))
    exact_pointwise.weight.copy_(torch.eye(4).repeat(1, 2).view(4, 8, 1, 1))

# %% right="nine filters a channel, one for each pixel"
exact_depthwise = nn.Conv2d(2, 18, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(18, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = torch.eye(9).view(9, 1, 3, 3).repeat(2, 1, 1, 1).to(device)
exact_pointwise.weight.data = target_layer.weight.detach().flatten(1)[:, :, None, None].clone()

# %% right="an SVD with the singular values in the pointwise step, and biases of zero"
U, S, Vh = torch.linalg.svd(target_layer.weight.detach().transpose(0, 1).flatten(2), full_matrices=False)
exact_depthwise, exact_pointwise = nn.Conv2d(2, 8, 3, groups=2).to(device), nn.Conv2d(8, 4, 1).to(device)
with torch.no_grad():
    exact_depthwise.weight.copy_(Vh.reshape(8, 1, 3, 3))
    exact_pointwise.weight.copy_((U * S[:, None]).permute(1, 0, 2).reshape(4, 8, 1, 1))
    exact_depthwise.bias.zero_()
    exact_pointwise.bias.zero_()

# %% right="a bias that the pointwise step takes back"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise, exact_pointwise = nn.Conv2d(2, 8, 3, groups=2).to(device), nn.Conv2d(8, 4, 1).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P
exact_pointwise.bias.data = -(P[:, :, 0, 0] * exact_depthwise.bias.data).sum(dim=1)

# %% right="double precision"
D, P = factor(target_layer.weight.detach().double(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device, torch.float64)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device, torch.float64)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% right="a module of one's own with plain functions inside"
class Look(nn.Module):
    def forward(self, x):
        return F.conv2d(x, D, groups=2)


D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise, exact_pointwise = Look(), nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_pointwise.weight.data = P

# %% wrong="weights not set" says="with these depthwise filters no pointwise weights are exact. Are they set"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)

# %% wrong="depth multiplier 1" says="depth multiplier 1 cannot be exact"
D, P = factor(target_layer.weight.detach(), r=1)
exact_depthwise = nn.Conv2d(2, 2, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(2, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="depth multiplier 3" says="has rank 4"
D, P = factor(target_layer.weight.detach(), r=3)
exact_depthwise = nn.Conv2d(2, 6, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(6, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="maps of the two channels interleaved" says="the maps of the two channels are interleaved, in one step or both"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = target_layer.weight.detach().reshape(8, 1, 3, 3)
exact_pointwise.weight.data = torch.eye(4).repeat_interleave(2, dim=1).view(4, 8, 1, 1).to(device)

# %% wrong="singular values left out" says="the strengths (singular values) are in no step"
U, S, Vh = torch.linalg.svd(target_layer.weight.detach().transpose(0, 1).flatten(2), full_matrices=False)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = Vh.reshape(8, 1, 3, 3)
exact_pointwise.weight.data = U.permute(1, 0, 2).reshape(4, 8, 1, 1)

# %% wrong="the target layer and a 1×1 that hands on" says="the pair runs 1 × conv2d; two are expected"
exact_depthwise = target_layer
exact_pointwise = nn.Identity()

# %% wrong="the depthwise step hands on, the second step is the target" says="the pair runs 1 × conv2d; two are expected"
exact_depthwise = nn.Identity()
exact_pointwise = target_layer

# %% wrong="padded" says="there is also padding or stride, which the target layer has not. (2, 4, 9, 9) comes out"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, padding=1, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="a random bias" says="there is also a bias, which the target layer has not"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise, exact_pointwise = nn.Conv2d(2, 8, 3, groups=2).to(device), nn.Conv2d(8, 4, 1).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="a ReLU in place before the depthwise step" says="`exact_depthwise` changes its input in place"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P
exact_depthwise = nn.Sequential(nn.ReLU(inplace=True), exact_depthwise)

# %% wrong="a ReLU in place between the steps" says="`exact_pointwise` changes its input in place"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P
exact_pointwise = nn.Sequential(nn.ReLU(inplace=True), exact_pointwise)

# %% wrong="weights and not layers" says="`exact_depthwise` is a Tensor; a layer or a network is expected"
exact_depthwise, exact_pointwise = factor(target_layer.weight.detach(), r=4)

# %% wrong="a pointwise step for fewer maps" says="its `in_channels` is 2, 8 came"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(2, 4, 1, bias=False).to(device)

# %% wrong="NaN" says="`exact_pointwise` gives NaN or infinity"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_pointwise.weight.data.fill_(torch.nan)

# %% wrong="NaN in the depthwise step" says="`exact_depthwise` gives NaN or infinity"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data.fill_(torch.nan)

# %% wrong="a module that returns nothing" says="`exact_depthwise` gives nothing (None)"
class Look(nn.Module):
    def forward(self, x):
        F.conv2d(x, torch.ones(8, 1, 3, 3).to(x), groups=2)


exact_depthwise, exact_pointwise = Look(), nn.Conv2d(8, 4, 1, bias=False).to(device)

# %% right="the strengths' square roots in both steps"
U, S, Vh = torch.linalg.svd(target_layer.weight.detach().transpose(0, 1).flatten(2), full_matrices=False)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = (S.sqrt()[:, :, None] * Vh).reshape(8, 1, 3, 3)
exact_pointwise.weight.data = (U * S.sqrt()[:, None]).permute(1, 0, 2).reshape(4, 8, 1, 1)

# %% right="depth multiplier 9, five filters of it zero, and weights that do not lie in order"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 18, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(18, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = F.pad(D.view(2, 4, 9), (0, 0, 0, 5)).reshape(18, 1, 3, 3).mT.contiguous().mT
exact_pointwise.weight.data = F.pad(P.view(4, 2, 4), (0, 5)).reshape(4, 18, 1, 1)

# %% wrong="singular values in both steps" says="the strengths (singular values) are in both steps"
U, S, Vh = torch.linalg.svd(target_layer.weight.detach().transpose(0, 1).flatten(2), full_matrices=False)
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = D
exact_pointwise.weight.data = P * S.reshape(1, 8, 1, 1)

# %% wrong="the two steps exchanged" says="are the two steps exchanged?"
D, P = factor(target_layer.weight.detach(), r=4)
exact_pointwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_depthwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_pointwise.weight.data, exact_depthwise.weight.data = D, P

# %% wrong="the two weights exchanged" says="are the two steps exchanged?"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = P, D

# %% wrong="the depthwise filters interleaved" says="the maps of the two channels are interleaved"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = target_layer.weight.detach().reshape(8, 1, 3, 3)
exact_pointwise.weight.data = torch.eye(4).repeat(1, 2).view(4, 8, 1, 1).to(device)

# %% wrong="the pointwise weights interleaved" says="the maps of the two channels are interleaved"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = D
exact_pointwise.weight.data = P.view(4, 2, 4).transpose(1, 2).reshape(4, 8, 1, 1)

# %% wrong="only the depthwise weights set" says="These depthwise filters can be exact, with other pointwise weights"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = D

# %% wrong="nine filters a channel, weights not set" says="These depthwise filters can be exact, with other pointwise weights"
exact_depthwise = nn.Conv2d(2, 18, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(18, 4, 1, bias=False).to(device)

# %% wrong="as many maps as outputs" says="depth multiplier 2 cannot be exact"
D, P = factor(target_layer.weight.detach(), r=2)
exact_depthwise = nn.Conv2d(2, 4, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(4, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="groups forgotten, one standard layer and a 1×1 that hands on" says="should have a weight of (4, 1, 3, 3); it has one of (4, 2, 3, 3)"
exact_depthwise = nn.Conv2d(2, 4, 3, bias=False).to(device)
exact_pointwise = nn.Conv2d(4, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = target_layer.weight.detach()
exact_pointwise.weight.data = torch.eye(4).view(4, 4, 1, 1).to(device)

# %% wrong="weights of another layer" says="and from this `target_layer`?"
D, P = factor(nn.Conv2d(2, 4, 3, bias=False).to(device).weight.detach() * 2 + 0.1 * torch.randn(4, 2, 3, 3).to(device), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="one map of both channels" says="should have a weight of (2, 1, 3, 3); it has one of (1, 2, 3, 3)"
exact_depthwise = nn.Conv2d(2, 1, 3, bias=False).to(device)
exact_pointwise = nn.Conv2d(1, 4, 1, bias=False).to(device)

# %% wrong="all weights set to zero, the target's too" says="leave `target_layer` as it is"
target_layer = nn.Conv2d(2, 4, kernel_size=3, bias=False).to(device)
exact_depthwise, exact_pointwise = nn.Conv2d(2, 8, 3, groups=2, bias=False), nn.Conv2d(8, 4, 1, bias=False)
for one in (target_layer, exact_depthwise, exact_pointwise):
    nn.init.zeros_(one.weight)

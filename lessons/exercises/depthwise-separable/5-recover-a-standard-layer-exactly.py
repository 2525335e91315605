# %% [markdown]
# # Recover a standard layer exactly
#
# Below is a standard layer from 2 channels to 4. Build a depthwise step (with
# a depth multiplier) and a pointwise step whose output equals its output for
# every input. You choose the multiplier, and you set the weights. Checked:
# which channel reaches which, and the output, to five digits.

# %% starter
target_layer = nn.Conv2d(2, 4, kernel_size=3, bias=False).to(device)

exact_depthwise = None  # an nn.Conv2d with groups=2
exact_pointwise = None  # an nn.Conv2d with a 1×1 window

# %% check
def judge():
    if any(layer is None for layer in (exact_depthwise, exact_pointwise)):
        yield (
            None,
            "not answered yet: set `exact_depthwise` and `exact_pointwise` above, then run this cell again.",
        )
    for name, layer in (
        ("exact_depthwise", exact_depthwise),
        ("exact_pointwise", exact_pointwise),
    ):
        yield (
            isinstance(layer, nn.Module),
            f"`{name}` is a {type(layer).__name__}; a layer is expected, e.g. nn.Conv2d(...).",
        )
    depthwise, pointwise = (
        copy.deepcopy(layer).to(device, torch.float32).eval()
        for layer in (exact_depthwise, exact_pointwise)
    )
    x = torch.randn(2, 2, 9, 9).to(device)
    maps, outputs = depthwise(x.clone()), []
    for name, layer, given in (
        ("target_layer", target_layer, x),
        ("exact_depthwise", depthwise, x),
        ("exact_pointwise", pointwise, maps),
    ):
        before = given.clone()
        outputs.append(layer(given))
        yield (
            torch.allclose(given, before, equal_nan=True),
            f"`{name}` changes its input in place.",
        )
    expected, _, y = outputs
    yield (
        not (reach(depthwise, x).sum(dim=1) > 1).any(),
        "a map of `exact_depthwise` depends on both input channels: with `groups=2` it sees one.",
    )
    yield (
        y.shape == expected.shape,
        f"together they make {tuple(y.shape)} of {tuple(x.shape)}; the target layer makes {tuple(expected.shape)}.",
    )
    patch = torch.zeros_like(maps)
    patch[:, :, 3, 3] = 1
    touched = (pointwise(patch) - pointwise(torch.zeros_like(maps))).abs().amax(
        dim=(0, 1)
    ) > 1e-6
    yield (
        int(touched.sum()) <= 1,
        "`exact_pointwise` spreads one pixel over several: its window must be 1×1.",
    )
    error = ((y - expected).norm() / expected.norm()).item()
    yield error == error, "the output holds NaN: are all weights finite?"
    r = maps.shape[1] / 2
    yield (
        r >= 4,
        (
            f"relative error {error:.2f} with depth multiplier {r:g}: the table of a channel here is 4 × 9 and has rank 4, so {r:g} filters a channel cannot be exact."
        ),
    )
    yield (
        error < 1e-5 or not pointwise(depthwise(torch.zeros_like(x))).any(),
        "a picture of zeros does not give zeros: is there a bias in one of the steps? The target layer has none.",
    )
    yield (
        error < 1e-5,
        (
            f"relative error {error:.2f}, though depth multiplier {r:g} is enough. Are both weights set? "
            "Do the maps of channel 0 come before those of channel 1, in both steps? "
            "If you used an SVD: are the singular values in, and in one of the two steps only?"
        ),
    )
    yield (
        True,
        f"depth multiplier {r:g} is exact, as there are only 4 outputs; {count_parameters(depthwise) + count_parameters(pointwise)} weights do what {target_layer.weight.numel()} did.",
    )

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
exact_depthwise = nn.Conv2d(2, 8, kernel_size=3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, kernel_size=1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = (
    D.contiguous(),
    P.contiguous(),
)

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

# %% wrong="weights not set" says="Are both weights set?"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)

# %% wrong="depth multiplier 1" says="1 filters a channel cannot be exact"
D, P = factor(target_layer.weight.detach(), r=1)
exact_depthwise = nn.Conv2d(2, 2, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(2, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="depth multiplier 3" says="has rank 4"
D, P = factor(target_layer.weight.detach(), r=3)
exact_depthwise = nn.Conv2d(2, 6, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(6, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="maps of the two channels interleaved" says="Do the maps of channel 0 come before"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = target_layer.weight.detach().reshape(8, 1, 3, 3)
exact_pointwise.weight.data = torch.eye(4).repeat_interleave(2, dim=1).view(4, 8, 1, 1).to(device)

# %% wrong="singular values left out" says="are the singular values in"
U, S, Vh = torch.linalg.svd(target_layer.weight.detach().transpose(0, 1).flatten(2), full_matrices=False)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = Vh.reshape(8, 1, 3, 3)
exact_pointwise.weight.data = U.permute(1, 0, 2).reshape(4, 8, 1, 1)

# %% wrong="the target layer and a 1×1 that hands on" says="depends on both input channels"
exact_depthwise = target_layer
exact_pointwise = nn.Identity()

# %% wrong="the depthwise step hands on, the second step is the target" says="its window must be 1×1"
exact_depthwise = nn.Identity()
exact_pointwise = target_layer

# %% wrong="padded" says="the target layer makes (2, 4, 7, 7)"
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, padding=1, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% wrong="a random bias" says="is there a bias in one of the steps?"
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

# %% wrong="weights and not layers" says="a layer is expected"
exact_depthwise, exact_pointwise = factor(target_layer.weight.detach(), r=4)

# %% wrong="a pointwise step for fewer maps" says="the first number of nn.Conv2d is the channels that come in"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(2, 4, 1, bias=False).to(device)

# %% wrong="NaN" says="the output holds NaN"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_pointwise.weight.data.fill_(torch.nan)

# %% wrong="NaN in the depthwise step" says="the output holds NaN"
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data.fill_(torch.nan)

# %% wrong="a module that returns nothing" says="Something is still None"
class Look(nn.Module):
    def forward(self, x):
        F.conv2d(x, torch.ones(8, 1, 3, 3).to(x), groups=2)


exact_depthwise, exact_pointwise = Look(), nn.Conv2d(8, 4, 1, bias=False).to(device)

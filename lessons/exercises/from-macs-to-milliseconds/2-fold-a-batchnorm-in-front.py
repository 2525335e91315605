# %% [markdown]
# # Fold a BatchNorm that stands in front
#
# In some networks (pre-activation ResNets, DenseNet) the BatchNorm stands
# *before* the convolution. Write a function that returns one new `nn.Conv2d`
# computing `conv(bn(x))`, for `bn` in evaluation mode. The convolutions have
# no padding; they may have a stride, groups and a bias, and `bn` may have any
# running statistics and any `eps`. Neither `bn` nor `conv` may change.
# Checked: the output on hidden layers. (Afterwards, think about why padding is
# excluded.)

# %% starter
def fold_in_front(bn, conv):
    """Return a Conv2d that computes conv(bn(x)), for `bn` in evaluation mode, no padding."""
    return None

# %% check
def judge():
    generator = torch.Generator().manual_seed(0)
    cases = [
        ("3→5, 1×1, no bias", 3, 5, dict(kernel_size=1, bias=False), 1e-5),
        ("4→6, 3×3, bias", 4, 6, dict(kernel_size=3), 1e-5),
        ("4→6, 3×2, stride 2, eps 0.5", 4, 6, dict(kernel_size=(3, 2), stride=2), 0.5),
        ("6→6, depthwise 3×3", 6, 6, dict(kernel_size=3, groups=6, bias=False), 1e-3),
        (
            "6→4, 2 groups, dilation 2",
            6,
            4,
            dict(kernel_size=3, groups=2, dilation=2),
            1e-3,
        ),
    ]
    for case, M, N, arguments, eps in cases:
        conv, bn = (
            nn.Conv2d(M, N, **arguments).to(device),
            nn.BatchNorm2d(M, eps=eps).to(device).eval(),
        )
        for tensor, low in (
            (bn.running_mean, -2),
            (bn.running_var, 0.3),
            (bn.weight, 0.5),
            (bn.bias, -1),
        ):
            tensor.data.copy_(torch.rand(M, generator=generator) * 2 + low)
        before = copy.deepcopy((bn, conv))
        x = torch.randn(2, M, 9, 11, generator=generator).to(device)
        expected = conv(bn(x))
        folded = fold_in_front(bn, conv)
        if folded is None:
            yield (
                None,
                "not answered yet: return a new convolution from `fold_in_front`, then run this cell again.",
            )
        for old, new, name in ((before[0], bn, "bn"), (before[1], conv, "conv")):
            same = all(
                torch.equal(a, b)
                for a, b in zip(old.state_dict().values(), new.state_dict().values())
            )
            yield (
                same and len(old.state_dict()) == len(new.state_dict()),
                f"{case}: `{name}` has changed; make a copy and change that.",
            )
        yield (
            isinstance(folded, nn.Conv2d),
            f"`fold_in_front` returns a {type(folded).__name__}; one nn.Conv2d is expected.",
        )
        folded = folded.to(device)
        yield (
            folded.groups != conv.groups or folded.weight.shape == conv.weight.shape,
            f"{case}: the weights have the shape {tuple(folded.weight.shape)}, {tuple(conv.weight.shape)} is expected: has broadcasting made channels?",
        )
        given = x.clone()
        y = folded(given)
        yield (
            torch.equal(given, x),
            f"{case}: the new layer changes its input in place.",
        )
        yield (
            y.shape == expected.shape,
            f"{case}: the output has the shape {tuple(y.shape)}, {tuple(expected.shape)} is expected: are stride, dilation and groups kept?",
        )
        error = (y - expected).abs().max().item() / expected.abs().max().item()
        yield error == error, f"{case}: the output holds NaN."
        if error > 1e-4:
            weight, bias, b = conv.weight, folded.bias, 0

            def for_each(
                values, conv=conv
            ):  # one value an input channel, as the weights
                rows = values.view(conv.groups, -1)
                rows = rows.repeat_interleave(conv.out_channels // conv.groups, 0)
                return rows[:, :, None, None]

            root, gamma = (bn.running_var + bn.eps).sqrt(), bn.weight
            scale, mean = gamma / root, bn.running_mean
            shift = bn.bias - scale * mean
            slips = [
                (1, "they are those of `conv`; the scale belongs into them"),
                (gamma / bn.running_var.sqrt(), "`bn.eps` is not in the square root"),
                (
                    gamma / (bn.running_var.sqrt() + bn.eps),
                    "`bn.eps` belongs under the root",
                ),
                (gamma / root**2, "the square root is missing"),
                (1 / root, "`bn.weight`, the γ, is missing"),
            ]
            wrong = "the scale belongs to *input* channels, the second axis; in a group, to the channels that this group sees"
            for factor, slip in slips:
                if not isinstance(factor, int):
                    factor = for_each(factor)
                if torch.allclose(folded.weight, weight * factor, atol=1e-4):
                    wrong = slip
            yield (
                torch.allclose(folded.weight, weight * for_each(scale), atol=1e-4),
                f"{case}: relative error {error:.2f}, and the weights are wrong: {wrong}.",
            )
            yield (
                bias is not None,
                f"{case}: relative error {error:.2f}: the weights are right, and the shift of `bn` has to go into a bias, also where `conv` has none.",
            )
            if conv.bias is not None:
                b = conv.bias

            def arriving(values, kernel=weight, for_each=for_each):
                return (kernel * for_each(values)).sum(dim=(1, 2, 3))

            slips = [
                (
                    torch.zeros_like(bias) + b,
                    "it is still that of `conv`; the shift of `bn` is missing",
                ),
                (b - arriving(shift), "the shift of `bn` has the wrong sign"),
                (
                    b + arriving(bn.bias - mean),
                    "the mean is scaled too before it is taken off",
                ),
                (
                    b + arriving(shift, folded.weight),
                    "the shift meets the weights of `conv`, not the folded ones, in which the scale is already",
                ),
                (arriving(shift), "the bias of `conv` has been lost"),
            ]
            wrong = "a shift of input channel m arrives at output n times the *sum* of the window's weights, over all channels that n sees"
            for value, slip in slips:
                if torch.allclose(bias, value, atol=1e-4):
                    wrong = slip
            yield (
                False,
                f"{case}: relative error {error:.2f}: the weights are right and the bias is not: {wrong}.",
            )
    yield (
        True,
        "exact for all five. With zero padding it would not be: the border adds zeros *after* the shift, and a folded layer adds them before it.",
    )

# %% hint [markdown]
# Write `bn(x)` as $a_m x_m + c_m$ for each input channel $m$, with
# $c = \beta - a \mu$. Put it into the convolution and sort the terms: which
# contain $x$?

# %% hint [markdown]
# The weight is (N, M / groups, K, K). Without groups its second axis is the
# input channel. The constant term is $b_n + \sum W_{nm} c_m$, summed over the
# window and the channels.

# %% hint [markdown]
# With groups, output $n$ sees the channels of its group only.
# `a.view(groups, 1, M // groups)` repeated for the outputs of each group has
# the right entry in the right place.

# %% solution
def fold_in_front(bn, conv):
    """Return a Conv2d that computes conv(bn(x)), for `bn` in evaluation mode, no padding."""
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean

    def for_each_filter(values):  # (M,) → (N, M / groups, 1, 1)
        rows = values.view(conv.groups, -1)
        return rows.repeat_interleave(conv.out_channels // conv.groups, 0)[
            :, :, None, None
        ]

    folded = copy.deepcopy(conv)
    bias = (conv.weight * for_each_filter(shift)).sum(dim=(1, 2, 3))
    folded.weight = nn.Parameter(conv.weight * for_each_filter(scale))
    folded.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    return folded

# %% right="loops over the filters"
def fold_in_front(bn, conv):
    s = bn.weight / torch.sqrt(bn.running_var + bn.eps)
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    weight, bias = conv.weight.detach().clone(), torch.zeros(conv.out_channels).to(conv.weight)
    if conv.bias is not None:
        bias += conv.bias.detach()
    seen = conv.in_channels // conv.groups
    for n in range(conv.out_channels):
        first = n // (conv.out_channels // conv.groups) * seen
        for m in range(seen):
            bias[n] += t[first + m] * weight[n, m].sum()
            weight[n, m] *= s[first + m]
    new.weight, new.bias = nn.Parameter(weight), nn.Parameter(bias)
    return new

# %% right="a new layer, and the bias asked of the layer itself"
def fold_in_front(bn, conv):
    s = bn.weight / torch.sqrt(bn.running_var + bn.eps)
    t = bn.bias - s * bn.running_mean
    new = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, dilation=conv.dilation, groups=conv.groups).to(conv.weight)
    constant = t.view(1, -1, 1, 1).expand(1, -1, 20, 20)
    with torch.no_grad():
        new.bias.copy_(conv(constant)[0, :, 0, 0])
        rows = s.view(conv.groups, 1, -1).expand(-1, conv.out_channels // conv.groups, -1)
        new.weight.copy_(conv.weight * rows.reshape(conv.out_channels, -1, 1, 1))
    return new

# %% right="index of the channel that each slice sees"
def fold_in_front(bn, conv):
    N, seen = conv.weight.shape[:2]
    group = torch.arange(N) // (N // conv.groups)
    channel = (group[:, None] * seen + torch.arange(seen)).to(conv.weight.device)
    s = bn.weight * (bn.running_var + bn.eps) ** -0.5
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.bias = nn.Parameter((conv.weight.sum((2, 3)) * t[channel]).sum(1) + (0 if conv.bias is None else conv.bias))
    new.weight = nn.Parameter(conv.weight * s[channel][..., None, None])
    return new

# %% wrong="the BatchNorm behind" says="your answer raised"
def fold_in_front(bn, conv):
    return torch.nn.utils.fusion.fuse_conv_bn_eval(conv, bn)

# %% wrong="eps forgotten" says="`bn.eps` is not in the square root"
def fold_in_front(bn, conv):
    s = bn.weight / bn.running_var.sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    def spread(v):
        return v.view(conv.groups, -1).repeat_interleave(conv.out_channels // conv.groups, 0)[:, :, None, None]
    bias = (conv.weight * spread(t)).sum(dim=(1, 2, 3))
    new.weight = nn.Parameter(conv.weight * spread(s))
    new.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    return new

# %% wrong="no shift where conv has no bias" says="also where `conv` has none"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    return new

# %% wrong="shift missing where there is a bias" says="the shift of `bn` is missing"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    if conv.bias is None:
        new.bias = nn.Parameter((conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3)))
    return new

# %% wrong="bias of conv lost" says="the bias of `conv` has been lost"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    new.bias = nn.Parameter((conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3)))
    return new

# %% wrong="shift added once" says="the *sum* of the window's weights"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    new.bias = nn.Parameter(t.sum().expand(conv.out_channels).clone())
    return new

# %% wrong="groups forgotten, the shapes do not fit" says="your answer raised"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    bias = (conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3))
    new.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    new.weight = nn.Parameter((conv.weight * s.view(1, -1, 1, 1)).view(conv.weight.shape))
    return new

# %% wrong="changed in place" says="`conv` has changed"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    conv.weight.data *= s.view(1, -1, 1, 1)
    return conv

# %% wrong="both in a row" says="one nn.Conv2d is expected"
def fold_in_front(bn, conv):
    return nn.Sequential(bn, conv)

# %% wrong="the factor γ forgotten" says="the γ, is missing"
def fold_in_front(bn, conv):
    scale = 1 / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    groups = scale.view(conv.groups, -1).repeat_interleave(conv.out_channels // conv.groups, 0)
    folded.weight = nn.Parameter(conv.weight * groups[:, :, None, None])
    return folded

# %% wrong="the scale as (1, M, 1, 1)" says="has broadcasting made channels"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    shift = (bn.bias - scale * bn.running_mean).view(1, -1, 1, 1)
    bias = (conv.weight * shift).sum(dim=(1, 2, 3)) if conv.groups == 1 else torch.zeros(conv.out_channels).to(device)
    folded.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    return folded

# %% wrong="the sign of the shift" says="the wrong sign"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    shift = (scale * bn.running_mean - bn.bias).view(1, -1, 1, 1)
    folded.bias = nn.Parameter((conv.weight * shift).sum(dim=(1, 2, 3)))
    return folded

# %% wrong="the shift through the folded weights" says="in which the scale is already"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    shift = (bn.bias - scale * bn.running_mean).view(1, -1, 1, 1)
    folded.bias = nn.Parameter((folded.weight * shift).sum(dim=(1, 2, 3)))
    return folded

# %% wrong="the convolution itself" says="they are those of `conv`"
def fold_in_front(bn, conv):
    return copy.deepcopy(conv)

# %% right="without groups, their zeros written out"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean
    folded = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, dilation=conv.dilation).to(conv.weight)
    dense = torch.zeros_like(folded.weight)
    for n in range(conv.out_channels):
        first = n // (conv.out_channels // conv.groups) * conv.weight.shape[1]
        dense[n, first : first + conv.weight.shape[1]] = conv.weight[n]
    folded.weight = nn.Parameter(dense * scale.view(1, -1, 1, 1))
    folded.bias = nn.Parameter((dense * shift.view(1, -1, 1, 1)).sum((1, 2, 3)) + (0 if conv.bias is None else conv.bias))
    return folded

# %% wrong="a bias of zeros given to the old layer" says="`conv` has changed"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean
    if conv.bias is None:
        conv.bias = nn.Parameter(torch.zeros(conv.out_channels).to(conv.weight))
    def spread(v):
        return v.view(conv.groups, -1).repeat_interleave(conv.out_channels // conv.groups, 0)[:, :, None, None]
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * spread(scale))
    folded.bias = nn.Parameter((conv.weight * spread(shift)).sum(dim=(1, 2, 3)) + conv.bias)
    return folded

# %% wrong="a new layer without the stride" says="are stride, dilation and groups kept"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean
    def spread(v):
        return v.view(conv.groups, -1).repeat_interleave(conv.out_channels // conv.groups, 0)[:, :, None, None]
    folded = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, groups=conv.groups).to(conv.weight)
    bias = (conv.weight * spread(shift)).sum(dim=(1, 2, 3))
    folded.weight = nn.Parameter(conv.weight * spread(scale))
    folded.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    return folded

# %% wrong="mean and variance confused" says="the output holds NaN"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_mean + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_var
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    folded.bias = nn.Parameter((conv.weight * shift.view(1, -1, 1, 1)).sum((1, 2, 3)))
    return folded

# %% wrong="the picture cleared once it has been used" says="changes its input in place"
class Thrifty(nn.Conv2d):
    def forward(self, x):
        y = super().forward(x)
        x.zero_()
        return y


def fold_in_front(bn, conv):
    N, seen = conv.weight.shape[:2]
    group = torch.arange(N) // (N // conv.groups)
    channel = (group[:, None] * seen + torch.arange(seen)).to(conv.weight.device)
    s = bn.weight * (bn.running_var + bn.eps) ** -0.5
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.bias = nn.Parameter((conv.weight.sum((2, 3)) * t[channel]).sum(1) + (0 if conv.bias is None else conv.bias))
    new.weight = nn.Parameter(conv.weight * s[channel][..., None, None])
    new.__class__ = Thrifty
    return new

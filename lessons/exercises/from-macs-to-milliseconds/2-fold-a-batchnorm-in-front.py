# %% [markdown]
# # Fold a BatchNorm that stands in front
#
# In some networks (pre-activation ResNets, DenseNet) the BatchNorm stands
# *before* the convolution. Write a function that returns one new `nn.Conv2d`
# computing `conv(bn(x))`, for `bn` in evaluation mode. The convolutions have
# no padding; they may have a stride, a dilation, groups and a bias, and `bn`
# may have any running statistics and any `eps`. Neither `bn` nor `conv` may
# change. Checked on hidden layers: that one convolution runs and nothing else,
# its output, and what the weight and the bias add to it. (Afterwards, think
# about why padding is excluded.)

# %% starter
def fold_in_front(bn, conv):
    """Return a Conv2d that computes conv(bn(x)), for `bn` in eval mode."""
    return None

# %% check
def judge():
    """A function (bn, conv) that returns one new nn.Conv2d."""
    for conv in [
            nn.Conv2d(4, 4, 3, bias=False), nn.Conv2d(3, 5, 1),
            nn.Conv2d(4, 6, (3, 2), (2, 3)), nn.Conv2d(6, 6, 3, groups=6),
            nn.Conv2d(6, 4, 3, dilation=2, groups=2)]:
        what, M = f"`fold_in_front` for {conv}", conv.in_channels
        bn = nn.BatchNorm2d(M, eps=0.5)
        pair = nn.ModuleDict({"bn": bn, "conv": conv}).to(device).eval()
        for value in (bn.running_mean, bn.running_var, *bn.parameters()):
            nn.init.uniform_(value, 0.3, 2.3)
        before = copy.deepcopy(pair.state_dict())
        folded = yield from check_result(
            what, fold_in_front, bn, conv, answered=conv.bias is not None)
        for key, value in pair.state_dict().items():
            yield key in before and torch.equal(value, before[key]), (
                f"{what} changes `{key}`. Change a copy, by copy.deepcopy.")
        layer = yield from check_module("fold_in_front(bn, conv)", folded)
        yield isinstance(layer, nn.Conv2d), (
            f"{what} gives {kind_of(folded)}; one nn.Conv2d is expected.")
        yield layer.weight.shape[1] * layer.groups == M, (
            f"{what} gives a weight of {tuple(layer.weight.shape)}, from one "
            f"of {tuple(conv.weight.shape)}. Has broadcasting made channels?")
        ran, x = Recorder(), torch.randn(2, M, 9, 11).to(device)
        y = yield from check_call(f"{what}: the layer", layer, x, ran=ran)
        yield ran.names == ["conv2d"] and ran.convs[0].weight is layer.weight, (
            f"{what}: the layer runs {', '.join(ran.names)}. One conv2d with "
            "the layer's own weight should be left, and `bn` in that.")
        yield y.shape == conv(x).shape, (
            f"{what}: the layer gives {tuple(y.shape)}, `conv` "
            f"{tuple(conv(x).shape)}. Are stride and dilation the same?")
        mean, var, gamma, beta = (value.view(-1, 1, 1) for value in (
            bn.running_mean, bn.running_var, bn.weight, bn.bias))
        root, zero = (var + bn.eps).sqrt(), 0 * x
        a, b = gamma / root, conv(zero)
        c = beta - a * mean
        yield M != conv.out_channels or not alike(layer(zero), bn(b)), (
            f"{what}: the bias is that for a `bn` behind `conv`. In front, it "
            "works on the inputs, the second axis of the weight.")
        yield from check_values(
            f"{what}: the weight", y - layer(zero), conv(a * x) - b, {
                "it is that of `conv`; the scale belongs in it.": conv(x) - b,
                "`bn.eps` is missing.": conv(gamma / var.sqrt() * x) - b,
                "`bn.eps` belongs under the root.":
                    conv(gamma / (var.sqrt() + bn.eps) * x) - b,
                "the root is missing.": conv(gamma / root**2 * x) - b,
                "`bn.weight`, the γ, is missing.": conv(x / root) - b,
            }, "Each slice takes the scale of the channel that it sees.")
        yield from check_values(
            f"{what}: the bias", layer(zero), conv(zero + c), {
                "the shift of `bn` is missing. It needs a bias, also where "
                "`conv` has none.": b,
                "that of `conv` is lost.": conv(zero + c) - b,
                "the shift has the wrong sign.": conv(zero - c),
                "`bn.bias`, the β, is missing.": conv(zero - a * mean),
                "the mean is not scaled.": conv(zero + beta - mean),
                "the mean has the wrong sign.": conv(zero + beta + a * mean),
                "the shift meets the new weight, in which the scale is "
                "already; the old one takes it.": conv(zero + a * c),
            }, "Each slice adds the *sum* of its old weights times the shift "
            "of the channel that it sees.")
    yield True, "exact. Not so with padding, whose zeros come *behind* `bn`."

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
    """Return a Conv2d that computes conv(bn(x)), for `bn` in eval mode."""
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean
    filters_each = conv.out_channels // conv.groups

    def for_each_filter(values):  # (M,) → (N, M / groups, 1, 1)
        rows = values.view(conv.groups, -1, 1, 1)
        return rows.repeat_interleave(filters_each, dim=0)

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

# %% wrong="the BatchNorm behind" says="the bias is that for a `bn` behind `conv`"
def fold_in_front(bn, conv):
    return torch.nn.utils.fusion.fuse_conv_bn_eval(conv, bn)

# %% wrong="eps forgotten" says="the weight: `bn.eps` is missing"
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

# %% wrong="bias of conv lost" says="the bias: that of `conv` is lost"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    new.bias = nn.Parameter((conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3)))
    return new

# %% wrong="shift added once" says="Each slice adds the *sum* of its old weights"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    new.bias = nn.Parameter(t.sum().expand(conv.out_channels).clone())
    return new

# %% wrong="groups forgotten, the shapes do not fit" says="groups=6) raised RuntimeError: shape '[6, 1, 3, 3]' is invalid"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    bias = (conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3))
    new.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    new.weight = nn.Parameter((conv.weight * s.view(1, -1, 1, 1)).view(conv.weight.shape))
    return new

# %% wrong="changed in place" says="changes `conv.weight`"
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

# %% wrong="the scale as (1, M, 1, 1)" says="Has broadcasting made channels?"
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

# %% wrong="the convolution itself" says="it is that of `conv`; the scale belongs in it"
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

# %% wrong="a bias of zeros given to the old layer" says="changes `conv.bias`"
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

# %% wrong="a new layer without the stride" says="Are stride and dilation the same?"
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

# %% wrong="mean and variance confused" says="Each slice takes the scale of the channel that it sees"
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

# %% right="einsum, group by group, into a layer of its own"
def fold_in_front(bn, conv):
    with torch.no_grad():
        std = torch.sqrt(bn.running_var + bn.eps)
        w = conv.weight.clone()
        b = w.new_zeros(conv.out_channels) if conv.bias is None else conv.bias.clone()
        inputs, outputs = conv.in_channels // conv.groups, conv.out_channels // conv.groups
        for g in range(conv.groups):
            i, o = slice(g * inputs, (g + 1) * inputs), slice(g * outputs, (g + 1) * outputs)
            b[o] += torch.einsum("oihw,i->o", w[o], bn.bias[i] - bn.weight[i] * bn.running_mean[i] / std[i])
            w[o] *= (bn.weight[i] / std[i])[None, :, None, None]
        new = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, stride=conv.stride, dilation=conv.dilation, groups=conv.groups)
        new.load_state_dict({"weight": w, "bias": b})
        return new

# %% right="in double precision, the bias read off the output for zeros"
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps) ** 0.5
    seen = torch.arange(conv.in_channels).view(conv.groups, -1).repeat_interleave(conv.out_channels // conv.groups, 0)
    zeros = torch.zeros(1, conv.in_channels, 30, 30).to(s)
    new = copy.deepcopy(conv).double()
    new.weight = nn.Parameter((conv.weight * s[seen.to(s.device)][:, :, None, None]).double())
    new.bias = nn.Parameter(conv(bn(zeros))[0, :, 0, 0].double())
    return new

# %% wrong="a layer that runs both" says="the layer runs dim, batch_norm, conv2d. One conv2d"
class Both(nn.Conv2d):
    def forward(self, x):
        bn, conv = self.kept
        return conv(bn(x))


def fold_in_front(bn, conv):
    new = copy.deepcopy(conv)
    new.__class__, new.kept = Both, (bn, conv)
    return new

# %% wrong="the BatchNorm in a hook" says="batch_norm, conv2d. One conv2d with the layer's own weight should be left"
def fold_in_front(bn, conv):
    new = copy.deepcopy(conv)
    new.register_forward_pre_hook(lambda layer, inputs: (bn(inputs[0]),))
    return new

# %% wrong="scaled and shifted before the convolution" says="the layer runs mul, add, conv2d"
class Scaled(nn.Conv2d):
    def forward(self, x):
        return super().forward(x * self.scale + self.shift)


def fold_in_front(bn, conv):
    new = copy.deepcopy(conv)
    new.__class__ = Scaled
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    new.scale = scale.view(1, -1, 1, 1)
    new.shift = (bn.bias - scale * bn.running_mean).view(1, -1, 1, 1)
    return new

# %% wrong="other weights than its own" says="with the layer's own weight should be left"
class Other(nn.Conv2d):
    def forward(self, x):
        return F.conv2d(x, *self.folded, self.stride, 0, self.dilation, self.groups)


def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps) ** 0.5
    seen = torch.arange(conv.in_channels).view(conv.groups, -1).repeat_interleave(conv.out_channels // conv.groups, 0)
    zeros = torch.zeros(1, conv.in_channels, 30, 30).to(s)
    new = copy.deepcopy(conv)
    new.__class__ = Other
    new.folded = conv.weight * s[seen.to(s.device)][:, :, None, None], conv(bn(zeros))[0, :, 0, 0]
    return new

# %% wrong="the chapter's function, its arguments in order" says="the bias is that for a `bn` behind `conv`. In front, it works on the inputs"
def fold_in_front(bn, conv):
    return fold_batchnorm(conv, bn)

# %% wrong="the weight right, the bias as in the chapter" says="the bias is that for a `bn` behind `conv`"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    bias = torch.zeros_like(scale) if conv.bias is None else conv.bias
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    folded.bias = nn.Parameter(scale * (bias - bn.running_mean) + bn.bias)
    return folded

# %% wrong="the sign of the mean" says="the bias: the mean has the wrong sign"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias + scale * bn.running_mean
    folded = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride).to(device)
    folded.weight.data = conv.weight * scale.view(1, -1, 1, 1)
    folded.bias.data = (conv.weight * shift.view(1, -1, 1, 1)).sum((1, 2, 3)) + (0 if conv.bias is None else conv.bias)
    return folded

# %% wrong="`bias=None` not handled" says="and 'NoneType', in the line `folded.bias.data ="
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean
    folded = copy.deepcopy(conv)
    folded.weight.data = conv.weight * scale.view(1, -1, 1, 1)
    folded.bias.data = (conv.weight * shift.view(1, -1, 1, 1)).sum((1, 2, 3)) + conv.bias
    return folded

# %% wrong="the root forgotten" says="the weight: the root is missing"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps)
    folded = copy.deepcopy(conv)
    folded.weight.data = conv.weight * scale.view(1, -1, 1, 1)
    folded.bias = nn.Parameter((conv.weight * (bn.bias - scale * bn.running_mean).view(1, -1, 1, 1)).sum((1, 2, 3)))
    return folded

# %% wrong="eps added to the root" says="the weight: `bn.eps` belongs under the root"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var.sqrt() + bn.eps)
    folded = copy.deepcopy(conv)
    folded.weight.data = conv.weight * scale.view(1, -1, 1, 1)
    folded.bias = nn.Parameter((conv.weight * (bn.bias - scale * bn.running_mean).view(1, -1, 1, 1)).sum((1, 2, 3)))
    return folded

# %% wrong="every group takes the scale of the first" says="groups=6): the weight: the shape is right, the values are not"
def fold_in_front(bn, conv):
    seen = conv.weight.shape[1]
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = (bn.bias - scale * bn.running_mean)[:seen].view(1, -1, 1, 1)
    folded = copy.deepcopy(conv)
    folded.weight.data = conv.weight * scale[:seen].view(1, -1, 1, 1)
    folded.bias = nn.Parameter((conv.weight * shift).sum((1, 2, 3)) + (0 if conv.bias is None else conv.bias))
    return folded

# %% wrong="the groups dealt out in turns" says="groups=2): the weight: the shape is right, the values are not"
def fold_in_front(bn, conv):
    def rows(values):
        return values.view(conv.groups, -1).repeat(conv.out_channels // conv.groups, 1)[:, :, None, None]
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean
    folded = copy.deepcopy(conv)
    folded.weight.data = conv.weight * rows(scale)
    folded.bias = nn.Parameter((conv.weight * rows(shift)).sum((1, 2, 3)) + (0 if conv.bias is None else conv.bias))
    return folded

# %% wrong="nothing returned for a layer with a bias" says="gives nothing (None)"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_mean
    if conv.bias is None:
        folded = copy.deepcopy(conv)
        folded.weight.data = conv.weight * scale.view(1, -1, 1, 1)
        folded.bias = nn.Parameter((conv.weight * shift.view(1, -1, 1, 1)).sum((1, 2, 3)))
        return folded

# %% wrong="the two tensors" says="is a tuple; a layer or a network is expected"
def fold_in_front(bn, conv):
    return conv.weight, conv.bias

# %% wrong="β forgotten" says="the bias: `bn.bias`, the β, is missing"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = -scale * bn.running_mean
    rows = lambda values: values.view(conv.groups, -1, 1, 1).repeat_interleave(conv.out_channels // conv.groups, dim=0)
    folded = copy.deepcopy(conv)
    bias = (conv.weight * rows(shift)).sum(dim=(1, 2, 3))
    folded.weight = nn.Parameter(conv.weight * rows(scale))
    folded.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    return folded

# %% wrong="the mean unscaled" says="the bias: the mean is not scaled"
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    shift = bn.bias - bn.running_mean
    rows = lambda values: values.view(conv.groups, -1, 1, 1).repeat_interleave(conv.out_channels // conv.groups, dim=0)
    folded = copy.deepcopy(conv)
    bias = (conv.weight * rows(shift)).sum(dim=(1, 2, 3))
    folded.weight = nn.Parameter(conv.weight * rows(scale))
    folded.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    return folded

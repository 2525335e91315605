# %% [markdown]
# # Port a separable layer from TensorFlow
#
# A layer of a TensorFlow network has two sets of filters and no biases: a
# depthwise step with `depthwise_filters` (3, 3, in, r), stride 2 and padding
# `"SAME"`, then a pointwise step with `pointwise_filters` (1, 1, in · r, out).
# Return a module (or another function of the picture) that does the same in
# PyTorch: it takes (batch, in, H, W) to (batch, out, H/2, W/2). All sides are
# even. Checked: its output against an independent computation, for weights and
# pictures that it has not seen.

# %% starter
def port(depthwise_filters, pointwise_filters):
    """Return a module for the separable layer, with stride 2 and "SAME"."""
    return None

# %% check
def judge():
    """A function of both sets of filters that returns a module."""
    yield from check_function("port", port)
    for N, M, r, out, H, W in [
            (1, 3, 1, 5, 8, 8), (2, 2, 3, 5, 8, 6), (1, 4, 2, 8, 10, 6)]:
        case = f"{M} → {out} channels, r = {r}, a picture of {H}×{W}"
        x, D, P = (torch.randn(shape).to(device) for shape in (
            (N, M, H, W), (3, 3, M, r), (1, 1, M * r, out)))
        given = D.clone(), P.clone()
        layer = yield from check_result(
            f"`port` for {case}", port, *given, answered=r > 1)
        yield callable(layer) and not isinstance(layer, type), (
            f"`port` for {case} gives {kind_of(layer)}; a module is expected.")
        yield all(map(torch.equal, given, (D, P))), (
            f"`port` for {case} changes the filters in place.")
        if isinstance(layer, nn.Module):
            layer = copy.deepcopy(layer).to(device, torch.float32)
            for conv in layer.modules():
                if isinstance(conv, nn.Conv2d):
                    yield conv.weight.shape not in (D.shape, P.shape), (
                        f"the weight of {conv} has TensorFlow's shape; "
                        "PyTorch's is (out, in / groups, k_h, k_w).")
        ran = Recorder()
        y = yield from explain_errors(
            {f"size [{M * r}, {out}, 1, 1]": "PyTorch has (out, in, 1, 1)."},
            check_call(f"the module for {case}", layer, x, ran=ran))

        def separable(stride, pad, d, p, between, behind):
            maps = F.conv2d(
                F.pad(x, pad), d.reshape(-1, 1, 3, 3), groups=M,
                stride=stride)
            return behind(F.conv2d(between(maps), p.reshape(out, -1, 1, 1)))

        turned = D.permute(2, 3, 0, 1)
        strides = {"": 2, "the stride of 2 is missing": 1}
        pads = {
            "": (0, 1, 0, 1),
            "the zeros are on the wrong sides, as by `padding=1`": (1, 1, 1, 1),
            "the row of zeros belongs below": (0, 1, 1, 0),
            "the column of zeros belongs to the right": (1, 0, 0, 1),
            'the zeros of "SAME" are missing': (0, 0, 0, 0)}
        depthwise = {
            "": turned,
            "the depthwise filters go filter by filter": D.permute(3, 2, 0, 1),
            "rows and columns of the window are exchanged": turned.mT,
            "the window is turned by half a turn": turned.flip(2, 3),
            "the depthwise filters are reshaped, not permuted": D}
        pointwise = {
            "": P.permute(3, 2, 0, 1), "the pointwise filters are reshaped": P}
        slips = every_slip(
            separable, strides, pads, depthwise, pointwise,
            {"": nn.Identity(), "a ReLU stands between the steps": F.relu},
            {"": nn.Identity(), "a ReLU stands at the end": F.relu})
        runs = name_all(sorted({*ran.names} & {*dir(F)})) or "no layer"
        biased = any(conv.bias is not None for conv in ran.convs)
        known = torch.cat([D.flatten(), P.flatten()])
        own = any(not torch.isin(c.weight, known).all() for c in ran.convs)
        yield from check_values(
            f"the module for {case}", y, slips["."], slips,
            f"It runs {runs}" + ", with biases" * biased
            + ", with weights that were not given" * own + ".")
    yield True, "the same numbers as in TensorFlow, down to the one zero."

# %% hint [markdown]
# Three parts: `nn.ZeroPad2d`, a depthwise `nn.Conv2d` with `stride=2` and
# without padding, and a 1×1 `nn.Conv2d`. On which sides does "SAME" put its
# one zero here?

# %% hint [markdown]
# `layer.weight.data = ...` sets the weights. The depthwise ones have the shape
# (in · r, 1, 3, 3), all filters of channel 0 first.

# %% hint [markdown]
# The pointwise filters are standard filters with a window of 1×1, so they
# follow the rule for standard filters.

# %% solution
def port(depthwise_filters, pointwise_filters):
    """Return a module for the separable layer, with stride 2 and "SAME"."""
    _, _, channels, r = depthwise_filters.shape
    _, _, maps, out = pointwise_filters.shape
    depthwise = nn.Conv2d(
        channels, maps, kernel_size=3, stride=2, groups=channels, bias=False)
    pointwise = nn.Conv2d(maps, out, kernel_size=1, bias=False)
    filters = depthwise_filters.permute(2, 3, 0, 1)
    depthwise.weight.data = filters.reshape(maps, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1).contiguous()
    # left, right, top, bottom
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% right="a module with F.pad in forward"
class Ported(nn.Module):
    def __init__(self, D, P):
        super().__init__()
        k_h, k_w, self.channels, r = D.shape
        self.D = nn.Parameter(D.permute(2, 3, 0, 1).reshape(-1, 1, k_h, k_w))
        self.P = nn.Parameter(P.permute(3, 2, 0, 1).contiguous())

    def forward(self, x):
        x = F.pad(x, (0, 1, 0, 1))
        return F.conv2d(F.conv2d(x, self.D, stride=2, groups=self.channels), self.P)


def port(depthwise_filters, pointwise_filters):
    return Ported(depthwise_filters, pointwise_filters)

# %% right="padded on all sides, the first row and column cut off"
class Cut(nn.Module):
    def forward(self, x):
        return x[:, :, 1:, 1:]


def port(depthwise_filters, pointwise_filters):
    k_h, k_w, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    with torch.no_grad():
        depthwise.weight.copy_(depthwise_filters.flatten(2).permute(2, 0, 1)[:, None])
        pointwise.weight.copy_(pointwise_filters[0, 0].T[:, :, None, None])
    return nn.Sequential(nn.ZeroPad2d(1), Cut(), depthwise, pointwise)

# %% right="stride 1, then every second pixel; a plain function"
def port(depthwise_filters, pointwise_filters):
    D = depthwise_filters.permute(2, 3, 0, 1).flatten(0, 1)[:, None]

    def layer(x):
        maps = F.conv2d(x, D, padding=1, groups=x.shape[1])[:, :, 1::2, 1::2]
        return torch.einsum("nmhw,mo->nohw", maps, pointwise_filters[0, 0])

    return layer

# %% right="one dense convolution"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    P = pointwise_filters[0, 0].reshape(M, r, -1)
    dense = nn.Conv2d(M, P.shape[2], 3, stride=2, bias=False)
    dense.weight.data = torch.einsum("uvkq,kqo->okuv", depthwise_filters, P)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), dense)

# %% right="in double precision"
def port(depthwise_filters, pointwise_filters):
    k_h, k_w, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.double().permute(2, 3, 0, 1).reshape(M * r, 1, k_h, k_w)
    pointwise.weight.data = pointwise_filters.double().permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="padding=1" says="the zeros are on the wrong sides, as by `padding=1`"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, padding=1, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% wrong="zeros at the beginning" says="the zeros are on the wrong sides"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((1, 0, 1, 0)), depthwise, pointwise)

# %% wrong="no zeros" says="the zeros of \"SAME\" are missing"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% wrong="PyTorch's \"same\"" says="padding='same' is not supported for strided convolutions"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, padding="same", groups=M, bias=False)
    return depthwise

# %% wrong="stride forgotten" says="the stride of 2 is missing"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, padding=1, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% wrong="filter by filter" says="r = 3, a picture of 8×6: the depthwise filters go filter by filter"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(3, 2, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="rows and columns exchanged" says="rows and columns of the window are exchanged"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 1, 0).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the window flipped" says="turned by half a turn"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3).flip(2, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the pointwise filters reshaped" says="the pointwise filters are reshaped"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.reshape(-1, M * r, 1, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the filters transposed in place" says="changes the filters in place"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.transpose_(0, 2).transpose_(1, 3).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.transpose_(0, 3).transpose_(1, 2)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="NaN" says="gives NaN or infinity"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    pointwise.weight.data.fill_(torch.nan)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="a module for r = 1 only" says="r = 3, a picture of 8×6 gives nothing (None)"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    if r == 1:
        return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the layers and not a function" says="is a list; a function is expected"
port = [nn.Conv2d(3, 3, 3, stride=2, groups=3, bias=False), nn.Conv2d(3, 4, 1, bias=False)]

# %% wrong="a ReLU between the steps" says="8×8: a ReLU stands between the steps."
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, nn.ReLU(), pointwise)

# %% wrong="weights not set" says="It runs `conv2d`, `pad`, with weights that were not given."
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="random biases left in" says="It runs `conv2d`, `pad`, with biases."
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise, pointwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M), nn.Conv2d(M * r, pointwise_filters.shape[3], 1)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the depthwise step alone" says="gives (1, 3, 4, 4); (1, 5, 4, 4) is expected"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise)

# %% wrong="TensorFlow's filters as they are" says="has TensorFlow's shape; PyTorch's is (out, in / groups, k_h, k_w)"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    depthwise.weight.data = depthwise_filters
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise)

# %% wrong="a class and not an instance" says="gives the class Sequential; a module is expected"
def port(depthwise_filters, pointwise_filters):
    return nn.Sequential

# %% wrong="the weights and not a module" says="gives a tuple; a module is expected"
def port(depthwise_filters, pointwise_filters):
    return depthwise_filters.permute(2, 3, 0, 1), pointwise_filters.permute(3, 2, 0, 1)

# %% wrong="forward without return" says="gives nothing (None); a tensor is expected. Is there a `return`"
class Silent(nn.Module):
    def forward(self, x):
        F.pad(x, (0, 1, 0, 1))


def port(depthwise_filters, pointwise_filters):
    return Silent()

# %% wrong="the depthwise filters reshaped" says="the depthwise filters are reshaped"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="both reshaped, padding=1" says="as by `padding=1`; the depthwise filters are reshaped, not permuted; the pointwise filters are reshaped"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, padding=1, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.reshape(depthwise.weight.shape)
    pointwise.weight.data = pointwise_filters.reshape(pointwise.weight.shape)
    return nn.Sequential(depthwise, pointwise)

# %% wrong="a ReLU after each step" says="a ReLU stands between the steps; a ReLU stands at the end"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, nn.ReLU(), pointwise, nn.ReLU())

# %% wrong="as in MobileNet, with BatchNorm and ReLU6" says="It runs `batch_norm`, `conv2d`, `hardtanh`, `pad`"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    out = pointwise_filters.shape[3]
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, out, 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(
        nn.ZeroPad2d((0, 1, 0, 1)), depthwise, nn.BatchNorm2d(M * r), nn.ReLU6(), pointwise, nn.BatchNorm2d(out), nn.ReLU6())

# %% wrong="the row of zeros above" says="the row of zeros belongs below"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 1, 0)), depthwise, pointwise)

# %% wrong="the column of zeros on the left" says="the column of zeros belongs to the right"
def port(depthwise_filters, pointwise_filters):
    D = depthwise_filters.permute(2, 3, 0, 1).flatten(0, 1).unsqueeze(1)
    P = pointwise_filters.permute(3, 2, 0, 1)
    M = depthwise_filters.shape[2]
    return lambda x: F.conv2d(F.conv2d(F.pad(x, (1, 0, 0, 1)), D, stride=2, groups=M), P)

# %% wrong="the pointwise filters as they are" says="has TensorFlow's shape; PyTorch's is (out, in / groups, k_h, k_w)"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% right="weights kept as in TensorFlow, permuted when they are used"
class Step(nn.Module):
    def __init__(self, weight, stride, groups):
        super().__init__()
        self.weight, self.stride, self.groups = nn.Parameter(weight), stride, groups

    def forward(self, x):
        weight = self.weight.permute(2, 3, 0, 1) if self.groups > 1 else self.weight.permute(3, 2, 0, 1)
        if self.groups > 1:
            weight = weight.flatten(0, 1)[:, None]
        return F.conv2d(x, weight, stride=self.stride, groups=self.groups)


def port(depthwise_filters, pointwise_filters):
    channels = depthwise_filters.shape[2]
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), Step(depthwise_filters, 2, channels), Step(pointwise_filters, 1, 1))

# %% wrong="the pointwise filters not set" says="It runs `conv2d`, `pad`, with weights that were not given."
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the result with the channels last" says="gives (1, 4, 4, 5); (1, 5, 4, 4) is expected"
class ChannelsLast(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1)


def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise, ChannelsLast())

# %% wrong="sums over windows, the maps in reverse order" says="It runs no layer."
def port(depthwise_filters, pointwise_filters):
    def layer(x):
        N, M, H, W = x.shape
        padded = x.new_zeros(N, M, H + 1, W + 1)
        padded[:, :, :H, :W] = x
        maps = 0
        for u, v in itertools.product(range(3), range(3)):
            shifted = padded[:, :, u : u + H : 2, v : v + W : 2]
            maps = maps + torch.einsum("nkhw,kq->nkqhw", shifted[:, :, : H // 2, : W // 2], depthwise_filters[u, v])
        maps = maps.flatten(1, 2)
        return torch.einsum("nmhw,mo->nohw", maps.flip(1), pointwise_filters[0, 0])

    return layer

# %% wrong="the pointwise filters as (in, out)" says="PyTorch has (out, in, 1, 1)."
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(2, 3, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

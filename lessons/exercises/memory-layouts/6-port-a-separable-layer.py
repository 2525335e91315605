# %% [markdown]
# # Port a separable layer from TensorFlow
#
# A layer of a TensorFlow network has two sets of filters and no biases: a
# depthwise step with `depthwise_filters` (3, 3, in, r), stride 2 and padding
# `"SAME"`, then a pointwise step with `pointwise_filters` (1, 1, in · r, out).
# Return a module that does the same in PyTorch: it takes (N, in, H, W) to (N,
# out, H/2, W/2). All sides are even. Checked: its output against an
# independent computation, for weights and pictures that it has not seen.

# %% starter
def port(depthwise_filters, pointwise_filters):
    """Return a module for the separable layer, (N, in, H, W) to (N, out, H/2, W/2)."""
    return None

# %% check
def separable_tensorflow(x, D, P, pad=(0, 1, 0, 1), order="kq"):
    """Compute TensorFlow's layer one map at a time; `x` is (N, in, H, W), `D` (3, 3, in, r), `P` (1, 1, in·r, out)."""
    _, _, channels, r = D.shape
    x, D, P = x.double(), D.double(), P.double()
    pairs = [(k, q) for k in range(channels) for q in range(r)]
    sources = [
        (i // r, D[:, :, k, q])
        for i, (k, q) in enumerate(
            pairs if order == "kq" else sorted(pairs, key=lambda p: p[::-1])
        )
    ]
    maps = [
        F.conv2d(F.pad(x[:, k : k + 1], pad), kernel[None, None], stride=2)
        for k, kernel in sources
    ]
    return torch.einsum("nmhw,mo->nohw", torch.cat(maps, dim=1), P[0, 0])


def judge():
    yield callable(port), f"`port` is a {type(port).__name__}; a function is expected."
    for N, channels, r, out, H, W in [
        (1, 3, 1, 4, 8, 8),
        (2, 3, 1, 5, 6, 10),
        (2, 2, 3, 5, 8, 6),
        (1, 4, 2, 8, 10, 6),
    ]:
        case = f"{channels} → {out} channels, r = {r}, pictures of {H}×{W}"
        x, D, P = (
            torch.randn(shape).to(device)
            for shape in (
                (N, channels, H, W),
                (3, 3, channels, r),
                (1, 1, channels * r, out),
            )
        )
        kept = x.clone(), D.clone(), P.clone()
        layer = port(D, P)
        if layer is None and (N, r) == (1, 1):
            yield (
                None,
                "not answered yet: `port` returns None. Write it above, then run this cell again.",
            )
        yield (
            callable(layer) and not isinstance(layer, type),
            f"{case}: `port` returns a {type(layer).__name__}; a module is expected that can be called with a picture.",
        )
        if isinstance(layer, nn.Module):
            layer = copy.deepcopy(layer).to(device, torch.float32).eval()
        y = layer(x)
        yield (
            isinstance(y, torch.Tensor),
            f"{case}: the module returns a {type(y).__name__}; a tensor is expected.",
        )
        yield (
            all(torch.equal(now, then) for now, then in zip((x, D, P), kept)),
            "the filters or the picture are changed in place.",
        )
        expected = separable_tensorflow(*kept)
        yield (
            y.shape != (N, out, H, W),
            f"{case}: the output is {H}×{W}, the size of the input: is stride 2 used?",
        )
        yield (
            y.shape != (N, out, H // 2 - 1, W // 2 - 1),
            f'{case}: the output is {H // 2 - 1}×{W // 2 - 1}, {H // 2}×{W // 2} expected: the zeros of "SAME" are missing.',
        )
        yield (
            y.shape == expected.shape,
            f"{case}: the output is {tuple(y.shape)}, {tuple(expected.shape)} expected.",
        )
        yield bool(y.isfinite().all()), f"{case}: the output holds NaN or infinity."

        def is_like(*arguments, **settings):
            return torch.allclose(
                y.double(),
                separable_tensorflow(*arguments, **settings),
                rtol=1e-3,
                atol=1e-4,
            )

        x, D, P = kept
        yield (
            not is_like(x, D, P, pad=(1, 1, 1, 1)),
            (
                f"{case}: every window stands one pixel too far up and to the left. That is `padding=1`, or the zeros on the wrong sides."
            ),
        )
        yield (
            r == 1 or not is_like(x, D, P, order="qk"),
            f"{case}: with r = 1 it is right, here not: the depthwise filters are merged filter by filter, and channel 1 meets filters of channel 0.",
        )
        yield (
            not is_like(x, D.transpose(0, 1), P),
            f"{case}: rows and columns of the window are exchanged.",
        )
        yield (
            not is_like(x, D.flip(0, 1), P),
            f"{case}: the window is turned by half a turn; TensorFlow does not flip it either.",
        )
        yield (
            not is_like(x, D, P.reshape(1, 1, out, -1).mT),
            f"{case}: the pointwise filters are (in · r, out) in TensorFlow and (out, in · r) in PyTorch; here they are not exchanged.",
        )
        difference = (y.double() - expected).abs().max().item()
        yield (
            is_like(x, D, P),
            f"{case}: the shape is right, but the values are off by up to {difference:.2f}. Are both sets of filters set, and are there no biases?",
        )
    yield (
        True,
        "same numbers as in TensorFlow; in a network of twenty such layers one wrong zero would be hard to find.",
    )

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
    """Return a module for the separable layer, (N, in, H, W) to (N, out, H/2, W/2)."""
    _, _, channels, r = depthwise_filters.shape
    _, _, maps, out = pointwise_filters.shape
    depthwise = nn.Conv2d(
        channels, maps, kernel_size=3, stride=2, groups=channels, bias=False
    )
    pointwise = nn.Conv2d(maps, out, kernel_size=1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(maps, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1).contiguous()
    return nn.Sequential(
        nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise
    )  # left, right, top, bottom

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

# %% wrong="padding=1" says="That is `padding=1`"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, padding=1, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% wrong="zeros at the beginning" says="the zeros on the wrong sides"
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

# %% wrong="stride forgotten" says="is stride 2 used?"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, padding=1, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(depthwise, pointwise)

# %% wrong="filter by filter" says="the depthwise filters are merged filter by filter"
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

# %% wrong="the pointwise filters reshaped" says="here they are not exchanged"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.reshape(-1, M * r, 1, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the filters transposed in place" says="are changed in place"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.transpose_(0, 2).transpose_(1, 3).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.transpose_(0, 3).transpose_(1, 2)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="NaN" says="the output holds NaN or infinity"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    pointwise.weight.data.fill_(torch.nan)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="a module for r = 1 only" says="r = 3, pictures of 8×6: `port` returns a NoneType"
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

# %% wrong="a ReLU between the steps" says="the values are off"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, nn.ReLU(), pointwise)

# %% wrong="weights not set" says="Are both sets of filters set"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    pointwise = nn.Conv2d(M * r, pointwise_filters.shape[3], 1, bias=False)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="random biases left in" says="are there no biases?"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise, pointwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M), nn.Conv2d(M * r, pointwise_filters.shape[3], 1)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    pointwise.weight.data = pointwise_filters.permute(3, 2, 0, 1)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise, pointwise)

# %% wrong="the depthwise step alone" says="the output is (1, 3, 4, 4), (1, 4, 4, 4) expected"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    depthwise.weight.data = depthwise_filters.permute(2, 3, 0, 1).reshape(M * r, 1, 3, 3)
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise)

# %% wrong="TensorFlow's filters as they are" says="raised RuntimeError"
def port(depthwise_filters, pointwise_filters):
    _, _, M, r = depthwise_filters.shape
    depthwise = nn.Conv2d(M, M * r, 3, stride=2, groups=M, bias=False)
    depthwise.weight.data = depthwise_filters
    return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), depthwise)

# %% wrong="a class and not an instance" says="a module is expected that can be called"
def port(depthwise_filters, pointwise_filters):
    return nn.Sequential

# %% wrong="the weights and not a module" says="returns a tuple; a module is expected"
def port(depthwise_filters, pointwise_filters):
    return depthwise_filters.permute(2, 3, 0, 1), pointwise_filters.permute(3, 2, 0, 1)

# %% wrong="forward without return" says="the module returns a NoneType"
class Silent(nn.Module):
    def forward(self, x):
        F.pad(x, (0, 1, 0, 1))


def port(depthwise_filters, pointwise_filters):
    return Silent()

# %% [markdown]
# # Take the strides back
#
# Write `unstrided(model)`. It takes an `nn.Sequential` of `nn.Conv2d`,
# `nn.MaxPool2d` and layers that look at one pixel (ReLU, BatchNorm), and
# returns a **new** model with the same weights and no stride left, whose
# output at every $S$-th row and column is that of the old one ($S$ is the
# product of the strides). `model` itself must stay as it is. Strides, paddings
# and dilations are square, and poolings are not padded. Checked: on networks
# you have not seen, against the old model on the picture and on the picture
# moved by a few pixels.

# %% starter
def unstrided(model):
    """Return a copy of `model` without strides, dilated so that its outputs agree."""
    return None

# %% check
def hidden_networks():
    """Return (what is new in it, network) pairs, each a step harder than the one before."""
    C = nn.Conv2d
    networks = [
        (
            "a layer after the stride",
            nn.Sequential(C(3, 4, 3, stride=2), nn.ReLU(), C(4, 5, 3)),
            "its weights must be two of the new places apart",
        ),
        (
            "two layers after the stride",
            nn.Sequential(C(3, 4, 3, stride=2), C(4, 4, 3), C(4, 4, 3)),
            "all layers after a stride are affected, not only the next one",
        ),
        (
            "two strides",
            nn.Sequential(C(3, 4, 3, stride=2), C(4, 4, 3, stride=2), C(4, 4, 3)),
            "the second layer needs dilation 2, the third 2 · 2 = 4",
        ),
        (
            "stride 3, and a layer before it",
            nn.Sequential(C(3, 4, 3), C(4, 4, 3, stride=3), C(4, 4, 2)),
            "only the layer after the stride needs dilation 3",
        ),
        (
            "a layer that is dilated already",
            nn.Sequential(C(3, 4, 3, stride=2), C(4, 4, 3, dilation=2)),
            "multiply its dilation, do not replace it",
        ),
        (
            "padding",
            nn.Sequential(C(3, 4, 3, stride=2, padding=1), C(4, 4, 5, padding=2)),
            "zeros of padding stand as far apart as the outputs: multiply the padding too",
        ),
        (
            "a pooling",
            nn.Sequential(C(3, 4, 3, padding=1), nn.MaxPool2d(2), C(4, 4, 3)),
            "nn.MaxPool2d has a stride and a dilation too",
        ),
        (
            "a pooling after a stride",
            nn.Sequential(C(3, 4, 3, stride=2), nn.MaxPool2d(3, 2), C(4, 4, 3)),
            "a pooling is dilated as a convolution is",
        ),
        (
            "nested and depthwise layers",
            nn.Sequential(
                nn.Sequential(C(3, 6, 3, 2, 1), nn.BatchNorm2d(6)),
                nn.Sequential(C(6, 6, 3, 2, 1, groups=6), C(6, 4, 1)),
                C(4, 4, 3, padding=1),
            ),
            "look for layers with model.modules()",
        ),
    ]
    return [(what, network.to(device).eval(), why) for what, network, why in networks]


def judge():
    yield (
        callable(unstrided),
        f"`unstrided` is a {type(unstrided).__name__}; a function is expected.",
    )
    for number, (what, model, why) in enumerate(hidden_networks()):
        kept, described = copy.deepcopy(model), str(model)
        twin = unstrided(model)
        if twin is None and number == 0:
            yield (
                None,
                "not answered yet: `unstrided` returns None. Write it above, then run this cell again.",
            )
        case = f"network with {what}"
        yield (
            isinstance(twin, nn.Module),
            f"{case}: the result is a {type(twin).__name__}; a model is expected.",
        )
        yield (
            twin is not model,
            f"{case}: the result is `model` itself; copy.deepcopy makes a new one.",
        )
        now, before = model.state_dict(), kept.state_dict()
        yield (
            str(model) == described
            and all(torch.equal(now[k], before[k]) for k in before),
            (
                f"{case}: `model` has been changed; a copy must be made before anything is set."
            ),
        )
        twin = twin.to(device).eval()
        windows, found = window_layers(kept), window_layers(twin)
        field, S, start = receptive_field(windows)[-1]
        first = next(i for i, window in enumerate(windows) if window.stride > 1)
        if any(
            window.stride > 1 for window in found
        ):  # only to explain: the verdict is on the outputs
            why = f"its strides are {[window.stride for window in found]} and none may be left; {why}"
        elif [w.dilation for w in found[: first + 1]] not in (
            [],
            [w.dilation for w in windows[: first + 1]],
        ):
            why = "the layers before the stride, and the strided one itself, keep their dilation; only those after it change"
        elif not any(w.padding for w in windows) and [w.dilation for w in found] == [
            w.dilation * jump
            for w, (_, jump, _) in zip(windows, [(1, 1, 0), *receptive_field(windows)])
        ]:
            why = "the dilations are right, so look whether the weights are those of `model`"
        x = torch.rand(2, 3, 41, 53).to(device)
        given = x.clone()
        old, new = kept(x), twin(given)
        yield torch.equal(given, x), f"{case}: the twin changes its input in place."
        yield (
            isinstance(new, torch.Tensor),
            f"{case}: the twin returns a {type(new).__name__}; a tensor is expected.",
        )
        yield (
            new.shape != old.shape,
            f"{case}: the twin's output is {tuple(new.shape)}, as coarse as the old one: {why}.",
        )
        size = (2, old.shape[1], *(side - 2 * start - field + 1 for side in (41, 53)))
        yield (
            new.shape == size,
            (
                f"{case}: the twin's output is {tuple(new.shape)}; with all strides taken back it is {size}: {why}."
            ),
        )
        yield (
            bool(new.isfinite().all()),
            f"{case}: the twin's output holds NaN or infinity.",
        )
        difference = (new[..., ::S, ::S] - old).abs().max().item()
        yield (
            difference < 1e-4,
            f"{case}: at one row and column in {S} the outputs should agree; they differ by up to {difference:.2f}: {why}.",
        )
        if all(window.padding == 0 for window in windows):
            moved = kept(
                x[:, :, 1:, S - 1 :]
            )  # without padding, a moved picture gives the outputs in between
            got = new[:, :, 1::S, S - 1 :: S]
            yield (
                torch.allclose(got, moved, atol=1e-4),
                (
                    f"{case}: one output in {S} is right, but those in between are not what the old model says of the picture moved by a pixel."
                ),
            )
    yield (
        True,
        "any such network can answer at every pixel without being trained again; DeepLab begins so, and then trains on.",
    )

# %% hint [markdown]
# Make a copy with `copy.deepcopy`. Walk through `modules()` in order, and keep
# one number: the product of the strides taken away so far.

# %% hint [markdown]
# For each convolution or pooling: multiply its dilation and its padding by
# that number, *then* multiply the number by its stride, then set the stride to 1.

# %% hint [markdown]
# `nn.Conv2d` keeps these as pairs, `(2, 2)`; `nn.MaxPool2d` as plain numbers
# if you gave plain numbers. `window_layers` above shows one way to read both.

# %% solution
def unstrided(model):
    """Return a copy of `model` without strides, dilated so that its outputs agree."""
    twin, taken = copy.deepcopy(model), 1
    layers = [m for m in twin.modules() if isinstance(m, (nn.Conv2d, nn.MaxPool2d))]
    for layer, window in zip(layers, window_layers(model)):
        layer.dilation = (window.dilation * taken,) * 2
        layer.padding = (window.padding * taken,) * 2
        layer.stride = (1, 1)
        taken *= window.stride
    return twin

# %% right="the product kept in a variable"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(p * rate for p in layer.padding)
            layer.stride = (1, 1)
            rate *= stride
        elif isinstance(layer, nn.MaxPool2d):
            stride, layer.stride = layer.stride, 1
            layer.dilation *= rate
            rate *= stride
    return twin

# %% right="new layers that share the weights"
def unstrided(model):
    rate = 1

    def rebuild(layer):
        nonlocal rate
        if isinstance(layer, nn.Sequential):
            return nn.Sequential(*[rebuild(inner) for inner in layer])
        if isinstance(layer, nn.MaxPool2d):
            new = nn.MaxPool2d(layer.kernel_size, 1, 0, layer.dilation * rate)
            rate *= layer.stride
            return new
        if isinstance(layer, nn.Conv2d):
            new = nn.Conv2d(
                layer.in_channels, layer.out_channels, layer.kernel_size, 1, layer.padding[0] * rate,
                layer.dilation[0] * rate, layer.groups, layer.bias is not None)
            new.weight, new.bias = layer.weight, layer.bias
            rate *= layer.stride[0]
            return new
        return layer

    return rebuild(model).to(device)

# %% right="a module that runs the layers by functions"
class Dense(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.kept = [m for m in model.modules() if not isinstance(m, nn.Sequential)]

    def forward(self, x):
        rate = 1
        for layer in self.kept:
            if isinstance(layer, nn.Conv2d):
                x = F.conv2d(x, layer.weight, layer.bias, 1, layer.padding[0] * rate, layer.dilation[0] * rate, layer.groups)
                rate *= layer.stride[0]
            elif isinstance(layer, nn.MaxPool2d):
                x = F.max_pool2d(x, layer.kernel_size, 1, 0, layer.dilation * rate)
                rate *= layer.stride
            else:
                x = layer(x)
        return x


def unstrided(model):
    return Dense(model)

# %% right="every layer by its jump in the receptive field"
def unstrided(model):
    twin, windows = copy.deepcopy(model), window_layers(model)
    jumps = [1] + [jump for _, jump, _ in receptive_field(windows)]
    layers = [m for m in twin.modules() if hasattr(m, "stride")]
    for layer, window, jump in zip(layers, windows, jumps):
        layer.stride, layer.padding, layer.dilation = 1, window.padding * jump, window.dilation * jump
    return twin

# %% wrong="stride removed, nothing dilated" says="two of the new places apart"
def unstrided(model):
    twin = copy.deepcopy(model)
    for layer in twin.modules():
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            layer.stride = (1, 1)
    return twin

# %% wrong="only the next layer is dilated" says="all layers after a stride"
def unstrided(model):
    twin, before = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * before,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * before,) * 2
            before = stride
    return twin

# %% wrong="strides added" says="the third 2 · 2 = 4"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate += stride - 1
    return twin

# %% wrong="the strided layer dilated too" says="the strided one itself, keep their dilation"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            rate *= layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
    return twin

# %% wrong="dilation replaced" says="multiply its dilation, do not replace it"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (rate, rate), (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
    return twin

# %% wrong="padding forgotten" says="multiply the padding too"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return twin

# %% wrong="pooling forgotten" says="none may be left"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
    return twin

# %% wrong="pooling made dense but not dilated" says="a pooling is dilated"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
        elif isinstance(layer, nn.MaxPool2d):
            rate *= layer.stride
            layer.stride = 1
    return twin

# %% wrong="nested layers forgotten" says="look for layers with model.modules()"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            window = window_layers(layer)[0]
            layer.dilation, layer.padding, layer.stride = (window.dilation * rate,) * 2, (window.padding * rate,) * 2, 1
            rate *= window.stride
    return twin

# %% wrong="model changed in place" says="is `model` itself"
def unstrided(model):
    rate = 1
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return model

# %% wrong="a new list around the same layers" says="`model` has been changed"
def unstrided(model):
    rate = 1
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return nn.Sequential(*model)

# %% wrong="a copy without any change" says="as coarse as the old one"
def unstrided(model):
    return copy.deepcopy(model)

# %% wrong="the coarse output blown up" says="the twin's output is (2, 5, 36, 48); with all strides taken back it is (2, 5, 35, 47)"
class Blown(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, self.S = [copy.deepcopy(model)], math.prod(w.stride for w in window_layers(model))

    def forward(self, x):
        y = self.models[0](x)
        return y.repeat_interleave(self.S, 2).repeat_interleave(self.S, 3)


def unstrided(model):
    return Blown(model)

# %% wrong="fresh weights" says="whether the weights are those of `model`"
def unstrided(model):
    twin = nn.Sequential(*[nn.Conv2d(m.in_channels, m.out_channels, m.kernel_size) if isinstance(m, nn.Conv2d) else m for m in model])
    twin[2].dilation = (2, 2)
    return twin.to(device)

# %% wrong="a function is returned" says="a model is expected"
def unstrided(model):
    return lambda x: model(x)

# %% wrong="forgets to return for larger models" says="a model is expected"
def unstrided(model):
    if len(model) == 3 and isinstance(model[1], nn.ReLU):
        twin = copy.deepcopy(model)
        twin[0].stride, twin[2].dilation = (1, 1), (2, 2)
        return twin

# %% wrong="an integer for the pair" says="raised TypeError"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            layer.dilation = rate * int(layer.dilation)
    return twin

# %% wrong="the coarse output resized to the dense size" says="those in between are not what the old model says"
class Resized(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, (self.field, self.S, _) = [copy.deepcopy(model)], receptive_field(window_layers(model))[-1]

    def forward(self, x):
        y = self.models[0](x).repeat_interleave(self.S, 2).repeat_interleave(self.S, 3)
        return y[:, :, : x.shape[2] - self.field + 1, : x.shape[3] - self.field + 1]


def unstrided(model):
    return Resized(model)

# %% wrong="the coarse outputs spread out, nothing put between them" says="the twin's output holds NaN or infinity"
class Spread(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, (self.field, self.S, _) = [copy.deepcopy(model)], receptive_field(window_layers(model))[-1]

    def forward(self, x):
        y = self.models[0](x)
        larger = x.new_full((*y.shape[:2], *(side - self.field + 1 for side in x.shape[2:])), torch.nan)
        larger[:, :, :: self.S, :: self.S] = y
        return larger


def unstrided(model):
    return Spread(model)

# %% wrong="forward without return" says="the twin returns a NoneType; a tensor is expected"
class Twin(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.layers = copy.deepcopy(model)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)


def unstrided(model):
    return Twin(model)

# %% wrong="the model is tried in training" says="`model` has been changed"
def unstrided(model):
    model.train()(torch.rand(1, 3, 64, 64).to(device))  # does it run at all?
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            window = window_layers(layer)[0]
            layer.dilation, layer.padding, layer.stride = window.dilation * rate, window.padding * rate, 1
            rate *= window.stride
    return twin

# %% wrong="a list of windows and not a function" says="is a list; a function is expected"
unstrided = [Window(3), Window(3, 1, 0, 2)]

# %% wrong="the picture cleared once it has been used" says="changes its input in place"
class Thrifty(nn.Module):
    def __init__(self, twin):
        super().__init__()
        self.twin = twin

    def forward(self, x):
        y = self.twin(x)
        x.zero_()
        return y


def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(p * rate for p in layer.padding)
            layer.stride = (1, 1)
            rate *= stride
        elif isinstance(layer, nn.MaxPool2d):
            stride, layer.stride = layer.stride, 1
            layer.dilation *= rate
            rate *= stride
    return Thrifty(twin)

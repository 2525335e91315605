# %% [markdown]
# # Take the strides back
#
# Write `unstrided(model)`. It takes an `nn.Sequential` of `nn.Conv2d`,
# `nn.MaxPool2d` and layers that look at one pixel (ReLU, BatchNorm), one after
# the other, none inside another. It returns a **new** model, the same layers
# with the same weights, no stride left, and dilations and paddings such that
# the output at every $S$-th row and column is that of the old one ($S$ is the
# product of the strides). `model` itself must stay as it is. Strides, dilations
# and paddings are whole numbers, the same down and across. Poolings are neither
# padded nor dilated. Checked, on networks you have not seen: that `model` stays
# as it is, which strides run in the new one, and all its outputs.

# %% starter
def unstrided(model):
    """Return a copy of `model` without strides, dilated so that its outputs
    agree.
    """
    return None

# %% check
def judge():
    """A function that takes an nn.Sequential and returns a new model."""
    yield from check_function("unstrided", unstrided)
    C = nn.Conv2d
    for what, layers, why in [
            ("one stride", [C(3, 4, 3, 2), nn.ReLU(), C(4, 4, 3), C(4, 5, 3)],
             "A stride changes all layers after it, not the one that has it."),
            ("strides 2, 2, 2 and 3", [
                *[C(3, 3, 2, 2) for _ in range(3)], C(3, 4, 2, 3), C(4, 4, 2)],
             "The strides of all layers before are multiplied."),
            ("dilation 2 after stride 3", [
                C(3, 4, 3, padding=1), C(4, 4, 3, 3, 1), C(4, 4, 3, 1, 1, 2)],
             "Its own dilation is multiplied, not replaced."),
            ("a pooling", [C(3, 4, 3, 2), nn.MaxPool2d(3, 2), C(4, 4, 3)],
             "nn.MaxPool2d has stride and dilation, too; it is not padded."),
            ("groups and BatchNorm", [
                C(3, 6, 3, 2, 1, bias=False), nn.BatchNorm2d(6),
                C(6, 6, 3, 2, 1, groups=6), C(6, 4, 1)],
             "Is all that BatchNorm keeps the same?")]:
        case, x = f"a network with {what}", torch.randn(2, 3, 41, 53).to(device)
        model = nn.Sequential(*layers).to(device)
        # in training, so that BatchNorm has something to keep
        model(x)
        kept, fine, jump = copy.deepcopy(model.eval()), copy.deepcopy(model), 1
        windowed = [layer for layer in fine if hasattr(layer, "stride")]
        for layer, window in zip(windowed, window_layers(kept)):
            layer.stride, layer.padding = 1, window.padding * jump
            layer.dilation = window.dilation * jump
            jump *= window.stride
        twin = yield from check_result(
            f"`unstrided` for {case}", unstrided, model,
            answered=what != "one stride")
        yield isinstance(twin, nn.Module), (
            f"`unstrided` gives {kind_of(twin)}; a new model is expected.")
        now, before = (f"{m} {m.state_dict()}" for m in (model, kept))
        yield now == before, (
            f"`unstrided` changes {case}; change a copy.deepcopy(model).")
        case, ran, wanted = f"the twin of {case}", Recorder(), Recorder()
        y = yield from check_call(case, twin.to(device).eval(), x, ran=ran)
        with wanted:
            expected = fine(x)
        fits = alike(y, expected)
        convs = [layer for layer in fine if isinstance(layer, C)]
        for k, (conv, layer) in enumerate(zip(ran.convs, convs), 1):
            at = f"{case}: convolution {k} runs with"
            for name, hint in (
                    ("stride", "No stride may be left."),
                    ("dilation", why),
                    ("padding", "Multiply the padding that was there, as the "
                     "dilation; d · (K − 1) / 2 would keep the map instead.")):
                has, n = getattr(conv, name), getattr(layer, name)
                yield has in (n, (n, n), [n, n]) or fits and name != "stride", (
                    f"{at} {name} {has}; {n} is expected. {hint}")
            yield fits or alike(conv.output, layer(conv.input)), (
                f"{at} weights or biases that are not those of `model`.")
        odd = ({*ran.names} ^ {*wanted.names}) & {*dir(F)}
        yield fits or not odd, (
            f"{case}: only one of the two runs {name_all(sorted(odd))}.")
        yield from check_values(f"{case} ({why})", y, expected)
    yield True, (
        "such a network answers at every pixel. DeepLab begins with this.")

# %% hint [markdown]
# Make a copy with `copy.deepcopy`. Walk through its layers in order, and keep
# one number: the product of the strides taken away so far.

# %% hint [markdown]
# For each convolution or pooling: multiply its dilation and its padding by
# that number, *then* multiply the number by its stride, then set the stride to
# 1.

# %% hint [markdown]
# `nn.Conv2d` keeps these as pairs, `(2, 2)`; `nn.MaxPool2d` as plain numbers
# if you gave plain numbers. `window_layers` above shows one way to read both.

# %% solution
def unstrided(model):
    """Return a copy of `model` without strides, dilated so that its outputs
    agree.
    """
    twin, taken = copy.deepcopy(model), 1
    layers = [
        layer for layer in twin if isinstance(layer, (nn.Conv2d, nn.MaxPool2d))]
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

# %% right="the layers themselves, one after the other"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            window = window_layers(layer)[0]
            layer.dilation, layer.padding, layer.stride = (window.dilation * rate,) * 2, (window.padding * rate,) * 2, 1
            rate *= window.stride
    return twin

# %% right="rebuilt, layer by layer"
def unstrided(model):
    layers, rate = [], 1
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            new = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, stride=1,
                            padding=layer.padding[0] * rate, dilation=layer.dilation[0] * rate, groups=layer.groups, bias=layer.bias is not None)
            new.load_state_dict(layer.state_dict())
            layers.append(new)
            rate *= layer.stride[0]
        elif isinstance(layer, nn.MaxPool2d):
            layers.append(nn.MaxPool2d(layer.kernel_size, stride=1, dilation=rate))
            rate *= layer.stride
        else:
            layers.append(copy.deepcopy(layer))
    return nn.Sequential(*layers)

# %% right="padding by hand, with F.pad"
class Unstrided(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.layers = nn.ModuleList(copy.deepcopy(model))
    def forward(self, x):
        rate = 1
        for layer in self.layers:
            if isinstance(layer, nn.Conv2d):
                p = layer.padding[0] * rate
                x = F.pad(x, (p, p, p, p))
                x = F.conv2d(x, layer.weight, layer.bias, dilation=rate * layer.dilation[0], groups=layer.groups)
                rate *= layer.stride[0]
            elif isinstance(layer, nn.MaxPool2d):
                x = F.max_pool2d(x, layer.kernel_size, stride=1, dilation=rate)
                rate *= layer.stride
            else: x = layer(x)
        return x
def unstrided(model):
    return Unstrided(model)

# %% right="traced with torch.fx"
def unstrided(model):
    import torch.fx
    twin, rate = torch.fx.symbolic_trace(model), 1
    twin = copy.deepcopy(twin)
    for m in twin.children():
        if isinstance(m, nn.Conv2d):
            m.dilation = tuple(d * rate for d in m.dilation)
            m.padding = tuple(d * rate for d in m.padding)
            s, m.stride = m.stride[0], (1, 1)
            rate *= s
        elif isinstance(m, nn.MaxPool2d):
            m.dilation *= rate
            s, m.stride = m.stride, 1
            rate *= s
    return twin

# %% right="settings as lists"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.stride = [1, 1]
            layer.dilation = [d * rate for d in layer.dilation]
            layer.padding = [p * rate for p in layer.padding]
            rate *= stride
        elif isinstance(layer, nn.MaxPool2d):
            stride, layer.stride, layer.dilation = layer.stride, 1, rate
            rate *= stride
    return twin

# %% wrong="stride removed, nothing dilated" says="convolution 2 runs with dilation (1, 1); 2 is expected. A stride changes all layers after it"
def unstrided(model):
    twin = copy.deepcopy(model)
    for layer in twin.modules():
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            layer.stride = (1, 1)
    return twin

# %% wrong="only the next layer is dilated" says="convolution 3 runs with dilation (1, 1); 2 is expected"
def unstrided(model):
    twin, before = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * before,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * before,) * 2
            before = stride
    return twin

# %% wrong="strides added" says="The strides of all layers before are multiplied"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate += stride - 1
    return twin

# %% wrong="the strided layer dilated too" says="convolution 1 runs with dilation (2, 2); 1 is expected. A stride changes all layers after it, not the one"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            rate *= layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
    return twin

# %% wrong="dilation replaced" says="Its own dilation is multiplied, not replaced"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (rate, rate), (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
    return twin

# %% wrong="padding forgotten" says="convolution 3 runs with padding (1, 1); 3 is expected. Multiply the padding"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return twin

# %% wrong="pooling forgotten" says="nn.MaxPool2d has stride and dilation, too"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            layer.padding = (layer.padding[0] * rate,) * 2
            rate *= stride
    return twin

# %% wrong="pooling made dense but not dilated" says="a pooling (nn.MaxPool2d has stride and dilation, too; it is not padded.) gives"
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

# %% wrong="model changed in place" says="changes a network with one stride"
def unstrided(model):
    rate = 1
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return model

# %% wrong="a new list around the same layers" says="changes a network with one stride"
def unstrided(model):
    rate = 1
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            stride = layer.stride[0]
            layer.dilation, layer.stride = (layer.dilation[0] * rate,) * 2, (1, 1)
            rate *= stride
    return nn.Sequential(*model)

# %% wrong="a copy without any change" says="convolution 1 runs with stride (2, 2); 1 is expected"
def unstrided(model):
    return copy.deepcopy(model)

# %% wrong="the coarse output blown up" says="convolution 1 runs with stride (2, 2); 1 is expected"
class Blown(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, self.S = [copy.deepcopy(model)], math.prod(w.stride for w in window_layers(model))

    def forward(self, x):
        y = self.models[0](x)
        return y.repeat_interleave(self.S, 2).repeat_interleave(self.S, 3)


def unstrided(model):
    return Blown(model)

# %% wrong="fresh weights" says="weights or biases that are not those of `model`"
def unstrided(model):
    twin = nn.Sequential(*[nn.Conv2d(m.in_channels, m.out_channels, m.kernel_size) if isinstance(m, nn.Conv2d) else m for m in model])
    twin[2].dilation = twin[3].dilation = (2, 2)
    return twin.to(device)

# %% wrong="a function is returned" says="gives a function; a new model is expected"
def unstrided(model):
    return lambda x: model(x)

# %% wrong="forgets to return for larger models" says="for a network with strides 2, 2, 2 and 3 gives nothing (None)"
def unstrided(model):
    if len(model) == 4 and isinstance(model[1], nn.ReLU):
        twin = copy.deepcopy(model)
        twin[0].stride, twin[2].dilation, twin[3].dilation = (1, 1), (2, 2), (2, 2)
        return twin

# %% wrong="an integer for the pair" says="raised TypeError"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin.modules():
        if isinstance(layer, nn.Conv2d):
            layer.dilation = rate * int(layer.dilation)
    return twin

# %% wrong="the coarse output resized to the dense size" says="No stride may be left"
class Resized(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.models, (self.field, self.S, _) = [copy.deepcopy(model)], receptive_field(window_layers(model))[-1]

    def forward(self, x):
        y = self.models[0](x).repeat_interleave(self.S, 2).repeat_interleave(self.S, 3)
        return y[:, :, : x.shape[2] - self.field + 1, : x.shape[3] - self.field + 1]


def unstrided(model):
    return Resized(model)

# %% wrong="the coarse outputs spread out, nothing put between them" says="gives NaN or infinity"
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

# %% wrong="forward without return" says="the twin of a network with one stride gives nothing (None); a tensor is expected"
class Twin(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.layers = copy.deepcopy(model)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)


def unstrided(model):
    return Twin(model)

# %% wrong="the model is tried in training" says="`unstrided` changes a network with groups and BatchNorm"
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

# %% wrong="padding that keeps the map, everywhere" says="convolution 1 runs with padding (1, 1); 0 is expected. Multiply the padding that was there, as the dilation; d · (K − 1) / 2 would keep the map"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            s = layer.stride[0]
            layer.stride = (1, 1)
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(d * (k - 1) // 2 for d, k in zip(layer.dilation, layer.kernel_size))
            rate *= s
        elif isinstance(layer, nn.MaxPool2d):
            s, layer.stride = layer.stride, 1
            layer.dilation *= rate
            rate *= s
    return twin

# %% wrong="padding that keeps the map, where there was some" says="convolution 3 runs with padding (6, 6); 3 is expected. Multiply the padding that was there, as the dilation; d · (K − 1) / 2 would keep the map"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            s = layer.stride[0]
            layer.stride = (1, 1)
            layer.dilation = tuple(d * rate for d in layer.dilation)
            if layer.padding[0]: layer.padding = tuple(d * (k - 1) // 2 for d, k in zip(layer.dilation, layer.kernel_size))
            rate *= s
        elif isinstance(layer, nn.MaxPool2d):
            s, layer.stride = layer.stride, 1
            layer.dilation *= rate
            rate *= s
    return twin

# %% wrong="padding by a word" says="convolution 1 runs with padding same; 0 is expected. Multiply the padding that was there, as the dilation; d · (K − 1) / 2 would keep the map"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            s = layer.stride[0]
            layer.stride = (1, 1)
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = "same"
            rate *= s
    return twin

# %% wrong="an Upsample behind the model" says="convolution 1 runs with stride (2, 2); 1 is expected. No stride may be left"
def unstrided(model):
    S = math.prod(w.stride for w in window_layers(model))
    return nn.Sequential(copy.deepcopy(model), nn.Upsample(scale_factor=S))

# %% wrong="an Upsample behind the right twin" says="only one of the two runs `interpolate`"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            s = layer.stride[0]
            layer.stride = (1, 1)
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(d * rate for d in layer.padding)
            rate *= s
        elif isinstance(layer, nn.MaxPool2d):
            s, layer.stride = layer.stride, 1
            layer.dilation *= rate
            rate *= s
    return nn.Sequential(twin, nn.Upsample(scale_factor=rate))

# %% wrong="a transposed convolution behind the model" says="No stride may be left"
def unstrided(model):
    return nn.Sequential(copy.deepcopy(model), nn.ConvTranspose2d(5, 5, 2, 2).to(device))

# %% wrong="the ReLU left out" says="only one of the two runs `relu`"
def unstrided(model):
    layers, rate = [], 1
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            new = copy.deepcopy(layer)
            new.stride, new.dilation, new.padding = 1, layer.dilation[0] * rate, layer.padding[0] * rate
            layers.append(new)
            rate *= layer.stride[0]
    return nn.Sequential(*layers)

# %% wrong="biases of its own" says="weights or biases that are not those of `model`"
def unstrided(model):
    layers, rate = [], 1
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            new = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, stride=1,
                            padding=layer.padding[0] * rate, dilation=layer.dilation[0] * rate, groups=layer.groups)
            new.weight.data = layer.weight.data
            layers.append(new)
            rate *= layer.stride[0]
        elif isinstance(layer, nn.MaxPool2d):
            layers.append(nn.MaxPool2d(layer.kernel_size, stride=1, dilation=rate))
            rate *= layer.stride
        else:
            layers.append(copy.deepcopy(layer))
    return nn.Sequential(*layers)

# %% wrong="a BatchNorm that knows nothing" says="Is all that BatchNorm keeps the same?): the shape is right, the values are not"
def unstrided(model):
    layers, rate = [], 1
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            new = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, stride=1,
                            padding=layer.padding[0] * rate, dilation=layer.dilation[0] * rate, groups=layer.groups, bias=layer.bias is not None)
            new.load_state_dict(layer.state_dict())
            layers.append(new)
            rate *= layer.stride[0]
        elif isinstance(layer, nn.MaxPool2d):
            layers.append(nn.MaxPool2d(layer.kernel_size, stride=1, dilation=rate))
            rate *= layer.stride
        elif isinstance(layer, nn.BatchNorm2d):
            layers.append(nn.BatchNorm2d(layer.num_features))
        else:
            layers.append(copy.deepcopy(layer))
    return nn.Sequential(*layers)

# %% wrong="groups left out" says="in the line `new.load_state_dict(layer.state_dict())`"
def unstrided(model):
    layers, rate = [], 1
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            new = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, stride=1,
                            padding=layer.padding[0] * rate, dilation=layer.dilation[0] * rate, bias=layer.bias is not None)
            new.load_state_dict(layer.state_dict())
            layers.append(new)
            rate *= layer.stride[0]
        elif isinstance(layer, nn.MaxPool2d):
            layers.append(nn.MaxPool2d(layer.kernel_size, stride=1, dilation=rate))
            rate *= layer.stride
        else:
            layers.append(copy.deepcopy(layer))
    return nn.Sequential(*layers)

# %% wrong="the old model at every shift, its answers interleaved" says="convolution 1 runs with stride (2, 2); 1 is expected"
class Shift(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = copy.deepcopy(model)
        self.field, self.S, _ = receptive_field(window_layers(model))[-1]
    def forward(self, x):
        H, W = (side - self.field + 1 for side in x.shape[2:])
        out = None
        for a in range(self.S):
            for b in range(self.S):
                if a >= H or b >= W: continue
                y = self.model(x[:, :, a:, b:])
                if out is None: out = x.new_zeros(len(x), y.shape[1], H, W)
                out[:, :, a::self.S, b::self.S] = y
        return out
def unstrided(model):
    return Shift(model)

# %% wrong="the pooling padded" says="it is not padded"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            s = layer.stride[0]
            layer.stride = (1, 1)
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(d * rate for d in layer.padding)
            rate *= s
        elif isinstance(layer, nn.MaxPool2d):
            s, layer.stride = layer.stride, 1
            layer.dilation *= rate
            layer.padding = 1
            rate *= s
    return twin

# %% wrong="the pooling left out" says="only one of the two runs `max_pool2d`"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for k, layer in enumerate(twin):
        if isinstance(layer, nn.Conv2d):
            s = layer.stride[0]
            layer.stride = (1, 1)
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(d * rate for d in layer.padding)
            rate *= s
        elif isinstance(layer, nn.MaxPool2d):
            rate *= layer.stride
            twin[k] = nn.Identity()
    return twin

# %% wrong="published code for 3×3 layers with padding" says="Multiply the padding that was there, as the dilation; d · (K − 1) / 2 would keep the map"
def _nostride_dilate(m, dilate):
    classname = m.__class__.__name__
    if classname.find('Conv') != -1:
        if m.stride == (2, 2):
            m.stride = (1, 1)
            if m.kernel_size == (3, 3):
                m.dilation = (dilate//2, dilate//2)
                m.padding = (dilate//2, dilate//2)
        else:
            if m.kernel_size == (3, 3):
                m.dilation = (dilate, dilate)
                m.padding = (dilate, dilate)
def unstrided(model):
    from functools import partial
    model = copy.deepcopy(model)
    model.apply(partial(_nostride_dilate, dilate=2))
    return model

# %% wrong="the stride left, the rest dilated" says="No stride may be left"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            layer.dilation = tuple(d * rate for d in layer.dilation)
            layer.padding = tuple(d * rate for d in layer.padding)
            rate *= layer.stride[0]
    return twin

# %% wrong="only rows dilated" says="convolution 2 runs with dilation (2, 1); 2 is expected"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            s = layer.stride[0]
            layer.stride = (1, 1)
            layer.dilation = (layer.dilation[0] * rate, layer.dilation[1])
            layer.padding = tuple(d * rate for d in layer.padding)
            rate *= s
    return twin

# %% wrong="only the largest stride" says="The strides of all layers before are multiplied"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            w = window_layers(layer)[0]
            layer.stride = 1
            layer.dilation = w.dilation * rate
            layer.padding = w.padding * rate
            rate = max(rate, w.stride)
    return twin

# %% wrong="the sum of the strides" says="convolution 4 runs with dilation 6; 8 is expected"
def unstrided(model):
    twin, total = copy.deepcopy(model), 0
    for layer in twin:
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            w = window_layers(layer)[0]
            layer.stride = 1
            layer.dilation = w.dilation * max(total, 1)
            layer.padding = w.padding * max(total, 1)
            if w.stride > 1: total += w.stride
    return twin

# %% wrong="everything by the product of all strides" says="not the one that has it"
def unstrided(model):
    twin = copy.deepcopy(model)
    S = math.prod(w.stride for w in window_layers(model))
    for layer in twin:
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            w = window_layers(layer)[0]
            layer.stride, layer.dilation, layer.padding = 1, w.dilation * S, w.padding * S
    return twin

# %% wrong="a pair repeated, not multiplied" says="was given (2, 4, 39, 51)"
def unstrided(model):
    twin, rate = copy.deepcopy(model), 1
    for layer in twin:
        if isinstance(layer, nn.Conv2d):
            s = layer.stride
            layer.stride = 1
            layer.dilation = layer.dilation * rate
            rate = rate * s[0]
    return twin

# %% wrong="the outputs and not a model" says="`unstrided` gives a Tensor; a new model is expected"
def unstrided(model):
    return copy.deepcopy(model)(torch.rand(1, 3, 41, 53).to(device))

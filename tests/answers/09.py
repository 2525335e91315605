"""Right and wrong answers to the exercises of Chapter 9, each wrong one with a phrase its verdict must contain."""

# %% 9.1 right: plain numbers
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 0.898

# %% 9.1 right: the chapter's function
layer = nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64, bias=False)
layer_flops, layer_bytes = traffic([layer], (1, 64, 56, 56))
layer_intensity = layer_flops / layer_bytes

# %% 9.1 right: counted by PyTorch and by the tensors themselves
layer = nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64, bias=False).to(device)
inputs = torch.zeros(1, 64, 56, 56).to(device)
outputs = layer(inputs)
layer_flops = 2 * count_macs(layer, (64, 56, 56))
layer_bytes = sum(t.numel() * t.element_size() for t in (inputs, layer.weight, outputs))
layer_intensity = layer_flops / layer_bytes

# %% 9.1 right: tensors of one number, rounded to two digits
layer_flops = torch.tensor([2, 9, 64, 28, 28]).prod()
layer_bytes = torch.tensor(4 * (200704 + 576 + 50176))
layer_intensity = 0.90

# %% 9.1 wrong: MACs -> those are MACs
layer_flops, layer_bytes, layer_intensity = 451584, 1005824, 0.898

# %% 9.1 wrong: stride forgotten -> one window for each *input* pixel
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 56 * 56, 1005824, 0.898

# %% 9.1 wrong: a standard layer -> a depthwise filter sees one channel
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 64 * 28 * 28, 1005824, 0.898

# %% 9.1 wrong: padding forgotten -> 27×27 windows
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 27 * 27, 1005824, 0.898

# %% 9.1 wrong: numbers for bytes -> a float32 has 4 bytes
layer_flops, layer_bytes, layer_intensity = 903168, 251456, 0.898

# %% 9.1 wrong: output forgotten -> the output is not in it
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (200704 + 576), 0.898

# %% 9.1 wrong: input forgotten -> the input is not in it
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (576 + 50176), 0.898

# %% 9.1 wrong: weights forgotten -> the weights are not in it
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (200704 + 50176), 0.898

# %% 9.1 wrong: output as large as the input -> as if it were 56×56
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (2 * 200704 + 576), 0.898

# %% 9.1 wrong: upside down -> the other way round
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 1005824 / 903168

# %% 9.1 wrong: MACs a byte -> MACs for each byte
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 451584 / 1005824

# %% 9.1 wrong: the limit at stride 1 -> the limit at stride 1
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 2.25

# %% 9.1 wrong: a pair -> is a tuple
layer_flops = layer_bytes = traffic([nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64)], (1, 64, 56, 56))
layer_intensity = 0.898

# %% 9.1 right: tensors of one number, divided
layer_flops, layer_bytes = torch.tensor(2 * 9 * 64 * 28 * 28), torch.tensor(4 * (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28))
layer_intensity = layer_flops / layer_bytes

# %% 9.1 wrong: MACs, and the stride forgotten -> those are MACs, and of an output of 56×56
layer_flops, layer_bytes, layer_intensity = 9 * 64 * 56 * 56, 1005824, 0.898

# %% 9.1 wrong: MACs of a standard layer -> those are the MACs of the standard layer
layer_flops, layer_bytes, layer_intensity = 9 * 64 * 64 * 28 * 28, 1005824, 0.898

# %% 9.1 wrong: one channel -> that is one channel of 64
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 28 * 28, 1005824, 0.898

# %% 9.1 wrong: the bytes of one channel -> `layer_bytes` is 15,716: that is one channel of 64
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (56 * 56 + 9 + 28 * 28), 0.898

# %% 9.1 wrong: padding forgotten in the bytes -> is 991,744: 27×27 windows
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (64 * 56 * 56 + 64 * 9 + 64 * 27 * 27), 0.898

# %% 9.1 wrong: 16 bits a number -> a float32 has 4 bytes, not 2
layer_flops, layer_bytes, layer_intensity = 903168, 2 * (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28), 0.898

# %% 9.1 wrong: 64 bits a number -> a float32 has 4 bytes, not 8
layer_flops, layer_bytes, layer_intensity = 903168, 8 * (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28), 0.898

# %% 9.1 wrong: weights of a standard layer -> a depthwise filter has one slice
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (64 * 56 * 56 + 64 * 64 * 9 + 64 * 28 * 28), 0.898

# %% 9.1 wrong: every window read from memory -> reads its 9 numbers anew
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (9 * 64 * 28 * 28 + 64 * 9 + 64 * 28 * 28), 0.898

# %% 9.1 wrong: FLOPs for each number -> for each number, not for each byte
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 903168 / (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28)

# %% 9.1 wrong: written out with two digits -> `layer_intensity` is a str
layer_flops, layer_bytes = 903168, 1005824
layer_intensity = f"{layer_flops / layer_bytes:.2f}"

# %% 9.2 right: loops over the filters
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

# %% 9.2 right: a new layer, and the bias asked of the layer itself
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

# %% 9.2 right: index of the channel that each slice sees
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

# %% 9.2 wrong: the BatchNorm behind -> your answer raised
def fold_in_front(bn, conv):
    return torch.nn.utils.fusion.fuse_conv_bn_eval(conv, bn)

# %% 9.2 wrong: eps forgotten -> `bn.eps` is not in the square root
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

# %% 9.2 wrong: no shift where conv has no bias -> also where `conv` has none
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    return new

# %% 9.2 wrong: shift missing where there is a bias -> the shift of `bn` is missing
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    if conv.bias is None:
        new.bias = nn.Parameter((conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3)))
    return new

# %% 9.2 wrong: bias of conv lost -> the bias of `conv` has been lost
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    new.bias = nn.Parameter((conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3)))
    return new

# %% 9.2 wrong: shift added once -> the *sum* of the window's weights
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    new.weight = nn.Parameter(conv.weight * s.view(1, -1, 1, 1))
    new.bias = nn.Parameter(t.sum().expand(conv.out_channels).clone())
    return new

# %% 9.2 wrong: groups forgotten, the shapes do not fit -> your answer raised
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    t = bn.bias - s * bn.running_mean
    new = copy.deepcopy(conv)
    bias = (conv.weight * t.view(1, -1, 1, 1)).sum((1, 2, 3))
    new.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    new.weight = nn.Parameter((conv.weight * s.view(1, -1, 1, 1)).view(conv.weight.shape))
    return new

# %% 9.2 wrong: changed in place -> `conv` has changed
def fold_in_front(bn, conv):
    s = bn.weight / (bn.running_var + bn.eps).sqrt()
    conv.weight.data *= s.view(1, -1, 1, 1)
    return conv

# %% 9.2 wrong: both in a row -> one nn.Conv2d is expected
def fold_in_front(bn, conv):
    return nn.Sequential(bn, conv)

# %% 9.2 wrong: the factor γ forgotten -> the γ, is missing
def fold_in_front(bn, conv):
    scale = 1 / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    groups = scale.view(conv.groups, -1).repeat_interleave(conv.out_channels // conv.groups, 0)
    folded.weight = nn.Parameter(conv.weight * groups[:, :, None, None])
    return folded

# %% 9.2 wrong: the scale as (1, M, 1, 1) -> has broadcasting made channels
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    shift = (bn.bias - scale * bn.running_mean).view(1, -1, 1, 1)
    bias = (conv.weight * shift).sum(dim=(1, 2, 3)) if conv.groups == 1 else torch.zeros(conv.out_channels).to(device)
    folded.bias = nn.Parameter(bias if conv.bias is None else bias + conv.bias)
    return folded

# %% 9.2 wrong: the sign of the shift -> the wrong sign
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    shift = (scale * bn.running_mean - bn.bias).view(1, -1, 1, 1)
    folded.bias = nn.Parameter((conv.weight * shift).sum(dim=(1, 2, 3)))
    return folded

# %% 9.2 wrong: the shift through the folded weights -> in which the scale is already
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    shift = (bn.bias - scale * bn.running_mean).view(1, -1, 1, 1)
    folded.bias = nn.Parameter((folded.weight * shift).sum(dim=(1, 2, 3)))
    return folded

# %% 9.2 wrong: the convolution itself -> they are those of `conv`
def fold_in_front(bn, conv):
    return copy.deepcopy(conv)

# %% 9.2 right: without groups, their zeros written out
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

# %% 9.2 wrong: a bias of zeros given to the old layer -> `conv` has changed
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

# %% 9.2 wrong: a new layer without the stride -> are stride, dilation and groups kept
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

# %% 9.2 wrong: mean and variance confused -> the output holds NaN
def fold_in_front(bn, conv):
    scale = bn.weight / (bn.running_mean + bn.eps).sqrt()
    shift = bn.bias - scale * bn.running_var
    folded = copy.deepcopy(conv)
    folded.weight = nn.Parameter(conv.weight * scale.view(1, -1, 1, 1))
    folded.bias = nn.Parameter((conv.weight * shift.view(1, -1, 1, 1)).sum((1, 2, 3)))
    return folded

# %% 9.2 wrong: the picture cleared once it has been used -> changes its input in place
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

# %% 9.3 right: statistics.median
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% 9.3 right: all timed, the first cut off, the middle by hand
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    def once():
        start = clock()
        f()
        return clock() - start
    times = [once() for _ in range(warmup + repeats)]
    times = sorted(times[warmup:])
    return (times[(repeats - 1) // 2] + times[repeats // 2]) / 2

# %% 9.3 right: a tensor's quantile, read at every boundary
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    ticks = []
    for i in range(warmup + repeats):
        if i == warmup:
            ticks.append(clock())
        f()
        if i >= warmup:
            ticks.append(clock())
    return torch.tensor(ticks, dtype=torch.float64).diff().quantile(0.5)

# %% 9.3 wrong: the upper middle -> the median is their mean
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return sorted(times)[repeats // 2]

# %% 9.3 wrong: a tensor's median, the lower middle -> the median is their mean
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    ticks = [clock()]
    for _ in range(repeats):
        f()
        ticks.append(clock())
    return torch.tensor(ticks, dtype=torch.float64).diff().median()

# %% 9.3 wrong: the mean -> that is the mean
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    start = clock()
    for _ in range(repeats):
        f()
    return (clock() - start) / repeats

# %% 9.3 wrong: no warm-up -> where are the warm-up calls
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% 9.3 wrong: warm-up counted -> with the warm-up calls in it
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% 9.3 wrong: not sorted -> sort first
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return times[repeats // 2]

# %% 9.3 wrong: the fastest -> the fastest call
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return min(times)

# %% 9.3 wrong: another clock -> never read
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = time.time()
        f()
        times.append(time.time() - start)
    return statistics.median(times)

# %% 9.3 wrong: nothing between the reads -> no call of `f` between
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        f()
        start = clock()
        times.append(clock() - start)
    return statistics.median(times)

# %% 9.3 wrong: f not called -> `f` was called 0 times
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    start = clock()
    f
    return clock() - start

# %% 9.3 wrong: one repeat too many -> are expected
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats + 1):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times[warmup + 1:])

# %% 9.3 wrong: all the times -> returns a list
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return times[warmup:]

# %% 9.3 wrong: printed and not returned -> `median_time` returns None: does it return the median?
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    print(f"{statistics.median(times):.6f} s")

# %% 9.3 wrong: the slowest -> that is the slowest call
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return max(times)

# %% 9.3 wrong: one time around all calls -> that is the sum of all calls.
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    start = clock()
    for _ in range(repeats):
        f()
    return clock() - start

# %% 9.3 wrong: one time around all calls, warm-up too -> the sum of all calls, warm-up included
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    start = clock()
    for _ in range(warmup + repeats):
        f()
    return clock() - start

# %% 9.3 wrong: the mean of all calls -> the mean, with the warm-up calls in it
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.mean(times)

# %% 9.4 right: by hand
memory_bound = {"a": True, "b": False, "c": True, "d": False, "e": True}

# %% 9.4 right: a comprehension over the intensities
intensity = {"a": 2.2, "b": 11.9, "c": 4.0, "d": 55.5, "e": 0.5}
memory_bound = {letter: value < 10 for letter, value in intensity.items()}

# %% 9.4 right: tensors of bool, another order
memory_bound = {letter: torch.tensor(value) for letter, value in zip("edcba", (True, False, True, False, True))}

# %% 9.4 wrong: every depthwise layer -> not always memory-bound
memory_bound = {"a": True, "b": True, "c": True, "d": False, "e": True}

# %% 9.4 wrong: every pointwise layer is compute-bound -> few channels
memory_bound = {"a": True, "b": False, "c": False, "d": False, "e": True}

# %% 9.4 wrong: the large pointwise layer -> used for 512 outputs
memory_bound = {"a": True, "b": False, "c": True, "d": True, "e": True}

# %% 9.4 wrong: the classifier has many weights -> every weight is read and used once
memory_bound = {"a": True, "b": False, "c": True, "d": False, "e": False}

# %% 9.4 wrong: meaning reversed -> 9 MACs only
memory_bound = {"a": False, "b": True, "c": False, "d": True, "e": False}

# %% 9.4 wrong: one is missing -> no entry for e
memory_bound = {"a": True, "b": False, "c": True, "d": False}

# %% 9.4 wrong: words -> is a str
memory_bound = dict.fromkeys("abcde", "memory")

# %% 9.4 wrong: a list -> is a list
memory_bound = [True, False, True, False, True]

# %% 9.4 wrong: one left as in the comment -> layer b is not answered
memory_bound = {"a": True, "b": ..., "c": True, "d": False, "e": True}

# %% 9.4 wrong: nothing filled in -> layer a is not answered
memory_bound = dict.fromkeys("abcde")

# %% 9.5 right: shapes from PyTorch
def least_seconds(convs, shape, peak, bandwidth):
    total = 0.0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        with torch.device("meta"):
            shape = F.conv2d(torch.empty(shape), torch.empty(conv.weight.shape), None, conv.stride, conv.padding, conv.dilation, conv.groups).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 right: counted anew, without traffic
def least_seconds(convs, shape, peak, bandwidth):
    N, C, H, W = shape
    times = []
    for conv in convs:
        h = (H + 2 * conv.padding[0] - conv.dilation[0] * (conv.kernel_size[0] - 1) - 1) // conv.stride[0] + 1
        w = (W + 2 * conv.padding[1] - conv.dilation[1] * (conv.kernel_size[1] - 1) - 1) // conv.stride[1] + 1
        weights = conv.weight.numel()
        times.append(max(2 * weights * N * h * w / peak, 4 * (N * C * H * W + weights + N * conv.out_channels * h * w) / bandwidth))
        C, H, W = conv.out_channels, h, w
    return sum(times)
fastest_on_cpu, fastest_on_accelerator = list(make_layers(64))[3], list(make_layers(64))[0]

# %% 9.5 right: differences of traffic, and the choice by min
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return torch.tensor(total, dtype=torch.float64)
legal = ("standard 3×3", "depthwise + pointwise", "3×1 + 1×3")
layers = make_layers(64)
fastest_on_cpu = min(legal, key=lambda n: least_seconds(layers[n], (1, 64, 56, 56), 2e11, 2e10))
fastest_on_accelerator = min(legal, key=lambda n: least_seconds(layers[n], (1, 64, 56, 56), 6e13, 3e11))

# %% 9.5 wrong: every step sees the first input -> and
def least_seconds(convs, shape, peak, bandwidth):
    rows = [traffic([conv], shape) for conv in convs]
    return sum(max(flops / peak, moved / bandwidth) for flops, moved in rows)
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: the maximum of the sums -> each step has a ceiling of its own
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return max(flops / peak, moved / bandwidth)
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: both added -> both times are added
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return flops / peak + moved / bandwidth
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: the smaller -> only the bytes are in it
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return min(flops / peak, moved / bandwidth)
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: arithmetic alone -> only the arithmetic
def least_seconds(convs, shape, peak, bandwidth):
    return traffic(convs, shape)[0] / peak
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: giga twice -> nanoseconds
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / (peak / 1e9), (now[1] - before[1]) / (bandwidth / 1e9))
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: the shape is not carried on -> is expected
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], (1, conv.in_channels, 56, 56))
        total += max(flops / peak, moved / bandwidth)
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: fewest MACs on both -> another layer that does both needs less
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu = fastest_on_accelerator = "depthwise + pointwise"

# %% 9.5 wrong: groups do not mix -> do not reach some outputs
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "8 groups, 3×3", "standard 3×3"

# %% 9.5 wrong: pointwise does not look around -> one pixel
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "pointwise 1×1", "standard 3×3"

# %% 9.5 wrong: MACs for FLOPs -> MACs are counted where the roof is in FLOPs
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / 2 / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: numbers for bytes -> numbers are counted where the roof is in bytes
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / 4 / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: in microseconds -> that is in microseconds
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return 1e6 * total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: in milliseconds -> that is in milliseconds
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return 1000 * total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: a list with a time for each step -> returns a list; a number of seconds is expected
def least_seconds(convs, shape, peak, bandwidth):
    times, before = [], (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        times.append(max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth))
        before = now
    return times
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% 9.5 wrong: a name misspelt -> one of the names in make_layers(64) is expected
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise+pointwise", "standard 3×3"

# %% 9.5 wrong: dilated, for the same price -> looks at 5×5 pixels and leaves most of them out
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "dilation 2, 3×3"

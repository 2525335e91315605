# %% [markdown]
# # Choose the layer for the machine
#
# Write `least_seconds(convs, shape, peak, bandwidth)`: the least time of a
# list of convolutions that run one after the other, under a roof of `peak`
# FLOPs and `bandwidth` bytes a second. Each step takes the larger of its two
# times, and the steps add up.
#
# Then choose. A layer from 64 to 64 channels on a map of 56×56 shall look at
# 3×3 pixels, and every input channel shall reach every output channel. Set
# each to the name of the fastest layer of `make_layers(64)` that does both,
# for two machines: a CPU with 200 GFLOPs and 20 GB a second, and an
# accelerator with 60,000 GFLOPs and 300 GB a second.

# %% starter
def least_seconds(convs, shape, peak, bandwidth):
    """Return the least seconds of `convs` on an input of `shape` (N, C, H, W), float32."""
    return None


fastest_on_cpu = None  # a name, e.g. "dilation 2, 3×3"
fastest_on_accelerator = None

# %% check
def judge():
    def wait_for(value, message):
        if value is None:
            yield None, message

    cases = [
        ("one standard layer", [nn.Conv2d(16, 24, 3, padding=1)], (1, 16, 20, 28)),
        (
            "one depthwise layer",
            [nn.Conv2d(24, 24, 5, padding=2, stride=2, groups=24)],
            (3, 24, 21, 16),
        ),
        (
            "depthwise, then pointwise",
            [
                nn.Conv2d(64, 64, 3, padding=1, stride=2, groups=64),
                nn.Conv2d(64, 512, 1),
            ],
            (1, 64, 40, 32),
        ),
    ]
    for case, convs, shape in cases:
        for peak, bandwidth in ((2e11, 2e10), (6e13, 3e11), (1e10, 5e10)):
            convs = [conv.to(device) for conv in convs]
            parts, x = [], torch.zeros(shape).to(device)
            for conv in convs:
                y = conv(x)
                flops = 2 * conv.weight.numel() * y[:, 0].numel()
                parts.append(
                    (
                        flops / peak,
                        4 * (x.numel() + conv.weight.numel() + y.numel()) / bandwidth,
                    )
                )
                x = y
            value = least_seconds(convs, shape, peak, bandwidth)
            yield from wait_for(
                value,
                "not answered yet: write the body of `least_seconds` above, then run this cell again.",
            )
            if math.prod(getattr(value, "shape", (0,))) == 1:
                value = value.item()
            yield (
                isinstance(value, (int, float)),
                f"`least_seconds` returns a {type(value).__name__}; a number of seconds is expected.",
            )
            right = sum(max(part) for part in parts)
            compute, memory = (sum(times) for times in zip(*parts))
            if not math.isclose(value, right, rel_tol=1e-6):
                told = {
                    compute
                    + memory: "both times are added; they overlap, and the larger one counts",
                    compute: "only the arithmetic is in it, the smaller of the two times; nothing is done before the slower one is",
                    memory: "only the bytes are in it, the smaller of the two times; nothing is done before the slower one is",
                    max(
                        compute, memory
                    ): "the maximum is taken once, over all steps; each step has a ceiling of its own",
                    sum(
                        max(c / 2, m) for c, m in parts
                    ): "MACs are counted where the roof is in FLOPs",
                    sum(
                        max(c, m / 4) for c, m in parts
                    ): "numbers are counted where the roof is in bytes",
                    1e9
                    * right: "nanoseconds: `peak` and `bandwidth` are already in FLOPs and bytes a second",
                    1e6 * right: "that is in microseconds; seconds are asked for",
                    1e3 * right: "that is in milliseconds; seconds are asked for",
                }
                reason = next(
                    (
                        text
                        for wrong, text in told.items()
                        if math.isclose(value, wrong, rel_tol=1e-6)
                    ),
                    "is it the sum over the steps of the larger time?",
                )
                yield (
                    False,
                    f"{case}, {peak:.0e} FLOPs and {bandwidth:.0e} bytes a second: {value:.3g} s, and {right:.3g} s is expected: {reason}.",
                )
    names, shape = list(make_layers(64)), (1, 64, 56, 56)
    for name, value, peak, bandwidth, expected in (
        ("fastest_on_cpu", fastest_on_cpu, 2e11, 2e10, "depthwise + pointwise"),
        ("fastest_on_accelerator", fastest_on_accelerator, 6e13, 3e11, "standard 3×3"),
    ):
        yield from wait_for(value, f"`least_seconds` is right; now set `{name}`.")
        yield (
            value in names,
            f"`{name}` is {str(value)[:40]!r}; one of the names in make_layers(64) is expected.",
        )
        yield (
            value not in ("depthwise 3×3", "8 groups, 3×3"),
            f"`{name}` is {value!r}, and with it some input channels do not reach some outputs.",
        )
        yield (
            value != "pointwise 1×1",
            f"`{name}` is {value!r}, which looks at one pixel and not at 3×3.",
        )
        yield (
            value != "dilation 2, 3×3",
            f"`{name}` is {value!r}, which looks at 5×5 pixels and leaves most of them out.",
        )
        bound = sum(
            max(f / peak, m / bandwidth)
            for f, m in (traffic([conv], shape) for conv in make_layers(64)[value])
        )
        yield (
            value == expected,
            f"`{name}` is {value!r}, at least {1e6 * bound:.1f} µs under that roof; another layer that does both needs less.",
        )
    yield (
        True,
        "the same task, two machines, two answers: where arithmetic is cheap, the layer that moves the maps once wins with eight times the MACs.",
    )

# %% hint [markdown]
# `traffic([conv], shape)` gives FLOPs and bytes of *one* step. The next step's
# input has the shape of this one's output.

# %% hint [markdown]
# The shape of the output: (N, conv.out_channels, H', W'), with
# `conv_output_size` for H' and W'; or let PyTorch say it, with
# `conv(torch.zeros(shape).to(device)).shape`.

# %% hint [markdown]
# Print `least_seconds` for all seven layers and both machines; then strike out
# those that do not look at 3×3 or leave channels apart.

# %% solution
def least_seconds(convs, shape, peak, bandwidth):
    """Return the least seconds of `convs` on an input of `shape` (N, C, H, W), float32."""
    seconds, x = 0, torch.zeros(shape)
    for conv in convs:
        flops, moved = traffic([conv], x.shape)
        seconds += max(flops / peak, moved / bandwidth)
        x = copy.deepcopy(conv).cpu()(x)
    return seconds


for name, convs in make_layers(64).items():
    row = [
        least_seconds(convs, (1, 64, 56, 56), *roof) * 1e6
        for roof in ((2e11, 2e10), (6e13, 3e11))
    ]
    print(f"{name:21} {row[0]:7.1f} µs {row[1]:5.1f} µs")
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% right="shapes from PyTorch"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0.0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        with torch.device("meta"):
            shape = F.conv2d(torch.empty(shape), torch.empty(conv.weight.shape), None, conv.stride, conv.padding, conv.dilation, conv.groups).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% right="counted anew, without traffic"
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

# %% right="differences of traffic, and the choice by min"
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

# %% wrong="every step sees the first input" says="and"
def least_seconds(convs, shape, peak, bandwidth):
    rows = [traffic([conv], shape) for conv in convs]
    return sum(max(flops / peak, moved / bandwidth) for flops, moved in rows)
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the maximum of the sums" says="each step has a ceiling of its own"
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return max(flops / peak, moved / bandwidth)
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="both added" says="both times are added"
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return flops / peak + moved / bandwidth
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the smaller" says="only the bytes are in it"
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return min(flops / peak, moved / bandwidth)
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="arithmetic alone" says="only the arithmetic"
def least_seconds(convs, shape, peak, bandwidth):
    return traffic(convs, shape)[0] / peak
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="giga twice" says="nanoseconds"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / (peak / 1e9), (now[1] - before[1]) / (bandwidth / 1e9))
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the shape is not carried on" says="is expected"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], (1, conv.in_channels, 56, 56))
        total += max(flops / peak, moved / bandwidth)
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="fewest MACs on both" says="another layer that does both needs less"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu = fastest_on_accelerator = "depthwise + pointwise"

# %% wrong="groups do not mix" says="do not reach some outputs"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "8 groups, 3×3", "standard 3×3"

# %% wrong="pointwise does not look around" says="one pixel"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "pointwise 1×1", "standard 3×3"

# %% wrong="MACs for FLOPs" says="MACs are counted where the roof is in FLOPs"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / 2 / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="numbers for bytes" says="numbers are counted where the roof is in bytes"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / 4 / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="in microseconds" says="that is in microseconds"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return 1e6 * total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="in milliseconds" says="that is in milliseconds"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return 1000 * total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="a list with a time for each step" says="returns a list; a number of seconds is expected"
def least_seconds(convs, shape, peak, bandwidth):
    times, before = [], (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        times.append(max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth))
        before = now
    return times
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="a name misspelt" says="one of the names in make_layers(64) is expected"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise+pointwise", "standard 3×3"

# %% wrong="dilated, for the same price" says="looks at 5×5 pixels and leaves most of them out"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "dilation 2, 3×3"

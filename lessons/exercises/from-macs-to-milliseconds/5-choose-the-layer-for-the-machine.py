# %% [markdown]
# # Choose the layer for the machine
#
# Write `least_seconds(convs, shape, peak, bandwidth)`: the least seconds, one
# number, of a list of convolutions that run one after the other, under a roof
# of `peak` FLOPs and `bandwidth` bytes a second. `shape` is that of the first
# input; biases are left out. Each step takes the larger of its two times, and
# the steps add up.
#
# Then choose. A layer from 64 to 64 channels on a map of 56×56 shall look at
# 3×3 pixels, and every input channel shall reach every output channel. Set
# each to the name of the fastest layer of `make_layers(64)` that does both,
# for two machines: a CPU with 200 GFLOPs and 20 GB a second, and an
# accelerator with 60,000 GFLOPs and 300 GB a second.

# %% starter
def least_seconds(convs, shape, peak, bandwidth):
    """Return the least seconds of `convs` on float32 of `shape` (N, C, …)."""
    return None


fastest_on_cpu = None  # a name, e.g. "dilation 2, 3×3"
fastest_on_accelerator = None

# %% check
def judge():
    """A function that returns seconds, and two names from make_layers(64)."""
    def least(maps, peak, rate, of=torch.maximum):
        steps = [traffic([conv], shape) for conv, shape in zip(convs, maps)]
        return sum(of(flops / peak, moved / rate) for flops, moved in steps)

    convs = nn.ModuleList([
        nn.Conv2d(3, 64, 7, stride=3, padding=3, bias=False),
        nn.Conv2d(64, 64, 3, stride=2, groups=64, bias=False),
        nn.Conv2d(64, 64, 3, dilation=3, padding=2, groups=8, bias=False),
        nn.Conv2d(64, 512, 1, bias=False)]).to(device)
    maps = [(2, 3, 121, 95), (2, 64, 41, 32), (2, 64, 20, 15), (2, 64, 18, 13)]
    peak, rate = torch.tensor([[2e11, 6e13, 1e10], [2e10, 3e11, 5e10]])
    given = []
    for roof in zip(peak.tolist(), rate.tolist()):
        given.append((yield from check_result(
            "`least_seconds` for four layers", least_seconds, [*convs],
            maps[0], *roof, answered=given, number=True)))
    right, given = least(maps, peak, rate), torch.tensor(given).float()
    flops = least(maps, peak, math.inf * rate)
    moved = least(maps, math.inf * peak, rate)
    for slip, made in {
            "every step is counted on the first map. The next one works on "
            "the output, and a stride makes that smaller":
                least(maps[:1] * 4, peak, rate),
            "both times are added; they overlap": flops + moved,
            "only the arithmetic is in it": flops,
            "only the bytes are in it": moved,
            "the smaller time counts": least(maps, peak, rate, torch.minimum),
            "the maximum is taken once, of the sums; each step has a ceiling "
            "of its own": flops.maximum(moved),
            "only the first step counts": least(maps[:1], peak, rate),
            "only the last step counts": right - least(maps[:3], peak, rate),
            "MACs are counted for FLOPs": least(maps, 2 * peak, rate),
            "numbers are counted for bytes": least(maps, peak, 4 * rate),
            "peak and bandwidth are exchanged": least(maps, rate, peak),
            }.items():
        is_it = alike(given / right, made / right)
        yield not is_it, f"`least_seconds`: {slip}."
    yield alike(given / right, right / right), (
        "`least_seconds` gives, under three roofs, these multiples of the "
        f"right seconds: {[float(f'{k:.3g}') for k in given / right]}.")
    reasons = dict.fromkeys(
        make_layers(64), "another that does both needs less time") | {
        "depthwise 3×3": "some inputs do not reach some outputs",
        "8 groups, 3×3": "some inputs do not reach some outputs",
        "pointwise 1×1": "it looks at one pixel and not at 3×3",
        "dilation 2, 3×3": "it looks at 5×5 pixels and leaves most out"}
    for name, value, best in [
            ("fastest_on_cpu", fastest_on_cpu, "depthwise + pointwise"),
            ("fastest_on_accelerator", fastest_on_accelerator, "standard 3×3")]:
        yield from check_answered(**{name: value})
        why = reasons.get(value, "make_layers(64) has no such name")
        yield value == best, f"`{name}` is {value!r:.40}: {why}."
    yield True, "where arithmetic is cheap, few bytes beat few MACs."

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
    """Return the least seconds of `convs` on float32 of `shape` (N, C, …)."""
    seconds, x = 0, torch.zeros(shape)
    for conv in convs:
        flops, moved = traffic([conv], x.shape)
        seconds += max(flops / peak, moved / bandwidth)
        x = copy.deepcopy(conv).cpu()(x)
    return seconds


for name, convs in make_layers(64).items():
    on_cpu = least_seconds(convs, (1, 64, 56, 56), 2e11, 2e10)
    on_accelerator = least_seconds(convs, (1, 64, 56, 56), 6e13, 3e11)
    print(f"{name:21} {1e6 * on_cpu:7.1f} µs {1e6 * on_accelerator:5.1f} µs")
fastest_on_cpu = "depthwise + pointwise"
fastest_on_accelerator = "standard 3×3"

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

# %% wrong="every step sees the first input" says="every step is counted on the first map"
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

# %% wrong="the smaller" says="multiples of the right seconds: ["
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return min(flops / peak, moved / bandwidth)
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="arithmetic alone" says="only the arithmetic"
def least_seconds(convs, shape, peak, bandwidth):
    return traffic(convs, shape)[0] / peak
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="giga twice" says="right seconds: [1000000000.0, 1000000000.0, 1000000000.0]"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / (peak / 1e9), (now[1] - before[1]) / (bandwidth / 1e9))
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the shape is not carried on" says="right seconds: [2.69, 3.04, 2.82]"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], (1, conv.in_channels, 56, 56))
        total += max(flops / peak, moved / bandwidth)
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="fewest MACs on both" says="`fastest_on_accelerator` is 'depthwise + pointwise': another that does both needs less time"
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

# %% wrong="MACs for FLOPs" says="MACs are counted for FLOPs"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / 2 / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="numbers for bytes" says="numbers are counted for bytes"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / 4 / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="in microseconds" says="right seconds: [1000000.0, 1000000.0, 1000000.0]"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return 1e6 * total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="in milliseconds" says="right seconds: [1000.0, 1000.0, 1000.0]"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return 1000 * total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="a list with a time for each step" says="gives a list; a number is expected"
def least_seconds(convs, shape, peak, bandwidth):
    times, before = [], (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        times.append(max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth))
        before = now
    return times
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="a name misspelt" says="make_layers(64) has no such name"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise+pointwise", "standard 3×3"

# %% wrong="dilated, for the same price" says="looks at 5×5 pixels and leaves most out"
def least_seconds(convs, shape, peak, bandwidth):
    total, before = 0, (0, 0)
    for k in range(len(convs)):
        now = traffic(list(convs)[:k + 1], shape)
        total += max((now[0] - before[0]) / peak, (now[1] - before[1]) / bandwidth)
        before = now
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "dilation 2, 3×3"

# %% right="speeds under the roof"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += flops / min(peak, flops / moved * bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the smaller time of each step" says="the smaller time counts"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += min(flops / peak, moved / bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="`=` for `+=`" says="only the last step counts"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total = max(flops / peak, moved / bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="`return` in the loop" says="only the first step counts"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        return max(flops / peak, moved / bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="peak and bandwidth exchanged" says="peak and bandwidth are exchanged"
def least_seconds(convs, shape, bandwidth, peak):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the two names swapped" says="`fastest_on_cpu` is 'standard 3×3': another that does both needs less time"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "standard 3×3", "depthwise + pointwise"

# %% wrong="the separable one on the CPU" says="`fastest_on_cpu` is '3×1 + 1×3': another that does both needs less time"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total
fastest_on_cpu, fastest_on_accelerator = "3×1 + 1×3", "standard 3×3"

# %% wrong="bytes alone" says="only the bytes are in it"
def least_seconds(convs, shape, peak, bandwidth):
    return traffic(convs, shape)[1] / bandwidth


fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="only the channels carried on" says="every step is counted on the first map"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        shape = (shape[0], conv.out_channels, *shape[2:])
    return total


fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="one roof for all steps together" says="the maximum is taken once, of the sums"
def least_seconds(convs, shape, peak, bandwidth):
    flops, moved = traffic(convs, shape)
    return flops / min(peak, flops / moved * bandwidth)


fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="nothing returned for the second roof" says="gives nothing (None). Is there a `return`"
def least_seconds(convs, shape, peak, bandwidth):
    if peak < 1e12:
        return traffic(convs, shape)[0] / peak


fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="a shape given to a layer" says="in the line `shape = conv(shape)`"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        shape = conv(shape)
    return total


fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="depthwise alone" says="`fastest_on_cpu` is 'depthwise 3×3': some inputs do not reach some outputs"
def least_seconds(convs, shape, peak, bandwidth):
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], shape)
        total += max(flops / peak, moved / bandwidth)
        shape = conv(torch.zeros(shape).to(device)).shape
    return total


fastest_on_cpu, fastest_on_accelerator = "depthwise 3×3", "standard 3×3"

# %% wrong="the size by the stride alone" says="multiples of the right seconds: ["
def least_seconds(convs, shape, peak, bandwidth):
    N, C, H, W = shape
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], (N, C, H, W))
        total += max(flops / peak, moved / bandwidth)
        C = conv.out_channels
        H, W = [s // st for s, k, p, st in zip((H, W), conv.kernel_size, conv.padding, conv.stride)]
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the size by the stride alone, rounded up" says="multiples of the right seconds: ["
def least_seconds(convs, shape, peak, bandwidth):
    N, C, H, W = shape
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], (N, C, H, W))
        total += max(flops / peak, moved / bandwidth)
        C = conv.out_channels
        H, W = [-(-s // st) for s, k, p, st in zip((H, W), conv.kernel_size, conv.padding, conv.stride)]
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the size without padding" says="multiples of the right seconds: ["
def least_seconds(convs, shape, peak, bandwidth):
    N, C, H, W = shape
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], (N, C, H, W))
        total += max(flops / peak, moved / bandwidth)
        C = conv.out_channels
        H, W = [(s - k) // st + 1 for s, k, p, st in zip((H, W), conv.kernel_size, conv.padding, conv.stride)]
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

# %% wrong="the size without dilation" says="multiples of the right seconds: ["
def least_seconds(convs, shape, peak, bandwidth):
    N, C, H, W = shape
    total = 0
    for conv in convs:
        flops, moved = traffic([conv], (N, C, H, W))
        total += max(flops / peak, moved / bandwidth)
        C = conv.out_channels
        H, W = [(s + 2 * p - k) // st + 1 for s, k, p, st in zip((H, W), conv.kernel_size, conv.padding, conv.stride)]
    return total
fastest_on_cpu, fastest_on_accelerator = "depthwise + pointwise", "standard 3×3"

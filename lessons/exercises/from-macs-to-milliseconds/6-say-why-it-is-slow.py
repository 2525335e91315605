# %% [markdown]
# # Say why it is slow
#
# Write `why_slow(layer, x, take_turns)`. `layer` is a depthwise convolution
# with 3×3 kernels, `x` a map in NCHW, and `take_turns` a stopwatch like that of
# the chapter: it takes a dictionary of runs and returns, for each, the seconds
# of its rounds. Return the largest of three parts of the layer's time:
#
# - `"call"`: what the smallest depthwise layer takes, in NCHW (16 channels on
#   4×4 will do);
# - `"arithmetic"`: what `layer` takes in channels-last, less the smallest call
#   in channels-last;
# - `"rearranging"`: the rest of what `layer` takes in NCHW.
#
# The check brings pretended machines: their stopwatch looks at which layers a
# run calls and on what, and some of its rounds are disturbed. How busy your own
# machine is does not matter.

# %% starter
def why_slow(layer, x, take_turns):
    """Return "call", "arithmetic" or "rearranging"."""
    return None

# %% check
def judge():
    """A function (layer, x, take_turns) that returns one of three words."""
    words = "call", "arithmetic", "rearranging"
    # microseconds of a machine: its calls in NCHW and channels-last, and
    # what this layer's arithmetic and rearranging take
    for (C, H), call, call_last, arithmetic, rearranging in [
            ((128, 28), 50, 30, 20, 40), ((64, 56), 50, 30, 60, 200),
            ((32, 40), 6, 4, 300, 30), ((256, 14), 40, 25, 30, 45)]:
        layer = nn.Conv2d(C, C, 3, padding=1, groups=C).to(device)
        x, seen = torch.rand(1, C, H, H).to(device), []
        kept = x.clone()

        def microseconds(conv):
            turned = conv.input.is_contiguous(
                memory_format=torch.channels_last)
            seen.append((conv.groups, turned, conv.macs))
            if conv.groups == 1:
                return 5 + arithmetic * conv.macs / (9 * x.numel())
            return (
                (call_last if turned else call)
                + arithmetic * conv.macs / (9 * x.numel())
                + rearranging * (not turned) * conv.macs / (9 * x.numel()))

        def pretended(runs, *_, **__):
            taken = {}
            for name, run in runs.items():
                with Recorder() as ran:
                    run()
                seconds = 1e-6 * sum(microseconds(conv) for conv in ran.convs)
                slow = 1e4 if seconds < 1e-4 else 1
                taken[name] = [seconds] * 6 + [slow * seconds] + [seconds] * 4
            return taken

        what = f"`why_slow` for {C} channels, {H}×{H}"
        word = yield from check_result(
            what, why_slow, layer, x, pretended, answered=seen)
        yield bool(seen), (
            f"{what} says {word!r:.40} without a measurement: no layer ran "
            "under the `take_turns` that was given.")
        yield torch.equal(x, kept), f"{what} changes its input in place."
        yield word in words, (
            f"{what} gives {word!r:.40}; one of {name_all(words)} is expected.")
        parts = dict(zip(words, (call, arithmetic, rearranging)))
        right = max(parts, key=parts.get)
        small = [(groups, turned) for groups, turned, macs in seen
                 if macs < x.numel()]
        told = {
            "No channels-last layer was measured.":
                not any(turned for _, turned, _ in seen),
            "No small depthwise layer was measured; with one channel, or "
            "groups=1, other code runs.": not any(g > 1 for g, _ in small),
            "The small layer was measured in one layout only; its call "
            "differs.": len({turned for g, turned in small if g > 1}) == 1,
        }
        why = [slip for slip in told if told[slip]] or [
            "Some rounds are disturbed: a mean, or the slowest, is not the "
            "layer's time."]
        yield word == right, (
            f"{what} says {word!r}. On this machine the call takes {call} µs, "
            f"arithmetic {arithmetic}, rearranging {rearranging}. {why[0]}")
    yield True, "measured, not guessed: four machines, and three reasons."

# %% hint [markdown]
# Four runs are enough: the layer and the smallest layer, each in NCHW and in
# channels-last.

# %% hint [markdown]
# `x.to(memory_format=torch.channels_last)` turns the map. Of the rounds take
# the first quartile, or the median.

# %% hint [markdown]
# `"rearranging"` is the layer's time, less the call, less the arithmetic.

# %% solution
def why_slow(layer, x, take_turns):
    """Return "call", "arithmetic" or "rearranging"."""
    small = nn.Conv2d(16, 16, 3, padding=1, groups=16).to(x.device)
    runs, last = {}, torch.channels_last
    for name, conv, maps in (
            ("layer", layer, x), ("call", small, x.new_ones(1, 16, 4, 4))):
        turned = copy.deepcopy(conv).to(memory_format=last)
        maps_last = maps.to(memory_format=last)
        runs[name] = functools.partial(conv, maps)
        runs[name, "last"] = functools.partial(turned, maps_last)
    t = {name: statistics.quantiles(seconds, n=4)[0]
         for name, seconds in take_turns(runs).items()}
    parts = {"call": t["call"],
             "arithmetic": t["layer", "last"] - t["call", "last"]}
    parts["rearranging"] = t["layer"] - sum(parts.values())
    return max(parts, key=parts.get)

# %% tags=["timing"]
# on this machine
for C, H in [(16, 8), (128, 28), (32, 112)]:
    layer = nn.Conv2d(C, C, 3, padding=1, groups=C).to(device)
    x = torch.rand(1, C, H, H).to(device)
    print(f"{C:3} channels on {H:3}×{H:<3}: {why_slow(layer, x, take_turns)}")

# %% right="medians, names of its own"
def why_slow(layer, x, take_turns):
    def last(t):
        return t.to(memory_format=torch.channels_last)
    tiny, dot = nn.Conv2d(8, 8, 3, padding=1, groups=8).to(x.device), torch.zeros(1, 8, 4, 4).to(x.device)
    taken = take_turns({"a": lambda: layer(x), "b": lambda: layer(last_x), "c": lambda: tiny(dot), "d": lambda: tiny(last_dot)}) if (last_x := last(x)) is not None and (last_dot := last(dot)) is not None else None
    a, b, c, d = (statistics.median(taken[k]) for k in "abcd")
    return sorted([(c, "call"), (b - d, "arithmetic"), (a - c - b + d, "rearranging")])[-1][1]

# %% right="the fastest round, one race for each"
def why_slow(layer, x, take_turns):
    def best(run):
        return min(take_turns({"it": run}, rounds=9)["it"])
    small, maps = nn.Conv2d(16, 16, 3, padding=1, groups=16).to(x.device), torch.rand(1, 16, 4, 4).to(x.device)
    x_last, maps_last = (t.contiguous(memory_format=torch.channels_last) for t in (x, maps))
    call = best(lambda: small(maps))
    arithmetic = best(lambda: layer(x_last)) - best(lambda: small(maps_last))
    rest = best(lambda: layer(x)) - call - arithmetic
    return ["call", "arithmetic", "rearranging"][torch.tensor([call, arithmetic, rest]).argmax()]

# %% right="functional, the chapter's ratio"
def why_slow(layer, x, take_turns):
    weight = torch.rand(16, 1, 3, 3).to(x.device)
    maps = torch.rand(1, 16, 4, 4).to(x.device)
    runs = {}
    for order in (torch.contiguous_format, torch.channels_last):
        runs["layer", order] = functools.partial(layer, x.to(memory_format=order))
        runs["call", order] = functools.partial(F.conv2d, maps.to(memory_format=order), weight, None, 1, 1, 1, 16)
    taken = take_turns(runs)
    unit = ("call", torch.contiguous_format)
    t = {key: ratio(taken, key, unit)[0] for key in taken}
    arithmetic = t["layer", torch.channels_last] - t["call", torch.channels_last]
    rest = t["layer", torch.contiguous_format] - 1 - arithmetic
    return max((1, "call"), (arithmetic, "arithmetic"), (rest, "rearranging"))[1]

# %% wrong="a guess" says="without a measurement"
def why_slow(layer, x, take_turns):
    return "call"

# %% wrong="its own stopwatch" says="without a measurement"
def why_slow(layer, x, take_turns):
    start = time.perf_counter()
    layer(x)
    return "call" if time.perf_counter() - start < 1e-3 else "arithmetic"

# %% wrong="no layer runs" says="without a measurement"
def why_slow(layer, x, take_turns):
    take_turns({"layer": lambda: None})
    return "call"

# %% wrong="always the call, with a measurement" says="says 'call'. On this machine the call takes 50 µs, arithmetic 60, rearranging 200. No channels-last layer was measured"
def why_slow(layer, x, take_turns):
    take_turns({"layer": lambda: layer(x)})
    return "call"

# %% wrong="the seconds" says="; one of `call`, `arithmetic`, `rearranging` is expected"
def why_slow(layer, x, take_turns):
    return take_turns({"layer": lambda: layer(x)})["layer"]

# %% wrong="another map written into `x`" says="changes its input in place"
def why_slow(layer, x, take_turns):
    x.normal_()
    return max(take_turns({"call": lambda: layer(x)}))

# %% wrong="another word" says="gives 'memory'; one of"
def why_slow(layer, x, take_turns):
    take_turns({"layer": lambda: layer(x)})
    return "memory"

# %% wrong="the smallest 1×1 layer" says="groups=1, other code runs"
def why_slow(layer, x, take_turns):
    small, maps, last = nn.Conv2d(16, 16, 1).to(x.device), x.new_ones(1, 16, 4, 4), torch.channels_last
    taken = take_turns({"layer": lambda: layer(x), "turned": lambda: layer(x.to(memory_format=last)), "call": lambda: small(maps), "call, turned": lambda: small(maps.to(memory_format=last))})
    t = {name: min(seconds) for name, seconds in taken.items()}
    parts = {"call": t["call"], "arithmetic": t["turned"] - t["call, turned"]}
    parts["rearranging"] = t["layer"] - sum(parts.values())
    return max(parts, key=parts.get)

# %% wrong="one channel" says="with one channel, or groups=1, other code runs"
def why_slow(layer, x, take_turns):
    small, maps, last = nn.Conv2d(1, 1, 3, padding=1).to(x.device), x.new_ones(1, 1, 4, 4), torch.channels_last
    taken = take_turns({"layer": lambda: layer(x), "turned": lambda: layer(x.to(memory_format=last)), "call": lambda: small(maps)})
    t = {name: min(seconds) for name, seconds in taken.items()}
    parts = {"call": t["call"], "arithmetic": t["turned"] - t["call"]}
    parts["rearranging"] = t["layer"] - sum(parts.values())
    return max(parts, key=parts.get)

# %% wrong="one call for both layouts" says="measured in one layout only; its call differs"
def why_slow(layer, x, take_turns):
    small, maps = nn.Conv2d(16, 16, 3, padding=1, groups=16).to(x.device), x.new_ones(1, 16, 4, 4)
    taken = take_turns({"layer": lambda: layer(x), "turned": lambda: layer(x.to(memory_format=torch.channels_last)), "call": lambda: small(maps)})
    t = {name: min(seconds) for name, seconds in taken.items()}
    parts = {"call": t["call"], "arithmetic": t["turned"] - t["call"]}
    parts["rearranging"] = t["layer"] - sum(parts.values())
    return max(parts, key=parts.get)

# %% wrong="NCHW less channels-last, the call's difference in it" says="takes 50 µs, arithmetic 20, rearranging 40. No small depthwise"
def why_slow(layer, x, take_turns):
    taken = take_turns({"layer": lambda: layer(x), "turned": lambda: layer(x.to(memory_format=torch.channels_last))})
    t = {name: min(seconds) for name, seconds in taken.items()}
    return "rearranging" if t["layer"] > 1.5 * t["turned"] else "arithmetic"

# %% wrong="never channels-last" says="No channels-last layer was measured"
def why_slow(layer, x, take_turns):
    small, maps = nn.Conv2d(16, 16, 3, padding=1, groups=16).to(x.device), x.new_ones(1, 16, 4, 4)
    taken = take_turns({"layer": lambda: layer(x), "call": lambda: small(maps)})
    t = {name: min(seconds) for name, seconds in taken.items()}
    return "call" if t["call"] > t["layer"] / 2 else "arithmetic"

# %% wrong="means" says="a mean, or the slowest, is not the layer's time"
def why_slow(layer, x, take_turns):
    small, maps, last = nn.Conv2d(16, 16, 3, padding=1, groups=16).to(x.device), x.new_ones(1, 16, 4, 4), torch.channels_last
    taken = take_turns({"layer": lambda: layer(x), "turned": lambda: layer(x.to(memory_format=last)), "call": lambda: small(maps), "call, turned": lambda: small(maps.to(memory_format=last))})
    t = {name: statistics.mean(seconds) for name, seconds in taken.items()}
    parts = {"call": t["call"], "arithmetic": t["turned"] - t["call, turned"]}
    parts["rearranging"] = t["layer"] - sum(parts.values())
    return max(parts, key=parts.get)

# %% wrong="`layer` gets the wrong map" says="raised RuntimeError"
def why_slow(layer, x, take_turns):
    take_turns({"layer": lambda: layer(x[:, :4])})
    return "call"

# %% wrong="no return" says="gives nothing (None). Is there a `return` at the end"
def why_slow(layer, x, take_turns):
    print(take_turns({"layer": lambda: layer(x)}))

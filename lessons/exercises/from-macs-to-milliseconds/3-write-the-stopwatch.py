# %% [markdown]
# # Write the stopwatch
#
# Write `median_time(f, repeats, warmup, clock)`: call `f()` `warmup` times
# without counting, then `repeats` times, reading `clock()` before and after
# each call; return the median of the counted times. The clock is an argument
# so that the check can bring its own, on which every call of `f` takes a time
# that it has chosen. Checked: how often `f` is called, which calls are
# counted, and what is returned.

# %% starter
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    """Return the median of `repeats` times of f(), after `warmup` calls not counted."""
    return None

# %% check
def judge():
    cases = [
        (2, [90.0, 80.0, 1.0, 40.0, 2.0, 5.0, 7.0]),
        (0, [6.0, 1.0, 30.0]),
        (3, [1.0, 1.0, 1.0, 8.0, 9.0, 64.0, 4.0, 16.0]),
        (2, [60.0, 50.0, 30.0, 2.0, 8.0, 1.0]),
    ]
    for warmup, durations in cases:
        counted = durations[warmup:]
        case = f"with repeats={len(counted)} and warmup={warmup}"
        state = {"now": 1000.0, "calls": 0, "reads": 0}

        def f():
            state["now"] += durations[state["calls"] % len(durations)]
            state["calls"] += 1

        def clock():
            state["reads"] += 1
            return state["now"]

        value = median_time(f, repeats=len(counted), warmup=warmup, clock=clock)
        if value is None and not state["calls"]:
            yield (
                None,
                "not answered yet: write the body of `median_time` above, then run this cell again.",
            )
        yield (
            value is not None,
            "`median_time` returns None: does it return the median?",
        )
        if math.prod(getattr(value, "shape", (0,))) == 1:
            value = value.item()
        yield (
            isinstance(value, (int, float)),
            f"`median_time` returns a {type(value).__name__}; a number is expected.",
        )
        calls = state["calls"]
        yield (
            calls != len(counted) or not warmup,
            f"{case}, `f` was called {calls} times: where are the warm-up calls?",
        )
        yield (
            calls == len(durations),
            f"{case}, `f` was called {calls} times; {warmup} + {len(counted)} = {len(durations)} are expected.",
        )
        yield (
            state["reads"] > 0,
            "the clock that was given is never read: call `clock()` before and after `f()`.",
        )
        right, half = statistics.median(counted), len(counted) // 2
        if value != right:
            told = {
                0.0: "the clock is read twice with no call of `f` between",
                statistics.median(
                    durations
                ): "that is the median with the warm-up calls in it",
                counted[half]: "that is the middle call in order of time; sort first",
                min(counted): "that is the fastest call",
                max(counted): "that is the slowest call",
                sum(counted): "that is the sum of all calls",
                sum(durations): "that is the sum of all calls, warm-up included",
                sum(counted)
                / len(counted): "that is the mean, which one slow call drags up",
                sum(durations)
                / len(durations): "that is the mean, with the warm-up calls in it",
            }
            if len(counted) % 2 == 0:
                for middle in sorted(counted)[half - 1 : half + 1]:
                    told[middle] = (
                        "of an even number of calls two stand in the middle; the median is their mean"
                    )
            reason = next(
                (text for wrong, text in told.items() if math.isclose(value, wrong)),
                "is every call timed by itself?",
            )
            yield (
                False,
                f"{case}, the counted calls took {', '.join(f'{t:g}' for t in counted)}; the result is {value:g}: {reason}.",
            )
    yield (
        True,
        "it times what it should and leaves out what it should, proven without waiting a second.",
    )

# %% hint [markdown]
# Two loops: one of `warmup` calls, one of `repeats` calls. In the second, read
# the clock, call `f()`, read the clock again and append the difference to a
# list.

# %% hint [markdown]
# `statistics.median` takes a list.

# %% solution
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    """Return the median of `repeats` times of f(), after `warmup` calls not counted."""
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% right="statistics.median"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% right="all timed, the first cut off, the middle by hand"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    def once():
        start = clock()
        f()
        return clock() - start
    times = [once() for _ in range(warmup + repeats)]
    times = sorted(times[warmup:])
    return (times[(repeats - 1) // 2] + times[repeats // 2]) / 2

# %% right="a tensor's quantile, read at every boundary"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    ticks = []
    for i in range(warmup + repeats):
        if i == warmup:
            ticks.append(clock())
        f()
        if i >= warmup:
            ticks.append(clock())
    return torch.tensor(ticks, dtype=torch.float64).diff().quantile(0.5)

# %% wrong="the upper middle" says="the median is their mean"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return sorted(times)[repeats // 2]

# %% wrong="a tensor's median, the lower middle" says="the median is their mean"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    ticks = [clock()]
    for _ in range(repeats):
        f()
        ticks.append(clock())
    return torch.tensor(ticks, dtype=torch.float64).diff().median()

# %% wrong="the mean" says="that is the mean"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    start = clock()
    for _ in range(repeats):
        f()
    return (clock() - start) / repeats

# %% wrong="no warm-up" says="where are the warm-up calls"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% wrong="warm-up counted" says="with the warm-up calls in it"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% wrong="not sorted" says="sort first"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return times[repeats // 2]

# %% wrong="the fastest" says="the fastest call"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return min(times)

# %% wrong="another clock" says="never read"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = time.time()
        f()
        times.append(time.time() - start)
    return statistics.median(times)

# %% wrong="nothing between the reads" says="no call of `f` between"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        f()
        start = clock()
        times.append(clock() - start)
    return statistics.median(times)

# %% wrong="f not called" says="`f` was called 0 times"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    start = clock()
    f
    return clock() - start

# %% wrong="one repeat too many" says="are expected"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats + 1):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times[warmup + 1:])

# %% wrong="all the times" says="returns a list"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return times[warmup:]

# %% wrong="printed and not returned" says="`median_time` returns None: does it return the median?"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    print(f"{statistics.median(times):.6f} s")

# %% wrong="the slowest" says="that is the slowest call"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return max(times)

# %% wrong="one time around all calls" says="that is the sum of all calls."
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    start = clock()
    for _ in range(repeats):
        f()
    return clock() - start

# %% wrong="one time around all calls, warm-up too" says="the sum of all calls, warm-up included"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    start = clock()
    for _ in range(warmup + repeats):
        f()
    return clock() - start

# %% wrong="the mean of all calls" says="the mean, with the warm-up calls in it"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.mean(times)

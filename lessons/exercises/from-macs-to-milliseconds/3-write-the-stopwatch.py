# %% [markdown]
# # Write the stopwatch
#
# Write `median_time(f, repeats, warmup, clock)`: call `f()` `warmup` times
# without counting, then `repeats` times, reading `clock()` before and after
# each call; return the median of the counted times, in the clock's unit. The
# clock is an argument so that the check can bring its own, on which every call
# of `f` takes a time that it has chosen. Checked: how often `f` is called,
# which calls are counted, and what is returned.

# %% starter
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    """Return the median time of `repeats` calls of f(), after a warm-up."""
    return None

# %% check
def judge():
    """A function (f, repeats, warmup, clock) that returns a number."""
    from unittest.mock import Mock
    mean, median = statistics.mean, statistics.median
    for warmup, every in [
            (2, [11, 7, 24, 6, 14, 1, 2]), (0, [30, 2, 8, 1])]:
        own, f = every[warmup:], Mock()
        what = f"`median_time` with repeats={len(own)} and warmup={warmup}"
        # by this clock, each call of `f` takes as long as `every` says
        clock = Mock(side_effect=lambda: 1e6 + sum(every[:f.call_count]))
        value = yield from explain_errors(
            {"-: 'Mock'": "`clock` is not called."}, check_result(
                what, median_time, f, repeats=len(own), warmup=warmup,
                clock=clock, answered=f.call_args_list, number=True))
        yield f.call_count == len(every), (
            f"{what} calls `f` {f.call_count} times; {warmup} + {len(own)} are "
            "expected, the warm-up on top of the repeats.")
        yield clock.called, f"{what} never reads the `clock` that was given."
        yield 0 <= value < 1e5, (
            f"{what} gives {value:,}. A time is the later reading of the "
            "clock minus the earlier one.")
        two = "Two calls stand in the middle; the median is their mean."
        told = {
            0: "No call of `f` lies between the two readings.",
            sum(own): "That is one time around all the calls.",
            sum(every): "That is one time around all, warm-up included.",
            mean(own): "That is the mean, which one slow call drags up.",
            mean(every): "That is the mean, warm-up included.",
            median(every): "That is the median, warm-up included.",
            median(every[:len(own)]): "The *first* calls are the warm-up.",
            median(own[warmup:]): "The warm-up is cut off twice.",
            sum(own[:3]): "Every time begins at the first call.",
            own[len(own) // 2]: "That is the middle call in time; sort first.",
            min(own): "That is the fastest call.",
            max(own): "That is the slowest call.",
            statistics.median_low(own): two, statistics.median_high(own): two,
        }
        why = [told[slip] for slip in told if math.isclose(value, slip)]
        yield math.isclose(value, median(own)), (
            f"{what}: the counted calls took {own} seconds, the median is "
            f"{median(own):g}; {value:g} came. {' '.join(why)}")
    yield True, "it times what it should, proven without waiting a second."

# %% hint [markdown]
# Two loops: one of `warmup` calls, one of `repeats` calls. In the second, read
# the clock, call `f()`, read the clock again and append the difference to a
# list.

# %% hint [markdown]
# `statistics.median` takes a list.

# %% solution
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    """Return the median time of `repeats` calls of f(), after a warm-up."""
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

# %% wrong="the mean" says="That is the mean, which one slow call drags up"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    start = clock()
    for _ in range(repeats):
        f()
    return (clock() - start) / repeats

# %% wrong="no warm-up" says="calls `f` 5 times; 2 + 5 are expected, the warm-up on top of the repeats"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% wrong="warm-up counted" says="That is the median, warm-up included"
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

# %% wrong="nothing between the reads" says="No call of `f` lies between"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        f()
        start = clock()
        times.append(clock() - start)
    return statistics.median(times)

# %% wrong="f not called" says="calls `f` 0 times"
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

# %% wrong="all the times" says="gives a list; a number is expected"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return times[warmup:]

# %% wrong="printed and not returned" says="gives nothing (None). Is there a `return`"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    print(f"{statistics.median(times):.6f} s")

# %% wrong="the slowest" says="That is the slowest call"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return max(times)

# %% wrong="one time around all calls" says="That is one time around all the calls"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    start = clock()
    for _ in range(repeats):
        f()
    return clock() - start

# %% wrong="one time around all calls, warm-up too" says="That is one time around all, warm-up included"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    start = clock()
    for _ in range(warmup + repeats):
        f()
    return clock() - start

# %% wrong="the mean of all calls" says="That is the mean, warm-up included"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.mean(times)

# %% right="timeit with the clock that is given"
import timeit


def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    return statistics.median(timeit.repeat(f, timer=clock, repeat=repeats, number=1))

# %% right="numpy, the clock by keyword only, another order"
import numpy as np


def median_time(f, *, clock=time.perf_counter, warmup=2, repeats=5):
    ticks = [clock()]
    for _ in range(warmup + repeats):
        f()
        ticks.append(clock())
    return np.median(np.diff(ticks)[warmup:])

# %% wrong="a reversed sign" says="gives -6.0. A time is the later reading of the clock minus the earlier one"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(start - clock())
    return statistics.median(times)

# %% wrong="readings, not differences" says="gives 1,000,062.0. A time is the later reading"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    readings = []
    for _ in range(repeats):
        f()
        readings.append(clock())
    return statistics.median(readings)

# %% wrong="one start for all" says="44 came. Every time begins at the first call"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times, start = [], clock()
    for _ in range(repeats):
        f()
        times.append(clock() - start)
    return statistics.median(times)

# %% wrong="the last calls cut off" says="The *first* calls are the warm-up"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    times = []
    for _ in range(warmup + repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times[:repeats])

# %% wrong="the warm-up cut off twice" says="The warm-up is cut off twice"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
    return statistics.median(times[warmup:])

# %% wrong="`return` in the loop" says="calls `f` 3 times; 2 + 5 are expected"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        start = clock()
        f()
        times.append(clock() - start)
        return statistics.median(times)

# %% wrong="no clock among the arguments" says="raised TypeError: median_time() got an unexpected keyword argument 'clock'"
def median_time(f, repeats=5, warmup=2):
    return statistics.median(take_turns({"f": f}, repeats)["f"])

# %% wrong="the clock is not called" says="in the line `return clock - start`. `clock` is not called"
def median_time(f, repeats=5, warmup=2, clock=time.perf_counter):
    start = clock
    f()
    return clock - start

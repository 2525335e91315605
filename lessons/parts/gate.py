AGAIN, BOUND, closed_gates = "the first, entered again", 0.15, []


def race(runs, clock=time.perf_counter, own=time.thread_time, **settings):
    """Return take_turns of `runs`, and say whether the race can be trusted.

    The first contestant is entered a second time, as AGAIN. The gate is
    closed, and AGAIN taken out, where the two do not agree to within BOUND,
    or where this program had to share the processor: by the clock `own`, of
    its own work, less time has passed than by `clock`.
    """
    first, begin = next(iter(runs)), (clock(), own())
    taken = take_turns(runs | {AGAIN: runs[first]}, clock=clock, **settings)
    share = (own() - begin[1]) / (clock() - begin[0])
    alike, low, high = ratio(taken, first, AGAIN)
    said = (f"the same against itself {alike:.2f} ({low:.2f} to {high:.2f}, "
            f"{len(taken[AGAIN])} rounds), processor ours {share:.0%}")
    is_ours = share > 1 - BOUND or device.type == "cuda"
    if is_ours and 1 - BOUND < low and high < 1 + BOUND:
        print("gate open:", said)
    else:
        closed_gates.append(taken.pop(AGAIN))
        print(f"TOO NOISY: {said}. Nothing that this race says counts. "
              "Close other programs, run the cell again.")
    return taken


def is_noisy(taken):
    """Return whether the gate of the race `taken` was closed."""
    return AGAIN not in taken


def noisy(*races):
    """Return the warning for a verdict from `races`; "" where none is due."""
    if any(map(is_noisy, races)):
        return ", too noisy to say"
    count = len(closed_gates)
    return f" [{count} TOO NOISY above]" if count else ""


def verdict(taken, slow, fast):
    """Return (slow / fast, interval) in words, or why there is no verdict."""
    if is_noisy(taken):
        return "too noisy to say: the gate of this race was closed"
    value, low, high = ratio(taken, slow, fast)
    said = f"{value:.2f} ({low:.2f} to {high:.2f}, {len(taken[slow])} rounds)"
    # what the race makes of two that are the same is no difference
    _, *alike = ratio(taken, next(iter(taken)), AGAIN)
    if low <= max(1, *alike) and high >= min(1, *alike):
        said += ", too close to say"
    return said + noisy()

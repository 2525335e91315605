import random
import time


def finished(clock=time.perf_counter):
    """Return the time on `clock`, in seconds, once a GPU has finished."""
    if device.type == "cuda":
        torch.cuda.synchronize()
    return clock()


def take_turns(runs, rounds=40, budget=3.0, block=0.002,
               clock=time.perf_counter):
    """Return {name: seconds of a call in each round}; the `runs` take turns.

    `runs` is {name: function of no arguments}. A turn is as many calls in a
    row as fit into `block` seconds, at least one; each round has its own
    order. Two calls before the first round are not counted. When `budget`
    seconds have passed, the round that is under way is dropped, unless
    fewer than three are whole; after twice that, unless none is.
    """
    begin, calls = finished(clock), {}
    for name, run in runs.items():
        run()
        start = finished(clock)
        run()
        one = max(finished(clock) - start, 1e-9)
        calls[name] = max(1, int(block / one))
    whole, shuffle = {name: [] for name in runs}, random.Random(0).shuffle
    for done in range(rounds):
        turns, order = {}, list(runs.items())
        shuffle(order)
        for name, run in order:
            start = finished(clock)
            for _ in range(calls[name]):
                run()
            now = finished(clock)
            turns[name] = (now - start) / calls[name]
            spent = (now - begin) / budget
            if spent > 1 and done >= 3 or spent > 2 and done >= 1:
                return whole
        for name, seconds in turns.items():
            whole[name].append(seconds)
    return whole


def estimate(taken, formula, draws=1000):
    """Return (value, low, high) of `formula`, a function of {name: seconds}.

    The seconds are the first quartiles of the rounds in `taken`, since what
    disturbs a call only makes it longer. `low` and `high` hold 95 of 100
    values from rounds drawn with replacement (a bootstrap; Efron, 1979).
    Fewer than five rounds say nothing: the interval is then without end.
    """
    every = torch.tensor(list(taken.values()), dtype=torch.float64)
    rounds = every.shape[1]
    drawn = torch.randint(rounds, (draws, rounds),
                          generator=torch.Generator().manual_seed(0))
    quartiles = torch.cat([
        every.quantile(0.25, dim=1, keepdim=True),
        every[:, drawn].quantile(0.25, dim=2)], dim=1)
    value, *others = formula(dict(zip(taken, quartiles))).tolist()
    others.sort()
    low, high = others[draws // 40], others[-1 - draws // 40]
    return (value, low, high) if rounds >= 5 else (value, -math.inf, math.inf)


def ratio(taken, slow, fast, draws=1000):
    """Return (ratio, low, high): how many times longer `slow` takes."""
    return estimate(
        taken, lambda seconds: seconds[slow] / seconds[fast], draws)

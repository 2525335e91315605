# %% [markdown]
# # Choose width and resolution for an accuracy
#
# The accuracy is given, and the cost is to be small. Write `cheapest(top1,
# cost, at_least)`. `top1` is a table like `TOP1_V2`, and `cost` maps each of
# its networks, (width, resolution), to a cost: MACs, as in `macs_v2`, or
# another one. Return the key of `cost` with the least cost among those that
# have `at_least` per cent or more; of several that cost the same, the most
# accurate one; `None` where none is good enough. Checked on V2 and V1, for
# several accuracies and costs.

# %% starter
def cheapest(top1, cost, at_least):
    """Return the cheapest (width, resolution) with `at_least` %, or None."""
    return ...

# %% check
def judge():
    """A function (top1, cost, at_least) that gives a key of `cost`, or None."""
    # the width alone decides how many parameters there are
    widths = {key: 10**10 * key[0] for key in macs_v2}
    turned = {w: dict(reversed(TOP1_V2[w].items())) for w in TOP1_V2}
    for name, top1, cost, goals in [
            ("macs_v2", TOP1_V2, macs_v2, (65, 58, 60.3, 68.8, 68.7, 75, 76)),
            ("1e10 * widths", TOP1_V2, widths, (58, 65, 55)),
            ("1e10 * widths", turned, dict(reversed(widths.items())), (58, 65)),
            ("macs_v1", TOP1_V1, macs_v1, (62, 65.2, 40))]:
        for goal in goals:
            case = f"`cheapest` for {name} and at least {goal} %"
            given = copy.deepcopy((top1, cost))
            answer = cheapest(*given, goal)
            yield answer is not ... or None, (
                "not answered yet: write the body of `cheapest` above.")
            yield given == (top1, cost), f"{case} changes what it is given."
            is_key = isinstance(answer, tuple) and answer in cost
            yield answer is None or is_key, (
                f"{case} gives {answer!r}; a key of `cost`, (width, "
                "resolution), or None is expected.")
            points = {key: top1[key[0]][key[1]] for key in cost}
            best = min(
                [key for key in cost if points[key] >= goal], default=None,
                key=lambda key: (cost[key], -points[key]))
            facts = [f"{key} has {points[key]} % and costs {cost[key]:,}."
                     for key in (answer, best) if key]
            yield answer == best, " ".join(
                [f"{case} gives {answer}; {best} is expected.", *facts])
    yield True, (
        "at 65 % the narrow network with the sharper picture takes the fewest "
        "MACs, at 58 % and 68.8 % a wider one with a blurred picture. Where "
        "parameters are scarce, a sharp picture costs none of them.")

# %% hint [markdown]
# Which keys of `cost` are good enough? `top1[width][resolution]` says. There
# may be none.

# %% hint [markdown]
# `min(keys, key=…, default=None)` finds the cheapest. A function that returns a
# pair sorts by its first number, and where that is equal by its second.

# %% solution
def cheapest(top1, cost, at_least):
    """Return the cheapest (width, resolution) with `at_least` %, or None."""
    good = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return min(
        good, key=lambda key: (cost[key], -top1[key[0]][key[1]]), default=None)


parameters = {
    (width, resolution): count_parameters(MobileNetV2(width_multiplier=width))
    for width, row in TOP1_V2.items() for resolution in row}
for at_least in (58, 65, 68.8):
    print(
        f"{at_least} %: fewest MACs {cheapest(TOP1_V2, macs_v2, at_least)}, "
        f"fewest parameters {cheapest(TOP1_V2, parameters, at_least)}")

# %% right="a loop"
def cheapest(top1, cost, at_least):
    best = None
    for width in top1:
        for resolution, accuracy in top1[width].items():
            if accuracy >= at_least:
                key = width, resolution
                if best is None or cost[key] < cost[best]:
                    best = key
                elif cost[key] == cost[best] and accuracy > top1[best[0]][best[1]]:
                    best = key
    return best

# %% right="sorted"
def cheapest(top1, cost, at_least):
    rows = sorted((c, -top1[w][r], (w, r)) for (w, r), c in cost.items() if top1[w][r] >= at_least)
    return rows[0][2] if rows else None

# %% right="the most accurate first, then a stable minimum"
def cheapest(top1, cost, at_least):
    keys = sorted(cost, key=lambda key: top1[key[0]][key[1]], reverse=True)
    keys = [key for key in keys if top1[key[0]][key[1]] >= at_least]
    return min(keys, key=cost.get, default=None)

# %% right="NumPy"
import numpy as np


def cheapest(top1, cost, at_least):
    rows = np.array([(cost[w, r], -top1[w][r], w, r) for w, r in cost if top1[w][r] >= at_least])
    if not len(rows):
        return None
    return tuple(rows[np.lexsort((rows[:, 1], rows[:, 0]))[0], 2:])

# %% right="try, where min raises"
def cheapest(top1, cost, at_least):
    try:
        return min((k for k in cost if not top1[k[0]][k[1]] < at_least), key=lambda k: (cost[k], -top1[k[0]][k[1]]))
    except ValueError:
        return None

# %% wrong="the most accurate of all" says="gives (1.4, 224); (0.5, 224) is expected. (1.4, 224) has 75.0 % and costs 582,195,824. (0.5, 224) has 65.4 % and costs 97,131,840"
def cheapest(top1, cost, at_least):
    keys = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return max(keys, key=lambda key: top1[key[0]][key[1]], default=None)

# %% wrong="the least accuracy that is enough" says="gives (1.0, 128); (0.5, 224) is expected"
def cheapest(top1, cost, at_least):
    keys = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return min(keys, key=lambda key: top1[key[0]][key[1]], default=None)

# %% wrong="the narrowest with the sharpest picture" says="gives (0.5, 224); (0.75, 96) is expected. (0.5, 224) has 65.4 %"
def cheapest(top1, cost, at_least):
    keys = [(w, r) for w, r in cost if top1[w][r] >= at_least and r == 224 and w > 0.35]
    return min(keys, default=None)

# %% wrong="the smallest picture" says="gives (1.0, 128); (0.5, 224) is expected"
def cheapest(top1, cost, at_least):
    keys = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return min(keys, key=lambda key: (key[1], cost[key]), default=None)

# %% wrong="more, and not as much" says="gives (0.75, 224); (1.0, 160) is expected. (0.75, 224) has 69.8 % and costs 209,069,792. (1.0, 160) has 68.8 %"
def cheapest(top1, cost, at_least):
    good = [(w, r) for w, r in cost if top1[w][r] > at_least]
    return min(good, key=lambda key: (cost[key], -top1[key[0]][key[1]]), default=None)

# %% wrong="the first of those that cost the same" says="widths and at least 58 % gives (0.35, 192); (0.35, 224) is expected"
def cheapest(top1, cost, at_least):
    return min([(w, r) for w, r in sorted(cost) if top1[w][r] >= at_least], key=cost.get, default=None)

# %% wrong="whichever comes first of those that cost the same" says="widths and at least 58 % gives (0.35, 192); (0.35, 224) is expected"
def cheapest(top1, cost, at_least):
    return min([(w, r) for w in top1 for r in top1[w] if top1[w][r] >= at_least], key=cost.get, default=None)

# %% wrong="whichever comes last of those that cost the same" says="widths and at least 58 % gives (0.35, 192); (0.35, 224) is expected"
def cheapest(top1, cost, at_least):
    best = None
    for key in cost:
        if top1[key[0]][key[1]] >= at_least and (best is None or cost[key] <= cost[best]):
            best = key
    return best

# %% wrong="the most per cent for a MAC" says="at least 68.7 % gives (1.0, 160); (0.75, 192) is expected"
def cheapest(top1, cost, at_least):
    good = [k for k in cost if top1[k[0]][k[1]] >= at_least]
    return max(good, key=lambda k: top1[k[0]][k[1]] / cost[k], default=None)

# %% wrong="of those that cost the same the least accurate" says="widths"
def cheapest(top1, cost, at_least):
    good = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return min(good, key=lambda key: (cost[key], top1[key[0]][key[1]]), default=None)

# %% wrong="always MACs" says="widths and at least 58 % gives (0.75, 96); (0.35, 224) is expected"
def cheapest(top1, cost, at_least):
    good = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return min(good, key=lambda key: macs_v2[key], default=None)

# %% wrong="always V2" says="macs_v1 and at least 65.2 %"
def cheapest(top1, cost, at_least):
    good = [(w, r) for w, r in macs_v2 if TOP1_V2[w][r] >= at_least]
    return min(good, key=lambda key: (cost.get(key, math.inf), -TOP1_V2[key[0]][key[1]]), default=None)

# %% wrong="nothing is good enough, and min raises" says="raised ValueError"
def cheapest(top1, cost, at_least):
    good = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return min(good, key=lambda key: (cost[key], -top1[key[0]][key[1]]))

# %% wrong="a budget, as in the chapter before" says="gives None; (0.5, 224) is expected. (0.5, 224) has 65.4 %"
def cheapest(top1, cost, at_least):
    within = [(w, r) for w, r in cost if cost[w, r] <= at_least]
    return max(within, key=lambda key: top1[key[0]][key[1]], default=None)

# %% wrong="the best where nothing is good enough" says="76 % gives (1.4, 224); None is expected"
def cheapest(top1, cost, at_least):
    good = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    return min(good, key=lambda key: (cost[key], -top1[key[0]][key[1]]), default=(1.4, 224))

# %% wrong="the cost and not the key" says="gives 97131840; a key of `cost`, (width, resolution), or None is expected"
def cheapest(top1, cost, at_least):
    return min([cost[w, r] for w, r in cost if top1[w][r] >= at_least], default=None)

# %% wrong="a list" says="gives [0.5, 224]; a key of `cost`"
def cheapest(top1, cost, at_least):
    good = [(cost[w, r], -top1[w][r], w, r) for w, r in cost if top1[w][r] >= at_least]
    return list(min(good)[2:]) if good else None

# %% wrong="resolution first" says="gives (224, 0.5); a key of `cost`"
def cheapest(top1, cost, at_least):
    good = [(cost[w, r], -top1[w][r], r, w) for w, r in cost if top1[w][r] >= at_least]
    return min(good)[2:] if good else None

# %% wrong="top1 read with the pair" says="raised KeyError"
def cheapest(top1, cost, at_least):
    good = [key for key in cost if top1[key] >= at_least]
    return min(good, key=cost.get, default=None)

# %% wrong="networks taken out of the table" says="changes what it is given"
def cheapest(top1, cost, at_least):
    for w, r in list(cost):
        if top1[w][r] < at_least:
            del cost[w, r]
    return min(cost, key=lambda key: (cost[key], -top1[key[0]][key[1]]), default=None)

# %% wrong="printed, not returned" says="gives None; (0.5, 224) is expected"
def cheapest(top1, cost, at_least):
    good = [(w, r) for w, r in cost if top1[w][r] >= at_least]
    print(min(good, key=lambda key: (cost[key], -top1[key[0]][key[1]]), default=None))

# %% wrong="an answer and not a function" says="Expected: A function (top1, cost, at_least) that gives a key"
cheapest = (0.5, 224)

# %% wrong="a billion for infinity" says="`cheapest` for 1e10 * widths and at least 58 % gives None"
def cheapest(top1, cost, at_least):
    best, low = None, (1e9, 0)
    for w, r in cost:
        now = cost[w, r], -top1[w][r]
        if top1[w][r] >= at_least and now < low:
            best, low = (w, r), now
    return best

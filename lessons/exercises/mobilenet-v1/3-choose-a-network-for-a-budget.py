# %% [markdown]
# # Choose a network for a budget
#
# A phone allows so many MACs and so many parameters. Write a function that
# picks, from a dictionary like `PAPER_TOP1`, the key (α, size) with the best
# accuracy that stays within both limits (a cost equal to the limit is within),
# or returns `None` where no setting does. Networks have 1,000 classes. The
# dictionary may be in any order, and stays as it is. Checked: several budgets,
# and dictionaries that you have not seen.

# %% starter
def best_setting(top1, max_macs, max_parameters):
    """Return the key (α, size) of `top1` with the best accuracy within both
    limits, or None.
    """
    return ...

# %% check
def judge():
    """A function (top1, max_macs, max_parameters) that gives a key or None."""
    yield from check_function("best_setting", best_setting)

    def cost(setting):
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        return macs, parameters

    invented = {
        (0.35, 96): 40.0, (0.25, 160): 41.0, (0.5, 128): 43.0,
        (0.25, 128): 39.0, (0.75, 96): 42.0, (0.35, 160): 38.0}
    by_width = dict(sorted(PAPER_TOP1.items()))
    for top1, *limits in [
            (invented, 1e9, 1e9), (by_width, 2e8, 5e6), (by_width, 2e8, 4e6),
            (invented, 3e7, 1e9), (by_width, 1e8, 1e6), (by_width, 4e7, 5e6),
            (invented, *cost((0.5, 128)))]:
        case = "at most {:,.0f} MACs and {:,.0f} parameters".format(*limits)
        given = dict(top1)
        (key,) = yield from check_result(
            f"{case}: `best_setting`", lambda *inputs: [best_setting(*inputs)],
            given, *limits)
        yield key is not ... or None, (
            "not answered yet: write the function, then run this cell again.")
        yield given == top1, "`best_setting` changes the dictionary."
        key = tuple(key) if isinstance(key, list) else key
        yield key in [None, *top1], (
            f"{case}: {' '.join(repr(key).split())[:60]} is no key (α, size).")
        costs = cost(key) if key else (0, 0)
        for spent, most, what in zip(costs, limits, (
                "MACs", "parameters, which no smaller picture changes")):
            yield spent <= most, (
                f"{case}: {key} has {spent:,} {what}. Networks have 1,000 "
                "classes; where nothing is within, None is expected.")
        within = [
            setting for setting in top1
            if cost(setting)[0] <= limits[0] and cost(setting)[1] <= limits[1]]
        best = max(within, key=top1.get, default=None)
        yield not within or top1.get(key) == top1[best], (
            f"{case}: {key} is picked; {best} has {top1.get(best)} % and is "
            "within (a cost equal to the limit is)."
            + " Are the costs unpacked in their order?" * (key is None)
            + " Yours is the first that is within." * (key in within[:1])
            + " Yours costs most." * (key == max(within, key=cost, default=0)))
    yield True, (
        "with the tighter limit on parameters the picture stays large and the "
        "network gets narrow: only α makes it smaller.")

# %% hint [markdown]
# Which function of this chapter gives the costs of a setting without building
# a network? Look at the order in which it returns them.

# %% hint [markdown]
# First collect the settings that are within both limits; then choose among
# those. What does the collection look like where nothing fits?

# %% hint [markdown]
# `max` takes a `key`: a function that says by which value the keys of the
# dictionary are compared. It also takes a `default`.

# %% solution
def best_setting(top1, max_macs, max_parameters):
    """Return the key (α, size) of `top1` with the best accuracy within both
    limits, or None.
    """
    within = []
    for alpha, size in top1:
        parameters, macs, _ = mobilenet_v1_costs(alpha, size)
        if macs <= max_macs and parameters <= max_parameters:
            within.append((alpha, size))
    return max(within, key=top1.get, default=None)


print(best_setting(PAPER_TOP1, 200e6, 5e6))
print(best_setting(PAPER_TOP1, 200e6, 3e6))

# %% right="sorted, first that fits"
def best_setting(top1, max_macs, max_parameters):
    for setting in sorted(top1, key=top1.get, reverse=True):
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        if parameters <= max_parameters and macs <= max_macs:
            return setting

# %% right="a lambda"
best_setting = lambda top1, m, p: max(
    ((top1[s], s) for s in top1 if mobilenet_v1_costs(*s)[0] <= p and mobilenet_v1_costs(*s)[1] <= m), default=(0, None))[1]

# %% wrong="parameters forgotten" says="4,231,976 parameters, which no smaller picture changes"
def best_setting(top1, max_macs, max_parameters):
    return max((s for s in top1 if mobilenet_v1_costs(*s)[1] <= max_macs), key=top1.get, default=None)

# %% wrong="costs unpacked in the wrong order" says="(1.0, 128) has 64.4 % and is within (a cost equal to the limit is). Are the costs unpacked in their order?"
def best_setting(top1, max_macs, max_parameters):
    within = {}
    for setting in top1:
        macs, parameters = mobilenet_v1_costs(*setting)[:2]
        if macs <= max_macs and parameters <= max_parameters:
            within[setting] = top1[setting]
    return max(within, key=within.get, default=None)

# %% wrong="MACs forgotten" says="MACs. Networks"
def best_setting(top1, max_macs, max_parameters):
    return max((s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters), key=top1.get, default=None)

# %% wrong="parameters and MACs swapped" says="MACs. Networks"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_macs and mobilenet_v1_costs(*s)[1] <= 1e12]
    return max(within, key=top1.get, default=None)

# %% wrong="the cheapest" says="(0.25, 128) is picked"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return min(within, key=lambda s: mobilenet_v1_costs(*s)[1], default=None)

# %% wrong="the most MACs that fit" says="(0.75, 96) is picked; (0.5, 128) has 43.0 % and is within (a cost equal to the limit is). Yours costs most."
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=lambda s: mobilenet_v1_costs(*s)[1], default=None)

# %% wrong="the accuracy and not the key" says="is no key"
def best_setting(top1, max_macs, max_parameters):
    return max(a for s, a in top1.items() if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs)

# %% wrong="nothing fits, and max raises" says="raised ValueError"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=top1.get)

# %% wrong="strictly less" says="a cost equal to the limit is"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] < max_parameters and mobilenet_v1_costs(*s)[1] < max_macs]
    return max(within, key=top1.get, default=None)

# %% wrong="ten classes" says="4,231,976 parameters, which"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s, num_classes=10)[0] <= max_parameters + 4e5 and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=top1.get, default=None)

# %% wrong="settings removed from the dictionary" says="changes the dictionary"
def best_setting(top1, max_macs, max_parameters):
    for s in list(top1):
        if mobilenet_v1_costs(*s)[0] > max_parameters or mobilenet_v1_costs(*s)[1] > max_macs:
            del top1[s]
    return max(top1, key=top1.get, default=None)

# %% wrong="the global dictionary instead of the argument" says="is no key"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in PAPER_TOP1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=PAPER_TOP1.get, default=None)

# %% wrong="printed, not returned" says="None is picked"
def best_setting(top1, max_macs, max_parameters):
    print("(0.5, 224)")

# %% wrong="an answer and not a function" says="a function is expected"
best_setting = (0.5, 224)

# %% right="built and counted"
import functools


@functools.cache
def count(alpha, size):
    model = MobileNetV1(width_multiplier=alpha)
    return count_parameters(model), count_macs(model, (3, size, size))


def best_setting(top1, max_macs, max_parameters):
    best = None
    for setting, accuracy in top1.items():
        parameters, macs = count(*setting)
        if parameters <= max_parameters and macs <= max_macs:
            if best is None or accuracy > top1[best]:
                best = setting
    return best

# %% wrong="the network and not its setting" says="MobileNetV1( (features): Sequential("
def best_setting(top1, max_macs, max_parameters):
    for alpha, size in sorted(top1, key=top1.get, reverse=True):
        parameters, macs, _ = mobilenet_v1_costs(alpha, size)
        if parameters <= max_parameters and macs <= max_macs:
            return MobileNetV1(width_multiplier=alpha)

# %% wrong="the cheapest network where nothing fits" says="is no key (α, size)"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    if not within:
        return MobileNetV1(width_multiplier=0.25)
    return max(within, key=top1.get)

# %% wrong="the first that fits" says="(0.35, 96) is picked; (0.5, 128) has 43.0 % and is within (a cost equal to the limit is). Yours is the first that is within."
def best_setting(top1, max_macs, max_parameters):
    for setting in top1:
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        if macs <= max_macs and parameters <= max_parameters:
            return setting

# %% wrong="the last that fits" says="(0.35, 160) is picked; (0.5, 128) has 43.0 %"
def best_setting(top1, max_macs, max_parameters):
    best = None
    for setting in top1:
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        if macs <= max_macs and parameters <= max_parameters:
            best = setting
    return best

# %% wrong="the widest that fits" says="(0.75, 96) is picked"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, default=None)

# %% wrong="the best with its accuracy" says="((0.5, 128), 43.0) is no key (α, size)"
def best_setting(top1, max_macs, max_parameters):
    best = None, 0
    for setting, accuracy in top1.items():
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        if macs <= max_macs and parameters <= max_parameters and accuracy > best[1]:
            best = setting, accuracy
    return best

# %% wrong="returned inside the loop" says="None is picked; (0.5, 128) has 43.0 % and is within"
def best_setting(top1, max_macs, max_parameters):
    best = None
    for setting in top1:
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        if macs < 1e7:
            best = setting
        return best

# %% wrong="one limit of the two is enough" says="MACs. Networks"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters or mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=top1.get, default=None)

# %% wrong="max of the costs as they come" says="Yours costs most"
def best_setting(top1, max_macs, max_parameters):
    return max(s for s in top1 if mobilenet_v1_costs(*s) <= (max_parameters, max_macs))

# %% right="a list of two"
def best_setting(top1, max_macs, max_parameters):
    best, best_accuracy = None, -1
    for (alpha, size), accuracy in top1.items():
        parameters, macs, maps = mobilenet_v1_costs(alpha, size)
        if parameters > max_parameters or macs > max_macs:
            continue
        if accuracy > best_accuracy:
            best, best_accuracy = [alpha, size], accuracy
    return best

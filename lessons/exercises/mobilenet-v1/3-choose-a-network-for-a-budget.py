# %% [markdown]
# # Choose a network for a budget
#
# A phone allows so many MACs and so many parameters. Write a function that
# picks, from a dictionary like `PAPER_TOP1`, the setting (α, size) with the
# best accuracy that stays within both limits (a cost equal to the limit is
# within), or returns `None` where no setting does. Networks have 1,000
# classes. Checked: several budgets, and dictionaries that you have not seen.

# %% starter
def best_setting(top1, max_macs, max_parameters):
    """Return the key (α, size) of `top1` with the best accuracy within both limits, or None."""
    return ...

# %% check
def judge():
    yield (
        callable(best_setting),
        f"`best_setting` is a {type(best_setting).__name__}; a function is expected.",
    )

    def cost(setting):
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        return macs, parameters

    invented = {(0.25, 96): 41.0, (0.25, 128): 39.0, (0.5, 96): 40.0}
    exact = cost((0.25, 96))
    for top1, max_macs, max_parameters, what in [
        (PAPER_TOP1, 200e6, 5e6, "200 million MACs, 5 million parameters"),
        (PAPER_TOP1, 200e6, 3e6, "200 million MACs, 3 million parameters"),
        (PAPER_TOP1, 100e6, 1e6, "100 million MACs, 1 million parameters"),
        (PAPER_TOP1, 40e6, 5e6, "40 million MACs"),
        (invented, 1e9, 1e9, "no limit that matters, other accuracies"),
        (invented, *exact, "exactly what the cheapest setting costs"),
    ]:
        fits = [
            s for s in top1 if cost(s)[0] <= max_macs and cost(s)[1] <= max_parameters
        ]
        expected = max(fits, key=top1.get, default=None)
        given = dict(top1)
        answer = best_setting(given, max_macs, max_parameters)
        if answer is ...:
            yield (
                None,
                "not answered yet: write the function above, then run this cell again.",
            )
        yield given == top1, "`best_setting` changes the dictionary that it is given."
        if expected is None:
            yield (
                answer is None,
                f"{what}: {' '.join(repr(answer).split())[:60]} was picked, but nothing in the dictionary costs so little; None is expected.",
            )
            continue
        yield (
            answer is not None,
            f"{what}: None, though {expected} is within. "
            + (
                "Is a cost equal to the limit allowed?"
                if what.startswith("exactly")
                else "Does the function return its result? Do the costs come in the order that you unpack?"
            ),
        )
        yield (
            isinstance(answer, (tuple, list)) and tuple(answer) in top1,
            f"{what}: {' '.join(repr(answer).split())[:60]} is not a key (α, size) of the dictionary.",
        )
        macs, parameters = cost(tuple(answer))
        yield (
            macs <= max_macs,
            f"{what}: {answer} costs {macs:,} MACs, which is over the limit.",
        )
        yield (
            parameters <= max_parameters,
            f"{what}: {answer} has {parameters:,} parameters, over the limit; a smaller picture changes no parameter.",
        )
        yield (
            tuple(answer) == expected,
            f"{what}: {answer} is within, with {top1[tuple(answer)]} %; {expected} is within too and has {top1[expected]} %.",
        )
    yield (
        True,
        "with the tighter limit on parameters the picture stays large and the network gets narrow: only α makes it smaller.",
    )

# %% hint [markdown]
# `mobilenet_v1_costs(alpha, size)` returns the parameters first, then the
# MACs.

# %% hint [markdown]
# Collect the keys that are within both limits.
# `max(keys, key=top1.get, default=None)` does the rest.

# %% solution
def best_setting(top1, max_macs, max_parameters):
    """Return the key (α, size) of `top1` with the best accuracy within both limits, or None."""
    within = []
    for alpha, size in top1:
        parameters, macs, _ = mobilenet_v1_costs(alpha, size)
        if macs <= max_macs and parameters <= max_parameters:
            within.append((alpha, size))
    return max(within, key=top1.get, default=None)


print(best_setting(PAPER_TOP1, 200e6, 5e6), best_setting(PAPER_TOP1, 200e6, 3e6))

# %% right="sorted, first that fits"
def best_setting(top1, max_macs, max_parameters):
    for setting in sorted(top1, key=top1.get, reverse=True):
        parameters, macs, _ = mobilenet_v1_costs(*setting)
        if parameters <= max_parameters and macs <= max_macs:
            return setting

# %% right="a lambda"
best_setting = lambda top1, m, p: max(
    ((top1[s], s) for s in top1 if mobilenet_v1_costs(*s)[0] <= p and mobilenet_v1_costs(*s)[1] <= m), default=(0, None))[1]

# %% wrong="parameters forgotten" says="a smaller picture changes no parameter"
def best_setting(top1, max_macs, max_parameters):
    return max((s for s in top1 if mobilenet_v1_costs(*s)[1] <= max_macs), key=top1.get, default=None)

# %% wrong="costs unpacked in the wrong order" says="in the order that you unpack"
def best_setting(top1, max_macs, max_parameters):
    within = {}
    for setting in top1:
        macs, parameters = mobilenet_v1_costs(*setting)[:2]
        if macs <= max_macs and parameters <= max_parameters:
            within[setting] = top1[setting]
    return max(within, key=within.get, default=None)

# %% wrong="MACs forgotten" says="which is over the limit"
def best_setting(top1, max_macs, max_parameters):
    return max((s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters), key=top1.get, default=None)

# %% wrong="parameters and MACs swapped" says="which is over the limit"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_macs and mobilenet_v1_costs(*s)[1] <= 1e12]
    return max(within, key=top1.get, default=None)

# %% wrong="the cheapest" says="is within too and has"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return min(within, key=lambda s: mobilenet_v1_costs(*s)[1], default=None)

# %% wrong="the most MACs that fit" says="is within too and has"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=lambda s: mobilenet_v1_costs(*s)[1], default=None)

# %% wrong="the accuracy and not the key" says="is not a key"
def best_setting(top1, max_macs, max_parameters):
    return max(a for s, a in top1.items() if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs)

# %% wrong="nothing fits, and max raises" says="raised ValueError"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=top1.get)

# %% wrong="strictly less" says="Is a cost equal to the limit allowed"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] < max_parameters and mobilenet_v1_costs(*s)[1] < max_macs]
    return max(within, key=top1.get, default=None)

# %% wrong="ten classes" says="over the limit"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s, num_classes=10)[0] <= max_parameters + 4e5 and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=top1.get, default=None)

# %% wrong="settings removed from the dictionary" says="changes the dictionary"
def best_setting(top1, max_macs, max_parameters):
    for s in list(top1):
        if mobilenet_v1_costs(*s)[0] > max_parameters or mobilenet_v1_costs(*s)[1] > max_macs:
            del top1[s]
    return max(top1, key=top1.get, default=None)

# %% wrong="the global dictionary instead of the argument" says="is not a key"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in PAPER_TOP1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    return max(within, key=PAPER_TOP1.get, default=None)

# %% wrong="printed, not returned" says="None, though"
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

# %% wrong="the cheapest network where nothing fits" says="was picked, but nothing in the dictionary costs so little"
def best_setting(top1, max_macs, max_parameters):
    within = [s for s in top1 if mobilenet_v1_costs(*s)[0] <= max_parameters and mobilenet_v1_costs(*s)[1] <= max_macs]
    if not within:
        return MobileNetV1(width_multiplier=0.25)
    return max(within, key=top1.get)

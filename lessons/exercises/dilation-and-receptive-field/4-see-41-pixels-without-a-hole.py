# %% [markdown]
# # See 41 pixels through four layers, without a hole
#
# Choose the dilations of four 3×3 layers with stride 1 so that one output sees
# **at least 41** pixels along a side and misses none of them. (Four plain
# layers see 9; twenty would be needed.) Checked by gradients, on a stack that
# is built from your answer.

# %% starter
dilations = None  # four whole numbers, e.g. [1, 1, 1, 1]

# %% check
def judge():
    if dilations is None:
        yield (
            None,
            "not answered yet: set `dilations` above, then run this cell again.",
        )
    yield (
        not isinstance(dilations, (str, dict, type)) and hasattr(dilations, "__len__"),
        (
            f"`dilations` is a {type(dilations).__name__}; a list of four whole numbers is expected."
        ),
    )
    values = [v.item() if hasattr(v, "item") else v for v in dilations]
    yield (
        len(values) == 4,
        f"`dilations` has {len(values)} entries; there are four layers.",
    )
    yield (
        all(
            isinstance(v, (int, float)) and 1 <= v <= 99 and v == int(v) for v in values
        ),
        (
            f"`dilations` is {' '.join(str(values).split())[:60]}; each must be a whole number, at least 1 (and at most 99, to keep the check quick)."
        ),
    )
    values = [int(v) for v in values]
    expected = 1 + 2 * sum(values)
    built = stack([Window(3, 1, 0, d) for d in values], in_channels=1, width=1)
    for parameter in built.parameters():
        parameter.fill_(1)
    row = input_gradient(built, expected, in_channels=1).sum(dim=0)
    places = row.nonzero().flatten()
    field = (places.max() - places.min() + 1).item()
    yield (
        field >= 41,
        f"dilations {values}: the measured field is {field}; at least 41 is asked for.",
    )
    missed = [abs(i - expected // 2) for i in range(expected) if row[i] == 0]
    common = math.gcd(*values)
    yield (
        common == 1,
        (
            f"dilations {values}: the field is {field}, but only {len(places)} pixels of a row are reached. All steps are multiples of {common}."
        ),
    )
    yield (
        1 in values,
        (
            f"dilations {values}: the field is {field}, but only {len(places)} pixels of a row are reached; the pixel {max(missed, default=0)} away "
            "from the centre is not, next to the edge. Without a dilation of 1 nobody makes that last single step."
        ),
    )
    yield (
        not missed,
        (
            f"dilations {values}: the field is {field}, but only {len(places)} pixels of a row are reached. The nearest hole is "
            f"{min(missed, default=0)} away from the centre: one dilation is larger than the field of the smaller ones before it."
        ),
    )
    yield (
        True,
        f"field {field}, all {field} pixels of a row reached, the busiest one by {int(path_counts([Window(3, dilation=d) for d in values]).max())} of the 81 paths, with 36 weights.",
    )

# %% hint [markdown]
# The field is 1 plus twice the sum of the dilations. What must the sum be?

# %% hint [markdown]
# Sort them. The first is 1. Each next one may be at most the field of those
# before it: after 1 the field is 3, so the next is 2 or 3.

# %% solution
dilations = [1, 3, 7, 9]

# %% right="a tuple in another order"
dilations = (9, 1, 7, 3)

# %% right="doubling, the last one as large as it may be"
dilations = [1, 2, 5, 15]

# %% right="powers of three, far more than asked for"
dilations = [3**n for n in range(4)]

# %% right="a tensor"
dilations = torch.tensor([1, 2, 6, 11])

# %% right="a numpy array"
import numpy as np
dilations = np.array([1, 3, 6, 10])

# %% right="found by search, as floats"
import itertools
dilations = next([float(d) for d in t] for t in itertools.combinations(range(1, 20), 4)
                 if len(path_counts([Window(3, dilation=d) for d in t])) >= 41 and path_counts([Window(3, dilation=d) for d in t]).all())

# %% wrong="doubling" says="the measured field is 31"
dilations = [1, 2, 4, 8]

# %% wrong="the mend of the text and one more layer" says="the measured field is 27"
dilations = [1, 2, 5, 5]

# %% wrong="four fives" says="multiples of 5"
dilations = [5, 5, 5, 5]

# %% wrong="doubling from 2" says="multiples of 2"
dilations = [2, 4, 8, 16]

# %% wrong="no dilation of 1" says="Without a dilation of 1"
dilations = [2, 3, 6, 9]

# %% wrong="one great step" says="The nearest hole is 4 away"
dilations = [1, 1, 1, 17]

# %% wrong="a great step after 1, 2" says="larger than the field of the smaller ones"
dilations = [1, 2, 8, 9]

# %% wrong="three layers" says="there are four layers"
dilations = [1, 2, 17]

# %% wrong="a zero" says="each must be a whole number"
dilations = [0, 1, 3, 16]

# %% wrong="fractions" says="each must be a whole number"
dilations = [1, 2.5, 6.5, 10]

# %% wrong="strings" says="each must be a whole number"
dilations = ["1", "3", "7", "9"]

# %% wrong="a number" says="a list of four whole numbers is expected"
dilations = 20

# %% wrong="a string" says="a list of four whole numbers is expected"
dilations = "1379"

# %% wrong="windows" says="each must be a whole number"
dilations = [Window(3, dilation=d) for d in (1, 3, 7, 9)]

# %% wrong="too great to build" says="at most 99"
dilations = [1, 3, 9, 10**9]

# %% wrong="the layers and not their dilations" says="`dilations` is [Conv2d("
dilations = nn.Sequential(*[nn.Conv2d(1, 1, 3, dilation=d) for d in (1, 3, 7, 9)])

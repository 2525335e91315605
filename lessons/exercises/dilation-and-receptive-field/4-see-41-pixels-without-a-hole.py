# %% [markdown]
# # See 41 pixels through four layers, without a hole
#
# Choose the dilations of four 3×3 layers with stride 1 so that one output sees
# **at least 41** pixels along a side and misses none of them. (Four plain
# layers see 9; twenty would be needed.) The order is yours. Checked: that
# every dilation is a whole number of at least 1, that there are no holes, and
# the field.

# %% starter
dilations = None  # four whole numbers, e.g. [1, 1, 1, 1]

# %% check
def judge():
    """A list of four whole numbers, each at least 1."""
    yield from check_answered(dilations=dilations)
    values = [as_number(value) for value in dilations]
    for value in values:
        yield type(value) in (int, float) and value == value // 1 >= 1, (
            f"{value!r} is not a whole number of at least 1; each of "
            "`dilations` must be one.")
    yield len(values) == 4, (
        f"`dilations` has length {len(values)}; there are four layers.")
    field, smaller = 1 + 2 * int(sum(values)), 1
    for d in sorted(values):
        yield d <= smaller, (
            f"`dilations` {values} leave holes in a field of {field}. Taken "
            f"from the smallest up, {d} comes where the field is {smaller}, "
            "and a step may be at most that.")
        smaller += 2 * d
    yield field >= 41, (
        f"`dilations` {values} leave no holes, and the field is {field}; at "
        "least 41 is asked for.")
    yield True, (
        f"field {field}, without a hole; four plain layers have as many "
        "weights and see 9.")

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

# %% wrong="doubling" says="leave no holes, and the field is 31"
dilations = [1, 2, 4, 8]

# %% wrong="the mend of the text and one more layer" says="leave no holes, and the field is 27"
dilations = [1, 2, 5, 5]

# %% wrong="four fives" says="5 comes where the field is 1"
dilations = [5, 5, 5, 5]

# %% wrong="doubling from 2" says="leave holes in a field of 61"
dilations = [2, 4, 8, 16]

# %% wrong="no dilation of 1" says="2 comes where the field is 1"
dilations = [2, 3, 6, 9]

# %% wrong="one great step" says="17 comes where the field is 7"
dilations = [1, 1, 1, 17]

# %% wrong="a great step after 1, 2" says="8 comes where the field is 7"
dilations = [1, 2, 8, 9]

# %% wrong="three layers" says="there are four layers"
dilations = [1, 2, 17]

# %% wrong="a zero" says="0 is not a whole number of at least 1"
dilations = [0, 1, 3, 16]

# %% wrong="fractions" says="2.5 is not a whole number of at least 1"
dilations = [1, 2.5, 6.5, 10]

# %% wrong="strings" says="'1' is not a whole number"
dilations = ["1", "3", "7", "9"]

# %% wrong="a number" says="Expected: A list of four whole numbers"
dilations = 20

# %% wrong="a string" says="'1' is not a whole number"
dilations = "1379"

# %% wrong="windows" says="is not a whole number of at least 1"
dilations = [Window(3, dilation=d) for d in (1, 3, 7, 9)]

# %% wrong="a step far too great" says="1000000000 comes where the field is 27"
dilations = [1, 3, 9, 10**9]

# %% wrong="the layers and not their dilations" says="Conv2d(1, 1, kernel_size=(3, 3), stride=(1, 1)) is not a whole number"
dilations = nn.Sequential(*[nn.Conv2d(1, 1, 3, dilation=d) for d in (1, 3, 7, 9)])

# %% right="a list of tensors"
dilations = [torch.tensor(1), torch.tensor([3.0]), torch.tensor(9), torch.tensor(27)]

# %% right="exactly 41, unpacked from a range"
dilations = [*range(1, 4, 2), 8, 8]

# %% right="the smallest in the middle, and one twice"
dilations = [9, 9, 1, 3]

# %% wrong="one short of the sum that is needed" says="leave no holes, and the field is 39"
dilations = [1, 3, 6, 9]

# %% wrong="one more than the field before it, not sorted" says="Taken from the smallest up, 10 comes where the field is 9"
dilations = [10, 1, 3, 10]

# %% wrong="five layers" says="`dilations` has length 5; there are four layers"
dilations = [1, 2, 5, 1, 11]

# %% wrong="a pair for each layer" says="(1, 1) is not a whole number of at least 1"
dilations = [(1, 1), (3, 3), (7, 7), (9, 9)]

# %% wrong="a negative one" says="-20 is not a whole number of at least 1"
dilations = [1, 3, 9, -20]

# %% wrong="four plain layers" says="the field is 9; at least 41 is asked for"
dilations = [1, 1, 1, 1]

# %% wrong="infinity" says="inf is not a whole number"
dilations = [1, 3, 9, math.inf]

# %% wrong="a boolean for the one" says="True is not a whole number"
dilations = [True, 3, 7, 9]

# %% wrong="a table of four numbers" says="tensor([1, 3]) is not a whole number"
dilations = torch.tensor([[1, 3], [7, 9]])

# %% wrong="numbers in one text" says="'1' is not a whole number of at least 1"
dilations = "1, 3, 7, 9"

# %% wrong="a list in a list" says="[1, 3, 7, 9] is not a whole number of at least 1"
dilations = [[1, 3, 7, 9]]

# %% wrong="every step even" says="leave holes in a field of 41. Taken from the smallest up, 2 comes where the field is 1"
dilations = range(2, 10, 2)

# %% [markdown]
# # Split a kernel by hand
#
# Find a column of 3 numbers and a row of 5 whose outer product is this kernel.
# By eye, without an SVD. Checked: the outer product, to four digits, so any
# scaling is right.
#
# $$\begin{pmatrix}
# 2 & 4 & 0 & -4 & -2 \\ 6 & 12 & 0 & -12 & -6 \\ 4 & 8 & 0 & -8 & -4
# \end{pmatrix}$$

# %% starter
my_column = None  # 3 numbers, as a list or a tensor
my_row = None  # 5 numbers

# %% check
def judge():
    """A column of 3 numbers and a row of 5, each as a list or a tensor."""
    yield from check_answered(my_column=my_column, my_row=my_row)
    vectors = []
    for name, K, value in ("my_column", 3, my_column), ("my_row", 5, my_row):
        yield hasattr(value, "__iter__") and not isinstance(value, str), (
            f"`{name}` is {kind_of(value)}; {K} numbers are expected.")
        if not isinstance(value, torch.Tensor):
            value = torch.as_tensor([as_number(number) for number in value])
        vectors.append(value.detach().to("cpu", torch.float64).flatten())
    column, row = vectors
    kernel = torch.outer(
        torch.tensor([1, 3, 2]), torch.tensor([2, 4, 0, -4, -2])).double()
    yield (len(column), len(row)) == (3, 5), (
        f"`my_column` has length {len(column)} and `my_row` {len(row)}; the "
        "kernel is 3 high and 5 wide, so a column has 3 numbers and a row 5.")
    made = torch.outer(column, row).round(decimals=4)
    yield bool(made.any()) and bool(made.isfinite().all()), (
        "the outer product is all zeros, or holds NaN: a division by 0?")
    scale = (made * kernel).sum() / kernel.square().sum()
    cause = {
        "-1": "one of the two has the wrong sign.",
        "2": "divide one by 2. If both are read off, the corner counts twice.",
    }.get(f"{scale:g}", f"divide one of the two by {scale:g}.")
    yield alike(made, kernel) or not alike(made, scale * kernel), (
        f"the outer product is {scale:g} times the kernel: {cause}")
    times = row @ kernel[0] / kernel[0].square().sum()
    for i, multiple in enumerate((1, 3, 2)):
        why = alike(row, times * kernel[0]) * (
            f" `my_row` is right: it fits {multiple / times:g} times into this "
            f"row, and `my_column` has {column[i]:g} for it.")
        yield alike(made[i], kernel[i]), (
            f"row {i} of the outer product is {made[i].tolist()}; the kernel "
            f"has {kernel[i].tolist()} there.{why}")
    yield True, "8 numbers do the work of 15, in any scaling of the two."

# %% hint [markdown]
# Take one row of the kernel as your row. How many times does it fit into each
# of the three rows?

# %% hint [markdown]
# If your row is the kernel's first row, the column starts with 1.

# %% solution
my_row = [2, 4, 0, -4, -2]  # the first row of the kernel
my_column = [1, 3, 2]  # it fits once, three times, twice

# %% right="lists"
my_column, my_row = [1, 3, 2], [2, 4, 0, -4, -2]

# %% right="another scaling, with the column as an upright tensor"
my_column, my_row = torch.tensor([[2.0], [6.0], [4.0]]), torch.tensor([[1.0, 2.0, 0.0, -2.0, -1.0]])

# %% right="both negative"
my_column, my_row = (-1, -3, -2), (-2, -4, 0, 4, 2)

# %% right="numpy and quotients"
import numpy as np
my_column, my_row = np.array([1 / 3, 1, 2 / 3]), np.array([6, 12, 0, -12, -6])

# %% right="by the function all the same"
kernel = torch.tensor([[2.0, 4, 0, -4, -2], [6, 12, 0, -12, -6], [4, 8, 0, -8, -4]], device=device, requires_grad=True)
my_column, my_row = separate(kernel)

# %% right="fractions, exactly"
from fractions import Fraction
my_column, my_row = [Fraction(1, 3), 1, Fraction(2, 3)], [6, 12, 0, -12, -6]

# %% right="an upright list, and four digits"
my_column, my_row = [[0.3333], [1.0], [0.6667]], [6, 12, 0, -12, -6]

# %% right="numbers out of tensors"
row = torch.tensor([2, 4, 0, -4, -2])
my_column, my_row = [torch.tensor(1.0), torch.tensor(3.0), torch.tensor(2.0)], [number for number in row]

# %% wrong="first column and first row as they stand" says="is 2 times the kernel: divide one by 2. If both are read off, the corner counts twice."
my_column, my_row = [2, 6, 4], [2, 4, 0, -4, -2]

# %% wrong="one of them negative" says="is -1 times the kernel: one of the two has the wrong sign."
my_column, my_row = [1, 3, 2], [-2, -4, 0, 4, 2]

# %% wrong="swapped" says="`my_column` has length 5 and `my_row` 3; the kernel is 3 high and 5 wide"
my_column, my_row = [2, 4, 0, -4, -2], [1, 3, 2]

# %% wrong="the multiples of the second row against the first row" says="`my_row` is right: it fits 2 times into this row, and `my_column` has 3 for it"
my_column, my_row = [1, 3, 3], [2, 4, 0, -4, -2]

# %% wrong="the inverse multiples" says="it fits 3 times into this row, and `my_column` has 0.333333 for it"
my_column, my_row = [1, 1 / 3, 1 / 2], [2, 4, 0, -4, -2]

# %% wrong="signs of the row lost" says="row 0 of the outer product is [2.0, 4.0, 0.0, 4.0, 2.0]; the kernel has [2.0, 4.0, 0.0, -4.0, -2.0] there."
my_column, my_row = [1, 3, 2], [2, 4, 0, 4, 2]

# %% wrong="the zero left out" says="and `my_row` 4; the kernel is 3 high and 5 wide"
my_column, my_row = [1, 3, 2], [2, 4, -4, -2]

# %% wrong="the whole kernel" says="`my_column` has length 15"
my_column, my_row = torch.ones(3, 5), [2, 4, 0, -4, -2]

# %% wrong="sums" says="is 72 times the kernel: divide one of the two by 72"
my_column, my_row = [12, 36, 24], [12, 24, 0, -24, -12]

# %% wrong="a string" says="`my_column` is a str; 3 numbers are expected."
my_column, my_row = "1 3 2", [2, 4, 0, -4, -2]

# %% wrong="divided by the zero" says="or holds NaN: a division by 0?"
my_column, my_row = [float("nan"), 3, 2], [2, 4, 0, -4, -2]

# %% wrong="the middle column of the kernel" says="the outer product is all zeros"
my_column, my_row = [0, 0, 0], [2, 4, 0, -4, -2]

# %% wrong="two digits" says="it fits 0.333333 times into this row, and `my_column` has 0.33 for it"
my_column, my_row = [0.33, 1, 0.67], [6, 12, 0, -12, -6]

# %% wrong="a row in quotes" says="`my_row` is a str; 5 numbers are expected."
my_column, my_row = [1, 3, 2], "2 4 0 -4 -2"

# %% wrong="a single number" says="`my_column` is an int; 3 numbers are expected."
my_column, my_row = 1, [2, 4, 0, -4, -2]

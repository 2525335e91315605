# %% [markdown]
# # Split a kernel by hand
#
# Find a column of 3 numbers and a row of 5 whose outer product is this kernel.
# By eye, without an SVD. Checked: the outer product, so any scaling is right.
#
# $$\begin{pmatrix} 2 & 4 & 0 & -4 & -2 \\ 6 & 12 & 0 & -12 & -6 \\ 4 & 8 & 0 & -8 & -4 \end{pmatrix}$$

# %% starter
my_column = None  # 3 numbers, as a list or a tensor
my_row = None  # 5 numbers

# %% check
def judge():
    kernel = torch.outer(
        torch.tensor([1.0, 3.0, 2.0]), torch.tensor([2.0, 4.0, 0.0, -4.0, -2.0])
    )
    if any(value is None for value in (my_column, my_row)):
        yield (
            None,
            "not answered yet: set `my_column` and `my_row` above, then run this cell again.",
        )
    vectors = []
    for name, value in (("my_column", my_column), ("my_row", my_row)):
        yield (
            isinstance(value, (list, tuple)) or hasattr(value, "__array__"),
            f"`{name}` is a {type(value).__name__}; a list of numbers or a tensor is expected.",
        )
        vectors.append(
            torch.as_tensor(value).detach().to("cpu", torch.float32).flatten()
        )
    column, row = vectors
    yield (
        (len(column), len(row)) != (5, 3),
        "the column has 5 numbers and the row 3: they are swapped. The kernel is 3 high and 5 wide.",
    )
    yield (
        len(column) == 3,
        f"`my_column` has {len(column)} numbers; the kernel is 3 high.",
    )
    yield len(row) == 5, f"`my_row` has {len(row)} numbers; the kernel is 5 wide."
    made = torch.outer(column, row)
    yield (
        bool(made.isfinite().all()),
        "the outer product holds NaN or infinity: a division by the 0 of the kernel?",
    )
    yield bool(made.any()), "the outer product is all zeros."
    scale = made[0, 0] / kernel[0, 0]
    if not torch.allclose(scale, torch.ones(())):
        slip = (
            "one of the two has the wrong sign"
            if scale < 0
            else "your column and your row both carry the corner of the kernel; divide one of them by it"
            if scale == 2
            else "divide one of the two by that"
        )
        yield (
            not torch.allclose(made, scale * kernel, atol=1e-4),
            f"the outer product is {scale.item():g} times the kernel. The proportions are right; {slip}.",
        )
    for i in range(3):
        yield (
            torch.allclose(made[i], kernel[i], atol=1e-4),
            (
                f"row {i} of the outer product is {[round(v, 4) for v in made[i].tolist()]}; the kernel has {kernel[i].int().tolist()} there."
            ),
        )
    yield (
        True,
        "8 numbers do the work of 15. Twice this column with half this row would be as right.",
    )

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

# %% right="numpy and fractions"
import numpy as np
my_column, my_row = np.array([1 / 3, 1, 2 / 3]), np.array([6, 12, 0, -12, -6])

# %% right="by the function all the same"
kernel = torch.tensor([[2.0, 4, 0, -4, -2], [6, 12, 0, -12, -6], [4, 8, 0, -8, -4]], device=device, requires_grad=True)
my_column, my_row = separate(kernel)

# %% wrong="first column and first row as they stand" says="both carry the corner of the kernel"
my_column, my_row = [2, 6, 4], [2, 4, 0, -4, -2]

# %% wrong="one of them negative" says="the wrong sign"
my_column, my_row = [1, 3, 2], [-2, -4, 0, 4, 2]

# %% wrong="swapped" says="they are swapped"
my_column, my_row = [2, 4, 0, -4, -2], [1, 3, 2]

# %% wrong="the multiples of the second row against the first row" says="row 2 of the outer product"
my_column, my_row = [1, 3, 3], [2, 4, 0, -4, -2]

# %% wrong="signs of the row lost" says="row 0 of the outer product"
my_column, my_row = [1, 3, 2], [2, 4, 0, 4, 2]

# %% wrong="the zero left out" says="`my_row` has 4 numbers"
my_column, my_row = [1, 3, 2], [2, 4, -4, -2]

# %% wrong="the whole kernel" says="`my_column` has 15 numbers"
my_column, my_row = torch.ones(3, 5), [2, 4, 0, -4, -2]

# %% wrong="sums" says="is 72 times the kernel. The proportions are right; divide one of the two by that"
my_column, my_row = [12, 36, 24], [12, 24, 0, -24, -12]

# %% wrong="a string" says="is a str; a list of numbers"
my_column, my_row = "1 3 2", [2, 4, 0, -4, -2]

# %% wrong="divided by the zero" says="NaN or infinity"
my_column, my_row = [float("nan"), 3, 2], [2, 4, 0, -4, -2]

# %% wrong="zeros" says="is all zeros"
my_column, my_row = [0, 0, 0], [2, 4, 0, -4, -2]

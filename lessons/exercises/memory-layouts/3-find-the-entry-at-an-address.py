# %% [markdown]
# # Find the entry at an address
#
# Write the way back: given an address, which entry lies there? `shape` is (N,
# C, H, W) for both layouts, `layout` is `"NCHW"` or `"NHWC"`, and the result
# is always in the order $(n, c, h, w)$. Checked: every cell of several
# batches, in both layouts.

# %% starter
def index_at(cell, shape, layout):
    """Return the index (n, c, h, w) of the entry at address `cell`."""
    return None

# %% check
def judge():
    import operator

    yield (
        callable(index_at),
        f"`index_at` is a {type(index_at).__name__}; a function is expected.",
    )
    if (
        index_at(0, (2, 3, 4, 5), "NCHW") is None
        and index_at(0, (2, 3, 4, 5), "NHWC") is None
    ):
        yield (
            None,
            "not answered yet: `index_at` returns None. Write it above, then run this cell again.",
        )
    for (N, C, H, W), layout in itertools.product(
        [(2, 3, 4, 5), (1, 4, 2, 7), (3, 2, 5, 2)], ("NCHW", "NHWC")
    ):
        shape, cells = (N, C, H, W), torch.arange(N * C * H * W)
        places = {
            "NCHW": cells.view(shape),
            "NHWC": cells.view(N, H, W, C).permute(0, 3, 1, 2),
        }
        where = {
            name: {
                place[index].item(): index
                for index in itertools.product(*map(range, shape))
            }
            for name, place in places.items()
        }
        expected, other, found = (
            where[layout],
            where["NHWC" if layout == "NCHW" else "NCHW"],
            {},
        )
        for cell in range(len(cells)):
            case, result = (
                f"address {cell} of {shape} in {layout}",
                index_at(cell, shape, layout),
            )
            yield (
                result is not None,
                f"{case}: the result is None; is there a `return` for {layout}?",
            )
            yield (
                hasattr(result, "__len__") and not isinstance(result, (str, dict)),
                (
                    f"{case}: the result is of type {type(result).__name__}; the four indices (n, c, h, w) are expected."
                ),
            )
            yield (
                len(result) == 4,
                f"{case}: the result has {len(result)} entries; four are expected, (n, c, h, w).",
            )
            yield (
                not any(
                    isinstance(i, float) or getattr(i, "is_floating_point", bool)()
                    for i in result
                ),
                (
                    f"{case}: {tuple(result)} are not whole numbers; `//` and `%`, or `divmod`, divide without fractions."
                ),
            )
            found[cell] = tuple(operator.index(i) for i in result)
        cell = next((cell for cell in expected if found[cell] != expected[cell]), 0)
        case = f"address {cell} of {shape} in {layout} gives {found[cell]}, {expected[cell]} expected"
        yield (
            found != other,
            f"{case}: that is the entry there in the other layout. Is `layout` used?",
        )
        yield (
            any(
                found[k] != tuple(expected[k][i] for i in (0, 2, 3, 1))
                for k in expected
            ),
            (
                f"{case}: those are n, h, w, c; the result is in the order (n, c, h, w) in both layouts."
            ),
        )
        yield (
            any(
                found[k] != tuple(expected[k][i] for i in (0, 1, 3, 2))
                for k in expected
            ),
            (f"{case}: row and column are swapped."),
        )
        outside = [i for i, size in zip(found[cell], shape) if not 0 <= i < size]
        yield (
            not outside,
            f"{case}: {outside[0] if outside else ''} lies outside of that batch. Is a remainder missing?",
        )
        yield found == expected, f"{case}. Which axis runs fastest, and how long is it?"
    yield (
        True,
        "division with remainder undoes the address formula: the axis that runs fastest is the first remainder.",
    )

# %% hint [markdown]
# In NCHW the columns run fastest, so the remainder of `cell` divided by $W$ is
# the column. What is the quotient?

# %% hint [markdown]
# `cell, w = divmod(cell, W)` takes one axis off. Do it for each axis from the
# fastest to the slowest; the order of the axes is all that differs between the
# layouts.

# %% solution
def index_at(cell, shape, layout):
    """Return the index (n, c, h, w) of the entry at address `cell`."""
    size, index = dict(zip("NCHW", shape)), {}
    for axis in reversed(layout):  # the axis that runs fastest comes last in the name
        cell, index[axis] = divmod(cell, size[axis])
    return tuple(index[axis] for axis in "NCHW")

# %% right="divmod, one axis after the other"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        cell, w = divmod(cell, W)
        cell, h = divmod(cell, H)
        n, c = divmod(cell, C)
    else:
        cell, c = divmod(cell, C)
        cell, w = divmod(cell, W)
        n, h = divmod(cell, H)
    return n, c, h, w

# %% right="from the largest step down, as a list"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    strides = [C * H * W, H * W, W, 1] if layout == "NCHW" else [C * H * W, 1, W * C, C]
    index = [0] * 4
    for axis in sorted(range(4), key=lambda a: -strides[a]):
        index[axis], cell = cell // strides[axis], cell % strides[axis]
    for axis, size in enumerate(shape):          # axes of equal steps: the sizes decide
        index[axis] = index[axis] % size
    return index

# %% right="NumPy"
def index_at(cell, shape, layout):
    import numpy as np
    N, C, H, W = shape
    if layout == "NCHW":
        return np.unravel_index(cell, shape)
    n, h, w, c = np.unravel_index(cell, (N, H, W, C))
    return np.array([n, c, h, w])

# %% right="look it up in PyTorch"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    cells = torch.arange(N * C * H * W)
    cells = cells.view(shape) if layout == "NCHW" else cells.view(N, H, W, C).permute(0, 3, 1, 2)
    return (cells == cell).nonzero()[0]

# %% wrong="layout not used" says="Is `layout` used?"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W

# %% wrong="layout not used, always NHWC" says="Is `layout` used?"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell % C, cell // (W * C) % H, cell // C % W

# %% wrong="n, h, w, c returned" says="those are n, h, w, c"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W
    return cell // (C * H * W), cell // (W * C) % H, cell // C % W, cell % C

# %% wrong="remainders forgotten" says="Is a remainder missing?"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return 0, 0, 0, cell

# %% wrong="remainder of the channel forgotten" says="60 of (2, 3, 4, 5) in NCHW gives (1, 3, 0, 0), (1, 0, 0, 0) expected: 3 lies outside"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W), cell // W % H, cell % W

# %% wrong="divided with fractions" says="divide without fractions"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell / (C * H * W), cell / (H * W) % C, cell / W % H, cell % W

# %% wrong="divided with fractions, as a tensor" says="divide without fractions"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    steps = (C * H * W, H * W, W, 1) if layout == "NCHW" else (C * H * W, 1, W * C, C)
    return cell / torch.tensor(steps) % torch.tensor(shape)

# %% wrong="height for width" says="4 of (2, 3, 4, 5) in NCHW gives (0, 0, 1, 0)"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell // H % W, cell % H

# %% wrong="row and column swapped" says="row and column are swapped"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell % W, cell // W % H

# %% wrong="batch forgotten" says="has 3 entries; four are expected"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (H * W) % C, cell // W % H, cell % W

# %% wrong="the address back" says="is of type int; the four indices"
def index_at(cell, shape, layout):
    return cell

# %% wrong="a dict" says="is of type dict; the four indices"
def index_at(cell, shape, layout):
    index = {}
    for axis in reversed(layout):
        cell, index[axis] = divmod(cell, shape["NCHW".index(axis)])
    return index

# %% wrong="only the other layout written" says="is there a `return` for NCHW"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NHWC":
        return cell // (C * H * W), cell % C, cell // (W * C) % H, cell // C % W

# %% wrong="only one layout written" says="is there a `return` for NHWC"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W

# %% wrong="not a function" says="is a tuple; a function is expected"
index_at = (0, 1, 2, 3)

# %% wrong="a misspelt name" says="raised NameError"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cel // (C * H * W), 0, 0, 0

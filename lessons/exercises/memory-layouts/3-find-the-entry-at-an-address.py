# %% [markdown]
# # Find the entry at an address
#
# Write the way back: given an address, which entry lies there? `shape` is (N,
# C, H, W) for both layouts, `layout` is `"NCHW"` or `"NHWC"`, and the result
# is four ints, always in the order $(n, c, h, w)$. Checked: every cell of
# several batches, in both layouts.

# %% starter
def index_at(cell, shape, layout):
    """Return the index (n, c, h, w) of the entry at address `cell`."""
    return None

# %% check
def judge():
    """A function (cell, shape, layout) that returns four ints, (n, c, h, w)."""
    yield from check_function("index_at", index_at)

    def entries(layout, *shape):
        """Return the entries (n, c, h, w) in the order of their addresses."""
        sizes = [range(shape["NCHW".index(axis)]) for axis in layout]
        every = itertools.product(*sizes)
        return [tuple(e[layout.index(a)] for a in "NCHW") for e in every]

    for shape, layout in itertools.product(
            [(2, 3, 4, 5), (1, 4, 2, 7), (3, 2, 5, 2)], ("NCHW", "NHWC")):
        (N, C, H, W), found = shape, []
        expected = entries(layout, *shape)
        for cell in range(N * C * H * W):
            what = f"`index_at({cell}, {shape}, {layout!r})`"
            result = yield from check_result(
                what, index_at, cell, shape, layout, answered=layout == "NHWC")
            parts = result if hasattr(result, "__iter__") else []
            found.append(tuple(map(as_number, parts)))
            yield [*map(type, found[-1])] == 4 * [int], (
                f"{what} gives {result!r:.60}; four ints are expected.")
        case = f"`index_at` for {shape} in {layout}"
        for slip, made in {
                "that entry lies there in the other layout. Is `layout` used?":
                    entries({"NCHW": "NHWC"}.get(layout, "NCHW"), *shape),
                "`shape` is read as (N, H, W, C); it is always (N, C, H, W).":
                    entries(layout, N, W, C, H),
                "H and W are swapped.": entries(layout, N, C, W, H),
                "the rows run faster than the columns; it is the other way.":
                    entries(layout.replace("HW", "WH"), *shape),
                "the axis that runs fastest is the last of the name.":
                    entries(layout[::-1], *shape),
                "addresses count from 0.": found[:1] + expected[:-1],
                "those are n, h, w, c; the result is always (n, c, h, w).":
                    [(n, h, w, c) for n, c, h, w in expected],
                "the result is backwards; it should be (n, c, h, w).":
                    [e[::-1] for e in expected],
                "row and column are swapped in the result.":
                    [(n, c, w, h) for n, c, h, w in expected]}.items():
            yield found != made, f"{case}: {slip}"
        for axis, size, got, right in [*zip(
                "nchw", shape, zip(*found), zip(*expected))][::-1]:
            itself = tuple(cell % size for cell in range(len(got)))
            cause = (
                f"A remainder by {size} is missing."
                if tuple(k % size for k in got) == right else
                "Divide the quotient that is left, not the address."
                if got == itself else
                "Which axis runs fastest, and how long is it?")
            for cell, (k, expects) in enumerate(zip(got, right)):
                yield k == expects, (
                    f"{case}: at address {cell}, `{axis}` is {k}; {expects} is "
                    f"expected. {cause}")
    yield True, "division with remainder undoes the address formula."

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
    # the axis that runs fastest comes last in the name
    for axis in reversed(layout):
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

# %% wrong="remainders forgotten" says="at address 5, `w` is 5; 0 is expected. A remainder by 5 is missing."
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return 0, 0, 0, cell

# %% wrong="remainder of the channel forgotten" says="at address 60, `c` is 3; 0 is expected. A remainder by 3 is missing."
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W), cell // W % H, cell % W

# %% wrong="divided with fractions" says="gives (0.0, 0.0, 0.0, 0); four ints are expected"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell / (C * H * W), cell / (H * W) % C, cell / W % H, cell % W

# %% wrong="divided with fractions, as a tensor" says="gives tensor([0., 0., 0., 0.]); four ints are expected"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    steps = (C * H * W, H * W, W, 1) if layout == "NCHW" else (C * H * W, 1, W * C, C)
    return cell / torch.tensor(steps) % torch.tensor(shape)

# %% wrong="height for width" says="H and W are swapped"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell // H % W, cell % H

# %% wrong="row and column swapped" says="row and column are swapped"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell // (H * W) % C, cell % W, cell // W % H

# %% wrong="batch forgotten" says="gives (0, 0, 0); four ints are expected"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (H * W) % C, cell // W % H, cell % W

# %% wrong="the address back" says="gives 0; four ints are expected"
def index_at(cell, shape, layout):
    return cell

# %% wrong="a dict" says="'N': 0}; four ints are expected"
def index_at(cell, shape, layout):
    index = {}
    for axis in reversed(layout):
        cell, index[axis] = divmod(cell, shape["NCHW".index(axis)])
    return index

# %% wrong="only one layout written" says="`index_at(0, (2, 3, 4, 5), 'NHWC')` gives nothing (None)"
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

# %% wrong="the shape read as NHWC for NHWC" says="`shape` is read as (N, H, W, C)"
def index_at(cell, shape, layout):
    if layout == "NCHW":
        N, C, H, W = shape
        return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W
    N, H, W, C = shape
    return cell // (H * W * C), cell % C, cell // (W * C) % H, cell // C % W

# %% wrong="the shape read as NHWC for both" says="`shape` is read as (N, H, W, C)"
def index_at(cell, shape, layout):
    N, H, W, C = shape
    if layout == "NCHW":
        cell, w = divmod(cell, W)
        cell, h = divmod(cell, H)
        n, c = divmod(cell, C)
    else:
        cell, c = divmod(cell, C)
        cell, w = divmod(cell, W)
        n, h = divmod(cell, H)
    return n, c, h, w

# %% wrong="the shape read as NCWH" says="H and W are swapped"
def index_at(cell, shape, layout):
    size, index = dict(zip("NCWH", shape)), {}
    for axis in reversed(layout):
        cell, index[axis] = divmod(cell, size[axis])
    return [index[axis] for axis in "NCHW"]

# %% wrong="the rows before the columns" says="the rows run faster than the columns"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        cell, h = divmod(cell, H)
        cell, w = divmod(cell, W)
        n, c = divmod(cell, C)
    else:
        cell, c = divmod(cell, C)
        cell, h = divmod(cell, H)
        n, w = divmod(cell, W)
    return n, c, h, w

# %% wrong="from the slowest axis to the fastest" says="the axis that runs fastest is the last of the name"
def index_at(cell, shape, layout):
    size, index = dict(zip("NCHW", shape)), {}
    for axis in layout:
        cell, index[axis] = divmod(cell, size[axis])
    return tuple(index[axis] for axis in "NCHW")

# %% wrong="the quotient is not carried on" says="at address 1, `h` is 1; 0 is expected. Divide the quotient that is left"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    return cell // (C * H * W), cell % C, cell % H, cell % W

# %% wrong="indices from 1" says="at address 0, `w` is 1; 0 is expected. Which axis runs fastest"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    if layout == "NCHW":
        return cell // (C * H * W) + 1, cell // (H * W) % C + 1, cell // W % H + 1, cell % W + 1
    return cell // (C * H * W) + 1, cell % C + 1, cell // (W * C) % H + 1, cell // C % W + 1

# %% wrong="as they are taken off, w first" says="the result is backwards"
def index_at(cell, shape, layout):
    sizes = shape if layout == "NCHW" else (shape[0], *shape[2:], shape[1])
    index = []
    for size in reversed(sizes):
        cell, i = divmod(cell, size)
        index.append(i)
    return index

# %% right="the lesson's address, tried for every entry"
def index_at(cell, shape, layout):
    N, C, H, W = shape
    stride = (C * H * W, H * W, W, 1) if layout == "NCHW" else (C * H * W, 1, W * C, C)
    for index in itertools.product(*map(range, shape)):
        if address(index, stride) == cell:
            return index

# %% wrong="addresses counted from 1" says="addresses count from 0."
def index_at(cell, shape, layout):
    N, C, H, W = shape
    cell = cell - 1
    if layout == "NCHW":
        return cell // (C * H * W), cell // (H * W) % C, cell // W % H, cell % W
    return cell // (C * H * W), cell % C, cell // (W * C) % H, cell // C % W

# %% [markdown]
# # Write the best columns and rows
#
# `best_rank` returns a whole kernel. To run it as short passes, the columns
# and the rows are needed. Write `rank_r_filters(kernel, r)`: for a kernel
# (K_h, K_w), not always square, return `columns` (r, K_h) and `rows` (r, K_w)
# such that the sum of the r outer products is as near to the kernel as any can
# be. Checked: shapes, and the error against the smallest possible one.

# %% starter
def rank_r_filters(kernel, r):
    """Return columns (r, K_h) and rows (r, K_w); their outer products add up to nearly `kernel`."""
    return None

# %% check
def judge():
    yield (
        callable(rank_r_filters),
        f"`rank_r_filters` is a {type(rank_r_filters).__name__}; a function is expected.",
    )
    for K_h, K_w, r in [(5, 5, 1), (5, 5, 3), (7, 3, 2), (4, 9, 3), (6, 6, 6)]:
        case = f"a kernel of {K_h}×{K_w}, r = {r}"
        kernel = torch.randn(K_h, K_w).to(device)
        before = kernel.clone()
        result = rank_r_filters(kernel, r)
        if result is None and r == 1:
            yield (
                None,
                "not answered yet: `rank_r_filters` returns None. Write it above, then run this cell again.",
            )
        yield (
            torch.equal(kernel, before),
            "`rank_r_filters` changes its input in place.",
        )
        yield (
            hasattr(result, "__len__") and len(result) == 2,
            f"{case}: two things are expected, `columns` and `rows`; the result is a {type(result).__name__}.",
        )
        columns, rows = result
        for name, value in (("columns", columns), ("rows", rows)):
            yield (
                isinstance(value, torch.Tensor),
                f"{case}: `{name}` is a {type(value).__name__}; a tensor is expected.",
            )
            yield (
                value.is_floating_point(),
                f"{case}: `{name}` is {value.dtype}; the kernel is {kernel.dtype}. Is it rounded afterwards?",
            )
        shapes = tuple(columns.shape), tuple(rows.shape)
        yield (
            r == K_h or shapes[0] != (K_h, r),
            f"{case}: `columns` is {shapes[0]}; ({r}, {K_h}) is expected: one column in each row of the tensor, so transpose it.",
        )
        yield (
            shapes[0] == (r, K_h),
            f"{case}: `columns` is {shapes[0]}; ({r}, {K_h}) is expected.",
        )
        yield (
            r == K_w or shapes[1] != (K_w, r),
            f"{case}: `rows` is {shapes[1]}; ({r}, {K_w}) is expected: transpose it.",
        )
        yield (
            shapes[1] == (r, K_w),
            f"{case}: `rows` is {shapes[1]}; ({r}, {K_w}) is expected.",
        )
        made = torch.einsum(
            "ra,rb->ab", columns.detach().to(kernel), rows.detach().to(kernel)
        )
        U, S, Vh = torch.linalg.svd(before, full_matrices=False)
        yield bool(made.isfinite().all()), f"{case}: the result holds NaN or infinity."
        yield (
            K_h != K_w
            or not torch.allclose(made, ((U[:, :r] * S[:r]) @ Vh[:r]).T, atol=1e-4),
            f"{case}: the sum of the products is the transposed kernel: `columns` and `rows` are swapped. A column is as long as the kernel is high.",
        )
        for wrong, why in [
            (
                U[:, :r] @ Vh[:r],
                "the singular values are missing: multiply the columns or the rows by them",
            ),
            (
                (U[:, :r] * S[:r] ** 2) @ Vh[:r],
                "the singular values are in the columns and in the rows, so they count twice: put them in one, or their roots in both",
            ),
            (
                (U[:, :r] * S[:r].sqrt()) @ Vh[:r],
                "the roots of the singular values are in one of the two only; they belong in both",
            ),
        ]:
            yield not torch.allclose(made, wrong, atol=1e-4), f"{case}: {why}."
        error, best = (
            ((made - before).norm() / before.norm()).item(),
            ((S[r:].norm()) / S.norm()).item(),
        )
        yield (
            error < best + 1e-4,
            (
                f"{case}: relative error {error:.2f}, {best:.2f} is possible. Are these the r largest terms? torch.linalg.svd returns Vh, whose *rows* belong to the singular values."
            ),
        )
    yield (
        True,
        "2·K·r numbers instead of K², and no other choice of r columns and rows comes nearer.",
    )

# %% hint [markdown]
# `U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)` writes the kernel
# as a sum of `S[i] * torch.outer(U[:, i], Vh[i])`, the largest first.

# %% hint [markdown]
# Column i is `U[:, i]`, so the first r of them, one in each row, are
# `U[:, :r].T`. Where does `S` go?

# %% solution
def rank_r_filters(kernel, r):
    """Return columns (r, K_h) and rows (r, K_w); their outer products add up to nearly `kernel`."""
    U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)
    return (U[:, :r] * S[:r]).T, Vh[:r]

# %% right="the values in the rows"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U.T[:r], S[:r, None] * Vh[:r]

# %% right="roots in both, torch.svd"
def rank_r_filters(kernel, r):
    U, S, V = torch.svd(kernel)
    return (U * S.sqrt())[:, :r].T.contiguous(), (V * S.sqrt())[:, :r].T.contiguous()

# %% right="numpy, in a list, in double precision"
import numpy as np


def rank_r_filters(kernel, r):
    U, S, Vh = np.linalg.svd(kernel.cpu().double().numpy())
    return [torch.from_numpy(U[:, :r].T.copy()), torch.from_numpy(np.diag(S[:r]) @ Vh[:r])]

# %% right="eigenvectors, and a projection"
def rank_r_filters(kernel, r):
    _, V = torch.linalg.eigh(kernel.T @ kernel)
    rows = V.flip(1)[:, :r].T
    return rows @ kernel.T, rows

# %% right="one term at a time, taken off"
def rank_r_filters(kernel, r):
    rest, columns, rows = kernel.clone(), [], []
    for _ in range(r):
        column, row = separate(rest)
        columns.append(3 * column)
        rows.append(row / 3)
        rest = rest - torch.outer(column, row)
    return torch.stack(columns), torch.stack(rows)

# %% wrong="the values forgotten" says="the singular values are missing"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r].T, Vh[:r]

# %% wrong="the values in both" says="count twice"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, S[:r, None] * Vh[:r]

# %% wrong="roots in one only" says="in one of the two only"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r].sqrt()).T, Vh[:r]

# %% wrong="columns not transposed" says="one column in each row of the tensor"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r] * S[:r], Vh[:r]

# %% wrong="the columns of Vh" says="`rows` is (5, 1); (1, 5) is expected: transpose it"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, Vh[:, :r]

# %% wrong="Vh taken for V" says="whose *rows* belong to the singular values"
def rank_r_filters(kernel, r):
    U, S, V = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, V[:, :r].T

# %% wrong="the smallest terms" says="Are these the r largest terms?"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)
    return (U[:, -r:] * S[-r:]).T, Vh[-r:]

# %% wrong="always one term" says="`columns` is (1, 5); (3, 5) is expected"
def rank_r_filters(kernel, r):
    column, row = separate(kernel)
    return column[None], row[None]

# %% wrong="swapped" says="the sum of the products is the transposed kernel"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel.T)
    return (U[:, :r] * S[:r]).T, Vh[:r]

# %% wrong="the kernel itself" says="the result is a Tensor"
def rank_r_filters(kernel, r):
    return best_rank(kernel, r)

# %% wrong="rows of the kernel itself" says="is possible"
def rank_r_filters(kernel, r):
    return torch.eye(kernel.shape[0], device=kernel.device)[:r], kernel[:r]

# %% wrong="lists" says="`columns` is a list; a tensor is expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T.tolist(), Vh[:r].tolist()

# %% wrong="the kernel is scaled in place" says="changes its input in place"
def rank_r_filters(kernel, r):
    size = kernel.norm()
    U, S, Vh = torch.linalg.svd(kernel.div_(size), full_matrices=False)
    return (U[:, :r] * S[:r]).T * size, Vh[:r]

# %% wrong="no return after the work" says="a tensor is expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, None

# %% wrong="not a function" says="is a tuple; a function is expected"
rank_r_filters = separate(kernels["Sobel"])

# %% wrong="no return where r is not 1" says="two things are expected, `columns` and `rows`; the result is a NoneType"
def rank_r_filters(kernel, r):
    if r == 1:
        column, row = separate(kernel)
        return column[None], row[None]

# %% wrong="all of Vh" says="`rows` is (5, 5); (1, 5) is expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, Vh

# %% wrong="roots of eigenvalues, the smallest first" says="the result holds NaN or infinity"
def rank_r_filters(kernel, r):
    values, vectors = torch.linalg.eigh(kernel)
    terms = (vectors * values.sqrt())[:, :r].T
    return terms, terms

# %% wrong="rounded to whole numbers" says="`columns` is torch.int64; the kernel is torch.float32. Is it rounded afterwards?"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T.round().long(), Vh[:r].round().long()

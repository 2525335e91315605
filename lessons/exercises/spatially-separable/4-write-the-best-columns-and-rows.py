# %% [markdown]
# # Write the best columns and rows
#
# `best_rank` returns a whole kernel. To run it as short passes, the columns
# and the rows are needed. Write `rank_r_filters(kernel, r)`: for a kernel
# (K_h, K_w), not always square, return `columns` (r, K_h) and `rows` (r, K_w)
# such that the sum of the r outer products is as near to the kernel as any can
# be. `r` is at most the kernel's shorter side. Checked: shapes, and the error
# against the smallest possible one.

# %% starter
def rank_r_filters(kernel, r):
    """Return columns (r, K_h) and rows (r, K_w); their outer products add up
    to nearly `kernel`.
    """
    return None

# %% check
def judge():
    """A function (kernel, r) that returns tensors (r, K_h) and (r, K_w)."""
    yield from check_function("rank_r_filters", rank_r_filters)
    for K_h, K_w, r in [(5, 5, 1), (5, 5, 3), (7, 3, 2), (4, 9, 3), (6, 6, 6)]:
        case = f"`rank_r_filters` for a kernel of {K_h}×{K_w}, r = {r}"
        kernel, results = torch.randn(K_h, K_w).to(device), []

        def run(*given):
            results.append(rank_r_filters(*given))
            return None if results[0] is None else given[0]

        yield from check_call(case, run, kernel, r, first=r == 1)
        pair = results[0]
        yield isinstance(pair, (tuple, list)) and len(pair) == 2, (
            f"{case} gives {kind_of(pair)}; two tensors are expected.")
        for name, part, K in zip(("columns", "rows"), pair, (K_h, K_w)):
            part = yield from check_call(f"{case}: `{name}`", lambda: part)
            yield part.shape == (r, K), (
                f"{case} gives `{name}` of {tuple(part.shape)}; ({r}, {K}) is "
                "expected." + " Transpose it." * (part.shape == (K, r)))
        columns, rows = (part.detach().to(kernel) for part in pair)
        made, best = columns.T @ rows, best_rank(kernel, r)
        U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)
        error, least = (relative_error(near, kernel) for near in (made, best))
        if error > least + 1e-4:
            yield from check_values(f"{case}, the products added", made, best, {
                "the singular values are missing: multiply the columns or the "
                "rows by `S`.": U[:, :r] @ Vh[:r],
                "the singular values count twice: put `S` in the columns or in "
                "the rows, or its root in both.": U[:, :r] * S[:r]**2 @ Vh[:r],
                "the root of `S` is in one of the two; it belongs in both.":
                    U[:, :r] * S[:r].sqrt() @ Vh[:r],
                "those are the r smallest terms.": U[:, -r:] * S[-r:] @ Vh[-r:],
                "`columns` and `rows` are swapped.": best.T,
            }, f"The relative error is {error:.3g}; {least:.3g} is possible: "
                "the r largest terms, columns of `U` and *rows* of `Vh`.")
    yield True, "no other r columns and rows come nearer to the kernel."

# %% hint [markdown]
# `U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)` writes the kernel
# as a sum of `S[i] * torch.outer(U[:, i], Vh[i])`, the largest first.

# %% hint [markdown]
# Column i is `U[:, i]`, so the first r of them, one in each row, are
# `U[:, :r].T`. Where does `S` go?

# %% solution
def rank_r_filters(kernel, r):
    """Return columns (r, K_h) and rows (r, K_w); their outer products add up
    to nearly `kernel`.
    """
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

# %% right="columns and rows in turn, until they hardly change"
def rank_r_filters(kernel, r):
    K_h, K_w = kernel.shape
    rows = torch.eye(K_w)[:r].to(kernel)
    for _ in range(12):
        columns = torch.linalg.lstsq(rows.T, kernel.T).solution
        rows = torch.linalg.lstsq(columns.T, kernel).solution
    return columns, rows

# %% right="filled in with a loop, and gradients"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    columns, rows = torch.zeros(r, kernel.shape[0]), torch.zeros(r, kernel.shape[1])
    for i in range(r):
        columns[i] = U[:, i] * S[i]
        rows[i] = Vh[i, :]
    return columns.requires_grad_(), rows

# %% wrong="the values forgotten" says="r = 1, the products added: the singular values are missing: multiply the columns or the rows by `S`"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r].T, Vh[:r]

# %% wrong="the values in both" says="count twice"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, S[:r, None] * Vh[:r]

# %% wrong="roots in one only" says="the root of `S` is in one of the two; it belongs in both"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r].sqrt()).T, Vh[:r]

# %% wrong="columns not transposed" says="gives `columns` of (5, 1); (1, 5) is expected. Transpose it"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r] * S[:r], Vh[:r]

# %% wrong="the columns of Vh" says="gives `rows` of (5, 1); (1, 5) is expected. Transpose it"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, Vh[:, :r]

# %% wrong="Vh taken for V" says="the r largest terms, columns of `U` and *rows* of `Vh`"
def rank_r_filters(kernel, r):
    U, S, V = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, V[:, :r].T

# %% wrong="the rows of U" says="the r largest terms, columns of `U` and *rows* of `Vh`"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:r] * S[:r, None], Vh[:r]

# %% wrong="every term as strong as the first" says="r = 3, the products added: the shape is right, the values are not"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r].T * S[0], Vh[:r]

# %% wrong="the smallest terms" says="those are the r smallest terms"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)
    return (U[:, -r:] * S[-r:]).T, Vh[-r:]

# %% wrong="eigenvectors, the smallest first" says="those are the r smallest terms"
def rank_r_filters(kernel, r):
    _, V = torch.linalg.eigh(kernel.T @ kernel)
    return V[:, :r].T @ kernel.T, V[:, :r].T

# %% wrong="eigenvectors in no order" says="The relative error is 0.862; 0.678 is possible: the r largest terms"
def rank_r_filters(kernel, r):
    values, V = torch.linalg.eigh(kernel.T @ kernel)
    rows = V[:, torch.arange(len(V)).roll(1)][:, -r:].T
    return rows @ kernel.T, rows

# %% wrong="always one term" says="`columns` of (1, 5); (3, 5) is expected"
def rank_r_filters(kernel, r):
    column, row = separate(kernel)
    return column[None], row[None]

# %% wrong="a column and a row without their axis" says="gives `columns` of (5,); (1, 5) is expected"
def rank_r_filters(kernel, r):
    return separate(kernel)

# %% wrong="swapped" says="`columns` and `rows` are swapped"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel.T)
    return (U[:, :r] * S[:r]).T, Vh[:r]

# %% wrong="a square kernel taken for granted" says="a kernel of 7×3, r = 2 raised RuntimeError"
def rank_r_filters(kernel, r):
    K = kernel.shape[0]
    U, S, Vh = torch.linalg.svd(kernel)
    return (U @ torch.diag(S))[:, :r].T.reshape(r, K), Vh[:r].reshape(r, K)

# %% wrong="the kernel itself" says="gives a Tensor; two tensors are expected"
def rank_r_filters(kernel, r):
    return best_rank(kernel, r)

# %% wrong="columns, strengths and rows" says="gives a tuple; two tensors are expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r].T, S[:r], Vh[:r]

# %% wrong="rows of the kernel itself" says="The relative error is 0.924; 0.678 is possible: the r largest terms"
def rank_r_filters(kernel, r):
    return torch.eye(kernel.shape[0], device=kernel.device)[:r], kernel[:r]

# %% wrong="one tensor of both" says="gives a Tensor; two tensors are expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return torch.stack([(U[:, :r] * S[:r]).T, Vh[:r]])

# %% wrong="lists" says="`columns` gives a list; a tensor is expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T.tolist(), Vh[:r].tolist()

# %% wrong="the kernel is scaled in place" says="changes its input in place"
def rank_r_filters(kernel, r):
    size = kernel.norm()
    U, S, Vh = torch.linalg.svd(kernel.div_(size), full_matrices=False)
    return (U[:, :r] * S[:r]).T * size, Vh[:r]

# %% wrong="no rows" says="`rows` gives nothing (None); a tensor is expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, None

# %% wrong="not a function" says="is a tuple; a function is expected"
rank_r_filters = separate(kernels["Sobel"])

# %% wrong="no return where r is not 1" says="r = 3 gives nothing (None)"
def rank_r_filters(kernel, r):
    if r == 1:
        column, row = separate(kernel)
        return column[None], row[None]

# %% wrong="all of Vh" says="gives `rows` of (5, 5); (1, 5) is expected"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, Vh

# %% wrong="roots of eigenvalues, the smallest first" says="`columns` gives NaN or infinity"
def rank_r_filters(kernel, r):
    values, vectors = torch.linalg.eigh(kernel)
    terms = (vectors * values.sqrt())[:, :r].T
    return terms, terms

# %% wrong="rounded to whole numbers" says="`columns` gives torch.int64"
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T.round().long(), Vh[:r].round().long()

# %% [markdown]
# # Spend as little as possible on a photograph
#
# `make_kernel("ring", 21)` blurs as a mirror lens does. It is to be run on
# `photo` without padding, as a sum of $r$ columns and rows. Find the smallest
# $r$ for which the relative error **of the picture** is below 0.004, the MACs
# a pixel of that, and the MACs a pixel of the square kernel. (MACs a pixel: as
# with "same" padding, the edge left aside.) Checked: each number.

# %% starter
smallest_r = None
macs_of_terms = None  # a pixel
macs_of_square = None  # a pixel

# %% check
def judge():
    K = 21
    kernel = make_kernel("ring", K)
    near = torch.stack([best_rank(kernel, r) for r in range(1, K + 1)])
    kernels = torch.cat([kernel[None], near])[:, None]
    exact, *pictures = F.conv2d(photo.float(), kernels.float())[0]  # all in one go
    on_picture = [relative_error(picture, exact) for picture in pictures]
    on_kernel = [relative_error(k, kernel) for k in near]
    right, by_kernel = (
        next(r for r, error in enumerate(errors, 1) if error < 0.004)
        for errors in (on_picture, on_kernel)
    )
    yield from judge_number(
        "smallest_r",
        smallest_r,
        right,
        {
            by_kernel: "there the *kernel* is that near; the question is about the picture, which needs less",
            right
            - 1: f"there the error of the picture is {on_picture[right - 2]:.4f}, still too large. If you counted from 0 in Python, add one",
            right + 1: "the error is small enough there, but it is at a smaller r too",
            K: "every kernel is exact there; the question is about the smallest r",
        },
    )
    yield from judge_number(
        "macs_of_terms",
        macs_of_terms,
        2 * K * right,
        {
            K * right: "each term is a column *and* a row of 21",
            2 * K: "that is one term",
            2 * right: "a column and a row have 21 weights each",
            K
            * K
            * right: "each term is run as two short passes, and not as a square window",
            4 * K * right: "those are FLOPs, twice the MACs",
            2
            * K
            * right
            * exact.numel(): "that is for the whole picture; the question is about one pixel",
        },
    )
    yield from judge_number(
        "macs_of_square",
        macs_of_square,
        K * K,
        {
            K: "the window is 21 high and 21 wide",
            2 * K: "that is a column and a row; the square window has 21·21 weights",
            2 * K * K: "those are FLOPs, twice the MACs",
            K
            * K
            * exact.numel(): "that is for the whole picture; the question is about one pixel",
            int(
                (kernel != 0).sum()
            ): "those are the weights that are not zero; a convolution multiplies by the zeros too",
        },
    )
    yield (
        True,
        f"{K * K / (2 * K * right):.1f} times fewer MACs for an error of {on_picture[right - 1]:.4f}; the kernel itself is still off by {on_kernel[right - 1]:.2f}.",
    )

# %% hint [markdown]
# Filter the photograph once with the whole kernel, then in a loop over r with
# `best_rank(kernel, r)`, and print `relative_error` of the two pictures.

# %% hint [markdown]
# For each pixel a column of 21 and a row of 21 are multiplied, once for each
# term.

# %% solution
kernel = make_kernel("ring", 21)
near = [best_rank(kernel, r) for r in range(1, 22)]
# 22 kernels in one call: hardly slower than one
exact, *pictures = F.conv2d(photo, torch.stack([kernel, *near])[:, None])[0]
near_enough = [relative_error(picture, exact) < 0.004 for picture in pictures]
smallest_r = 1 + near_enough.index(True)
macs_of_terms, macs_of_square = 2 * 21 * smallest_r, 21 * 21
print(smallest_r, macs_of_terms, macs_of_square)

# %% right="numbers"
smallest_r, macs_of_terms, macs_of_square = 3, 126, 441

# %% right="a loop that stops, in single precision"
kernel, picture = make_kernel("ring", 21).float(), photo.float()
exact = F.conv2d(picture, kernel[None, None])
smallest_r = 1
while relative_error(F.conv2d(picture, best_rank(kernel, smallest_r)[None, None]), exact) >= 0.004:
    smallest_r += 1
macs_of_terms, macs_of_square = smallest_r * (21 + 21), kernel.numel()

# %% right="in short passes, a term at a time"
kernel, picture, smallest_r = make_kernel("ring", 21), 0, 0
U, S, Vh = torch.linalg.svd(kernel)
exact = F.conv2d(photo, kernel[None, None])
while smallest_r == 0 or relative_error(picture, exact) >= 0.004:
    column, row = U[:, smallest_r] * S[smallest_r], Vh[smallest_r]
    picture = picture + F.conv2d(F.conv2d(photo, column.view(1, 1, 21, 1)), row.view(1, 1, 1, 21))
    smallest_r += 1
macs_of_terms, macs_of_square = smallest_r * (len(column) + len(row)), len(column) * len(row)

# %% right="tensors and floats"
smallest_r, macs_of_terms, macs_of_square = torch.tensor(3), 126.0, torch.tensor([441])

# %% wrong="judged by the kernel" says="there the *kernel* is that near"
kernel = make_kernel("ring", 21)
smallest_r = next(r for r in range(1, 22) if relative_error(best_rank(kernel, r), kernel) < 0.004)
macs_of_terms, macs_of_square = 42 * smallest_r, 441

# %% wrong="counted from 0" says="If you counted from 0 in Python, add one"
smallest_r, macs_of_terms, macs_of_square = 2, 126, 441

# %% wrong="one too many" says="at a smaller r too"
smallest_r, macs_of_terms, macs_of_square = 4, 168, 441

# %% wrong="full rank" says="the question is about the smallest r"
smallest_r, macs_of_terms, macs_of_square = 21, 882, 441

# %% wrong="the rows forgotten" says="a column *and* a row of 21"
smallest_r, macs_of_terms, macs_of_square = 3, 63, 441

# %% wrong="one term" says="that is one term"
smallest_r, macs_of_terms, macs_of_square = 3, 42, 441

# %% wrong="each term as a square" says="not as a square window"
smallest_r, macs_of_terms, macs_of_square = 3, 1323, 441

# %% wrong="FLOPs of the terms" says="twice the MACs"
smallest_r, macs_of_terms, macs_of_square = 3, 252, 441

# %% wrong="zeros not counted" says="a convolution multiplies by the zeros too"
smallest_r, macs_of_terms, macs_of_square = 3, 126, int((make_kernel("ring", 21) != 0).sum())

# %% wrong="one side only" says="the window is 21 high and 21 wide"
smallest_r, macs_of_terms, macs_of_square = 3, 126, 21

# %% wrong="a list of errors" says="a number is expected"
smallest_r, macs_of_terms, macs_of_square = [3], 126, 441

# %% wrong="one weight a pass" says="a column and a row have 21 weights each"
smallest_r, macs_of_terms, macs_of_square = 3, 3 * 2, 441

# %% wrong="the terms on the whole picture" says="the question is about one pixel"
output = F.conv2d(photo, make_kernel("ring", 21)[None, None])
smallest_r, macs_of_terms, macs_of_square = 3, 126 * output.numel(), 441

# %% wrong="a column and a row for the square" says="the square window has 21·21 weights"
smallest_r, macs_of_terms, macs_of_square = 3, 126, 21 + 21

# %% wrong="FLOPs of the square" says="those are FLOPs, twice the MACs"
smallest_r, macs_of_terms, macs_of_square = 3, 126, 2 * 21**2

# %% wrong="the square on the whole picture" says="the question is about one pixel"
side_h, side_w = (side - 21 + 1 for side in photo.shape[2:])
smallest_r, macs_of_terms, macs_of_square = 3, 126, 21 * 21 * side_h * side_w

# %% wrong="the comparison and not the r" says="`smallest_r` is a bool; a number is expected"
kernel, r = make_kernel("ring", 21), 3
exact = F.conv2d(photo, kernel[None, None])
smallest_r = relative_error(F.conv2d(photo, best_rank(kernel, r)[None, None]), exact) < 0.004
macs_of_terms, macs_of_square = 126, 441

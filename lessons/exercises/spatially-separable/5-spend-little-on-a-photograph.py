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
    """Three whole numbers."""
    kernel = make_kernel("ring", 21)
    near = [best_rank(kernel, r) for r in range(1, 22)]
    exact, *pictures = F.conv2d(photo, torch.stack([kernel, *near])[:, None])[0]
    errors = [relative_error(picture, exact) for picture in pictures]
    r = 1 + [error < 0.004 for error in errors].index(True)
    terms, pixels = 2 * 21 * r, exact.numel()
    whole = "that is for the whole picture; the question is about one pixel"
    twice = "those are FLOPs, twice the MACs"
    small = "that is for the chapter's 15×15; this kernel is 21×21"
    return check_numbers(
        f"{441 / terms:.1f} times fewer MACs for an error of {errors[2]:.4f}.",
        smallest_r=(r, 1, dict.fromkeys(
            range(r + 1, 22), "near enough, but so is a smaller r") | {
            r - 1: f"there the error is {errors[r - 2]:.4f}, still too large. "
            "If you counted from 0 in Python, add one",
            9: "there the *kernel* is that near; the picture needs less"}),
        macs_of_terms=(terms, 2, {
            42 * n: f"that is for r = {n}" for n in range(1, 22) if n != r} | {
            21 * r: "each term is a column *and* a row of 21", 30 * r: small,
            2 * r: "a column and a row have 21 weights each",
            441 * r: "each term is two short passes, not a square window",
            2 * terms: f"{twice} (or r = {2 * r})", terms * pixels: whole}),
        macs_of_square=(441, 2, {
            21: "the window is 21 high and 21 wide", 2 * 441: twice, 225: small,
            42: "that is a column and a row; the square has 21·21 weights",
            441 * pixels: whole, int((kernel != 0).sum()): "those are the "
            "weights that are not zero; the zeros are multiplied, too"}))

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

# %% wrong="counted from 0" says="`smallest_r` is 2: there the error is 0.0115, still too large. If you counted from 0"
smallest_r, macs_of_terms, macs_of_square = 2, 84, 441

# %% wrong="the rank of the kernel, as a number of MACs too" says="`macs_of_terms` is 378: that is for r = 9. Right: `smallest_r`, `macs_of_square`"
smallest_r, macs_of_terms, macs_of_square = 3, 42 * int(torch.linalg.matrix_rank(make_kernel("ring", 21), rtol=1e-9)), 441

# %% wrong="terms and square swapped" says="`macs_of_terms` and `macs_of_square` are swapped. Right: `smallest_r`"
smallest_r, macs_of_terms, macs_of_square = 3, 441, 126

# %% wrong="one term" says="`macs_of_terms` is 42: that is for r = 1"
smallest_r, macs_of_terms, macs_of_square = 3, 42, 441

# %% wrong="both in FLOPs" says="`macs_of_terms` is 252: those are FLOPs, twice the MACs (or r = 6). Right: `smallest_r`"
smallest_r, macs_of_terms, macs_of_square = 3, 252, 882

# %% wrong="zeros not counted" says="those are the weights that are not zero"
smallest_r, macs_of_terms, macs_of_square = 3, 126, int((make_kernel("ring", 21) != 0).sum())

# %% wrong="a list" says="`smallest_r` is a list; a number is expected"
smallest_r, macs_of_terms, macs_of_square = [3], 126, 441

# %% wrong="the square on the whole picture" says="the question is about one pixel"
side_h, side_w = (side - 21 + 1 for side in photo.shape[2:])
smallest_r, macs_of_terms, macs_of_square = 3, 126, 21 * 21 * side_h * side_w

# %% wrong="the comparison and not the r" says="`smallest_r` is a bool; a number is expected"
kernel, r = make_kernel("ring", 21), 3
exact = F.conv2d(photo, kernel[None, None])
smallest_r = relative_error(F.conv2d(photo, best_rank(kernel, r)[None, None]), exact) < 0.004
macs_of_terms, macs_of_square = 126, 441

# %% wrong="the worst pixel for the relative error" says="`smallest_r` is 7: near enough, but so is a smaller r"
kernel = make_kernel("ring", 21)
exact = F.conv2d(photo, kernel[None, None])
smallest_r = 1
while (F.conv2d(photo, best_rank(kernel, smallest_r)[None, None]) - exact).abs().max() >= 0.004:
    smallest_r += 1
macs_of_terms, macs_of_square = 42 * smallest_r, 441

# %% wrong="the chapter's kernel of 15×15" says="`macs_of_terms` is 90: that is for the chapter's 15×15; this kernel is 21×21. Right: `smallest_r`"
smallest_r, macs_of_terms, macs_of_square = 3, 90, 225

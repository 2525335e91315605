"""Right and wrong answers to the exercises of Chapter 5, each wrong one with a phrase its verdict must contain."""

# %% 5.1 right: plain numbers
square_window, column_first, row_first = 300, 160, 240

# %% 5.1 right: the chapter's function
square_window, column_first, row_first = 2 * 6 * 25, count_separable(6, 10, 5), count_separable(6, 10, 5, columns_first=False)

# %% 5.1 right: counted by the loops
picture = torch.rand(6, 10)
_, square_window = correlate_counting(picture, torch.rand(5, 5))
middle, first = correlate_counting(picture, torch.rand(5, 1))
column_first = first + correlate_counting(middle, torch.rand(1, 5))[1]
middle, first = correlate_counting(picture, torch.rand(1, 5))
row_first = first + correlate_counting(middle, torch.rand(5, 1))[1]

# %% 5.1 right: floats and a tensor
square_window, column_first, row_first = 300.0, torch.tensor(160), torch.tensor([240.0])

# %% 5.1 wrong: as with "same" padding -> the output is not 6×10
square_window, column_first, row_first = 1500, 160, 240

# %% 5.1 wrong: places only -> each takes a whole window of products
square_window, column_first, row_first = 12, 160, 240

# %% 5.1 wrong: 6 - 5 = 1 and 10 - 5 = 5 -> do not forget the first place
square_window, column_first, row_first = 125, 160, 240

# %% 5.1 wrong: FLOPs -> those are FLOPs
square_window, column_first, row_first = 600, 160, 240

# %% 5.1 wrong: both passes on the final size -> both passes are counted on the final 2×6
square_window, column_first, row_first = 300, 120, 240

# %% 5.1 wrong: first pass only -> that is the first pass alone
square_window, column_first, row_first = 300, 100, 240

# %% 5.1 wrong: the orders swapped -> that is the other order
square_window, column_first, row_first = 300, 240, 160

# %% 5.1 wrong: the same count for both orders -> on a picture that is not square they differ
square_window, column_first, row_first = 300, 160, 160

# %% 5.1 wrong: passes multiplied -> do not multiply them
square_window, column_first, row_first = 300, 6000, 240

# %% 5.1 wrong: the row pass over the whole picture -> the row fits in 6 places across
square_window, column_first, row_first = 300, 160, 360

# %% 5.1 wrong: an odd number -> too large
square_window, column_first, row_first = 300, 161, 240

# %% 5.1 wrong: the weights of one row -> a window of 5×5 has 25 weights
square_window, column_first, row_first = (6 - 5 + 1) * (10 - 5 + 1) * 5, 160, 240

# %% 5.1 wrong: one place too many -> the output is 2×6, and not 3×7
square_window, column_first, row_first = len(range(6 - 5 + 2)) * len(range(10 - 5 + 2)) * 25, 160, 240

# %% 5.1 wrong: the second count overwrites the first -> that is the second pass alone
picture, square_window, row_first = torch.rand(6, 10), 300, 240
middle, column_first = correlate_counting(picture, torch.rand(5, 1))
_, column_first = correlate_counting(middle, torch.rand(1, 5))

# %% 5.1 wrong: both passes at 6×10 -> neither pass makes 6×10
square_window, column_first, row_first = 300, 6 * 10 * 5 + 6 * 10 * 5, 240

# %% 5.1 wrong: the column pass over the whole picture -> the column fits in 2 places down
square_window, column_first, row_first = 300, 6 * 10 * 5 + 2 * 6 * 5, 240

# %% 5.1 wrong: FLOPs of the column first -> those are FLOPs
square_window, column_first, row_first = 300, 2 * count_separable(6, 10, 5), 240

# %% 5.1 wrong: the row pass only -> that is the first pass alone
square_window, column_first, row_first = 300, 160, 6 * (10 - 5 + 1) * 5

# %% 5.1 wrong: the row's count is overwritten -> that is the second pass alone
picture, square_window, column_first = torch.rand(6, 10), 300, 160
middle, row_first = correlate_counting(picture, torch.rand(1, 5))
_, row_first = correlate_counting(middle, torch.rand(5, 1))

# %% 5.1 wrong: the row first, both on the final size -> the first makes a taller picture, 6×6
square_window, column_first, row_first = 300, 160, 2 * 6 * (5 + 5)

# %% 5.1 wrong: the row first, passes multiplied -> do not multiply them
square_window, column_first, row_first = 300, 160, (6 * 6 * 5) * (2 * 6 * 5)

# %% 5.1 wrong: FLOPs of the row first -> those are FLOPs
square_window, column_first, row_first = 300, 160, 2 * count_separable(6, 10, 5, columns_first=False)

# %% 5.2 right: lists
column_5_2, row_5_2 = [1, 3, 2], [2, 4, 0, -4, -2]

# %% 5.2 right: another scaling, with the column as an upright tensor
column_5_2, row_5_2 = torch.tensor([[2.0], [6.0], [4.0]]), torch.tensor([[1.0, 2.0, 0.0, -2.0, -1.0]])

# %% 5.2 right: both negative
column_5_2, row_5_2 = (-1, -3, -2), (-2, -4, 0, 4, 2)

# %% 5.2 right: numpy and fractions
import numpy as np
column_5_2, row_5_2 = np.array([1 / 3, 1, 2 / 3]), np.array([6, 12, 0, -12, -6])

# %% 5.2 right: by the function all the same
kernel = torch.tensor([[2.0, 4, 0, -4, -2], [6, 12, 0, -12, -6], [4, 8, 0, -8, -4]], device=device, requires_grad=True)
column_5_2, row_5_2 = separate(kernel)

# %% 5.2 wrong: first column and first row as they stand -> both carry the corner of the kernel
column_5_2, row_5_2 = [2, 6, 4], [2, 4, 0, -4, -2]

# %% 5.2 wrong: one of them negative -> the wrong sign
column_5_2, row_5_2 = [1, 3, 2], [-2, -4, 0, 4, 2]

# %% 5.2 wrong: swapped -> they are swapped
column_5_2, row_5_2 = [2, 4, 0, -4, -2], [1, 3, 2]

# %% 5.2 wrong: the multiples of the second row against the first row -> row 2 of the outer product
column_5_2, row_5_2 = [1, 3, 3], [2, 4, 0, -4, -2]

# %% 5.2 wrong: signs of the row lost -> row 0 of the outer product
column_5_2, row_5_2 = [1, 3, 2], [2, 4, 0, 4, 2]

# %% 5.2 wrong: the zero left out -> `row_5_2` has 4 numbers
column_5_2, row_5_2 = [1, 3, 2], [2, 4, -4, -2]

# %% 5.2 wrong: the whole kernel -> `column_5_2` has 15 numbers
column_5_2, row_5_2 = torch.ones(3, 5), [2, 4, 0, -4, -2]

# %% 5.2 wrong: sums -> is 72 times the kernel. The proportions are right; divide one of the two by that
column_5_2, row_5_2 = [12, 36, 24], [12, 24, 0, -24, -12]

# %% 5.2 wrong: a string -> is a str; a list of numbers
column_5_2, row_5_2 = "1 3 2", [2, 4, 0, -4, -2]

# %% 5.2 wrong: divided by the zero -> NaN or infinity
column_5_2, row_5_2 = [float("nan"), 3, 2], [2, 4, 0, -4, -2]

# %% 5.2 wrong: zeros -> is all zeros
column_5_2, row_5_2 = [0, 0, 0], [2, 4, 0, -4, -2]

# %% 5.3 right: a dict
separates = {"A": False, "B": True, "C": False, "D": True, "E": False}

# %% 5.3 right: dict(), in another order
separates = dict(E=False, D=True, C=False, B=True, A=False)

# %% 5.3 right: noughts and ones
separates = dict(zip("ABCDE", [0, 1, 0, 1, 0]))

# %% 5.3 right: filled in one by one
separates["A"] = separates["C"] = separates["E"] = False
separates["B"] = separates["D"] = True

# %% 5.3 wrong: symmetric means separable -> you marked exactly the symmetric ones
separates = {"A": True, "B": False, "C": True, "D": True, "E": False}

# %% 5.3 wrong: A like the Gaussian -> is its middle row a multiple of its first?
separates = {"A": True, "B": True, "C": False, "D": True, "E": False}

# %% 5.3 wrong: a row of zeros taken for a fault -> A row of zeros is a multiple of any row
separates = {"A": False, "B": False, "C": False, "D": True, "E": False}

# %% 5.3 wrong: D taken for a diagonal -> it looks like two diagonals
separates = {"A": False, "B": True, "C": False, "D": False, "E": False}

# %% 5.3 wrong: E is regular -> equal steps are differences
separates = {"A": False, "B": True, "C": False, "D": True, "E": True}

# %% 5.3 wrong: all of them -> 2 of 5 are right
separates = dict.fromkeys("ABCDE", True)

# %% 5.3 wrong: one left out -> has no answer for D
separates = {"A": False, "B": True, "C": False, "E": False}

# %% 5.3 wrong: words -> True or False is expected
separates = dict.fromkeys("ABCDE", "yes")

# %% 5.3 wrong: ranks -> True or False is expected
separates = {"A": 2, "B": 1, "C": 2, "D": 1, "E": 2}

# %% 5.3 wrong: a list -> a dict of five answers is expected
separates = [False, True, False, True, False]

# %% 5.3 right: found in PyTorch and NumPy
import numpy as np
A = torch.tensor([[1.0, 2, 1], [2, 5, 2], [1, 2, 1]])
D = np.outer([1, 0, -1], [-1, 0, 1])
separates = {
    "A": (A[0, 0] * A[1, 1] == A[0, 1] * A[1, 0]), "B": np.bool_(True), "C": 0.0, "D": np.linalg.matrix_rank(D) == 1, "E": False}

# %% 5.3 wrong: found in PyTorch, the wrong way round -> 0 of 5 are right
separates = {name: torch.tensor(not comes_apart) for name, comes_apart in zip("ABCDE", [False, True, False, True, False])}

# %% 5.4 right: the values in the rows
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U.T[:r], S[:r, None] * Vh[:r]

# %% 5.4 right: roots in both, torch.svd
def rank_r_filters(kernel, r):
    U, S, V = torch.svd(kernel)
    return (U * S.sqrt())[:, :r].T.contiguous(), (V * S.sqrt())[:, :r].T.contiguous()

# %% 5.4 right: numpy, in a list, in double precision
import numpy as np


def rank_r_filters(kernel, r):
    U, S, Vh = np.linalg.svd(kernel.cpu().double().numpy())
    return [torch.from_numpy(U[:, :r].T.copy()), torch.from_numpy(np.diag(S[:r]) @ Vh[:r])]

# %% 5.4 right: eigenvectors, and a projection
def rank_r_filters(kernel, r):
    _, V = torch.linalg.eigh(kernel.T @ kernel)
    rows = V.flip(1)[:, :r].T
    return rows @ kernel.T, rows

# %% 5.4 right: one term at a time, taken off
def rank_r_filters(kernel, r):
    rest, columns, rows = kernel.clone(), [], []
    for _ in range(r):
        column, row = separate(rest)
        columns.append(3 * column)
        rows.append(row / 3)
        rest = rest - torch.outer(column, row)
    return torch.stack(columns), torch.stack(rows)

# %% 5.4 wrong: the values forgotten -> the singular values are missing
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r].T, Vh[:r]

# %% 5.4 wrong: the values in both -> count twice
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, S[:r, None] * Vh[:r]

# %% 5.4 wrong: roots in one only -> in one of the two only
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r].sqrt()).T, Vh[:r]

# %% 5.4 wrong: columns not transposed -> one column in each row of the tensor
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return U[:, :r] * S[:r], Vh[:r]

# %% 5.4 wrong: the columns of Vh -> `rows` is (5, 1); (1, 5) is expected: transpose it
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, Vh[:, :r]

# %% 5.4 wrong: Vh taken for V -> whose *rows* belong to the singular values
def rank_r_filters(kernel, r):
    U, S, V = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, V[:, :r].T

# %% 5.4 wrong: the smallest terms -> Are these the r largest terms?
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)
    return (U[:, -r:] * S[-r:]).T, Vh[-r:]

# %% 5.4 wrong: always one term -> `columns` is (1, 5); (3, 5) is expected
def rank_r_filters(kernel, r):
    column, row = separate(kernel)
    return column[None], row[None]

# %% 5.4 wrong: swapped -> the sum of the products is the transposed kernel
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel.T)
    return (U[:, :r] * S[:r]).T, Vh[:r]

# %% 5.4 wrong: the kernel itself -> the result is a Tensor
def rank_r_filters(kernel, r):
    return best_rank(kernel, r)

# %% 5.4 wrong: rows of the kernel itself -> is possible
def rank_r_filters(kernel, r):
    return torch.eye(kernel.shape[0], device=kernel.device)[:r], kernel[:r]

# %% 5.4 wrong: lists -> `columns` is a list; a tensor is expected
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T.tolist(), Vh[:r].tolist()

# %% 5.4 wrong: the kernel is scaled in place -> changes its input in place
def rank_r_filters(kernel, r):
    size = kernel.norm()
    U, S, Vh = torch.linalg.svd(kernel.div_(size), full_matrices=False)
    return (U[:, :r] * S[:r]).T * size, Vh[:r]

# %% 5.4 wrong: no return after the work -> a tensor is expected
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, None

# %% 5.4 wrong: not a function -> is a tuple; a function is expected
rank_r_filters = separate(kernels["Sobel"])

# %% 5.4 wrong: no return where r is not 1 -> two things are expected, `columns` and `rows`; the result is a NoneType
def rank_r_filters(kernel, r):
    if r == 1:
        column, row = separate(kernel)
        return column[None], row[None]

# %% 5.4 wrong: all of Vh -> `rows` is (5, 5); (1, 5) is expected
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T, Vh

# %% 5.4 wrong: roots of eigenvalues, the smallest first -> the result holds NaN or infinity
def rank_r_filters(kernel, r):
    values, vectors = torch.linalg.eigh(kernel)
    terms = (vectors * values.sqrt())[:, :r].T
    return terms, terms

# %% 5.4 wrong: rounded to whole numbers -> `columns` is torch.int64; the kernel is torch.float32. Is it rounded afterwards?
def rank_r_filters(kernel, r):
    U, S, Vh = torch.linalg.svd(kernel)
    return (U[:, :r] * S[:r]).T.round().long(), Vh[:r].round().long()

# %% 5.5 right: numbers
smallest_r, macs_of_terms, macs_of_square = 3, 126, 441

# %% 5.5 right: a loop that stops, in single precision
kernel, picture = make_kernel("ring", 21).float(), photo.float()
exact = F.conv2d(picture, kernel[None, None])
smallest_r = 1
while relative_error(F.conv2d(picture, best_rank(kernel, smallest_r)[None, None]), exact) >= 0.004:
    smallest_r += 1
macs_of_terms, macs_of_square = smallest_r * (21 + 21), kernel.numel()

# %% 5.5 right: in short passes, a term at a time
kernel, picture, smallest_r = make_kernel("ring", 21), 0, 0
U, S, Vh = torch.linalg.svd(kernel)
exact = F.conv2d(photo, kernel[None, None])
while smallest_r == 0 or relative_error(picture, exact) >= 0.004:
    column, row = U[:, smallest_r] * S[smallest_r], Vh[smallest_r]
    picture = picture + F.conv2d(F.conv2d(photo, column.view(1, 1, 21, 1)), row.view(1, 1, 1, 21))
    smallest_r += 1
macs_of_terms, macs_of_square = smallest_r * (len(column) + len(row)), len(column) * len(row)

# %% 5.5 right: tensors and floats
smallest_r, macs_of_terms, macs_of_square = torch.tensor(3), 126.0, torch.tensor([441])

# %% 5.5 wrong: judged by the kernel -> there the *kernel* is that near
kernel = make_kernel("ring", 21)
smallest_r = next(r for r in range(1, 22) if relative_error(best_rank(kernel, r), kernel) < 0.004)
macs_of_terms, macs_of_square = 42 * smallest_r, 441

# %% 5.5 wrong: counted from 0 -> If you counted from 0 in Python, add one
smallest_r, macs_of_terms, macs_of_square = 2, 126, 441

# %% 5.5 wrong: one too many -> at a smaller r too
smallest_r, macs_of_terms, macs_of_square = 4, 168, 441

# %% 5.5 wrong: full rank -> the question is about the smallest r
smallest_r, macs_of_terms, macs_of_square = 21, 882, 441

# %% 5.5 wrong: the rows forgotten -> a column *and* a row of 21
smallest_r, macs_of_terms, macs_of_square = 3, 63, 441

# %% 5.5 wrong: one term -> that is one term
smallest_r, macs_of_terms, macs_of_square = 3, 42, 441

# %% 5.5 wrong: each term as a square -> not as a square window
smallest_r, macs_of_terms, macs_of_square = 3, 1323, 441

# %% 5.5 wrong: FLOPs of the terms -> twice the MACs
smallest_r, macs_of_terms, macs_of_square = 3, 252, 441

# %% 5.5 wrong: zeros not counted -> a convolution multiplies by the zeros too
smallest_r, macs_of_terms, macs_of_square = 3, 126, int((make_kernel("ring", 21) != 0).sum())

# %% 5.5 wrong: one side only -> the window is 21 high and 21 wide
smallest_r, macs_of_terms, macs_of_square = 3, 126, 21

# %% 5.5 wrong: a list of errors -> a number is expected
smallest_r, macs_of_terms, macs_of_square = [3], 126, 441

# %% 5.5 wrong: one weight a pass -> a column and a row have 21 weights each
smallest_r, macs_of_terms, macs_of_square = 3, 3 * 2, 441

# %% 5.5 wrong: the terms on the whole picture -> the question is about one pixel
output = F.conv2d(photo, make_kernel("ring", 21)[None, None])
smallest_r, macs_of_terms, macs_of_square = 3, 126 * output.numel(), 441

# %% 5.5 wrong: a column and a row for the square -> the square window has 21·21 weights
smallest_r, macs_of_terms, macs_of_square = 3, 126, 21 + 21

# %% 5.5 wrong: FLOPs of the square -> those are FLOPs, twice the MACs
smallest_r, macs_of_terms, macs_of_square = 3, 126, 2 * 21**2

# %% 5.5 wrong: the square on the whole picture -> the question is about one pixel
side_h, side_w = (side - 21 + 1 for side in photo.shape[2:])
smallest_r, macs_of_terms, macs_of_square = 3, 126, 21 * 21 * side_h * side_w

# %% 5.5 wrong: the comparison and not the r -> `smallest_r` is a bool; a number is expected
kernel, r = make_kernel("ring", 21), 3
exact = F.conv2d(photo, kernel[None, None])
smallest_r = relative_error(F.conv2d(photo, best_rank(kernel, r)[None, None]), exact) < 0.004
macs_of_terms, macs_of_square = 126, 441

# %% 5.6 right: the chapter's module, no biases
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22, padding=3, bias=False)

# %% 5.6 right: the row first, padding="same"
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (1, 7), padding="same"), nn.Conv2d(22, 40, (7, 1), padding="same"))

# %% 5.6 right: a class, steps made in the other order, one bias
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.across = nn.Conv2d(22, 40, (1, 7), padding=(0, 3), bias=False)
        self.down = nn.Conv2d(24, 22, (7, 1), padding=(3, 0))

    def forward(self, x):
        return self.across(self.down(x))


budget_layer = Layer().to(device)

# %% 5.6 right: a ReLU between, in double precision
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.ReLU(), nn.Conv2d(22, 40, (1, 7), padding=(0, 3))).double()

# %% 5.6 wrong: the middle left at 40 -> when no middle is given
budget_layer = SpatiallySeparableConv2d(24, 40, 7, padding=3)

# %% 5.6 wrong: a middle of 24 -> 24 middle channels; the budget is 10,000. One middle channel costs 7·24 + 7·40 weights
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=24, padding=3)

# %% 5.6 wrong: a narrow middle -> a wider middle would fit as well
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=16, padding=3)

# %% 5.6 wrong: one too few -> a wider middle would fit as well
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=21, padding=3)

# %% 5.6 wrong: no padding -> the same height and width is asked for
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22)

# %% 5.6 wrong: padding on all sides in both steps -> the same height and width is asked for
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (7, 1), padding=3), nn.Conv2d(22, 40, (1, 7), padding=3))

# %% 5.6 wrong: both down -> both look the same way
budget_layer = nn.Sequential(nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (7, 1), padding=(3, 0)))

# %% 5.6 wrong: depthwise separable -> the windows are 7×7 and 1×1
budget_layer = nn.Sequential(nn.Conv2d(24, 24, 7, padding=3, groups=24), nn.Conv2d(24, 40, 1))

# %% 5.6 wrong: one standard layer -> runs 1 nn.Conv2d
budget_layer = nn.Conv2d(24, 40, 7, padding=3)

# %% 5.6 wrong: groups in both steps -> are `groups` in both steps?
budget_layer = nn.Sequential(
    nn.Conv2d(24, 24, (7, 1), padding=(3, 0), groups=8), nn.Conv2d(24, 40, (1, 7), padding=(0, 3), groups=8))

# %% 5.6 wrong: a dilation -> one pixel of the input reaches over 7×13 pixels
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 6), dilation=(1, 2)))

# %% 5.6 wrong: channels swapped -> the first number of nn.Conv2d is the channels that come in
budget_layer = SpatiallySeparableConv2d(40, 24, 7, mid_channels=22, padding=3)

# %% 5.6 wrong: the class and not an instance -> a layer is expected
budget_layer = SpatiallySeparableConv2d

# %% 5.6 wrong: a list of layers -> `budget_layer` is a list
budget_layer = [nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3))]

# %% 5.6 wrong: forward without return -> Does `forward` return its result?
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        super().forward(x)


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% 5.6 wrong: a BatchNorm after each step -> 10,042 parameters with 22 middle channels; the budget is 10,000
budget_layer = nn.Sequential(
    nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.BatchNorm2d(22), nn.ReLU(),
    nn.Conv2d(22, 40, (1, 7), padding=(0, 3)), nn.BatchNorm2d(40))

# %% 5.6 wrong: a ReLU in place before the first step -> `budget_layer` changes its input in place
budget_layer = nn.Sequential(
    nn.ReLU(inplace=True), nn.Conv2d(24, 22, (7, 1), padding=(3, 0)), nn.Conv2d(22, 40, (1, 7), padding=(0, 3)))

# %% 5.6 wrong: back to 24 channels -> gives 24 channels; 40 are asked for
budget_layer = SpatiallySeparableConv2d(24, 24, 7, mid_channels=22, padding=3)

# %% 5.6 wrong: a square root between the steps -> the output holds NaN or infinity
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        down, across = [layer for layer in self.modules() if isinstance(layer, nn.Conv2d)]
        return across(down(x).sqrt())


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

# %% 5.6 wrong: all weights set to zero -> a nudge of the input changes nothing
budget_layer = SpatiallySeparableConv2d(24, 40, 7, mid_channels=22, padding=3)
for parameter in budget_layer.parameters():
    nn.init.zeros_(parameter)

# %% 5.6 wrong: rounded to whole numbers -> the output of `budget_layer` is torch.int64; its layers give torch.float64
class Layer(SpatiallySeparableConv2d):
    def forward(self, x):
        return super().forward(x).round().long()


budget_layer = Layer(24, 40, 7, mid_channels=22, padding=3)

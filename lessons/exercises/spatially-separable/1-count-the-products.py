# %% [markdown]
# # Count the products
#
# A picture is 6 pixels high and 10 wide. A separable kernel of 5×5 goes over
# it without padding, stride 1. Bind three numbers of products, by hand: the
# square window; the column first, then the row; the row first, then the
# column. Checked: each number.

# %% starter
square_window = None
column_first = None  # 5×1, then 1×5, together
row_first = None  # 1×5, then 5×1, together

# %% check
def judge():
    yield from judge_number(
        "square_window",
        square_window,
        2 * 6 * 25,
        {
            6
            * 10
            * 25: "the output is not 6×10: without padding a window of 5 loses 4 pixels down and 4 across",
            2
            * 6: "those are the places of the output; each takes a whole window of products",
            2 * 6 * 5: "a window of 5×5 has 25 weights",
            2 * 2 * 6 * 25: "those are FLOPs, twice the products",
            3
            * 7
            * 25: "the output is 2×6, and not 3×7: a side of 6 has 6 − 5 + 1 places",
            1 * 5 * 25: "the output is 2×6, and not 1×5: do not forget the first place",
        },
    )
    column, row, second = 2 * 10 * 5, 6 * 6 * 5, 2 * 6 * 5
    yield from judge_number(
        "column_first",
        column_first,
        column + second,
        {
            column: "that is the first pass alone",
            second: "that is the second pass alone",
            2
            * second: "both passes are counted on the final 2×6; the first makes a wider picture, 2×10",
            row
            + second: "that is the other order: the column pass loses rows, so it leaves 2×10",
            column
            * second: "the passes run one after the other: add their products, do not multiply them",
            2 * 6 * 10 * 5: "without padding neither pass makes 6×10",
            6 * 10 * 5
            + second: "the first pass does not make 6×10: the column fits in 2 places down",
            2 * (column + second): "those are FLOPs, twice the products",
        },
    )
    yield from judge_number(
        "row_first",
        row_first,
        row + second,
        {
            row: "that is the first pass alone",
            second: "that is the second pass alone",
            2
            * second: "both passes are counted on the final 2×6; the first makes a taller picture, 6×6",
            column
            + second: "that is the other order; on a picture that is not square they differ",
            row
            * second: "the passes run one after the other: add their products, do not multiply them",
            6 * 10 * 5
            + second: "the first pass does not make 6×10: the row fits in 6 places across",
            2 * (row + second): "those are FLOPs, twice the products",
        },
    )
    yield (
        True,
        "the column pass throws away 4 rows of 10 pixels, the row pass only 4 columns of 6: on a wide picture the column goes first.",
    )

# %% hint [markdown]
# How large is the output? A side of $H$ pixels has $H - K + 1$ places for a
# window of $K$.

# %% hint [markdown]
# For each pass, write down the size of what it makes, and multiply by its 5
# weights. The column changes the height only.

# %% solution
H_out, W_out = 6 - 5 + 1, 10 - 5 + 1
square_window = H_out * W_out * 5 * 5
column_first = H_out * 10 * 5 + H_out * W_out * 5
row_first = 6 * W_out * 5 + H_out * W_out * 5
print(square_window, column_first, row_first)

# %% right="plain numbers"
square_window, column_first, row_first = 300, 160, 240

# %% right="the chapter's function"
square_window, column_first, row_first = 2 * 6 * 25, count_separable(6, 10, 5), count_separable(6, 10, 5, columns_first=False)

# %% right="counted by the loops"
picture = torch.rand(6, 10)
_, square_window = correlate_counting(picture, torch.rand(5, 5))
middle, first = correlate_counting(picture, torch.rand(5, 1))
column_first = first + correlate_counting(middle, torch.rand(1, 5))[1]
middle, first = correlate_counting(picture, torch.rand(1, 5))
row_first = first + correlate_counting(middle, torch.rand(5, 1))[1]

# %% right="floats and a tensor"
square_window, column_first, row_first = 300.0, torch.tensor(160), torch.tensor([240.0])

# %% wrong="as with \"same\" padding" says="the output is not 6×10"
square_window, column_first, row_first = 1500, 160, 240

# %% wrong="places only" says="each takes a whole window of products"
square_window, column_first, row_first = 12, 160, 240

# %% wrong="6 - 5 = 1 and 10 - 5 = 5" says="do not forget the first place"
square_window, column_first, row_first = 125, 160, 240

# %% wrong="FLOPs" says="those are FLOPs"
square_window, column_first, row_first = 600, 160, 240

# %% wrong="both passes on the final size" says="both passes are counted on the final 2×6"
square_window, column_first, row_first = 300, 120, 240

# %% wrong="first pass only" says="that is the first pass alone"
square_window, column_first, row_first = 300, 100, 240

# %% wrong="the orders swapped" says="that is the other order"
square_window, column_first, row_first = 300, 240, 160

# %% wrong="the same count for both orders" says="on a picture that is not square they differ"
square_window, column_first, row_first = 300, 160, 160

# %% wrong="passes multiplied" says="do not multiply them"
square_window, column_first, row_first = 300, 6000, 240

# %% wrong="the row pass over the whole picture" says="the row fits in 6 places across"
square_window, column_first, row_first = 300, 160, 360

# %% wrong="an odd number" says="too large"
square_window, column_first, row_first = 300, 161, 240

# %% wrong="the weights of one row" says="a window of 5×5 has 25 weights"
square_window, column_first, row_first = (6 - 5 + 1) * (10 - 5 + 1) * 5, 160, 240

# %% wrong="one place too many" says="the output is 2×6, and not 3×7"
square_window, column_first, row_first = len(range(6 - 5 + 2)) * len(range(10 - 5 + 2)) * 25, 160, 240

# %% wrong="the second count overwrites the first" says="that is the second pass alone"
picture, square_window, row_first = torch.rand(6, 10), 300, 240
middle, column_first = correlate_counting(picture, torch.rand(5, 1))
_, column_first = correlate_counting(middle, torch.rand(1, 5))

# %% wrong="both passes at 6×10" says="neither pass makes 6×10"
square_window, column_first, row_first = 300, 6 * 10 * 5 + 6 * 10 * 5, 240

# %% wrong="the column pass over the whole picture" says="the column fits in 2 places down"
square_window, column_first, row_first = 300, 6 * 10 * 5 + 2 * 6 * 5, 240

# %% wrong="FLOPs of the column first" says="those are FLOPs"
square_window, column_first, row_first = 300, 2 * count_separable(6, 10, 5), 240

# %% wrong="the row pass only" says="that is the first pass alone"
square_window, column_first, row_first = 300, 160, 6 * (10 - 5 + 1) * 5

# %% wrong="the row's count is overwritten" says="that is the second pass alone"
picture, square_window, column_first = torch.rand(6, 10), 300, 160
middle, row_first = correlate_counting(picture, torch.rand(1, 5))
_, row_first = correlate_counting(middle, torch.rand(5, 1))

# %% wrong="the row first, both on the final size" says="the first makes a taller picture, 6×6"
square_window, column_first, row_first = 300, 160, 2 * 6 * (5 + 5)

# %% wrong="the row first, passes multiplied" says="do not multiply them"
square_window, column_first, row_first = 300, 160, (6 * 6 * 5) * (2 * 6 * 5)

# %% wrong="FLOPs of the row first" says="those are FLOPs"
square_window, column_first, row_first = 300, 160, 2 * count_separable(6, 10, 5, columns_first=False)

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
    """Three whole numbers."""
    column, row, second = 2 * 10 * 5, 6 * 6 * 5, 2 * 6 * 5
    twice = "those are FLOPs, twice the products"
    place = "sides of 6 and 10 have 6 − 5 + 1 and 10 − 5 + 1 positions for a 5"
    weights = "a window of 5×5 takes 25 products at a position, a short pass 5"

    def slips(first, other, made):
        return {
            first: "that is the first pass alone",
            second: "that is the second pass alone",
            first * second: "the passes follow each other: add their products",
            other + second: f"that is the other order; here {made} is between",
            column + row: "the second pass starts from what the first has made",
            600: "without padding neither pass makes 6×10",
            2 * second: f"the first pass makes {made}, and not 2×6",
            300 + second: f"without padding the first pass makes {made}",
            2 * first: f"the first pass makes {made}, the second 2×6",
            2 * (first + second): twice, 5 * (first + second): weights}

    return check_numbers(
        "on a wide picture the column goes first: it takes the long rows away.",
        square_window=(2 * 6 * 25, 1, {
            2 * 6: "those are the positions; each takes a window of products",
            25: "that is one position", 2 * 6 * 5: weights, 2 * 6 * 10: weights,
            3 * 7 * 25: place, 1 * 5 * 25: place, 2 * 300: twice,
            6 * 10 * 25: "without padding the output is not 6×10"}),
        column_first=(column + second, 2, slips(column, row, "2×10")),
        row_first=(row + second, 2, slips(row, column, "6×6")))

# %% hint [markdown]
# How large is the output? A side of $H$ pixels has $H - K + 1$ positions for a
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

# %% wrong="as with \"same\" padding" says="without padding the output is not 6×10. Right: `column_first`, `row_first`"
square_window, column_first, row_first = 1500, 160, 240

# %% wrong="6 - 5 = 1 and 10 - 5 = 5" says="have 6 − 5 + 1 and 10 − 5 + 1 positions"
square_window, column_first, row_first = 125, 160, 240

# %% wrong="the orders swapped" says="`column_first` and `row_first` are swapped. Right: `square_window`"
square_window, column_first, row_first = 300, 240, 160

# %% wrong="the same count for both orders" says="that is the other order; here 6×6 is between"
square_window, column_first, row_first = 300, 160, 160

# %% wrong="all in FLOPs" says="`square_window` is 600: those are FLOPs, twice the products"
square_window, column_first, row_first = 600, 320, 480

# %% wrong="both passes over the picture itself" says="`column_first` is 280: the second pass starts from what the first has made"
picture, square_window = torch.rand(6, 10), 300
_, down = correlate_counting(picture, torch.rand(5, 1))
_, across = correlate_counting(picture, torch.rand(1, 5))
column_first = row_first = down + across

# %% wrong="both passes on the final size" says="`column_first` is 120: the first pass makes 2×10, and not 2×6"
square_window, column_first, row_first = 300, 2 * 6 * (5 + 5), 2 * 6 * (5 + 5)

# %% wrong="the first pass only" says="`column_first` is 100: that is the first pass alone"
square_window, column_first, row_first = 300, 2 * 10 * 5, 240

# %% wrong="passes multiplied" says="the passes follow each other: add their products"
square_window, column_first, row_first = 300, (2 * 10 * 5) * (2 * 6 * 5), 240

# %% wrong="both passes at 6×10" says="without padding neither pass makes 6×10"
square_window, column_first, row_first = 300, 6 * 10 * 5 + 6 * 10 * 5, 240

# %% wrong="the column pass over the whole picture" says="`column_first` is 360: without padding the first pass makes 2×10"
square_window, column_first, row_first = 300, 6 * 10 * 5 + 2 * 6 * 5, 240

# %% wrong="the second count overwrites the first" says="that is the second pass alone"
picture, square_window, row_first = torch.rand(6, 10), 300, 240
middle, column_first = correlate_counting(picture, torch.rand(5, 1))
_, column_first = correlate_counting(middle, torch.rand(1, 5))

# %% wrong="the row pass over the whole picture, all else right" says="`row_first` is 360: the first pass makes 6×6, the second 2×6"
square_window, column_first, row_first = 300, 160, 6 * 10 * 5 + 2 * 6 * 5

# %% wrong="a number from nowhere" says="`row_first` is 190: too small. Hint 2 helps"
square_window, column_first, row_first = 300, 160, 190

# %% wrong="both results of the function in one name" says="`square_window` is a tuple; a number is expected"
square_window, column_first, row_first = correlate_counting(torch.rand(6, 10), torch.rand(5, 5)), 160, 240

# %% wrong="a string" says="`column_first` is a str; a number is expected"
square_window, column_first, row_first = 300, "100 + 60", 240

# %% wrong="one wrong and one left out" says="`column_first` is 161: too large. Hint 2 helps. Right: `square_window`"
square_window, column_first, row_first = 300, 161, None

# %% [markdown]
# # Compute two addresses by hand
#
# A batch has the shape (N, C, H, W) = (4, 8, 6, 10). At which address does the
# entry $n = 2$, $c = 3$, $h = 1$, $w = 7$ lie, in NCHW and in NHWC? Addresses
# count numbers, from 0. Checked: both numbers.

# %% starter
address_nchw = None
address_nhwc = None

# %% check
def judge():
    """Two whole numbers, the addresses, counted from 0."""
    swapped = "row and column are swapped; a row has W = 10 pixels"
    two = "n = 2 has two pictures before it, 8·6·10 = 480 numbers each"
    return check_numbers(
        "the same entry, the same batch; only the steps differ.",
        address_nchw=(960 + 180 + 10 + 7, 2, {
            1099: "that is the address in NHWC; here the columns run fastest",
            197: two, 677: two, 1147: "h = 1, one step of 10, is missing",
            120 + 197: "a picture has 8 channels; a step along n is 480",
            960 + 30 + 17: "a channel has H·W = 60 numbers, not 10",
            960 + 180 + 43: swapped, 960 + 180 + 71: swapped,
            960 + 180 + 13: "a row has W = 10 numbers; you stepped by H = 6",
            960 + 240 + 15: "that is NHWC's steps 480, 80, 8, 1 on n, c, h, w",
            480 + 120 + 6: "indices count from 0, too: n = 2 is the third",
            1158: "addresses count from 0: count the cells before the entry",
            4 * 1157: "those are bytes; addresses count numbers here"}),
        address_nhwc=(960 + 80 + 56 + 3, 3, {
            1157: "that is the address in NCHW; here the channels run fastest",
            1215: "that is NCHW's order n, c, h, w in a table (N, H, W, C)",
            139: two, 619: two, 1096: "c = 3, three steps of 1, is missing",
            960 + 336 + 11: swapped, 960 + 560 + 11: swapped,
            960 + 48 + 59: "a row has W = 10 pixels of 8; you stepped by H = 6",
            960 + 10 + 10: "a pixel has C = 8 numbers: a row 80, a column 8",
            960 + 80 + 10: "a pixel has C = 8 numbers; a step to a column is 8",
            960 + 60 + 73: "that is NCHW's steps 480, 60, 10, 1 on n, h, w, c",
            960 + 1 + 584: "the steps 480, 1, 80, 8 belong to n, c, h, w",
            1100: "addresses count from 0: count the cells before the entry"}))

# %% hint [markdown]
# How many numbers lie before the entry? Count whole pictures first; that part
# is the same in both orders.

# %% hint [markdown]
# NCHW: then whole channels of $HW$ numbers, whole rows of $W$, and single
# numbers.

# %% hint [markdown]
# NHWC: then whole rows of $WC$ numbers, whole pixels of $C$, and single
# numbers.

# %% solution
address_nchw = 2 * (8 * 6 * 10) + 3 * (6 * 10) + 1 * 10 + 7
address_nhwc = 2 * (6 * 10 * 8) + 1 * (10 * 8) + 7 * 8 + 3
print(address_nchw, address_nhwc)

# %% right="plain numbers"
address_nchw, address_nhwc = 1157, 1099

# %% right="the chapter's address function"
address_nchw = address((2, 3, 1, 7), (480, 60, 10, 1))
address_nhwc = address((2, 3, 1, 7), (480, 1, 80, 8))

# %% right="asked of PyTorch"
t = torch.zeros(4, 8, 6, 10)
address_nchw = t[2, 3, 1, 7].storage_offset()
address_nhwc = t.to(memory_format=torch.channels_last)[2, 3, 1, 7].storage_offset()

# %% right="nested, as tensors of one number"
address_nchw = torch.tensor(((2 * 8 + 3) * 6 + 1) * 10 + 7)
address_nhwc = torch.tensor(((2 * 6 + 1) * 10 + 7) * 8 + 3)

# %% right="NumPy"
import numpy as np
address_nchw = np.ravel_multi_index((2, 3, 1, 7), (4, 8, 6, 10))
address_nhwc = np.ravel_multi_index((2, 1, 7, 3), (4, 6, 10, 8))

# %% wrong="the two exchanged" says="`address_nchw` and `address_nhwc` are swapped."
address_nchw, address_nhwc = 1099, 1157

# %% wrong="both in NCHW" says="that is the address in NCHW"
address_nchw, address_nhwc = 1157, 1157

# %% wrong="batch forgotten" says="n = 2 has two pictures before it"
address_nchw, address_nhwc = 197, 139

# %% wrong="counted from one" says="addresses count from 0"
address_nchw, address_nhwc = 1158, 1100

# %% wrong="row and column swapped in NHWC" says="a row has W = 10 pixels. Right: `address_nchw`."
address_nchw, address_nhwc = 1157, 960 + 7 * 48 + 8 + 3

# %% wrong="far off" says="too large"
address_nchw, address_nhwc = 4711, 1099

# %% wrong="strides instead of addresses" says="is a tuple; a number is expected"
address_nchw, address_nhwc = (480, 60, 10, 1), (480, 1, 80, 8)

# %% wrong="the strides as PyTorch prints them, on n, h, w, c" says="the steps 480, 1, 80, 8 belong to n, c, h, w"
address_nchw = 1157
strides = torch.zeros(4, 8, 6, 10).to(memory_format=torch.channels_last).stride()
address_nhwc = sum(i * s for i, s in zip((2, 1, 7, 3), strides))

# %% wrong="bytes" says="those are bytes"
t = torch.zeros(4, 8, 6, 10)
address_nchw = t[2, 3, 1, 7].data_ptr() - t.data_ptr()
address_nhwc = 1099

# %% wrong="N for C" says="n = 2 has two pictures before it, 8·6·10 = 480 numbers each"
address_nchw, address_nhwc = 2 * (4 * 6 * 10) + 3 * 60 + 10 + 7, 1099

# %% wrong="one right, the other by a slip and as a float" says="`address_nhwc` is 1,067.0: a row has W = 10 pixels of 8; you stepped by H = 6. Right: `address_nchw`."
address_nchw, address_nhwc = 1157.0, 960 + 1 * 6 * 8 + 7 * 8 + 3.0

# %% wrong="text" says="is a str; a number is expected"
address_nchw, address_nhwc = "1157", "1099"

# %% wrong="the entry of a random batch" says="`address_nchw` is 0."
address_nchw, address_nhwc = torch.rand(4, 8, 6, 10)[2, 3, 1, 7], 1099

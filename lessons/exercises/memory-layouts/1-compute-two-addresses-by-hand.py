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
    batch = torch.arange(4 * 8 * 6 * 10)  # the value of every cell is its address
    nchw = batch.view(4, 8, 6, 10)[2, 3, 1, 7].item()
    nhwc = batch.view(4, 6, 10, 8)[2, 1, 7, 3].item()
    yield from judge_number(
        "address_nchw",
        address_nchw,
        nchw,
        {
            nhwc: "that is the address in NHWC; in NCHW the columns run fastest",
            nchw
            % 480: "the pictures before this one are missing: two of them, of 8·6·10 numbers each",
            2 * 60
            + 3 * 60
            + 17: "a picture has 8 channels, so a step along n is 8·6·10 = 480",
            2 * 480
            + 3 * 60
            + 7 * 6
            + 1: "row and column are swapped: a step to the next row is W = 10, to the next column 1",
            2 * 480
            + 3 * 60
            + 1 * 6
            + 7: "a row has W = 10 numbers; you stepped by H = 6",
            2 * 480 + 3 * 10 + 17: "a channel has H·W = 60 numbers, not 10",
            nchw
            + 1: "addresses count from 0: it is the number of cells before the entry",
        },
    )
    yield from judge_number(
        "address_nhwc",
        address_nhwc,
        nhwc,
        {
            nchw: "that is the address in NCHW; in NHWC the channels run fastest",
            nhwc
            % 480: "the pictures before this one are missing: two of them, of 6·10·8 numbers each",
            2 * 480
            + 7 * 48
            + 1 * 8
            + 3: "row and column are swapped: a step to the next row is W·C = 80, to the next column C = 8",
            2 * 480
            + 1 * 60
            + 7 * 10
            + 3: "those are the strides of NCHW on the indices n, h, w, c; in NHWC a column is C = 8 wide",
            2 * 480
            + 1 * 10
            + 7
            + 3: "a pixel has C = 8 numbers: a step to the next column is 8, to the next row 80",
            2 * 480
            + 1 * 48
            + 7 * 8
            + 3: "a row has W = 10 pixels of 8 numbers, so a step to the next row is 80",
            nhwc
            + 1: "addresses count from 0: it is the number of cells before the entry",
        },
    )
    yield (
        True,
        "the same entry, the same batch: only the steps differ, (480, 60, 10, 1) and (480, 1, 80, 8) in the order n, c, h, w.",
    )

# %% hint [markdown]
# How many numbers lie before the entry? Count whole pictures first; that part
# is the same in both orders.

# %% hint [markdown]
# NCHW: then whole channels of $HW$ numbers, whole rows of $W$, and single
# numbers. NHWC: then whole rows of $WC$ numbers, whole pixels of $C$, and
# single numbers.

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

# %% wrong="the two exchanged" says="that is the address in NHWC"
address_nchw, address_nhwc = 1099, 1157

# %% wrong="both in NCHW" says="that is the address in NCHW"
address_nchw, address_nhwc = 1157, 1157

# %% wrong="batch forgotten" says="the pictures before this one are missing"
address_nchw, address_nhwc = 197, 139

# %% wrong="batch forgotten in NHWC only" says="two of them, of 6·10·8 numbers each"
address_nchw, address_nhwc = 1157, 80 + 56 + 3

# %% wrong="a picture taken for one channel" says="a picture has 8 channels"
address_nchw, address_nhwc = 2 * 60 + 3 * 60 + 10 + 7, 1099

# %% wrong="row and column swapped" says="row and column are swapped"
address_nchw, address_nhwc = 960 + 180 + 7 * 6 + 1, 1099

# %% wrong="stepped by the height" says="you stepped by H = 6"
address_nchw, address_nhwc = 960 + 180 + 6 + 7, 1099

# %% wrong="a row taken for a channel" says="a channel has H·W = 60 numbers"
address_nchw, address_nhwc = 960 + 30 + 10 + 7, 1099

# %% wrong="counted from one" says="addresses count from 0"
address_nchw, address_nhwc = 1158, 1100

# %% wrong="row and column swapped in NHWC" says="to the next row is W·C = 80"
address_nchw, address_nhwc = 1157, 960 + 7 * 48 + 8 + 3

# %% wrong="strides of NCHW in the order n, h, w, c" says="those are the strides of NCHW"
address_nchw, address_nhwc = 1157, 2 * 480 + 1 * 60 + 7 * 10 + 3

# %% wrong="width of a pixel forgotten" says="a pixel has C = 8 numbers"
address_nchw, address_nhwc = 1157, 960 + 10 + 7 + 3

# %% wrong="stepped by the height in NHWC" says="a row has W = 10 pixels of 8 numbers"
address_nchw, address_nhwc = 1157, 2 * 6 * 10 * 8 + 1 * 6 * 8 + 7 * 8 + 3

# %% wrong="counted from one in NHWC only" says="addresses count from 0"
address_nchw, address_nhwc = 1157, 1099 + 1

# %% wrong="far off" says="too large"
address_nchw, address_nhwc = 4711, 1099

# %% wrong="strides instead of addresses" says="is a tuple; a number is expected"
address_nchw, address_nhwc = (480, 60, 10, 1), (480, 1, 80, 8)

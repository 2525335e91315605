# %% [markdown]
# # Say where the block spends
#
# Two blocks of V2, both with expansion 6. A is `InvertedResidual(96, 160,
# stride=2)`, which takes 14×14 to 7×7. B is `InvertedResidual(64, 64)` on a map
# of 14×14. Only their three convolutions count. Set three numbers, without
# running a layer.
#
# - `expand_share`: which share of A's MACs does the expansion take? Between 0
#   and 1, three digits.
# - `held`: how many numbers of its maps must B hold at once, at most? While a
#   convolution runs, its input and its output are held. BatchNorm, ReLU6 and
#   the addition write over what they are given. A map is dropped when nothing
#   needs it any more.
# - `largest_t`: with which whole expansion, at most, has B fewer MACs than one
#   standard 3×3 convolution 64→64 in its place?
#
# Checked: each number.

# %% starter
expand_share = None
held = None
largest_t = None

# %% check
def judge():
    """Three numbers; the share is between 0 and 1."""
    # what a wide channel of A takes, at all positions, and a narrow map of B
    wide, look, project = 96 * 14**2, 9 * 7**2, 160 * 7**2
    A, narrow = wide + look + project, 64 * 14**2
    return check_numbers(
        "before a stride the expansion takes most. Inside, 13 times the input "
        "is held. And at t = 6 B costs 1.4× the standard convolution between "
        "its narrow ends: it buys 384 channels in the middle.",
        expand_share=(wide / A, 1, {
            96 / 265: "that is its share of the weights; it runs on 14×14, "
            "before the stride",
            project / A: "that is the projection's share",
            1 - wide / A: "that is what the two others take",
            wide / (look + project): "a share is of all three",
            wide / (wide + project): "the depthwise step is missing",
            wide / (wide + 4 * look + project): "the depthwise step gives 7×7",
            96 * 14 / (96 * 14 + 169 * 7): "a map has two sides",
            100 * wide / A: "that is in per cent"}),
        held=(13 * narrow, 2, {
            12 * narrow: "the shortcut needs the block's input at the end",
            14 * narrow: "the output is made later than that",
            8 * narrow: "that is while the projection runs",
            7 * narrow: "that is while the expansion runs",
            6 * narrow: "that is one wide map",
            2 * narrow: "those are the narrow ends",
            13 * 64: "those are channels; each has 14×14 numbers",
            4 * 13 * narrow: "those are bytes at 32 bits"}),
        largest_t=(4, 3, {
            5: "with 5 there are more",
            6: "with 6 there are 1.4× as many",
            7: "there are two 1×1 convolutions",
            576 / 137: "there both cost the same; a whole number is due"}))

# %% hint [markdown]
# A convolution takes its weights times the positions of **its own output**. In
# A one of the three gives 14×14, the two others 7×7. How many wide channels
# there are cancels in a share.

# %% hint [markdown]
# Write down B's four maps: 64 channels, 6 · 64, 6 · 64, and 64. Two of them are
# held while a convolution runs. When is the first one needed for the last time?

# %% hint [markdown]
# At each position B takes t · 64 · (64 + 9 + 64) MACs, the standard convolution
# 9 · 64 · 64.

# %% solution
expand, look, project = 96 * 14 * 14, 9 * 7 * 7, 160 * 7 * 7
expand_share = expand / (expand + look + project)

# while the depthwise step runs: two wide maps, and the input for the shortcut
held = (64 + 6 * 64 + 6 * 64) * 14 * 14

largest_t = 9 * 64 // (64 + 9 + 64)
print(f"{expand_share:.3f} {held:,} {largest_t}")

# %% right="plain numbers"
expand_share, held, largest_t = 0.694, 163072, 4

# %% right="in full, as by hand"
wide, positions = 6 * 64, 14 * 14
expand_share = 96 * 576 * 196 / (96 * 576 * 196 + 9 * 576 * 49 + 576 * 160 * 49)
held = 2 * wide * positions + 64 * positions
largest_t = max(t for t in range(1, 10) if t * 64 * 137 < 9 * 64 * 64)

# %% right="counted by PyTorch"
block, size = InvertedResidual(96, 160, stride=2).to(device), (96, 14, 14)
expand_share = count_macs(block.expand, size) / count_macs(block, size)
held = torch.zeros(1, 64 + 384 + 384, 14, 14).numel()
plain = count_macs(standard_block(64, 64), (64, 14, 14))
largest_t = [t for t in range(1, 9) if count_macs(InvertedResidual(64, 64, expansion=t), (64, 14, 14)) < plain][-1]

# %% right="tensors and NumPy"
import numpy as np
expand_share, held, largest_t = np.float32(18816 / 27097), np.int64(832 * 196), torch.tensor([4])

# %% right="fractions"
from fractions import Fraction
expand_share, held, largest_t = Fraction(18816, 27097), 163_072.0, 4.0

# %% wrong="two numbers swapped" says="`held` and `largest_t` are swapped. Right: `expand_share`"
expand_share, held, largest_t = 0.694, 4, 163072

# %% wrong="the share in per cent" says="`expand_share` is 69.4: that is in per cent"
expand_share, held, largest_t = 69.4, 163072, 4

# %% wrong="the share of A's weights" says="that is its share of the weights; it runs on 14×14"
expand_share, held, largest_t = 96 / (96 + 9 + 160), 163072, 4

# %% wrong="the shortcut forgotten" says="the shortcut needs the block's input at the end. Right: `expand_share`, `largest_t`"
expand_share, held, largest_t = 0.694, 2 * 384 * 196, 4

# %% wrong="every map of the block" says="the output is made later than that"
expand_share, held, largest_t = 0.694, (64 + 384 + 384 + 64) * 196, 4

# %% wrong="not a whole number" says="there both cost the same; a whole number is due"
expand_share, held, largest_t = 0.694, 163072, 9 * 64 / 137

# %% wrong="rounded up" says="with 5 there are more"
expand_share, held, largest_t = 0.694, 163072, math.ceil(9 * 64 / 137)

# %% wrong="V1's habit: one 1×1 convolution" says="there are two 1×1 convolutions"
expand_share, held, largest_t = 0.694, 163072, 9 * 64 // (9 + 64)

# %% wrong="the MACs and not their share" says="`expand_share` is 10,838,016: too large. Hint 1 helps"
expand_share, held, largest_t = 96 * 576 * 196, 163072, 4

# %% wrong="what BatchNorm and ReLU6 give counted apart" says="`held` is 489,216: too large. Hint 2 helps"
expand_share, largest_t = 0.694, 4
held = (64 + 3 * 384 + 3 * 384 + 2 * 64) * 196

# %% wrong="the largest whole t of a wider block" says="`largest_t` is 9: too large. Hint 3 helps. Right: `expand_share`"
expand_share, held, largest_t = 0.694, None, 9

# %% wrong="the share as a text" says="`expand_share` is a str; a number is expected"
expand_share, held, largest_t = "69 %", 163072, 4

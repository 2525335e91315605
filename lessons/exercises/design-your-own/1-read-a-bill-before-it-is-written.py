# %% [markdown]
# # Read a bill before it is written
#
# The network is
# `MobileNetV1(10, in_channels=1, stem=(8, 2), blocks=[(16, 2), (32, 1)])`, and
# a picture is 32×32. Set four numbers without running it: all parameters, with
# BatchNorm and the classifier's bias; all MACs, for convolutions and
# classifier; the MACs of the dearest layer; and the field of a position of the
# last map, in pixels along a side. Checked: each number.

# %% starter
bill_parameters = None
bill_macs = None
dearest_macs = None
bill_field = None

# %% check
def judge():
    """Four whole numbers."""
    stem, first, second = 72 * 16 * 16, (72 + 128) * 8 * 8, (144 + 512) * 8 * 8
    weights, norms = 72 + 72 + 128 + 144 + 512, 2 * (8 + 8 + 16 + 16 + 32)
    parameters, macs = weights + norms + 330, stem + first + second + 320
    most = 512 * 8 * 8
    return check_numbers(
        f"and the dearest layer has {most / macs:.0%} of the MACs, on a map of "
        f"8×8; the stem, on 16×16, has {stem / macs:.0%}.",
        bill_parameters=(parameters, 2, {
            weights: "those are the weights of the convolutions alone; "
            "BatchNorm and the classifier learn too",
            weights + 330: "BatchNorm is missing: it learns two numbers for "
            "each channel, behind each of the five convolutions",
            weights + norms: "the classifier is missing, with 32·10 weights "
            "and 10 biases",
            parameters - 10: "the biases of the classifier are missing",
            parameters - norms // 2: "BatchNorm learns two numbers for each "
            "channel, a factor and a shift",
            parameters + norms: "the running averages are in it; nobody learns "
            "them",
            parameters + 80: "the convolutions have no biases; BatchNorm "
            "follows them",
            parameters - 16 - 32: "the BatchNorm behind each depthwise step is "
            "missing",
        }),
        bill_macs=(macs, 1, {
            2 * macs: "those are FLOPs, twice the MACs",
            macs - 320: "the classifier is missing: 32·10",
            macs + 10: "the biases of the classifier are in it; they are "
            "added, not multiplied",
            stem: "that is the stem alone",
            macs - stem: "the stem is missing",
            macs + 3 * stem: "the stem has stride 2: its output is 16×16, a "
            "quarter of the positions",
            stem + 4 * (first + second) + 320: "the first block has stride 2: "
            "all that follows works on 8×8",
            macs + 3 * 72 * 64: "the stride of a block is in its depthwise "
            "step, which so has 8×8 outputs",
        }),
        dearest_macs=(most, 1, {
            stem: "that is the stem. A wider 1×1 layer on a smaller map is "
            "dearer: compute them all",
            128 * 64: "that is the 1×1 layer of the first block; the second is "
            "wider",
            second: "that is the whole second block; a layer is one of its two "
            "steps",
            2 * most: "those are FLOPs, twice the MACs",
            most * 4: "behind two strides the map is 8×8",
            512: "those are its weights; each is used at every position",
            512 * 8: "the map has two sides, 8×8 positions",
        }),
        bill_field=(15, 3, {
            7: "so far it is behind the first block, and so far three 3×3 "
            "windows without strides would see; there are three windows and "
            "two strides",
            11: "the first block's stride counts for what follows it: the last "
            "window adds 2 · 4",
            9: "a window adds twice the product of the strides in front of it: "
            "2, then 4, then 8",
            8: "each window adds twice the product of all strides before it, "
            "not once",
            21: "a window adds twice the product of the strides before it; "
            "its own stride counts for the next",
            225: "that is the area; a side is asked for",
            32: "the pooling sees all, but a position of the map before it "
            "does not",
            31: "the stride of a layer counts for the layers behind it, not "
            "for itself",
        }))

# %% hint [markdown]
# There are five convolutions: the stem, and a depthwise and a pointwise one in
# each block. Write down for each its weights and the size of its output;
# multiply.

# %% hint [markdown]
# BatchNorm learns two numbers for each channel that comes out of a
# convolution, a depthwise one included. The outputs are 16×16 behind the stem,
# then 8×8.

# %% hint [markdown]
# The field starts at 1. Each 3×3 window adds 2 times the product of all
# strides before it.

# %% solution
stem, look_1, mix_1, look_2, mix_2 = 9 * 8, 9 * 8, 8 * 16, 9 * 16, 16 * 32
norms = 2 * (8 + 8 + 16 + 16 + 32)
bill_parameters = stem + look_1 + mix_1 + look_2 + mix_2 + norms + 32 * 10 + 10
bill_macs = stem * 16 * 16 + (look_1 + mix_1 + look_2 + mix_2) * 8 * 8 + 32 * 10
dearest_macs = mix_2 * 8 * 8
bill_field = 1 + 2 * 1 + 2 * 2 + 2 * 4
print(bill_parameters, bill_macs, dearest_macs, bill_field)

# %% right="plain numbers"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 15

# %% right="counted by PyTorch"
network = MobileNetV1(10, in_channels=1, stem=(8, 2), blocks=[(16, 2), (32, 1)])
bill_parameters, bill_macs = count_parameters(network), count_macs(network, (1, 32, 32))
dearest_macs = max(macs for *_, macs in itemise(network, (1, 32, 32)))
bill_field = seen_pixels(network)

# %% right="tensors and floats"
bill_parameters, bill_macs = torch.tensor([1418]), 73536.0
dearest_macs, bill_field = torch.tensor(512) * 64, 15.0

# %% right="numpy"
import numpy as np
bill_parameters, bill_macs, dearest_macs, bill_field = np.array([1418, 73536, 32768, 15])

# %% wrong="weights of the convolutions alone" says="BatchNorm and the classifier learn too"
bill_parameters, bill_macs, dearest_macs, bill_field = 928, 73536, 32768, 15

# %% wrong="BatchNorm forgotten" says="BatchNorm is missing"
bill_parameters, bill_macs, dearest_macs, bill_field = 928 + 330, 73536, 32768, 15

# %% wrong="one number a channel in BatchNorm" says="a factor and a shift"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418 - 80, 73536, 32768, 15

# %% wrong="running averages counted" says="nobody learns them"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418 + 160, 73536, 32768, 15

# %% wrong="classifier without biases" says="the biases of the classifier"
bill_parameters, bill_macs, dearest_macs, bill_field = 1408, 73536, 32768, 15

# %% wrong="FLOPs" says="those are FLOPs"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 2 * 73536, 32768, 15

# %% wrong="stem at full size" says="the stem has stride 2"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536 + 3 * 18432, 32768, 15

# %% wrong="classifier's MACs forgotten" says="the classifier is missing"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73216, 32768, 15

# %% wrong="the stem taken for the dearest" says="that is the stem"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 18432, 15

# %% wrong="a block for a layer" says="a layer is one of its two steps"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 656 * 64, 15

# %% wrong="strides ignored in the field" says="there are three windows and two strides"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 1 + 2 + 2 + 2

# %% wrong="stride counted for its own layer" says="not for itself"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 31

# %% wrong="the pooling counted" says="a position of the map before it does not"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 32

# %% wrong="a string" says="is a str"
bill_parameters, bill_macs, dearest_macs, bill_field = "1418", 73536, 32768, 15

# %% wrong="classifier forgotten in the parameters" says="with 32·10 weights and 10 biases"
bill_parameters, bill_macs, dearest_macs, bill_field = 928 + 2 * (8 + 8 + 16 + 16 + 32), 73536, 32768, 15

# %% wrong="a bias for every convolution" says="the convolutions have no biases"
bill_parameters, bill_macs, dearest_macs, bill_field = 928 + 3 * (8 + 8 + 16 + 16 + 32) + 330, 73536, 32768, 15

# %% wrong="the MACs of the stem alone" says="`bill_macs` is 18,432: that is the stem alone"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 9 * 8 * 16 * 16, 32768, 15

# %% wrong="the stem's MACs forgotten" says="the stem is missing"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, (72 + 128 + 144 + 512) * 8 * 8 + 320, 32768, 15

# %% wrong="the blocks on the stem's map" says="all that follows works on 8×8"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, (72 + 72 + 128 + 144 + 512) * 16 * 16 + 320, 32768, 15

# %% wrong="the stride in the 1×1 step" says="the stride of a block is in its depthwise step"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, (72 + 72) * 16 * 16 + (128 + 144 + 512) * 8 * 8 + 320, 32768, 15

# %% wrong="the first block's 1×1 layer" says="the second is wider"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 8 * 16 * 8 * 8, 15

# %% wrong="FLOPs of the dearest layer" says="`dearest_macs` is 65,536: those are FLOPs"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 2 * 16 * 32 * 8 * 8, 15

# %% wrong="the dearest layer on the stem's map" says="behind two strides the map is 8×8"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 16 * 32 * 16 * 16, 15

# %% wrong="the block's stride forgotten in the field" says="the last window adds 2 · 4"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 1 + 2 * 1 + 2 * 2 + 2 * 2

# %% wrong="the stem's stride forgotten in the field" says="twice the product of the strides in front of it"
bill_parameters, bill_macs, dearest_macs, bill_field = 1418, 73536, 32768, 1 + 2 * 1 + 2 * 1 + 2 * 2

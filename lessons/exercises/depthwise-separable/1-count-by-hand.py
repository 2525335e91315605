# %% [markdown]
# # Count by hand
#
# A layer takes 32 channels to 64, with a 3×3 window, stride 1 and padding 1,
# on a map of 28×28. No biases. Set the four numbers without running a layer.
# Checked: each number; MACs are multiply–accumulates.

# %% starter
standard_weights = None
standard_macs = None
separable_weights = None  # depthwise and pointwise together
separable_macs = None

# %% check
def judge():
    (w, macs), (sw, smacs) = (
        standard_cost(32, 64, 3, 28, 28),
        separable_cost(32, 64, 3, 28, 28),
    )
    yield from judge_number(
        "standard_weights",
        standard_weights,
        w,
        {
            9 * 32: "that is one filter; there are 64 of them",
            9 * 64: "every filter has a slice for each of the 32 input channels",
            w + 64: "the biases are in it; this layer has none",
        },
    )
    yield from judge_number(
        "standard_macs",
        standard_macs,
        macs,
        {
            2 * macs: "those are FLOPs, twice the MACs",
            w: "those are the weights; each is used at every position of the window",
            w
            * 26
            * 26: "26×26 is the output without padding; with padding 1 it is 28×28",
        },
    )
    yield from judge_number(
        "separable_weights",
        separable_weights,
        sw,
        {
            9 * 32: "that is the depthwise half alone",
            32 * 64: "that is the pointwise half alone",
            9 * 64
            + 32
            * 64: "the depthwise step has one filter for each of the 32 inputs, not for each of the 64 outputs",
            9 * 64
            + 64
            * 64: "the depthwise step works on the 32 input channels and hands 32 maps to the pointwise step; only that one makes 64",
            9
            * 32
            * 32
            * 64: "the two steps run one after the other: add their weights, do not multiply them",
            9 * 32 * 32
            + 32 * 64: "a depthwise filter has one slice, not 32: that is `groups=1`",
            sw + 96: "the biases are in it; these layers have none",
        },
    )
    yield from judge_number(
        "separable_macs",
        separable_macs,
        smacs,
        {
            2 * smacs: "those are FLOPs, twice the MACs",
            sw: "those are the weights; each is used at every position of the window",
            9 * 32 * 784: "that is the depthwise half alone",
            32 * 64 * 784: "that is the pointwise half alone",
            sw
            * 26
            * 26: "26×26 is the output without padding; with padding 1 it is 28×28",
        },
    )
    yield (
        True,
        f"{macs / smacs:.2f}× fewer MACs, as 1 / (1/64 + 1/9) says; the size of the map has cancelled.",
    )

# %% hint [markdown]
# How many numbers does one filter of the standard layer hold? How many filters
# are there?

# %% hint [markdown]
# A weight takes part in one multiplication for every position of the window.
# With padding 1 and a 3×3 window, how many positions are there?

# %% solution
standard_weights = 3 * 3 * 32 * 64
standard_macs = standard_weights * 28 * 28
separable_weights = 3 * 3 * 32 + 32 * 64
separable_macs = separable_weights * 28 * 28
print(standard_weights, standard_macs, separable_weights, separable_macs)

# %% right="plain numbers"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 1831424

# %% right="the chapter's functions"
standard_weights, standard_macs = standard_cost(32, 64, 3, 28, 28)
separable_weights, separable_macs = separable_cost(32, 64, 3, 28, 28)

# %% right="tensors of one number"
standard_weights = torch.tensor([3, 3, 32, 64]).prod()
standard_macs = standard_weights * 28**2
separable_weights = torch.tensor([288, 2048]).sum()
separable_macs = separable_weights * 28**2

# %% right="floats, from the share that the formula gives"
standard_weights = 9 * 32 * 64
standard_macs = standard_weights * 784
separable_weights = standard_weights * (1 / 64 + 1 / 9)
separable_macs = standard_macs * (1 / 64 + 1 / 9)

# %% right="counted by PyTorch"
standard = nn.Conv2d(32, 64, 3, bias=False)
pair = nn.Sequential(nn.Conv2d(32, 32, 3, groups=32, bias=False), nn.Conv2d(32, 64, 1, bias=False))
standard_weights, separable_weights = count_parameters(standard), count_parameters(pair)
standard_macs, separable_macs = standard_weights * 28 * 28, separable_weights * 28 * 28

# %% right="numpy integers"
import numpy as np
standard_weights, standard_macs, separable_weights, separable_macs = np.array([18432, 14450688, 2336, 1831424])

# %% wrong="one filter only" says="that is one filter"
standard_weights, standard_macs, separable_weights, separable_macs = 9 * 32, 14450688, 2336, 1831424

# %% wrong="one slice a filter" says="a slice for each of the 32 input channels"
standard_weights, standard_macs, separable_weights, separable_macs = 9 * 64, 14450688, 2336, 1831424

# %% wrong="biases counted" says="the biases are in it"
standard_weights, standard_macs, separable_weights, separable_macs = 18432 + 64, 14450688, 2336, 1831424

# %% wrong="FLOPs" says="those are FLOPs"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 2 * 14450688, 2336, 1831424

# %% wrong="padding forgotten" says="26×26 is the output without padding"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 18432 * 26 * 26, 2336, 1831424

# %% wrong="weights for MACs, in the standard layer" says="those are the weights"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 3 * 3 * 32 * 64, 2336, 1831424

# %% wrong="depthwise half only" says="the depthwise half alone"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 288, 288 * 784

# %% wrong="pointwise half only" says="the pointwise half alone"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 32 * 64, 1831424

# %% wrong="biases in both steps" says="these layers have none"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, (9 * 32 + 32) + (32 * 64 + 64), 1831424

# %% wrong="FLOPs in the separable layer" says="those are FLOPs"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2 * 2336 * 28 * 28

# %% wrong="MACs of the depthwise half only" says="the depthwise half alone"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 9 * 32 * 28 * 28

# %% wrong="padding forgotten in the separable layer" says="26×26 is the output without padding"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2336 * 26 * 26

# %% wrong="a depthwise filter for each output" says="not for each of the 64 outputs"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 64 + 2048, 1831424

# %% wrong="both steps on the 64 outputs" says="hands 32 maps to the pointwise step"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 64 + 64 * 64, 1831424

# %% wrong="steps multiplied" says="do not multiply them"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 288 * 2048, 1831424

# %% wrong="groups=1 in the depthwise step" says="`groups=1`"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 32 * 32 + 2048, 1831424

# %% wrong="pointwise MACs only" says="the pointwise half alone"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2048 * 784

# %% wrong="weights for MACs" says="those are the weights"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2336

# %% wrong="a number in quotes" says="is a str; a number is expected"
standard_weights, standard_macs, separable_weights, separable_macs = "18432", 14450688, 2336, 1831424

# %% wrong="functions not called" says="is a function; a number is expected"
standard_weights, standard_macs, separable_weights, separable_macs = standard_cost, 14450688, 2336, 1831424

# %% wrong="both results of the function in one name" says="is a tuple; a number is expected"
standard_weights = standard_macs = standard_cost(32, 64, 3, 28, 28)
separable_weights = separable_macs = separable_cost(32, 64, 3, 28, 28)

# %% wrong="not a number" says="NaN"
standard_weights, standard_macs, separable_weights, separable_macs = float("nan"), 14450688, 2336, 1831424

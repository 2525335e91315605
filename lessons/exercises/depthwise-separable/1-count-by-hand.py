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
    """Four whole numbers."""
    standard, separable, positions = 9 * 32 * 64, 9 * 32 + 32 * 64, 28 * 28

    def macs(weights, slips):
        return weights * positions, 2, {
            slip * positions: what for slip, what in slips.items()} | {
            weights: "those are the weights; each is used at every position",
            2 * weights * positions: "those are FLOPs, twice the MACs",
            weights * 28: "the output has two sides, 28×28 positions",
            weights * 26 * 26: "26×26 is the output without padding",
            weights * 30 * 30: "30×30 is the padded map, not the output"}

    return check_numbers(
        f"{standard / separable:.2f}× fewer MACs, as 1 / (1/64 + 1/9) says.",
        standard_weights=(standard, 1, in_standard := {
            9 * 32: "that is one filter; there are 64 of them",
            9 * 64: "every filter has a slice for each of the 32 inputs",
            32 * 64: "that is for a 1×1 window; this one is 3×3",
            3 * 32 * 64: "the window is 3×3, so a slice has 9 weights",
            9 * 32 * 32: "that is with 32 filters; there are 64, one an output",
            standard + 64: "the biases are in it; this layer has none"}),
        standard_macs=macs(standard, in_standard),
        separable_weights=(separable, 1, in_separable := {
            9 * 32: "that is the depthwise half alone",
            32 * 64: "that is the pointwise half alone",
            9 + 32 * 64: "there is one depthwise filter in it; there are 32",
            32 + 32 * 64: "the 3×3 window of the depthwise step is left out",
            3 * 32 + 32 * 64: "the depthwise window is 3×3, 9 weights a filter",
            9 * 32 + standard: "the pointwise window is 1×1, not 3×3",
            9 * 64 + 32 * 64: "the depthwise step has 32 filters, one an input",
            9 * 64 + 64 * 64: "the depthwise step takes and gives 32, not 64",
            32 * standard: "one step follows the other: add, do not multiply",
            9 * 32 * 32 + 32 * 64: "that is `groups=1`, 32 slices a filter",
            separable + 96: "the biases are in it; these layers have none"}),
        separable_macs=macs(separable, in_separable))

# %% hint [markdown]
# How many numbers does one filter of the standard layer hold? How many filters
# are there? A depthwise filter has one slice. How many of those are there, and
# what does the pointwise step hold?

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

# %% wrong="biases counted" says="the biases are in it"
standard_weights, standard_macs, separable_weights, separable_macs = 18432 + 64, 14450688, 2336, 1831424

# %% wrong="depthwise half only" says="the depthwise half alone"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 288, 288 * 784

# %% wrong="a depthwise filter for each output" says="the depthwise step has 32 filters, one an input"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 64 + 2048, 1831424

# %% wrong="groups=1 in the depthwise step" says="`groups=1`"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 32 * 32 + 2048, 1831424

# %% wrong="a number in quotes" says="is a str; a number is expected"
standard_weights, standard_macs, separable_weights, separable_macs = "18432", 14450688, 2336, 1831424

# %% wrong="functions not called" says="is a function; a number is expected"
standard_weights, standard_macs, separable_weights, separable_macs = standard_cost, 14450688, 2336, 1831424

# %% wrong="both results of the function in one name" says="is a tuple; a number is expected"
standard_weights = standard_macs = standard_cost(32, 64, 3, 28, 28)
separable_weights = separable_macs = separable_cost(32, 64, 3, 28, 28)

# %% wrong="not a number" says="NaN"
standard_weights, standard_macs, separable_weights, separable_macs = float("nan"), 14450688, 2336, 1831424

# %% wrong="weights and MACs swapped, in the pair" says="`separable_weights` and `separable_macs` are swapped. Right: `standard_weights`, `standard_macs`"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 1831424, 2336

# %% wrong="standard and separable swapped" says="`standard_weights` and `separable_weights` are swapped"
standard_weights, standard_macs = separable_cost(32, 64, 3, 28, 28)
separable_weights, separable_macs = standard_cost(32, 64, 3, 28, 28)

# %% wrong="3 for 3² everywhere" says="the window is 3×3, so a slice has 9 weights"
standard_weights = 3 * 32 * 64
separable_weights = 3 * 32 + 32 * 64
standard_macs, separable_macs = standard_weights * 784, separable_weights * 784

# %% wrong="one side of the map" says="the output has two sides, 28×28 positions"
standard_weights, separable_weights = 9 * 32 * 64, 9 * 32 + 32 * 64
standard_macs, separable_macs = standard_weights * 28, separable_weights * 28

# %% wrong="a pointwise step of 3×3, in weights and MACs" says="the pointwise window is 1×1, not 3×3"
standard_weights, standard_macs = 18432, 14450688
separable_weights = 9 * 32 + 9 * 32 * 64
separable_macs = separable_weights * 28 * 28

# %% wrong="a picture that is padded counted whole, and FLOPs" says="30×30 is the padded map, not the output"
standard_weights, separable_weights = 18432, 2336
standard_macs, separable_macs = 18432 * 30 * 30, 2 * 2336 * 28 * 28

# %% wrong="only three numbers set, one of them wrong" says="those are FLOPs, twice the MACs"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 2 * 14450688, 2336, None

# %% wrong="weights for MACs" says="those are the weights; each is used at every position"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2336

# %% wrong="padding forgotten" says="26×26 is the output without padding"
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 18432 * 26 * 26, 2336, 2336 * 26 * 26

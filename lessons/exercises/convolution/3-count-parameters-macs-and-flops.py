# %% [markdown]
# # Count parameters, MACs and FLOPs
#
# A layer takes 8 channels to 16, with a 5×5 window, stride 2, padding 2 and a
# bias, on a map of 28×28. Set the three numbers without running a layer.
# Checked: each number. The bias counts as a parameter; its additions are left
# out of the MACs and the FLOPs, as PyTorch does.

# %% starter
parameters = None
macs = None
flops = None

# %% check
def judge():
    weights, positions = 5 * 5 * 8 * 16, 14 * 14
    right = weights * positions
    yield from judge_number(
        "parameters",
        parameters,
        weights + 16,
        {
            weights: "the biases are missing, one for each output channel",
            weights
            + 8: "there is one bias for each of the 16 output channels, not for each input",
            weights
            + 1: "there is one bias for each of the 16 output channels, not one in all",
            5 * 5 * 8: "that is one filter; there are 16 of them",
            5 * 5 * 16
            + 16: "every filter has a slice for each of the 8 input channels",
            5 * 5 * 16: "every filter has a slice for each of the 8 input channels",
            5 * 8 * 16 + 16: "the window is 5×5, so a slice has 25 weights",
            right: "those are the MACs; a parameter is counted once, however often it is used",
        },
    )
    yield from judge_number(
        "macs",
        macs,
        right,
        {
            2 * right: "those are FLOPs, twice the MACs",
            weights: "those are the weights; each is used at every position of the window",
            weights
            + 16: "those are the parameters; each weight is used at every position of the window",
            weights
            * 28
            * 28: "28×28 is the input; what counts is the output, and the stride is 2",
            weights
            * 12
            * 12: "12×12 is the output without padding; with padding 2 it is 14×14",
            weights * 13 * 13: "13×13 is not the output: (28 + 4 − 5) // 2 + 1 is 14",
            (weights + 16)
            * positions: "the biases are in it; they are added, not multiplied",
            5
            * 5
            * 16
            * positions: "every filter has a slice for each of the 8 input channels",
            weights * 14: "the output has two sides, 14×14 positions",
        },
    )
    yield from judge_number(
        "flops",
        flops,
        2 * right,
        {
            right: "those are the MACs; each is a multiplication and an addition",
            2 * right
            + 16: "the 16 biases are in it; they are parameters, and their additions are left out here",
            right // 2: "that is half the MACs; FLOPs are twice the MACs",
            2 * right
            + 16
            * positions: "the additions of the bias are in it, which PyTorch's counter leaves out",
        },
    )
    yield (
        True,
        "stride 2 leaves a quarter of the positions, so a quarter of the MACs, and not one parameter less.",
    )

# %% hint [markdown]
# How many numbers does one filter hold, and how many filters are there? The
# biases come on top.

# %% hint [markdown]
# `conv_output_size(28, 5, stride=2, padding=2)` is the side of the output. The
# window has as many positions, down and across, and a weight is used once at
# each.

# %% solution
side = conv_output_size(28, 5, stride=2, padding=2)
parameters = 5 * 5 * 8 * 16 + 16
macs = 5 * 5 * 8 * 16 * side * side
flops = 2 * macs
print(parameters, macs, flops)

# %% right="numbers"
parameters, macs, flops = 3216, 627200, 1254400

# %% right="by formula"
parameters = 25 * 8 * 16 + 16
macs = (parameters - 16) * 14**2
flops = macs * 2

# %% right="floats"
parameters, macs, flops = 3216.0, 6.272e5, 1.2544e6

# %% right="PyTorch's own counts"
counted = nn.Conv2d(8, 16, 5, stride=2, padding=2).to(device)
parameters = count_parameters(counted)
flops = count_flops(counted, (8, 28, 28))
macs = flops // 2

# %% wrong="no bias" says="the biases are missing"
parameters, macs, flops = 3200, 627200, 1254400

# %% wrong="a bias for each input" says="not for each input"
parameters, macs, flops = 3208, 627200, 1254400

# %% wrong="one filter" says="there are 16 of them"
parameters, macs, flops = 200, 627200, 1254400

# %% wrong="one bias in all" says="not one in all"
parameters, macs, flops = 5 * 5 * 8 * 16 + 1, 627200, 1254400

# %% wrong="one slice a filter" says="a slice for each of the 8 input channels"
parameters, macs, flops = 5 * 5 * 16, 627200, 1254400

# %% wrong="one slice a filter, and the biases" says="a slice for each of the 8 input channels"
parameters, macs, flops = 5 * 5 * 16 + 16, 627200, 1254400

# %% wrong="the window not squared" says="a slice has 25 weights"
parameters, macs, flops = 5 * 8 * 16 + 16, 627200, 1254400

# %% wrong="MACs for parameters" says="a parameter is counted once"
parameters, macs, flops = 5 * 5 * 8 * 16 * 14 * 14, 627200, 1254400

# %% wrong="weights for MACs" says="those are the weights"
parameters, macs, flops = 3216, 5 * 5 * 8 * 16, 1254400

# %% wrong="parameters for MACs" says="those are the parameters"
parameters, macs, flops = 3216, 5 * 5 * 8 * 16 + 16, 1254400

# %% wrong="padding forgotten" says="12×12 is the output without padding"
parameters, macs, flops = 3216, 3200 * conv_output_size(28, 5, stride=2) ** 2, 1254400

# %% wrong="the last position forgotten" says="13×13 is not the output"
parameters, macs, flops = 3216, 3200 * ((28 + 2 * 2 - 5) // 2) ** 2, 1254400

# %% wrong="one side of the output" says="the output has two sides"
parameters, macs, flops = 3216, 3200 * conv_output_size(28, 5, stride=2, padding=2), 1254400

# %% wrong="halved, not doubled" says="FLOPs are twice the MACs"
parameters, macs, flops = 3216, 627200, 627200 // 2

# %% wrong="the input's size" says="28×28 is the input"
parameters, macs, flops = 3216, 3200 * 28 * 28, 1254400

# %% wrong="biases multiplied" says="they are added, not multiplied"
parameters, macs, flops = 3216, 3216 * 14 * 14, 1254400

# %% wrong="FLOPs for MACs" says="those are FLOPs"
parameters, macs, flops = 3216, 1254400, 1254400

# %% wrong="MACs for FLOPs" says="those are the MACs"
parameters, macs, flops = 3216, 627200, 627200

# %% wrong="FLOPs with bias" says="additions of the bias"
parameters, macs, flops = 3216, 627200, 1254400 + 16 * 196

# %% wrong="one slice a filter in the MACs" says="a slice for each of the 8 input channels"
parameters, macs, flops = 3216, 25 * 16 * 14 * 14, 1254400

# %% wrong="the biases added to the FLOPs" says="the 16 biases are in it"
parameters, macs, flops = 3216, 627200, 2 * 627200 + 16

# %% wrong="a shape" says="is a tuple; a number is expected"
parameters, macs, flops = (16, 8, 5, 5), 627200, 1254400

# %% wrong="the layer" says="a number is expected"
parameters = nn.Conv2d(8, 16, 5)

# %% wrong="a string" says="is a str; a number is expected"
parameters, macs, flops = 3216, "627,200", 1254400

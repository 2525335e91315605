# %% [markdown]
# # Count parameters, MACs and FLOPs
#
# A layer takes 8 channels to 16, with a 5×5 window, stride 2, padding 2 and a
# bias, on a map of 28×28. Set the three numbers without running a layer.
# Checked: each number. The bias counts as a parameter; its additions are left
# out of the MACs and the FLOPs, as PyTorch does.

# %% starter
parameters = None  # with the biases
macs = None  # multiply–accumulates
flops = None

# %% check
def judge():
    """Three whole numbers."""
    weights, positions = 5 * 5 * 8 * 16, 14 * 14
    products, additions = weights * positions, 16 * positions
    slices = "each filter has a slice for each of the 8 inputs"
    one = "that is one filter; there are 16 of them"
    window = "the window is 5×5, so a slice has 25 weights"
    return check_numbers(
        "stride 2 leaves a quarter of the MACs, and every parameter.",
        parameters=(weights + 16, 1, {
            weights: "the biases are missing, one for each output channel",
            weights + 8: "a bias belongs to an output channel, not to an input",
            weights + 1: "there is one bias in it, and 16 output channels",
            25 * 8: one, 25 * 8 + 1: one, 25 * 16: slices, 25 * 16 + 16: slices,
            5 * 8 * 16: window, 5 * 8 * 16 + 16: window, 8 * 16 + 16: window,
            3 * 3 * 8 * 16 + 16: "that is for a 3×3 window; this one is 5×5"}),
        macs=(products, 2, {
            weights: "each weight is used at every position of the output",
            products // 25: window, products // 5: window,
            products // 8: slices, products // 16: one,
            products + additions: "the biases are in it; adding one is no MAC",
            weights * 28 * 28: "28×28 is the input; the output counts",
            weights * 24 * 24: "24×24 is without the stride and the padding",
            weights * 12 * 12: "12×12 is the output without padding",
            weights * 13 * 13: "a side is (28 + 4 − 5) // 2 + 1 = 14, not 13",
            weights * 14: "the output has two sides, 14×14 positions"}),
        flops=(2 * products, 2, {
            products // 2: "that is half the MACs; FLOPs are twice the MACs",
            2 * products + 16: "the biases are in it; they are left out here",
            2 * products + additions: "the additions of the biases are in it"}))

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

# %% wrong="one slice a filter, everywhere" says="a slice for each of the 8 inputs"
parameters = 5 * 5 * 16 + 16
macs = 5 * 5 * 16 * 14 * 14
flops = 2 * macs

# %% wrong="the window not squared" says="a slice has 25 weights. Right: `macs`, `flops`."
parameters, macs, flops = 5 * 8 * 16 + 16, 627200, 1254400

# %% wrong="MACs and FLOPs swapped" says="`macs` and `flops` are swapped. Right: `parameters`."
parameters, macs, flops = 3216, 1254400, 627200

# %% wrong="parameters for MACs, and twice that" says="`macs` is 3,216: that is `parameters`"
parameters, macs, flops = 3216, 3216, 6432

# %% wrong="stride forgotten" says="28×28 is the input"
side = conv_output_size(28, 5, padding=2)
parameters, macs = 3216, 3200 * side**2
flops = 2 * macs

# %% wrong="padding forgotten" says="12×12 is the output without padding"
parameters, macs, flops = 3216, 3200 * conv_output_size(28, 5, stride=2) ** 2, 1254400

# %% wrong="one side of the output" says="the output has two sides"
parameters, macs, flops = 3216, 3200 * conv_output_size(28, 5, stride=2, padding=2), 1254400

# %% wrong="biases multiplied" says="adding one is no MAC"
parameters, macs, flops = 3216, 3216 * 14 * 14, 1254400

# %% wrong="an arithmetic slip" says="too small. Hint 2 helps. Right: `parameters`, `macs`."
parameters, macs, flops = 3216, 627200, 1254300

# %% wrong="one not answered, one wrong" says="`parameters` is 3,200: the biases are missing"
parameters, macs, flops = 3200, 627200, None

# %% wrong="a shape" says="is a tuple; a number is expected"
parameters, macs, flops = (16, 8, 5, 5), 627200, 1254400

# %% wrong="the layer" says="is a Conv2d; a number is expected"
parameters = nn.Conv2d(8, 16, 5)

# %% wrong="a string" says="is a str; a number is expected"
parameters, macs, flops = 3216, "627,200", 1254400

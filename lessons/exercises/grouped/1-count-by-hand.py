# %% [markdown]
# # Count by hand
#
# A layer takes 48 channels to 96, with a 5×5 window, `groups=4`, stride 1 and
# padding 2, on a map of 28×28. It has biases. Bind the first three numbers
# without running a layer. The fourth is about another layer, 36→60 channels:
# how many values of `groups` does PyTorch take there? Checked: each number.

# %% starter
weights = None  # without the biases
parameters = None  # with them
macs = None  # multiply–accumulates, biases aside
legal_groups = None  # how many values of groups are legal for 36→60

# %% check
def judge():
    """Four whole numbers."""
    weights, positions = 96 * 12 * 5 * 5, 28 * 28
    standard = 96 * 48 * 5 * 5
    return check_numbers(
        "K²·M·N/G weights, N biases, and the common divisors of both channel "
        "counts for `groups`.",
        weights=(weights, 1, {
            standard: "that is the standard layer; each filter of this one "
            "sees 48 / 4 inputs",
            weights // 4: "that is one group of the four (or a division by 4 "
            "twice)",
            weights + 96: "the biases are in it; they belong in `parameters`",
            12 * 5 * 5: "that is one filter; there are 96 of them",
            96 * 12: "that is the number of pairs of a filter and an input; "
            "each has a 5×5 slice",
            96 * 12 * 5: "the window is 5×5, so a slice has 25 weights",
            96 * 12 * 3 * 3: "that is for a 3×3 window; this one is 5×5",
            48 * 12 * 5 * 5: "that is with 48 filters; there is one for each "
            "of the 96 outputs",
        }),
        parameters=(weights + 96, 1, {
            weights: "the biases are not in it",
            weights + 24: "there are 24 biases in it, 96 / 4; every output "
            "channel has one, whatever `groups` is",
            weights + 48: "there are 48 biases in it; a bias belongs to an "
            "output channel, not to an input",
            weights + 4: "there are 4 biases in it, one for each group; every "
            "output channel has one",
            weights + 4 * 96: "there are 96 biases in it for each group; every "
            "output channel has one, whatever `groups` is",
            weights + 1: "there is one bias in it; every output channel has "
            "one",
            standard + 96: "that is the standard layer, with its biases",
        }),
        macs=(weights * positions, 2, {
            weights: "those are the weights; each is used at every position of "
            "the output",
            (weights + 96) * positions: "the biases are in it; adding a bias "
            "is no multiply–accumulate",
            2 * weights * positions: "those are FLOPs, twice the MACs",
            standard * positions: "that is the standard layer; groups divide "
            "the MACs as they divide the weights",
            weights // 4 * positions: "that is one group of the four (or a "
            "division by 4 twice)",
            weights * 28: "the output has two sides, 28×28 positions",
            weights * 24 * 24: "24×24 is the output without padding; with "
            "padding 2 it is 28×28",
        }),
        legal_groups=(6, 2, {
            12: "that is the largest legal value (and the number of divisors "
            "of 60); the question is how many are legal",
            9: "36 has 9 divisors, but `groups` must divide 60 as well",
            5: "did you leave out groups=1? It is legal, too",
            4: "groups=1 is legal, and the greatest common divisor itself is, "
            "too",
            2: "more than that are legal; list the numbers that divide both 36 "
            "and 60",
        }))

# %% hint [markdown]
# The shape of the weight is (out_channels, in_channels / groups, K, K).
# Multiply it out.

# %% hint [markdown]
# How many positions has the output, with padding 2 and a 5×5 window? For the
# last number, list the divisors of the greatest common divisor.

# %% solution
weights = 96 * (48 // 4) * 5 * 5
parameters = weights + 96
macs = weights * 28 * 28
legal_groups = sum(36 % g == 0 and 60 % g == 0 for g in range(1, 37))
print(weights, parameters, macs, legal_groups)

# %% right="plain numbers"
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 6

# %% right="the chapter's function"
weights, macs = grouped_cost(48, 96, 5, 4, 28, 28)
parameters, legal_groups = weights + 96, len([g for g in range(1, 61) if is_legal(36, 60, g)])

# %% right="counted by PyTorch"
layer = nn.Conv2d(48, 96, 5, padding=2, groups=4)
weights, parameters = layer.weight.numel(), count_parameters(layer)
macs = count_flops(layer.to(device), (48, 28, 28)) / 2
legal_groups = sum(math.gcd(36, 60) % g == 0 for g in range(1, 13))

# %% right="tensors of one number"
weights = torch.tensor([96, 12, 5, 5]).prod()
parameters, macs, legal_groups = weights + 96, weights * 784, torch.tensor(6)

# %% right="numpy integers"
import numpy as np
weights, parameters, macs, legal_groups = np.array([28800, 28896, 22579200, 6])

# %% wrong="groups forgotten" says="that is the standard layer"
weights, parameters, macs, legal_groups = 25 * 48 * 96, 28896, 22579200, 6

# %% wrong="divided twice" says="a division by 4 twice"
weights, parameters, macs, legal_groups = 25 * 12 * 24, 28896, 22579200, 6

# %% wrong="biases among the weights" says="the biases are in it"
weights, parameters, macs, legal_groups = 28896, 28896, 22579200, 6

# %% wrong="one filter" says="that is one filter"
weights, parameters, macs, legal_groups = 25 * 12, 28896, 22579200, 6

# %% wrong="the window left out" says="each has a 5×5 slice"
weights, parameters, macs, legal_groups = 96 * 12, 28896, 22579200, 6

# %% wrong="a window of 3×3" says="that is for a 3×3 window"
weights, parameters, macs, legal_groups = 96 * (48 // 4) * 3 * 3, 28896, 22579200, 6

# %% wrong="all biases for each group" says="there are 96 biases in it for each group"
weights, parameters, macs, legal_groups = 28800, 28800 + 4 * 96, 22579200, 6

# %% wrong="groups forgotten in the parameters" says="that is the standard layer, with its biases"
weights, parameters, macs, legal_groups = 28800, 25 * 48 * 96 + 96, 22579200, 6

# %% wrong="weights for MACs" says="each is used at every position of the output"
weights, parameters, macs, legal_groups = 28800, 28896, 28800, 6

# %% wrong="MACs of one group" says="that is one group of the four"
weights, parameters, macs, legal_groups = 28800, 28896, 25 * 12 * 24 * 28 * 28, 6

# %% wrong="biases divided by groups" says="there are 24 biases in it"
weights, parameters, macs, legal_groups = 28800, 28800 + 24, 22579200, 6

# %% wrong="a bias for each input" says="a bias belongs to an output channel"
weights, parameters, macs, legal_groups = 28800, 28800 + 48, 22579200, 6

# %% wrong="a bias for each group" says="one for each group"
weights, parameters, macs, legal_groups = 28800, 28804, 22579200, 6

# %% wrong="biases left out" says="the biases are not in it"
weights, parameters, macs, legal_groups = 28800, 28800, 22579200, 6

# %% wrong="FLOPs" says="those are FLOPs"
weights, parameters, macs, legal_groups = 28800, 28896, 2 * 22579200, 6

# %% wrong="padding forgotten" says="24×24 is the output without padding"
weights, parameters, macs, legal_groups = 28800, 28896, 28800 * 24 * 24, 6

# %% wrong="MACs not divided" says="groups divide the MACs"
weights, parameters, macs, legal_groups = 28800, 28896, 115200 * 784, 6

# %% wrong="biases in the MACs" says="adding a bias is no multiply–accumulate"
weights, parameters, macs, legal_groups = 28800, 28896, 28896 * 784, 6

# %% wrong="the greatest common divisor" says="that is the largest legal value"
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 12

# %% wrong="divisors of the inputs only" says="must divide 60 as well"
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 9

# %% wrong="groups=1 not counted" says="did you leave out groups=1"
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, 5

# %% wrong="without 1 and without the largest" says="the greatest common divisor itself is, too"
weights, parameters, macs = 28800, 28896, 22579200
legal_groups = len([g for g in range(2, 12) if 36 % g == 0 and 60 % g == 0])

# %% wrong="the common prime factors" says="list the numbers that divide both 36 and 60"
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, len({2, 3} & {2, 3, 5})

# %% wrong="the list and not its length" says="is a list; a number is expected"
weights, parameters, macs, legal_groups = 28800, 28896, 22579200, [1, 2, 3, 4, 6, 12]

# %% wrong="both results of the function in one name" says="is a tuple; a number is expected"
weights = macs = grouped_cost(48, 96, 5, 4, 28, 28)
parameters, legal_groups = 28896, 6

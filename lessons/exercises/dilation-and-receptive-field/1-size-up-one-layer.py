# %% [markdown]
# # Size up one layer
#
# A layer has a 5×5 kernel with dilation 3 and stride 1, and the picture is
# 40×40. Bind three numbers without running a layer: the effective size of the
# kernel, the side of the output without padding, and the padding that keeps
# the map at 40×40.

# %% starter
effective_size = None
output_side = None  # without padding
same_padding = None

# %% check
def judge():
    """Three whole numbers."""
    return check_numbers(
        "5×5 with dilation 3 covers 13×13 = 169 pixels and reads 25 of them.",
        effective_size=(13, 1, {
            15: "that is d · K; between 5 weights there are only 4 gaps",
            12: "that is from the first weight to the last; count both of them",
            5: "that is the kernel without its dilation",
            7: "only one of the four gaps has been widened",
            8: "that is K + d; each of the 4 gaps is a step of 3",
            17: "a step of 3 leaves 2 pixels out, not 3",
            9: "that is for dilation 2; a step of 3 leaves 2 pixels out",
            11: "K and d have changed places (or one of the 4 gaps is missing)",
            14: "one too many: 4 steps of 3, and the pixel they start from",
            25: "that is the number of weights; count along one side",
            169: "that is the area, 13²; count along one side",
        }),
        output_side=(28, 2, {
            36: "that is the output of the undilated kernel",
            40: "without padding a dilated layer shrinks the map",
            27: "that is 40 − 13; the window has one position more",
            26: "that is 40 − 13 − 1 (or the output for a window of 15)",
            12: "that is what is lost (or the dilation was taken for a stride)",
            784: "that is the area, 28²; the side is asked for",
        }),
        same_padding=(6, 2, {
            12: "that is what is lost in all; padding is put on both ends",
            2: "that is (K − 1) / 2, for the undilated kernel",
            3: "padding = dilation holds for a 3×3 kernel only",
            13: "that is the window; 12 pixels are lost, half of them each end",
            6.5: "half of 13; the window loses one pixel less than it covers",
            7: "too wide: the map would grow to 42×42",
            7.5: "that is d · K / 2; the window loses d · (K − 1) pixels",
        }))

# %% hint [markdown]
# Draw one row: five weights, and a step of three from each to the next. How
# many pixels from the first to the last, both counted?

# %% hint [markdown]
# The window can be moved by the picture's side minus its own, and it has one
# place more than that. What it loses is given back by the padding, half at
# each end.

# %% solution
effective_size = 3 * (5 - 1) + 1
output_side = 40 - effective_size + 1
same_padding = 3 * (5 - 1) // 2
print(effective_size, output_side, same_padding)

# %% right="plain numbers"
effective_size, output_side, same_padding = 13, 28, 6

# %% right="the chapter's function"
effective_size = 3 * 4 + 1
output_side = conv_output_size(40, 5, dilation=3)
same_padding = next(p for p in range(40) if conv_output_size(40, 5, 1, p, 3) == 40)

# %% right="asked of PyTorch, as tensors and sizes"
layer = nn.Conv2d(1, 1, 5, dilation=3)
output_side = layer(torch.zeros(1, 1, 40, 40)).shape[-1]
effective_size = torch.tensor(41 - output_side)
same_padding = torch.tensor([(effective_size - 1) / 2])

# %% right="floats"
effective_size = 1.0 + 3 * (5 - 1)
output_side = 40 - effective_size + 1
same_padding = (effective_size - 1) / 2

# %% right="numpy integers"
import numpy as np
effective_size, output_side, same_padding = np.array([13, 28, 6])

# %% wrong="dilation times kernel" says="there are only 4 gaps"
effective_size, output_side, same_padding = 15, 28, 6

# %% wrong="dilation as the number of zeros" says="leaves 2 pixels out, not 3"
effective_size, output_side, same_padding = 5 + 3 * 4, 28, 6

# %% wrong="the undilated kernel" says="without its dilation"
effective_size, output_side, same_padding = 5, 36, 2

# %% wrong="dilation keeps the map" says="without padding a dilated layer shrinks the map"
effective_size, output_side, same_padding = 13, 40, 6

# %% wrong="padding of both ends" says="padding is put on both ends"
effective_size, output_side, same_padding = 13, 28, 12

# %% wrong="padding = dilation" says="holds for a 3×3 kernel only"
effective_size, output_side, same_padding = 13, 28, 3

# %% wrong="half the effective size" says="the window loses one pixel less than it covers"
effective_size, output_side, same_padding = 13, 28, 13 / 2

# %% wrong="the word" says="is a str; a number is expected"
effective_size, output_side, same_padding = 13, 28, "same"

# %% wrong="a shape" says="is a tuple; a number is expected"
effective_size, output_side, same_padding = (13, 13), 28, 6

# %% wrong="the weights counted" says="that is the number of weights"
effective_size, output_side, same_padding = nn.Conv2d(1, 1, 5, dilation=3).weight.numel(), 28, 6

# %% wrong="K and d have changed places, in all three" says="K and d have changed places"
effective_size = 5 * (3 - 1) + 1
output_side, same_padding = 40 - effective_size + 1, (effective_size - 1) // 2

# %% wrong="two are swapped" says="`output_side` and `same_padding` are swapped"
effective_size, output_side, same_padding = 13, 6, 28

# %% wrong="what is lost, for what is left" says="Right: `effective_size`, `same_padding`"
effective_size, output_side, same_padding = 13, 40 - 28, 6

# %% wrong="the dilation taken for a stride" says="the dilation was taken for a stride"
effective_size, same_padding = 13, 6
output_side = nn.Conv2d(1, 1, 5, stride=3)(torch.zeros(1, 1, 40, 40)).shape[2]

# %% wrong="both sides in one text" says="`output_side` is a str; a number is expected"
effective_size, output_side, same_padding = 13, "28×28", 6

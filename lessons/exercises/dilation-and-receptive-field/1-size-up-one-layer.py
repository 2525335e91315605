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
    layer = nn.Conv2d(1, 1, 5, dilation=3).to(device)
    side = layer(torch.zeros(1, 1, 40, 40).to(device)).shape[2]
    yield from judge_number(
        "effective_size",
        effective_size,
        41 - side,
        {
            15: "that is d · K; between 5 weights there are only 4 gaps",
            12: "that is the distance from the first weight to the last; count both of them",
            5: "that is the kernel without its dilation",
            7: "only one of the four gaps has been widened",
            17: "a step of 3 leaves 2 pixels out, not 3",
            11: "one gap is missing: 5 weights have 4 gaps between them",
            25: "that is the number of weights; the effective size is along one side",
        },
    )
    yield from judge_number(
        "output_side",
        output_side,
        side,
        {
            36: "that is the output of the undilated kernel",
            40: "without padding a dilated layer shrinks the map; the claim that it does not needs padding",
            side
            - 1: "that is 40 − 13; the window has one place more than it can be moved",
            26: "26 would be right for an effective size of 15",
        },
    )
    yield from judge_number(
        "same_padding",
        same_padding,
        (40 - side) // 2,
        {
            40 - side: "that is what is lost in all; padding is put on both ends",
            2: "that is (K − 1) / 2, for the undilated kernel",
            3: "padding = dilation holds for a 3×3 kernel only",
            13: "that is the effective size; what is lost is one less, and half of it goes to each end",
            6.5: "half of 13; the window loses one pixel less than its effective size",
            7: "too wide: the map would grow to 42×42",
        },
    )
    yield (
        True,
        f"5×5 with dilation 3 covers 13×13 = 169 pixels and has 25 weights: it reads one pixel in {169 / 25:.1f}.",
    )

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

# %% wrong="gaps without the last weight" says="count both of them"
effective_size, output_side, same_padding = 12, 28, 6

# %% wrong="dilation as the number of zeros" says="leaves 2 pixels out, not 3"
effective_size, output_side, same_padding = 5 + 3 * 4, 28, 6

# %% wrong="one gap only" says="only one of the four gaps"
effective_size, output_side, same_padding = 7, 28, 6

# %% wrong="the undilated kernel" says="without its dilation"
effective_size, output_side, same_padding = 5, 36, 2

# %% wrong="undilated output" says="output of the undilated kernel"
effective_size, output_side, same_padding = 13, 36, 6

# %% wrong="dilation keeps the map" says="without padding a dilated layer shrinks the map"
effective_size, output_side, same_padding = 13, 40, 6

# %% wrong="one place forgotten" says="one place more than it can be moved"
effective_size, output_side, same_padding = 13, 27, 6

# %% wrong="padding of both ends" says="padding is put on both ends"
effective_size, output_side, same_padding = 13, 28, 12

# %% wrong="padding = dilation" says="holds for a 3×3 kernel only"
effective_size, output_side, same_padding = 13, 28, 3

# %% wrong="undilated padding" says="for the undilated kernel"
effective_size, output_side, same_padding = 13, 28, 2

# %% wrong="half the effective size" says="one pixel less than its effective size"
effective_size, output_side, same_padding = 13, 28, 13 / 2

# %% wrong="the word" says="is a str; a number is expected"
effective_size, output_side, same_padding = 13, 28, "same"

# %% wrong="a shape" says="is a tuple; a number is expected"
effective_size, output_side, same_padding = (13, 13), 28, 6

# %% wrong="three gaps" says="one gap is missing"
effective_size, output_side, same_padding = 5 + 3 * (3 - 1), 28, 6

# %% wrong="the weights counted" says="that is the number of weights"
effective_size, output_side, same_padding = nn.Conv2d(1, 1, 5, dilation=3).weight.numel(), 28, 6

# %% wrong="the output of dilation times kernel" says="26 would be right for an effective size of 15"
effective_size, output_side, same_padding = 13, 40 - 3 * 5 + 1, 6

# %% wrong="padded by the whole window" says="half of it goes to each end"
effective_size, output_side = 13, 28
same_padding = effective_size

# %% wrong="half the effective size, rounded up" says="the map would grow to 42×42"
effective_size, output_side, same_padding = 13, 28, math.ceil(13 / 2)

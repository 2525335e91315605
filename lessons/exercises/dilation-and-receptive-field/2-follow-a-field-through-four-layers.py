# %% [markdown]
# # Follow a field through four layers
#
# By hand, with a table of field and jump. The stack, from the input upwards:
#
# 1. a 3×3 convolution, stride 2
# 2. a 3×3 convolution, dilation 2
# 3. a 2×2 max pooling, stride 2
# 4. a 3×3 convolution
#
# Bind the field of one output along a side, and the jump at the end.

# %% starter
field = None
jump = None

# %% check
def judge():
    """Two whole numbers."""
    return check_numbers(
        "1 → 3 → 11 → 13 → 21: at a jump of 2, dilation 2 added 8 pixels.",
        field=(21, 2, {
            10: "that adds d · (K − 1) without the jump before the layer",
            13: "that is the field after three of the four layers (and the sum "
            "of the effective sizes, which overlap)",
            16: "the rule has been run from the wrong end, the last layer "
            "first (or with the stride of the layer just before alone)",
            25: "a layer's own stride is in its step; the jump before it "
            "counts (or dilation 2 was taken for a step of 3)",
            17: "is the dilation of layer 2 there, times the jump, and the "
            "stride of the pooling?",
            12: "the stride of layer 1 is missing",
            15: "the pooling is missing: it has a window and a stride",
            19: "is the window of the pooling there? And strides multiply",
            23: "the pooling has been counted as 3×3, or as dilated",
            29: "the dilation of layer 2 is in layer 4; only strides carry on",
            31: "dilation is in the jump; only strides widen the jump",
            32: "a layer adds d · (K − 1), not d · K",
            22: "one too many: the field starts at 1, not at 2",
            20: "one too few: the field starts at 1, a pixel sees itself",
            11: "that is the field after two of the four layers",
            8: "dilation and strides are missing",
            441: "that is the area, 21²; count along a side",
        }),
        jump=(4, 1, {
            2: "there are two strides of 2; the pooling has a stride, too",
            8: "dilation is in it; only strides widen the jump",
            1: "there are two strides of 2 in the stack",
            3: "strides multiply; they are not added",
            16: "the stride of 2 is there twice, not four times",
        }))

# %% hint [markdown]
# Start with field 1 and jump 1. Each layer adds $d(K-1)$ times the jump
# *before* it; then multiply the jump by its stride.

# %% hint [markdown]
# After the first layer: field 3, jump 2. The second adds $2 \cdot 2 \cdot 2$.

# %% solution
four_layers = [
    Window(3, stride=2), Window(3, dilation=2), Window(2, stride=2), Window(3)]
field, jump, _ = receptive_field(four_layers)[-1]
print(receptive_field(four_layers))

# %% right="plain numbers"
field, jump = 21, 4

# %% right="the recurrence as a loop"
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * (K - 1) * jump, jump * s

# %% right="from the output down"
field = 1
for K, s, d in [(3, 1, 1), (2, 2, 1), (3, 1, 2), (3, 2, 1)]:
    field = (field - 1) * s + d * (K - 1) + 1
jump = torch.tensor([2, 1, 2, 1]).prod()

# %% right="read off a model"
model = nn.Sequential(nn.Conv2d(1, 1, 3, 2), nn.Conv2d(1, 1, 3, dilation=2), nn.MaxPool2d(2), nn.Conv2d(1, 1, 3))
field, jump, _ = receptive_field(window_layers(model))[-1]

# %% right="the number of paths, and floats"
field = float(len(path_counts([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3)])))
jump = 2.0 * 2

# %% wrong="jump forgotten" says="without the jump"
field, jump = 1 + 2 + 4 + 1 + 2, 4

# %% wrong="effective sizes summed" says="the sum of the effective sizes"
field, jump = 3 + 5 + 2 + 3, 4

# %% wrong="the layer's own stride" says="a layer's own stride is in its step"
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    jump *= s
    field += d * (K - 1) * jump

# %% wrong="only the last stride" says="with the stride of the layer just before alone"
field, jump, before = 1, 4, 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, before = field + d * (K - 1) * before, s

# %% wrong="dilation ignored" says="is the dilation of layer 2 there"
field, jump, _ = receptive_field([Window(3, 2), Window(3), Window(2, 2), Window(3)])[-1]

# %% wrong="pooling without its window" says="is the window of the pooling there"
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(1, 2), Window(3)])[-1]

# %% wrong="dilation kept" says="only strides carry on"
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3, 1, 0, 2)])[-1]

# %% wrong="jump of the first layer" says="the pooling has a stride, too"
field, jump = 21, 2

# %% wrong="dilation in the jump" says="dilation is in it"
field, jump = 21, 8

# %% wrong="a whole row of the table" says="is a tuple; a number is expected"
field = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3)])[-1]
jump = 4

# %% wrong="the pixel itself added again at the end" says="the field starts at 1, not at 2"
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * (K - 1) * jump, jump * s
field += 1

# %% wrong="the jump overwritten by each stride" says="there are two strides of 2 in the stack"
for K, stride, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = 21, stride

# %% wrong="a doubling at each of the four layers" says="twice, not four times"
field, jump = 21, 2**4

# %% wrong="the rule run from the wrong end" says="the rule has been run from the wrong end"
field = jump = 1
for K, s, d in [(3, 1, 1), (2, 2, 1), (3, 1, 2), (3, 2, 1)]:
    field, jump = field + d * (K - 1) * jump, jump * s

# %% wrong="the chapter's function on the list the wrong way round" says="the last layer first"
four = [Window(3, stride=2), Window(3, dilation=2), Window(2, stride=2), Window(3)]
field, jump, _ = receptive_field(four[::-1])[-1]

# %% wrong="strides added" says="And strides multiply"
field, jump = 1, 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * (K - 1) * jump, jump + s - 1

# %% wrong="the dilation carried on as a stride is" says="dilation is in the jump"
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * (K - 1) * jump, jump * s * d

# %% wrong="d · K for d · (K − 1)" says="a layer adds d · (K − 1), not d · K"
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * K * jump, jump * s

# %% wrong="the two are swapped" says="`field` and `jump` are swapped"
field, jump = 4, 21

# %% wrong="both sides" says="count along a side"
field, jump = 21 * 21, 4

# %% wrong="a number in quotes" says="`jump` is a str; a number is expected. Right: `field`"
field, jump = 21, "4"

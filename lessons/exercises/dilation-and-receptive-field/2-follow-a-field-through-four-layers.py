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
    built = nn.Sequential(
        nn.Conv2d(1, 1, 3, stride=2),
        nn.Conv2d(1, 1, 3, dilation=2),
        nn.AvgPool2d(2),
        nn.Conv2d(1, 1, 3),
    ).to(
        device
    )  # an average in place of the maximum: it reads the same pixels, and all of them have a gradient
    expected, _ = measured_field(built, 65, in_channels=1)
    yield from judge_number(
        "field",
        field,
        expected,
        {
            10: "that adds d · (K − 1) without the jump; after a stride, every step is that many pixels",
            13: "13 is the field after three of the four layers (it is also the sum of the effective sizes, which overlap)",
            25: "each layer's own stride has been counted in its own step; the jump that counts is the one before the layer",
            16: "only the stride of the layer just before has been used; strides multiply up through all layers before",
            17: "the dilation of layer 2 is missing, or it has been counted without the jump",
            15: "the pooling is missing: it has a window and a stride as a convolution has",
            19: "the pooling's stride is in, its window is not: 2×2 adds one step",
            29: "the dilation of layer 2 has been kept for layer 4; it belongs to one layer, only strides carry on",
            22: "one too many: the field starts at 1, not at 2",
            20: "one too few: the field starts at 1, a pixel sees itself",
            11: "that is the field after two of the four layers",
        },
    )
    yield from judge_number(
        "jump",
        jump,
        4,
        {
            2: "that is the jump after the first layer; the pooling has a stride too",
            8: "the dilation is in it; only strides widen the jump",
            1: "there are two strides of 2 in the stack",
            16: "each stride of 2 counts once",
        },
    )
    yield (
        True,
        "1 → 3 → 11 → 13 → 21, and the gradient agrees: the two pixels of dilation 2 became eight, as the jump was 2.",
    )

# %% hint [markdown]
# Start with field 1 and jump 1. Each layer adds $d(K-1)$ times the jump
# *before* it; then multiply the jump by its stride.

# %% hint [markdown]
# After the first layer: field 3, jump 2. The second adds $2 \cdot 2 \cdot 2$.

# %% solution
four_layers = [Window(3, stride=2), Window(3, dilation=2), Window(2, stride=2), Window(3)]
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

# %% wrong="effective sizes summed" says="it is also the sum of the effective sizes"
field, jump = 3 + 5 + 2 + 3, 4

# %% wrong="the layer's own stride" says="own stride has been counted in its own step"
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    jump *= s
    field += d * (K - 1) * jump

# %% wrong="only the last stride" says="only the stride of the layer just before"
field, jump, before = 1, 4, 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, before = field + d * (K - 1) * before, s

# %% wrong="dilation ignored" says="the dilation of layer 2 is missing"
field, jump, _ = receptive_field([Window(3, 2), Window(3), Window(2, 2), Window(3)])[-1]

# %% wrong="pooling left out" says="the pooling is missing"
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(3)])[-1]

# %% wrong="pooling without its window" says="its window is not"
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(1, 2), Window(3)])[-1]

# %% wrong="dilation kept" says="only strides carry on"
field, jump, _ = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3, 1, 0, 2)])[-1]

# %% wrong="started at 0" says="a pixel sees itself"
field, jump = 20, 4

# %% wrong="three layers" says="is the field after three of the four"
field, jump = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3)])[-2][:2]

# %% wrong="jump of the first layer" says="the pooling has a stride too"
field, jump = 21, 2

# %% wrong="dilation in the jump" says="only strides widen the jump"
field, jump = 21, 8

# %% wrong="a whole row of the table" says="is a tuple; a number is expected"
field = receptive_field([Window(3, 2), Window(3, 1, 0, 2), Window(2, 2), Window(3)])[-1]
jump = 4

# %% wrong="the pixel itself added again at the end" says="the field starts at 1, not at 2"
field = jump = 1
for K, s, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = field + d * (K - 1) * jump, jump * s
field += 1

# %% wrong="the field before the pooling" says="that is the field after two of the four layers"
field, jump = receptive_field([Window(3, 2), Window(3, 1, 0, 2)])[-1][0], 4

# %% wrong="the jump overwritten by each stride" says="there are two strides of 2 in the stack"
for K, stride, d in [(3, 2, 1), (3, 1, 2), (2, 2, 1), (3, 1, 1)]:
    field, jump = 21, stride

# %% wrong="a doubling at each of the four layers" says="each stride of 2 counts once"
field, jump = 21, 2**4

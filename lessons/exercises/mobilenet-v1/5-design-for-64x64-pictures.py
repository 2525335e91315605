# %% [markdown]
# # Design a MobileNet for 64×64 pictures
#
# Your pictures are photographs of 64×64 pixels in ten classes. Choose a `stem`
# and a list `blocks` for
# `MobileNetV1(num_classes=10, stem=stem, blocks=blocks)`, so that
#
# - the last map is 4×4 and has at least 128 channels;
# - even a corner position of it, centred on the first pixel, sees the last
#   one: a receptive field of at least 127;
# - there are at most 50,000 parameters and 3 million MACs.
#
# Checked: each of these, on the network that your list makes.

# %% starter
stem = None  # (out_channels, stride)
blocks = None  # [(out_channels, stride), ...]

# %% check
def judge():
    if any(value is None for value in (stem, blocks)):
        yield (
            None,
            "not answered yet: set `stem` and `blocks` above, then run this cell again.",
        )

    def is_row(row):
        return (
            isinstance(row, (tuple, list))
            and len(row) == 2
            and all(type(n) is int for n in row)
            and 1 <= row[0] <= 4096
            and 1 <= row[1] <= 8
        )

    a_pair = "a pair (out_channels, stride) of positive whole numbers (at most 4,096 and 8, to keep the check quick)"
    yield (
        is_row(stem),
        f"`stem` is {' '.join(repr(stem).split())[:60]}; {a_pair} is expected.",
    )
    yield (
        isinstance(blocks, (list, tuple)),
        f"`blocks` is a {type(blocks).__name__}; a list of pairs (out_channels, stride) is expected.",
    )
    yield (
        0 < len(blocks) <= 100,
        f"`blocks` has {len(blocks)} rows; 1 to 100 are expected.",
    )
    for row in blocks:
        yield (
            is_row(row),
            f"{' '.join(repr(row).split())[:60]} in `blocks` is not {a_pair}.",
        )
    network = MobileNetV1(num_classes=10, stem=tuple(stem), blocks=list(blocks)).to(
        device
    )
    rows = layers_run(network, (3, 64, 64))[:-1]
    channels, height, _ = rows[-1][1]
    strides = math.prod(layer.stride[0] for layer, *_ in rows)
    yield (
        height == 4,
        f"the last map is {height}×{height}: the strides multiply to {strides}, and 64 / {strides} is not 4.",
    )
    yield (
        channels >= 128,
        f"the last map has {channels} channels; at least 128 are asked for. No layer has fewer than 8.",
    )
    field = distance = 1
    for layer, *_ in rows:
        field += (layer.kernel_size[0] - 1) * distance
        distance *= layer.stride[0]
    yield (
        field >= 127,
        f"a position of the last map sees {field}×{field} pixels; 127 are asked for, 63 to each side of its centre. More blocks see more, and most of all behind the strides.",
    )
    parameters, macs = count_parameters(network), count_macs(network, (3, 64, 64))
    dearest = max(rows, key=lambda row: row[2])
    yield (
        macs <= 3e6,
        f"{macs:,} MACs; at most 3,000,000 are allowed. The dearest step is {kind(dearest[0])} on a map of {dearest[1][1]}×{dearest[1][2]}: {dearest[2]:,}. Early layers work on large maps.",
    )
    yield (
        parameters <= 50_000,
        f"{parameters:,} parameters; at most 50,000 are allowed. A 1×1 layer has M·N weights: which two neighbours are wide?",
    )
    yield (
        True,
        f"{parameters:,} parameters, {macs:,} MACs, receptive field {field}. Did you halve early to save MACs, and add blocks late to see more?",
    )

# %% hint [markdown]
# Four strides of 2 take 64 to 4. The stem can be one of them.

# %% hint [markdown]
# Behind three strides a 3×3 window adds 2 · 8 = 16 to the receptive field;
# behind four, 32. One or two blocks there are worth many in front. Keep all
# but the last of them narrow.

# %% solution
stem = (16, 2)
blocks = [(32, 2), (32, 1), (64, 2), (64, 1), (64, 2), (64, 1), (64, 1), (128, 1)]

# %% right="a narrow list, wide at the end"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% right="tuples, very narrow"
stem, blocks = (8, 2), ((8, 2), (16, 1), (32, 2), (32, 2), (48, 1), (64, 1), (64, 1), (128, 1))

# %% right="a stem without a stride"
stem, blocks = (8, 1), [(16, 2), (32, 2), (32, 2), (64, 2), *[(64, 1)] * 3, (128, 1)]

# %% wrong="three strides" says="the last map is 8×8"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 1), (64, 1), (128, 1)]

# %% wrong="five strides" says="the last map is 2×2"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (128, 2)]

# %% wrong="too few channels" says="the last map has 64 channels"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (64, 1)]

# %% wrong="too few blocks" says="More blocks see more"
stem, blocks = (16, 2), [(32, 2), (64, 2), (128, 2)]

# %% wrong="blocks in front" says="MACs; at most 3,000,000"
stem, blocks = (32, 1), [(64, 1), (64, 1), (64, 2), (64, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% wrong="wide at the end" says="parameters; at most 50,000"
stem, blocks = (16, 2), [(32, 2), (64, 2), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1)]

# %% wrong="the paper's list" says="the last map is 2×2"
stem, blocks = (32, 2), MOBILENET_V1

# %% wrong="channels without strides" says="is not a pair"
stem, blocks = (16, 2), [32, 64, 128]

# %% wrong="a stem of one number" says="`stem` is 16; a pair"
stem, blocks = 16, [(32, 2), (64, 2), (64, 2), (128, 1)]

# %% wrong="the network and not the list" says="a list of pairs"
stem, blocks = (16, 2), MobileNetV1(num_classes=10)

# %% wrong="a stride of zero" says="is not a pair"
stem, blocks = (16, 2), [(32, 0), (128, 2)]

# %% wrong="the window in each row too" says="(32, 2, 3) in `blocks` is not a pair"
stem, blocks = (16, 2), [(32, 2, 3), (64, 2, 3), (64, 2, 3), (64, 1, 5), (64, 1, 5), (128, 1, 5)]

# %% wrong="widths by division" says="(32.0, 2) in `blocks` is not a pair"
stem, blocks = (16, 2), [(64 / 2, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% wrong="channels and stride swapped" says="(2, 32) in `blocks` is not a pair"
stem, blocks = (16, 2), [(2, 32), (2, 64), (2, 64), (1, 128)]

# %% wrong="as wide as can be" says="at most 4,096 and 8, to keep the check quick"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (8192, 1)]

# %% wrong="no blocks yet" says="`blocks` has 0 rows; 1 to 100 are expected"
stem, blocks = (16, 2), []

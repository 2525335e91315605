# %% [markdown]
# # Design a MobileNet for 64×64 pictures
#
# Your pictures are photographs of 64×64 pixels in ten classes. Choose a `stem`
# and a list `blocks` for
# `MobileNetV1(num_classes=10, stem=stem, blocks=blocks)`, with strides of 1, 2
# or 3 (a larger one would skip pixels), so that
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
    """A pair `stem` and a list `blocks` of pairs (out_channels, stride)."""
    yield from check_answered(stem=stem, blocks=blocks)
    yield isinstance(blocks, (list, tuple)), (
        f"`blocks` is {kind_of(blocks)}; a list of pairs is expected.")
    for row in (stem, *blocks):
        kinds = [*map(type, row)] if isinstance(row, (tuple, list)) else []
        yield kinds == [int, int] and row[0] > 0 and row[1] in (1, 2, 3), (
            f"{' '.join(repr(row).split())[:60]} is no pair (out_channels, "
            "stride) of whole numbers, with a stride of 1, 2 or 3.")
    settings = dict(num_classes=10, stem=stem, blocks=blocks)
    # nothing is stored on "meta", however wide it is
    with torch.device("meta"):
        parameters = count_parameters(MobileNetV1(**settings))
    yield parameters <= 50_000, (
        f"{parameters:,} parameters; at most 50,000 are allowed. A 1×1 layer "
        "has M·N weights: which two neighbours are wide?")
    network = MobileNetV1(**settings)
    *rows, _ = layers_run(network, (3, 64, 64))
    channels, side, _ = rows[-1][1]
    field = distance = 1
    for layer, *_ in rows:
        field += (layer.kernel_size[0] - 1) * distance
        distance *= layer.stride[0]
    yield side == 4 and channels >= 128, (
        f"the last map is {side}×{side} with {channels} channels; 4×4 with at "
        f"least 128 is asked for. The strides multiply to {distance}.")
    yield field >= 127, (
        f"a position of the last map sees {field}×{field} pixels; 127 are "
        "asked for. Where does a block add most to that?")
    macs = count_macs(network, (3, 64, 64))
    dearest, (_, *map_), most = max(rows, key=lambda row: row[2])
    yield macs <= 3e6, (
        f"{macs:,} MACs; at most 3,000,000 are allowed. The dearest step is "
        f"{kind(dearest)} on a map of {map_[0]}×{map_[1]}: {most:,}. Early "
        "layers work on large maps.")
    yield True, (
        f"{parameters:,} parameters, {macs:,} MACs, receptive field {field}. "
        "Did you halve early to save MACs, and add blocks late to see more?")

# %% hint [markdown]
# Four strides of 2 take 64 to 4. The stem can be one of them.

# %% hint [markdown]
# Behind three strides a 3×3 window adds 2 · 8 = 16 to the receptive field;
# behind four, 32. A block there is worth many in front.

# %% hint [markdown]
# The budgets: which layers work on large maps, and which 1×1 layers have many
# channels on both sides? Only the last map has to be wide.

# %% solution
stem = (16, 2)
blocks = [
    (32, 2), (32, 1),
    (64, 2), (64, 1),
    (64, 2), (64, 1), (64, 1), (128, 1)]

# %% right="a narrow list, wide at the end"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% right="tuples, very narrow"
stem, blocks = (8, 2), ((8, 2), (16, 1), (32, 2), (32, 2), (48, 1), (64, 1), (64, 1), (128, 1))

# %% right="a stem without a stride"
stem, blocks = (8, 1), [(16, 2), (32, 2), (32, 2), (64, 2), *[(64, 1)] * 3, (128, 1)]

# %% wrong="three strides" says="the last map is 8×8"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 1), (64, 1), (128, 1)]

# %% wrong="five strides" says="the last map is 2×2 with 128 channels; 4×4 with at least 128 is asked for. The strides multiply to 32"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (128, 2)]

# %% wrong="too few channels" says="the last map is 4×4 with 64 channels"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (64, 1)]

# %% wrong="too few blocks" says="Where does a block add most to that?"
stem, blocks = (16, 2), [(32, 2), (64, 2), (128, 2)]

# %% wrong="blocks in front" says="MACs; at most 3,000,000"
stem, blocks = (32, 1), [(48, 1), (48, 1), (64, 2), (64, 2), (64, 2), (64, 2), (64, 1), (64, 1), (128, 1)]

# %% wrong="wide at the end" says="parameters; at most 50,000"
stem, blocks = (16, 2), [(32, 2), (64, 2), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1)]

# %% wrong="the paper's list" says="3,217,226 parameters; at most 50,000"
stem, blocks = (32, 2), MOBILENET_V1

# %% wrong="channels without strides" says="32 is no pair (out_channels, stride)"
stem, blocks = (16, 2), [32, 64, 128]

# %% wrong="a stem of one number" says="16 is no pair"
stem, blocks = 16, [(32, 2), (64, 2), (64, 2), (128, 1)]

# %% wrong="the network and not the list" says="`blocks` is a MobileNetV1; a list of pairs is expected"
stem, blocks = (16, 2), MobileNetV1(num_classes=10)

# %% wrong="a stride of zero" says="(32, 0) is no pair"
stem, blocks = (16, 2), [(32, 0), (128, 2)]

# %% wrong="the window in each row too" says="(32, 2, 3) is no pair"
stem, blocks = (16, 2), [(32, 2, 3), (64, 2, 3), (64, 2, 3), (64, 1, 5), (64, 1, 5), (128, 1, 5)]

# %% wrong="widths by division" says="(32.0, 2) is no pair"
stem, blocks = (16, 2), [(64 / 2, 2), (64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% wrong="channels and stride swapped" says="(2, 32) is no pair"
stem, blocks = (16, 2), [(2, 32), (2, 64), (2, 64), (1, 128)]

# %% wrong="as wide as can be" says="parameters; at most 50,000 are allowed"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (8192, 1)]

# %% wrong="no blocks yet" says="the last map is 32×32 with 16 channels"
stem, blocks = (16, 2), []

# %% right="strides of 3 and 2"
stem, blocks = (16, 3), [(24, 3), (48, 2), (48, 1), (48, 1), (48, 1), (48, 1), (48, 1), (128, 1)]

# %% right="every row eight channels, and many of them"
stem, blocks = (8, 2), [(8, 2), (8, 2), (8, 2), *[(8, 1)] * 100, (128, 1)]

# %% right="a stem as a list"
stem, blocks = [16, 2], [[24, 2], [32, 2], [64, 2], [64, 1], [64, 1], [64, 1], [128, 1]]

# %% wrong="one stride of 4 for two of 2" says="(16, 4) is no pair (out_channels, stride) of whole numbers, with a stride of 1, 2 or 3"
stem, blocks = (16, 4), [(64, 2), (64, 2), (64, 1), (64, 1), (64, 1), (128, 1)]

# %% wrong="no channels" says="(0, 2) is no pair"
stem, blocks = (16, 2), [(0, 2), (64, 2), (64, 2), (128, 1)]

# %% wrong="a number among the rows" says="128 is no pair"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), 128]

# %% wrong="the last map a little narrow" says="with 120 channels"
stem, blocks = (16, 2), [(32, 2), (64, 2), (64, 2), (64, 1), (64, 1), (120, 1)]

# %% [markdown]
# # Say which layers are memory-bound
#
# A machine does 200 GFLOPs a second and moves 20 GB a second. Five layers,
# float32, stride 1, same size out as in, batch 1:
#
# | | layer | map |
# |---|---|---|
# | a | depthwise 3×3, 256 channels | 14×14 |
# | b | depthwise 7×7, 128 channels | 28×28 |
# | c | pointwise 16→16 | 112×112 |
# | d | pointwise 512→512 | 14×14 |
# | e | pointwise 1280→1000 (a classifier) | 1×1 |
#
# Set `memory_bound` to a dictionary from the five letters to True
# (memory-bound) or False (compute-bound).

# %% starter
memory_bound = None  # {"a": ..., "b": ..., "c": ..., "d": ..., "e": ...}

# %% check
def judge():
    if memory_bound is None:
        yield (
            None,
            "not answered yet: set `memory_bound` above, then run this cell again.",
        )
    yield (
        isinstance(memory_bound, dict),
        f"`memory_bound` is a {type(memory_bound).__name__}; a dictionary is expected.",
    )
    five = {  # input channels, output channels, weights, positions, the slip
        "a": (256, 256, 9 * 256, 14 * 14, "each number is used for 9 MACs only"),
        "b": (
            128,
            128,
            49 * 128,
            28 * 28,
            "a window of 7×7 uses each number 49 times: depthwise is not always memory-bound",
        ),
        "c": (
            16,
            16,
            16 * 16,
            112 * 112,
            "with few channels a pointwise step uses each number few times",
        ),
        "d": (512, 512, 512 * 512, 14 * 14, "each number is used for 512 outputs"),
        "e": (1280, 1000, 1280 * 1000, 1, "every weight is read and used once"),
    }
    missing = [letter for letter in five if letter not in memory_bound]
    yield not missing, f"`memory_bound` has no entry for {', '.join(missing)}."
    for letter, (M, N, weights, positions, why) in five.items():
        value = memory_bound[letter]
        value = value.item() if getattr(value, "shape", None) == () else value
        yield (
            value is not None and value is not Ellipsis,
            f"layer {letter} is not answered: True or False?",
        )
        yield (
            isinstance(value, bool),
            f"layer {letter} is a {type(value).__name__}; True or False is expected.",
        )
        intensity = 2 * weights * positions / (4 * ((M + N) * positions + weights))
        expected = intensity < 200 / 20
        yield (
            value == expected,
            f"layer {letter} has {intensity:.1f} FLOPs a byte, so it is {'memory' if expected else 'compute'}-bound under this roof: {why}.",
        )
    yield (
        True,
        "neither the name of a layer nor its MACs decide it: the corner of the roof and the FLOPs a byte do.",
    )

# %% hint [markdown]
# The ceilings meet at 200 / 20 FLOPs a byte. On which side is each layer?

# %% hint [markdown]
# `traffic([conv], shape)` gives FLOPs and bytes of any `nn.Conv2d`; give it
# the padding that keeps the size.

# %% solution
layers = {
    "a": (nn.Conv2d(256, 256, 3, padding=1, groups=256), 14),
    "b": (nn.Conv2d(128, 128, 7, padding=3, groups=128), 28),
    "c": (nn.Conv2d(16, 16, 1), 112),
    "d": (nn.Conv2d(512, 512, 1), 14),
    "e": (nn.Conv2d(1280, 1000, 1), 1),
}
memory_bound = {}
for letter, (conv, size) in layers.items():
    flops, moved = traffic([conv], (1, conv.in_channels, size, size))
    memory_bound[letter] = flops / moved < 200 / 20
print(memory_bound)

# %% right="by hand"
memory_bound = {"a": True, "b": False, "c": True, "d": False, "e": True}

# %% right="a comprehension over the intensities"
intensity = {"a": 2.2, "b": 11.9, "c": 4.0, "d": 55.5, "e": 0.5}
memory_bound = {letter: value < 10 for letter, value in intensity.items()}

# %% right="tensors of bool, another order"
memory_bound = {letter: torch.tensor(value) for letter, value in zip("edcba", (True, False, True, False, True))}

# %% wrong="every depthwise layer" says="not always memory-bound"
memory_bound = {"a": True, "b": True, "c": True, "d": False, "e": True}

# %% wrong="every pointwise layer is compute-bound" says="few channels"
memory_bound = {"a": True, "b": False, "c": False, "d": False, "e": True}

# %% wrong="the large pointwise layer" says="used for 512 outputs"
memory_bound = {"a": True, "b": False, "c": True, "d": True, "e": True}

# %% wrong="the classifier has many weights" says="every weight is read and used once"
memory_bound = {"a": True, "b": False, "c": True, "d": False, "e": False}

# %% wrong="meaning reversed" says="9 MACs only"
memory_bound = {"a": False, "b": True, "c": False, "d": True, "e": False}

# %% wrong="one is missing" says="no entry for e"
memory_bound = {"a": True, "b": False, "c": True, "d": False}

# %% wrong="words" says="is a str"
memory_bound = dict.fromkeys("abcde", "memory")

# %% wrong="a list" says="is a list"
memory_bound = [True, False, True, False, True]

# %% wrong="one left as in the comment" says="layer b is not answered"
memory_bound = {"a": True, "b": ..., "c": True, "d": False, "e": True}

# %% wrong="nothing filled in" says="layer a is not answered"
memory_bound = dict.fromkeys("abcde")

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
    """A dictionary from each of the letters a to e to True or False."""
    layers = {
        "a": (2.2, "memory-bound: each number is used for 9 MACs only"),
        "b": (11.9, "compute-bound: a 7×7 window uses each number 49 times"),
        "c": (4.0, "memory-bound: with few channels, few uses of a number"),
        "d": (55.5, "compute-bound: each number is used for 512 outputs"),
        "e": (0.5, "memory-bound: every weight is read and used once"),
    }
    yield from check_answered(memory_bound=memory_bound)
    yield isinstance(memory_bound, dict), (
        f"`memory_bound` is {kind_of(memory_bound)}; a dictionary is expected.")
    for key in memory_bound:
        yield key in layers, f"{key!r} is none of the five letters."
    given = {key: as_number(memory_bound.get(key)) for key in layers}
    right = [key for key in layers if given[key] == (layers[key][0] < 10)]
    so_far = f" Right: {name_all(right)}." * bool(right)
    for key, (intensity, why) in layers.items():
        yield given[key] in (True, False, None, ...), (
            f"`{key}` is {kind_of(given[key])}; True or False is expected.")
        yield key in right or given[key] in (None, ...), (
            f"`{key}` has {intensity} FLOPs a byte and the corner is at 10, so "
            f"it is {why}.{so_far}")
    missing = [key for key in layers if key not in right]
    yield None if missing else True, (
        f"not answered yet: {name_all(missing)} in `memory_bound`.{so_far}")
    yield True, "a layer's FLOPs a byte and the corner decide, not its MACs."

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

# %% wrong="every depthwise layer" says="uses each number 49 times. Right: `a`, `c`, `d`, `e`"
memory_bound = {"a": True, "b": True, "c": True, "d": False, "e": True}

# %% wrong="every pointwise layer is compute-bound" says="few channels"
memory_bound = {"a": True, "b": False, "c": False, "d": False, "e": True}

# %% wrong="the large pointwise layer" says="used for 512 outputs"
memory_bound = {"a": True, "b": False, "c": True, "d": True, "e": True}

# %% wrong="the classifier has many weights" says="every weight is read and used once"
memory_bound = {"a": True, "b": False, "c": True, "d": False, "e": False}

# %% wrong="meaning reversed" says="9 MACs only"
memory_bound = {"a": False, "b": True, "c": False, "d": True, "e": False}

# %% wrong="words" says="is a str"
memory_bound = dict.fromkeys("abcde", "memory")

# %% wrong="a list" says="is a list"
memory_bound = [True, False, True, False, True]

# %% right="ones and zeros"
memory_bound = dict(a=1, b=0, c=1, d=0, e=1)

# %% right="booleans of numpy"
import numpy as np
memory_bound = dict(zip("abcde", np.array([2.2, 11.9, 4.0, 55.5, 0.5]) < 10))

# %% right="a comparison of tensors"
memory_bound = dict(zip("abcde", torch.tensor([2.2, 11.9, 4.0, 55.5, 0.5]) < 10))

# %% wrong="all memory-bound" says="it is compute-bound: a 7×7 window uses each number 49 times. Right: `a`, `c`, `e`."
memory_bound = dict.fromkeys("abcde", True)

# %% wrong="the intensities themselves" says="`a` is a float; True or False is expected"
memory_bound = {"a": 2.2, "b": 11.9, "c": 4.0, "d": 55.5, "e": 0.5}

# %% wrong="only two, one of them wrong" says="`c` has 4.0 FLOPs a byte and the corner is at 10, so it is memory-bound: with few channels, few uses of a number. Right: `a`."
memory_bound = {"a": True, "c": False}

# %% wrong="capital letters" says="'A' is none of the five letters"
memory_bound = {"A": True, "B": False, "C": True, "D": False, "E": True}

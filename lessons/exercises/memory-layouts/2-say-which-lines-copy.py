# %% [markdown]
# # Say which lines copy
#
# `t` is a batch of shape (2, 3, 4, 5), fresh from `torch.rand`, so its memory
# is NCHW. For each line, bind `True` if its result is a copy of the numbers
# and `False` if it walks over the memory of `t`. Decide before you run
# anything. Checked: each letter, against what your PyTorch does with its line.

# %% starter
copied = {
    "a": None,  # t.permute(0, 2, 3, 1)
    "b": None,  # t.contiguous()
    "c": None,  # t.to(memory_format=torch.channels_last)
    "d": None,  # t.reshape(2, 60)
    "e": None,  # t.permute(0, 2, 3, 1).reshape(2, 60)
    "f": None,  # t[:, ::2]
    "g": None,  # t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
    "h": None}  # t.flip(1)

# %% check
def judge():
    """The dict of the starter cell, with True or False for each letter."""
    t = torch.rand(2, 3, 4, 5).to(device)
    lines = {
        "a": (t.permute(0, 2, 3, 1), "`permute` moves no number."),
        "b": (t.contiguous(), "is `t` not contiguous already?"),
        "c": (t.to(memory_format=torch.channels_last), "its cells move."),
        "d": (t.reshape(2, 60), "would `view` refuse? Only then it copies."),
        "e": (t.permute(0, 2, 3, 1).reshape(2, 60),
              "is there one step that leads from each entry to the next?"),
        "f": (t[:, ::2], "another stride and a smaller shape are enough."),
        "g": (t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
              "a copy stays a copy, whatever is done to it afterwards."),
        "h": (t.flip(1), "PyTorch has no negative strides; NumPy has.")}
    yield isinstance(copied, dict), (
        f"`copied` is {kind_of(copied)}; a dict as in the starter is expected.")
    given = {key: as_number(copied.get(key)) for key in lines}
    memory, right = t.untyped_storage().data_ptr(), []
    for key, (result, _) in lines.items():
        value = given[key]
        yield repr(value) in ("None", "True", "False", "0", "1"), (
            f"line `{key}` is {value!r:.40}, neither True nor False.")
        if value == (result.untyped_storage().data_ptr() != memory):
            right.append(key)
    yield right or None in given.values(), (
        "all eight are the wrong way round: True means copied.")
    for key, (_, why) in lines.items():
        yield key in right or given[key] is None, (
            f"line `{key}` is wrong: {why} Right: {name_all(right) or 'none'}.")
    missing = name_all([key for key in lines if given[key] is None])
    yield not missing or None, f"not answered yet: True or False for {missing}."
    yield True, "no name tells whether its line copies; its memory does."

# %% hint [markdown]
# For each line: is there a shape and a set of strides, none of them negative,
# with which the result can be read from the cells as they lie now?

# %% hint [markdown]
# `t.untyped_storage().data_ptr()` is where the memory of a tensor begins. Two
# tensors that share it share their numbers.

# %% solution
copied = dict(
    a=False, b=False, c=True, d=False, e=True, f=False, g=True, h=True)

# %% right="plain values"
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% right="zeros and ones"
copied = dict(zip("abcdefgh", (0, 0, 1, 0, 1, 0, 1, 1)))

# %% right="one after the other"
for letter in copied:
    copied[letter] = letter in "cegh"

# %% right="asked of PyTorch"
t = torch.rand(2, 3, 4, 5).to(device)
results = [
    t.permute(0, 2, 3, 1), t.contiguous(), t.to(memory_format=torch.channels_last), t.reshape(2, 60),
    t.permute(0, 2, 3, 1).reshape(2, 60), t[:, ::2], t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), t.flip(1),
]
copied = {letter: result.data_ptr() != t.data_ptr() for letter, result in zip("abcdefgh", results)}

# %% right="NumPy's own True and False"
import numpy as np
copied = dict(zip("abcdefgh", np.array([0, 0, 1, 0, 1, 0, 1, 1]) == 1))

# %% wrong="permute copies" says="line `a` is wrong: `permute` moves no number. Right: `b`,"
copied = {"a": True, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% wrong="contiguous always copies" says="contiguous already"
copied = {"a": False, "b": True, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% wrong="channels_last is free" says="line `c` is wrong: its cells move"
copied = {"a": False, "b": False, "c": False, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% wrong="reshape always copies" says="would `view` refuse? Only then it copies"
copied = {"a": False, "b": False, "c": True, "d": True, "e": True, "f": False, "g": True, "h": True}

# %% wrong="reshape never copies" says="is there one step that leads from each entry to the next"
copied = {"a": False, "b": False, "c": True, "d": False, "e": False, "f": False, "g": True, "h": True}

# %% wrong="a slice copies" says="another stride and a smaller shape are enough"
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": True, "g": True, "h": True}

# %% wrong="the last permute undoes the copy" says="a copy stays a copy"
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": False, "h": True}

# %% wrong="flip as in NumPy" says="PyTorch has no negative strides"
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": False}

# %% wrong="the question turned round" says="all eight are the wrong way round"
copied = {letter: letter not in "cegh" for letter in "abcdefgh"}

# %% wrong="words" says="line `a` is 'no', neither True nor False"
copied = dict(zip("abcdefgh", ("no", "no", "yes", "no", "yes", "no", "yes", "yes")))

# %% wrong="how many numbers are copied" says="line `c` is 120, neither True nor False"
copied = {letter: 2 * 3 * 4 * 5 if letter in "cegh" else 0 for letter in "abcdefgh"}

# %% wrong="the tensors themselves" says="neither True nor False"
copied = {letter: torch.rand(2, 3) for letter in "abcdefgh"}

# %% wrong="a list" says="is a list; a dict as in the starter is expected"
copied = [False, False, True, False, True, False, True, True]

# %% wrong="everything copies" says="Right: `c`, `e`, `g`, `h`."
copied = dict.fromkeys("abcdefgh", True)

# %% wrong="half answered, one of them wrong" says="line `b` is wrong: is `t` not contiguous already? Right: `a`, `c`, `d`."
copied = {"a": False, "b": True, "c": True, "d": False, "e": None}

# %% wrong="True and False as text" says="line `a` is 'False', neither True nor False"
copied = dict(zip("abcdefgh", "False False True False True False True True".split()))

# %% right="tensors of one truth value"
copied = {letter: torch.tensor(letter in "cegh") for letter in copied}

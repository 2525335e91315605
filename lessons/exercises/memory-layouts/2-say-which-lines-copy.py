# %% [markdown]
# # Say which lines copy
#
# `t` is a batch of shape (2, 3, 4, 5), fresh from `torch.rand`, so its memory
# is NCHW. For each line, bind `True` if its result is a copy of the numbers
# and `False` if it walks over the memory of `t`. Decide before you run
# anything. Checked: against what your PyTorch does with these lines.

# %% starter
copied = {
    "a": None,  # t.permute(0, 2, 3, 1)
    "b": None,  # t.contiguous()
    "c": None,  # t.to(memory_format=torch.channels_last)
    "d": None,  # t.reshape(2, 60)
    "e": None,  # t.permute(0, 2, 3, 1).reshape(2, 60)
    "f": None,  # t[:, ::2]
    "g": None,  # t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
    "h": None,  # t.flip(1)
}

# %% check
def judge():
    t = torch.rand(2, 3, 4, 5).to(device)
    lines = {
        "a": (
            t.permute(0, 2, 3, 1),
            "`permute` gives the axes other places and other strides, and moves nothing.",
        ),
        "b": (t.contiguous(), "is `t` not contiguous already?"),
        "c": (
            t.to(memory_format=torch.channels_last),
            "the shape stays, but in which order must the cells be afterwards?",
        ),
        "d": (
            t.reshape(2, 60),
            "`reshape` copies only where a view is impossible. Would `view` refuse here?",
        ),
        "e": (
            t.permute(0, 2, 3, 1).reshape(2, 60),
            "after `permute`, is there one step that leads from each entry to the next?",
        ),
        "f": (
            t[:, ::2],
            "to take every second channel, another stride and a smaller shape are enough.",
        ),
        "g": (
            t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
            "a copy stays a copy, whatever is done to it afterwards.",
        ),
        "h": (
            t.flip(1),
            "to walk backwards a stride would have to be negative; PyTorch has no negative strides, NumPy does.",
        ),
    }
    if isinstance(copied, dict) and all(value is None for value in copied.values()):
        yield (
            None,
            "not answered yet: put True or False for each letter above, then run this cell again.",
        )
    yield (
        isinstance(copied, dict),
        f"`copied` is a {type(copied).__name__}; the dict of the starter cell is expected, with True or False for each letter.",
    )
    missing = [letter for letter in lines if copied.get(letter) is None]
    yield not missing, f"no answer yet for {', '.join(missing)}: put True or False."
    odd = [
        letter
        for letter in lines
        if not isinstance(copied[letter], (bool, int, np.bool_))
        or copied[letter] not in (0, 1)
    ]
    yield not odd, f"the answer for {', '.join(odd)} is neither True nor False."
    memory = t.untyped_storage().data_ptr()
    truth = {
        letter: result.untyped_storage().data_ptr() != memory
        for letter, (result, _) in lines.items()
    }
    slips = [letter for letter in lines if bool(copied[letter]) != truth[letter]]
    flipped = len(slips) == len(lines)
    yield (
        not flipped,
        "all eight are the wrong way round: True means that the numbers were copied.",
    )
    yield (
        not slips,
        f"{len(lines) - len(slips)} of {len(lines)} are right. Think again about line {slips[0] if slips else ''}: {lines[slips[0]][1] if slips else ''}",
    )
    yield (
        True,
        "no line says by its name whether it copies; the strides before and after do.",
    )

# %% hint [markdown]
# For each line: is there a shape and a set of strides, none of them negative,
# with which the result can be read from the cells as they lie now?

# %% hint [markdown]
# `t.untyped_storage().data_ptr()` is where the memory of a tensor begins. Two
# tensors that share it share their numbers.

# %% solution
copied = dict(a=False, b=False, c=True, d=False, e=True, f=False, g=True, h=True)

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

# %% wrong="permute copies" says="moves nothing"
copied = {"a": True, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% wrong="contiguous always copies" says="contiguous already"
copied = {"a": False, "b": True, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% wrong="channels_last is free" says="in which order must the cells be afterwards"
copied = {"a": False, "b": False, "c": False, "d": False, "e": True, "f": False, "g": True, "h": True}

# %% wrong="reshape always copies" says="Would `view` refuse here?"
copied = {"a": False, "b": False, "c": True, "d": True, "e": True, "f": False, "g": True, "h": True}

# %% wrong="reshape never copies" says="is there one step that leads from each entry to the next"
copied = {"a": False, "b": False, "c": True, "d": False, "e": False, "f": False, "g": True, "h": True}

# %% wrong="a slice copies" says="another stride and a smaller shape are enough"
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": True, "g": True, "h": True}

# %% wrong="the last permute undoes the copy" says="a copy stays a copy"
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": False, "h": True}

# %% wrong="flip as in NumPy" says="PyTorch has no negative strides"
copied = {"a": False, "b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": False}

# %% wrong="everything copies" says="4 of 8 are right"
copied = dict.fromkeys("abcdefgh", True)

# %% wrong="the question turned round" says="all eight are the wrong way round"
copied = {letter: letter not in "cegh" for letter in "abcdefgh"}

# %% wrong="half answered" says="no answer yet for e, f, g, h"
copied = {"a": False, "b": False, "c": True, "d": False, "e": None, "f": None, "g": None, "h": None}

# %% wrong="words" says="is neither True nor False"
copied = dict(zip("abcdefgh", ("no", "no", "yes", "no", "yes", "no", "yes", "yes")))

# %% wrong="how many numbers are copied" says="the answer for c, e, g, h is neither True nor False"
copied = {letter: 2 * 3 * 4 * 5 if letter in "cegh" else 0 for letter in "abcdefgh"}

# %% wrong="the tensors themselves" says="is neither True nor False"
copied = {letter: torch.rand(2, 3) for letter in "abcdefgh"}

# %% wrong="a list" says="is a list; the dict of the starter cell is expected"
copied = [False, False, True, False, True, False, True, True]

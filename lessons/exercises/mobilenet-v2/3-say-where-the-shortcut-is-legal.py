# %% [markdown]
# # Say for every block whether the shortcut is legal
#
# Write `shortcuts(in_channels, stages)`. `in_channels` is what the stem gives;
# `stages` has rows (expansion, out_channels, repeats, stride of the first
# block), like `MOBILENET_V2`. Return a list with one word for every block, in
# order: `"shortcut"` where it is legal, `"stride"` where only the stride
# forbids it, `"channels"` where only the channels do, `"both"` where both do.
# Checked on V2 and on networks that it has not seen.

# %% starter
def shortcuts(in_channels, stages):
    """Return "shortcut", "stride", "channels" or "both" for every block."""
    return None

# %% check
def judge():
    cases = {
        "a stage of three blocks": (16, [(6, 24, 3, 2)]),
        "a stage that changes nothing": (16, [(1, 16, 2, 1), (6, 16, 2, 1)]),
        "a stage that only halves the map": (32, [(6, 32, 2, 2), (3, 64, 1, 1)]),
        "MobileNetV2": (32, MOBILENET_V2),
        "another network": (
            24,
            [(4, 24, 1, 2), (4, 24, 1, 1), (2, 40, 2, 1), (6, 40, 3, 2), (6, 96, 1, 2)],
        ),
    }
    reasons = {
        (True, True): "shortcut",
        (False, True): "stride",
        (True, False): "channels",
        (False, False): "both",
    }
    for name, (channels, stages) in cases.items():
        rows = copy.deepcopy(stages)
        answer = shortcuts(channels, rows)
        if answer is None:
            yield (
                None,
                "not answered yet: write the body of `shortcuts` above, then run this cell again.",
            )
        expected, before = [], channels
        for _, after, repeats, stride in stages:
            for i in range(repeats):
                step = stride if i == 0 else 1
                expected.append(reasons[step == 1, before == after])
                before = after
        yield (
            rows == stages,
            "`shortcuts` changes the list `stages` that it is given; work on a copy.",
        )
        yield (
            isinstance(answer, (list, tuple)),
            f"`shortcuts` returns a {type(answer).__name__}; a list of words is expected.",
        )
        yield (
            len(answer) != len(stages) or len(stages) == len(expected),
            f"{name}: {len(answer)} words for {len(stages)} stages; a word for every *block* is expected, and a stage repeats its block.",
        )
        yield (
            len(answer) == len(expected),
            f"{name}: {len(answer)} words for {len(expected)} blocks.",
        )
        for k, (word, right) in enumerate(zip(answer, expected)):
            yield (
                word in reasons.values(),
                f"{name}, block {k}: {word!r} is none of the four words.",
            )
            first = any(
                k == sum(row[2] for row in stages[:j]) for j in range(len(stages))
            )
            why = ""
            if right == "shortcut" and first:
                why = " Being the first of a stage does not forbid it; a changed shape does."
            elif not first:
                why = " From the second block of a stage on, the stride is 1 and the channels stay."
            yield (
                word == right,
                f"{name}, block {k}: you say {word!r}, which is not so.{why or ' Compare what comes in with what goes out, and look at the stride.'}",
            )
    yield (
        True,
        f"V2 has {shortcuts(32, MOBILENET_V2).count('shortcut')} shortcuts; the last stage has none at all.",
    )

# %% hint [markdown]
# Two loops: over the stages, and over the repeats of each. Keep track of the
# channels that come in; they are the previous block's output.

# %% hint [markdown]
# The stride of a row is for its first block only. Two questions for each
# block, stride 1 or not, equal channels or not: four answers.

# %% solution
def shortcuts(in_channels, stages):
    """Return "shortcut", "stride", "channels" or "both" for every block."""
    words = []
    for _, out_channels, repeats, stride in stages:
        for i in range(repeats):
            strided, changed = i == 0 and stride != 1, in_channels != out_channels
            words.append(
                "both"
                if strided and changed
                else "stride"
                if strided
                else "channels"
                if changed
                else "shortcut"
            )
            in_channels = out_channels
    return words

# %% right="a nested loop with a dictionary"
def shortcuts(in_channels, stages):
    words, before = [], in_channels
    for expansion, after, repeats, stride in stages:
        for s in [stride] + [1] * (repeats - 1):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[s == 1, before == after])
            before = after
    return words

# %% right="the first block by itself, a tuple"
def shortcuts(in_channels, stages):
    words = ()
    for row in stages:
        first = "both" if row[3] > 1 and row[1] != in_channels else "stride" if row[3] > 1 else "channels" if row[1] != in_channels else "shortcut"
        words += (first,) + ("shortcut",) * (row[2] - 1)
        in_channels = row[1]
    return words

# %% right="asks blocks of the chapter"
def shortcuts(in_channels, stages):
    words = []
    for t, c, n, s in stages:
        for i in range(n):
            block = InvertedResidual(in_channels, c, s if i == 0 else 1, t)
            if block.shortcut:
                words.append("shortcut")
            elif in_channels == c:
                words.append("stride")
            elif i or s == 1:
                words.append("channels")
            else:
                words.append("both")
            in_channels = c
    return words

# %% wrong="the first of a stage never has one" says="Being the first of a stage does not forbid it"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        words.append("both" if s > 1 and c != in_channels else "stride" if s > 1 else "channels")
        words += ["shortcut"] * (n - 1)
        in_channels = c
    return words

# %% wrong="stride for every block of the stage" says="From the second block of a stage on"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for _ in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[s == 1, in_channels == c])
            in_channels = c
    return words

# %% wrong="incoming channels never updated" says="From the second block of a stage on"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[i > 0 or s == 1, in_channels == c])
    return words

# %% wrong="a word for every stage" says="a word for every *block*"
def shortcuts(in_channels, stages):
    return ["shortcut" for _ in stages]

# %% wrong="booleans" says="none of the four words"
def shortcuts(in_channels, stages):
    return [i > 0 for _, _, n, _ in stages for i in range(n)]

# %% wrong="channels looked at first, \"both\" forgotten" says="Compare what comes in with what goes out"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append("channels" if c != in_channels else "stride" if i == 0 and s > 1 else "shortcut")
            in_channels = c
    return words

# %% wrong="empties the list" says="changes the list"
def shortcuts(in_channels, stages):
    words = []
    while stages:
        _, c, n, s = stages.pop(0)
        for i in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[i > 0 or s == 1, in_channels == c])
            in_channels = c
    return words

# %% wrong="a string" says="is expected"
def shortcuts(in_channels, stages):
    return 3

# %% wrong="the first block of a stage forgotten" says="2 words for 3 blocks"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(1, n):
            words.append("shortcut")
    return words

# %% [markdown]
# # Say for every block whether the shortcut is legal
#
# Write `shortcuts(in_channels, stages)`. `in_channels` is what the stem gives;
# `stages` has rows (expansion, out_channels, repeats, stride of the first
# block), like `MOBILENET_V2`. Return a list with one word for every block, in
# order: `"shortcut"` where it is legal, `"stride"` where only the stride
# forbids it, `"channels"` where only the channels do, `"both"` where both do.
# Strides other than 1 and 2 occur, too. Checked on V2 and on networks that you
# have not seen.

# %% starter
def shortcuts(in_channels, stages):
    """Return "shortcut", "stride", "channels" or "both" for every block."""
    return None

# %% check
def judge():
    """A function (in_channels, stages) that returns a list of words."""
    # whether it strides, and whether its channels change: the word
    words = {(False, False): "shortcut", (True, False): "stride",
             (False, True): "channels", (True, True): "both"}
    for name, channels, stages in [
            ("one stage of three blocks", 16, [(6, 24, 3, 2)]),
            ("stages that change nothing", 16, [(1, 16, 2, 1), (6, 16, 2, 1)]),
            ("stages with strides 2 and 3", 32, [(6, 32, 2, 2), (4, 40, 2, 3)]),
            ("MobileNetV2", 32, MOBILENET_V2)]:
        given, blocks = copy.deepcopy(stages), []
        said = [*(yield from check_result(
            f"`shortcuts` for {name}", shortcuts, channels, given))]
        yield given == stages, (
            "`shortcuts` changes the list that it is given; work on a copy.")
        for _, after, repeats, stride in stages:
            for i in range(repeats):
                blocks.append((channels, after, 1 if i else stride, i))
                channels = after
        yield len(said) == len(blocks), (
            f"{name} has {len(blocks)} blocks, as a stage repeats its block; "
            f"your list has the length {len(said)}.")
        for k, (word, block) in enumerate(zip(said, blocks), 1):
            before, after, stride, i = block
            yield word in words.values(), (
                f"{name}, block {k}: {word!r} is none of the four words.")
            hint = ("It is not the first of its stage: the row's stride is not "
                    "for it, and its channels come from the block before.")
            yield word == words[stride != 1, before != after], (
                f"{name}: block {k} takes {before} channels to {after} with "
                f"stride {stride}; you say {word!r}. {hint if i else ''}")
    yield True, f"V2 has {said.count('shortcut')} shortcuts, none at its end."

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
            strided = i == 0 and stride != 1
            changed = in_channels != out_channels
            if strided and changed:
                words.append("both")
            elif strided:
                words.append("stride")
            elif changed:
                words.append("channels")
            else:
                words.append("shortcut")
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

# %% wrong="the first of a stage never has one" says="block 1 takes 16 channels to 16 with stride 1; you say 'channels'"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        words.append("both" if s > 1 and c != in_channels else "stride" if s > 1 else "channels")
        words += ["shortcut"] * (n - 1)
        in_channels = c
    return words

# %% wrong="stride for every block of the stage" says="block 2 takes 24 channels to 24 with stride 1; you say 'stride'. It is not the first of its stage: the row's stride is not for it"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for _ in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[s == 1, in_channels == c])
            in_channels = c
    return words

# %% wrong="incoming channels never updated" says="you say 'channels'. It is not the first of its stage: the row's stride is not for it, and its channels come from the block before"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[i > 0 or s == 1, in_channels == c])
    return words

# %% wrong="a word for every stage" says="one stage of three blocks has 3 blocks, as a stage repeats its block; your list has the length 1"
def shortcuts(in_channels, stages):
    return ["shortcut" for _ in stages]

# %% wrong="booleans" says="none of the four words"
def shortcuts(in_channels, stages):
    return [i > 0 for _, _, n, _ in stages for i in range(n)]

# %% wrong="channels looked at first, \"both\" forgotten" says="block 1 takes 16 channels to 24 with stride 2; you say 'channels'"
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

# %% wrong="a number" says="must be an iterable, not int. Expected: A function (in_channels, stages) that returns a list of words"
def shortcuts(in_channels, stages):
    return 3

# %% wrong="the first block of a stage forgotten" says="has 3 blocks, as a stage repeats its block; your list has the length 2"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(1, n):
            words.append("shortcut")
    return words

# %% wrong="the stage's incoming channels for each of its blocks" says="its channels come from the block before"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[i > 0 or s == 1, in_channels == c])
        in_channels = c
    return words

# %% wrong="only stride 2 is a stride" says="takes 32 channels to 40 with stride 3; you say 'channels'"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append({(True, True): "shortcut", (False, True): "stride", (True, False): "channels", (False, False): "both"}[i > 0 or s != 2, in_channels == c])
            in_channels = c
    return words

# %% wrong="the words swapped" says="block 1 takes 32 channels to 32 with stride 2; you say 'channels'"
def shortcuts(in_channels, stages):
    words = []
    for _, c, n, s in stages:
        for i in range(n):
            words.append({(True, True): "shortcut", (True, False): "stride", (False, True): "channels", (False, False): "both"}[i > 0 or s == 1, in_channels == c])
            in_channels = c
    return words

# %% wrong="one string" says="one stage of three blocks has 3 blocks, as a stage repeats its block; your list has the length 26"
def shortcuts(in_channels, stages):
    return "both, " + "shortcut, " * 2

# %% wrong="an answer and not a function" says="raised TypeError: 'list' object is not callable"
shortcuts = ["both", "shortcut", "shortcut"]

# %% wrong="a row taken apart wrongly" says="raised ValueError: too many values to unpack (expected 3"
def shortcuts(in_channels, stages):
    return ["shortcut" for c, n, s in stages for i in range(n)]

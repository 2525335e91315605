# %% [markdown]
# # Choose width and resolution for a budget
#
# A phone allows 75 million MACs for a picture. Which published V2 is the most
# accurate that fits? Set its width multiplier and its resolution; `TOP1_V2`
# and `macs_v2` hold what you need. Checked: that it exists, that it fits, and
# that no other that fits has a higher top-1.

# %% starter
width = None
resolution = None

# %% check
def judge():
    chosen = []
    for name, value in (("width", width), ("resolution", resolution)):
        if value is None:
            yield (
                None,
                "not answered yet: set `width` and `resolution` above, then run this cell again.",
            )
        if (
            math.prod(getattr(value, "shape", (0,))) == 1
        ):  # one number in a tensor or from NumPy
            value = value.item()
        yield (
            isinstance(value, (int, float)),
            f"`{name}` is a {type(value).__name__}; a number is expected.",
        )
        chosen.append(value)
    alpha, pixels = chosen
    yield (
        alpha in TOP1_V2,
        f"there is no published V2 with width multiplier {alpha}; there are {', '.join(str(w) for w in TOP1_V2)}.",
    )
    yield (
        pixels in TOP1_V2[alpha],
        f"there is no published V2 of width {alpha} for {pixels} pixels; there are {', '.join(str(r) for r in TOP1_V2[alpha])}.",
    )
    macs, top1 = macs_v2[alpha, pixels], TOP1_V2[alpha][pixels]
    yield (
        macs <= 75e6,
        f"width {alpha} at {pixels} takes {macs / 1e6:.1f} million MACs; the budget is 75.",
    )
    fits = {
        key: TOP1_V2[key[0]][key[1]] for key, value in macs_v2.items() if value <= 75e6
    }
    better = [key for key, value in fits.items() if value > top1]
    narrower = [key for key in better if key[0] < alpha]
    hint = (
        "Some of them are narrower and see a sharper picture."
        if narrower
        else "Some of them use the budget better."
    )
    yield (
        not better,
        f"width {alpha} at {pixels} fits with {macs / 1e6:.1f} million MACs and {top1} %, but {len(better)} other(s) that fit are more accurate. {hint}",
    )
    yield (
        True,
        f"{top1} % with {macs / 1e6:.1f} million MACs. At this budget the narrow network with the sharper picture wins; at others a wider one does.",
    )

# %% hint [markdown]
# `macs_v2` maps (width, resolution) to MACs. Keep the entries under the
# budget, then look up their accuracies.

# %% hint [markdown]
# `max(candidates, key=...)` finds the best, with a function that returns
# `TOP1_V2[width][resolution]`.

# %% solution
candidates = [key for key, macs in macs_v2.items() if macs <= 75e6]
width, resolution = max(candidates, key=lambda key: TOP1_V2[key[0]][key[1]])
print(width, resolution, TOP1_V2[width][resolution])

# %% right="two numbers"
width, resolution = 0.5, 192

# %% right="a loop"
best = 0
for (w, r), macs in macs_v2.items():
    if macs <= 75_000_000 and TOP1_V2[w][r] > best:
        best, width, resolution = TOP1_V2[w][r], w, r

# %% right="sorted"
width, resolution = sorted((TOP1_V2[w][r], w, r) for (w, r), macs in macs_v2.items() if macs < 75e6)[-1][1:]

# %% right="the resolution as a float"
width, resolution = 0.5, 192.0

# %% wrong="the widest that fits" says="Some of them are narrower and see a sharper picture"
width, resolution = 1.0, 96

# %% wrong="the one whose MACs come nearest among the wider ones" says="Some of them are narrower"
width, resolution = 0.75, 128

# %% wrong="over the budget" says="the budget is 75"
width, resolution = 0.5, 224

# %% wrong="the cheapest" says="Some of them use the budget better"
width, resolution = 0.35, 96

# %% wrong="full resolution at any price" says="Some of them use the budget better"
width, resolution = 0.35, 224

# %% wrong="a width of V1" says="no published V2 with width multiplier"
width, resolution = 0.25, 224

# %% wrong="not published" says="no published V2 of width 1.4"
width, resolution = 1.4, 96

# %% wrong="strings" says="a number is expected"
width, resolution = "0.5", 192

# %% right="two tensors"
width, resolution = torch.tensor(0.5), torch.tensor([192])

# %% right="a row of NumPy"
import numpy as np
fits = np.array([(TOP1_V2[w][r], w, r) for (w, r), macs in macs_v2.items() if macs <= 75e6])
_, width, resolution = fits[fits[:, 0].argmax()]

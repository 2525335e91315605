# %% [markdown]
# # Hide a part of the picture
#
# Which part of a picture does a name come from? Hide one part and look how much
# of the name's share is left. Write `hide_parts(model, x, place, side=32)`: `x`
# is one prepared picture (1, 3, H, W). For each square of `side` pixels on the
# grid, return the softmax share that `model` gives to the class `place` while
# that square alone is set to 0 (the mean colour), as a tensor
# (H // side, W // side). Checked: the values, on small models.

# %% starter
def hide_parts(model, x, place, side=32):
    """Return the share of `place` with each square hidden in turn."""
    return None

# %% check
def judge():
    """A function (model, x, place, side); it returns (H // side, W // side)."""
    yield from check_function("hide_parts", hide_parts)
    for height, width, side in (8, 8, 4), (8, 12, 2):
        case = f"`hide_parts` for a picture of {height}×{width}, side {side}"
        looker = nn.Sequential(nn.Flatten(), nn.Linear(
            3 * height * width, 5)).to(device).eval()
        x = torch.randn(1, 3, height, width).to(device)
        made = yield from check_call(
            case, hide_parts, looker, x, 3, side, first=side == 4)
        shares, scores, black, added = shares_without(looker, x, 3, side)
        yield from check_values(case, made, shares, {
            "the squares stay hidden; only one should be at a time.": added,
            "those are scores; a softmax makes shares of them.": scores,
            "rows and columns are swapped.": shares.T,
            "that is what is lost; what is left is asked for.":
                looker(x).softmax(dim=1)[0, 3] - shares,
            "hidden is 0 here; black is a number below it.": black,
            "those are shares of class 0.":
                shares_without(looker, x, 0, side)[0],
        }, "Is the right square hidden, in all three channels?")
    yield True, praise_for(hide_parts)


def shares_without(model, x, place, side):
    """Return what is expected and what three slips give."""
    found, all_hidden = [[], [], [], []], x.clone()
    for i in range(0, x.shape[2], side):
        for j in range(0, x.shape[3], side):
            square = ..., slice(i, i + side), slice(j, j + side)
            hidden, black = x.clone(), x.clone()
            hidden[square] = all_hidden[square] = 0
            black[square] = (-MEAN / DEVIATION).to(x)
            score = model(hidden)[0]
            found[0].append(score.softmax(dim=0)[place])
            found[1].append(score[place])
            found[2].append(model(black)[0].softmax(dim=0)[place])
            found[3].append(model(all_hidden)[0].softmax(dim=0)[place])
    rows = x.shape[2] // side
    return [torch.stack(made).view(rows, -1) for made in found]


def praise_for(hide):
    left = hide(net, prepared["chelsea"], 285, 56)
    i, j = divmod(left.argmin().item(), left.shape[1])
    return "Random weights: this says nothing. " * (not published) + (
            f"right. “Egyptian cat” keeps a share between {left.min():.0%} "
            f"and {left.max():.0%}; square ({i}, {j}) of 4×4 costs most.")

# %% hint [markdown]
# Two loops, over the rows and the columns of squares. In each turn take a copy,
# `x.clone()`, and set `[:, :, top : top + side, left : left + side]` to 0.

# %% hint [markdown]
# `model(copy).softmax(dim=1)[0, place]` is one number of the result.

# %% solution
def hide_parts(model, x, place, side=32):
    """Return the share of `place` with each square hidden in turn."""
    rows, columns = x.shape[2] // side, x.shape[3] // side
    left = torch.zeros(rows, columns)
    for i in range(rows):
        for j in range(columns):
            hidden = x.clone()
            hidden[:, :, i * side : (i + 1) * side,
                   j * side : (j + 1) * side] = 0
            with torch.no_grad():
                left[i, j] = model(hidden).softmax(dim=1)[0, place]
    return left

# %% right="in one batch"
def hide_parts(model, x, place, side=32):
    rows, columns = x.shape[2] // side, x.shape[3] // side
    many = x.repeat(rows * columns, 1, 1, 1)
    for k in range(len(many)):
        i, j = k // columns * side, k % columns * side
        many[k, :, i : i + side, j : j + side] = 0
    return model(many).softmax(dim=1)[:, place].view(rows, columns)

# %% right="with a mask"
def hide_parts(model, x, place, side=32):
    result = []
    for i in range(0, x.shape[2], side):
        for j in range(0, x.shape[3], side):
            mask = torch.ones_like(x)
            mask[..., i : i + side, j : j + side] = 0
            result.append(F.softmax(model(x * mask), dim=1)[0, place])
    return torch.stack(result).reshape(x.shape[2] // side, x.shape[3] // side)

# %% right="hidden and put back"
def hide_parts(model, x, place, side=32):
    x, result = x.clone(), torch.empty(x.shape[2] // side, x.shape[3] // side)
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            part = x[0, :, i * side : i * side + side, j * side : j * side + side]
            kept = part.clone()
            part.zero_()
            result[i, j] = model(x).exp()[0, place] / model(x).exp().sum()
            part.copy_(kept)
    return result

# %% wrong="the squares stay hidden" says="the squares stay hidden; only one should be at a time"
def hide_parts(model, x, place, side=32):
    left, hidden = torch.zeros(x.shape[2] // side, x.shape[3] // side), x.clone()
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            hidden[:, :, i * side : (i + 1) * side, j * side : (j + 1) * side] = 0
            left[i, j] = model(hidden).softmax(dim=1)[0, place]
    return left

# %% wrong="scores" says="those are scores; a softmax makes shares of them"
def hide_parts(model, x, place, side=32):
    left = torch.zeros(x.shape[2] // side, x.shape[3] // side)
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            hidden = x.clone()
            hidden[:, :, i * side : (i + 1) * side, j * side : (j + 1) * side] = 0
            left[i, j] = model(hidden)[0, place]
    return left

# %% wrong="what is lost" says="that is what is lost; what is left is asked for"
def hide_parts(model, x, place, side=32):
    left = torch.zeros(x.shape[2] // side, x.shape[3] // side)
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            hidden = x.clone()
            hidden[:, :, i * side : (i + 1) * side, j * side : (j + 1) * side] = 0
            left[i, j] = (model(x).softmax(dim=1) - model(hidden).softmax(dim=1))[0, place]
    return left

# %% wrong="black" says="hidden is 0 here; black is a number below it"
def hide_parts(model, x, place, side=32):
    left = torch.zeros(x.shape[2] // side, x.shape[3] // side)
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            hidden = x.clone()
            hidden[:, :, i * side : (i + 1) * side, j * side : (j + 1) * side] = (-MEAN / DEVIATION).to(x)
            left[i, j] = model(hidden).softmax(dim=1)[0, place]
    return left

# %% wrong="rows and columns" says="rows and columns are swapped"
def hide_parts(model, x, place, side=32):
    left = torch.zeros(x.shape[3] // side, x.shape[2] // side)
    for i in range(left.shape[1]):
        for j in range(left.shape[0]):
            hidden = x.clone()
            hidden[:, :, i * side : (i + 1) * side, j * side : (j + 1) * side] = 0
            left[j, i] = model(hidden).softmax(dim=1)[0, place]
    return left

# %% wrong="one channel" says="Is the right square hidden, in all three channels"
def hide_parts(model, x, place, side=32):
    left = torch.zeros(x.shape[2] // side, x.shape[3] // side)
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            hidden = x.clone()
            hidden[:, 0, i * side : (i + 1) * side, j * side : (j + 1) * side] = 0
            left[i, j] = model(hidden).softmax(dim=1)[0, place]
    return left

# %% wrong="in place" says="changes its input in place"
def hide_parts(model, x, place, side=32):
    left = torch.zeros(x.shape[2] // side, x.shape[3] // side)
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            x[:, :, i * side : (i + 1) * side, j * side : (j + 1) * side] = 0
            left[i, j] = model(x).softmax(dim=1)[0, place]
    return left

# %% wrong="a list" says="gives a list; a tensor is expected"
def hide_parts(model, x, place, side=32):
    return [[0.0]]

# %% wrong="always class 0" says="those are shares of class 0"
def hide_parts(model, x, place, side=32):
    left = torch.zeros(x.shape[2] // side, x.shape[3] // side)
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            hidden = x.clone()
            hidden[:, :, i * side : (i + 1) * side, j * side : (j + 1) * side] = 0
            left[i, j] = model(hidden).softmax(dim=1)[0, 0]
    return left

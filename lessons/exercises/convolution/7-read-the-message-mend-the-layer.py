# %% [markdown]
# # Read the message, mend the layer
#
# Each of these four functions is one layer, and raises an error. Call one with
# tensors such as its docstring names: for the first that is
# `slide_grey(torch.rand(6, 8), torch.rand(3, 3))`. Read what PyTorch expected,
# and what it got. Then mend the function by as small a change as you can.
# Checked, for each, with tensors of other sizes: whether it runs, and whether it
# gives what its docstring says.

# %% starter
def slide_grey(image, kernel):
    """Slide `kernel` (K, K) over `image` (H, W); return the map (H', W')."""
    return F.conv2d(image, kernel)[0, 0]


def slide_colour(photo, filters):
    """Slide `filters` (N, 3, K, K) over `photo` (H, W, 3).

    Return the maps, (N, H', W').
    """
    return F.conv2d(photo[None], filters)[0]


def slide_bytes(pictures, filters):
    """Slide `filters` (N, C, K, K) over `pictures` (batch, C, H, W).

    The weights are floats, and the pixels are bytes, such as
    torch.randint(256, (2, 3, 6, 8)).byte(). Return floats, (batch, N, H', W').
    """
    return F.conv2d(pictures, filters)


def slide_and_add_one(pictures, filters):
    """Slide `filters` (N, C, K, K) over `pictures` (batch, C, H, W).

    Return the maps, (batch, N, H', W'), with 1 added to each number.
    """
    bias = torch.ones(pictures.shape[1])
    return F.conv2d(pictures, filters, bias)

# %% check
def judge():
    """Four functions that return the tensors in their docstrings."""
    # on the CPU, where PyTorch's words are those that the reader has seen
    image, kernel = torch.rand(7, 9), torch.rand(3, 3)
    photo, colours = torch.rand(7, 9, 3), torch.rand(8, 3, 3, 3)
    pixels, filters = torch.randint(9, (2, 4, 7, 9)), torch.rand(8, 4, 3, 3)
    maps, said = F.conv2d(pixels.float(), filters), {}
    for name, inputs, expected, slips in [
            ("slide_grey", (image, kernel),
             F.conv2d(image[None, None], kernel[None, None])[0, 0], {}),
            ("slide_colour", (photo, colours),
             F.conv2d(photo.permute(2, 0, 1)[None], colours)[0], {
                "height and width are swapped.":
                    F.conv2d(photo.permute(2, 1, 0)[None], colours)[0],
                "reshape and view mix the pixels; permute moves the axes.":
                    F.conv2d(photo.reshape(1, 3, 7, 9), colours)[0]}),
            ("slide_bytes", (pixels.byte(), filters), maps, {
                "the weights are rounded to 0.": 0 * maps,
                "the pixels are scaled, too.": maps / 255}),
            ("slide_and_add_one", (pixels.float(), filters), maps + 1, {
                "nothing is added.": maps})]:
        steps = judge_piece(name, inputs, expected, slips)
        said[name] = next((words for holds, words in steps if not holds), "")
    yield any(" raised " not in words for words in said.values()) or None, (
        f"not answered yet: all four stop with an error. {[*said.values()][0]}")
    right = name_all(name for name in said if not said[name])
    for words in said.values():
        yield not words, f"{words} Right: {right or 'none yet'}."
    yield True, "PyTorch says what it expected and what it got; start there."


def judge_piece(name, inputs, expected, slips):
    """Yield the pairs for one of the functions."""
    meant = {
        "(unbatched)": "A grey picture needs an axis for its channel, too.",
        "three dimensions": "A kernel has four axes, too: (N, C, K, K).",
        "single integer value": "A weight with three axes is one of nn.Conv1d.",
        "channels, but got": "Axis 1 of picture and weight are channels.",
        " type ": "Pixels and weights meet in one type, here floats.",
        "bias to be": "There is one bias for each filter."}
    result = yield from explain_errors(meant, check_call(
        f"`{name}`", globals()[name], *inputs))
    yield from check_values(f"`{name}`", result, expected, slips)

# %% hint [markdown]
# `F.conv2d` takes a picture (batch, C, H, W), a weight (N, C, K, K) and a bias
# (N,). Print the shapes of what you gave, and compare them axis by axis.

# %% hint [markdown]
# The message names what does not fit, not what is to change. `[None]` adds an
# axis in front, `permute` moves axes, `float` changes the type, and `shape`
# tells how many filters there are.

# %% solution
def slide_grey(image, kernel):
    """Slide `kernel` (K, K) over `image` (H, W); return the map (H', W')."""
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]


def slide_colour(photo, filters):
    """Slide `filters` (N, 3, K, K) over `photo` (H, W, 3).

    Return the maps, (N, H', W').
    """
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]


def slide_bytes(pictures, filters):
    """Slide `filters` (N, C, K, K) over `pictures` (batch, C, H, W).

    The weights are floats, and the pixels are bytes, such as
    torch.randint(256, (2, 3, 6, 8)).byte(). Return floats, (batch, N, H', W').
    """
    return F.conv2d(pictures.float(), filters)


def slide_and_add_one(pictures, filters):
    """Slide `filters` (N, C, K, K) over `pictures` (batch, C, H, W).

    Return the maps, (batch, N, H', W'), with 1 added to each number.
    """
    bias = torch.ones(filters.shape[0])
    return F.conv2d(pictures, filters, bias)

# %% right="other ways to the same"
def slide_grey(image, kernel):
    return F.conv2d(image.unsqueeze(0), kernel.unsqueeze(0).unsqueeze(0)).squeeze(0)

def slide_colour(photo, filters):
    return F.conv2d(torch.einsum("hwc->chw", photo), filters)

def slide_bytes(pictures, filters):
    return F.conv2d(pictures.to(filters.dtype), filters)

def slide_and_add_one(pictures, filters):
    return F.conv2d(pictures, filters) + 1

# %% right="views and movedim"
def slide_grey(image, kernel):
    return F.conv2d(image.view(1, 1, *image.shape), kernel.view(1, 1, *kernel.shape))[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.movedim(-1, 0).unsqueeze(0), filters).squeeze(0)

def slide_bytes(pictures, filters):
    return F.conv2d(pictures.type(torch.float32), filters)

def slide_and_add_one(pictures, filters):
    return F.conv2d(pictures, filters, torch.ones(len(filters)).to(pictures))

# %% right="in double precision, and the filters moved with the photograph"
def slide_grey(image, kernel):
    return F.conv2d(image.double()[None, None], kernel.double()[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo[None].permute(0, 3, 1, 2), filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures.double(), filters.double())

def slide_and_add_one(pictures, filters):
    bias = filters.new_ones(filters.size(0))
    return F.conv2d(pictures, filters, bias=bias)

# %% wrong="the first alone is mended" says="Axis 1 of picture and weight are channels. Right: `slide_grey`."
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo[None], filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures, filters)

def slide_and_add_one(pictures, filters):
    bias = torch.ones(pictures.shape[1])
    return F.conv2d(pictures, filters, bias)

# %% wrong="only the last is mended" says="A grey picture needs an axis for its channel, too. Right: `slide_and_add_one`."
def slide_grey(image, kernel):
    return F.conv2d(image, kernel)[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo[None], filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures, filters)

def slide_and_add_one(pictures, filters):
    bias = torch.ones(len(filters))
    return F.conv2d(pictures, filters, bias)

# %% wrong="the picture mended, not the kernel" says="A kernel has four axes, too: (N, C, K, K)."
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel)[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

# %% wrong="one axis too few for the kernel" says="A weight with three axes is one of nn.Conv1d."
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

# %% wrong="one axis for the picture, two taken away" says="`slide_grey` gives (7,); (5, 7) is expected."
def slide_grey(image, kernel):
    return F.conv2d(image[None], kernel[None, None])[0, 0]

# %% wrong="a reshape for the axes" says="reshape and view mix the pixels; permute moves the axes."
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    H, W, C = photo.shape
    return F.conv2d(photo.reshape(1, C, H, W), filters)[0]

# %% wrong="all axes turned round" says="height and width are swapped"
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 1, 0)[None], filters)[0]

# %% wrong="the type left" says="Pixels and weights meet in one type, here floats. Right: `slide_grey`, `slide_colour`."
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

# %% wrong="the weights rounded to bytes" says="`slide_bytes` gives torch.uint8"
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures, filters.byte())

# %% wrong="the weights rounded, the result floats" says="the weights are rounded to 0"
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures, filters.to(pictures.dtype)).float()

# %% wrong="scaled to 1" says="the pixels are scaled, too"
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures / 255, filters)

# %% wrong="the number of filters written down" says="There is one bias for each filter. Right: `slide_grey`, `slide_colour`, `slide_bytes`."
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures.float(), filters)

def slide_and_add_one(pictures, filters):
    return F.conv2d(pictures, filters, torch.ones(4))

# %% wrong="the bias left out" says="`slide_and_add_one`: nothing is added."
def slide_grey(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

def slide_colour(photo, filters):
    return F.conv2d(photo.permute(2, 0, 1)[None], filters)[0]

def slide_bytes(pictures, filters):
    return F.conv2d(pictures.float(), filters)

def slide_and_add_one(pictures, filters):
    return F.conv2d(pictures, filters)

# %% wrong="a result and not a function" says="`slide_grey` raised TypeError: 'Tensor' object is not callable. Right: none yet."
slide_grey = torch.rand(5, 7)

def slide_colour(photo, filters):
    return F.conv2d(photo.reshape(1, 3, *photo.shape[:2]), filters)[0]

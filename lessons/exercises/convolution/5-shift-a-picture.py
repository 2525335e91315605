# %% [markdown]
# # Move a picture one pixel to the right
#
# Which kernel, a tensor of shape (3, 3), moves a picture one pixel to the
# **right** and changes nothing else, when it is used with `F.conv2d` and
# padding 1? The column that comes in at the left is zero. Two axes of size one
# in front are fine. Checked: what it does to a picture.

# %% starter
shift_right = None  # a tensor of shape (3, 3)

# %% check
def judge():
    """A tensor of shape (3, 3)."""
    yield from check_answered(shift_right=shift_right)
    yield isinstance(shift_right, torch.Tensor), (
        f"`shift_right` is {kind_of(shift_right)}; a tensor is expected.")
    yield shift_right.shape in ((3, 3), (1, 1, 3, 3)), (
        f"`shift_right` is {tuple(shift_right.shape)}; (3, 3) is expected.")
    weights = shift_right.detach().to("cpu", torch.float32).view(3, 3)
    places = weights.nonzero().tolist()
    yield len(places) == 1, (
        f"{len(places)} weights of `shift_right` are not 0; one should be.")
    row, column = places[0]
    moves = ("down", "", "up")[row], ("right", "", "left")[column]
    where = " and ".join(filter(None, moves)) or "nowhere"
    yield where == "right", (
        f"`shift_right` moves the picture {where}: its weight in row {row}, "
        f"column {column} brings the pixel there to the middle.")
    yield abs(weights[1, 0] - 1) < 1e-5, (
        f"the one weight is {weights[1, 0]:g}; only 1 keeps the brightness.")
    yield True, "the 1 stands on the left; each output fetches the pixel there."

# %% hint [markdown]
# When the picture has moved to the right, where was the pixel before that is
# now in the middle of the window?

# %% hint [markdown]
# A single 1, and eight zeros. Not in the middle: that leaves the picture where
# it is.

# %% solution
shift_right = torch.zeros(3, 3)
shift_right[1, 0] = 1  # the output's pixel is the one to the left of it

# %% right="one at the left"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% right="whole numbers"
shift_right = torch.tensor([[0, 0, 0], [1, 0, 0], [0, 0, 0]])

# %% right="with both axes of size one, on the device"
shift_right = torch.zeros(1, 1, 3, 3, dtype=torch.float64, device=device)
shift_right[0, 0, 1, 0] = 1

# %% right="one-hot, as a parameter"
shift_right = nn.Parameter(F.one_hot(torch.tensor(3), 9).float().view(3, 3))

# %% wrong="the one on the right" says="moves the picture left"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])

# %% wrong="in the middle" says="moves the picture nowhere"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="transposed" says="moves the picture down"
shift_right = torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="at the bottom" says="moves the picture up"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

# %% wrong="a whole column" says="3 weights of `shift_right` are not 0; one should be"
shift_right = torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])

# %% wrong="a whole column, on the right" says="3 weights of `shift_right` are not 0; one should be"
shift_right = torch.tensor([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])

# %% wrong="a difference" says="2 weights of `shift_right` are not 0"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, -1.0], [0.0, 0.0, 0.0]])

# %% wrong="darker" says="the one weight is 0.5; only 1 keeps the brightness"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="a 2 in the middle" says="moves the picture nowhere: its weight in row 1, column 1"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="in a corner" says="moves the picture down and right"
shift_right = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="all zeros" says="0 weights of `shift_right` are not 0; one should be"
shift_right = torch.zeros(3, 3)

# %% wrong="a list" says="is a list; a tensor is expected"
shift_right = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]

# %% wrong="1×3" says="`shift_right` is (1, 3); (3, 3) is expected"
shift_right = torch.tensor([[1.0, 0.0, 0.0]])

# %% wrong="never filled" says="9 weights of `shift_right` are not 0"
shift_right = torch.full((3, 3), float("nan"))

# %% wrong="a layer" says="is a Conv2d; a tensor is expected"
shift_right = nn.Conv2d(1, 1, 3, padding=1)

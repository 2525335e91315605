# %% [markdown]
# # Move a picture one pixel to the right
#
# Which 3×3 kernel, used with `F.conv2d` and padding 1, moves a picture one
# pixel to the **right** and changes nothing else? Checked: what it does to a
# picture. The column that comes in at the left is zero.

# %% starter
shift_right = None  # a tensor of shape (3, 3)

# %% check
def judge():
    if shift_right is None:
        yield (
            None,
            "not answered yet: set `shift_right` above, then run this cell again.",
        )
    yield (
        isinstance(shift_right, torch.Tensor),
        f"`shift_right` is a {type(shift_right).__name__}; a tensor is expected: torch.tensor([[...], [...], [...]]).",
    )
    yield (
        shift_right.shape in ((3, 3), (1, 1, 3, 3)),
        f"`shift_right` has the shape {tuple(shift_right.shape)}; (3, 3) is expected.",
    )
    used = shift_right.detach().to(device, torch.float32).reshape(1, 1, 3, 3)
    yield (
        bool(used.isfinite().all()),
        "`shift_right` holds NaN or infinity: is it made with torch.empty and only partly filled?",
    )
    yield bool(used.any()), "`shift_right` is all zeros: the output is black."
    x = torch.rand(1, 1, 6, 6).to(device)
    y = F.conv2d(x, used, padding=1)
    around = F.pad(x, [1] * 4)
    for down, right, what in [
        (
            0,
            -1,
            "left: the window looks where its 1 is, and brings that pixel to the middle",
        ),
        (0, 0, "nowhere: a 1 in the middle gives the picture itself"),
        (-1, 0, "up"),
        (1, 0, "down: is the kernel transposed?"),
        (1, 1, "down and to the right"),
        (-1, 1, "up and to the right"),
        (-1, -1, "up and to the left"),
        (1, -1, "down and to the left"),
    ]:
        moved = around[:, :, 1 - down : 7 - down, 1 - right : 7 - right]
        yield (
            not torch.allclose(y, moved, atol=1e-5),
            f"`shift_right` moves the picture {what}.",
        )
    count = int((used.abs() > 1e-6).sum())
    yield (
        count != 1 or used[0, 0, 1, 0] != 0,
        "the one weight is not where it should be: which pixel of the window comes to the middle?",
    )
    yield (
        count == 1,
        f"`shift_right` has {count} weights that are not 0, so it mixes pixels; to move the picture, each output needs one pixel.",
    )
    yield (
        torch.allclose(used.sum(), torch.ones_like(used.sum()), atol=1e-5),
        f"the one weight is {used.sum().item():g}, so the brightness changes; 1 keeps it.",
    )
    yield (
        True,
        "the 1 stands on the left: every output fetches the pixel at its left. In a textbook convolution it would stand on the right.",
    )

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

# %% wrong="in the middle" says="nowhere"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="transposed" says="down"
shift_right = torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="at the bottom" says="up"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

# %% wrong="a whole column" says="mixes pixels"
shift_right = torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])

# %% wrong="a whole column, on the right" says="has 3 weights that are not 0, so it mixes pixels"
shift_right = torch.tensor([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])

# %% wrong="a difference" says="mixes pixels"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, -1.0], [0.0, 0.0, 0.0]])

# %% wrong="darker" says="the brightness changes"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="a 2 in the middle" says="not where it should be"
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="in a corner" says="down and to the right"
shift_right = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% wrong="all zeros" says="all zeros"
shift_right = torch.zeros(3, 3)

# %% wrong="a list" says="is a list; a tensor is expected"
shift_right = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]

# %% wrong="1×3" says="(3, 3) is expected"
shift_right = torch.tensor([[1.0, 0.0, 0.0]])

# %% wrong="never filled" says="NaN"
shift_right = torch.full((3, 3), float("nan"))

# %% wrong="a layer" says="is a Conv2d; a tensor is expected"
shift_right = nn.Conv2d(1, 1, 3, padding=1)

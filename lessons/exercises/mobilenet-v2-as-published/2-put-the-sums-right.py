# %% [markdown]
# # Put the sums right
#
# Write `mend_sums(near, exact)`. Both are kernels (C, K, K). Return `near`, with
# one number added to all K² weights of each kernel, such that each kernel's
# weights sum to what those of `exact` do. `near` itself is not changed.
# Checked: the values, for windows of 3×3 and of 5×5.

# %% starter
def mend_sums(near, exact):
    """Return `near` (C, K, K) with the sums of `exact`, a kernel at a time."""
    return None

# %% check
def judge():
    """A function (near, exact) that returns kernels of the same shape."""
    yield from check_function("mend_sums", mend_sums)
    for C, K in (4, 3), (3, 5):
        case = f"`mend_sums` for {C} kernels of {K}×{K}"
        near, exact = torch.randn(2, C, K, K).to(device)
        made = yield from check_call(case, mend_sums, near, exact, first=K == 3)
        short = (exact - near).sum(dim=(1, 2), keepdim=True)
        sums = near.sum(dim=(1, 2), keepdim=True)
        yield from check_values(case, made, near + short / K**2, {
            "the whole difference is added to every weight; each takes its "
            "share of it.": near + short,
            "the difference is shared among 9 weights; this kernel has 25.":
                near + short / 9,
            "the difference has the wrong sign.": near - short / K**2,
            "all kernels share one number; each needs its own.":
                near + short.mean() / K**2,
            "the difference of all kernels together is added to each.":
                near + short.sum() / K**2,
            "the kernels are scaled; something should be added.":
                near * (sums + short) / sums,
            "only the middle weight is changed; all of them should be.":
                near + short * F.pad(torch.ones_like(short), [K // 2] * 4),
            "nothing has changed.": near,
        }, f"The sums should be {name_sums(exact)}; they are "
            f"{name_sums(made) if made.dim() == 3 else 'something else'}.")
    yield True, praise_of(mend_sums)


def name_sums(some):
    return [round(value, 2) for value in some.sum(dim=(1, 2)).tolist()]


def praise_of(mend):
    """Say what it does for the first depthwise layer, on the photographs."""
    errors = [
        own_error_of(near) for near in (cut(kernels[0]), mend(
            cut(kernels[0]), kernels[0]))]
    return "Random weights: this says nothing. " * (not published) + (
            f"right. The first depthwise layer, of rank 1, was off by "
            f"{errors[0]:.2f} on photographs; with the sums right by "
            f"{errors[1]:.2f}.")


def own_error_of(near):
    x, _ = watch(layers[:1], twelve[::6])[0]
    y, exact = (
        F.conv2d(x, w[:, None].to(x), padding=1, groups=len(w))
        for w in (near, kernels[0]))
    return ((y - exact).norm() / exact.norm()).item()

# %% hint [markdown]
# `kernels.sum(dim=(1, 2))` has one number a kernel, (C,). `keepdim=True` keeps
# the axes, (C, 1, 1), so that it can be added to kernels.

# %% hint [markdown]
# What a kernel lacks is shared among all of its weights: how many are they?

# %% solution
def mend_sums(near, exact):
    """Return `near` (C, K, K) with the sums of `exact`, a kernel at a time."""
    short = (exact - near).sum(dim=(1, 2), keepdim=True)
    return near + short / near[0].numel()

# %% right="the means"
def mend_sums(near, exact):
    return near - near.mean(dim=(1, 2), keepdim=True) + exact.mean(dim=(1, 2), keepdim=True)

# %% right="a loop"
def mend_sums(near, exact):
    made = near.clone()
    for k in range(len(near)):
        made[k] += (exact[k].sum() - near[k].sum()) / near.shape[1] ** 2
    return made

# %% right="with view, in double precision"
def mend_sums(near, exact):
    near, exact = near.double(), exact.double()
    return near + (exact - near).flatten(1).mean(dim=1).view(-1, 1, 1)

# %% right="einsum"
def mend_sums(near, exact):
    lack = torch.einsum("cij->c", exact) - torch.einsum("cij->c", near)
    return near + lack[:, None, None] / (near.shape[1] * near.shape[2])

# %% wrong="not shared" says="the whole difference is added to every weight"
def mend_sums(near, exact):
    return near + (exact - near).sum(dim=(1, 2), keepdim=True)

# %% wrong="always nine" says="shared among 9 weights; this kernel has 25"
def mend_sums(near, exact):
    return near + (exact - near).sum(dim=(1, 2), keepdim=True) / 9

# %% wrong="the wrong sign" says="the difference has the wrong sign"
def mend_sums(near, exact):
    return near + (near - exact).mean(dim=(1, 2), keepdim=True)

# %% wrong="one sum for all" says="the difference of all kernels together is added to each"
def mend_sums(near, exact):
    return near + (exact - near).sum() / near[0].numel()

# %% wrong="one mean for all" says="all kernels share one number; each needs its own"
def mend_sums(near, exact):
    return near + (exact - near).mean()

# %% wrong="scaled" says="the kernels are scaled; something should be added"
def mend_sums(near, exact):
    return near * exact.sum(dim=(1, 2), keepdim=True) / near.sum(dim=(1, 2), keepdim=True)

# %% wrong="in place" says="changes its input in place"
def mend_sums(near, exact):
    near += (exact - near).mean(dim=(1, 2), keepdim=True)
    return near

# %% wrong="the middle weight" says="only the middle weight is changed"
def mend_sums(near, exact):
    made, K = near.clone(), near.shape[1]
    made[:, K // 2, K // 2] += (exact - near).sum(dim=(1, 2))
    return made

# %% wrong="without its axes" says="raised RuntimeError"
def mend_sums(near, exact):
    return near + (exact - near).mean(dim=(1, 2))

# %% wrong="the exact kernels" says="the values are not"
def mend_sums(near, exact):
    return exact

# %% wrong="nothing" says="nothing has changed"
def mend_sums(near, exact):
    return near

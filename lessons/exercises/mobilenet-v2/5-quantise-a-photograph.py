# %% [markdown]
# # Quantise a photograph
#
# Write `quantise(x, bits, low, high)`: round every number of `x` to the
# nearest of $2^b$ values, evenly spaced, the first at `low` and the last at
# `high`; numbers outside the range go to its ends. Return the values
# themselves (not their indices), in the shape of `x`. Checked on random
# tensors of several shapes and ranges, and on the flower.

# %% starter
def quantise(x, bits, low, high):
    """Return `x` with each number rounded to the nearest of 2**bits values in low…high."""
    return None

# %% check
from sklearn.datasets import load_sample_image


def judge():
    cases = [
        ((7,), 3, 0.0, 6.0),
        ((2, 3, 5), 2, -1.0, 1.0),
        ((1, 2, 4, 6), 1, 0.0, 1.0),
        ((40,), 8, 0.0, 6.0),
        ((50,), 4, 2.0, 5.0),
    ]
    for shape, bits, low, high in cases:
        case = f"quantise(x, bits={bits}, low={low:g}, high={high:g})"
        x = (low + (high - low) * (2 * torch.rand(shape) - 0.5)).to(
            device
        )  # half of it outside the range
        kept = x.clone()
        y = quantise(x, bits, low, high)
        if y is None:
            yield (
                None,
                "not answered yet: write the body of `quantise` above, then run this cell again.",
            )
        yield (
            isinstance(y, torch.Tensor),
            f"`quantise` returns a {type(y).__name__}; a tensor is expected.",
        )
        yield torch.equal(x, kept), "`quantise` changes its input in place."
        yield (
            y.shape == x.shape,
            f"{case} gives the shape {tuple(y.shape)} for {tuple(x.shape)}.",
        )
        yield (
            y.is_floating_point(),
            f"{case} gives {y.dtype}: those are indices; the values themselves are asked for.",
        )
        yield (
            bool(y.isfinite().all()),
            f"{case} gives NaN or infinity for finite numbers.",
        )
        y = y.to(x)
        yield (
            high == 2**bits - 1 or y.max() != 2**bits - 1,
            f"{case} gives numbers up to {2**bits - 1}: those are indices; the values themselves are asked for.",
        )
        step = (high - low) / (2**bits - 1)
        tolerance = 1e-4 * (high - low)
        index = (y - low) / step
        inside = (x >= low) & (x <= high)
        clamped = x.clamp(low, high)
        yield (
            bool((y >= low - tolerance).all() and (y <= high + tolerance).all()),
            f"{case} gives numbers from {y.min():.2f} to {y.max():.2f}: what lies outside {low:g}…{high:g} should go to its ends.",
        )
        off_grid = (index - index.round()).abs() > 0.01
        coarse = (high - low) / 2**bits
        yield (
            not (
                off_grid.any()
                and (((y - low) / coarse) % 1)
                .minimum(1 - ((y - low) / coarse) % 1)
                .max()
                < 0.01
            ),
            f"{case}: the step is {coarse:.4f}; between 2^{bits} values there are 2^{bits} − 1 steps, {step:.4f} each.",
        )
        yield (
            not off_grid.any(),
            f"{case} gives {y[off_grid].flatten()[0]:.4f}, which is none of the {2**bits} values: they begin at {low:g} and are {step:.4f} apart."
            if off_grid.any()
            else "",
        )
        yield (
            bool(((y - clamped)[inside].abs() <= 1.001 * step + tolerance).all()),
            f"{case}: an error of {(y - clamped)[inside].abs().max():.3f} inside the range, more than a whole step of {step:.3f}.",
        )
        yield (
            bool(((y - clamped).abs() <= step / 2 + tolerance).all()),
            f"{case}: an error of {(y - clamped).abs().max():.3f}, more than half a step of {step:.3f}. Is it rounded down, where the *nearest* value is asked for?",
        )
    photo = torch.from_numpy(load_sample_image("flower.jpg").copy()).to(device) / 255
    errors = [
        (quantise(photo, bits, 0.0, 1.0) - photo).square().mean().sqrt().item()
        for bits in (2, 3)
    ]
    yield (
        True,
        f"on the flower the error is {errors[0]:.2f} with 2 bits a channel and {errors[1]:.2f} with 3: each bit about halves the step.",
    )

# %% hint [markdown]
# Three moves: shift and scale so that the values become 0, 1, 2, …; round and
# clamp; scale and shift back.

# %% hint [markdown]
# With 1 bit there are two values, `low` and `high`, and one step between them.
# How many steps are there with `bits` bits?

# %% solution alt="The photograph of the flower three times. With 1 bit a channel it has only black, white and pure colours; with 2 bits the petals show but the background lies in flat patches; with 3 bits it looks nearly natural, with bands in the background."
def quantise(x, bits, low, high):
    """Return `x` with each number rounded to the nearest of 2**bits values in low…high."""
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round() * step + low


photo = torch.from_numpy(load_sample_image("flower.jpg").copy()).to(device) / 255
figure, axes = plt.subplots(1, 3, figsize=(8, 2.2))
for ax, bits in zip(axes, (1, 2, 3)):
    ax.imshow(quantise(photo, bits, 0.0, 1.0)[::2, ::2].cpu())
    ax.set_title(f"{bits} bit{'s' if bits > 1 else ''} a channel")
    ax.axis("off")
plt.show()

# %% right="by indices"
def quantise(x, bits, low, high):
    steps = 2**bits - 1
    return torch.clamp(torch.round((x - low) / (high - low) * steps), 0, steps) / steps * (high - low) + low

# %% right="the nearest of a list of levels"
def quantise(x, bits, low, high):
    levels = torch.linspace(low, high, 2**bits, device=x.device)
    edges = (levels[1:] + levels[:-1]) / 2
    return levels[torch.bucketize(x, edges)]

# %% right="PyTorch's own, in double precision"
def quantise(x, bits, low, high):
    scale = (high - low) / (2**bits - 1)
    y = torch.fake_quantize_per_tensor_affine((x - low).float(), scale, 0, 0, 2**bits - 1)
    return y.double() + low

# %% right="rounded by floor of a half more"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return low + step * torch.floor((x.clone().clamp_(low, high) - low) / step + 0.5)

# %% wrong="2**bits steps" says="there are 2^3 − 1 steps"
def quantise(x, bits, low, high):
    step = (high - low) / 2**bits
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% wrong="rounded down" says="Is it rounded down"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).floor() * step + low

# %% wrong="no clamp" says="should go to its ends"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x - low) / step).round() * step + low

# %% wrong="low forgotten" says="none of the"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x / step).round() * step).clamp(low, high)

# %% wrong="indices" says="gives torch.int64: those are indices"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round().long()

# %% wrong="indices as floats" says="those are indices"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round()

# %% wrong="moved out of the range" says="should go to its ends"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round() + 10

# %% wrong="in place" says="changes its input in place"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return x.clamp_(low, high).sub_(low).div_(step).round_().mul_(step).add_(low)

# %% wrong="flattened" says="gives the shape"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.flatten().clamp(low, high) - low) / step).round() * step + low

# %% wrong="only clamped" says="none of the 8 values"
def quantise(x, bits, low, high):
    return x.clamp(low, high)

# %% wrong="a list" says="a tensor is expected"
def quantise(x, bits, low, high):
    return x.tolist()

# %% wrong="powers of two" says="NaN or infinity for finite numbers"
def quantise(x, bits, low, high):
    return (2 ** torch.log2(x).round()).clamp(low, high)

# %% wrong="the index clamped to `bits`" says="more than a whole step"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x - low) / step).round().clamp(0, bits) * step + low

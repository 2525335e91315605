# %% [markdown]
# # Quantise a photograph
#
# Write `quantise(x, bits, low, high)`: round every number of `x` to the
# nearest of $2^b$ values ($b$ is `bits`), evenly spaced, the first at `low` and
# the last at `high`; numbers outside the range go to its ends. Return the
# values themselves, not their indices, in the shape of `x`, and leave `x` as it
# is. Checked on random tensors of several shapes and ranges. The solution draws
# the flower of scikit-learn with it.

# %% starter
def quantise(x, bits, low, high):
    """Return `x` rounded to the nearest of 2**bits values in low…high."""
    return None

# %% check
def judge():
    """A function (x, bits, low, high) that returns a tensor like `x`."""
    for x, bits, low, high in [
            (torch.rand(3, 50) * 6 - 2, 4, -0.5, 2.5),
            (torch.rand(2, 3, 5) * 12 - 3, 3, 0.0, 6.0),
            (torch.rand(1, 2, 4, 6) * 2 - 0.5, 1, 0.0, 1.0),
            (torch.rand(40) * 6, 10, 2.0, 5.0)]:
        x, top, given = x.to(device), 2**bits - 1, (bits, low, high)
        case = f"`quantise(x, {bits}, {low:g}, {high:g})`"
        y = yield from check_call(case, quantise, x, *given, first=bits == 4)
        width, inside = high - low, x.clamp(low, high)
        step, index = width / top, (x - low) / width * top

        def spread(steps, whole=torch.round):
            return whole((inside - low) / width * steps) / steps * width + low

        steps = [n for n in range(1, 1100) if alike(y, spread(n))] or [top]
        yield steps[0] == top, (
            f"{case} divides the range by {steps[0]}. {bits} bits make 2 ** "
            f"{bits} values (in Python not 2 ^ {bits}), so {top} steps.")
        yield from check_values(case, y, spread(top), {
            "it is rounded down, not to the nearest.": spread(top, torch.floor),
            "it is rounded up, not to the nearest.": spread(top, torch.ceil),
            "`low` is not added back.": spread(top) - low,
            "the steps begin at 0; the first value is `low`.":
                ((x / step).round() * step).clamp(low, high),
            "those are indices, not values.": index.clamp(0, top).round(),
            "what lies outside stays outside.": index.round() * step + low,
            "what lies below stays.": index.clamp(max=top).round() * step + low,
            "what lies above stays.": index.clamp(min=0).round() * step + low,
            "every value gets an equal part, not what it is nearest to.":
                (index / top * 2**bits).floor().clamp(0, top) * step + low,
            "nothing is rounded.": inside,
        }, f"The values begin at {low:g} and are {step:.4g} apart.")
    yield True, "each bit more about halves the step, and so the error."

# %% hint [markdown]
# Three moves: shift and scale so that the values become 0, 1, 2, …; round and
# clamp; scale and shift back.

# %% hint [markdown]
# With 1 bit there are two values, `low` and `high`, and one step between them.
# How many steps are there with `bits` bits?

# %% solution tags=["photograph"] alt="The photograph of the flower three times. With 1 bit a channel it has only black, white and pure colours; with 2 bits the petals show but the background lies in flat patches; with 3 bits it looks nearly natural, with bands in the background."
from sklearn.datasets import load_sample_image


def quantise(x, bits, low, high):
    """Return `x` rounded to the nearest of 2**bits values in low…high."""
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round() * step + low


photo = torch.from_numpy(load_sample_image("flower.jpg")[::2, ::2] / 255)
figure, axes = plt.subplots(1, 3, figsize=(8, 2.2))
for ax, bits in zip(axes, (1, 2, 3)):
    ax.imshow(quantise(photo, bits, 0.0, 1.0))
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

# %% right="the least distance to each level"
def quantise(x, bits, low, high):
    levels = torch.linspace(low, high, 2**bits).to(x)
    return levels[(x.unsqueeze(-1) - levels).abs().argmin(dim=-1)]

# %% right="PyTorch's own, in double precision"
def quantise(x, bits, low, high):
    scale = (high - low) / (2**bits - 1)
    y = torch.fake_quantize_per_tensor_affine((x - low).float(), scale, 0, 0, 2**bits - 1)
    return y.double() + low

# %% right="rounded by floor of a half more"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return low + step * torch.floor((x.clone().clamp_(low, high) - low) / step + 0.5)

# %% right="through whole numbers, by a shift of bits"
def quantise(x, bits, low, high):
    top = (1 << bits) - 1
    return ((x - low) * top / (high - low)).round().clamp(0, top).to(torch.int32).float().mul(high - low).div(top).add(low)

# %% wrong="2**bits steps" says="divides the range by 16. 4 bits make 2 ** 4 values"
def quantise(x, bits, low, high):
    step = (high - low) / 2**bits
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% wrong="`bits` steps" says="divides the range by 4. 4 bits make 2 ** 4 values"
def quantise(x, bits, low, high):
    step = (high - low) / bits
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% wrong="`bits - 1` steps" says="divides the range by 3. 4 bits make 2 ** 4 values"
def quantise(x, bits, low, high):
    step = (high - low) / (bits - 1)
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% wrong="`^` for a power" says="divides the range by 5. 4 bits make 2 ** 4 values (in Python not 2 ^ 4), so 15 steps"
def quantise(x, bits, low, high):
    step = (high - low) / ((2 ^ bits) - 1)
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% wrong="`^` for a power, and no brackets" says="divides the range by 1. 4 bits make 2 ** 4 values (in Python not 2 ^ 4), so 15 steps"
def quantise(x, bits, low, high):
    step = (high - low) / (2 ^ bits - 1)
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% wrong="rounded down" says="it is rounded down, not to the nearest"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).floor() * step + low

# %% wrong="rounded up" says="it is rounded up, not to the nearest"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).ceil() * step + low

# %% wrong="by int(), which cuts off" says="it is rounded down, not to the nearest"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).int() * step + low

# %% wrong="equal parts, as posters are made" says="every value gets an equal part, not what it is nearest to"
def quantise(x, bits, low, high):
    n = 2**bits
    index = ((x - low) / (high - low) * n).floor().clamp(0, n - 1)
    return low + index * (high - low) / (n - 1)

# %% wrong="no clamp" says="what lies outside stays outside"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x - low) / step).round() * step + low

# %% wrong="low not taken off" says="the steps begin at 0; the first value is `low`"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x / step).round() * step).clamp(low, high)

# %% wrong="low not added back" says="`low` is not added back"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round() * step

# %% wrong="indices" says="gives torch.int64; torch.float32 is expected"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round().long()

# %% wrong="indices as floats" says="those are indices"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round()

# %% wrong="in place" says="changes its input in place"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return x.clamp_(low, high).sub_(low).div_(step).round_().mul_(step).add_(low)

# %% wrong="flattened" says="gives (150,); (3, 50) is expected"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.flatten().clamp(low, high) - low) / step).round() * step + low

# %% wrong="only clamped" says="nothing is rounded"
def quantise(x, bits, low, high):
    return x.clamp(low, high)

# %% wrong="a list" says="a tensor is expected"
def quantise(x, bits, low, high):
    return x.tolist()

# %% wrong="powers of two" says="gives NaN or infinity"
def quantise(x, bits, low, high):
    return (2 ** torch.log2(x).round()).clamp(low, high)

# %% wrong="the index clamped to `bits`" says="The values begin at -0.5 and are 0.2 apart"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x - low) / step).round().clamp(0, bits) * step + low

# %% wrong="symmetric, as weights are quantised" says="The values begin at -0.5 and are 0.2 apart"
def quantise(x, bits, low, high):
    scale = max(abs(low), abs(high)) / (2 ** (bits - 1) - 1)
    return (x.clamp(low, high) / scale).round() * scale

# %% wrong="the range always 0 to 6, as ReLU6 has it" says="The values begin at -0.5"
def quantise(x, bits, low, high):
    return round_to_steps(x, bits, 6.0)

# %% wrong="from 0, whatever `low` is" says="The values begin at -0.5"
def quantise(x, bits, low, high):
    return round_to_steps(x, bits, high)

# %% wrong="only right for 4 bits" says="`quantise(x, 3, 0, 6)` divides the range by 15"
def quantise(x, bits, low, high):
    step = (high - low) / 15
    return ((x.clamp(low, high) - low) / step).round() * step + low

# %% wrong="indices of eight bits" says="`quantise(x, 10, 2, 5)`: the shape is right, the values are not"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(low, high) - low) / step).round().to(torch.uint8) * step + low

# %% wrong="clamped above only" says="what lies below stays"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(max=high) - low) / step).round() * step + low

# %% wrong="clamped below only" says="what lies above stays"
def quantise(x, bits, low, high):
    step = (high - low) / (2**bits - 1)
    return ((x.clamp(min=low) - low) / step).round() * step + low

# %% [markdown]
# # Where does the saving pass eight times?
#
# A 3×3 layer saves at most 9×. Find the smallest number of output channels, a
# whole number, at which a 3×3 depthwise separable layer has **more than** 8×
# fewer MACs than the standard one. By algebra or by a loop, as you like.
# Checked: the number.

# %% starter
smallest_N = None

# %% check
def judge():
    """A whole number."""
    return check_numbers(
        "1/N + 1/9 < 1/8 means 1/N < 1/72. Twice this N gives only 8.48×.",
        smallest_N=(73, 1, {
            72: "there the saving is 8× exactly, not more. In floats, "
                "1 / (1/8 - 1/9) comes out as 71.99…, and rounds down to 71",
            64: "the saving is less than 8×; is the depthwise step counted?",
            1: "without the depthwise step the saving would be 9× at every N",
            8: "1/N is 1/8 there; the 1/9 of the depthwise step comes on top",
            9: "9× is the limit of the saving; at which N does it pass 8×?",
            12: "that is for a 5×5 window; this one is 3×3",
            74: "the saving is above 8× there, and one channel earlier",
            128: "the saving is above 8× there, but already at smaller N",
        }))

# %% hint [markdown]
# The saving is one over $\frac{1}{N} + \frac{1}{K^2}$. Solve for $N$ where it
# equals 8.

# %% hint [markdown]
# Read the question again: *more than*. In a loop, compare whole numbers, such
# as the MACs of both layers; 1/9 is rounded in floats.

# %% solution
smallest_N = next(N for N in range(1, 1000) if 9 * N > 8 * (9 + N))
print(smallest_N)

# %% right="a number"
smallest_N = 73

# %% right="by a loop over the chapter's functions"
smallest_N = 1
while standard_cost(64, smallest_N, 3, 1, 1)[1] <= 8 * separable_cost(64, smallest_N, 3, 1, 1)[1]:
    smallest_N += 1

# %% right="by algebra, as a float"
smallest_N = math.floor(8 * 9 / (9 - 8)) + 1.0

# %% right="a tensor"
N = torch.arange(1, 1000)
smallest_N = N[9 * N > 8 * (9 + N)].min()

# %% right="a numpy integer"
import numpy as np
N = np.arange(1, 1000)
smallest_N = N[9 * N > 8 * (9 + N)][0]

# %% wrong="exactly eight times" says="8× exactly, not more"
smallest_N = 72

# %% wrong="depthwise step left out" says="1/N is 1/8 there"
smallest_N = 8

# %% wrong="the power of two before" says="the saving is less than 8×"
smallest_N = 64

# %% wrong="far too large" says="too large"
smallest_N = 576

# %% wrong="a fraction in between" says="a whole number is expected"
smallest_N = 72.5

# %% wrong="a list of candidates" says="is a list; a number is expected"
smallest_N = [N for N in range(1, 1000) if 9 * N > 8 * (9 + N)]

# %% wrong="a mask for every N" says="is a Tensor; a number is expected"
smallest_N = 9 * torch.arange(100) > 8 * (9 + torch.arange(100))

# %% wrong="whether it is enough" says="is a bool; a number is expected"
smallest_N = 9 * 73 > 8 * (9 + 73)

# %% wrong="a string" says="is a str; a number is expected"
smallest_N = "73"

# %% wrong="a function not called" says="is a function; a number is expected"
def smallest_N():
    return 73

# %% right="a fraction"
from fractions import Fraction
smallest_N = 1 / (Fraction(1, 8) - Fraction(1, 9)) + 1

# %% wrong="rounded down in floats" says="comes out as 71.99…, and rounds down to 71"
smallest_N = math.floor(1 / (1 / 8 - 1 / 9)) + 1

# %% wrong="exactly eight times, as a float" says="8× exactly, not more"
smallest_N = 72.0

# %% wrong="a little above, as a tensor" says="a whole number is expected"
smallest_N = torch.tensor(72.01)

# %% wrong="counted with the biases" says="is 641: too large. Hint 1 helps"
smallest_N = 1
while count_parameters(nn.Conv2d(8, smallest_N, 3)) <= 8 * count_parameters(DepthwiseSeparableConv2d(8, smallest_N, 3)):
    smallest_N += 1

# %% [markdown]
# # Where does the saving pass eight times?
#
# A 3×3 layer saves at most 9×. Find the smallest number of output channels at
# which a 3×3 depthwise separable layer has **more than** 8× fewer MACs than
# the standard one. By algebra or by a loop, as you like.

# %% starter
smallest_N = None

# %% check
def judge():
    expected = next(
        N for N in range(1, 10_000) if 9 * N > 8 * (9 + N)
    )  # 9N / (9 + N) > 8, in whole numbers
    yield from judge_number(
        "smallest_N",
        smallest_N,
        expected,
        {
            expected - 1: "there the saving is 8× exactly, not more",
            expected
            - 9: "at that N the saving is still less than 8×; is the depthwise step in your count?",
            8: "1/N alone would have to be under 1/8; the 1/9 of the depthwise step comes on top",
            9: "9× is the limit of the saving for 3×3; the question is at which N it passes 8×",
            128: "the saving is above 8× there, but already at smaller N",
        },
    )
    yield (
        True,
        f"1/N + 1/9 < 1/8 means 1/N < 1/72. Doubling N from here gains little: at {2 * expected} the saving is {1 / (1 / (2 * expected) + 1 / 9):.2f}×.",
    )

# %% hint [markdown]
# The saving is one over $\frac{1}{N} + \frac{1}{K^2}$. Solve for $N$ where it
# equals 8, then read the question again: *more than*.

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

# %% wrong="depthwise step left out" says="1/N alone"
smallest_N = 8

# %% wrong="the limit" says="9× is the limit"
smallest_N = 9

# %% wrong="the next power of two" says="but already at smaller N"
smallest_N = 128

# %% wrong="the power of two before" says="still less than 8×"
smallest_N = 64

# %% wrong="far too large" says="too large"
smallest_N = 576

# %% wrong="a fraction in between" says="too small"
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

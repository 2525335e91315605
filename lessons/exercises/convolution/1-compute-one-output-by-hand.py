# %% [markdown]
# # Compute one output by hand
#
# Slide this kernel over this picture, as `F.conv2d` does, with stride 1 and no
# padding. What is the output in **row 1, column 0**, both counted from 0?
# Pencil and paper. Checked: the number.
#
# $$\text{picture} = \begin{pmatrix} 2 & 0 & 1 & 3 \\ 4 & 1 & 0 & 2 \\ 1 & 5 & 2 & 0 \\ 0 & 3 & 1 & 6 \end{pmatrix}$$
#
# $$\text{kernel} = \begin{pmatrix} 1 & 0 & -1 \\ 2 & 3 & 0 \\ 0 & -2 & 1 \end{pmatrix}$$

# %% starter
value = None  # one number

# %% check
def judge():
    """A number."""
    picture = torch.tensor([
        [2.0, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])
    kernel = torch.tensor([[1.0, 0, -1], [2, 3, 0], [0, -2, 1]])

    def at(i, j, kernel=kernel):
        return int((picture[i : i + 3, j : j + 3] * kernel).sum())

    return check_numbers(
        "six weights are not zero, so six products were enough.",
        value=(at(1, 0), 2, {
            at(1, 0, kernel.flip(0, 1)): "`F.conv2d` does not flip the kernel",
            at(1, 0, kernel.T): "that is with the kernel transposed",
            at(1, 0, kernel.abs()): "the minus signs of the kernel are lost",
            at(0, 1): "that is row 0, column 1; the row comes first",
            at(0, 0): "that is row 0, column 0; rows are counted from 0",
            at(1, 1): "that is row 1, column 1; column 0 is at the left edge"}))

# %% hint [markdown]
# The window starts in row 1, column 0 of the picture and covers rows 1 to 3
# and columns 0 to 2. Write down those nine numbers.

# %% hint [markdown]
# Multiply each by the weight in the same place; nothing is turned. Weights of
# 0 can be left out.

# %% solution
value = 1 * 4 + 0 * 1 - 1 * 0 + 2 * 1 + 3 * 5 + 0 * 2 + 0 * 0 - 2 * 3 + 1 * 1
print(value)

# %% right="by hand"
value = 16

# %% right="by PyTorch, as a tensor of one number"
picture = torch.tensor([[2.0, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])
weights = torch.tensor([[1.0, 0, -1], [2, 3, 0], [0, -2, 1]])
value = F.conv2d(picture[None, None], weights[None, None])[0, 0, 1, 0]

# %% right="by loops, as a float"
pixels, weights = [[4, 1, 0], [1, 5, 2], [0, 3, 1]], [[1, 0, -1], [2, 3, 0], [0, -2, 1]]
value = sum(float(pixels[u][v] * weights[u][v]) for u in range(3) for v in range(3))

# %% wrong="flipped kernel" says="`F.conv2d` does not flip the kernel"
import numpy as np
picture = np.array([[2, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])
value = int(convolve2d(picture, np.array([[1, 0, -1], [2, 3, 0], [0, -2, 1]]), mode="valid")[1, 0])

# %% wrong="the kernel written down by columns" says="that is with the kernel transposed"
value = int((torch.tensor([[4, 1, 0], [1, 5, 2], [0, 3, 1]]) * torch.tensor([[1, 2, 0], [0, 3, -2], [-1, 0, 1]])).sum())

# %% wrong="counted from 1" says="rows are counted from 0"
value = 2 - 1 + 8 + 3 - 10 + 2

# %% wrong="the whole output" says="a number is expected"
value = F.conv2d(torch.rand(1, 1, 4, 4), torch.rand(1, 1, 3, 3))

# %% wrong="a string" says="is a str; a number is expected"
value = "16"

# %% wrong="an arithmetic slip" says="too small"
value = 15

# %% wrong="NaN" says="is NaN"
value = float("nan")

"""Right and wrong answers to the exercises of Chapter 1, each wrong one with a phrase its verdict must contain."""

# %% 1.1 right: by hand
value = 16

# %% 1.1 right: by PyTorch, as a tensor of one number
picture = torch.tensor([[2.0, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])
weights = torch.tensor([[1.0, 0, -1], [2, 3, 0], [0, -2, 1]])
value = F.conv2d(picture[None, None], weights[None, None])[0, 0, 1, 0]

# %% 1.1 right: by loops, as a float
pixels, weights = [[4, 1, 0], [1, 5, 2], [0, 3, 1]], [[1, 0, -1], [2, 3, 0], [0, -2, 1]]
value = sum(float(pixels[u][v] * weights[u][v]) for u in range(3) for v in range(3))

# %% 1.1 wrong: flipped kernel -> with the kernel flipped
import numpy as np
picture = np.array([[2, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])
value = int(convolve2d(picture, np.array([[1, 0, -1], [2, 3, 0], [0, -2, 1]]), mode="valid")[1, 0])

# %% 1.1 wrong: row and column swapped -> the row comes first
value = int(F.conv2d(torch.tensor([[2.0, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])[None, None], torch.tensor([[1.0, 0, -1], [2, 3, 0], [0, -2, 1]])[None, None])[0, 0, 0, 1])

# %% 1.1 wrong: counted from 1 -> rows are counted from 0
value = int(F.conv2d(torch.tensor([[2.0, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])[None, None], torch.tensor([[1.0, 0, -1], [2, 3, 0], [0, -2, 1]])[None, None])[0, 0, 0, 0])

# %% 1.1 wrong: the column counted from 1 -> column 0 is at the left edge
value = int(F.conv2d(torch.tensor([[2.0, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])[None, None], torch.tensor([[1.0, 0, -1], [2, 3, 0], [0, -2, 1]])[None, None])[0, 0, 1, 1])

# %% 1.1 wrong: the kernel written down by columns -> its rows go along the rows of the picture
value = int(F.conv2d(torch.tensor([[2.0, 0, 1, 3], [4, 1, 0, 2], [1, 5, 2, 0], [0, 3, 1, 6]])[None, None], torch.tensor([[1.0, 2, 0], [0, 3, -2], [-1, 0, 1]])[None, None])[0, 0, 1, 0])

# %% 1.1 wrong: minus signs lost -> minus signs
value = 28

# %% 1.1 wrong: the whole output -> a number is expected
value = F.conv2d(torch.rand(1, 1, 4, 4), torch.rand(1, 1, 3, 3))

# %% 1.1 wrong: a string -> is a str; a number is expected
value = "16"

# %% 1.1 wrong: an arithmetic slip -> too small
value = 15

# %% 1.1 wrong: NaN -> is NaN
value = float("nan")

# %% 1.2 right: the usual one
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1)

# %% 1.2 right: even window, no padding, no bias
layer = nn.Conv2d(3, 16, 2, 2, bias=False)

# %% 1.2 right: in a Sequential, 5×5
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=5, stride=2, padding=2))

# %% 1.2 right: a window of 33 and stride 1
layer = nn.Conv2d(3, 16, kernel_size=33)

# %% 1.2 right: reflected edges, dilation
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=2, dilation=2, padding_mode="reflect")

# %% 1.2 right: a module of one's own
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        return self.conv(x)


layer = Halve()

# %% 1.2 right: double precision
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1).double()

# %% 1.2 wrong: stride 1 -> 64×64, the size of the input
layer = nn.Conv2d(3, 16, kernel_size=3, padding="same")

# %% 1.2 wrong: no padding -> 31×31, 32×32 expected
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2)

# %% 1.2 wrong: sizes for channels -> 64 is its height and width
layer = nn.Conv2d(64, 32, kernel_size=3, stride=2, padding=1)

# %% 1.2 wrong: swapped channels -> channels are swapped
layer = nn.Conv2d(16, 3, kernel_size=3, stride=2, padding=1)

# %% 1.2 wrong: pooling after it -> something besides the convolution
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, padding=1), nn.MaxPool2d(2))

# %% 1.2 wrong: a ReLU after it -> nothing before or after it
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.ReLU())

# %% 1.2 wrong: a ReLU before it -> nothing before or after it
layer = nn.Sequential(nn.ReLU(), nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1))

# %% 1.2 wrong: BatchNorm after it -> nothing before or after it
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.BatchNorm2d(16))

# %% 1.2 wrong: rounded -> the output is torch.int32; a convolution gives torch.float32
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        return self.conv(x).round().int()


layer = Halve()

# %% 1.2 wrong: no convolution -> holds 0 convolutions
layer = nn.MaxPool2d(2)

# %% 1.2 wrong: two convolutions -> holds 2 convolutions
layer = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 16, 3, stride=2, padding=1))

# %% 1.2 wrong: 10 channels -> 16 are asked for
layer = nn.Conv2d(3, 10, kernel_size=3, stride=2, padding=1)

# %% 1.2 wrong: the class -> a layer is expected
layer = nn.Conv2d

# %% 1.2 wrong: padding 2 -> Put them into the formula
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=2)

# %% 1.2 wrong: padding in one direction only -> (2, 16, 32, 32) expected
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=(1, 0))

# %% 1.2 wrong: ReLU in place before it -> changes its input in place
layer = nn.Sequential(nn.Hardtanh(0, 0.5, inplace=True), nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1))

# %% 1.2 wrong: NaN weights -> NaN
layer = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1)
layer.weight.data.fill_(float("nan"))

# %% 1.2 wrong: a forgotten return -> returns a NoneType
class Halve(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 4, stride=2, padding=1)

    def forward(self, x):
        self.conv(x)


layer = Halve()

# %% 1.2 wrong: flattened -> (2, 16384)
layer = nn.Sequential(nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1), nn.Flatten())

# %% 1.3 right: numbers
parameters, macs, flops = 3216, 627200, 1254400

# %% 1.3 right: by formula
parameters = 25 * 8 * 16 + 16
macs = (parameters - 16) * 14**2
flops = macs * 2

# %% 1.3 right: floats
parameters, macs, flops = 3216.0, 6.272e5, 1.2544e6

# %% 1.3 right: PyTorch's own counts
counted = nn.Conv2d(8, 16, 5, stride=2, padding=2).to(device)
parameters = count_parameters(counted)
flops = count_flops(counted, (8, 28, 28))
macs = flops // 2

# %% 1.3 wrong: no bias -> the biases are missing
parameters, macs, flops = 3200, 627200, 1254400

# %% 1.3 wrong: a bias for each input -> not for each input
parameters, macs, flops = 3208, 627200, 1254400

# %% 1.3 wrong: one filter -> there are 16 of them
parameters, macs, flops = 200, 627200, 1254400

# %% 1.3 wrong: one bias in all -> not one in all
parameters, macs, flops = 5 * 5 * 8 * 16 + 1, 627200, 1254400

# %% 1.3 wrong: one slice a filter -> a slice for each of the 8 input channels
parameters, macs, flops = 5 * 5 * 16, 627200, 1254400

# %% 1.3 wrong: one slice a filter, and the biases -> a slice for each of the 8 input channels
parameters, macs, flops = 5 * 5 * 16 + 16, 627200, 1254400

# %% 1.3 wrong: the window not squared -> a slice has 25 weights
parameters, macs, flops = 5 * 8 * 16 + 16, 627200, 1254400

# %% 1.3 wrong: MACs for parameters -> a parameter is counted once
parameters, macs, flops = 5 * 5 * 8 * 16 * 14 * 14, 627200, 1254400

# %% 1.3 wrong: weights for MACs -> those are the weights
parameters, macs, flops = 3216, 5 * 5 * 8 * 16, 1254400

# %% 1.3 wrong: parameters for MACs -> those are the parameters
parameters, macs, flops = 3216, 5 * 5 * 8 * 16 + 16, 1254400

# %% 1.3 wrong: padding forgotten -> 12×12 is the output without padding
parameters, macs, flops = 3216, 3200 * conv_output_size(28, 5, stride=2) ** 2, 1254400

# %% 1.3 wrong: the last position forgotten -> 13×13 is not the output
parameters, macs, flops = 3216, 3200 * ((28 + 2 * 2 - 5) // 2) ** 2, 1254400

# %% 1.3 wrong: one side of the output -> the output has two sides
parameters, macs, flops = 3216, 3200 * conv_output_size(28, 5, stride=2, padding=2), 1254400

# %% 1.3 wrong: halved, not doubled -> FLOPs are twice the MACs
parameters, macs, flops = 3216, 627200, 627200 // 2

# %% 1.3 wrong: the input's size -> 28×28 is the input
parameters, macs, flops = 3216, 3200 * 28 * 28, 1254400

# %% 1.3 wrong: biases multiplied -> they are added, not multiplied
parameters, macs, flops = 3216, 3216 * 14 * 14, 1254400

# %% 1.3 wrong: FLOPs for MACs -> those are FLOPs
parameters, macs, flops = 3216, 1254400, 1254400

# %% 1.3 wrong: MACs for FLOPs -> those are the MACs
parameters, macs, flops = 3216, 627200, 627200

# %% 1.3 wrong: FLOPs with bias -> additions of the bias
parameters, macs, flops = 3216, 627200, 1254400 + 16 * 196

# %% 1.3 wrong: one slice a filter in the MACs -> a slice for each of the 8 input channels
parameters, macs, flops = 3216, 25 * 16 * 14 * 14, 1254400

# %% 1.3 wrong: the biases added to the FLOPs -> the 16 biases are in it
parameters, macs, flops = 3216, 627200, 2 * 627200 + 16

# %% 1.3 wrong: a shape -> is a tuple; a number is expected
parameters, macs, flops = (16, 8, 5, 5), 627200, 1254400

# %% 1.3 wrong: the layer -> a number is expected
parameters = nn.Conv2d(8, 16, 5)

# %% 1.3 wrong: a string -> is a str; a number is expected
parameters, macs, flops = 3216, "627,200", 1254400

# %% 1.4 right: four loops
def cross_correlate(image, kernel, stride=1):
    H, W = image.shape
    K_h, K_w = kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] += image[i * stride + u, j * stride + v].item() * kernel[u, v].item()
    return out

# %% 1.4 right: two loops and a sum, rows as a list
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    return torch.stack([
        torch.stack([(image[i:i + K_h, j:j + K_w] * kernel).sum() for j in range(0, W - K_w + 1, stride)])
        for i in range(0, H - K_h + 1, stride)
    ])

# %% 1.4 right: windows as a view
def cross_correlate(picture, weights, step=1):
    windows = picture.unfold(0, weights.shape[0], step).unfold(1, weights.shape[1], step)
    return (windows * weights).sum(dim=(2, 3))

# %% 1.4 right: in double precision
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image.double()[None, None], kernel.double()[None, None], stride=stride)[0, 0]

# %% 1.4 wrong: flipped -> does not flip the kernel
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel.flip(0, 1)[None, None], stride=stride)[0, 0]

# %% 1.4 wrong: stride ignored -> Is `stride` used?
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

# %% 1.4 wrong: stride in the size only -> stand one pixel apart
def cross_correlate(image, kernel, stride=1):
    out = F.conv2d(image[None, None], kernel[None, None])[0, 0]
    return out[:(image.shape[0] - kernel.shape[0]) // stride + 1, :(image.shape[1] - kernel.shape[1]) // stride + 1]

# %% 1.4 wrong: one position too few -> Count the positions
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0][:-1, :-1]

# %% 1.4 wrong: output of the input's size -> Count the positions
def cross_correlate(image, kernel, stride=1):
    return torch.zeros_like(image)

# %% 1.4 wrong: assigned, not added -> the values are off
def cross_correlate(image, kernel, stride=1):
    (H, W), (K_h, K_w) = image.shape, kernel.shape
    out = torch.zeros((H - K_h) // stride + 1, (W - K_w) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(K_h):
                for v in range(K_w):
                    out[i, j] = image[i * stride + u, j * stride + v] * kernel[u, v]
    return out

# %% 1.4 wrong: zeros never filled -> all zeros
def cross_correlate(image, kernel, stride=1):
    return torch.zeros((image.shape[0] - kernel.shape[0]) // stride + 1, (image.shape[1] - kernel.shape[1]) // stride + 1)

# %% 1.4 wrong: transposed -> The result is transposed
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0].T

# %% 1.4 wrong: loops over columns where the rows are -> rows and columns swapped
def cross_correlate(image, kernel, stride=1):
    out = F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]
    return out if image.shape[0] == image.shape[1] else torch.zeros(out.shape[1], out.shape[0])

# %% 1.4 wrong: changes the picture -> in place
def cross_correlate(image, kernel, stride=1):
    image *= 2
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]

# %% 1.4 wrong: scales the kernel to a sum of 1 -> in place
def cross_correlate(image, kernel, stride=1):
    kernel /= kernel.sum()
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]

# %% 1.4 wrong: returned for stride 1 only -> stride 2: the result is a NoneType
def cross_correlate(image, kernel, stride=1):
    result = F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0]
    if stride == 1:
        return result

# %% 1.4 wrong: a ReLU after it -> the values are off
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0].relu()

# %% 1.4 wrong: four axes -> (1, 1, 3, 3)
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)

# %% 1.4 wrong: a list -> is a list; a tensor is expected
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0].tolist()

# %% 1.4 wrong: NaN -> NaN
def cross_correlate(image, kernel, stride=1):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride)[0, 0] * float("nan")

# %% 1.4 wrong: a result, not a function -> a function is expected
cross_correlate = torch.zeros(3, 3)

# %% 1.4 wrong: no stride argument -> stride 1: your answer raised TypeError
def cross_correlate(image, kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]

# %% 1.4 wrong: runs over the edge -> raised IndexError
def cross_correlate(image, kernel, stride=1):
    out = torch.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    out[i, j] += image[i + u, j + v] * kernel[u, v]
    return out

# %% 1.5 right: one at the left
shift_right = torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% 1.5 right: whole numbers
shift_right = torch.tensor([[0, 0, 0], [1, 0, 0], [0, 0, 0]])

# %% 1.5 right: with both axes of size one, on the device
shift_right = torch.zeros(1, 1, 3, 3, dtype=torch.float64, device=device)
shift_right[0, 0, 1, 0] = 1

# %% 1.5 right: one-hot, as a parameter
shift_right = nn.Parameter(F.one_hot(torch.tensor(3), 9).float().view(3, 3))

# %% 1.5 wrong: the one on the right -> moves the picture left
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])

# %% 1.5 wrong: in the middle -> nowhere
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])

# %% 1.5 wrong: transposed -> down
shift_right = torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% 1.5 wrong: at the bottom -> up
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

# %% 1.5 wrong: a whole column -> mixes pixels
shift_right = torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])

# %% 1.5 wrong: a whole column, on the right -> has 3 weights that are not 0, so it mixes pixels
shift_right = torch.tensor([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])

# %% 1.5 wrong: a difference -> mixes pixels
shift_right = torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, -1.0], [0.0, 0.0, 0.0]])

# %% 1.5 wrong: darker -> the brightness changes
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% 1.5 wrong: a 2 in the middle -> not where it should be
shift_right = torch.tensor([[0.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]])

# %% 1.5 wrong: in a corner -> down and to the right
shift_right = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])

# %% 1.5 wrong: all zeros -> all zeros
shift_right = torch.zeros(3, 3)

# %% 1.5 wrong: a list -> is a list; a tensor is expected
shift_right = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]

# %% 1.5 wrong: 1×3 -> (3, 3) is expected
shift_right = torch.tensor([[1.0, 0.0, 0.0]])

# %% 1.5 wrong: never filled -> NaN
shift_right = torch.full((3, 3), float("nan"))

# %% 1.5 wrong: a layer -> is a Conv2d; a tensor is expected
shift_right = nn.Conv2d(1, 1, 3, padding=1)

# %% 1.6 right: unfold and matmul
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    N, C, H, W = input.shape
    C_out, _, K, _ = weight.shape
    maps = weight.reshape(C_out, C * K * K) @ F.unfold(input, (K, K), padding=padding, stride=stride)
    if bias is not None:
        maps += bias[:, None]
    return maps.reshape(N, C_out, (H + 2 * padding - K) // stride + 1, (W + 2 * padding - K) // stride + 1)

# %% 1.6 right: einsum and F.fold
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[2]
    maps = torch.einsum("ok,nkl->nol", weight.flatten(1), F.unfold(input, K, stride=stride, padding=padding))
    maps = F.fold(maps, [(size + 2 * padding - K) // stride + 1 for size in input.shape[2:]], 1)
    return maps if bias is None else maps + bias.view(-1, 1, 1)

# %% 1.6 right: columns made from a padded view
def conv2d_im2col(x, w, b=None, s=1, p=0):
    K = w.shape[-1]
    windows = F.pad(x, [p] * 4).unfold(2, K, s).unfold(3, K, s)
    N, C, out_h, out_w = windows.shape[:4]
    table = windows.permute(0, 2, 3, 1, 4, 5).reshape(N * out_h * out_w, C * K * K)
    maps = (table @ w.flatten(1).T).view(N, out_h, out_w, -1).permute(0, 3, 1, 2)
    return maps if b is None else maps + b[None, :, None, None]

# %% 1.6 right: a linear layer over the columns
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    columns = F.unfold(input, weight.shape[-1], stride=stride, padding=padding).mT
    maps = F.linear(columns, weight.flatten(1), bias).mT
    out_h = conv_output_size(input.shape[2], weight.shape[-1], stride, padding)
    return maps.unflatten(2, (out_h, -1))

# %% 1.6 wrong: positions in one row -> still lie in one row
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)

# %% 1.6 wrong: a position a row -> (1, 9, 1), (1, 1, 3, 3) expected.
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    columns = F.unfold(input, weight.shape[-1], stride=stride, padding=padding).mT
    return F.linear(columns, weight.flatten(1), bias)

# %% 1.6 wrong: with a bias, nothing is returned -> a bias, stride 1, padding 0: the result is a NoneType
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    K = weight.shape[-1]
    out_h, out_w = (conv_output_size(size, K, stride, padding) for size in input.shape[2:])
    maps = weight.flatten(1) @ F.unfold(input, K, stride=stride, padding=padding)
    maps = maps.view(len(input), -1, out_h, out_w)
    if bias is None:
        return maps
    maps += bias.view(-1, 1, 1)

# %% 1.6 wrong: square only -> raised
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)
    side = int(maps.shape[-1] ** 0.5)
    return maps.view(input.shape[0], -1, side, side)

# %% 1.6 wrong: the chapter's own function -> bias is not added
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return conv2d_columns(input, weight)

# %% 1.6 wrong: padding ignored -> `padding` is not used
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, stride)

# %% 1.6 wrong: stride ignored -> `stride` is not used
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, 1, padding)

# %% 1.6 wrong: height and width swapped in the view -> height and width are swapped
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    maps = weight.flatten(1) @ F.unfold(input, weight.shape[-1], stride=stride, padding=padding)
    out_h, out_w = (conv_output_size(size, weight.shape[-1], stride, padding) for size in input.shape[2:])
    return maps.view(input.shape[0], -1, out_w, out_h)

# %% 1.6 wrong: right shape, filled along the wrong side -> swapped in the last view
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    result = F.conv2d(input, weight, bias, stride, padding)
    return result.mT.reshape(result.shape)

# %% 1.6 wrong: kernel flipped -> the kernel is flipped
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight.flip(2, 3), bias, stride, padding)

# %% 1.6 wrong: weights laid out channels last -> laid out as the columns are
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight.permute(0, 2, 3, 1).reshape(weight.shape), bias, stride, padding)

# %% 1.6 wrong: pads its input in place -> in place
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    input += 1
    return F.conv2d(input, weight, bias, stride, padding)

# %% 1.6 wrong: weights and columns the wrong way round -> raised RuntimeError
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.unfold(input, weight.shape[-1], stride=stride, padding=padding) @ weight.flatten(1)

# %% 1.6 wrong: a ReLU after it -> the values are off
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, stride, padding).relu()

# %% 1.6 wrong: NaN -> NaN
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return F.conv2d(input, weight, bias, stride, padding) / 0 * 0

# %% 1.6 wrong: a number -> a tensor is expected
def conv2d_im2col(input, weight, bias=None, stride=1, padding=0):
    return 0

# %% 1.6 wrong: not a function -> a function is expected
conv2d_im2col = "F.unfold"

"""Right and wrong answers to the exercises of Chapter 4, each wrong one with a phrase its verdict must contain."""

# %% 4.1 right: plain numbers
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 1831424

# %% 4.1 right: the chapter's functions
standard_weights, standard_macs = standard_cost(32, 64, 3, 28, 28)
separable_weights, separable_macs = separable_cost(32, 64, 3, 28, 28)

# %% 4.1 right: tensors of one number
standard_weights = torch.tensor([3, 3, 32, 64]).prod()
standard_macs = standard_weights * 28**2
separable_weights = torch.tensor([288, 2048]).sum()
separable_macs = separable_weights * 28**2

# %% 4.1 right: floats, from the share that the formula gives
standard_weights = 9 * 32 * 64
standard_macs = standard_weights * 784
separable_weights = standard_weights * (1 / 64 + 1 / 9)
separable_macs = standard_macs * (1 / 64 + 1 / 9)

# %% 4.1 right: counted by PyTorch
standard = nn.Conv2d(32, 64, 3, bias=False)
pair = nn.Sequential(nn.Conv2d(32, 32, 3, groups=32, bias=False), nn.Conv2d(32, 64, 1, bias=False))
standard_weights, separable_weights = count_parameters(standard), count_parameters(pair)
standard_macs, separable_macs = standard_weights * 28 * 28, separable_weights * 28 * 28

# %% 4.1 right: numpy integers
import numpy as np
standard_weights, standard_macs, separable_weights, separable_macs = np.array([18432, 14450688, 2336, 1831424])

# %% 4.1 wrong: one filter only -> that is one filter
standard_weights, standard_macs, separable_weights, separable_macs = 9 * 32, 14450688, 2336, 1831424

# %% 4.1 wrong: one slice a filter -> a slice for each of the 32 input channels
standard_weights, standard_macs, separable_weights, separable_macs = 9 * 64, 14450688, 2336, 1831424

# %% 4.1 wrong: biases counted -> the biases are in it
standard_weights, standard_macs, separable_weights, separable_macs = 18432 + 64, 14450688, 2336, 1831424

# %% 4.1 wrong: FLOPs -> those are FLOPs
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 2 * 14450688, 2336, 1831424

# %% 4.1 wrong: padding forgotten -> 26×26 is the output without padding
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 18432 * 26 * 26, 2336, 1831424

# %% 4.1 wrong: weights for MACs, in the standard layer -> those are the weights
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 3 * 3 * 32 * 64, 2336, 1831424

# %% 4.1 wrong: depthwise half only -> the depthwise half alone
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 288, 288 * 784

# %% 4.1 wrong: pointwise half only -> the pointwise half alone
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 32 * 64, 1831424

# %% 4.1 wrong: biases in both steps -> these layers have none
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, (9 * 32 + 32) + (32 * 64 + 64), 1831424

# %% 4.1 wrong: FLOPs in the separable layer -> those are FLOPs
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2 * 2336 * 28 * 28

# %% 4.1 wrong: MACs of the depthwise half only -> the depthwise half alone
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 9 * 32 * 28 * 28

# %% 4.1 wrong: padding forgotten in the separable layer -> 26×26 is the output without padding
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2336 * 26 * 26

# %% 4.1 wrong: a depthwise filter for each output -> not for each of the 64 outputs
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 64 + 2048, 1831424

# %% 4.1 wrong: both steps on the 64 outputs -> hands 32 maps to the pointwise step
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 64 + 64 * 64, 1831424

# %% 4.1 wrong: steps multiplied -> do not multiply them
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 288 * 2048, 1831424

# %% 4.1 wrong: groups=1 in the depthwise step -> `groups=1`
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 9 * 32 * 32 + 2048, 1831424

# %% 4.1 wrong: pointwise MACs only -> the pointwise half alone
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2048 * 784

# %% 4.1 wrong: weights for MACs -> those are the weights
standard_weights, standard_macs, separable_weights, separable_macs = 18432, 14450688, 2336, 2336

# %% 4.1 wrong: a number in quotes -> is a str; a number is expected
standard_weights, standard_macs, separable_weights, separable_macs = "18432", 14450688, 2336, 1831424

# %% 4.1 wrong: functions not called -> is a function; a number is expected
standard_weights, standard_macs, separable_weights, separable_macs = standard_cost, 14450688, 2336, 1831424

# %% 4.1 wrong: both results of the function in one name -> is a tuple; a number is expected
standard_weights = standard_macs = standard_cost(32, 64, 3, 28, 28)
separable_weights = separable_macs = separable_cost(32, 64, 3, 28, 28)

# %% 4.1 wrong: not a number -> NaN
standard_weights, standard_macs, separable_weights, separable_macs = float("nan"), 14450688, 2336, 1831424

# %% 4.2 right: padded by one pixel
x = torch.rand(1, 3, 128, 128).to(device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 right: padding="same"
x = torch.randn(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, padding="same", groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 right: no biases
x = torch.ones((1, 3, 128, 128), device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3, bias=False), nn.Conv2d(3, 10, 1, bias=False)).to(device)
y = model(x)

# %% 4.2 right: a module of one's own
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Conv2d(3, 10, 1)      # made in the other order on purpose
        self.look = nn.Conv2d(3, 3, (3, 3), groups=3)

    def forward(self, x):
        return self.mix(self.look(x))


x = torch.rand(3, 128, 128, device=device).unsqueeze(0)
model = Model().to(device)
y = model.forward(x)

# %% 4.2 right: the chapter's module
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
with torch.no_grad():
    y = model(x)

# %% 4.2 right: two names in a Sequential
look, mix = nn.Conv2d(3, 3, 3, groups=3).to(device), nn.Conv2d(3, 10, 1).to(device)
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(look, mix)
y = mix(look(x))

# %% 4.2 right: double precision
x = torch.rand(1, 3, 128, 128, dtype=torch.float64, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device, torch.float64)
y = model(x)

# %% 4.2 right: a ReLU between the steps, y detached
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.ReLU(), nn.Conv2d(3, 10, 1)).to(device)
y = model(x).detach()

# %% 4.2 right: BatchNorm between the steps, in training
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.BatchNorm2d(3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 wrong: result of the depthwise step thrown away -> the pointwise step is given `x` itself
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        self.depthwise(x)
        return self.pointwise(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3, padding=1).to(device)
y = model(x)

# %% 4.2 wrong: groups=1 -> `groups=1`
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 wrong: no batch dimension -> the batch first
x = torch.rand(3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 wrong: a batch of eight -> `x` has the shape (8, 3, 128, 128); (1, 3, 128, 128) is expected
x = torch.rand(8, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 wrong: channels last -> channels last
x = torch.rand(1, 128, 128, 3, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x.permute(0, 3, 1, 2))

# %% 4.2 wrong: pointwise with swapped channels -> the first number of nn.Conv2d is the channels that come in
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(10, 3, 1)).to(device)
y = torch.zeros(1, 10, 126, 126)

# %% 4.2 wrong: 3×3 "pointwise" -> its window is 3×3
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 3)).to(device)
y = model(x)

# %% 4.2 wrong: a 2×2 "pointwise" -> the pointwise step has 120 weights
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 2)).to(device)
y = model(x)

# %% 4.2 wrong: flattened -> is not what the two steps make of `x`
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 10, 1), nn.Flatten()).to(device)
y = model(x)

# %% 4.2 wrong: rounded -> the output of `model` is torch.int64
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        return super().forward(x).round().long()


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = model(x)

# %% 4.2 wrong: the picture scaled in place -> `model` changes its input in place
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        x -= x.mean()
        return super().forward(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = model(x)

# %% 4.2 wrong: a row of nine for a window of 3×3 -> in windows of 1×9
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, (1, 9), padding="same", groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 wrong: stride 3 -> with stride 1 it is 126×126
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, 3, groups=3), nn.Conv2d(3, 10, 1)).to(device)
y = model(x)

# %% 4.2 wrong: pointwise first -> the depthwise step comes first
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 10, 1), nn.Conv2d(10, 10, 3, groups=10)).to(device)
y = model(x)

# %% 4.2 wrong: the depthwise half alone -> runs 1 convolutions
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Conv2d(3, 3, 3, groups=3).to(device)
y = model(x)

# %% 4.2 wrong: depthwise step straight to more channels -> one filter a channel keeps them 3
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 9, 3, groups=3), nn.Conv2d(9, 10, 1)).to(device)
y = model(x)

# %% 4.2 wrong: 5×5 window -> has 75 weights
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=5).to(device)
y = model(x)

# %% 4.2 wrong: nine output channels in groups -> gives 9 channels; 10 are asked for
x = torch.rand(1, 3, 128, 128, device=device)
model = nn.Sequential(nn.Conv2d(3, 3, 3, groups=3), nn.Conv2d(3, 9, 1, groups=3)).to(device)
y = model(x)

# %% 4.2 wrong: a lambda -> a module is expected
x = torch.rand(1, 3, 128, 128, device=device)
separable = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
model = lambda x: separable(x)
y = model(x)

# %% 4.2 wrong: the class and not an instance -> a module is expected
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d
y = model(3, 10, 3).to(device)(x)

# %% 4.2 wrong: a string -> `model` is a str
x = torch.rand(1, 3, 128, 128, device=device)
model = "nn.Sequential(depthwise, pointwise)"
y = model

# %% 4.2 wrong: a list of layers -> `model` is a list
x = torch.rand(1, 3, 128, 128, device=device)
model = [nn.Conv2d(3, 3, 3, groups=3).to(device), nn.Conv2d(3, 10, 1).to(device)]
y = model[1](model[0](x))

# %% 4.2 wrong: x is the shape and not a tensor -> `x` is a tuple
x = (1, 3, 128, 128)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model(torch.rand(x, device=device))

# %% 4.2 wrong: NaN in x -> NaN or infinity
x = torch.rand(1, 3, 128, 128, device=device)
x[0, 0, 5, 5] = torch.nan
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model(x)

# %% 4.2 wrong: y from another x -> was one of them made anew
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model(torch.rand(1, 3, 128, 128, device=device))

# %% 4.2 wrong: y is the model -> `y` is a DepthwiseSeparableConv2d
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = model

# %% 4.2 wrong: y padded, the model not -> `y` has the shape (1, 10, 128, 128)
x = torch.rand(1, 3, 128, 128, device=device)
model = DepthwiseSeparableConv2d(3, 10, kernel_size=3).to(device)
y = DepthwiseSeparableConv2d(3, 10, kernel_size=3, padding=1).to(device)(x)

# %% 4.2 wrong: forward without return -> is not what the two steps make
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        super().forward(x)


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = torch.zeros(1, 10, 126, 126)

# %% 4.2 wrong: forward with a misspelt name -> raised AttributeError
class Model(DepthwiseSeparableConv2d):
    def forward(self, x):
        return self.pointwise(self.deepwise(x))


x = torch.rand(1, 3, 128, 128, device=device)
model = Model(3, 10, kernel_size=3).to(device)
y = torch.zeros(1, 10, 126, 126)

# %% 4.3 right: inside a Sequential
class SeparableConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        self.steps = nn.Sequential(
            nn.Conv2d(in_channels, in_channels * depth_multiplier, kernel_size, groups=in_channels, bias=False),
            nn.Conv2d(in_channels * depth_multiplier, out_channels, 1, bias=False),
        )

    def forward(self, x):
        return self.steps(x)

# %% 4.3 right: a kind of Sequential, with other names for the arguments
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = depth_multiplier * M
        super().__init__(nn.Conv2d(M, maps, (K, K), groups=M, bias=None), nn.Conv2d(maps, N, 1, bias=None))

# %% 4.3 right: built on the chapter's module
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__(in_channels, out_channels, kernel_size, bias=False)
        maps = in_channels * depth_multiplier
        self.depthwise = nn.Conv2d(in_channels, maps, kernel_size, groups=in_channels, bias=False)
        self.pointwise = nn.Conv2d(maps, out_channels, 1, bias=False)

# %% 4.3 right: a lazy pointwise step
class SeparableConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, depth_multiplier=1):
        super().__init__()
        self.a = nn.Conv2d(in_channels, in_channels * depth_multiplier, kernel_size, groups=in_channels, bias=False)
        self.b = nn.LazyConv2d(out_channels, 1, bias=False)

    def forward(self, x):
        x = self.a(x)
        x = self.b(x)
        return x

# %% 4.3 wrong: biases -> Are biases or unused layers in it?
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M * depth_multiplier, K, groups=M), nn.Conv2d(M * depth_multiplier, N, 1))

# %% 4.3 wrong: groups forgotten -> one is expected: `groups=in_channels`
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(nn.Conv2d(M, maps, K, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% 4.3 wrong: multiplier ignored -> 2 for each of 3 channels is 6
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M, K, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False))

# %% 4.3 wrong: r maps in all -> the depthwise step makes 1 maps in all
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        r = depth_multiplier
        super().__init__(nn.Conv2d(M, r, K, bias=False), nn.Conv2d(r, N, 1, bias=False))

# %% 4.3 wrong: pointwise takes too few channels -> the first number of nn.Conv2d is the channels that come in
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False), nn.Conv2d(M, N, 1, bias=False))

# %% 4.3 wrong: groups is the multiplier times the channels -> `groups` must divide both
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(nn.Conv2d(M, maps, K, groups=maps, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% 4.3 wrong: padded -> (2, 5, 7, 7) is expected
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, padding="same", groups=M, bias=False), nn.Conv2d(maps, N, 1, bias=False))

# %% 4.3 wrong: a padded 3×3 window in the second step -> the second window is 3×3
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False), nn.Conv2d(maps, N, 3, padding=1, bias=False))

# %% 4.3 wrong: forward without return -> `forward` returns a NoneType
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        self.pointwise(self.depthwise(x))

# %% 4.3 wrong: layers written, forward still the starter's -> `forward` returns a NoneType
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        return None

# %% 4.3 wrong: the layers in a plain list -> runs 0 convolutions; two are expected
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__()
        maps = M * depth_multiplier
        self.steps = [
            nn.Conv2d(M, maps, K, groups=M, bias=False).to(device), nn.Conv2d(maps, N, 1, bias=False).to(device)]

    def forward(self, x):
        return self.steps[1](self.steps[0](x))

# %% 4.3 wrong: both outputs -> `forward` returns a tuple
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)

    def forward(self, x):
        maps = self.depthwise(x)
        return maps, self.pointwise(maps)

# %% 4.3 wrong: the pointwise step in groups -> each pointwise filter sees 1 maps; it must mix all 12
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False),
            nn.Conv2d(maps, N, 1, groups=math.gcd(maps, N), bias=False))

# %% 4.3 wrong: a ReLU between -> something stands between
class SeparableConv2d(nn.Sequential):
    def __init__(self, M, N, K, depth_multiplier=1):
        maps = M * depth_multiplier
        super().__init__(
            nn.Conv2d(M, maps, K, groups=M, bias=False), nn.ReLU(), nn.Conv2d(maps, N, 1, bias=False))

# %% 4.3 wrong: a layer that nobody uses -> unused layers
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)
        self.unused = nn.Linear(M, N)
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

# %% 4.3 wrong: super().__init__() forgotten -> raised AttributeError
class SeparableConv2d(nn.Module):
    def __init__(self, M, N, K, depth_multiplier=1):
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)

# %% 4.3 wrong: no such argument -> unexpected keyword argument 'depth_multiplier'
SeparableConv2d = DepthwiseSeparableConv2d

# %% 4.3 wrong: an instance -> should be a class that inherits from nn.Module
SeparableConv2d = DepthwiseSeparableConv2d(3, 5, 3)

# %% 4.3 wrong: nn.Module forgotten -> should be a class that inherits from nn.Module
class SeparableConv2d:
    def __init__(self, M, N, K, depth_multiplier=1):
        self.depthwise = nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False)
        self.pointwise = nn.Conv2d(M * depth_multiplier, N, 1, bias=False)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))

# %% 4.3 wrong: a function -> should be a class that inherits from nn.Module
def SeparableConv2d(M, N, K, depth_multiplier=1):
    return nn.Sequential(nn.Conv2d(M, M * depth_multiplier, K, groups=M, bias=False))

# %% 4.3 wrong: the input is changed in place -> changes its input in place
class SeparableConv2d(DepthwiseSeparableConv2d):
    def __init__(self, M, N, K, depth_multiplier=1):
        super().__init__(M, N, K, bias=False)

    def forward(self, x):
        return super().forward(x.relu_())

# %% 4.4 right: a number
smallest_N = 73

# %% 4.4 right: by a loop over the chapter's functions
smallest_N = 1
while standard_cost(64, smallest_N, 3, 1, 1)[1] <= 8 * separable_cost(64, smallest_N, 3, 1, 1)[1]:
    smallest_N += 1

# %% 4.4 right: by algebra, as a float
smallest_N = math.floor(8 * 9 / (9 - 8)) + 1.0

# %% 4.4 right: a tensor
N = torch.arange(1, 1000)
smallest_N = N[9 * N > 8 * (9 + N)].min()

# %% 4.4 right: a numpy integer
import numpy as np
N = np.arange(1, 1000)
smallest_N = N[9 * N > 8 * (9 + N)][0]

# %% 4.4 wrong: exactly eight times -> 8× exactly, not more
smallest_N = 72

# %% 4.4 wrong: depthwise step left out -> 1/N alone
smallest_N = 8

# %% 4.4 wrong: the limit -> 9× is the limit
smallest_N = 9

# %% 4.4 wrong: the next power of two -> but already at smaller N
smallest_N = 128

# %% 4.4 wrong: the power of two before -> still less than 8×
smallest_N = 64

# %% 4.4 wrong: far too large -> too large
smallest_N = 576

# %% 4.4 wrong: a fraction in between -> too small
smallest_N = 72.5

# %% 4.4 wrong: a list of candidates -> is a list; a number is expected
smallest_N = [N for N in range(1, 1000) if 9 * N > 8 * (9 + N)]

# %% 4.4 wrong: a mask for every N -> is a Tensor; a number is expected
smallest_N = 9 * torch.arange(100) > 8 * (9 + torch.arange(100))

# %% 4.4 wrong: whether it is enough -> is a bool; a number is expected
smallest_N = 9 * 73 > 8 * (9 + 73)

# %% 4.4 wrong: a string -> is a str; a number is expected
smallest_N = "73"

# %% 4.4 wrong: a function not called -> is a function; a number is expected
def smallest_N():
    return 73

# %% 4.5 right: the layer's own slices, sorted by the pointwise step
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
with torch.no_grad():
    exact_depthwise.weight.copy_(target_layer.weight.transpose(0, 1).reshape(8, 1, 3, 3))
    exact_pointwise.weight.copy_(torch.eye(4).repeat(1, 2).view(4, 8, 1, 1))

# %% 4.5 right: nine filters a channel, one for each pixel
exact_depthwise = nn.Conv2d(2, 18, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(18, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = torch.eye(9).view(9, 1, 3, 3).repeat(2, 1, 1, 1).to(device)
exact_pointwise.weight.data = target_layer.weight.detach().flatten(1)[:, :, None, None].clone()

# %% 4.5 right: an SVD with the singular values in the pointwise step, and biases of zero
U, S, Vh = torch.linalg.svd(target_layer.weight.detach().transpose(0, 1).flatten(2), full_matrices=False)
exact_depthwise, exact_pointwise = nn.Conv2d(2, 8, 3, groups=2).to(device), nn.Conv2d(8, 4, 1).to(device)
with torch.no_grad():
    exact_depthwise.weight.copy_(Vh.reshape(8, 1, 3, 3))
    exact_pointwise.weight.copy_((U * S[:, None]).permute(1, 0, 2).reshape(4, 8, 1, 1))
    exact_depthwise.bias.zero_()
    exact_pointwise.bias.zero_()

# %% 4.5 right: a bias that the pointwise step takes back
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise, exact_pointwise = nn.Conv2d(2, 8, 3, groups=2).to(device), nn.Conv2d(8, 4, 1).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P
exact_pointwise.bias.data = -(P[:, :, 0, 0] * exact_depthwise.bias.data).sum(dim=1)

# %% 4.5 right: double precision
D, P = factor(target_layer.weight.detach().double(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device, torch.float64)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device, torch.float64)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% 4.5 right: a module of one's own with plain functions inside
class Look(nn.Module):
    def forward(self, x):
        return F.conv2d(x, D, groups=2)


D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise, exact_pointwise = Look(), nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_pointwise.weight.data = P

# %% 4.5 wrong: weights not set -> Are both weights set?
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)

# %% 4.5 wrong: depth multiplier 1 -> 1 filters a channel cannot be exact
D, P = factor(target_layer.weight.detach(), r=1)
exact_depthwise = nn.Conv2d(2, 2, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(2, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% 4.5 wrong: depth multiplier 3 -> has rank 4
D, P = factor(target_layer.weight.detach(), r=3)
exact_depthwise = nn.Conv2d(2, 6, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(6, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% 4.5 wrong: maps of the two channels interleaved -> Do the maps of channel 0 come before
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = target_layer.weight.detach().reshape(8, 1, 3, 3)
exact_pointwise.weight.data = torch.eye(4).repeat_interleave(2, dim=1).view(4, 8, 1, 1).to(device)

# %% 4.5 wrong: singular values left out -> are the singular values in
U, S, Vh = torch.linalg.svd(target_layer.weight.detach().transpose(0, 1).flatten(2), full_matrices=False)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data = Vh.reshape(8, 1, 3, 3)
exact_pointwise.weight.data = U.permute(1, 0, 2).reshape(4, 8, 1, 1)

# %% 4.5 wrong: the target layer and a 1×1 that hands on -> depends on both input channels
exact_depthwise = target_layer
exact_pointwise = nn.Identity()

# %% 4.5 wrong: the depthwise step hands on, the second step is the target -> its window must be 1×1
exact_depthwise = nn.Identity()
exact_pointwise = target_layer

# %% 4.5 wrong: padded -> the target layer makes (2, 4, 7, 7)
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, padding=1, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% 4.5 wrong: a random bias -> is there a bias in one of the steps?
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise, exact_pointwise = nn.Conv2d(2, 8, 3, groups=2).to(device), nn.Conv2d(8, 4, 1).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P

# %% 4.5 wrong: a ReLU in place before the depthwise step -> `exact_depthwise` changes its input in place
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P
exact_depthwise = nn.Sequential(nn.ReLU(inplace=True), exact_depthwise)

# %% 4.5 wrong: a ReLU in place between the steps -> `exact_pointwise` changes its input in place
D, P = factor(target_layer.weight.detach(), r=4)
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data, exact_pointwise.weight.data = D, P
exact_pointwise = nn.Sequential(nn.ReLU(inplace=True), exact_pointwise)

# %% 4.5 wrong: weights and not layers -> a layer is expected
exact_depthwise, exact_pointwise = factor(target_layer.weight.detach(), r=4)

# %% 4.5 wrong: a pointwise step for fewer maps -> the first number of nn.Conv2d is the channels that come in
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(2, 4, 1, bias=False).to(device)

# %% 4.5 wrong: NaN -> the output holds NaN
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_pointwise.weight.data.fill_(torch.nan)

# %% 4.5 wrong: NaN in the depthwise step -> the output holds NaN
exact_depthwise = nn.Conv2d(2, 8, 3, groups=2, bias=False).to(device)
exact_pointwise = nn.Conv2d(8, 4, 1, bias=False).to(device)
exact_depthwise.weight.data.fill_(torch.nan)

# %% 4.5 wrong: a module that returns nothing -> Something is still None
class Look(nn.Module):
    def forward(self, x):
        F.conv2d(x, torch.ones(8, 1, 3, 3).to(x), groups=2)


exact_depthwise, exact_pointwise = Look(), nn.Conv2d(8, 4, 1, bias=False).to(device)

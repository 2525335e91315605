class DepthwiseSeparableBlock(nn.Module):
    """MobileNetV1's block (Howard et al. 2017, figure 3).

    Depthwise 3×3, BatchNorm, activation; pointwise, BatchNorm, activation.
    Takes (N, in_channels, H, W) to (N, out_channels, H_out, W_out),
    H_out = ceil(H / stride).
    """

    def __init__(self, in_channels, out_channels, stride=1, activation=nn.ReLU):
        super().__init__()
        self.depthwise = conv_bn_act(
            in_channels, in_channels, 3, stride, in_channels, activation)
        self.pointwise = conv_bn_act(
            in_channels, out_channels, 1, activation=activation)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))


def standard_block(in_channels, out_channels, stride=1, activation=nn.ReLU):
    """Return what MobileNetV1's block replaces.

    Standard 3×3, BatchNorm, activation.
    """
    return conv_bn_act(
        in_channels, out_channels, 3, stride, activation=activation)

class InvertedResidual(nn.Module):
    """MobileNetV2's block: expand 1×1, depthwise 3×3, project 1×1.

    No activation behind the last. Takes (N, in_channels, H, W) to
    (N, out_channels, H_out, W_out), where H_out = ceil(H / stride); adds the
    input where stride is 1 and the channels are equal. With `expansion` 1
    nothing is expanded. Sandler et al. 2018, table 1.
    """

    def __init__(self, in_channels, out_channels, stride=1, expansion=6,
                 activation=nn.ReLU6):
        super().__init__()
        hidden = in_channels * expansion
        self.expand = nn.Identity()
        if expansion != 1:
            self.expand = conv_bn_act(
                in_channels, hidden, 1, activation=activation)
        self.depthwise = conv_bn_act(
            hidden, hidden, 3, stride, hidden, activation)
        self.project = conv_bn_act(hidden, out_channels, 1, activation=None)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.shortcut else y

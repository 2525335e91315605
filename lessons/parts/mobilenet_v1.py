class MobileNetV1(nn.Module):
    """MobileNetV1 (Howard et al. 2017, arXiv 1704.04861).

    Takes (N, in_channels, H, W) to scores (N, num_classes), before any softmax.
    `width_multiplier` is the paper's α; `stem` is (out_channels, stride) of the
    first, standard convolution; `blocks` has a row (out_channels, stride) for
    each block; `block` makes one from (in_channels, out_channels, stride,
    activation).
    """

    def __init__(self, num_classes=1000, width_multiplier=1.0, in_channels=3,
                 stem=(32, 2), blocks=MOBILENET_V1,
                 block=DepthwiseSeparableBlock, activation=nn.ReLU):
        super().__init__()
        rows = [stem, *blocks]
        widths = [max(8, int(width * width_multiplier)) for width, _ in rows]
        self.features = nn.Sequential(conv_bn_act(
            in_channels, widths[0], 3, stem[1], activation=activation))
        for before, after, (_, stride) in zip(widths, widths[1:], blocks):
            self.features.append(block(before, after, stride, activation))
        self.classifier = nn.Linear(widths[-1], num_classes)

    def forward(self, x):
        # global average pooling
        features = self.features(x).mean(dim=(2, 3))
        return self.classifier(features)

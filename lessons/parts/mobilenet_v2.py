def make_divisible(channels, divisor=8):
    """Round `channels` to the nearest multiple of `divisor`, at most 10 % down.

    Never less than `divisor`. The rule of the authors' TensorFlow code for
    MobileNetV2.
    """
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded if rounded >= 0.9 * channels else rounded + divisor


# one row a stage: expansion t, out_channels c, repeats n, stride s of the first
# (Sandler et al. 2018, table 2)
MOBILENET_V2 = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
]


class MobileNetV2(nn.Module):
    """MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381).

    Takes (N, in_channels, H, W) to scores (N, num_classes), before any softmax.
    `stem` is (out_channels, stride) of the first convolution; `stages` has rows
    like MOBILENET_V2; `head` is the width of the last 1×1 convolution, which a
    `width_multiplier` below 1 does not narrow.
    """

    def __init__(self, num_classes=1000, width_multiplier=1.0, in_channels=3,
                 stem=(32, 2), stages=MOBILENET_V2, head=1280,
                 activation=nn.ReLU6, dropout=0.2):
        super().__init__()
        channels = make_divisible(stem[0] * width_multiplier)
        self.features = nn.Sequential(conv_bn_act(
            in_channels, channels, 3, stem[1], activation=activation))
        for expansion, out_channels, repeats, stride in stages:
            width = make_divisible(out_channels * width_multiplier)
            for i in range(repeats):
                step = stride if i == 0 else 1
                self.features.append(InvertedResidual(
                    channels, width, step, expansion, activation))
                channels = width
        head = make_divisible(head * max(1.0, width_multiplier))
        self.features.append(conv_bn_act(
            channels, head, 1, activation=activation))
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(head, num_classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean(dim=(2, 3)))

# %% [markdown]
# # Mend a network that runs
#
# This network for 32×32 pictures runs, gives ten numbers for each picture, and
# raises nothing. Four things in it are wrong all the same; two are mistakes
# that this chapter has shown, two are slips in the block. Mend the class in
# place: a 3×3 stem with 16 channels, three of MobileNetV1's blocks with stride
# 2, scores at the end. Checked: the parameters, every convolution by what it
# does, and the scores. The check names one fault at a time.

# %% starter
class TinyMobileNet(nn.Module):
    """For 32×32 pictures: a stem of 16 channels, three blocks with stride 2, ten scores."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps.append(conv_bn_act(M, M, 3))  # depthwise
            self.steps.append(conv_bn_act(M, N, 1, stride=2))  # pointwise
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).softmax(dim=1)

# %% check
def judge():
    yield (
        isinstance(TinyMobileNet, type) and issubclass(TinyMobileNet, nn.Module),
        "`TinyMobileNet` should be a class that inherits from nn.Module.",
    )
    network = TinyMobileNet()
    widths = [(16, 32), (32, 64), (64, 128)]
    lost = sum(9 * M + 2 * M + M * N + 2 * N for M, N in widths)
    outside = 27 * 16 + 2 * 16 + 128 * 10 + 10
    count = count_parameters(network)
    if count == outside:
        x = torch.randn(2, 3, 32, 32).to(next(network.parameters()))
        with Recorder() as recorder:
            y = network(x)
        made = [(*w.shape[:2], out.shape[2]) for _, w, _, out in recorder.steps]
        untouched = [(16, 3, 32)]
        for k, (M, N) in enumerate(widths):
            untouched += [(M, M, 32 // 2**k), (N, M, 16 // 2**k)]
        if made == untouched and torch.allclose(y.sum(dim=1), y.new_ones(2)):
            yield (
                None,
                "not answered yet: all four faults are there. Mend the class above, then run this cell again.",
            )
    yield (
        count != outside,
        f"the network has {count:,} parameters, only those of the stem and the classifier; an optimiser would never see the blocks. Where are their layers kept?",
    )
    network = network.to(device)
    for size in ((2, 3, 32, 32), (3, 3, 48, 40)):
        x = torch.randn(size).to(device)
        before = x.clone()
        with Recorder() as recorder:
            y = network.train()(x)
        steps = recorder.steps
        yield torch.equal(x, before), "`forward` changes its input in place."
        yield (
            isinstance(y, torch.Tensor),
            f"`forward` returns a {type(y).__name__}; a tensor is expected. Does it return the scores?",
        )
        yield (
            y.is_floating_point(),
            f"the scores are {y.dtype}; the layers give {x.dtype}. Are they rounded, or the classes already chosen?",
        )
        yield (
            len(steps) == 7,
            f"the network runs {len(steps)} convolutions; seven are expected, the stem and two for each block.",
        )
        yield (
            tuple(steps[0][1].shape) == (16, 3, 3, 3)
            and steps[0][3].shape[2:] == x.shape[2:],
            "the stem should stay as it was: 3 → 16 channels, 3×3, stride 1.",
        )
        yield (
            near(steps[0][3], F.conv2d(x, *steps[0][1:3], padding=1)),
            "the stem does not work on the picture itself: is there something before it?",
        )
        for k, (M, N) in enumerate(widths):
            (_, look, look_bias, middle), (seen, mix, mix_bias, last) = steps[
                1 + 2 * k : 3 + 2 * k
            ]
            inside, given = steps[1 + 2 * k][0], steps[2 * k][3]
            case = f"block {k + 1}, {M} → {N}"
            yield (
                look.shape[1] == 1,
                f"{case}: each filter of the 3×3 step sees {look.shape[1]} channels; a depthwise filter sees one. `groups` is missing.",
            )
            yield (
                tuple(look.shape) == (M, 1, 3, 3) and tuple(mix.shape) == (N, M, 1, 1),
                f"{case}: the weights are {tuple(look.shape)} and {tuple(mix.shape)}; ({M}, 1, 3, 3) and ({N}, {M}, 1, 1) are expected.",
            )
            halved = [math.ceil(side / 2) for side in inside.shape[2:]]
            yield (
                list(last.shape[2:]) == halved,
                f"{case} makes of {inside.shape[2]}×{inside.shape[3]} a map of {last.shape[2]}×{last.shape[3]}; with one stride of 2 it is {halved[0]}×{halved[1]}.",
            )
            yield (
                list(middle.shape[2:]) == halved,
                f"{case}: the stride is in the pointwise step, which throws away three quarters of what the depthwise step computed. Whose work is it to look around?",
            )
            yield (
                inside.shape == given.shape
                and near(inside, standardised(given).relu()),
                f"{case}: only BatchNorm and ReLU should stand between the convolution before it and its own.",
            )
            yield (
                near(seen, standardised(middle).relu()),
                f"{case}: BatchNorm and ReLU should stand between its two steps.",
            )
            yield (
                look_bias is None and mix_bias is None,
                f"{case}: a convolution has a bias; BatchNorm cancels it.",
            )
        case = f"scores for {size}"
        yield (
            y.shape == (size[0], 10),
            f"(N, 10) scores are expected for {size}; they are {tuple(y.shape)}.",
        )
        yield (
            not torch.allclose(y.sum(dim=1), y.new_ones(len(y)), atol=1e-4),
            "each row of the output adds up to 1: there is still a softmax in `forward`, and F.cross_entropy applies a second one.",
        )
        linears = [part for part in network.modules() if isinstance(part, nn.Linear)]
        yield (
            len(linears) == 1,
            f"the network has {len(linears)} nn.Linear; one is expected, from 128 features to 10 scores.",
        )
        classifier = linears[0]
        yield (
            classifier.in_features == 128,
            f"the classifier takes {classifier.in_features:,} features; 128 are expected, the mean of each map.",
        )
        features = standardised(last).relu().mean(dim=(2, 3))
        yield (
            torch.allclose(y, classifier(features), atol=0.05),
            "the scores are not what the classifier makes of the mean of the last block's map.",
        )
    yield (
        count == outside + lost,
        f"the network has {count:,} parameters; {outside + lost:,} are expected.",
    )
    yield (
        True,
        f"{count:,} parameters, all of them known to the optimiser; before it were {outside:,}. None of the four faults raised anything.",
    )

# %% hint [markdown]
# Start with `count_parameters(TinyMobileNet())`. Is that number plausible?

# %% hint [markdown]
# Compare the two lines in the loop with `DepthwiseSeparableBlock`: which
# arguments are missing, and which stand in the wrong line?

# %% hint [markdown]
# What does `F.cross_entropy` do with what `forward` returns?

# %% solution
class TinyMobileNet(nn.Module):
    """For 32×32 pictures: a stem of 16 channels, three blocks with stride 2, ten scores."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps.append(conv_bn_act(M, M, 3, stride=2, groups=M))  # depthwise
            self.steps.append(conv_bn_act(M, N, 1))  # pointwise
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% right="the chapter's blocks in a Sequential"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(conv_bn_act(3, 16, 3), *[DepthwiseSeparableBlock(M, 2 * M, 2) for M in (16, 32, 64)])
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        return self.classifier(self.features(x).mean(dim=(2, 3)))

# %% right="MobileNetV1 with its own list"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% right="a Sequential of six steps, adaptive pooling"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.steps = nn.Sequential(*steps)
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(self.steps(self.stem(x)), 1), 1))

# %% wrong="only the list mended" says="`groups` is missing"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).softmax(dim=1)

# %% wrong="list not mended" says="Where are their layers kept"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="stride not mended" says="the stride is in the pointwise step"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="softmax not mended" says="there is still a softmax in `forward`"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return F.softmax(super().forward(x), dim=1)

# %% wrong="stride in both steps" says="with one stride of 2 it is 16×16"
class TinyMobileNet(nn.Sequential):
    def __init__(self, num_classes=10):
        steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1, 2)]
        super().__init__(conv_bn_act(3, 16, 3), *steps, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, num_classes))

# %% wrong="a pooling for one size" says="of the mean of the last block's map"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return self.classifier(F.avg_pool2d(self.features(x), 4).flatten(1))

# %% wrong="the maximum instead of the mean" says="of the mean of the last block's map"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return self.classifier(self.features(x).amax(dim=(2, 3)))

# %% wrong="no activation between" says="BatchNorm and ReLU should stand between"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M, activation=None), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="stem with a stride" says="the stem should stay as it was"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 2), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="an instance" says="should be a class"
TinyMobileNet = MobileNetV1(10, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="steps not run" says="runs 1 convolutions"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])
        self.wide = nn.Linear(16, 128)

    def forward(self, x):
        return self.classifier(self.wide(self.features[0](x).mean(dim=(2, 3))))

# %% right="another name for the classifier, ReLU6, averaged by hand"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.layers = nn.Sequential(conv_bn_act(3, 16, 3, activation=nn.ReLU6))
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.layers.append(DepthwiseSeparableBlock(M, N, 2, nn.ReLU6))
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        maps = self.layers(x)
        return self.fc(maps.flatten(2).sum(dim=2) / (maps.shape[2] * maps.shape[3]))

# %% wrong="nn.Module lost" says="should be a class that inherits from nn.Module"
class TinyMobileNet:
    def __init__(self, num_classes=10):
        self.network = MobileNetV1(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def __call__(self, x):
        return self.network(x)

# %% wrong="of the four faults only the softmax is mended" says="Where are their layers kept"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="of the four faults only the stride is mended" says="Where are their layers kept"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, stride=2), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).softmax(dim=1)

# %% wrong="of the four faults only the groups are mended" says="Where are their layers kept"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, groups=M), conv_bn_act(M, N, 1, stride=2)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).softmax(dim=1)

# %% wrong="the picture is centred in place" says="`forward` changes its input in place"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x -= x.mean()
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="the picture is scaled first" says="the stem does not work on the picture itself"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = (x - 0.5) / 0.5
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="nothing is returned" says="`forward` returns a NoneType; a tensor is expected"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        super().forward(x)

# %% wrong="the paper's stem of 32 channels" says="the stem should stay as it was"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(32, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="windows of 5" says="the weights are (16, 1, 5, 5) and (32, 16, 1, 1)"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 5, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="groups in both steps" says="the weights are (16, 1, 3, 3) and (32, 1, 1, 1)"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, groups=M), conv_bn_act(M, N, 1, groups=M)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="a pooling behind the stem" says="only BatchNorm and ReLU should stand between"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = nn.Sequential(conv_bn_act(3, 16, 3), nn.MaxPool2d(2))
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="a stem without ReLU" says="only BatchNorm and ReLU should stand between"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3, activation=None)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="a ReLU but no BatchNorm between" says="BatchNorm and ReLU should stand between its two steps"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [nn.Conv2d(M, M, 3, 2, 1, groups=M, bias=False), nn.ReLU(), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="biases in the depthwise steps" says="a convolution has a bias"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [nn.Sequential(nn.Conv2d(M, M, 3, 2, 1, groups=M), nn.BatchNorm2d(M), nn.ReLU()), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="biases in the pointwise steps" says="a convolution has a bias"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), nn.Sequential(nn.Conv2d(M, N, 1), nn.BatchNorm2d(N), nn.ReLU())]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="as many classes as ImageNet" says="(N, 10) scores are expected for (2, 3, 32, 32); they are (2, 1000)"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=1000):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="a hidden layer before the scores" says="the network has 2 nn.Linear; one is expected"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Sequential(nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, num_classes))

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="flattened, not averaged" says="the classifier takes 2,048 features; 128 are expected"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128 * 4 * 4, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.flatten(1))

# %% wrong="a ReLU on the scores" says="of the mean of the last block's map"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3))).relu()

# %% wrong="a BatchNorm that nobody uses" says="the network has 14,442 parameters; 14,186 are expected"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1)]
        self.classifier = nn.Linear(128, num_classes)
        self.norm = nn.BatchNorm2d(128)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="the class and not the scores" says="the scores are torch.int64; the layers give torch.float32"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return super().forward(x).argmax(dim=1)

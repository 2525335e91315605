# %% [markdown]
# # Mend a network that runs
#
# This network for 32×32 pictures runs, gives ten numbers for each picture, and
# raises nothing. Four things in it are wrong all the same; two are mistakes
# that this chapter has shown, two are slips in the block. Mend the class and
# add nothing to it: a 3×3 stem with 16 channels, three of MobileNetV1's blocks
# with stride 2, the mean of each map, and from those 128 numbers the scores,
# as many as `num_classes` says. Checked on pictures of 32×32, in training and
# after `eval()`: the parameters, every convolution by what it does, and the
# scores. The check names one fault at a time.

# %% starter
class TinyMobileNet(nn.Module):
    """For 32×32 pictures: a stem, three blocks with stride 2, the scores."""

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
    """A class, an nn.Module made by TinyMobileNet() or TinyMobileNet(7)."""
    yield isinstance(TinyMobileNet, type) and issubclass(
        TinyMobileNet, nn.Module), (
        "`TinyMobileNet` should be a class that inherits from nn.Module.")
    steps = [("stem", (16, 3, 3, 3), 1)]
    for k, M in enumerate((16, 32, 64), 1):
        steps += [(f"depthwise step of block {k}", (M, 1, 3, 3), 2),
                  (f"pointwise step of block {k}", (2 * M, M, 1, 1), 1)]
    for made, given, classes, mode in (
            ("TinyMobileNet()", [], 10, "train"),
            ("TinyMobileNet(7)", [7], 7, "eval")):
        network = yield from check_result(made, TinyMobileNet, *given)
        lost, ran = unregistered(network), Recorder()
        # layers that are lost stay where they are, on the CPU
        x = torch.randn(2, 3, 32, 32).to({None: device}.get(lost, "cpu"))
        y = yield from check_call(made, network.to(x.device), x, ran=ran)
        yield not (
            lost and {conv.groups for conv in ran.convs} == {1}
            and {conv.stride for conv in ran.convs[2::2]} == {(2, 2)}
            and alike(y.sum(), torch.tensor(2.0))) or None, (
            "not answered yet: all four faults are there. Mend the class.")
        count, expected = count_parameters(network), 12_896 + 129 * classes
        yield lost is None, (
            f"{made} has {count:,} parameters; an optimiser would never see "
            f"what is in `{lost}`. Where are its layers kept?")
        yield y.shape == (2, classes), (
            f"{made} gives {tuple(y.shape)}; (2, {classes}) is expected.")
        rows = {tuple(part.shape): part for part in network.parameters()}
        yield (classes, 128) in rows, (
            f"{made} has no nn.Linear(128, {classes}), from means to scores.")
        set_known(network)
        case, training = f"{made} after {mode}()", mode == "train"
        ran = Recorder()
        y = yield from check_call(case, network.train(training), x, ran=ran)
        yield len(ran.convs) == 7, (
            f"{case} runs {len(ran.convs)} convolution(s); 1 + 3 × 2 expected.")
        yield from check_chain(case, x, ran.convs, steps, training)
        yield not any("dropout" in name for name in ran.names), (
            f"{case} has dropout in it, which is none of the four faults.")
        maps, _ = relu_of(ran.convs[6].output, ran.convs[6].input, x, training)
        scores, of_top = (
            F.linear(features, rows[classes, 128], rows.get((classes,)))
            for features in (maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3))))
        yield from check_values(f"{case}, the scores", y, scores, {
            "there is a softmax in `forward`, and F.cross_entropy applies a "
            "second one.": scores.softmax(dim=1),
            "there is a log_softmax in `forward`; F.cross_entropy has its own.":
                scores.log_softmax(dim=1),
            "there is a sigmoid in `forward`; F.cross_entropy wants the scores "
            "as they are.": scores.sigmoid(),
            "a ReLU cuts off the negative ones.": scores.relu(),
            "they come from the maximum of each map, not its mean.": of_top,
        }, "What the classifier makes of the mean of each map is expected.")
        yield count == expected, (
            f"{made} has {count:,} parameters; {expected:,} are expected. Is "
            "something missing, or there and never used?")
    yield True, (
        "the optimiser knows all 14,186 parameters; before it were 1,754. None "
        "of the four faults raised anything.")

# %% hint [markdown]
# Start with `count_parameters(TinyMobileNet())`. Is that number plausible?

# %% hint [markdown]
# Compare the two lines in the loop with `DepthwiseSeparableBlock`: which
# arguments are missing, and which stand in the wrong line?

# %% hint [markdown]
# What does `F.cross_entropy` do with what `forward` returns?

# %% solution
class TinyMobileNet(nn.Module):
    """For 32×32 pictures: a stem, three blocks with stride 2, the scores."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            # depthwise, then pointwise
            self.steps.append(conv_bn_act(M, M, 3, stride=2, groups=M))
            self.steps.append(conv_bn_act(M, N, 1))
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

# %% wrong="only the list mended" says="the depthwise step of block 1: its weights are (16, 16, 3, 3); (16, 1, 3, 3) are expected"
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

# %% wrong="list not mended" says="has 1,754 parameters; an optimiser would never see what is in `steps`"
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

# %% wrong="stride not mended" says="the depthwise step of block 1: its stride is 1; 2 is expected here"
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

# %% wrong="softmax not mended" says="the scores: there is a softmax in `forward`"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return F.softmax(super().forward(x), dim=1)

# %% wrong="stride in both steps" says="the pointwise step of block 1: its stride is 2; 1 is expected here"
class TinyMobileNet(nn.Sequential):
    def __init__(self, num_classes=10):
        steps = []
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            steps += [conv_bn_act(M, M, 3, 2, M), conv_bn_act(M, N, 1, 2)]
        super().__init__(conv_bn_act(3, 16, 3), *steps, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, num_classes))

# %% wrong="the maximum instead of the mean" says="they come from the maximum of each map"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return self.classifier(self.features(x).amax(dim=(2, 3)))

# %% wrong="no activation between" says="before it, there is a BatchNorm, but no ReLU"
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

# %% wrong="stem with a stride" says="the stem: its stride is 2; 1 is expected here"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 2), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="an instance" says="should be a class"
TinyMobileNet = MobileNetV1(10, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="steps not run" says="runs 1 convolution(s); 1 + 3 × 2 expected"
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

# %% wrong="of the four faults only the softmax is mended" says="Where are its layers kept"
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

# %% wrong="of the four faults only the stride is mended" says="Where are its layers kept"
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

# %% wrong="of the four faults only the groups are mended" says="Where are its layers kept"
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

# %% wrong="the picture is centred in place" says="changes its input in place"
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

# %% wrong="the picture is scaled first" says="the stem: the shape is right, the values are not"
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

# %% wrong="nothing is returned" says="gives nothing (None); a tensor is expected"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        super().forward(x)

# %% wrong="the paper's stem of 32 channels" says="the stem: its weights are (32, 3, 3, 3); (16, 3, 3, 3) are expected"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(32, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="windows of 5" says="its weights are (16, 1, 5, 5)"
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

# %% wrong="groups in both steps" says="the pointwise step of block 1: its weights are (32, 1, 1, 1)"
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

# %% wrong="a pooling behind the stem" says="the depthwise step of block 1 gives (2, 16, 8, 8); (2, 16, 16, 16) is expected"
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

# %% wrong="a stem without ReLU" says="the depthwise step of block 1: before it, there is a BatchNorm, but no ReLU"
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

# %% wrong="a ReLU but no BatchNorm between" says="before it, there is a ReLU, but no BatchNorm"
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

# %% wrong="biases in the depthwise steps" says="the depthwise step of block 1: it has a bias"
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

# %% wrong="biases in the pointwise steps" says="the pointwise step of block 1: it has a bias"
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

# %% wrong="as many classes as ImageNet" says="TinyMobileNet() gives (2, 1000); (2, 10) is expected"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=1000):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

# %% wrong="a hidden layer before the scores" says="What the classifier makes of the mean of each map is expected"
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

# %% wrong="flattened, not averaged" says="has no nn.Linear(128, 10), from means to scores"
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

# %% wrong="a ReLU on the scores" says="a ReLU cuts off the negative ones"
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

# %% wrong="a BatchNorm that nobody uses" says="TinyMobileNet() has 14,442 parameters; 14,186 are expected"
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

# %% wrong="the class and not the scores" says="gives torch.int64; torch.float32 is expected"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return super().forward(x).argmax(dim=1)

# %% right="a pooling for pictures of 32×32"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return self.classifier(F.avg_pool2d(self.features(x), 4).flatten(1))

# %% right="one class of one's own, layer by layer"
class DWBlock(nn.Module):
    def __init__(self, in_planes, out_planes, stride=2):
        super().__init__()
        self.conv1 = nn.Conv2d(in_planes, in_planes, kernel_size=3, stride=stride, padding=1, groups=in_planes, bias=False)
        self.bn1 = nn.BatchNorm2d(in_planes, eps=1e-3)
        self.conv2 = nn.Conv2d(in_planes, out_planes, kernel_size=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_planes, eps=1e-3)

    def forward(self, x):
        x = F.relu6(self.bn1(self.conv1(x)))
        return F.relu6(self.bn2(self.conv2(x)))


class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv_stem = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.act = nn.ReLU6(inplace=True)
        self.blocks = nn.Sequential(DWBlock(16, 32), DWBlock(32, 64), DWBlock(64, 128))
        self.global_pool = nn.AdaptiveAvgPool2d((1, 1))
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.act(self.bn1(self.conv_stem(x)))
        x = self.global_pool(self.blocks(x))
        return self.classifier(x.view(x.size(0), -1))

# %% right="padding by hand, squeezed"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        layers = [conv_bn_act(3, 16, 3)]
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            layers += [nn.ZeroPad2d(1), nn.Conv2d(M, M, 3, 2, groups=M, bias=False), nn.BatchNorm2d(M), nn.ReLU(), conv_bn_act(M, N, 1)]
        self.net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1))
        self.classifier = nn.LazyLinear(num_classes)

    def forward(self, x):
        return self.classifier(self.net(x).squeeze())

# %% wrong="ten classes whatever is asked" says="TinyMobileNet(7) gives (2, 10); (2, 7) is expected"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])
        self.classifier = nn.Linear(128, 10)

# %% wrong="log_softmax" says="there is a log_softmax in `forward`"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return F.log_softmax(super().forward(x), dim=1)

# %% wrong="sigmoid" says="there is a sigmoid in `forward`"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return torch.sigmoid(super().forward(x))

# %% wrong="softmax after eval() only" says="TinyMobileNet(7) after eval(), the scores: there is a softmax"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        y = super().forward(x)
        return y if self.training else y.softmax(dim=-1)

# %% wrong="dropout before the classifier" says="has dropout in it, which is none of the four faults"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(conv_bn_act(3, 16, 3), *[DepthwiseSeparableBlock(M, 2 * M, 2) for M in (16, 32, 64)])
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(128, num_classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))

# %% wrong="max pooling at the end" says="they come from the maximum of each map"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)])

    def forward(self, x):
        return self.classifier(F.adaptive_max_pool2d(self.features(x), 1).flatten(1))

# %% wrong="leaky ReLU in the blocks" says="the pointwise step of block 1: before it, the ReLU is leaky"
class TinyMobileNet(MobileNetV1):
    def __init__(self, num_classes=10):
        super().__init__(num_classes, stem=(16, 1), blocks=[(32, 2), (64, 2), (128, 2)], block=lambda M, N, stride, _: DepthwiseSeparableBlock(M, N, stride, nn.LeakyReLU))

# %% wrong="the steps in a tuple" says="`steps`. Where are its layers kept?"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = tuple(DepthwiseSeparableBlock(M, 2 * M, 2) for M in (16, 32, 64))
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% wrong="the loop left after one step" says="runs 2 convolution(s)"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps.append(conv_bn_act(M, M, 3, stride=2, groups=M))
            self.steps.append(conv_bn_act(M, N, 1))
        self.classifier = nn.Linear(128, num_classes)
        self.wide = nn.Linear(16, 128)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
            return self.classifier(self.wide(x.mean(dim=(2, 3))))

# %% wrong="the stride in the pointwise step's place, groups in the other" says="its weights are (16, 16, 3, 3)"
class TinyMobileNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = conv_bn_act(3, 16, 3)
        self.steps = nn.ModuleList()
        for M, N in [(16, 32), (32, 64), (64, 128)]:
            self.steps.append(conv_bn_act(M, M, 3, stride=2))
            self.steps.append(conv_bn_act(M, N, 1, groups=M))
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for step in self.steps:
            x = step(x)
        return self.classifier(x.mean(dim=(2, 3)))

# %% [markdown]
# # Count what rank 1 would save
#
# Before cutting anything, count what could be won. In how many kernels of 3×3
# do the depthwise layers of MobileNetV2 keep their weights, those with stride 2
# apart? How many weights are that, all layers together, and how many would the
# columns and rows of rank 1 be? Checked: each number. Nothing depends on the
# values of the weights.

# %% starter
stride_1_kernels = None
stride_2_kernels = None
weights_now = None  # in all depthwise layers
weights_at_rank_1 = None

# %% check
def judge():
    """Four whole numbers."""
    wide = [layer.weight.shape[0] for layer in layers]
    shrink_ = [n for n, stride in zip(wide, strides) if stride == 2]
    one, two = sum(wide) - sum(shrink_), sum(shrink_)
    now, then = 9 * (one + two), 6 * (one + two)
    every_weight = sum(p.numel() for p in net.parameters())
    both = "that is all of them; those with stride 2 count apart"
    return check_numbers(
        f"{now - then:,} weights fewer, of {every_weight:,} in the network: "
        f"{(now - then) / every_weight:.1%}. Not much for a ruined network.",
        stride_1_kernels=(one, 1, {
            one + two: both, 13: "those are layers; count their kernels",
            9 * one: "those are weights; a kernel has 9 of them",
            one - 32: "the block without expansion has one, too"}),
        stride_2_kernels=(two, 1, {
            one + two: both, 4: "those are layers; count their kernels",
            9 * two: "those are weights; a kernel has 9 of them",
            two + 32: "the first convolution of all has stride 2 and is a "
            "standard one"}),
        weights_now=(now, 2, {
            3 * (one + two): "a kernel of 3×3 has 9 weights",
            every_weight: "those are all weights of the network",
            9 * one: "the layers with stride 2 are missing",
            9 * two: "that is stride 2 alone"}),
        weights_at_rank_1=(then, 2, {
            3 * (one + two): "a column *and* a row of 3 are needed; or is that "
            "what is saved? The question is what is left",
            9 * (one + two): "that is what it has now",
            6 * one: "the layers with stride 2 are missing",
            6 * two: "that is stride 2 alone"}))

# %% hint [markdown]
# `layers` and `strides` are lists of the depthwise layers. Such a layer
# has one kernel a channel: `layer.weight.shape[0]`.

# %% hint [markdown]
# A kernel has 9 weights; a column and a row of 3 have 6.

# %% solution
counts = {1: 0, 2: 0}
for layer, stride in zip(layers, strides):
    counts[stride] += layer.weight.shape[0]
stride_1_kernels, stride_2_kernels = counts[1], counts[2]
kernels_in_all = sum(counts.values())
weights_now, weights_at_rank_1 = 9 * kernels_in_all, 6 * kernels_in_all
print(counts, weights_now, weights_at_rank_1)

# %% right="numbers"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 6128, 1008, 64224, 42816

# %% right="from the modules"
depthwise = [m for m in net.modules() if isinstance(m, nn.Conv2d) and m.groups > 1]
stride_1_kernels = sum(m.groups for m in depthwise if m.stride == (1, 1))
stride_2_kernels = sum(m.groups for m in depthwise if m.stride == (2, 2))
weights_now = sum(m.weight.numel() for m in depthwise)
weights_at_rank_1 = weights_now * 2 // 3

# %% right="tensors and floats"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = torch.tensor(6128), 1008.0, 64224, torch.tensor([42816])

# %% wrong="layers counted" says="`stride_1_kernels` is 13: those are layers; count their kernels. Right: `weights_now`, `weights_at_rank_1`"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 13, 4, 64224, 42816

# %% wrong="one of the two" says="a column *and* a row of 3 are needed"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 6128, 1008, 64224, 21408

# %% wrong="swapped strides" says="`stride_1_kernels` and `stride_2_kernels` are swapped"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 1008, 6128, 64224, 42816

# %% wrong="the stem with stride 2" says="the first convolution of all has stride 2 and is a standard one"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 6128, 1040, 64224, 42816

# %% wrong="only the layers with stride 1" says="`weights_at_rank_1` is 36,768: the layers with stride 2 are missing"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 6128, 1008, 64224, 36768

# %% wrong="all kernels for stride 1" says="that is all of them; those with stride 2 count apart"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 7136, 1008, 64224, 42816

# %% wrong="a list" says="`stride_2_kernels` is a list; a number is expected"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 6128, [96, 144, 192, 576], 64224, 42816

# %% wrong="all weights of the network" says="those are all weights of the network"
stride_1_kernels, stride_2_kernels, weights_now, weights_at_rank_1 = 6128, 1008, 3504872, 42816

# %% [markdown]
# # Count one block by hand
#
# A block of MobileNetV1 takes 128 channels to 256 with stride 2; the map that
# comes in is 56×56. In its place the standard block does the same. Both are
# those of this chapter: 3×3 windows with padding 1, no biases before a
# BatchNorm. Set the four numbers without running a layer. Parameters are
# everything that is learned, BatchNorm included. MACs are those of the
# convolutions. Checked: each number.

# %% starter
block_parameters = None  # depthwise separable, both BatchNorms included
block_macs = None
standard_parameters = None  # of the standard block, its BatchNorm included
standard_macs = None

# %% check
def judge():
    """Four whole numbers."""
    look, mix, positions = 9 * 128, 128 * 256, 28 * 28
    steps, standard = look + mix, 9 * 128 * 256
    # the weights of both blocks as people count them
    wrong = {
        look: "that is the depthwise step alone",
        mix: "that is the pointwise step alone",
        2 * look + mix: "a depthwise step has a filter for each input, 128",
        look + 9 * mix: "the pointwise step is 1×1; 3×3 is counted",
        look // 3 + mix: "a window of 3×3 has 9 weights, not 3"}
    wrong_standard = {
        standard // 3: "a window of 3×3 has 9 weights, not 3",
        mix: "that is a 1×1 layer; this one is 3×3"}

    def parameters(weights, norms, wrong):
        return weights + norms, 1, {
            w + norms: what for w, what in wrong.items()} | {
            weights: "BatchNorm is missing; it learns two numbers a channel",
            weights + norms // 2: "one number a channel is added. BatchNorm "
            "learns two, a factor and a shift, and there are no biases",
            weights + norms * 2: "the running averages are in it; nobody "
            "learns them",
            weights + norms * 3 // 2: "biases, of which there are none, or one "
            "BatchNorm too many are in it"}

    def macs(weights, norms, wrong):
        return weights * positions, 2, {
            w * positions: what for w, what in wrong.items()} | {
            weights: "those are the weights; each is used at every position",
            weights * 28: "the map has two sides, 28×28 positions",
            2 * weights * positions: "those are FLOPs, twice the MACs",
            (weights + norms) * positions: "BatchNorm is in it; MACs here are "
            "those of the convolutions",
            weights * 56 * 56: "stride 2 leaves 28×28 positions, and every "
            "step is computed at those only",
            weights * 27 * 27: "27×27 is the map without padding"}

    return check_numbers(
        f"{standard / steps:.2f}× fewer MACs and "
        f"{(standard + 512) / (steps + 768):.2f}× fewer parameters: the second "
        "BatchNorm takes a little of the saving back.",
        block_parameters=parameters(steps, 768, wrong | {
            steps - 512: "the BatchNorm of 256 channels is missing",
            steps - 256: "the BatchNorm of 128 channels is missing",
            steps + 256: "the first BatchNorm stands behind the depthwise "
            "step, which has 128 channels"}),
        block_macs=macs(steps, 768, wrong | {
            4 * look + mix: "the stride is in the depthwise step, so that too "
            "has 28×28 positions"}),
        standard_parameters=parameters(standard, 512, wrong_standard),
        standard_macs=macs(standard, 512, wrong_standard))

# %% hint [markdown]
# The block has four layers that learn: a convolution, a BatchNorm, a
# convolution, a BatchNorm. The standard block has two. How many channels has
# each BatchNorm, and how many numbers does it learn for each of them?

# %% hint [markdown]
# In either block the stride acts in the 3×3 convolution. How many positions
# are left behind it, and which steps work on those?

# %% solution
block_parameters = (9 * 128 + 2 * 128) + (128 * 256 + 2 * 256)
block_macs = (9 * 128 + 128 * 256) * 28 * 28
standard_parameters = 9 * 128 * 256 + 2 * 256
standard_macs = 9 * 128 * 256 * 28 * 28
print(block_parameters, block_macs, standard_parameters, standard_macs)

# %% right="plain numbers"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 231211008

# %% right="counted on layers"
block_parameters = count_parameters(DepthwiseSeparableBlock(128, 256, stride=2))
block_macs = count_macs(DepthwiseSeparableBlock(128, 256, stride=2), (128, 56, 56))
standard_parameters = count_parameters(standard_block(128, 256, 2))
standard_macs = count_macs(standard_block(128, 256, 2), (128, 56, 56))

# %% right="tensors of one number"
block_parameters = torch.tensor([1152, 256, 32768, 512]).sum()
block_macs = torch.tensor([33920, 784]).prod()
standard_parameters, standard_macs = torch.tensor([295424, 231211008])

# %% wrong="BatchNorm forgotten" says="BatchNorm is missing; it learns two numbers a channel. Right: `block_macs`"
block_parameters, block_macs, standard_parameters, standard_macs = 33920, 26593280, 295424, 231211008

# %% wrong="one number a channel" says="a factor and a shift"
block_parameters, block_macs, standard_parameters, standard_macs = 33920 + 384, 26593280, 295424, 231211008

# %% wrong="biases counted" says="biases, of which there are none"
block_parameters, block_macs, standard_parameters, standard_macs = 34688 + 384, 26593280, 295424, 231211008

# %% wrong="stride in the pointwise step" says="the stride is in the depthwise step"
block_parameters, block_macs = 34688, 1152 * 56 * 56 + 32768 * 28 * 28
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="a bias and no BatchNorm in the standard block" says="one number a channel is added"
block_parameters, block_macs = 34688, 26593280
standard_parameters, standard_macs = count_parameters(nn.Conv2d(128, 256, 3, stride=2, padding=1)), 231211008

# %% wrong="the standard block's running averages counted" says="nobody learns them"
block_parameters, block_macs = 34688, 26593280
standard_parameters, standard_macs = sum(value.numel() for value in standard_block(128, 256, 2).state_dict().values() if value.dim()), 231211008

# %% wrong="the standard block counted" says="that is `standard_parameters`"
block_parameters, block_macs = count_parameters(standard_block(128, 256, 2)), 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="the two blocks swapped" says="`block_parameters` and `standard_parameters` are swapped"
block_parameters, block_macs, standard_parameters, standard_macs = 295424, 231211008, 34688, 26593280

# %% wrong="parameters and MACs swapped" says="`block_parameters` and `block_macs` are swapped"
block_parameters, block_macs, standard_parameters, standard_macs = 26593280, 34688, 295424, 231211008

# %% wrong="stride forgotten in all MACs" says="stride 2 leaves 28×28 positions"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 33920 * 56 * 56, 295424, 294912 * 56 * 56

# %% wrong="a BatchNorm for the inputs, too" says="or one BatchNorm too many"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 294912 + 768, 231211008

# %% wrong="FLOPs of the standard block" says="those are FLOPs, twice the MACs. Right: `block_parameters`, `block_macs`, `standard_parameters`"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 2 * 231211008

# %% wrong="the standard block's MACs not set yet, the block's wrong" says="too large. Hint 2 helps"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 34688 * 56 * 56, 295424, None

# %% wrong="a guess" says="too small. Hint 2 helps"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 200_000_000

# %% wrong="the depthwise step only" says="that is the depthwise step alone"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 9 * 128 * 28 * 28, 295424, 231211008

# %% wrong="the pointwise step only, with both BatchNorms" says="that is the pointwise step alone"
block_parameters, block_macs, standard_parameters, standard_macs = 128 * 256 + 768, 26593280, 295424, 231211008

# %% wrong="a depthwise filter for each output" says="a depthwise step has a filter for each input, 128"
block_parameters, block_macs = 9 * 256 + 128 * 256 + 768, 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="a pointwise step of 3×3" says="the pointwise step is 1×1; 3×3 is counted"
block_parameters, block_macs = 34688, (9 * 128 + 9 * 128 * 256) * 28 * 28
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="3 for 3², in the block" says="a window of 3×3 has 9 weights, not 3"
block_parameters, block_macs = 34688, (3 * 128 + 128 * 256) * 28 * 28
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="3 for 3², in the standard block" says="a window of 3×3 has 9 weights, not 3"
block_parameters, block_macs, standard_parameters = 34688, 26593280, 3 * 128 * 256 + 512
standard_macs = 231211008

# %% wrong="the window forgotten" says="that is a 1×1 layer; this one is 3×3"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 128 * 256 * 28 * 28

# %% wrong="the weights for the MACs" says="those are the weights; each is used at every position"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 9 * 128 + 128 * 256, 295424, 231211008

# %% wrong="one side of the map" says="the map has two sides, 28×28 positions"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 9 * 128 * 256 * 28

# %% wrong="the parameters at every position" says="BatchNorm is in it; MACs here are"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 34688 * 28 * 28, 295424, 231211008

# %% wrong="padding forgotten" says="27×27 is the map without padding"
block_parameters, block_macs = 34688, (9 * 128 + 128 * 256) * ((56 - 3) // 2 + 1) ** 2
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="in quotes" says="is a str; a number is expected"
block_parameters, block_macs, standard_parameters, standard_macs = "34688", 26593280, 295424, 231211008

# %% [markdown]
# # Count one block by hand
#
# A block of MobileNetV1 takes 128 channels to 256 with stride 2; the map that
# comes in is 56×56. Set the four numbers without running a layer. Parameters
# are everything that is learned, BatchNorm included. MACs are those of the
# convolutions. Checked: each number.

# %% starter
block_parameters = None  # depthwise separable, both BatchNorms included
block_macs = None
standard_parameters = None  # the standard block in its place, its BatchNorm included
standard_macs = None

# %% check
def judge():
    depth, point, positions = 9 * 128, 128 * 256, 28 * 28
    parameters, macs = depth + point + 2 * (128 + 256), (depth + point) * positions
    dense = 9 * 128 * 256
    yield from judge_number(
        "block_parameters",
        block_parameters,
        parameters,
        {
            depth
            + point: "those are the weights of the convolutions; each BatchNorm learns two numbers a channel",
            depth
            + point
            + 128
            + 256: "a BatchNorm learns two numbers for each channel, a factor and a shift",
            depth
            + point
            + 2 * 256: "the BatchNorm behind the depthwise step is missing",
            depth
            + point
            + 4
            * 256: "the first BatchNorm stands behind the depthwise step, which has 128 channels",
            depth
            + point
            + 4 * (128 + 256): "the running averages are in it; nobody learns them",
            parameters
            + 128
            + 256: "biases are in it; before a BatchNorm there are none",
            9 * 256
            + point
            + 2
            * (
                128 + 256
            ): "the depthwise step has a filter for each channel that comes in, 128 of them",
            dense + 2 * 256: "that is the standard block",
        },
    )
    yield from judge_number(
        "block_macs",
        block_macs,
        macs,
        {
            2 * macs: "those are FLOPs, twice the MACs",
            (depth + point)
            * 56
            * 56: "stride 2 leaves 28×28 positions, and both steps are computed at those only",
            depth * 56 * 56
            + point
            * positions: "the stride is in the depthwise step, so that too has 28×28 positions",
            (depth + point)
            * 27
            * 27: "27×27 is the output without padding; with padding 1 it is 28×28",
            parameters
            * positions: "the BatchNorms are in it; MACs here are those of the convolutions",
            depth * positions: "that is the depthwise step alone",
            point * positions: "that is the pointwise step alone",
            depth
            + point: "those are the weights; each is used at every position of the output",
        },
    )
    yield from judge_number(
        "standard_parameters",
        standard_parameters,
        dense + 512,
        {
            dense: "those are the weights of the convolution; BatchNorm adds two numbers for each of 256 channels",
            dense
            + 256: "a bias for each channel? Before a BatchNorm there is none, and BatchNorm itself learns two numbers a channel",
            dense
            + 2
            * (
                128 + 256
            ): "the standard block has one BatchNorm, behind its only convolution: 256 channels",
            dense + 4 * 256: "the running averages are in it; nobody learns them",
        },
    )
    yield from judge_number(
        "standard_macs",
        standard_macs,
        dense * positions,
        {
            2 * dense * positions: "those are FLOPs, twice the MACs",
            dense * 56 * 56: "stride 2 leaves 28×28 positions",
            (dense + 512)
            * positions: "the BatchNorm is in it; MACs here are those of the convolution",
            dense: "those are the weights; each is used at every position of the output",
        },
    )
    yield (
        True,
        f"{dense / (depth + point):.2f}× fewer MACs and {(dense + 512) / parameters:.2f}× fewer parameters: the second BatchNorm takes a little of the saving back.",
    )

# %% hint [markdown]
# The block has four layers that learn: depthwise 128, BatchNorm 128, pointwise
# 128 → 256, BatchNorm 256.

# %% hint [markdown]
# The stride acts in the depthwise step. How many positions are left after it,
# and who works on those?

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

# %% wrong="BatchNorm forgotten" says="each BatchNorm learns two numbers a channel"
block_parameters, block_macs, standard_parameters, standard_macs = 33920, 26593280, 295424, 231211008

# %% wrong="one number a channel" says="a factor and a shift"
block_parameters, block_macs, standard_parameters, standard_macs = 33920 + 384, 26593280, 295424, 231211008

# %% wrong="second BatchNorm only" says="behind the depthwise step is missing"
block_parameters, block_macs, standard_parameters, standard_macs = 33920 + 512, 26593280, 295424, 231211008

# %% wrong="running averages counted" says="nobody learns them"
block_parameters, block_macs, standard_parameters, standard_macs = 33920 + 4 * 384, 26593280, 295424, 231211008

# %% wrong="biases counted" says="before a BatchNorm there are none"
block_parameters, block_macs, standard_parameters, standard_macs = 34688 + 384, 26593280, 295424, 231211008

# %% wrong="stride forgotten" says="stride 2 leaves 28×28 positions"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 33920 * 56 * 56, 295424, 231211008

# %% wrong="stride in the pointwise step" says="the stride is in the depthwise step"
block_parameters, block_macs = 34688, 1152 * 56 * 56 + 32768 * 28 * 28
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="FLOPs" says="those are FLOPs"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 2 * 26593280, 295424, 231211008

# %% wrong="two BatchNorms in the standard block" says="the standard block has one BatchNorm"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 294912 + 768, 231211008

# %% wrong="standard without BatchNorm" says="BatchNorm adds two numbers"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 294912, 231211008

# %% wrong="standard MACs are weights" says="each is used at every position"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 294912

# %% wrong="in quotes" says="is a str; a number is expected"
block_parameters, block_macs, standard_parameters, standard_macs = "34688", 26593280, 295424, 231211008

# %% wrong="both BatchNorms as wide as the output" says="which has 128 channels"
block_parameters, block_macs = 9 * 128 + 128 * 256 + 2 * (2 * 256), 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="a depthwise filter for each output channel" says="for each channel that comes in, 128 of them"
block_parameters, block_macs = 9 * 256 + 128 * 256 + 2 * (128 + 256), 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="the standard block counted" says="that is the standard block"
block_parameters, block_macs = count_parameters(standard_block(128, 256, 2)), 26593280
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="padding forgotten" says="27×27 is the output without padding"
block_parameters, block_macs = 34688, (9 * 128 + 128 * 256) * ((56 - 3) // 2 + 1) ** 2
standard_parameters, standard_macs = 295424, 231211008

# %% wrong="the parameters at every position" says="the BatchNorms are in it"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 34688 * 28 * 28, 295424, 231211008

# %% wrong="the depthwise step only" says="that is the depthwise step alone"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 9 * 128 * 28 * 28, 295424, 231211008

# %% wrong="the pointwise step only" says="that is the pointwise step alone"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 128 * 256 * 28 * 28, 295424, 231211008

# %% wrong="the weights" says="those are the weights; each is used"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 9 * 128 + 128 * 256, 295424, 231211008

# %% wrong="a bias and no BatchNorm" says="a bias for each channel?"
block_parameters, block_macs = 34688, 26593280
standard_parameters, standard_macs = count_parameters(nn.Conv2d(128, 256, 3, stride=2, padding=1)), 231211008

# %% wrong="the standard block's running averages counted" says="the running averages are in it"
block_parameters, block_macs = 34688, 26593280
standard_parameters, standard_macs = sum(value.numel() for value in standard_block(128, 256, 2).state_dict().values() if value.dim()), 231211008

# %% wrong="FLOPs of the standard block" says="those are FLOPs"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 2 * 231211008

# %% wrong="stride forgotten in the standard block" says="stride 2 leaves 28×28 positions"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 9 * 128 * 256 * 56 * 56

# %% wrong="the standard block's parameters at every position" says="the BatchNorm is in it"
block_parameters, block_macs, standard_parameters, standard_macs = 34688, 26593280, 295424, 295424 * 28 * 28

# %% [markdown]
# # Count one block by hand
#
# The block with which V2 goes from 28×28 to 14×14:
# `InvertedResidual(32, 64, stride=2)`, expansion 6, input 32×28×28, output
# 64×14×14. Set four numbers without running the block. Checked: the weights of
# the three convolutions (without BatchNorm), BatchNorm's parameters, the MACs
# of the three convolutions, and how many numbers the largest map inside the
# block holds.

# %% starter
conv_weights = None
norm_parameters = None  # all three BatchNorms: a scale and a shift for each channel
block_macs = None
largest_map = None

# %% check
def judge():
    hidden = 6 * 32
    expand, look, project = 32 * hidden, 9 * hidden, hidden * 64
    weights = expand + look + project
    macs = expand * 28**2 + (look + project) * 14**2
    norms = 2 * (hidden + hidden + 64)
    yield from judge_number(
        "conv_weights",
        conv_weights,
        weights,
        {
            weights
            + norms: "BatchNorm's parameters are in it; here the convolutions alone are asked for",
            expand
            + 9 * hidden * hidden
            + project: "the depthwise step has one slice a channel; that is `groups=1`",
            expand
            + project: "the depthwise step is missing: 9 weights for each wide channel",
            look
            + project: "either the expanding 1×1 convolution is missing, or the projection leads back to 32 channels and not to 64",
            expand + look: "the projecting 1×1 convolution is missing",
            9 * 32 + 32 * 64: "that is V1's block; where is the expansion?",
            6 * 64 * 32
            + 9 * 6 * 64
            + 6
            * 64
            * 64: "the expansion is 6 times the channels that come in, 32, not those that go out",
        },
    )
    yield from judge_number(
        "norm_parameters",
        norm_parameters,
        norms,
        {
            norms // 2: "each channel has two: a scale and a shift",
            2
            * norms: "the running means and variances are in it; they are kept, not learned",
            2
            * (
                hidden + 64
            ): "there are three BatchNorms: after the expansion, the depthwise step and the projection",
            2
            * (
                hidden + hidden
            ): "the projection has a BatchNorm too; what it lacks is an activation",
        },
    )
    yield from judge_number(
        "block_macs",
        block_macs,
        macs,
        {
            2 * macs: "those are FLOPs, twice the MACs",
            weights
            * 28
            ** 2: "after the depthwise step with stride 2 the map is 14×14, and the last two convolutions run there",
            weights * 14**2: "the expansion runs before the stride, on 28×28",
            (expand + look) * 28**2
            + project
            * 14**2: "the depthwise step has the stride: its *output* has 14×14 places",
            weights: "those are the weights; each is used at every position of the output",
        },
    )
    yield from judge_number(
        "largest_map",
        largest_map,
        hidden * 28**2,
        {
            32 * 28**2: "that is the input; what comes out of the expansion is wider",
            hidden
            * 14**2: "that is the map after the stride; the one before it is larger",
            64 * 14**2: "that is the output, the smallest of all",
            hidden * 28**2 * 4: "those are bytes at 32 bits; numbers are asked for",
            hidden: "those are its channels; it has 28×28 places too",
        },
    )
    yield (
        True,
        f"{expand * 28**2 / macs:.0%} of the MACs are spent on the expansion, and the largest map is {hidden * 28**2 / (64 * 14**2):.0f} times the output.",
    )

# %% hint [markdown]
# Write down the four shapes one after the other: input, after the expansion,
# after the depthwise step, output. Only one step changes the size.

# %% hint [markdown]
# MACs are a convolution's weights times the positions of **its own output**.

# %% solution
hidden = 6 * 32
expand, look, project = 32 * hidden, 9 * hidden, hidden * 64
conv_weights = expand + look + project
norm_parameters = 2 * (hidden + hidden + 64)
block_macs = expand * 28 * 28 + look * 14 * 14 + project * 14 * 14
largest_map = hidden * 28 * 28
print(conv_weights, norm_parameters, block_macs, largest_map)

# %% right="plain numbers"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 150528

# %% right="products, as by hand"
conv_weights = 32 * 192 + 9 * 192 + 192 * 64
norm_parameters = 2 * 192 + 2 * 192 + 2 * 64
block_macs = 32 * 192 * 784 + (9 * 192 + 192 * 64) * 196
largest_map = 192 * 784

# %% right="counted by PyTorch, as floats and tensors"
block = InvertedResidual(32, 64, stride=2)
conv_weights = float(sum(p.numel() for p in block.parameters() if p.dim() == 4))
norm_parameters = torch.tensor(sum(p.numel() for p in block.parameters() if p.dim() == 1))
block_macs = count_macs(block.to(device), (32, 28, 28))
largest_map = torch.zeros(192, 28, 28).numel()

# %% right="numpy integers"
import numpy as np
conv_weights, norm_parameters, block_macs, largest_map = np.array([20160, 896, 7564032, 150528])

# %% wrong="BatchNorm counted with the weights" says="BatchNorm's parameters are in it"
conv_weights, norm_parameters, block_macs, largest_map = 21056, 896, 7564032, 150528

# %% wrong="groups=1 in the depthwise step" says="`groups=1`"
conv_weights, norm_parameters, block_macs, largest_map = 6144 + 9 * 192 * 192 + 12288, 896, 7564032, 150528

# %% wrong="V1's block" says="where is the expansion"
conv_weights, norm_parameters, block_macs, largest_map = 9 * 32 + 32 * 64, 896, 7564032, 150528

# %% wrong="expansion forgotten in the sum" says="the expanding 1×1 convolution is missing"
conv_weights, norm_parameters, block_macs, largest_map = 9 * 192 + 192 * 64, 896, 7564032, 150528

# %% wrong="expanded from the output's channels" says="6 times the channels that come in"
conv_weights, norm_parameters, block_macs, largest_map = 6 * 64 * 32 + 9 * 384 + 384 * 64, 896, 7564032, 150528

# %% wrong="one parameter a channel" says="a scale and a shift"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 448, 7564032, 150528

# %% wrong="running statistics counted" says="kept, not learned"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 1792, 7564032, 150528

# %% wrong="no BatchNorm after the projection" says="what it lacks is an activation"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 768, 7564032, 150528

# %% wrong="FLOPs" says="twice the MACs"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 2 * 7564032, 150528

# %% wrong="stride forgotten" says="after the depthwise step with stride 2"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 20160 * 784, 150528

# %% wrong="the stride too early" says="the expansion runs before the stride"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 20160 * 196, 150528

# %% wrong="depthwise step on its input's places" says="its *output* has 14×14 places"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7872 * 784 + 12288 * 196, 150528

# %% wrong="the map after the stride" says="the one before it is larger"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 192 * 196

# %% wrong="bytes" says="those are bytes"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 4 * 150528

# %% wrong="the input" says="that is the input"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 32 * 784

# %% wrong="the two 1×1 convolutions alone" says="the depthwise step is missing"
conv_weights, norm_parameters, block_macs, largest_map = 32 * 192 + 192 * 64, 896, 7564032, 150528

# %% wrong="stops after the depthwise step" says="the projecting 1×1 convolution is missing"
conv_weights, norm_parameters, block_macs, largest_map = 32 * 192 + 9 * 192, 896, 7564032, 150528

# %% wrong="a BatchNorm for each 1×1 convolution" says="there are three BatchNorms"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 2 * 192 + 2 * 64, 7564032, 150528

# %% wrong="weights taken for MACs" says="each is used at every position"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 32 * 192 + 9 * 192 + 192 * 64, 150528

# %% wrong="the output" says="the smallest of all"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 64 * 14 * 14

# %% wrong="the channels of the largest map" says="it has 28×28 places too"
conv_weights, norm_parameters, block_macs, largest_map = 20160, 896, 7564032, 6 * 32

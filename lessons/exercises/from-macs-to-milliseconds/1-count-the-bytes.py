# %% [markdown]
# # Count the bytes of a layer with stride
#
# A depthwise 3×3 layer of 64 channels with stride 2 and padding 1, on one map
# of 56×56, in float32, without bias. Set its FLOPs (two for each MAC), the
# bytes that it moves at least, and the FLOPs for each byte. Count by hand or
# with Python, and mind the size of the output. Checked: the first two exactly,
# the third to three digits.

# %% starter
layer_flops = None
layer_bytes = None
layer_intensity = None  # FLOPs a byte

# %% check
def judge():
    """Two whole numbers, and a third, FLOPs a byte."""
    inputs, outputs, weights = 64 * 56 * 56, 64 * 28 * 28, 64 * 9
    flops, moved = 18 * outputs, 4 * (inputs + weights + outputs)
    return check_numbers(
        f"{flops / moved:.2f} FLOPs a byte, less than half of the 2.25 at "
        "stride 1: the whole input is read, a quarter as much is computed.",
        layer_flops=(flops, 2, {
            flops // 2: "those are MACs; a MAC is two FLOPs",
            18 * inputs: "with stride 2 there are 28×28 windows, not 56×56",
            9 * inputs: "those are the MACs with stride 1",
            64 * flops: "that is the standard layer, 64 channels a filter",
            18 * 64 * 27 * 27: "27×27 windows fit without padding",
            flops // 64: "that is one channel of 64",
            18 * 64 * 28: "the output has two sides, 28×28 positions",
            6 * outputs: "a 3×3 window has 9 weights, not 3",
            2 * outputs: "the window is missing, 9 MACs for each output",
            19 * outputs: "a bias is in it; this layer has none",
        }),
        layer_bytes=(moved, 3, {
            moved // 4: "those are numbers; a float32 has 4 bytes",
            moved // 64: "that is one channel of 64",
            4 * (inputs + weights): "the output is missing; it is written",
            4 * (weights + outputs): "the input is missing; it is read",
            4 * (inputs + outputs): "the weights are missing; they are read",
            4 * (2 * inputs + weights): "the output is 28×28, not 56×56",
            4 * (inputs + 64 * weights + outputs): "64× too many weights",
            4 * (10 * outputs + weights): "each number is read once, at best",
            moved + 4 * 64: "biases are in it; this layer has none",
        }),
        layer_intensity=(flops / moved, 3, {
            moved / flops: "that is bytes for each FLOP, upside down",
            flops / 2 / moved: "that is MACs for each byte",
            4 * flops / moved: "that is FLOPs for each number",
            2.25: "that is the limit at stride 1",
        }))

# %% hint [markdown]
# How large is the output? `conv_output_size(56, 3, stride=2, padding=1)` says
# it.

# %% hint [markdown]
# FLOPs are 2 × MACs, and each number of the output takes 9 MACs.

# %% hint [markdown]
# Bytes are 4 × (input + weights + output), each read or written once. The
# third number is the first by the second.

# %% solution
inputs, outputs, weights = 64 * 56 * 56, 64 * 28 * 28, 64 * 3 * 3
layer_flops = 2 * 9 * outputs
layer_bytes = 4 * (inputs + weights + outputs)
layer_intensity = layer_flops / layer_bytes
print(layer_flops, layer_bytes, f"{layer_intensity:.2f}")

# %% right="plain numbers"
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 0.898

# %% right="the chapter's function"
layer = nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64, bias=False)
layer_flops, layer_bytes = traffic([layer], (1, 64, 56, 56))
layer_intensity = layer_flops / layer_bytes

# %% right="counted by PyTorch and by the tensors themselves"
layer = nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64, bias=False).to(device)
inputs = torch.zeros(1, 64, 56, 56).to(device)
outputs = layer(inputs)
layer_flops = 2 * count_macs(layer, (64, 56, 56))
layer_bytes = sum(t.numel() * t.element_size() for t in (inputs, layer.weight, outputs))
layer_intensity = layer_flops / layer_bytes

# %% right="tensors of one number, and three digits"
layer_flops = torch.tensor([2, 9, 64, 28, 28]).prod()
layer_bytes = torch.tensor(4 * (200704 + 576 + 50176))
layer_intensity = 0.898

# %% wrong="MACs" says="those are MACs"
layer_flops, layer_bytes, layer_intensity = 451584, 1005824, 0.898

# %% wrong="stride forgotten" says="there are 28×28 windows, not 56×56"
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 56 * 56, 1005824, 0.898

# %% wrong="a standard layer" says="that is the standard layer, 64 channels a filter"
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 64 * 28 * 28, 1005824, 0.898

# %% wrong="padding forgotten" says="27×27 windows"
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 27 * 27, 1005824, 0.898

# %% wrong="numbers for bytes" says="a float32 has 4 bytes"
layer_flops, layer_bytes, layer_intensity = 903168, 251456, 0.898

# %% wrong="output as large as the input" says="the output is 28×28, not 56×56"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (2 * 200704 + 576), 0.898

# %% wrong="upside down" says="upside down"
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 1005824 / 903168

# %% wrong="MACs a byte" says="MACs for each byte"
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 451584 / 1005824

# %% wrong="the limit at stride 1" says="the limit at stride 1"
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 2.25

# %% wrong="a pair" says="is a tuple"
layer_flops = layer_bytes = traffic([nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=64)], (1, 64, 56, 56))
layer_intensity = 0.898

# %% right="tensors of one number, divided"
layer_flops, layer_bytes = torch.tensor(2 * 9 * 64 * 28 * 28), torch.tensor(4 * (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28))
layer_intensity = layer_flops / layer_bytes

# %% wrong="written out with two digits" says="`layer_intensity` is a str"
layer_flops, layer_bytes = 903168, 1005824
layer_intensity = f"{layer_flops / layer_bytes:.2f}"

# %% right="a fraction"
from fractions import Fraction
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, Fraction(903168, 1005824)

# %% right="numpy numbers and a decimal"
import numpy as np
from decimal import Decimal
layer_flops, layer_bytes = np.prod([2, 9, 64, 28, 28]), 4 * np.int64(251456)
layer_intensity = Decimal("0.898")

# %% wrong="FLOPs and bytes swapped" says="`layer_flops` and `layer_bytes` are swapped. Right: `layer_intensity`."
layer_flops, layer_bytes, layer_intensity = 1005824, 903168, 0.898

# %% wrong="MACs and numbers" says="`layer_flops` is 451,584: those are MACs"
layer_flops, layer_bytes = 9 * 64 * 28 * 28, 64 * 56 * 56 + 64 * 9 + 64 * 28 * 28
layer_intensity = layer_flops / layer_bytes

# %% wrong="one side of the map, and nothing else yet" says="the output has two sides, 28×28 positions."
layer_flops = 2 * 9 * 64 * 28

# %% wrong="cut and not rounded" says="`layer_intensity` is 0.89: near, and a little too small; three digits are compared"
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 0.89

# %% right="a name that a module of Python has, too"
numbers = 64 * 56 * 56 + 64 * 9 + 64 * 28 * 28
layer_flops, layer_bytes = 903168, 4 * numbers
layer_intensity = layer_flops / layer_bytes

# %% wrong="rounded to two digits" says="`layer_intensity` is 0.9: near, and a little too large; three digits are compared"
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 0.90

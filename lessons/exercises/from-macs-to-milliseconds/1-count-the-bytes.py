# %% [markdown]
# # Count the bytes of a layer with stride
#
# A depthwise 3×3 layer of 64 channels with stride 2 and padding 1, on one map
# of 56×56, in float32, without bias. Set its FLOPs, the bytes that it moves at
# least, and the FLOPs for each byte. Count by hand or with Python, and mind
# the size of the output.

# %% starter
layer_flops = None
layer_bytes = None
layer_intensity = None  # FLOPs a byte

# %% check
def judge():
    inputs, outputs, weights = 64 * 56 * 56, 64 * 28 * 28, 64 * 9
    flops, moved = 2 * 9 * outputs, 4 * (inputs + weights + outputs)
    yield from judge_number(
        "layer_flops",
        layer_flops,
        flops,
        {
            flops // 2: "those are MACs; a MAC is two FLOPs",
            2
            * 9
            * inputs: "that is one window for each *input* pixel; with stride 2 there are 28×28 windows",
            9
            * inputs: "those are MACs, and of an output of 56×56; with stride 2 it is 28×28",
            64
            * flops: "that is the standard layer: a depthwise filter sees one channel, not 64",
            32
            * flops: "those are the MACs of the standard layer: a depthwise filter sees one channel, not 64",
            2
            * 9
            * 64
            * 27
            * 27: "27×27 windows fit without padding; with padding 1 there are 28×28",
            flops // 64: "that is one channel of 64",
        },
    )
    yield from judge_number(
        "layer_bytes",
        layer_bytes,
        moved,
        {
            moved // 64: "that is one channel of 64",
            4
            * (
                inputs + weights + 64 * 27 * 27
            ): "27×27 windows fit without padding; with padding 1 there are 28×28",
            moved // 4: "those are numbers; a float32 has 4 bytes",
            moved // 2: "a float32 has 4 bytes, not 2",
            2 * moved: "a float32 has 4 bytes, not 8",
            4 * (inputs + weights): "the output is not in it: it has to be written",
            4 * (weights + outputs): "the input is not in it: it has to be read",
            4
            * (
                inputs + outputs
            ): "the weights are not in it; they are few, and they are read",
            4
            * (
                2 * inputs + weights
            ): "the output counts as if it were 56×56; with stride 2 it is 28×28",
            4
            * (
                inputs + 64 * weights + outputs
            ): "the weights are those of a standard layer; a depthwise filter has one slice",
            4
            * (
                9 * outputs + weights + outputs
            ): "every window reads its 9 numbers anew in this count; at best each number is read once",
        },
    )
    value = layer_intensity
    if math.prod(getattr(value, "shape", (0,))) == 1:
        value = value.item()
    value = (
        round(value, 2) if isinstance(value, float) else value
    )  # two decimals are enough
    yield from judge_number(
        "layer_intensity",
        value,
        round(flops / moved, 2),
        {
            round(
                moved / flops, 2
            ): "that is bytes for each FLOP; it is asked the other way round",
            round(flops / 2 / moved, 2): "that is MACs for each byte",
            round(
                4 * flops / moved, 2
            ): "that is FLOPs for each number, not for each byte",
            2.25: "2.25 is the limit at stride 1, where each number read is used nine times",
        },
    )
    yield (
        True,
        f"{flops / moved:.2f} FLOPs a byte, less than half of the 2.25 at stride 1: the whole input is read and only a quarter as much is computed.",
    )

# %% hint [markdown]
# How large is the output? `conv_output_size(56, 3, stride=2, padding=1)` says
# it.

# %% hint [markdown]
# FLOPs are 2 × MACs; each output number takes 9 MACs. Bytes are 4 × (input +
# weights + output).

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

# %% right="tensors of one number, rounded to two digits"
layer_flops = torch.tensor([2, 9, 64, 28, 28]).prod()
layer_bytes = torch.tensor(4 * (200704 + 576 + 50176))
layer_intensity = 0.90

# %% wrong="MACs" says="those are MACs"
layer_flops, layer_bytes, layer_intensity = 451584, 1005824, 0.898

# %% wrong="stride forgotten" says="one window for each *input* pixel"
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 56 * 56, 1005824, 0.898

# %% wrong="a standard layer" says="a depthwise filter sees one channel"
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 64 * 28 * 28, 1005824, 0.898

# %% wrong="padding forgotten" says="27×27 windows"
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 64 * 27 * 27, 1005824, 0.898

# %% wrong="numbers for bytes" says="a float32 has 4 bytes"
layer_flops, layer_bytes, layer_intensity = 903168, 251456, 0.898

# %% wrong="output forgotten" says="the output is not in it"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (200704 + 576), 0.898

# %% wrong="input forgotten" says="the input is not in it"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (576 + 50176), 0.898

# %% wrong="weights forgotten" says="the weights are not in it"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (200704 + 50176), 0.898

# %% wrong="output as large as the input" says="as if it were 56×56"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (2 * 200704 + 576), 0.898

# %% wrong="upside down" says="the other way round"
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

# %% wrong="MACs, and the stride forgotten" says="those are MACs, and of an output of 56×56"
layer_flops, layer_bytes, layer_intensity = 9 * 64 * 56 * 56, 1005824, 0.898

# %% wrong="MACs of a standard layer" says="those are the MACs of the standard layer"
layer_flops, layer_bytes, layer_intensity = 9 * 64 * 64 * 28 * 28, 1005824, 0.898

# %% wrong="one channel" says="that is one channel of 64"
layer_flops, layer_bytes, layer_intensity = 2 * 9 * 28 * 28, 1005824, 0.898

# %% wrong="the bytes of one channel" says="`layer_bytes` is 15,716: that is one channel of 64"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (56 * 56 + 9 + 28 * 28), 0.898

# %% wrong="padding forgotten in the bytes" says="is 991,744: 27×27 windows"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (64 * 56 * 56 + 64 * 9 + 64 * 27 * 27), 0.898

# %% wrong="16 bits a number" says="a float32 has 4 bytes, not 2"
layer_flops, layer_bytes, layer_intensity = 903168, 2 * (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28), 0.898

# %% wrong="64 bits a number" says="a float32 has 4 bytes, not 8"
layer_flops, layer_bytes, layer_intensity = 903168, 8 * (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28), 0.898

# %% wrong="weights of a standard layer" says="a depthwise filter has one slice"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (64 * 56 * 56 + 64 * 64 * 9 + 64 * 28 * 28), 0.898

# %% wrong="every window read from memory" says="reads its 9 numbers anew"
layer_flops, layer_bytes, layer_intensity = 903168, 4 * (9 * 64 * 28 * 28 + 64 * 9 + 64 * 28 * 28), 0.898

# %% wrong="FLOPs for each number" says="for each number, not for each byte"
layer_flops, layer_bytes, layer_intensity = 903168, 1005824, 903168 / (64 * 56 * 56 + 64 * 9 + 64 * 28 * 28)

# %% wrong="written out with two digits" says="`layer_intensity` is a str"
layer_flops, layer_bytes = 903168, 1005824
layer_intensity = f"{layer_flops / layer_bytes:.2f}"

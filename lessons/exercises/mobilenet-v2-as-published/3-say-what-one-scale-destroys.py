# %% [markdown]
# # Say what one scale destroys
#
# Take the first depthwise layer of the folded network, `folded`, and one scale
# for the whole layer. How many of its 32 kernels become zero, all nine weights
# of them, at 6 and at 4 bits? And which channel, counted from 0, has the
# largest weight, which sets the scale? Checked: each number, on the published
# weights.

# %% starter
zeros_at_6_bits = None
zeros_at_4_bits = None
largest_channel = None

# %% check
def judge():
    """Three whole numbers."""
    W = folded.features[1].depthwise[0].weight.detach()

    def zeros(bits, by_channel=False):
        left = rounded(W, bits, by_channel).abs().flatten(1).amax(dim=1)
        return (left == 0).sum().item()

    six, four = zeros(6), zeros(4)
    largest = W.abs().flatten(1).amax(dim=1).argmax().item()
    eight = {zeros(8): "that is at 8 bits"}
    weights = {
        (rounded(W, bits, False) == 0).sum().item():
            "those are weights; count kernels whose nine weights are all zero"
        for bits in (6, 4)}
    kept = "those are the kernels that are left"
    yield from check_numbers(
        "Random weights: this says nothing. " * (not published)
        + f"at 4 bits {four} of 32 channels are gone; one reaches "
        f"{W.abs().max():.0f}. With a scale a channel none is gone.",
        zeros_at_6_bits=(six, 1, weights | eight | {
            32 - six: kept}),
        zeros_at_4_bits=(four, 1, weights | eight | {
            32 - four: kept}),
        largest_channel=(largest, 2, {
            largest + 1: "count the channels from 0",
            W.abs().argmax().item(): "that is a place in all 288 weights; "
            "nine of them are one channel"}))

# %% hint [markdown]
# `rounded(weight, bits, by_channel=False)` gives what is left. A kernel is zero
# where `.abs().flatten(1).amax(dim=1)` is.

# %% hint [markdown]
# `argmax` of the same row, before rounding, names the channel.

# %% solution
weight = folded.features[1].depthwise[0].weight.detach()
zeros = []
for bits in (6, 4):
    left = rounded(weight, bits, by_channel=False)
    zeros.append((left.abs().flatten(1).amax(dim=1) == 0).sum().item())
zeros_at_6_bits, zeros_at_4_bits = zeros
largest_channel = weight.abs().flatten(1).amax(dim=1).argmax().item()
print(zeros, largest_channel)

# %% right="with all"
weight = folded.features[1].depthwise[0].weight
zeros_at_6_bits, zeros_at_4_bits = [int((rounded(weight, b, False).flatten(1) == 0).all(dim=1).sum()) for b in (6, 4)]
largest_channel = weight.abs().flatten().argmax() // 9

# %% right="by hand, from the largest weight"
weight = folded.features[1].depthwise[0].weight.detach().flatten(1)
top = weight.abs().max()
zeros_at_6_bits = ((weight.abs() * 31 / top).amax(dim=1) < 0.5).sum()
zeros_at_4_bits = ((weight.abs() * 7 / top).amax(dim=1) < 0.5).sum()
largest_channel = weight.abs().amax(dim=1).argmax()

# %% right="a loop over channels"
weight = folded.features[1].depthwise[0].weight.detach()
found = {}
for bits in (6, 4):
    left = rounded(weight, bits, False)
    found[bits] = sum(1 for kernel in left if kernel.abs().sum() == 0)
zeros_at_6_bits, zeros_at_4_bits = found[6], found[4]
largest_channel = max(range(32), key=lambda k: weight[k].abs().max())

# %% wrong="one guessed" says="`zeros_at_4_bits` is 20: too large. Hint 1 helps. Right: `largest_channel`"
zeros_at_6_bits = None
zeros_at_4_bits, largest_channel = 20, int(folded.features[1].depthwise[0].weight.abs().flatten(1).amax(dim=1).argmax())

# %% wrong="single weights counted" says="those are weights; count kernels whose nine weights are all zero"
weight = folded.features[1].depthwise[0].weight
zeros_at_6_bits, zeros_at_4_bits = [int((rounded(weight, b, False) == 0).sum()) for b in (6, 4)]
largest_channel = int(weight.abs().flatten(1).amax(dim=1).argmax())

# %% wrong="counted from 1" says="count the channels from 0"
weight = folded.features[1].depthwise[0].weight
zeros_at_6_bits, zeros_at_4_bits = [int((rounded(weight, b, False).flatten(1) == 0).all(dim=1).sum()) for b in (6, 4)]
largest_channel = 1 + int(weight.abs().flatten(1).amax(dim=1).argmax())

# %% wrong="a place among all weights" says="that is a place in all 288 weights"
weight = folded.features[1].depthwise[0].weight
zeros_at_6_bits, zeros_at_4_bits = [int((rounded(weight, b, False).flatten(1) == 0).all(dim=1).sum()) for b in (6, 4)]
largest_channel = int(weight.abs().argmax())

# %% wrong="swapped" says="`zeros_at_6_bits` and `zeros_at_4_bits` are swapped"
weight = folded.features[1].depthwise[0].weight
zeros_at_4_bits, zeros_at_6_bits = [int((rounded(weight, b, False).flatten(1) == 0).all(dim=1).sum()) for b in (6, 4)]
largest_channel = int(weight.abs().flatten(1).amax(dim=1).argmax())

# %% wrong="at 8 bits" says="that is at 8 bits"
weight = folded.features[1].depthwise[0].weight
zeros_at_6_bits = int((rounded(weight, 8, False).flatten(1) == 0).all(dim=1).sum())
zeros_at_4_bits = int((rounded(weight, 4, False).flatten(1) == 0).all(dim=1).sum())
largest_channel = int(weight.abs().flatten(1).amax(dim=1).argmax())

# %% wrong="those that are left" says="those are the kernels that are left"
weight = folded.features[1].depthwise[0].weight
zeros_at_6_bits, zeros_at_4_bits = [32 - int((rounded(weight, b, False).flatten(1) == 0).all(dim=1).sum()) for b in (6, 4)]
largest_channel = int(weight.abs().flatten(1).amax(dim=1).argmax())

# %% wrong="a scale a channel" says="`zeros_at_6_bits` is 0: too small. Hint 1 helps. Right: `largest_channel`"
weight = folded.features[1].depthwise[0].weight
zeros_at_6_bits, zeros_at_4_bits = [int((rounded(weight, b, True).flatten(1) == 0).all(dim=1).sum()) for b in (6, 4)]
largest_channel = int(weight.abs().flatten(1).amax(dim=1).argmax())

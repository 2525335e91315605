def check_chain(case, x, convs, steps, training):
    """Yield whether `convs`, run after set_known, are `steps` (name, shape of
    the weights, stride) with BatchNorm and ReLU or ReLU6 between.
    """
    comes, slips = x, {"there is a ReLU.": x.relu()}
    for k, ((name, shape, stride), conv) in enumerate(zip(steps, convs)):
        what, has = f"{case}, the {name}", tuple(conv.weight.shape)
        if k:
            comes, slips = relu_of(convs[k - 1].output, conv.input, x, training)
        yield has == shape, (
            f"{what}: its weights are {has}; {shape} are expected: filters, "
            "channels that each sees (`groups` divides them), window.")

        def layer(x, stride=stride, padding=shape[-1] // 2):
            groups = x.shape[1] // shape[1]
            return F.conv2d(
                x, conv.weight, conv.bias, stride, padding, 1, groups)

        yield from check_values(what, conv.output, layer(comes), {
            "its padding is missing.": layer(comes, padding=0),
            "it is padded; 1×1 needs no padding.": layer(comes, padding=1),
            **{f"its stride is {s}; {stride} is expected here. A block has its "
               "stride in the depthwise step.": layer(comes, stride=s)
               for s in (1, 2, 3)},
            **{f"before it, {slip}": layer(wrong)
               for slip, wrong in slips.items()},
        }, "Is it dilated, or is something else before it, such as another "
           "norm, another activation or dropout?")
        yield conv.bias is None, (
            f"{what}: it has a bias, which BatchNorm behind it would cancel.")


def relu_of(z, seen, x, training):
    """Return what BatchNorm and ReLU (ReLU6, where `seen` is so small) make of
    `z` after set_known, and {slip: what that makes}.
    """
    top = 6 if seen.max() <= 6 else math.inf
    n, other = known_norm(z, training), known_norm(z, not training)
    past = x if x.shape == z.shape else 0
    source = "this batch's mean" if training else "the running averages"
    return n.clamp(0, top), {
        "there is nothing; BatchNorm and ReLU are expected.": z,
        "there is a ReLU, but no BatchNorm.": z.clamp(0, top),
        "there is a BatchNorm, but no ReLU.": n,
        "the ReLU comes in front of BatchNorm.": known_norm(z.relu(), training),
        "the ReLU is leaky; the paper's is not.": F.leaky_relu(n),
        "the ReLU6 comes in front of BatchNorm.":
            known_norm(z.clamp(0, 6), training),
        "the BatchNorm learns no γ and no β.": (n - 1).clamp(0, top),
        f"BatchNorm should use {source}.": other.clamp(0, top),
        "a shortcut adds the block's input.": n.clamp(0, top) + past,
        "a shortcut ends before the ReLU.": (n + past).clamp(0, top)}

def conv2d_loops(
    input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    """Cross-correlate `input` with `weight` as F.conv2d does, by plain loops.

    `input` is (batch, C_in, H, W), `weight` (C_out, C_in / groups, K_h, K_w),
    `bias` (C_out,) or None; `stride`, `padding` (zeros) and `dilation` are in
    pixels, the same in both directions. Returns (batch, C_out, H_out, W_out).
    ValueError where the channels do not fit.
    """
    padded = F.pad(input, [padding] * 4)
    batch, in_channels, height, width = padded.shape
    out_channels, channels, kernel_h, kernel_w = weight.shape
    if in_channels != channels * groups or out_channels % groups:
        raise ValueError(
            f"{groups} groups of {channels} do not fit "
            f"{in_channels} → {out_channels} channels")
    out_h = (height - dilation * (kernel_h - 1) - 1) // stride + 1
    out_w = (width - dilation * (kernel_w - 1) - 1) // stride + 1
    output = input.new_zeros(batch, out_channels, out_h, out_w)
    for n in range(batch):
        for o in range(out_channels):
            # the first input channel that filter o sees
            first = o // (out_channels // groups) * channels
            for i in range(out_h):
                for j in range(out_w):
                    top, left = i * stride, j * stride
                    for c in range(channels):
                        for u in range(kernel_h):
                            for v in range(kernel_w):
                                y, x = top + u * dilation, left + v * dilation
                                pixel = padded[n, first + c, y, x]
                                output[n, o, i, j] += pixel * weight[o, c, u, v]
    return output if bias is None else output + bias.view(1, -1, 1, 1)

def set_known(module):
    """Let every γ, β and bias be 1, every running average 16, and the weights
    so large that the ε of a BatchNorm is nothing beside what they give.
    """
    for part in module.parameters():
        is_row = part.numel() == max(part.shape)
        part.fill_(1) if is_row else part.normal_(0, 10)
    for average in module.buffers():
        average.fill_(16)


def known_norm(z, training):
    """Return what a BatchNorm makes of `z` after set_known."""
    kept, ones = z.new_full((2, z.shape[1]), 16.0), z.new_ones(z.shape[1])
    return F.batch_norm(z, *kept, ones, ones, training)

from torch.utils.flop_counter import FlopCounterMode


def count_flops(model, input_size):
    """Return the FLOPs that PyTorch counts for `model`.

    Counted for one example of `input_size` (C, H, W).
    """
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, *input_size, device=device))
    return counter.get_total_flops()

from torch.utils.flop_counter import FlopCounterMode


def count_macs(model, input_size):
    """Return the MACs of `model` for one example of `input_size` (C, H, W).

    They are half the FLOPs that PyTorch counts. `model` itself is not changed.
    """
    probe = copy.deepcopy(model).to(device).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        probe(torch.zeros(1, *input_size).to(device))
    return counter.get_total_flops() // 2

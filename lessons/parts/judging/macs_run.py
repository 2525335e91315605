from torch.utils.flop_counter import FlopCounterMode


def macs_run(module, *inputs):
    """Return the MACs that run, of layers and products of any spelling."""
    with FlopCounterMode(display=False) as counter:
        module(*inputs)
    return counter.get_total_flops() // 2

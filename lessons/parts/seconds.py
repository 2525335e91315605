import time


def seconds(f, repeats):
    """Return the median seconds of one call of `f`.

    A first call is not counted.
    """
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        f()
        # a GPU works on after the call returns: wait for it
        if device.type == "cuda":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return sorted(times[1:])[repeats // 2]

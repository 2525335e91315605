def explain_errors(causes, steps):
    """Yield the (holds, message) pairs of `steps`, each message with what
    PyTorch's words in it mean; return what `steps` returns.
    """
    try:
        while True:
            holds, message = next(steps)
            meant = [causes[words] for words in causes if words in message]
            yield holds, " ".join([message, *meant])
    except StopIteration as end:
        return end.value

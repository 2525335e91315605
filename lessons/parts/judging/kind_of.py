def kind_of(value):
    """Return what a value is, in words: "a list", "nothing (None)"."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    kind = type(value).__name__
    is_an = kind.startswith((*"aeioAEIO", "ndarray"))
    return f"{'an' if is_an else 'a'} {kind}"

def check_answered(**answers):
    """Yield that an answer is not given yet where its value is None."""
    for name, value in answers.items():
        yield value is not None or None, (
            f"not answered yet: set `{name}` above, then run this cell again.")

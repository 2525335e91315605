def check_result(
        what, function, *inputs, answered=(), number=False, **settings):
    """Yield what is wrong with `function(*inputs)`; return what it gives, where
    that is one number as an int or a float, and never None. `what` names the
    call; with `number`, nothing but a number will do.

    None means that the exercise is not answered yet, as long as `answered` is
    empty; it may be a list that the call itself fills.
    """
    wrong, result = "", None
    try:
        result = function(*inputs, **settings)
    except (Exception, SystemExit) as error:
        wrong = what_raised(error)
    yield not wrong, f"{what} {wrong}"
    yield result is not None or bool(answered) or None, (
        f"not answered yet: {what} gives None. Write it above, with `return` "
        "at its end, then run this cell again.")
    yield result is not None, (
        f"{what} gives nothing (None). Is there a `return` at the end?")
    result = as_number(result)
    yield not number or type(result) in (int, float), (
        f"{what} gives {kind_of(result)}; a number is expected.")
    return result

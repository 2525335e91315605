from numbers import Number


def check_numbers(praise, **expected):
    """Yield the (holds, message) pairs for numbers that the reader has set.

    `expected` maps the name of each to (number, hint, slips): the hint that
    helps with it, and {wrong number that people give: what it is}. Where the
    number is a float, three digits are enough.
    """
    given = {name: as_number(globals()[name]) for name in expected}
    missing = [name for name, value in given.items() if value is None]
    right = [
        name for name, value in given.items()
        if is_right(value, expected[name][0])]
    so_far = f" Right: {name_all(right)}." * bool(right)
    for name in [name for name in given if name not in missing + right]:
        value, (number, hint, slips) = given[name], expected[name]
        yield type(value) in (int, float), (
            f"`{name}` is {kind_of(value)}; a number is expected.{so_far}")
        yield value == value, f"`{name}` is NaN; a number is expected.{so_far}"
        others = [
            other for other in expected if is_right(value, expected[other][0])]
        for other in others:
            yield not is_right(given[other], number), (
                f"`{name}` and `{other}` are swapped.{so_far}")
        known = {value: f"that is `{other}`" for other in others} | slips
        for slip, what in known.items():
            stop = "." * (not what.endswith((".", "?")))
            yield not is_right(value, slip), (
                f"`{name}` is {value:,}: {what}{stop}{so_far}")
        yield type(number) is float or value % 1 == 0, (
            f"`{name}` is {value:,}: a whole number is expected.{so_far}")
        too = "small" if value < number else "large"
        yield not (type(number) is float and abs(value / number - 1) < 0.02), (
            f"`{name}` is {value:,}: near, and a little too {too}; three "
            f"digits are compared.{so_far}")
        yield False, (
            f"`{name}` is {value:,}: too {too}. Hint {hint} helps.{so_far}")
    yield None if missing else True, (
        f"not answered yet: set {name_all(missing)}, then run this cell again."
        f"{so_far}")
    yield True, praise


def name_all(names):
    """Return names in a row, as code."""
    return ", ".join(f"`{name}`" for name in names)


def as_number(value):
    """Return the one number in a tensor or an array; a fraction as a float."""
    if math.prod(getattr(value, "shape", (0,))) == 1:
        value = value.item()
    is_float = isinstance(value, Number) and not isinstance(
        value, (int, complex))
    return float(value) if is_float else value


def is_right(value, number):
    """Return whether a number that people wrote down is `number`."""
    if type(value) not in (int, float):
        return False
    tolerance = 1e-3 if isinstance(number, float) else 1e-9
    return abs(value - number) <= tolerance * abs(number)

import itertools


def every_slip(make, *ways):
    """Return {what is said of it: what `make` gives}, for check_values, for
    every choice of one of each of `ways`, so that two slips at once are
    recognised, too. Each way is {what is said: value}; "" is the right one.
    """
    slips = {}
    for said in itertools.product(*ways):
        values = [way[words] for way, words in zip(ways, said)]
        slips["; ".join(filter(None, said)) + "."] = make(*values)
    return slips

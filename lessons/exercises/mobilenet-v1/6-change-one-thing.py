# %% [markdown]
# # Change one thing and see the accuracy move
#
# Does a change of the network move its accuracy, or was it the seed? Plan one
# experiment with the small MobileNetV1 and the digits, say what you expect,
# and write the two functions that find out.
#
# - `change`: one setting of `MobileNetV1` that is not as in `SMALL`.
# - `prediction`: between how many and how many points the mean accuracy will
#   move; a fall is negative.
# - `train_and_test` trains one network: `torch.manual_seed(seed)`, then a new
#   network of `make()`, on `device`; `train` on `data` for `epochs` with that
#   seed; `accuracy` on `test`. It returns the network and its accuracy in per
#   cent.
# - `compare` takes two lists of accuracies, `before` and `after` the change,
#   one for each seed. Where the means differ by more than the spread it
#   returns `"up"` or `"down"`, otherwise `"too close to say"`. The spread is
#   the range of a list, its highest less its lowest; of the two lists, the
#   larger one.
#
# Checked: that `change` is one change; `train_and_test` against a fair run, on
# a few pictures; `compare` on made-up accuracies. Then train, in the last cell
# of this exercise: that checks your prediction.

# %% starter
# such as dict(stem=(8, 2)) or dict(activation=nn.SiLU)
change = None
# (lowest, highest), in points of accuracy
prediction = None


def train_and_test(make, seed, epochs, data, test):
    """Return (network, accuracy): a new network of `make()`, trained on
    `data`, and how much of `test` it gets right, in per cent.
    """
    return None


def compare(before, after):
    """Return "up", "down" or "too close to say" for two lists of accuracies."""
    return None

# %% check
def judge():
    """A dict, a pair of numbers, and two functions."""
    yield from check_answered(change=change, prediction=prediction)
    yield isinstance(change, dict) and len(change) == 1, (
        "`change` should be a dict of one setting, as dict(stem=(8, 2)).")
    points = [*prediction] if isinstance(prediction, (tuple, list)) else []
    yield [type(as_number(n)) in (int, float) for n in points] == [True] * 2, (
        "`prediction` should be two numbers of points, (lowest, highest).")
    yield points[0] <= points[1], "`prediction` has its lowest above highest."
    data = train_data[0][:64], train_data[1][:64]
    # by these labels the last epoch is not the best
    test = test_data[0][:64], (test_data[1][:64] + 8) % 10
    scores = yield from check_call(
        "`change`: the network that it asks for",
        lambda x: MobileNetV1(**SMALL | change).to(device)(x), data[0])
    yield scores.shape[1] == 10, (
        f"`change` asks for {scores.shape[1]} scores; there are ten digits.")
    before, after = MobileNetV1(**SMALL), MobileNetV1(**SMALL | change)
    yield repr(before) != repr(after), "`change` changes nothing."

    def make():
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 10), nn.BatchNorm1d(10))

    def fair(start, order):
        torch.manual_seed(start)
        network = make().to(device)
        train(network, data, 2, seed=order)
        return network

    # until this check is over
    torch.set_grad_enabled(True)
    for seed in (4, 7):
        torch.manual_seed(0)
        case = f"`train_and_test` with seed {seed}"
        given = yield from check_result(
            case, train_and_test, make, seed, 2, data, test)
        is_pair = isinstance(given, (tuple, list)) and len(given) == 2
        yield is_pair and isinstance(given[0], nn.Module), (
            f"{case} gives {kind_of(given)}; (network, accuracy), in this "
            "order, is expected.")
        # all that a network meets in training mode moves its running averages
        right, *wrong = fair(seed, seed), fair(0, seed), fair(seed, 0)
        y, expected, unseeded, unordered = (
            [*network.buffers()][-2] for network in (given[0], right, *wrong))
        yield from check_values(f"{case}, the trained network", y, expected, {
            "torch.manual_seed(seed) does not stand before `make()`.": unseeded,
            "`train` does not get the seed.": unordered,
        }, "Is it trained on `data` for all epochs, new at each call, and "
           "judged after eval()?")
        share, own = (100 * accuracy(right, x) for x in (test, data))
        yield is_right(as_number(given[1]), share), (
            f"{case} gives {given[1]}; {share:.1f} is the accuracy in per cent."
            + " It is that on `data`." * is_right(as_number(given[1]), own))
    for before, after, words in [
            ([90.0, 94.0, 92.0, 92.0], [97.0, 96.0, 98.0], "up"),
            ([96.0, 97.0, 98.0], [91.0, 95.0, 92.0, 92.0], "down"),
            ([91.0, 91.0, 92.0], [92.0, 95.0, 95.0], "too close to say"),
            ([90.0, 94.0, 92.0], [97.0, 95.0, 96.0], "too close to say")]:
        case = f"compare({before}, {after})"
        said = yield from check_result(case, compare, before, after)
        yield said == words, f"{case} gives {said!r}; {words!r} is expected."
    yield True, "one thing changed, all else alike, and no word too many."

# %% hint [markdown]
# How does this chapter train its three networks? `train_and_test` is the inner
# part of that loop. `accuracy` gives a share, not per cent, and sees to the
# mode itself.

# %% hint [markdown]
# The seed is used twice: for the weights, before the network is made, and by
# `train`, for the order of the pictures.

# %% hint [markdown]
# For `compare`, first compute the difference of the means and the two ranges.
# Three answers need two questions: is the difference above the spread? Is it
# below minus the spread?

# %% solution
change = dict(blocks=[(32, 1), (64, 2), (128, 2)])
prediction = (-3, 0)


def train_and_test(make, seed, epochs, data, test):
    """Return (network, accuracy): a new network of `make()`, trained on
    `data`, and how much of `test` it gets right, in per cent.
    """
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    """Return "up", "down" or "too close to say" for two lists of accuracies."""
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% [markdown]
# Now train both networks, with three seeds each, and see what your prediction
# was worth. The cell takes about twenty seconds.

# %% tags=["training"]
found = []
for name, make in (
        ("as it was", lambda: MobileNetV1(**SMALL)),
        ("changed", lambda: MobileNetV1(**SMALL | change))):
    found.append([])
    for seed in range(3):
        _, percent = train_and_test(make, seed, 2, train_data, test_data)
        found[-1].append(percent)
    print(f"{name:<10}", *(f"{percent:.1f} %" for percent in found[-1]))
before, after = found
difference = (sum(after) - sum(before)) / 3
low, high = prediction
print(f"{difference:+.1f} points on average: {compare(before, after)}")
outcome = "as" if low <= difference <= high else "not as"
print(f"{outcome} predicted, from {low} to {high}")

# %% right="narrower, by functions of PyTorch"
change, prediction = {"width_multiplier": 0.5}, (-5.0, -1.0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    model = make()
    model.to(device)
    train(model, data, epochs=epochs, seed=seed)
    return model, accuracy(model, test) * 100


def compare(before, after):
    before, after = torch.tensor(before), torch.tensor(after)
    difference = after.float().mean() - before.float().mean()
    spread = max(before.max() - before.min(), after.max() - after.min())
    if difference > spread:
        return "up"
    if difference < -spread:
        return "down"
    return "too close to say"

# %% right="evaluated by hand, epoch by epoch"
change, prediction = dict(activation=nn.SiLU), [0, 1]


def train_and_test(make, seed, epochs, data, test):
    torch.random.manual_seed(seed)
    net = make().to(device)
    train(net, data, epochs, seed=seed, after_epoch=lambda: accuracy(net, test))
    net.eval()
    with torch.no_grad():
        right = (net(test[0]).argmax(1) == test[1]).sum().item()
    return net, 100 * right / len(test[0])


def compare(before, after):
    import statistics
    d = statistics.mean(after) - statistics.mean(before)
    s = max(max(x) - min(x) for x in (before, after))
    return "too close to say" if -s <= d <= s else ("down", "up")[d > 0]

# %% right="the standard block in its place"
change, prediction = dict(block=standard_block), (-0.5, 1.5)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, torch.tensor(100 * accuracy(network, test))


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    return "up" if difference > spread else "down" if difference < -spread else "too close to say"

# %% wrong="two changes at once" says="should be a dict of one setting"
change, prediction = dict(width_multiplier=0.5, activation=nn.ReLU6), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="a network and not a setting" says="`change` should be a dict of one setting"
change, prediction = MobileNetV1(**SMALL, width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="a change that changes nothing" says="`change` changes nothing"
change, prediction = dict(activation=nn.ReLU), (0, 1)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="a setting that is none" says="unexpected keyword argument 'width'"
change, prediction = dict(width=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="other pictures than there are" says="its `in_channels` is 3, 1 came"
change, prediction = dict(in_channels=3), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="fewer classes" says="`change` asks for 5 scores; there are ten digits"
change, prediction = dict(num_classes=5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="one number predicted" says="`prediction` should be two numbers"
change, prediction = dict(width_multiplier=0.5), -2


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="no seed for the weights" says="torch.manual_seed(seed) does not stand before `make()`"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the seed behind the network" says="torch.manual_seed(seed) does not stand before `make()`"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    network = make().to(device)
    torch.manual_seed(seed)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="no seed for the order" says="`train` does not get the seed"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="one epoch, whatever is asked" says="Is it trained on `data` for all epochs"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, 1, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the chapter's pictures and not those given" says="Is it trained on `data` for all epochs"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, (train_data[0][:200], train_data[1][:200]), epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="trained on the test pictures, too" says="Is it trained on `data` for all epochs"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    train(network, test, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="judged in training mode" says="and judged after eval()?"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    right = network(test[0]).argmax(dim=1) == test[1]
    return network, 100 * right.float().mean().item()


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="judged on what it has learnt" says="is the accuracy in per cent. It is that on `data`"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, data)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="a share, not per cent" says="is the accuracy in per cent"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the accuracy alone" says="gives a float; (network, accuracy), in this order"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the two results exchanged" says="gives a tuple; (network, accuracy), in this order, is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return 100 * accuracy(network, test), network


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="three things returned" says="gives a tuple; (network, accuracy), in this order"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    losses = train(network, data, epochs, seed=seed)
    return network, losses, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the network handed on is not new" says="raised TypeError"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make(seed).to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="never too close" says="gives 'up'; 'too close to say' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    return "up" if difference > 0 else "down"

# %% wrong="after and before exchanged" says="[97.0, 96.0, 98.0]) gives 'down'; 'up' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(before) / len(before) - sum(after) / len(after)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the best of each" says="is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = max(after) - max(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the range before only" says="[92.0, 95.0, 95.0]) gives 'up'; 'too"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(before) - min(before)
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the range after only" says="[97.0, 95.0, 96.0]) gives 'up'; 'too close to say' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(after) - min(after)
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="both ranges together" says="[97.0, 96.0, 98.0]) gives 'too close to say'; 'up' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(before) - min(before) + max(after) - min(after)
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="a number and no word" says="'up' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    return sum(after) / len(after) - sum(before) / len(before)

# %% wrong="nothing changes, too close" says="'up' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    return "too close to say"

# %% wrong="the best epoch kept" says="is the accuracy in per cent"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    best = []
    train(network, data, epochs, seed=seed, after_epoch=lambda: best.append(accuracy(network, test)))
    return network, 100 * max(best)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="one network in a global, used again" says="with seed 7, the trained network"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


kept = []


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    kept.append(make().to(device))
    network = kept[0]
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="medians for means" says="gives 'up'; 'too close to say' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sorted(after)[len(after) // 2] - sorted(before)[len(before) // 2]
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="always three seeds" says="gives 'down'; 'up' is expected"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = (sum(after) - sum(before)) / 3
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="highest first" says="has its lowest above highest"
change, prediction = dict(width_multiplier=0.5), (1, -2)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="two texts" says="should be two numbers of points"
change, prediction = dict(width_multiplier=0.5), ('-1', '1')


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="dropout" says="`change`: the network that it asks for raised TypeError"
change, prediction = dict(dropout=0.1), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="a setting of training" says="`change`: the network that it asks for raised TypeError"
change, prediction = dict(learning_rate=0.05), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="an instance for the class" says="`change`: the network that it asks for raised TypeError"
change, prediction = dict(activation=nn.SiLU()), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% wrong="the seed as the learning rate" says="Is it trained on `data` for all epochs"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = sum(after) / len(after) - sum(before) / len(before)
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

# %% right="means of tensors"
change, prediction = dict(width_multiplier=0.5), (-5, 0)


def train_and_test(make, seed, epochs, data, test):
    torch.manual_seed(seed)
    network = make().to(device)
    train(network, data, epochs, seed=seed)
    return network, 100 * accuracy(network, test)


def compare(before, after):
    difference = torch.tensor(after).mean() - torch.tensor(before).mean()
    spread = max(max(before) - min(before), max(after) - min(after))
    if abs(difference) <= spread:
        return "too close to say"
    return "up" if difference > 0 else "down"

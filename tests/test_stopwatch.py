"""The stopwatch of the chapter on milliseconds, on a clock that is pretended: load decides nothing
here. And what the chapter makes of the times: its predictions, and which layers stand for others.
"""

import math
import random
import types

import pytest
import torch
from book import ROOT
from course import definitions

PARTS = ROOT / "lessons" / "parts"


class Machine:
    """A clock that only runs move; `noise()` is what a call takes more, as a factor, and `share`
    is how much of its time the processor works for us.
    """

    def __init__(self, noise=lambda: 1.0, share=1.0):
        self.now, self.noise, self.share = 1e6, noise, share
        self.clocks = {"clock": lambda: self.now, "own": lambda: self.share * self.now}

    def clock(self):
        return self.now

    def run(self, seconds):
        def run():
            self.now += seconds * self.noise()

        return run


CHANCE = random.Random()


def small_noise():
    return 1 + abs(CHANCE.gauss(0, 0.05))


def bursts():
    return 1 if CHANCE.random() < 0.4 else CHANCE.uniform(1, 90)


@pytest.fixture
def watch():
    CHANCE.seed(1)
    names = {"torch": torch, "math": math, "device": torch.device("cpu")}
    for part in ("stopwatch", "gate"):
        exec((PARTS / f"{part}.py").read_text(encoding="utf8"), names)
    return types.SimpleNamespace(**names)


def test_equal_things_are_equal(watch, capsys):
    machine = Machine(small_noise)
    runs = {name: machine.run(1e-3) for name in "ab"}
    taken = watch.race(runs, **machine.clocks)
    value, low, high = watch.ratio(taken, "a", "b")
    assert low <= 1 <= high and high - low < 0.1 and low <= value <= high
    assert "gate open" in capsys.readouterr().out
    assert "too close to say" in watch.verdict(taken, "a", "b")


def test_a_thing_twice_as_slow_is_found(watch):
    machine = Machine(small_noise)
    taken = watch.race({"fast": machine.run(1e-3), "slow": machine.run(2e-3)}, **machine.clocks)
    value, low, high = watch.ratio(taken, "slow", "fast")
    assert 1.9 < low <= value <= high < 2.1
    said = watch.verdict(taken, "slow", "fast")
    assert said.startswith(f"{value:.2f} (") and "40 rounds" in said and "too" not in said


def test_bursts_close_the_gate_and_there_is_no_verdict(watch, capsys):
    machine = Machine(bursts)
    taken = watch.race(
        {"fast": machine.run(5e-3), "slow": machine.run(1e-2)}, **machine.clocks, rounds=6
    )
    assert "TOO NOISY" in capsys.readouterr().out
    assert watch.verdict(taken, "slow", "fast").startswith("too noisy to say")
    machine.noise = small_noise
    later = watch.race({"fast": machine.run(5e-3)}, **machine.clocks)
    assert "TOO NOISY" in watch.verdict(later, "fast", watch.AGAIN), "later verdicts carry it"
    assert "TOO NOISY" in watch.noisy(later) and "too noisy" in watch.noisy(later, taken)


def test_a_shared_processor_closes_the_gate(watch, capsys):
    """Every round is disturbed alike, so that the same against itself is 1."""
    machine = Machine(small_noise, share=0.6)
    taken = watch.race({"a": machine.run(1e-3), "b": machine.run(2e-3)}, **machine.clocks)
    assert "TOO NOISY" in capsys.readouterr().out
    assert watch.verdict(taken, "b", "a").startswith("too noisy to say")


def test_few_bursts_are_outlived(watch):
    machine = Machine(lambda: 50 if CHANCE.random() < 0.05 else 1)
    taken = watch.race(
        {"fast": machine.run(1e-2), "slow": machine.run(1.5e-2)}, **machine.clocks, budget=1e3
    )
    _, low, high = watch.ratio(taken, "slow", "fast")
    assert low <= 1.5 + 1e-9 and high >= 1.5 - 1e-9 and high - low < 0.1


def test_few_rounds_say_nothing(watch):
    machine = Machine()
    runs = {"a": machine.run(1e-3), "b": machine.run(2e-3)}
    taken = watch.race(runs, **machine.clocks, rounds=4)
    assert watch.ratio(taken, "b", "a") == (pytest.approx(2), -math.inf, math.inf)
    assert "too noisy to say" in watch.verdict(taken, "b", "a")


@pytest.mark.parametrize(
    ("seconds", "rounds"), [(0.01, 40), (0.35, 3), (5.0, 1)], ids=["short", "long", "very long"]
)
def test_the_budget_holds_within_a_round(watch, seconds, rounds):
    machine = Machine()
    begin, runs = machine.now, {name: machine.run(seconds) for name in "abc"}
    taken = watch.take_turns(runs, budget=3.0, clock=machine.clock)
    assert {len(times) for times in taken.values()} == {rounds}
    warm_up, one_round = 6 * seconds, 3 * seconds
    assert machine.now - begin <= max(6.0 + seconds, warm_up + one_round + seconds)


def test_a_round_that_outgrows_the_budget_is_dropped(watch):
    machine = Machine()
    machine.noise = lambda: 1 if machine.now < 1e6 + 2 else 1000
    runs = {name: machine.run(0.01) for name in "ab"}
    taken = watch.take_turns(runs, rounds=1000, budget=3.0, clock=machine.clock)
    assert machine.now - 1e6 < 2 + 10.1
    assert max(max(times) for times in taken.values()) < 0.011


def test_a_turn_is_a_block_of_calls_and_the_order_changes(watch):
    machine, order = Machine(), []

    def noting(name, seconds):
        def run():
            order.append(name)
            machine.now += seconds

        return run

    watch.take_turns(
        {"a": noting("a", 4e-4), "b": noting("b", 2e-3)},
        rounds=20, clock=machine.clock, block=2.0001e-3,
    )  # fmt: skip
    turns = "".join(order[4:])
    assert turns.count("a") == 5 * turns.count("b") == 100
    assert "aaaaabaaaaab" in turns and "baaaaaaaaaab" in turns


def test_an_interval_of_any_formula(watch):
    taken = {"a": [3.0] * 8, "b": [1.0] * 8}
    assert watch.estimate(taken, lambda t: 2 * (t["a"] - t["b"])) == (4, 4, 4)


@pytest.fixture(scope="module")
def chapter_10():
    return types.SimpleNamespace(**definitions("from-macs-to-milliseconds"))


@pytest.mark.parametrize(
    ("predicted", "measured", "noisy", "said"),
    [
        (0.50, (0.52, 0.48, 0.56), False, "holds"),
        (0.05, (0.05, -0.01, 0.09), False, "holds, but so would nothing"),
        (0.12, (0.05, -0.01, 0.09), False, "FAILS"),
        (0.00, (0.30, 0.20, 0.40), False, "FAILS"),
        (0.50, (0.52, 0.48, 0.56), True, "too noisy to say"),
    ],
)
def test_a_prediction_that_nothing_would_meet_too_says_so(
    chapter_10, capsys, predicted, measured, noisy, said
):
    chapter_10.judge_prediction("it", predicted, measured, noisy, nothing=0)
    assert capsys.readouterr().out.rstrip().partition("): ")[2] == said


@pytest.mark.parametrize("count", [3, 60])
def test_calls_that_are_added_change_no_score(chapter_10, count):
    torch.manual_seed(0)
    model, x = chapter_10.MobileNetV1().eval(), torch.rand(1, 3, 32, 32)
    made = []
    runs = [lambda k=k: made.append(k) for k in range(count)]
    with torch.inference_mode():
        assert torch.equal(chapter_10.with_calls(model, runs)(x), model(x))
    assert sorted(made) == list(range(count))


def test_the_smallest_layers_are_run_by_the_programs_of_the_networks(chapter_10):
    threads = torch.get_num_threads()
    try:
        for torch_threads, size in ((1, 224), (2, 32), (2, 224)):
            torch.set_num_threads(torch_threads)
            smallest = set(chapter_10.smallest_runs(torch.contiguous_format))
            for network in (chapter_10.MobileNetV1, chapter_10.MobileNetV2):
                layers = chapter_10.inventory(network().eval(), torch.rand(1, 3, size, size))
                assert {chapter_10.call_of(*layer[:2]) for layer in layers} <= smallest
    finally:
        torch.set_num_threads(threads)

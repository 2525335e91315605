"""The judge of the chapter on design trains what passes, reports and draws every try, refuses what
does not pass, never raises or hangs, and has no idle condition.
"""

import functools

import matplotlib.pyplot as plt
import pytest
import torch
from course import BOOK
from judging import EXERCISES, SIGNS, STRANGE, namespace_at, run, verdict
from mutants import find_function, mutants

pytestmark = pytest.mark.prove

CHAPTER = BOOK.chapter("design-your-own")
OWN = {exercise.label: exercise for exercise in EXERCISES if exercise.chapter == CHAPTER}
LABELS = list(OWN)[1:]  # the levels


@pytest.fixture(scope="module")
def after_solutions():
    """The names of the chapter, where its own functions look them up, with its solutions and
    without its rivals.
    """
    names = namespace_at(OWN[LABELS[-1]])
    for exercise in OWN.values():
        run(exercise.check + exercise.solution, names)
    names["few"] = tuple(part[:64] for part in names["pictures"])
    run(CLOCK, names)
    return names


@pytest.fixture
def names(after_solutions):
    """The same for one test, which may change them; no tries yet."""
    saved, levels = dict(after_solutions), dict(after_solutions["LEVELS"])
    yield after_solutions
    after_solutions.clear()
    after_solutions.update(saved)
    after_solutions["tries"].clear()
    after_solutions["LEVELS"].update(levels)


# a stopwatch that measures nothing: how long a design takes, for V1's one; V1 entered again; how
# much longer the longest round is than the shortest
CLOCK = """
def clock(mine, again=1.0, noise=0.0):
    def stopwatch(runs):
        assert list(runs) == ["V1", "again", "mine"]
        for run in runs.values():
            assert run().shape == (64, 10)
        takes = {"V1": 1.0, "again": again, "mine": mine}
        return {
            name: [takes[name] * (1 + noise * (p * k % 20) / 20) for k in range(20)]
            for p, name in zip((3, 7, 11), runs)}
    return stopwatch
"""


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def ask(names, call, settings="seeds=1, epochs=1, data=few, stopwatch=clock(0.5)"):
    """Call try_design(`call`, `settings`); return what it reported and its one verdict."""
    lines = run(f"try_design({call}, {settings})", names)
    verdicts = [line for line in lines if line.startswith(SIGNS)]
    assert len(verdicts) == 1 and lines[-1] == verdicts[0], lines
    return {
        line.split()[0]: line
        for line in lines[:-1]
        if not line.startswith("IntProgress") and not line.endswith(":")
    }, lines[-1]


def shown(names, monkeypatch):
    """Return the words in the picture of all tries."""
    texts = []
    monkeypatch.setattr(
        plt, "show", lambda: texts.extend(text.get_text() for text in plt.gca().texts)
    )
    names["draw_tries"]()
    return texts


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_reference_is_trained_and_reported(names, level):
    report, verdict = ask(names, f"'mine', reference_{level}, {level}")
    assert list(report) == ["parameters", "MACs", "field", "time", "accuracy"]
    model, limits = names[f"reference_{level}"](), names["LEVELS"][level]
    assert (
        f" {names['count_parameters'](model):,} " in report["parameters"]
        and f" {limits.parameters:,};" in report["parameters"]
    )
    assert (
        f" {names['count_macs'](model, (1, 32, 32)):,} " in report["MACs"]
        and "most in `" in report["MACs"]
    )
    assert f" {names['seen_pixels'](model)} " in report["field"]
    assert verdict.startswith(f"❌ Level {level}: ")  # one pass over 64 pictures is not enough


VERDICTS = ["passed", "failed", "not to be told"]


@pytest.mark.parametrize(
    "accuracies, bar, verdict",
    [
        ([90.0, 91.0, 92.0], 88.0, 0),
        ([90.0, 91.0, 92.0], 94.0, 1),
        ([90.0, 91.0, 92.0], 91.0, 2),
        ([90.0, 91.0, 92.0], 90.0, 2),  # a near pass
        ([90.0, 91.0, 92.0], 92.0, 2),  # a near miss
        ([90.9, 91.0, 91.1], 90.5, 0),
        ([91.0, 91.0, 91.0], 90.9, 2),  # alike by luck: the pictures are chance, too
        ([88.0, 91.0, 94.0], 88.0, 2),
        ([99.0], 88.0, 2),  # one seed has no spread
        ([90.0, 91.0, 92.0] * 3, 90.4, 0),  # more seeds tell
    ],
)
def test_a_verdict_knows_its_spread(names, accuracies, bar, verdict):
    mean, width = names["mean_and_width"](accuracies)
    assert names["decide"](mean - width, mean + width, bar) == VERDICTS[verdict]


def test_who_is_at_the_bar_passes_one_time_in_ten_at_most(names):
    torch.manual_seed(0)
    for seeds in (2, 3, 5, 10):
        said = []
        for accuracies in torch.randn(2000, seeds).tolist():
            mean, width = names["mean_and_width"](accuracies)
            said.append(names["decide"](mean - width, mean + width, 0.0))
        for told in VERDICTS[:2]:
            assert said.count(told) < 0.12 * len(said), (seeds, told)


def test_test_pictures_are_made_after_the_training(names, monkeypatch):
    """Each network has some of its own, which nobody had before."""
    done = []
    for name in ("train_seeds", "scatter_digits"):
        function = names[name]
        monkeypatch.setitem(
            names,
            name,
            lambda *args, name=name, function=function: (
                done.append((name, args[1])),
                function(*args),
            )[1],
        )
    ask(names, "'mine', reference_3, 3", "seeds=2, epochs=1, data=few, stopwatch=clock(1)")
    trained = [name for name, _ in done].index("train_seeds")
    seeds = [seed for name, seed in done if name == "scatter_digits"]
    assert len(done) - trained - 1 == 2 * 5 and len({*seeds}) == len(seeds)


def test_what_was_trained_is_inspected(names):
    """A network that becomes another one while it learns."""
    run(
        "class Grows(nn.Module):\n    def __init__(self):\n        super().__init__();"
        " self.small, self.steps = reference_3(), 0; self.big = nn.Conv2d(1, 40, 15)\n"
        "    def forward(self, x):\n        self.steps += self.training and len(x) == 64\n"
        "        y = self.small(x)\n        return y if self.steps < 9 and not self.training"
        " else y + self.big(x).mean()\n",
        names,
    )
    settings = "seeds=2, epochs=9, data=few, stopwatch=clock(1)"
    _, verdict = ask(names, "'mine', Grows, 3", settings)
    assert "❌ Level 3: after training it has 15,8" in verdict and not names["tries"]


def test_weights_that_are_kept_elsewhere_are_refused(names):
    run(
        "K = nn.Conv2d(1, 1, 3, padding=1).to(device)\nclass Kept(nn.Module):\n"
        "    def __init__(self):\n        super().__init__(); self.net = reference_3();"
        " self.keeps = [K.weight.data]\n"
        "    def forward(self, x): return self.net(F.conv2d(x, self.keeps[0], padding=1))\n"
        "class Closed(nn.Module):\n    def __init__(self): super().__init__(); self.net ="
        " reference_3()\n    def forward(self, x): return self.net(K(x))\n",
        names,
    )
    for name in ("Kept", "Closed"):
        _, verdict = ask(names, f"'mine', {name}, 3")
        assert "a tensor of shape (1, 1, 3, 3) takes part that the network does not know" in verdict


def test_training_learns(names):
    """More passes over a few pictures are remembered, and each seed counts."""
    names["more"] = tuple(part[:256] for part in names["pictures"])
    names["test"] = lambda model: 100 * names["accuracy"](model, names["more"])
    ask(names, "'once', reference_3, 3", "seeds=2, epochs=1, data=more, stopwatch=clock(1)")
    ask(names, "'often', reference_3, 3", "seeds=1, epochs=20, data=more, stopwatch=clock(1)")
    once, often = names["tries"]
    assert len(once.accuracies) == 2 and often.mean > once.mean + 20


def test_earlier_tries_stay_in_the_picture(names, monkeypatch):
    run("tries.append(Try('V1', 36874, 1075456, [89.0, 90.0]))", names)
    ask(names, "'mine', reference_3, 3")
    ask(names, "'mine', reference_3, 3")
    ask(names, "'co$t', reference_2, 2")
    ask(names, "'too dear', reference_1, 3")
    assert [t.name for t in names["tries"]] == ["V1", "mine", "mine (2)", "co$t"]
    texts = shown(names, monkeypatch)
    assert {"V1", "mine", "mine (2)", r"co\$t"} <= set(texts) and "too dear" not in texts


@pytest.mark.parametrize(
    "limit, words",
    [
        ("parameters", "parameters; level 1 allows"),
        ("macs", "MACs; level 1 allows"),
        ("field", "level 1 asks for 44×44"),
    ],
)
def test_each_limit_is_kept_before_training(names, limit, words):
    design = names["reference_1"]()
    value = {
        "parameters": names["count_parameters"](design) - 1,
        "macs": names["count_macs"](design, (1, 32, 32)) - 1,
        "field": 44,
    }[limit]
    names["LEVELS"][1] = names["LEVELS"][1]._replace(**{limit: value})
    report, verdict = ask(names, "'mine', reference_1, 1")
    assert (
        words in verdict and list(report) == ["parameters", "MACs", "field"] and not names["tries"]
    )


def test_what_would_take_too_long_is_refused(names):
    _, verdict = ask(names, "'mine', reference_1, 1", "data=few, patience=0")
    assert "❌ Level 1: not trained: 18 steps would take" in verdict and not names["tries"]


def test_a_training_that_runs_on_is_stopped(names):
    """It blames nobody; what the estimate said was less."""
    names["seconds_of"] = lambda model, data, steps: 0
    _, verdict = ask(names, "'mine', reference_1, 1", "data=few, patience=0.001")
    assert verdict.startswith("⬜ Level 1: not to be told: the training was stopped after 0.001 s")
    assert not names["tries"]


ABUSES = {
    "a class that needs arguments": "abuse = MobileNetV1, nn.Linear",
    "not a function": "abuse = 3",
    "a network": "abuse = reference_1()",
    "a network whose forward raises": (
        "class abuse(nn.Module):\n    def __init__(self): super().__init__(); self.a = nn.Linear(1,"
        " 1)\n    def forward(self, x): raise RuntimeError('no')"
    ),
    "super().__init__() forgotten": (
        "class abuse(nn.Module):\n    def __init__(self): self.a = nn.Linear(1, 1)"
    ),
    "wrong shape": "abuse = lambda: nn.Conv2d(1, 10, 3)",
    "no batch": "abuse = lambda: nn.Sequential(reference_1(), nn.Flatten(0))",
    "scores of NaN": (
        "class abuse(MobileNetV1):\n    def __init__(self): super().__init__(10, 0.3, 1,"
        " blocks=BLOCKS)\n    def forward(self, x): return super().forward(x) / 0 * 0"
    ),
    "infinite in training only": (
        "class abuse(MobileNetV1):\n    def __init__(self): super().__init__(10, 0.3, 1,"
        " blocks=BLOCKS)\n    def forward(self, x): return super().forward(x) * (math.inf if"
        " self.training else 1)"
    ),
    "complex scores": (
        "class abuse(MobileNetV1):\n    def __init__(self): super().__init__(10, 0.3, 1,"
        " blocks=BLOCKS)\n    def forward(self, x): return super().forward(x) * 1j"
    ),
    "half precision": "abuse = lambda: reference_1().half()",
    "double precision": "abuse = lambda: reference_1().double()",
    "half scores": (
        "class abuse(MobileNetV1):\n    def __init__(self): super().__init__(10, 0.3, 1,"
        " blocks=BLOCKS)\n    def forward(self, x): return super().forward(x).half()"
    ),
    "no parameter learns": "def abuse(): return reference_1().requires_grad_(False)",
    "no parameters": "abuse = lambda: nn.Sequential(nn.AdaptiveAvgPool2d((1, 10)), nn.Flatten())",
    "other weights on the meta device": "abuse = lambda: reference_1().to('meta')",
    "train() broken": (
        "class abuse(MobileNetV1):\n    def __init__(self): super().__init__(10, 0.3, 1,"
        " blocks=BLOCKS)\n    def train(self): return None"
    ),
    "cannot be copied": (
        "import threading\nclass abuse(MobileNetV1):\n    def __init__(self): super().__init__(10,"
        " 0.3, 1, blocks=BLOCKS); self.lock = threading.Lock()"
    ),
    "endless recursion": "def abuse(): return abuse()",
    "parameters without end": (
        "abuse = lambda: nn.Sequential(nn.Flatten(), nn.Linear(1024, 10_000), nn.Linear(10_000,"
        " 10))"
    ),
    "BatchNorm over one value": (
        "abuse = lambda: nn.Sequential(nn.Flatten(), nn.Linear(1024, 10), nn.Unflatten(1, (1, 10)),"
        " nn.BatchNorm1d(7))"
    ),
    "two seeds, other networks": (
        "made = []\ndef abuse():\n    made.append(1)\n    return reference_1() if len(made) < 2"
        " else None"
    ),
    "leaves during training": (
        "made = []\nclass abuse(MobileNetV1):\n    def __init__(self): super().__init__(10, 0.3, 1,"
        " blocks=BLOCKS)\n    def forward(self, x): return exit() if len(x) == 64 else"
        " super().forward(x)"
    ),
}


@pytest.mark.parametrize("code", ABUSES.values(), ids=list(ABUSES))
def test_abuse_is_survived(names, code):
    run(code, names)
    _, verdict = ask(names, "'mine', abuse, 1")
    assert verdict.startswith("❌ Level 1: ") and len(verdict) > 30 and not names["tries"]


@pytest.mark.parametrize("value", STRANGE.values(), ids=list(STRANGE))
def test_a_strange_value_is_survived(names, value):
    names["strange"] = value
    for call in ("'mine', strange, 1", "'mine', lambda: strange, 1"):
        assert ask(names, call)[1].startswith(SIGNS[::2])  # not answered, or wrong
    assert not names["tries"]
    ask(names, "strange, reference_3, strange")
    ask(names, "strange, reference_3, 3")


@pytest.mark.parametrize("where", ["__init__", "forward"])
def test_what_never_ends_is_stopped(names, where, monkeypatch):
    monkeypatch.setenv("CHECK_LIMIT", "1")
    run(
        "class Slow(MobileNetV1):\n    def __init__(self): super().__init__(10, 0.3, 1,"
        " blocks=BLOCKS); self.a('__init__')\n    def forward(self, x): self.a('forward'); return"
        f" super().forward(x)\n    def a(self, place):\n        while place == {where!r}: pass",
        names,
    )
    _, verdict = ask(names, "'mine', Slow, 1")
    assert verdict.startswith("⏹ Level 1: stopped after 1 s")


FAKES = """
def train_seeds(networks, epochs, data, patience):
    print("it trains")
    if patience == 99:
        raise TimeoutError
    seen.extend(marks)
def test(model): return seen.pop(0) if seen else untrained
def draw_tries(): print("drawn")
seen, marks, untrained = [], [90.0, 91.0, 92.0], 10
def judge(level=1, design=reference_1, mine=0.5, noise=0.0, again=1.0, **settings):
    settings = {"data": few, "stopwatch": clock(mine, again, noise), **settings}
    try_design("mine", design, level, **settings)
"""
COUNTED = """
made = []
def Counted():
    made.append(1)
    return digit_v1() if len(made) == 2 else reference_1()
"""
CALLS = [  # what is run, the training being faked; what that prints; what it does not print
    ("judge()", ["it trains", "drawn", "✅ Level 1: passed: 91.0 ± 1.1 %, and 88.0 %"], []),
    ("judge()", ["accuracy   91.0 ± 1.1 %, from 90.0, 91.0, 92.0; at least 88.0"], ["at most 0"]),
    ("judge()", ["time       0.50 of V1's (0.50 to 0.50); V1 against itself 1.00"], []),
    (
        "marks = [88.0, 89.0, 90.0]; judge()",
        [
            "⬜ Level 1: not to be told with seeds=3: 89.0 ± 1.1 %",
            "seeds=4 would settle it",
            "drawn",
        ],
        [],
    ),
    (
        "marks = [87.3, 88.0, 89.0]; judge()",
        ["⬜ Level 1: not to be told with seeds=3: 88.1 ± 0.9 %", "Ten seeds would hardly"],
        [],
    ),
    (
        "marks = [86.4, 87.4, 88.4]; judge()",
        ["⬜ Level 1: not to be told with seeds=3: 87.4 ± 1.1 %", "seeds=5 would settle it"],
        [],
    ),
    (
        "marks = [95.0]; judge(seeds=1)",
        ["⬜ Level 1: not to be told with seeds=1: 95.0 ± inf %", "seeds=2 would settle it"],
        [],
    ),
    (
        "marks = [84.0, 85.0, 86.0]; judge()",
        ["❌ Level 1: failed by 3.0 points: 85.0 ± 1.1 %", "drawn"],
        [],
    ),
    ("marks = [20.1] * 3; judge()", ["❌ Level 1: failed by 67.9 points"], []),
    (
        "marks = [20.0] * 3; judge()",
        ["❌ Level 1: 20.0 % is guessing: the training failed", "drawn"],
        [],
    ),
    ("for _ in '12': judge()", ["tries: mine, mine (2)."], []),
    ("judge(draw=False)", ["✅ Level 1: passed", "tries: mine."], ["drawn"]),
    ("judge(seeds=0)", ["❌ Level 1: at least one seed is needed", "tries: ."], ["drawn"]),
    ("judge(patience=0)", ["❌ Level 1: not trained: 18 steps", "tries: ."], ["it trains"]),
    ("judge(patience=99)", ["⬜ Level 1: not to be told: the training was stopped"], ["drawn"]),
    (
        "judge(design=digit_v1)",
        ["❌ Level 1: it has 36,874 parameters; level 1 allows 30,000", "tries: ."],
        ["drawn", "it trains"],
    ),
    ("judge(level=5)", ["❌ Level 5: there is no level 5; the levels are 1, 2, 3, 4"], []),
    (
        "untrained = 50; judge()",
        ["❌ Level 1: the network gets 50 % right before its training", "tries: ."],
        ["it trains"],
    ),
    (
        COUNTED + "judge(design=Counted)",
        ["❌ Level 1: after training it has 36,874 parameters", "tries: ."],
        ["drawn"],
    ),
    # by a pretended stopwatch: fast, slow, equal, at the limit; noisy
    ("judge(4, mine=0.3)", ["✅ Level 4: passed", "(0.30 to 0.30)", "at most 0.75"], []),
    ("judge(4, mine=0.75)", ["✅ Level 4: passed"], []),
    ("judge(4, mine=1.0)", ["❌ Level 4: failed by the clock: it takes 1.00 of V1's"], []),
    ("judge(4, mine=3.0)", ["❌ Level 4: failed by the clock: it takes 3.00 of V1's"], []),
    ("judge(4, mine=0.751)", ["❌ Level 4: failed by the clock"], []),
    (
        "judge(4, mine=0.75, noise=0.2)",
        ["⬜ Level 4: not to be told by this clock: 0.75", "too near to the 0.75 that is allowed"],
        ["noisy"],
    ),
    (
        "judge(4, mine=0.3, noise=3)",
        ["⬜ Level 4: not to be told by this clock: not to be told on this machine now", "drawn"],
        ["0.30 of V1's"],
    ),
    ("judge(4, mine=3.0, noise=3)", ["⬜ Level 4: not to be told by this clock"], []),
    ("judge(4, again=1.3)", ["⬜ Level 4: not to be told by this clock", "V1 against itself"], []),
    ("judge(4, again=0.7)", ["⬜ Level 4: not to be told by this clock"], []),
    ("judge(noise=3)", ["✅ Level 1: passed", "it is too noisy: V1 against itself"], []),
    (
        "marks = [80.0, 81.0, 82.0]; judge(4, noise=3)",
        ["❌ Level 4: failed by 7.5 points"],
        [],
    ),
    (
        "marks = [88.2, 89.2, 90.2]; judge(4)",
        ["⬜ Level 4: not to be told with seeds=3"],
        [],
    ),
    (
        "marks = [89.0, 90.0, 91.0]; judge(4, mine=2.0)",
        ["❌ Level 4: failed by the clock"],
        [],
    ),
]


BEFORE = [
    "inspect_design",
    "check_starts",
    "is_one_start",
    "check_network",
    "check_scores",
    "check_own",
    "check_bill",
    "first_step",
    "build_seeds",
    "Meter",
    "watch",
    "read_bill",
    "Maps",
    "watch_maps",
    "seen_pixels",
    "field_of",
]


def call(names, code):
    """Return what `code` prints, and the names of the tries that it leaves."""
    before = dict(names)
    lines = run(FAKES + code + "\nprint(f'tries: {\", \".join(t.name for t in tries)}.')", names)
    names.update(before)
    names["tries"].clear()
    return "\n".join(lines)


def answer(names, label, code):
    """Return the verdict on an answer to exercise `label`."""
    return verdict(OWN[label], code)


def is_kept(text, said, unsaid):
    return all(words in text for words in said) and not any(words in text for words in unsaid)


@pytest.fixture(scope="module")
def promises(after_solutions):
    """What is promised of CALLS and of the answers to the three levels: two lists of (what is
    printed, a function that prints it anew, what is in it, what is not).
    """
    calls = [(functools.partial(call, code=code), said, unsaid) for code, said, unsaid in CALLS]
    answers = [(functools.partial(answer, label=LABELS[0], code=""), [f"⬜ {LABELS[0]} "], [])]
    for label in LABELS:
        for right, given in OWN[label].answers:
            said = [f"{'✅' if right else '❌'} {label} ", given.says]
            # the unusual networks come last in the file
            answers.insert(0, (functools.partial(answer, label=label, code=given.code), said, []))
    found = [
        [(ask(after_solutions), ask, *rest) for ask, *rest in some] for some in (calls, answers)
    ]
    assert all(is_kept(text, *rest) for some in found for text, _, *rest in some)
    return found


def is_noticed(names, promises, text):
    """Return whether some promise is broken; asked first are those with `text` in what they print,
    then those that were broken last.
    """
    for promise in sorted(promises, key=lambda promise: text not in promise[0]):
        _, ask, *rest = promise
        try:
            broken = not is_kept(ask(names), *rest)
        except Exception:
            broken = True
        if broken:
            promises.remove(promise)
            promises.insert(0, promise)
            return True
    return False


@pytest.mark.parametrize("code, said, unsaid", CALLS)
def test_call(names, code, said, unsaid):
    text = call(names, code)
    assert is_kept(text, said, unsaid), text


@pytest.mark.parametrize(
    "function", [*BEFORE, "say_share", "say_more_seeds", "judge_training", "try_design"]
)
def test_every_condition_counts(names, promises, function):
    """As in test_no_idle_condition.py: without a condition of `function`, some call or answer gets
    another verdict, picture or name.
    """
    calls, answers = promises
    asked = [*answers, *calls] if function in BEFORE else [*calls]
    before, idle = dict(names), []
    for what, mutant, text in mutants(find_function(CHAPTER, function)):
        run(mutant, names)
        if not is_noticed(names, asked, text):
            idle.append(what)
        names.clear()
        names.update(before)
    assert not idle, "\n".join(idle)

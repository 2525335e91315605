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
    names["few"] = [(images[:64], labels[:64]) for images, labels in names["pictures"]]
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


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def ask(names, call, settings="seeds=1, epochs=1, data=few"):
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


@pytest.mark.parametrize("level", [1, 2, 3])
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


@pytest.mark.parametrize(
    "limit, sign, words",
    [(49.9, "✅", "passed"), (50.0, "✅", "passed"), (50.1, "❌", "points short")],
)
def test_the_limit_of_accuracy_decides(names, limit, sign, words):
    names["LEVELS"][1] = names["LEVELS"][1]._replace(accuracy=limit)
    run(FAKES + "marks = [49.0, 51.0]", names)
    _, verdict = ask(names, "'mine', reference_1, 1", "data=few, draw=False")
    assert verdict.startswith(f"{sign} Level 1: ") and words in verdict


def test_training_learns(names):
    """More passes over a few pictures are remembered, and each seed counts."""
    learn = [part[:256] for part in names["pictures"][0]]
    names["both"] = learn, learn
    ask(names, "'once', reference_3, 3", "seeds=2, epochs=1, data=both")
    ask(names, "'often', reference_3, 3", "seeds=1, epochs=20, data=both")
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
    value = {"parameters": 17_341, "macs": 777_407, "field": 44}[limit]
    names["LEVELS"][1] = names["LEVELS"][1]._replace(**{limit: value})
    report, verdict = ask(names, "'mine', reference_1, 1")
    assert (
        words in verdict and list(report) == ["parameters", "MACs", "field"] and not names["tries"]
    )


def test_what_would_take_too_long_is_refused(names):
    _, verdict = ask(names, "'mine', reference_1, 1", "data=few, patience=0")
    assert "not trained: a step takes" in verdict and not names["tries"]


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
        "made = []\ndef abuse():\n    made.append(1)\n    return reference_1() if len(made) < 4"
        " else exit()"
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
def train_seeds(make_network, seeds, epochs, data, bar):
    seen.extend(marks)
    return [build(make_network) for _ in marks]
def accuracy(model, data):
    return (seen.pop(0) + (data is not few[1])) / 100 if seen else untrained
def draw_tries(): print("drawn")
seen, marks, untrained = [], [90.0], 0.1
"""
COUNTED = """
made = []
def Counted():
    made.append(1)
    return digit_v1() if len(made) > 4 else reference_1()
"""
CALLS = [  # what is run, the training being faked; what that prints; what it does not print
    (
        "try_design('mine', reference_1, 1, data=few)",
        ["IntProgress", "drawn", "✅ Level 1: passed: 90.0 %, 1.5 points above"],
        [],
    ),
    ("try_design('mine', reference_1, 1)", ["✅ Level 1: passed: 91.0 %"], []),
    (
        "marks = [88.5]; try_design('mine', reference_1, 1, data=few)",
        ["✅ Level 1: passed: 88.5 %, 0.0 points above"],
        [],
    ),
    (
        "marks = [88.4]; try_design('mine', reference_1, 1, data=few)",
        ["❌ Level 1: 0.1 points short: 88.4 %", "drawn"],
        [],
    ),
    (
        "marks = [96.0, 80.0]; try_design('mine', reference_1, 1, data=few)",
        ["❌ Level 1: 0.5 points short: 88.0 %"],
        [],
    ),
    (
        "marks = [20.1]; try_design('mine', reference_1, 1, data=few)",
        ["❌ Level 1: 68.4 points short: 20.1 %"],
        [],
    ),
    (
        "marks = [20.0]; try_design('mine', reference_1, 1, data=few)",
        ["❌ Level 1: 20.0 % is guessing: the training failed", "drawn"],
        [],
    ),
    ("for _ in '12': try_design('mine', reference_1, 1, data=few)", ["tries: mine, mine (2)."], []),
    (
        "try_design('mine', reference_1, 1, data=few, draw=False)",
        ["✅ Level 1: passed: 90.0 %", "tries: mine."],
        ["drawn"],
    ),
    (
        "try_design('mine', reference_1, 1, data=few, seeds=0)",
        ["❌ Level 1: at least one seed is needed", "tries: ."],
        ["drawn"],
    ),
    (
        "try_design('mine', reference_1, 1, data=few, patience=0)",
        ["❌ Level 1: not trained: a step takes", "tries: ."],
        ["drawn"],
    ),
    (
        "try_design('mine', digit_v1, 1, data=few)",
        ["❌ Level 1: 36,874 parameters; level 1 allows 30,000", "tries: ."],
        ["drawn", "IntProgress"],
    ),
    (
        "try_design('mine', reference_1, 4, data=few)",
        ["❌ Level 4: there is no level 4; the levels are 1, 2, 3"],
        [],
    ),
    (
        "untrained = 0.5; try_design('mine', reference_1, 1, data=few)",
        ["❌ Level 1: the network gets 50 % right before its training", "tries: ."],
        ["IntProgress"],
    ),
    (
        COUNTED + "try_design('mine', Counted, 1, data=few)",
        ["❌ Level 1: the network that was trained has 36,874 parameters", "tries: ."],
        ["drawn"],
    ),
]


BEFORE = [
    "inspect_design",
    "check_network",
    "check_bill",
    "first_step",
    "build",
    "Products",
    "read_bill",
    "Maps",
    "seen_pixels",
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


@pytest.mark.parametrize("function", [*BEFORE, "judge_training", "try_design"])
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

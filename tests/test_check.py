"""What `check` says when something is raised: whose error it is, where, and at which layer; an
answer that never ends is stopped, and told so.
"""

import pytest
from course import BOOK
from judging import EXERCISES, namespace_at, run, verdict

EXERCISE = next(
    exercise
    for exercise in EXERCISES
    if exercise.chapter == BOOK.chapter("grouped") and exercise.name == "write-the-channel-shuffle"
)
ENDLESS = {
    "a loop": "while True: pass",
    "a loop that catches errors": """
    while True:
        try: raise ValueError
        except Exception: pass""",
    "a recursion of generators": "return sum(1 for _ in iter(int, 1))",
    "short library calls": "while True: x = x + 0",
    "a bare except": """
    import sys, time
    while True:
        try:
            while True: time.sleep(0.01)
        except:
            caught.append(sys.exc_info()[0])
            if len(caught) > 1: raise""",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=list(ENDLESS))
def test_an_endless_answer_is_stopped(body, monkeypatch):
    monkeypatch.setenv("CHECK_LIMIT", "1")
    code = f"caught = []\ndef channel_shuffle(x, groups):\n    {body}"
    line = verdict(EXERCISE, code)
    assert line.startswith(f"⏹ {EXERCISE.label} stopped after 1 s"), line
    assert "in the line `" in line, line


def test_an_answer_that_goes_on_is_told_how_it_ends(monkeypatch):
    monkeypatch.setenv("CHECK_LIMIT", "1")
    code = """
import time
def channel_shuffle(x, groups):
    caught = 0
    while caught < 3:
        try:
            while True: time.sleep(0.01)
        except:
            caught += 1
    return x
"""
    names = namespace_at(EXERCISE)
    run(code, names, "<answer>")
    lines = run(EXERCISE.check, names)
    assert lines[0] == "It goes on: the button Stop (■) ends it.", lines


def test_the_readers_own_stop_is_a_stop():
    code = "def channel_shuffle(x, groups):\n    raise KeyboardInterrupt"
    with pytest.raises(KeyboardInterrupt):
        verdict(EXERCISE, code)


def test_what_ends_in_time_is_not_stopped_later(monkeypatch):
    monkeypatch.setenv("CHECK_LIMIT", "1")
    assert verdict(EXERCISE, EXERCISE.solution).startswith("✅")
    later = "import time\nend = time.time() + 2\nwhile time.time() < end: pass\nprint('went on')"
    assert run(later, {}) == ["went on"]


def say(code, name="<answer>"):
    """Return the verdict on `channel_shuffle` as the cell `code` defines it."""
    names = namespace_at(EXERCISE)
    if name == "<answer>":
        run(code, names, name)
    else:
        exec(compile(code, name, "exec"), names)
    return run(EXERCISE.check, names)[-1]


def raising(statement):
    return f"def channel_shuffle(x, groups):\n    {statement}"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "x.shuffle()",
            "raised AttributeError: 'Tensor' object has no attribute 'shuffle', {line}.",
        ),
        ("raise SystemExit('gone')", "raised SystemExit: gone, {line}."),
        (
            "return nn.Conv2d(5, 2, 1)(torch.ones(1, 3, 4, 4))",
            "{line}. Conv2d(5, 2, kernel_size=(1, 1), stride=(1, 1)) was given (1, 3, 4, 4): its"
            " `in_channels` is 5, 3 came.",
        ),
        (
            "return nn.Linear(5, 2)(torch.ones(1, 3))",
            "{line}. Linear(in_features=5, out_features=2, bias=True) was given (1, 3): its"
            " `in_features` is 5, 3 came.",
        ),
        (
            "return nn.Conv2d(3, 2, 9)(torch.ones(1, 3, 4, 4))",
            "{line}. Conv2d(3, 2, kernel_size=(9, 9), stride=(1, 1)) was given (1, 3, 4, 4).",
        ),
        (
            "return nn.MaxPool2d(9)(torch.ones(1, 3, 4, 4))",
            "{line}. MaxPool2d(kernel_size=9, stride=9, padding=0, dilation=1, ceil_mode=False) was"
            " given (1, 3, 4, 4).",
        ),
    ],
)
def test_what_an_answer_raises_is_quoted(statement, said):
    line = say(raising(statement))
    assert line.startswith(f"❌ {EXERCISE.label} ") and " raised " in line
    assert line.endswith(said.format(line=f"in the line `{statement}`")), line


def test_a_line_whose_text_is_not_known_is_numbered():
    line = say(raising("x.shuffle()"), name="<typed>")
    assert line.endswith("has no attribute 'shuffle', in line 2."), line


def test_what_the_judge_stumbles_over_is_not_the_answers_error():
    """Whatever else has a name like those of judges."""
    names = namespace_at(EXERCISE) | {"checked": 3, "judged": object()}
    lines = run(
        "def judge_9_9():\n    'a ring.'\n    yield None.ring, ''\ncheck('9.9', judge_9_9)", names
    )
    assert lines == [
        "❌ 9.9 this cannot be judged: AttributeError, 'NoneType' object has no attribute 'ring'."
        " Expected: a ring."
    ]


@pytest.mark.parametrize(("holds", "sign"), [(None, "⬜"), (False, "❌"), (0, "❌"), (True, "✅")])
def test_the_first_pair_that_does_not_hold_is_the_verdict(holds, sign):
    names = namespace_at(EXERCISE) | {"pairs": [(True, "a"), (holds, "b"), (holds, "c")]}
    lines = run("check('9.9', lambda: pairs)", names)
    assert lines == [f"{sign} 9.9 {'c' if holds else 'b'}"]

"""An answer that never ends is stopped, and told so; a stop of the reader's own is not taken for
that.
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

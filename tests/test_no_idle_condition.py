"""No condition of a check is idle: without it, some right or wrong answer would get another
verdict.
"""

import functools

import pytest
from book import ROOT
from judging import EXERCISES, STRANGE, namespace_at, starter_names, verdict
from mutants import find_function, mutants

from lessons import look_up

pytestmark = pytest.mark.prove
PARTS = ROOT / "lessons" / "parts"


@functools.cache
def cases(exercise):
    """Return [(the sources of an answer, what is bound to a strange value, the signs and the phrase
    its verdict may have, its verdict)].
    """
    found = [([exercise.starter], {}, "⬜", ""), ([exercise.solution], {}, "✅", "")]
    found += [
        ([answer.code], {}, "✅" if right else "❌", answer.says)
        for right, answer in exercise.answers
    ]
    for name in starter_names(exercise.starter):
        found += [([exercise.solution], {name: value}, "⬜❌", "") for value in STRANGE.values()]
    found = [(*case, verdict(exercise, *case[0], **case[1])) for case in found]
    assert [case for case in found if not keeps(*case[2:])] == []
    return found


def keeps(signs, phrase, line):
    """Return whether the verdict `line` is one that an answer may have."""
    return line[0] in signs and phrase in line


def is_noticed(exercise, check, text):
    """Return whether some answer gets another verdict from `check`; those whose verdict has `text`
    are asked first.
    """
    for sources, strange, signs, phrase, _ in sorted(
        cases(exercise), key=lambda case: text not in case[-1]
    ):
        try:
            line = verdict(exercise, *sources, check=check, **strange)
        except Exception:
            return True
        if not keeps(signs, phrase, line):
            return True
    return False


@pytest.mark.parametrize("exercise", EXERCISES, ids=[exercise.label for exercise in EXERCISES])
def test_every_condition_counts(exercise):
    idle = [
        what
        for what, mutant, text in mutants(exercise.check)
        if not is_noticed(exercise, mutant, text)
    ]
    assert not idle, (
        f"lessons/exercises/{exercise.chapter.slug}/…-{exercise.name}.py: no answer gets another"
        " verdict without these conditions of its check (lines of the check are counted). Add a"
        " wrong answer for each, or take the condition out.\n" + "\n".join(idle)
    )


def shared_names():
    """Return the functions and classes that the checks share."""
    files = [PARTS / "set_up.py", *sorted((PARTS / "judging").glob("*.py"))]
    return sorted(name for file in files for name in look_up(file.read_text("utf8"))[0])


@pytest.mark.parametrize("name", shared_names())
def test_every_condition_of_what_checks_share_counts(name):
    """The exercises that use it most plainly are asked first."""
    users = [exercise for exercise in EXERCISES if name in namespace_at(exercise)]
    users.sort(key=lambda exercise: f"{name}(" not in exercise.check)
    function = find_function(users[0].chapter, name)
    idle = [
        what
        for what, mutant, text in mutants(function)
        if not any(is_noticed(user, f"{mutant}\n{user.check}", text) for user in users)
    ]
    assert not idle, "\n".join(idle)

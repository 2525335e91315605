"""No condition of a check is idle: without it, some right or wrong answer would get another
verdict.
"""

import functools
import time

import pytest
from book import ROOT
from judging import EXERCISES, STRANGE, namespace_at, starter_names, verdict
from mutants import find_function, mutants

from lessons import look_up

pytestmark = pytest.mark.prove


@functools.cache
def cases(exercise):
    """Return [(the sources of an answer, what is bound to a strange value, the signs and the phrase
    its verdict may have, its verdict, the seconds it took)].
    """
    found = [([exercise.starter], {}, "⬜", ""), ([exercise.solution], {}, "✅", "")]
    found += [
        ([answer.code], {}, "✅" if right else "❌", answer.says)
        for right, answer in exercise.answers
    ]
    for name in starter_names(exercise.starter):
        found += [([exercise.solution], {name: value}, "⬜❌", "") for value in STRANGE.values()]
    return [(*case, *timed(exercise, *case)) for case in found]


def timed(exercise, sources, strange, signs, phrase):
    """Return the verdict on an answer and the seconds it took; it is one that it may have."""
    begin = time.perf_counter()
    line = verdict(exercise, *sources, **strange)
    assert keeps(signs, phrase, line), line
    return line, time.perf_counter() - begin


def keeps(signs, phrase, line):
    """Return whether the verdict `line` is one that an answer may have."""
    return line[0] in signs and phrase in line


def is_noticed(check, exercise, case):
    """Return whether the answer of a case gets another verdict from `check`."""
    sources, strange, signs, phrase, *_ = case
    try:
        return not keeps(signs, phrase, verdict(exercise, *sources, check=check, **strange))
    except Exception:
        return True


def idle_conditions(source, users, is_shared=False):
    """Return the conditions of a judge, or of what judges share, without which no answer to the
    exercises `users` gets another verdict. First are asked those whose verdict has the condition's
    text, and of these the quick ones.
    """
    asked = [(user, case) for user in users for case in cases(user)]
    asked.sort(key=lambda pair: pair[1][-1])
    idle = []
    for what, mutant, text in mutants(source):
        likely_first = sorted(asked, key=lambda pair: text not in pair[1][-2])
        if not any(
            is_noticed(f"{mutant}\n{user.check}" if is_shared else mutant, user, case)
            for user, case in likely_first
        ):
            idle.append(what)
    return idle


@pytest.mark.parametrize("exercise", EXERCISES, ids=[exercise.label for exercise in EXERCISES])
def test_every_condition_counts(exercise):
    idle = idle_conditions(exercise.check, [exercise])
    assert not idle, (
        f"lessons/exercises/{exercise.chapter.slug}/…-{exercise.name}.py: no answer gets another"
        " verdict without these conditions of its check (lines of the check are counted). Add a"
        " wrong answer for each, or take the condition out.\n" + "\n".join(idle)
    )


def shared_names():
    """Return the functions and classes that judges share."""
    files = sorted((ROOT / "lessons" / "parts" / "judging").glob("*.py"))
    return sorted(name for file in files for name in look_up(file.read_text("utf8"))[0])


@pytest.mark.parametrize("name", shared_names())
def test_every_condition_of_what_judges_share_counts(name):
    users = [exercise for exercise in EXERCISES if name in namespace_at(exercise)]
    idle = idle_conditions(find_function(users[0].chapter, name), users, is_shared=True)
    assert not idle, "\n".join(idle)

"""Every right answer passes and every wrong one gets its diagnosis."""

import pytest
from judging import EXERCISES, asked_numbers, namespace_at, run, run_chapter, verdict

each_exercise = pytest.mark.parametrize(
    "exercise", EXERCISES, ids=[exercise.label for exercise in EXERCISES]
)


@each_exercise
def test_starter_is_not_answered_yet(exercise):
    printed = run_chapter(exercise.chapter)[1][exercise.label][1]
    assert len(printed) == 1 and printed[0].startswith(f"⬜ {exercise.label} "), printed


@each_exercise
def test_solution_is_right(exercise):
    printed = run(exercise.check + exercise.solution, namespace_at(exercise))
    assert printed[-1].startswith(f"✅ {exercise.label} "), printed


@pytest.mark.parametrize(
    ("exercise", "right", "answer"),
    [
        pytest.param(
            exercise,
            right,
            answer,
            id=f"{exercise.label} {'right' if right else 'wrong'}: {answer.description}",
        )
        for exercise in EXERCISES
        for right, answer in exercise.answers
    ],
)
def test_answer(exercise, right, answer):
    try:
        line = verdict(exercise, answer.code)
    except Exception as error:
        raise AssertionError(f"{answer.place}: this answer cannot be run: {error!r}") from error
    sign = "✅" if right else "❌"
    assert line.startswith(f"{sign} {exercise.label} "), (
        f"{answer.place}: {sign} is expected: {line}"
    )
    assert answer.says in line, f"{answer.place}: “{answer.says}” is expected in: {line}"


@pytest.mark.parametrize(
    "exercise",
    [
        pytest.param(exercise, id=exercise.label)
        for exercise in EXERCISES
        if "check_numbers" in exercise.check
    ],
)
def test_numbers_are_told_apart(exercise):
    """Every slip gets its own words, beside the other numbers, which are right; two numbers that
    are swapped are recognised; a hint that does not exist is not named.
    """
    asked = asked_numbers(exercise)
    right = {name: number for name, (number, _, _) in asked.items()}
    assert verdict(exercise, **right).startswith("✅")
    for name, (number, hint, slips) in asked.items():
        assert 1 <= hint <= exercise.hints, f"{name}: there is no hint {hint}"
        assert number not in slips, f"{name}: a slip is the right number"
        for slip, told in slips.items():
            line = verdict(exercise, **right | {name: slip})
            assert line.startswith("❌") and told in line, f"{told} is expected in {line}"
        for other in asked.keys() - {name}:
            line = verdict(exercise, **right | {name: right[other], other: number})
            swapped = f"`{name}` and `{other}` are swapped", f"`{other}` and `{name}` are swapped"
            assert right[other] == number or any(words in line for words in swapped), line


@each_exercise
def test_a_judge_says_what_it_expects(exercise):
    """For an answer at which the judge itself stumbles."""
    namespace = namespace_at(exercise)
    run(exercise.check, namespace)
    assert namespace[f"judge_{exercise.label.replace('.', '_')}"].__doc__

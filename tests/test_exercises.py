"""Every right answer passes and every wrong one gets its diagnosis."""

import pytest
from judging import EXERCISES, run, run_chapter, verdict

each_exercise = pytest.mark.parametrize(
    "exercise", EXERCISES, ids=[exercise.label for exercise in EXERCISES]
)


@each_exercise
def test_starter_is_not_answered_yet(exercise):
    printed = run_chapter(exercise.chapter)[exercise.label][1]
    assert len(printed) == 1 and printed[0].startswith(f"⬜ {exercise.label} "), printed


@each_exercise
def test_solution_is_right(exercise):
    printed = run(
        exercise.check + exercise.solution, dict(run_chapter(exercise.chapter)[exercise.label][0])
    )
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

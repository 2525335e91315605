"""No check raises or is fooled, whatever an answer is: strange values, and solutions whose results
are spoilt.
"""

import pytest
from judging import EXERCISES, SPOILT, STRANGE, namespace_at, run, spoil, starter_names, verdict

pytestmark = pytest.mark.prove

NAMES = [(exercise, name) for exercise in EXERCISES for name in starter_names(exercise.starter)]


@pytest.mark.parametrize(
    ("exercise", "name", "value"),
    [
        pytest.param(exercise, name, value, id=f"{exercise.label} {name} is {what}")
        for exercise, name in NAMES
        for what, value in STRANGE.items()
    ],
)
def test_strange_value_is_not_right(exercise, name, value):
    """One strange value among right ones, so that the judge comes as far as that value."""
    line = verdict(exercise, exercise.solution, **{name: value})
    assert line.startswith((f"⬜ {exercise.label} ", f"❌ {exercise.label} "))


@pytest.mark.parametrize(
    ("exercise", "name", "change"),
    [
        pytest.param(exercise, name, change, id=f"{exercise.label} {name} {how}")
        for exercise, name in NAMES
        for how, change in SPOILT.items()
    ],
)
def test_spoilt_solution_is_not_right(exercise, name, change):
    namespace = namespace_at(exercise)
    run(exercise.solution, namespace)
    value, spoilt = spoil(namespace[name], change)
    line = verdict(exercise, exercise.solution, **{name: value})
    assert (
        line.startswith(f"❌ {exercise.label} ")
        if spoilt
        else line.startswith(f"✅ {exercise.label} ")
    )

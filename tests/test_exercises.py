"""Every right answer passes, every wrong one gets its diagnosis, and nothing raises."""

import ast
import contextlib
import functools
import io
import re
from collections import Counter
from pathlib import Path

import matplotlib
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from refresh import NOT_COMPARED

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

ROOT = Path(__file__).parents[1]
KINDS = {"exercise", "check", "solution"}
HEADER = re.compile(r"^# %% (\S+) (right|wrong): (.+?)(?: -> (.+))?$", re.MULTILINE)


def read_cells(path):
    """Return the (tags, source) of every code cell of the notebook, with IPython's magics made into Python."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    to_python = TransformerManager().transform_cell
    return [(set(cell.metadata.get("tags", [])), to_python(cell.source)) for cell in cells]


def read_exercises(path):
    """Return {label: {"exercise": source, "check": source, "solution": source}} of the notebook."""
    exercises, parts = {}, {}
    for tags, source in read_cells(path):
        for kind in KINDS & tags:
            parts[kind] = source
        if "solution" in tags:
            exercises[re.search(r'^check\("(\S+)"', parts["check"], re.MULTILINE)[1]] = parts
            parts = {}
    return exercises


def read_answers(path):
    """Return the (label, kind, description, phrase, code) of every answer in the file."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf8")
    headers = list(HEADER.finditer(text))
    assert len(headers) == text.count("# %%"), f"{path.name} has a header that cannot be read"
    ends = [header.start() for header in headers[1:]] + [len(text)]
    return [(*header.groups(), text[header.end() : end]) for header, end in zip(headers, ends, strict=True)]


def run(source, namespace, name="<cell>"):
    """Execute `source` in `namespace` and return the lines it printed."""
    torch.manual_seed(0)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, name, "exec"), namespace)
    plt.close("all")
    return printed.getvalue().splitlines()


@functools.cache
def run_chapter(path):
    """Run the untouched chapter once; return, for each exercise, the names after its check and what that printed."""
    labels, states, namespace = iter(read_exercises(path)), {}, {"__name__": "__main__"}
    for tags, source in read_cells(path):
        if tags & {*NOT_COMPARED, "solution"}:
            continue
        printed = run(source, namespace, path.name)
        if "check" in tags:
            states[next(labels)] = dict(namespace), printed
    return states


CHAPTERS = {path.name[:2]: path for path in sorted((ROOT / "chapters").glob("*.ipynb"))}
EXERCISES = {(path, label): parts for path in CHAPTERS.values() for label, parts in read_exercises(path).items()}
ANSWERS = {path: read_answers(ROOT / "tests" / "answers" / f"{number}.py") for number, path in CHAPTERS.items()}
each_exercise = pytest.mark.parametrize("path, label", EXERCISES, ids=[label for _, label in EXERCISES])


def verdict(path, label, *sources, **bindings):
    """Return the line that the exercise's check prints after `sources` ran and `bindings` were made."""
    namespace = dict(run_chapter(path)[label][0])
    for source in sources:
        run(source, namespace, "<answer>")
    lines = run(EXERCISES[path, label]["check"], namespace | bindings)
    assert lines and sum(line.startswith(("⬜", "✅", "❌")) for line in lines) == 1, lines
    return lines[-1]


@each_exercise
def test_starter_is_not_answered_yet(path, label):
    printed = run_chapter(path)[label][1]
    assert len(printed) == 1 and printed[0].startswith(f"⬜ {label} "), printed


@each_exercise
def test_solution_is_right(path, label):
    parts = EXERCISES[path, label]
    printed = run(parts["check"] + parts["solution"], dict(run_chapter(path)[label][0]))
    assert printed[-1].startswith(f"✅ {label} "), printed


@pytest.mark.parametrize("path, label, kind, phrase, code", [
    pytest.param(path, label, kind, phrase, code, id=f"{label} {kind}: {description}")
    for path, answers in ANSWERS.items() for label, kind, description, phrase, code in answers
])
def test_answer(path, label, kind, phrase, code):
    line = verdict(path, label, code)
    assert line.startswith(f"{'✅' if kind == 'right' else '❌'} {label} ")
    assert kind == "right" or phrase and phrase in line


@pytest.mark.parametrize("path", ANSWERS, ids=list(CHAPTERS))
def test_every_exercise_has_answers(path):
    count = Counter((label, kind) for label, kind, *_ in ANSWERS[path])
    labels = {label for chapter, label in EXERCISES if chapter == path}
    assert {label for label, _ in count} <= labels
    assert not {label for label in labels if count[label, "right"] < 3 or count[label, "wrong"] < 5}


class Raises(nn.Module):
    def forward(self, *inputs):
        raise RuntimeError("two\nlines")


def leave(*args, **kwargs):
    raise SystemExit("gone")


STRANGE = {
    "None": None, "string": "a string", "nan": float("nan"), "inf": float("inf"), "minus one": -1, "huge": 10**400,
    "True": True, "list": [], "dict": {}, "object": object(), "function of None": lambda *args, **kwargs: None,
    "class": nn.Linear, "tensor of nan": torch.full((1,), torch.nan), "empty tensor": torch.zeros(0),
    "module that raises": Raises(), "function that leaves": leave,
}


def starter_names(source):
    """Return the names that a starter cell binds."""
    names = []
    for statement in ast.parse(source).body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names.append(statement.name)
        else:
            names += [n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return names


@pytest.mark.parametrize("path, label, name, value", [
    pytest.param(path, label, name, value, id=f"{label} {name} is {what}")
    for (path, label), parts in EXERCISES.items() for name in starter_names(parts["exercise"])
    for what, value in STRANGE.items()
])
def test_strange_value_is_not_right(path, label, name, value):
    """One strange value among right ones, so that the judge comes as far as that value."""
    line = verdict(path, label, EXERCISES[path, label]["solution"], **{name: value})
    assert line.startswith((f"⬜ {label} ", f"❌ {label} "))

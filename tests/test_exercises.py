"""Every right answer passes, every wrong one gets its diagnosis, and nothing raises."""

import ast
import contextlib
import copy
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
            parts["solution"] += same_names(parts)
            exercises[re.search(r'^check\("(\S+)"', parts["check"], re.MULTILINE)[1]] = parts
            parts = {}
    return exercises


def same_names(parts):
    """Return code that gives a solution's function the starter's name, where it has one of its own: Chapter 10's are references beside the reader's."""
    asked, defined = ([node.name for node in ast.parse(parts[kind]).body if isinstance(node, ast.FunctionDef)] for kind in ("exercise", "solution"))
    return "".join(f"\n{name} = {defined[-1]}\n" for name in asked if name not in defined)


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


def verdict(path, label, *sources, check=None, **bindings):
    """Return the line that the exercise's check (or `check` instead) prints after `sources` ran and `bindings` were made."""
    namespace = dict(run_chapter(path)[label][0])
    for source in sources:
        run(source, namespace, "<answer>")
    lines = run(check or EXERCISES[path, label]["check"], namespace | bindings)
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
    assert not {label for label in labels if count[label, "right"] < 3 or count[label, "wrong"] < 6}


class Raises(nn.Module):
    def forward(self, *inputs):
        raise RuntimeError("two\nlines")


def leave(*args, **kwargs):
    raise SystemExit("gone")


STRANGE = {
    "None": None, "string": "a string", "nan": float("nan"), "inf": float("inf"), "minus one": -1, "huge": 10**400,
    "True": True, "list": [], "dict": {}, "object": object(), "function of None": lambda *args, **kwargs: None,
    "class": nn.Linear, "tensor of nan": torch.full((1,), torch.nan), "empty tensor": torch.zeros(0),
    "module that raises": Raises(), "function that leaves": leave, "complex": 1j, "bytes": b"1", "ellipsis": ...,
    "tensor elsewhere": torch.ones(1, device="meta"), "tensor of booleans": torch.ones(2, 2, dtype=torch.bool),
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


def changed_input(given, result):
    floats = [tensor for tensor in given if isinstance(tensor, torch.Tensor) and tensor.is_floating_point()]
    for tensor in floats:
        tensor.detach().add_(1)
    return result, bool(floats)


def each_tensor(change):
    """Return a function like `changed_input` that applies `change` to every tensor in a result."""

    def spoil(given, result):
        if isinstance(result, (tuple, list)):
            parts = [spoil(given, part) for part in result]
            return type(result)(part for part, _ in parts), any(differs for _, differs in parts)
        if not isinstance(result, torch.Tensor):
            return result, False
        new = change(result.detach().clone())
        return new, new.is_meta or not torch.equal(new, result)

    return spoil


SPOILT = {
    "that changes its input": changed_input,
    "elsewhere": each_tensor(lambda tensor: tensor.to("meta")),
    "in integers": each_tensor(lambda tensor: tensor.long()),
    "with a NaN": each_tensor(lambda tensor: torch.where(torch.arange(tensor.numel(), device=tensor.device).view(tensor.shape) == 0, torch.nan, tensor)),
}


def spoil(value, change):
    """Return a tensor, function, module or class like `value` whose result `change` spoils, and a list that grows when it did."""
    done = []

    def hook(module, given, result):
        if isinstance(result, nn.Module):       # a function that makes a network
            result.register_forward_hook(hook)
            return result
        result, differs = change(given, result)
        done.extend([True] * differs)
        return result

    if isinstance(value, torch.Tensor):
        return hook(None, (), value), done
    if isinstance(value, nn.Module):
        value = copy.deepcopy(value)
        value.register_forward_hook(hook)
        return value, done
    if isinstance(value, type) and issubclass(value, nn.Module):
        class Spoilt(value):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.register_forward_hook(hook)

        return Spoilt, done
    if callable(value) and not isinstance(value, type):
        return functools.wraps(value)(lambda *args, **kwargs: hook(None, args, value(*args, **kwargs))), done
    return value, done


@pytest.mark.parametrize("path, label, name, change", [
    pytest.param(path, label, name, change, id=f"{label} {name} {how}")
    for (path, label), parts in EXERCISES.items() for name in starter_names(parts["exercise"])
    for how, change in SPOILT.items()
])
def test_spoilt_solution_is_not_right(path, label, name, change):
    solution, namespace = EXERCISES[path, label]["solution"], dict(run_chapter(path)[label][0])
    run(solution, namespace)
    value, spoilt = spoil(namespace[name], change)
    line = verdict(path, label, solution, **{name: value})
    assert line.startswith(f"❌ {label} ") if spoilt else line.startswith(f"✅ {label} ")

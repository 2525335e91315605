"""Exercises as the tests try them: with the answers of their files, the verdict on an answer,
strange values, spoilt results.
"""

import ast
import copy
import functools

import torch
from book import Fault
from course import CHAPTERS
from exercises import read_exercise
from running import namespace_at, read_exercises, run
from running import run_chapter as run_chapter
from torch import nn

SIGNS = ("⬜", "✅", "❌", "⏹")


def with_answers():
    """Return (all exercises with their answers, the faults of files that cannot be read)."""
    exercises, faults = [], []
    for chapter in CHAPTERS:
        files = {}
        try:
            paths = chapter.exercises
        except Fault as fault:
            faults.append(str(fault))
            continue
        for path in paths:
            try:
                read = read_exercise(chapter, path)
                files[read.name] = read
            except Fault as fault:
                faults.append(str(fault))
        for exercise in read_exercises(chapter):
            if exercise.name in files:
                exercise.right, exercise.wrong = (
                    files[exercise.name].right,
                    files[exercise.name].wrong,
                )
            exercises.append(exercise)
    return exercises, faults


def verdict(exercise, *sources, check=None, **bindings):
    """Return the line that the exercise's check (or `check` instead) prints after `sources` ran and
    `bindings` were made.
    """
    namespace = namespace_at(exercise)
    for source in sources:
        run(source, namespace, "<answer>")
    namespace.update(bindings)
    lines = run(check or exercise.check, namespace)
    assert lines and sum(line.startswith(SIGNS) for line in lines) == 1, lines
    return lines[-1]


def asked_numbers(exercise):
    """Return {name of a number that the exercise asks for: (number, hint, slips)}."""
    namespace, found = namespace_at(exercise), {}
    namespace["check_numbers"] = lambda praise, **numbers: found.update(numbers) or []
    if "check_numbers" in exercise.check:
        run(exercise.check, namespace)
    return found


def starter_names(source):
    """Return the names that a starter cell binds."""
    names = []
    for statement in ast.parse(source).body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names.append(statement.name)
        else:
            names += [
                n.id
                for n in ast.walk(statement)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            ]
    return names


class Raises(nn.Module):
    def forward(self, *inputs):
        raise RuntimeError("two\nlines")


def leave(*args, **kwargs):
    raise SystemExit("gone")


STRANGE = {
    "None": None,
    "string": "a string",
    "nan": float("nan"),
    "inf": float("inf"),
    "minus one": -1,
    "huge": 10**400,
    "True": True,
    "list": [],
    "dict": {},
    "object": object(),
    "function of None": lambda *args, **kwargs: None,
    "class": nn.Linear,
    "tensor of nan": torch.full((1,), torch.nan),
    "empty tensor": torch.zeros(0),
    "module that raises": Raises(),
    "function that leaves": leave,
    "complex": 1j,
    "bytes": b"1",
    "ellipsis": ...,
    "tensor elsewhere": torch.ones(1, device="meta"),
    "tensor of booleans": torch.ones(2, 2, dtype=torch.bool),
}


def changed_input(given, result):
    floats = [
        tensor
        for tensor in given
        if isinstance(tensor, torch.Tensor) and tensor.is_floating_point()
    ]
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


def first_is_nan(tensor):
    first = torch.arange(tensor.numel(), device=tensor.device).view(tensor.shape) == 0
    return torch.where(first, torch.nan, tensor)


SPOILT = {
    "that changes its input": changed_input,
    "elsewhere": each_tensor(lambda tensor: tensor.to("meta")),
    "in integers": each_tensor(lambda tensor: tensor.long()),
    "with a NaN": each_tensor(first_is_nan),
}


def spoil(value, change):
    """Return a tensor, function, module or class like `value` whose result `change` spoils, and a
    list that grows when it did.
    """
    done = []

    def hook(module, given, result):
        if isinstance(result, nn.Module):  # a function that makes a network
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
        return (
            functools.wraps(value)(
                lambda *args, **kwargs: hook(None, args, value(*args, **kwargs))
            ),
            done,
        )
    return value, done


EXERCISES, FAULTS = with_answers()

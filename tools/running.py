"""The exercises as a chapter's notebook has them, and how the chapter is run up to them: what its
lesson has defined is there; what measures, trains or needs the network is left out.
"""

import ast
import contextlib
import functools
import io
import linecache
import re
from dataclasses import dataclass, field

import matplotlib
from cells import NOT_COMPARED
from notebooks import code_cells, read_notebook, tags, text_cells, to_python

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import torch  # noqa: E402


@dataclass(eq=False)
class Exercise:
    """An exercise as its chapter's notebook has it, with the answers of its file."""

    chapter: object
    name: str
    label: str
    task: str
    starter: str
    check: str
    solution: str
    hints: int
    right: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    @property
    def title(self):
        return title_of(self.task)

    @property
    def answers(self):
        """All answers as (whether it is right, the answer)."""
        return [
            *((True, answer) for answer in self.right),
            *((False, answer) for answer in self.wrong),
        ]


def title_of(task):
    """Return the title of a task, without its number; nothing where this is no task."""
    match = re.match(r"### Exercise \d+\.\d+ — (.+)", task)
    return match[1].strip() if match else ""


def read_exercises(chapter):
    """Return the exercises of the chapter's notebook, in their order."""
    notebook = read_notebook(chapter)
    cells = {cell.id: to_python(cell.source) for cell in code_cells(notebook)}
    texts = {cell.id: cell.source for cell in text_cells(notebook)}
    found = []
    for id, check in cells.items():
        match = re.fullmatch(r"exercise-(.+)-check", id)
        if match:
            starter, solution = (
                cells[f"exercise-{match[1]}-starter"],
                cells[f"exercise-{match[1]}-solution"],
            )
            label = re.search(r'^check\("(\S+)"', check, re.MULTILINE)[1]
            found.append(
                Exercise(
                    chapter,
                    match[1],
                    label,
                    texts[f"exercise-{match[1]}"],
                    starter,
                    check,
                    solution + same_names(starter, solution),
                    texts[f"exercise-{match[1]}-hints"].count("<details>"),
                )
            )
    return found


def same_names(starter, solution):
    """Return code that gives a solution's function the starter's name, where it has one of its own:
    a reference beside the reader's.
    """
    asked, defined = (
        [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
        for source in (starter, solution)
    )
    return "".join(f"\n{name} = {defined[-1]}\n" for name in asked if name not in defined)


def run(source, namespace, name="<cell>"):
    """Execute `source` in `namespace` and return the lines it printed."""
    torch.manual_seed(0)
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, name, "exec"), namespace)
    plt.close("all")
    return printed.getvalue().splitlines()


@functools.cache
def run_lesson(chapter):
    """Run the cells of the chapter above its exercises once; return the namespace in which they
    ran, and the names that are in it then.
    """
    namespace = {"__name__": "__main__"}
    for cell in code_cells(read_notebook(chapter)):
        if "exercise" in tags(cell):
            break
        if not tags(cell) & NOT_COMPARED:
            run(to_python(cell.source), namespace, cell.id)
    return namespace, dict(namespace)


@functools.cache
def run_chapter(chapter):
    """Run the untouched chapter once; return its namespace and, for each exercise's label, the
    names that are in it at that exercise and what its check printed. No exercise has names of
    another one.
    """
    namespace, lesson = run_lesson(chapter)
    states = {}
    for exercise in read_exercises(chapter):
        change(namespace, lesson)
        run(exercise.starter, namespace, f"exercise-{exercise.name}-starter")
        printed = run(exercise.check, namespace, f"exercise-{exercise.name}-check")
        states[exercise.label] = dict(namespace), printed
    return namespace, states


def change(namespace, names):
    """Let `namespace` hold `names`; functions that were defined in it see the change."""
    namespace.clear()
    namespace.update(names)


def namespace_at(exercise):
    """Return the namespace of the chapter as it is at an exercise that is not answered yet; the
    next call changes it.
    """
    namespace, states = run_chapter(exercise.chapter)
    change(namespace, states[exercise.label][0])
    return namespace

"""Read an exercise: what readers see of it, and the answers that it is tested with."""

import re
from dataclasses import dataclass, field

import jupytext
from book import EXERCISE, Fault, Place
from cells import OPTIONS, Cell, check_options, guess_meant

TITLES = ("starter", "check", "hint", "solution")
NAMES = ("right", "wrong", "says", *OPTIONS)  # of what a cell's first line may set
ANSWER = (
    'a wrong answer begins with # %% wrong="what it is" says="a phrase of its verdict", a right one'
    ' with # %% right="what it is"'
)
CELLS = (
    "the cells of an exercise are starter, check, hint [markdown], solution, right=… and wrong=…"
)
UNFILLED = ("Say in a few words what is asked", "Say everything that the check demands")


@dataclass
class Answer:
    """An answer to an exercise: what it is, the phrase that the verdict on a wrong one has, its
    code, and where it is written.
    """

    description: str
    says: str
    code: str
    place: Place


@dataclass
class Exercise:
    """An exercise: its label and name, the cells that readers see, and its answers."""

    label: str
    name: str
    cells: list = field(default_factory=list)
    right: list = field(default_factory=list)
    wrong: list = field(default_factory=list)


@dataclass
class Part:
    """A cell of an exercise's file: its source, where that begins, and what its first line sets."""

    source: str
    place: Place
    options: dict


def read_exercise(chapter, path):
    """Return the exercise in `path`; a Fault says what is missing or misspelt."""
    name = EXERCISE.fullmatch(path.name)[2]
    exercise = Exercise(chapter.exercise_number(name), name)
    found, hints, after = {}, [], []
    for head, cell in read_cells(path):
        title, sets = cell.metadata.pop("title", ""), look_at_names(cell.metadata, head)
        part = Part(
            cell.source, Place(path, head.line + 1), {k: sets[k] for k in OPTIONS if k in sets}
        )
        if sets.keys() & {"right", "wrong", "says"}:
            add_answer(exercise, sets, cell.source, head)
        elif title == "hint" and cell.cell_type == "markdown":
            hints.append(part)
        elif title in TITLES and cell.cell_type == "code":
            if title in found:
                raise Fault(head, f"there are two cells called “{title}”")
            found[title] = part
        elif not title and cell.cell_type == "markdown" and head.line == 1:
            found["task"] = part
        elif not title and "solution" in found and not has_answers(exercise):
            after.append(lay_out(cell.cell_type, part, f"exercise-{name}-after-{len(after) + 1}"))
        else:
            raise Fault(head, f"unknown cell “{title}”: {guess_meant(title, TITLES, CELLS)}")
    look_at_whole(found, hints, path)
    exercise.cells = [*visible_cells(exercise, found, hints), *after]
    return exercise


def read_cells(path):
    """Yield (the place of its first line, the cell) for every cell of the file."""
    text = path.read_text(encoding="utf8")
    for k, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*#\s*%%", line) and not re.match(r"# %%(\s|$)", line):
            raise Fault(Place(path, k), "a cell begins with “# %% ”, with one space on either side")
    heads = [k for k, line in enumerate(text.splitlines(), 1) if re.match(r"# %%(\s|$)", line)]
    cells = jupytext.reads(text, fmt="py:percent").cells
    if heads[:1] != [1] or len(cells) != len(heads):
        raise Fault(
            Place(path, 1), "an exercise begins with “# %% [markdown]”, its title, its task"
        )
    for head, cell in zip(heads, cells, strict=True):
        cell.metadata.pop("lines_to_next_cell", None)
        yield Place(path, head), cell


def look_at_names(metadata, head):
    """Return what a cell's first line sets, after a look at the names and forms."""
    if "incorrectly_encoded_metadata" in metadata:
        raise Fault(head, f"the first line of this cell cannot be read: {ANSWER}")
    for name in metadata:
        if name not in NAMES:
            raise Fault(head, f"unknown name {name!r}: {guess_meant(name, NAMES, ANSWER)}")
    check_options({k: metadata[k] for k in OPTIONS if k in metadata}, lambda name: head)
    return dict(metadata)


def add_answer(exercise, sets, code, place):
    """Put an answer among the right or the wrong ones."""
    kinds = sets.keys() & {"right", "wrong"}
    if len(kinds) != 1 or not all(isinstance(value, str) and value for value in sets.values()):
        raise Fault(place, ANSWER)
    (kind,) = kinds
    if ("says" in sets) != (kind == "wrong"):
        raise Fault(place, ANSWER)
    answers = exercise.right if kind == "right" else exercise.wrong
    answers.append(Answer(sets[kind], sets.get("says", ""), code, place))


def has_answers(exercise):
    return bool(exercise.right or exercise.wrong)


def look_at_whole(found, hints, path):
    """Say what an exercise lacks, and what of the template was left in it."""
    end = Place(path, len(path.read_text(encoding="utf8").splitlines()))
    for title in ("task", "starter", "check", "solution"):
        if title not in found:
            missing = f"the cell “# %% {title}”" if title != "task" else "the task"
            raise Fault(end, f"{missing} is missing")
    if not 1 <= len(hints) <= 3:
        raise Fault(
            end,
            f"there are {len(hints)} hints; one to three are expected, each in a cell"
            " “# %% hint [markdown]” behind the check",
        )
    if not found["task"].source.startswith("# "):
        raise Fault(found["task"].place, "the task begins with its title: “# # Build the layer”")
    for words in UNFILLED:
        if words in found["task"].source:
            raise Fault(found["task"].place, f"“{words} …” is the template's: fill it in")
    if len(re.findall(r"^def judge\(\):", found["check"].source, re.M)) != 1:
        raise Fault(
            found["check"].place,
            "the check defines “def judge():”, which yields (holds, message) pairs; refresh adds"
            " the call",
        )


def visible_cells(exercise, found, hints):
    """Return what readers see: task, starter, check, hints and solution, with titles and calls."""
    label, judge = exercise.label, f"judge_{exercise.label.replace('.', '_')}"
    call = f'check("{label}", {judge})'
    task, check, solution = found["task"], found["check"], found["solution"]
    task.source = f"### Exercise {label} — {task.source[2:]}"
    check.source = check.source.replace("def judge():", f"def {judge}():") + f"\n\n\n{call}"
    if not re.search(r"^check\(", solution.source, re.M):
        behind_a_definition = solution.source.splitlines()[-1].startswith(" ")
        solution.source += ("\n\n\n" if behind_a_definition else "\n") + call
    summaries = [f"Hint {k}" for k in range(1, len(hints) + 1)] if len(hints) > 1 else ["Hint"]
    folds = [
        f"<details><summary>{summary}</summary>\n\n{hint.source}\n\n</details>"
        for summary, hint in zip(summaries, hints, strict=True)
    ]
    folded = Part("\n\n".join(folds), hints[0].place, {})
    id = f"exercise-{exercise.name}"
    return [
        lay_out("markdown", task, id),
        lay_out("code", found["starter"], f"{id}-starter", "exercise"),
        lay_out("code", check, f"{id}-check", "check", "# @title Check\n"),
        lay_out("markdown", folded, f"{id}-hints"),
        lay_out("code", solution, f"{id}-solution", "solution", "# @title Solution\n"),
    ]


def lay_out(kind, part, id, tag=None, title=""):
    """Return the cell of a part of an exercise, below `title`."""
    lines = (title + part.source).splitlines()
    first = part.place.line - title.count("\n")
    places = [Place(part.place.path, max(part.place.line, first + k)) for k in range(len(lines))]
    tags = [tag] * bool(tag) + part.options.get("tags", [])
    options = part.options | ({"tags": tags} if tags else {})
    return Cell(kind, "\n".join(lines), places, options, id)

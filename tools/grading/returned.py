"""Read a notebook that came back: which chapter it is, the cells of each answer, and what a teacher
should know about it. Nothing in it is run.

An exercise is found by the mark that the handout left in its cells' metadata, else by the cells'
ids, else by the text of its task. (Colab may keep neither metadata nor ids.) All code between a
task and its check is the answer; the check itself is never taken.
"""

import functools
import json
import re
import warnings
from dataclasses import dataclass, field

import nbformat
from cells import HEADING
from handout import CELL_ID
from notebooks import read_notebook, text_cells
from running import read_exercises, title_of

MARK = re.compile(r"([a-z0-9-]+)/([a-z0-9-]+)/(task|starter|check|hints|solution|after-\d+)")
CHECK = "# @title Check"


class Unreadable(Exception):
    """Why a file is no notebook."""


@dataclass
class ReturnedCell:
    """A cell: its kind, source, metadata and id; whatever is missing is empty."""

    kind: str
    source: str
    metadata: dict
    id: str


@dataclass
class Returned:
    """A returned notebook: its chapter, or None; {name of an exercise: sources of its answer}, and
    remarks.
    """

    file: str
    chapter: object = None
    answers: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)


def read_returned(path, file, book):
    """Return what came back in `path`, which the table calls `file`."""
    try:
        metadata, cells = read_cells(path)
    except Unreadable as why:
        return Returned(file, remarks=[str(why)])
    chapter = find_chapter(metadata, cells, book)
    if not chapter:
        return Returned(file, remarks=["no chapter of this course: it has none of its exercises"])
    asked = read_asked(chapter)
    answers, found = take_answers(cells, asked)
    remarks = [
        *look_at_name(file, chapter),
        *look_at_kernel(metadata),
        *look_at_version(metadata, chapter),
        *look_at_exercises(found, asked),
    ]
    return Returned(file, chapter, answers, remarks)


def read_cells(path):
    """Return (metadata, cells) of the notebook in `path`; Unreadable says what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise Unreadable(f"cannot be read: {error}") from error
    if not text.strip():
        raise Unreadable("the file is empty")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no notebook, or a broken one: {error}") from error
    try:
        if isinstance(data, dict) and data.get("nbformat", 4) != 4:
            with warnings.catch_warnings(action="ignore"):
                data = nbformat.convert(nbformat.from_dict(data), 4)
        return dict(data.get("metadata", {})), [read_cell(cell) for cell in data["cells"]]
    except Exception as error:  # whatever stands in a file that somebody returns
        raise Unreadable("no notebook, or a broken one: its cells cannot be read") from error


def read_cell(cell):
    source = cell.get("source", "")
    return ReturnedCell(
        str(cell["cell_type"]),
        source if isinstance(source, str) else "".join(source),
        dict(cell.get("metadata", {})),
        str(cell.get("id", "")),
    )


@dataclass
class Asked:
    """What a chapter asks today: its title, exercises by name, names by title, its headings."""

    title: str
    exercises: dict
    titles: dict
    headings: set


@functools.cache
def read_asked(chapter):
    exercises = {exercise.name: exercise for exercise in read_exercises(chapter)}
    heads = [cell.source.partition("\n")[0] for cell in text_cells(read_notebook(chapter))]
    return Asked(
        title_of_chapter(heads[0]),
        exercises,
        {plain(exercise.title): name for name, exercise in exercises.items()},
        {head for head in heads if HEADING.match(head)},
    )


def plain(text):
    """Return the words of `text`, for a comparison."""
    return " ".join(re.findall(r"\w+", text.lower()))


def find_chapter(metadata, cells, book):
    """Return the chapter that a notebook was made from: the one that it names, or else the one of
    which it has most.
    """
    lesson = metadata.get("lesson")
    named = lesson.get("chapter") if isinstance(lesson, dict) else None
    for chapter in book.chapters:
        if chapter.slug == named:
            return chapter
    shares = {chapter: count_found(cells, chapter) for chapter in book.chapters}
    best = max(shares, key=shares.get)
    return best if shares[best] else None


def count_found(cells, chapter):
    """Return how many of `cells` are tasks of `chapter`, or its title."""
    asked = read_asked(chapter)
    marks = [find_mark(cell, asked, chapter.slug) for cell in cells]
    tasks = sum(part == "task" and name in asked.exercises for name, part in marks)
    return tasks + sum(title_of_chapter(cell.source) == asked.title for cell in cells)


def title_of_chapter(source):
    """Return the words of a chapter's title, without its number; nothing where this is none."""
    match = re.match(r"# (?:\d+ · )?(.+)", source)
    return plain(match[1]) if match else ""


def find_mark(cell, asked, slug=None):
    """Return (name of the exercise, which part of it the cell is); where the text tells the part
    alone, the name is empty.
    """
    match = MARK.fullmatch(str(cell.metadata.get("exercise", "")))
    if match and slug in (None, match[1]):
        return match[2], match[3]
    for id in (cell.id, str(cell.metadata.get("id", ""))):
        if match := CELL_ID.fullmatch(id):
            return match[1], match[2] or "task"
    return find_mark_in_text(cell, asked)


def find_mark_in_text(cell, asked):
    first = cell.source.strip().partition("\n")[0]
    if cell.kind == "markdown":
        if title := title_of(first):
            return asked.titles.get(plain(title), title), "task"
        if first.startswith("<details><summary>Hint"):
            return "", "hints"
        return "", "heading" if first in asked.headings else ""
    return "", "check" if first.strip() == CHECK else ""


def take_answers(cells, asked):
    """Return ({name: sources of the answer}, {(name, part): text} of the parts that were found)."""
    answers, found, current = {}, {}, None
    for cell in cells:
        name, part = find_mark(cell, asked)
        name = name or current
        if part == "task" or (part == "starter" and not current and name not in answers):
            current = name
            answers.setdefault(name, [])
        elif part not in ("", "starter") and name == current:
            found.setdefault((name, part), cell.source)
            current = None
        if part == "task":
            found[name, part] = cell.source
        elif cell.kind == "code" and current:
            answers[current].append(cell.source)
    return {name: answers[name] for name in asked.exercises if answers.get(name)}, found


def look_at_name(file, chapter):
    return [] if chapter.file in file else ["renamed"]


def look_at_kernel(metadata):
    """Say where the notebook is set to another language: its cells are run as Python."""
    kernel, language = (metadata.get(key) for key in ("kernelspec", "language_info"))
    kernel, language = (info if isinstance(info, dict) else {} for info in (kernel, language))
    said = str(kernel.get("language") or language.get("name") or "python")
    return [] if said.lower() == "python" else [f"set to {said}, run as Python"]


def look_at_version(metadata, chapter):
    """Say where the chapter was another when this notebook was made."""
    lesson = metadata.get("lesson")
    then = lesson.get("sha256") if isinstance(lesson, dict) else None
    today = read_notebook(chapter).metadata["lesson"]["sha256"]
    return ["of another version of the chapter"] if then and then != today else []


def look_at_exercises(found, asked):
    """Say which exercises the chapter has not, and which tasks and checks are not today's."""
    unknown = sorted({name for name, part in found if part == "task"} - asked.exercises.keys())
    said = [f"an exercise that the chapter has not: “{name}”" for name in unknown]
    for part in ("task", "check"):
        others = [
            exercise.label
            for name, exercise in asked.exercises.items()
            if (name, part) in found
            and task_text(found[name, part]).split() != task_text(getattr(exercise, part)).split()
        ]
        if others:
            said.append(f"{part} not as today: {', '.join(others)}")
    return said


def task_text(source):
    """Return the text of a task without its number; that of a check as it is."""
    return re.sub(r"^### Exercise \d+\.\d+", "", source.strip())

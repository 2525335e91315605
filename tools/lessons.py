"""Read what people write, lessons with their parts and exercises, into the cells of a chapter;
every line of a cell knows where it was written.
"""

import difflib
import re
import textwrap
from dataclasses import dataclass, field

import jupytext
from book import EXERCISE, Fault, Place
from jupytext.myst import MystMetadataParsingError, myst_to_notebook

PART = re.compile(r"%run -i (parts/\w+\.py)\s*")
HEADING = re.compile(r"#{1,3} ")
OPTIONS = {"tags", "alt", "guess"}
KINDS = ("number", "words", "picture")  # of a guess
TITLES = {"starter", "check", "hint", "solution"}


@dataclass
class Cell:
    """A cell: "markdown" or "code", its text, the places of its lines, its options and its id."""

    kind: str
    source: str
    places: list
    options: dict = field(default_factory=dict)
    id: str = ""

    @property
    def place(self):
        return self.places[0]

    @property
    def tags(self):
        return set(self.options.get("tags", []))


@dataclass
class Exercise:
    """One exercise: the cells that readers see, and the answers it is tested with."""

    label: str
    name: str
    path: object
    cells: list
    right: list  # Answer
    wrong: list


@dataclass
class Answer:
    """An answer to an exercise: what it is, the phrase that the verdict on a wrong one has, and its
    code.
    """

    description: str
    says: str
    code: str
    place: Place


def read_chapter(chapter):
    """Return (front matter, cells) of a chapter, its parts and exercises laid in; a Fault says what
    cannot be read.
    """
    front, cells = read_lesson(chapter.lesson)
    if not cells or not cells[0].source.startswith("# "):
        raise Fault(Place(chapter.lesson, 1), "a lesson begins with its title, “# …”")
    cells[0].source = f"# {chapter.number} · {cells[0].source[2:]}"
    cells = [lay_parts(cell, chapter.book.lessons) for cell in cells]
    here = [k for k, cell in enumerate(cells) if cell.source.startswith("## Exercises")]
    exercises = [cell for path in chapter.exercises for cell in read_exercise(chapter, path).cells]
    if exercises and len(here) != 1:
        raise Fault(
            Place(chapter.lesson, 1),
            "a lesson with exercises has one heading “## Exercises”, below which they are laid in",
        )
    if exercises:
        end = next(
            (k for k in range(here[0] + 1, len(cells)) if HEADING.match(cells[k].source)),
            len(cells),
        )
        cells[end:end] = exercises
    for cell in cells:
        cell.source = chapter.book.number_mentions(cell.source, cell.place, cell.kind == "markdown")
    name_cells(cells)
    return front, cells


def read_lesson(path):
    """Return (front matter, cells) of the lesson in `path`, its parts still named."""
    text = path.read_text(encoding="utf8")
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise Fault(
            Place(path, int(line[1]) if line else 1),
            "the options of this cell cannot be read; a text with “: ” in it stands in quotes",
        ) from error
    lines, cells = text.splitlines(), []
    for cell, start in zip(notebook.cells, notebook.metadata.pop("source_map"), strict=True):
        source = cell.source.splitlines()
        if cell.cell_type == "markdown":
            while not lines[start].strip():
                start += 1
            cells += split_at_headings(source, path, start + 1)
        else:
            fence = re.match("`+", lines[start - 1])[0]
            end = next(k for k in range(start, len(lines)) if lines[k].rstrip() == fence)
            places = [Place(path, end - len(source) + k + 1) for k in range(len(source))] or [
                Place(path, start)
            ]
            cells.append(
                Cell(
                    "code",
                    "\n".join(source),
                    places,
                    read_options(cell.metadata, Place(path, start)),
                )
            )
    return dict(notebook.metadata), cells


def read_options(options, place):
    """Return the options of a code cell, after a look at their names and forms."""
    for name in options:
        if name not in OPTIONS:
            raise Fault(place, f"unknown option {name!r}; there are {', '.join(sorted(OPTIONS))}")
    guess = options.get("guess")
    if guess is not None and (
        not isinstance(guess, dict)
        or set(guess) != {"answer", "kind"}
        or guess["kind"] not in KINDS
        or not isinstance(guess["answer"], str)
    ):
        raise Fault(
            place,
            'a guess is written {answer: "27", kind: number}; its kind is number, words or picture',
        )
    return dict(options)


def split_at_headings(lines, path, first):
    """Return Markdown cells made of `lines`: a heading begins a new cell."""
    starts, fenced = [0], False
    for k, line in enumerate(lines):
        fenced ^= line.startswith("```")
        if k and HEADING.match(line) and not fenced:
            starts.append(k)
    cells = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        source = "\n".join(lines[start:end]).rstrip()
        cells.append(Cell("markdown", source, [Place(path, first + k) for k in range(start, end)]))
    return cells


def lay_parts(cell, folder):
    """Return the code cell `cell` with the text of a part in place of each line that names one."""
    if cell.kind != "code" or not PART.search(cell.source):
        return cell
    lines, places = [], []
    for line, place in zip(cell.source.splitlines(), cell.places, strict=True):
        match = PART.fullmatch(line)
        if not match:
            if lines and line.strip() and places[-1].path != place.path:
                add_blank_lines(lines, places)
            lines.append(line)
            places.append(place)
            continue
        path = folder / match[1]
        if not path.exists():
            known = ", ".join(sorted(part.name for part in path.parent.glob("*.py")))
            raise Fault(place, f"there is no {match[1]}; the parts are {known}")
        if lines and not lines[-1].startswith("# @title"):
            add_blank_lines(lines, places)
        part = path.read_text(encoding="utf8").rstrip().splitlines()
        lines += part
        places += [Place(path, k) for k in range(1, len(part) + 1)]
    return Cell("code", "\n".join(lines), places, cell.options)


def add_blank_lines(lines, places):
    """Let `lines` end with two blank ones, as between definitions."""
    while lines[-2:] != ["", ""]:
        lines.append("")
        places.append(places[-1])


def read_exercise(chapter, path):
    """Return the exercise in `path`; a Fault says what is missing or misspelt."""
    text = path.read_text(encoding="utf8")
    heads = [k for k, line in enumerate(text.splitlines(), 1) if re.match(r"# %%(\s|$)", line)]
    cells = jupytext.reads(text, fmt="py:percent").cells
    if not heads or heads[0] != 1 or len(cells) != len(heads):
        raise Fault(
            Place(path, 1), "an exercise begins with “# %% [markdown]”, its title and its task"
        )
    name = EXERCISE.fullmatch(path.name)[2]
    label = chapter.exercise_number(name)
    exercise, found, hints = Exercise(label, name, path, [], [], []), {}, []
    after = []
    for cell, head in zip(cells, heads, strict=True):
        place = Place(path, head + 1)
        title, metadata = cell.metadata.get("title", ""), cell.metadata
        if "incorrectly_encoded_metadata" in metadata:
            raise Fault(
                Place(path, head),
                'an answer begins with # %% wrong="what it is" says="a phrase of its verdict", or #'
                ' %% right="what it is"',
            )
        if "right" in metadata or "wrong" in metadata:
            exercise_answers(exercise, metadata, cell.source, Place(path, head))
            continue
        if title == "hint" and cell.cell_type == "markdown":
            hints.append((cell.source, place))
        elif title in TITLES and cell.cell_type == "code":
            if title in found:
                raise Fault(Place(path, head), f"there are two cells called “{title}”")
            found[title] = cell.source, place, metadata
        elif not title and cell.cell_type == "markdown" and head == 1:
            found["task"] = cell.source, place, metadata
        elif not title and "solution" in found:
            places = [Place(path, place.line + k) for k in range(len(cell.source.splitlines()))]
            options = {key: value for key, value in metadata.items() if key in OPTIONS}
            after.append(Cell(cell.cell_type, cell.source, places, options))
        else:
            near = difflib.get_close_matches(title, TITLES, 1)
            raise Fault(
                Place(path, head),
                f"unknown cell “{title}”: "
                + (
                    f"is “{near[0]}” meant?"
                    if near
                    else (
                        "the cells of an exercise are starter, check, hint [markdown], solution,"
                        " right=… and wrong=…"
                    )
                ),
            )
    for title in ("task", "starter", "check", "solution"):
        if title not in found:
            raise Fault(
                Place(path, heads[-1]),
                f"the cell “# %% {title}” is missing" if title != "task" else "the task is missing",
            )
    if not 1 <= len(hints) <= 3:
        raise Fault(
            Place(path, heads[-1]),
            f"there are {len(hints)} hints; one to three are expected, each in a cell “# %% hint"
            " [markdown]”",
        )
    exercise.cells = [*exercise_cells(label, name, found, hints), *after]
    for k, cell in enumerate(after, 1):
        cell.id = f"exercise-{name}-after-{k}"
    return exercise


def exercise_answers(exercise, metadata, source, place):
    """Put the answer in a cell with `metadata` where it belongs."""
    right = "right" in metadata
    description, says = metadata.get("right" if right else "wrong"), metadata.get("says", "")
    if not isinstance(description, str) or bool(says) == right or not isinstance(says, str):
        raise Fault(
            place,
            'a wrong answer has a description and a phrase of its verdict: # %% wrong="…" says="…";'
            ' a right one has # %% right="…"',
        )
    answers = exercise.right if right else exercise.wrong
    answers.append(Answer(description, says, source, place))


def exercise_cells(label, name, found, hints):
    """Return what readers see of an exercise: task, starter, check, hints and solution, with titles
    and calls of the check.
    """
    (task, at, _), (starter, starter_at, _), (check, check_at, _), (solution, solution_at, more) = (
        found[title] for title in ("task", "starter", "check", "solution")
    )
    judge = f"judge_{label.replace('.', '_')}"
    if not task.startswith("# "):
        raise Fault(at, "the task begins with its title: “# # Build the layer”")
    if len(re.findall(r"^def judge\(\):", check, re.M)) != 1:
        raise Fault(
            check_at,
            "the check defines “def judge():”, which yields (holds, message) pairs; refresh adds"
            " the call",
        )
    check = (
        f'# @title Check\n{check.replace("def judge():", f"def {judge}():")}\n\n\ncheck("{label}",'
        f" {judge})"
    )
    if not re.search(r"^check\(", solution, re.M):
        gap = "\n\n\n" if solution.splitlines()[-1].startswith(" ") else "\n"  # behind a definition
        solution = f'{solution}{gap}check("{label}", {judge})'
    summaries = [f"Hint {k}" for k in range(1, len(hints) + 1)] if len(hints) > 1 else ["Hint"]
    folds = [
        f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"
        for summary, (text, _) in zip(summaries, hints, strict=True)
    ]
    parts = [
        ("markdown", f"### Exercise {label} — {task[2:]}", at, "", {}, 0),
        ("code", starter, starter_at, "-starter", {"tags": ["exercise"]}, 0),
        ("code", check, check_at, "-check", {"tags": ["check"]}, 1),
        ("markdown", "\n\n".join(folds), hints[0][1], "-hints", {}, 0),
        (
            "code",
            f"# @title Solution\n{solution}",
            solution_at,
            "-solution",
            {"tags": ["solution"]} | {key: more[key] for key in ("alt",) if key in more},
            1,
        ),
    ]
    cells = []
    for kind, source, place, suffix, options, added in parts:
        places = [
            Place(place.path, max(place.line, place.line + k - added))
            for k in range(len(source.splitlines()))
        ]
        cells.append(Cell(kind, source, places, options, f"exercise-{name}{suffix}"))
    return cells


def slugify(heading):
    """Return the words of a heading as part of an id."""
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^#+ (\d+ · )?", "", heading).lower()).strip("-")
    return (
        textwrap.shorten(words.replace("-", " "), 44, placeholder="").replace(" ", "-") or "section"
    )


def name_cells(cells):
    """Give every cell without an id one that follows from its section and its place there."""
    section, count, used = "top", 0, set()
    for cell in cells:
        if cell.id:
            continue
        if HEADING.match(cell.source) and cell.kind == "markdown":
            section, count = slugify(cell.source.splitlines()[0]), 0
            while section in used:
                section += "-again"
            used.add(section)
        cell.id = section if count == 0 else f"{section}-{count}"
        count += 1

"""Read a lesson with its parts and exercises into the cells of a chapter."""

import ast
import re

from book import Fault, Place
from cells import HEADING, MENDS, OPTIONS, Cell, check_options, name_cells
from changes import version_of
from exercises import read_exercise
from jupytext.myst import MystMetadataParsingError, myst_to_notebook

PART = re.compile(r"%run -i (parts/[\w/]+\.py)\s*")


def read_chapter(chapter):
    """Return (front matter, cells) of a chapter, its parts and exercises laid in; a Fault says what
    cannot be read.
    """
    front, cells = read_lesson(chapter.lesson)
    if not cells or not cells[0].source.startswith("# "):
        raise Fault(Place(chapter.lesson, 1), "a lesson begins with its title, “# …”")
    if chapter.number:
        cells[0].source = f"# {chapter.number} · {cells[0].source[2:]}"
    say_version(front, cells[0], version_of(chapter))
    cells = [lay_parts(cell, chapter.book.lessons) for cell in cells]
    exercises = [cell for path in chapter.exercises for cell in read_exercise(chapter, path).cells]
    if exercises:
        shared = read_shared(chapter.book.lessons, cells, exercises)
        lay_exercises(cells, shared + exercises, chapter)
    for cell in cells:
        cell.source = chapter.book.number_mentions(cell.source, cell.place, cell.kind == "markdown")
    name_cells(cells)
    return front, cells


def say_version(front, first, version):
    """Let the `first` cell of a chapter end with its version, and the front matter have it."""
    if version is None:
        return
    front |= {"version": version.number, "date": version.day.isoformat()}
    line = f"*{version}: [what changed](changes.md), [how to run it](running.md).*"
    is_in_small_print = first.source.endswith("*")  # the paragraph of time and needs goes on
    first.source += f"\n{line}" if is_in_small_print else f"\n\n{line}"
    first.places += [version.place] * (1 if is_in_small_print else 2)


def read_lesson(path):
    """Return (front matter, cells) of the lesson in `path`, its parts still named."""
    text = path.read_text(encoding="utf8")
    lines, cells = text.splitlines(), []
    look_at_options(lines, path)
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise Fault(
            Place(path, int(line[1]) if line else 1),
            "the options of this cell cannot be read: is a bracket or a quote open, or does a text"
            " with “: ” in it stand without quotes?",
        ) from error
    for cell, start in zip(notebook.cells, notebook.metadata.pop("source_map"), strict=True):
        source = cell.source.splitlines()
        if cell.cell_type == "markdown":
            while not lines[start].strip():
                start += 1
            cells += split_at_headings(source, path, start + 1)
        else:
            cells.append(read_code(cell.metadata, source, lines, path, start))
    return dict(notebook.metadata), cells


def look_at_options(lines, path):
    """Say where an option has a form that is no option's."""
    is_option = False
    for k, line in enumerate(lines, 1):
        if is_option and line.startswith(":"):
            if not re.match(r":\w+:(\s|$)", line):
                raise Fault(
                    Place(path, k), "an option is written “:tags: [folded]”, with two colons"
                )
            if re.match(r":tags:\s*[^[\s]", line):
                raise Fault(Place(path, k), MENDS["tags"])
        else:
            is_option = line.startswith("```{code-cell}")


def read_code(options, source, lines, path, start):
    """Return a code cell whose fence is line `start` of the lesson."""
    fence = re.match("`+", lines[start - 1])[0]
    end = next(k for k in range(start, len(lines)) if lines[k].rstrip() == fence)

    def place(name):
        said = (k for k in range(start, end) if re.match(rf":?{name}\b", lines[k]))
        return Place(path, next(said, start - 1) + 1)

    options = check_options(options, place)
    places = [Place(path, end - len(source) + k + 1) for k in range(len(source))]
    for line, at in zip(source, places, strict=True):
        if re.match(rf"({'|'.join(OPTIONS)}):\s", line):
            raise Fault(at, f"an option has a colon in front: “:{line}”")
    return Cell("code", "\n".join(source), places or [Place(path, start)], options)


def split_at_headings(lines, path, first):
    """Return Markdown cells made of `lines`: a heading begins a new cell."""
    starts, fenced = [0], False
    for k, line in enumerate(lines):
        if re.match(r"`{3,}\{", line):
            raise Fault(Place(path, first + k), f"“{line}”: a cell begins with “```{{code-cell}}”")
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
    if cell.kind != "code" or "parts/" not in cell.source:
        return cell
    lines, places = [], []
    for line, place in zip(cell.source.splitlines(), cell.places, strict=True):
        match = PART.fullmatch(line)
        if match:
            if lines and not lines[-1].startswith("# @title"):
                add_blank_lines(lines, places)
            lines += (part := read_part(folder, match[1], place)).splitlines()
            places += [Place(folder / match[1], k + 1) for k in range(len(part.splitlines()))]
        elif re.match(r"\s*%run\b", line):
            raise Fault(place, "a part is named by a line of its own, “%run -i parts/….py”")
        else:
            if lines and line.strip() and places[-1].path != place.path:
                add_blank_lines(lines, places)
            lines.append(line)
            places.append(place)
    return Cell("code", "\n".join(lines), places, cell.options)


def read_part(folder, name, place):
    """Return the text of the part `name`, which the lesson names at `place`."""
    path = folder / name
    if not path.exists():
        known = ", ".join(sorted(part.name for part in path.parent.glob("*.py")))
        raise Fault(place, f"there is no {name}; the parts are {known}")
    return path.read_text(encoding="utf8").rstrip()


def add_blank_lines(lines, places):
    """Let `lines` end with two blank ones, as between definitions."""
    while lines[-2:] != ["", ""]:
        lines.append("")
        places.append(places[-1])


def read_shared(folder, cells, exercises):
    """Return the one cell of what the checks of a chapter share: those of parts/judging/ that they
    use and no cell of the lesson defines; no cell where there is none.
    """
    files = sorted((folder / "parts" / "judging").glob("*.py"))
    by_name = {name: file for file in files for name in look_up(file.read_text("utf8"))[0]}
    known, used, chosen = set(), set(), []
    for cell in cells:
        if cell.kind == "code":
            known |= look_up(cell.source)[0]
    for cell in exercises:
        if "check" in cell.options.get("tags", []):
            used |= look_up(cell.source)[1]
    while wanted := [by_name[name] for name in used - known if name in by_name]:
        for file in {*wanted}:
            chosen.append(file)
            defined, read = look_up(file.read_text("utf8"))
            known, used = known | defined, used | read
    if not chosen:
        return []
    lines, places = ["# @title What the checks share"], [Place(min(chosen), 1)]
    for file in sorted(chosen):
        text = file.read_text("utf8").rstrip().splitlines()
        if len(lines) > 1:
            add_blank_lines(lines, places)
        lines += text
        places += [Place(file, k + 1) for k in range(len(text))]
    return [Cell("code", "\n".join(lines), places, {"tags": ["folded"]}, "exercises-shared")]


def look_up(source):
    """Return (the functions and classes that `source` defines, the names that it reads); nothing
    where it cannot be read.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set(), set()
    kinds = ast.FunctionDef, ast.ClassDef
    defined = {node.name for node in tree.body if isinstance(node, kinds)}
    return defined, {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def lay_exercises(cells, exercises, chapter):
    """Put the exercises behind the heading “## Exercises”, before the next heading."""
    here = [k for k, cell in enumerate(cells) if cell.source.startswith("## Exercises")]
    if len(here) != 1:
        raise Fault(
            Place(chapter.lesson, 1),
            "a lesson with exercises has one heading “## Exercises”, below which they are laid in",
        )
    behind = range(here[0] + 1, len(cells))
    end = next((k for k in behind if HEADING.match(cells[k].source)), len(cells))
    cells[end:end] = exercises

"""Write the chapters as a class gets them, without solutions and outputs, into _build/handout/.

    python tools/handout.py        every chapter
    python tools/handout.py 04     the chapter of lessons/04-….md

The lesson, the starters, the checks and the hints stay. A check compares, so whoever opens it reads
the values that it expects. Each cell of an exercise says in its metadata which one it belongs to:
`make grade` finds it by that, too.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat
from book import ROOT, Book
from cells import HEADING
from current import names, parse
from notebooks import code_cells, read_notebook, store, tags

FOLDER = ROOT / "_build" / "handout"
NOTE = (
    "*This copy has no solutions; where the text speaks of one, it is not here. Your answer to an"
    " exercise is what you write between its task and its check, in as many cells as you like. When"
    " this notebook is graded, only these cells are read, and every check is run anew: a ✅ that is"
    " stored here does not count.*"
)
ONLY_HERE = ("numbers", "guess")  # metadata that tells what is asked for
CELL_ID = re.compile(r"exercise-([a-z0-9-]+?)(?:-(starter|check|hints|solution|after-\d+))?")


def make_handout(chapter):
    """Return the notebook of `chapter` as it is handed out."""
    notebook = read_notebook(chapter)
    left_out = [*solutions(notebook), *sections_about_solutions(notebook)]
    notebook.cells = [cell for cell in notebook.cells if cell not in left_out]
    for cell in notebook.cells:
        for key in ONLY_HERE:
            cell.metadata.pop(key, None)
        if match := CELL_ID.fullmatch(cell.id):
            cell.metadata["exercise"] = f"{chapter.slug}/{match[1]}/{match[2] or 'task'}"
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    here = [cell.source.startswith("## Exercises") for cell in notebook.cells].index(True)
    notebook.cells.insert(here + 1, nbformat.v4.new_markdown_cell(NOTE, id="handout"))
    notebook.metadata["lesson"]["chapter"] = chapter.slug
    nbformat.validate(notebook)
    return notebook


def solutions(notebook):
    return [cell for cell in code_cells(notebook) if "solution" in tags(cell)]


def sections_about_solutions(notebook):
    """Return the cells of the sections whose code needs what only a solution defines."""
    solved = solutions(notebook)
    others = [cell for cell in code_cells(notebook) if cell not in solved]
    only_solved = bound_in(solved) - bound_in(others)
    found = []
    for section in sections(notebook.cells):
        code = [cell for cell in section if cell in others]
        if read_in(code) & only_solved:
            found += section
    return found


def sections(cells):
    """Return `cells` cut at their headings."""
    found = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and HEADING.match(cell.source):
            found.append([])
        found[-1].append(cell)
    return found


def read_in(cells):
    """Return the names that code reads."""
    return {name for cell in cells for node in parse(cell.source) for name in names(node)[0]}


def bound_in(cells):
    """Return the names that code binds."""
    return {name for cell in cells for node in parse(cell.source) for name in names(node)[1]}


def main(given=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "chapter", nargs="?", default="", help="how the lesson's file begins, e.g. 04"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder to write to")
    arguments = parser.parse_args(given)
    book = Book(ROOT)
    begins = arguments.chapter.zfill(2) if arguments.chapter else ""  # 4 is 04
    asked = [chapter for chapter in book.chapters if chapter.file.startswith(begins)]
    if not asked:
        names_there = ", ".join(chapter.file for chapter in book.chapters)
        sys.exit(f"no chapter begins with {arguments.chapter!r}; there are {names_there}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for chapter in asked:
        store(make_handout(chapter), arguments.out / chapter.notebook.name)
    print(f"{len(asked)} without solutions and outputs: {arguments.out}")


if __name__ == "__main__":
    main()

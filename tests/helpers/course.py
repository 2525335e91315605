"""The chapters, and the reference pages that run, as the tests see them: their notebooks, what a
cell is for, where it was written, and what a chapter defines.
"""

import ast
import functools

from book import ROOT, Book, Fault
from notebooks import code_cells, read_notebook, tags, to_python
from notebooks import text_cells as text_cells

from lessons import read_chapter

BOOK = Book(ROOT)
CHAPTERS, NOTEBOOKS = BOOK.chapters, BOOK.notebooks
CHAPTER_PAGES, NOTEBOOK_PAGES = (
    [f"chapters/{chapter.file}.html" for chapter in some] for some in (CHAPTERS, NOTEBOOKS)
)
PAGES = [
    "index.html",
    *NOTEBOOK_PAGES,
    *(f"chapters/{path.stem}.html" for path in sorted((ROOT / "chapters").glob("*.md"))),
]
DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def page_of(slug):
    return f"chapters/{BOOK.chapter(slug).file}.html"


@functools.cache
def places(chapter):
    """Return {id of a cell: where it is written}; nothing where the lesson cannot be read."""
    try:
        return {cell.id: cell.place for cell in read_chapter(chapter)[1]}
    except Fault:
        return {}


def place(chapter, cell):
    """Return where `cell` is written, as every message names it."""
    first = cell.source.strip().partition("\n")[0][:60]
    return f"{places(chapter).get(cell.id, chapter.notebook.name)} ({first})"


def printed(cell):
    """Return all text among the outputs of a code cell."""
    return "\n".join(
        out.get("text", "") + out.get("data", {}).get("text/plain", "") for out in cell.outputs
    )


def is_literal(node):
    """Return whether the statement `node` gives a name to numbers and strings written out, such as
    a network's table.
    """
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        return False
    try:
        ast.literal_eval(node.value)
    except ValueError:
        return False
    return True


def definitions(slug):
    """Return what a chapter defines (functions, classes, tables), without running its
    demonstrations.
    """
    chapter = BOOK.chapter(slug)
    namespace = {"__name__": "__main__"}
    for cell in code_cells(read_notebook(chapter)):
        if tags(cell) & {"exercise", "check", "solution", "explore", "optional"}:
            continue
        tree = ast.parse(to_python(cell.source))
        if "set-up" not in tags(cell):
            tree.body = [
                node for node in tree.body if isinstance(node, DEFINING) or is_literal(node)
            ]
        exec(compile(tree, chapter.file, "exec"), namespace)
    return namespace


def explorable_pages():
    """Return {name of an explorable: the page that has it}."""
    modules = ROOT / "assets" / "explorables"
    marks = [
        (chapter, tag)
        for chapter in CHAPTERS
        for cell in read_notebook(chapter).cells
        for tag in tags(cell)
    ]
    names = [
        (chapter, tag.removeprefix("explore-"))
        for chapter, tag in marks
        if tag.startswith("explore-")
    ]
    return {
        name: page_of(chapter.slug) for chapter, name in names if (modules / f"{name}.js").exists()
    }

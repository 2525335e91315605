"""Make the notebooks of the lessons: lay parts and exercises in, run what changed, keep the outputs
that still hold.

    python tools/refresh.py             every chapter
    python tools/refresh.py 04          the chapter of lessons/04-….md
    python tools/refresh.py --times     measure and train anew
    python tools/refresh.py --force     run everything and write over what was edited by hand

Where no code changed nothing is run. A notebook is replaced only when all its cells ran; where
one fails, or where the notebook was edited by hand, it stays as it was.
"""

import argparse
import difflib
import sys
from pathlib import Path

import nbformat
import yaml
from book import ROOT, Book, Fault
from current import carry_outputs, keep_outputs, same_code
from notebooks import FAILURES, clean, digest, execute, last_run, make_notebook, store

from lessons import read_chapter


class Refused(Exception):
    """Why a chapter was not made."""


def find_stored(chapter):
    """Return the path of the notebook that a chapter has now, which may have an older number, or
    None.
    """
    found = sorted((chapter.book.root / "chapters").glob(f"[0-9][0-9]-{chapter.slug}.ipynb"))
    return found[0] if found else None


def make(chapter):
    """Return (the notebook of `chapter` as its lesson says, without outputs, its cells as they were
    read).
    """
    front, cells = read_chapter(chapter)
    return make_notebook(front, cells), cells


def refresh(chapter, times=False, force=False):
    """Make the notebook of `chapter`; return what was done, in words. Refused says why not."""
    try:
        notebook, cells = make(chapter)
    except Fault as fault:
        raise Refused(str(fault)) from fault
    path = find_stored(chapter)
    stored = nbformat.read(path, as_version=4) if path else None
    if stored and not force:
        refuse_edits(stored, notebook, path)
    if stored and not force and not times and same_code(stored, notebook):
        carry_outputs(stored, notebook)
        done = "stored, nothing had to run"
    else:
        run(notebook, cells, chapter)
        if stored:
            keep_outputs(stored, notebook, times)
        done = "run and stored"
    clean(notebook)
    nbformat.validate(notebook)
    store(notebook, chapter.notebook)
    if path and path != chapter.notebook:
        path.unlink()
        done += f", was {path.name}"
    return done


def refuse_edits(stored, notebook, path):
    """Raise Refused with the difference where `stored` is not as refresh left it."""
    if stored.metadata.get("lesson", {}).get("sha256") == digest(stored):
        return
    texts = [
        [line for cell in one.cells for line in (f"[{cell.id}]", *cell.source.splitlines())]
        for one in (notebook, stored)
    ]
    difference = list(
        difflib.unified_diff(*texts, "as the lesson says", path.name, lineterm="", n=1)
    )
    difference = difference or ["(the text and the code are the same; its metadata is not)"]
    raise Refused(
        "\n".join(
            [
                (
                    f"{path.name} was edited by hand; what is written there belongs into the"
                    " lesson. Write over it: FORCE=1"
                ),
                *difference,
            ]
        )
    )


def run(notebook, cells, chapter):
    """Run `notebook`; Refused names the line of the cell that fails."""
    try:
        execute(notebook)
    except FAILURES as error:
        place = cells[last_run(notebook)].place
        raise Refused(
            f"{place}: this cell failed, so {chapter.notebook.name} stays as it was\n{error}"
        ) from error


def number_pages(book):
    """Let the table of contents and the pages that people write follow the order of the lessons."""
    pages = [book.root / "index.md", *sorted((book.root / "chapters").glob("*.md"))]
    for path in pages:
        text = path.read_text(encoding="utf8")
        if book.number_links(text) != text:
            path.write_text(book.number_links(text), encoding="utf8", newline="\n")
            print(f"{path.relative_to(book.root)}: chapters' numbers")
    path = book.root / "_toc.yml"
    table = table_of_contents(book, path.read_text(encoding="utf8"))
    if table != path.read_text(encoding="utf8"):
        path.write_text(table, encoding="utf8", newline="\n")
        print("_toc.yml: the order of the lessons")


def table_of_contents(book, text):
    """Return `text` of _toc.yml with the chapters as the notebooks' order and parts say; the parts
    without chapters stay.
    """
    parts = {}
    for chapter in book.chapters:
        if not chapter.notebook.exists():
            continue
        caption = (
            nbformat.read(chapter.notebook, as_version=4).metadata.get("lesson", {}).get("part", "")
        )
        if caption in parts and list(parts)[-1] != caption:
            raise Refused(
                f"{chapter.lesson.name}: it says “part: {caption}”, and stands among those of"
                f" “{list(parts)[-1]}”"
            )
        parts.setdefault(caption, []).append(f"chapters/{chapter.file}")
    names = {chapter.slug for chapter in book.chapters}
    for part in yaml.safe_load(text)["parts"]:
        pages = [
            entry["file"] for entry in part["chapters"] if Path(entry["file"]).name[3:] not in names
        ]
        if pages:
            parts.setdefault(part["caption"], []).extend(pages)
    lines = [
        (
            "# Made by `make refresh`: the chapters in the order of lessons/; the last part as it"
            " stands here."
        ),
        "format: jb-book",
        "root: index",
        "parts:",
    ]
    for caption, files in parts.items():
        lines += [
            f"  - caption: {caption}",
            "    chapters:",
            *(f"      - file: {file}" for file in files),
        ]
    return "\n".join(lines) + "\n"


def remove_orphans(book):
    """Remove the notebooks that have no lesson any more."""
    kept = {chapter.notebook for chapter in book.chapters}
    for path in sorted((book.root / "chapters").glob("*.ipynb")):
        if path not in kept:
            path.unlink()
            print(f"{path.name}: removed, it has no lesson")


def main(book=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "chapter", nargs="?", default="", help="how the lesson's file begins, e.g. 04"
    )
    parser.add_argument("--times", action="store_true", help="measure and train anew")
    parser.add_argument(
        "--force", action="store_true", help="run everything and write over edits by hand"
    )
    arguments = parser.parse_args()

    book = book or Book(ROOT)
    refused = False
    try:
        for old, new in book.rename_lessons():
            print(f"{old.name} is {new.name} now")
        asked = [
            chapter
            for chapter in book.chapters
            if chapter.file.startswith(arguments.chapter)
            or chapter.notebook != find_stored(chapter)
        ]
        if not asked:
            sys.exit(
                f"no lesson begins with {arguments.chapter!r}; there are"
                f" {', '.join(chapter.file for chapter in book.chapters)}"
            )
        for chapter in asked:
            try:
                print(
                    f"{chapter.file}: {refresh(chapter, arguments.times, arguments.force)}",
                    flush=True,
                )
            except Refused as reason:
                refused = True
                print(reason, file=sys.stderr, flush=True)
        if not refused:
            remove_orphans(book)
            number_pages(book)
    except (Fault, Refused) as reason:
        sys.exit(str(reason))
    sys.exit(refused)


if __name__ == "__main__":
    main()

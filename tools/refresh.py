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
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import yaml
from book import ROOT, Book, Fault
from changes import read_versions
from current import carry_outputs, keep_outputs, same_code
from notebooks import FAILURES, clean, digest, execute, last_run, make_notebook, store

from lessons import read_chapter

SIGNS = {"check": "⬜", "solution": "✅"}  # before and after an exercise is solved


class Refused(Exception):
    """Why a chapter was not made."""


class PackagesMissing(Exception):
    """Code has to run, and the packages of the chapters are not installed."""


def find_stored(chapter):
    """Return the path of the notebook that a chapter has now, which may have an older number, or
    None.
    """
    number = "[0-9][0-9]-" * bool(chapter.number)
    found = sorted((chapter.book.root / "chapters").glob(f"{number}{chapter.slug}.ipynb"))
    return found[0] if found else None


def make(chapter):
    """Return (the notebook that the lesson of `chapter` says, without outputs; its cells)."""
    try:
        front, cells = read_chapter(chapter)
    except Fault as fault:
        raise Refused(str(fault)) from fault
    return make_notebook(front, cells), cells


def refresh(chapter, times=False, force=False):
    """Make the notebook of `chapter`; return what was done, in words. Refused says why not."""
    notebook, cells = make(chapter)
    path = find_stored(chapter)
    stored = read_stored(path, force) if path else None
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


def read_stored(path, force):
    """Return the notebook in `path`; None where it cannot be read and shall be written over."""
    try:
        return nbformat.read(path, as_version=4)
    except nbformat.reader.NotJSONError as error:
        if force:
            return None
        raise Refused(f"{path.name} is no notebook any more. Write over it: FORCE=1") from error


def refuse_edits(stored, notebook, path):
    """Raise Refused with the difference where `stored` is not as refresh left it."""
    if stored.metadata.get("lesson", {}).get("sha256") == digest(stored):
        return
    texts = [
        [line for cell in one.cells for line in (f"[{cell.id}]", *cell.source.splitlines())]
        for one in (notebook, stored)
    ]
    names = "as the lesson says now", path.name
    difference = list(difflib.unified_diff(*texts, *names, lineterm="", n=1))
    difference = difference or ["(the text and the code are the same; its metadata is not)"]
    said = (
        f"{path.name} was edited by hand; what is written there belongs in the lesson."
        " Write over it: FORCE=1"
    )
    raise Refused("\n".join([said, *difference]))


def run(notebook, cells, chapter):
    """Run `notebook`; Refused names the cell that fails, or the exercise that its own solution does
    not solve.
    """
    if find_spec("torch") is None:
        raise PackagesMissing
    print(f"{chapter.file}: running", flush=True)
    kept = f"so {chapter.notebook.name} stays as it was"
    try:
        execute(notebook)
    except FAILURES as error:
        place = cells[last_run(notebook)].place
        raise Refused(f"{place}: this cell failed, {kept}\n{error}") from error
    for cell, written in zip(notebook.cells, cells, strict=True):
        sign = next((SIGNS[tag] for tag in cell.metadata.get("tags", []) if tag in SIGNS), None)
        printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
        verdict = printed.strip().rpartition("\n")[2]
        if sign and not verdict.startswith(sign):
            said = f"its check says “{verdict}”; {sign} is expected, {kept}"
            raise Refused(f"{written.place}: {said}")


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


def date_citation(book):
    """Let CITATION.cff say the newest version and its day."""
    path, versions = book.root / "CITATION.cff", read_versions(book)
    if not path.exists() or not versions:
        return
    text = cite(versions[0], path.read_text(encoding="utf8"))
    if text != path.read_text(encoding="utf8"):
        path.write_text(text, encoding="utf8", newline="\n")
        print(f"{path.name}: {versions[0]}")


def cite(version, text):
    """Return `text` of CITATION.cff with `version` in it."""
    text = re.sub(r"^version: .*$", f'version: "{version.number}"', text, flags=re.M)
    return re.sub(r"^date-released: .*$", f"date-released: {version.day}", text, flags=re.M)


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
    kept = {chapter.notebook for chapter in book.notebooks}
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
            for chapter in book.notebooks
            if chapter.file.startswith(arguments.chapter)
            or chapter.notebook != find_stored(chapter)
        ]
        if not asked:
            sys.exit(
                f"no lesson begins with {arguments.chapter!r}; there are"
                f" {', '.join(chapter.file for chapter in book.notebooks)}"
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
            date_citation(book)
    except (Fault, Refused) as reason:
        sys.exit(str(reason))
    except PackagesMissing:
        sys.exit(3)
    sys.exit(refused)


if __name__ == "__main__":
    main()

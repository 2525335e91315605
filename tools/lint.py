"""Lint all code with ruff; what is wrong in a chapter is named with the file and the line where it
is written.

    python tools/lint.py [04]     with the number of a chapter: its notebook alone
"""

import json
import subprocess
import sys
from pathlib import Path

from book import ROOT, Book, Fault

from lessons import read_chapter


def find_faults(paths):
    """Return what ruff says of `paths`."""
    command = [sys.executable, "-m", "ruff", "check", "--output-format", "json", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def written_at(fault, book):
    """Return "file:line" where the code of a fault is written."""
    path, row = Path(fault["filename"]), fault["location"]["row"]
    chapter = next((chapter for chapter in book.notebooks if chapter.notebook == path), None)
    if chapter:
        cell = read_chapter(chapter)[1][fault["cell"] - 1]
        return str(cell.places[min(row, len(cell.places)) - 1])
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{row}"


def main():
    book, number = Book(ROOT), sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        chapters = [chapter for chapter in book.notebooks if chapter.file.startswith(number)]
        said = [
            f"{written_at(fault, book)}: {fault['code']} {fault['message']}"
            for fault in find_faults(
                [chapter.notebook for chapter in chapters] if number else ["."]
            )
        ]
    except Fault as fault:
        sys.exit(str(fault))
    print("\n".join(dict.fromkeys(said)) or "ruff has nothing to say")
    sys.exit(bool(said))


if __name__ == "__main__":
    main()

"""Warnings of the build about a chapter name the file and line where it is written."""

import logging
import re
import sys
from functools import cached_property
from pathlib import Path

CELL = 10_000  # MyST-NB reports line 3 of the fifth cell as line 50003


class WrittenAt(logging.Filter):
    """Rewrite the places in warnings that Sphinx is about to print."""

    def __init__(self, srcdir):
        super().__init__()
        self.srcdir = Path(srcdir)

    @cached_property
    def chapters(self):
        """Return {notebook: its chapter}; found at the first warning, for it takes time."""
        sys.path.append(str(self.srcdir / "tools"))
        from book import Book

        return {chapter.notebook.name: chapter for chapter in Book(self.srcdir).notebooks}

    def filter(self, record):
        place = getattr(record, "location", None)
        match = re.search(r"([\w-]+\.ipynb):(\d+)$", place) if isinstance(place, str) else None
        if match and match[1] in self.chapters:
            from lessons import read_chapter

            cell, line = divmod(int(match[2]), CELL)
            cells = read_chapter(self.chapters[match[1]])[1]
            if 0 < cell <= len(cells):
                places = cells[cell - 1].places
                record.location = str(places[min(max(line, 1), len(places)) - 1])
        return True


def watch_warnings(app):
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(WrittenAt(app.srcdir))


def setup(app):
    app.connect("builder-inited", watch_warnings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

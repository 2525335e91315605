"""What changed for readers, and so which version of the course a chapter is: the page
chapters/changes.md, newest first, is where it is written.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from book import Fault, Place

VERSION = re.compile(r"^## (Version .*)$", re.M)
NUMBER_AND_DAY = re.compile(r"Version (\d+), (\d{1,2} [A-Z][a-z]+ \d{4})")
EVERY_CHAPTER = "**All chapters**"


@dataclass(frozen=True)
class Version:
    """A version of the course: its number, its day, and what is said to have changed."""

    number: int
    day: date
    changes: str
    place: Place

    def __str__(self):
        return f"Version {self.number}, {self.day.day} {self.day:%B %Y}"

    def changed(self, chapter):
        """Return whether this version says something of `chapter`."""
        link = rf"\((\d\d-)?{chapter.slug}\.ipynb"
        return EVERY_CHAPTER in self.changes or re.search(link, self.changes) is not None


def read_versions(book):
    """Return the versions of the course, newest first; none where nothing is written of them."""
    path = book.root / "chapters" / "changes.md"
    text = path.read_text(encoding="utf8") if path.exists() else ""
    found = []
    for heading in VERSION.finditer(text):
        place = Place(path, text[: heading.start()].count("\n") + 1)
        said = NUMBER_AND_DAY.fullmatch(heading[1])
        following = VERSION.search(text, heading.end())
        if not said:
            raise Fault(place, "a version is written “## Version 3, 26 November 2026”")
        try:
            day = datetime.strptime(said[2], "%d %B %Y").date()
        except ValueError as error:
            raise Fault(place, f"“{said[2]}” is no day") from error
        changes = text[heading.end() : following.start() if following else None]
        found.append(Version(int(said[1]), day, changes, place))
    for newer, older in zip(found, found[1:], strict=False):
        if newer.number != older.number + 1 or newer.day < older.day:
            raise Fault(newer.place, f"“{newer}” stands above “{older}”")
    return found


def version_of(chapter):
    """Return the newest version that says something of `chapter`, or None."""
    return next((one for one in read_versions(chapter.book) if one.changed(chapter)), None)

"""A cell as it is written, every line with its place; its options, and its id."""

import difflib
import re
import textwrap
from dataclasses import dataclass, field

from book import Fault

HEADING = re.compile(r"#{1,3} ")
NOT_COMPARED = {"explore", "timing", "training", "optional"}  # output that differs by machine
FOLDED = {"set-up", "check", "solution", "folded"}
KNOWN_TAGS = {"exercise", "cover", "photograph", *FOLDED, *NOT_COMPARED}
OPTIONS = ("alt", "guess", "tags")
KINDS = ("number", "words", "picture")  # of a guess
MENDS = {
    "alt": "alt: is followed by a text, in quotes where it has a colon in it",
    "guess": 'a guess is written {answer: "27", kind: number}, the answer in quotes; its kind is'
    " number, words or picture",
    "tags": "tags stand in brackets: [folded]",
}


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


def check_options(options, place):
    """Return the options of a code cell, after a look at their names and forms; `place(name)` is
    where the option `name` stands.
    """
    for name in options:
        if name not in OPTIONS:
            known = f"there are {', '.join(OPTIONS)}"
            raise Fault(
                place(name), f"unknown option {name!r}: {guess_meant(name, OPTIONS, known)}"
            )
    tags, guess = options.get("tags", []), options.get("guess", {})
    if not isinstance(tags, list):
        raise Fault(place("tags"), MENDS["tags"])
    for tag in tags:
        if tag not in KNOWN_TAGS and not str(tag).startswith("explore-"):
            known = f"there are {', '.join(sorted(KNOWN_TAGS))}"
            raise Fault(
                place("tags"), f"unknown tag {tag!r}: {guess_meant(tag, KNOWN_TAGS, known)}"
            )
    if not isinstance(options.get("alt", ""), str):
        raise Fault(place("alt"), MENDS["alt"])
    if "guess" in options and not is_guess(guess):
        raise Fault(place("guess"), MENDS["guess"])
    return dict(options)


def is_guess(guess):
    """Return whether `guess` is an answer with its kind."""
    whole = isinstance(guess, dict) and set(guess) == {"answer", "kind"}
    return whole and isinstance(guess["answer"], str) and guess["kind"] in KINDS


def guess_meant(word, known, otherwise):
    """Return "is “…” meant?" for a misspelt word, or `otherwise`."""
    near = difflib.get_close_matches(str(word).lower(), known, 1)
    return f"is “{near[0]}” meant?" if near else otherwise


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


def slugify(heading):
    """Return the words of a heading as an id, 44 letters at most."""
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"^#+ (\d+ · )?", "", heading).lower())
    return textwrap.shorten(words, 44, placeholder="").replace(" ", "-") or "section"

"""Where the book's files are, and what follows from the order of its chapters: their numbers, and
every mention of one.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
LESSON = re.compile(r"(\d\d)([a-z]?)-([a-z0-9-]+)\.md")
PAGE = re.compile(r"[a-z][a-z-]*\.md")
EXERCISE = re.compile(r"(\d+)-([a-z0-9-]{1,40})\.py")


class Fault(ValueError):
    """Something that an author wrote and that cannot be read; it says where and what."""

    def __init__(self, place, message):
        super().__init__(f"{place}: {message}")


@dataclass(frozen=True)
class Place:
    """A line of a file that people write."""

    path: Path
    line: int

    def __str__(self):
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path.as_posix()}:{self.line}"


@dataclass(frozen=True)
class Chapter:
    """A chapter: its number, its name without the number, and the lesson it is made from; a
    reference page that runs is one without a number.
    """

    number: int | None
    slug: str
    lesson: Path
    book: "Book"

    @property
    def file(self):
        return f"{self.number:02}-{self.slug}" if self.number else self.slug

    @property
    def notebook(self):
        return self.book.root / "chapters" / f"{self.file}.ipynb"

    @cached_property
    def exercises(self):
        """The files of the exercises, in the order of their numbers."""
        files = {}
        for path in (self.book.lessons / "exercises" / self.slug).glob("*.py"):
            match = EXERCISE.fullmatch(path.name)
            if not match:
                raise Fault(
                    Place(path, 1),
                    "an exercise's file is called like 2-build-it.py: a number, then a name of at"
                    " most 40 small letters, digits and hyphens",
                )
            if int(match[1]) in files:
                raise Fault(
                    Place(path, 1),
                    f"{files[int(match[1])].name} has the number {match[1]} too: give one of them"
                    " another",
                )
            files[int(match[1])] = path
        return [files[number] for number in sorted(files)]

    def exercise_number(self, name):
        """Return "4.2" for the exercise whose file is called K-`name`.py, or None where there is
        none.
        """
        names = [EXERCISE.fullmatch(path.name)[2] for path in self.exercises]
        return f"{self.number}.{names.index(name) + 1}" if name in names else None


class Book:
    """The lessons below `root`, in the order of their files' names."""

    def __init__(self, root=ROOT):
        self.root, self.lessons = root, root / "lessons"

    @cached_property
    def chapters(self):
        found = []
        for path in sorted(self.lessons.glob("*.md")):
            match = LESSON.fullmatch(path.name)
            if PAGE.fullmatch(path.name):
                continue
            if not match:
                raise Fault(
                    Place(path, 1),
                    "a lesson's file is called like 04-depthwise-separable.md, that of a reference"
                    " page like errors.md",
                )
            found.append((match[1] + match[2], match[3], path))
        for (one, _, first), (other, _, second) in zip(found, found[1:], strict=False):
            if one == other:
                raise Fault(
                    Place(second, 1),
                    f"{first.name} has the number {one} too: call the one that comes second"
                    f" {one}a-…, and refresh gives every lesson its number",
                )
        return [
            Chapter(number, slug, path, self) for number, (_, slug, path) in enumerate(found, 1)
        ]

    @cached_property
    def reference(self):
        """The reference pages that run."""
        paths = [path for path in sorted(self.lessons.glob("*.md")) if PAGE.fullmatch(path.name)]
        return [Chapter(None, path.stem, path, self) for path in paths]

    @property
    def notebooks(self):
        """All that a notebook is made of."""
        return [*self.chapters, *self.reference]

    def chapter(self, slug):
        return next(chapter for chapter in self.chapters if chapter.slug == slug)

    def rename_lessons(self):
        """Give every lesson's file the number that its place in the order says; return what was
        renamed.
        """
        wrong = [chapter for chapter in self.chapters if chapter.lesson.stem != chapter.file]
        moved = [
            (chapter.lesson, chapter.lesson.with_name(f"{chapter.file}.md")) for chapter in wrong
        ]
        for old, _ in moved:
            old.rename(old.with_suffix(".moving"))
        for old, new in moved:
            old.with_suffix(".moving").rename(new)
        del self.chapters
        return moved

    @cached_property
    def _mention(self):
        slugs = "|".join(sorted((chapter.slug for chapter in self.chapters), key=len, reverse=True))
        return re.compile(rf"(?<![\w@])@({slugs})(?:/([a-z0-9-]+))?(?![\w-])")

    def number_mentions(self, text, place, markdown=False):
        """Return `text` of a lesson with the number in place of each mention: "Chapter @grouped"
        says "Chapter 3", "Exercise @grouped/count-by-hand" "Exercise 3.1".

        In Markdown, `[Chapter @grouped]` becomes a link to the chapter, and `](@grouped)` leads
        there.
        `place` is where the text stands, for the message about a mention of nothing.
        """

        def number(match):
            chapter = self.chapter(match[1])
            if match[2] is None:
                return str(chapter.number)
            label = chapter.exercise_number(match[2])
            if label is None:
                raise Fault(place, f"{match[0]}: {match[1]} has no exercise of that name")
            return label

        if markdown:
            one = self._mention.pattern
            text = re.sub(
                rf"\[([^][]*?{one}[^][@]*)\](?!\()",
                lambda match: f"[{match[1]}]({self.chapter(match[2]).file}.ipynb)",
                text,
            )
            text = re.sub(
                rf"\]\({one}", lambda match: f"]({self.chapter(match[1]).file}.ipynb", text
            )
        text = self._mention.sub(number, text)
        unknown = re.search(r"\b(?:Chapters?|Exercises?) @\S*", text)
        if unknown:
            raise Fault(
                place,
                f"{unknown[0]}: there is no such chapter; there are"
                f" {', '.join(chapter.slug for chapter in self.chapters)}",
            )
        return text

    def number_links(self, text):
        """Return `text` of a page that people write with today's number in each link to a chapter:
        in its address, and in the words `[Chapter 4]` or `[4]`.
        """
        for chapter in self.chapters:
            text = re.sub(rf"\b\d\d-{chapter.slug}(?=[.\s])", chapter.file, text)
            text = re.sub(
                rf"\[(Chapter )?\d+(?=\]\([\w/]*{chapter.file}\.ipynb)",
                rf"[\g<1>{chapter.number}",
                text,
            )
            for k, path in enumerate(chapter.exercises, 1):
                title = re.search(r"^# # (.+)", path.read_text(encoding="utf8"), re.M)
                anchor = re.sub(r"[^\w -]", "", title[1] if title else "").lower().replace(" ", "-")
                text = re.sub(
                    rf"(?<={chapter.file}\.ipynb#exercise-)\d+(?=--{anchor}\b)",
                    f"{chapter.number}{k}",
                    text,
                )
        return text

"""What people write and what readers run are one: each notebook is made of its lesson, parts and
exercises, and numbers follow the order of the lessons.
"""

import re

import jupytext
import pytest
from book import ROOT, Place
from course import BOOK, CHAPTERS, NOTEBOOKS, PAGES, code_cells, read_notebook
from exercises import read_exercise
from judging import EXERCISES, FAULTS
from notebooks import digest, make_notebook
from refresh import table_of_contents

from lessons import read_chapter, read_lesson

WIDTH = 80
# lessons whose code is not wrapped by hand yet; empty at the end of this round
NOT_YET = set()


def test_notebook_is_made_of_its_lesson(chapter, notebook):
    assert notebook.metadata.lesson.sha256 == digest(notebook), (
        f"{chapter.notebook.name} was edited by hand: `make refresh` shows the difference"
    )
    made = make_notebook(*read_chapter(chapter))
    assert made.metadata.lesson == notebook.metadata.lesson, (
        f"{chapter.lesson.name} is newer than its notebook: `make refresh`"
    )


def test_exercise_files_can_be_read():
    assert FAULTS == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=[exercise.label for exercise in EXERCISES])
def test_exercise_has_answers(exercise):
    files = {path.stem.partition("-")[2]: path for path in exercise.chapter.exercises}
    where = Place(files[exercise.name], 1)
    right, wrong = len(exercise.right), len(exercise.wrong)
    assert right >= 3 and wrong >= 6, (
        f"{where}: {right} right and {wrong} wrong answers; at least 3 and 6 are expected"
    )


def test_every_guess_is_marked(chapter):
    _, cells = read_lesson(chapter.lesson)
    unmarked, waiting = [], None
    for cell in cells:
        if cell.kind == "markdown" and (said := re.search(r"\*Predict\s+first", cell.source)):
            unmarked += [waiting] if waiting else []
            waiting = cell.places[cell.source[: said.start()].count("\n")]
        elif "guess" in cell.options:
            assert waiting, (
                f"{cell.place}: an answer without a guess (“*Predict first: …*”) before it"
            )
            waiting = None
    for place in unmarked + ([waiting] if waiting else []):
        raise AssertionError(
            f"{place}: no cell below has its answer, :guess: {{answer: …, kind: …}}"
        )


def test_no_chapter_is_named_by_a_number(chapter):
    files = [chapter.lesson, *chapter.exercises, *(chapter.book.lessons / "parts").rglob("*.py")]
    for path in files:
        for k, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
            assert not re.search(
                r"\b(Chapters? \d|Exercises? \d+\.\d)|\b\d\d-[a-z-]+\.ipynb", line
            ), f"{path.name}:{k}: write Chapter @grouped, Exercise @grouped/count-by-hand"


def wide_lines(path, lines):
    return [
        f"{path.relative_to(ROOT)}:{k}: {len(line)} characters"
        for k, line in lines
        if len(line) > WIDTH
    ]


def test_code_is_wrapped_by_hand():
    for path in (BOOK.lessons / "parts").rglob("*.py"):
        assert not wide_lines(path, enumerate(path.read_text(encoding="utf8").splitlines(), 1))
    for chapter in NOTEBOOKS:
        cells = [cell for cell in read_lesson(chapter.lesson)[1] if cell.kind == "code"]
        wide = [
            line
            for cell in cells
            for line in wide_lines(
                chapter.lesson,
                zip((place.line for place in cell.places), cell.source.splitlines(), strict=True),
            )
        ]
        assert bool(wide) == (chapter.slug in NOT_YET), (
            wide or f"{chapter.slug} is wrapped: take it off the list"
        )


def test_what_readers_see_of_an_exercise_is_wrapped_by_hand(chapter):
    """Its starter, check and solution; the closing brace of a table may stand alone."""
    wide = []
    for path in chapter.exercises:
        for cell in read_exercise(chapter, path).cells:
            lines = [
                (place.line, line)
                for place, line in zip(cell.places, cell.source.splitlines(), strict=False)
            ]
            if cell.kind == "code":
                wide += wide_lines(path, lines)
                wide += [
                    f"{path.name}:{k}: a bracket alone"
                    for k, line in lines
                    if re.fullmatch(r"\s*[()\[\],]+\s*", line)
                ]
    assert not wide, "\n".join(wide)


def test_pages_follow_the_order_of_the_lessons():
    for page in PAGES:
        path = ROOT / page.replace(".html", ".md")
        if path.exists():
            text = path.read_text(encoding="utf8")
            assert BOOK.number_links(text) == text, f"{path.name}: `make refresh`"
            assert not re.search(r"(?<!\[)\bChapters? \d+\b(?!\])", text), (
                f"{path.name}: a chapter is named by a link, [Chapter 4](…), so that its number can"
                " follow"
            )
    table = (ROOT / "_toc.yml").read_text(encoding="utf8")
    assert table_of_contents(BOOK, table) == table, "_toc.yml: `make refresh`"
    assert [chapter.lesson.stem for chapter in CHAPTERS] == [
        chapter.file for chapter in CHAPTERS
    ], "`make refresh` gives the lessons' files their numbers"


def test_jupyterlab_opens_a_lesson_as_a_notebook(chapter):
    """`make lab`: the same cells, with a kernel, from the folder in which the parts are."""
    opened = jupytext.read(chapter.lesson)
    _, cells = read_lesson(chapter.lesson)
    assert opened.metadata.kernelspec.name == "python3"
    code = [cell.source for cell in opened.cells if cell.cell_type == "code"]
    assert code == [cell.source for cell in cells if cell.kind == "code"]
    assert code[0] == "%run -i parts/set_up.py" and (chapter.lesson.parent / "parts").is_dir()


def test_no_notebook_is_without_a_lesson():
    assert sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb")) == [
        chapter.file for chapter in NOTEBOOKS
    ]


def test_pictures_are_small():
    sizes = {}
    for chapter in NOTEBOOKS:
        outputs = [output for cell in code_cells(read_notebook(chapter)) for output in cell.outputs]
        sizes[chapter.file] = sum(
            len(output.get("data", {}).get("image/png", "")) for output in outputs
        )
    assert max(sizes.values()) <= 400_000 and sum(sizes.values()) <= 4_000_000, sizes

"""What goes wrong while a chapter is edited is named with its file and its cell, and a chapter is never lost."""

import re
import subprocess
import sys

import nbformat
import pytest
import refresh
import test_numbers_in_prose
import test_portable
from conftest import CHAPTERS, ROOT, tags

CHAPTER = CHAPTERS[3]


@pytest.fixture
def notebook():
    return nbformat.read(CHAPTER, as_version=4)


def break_link(notebook):
    cell = next(cell for cell in notebook.cells if cell.cell_type == "markdown" and "](0" in cell.source)
    cell.source = re.sub(r"\]\(0\d-[\w-]+\.ipynb", "](04-moved.ipynb", cell.source)
    return cell


def drop_alt_text(notebook):
    cell = next(cell for cell in notebook.cells if "image" in cell.metadata.get("mystnb", {}))
    del cell.metadata["mystnb"]["image"]
    return cell


def claim_a_number(notebook):
    notebook.cells[4].source += "\n\nThat is 31337 times faster."
    return notebook.cells[4]


def repeat_an_exercise(notebook):
    second = [cell for cell in notebook.cells if cell.source.startswith("### Exercise")][1]
    second.source = second.source.replace("4.2", "4.1")
    return second


def misspell_a_tag(notebook):
    cell = next(cell for cell in notebook.cells if "solution" in tags(cell))
    cell.metadata["tags"] = ["sloution"]
    return cell


def write_a_directive(notebook):
    notebook.cells[2].source += "\n\n```{note}\nMind the gap.\n```"
    return notebook.cells[2]


@pytest.mark.parametrize(("fault", "promise"), [
    (break_link, test_portable.test_links_between_chapters_lead_somewhere),
    (drop_alt_text, test_portable.test_every_picture_has_alt_text),
    (claim_a_number, test_numbers_in_prose.test_every_number_has_its_evidence),
    (repeat_an_exercise, test_portable.test_exercises_follow_the_contract),
    (misspell_a_tag, test_portable.test_tags_are_known),
    (write_a_directive, test_portable.test_markdown_is_portable),
])
def test_a_fault_is_named_with_its_cell(notebook, fault, promise):
    promise(CHAPTER, notebook)
    cell = fault(notebook)
    with pytest.raises(AssertionError, match=re.escape(f"{CHAPTER.name}, cell {notebook.cells.index(cell) + 1} (")):
        promise(CHAPTER, notebook)


@pytest.fixture
def small(tmp_path):
    """The path of a chapter of two cells in a folder of its own, and a function that stores it with another second cell."""
    path = tmp_path / "04-small.ipynb"

    def store(source):
        cells = [nbformat.v4.new_code_cell("x = 1"), nbformat.v4.new_code_cell(source)]
        cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="1\n")]
        small = nbformat.v4.new_notebook(cells=cells)
        refresh.clean(small)
        refresh.store(small, path)
        return path

    return store


def answer(*command):
    done = subprocess.run([sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_a_syntax_error_is_named_with_its_cell(small):
    code, said = answer("-m", "ruff", "check", "--no-cache", "--output-format", "concise", small("print(x"))
    assert code and "04-small.ipynb:cell 2:1:" in said


def test_a_stale_output_is_named_with_its_cell(small):
    nbval = "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"
    assert answer(*nbval, small("print(x)"))[0] == 0
    code, said = answer(*nbval, small("print(x + 1)"))
    assert code and "04-small.ipynb::Cell 1" in said


@pytest.mark.parametrize("source", ["print(x)\nraise ValueError('no')", "print(x"])
def test_a_chapter_that_fails_is_kept(small, source, monkeypatch, capsys):
    path = small(source)
    before = path.read_bytes()
    monkeypatch.setattr(refresh, "CHAPTERS", path.parent)
    monkeypatch.setattr(sys, "argv", ["refresh.py", "04"])
    with pytest.raises(SystemExit) as end:
        refresh.main()
    assert end.value.code and path.read_bytes() == before and list(path.parent.iterdir()) == [path]
    said = capsys.readouterr().err
    assert "04-small.ipynb, cell 2" in said and "stays as it was" in said


def test_a_chapter_is_kept_on_a_full_disk(small, monkeypatch):
    path = small("print(x)")
    before = path.read_bytes()

    def write(notebook, file):
        file.write("{")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(nbformat, "write", write)
    with pytest.raises(OSError, match="No space left"):
        refresh.store(nbformat.read(path, as_version=4), path)
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]

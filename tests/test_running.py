"""A chapter is at home on one's own computer: the page says all that it needs, each copy says which
version it is, and without torchsummary it goes on.
"""

import re
from types import SimpleNamespace

import nbformat
import pytest
import yaml
from book import ROOT, Book, Fault
from changes import read_versions, version_of
from course import BOOK, code_cells, printed, read_notebook, tags
from notebooks import PatientClient
from refresh import cite

import noxfile

RUNNING = (ROOT / "chapters" / "running.md").read_text(encoding="utf8")
ABSENT = 'import sys\n\nsys.modules["torchsummary"] = None'
CHANGES = """\
# What changed

## Version 2, 3 May 2026

- [Chapter 2](02-two.ipynb) is new.

## Version 1, 30 April 2026

- **All chapters** are.
"""


@pytest.mark.parametrize(
    ("system", "pip"),
    [("Windows", r"course\Scripts\pip"), ("Mac", "course/bin/pip"), ("Linux", "course/bin/pip")],
)
def test_the_page_installs_what_the_chapters_need(system, pip):
    commands = re.search(rf"^{system}\b.*:\n\n```text\n([^`]*)", RUNNING, re.M)[1]
    installed = re.findall(rf"^{re.escape(pip)} install ([\w -]+)$", commands, re.M)
    needed = {"jupyterlab", *noxfile.PACKAGES} - {"ipykernel"}  # jupyterlab brings it
    assert {name for line in installed for name in line.split()} == needed


def test_every_notebook_says_its_version(chapter, notebook):
    version = version_of(chapter)
    assert notebook.cells[0].source.splitlines()[-1].startswith(f"*{version}: "), "make refresh"
    assert notebook.metadata.lesson.version == version.number
    assert notebook.metadata.lesson.date == str(version.day)


def test_the_citation_says_the_newest_version():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf8")
    assert cite(read_versions(BOOK)[0], text) == text, "make refresh"
    said = yaml.safe_load(text)
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= set(said)


def write_changes(folder, text):
    (folder / "chapters").mkdir(exist_ok=True)
    (folder / "chapters" / "changes.md").write_text(text, encoding="utf8")
    return Book(folder)


def test_a_chapter_has_the_version_that_last_changed_it(tmp_path):
    book = write_changes(tmp_path, CHANGES)
    found = [str(version_of(SimpleNamespace(slug=slug, book=book))) for slug in ("one", "two")]
    assert found == ["Version 1, 30 April 2026", "Version 2, 3 May 2026"]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("Version 2, 3 May", "Version 2, May 3,", "changes.md:3: a version is written"),
        ("3 May", "33 May", "changes.md:3: “33 May 2026” is no day"),
        ("Version 2", "Version 3", "changes.md:3: “Version 3, 3 May 2026” stands above"),
        ("3 May", "3 April", "changes.md:3: “Version 2, 3 April 2026” stands above"),
    ],
)
def test_what_is_wrong_with_a_version_is_said(tmp_path, written, instead, said):
    book = write_changes(tmp_path, CHANGES.replace(written, instead, 1))
    with pytest.raises(Fault, match=re.escape(said)):
        read_versions(book)


def test_all_chapters_have_the_same_set_up():
    assert len({code_cells(read_notebook(one))[0].source for one in BOOK.notebooks}) == 1


def test_without_torchsummary_a_line_stands_in_place_of_a_table(tmp_path, monkeypatch):
    """The chapter that reads its tables; pip finds nothing, as without a network."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    stored = read_notebook(BOOK.chapter("convolution"))
    fresh = stored.copy()
    kept = [cell.copy() for cell in stored.cells if not tags(cell) & {"explore", "timing"}]
    fresh.cells = [nbformat.v4.new_code_cell(ABSENT), *kept]
    where = {"metadata": {"path": str(tmp_path)}}
    PatientClient(fresh, timeout=None, kernel_name="python3", resources=where).execute()
    said = [
        (cell.source, printed(cell))
        for cell in code_cells(fresh)
        if "torchsummary" in printed(cell)
    ]
    assert ["nothing" in text for _, text in said] == [False, True]
    assert said[0][1].startswith("torchsummary is not installed here: its table is left out.\n")

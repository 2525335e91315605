"""The pages around the chapters keep to them: titles and minutes of the landing page, numbers of a
correction, terms of the glossary, links to elsewhere.
"""

import re
from functools import cache
from urllib.parse import urlsplit

import nbformat
import pytest
from book import ROOT
from course import CHAPTERS, code_cells, printed, read_notebook, text_cells
from prose_numbers import CITED, numbers, to_check

PAGES = {
    name: (ROOT / "chapters" / f"{name}.md").read_text(encoding="utf8")
    for name in ("corrections", "glossary", "references")
}


def linked(text):
    """Return the file names of the chapters that `text` links to."""
    return re.findall(r"\]\((\d\d-[\w-]+\.ipynb)", text)


@cache
def words(file):
    """Return everything that a chapter says: its prose, its code and what it prints."""
    notebook = nbformat.read(ROOT / "chapters" / file, as_version=4)
    said = [cell.source for cell in text_cells(notebook)]
    return "\n".join(
        [*said, *(cell.source + "\n" + printed(cell) for cell in code_cells(notebook))]
    )


GLOSSARY = re.findall(
    r"^\*\*(.+?)\*\*.*\n: (.+)$", PAGES["glossary"].partition("## Reading Chinese")[0], re.M
)
CORRECTIONS = re.findall(r"^## (“.+”|.+`.+)\n\n(.+)$", PAGES["corrections"], re.M) + re.findall(
    r"^(?!#)(\S.+)\n: (.+)$", PAGES["corrections"], re.M
)


@pytest.mark.parametrize(("claim", "text"), CORRECTIONS, ids=[claim for claim, _ in CORRECTIONS])
def test_a_correction_is_shown_in_a_chapter(claim, text):
    assert linked(text), "no link to a chapter"
    known = set(CITED["corrections"]).union(*(numbers(words(file)) for file in linked(text)))
    assert [number for number in to_check(f"{claim}\n{text}") if number not in known] == []


def test_all_corrections_are_found():
    assert len(CORRECTIONS) == len(re.findall(r"^(## “|: )", PAGES["corrections"], re.M)) > 40


@pytest.mark.parametrize(("term", "text"), GLOSSARY, ids=[term for term, _ in GLOSSARY])
def test_a_term_leads_to_where_it_is_taught(term, text):
    assert linked(text), "no link to a chapter"


def test_terms_are_in_order():
    terms = [re.sub(r"[^a-z0-9]", "", term.lower()) for term, _ in GLOSSARY]
    assert terms == sorted(terms) and len(terms) > 90


OUTSIDE = re.compile(r"https?://[^\s)>\]\"'`]+")
FORMS = {
    "arxiv.org": r"/abs/\d{4}\.\d{4,5}",
    "doi.org": r"/10\.\d{4,}/\S+",
    "github.com": r"/[\w.-]+/[\w.-]+(/issues/\d+|/(blob|tree)/(main|master)/\S+)?",
}


def test_every_outside_link_of_a_chapter_has_an_entry(chapter):
    assert (
        set(OUTSIDE.findall(words(chapter.notebook.name)))
        - set(OUTSIDE.findall(PAGES["references"]))
        == set()
    )


@pytest.mark.parametrize(
    "link", sorted({link for page in PAGES.values() for link in OUTSIDE.findall(page)})
)
def test_an_outside_link_is_well_formed(link):
    parts = urlsplit(link)
    assert parts.scheme == "https" and not parts.query and not link.endswith((".", ","))
    assert re.fullmatch(FORMS.get(parts.hostname, r"/\S*"), parts.path), parts.path


NAMES = "zero one two three four five six seven eight nine ten eleven twelve".split()


def test_the_landing_page_counts_chapters_hours_and_exercises():
    text = (ROOT / "index.md").read_text(encoding="utf8")
    first = [" ".join(read_notebook(chapter).cells[0].source.split()) for chapter in CHAPTERS]
    halves = round(sum(int(re.search(r"About (\d+) minutes", said)[1]) for said in first) / 30)
    hours = f"{NAMES[halves // 2]}{' and a half' * (halves % 2)} hours in all"
    few, many = (f(len(chapter.exercises) for chapter in CHAPTERS) for f in (min, max))
    assert f"## The {NAMES[len(CHAPTERS)]} chapters" in text and hours in text
    assert f"{NAMES[few]} to {NAMES[many]} in each chapter" in text

"""Every number in prose is bound to its place: a cell of its section, or of the one before, prints
it, or cited_numbers.toml says for that section where it comes from.

The year of a paper on arXiv is that of its link. What a cell prints that measures or trains is no
evidence. Left out are numbers below ten without decimals, the labels of chapters and exercises,
addresses, and the version of a licence. In an exercise, what its starter and its solution set
counts too.
"""

import ast
import re
from decimal import Decimal

import pytest
from cells import NOT_COMPARED
from course import (
    NOTEBOOKS,
    place,
    printed,
    read_notebook,
    tags,
    to_python,
)
from prose_numbers import CITED, numbers, plain, to_check

IN_THE_CODE = "set in the code"
LONG = 12  # numbers in a line that says something; a longer one lists whatever there is
ARXIV = re.compile(r"\[(\d{4})\]\(https://arxiv\.org/abs/(\d\d)\d\d\.\d+\)")


def settings(cells):
    """Return the numeric literals in the code of `cells`, but not those inside strings."""
    trees = [ast.parse(to_python(cell.source)) for cell in cells if cell.cell_type == "code"]
    values = [
        node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)
    ]
    return {
        plain(str(value))
        for value in values
        if type(value) in (int, float) and "e" not in str(value)
    }


def outputs(cells):
    """Return the numbers that `cells` print, and will print on another machine."""
    code = [cell for cell in cells if cell.cell_type == "code" and not NOT_COMPARED & tags(cell)]
    lines = [numbers(line) for cell in code for line in printed(cell).splitlines()]
    return {plain(number) for line in lines if len(line) <= LONG for number in line}


def sections(notebook):
    """Return the sections of a chapter as lists of cells; a heading begins one."""
    found = []
    for cell in notebook.cells:
        if not found or (cell.cell_type == "markdown" and re.match("#{1,3} ", cell.source)):
            found.append([])
        found[-1].append(cell)
    return found


def cited(chapter, section):
    """Return {number: source} that is cited for a section; its first cell's id names it."""
    entries = CITED.get(chapter.slug, {}).get(section[0].id, {})
    return {plain(number): source for number, source in entries.items()}


def evidence(chapter, section, before):
    """Return (what the prose of a section may say, what its first cell may say besides)."""
    known = outputs(section) | set(cited(chapter, section))
    if section[0].id.startswith("exercise-"):
        known |= settings(cell for cell in section if tags(cell) & {"exercise", "solution"})
    return known, outputs(before)


def claims(chapter):
    """Yield (cell, number, the numbers it may be) for every number in the prose of a chapter."""
    before = []
    for section in sections(read_notebook(chapter)):
        known, known_before = evidence(chapter, section, before)
        for k, cell in enumerate(section):
            if cell.cell_type == "markdown":
                text = cell.source
                for year, of_the_link in ARXIV.findall(text):
                    yield cell, year, {f"20{of_the_link}"} | set(cited(chapter, section))
                for number in to_check(ARXIV.sub(" ", text)):
                    yield cell, number, known | known_before if k == 0 else known
        before = section


def test_every_number_has_its_evidence(chapter):
    missing = [
        f"{place(chapter, cell)}: {number} is neither printed in this section or the one before,"
        f" nor cited: [{chapter.slug}.{cell.id}] in tests/cited_numbers.toml"
        for cell, number, known in claims(chapter)
        if plain(number) not in known
    ]
    assert not missing, "\n".join(missing)


def test_a_citation_is_used_where_it_is_licensed(chapter):
    found = sections(read_notebook(chapter))
    names = [section[0].id for section in found]
    assert set(CITED.get(chapter.slug, {})) <= set(names), "a section of another name"
    for before, section, after in zip([[], *found], found, [*found[1:], []], strict=False):
        said = {
            plain(n)
            for cell in section
            if cell.cell_type == "markdown"
            for n in to_check(cell.source)
        }
        for number, source in cited(chapter, section).items():
            where = f"[{chapter.slug}.{section[0].id}] {number}"
            assert number in said, f"{where}: this section does not say it"
            if source == IN_THE_CODE:
                assert number in settings([*before, *section, *after]), f"{where}: not {source}"


def test_what_is_looked_at():
    text = "It has 1,234 weights, a 3×3 window and 0.5 of Chapter 10; see [here](x-99.ipynb)."
    assert to_check(text) == ["1234", "0.5"]


def next_number(number):
    """Return `number` with its last digit one higher: 36 → 37, 0.8 → 0.9."""
    return str(Decimal(number) + Decimal((0, (1,), Decimal(number).as_tuple().exponent)))


@pytest.mark.prove
def test_a_changed_number_is_noticed():
    """At least 95 of 100 numbers, each changed in turn."""
    tried = [
        (place(chapter, cell), *claim) for chapter in NOTEBOOKS for cell, *claim in claims(chapter)
    ]
    missed = [
        f"{where}: {number} → {next_number(number)}"
        for where, number, known in tried
        if plain(next_number(number)) in known
    ]
    print(f"{len(tried)} numbers, {len(missed)} changes not noticed:", *missed, sep="\n")
    assert len(tried) > 500 and len(missed) <= 0.05 * len(tried), "\n".join(missed)

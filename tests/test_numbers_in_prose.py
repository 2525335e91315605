"""Every number in prose was printed by a cell of the same chapter, is a setting in its code, or is
cited with its source.
"""

import ast
import re
import tomllib
from pathlib import Path

from course import CHAPTERS, code_cells, place, printed, read_notebook, text_cells, to_python

CITED = tomllib.loads((Path(__file__).parent / "cited_numbers.toml").read_text())
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def numbers(text):
    """Return the numbers in `text`, without thousands separators."""
    return [match.rstrip(",").replace(",", "") for match in NUMBER.findall(text)]


def to_check(text):
    """Return the numbers in Markdown that need evidence: ten and more, and all with decimals; links
    and labels aside.
    """
    text = re.sub(r"\]\([^)]*\)|https?://\S+|Exercise\s+\d+\.\d+|Chapters?\s+\d+", " ", text)
    text = re.sub(r"^#+ \d+ ·", "", text, flags=re.M)
    text = re.sub(r"\\[a-zA-Z]+|[{}]", " ", text)
    return [
        number
        for number in numbers(text.replace("{,}", ","))
        if float(number) >= 10 or "." in number
    ]


def settings(cell):
    """Return the numeric literals in the code of a cell, but not those inside strings."""
    tree = ast.parse(to_python(cell.source))
    return {
        str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }


def test_every_number_has_its_evidence(chapter, notebook):
    known = set().union(
        *(numbers(printed(cell)) + list(settings(cell)) for cell in code_cells(notebook))
    )
    known |= set(CITED.get(chapter.slug, {}))
    missing = {
        number: cell
        for cell in text_cells(notebook)
        for number in to_check(cell.source)
        if number not in known
    }
    assert not missing, "\n".join(
        f"{place(chapter, cell)}: no cell prints {number}" for number, cell in missing.items()
    )


def test_citations_are_used():
    for chapter in CHAPTERS:
        text = "\n".join(cell.source for cell in text_cells(read_notebook(chapter)))
        idle = set(CITED.get(chapter.slug, {})) - set(to_check(text))
        assert not idle, (
            f"{chapter.file} does not contain {sorted(idle)}: remove them from cited_numbers.toml"
        )


def test_an_unprinted_number_is_found():
    assert to_check(
        "It has 1,234 weights, a 3×3 window and 0.5 of Chapter 10; see [here](x-99.ipynb)."
    ) == ["1234", "0.5"]

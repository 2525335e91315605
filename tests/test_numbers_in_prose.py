"""Every number in prose was printed by a cell of the same chapter, is a setting in its code, or is cited with its source."""

import ast
import re
import tomllib
from pathlib import Path

from conftest import CHAPTERS, place, printed, prose
from IPython.core.inputtransformer2 import TransformerManager

CITED = tomllib.loads((Path(__file__).parent / "cited_numbers.toml").read_text())
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def numbers(text):
    """Return the numbers in `text`, without thousands separators."""
    return [match.rstrip(",").replace(",", "") for match in NUMBER.findall(text)]


def to_check(text):
    """Return the numbers in Markdown that need evidence: ten and more, and all with decimals; links and labels aside."""
    text = re.sub(r"\]\([^)]*\)|https?://\S+|Exercise \d+\.\d+|Chapters? \d+", " ", text)
    text = re.sub(r"^#+ \d+ ·", "", text, flags=re.M)
    text = re.sub(r"\\[a-zA-Z]+|[{}]", " ", text)
    return [number for number in numbers(text.replace("{,}", ",")) if float(number) >= 10 or "." in number]


def settings(cell):
    """Return the numeric literals in the code of a cell, but not those inside strings."""
    tree = ast.parse(TransformerManager().transform_cell(cell.source))
    return {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) in (int, float)}


def test_every_number_has_its_evidence(chapter, notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    known = set().union(*(numbers(printed(cell)) + list(settings(cell)) for cell in code))
    known |= set(CITED.get(chapter.stem[:2], {}))
    text = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    missing = {number: cell for cell in text for number in to_check(cell.source) if number not in known}
    assert not missing, "\n".join(f"{place(chapter, notebook, cell)}: no cell prints {number}" for number, cell in missing.items())


def test_citations_are_used():
    import nbformat

    for path in CHAPTERS:
        text = "\n".join(prose(nbformat.read(path, as_version=4)))
        idle = set(CITED.get(path.stem[:2], {})) - set(to_check(text))
        assert not idle, f"{path.name} does not contain {sorted(idle)}: remove them from cited_numbers.toml"


def test_an_unprinted_number_is_found():
    assert to_check("It has 1,234 weights, a 3×3 window and 0.5 of Chapter 10; see [here](x-99.ipynb).") == ["1234", "0.5"]

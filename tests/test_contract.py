"""Chapters keep their contract: clean and portable, one text for the website, Colab, JupyterLab and
GitHub; every picture and exercise complete.
"""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from cells import KNOWN_TAGS
from course import code_cells, place, tags, text_cells, to_python

COLAB = {
    line.split("==")[0].lower().replace("_", "-")
    for line in (Path(__file__).parent / "colab-packages.txt").read_text().splitlines()
    if "==" in line
}
IMPLIED_TAGS = {"hide-input", "hide-cell", "nbval-ignore-output"}


def test_no_trace_of_a_machine(chapter, notebook):
    assert not re.search(
        r"/home/|/root/|/Users/|[A-Z]:\\\\", chapter.notebook.read_text(encoding="utf8")
    ), "a machine's path"
    assert all(
        output.output_type != "error" and output.get("name") != "stderr"
        for cell in code_cells(notebook)
        for output in cell.outputs
    )


def test_markdown_is_portable(chapter, notebook):
    for cell in text_cells(notebook):
        where = place(chapter, cell)
        assert not re.search(r"^(`{3,}|:{3,})\{|\{[a-z-]+\}`", cell.source, re.M), (
            f"{where}: MyST markup"
        )
        assert not re.search(r"!\[|<img", cell.source), f"{where}: a picture that Colab cannot find"
        assert not re.search(r"<summary>.*</summary>\n(?!\n)", cell.source), (
            f"{where}: a blank line must follow </summary>"
        )


def test_links_between_chapters_lead_somewhere(chapter, notebook):
    for cell in text_cells(notebook):
        for target in re.findall(r"\]\(((?!https?:)[^)#]+)", cell.source):
            assert (chapter.notebook.parent / target).exists(), (
                f"{place(chapter, cell)}: there is no {target}"
            )


def test_every_picture_has_alt_text(chapter, notebook):
    for cell in code_cells(notebook):
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) > 40, (
                f"{place(chapter, cell)}: a picture without alt text; its cell has a line “:alt: …”"
            )


def test_tags_are_known(chapter, notebook):
    for cell in notebook.cells:
        unknown = {
            tag for tag in tags(cell) - KNOWN_TAGS - IMPLIED_TAGS if not tag.startswith("explore-")
        }
        assert not unknown, f"{place(chapter, cell)}: {unknown}"


@pytest.mark.numbered
def test_exercises_follow_the_contract(chapter, notebook):
    headings = [
        (i, cell)
        for i, cell in enumerate(notebook.cells)
        if cell.source.startswith("### Exercise ")
    ]
    assert len(headings) >= 4
    for k, (i, heading) in enumerate(headings):
        where, label = place(chapter, heading), f"{chapter.number}.{k + 1}"
        assert re.match(rf"### Exercise {label} — \w", heading.source), (
            f"{where}: exercise {label} is expected here"
        )
        starter, check, hints, solution = notebook.cells[i + 1 : i + 5]
        assert (
            "exercise" in tags(starter) and "check" in tags(check) and "solution" in tags(solution)
        ), where
        assert (
            hints.source.startswith("<details><summary>Hint")
            and hints.source.count("<details>") <= 3
        ), where
        for cell in (check, solution):
            assert re.search(rf'check\(\s*"{label}",', cell.source), where
        assert solution.source.startswith("# @title Solution") and check.source.startswith(
            "# @title Check"
        ), where
        assert solution.outputs[-1].text.splitlines()[-1].startswith(f"✅ {label}"), where


@pytest.mark.numbered
def test_each_chapter_has_one_explorable(notebook):
    explore = [i for i, cell in enumerate(notebook.cells) if "explore" in tags(cell)]
    assert len(explore) == 1 and any(
        tag.startswith("explore-") for tag in tags(notebook.cells[explore[0]])
    )
    before = notebook.cells[: explore[0]][-3:]
    assert any(
        "image/png" in output.get("data", {})
        for cell in before
        for output in cell.get("outputs", [])
    ), "no stored picture"


def test_each_chapter_begins_with_the_set_up(notebook):
    assert [cell.id for cell in code_cells(notebook) if "set-up" in tags(cell)] == [
        code_cells(notebook)[0].id
    ]


def test_imports_only_what_colab_has(notebook):
    tree = ast.parse("\n".join(to_python(cell.source) for cell in code_cells(notebook)))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    names = {alias.name for node in imports for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    owners = packages_distributions()
    for name in {name.split(".")[0] for name in names} - set(sys.stdlib_module_names):
        assert name in owners, f"{name} is not installed here"
        known = [owner for owner in owners[name] if owner.lower().replace("_", "-") in COLAB]
        assert known, f"Colab has no {name}"

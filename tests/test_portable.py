"""Chapters are clean and portable: one text for the website, Colab, JupyterLab and GitHub, and repeated definitions are identical."""

import ast
import re

import nbformat
import refresh
from conftest import CHAPTERS, place, tags
from IPython.core.inputtransformer2 import TransformerManager

KNOWN_TAGS = {"exercise", "cover", *refresh.PROMPTS, *refresh.NOT_COMPARED}
IMPLIED_TAGS = {"hide-input", "hide-cell", "nbval-ignore-output"}


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def test_stored_clean(chapter, notebook, tmp_path):
    again = nbformat.read(chapter, as_version=4)
    refresh.clean(again)
    refresh.store(again, tmp_path / chapter.name)
    assert chapter.read_bytes() == (tmp_path / chapter.name).read_bytes(), "run `make refresh`"
    assert not re.search(r"/home/|/root/|/Users/|[A-Z]:\\\\", chapter.read_text(encoding="utf8")), "a machine's path"
    assert all(output.output_type != "error" and output.get("name") != "stderr" for cell in code_cells(notebook) for output in cell.outputs)


def test_markdown_is_portable(chapter, notebook):
    for cell in text_cells(notebook):
        where = place(chapter, notebook, cell)
        assert not re.search(r"^(`{3,}|:{3,})\{|\{[a-z-]+\}`", cell.source, re.M), f"{where}: MyST markup"
        assert not re.search(r"!\[|<img", cell.source), f"{where}: a picture that Colab cannot find"
        assert not re.search(r"<summary>.*</summary>\n(?!\n)", cell.source), f"{where}: a blank line must follow </summary>"


def test_links_between_chapters_lead_somewhere(chapter, notebook):
    for cell in text_cells(notebook):
        for target in re.findall(r"\]\(((?!https?:)[^)#]+)", cell.source):
            assert (chapter.parent / target).exists(), f"{place(chapter, notebook, cell)}: there is no {target}"


def test_every_picture_has_alt_text(chapter, notebook):
    for cell in code_cells(notebook):
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) > 40, f"{place(chapter, notebook, cell)}: a picture without alt text (mystnb.image.alt)"


def test_tags_are_known(chapter, notebook):
    for cell in notebook.cells:
        unknown = {tag for tag in tags(cell) - KNOWN_TAGS - IMPLIED_TAGS if not tag.startswith("explore-")}
        assert not unknown, f"{place(chapter, notebook, cell)}: {unknown}"


def test_exercises_follow_the_contract(chapter, notebook):
    number = int(chapter.stem[:2])
    headings = [(i, cell) for i, cell in enumerate(notebook.cells) if cell.source.startswith("### Exercise ")]
    assert len(headings) >= 4
    for k, (i, heading) in enumerate(headings):
        where, label = place(chapter, notebook, heading), f"{number}.{k + 1}"
        assert re.match(rf"### Exercise {label} — \w", heading.source), f"{where}: exercise {label} is expected here"
        starter, check, hints, solution = notebook.cells[i + 1 : i + 5]
        assert "exercise" in tags(starter) and "check" in tags(check) and "solution" in tags(solution), where
        assert hints.source.startswith("<details><summary>Hint") and hints.source.count("<details>") <= 3, where
        assert all(f'check("{label}", ' in cell.source for cell in (check, solution)), where
        assert solution.source.startswith("# @title Solution") and check.source.startswith("# @title Check"), where
        assert solution.outputs[-1].text.splitlines()[-1].startswith(f"✅ {label}"), where


def test_each_chapter_has_one_explorable(notebook):
    explore = [i for i, cell in enumerate(notebook.cells) if "explore" in tags(cell)]
    assert len(explore) == 1 and any(tag.startswith("explore-") for tag in tags(notebook.cells[explore[0]]))
    before = notebook.cells[: explore[0]][-3:]
    assert any("image/png" in output.get("data", {}) for cell in before for output in cell.get("outputs", [])), "no stored picture"


def test_repeated_definitions_are_identical():
    places = {}
    for path in CHAPTERS:
        for cell in code_cells(nbformat.read(path, as_version=4)):
            if tags(cell) & {"exercise", "check", "solution"}:
                continue
            for node in ast.parse(TransformerManager().transform_cell(cell.source)).body:
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    places.setdefault(node.name, {}).setdefault(ast.unparse(node), []).append(path.stem)
    differing = {name: list(versions.values()) for name, versions in places.items() if len(versions) > 1}
    assert not differing, differing


def test_set_up_is_the_same_everywhere():
    set_ups = [[cell.source for cell in code_cells(nbformat.read(path, as_version=4)) if "set-up" in tags(cell)] for path in CHAPTERS]
    assert all(len(found) == 1 and found == set_ups[0] for found in set_ups)

"""Each chapter runs alone in an empty folder, imports only what Colab has, and draws the figures that are stored."""

import ast
import base64
import io
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy as np
import pytest
from conftest import tags
from IPython.core.inputtransformer2 import TransformerManager
from nbclient.exceptions import CellTimeoutError
from PIL import Image
from refresh import NOT_COMPARED, PatientClient

COLAB = {
    line.split("==")[0].lower().replace("_", "-")
    for line in (Path(__file__).parent / "colab-packages.txt").read_text().splitlines()
    if "==" in line
}


def figures(cell):
    pngs = [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=float) for png in pngs]


@pytest.fixture(scope="module")
def rerun(notebook, tmp_path_factory):
    """The chapter, executed in an empty folder; an error in any cell fails here."""
    for last_try in (False, True):      # a client can miss that its kernel has answered, and then waits until the timeout
        fresh = notebook.copy()
        fresh.cells = [cell.copy() for cell in notebook.cells]
        folder = tmp_path_factory.mktemp("empty")
        try:
            PatientClient(fresh, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
            break
        except CellTimeoutError:
            if last_try:
                raise
    return fresh, folder


def test_runs_and_leaves_nothing_behind(rerun):
    _, folder = rerun
    assert list(folder.iterdir()) == []


def test_figures_are_those_stored(rerun, notebook):
    fresh, _ = rerun
    for stored, new in zip(notebook.cells, fresh.cells, strict=True):
        if stored.cell_type == "code" and not (NOT_COMPARED & tags(stored)):
            before, after = figures(stored), figures(new)
            assert [f.shape for f in before] == [f.shape for f in after], stored.source
            for a, b in zip(before, after, strict=True):
                differing = (np.abs(a - b) > 32).mean()
                assert differing < 1e-4, f"the stored figure is stale: make refresh\n{stored.source}"


def test_imports_only_what_colab_has(notebook):
    manager = TransformerManager()
    source = "\n".join(manager.transform_cell(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    names = {alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    owners = packages_distributions()
    for name in {name.split(".")[0] for name in names} - set(sys.stdlib_module_names):
        assert name in owners, f"{name} is not installed here"
        assert any(owner.lower().replace("_", "-") in COLAB for owner in owners[name]), f"Colab has no {name}"

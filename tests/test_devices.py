"""On a GPU each chapter runs too and prints the same: no tensor is left on the CPU, and no stored
output depends on the device.
"""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from cells import NOT_COMPARED
from course import printed, tags
from notebooks import PatientClient, merge_streams

pytestmark = pytest.mark.prove

# seconds for a cell that measures time or trains: its first steps show where its tensors are
PATIENCE = 3
START = (
    f"import sys\nsys.path.append({str(Path(__file__).parent / 'helpers')!r})\nimport"
    " pretend_gpu\npretend_gpu.start()"
)


def patience(cell):
    return PATIENCE if cell and tags(cell) & NOT_COMPARED else None


@pytest.fixture(scope="module")
def on_gpu(notebook, tmp_path_factory):
    """The cells of the chapter, executed on a pretended GPU."""
    fresh = notebook.copy()
    fresh.cells = [
        nbformat.v4.new_code_cell(START),
        *(cell.copy() for cell in notebook.cells if "explore" not in tags(cell)),
    ]
    folder = tmp_path_factory.mktemp("empty")
    options = {
        "timeout_func": patience,
        "interrupt_on_timeout": True,
        "allow_errors": True,
        "kernel_name": "python3",
    }
    PatientClient(fresh, resources={"metadata": {"path": str(folder)}}, **options).execute()
    return [
        (cell, next(old for old in notebook.cells if old.id == cell.id))
        for cell in fresh.cells[1:]
        if cell.cell_type == "code"
    ]


def test_nothing_is_left_on_the_cpu(on_gpu):
    for cell, _ in on_gpu:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if (
            tags(cell) & NOT_COMPARED
        ):  # an interrupted cell may leave the next ones without what they need
            errors = [error for error in errors if "cuda" in error.evalue]
        assert not errors, f"{cell.source}\n{errors}"


def test_prints_what_is_stored(on_gpu):
    """A cell with the device meta is left out: the pretended GPU is made of it."""
    for cell, stored in on_gpu:
        if not tags(cell) & NOT_COMPARED and '"meta"' not in cell.source:
            cell.outputs = merge_streams(cell.outputs)
            assert printed(cell) == printed(stored), cell.source


REFUSED = [
    "ones.to(device) + ones",
    "nn.Linear(2, 2)(ones.to(device))",
    "nn.Linear(2, 2).to(device)(ones)",
    "ones.to(device).numpy()",
    "torch.rand(2, device=device, generator=torch.Generator())",
    "ones[torch.tensor([0, 1]).to(device)]",
    "torch.cat([ones, ones.to(device)])",
]
ALLOWED = [
    "ones.to(device) + torch.tensor(1.0)",
    "nn.Linear(2, 2).to(device)(ones.to(device))",
    "ones.to(device).cpu().numpy()",
    "ones.to(device)[torch.tensor([0, 1])]",
    "ones.to(device).copy_(ones)",
    "assert_differs()",
]
PROGRAM = f"""{START}
import json
import torch
from torch import nn
device, ones = torch.device("cuda"), torch.ones(2)
def assert_differs():
    torch.manual_seed(0)
    first = torch.rand(5)
    torch.manual_seed(0)
    assert not torch.equal(first, torch.rand(5, device=device).cpu())
said = dict()
for code in {[*REFUSED, *ALLOWED]}:
    try:
        eval(code)
        said[code] = ""
    except Exception as error:
        said[code] = str(error)
print(json.dumps(said))
"""


def test_the_pretended_gpu_refuses_what_a_gpu_refuses():
    said = json.loads(
        subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
        ).stdout
    )
    assert [code for code in REFUSED if "cuda" not in said[code]] == []
    assert {code: said[code] for code in ALLOWED if said[code]} == {}

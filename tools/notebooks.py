"""Make a chapter's notebook of its cells: metadata that follows from what a cell is for, clean
outputs, a digest that tells an edit by hand; run it, store it, read it.
"""

import hashlib
import inspect
import json
import os
import tempfile
import time
from queue import Empty

import nbformat
from cells import NOT_COMPARED
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
PROMPTS = {
    "set-up": "the set-up",
    "check": "how it is checked",
    "solution": "the solution",
    "folded": "the code",
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
FAILURES = (CellExecutionError, CellTimeoutError, DeadKernelError)


def read_notebook(chapter):
    return nbformat.read(chapter.notebook, as_version=4)


def tags(cell):
    return set(cell.metadata.get("tags", []))


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def to_python(source):
    """Return the code of a cell with IPython's magics made into Python."""
    return TransformerManager().transform_cell(source)


def make_notebook(front, cells):
    """Return the notebook of `cells`, without outputs; `front` is what stands at the top of its
    lesson.
    """
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    for cell in cells:
        if cell.kind == "markdown":
            notebook.cells.append(nbformat.v4.new_markdown_cell(cell.source, id=cell.id))
        else:
            notebook.cells.append(
                nbformat.v4.new_code_cell(
                    cell.source, id=cell.id, metadata=implied_metadata(cell.options)
                )
            )
    clean(notebook)
    notebook.metadata["lesson"] = {
        "part": front.get("part", ""),
        "summary": front.get("summary", ""),
        **{name: front[name] for name in ("version", "date") if name in front},
        "sha256": digest(notebook),
    }
    return notebook


def implied_metadata(options):
    """Return the metadata that follows from what an author wrote: folds on the website, in Colab
    and in JupyterLab; what nbval compares; alt text.
    """
    tags = set(options.get("tags", []))
    if NOT_COMPARED & tags:
        tags = {*tags, "nbval-ignore-output"}
    metadata = {"tags": sorted(tags)} if tags else {}
    for tag in PROMPTS.keys() & tags:
        fold = "hide-cell" if tag == "solution" else "hide-input"
        metadata = {
            "tags": sorted({*tags, fold}),
            "cellView": "form",
            "jupyter": {"source_hidden": True},
            "mystnb": {
                "code_prompt_show": f"Show {PROMPTS[tag]}",
                "code_prompt_hide": f"Hide {PROMPTS[tag]}",
            },
        }
    if "alt" in options:
        metadata.setdefault("mystnb", {})["image"] = {"alt": options["alt"]}
    if "guess" in options:
        metadata["guess"] = dict(options["guess"])
        metadata["collapsed"] = True
        metadata.setdefault("jupyter", {})["outputs_hidden"] = True
    return metadata


def clean(notebook):
    """Normalise `notebook` in place: its source's ends of lines, its counts and its outputs, with
    no state of a widget or a machine.
    """
    lesson = notebook.metadata.get("lesson")
    notebook.metadata = nbformat.from_dict(METADATA | ({"lesson": lesson} if lesson else {}))
    count = 0
    for cell in notebook.cells:
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip().splitlines())
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            outputs = [
                output for output in cell.outputs if WIDGET_VIEW not in output.get("data", {})
            ]
            cell.outputs = [clean_output(output, count) for output in merge_streams(outputs)]


def merge_streams(outputs):
    """Return `outputs` with neighbouring chunks of one stream joined: how a stream was cut into
    chunks is chance.
    """
    merged = []
    for output in outputs:
        if (
            merged
            and output.output_type == "stream" == merged[-1].output_type
            and output.name == merged[-1].name
        ):
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def clean_output(output, count):
    if "metadata" in output:
        output.metadata = {}
    if "execution_count" in output:
        output.execution_count = count
    return output


def digest(notebook):
    """Return a hash of what refresh writes into `notebook` from its lesson: text, code and
    metadata, not the outputs, nor the numbers that a run told.
    """
    written = [
        [
            cell.cell_type,
            cell.id,
            cell.source,
            {key: value for key, value in cell.metadata.items() if key != "numbers"},
        ]
        for cell in notebook.cells
    ]
    return hashlib.sha256(
        json.dumps(written, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


class PatientClient(NotebookClient):
    """A client that asks for the kernel's answer every second: a single long wait sometimes misses
    it, and does not end.
    """

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        ask = client.shell_channel.get_msg

        async def get_msg(timeout=None):
            deadline = time.monotonic() + (timeout or float("inf"))
            while True:
                try:
                    return await ask(timeout=1)
                except Empty:
                    if time.monotonic() > deadline:
                        raise

        client.shell_channel.get_msg = get_msg
        return client


def told_numbers(names):
    """Return {name of a judge: {label, praise, numbers}} of the checks in the namespace `names`
    that compare numbers and judge nothing else. It is run where the chapter ran.
    """
    told, check_numbers = {}, names.get("check_numbers")
    for name, judge in [*names.items()]:
        if not name.startswith("judge_") or "check_numbers" not in judge.__code__.co_names:
            continue
        calls = []
        names["check_numbers"] = lambda praise, calls=calls, **asked: (
            calls.append((praise, asked)) or ()
        )
        pairs = [*judge()]
        names["check_numbers"] = check_numbers
        if len(calls) == 1 and not pairs:
            praise, asked = calls[0]
            told[name] = {
                "label": name.removeprefix("judge_").replace("_", "."),
                "praise": praise,
                "numbers": [
                    [key, repr(number), hint, [[repr(slip), what] for slip, what in slips.items()]]
                    for key, (number, hint, slips) in asked.items()
                ],
            }
    return told


def execute(notebook):
    """Run all cells of `notebook` in place, in an empty folder, as a reader in Colab does; then ask
    its checks for the numbers that the website needs to judge by itself.
    """
    ask = "import json\n\nprint(json.dumps(told_numbers(globals())))"
    code = f"{inspect.getsource(told_numbers)}\n\n{ask}"
    notebook.cells.append(nbformat.v4.new_code_cell(code))
    try:
        with tempfile.TemporaryDirectory() as folder:
            where = {"metadata": {"path": folder}}
            PatientClient(notebook, timeout=None, kernel_name="python3", resources=where).execute()
    finally:
        asked = notebook.cells.pop()
    told = json.loads("".join(output.get("text", "") for output in asked.outputs) or "{}")
    for cell in notebook.cells:
        for judge, numbers in told.items():
            if f"def {judge}(" in cell.source:
                cell.metadata["numbers"] = numbers


def last_run(notebook):
    """Return the index of the last cell that a run of `notebook` reached."""
    times = [cell.metadata.get("execution", {}) for cell in notebook.cells]
    return max((k for k, time in enumerate(times) if "iopub.execute_input" in time), default=0)


def store(notebook, path):
    """Write `notebook` to `path` in one step, so that a full disk or an interruption leaves the old
    file whole.
    """
    temporary = path.with_suffix(".tmp")
    try:
        with open(temporary, "w", encoding="utf8", newline="\n") as file:
            nbformat.write(notebook, file)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)

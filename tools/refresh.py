"""Re-execute chapters in place and store them clean.

    python tools/refresh.py             every chapter
    python tools/refresh.py 04          the chapters whose names begin with 04
    python tools/refresh.py --clean     store clean, execute nothing

A chapter is replaced only when all its cells ran; where one fails, the stored notebook stays as it was.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

CHAPTERS = Path(__file__).parents[1] / "chapters"

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"},
}
NOT_COMPARED = {"explore", "timing", "training", "optional"}  # their output differs between machines
PROMPTS = {"set-up": "the set-up", "check": "how it is checked", "solution": "the solution", "folded": "the code"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class PatientClient(NotebookClient):
    """A client that asks for the kernel's answer every second: a single long wait sometimes misses it, and does not end."""

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


def implied_metadata(tags):
    """Return the metadata that follows from what a cell is for: folded on the website, in Colab and in JupyterLab."""
    if NOT_COMPARED & tags:
        tags = {*tags, "nbval-ignore-output"}
    metadata = {"tags": sorted(tags)} if tags else {}
    for tag in PROMPTS.keys() & tags:
        fold = "hide-cell" if tag == "solution" else "hide-input"
        metadata = {
            "tags": sorted({*tags, fold}),
            "cellView": "form",
            "jupyter": {"source_hidden": True},
            "mystnb": {"code_prompt_show": f"Show {PROMPTS[tag]}", "code_prompt_hide": f"Hide {PROMPTS[tag]}"},
        }
    return metadata


def clean(notebook):
    """Normalise `notebook` in place: its metadata, its cells' metadata and the outputs' order, with no state of a widget or a machine."""
    notebook.metadata = nbformat.from_dict(METADATA)
    count = 0
    for cell in notebook.cells:
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip().splitlines())
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt")
        metadata = implied_metadata(set(cell.metadata.get("tags", [])))
        if alt:
            metadata.setdefault("mystnb", {})["image"] = {"alt": alt}
        cell.metadata = nbformat.from_dict(metadata)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            outputs = [output for output in cell.outputs if WIDGET_VIEW not in output.get("data", {})]
            cell.outputs = [clean_output(output, count) for output in merge_streams(outputs)]


def merge_streams(outputs):
    """Yield `outputs` with neighbouring chunks of one stream joined: how a stream was cut into chunks is chance."""
    merged = []
    for output in outputs:
        if merged and output.output_type == "stream" == merged[-1].output_type and output.name == merged[-1].name:
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


def execute(notebook):
    """Run all cells of `notebook` in place, in an empty folder, as a reader in Colab does."""
    with tempfile.TemporaryDirectory() as folder:
        PatientClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()


def store(notebook, path):
    """Write `notebook` to `path` in one step, so that a full disk or an interruption leaves the old file whole."""
    temporary = path.with_suffix(".tmp")
    try:
        with open(temporary, "w", encoding="utf8", newline="\n") as file:
            nbformat.write(notebook, file)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter", nargs="?", default="", help="how the file name begins, e.g. 04")
    parser.add_argument("--clean", action="store_true", help="do not execute")
    arguments = parser.parse_args()

    paths = sorted(CHAPTERS.glob(f"{arguments.chapter}*.ipynb"))
    if not paths:
        sys.exit(f"no chapter in {CHAPTERS} begins with {arguments.chapter!r}")
    failed = False
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        try:
            if not arguments.clean:
                execute(notebook)
            clean(notebook)
            nbformat.validate(notebook)
            store(notebook, path)
            print(f"{path.name}: stored")
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            failed = True
            ran = [k for k, cell in enumerate(notebook.cells, 1) if "iopub.execute_input" in cell.metadata.get("execution", {})]
            print(f"{path.name}, cell {max(ran, default=1)}: it failed, so the stored notebook stays as it was\n{error}", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()

"""Measure this machine with the functions of the chapter on milliseconds and put its line into
chapters/measured.md.

    python tools/record.py          measure, then add the line or replace the one of this machine
    python tools/record.py --show   measure and print the line, change nothing
"""

import argparse
import contextlib
import datetime
import io
import os
import sys

import matplotlib
import nbformat
from book import ROOT, Book
from cells import NOT_COMPARED
from IPython.core.inputtransformer2 import TransformerManager

NOTEBOOK, PAGE = (
    Book().chapter("from-macs-to-milliseconds").notebook,
    ROOT / "chapters" / "measured.md",
)
LEFT_OUT = {*NOT_COMPARED, "exercise", "check", "solution"}
KEY = ("machine", "threads", "PyTorch")  # a machine has one line for each of these


def chapter_functions():
    """Return the names of the chapter after its ordinary cells: what it measures with, and what."""
    matplotlib.use("Agg")
    names, to_python = {"__name__": "__main__"}, TransformerManager().transform_cell
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code" and not LEFT_OUT & set(cell.metadata.get("tags", [])):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(to_python(cell.source), NOTEBOOK.name, "exec"), names)
    return names


def measure(names):
    """Return {column: text} of this machine, dated."""
    layer_seconds = names["time_layers"](names["SIZES"])
    peak, rates = names["measure_ceilings"]()
    ready = {
        name: names["speed_ups"](model, names["x"]) for name, model in names["NETWORKS"].items()
    }
    networks = names["time_networks"](ready)
    return {"date": datetime.date.today().isoformat()} | names["record_row"](
        layer_seconds, networks, peak, rates
    )


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def put(text, row):
    """Return the page `text` with `row` in its table, in place of the line with the same key."""
    row = {column: value.replace("|", "/") for column, value in row.items()}
    lines = text.splitlines()
    tables = [i for i, line in enumerate(lines) if line.startswith("| date |")]
    if len(tables) != 1:
        raise ValueError(
            f"{PAGE.name} has {len(tables)} tables that begin with `| date |`; one is expected"
        )
    head = tables[0]
    columns = cells(lines[head])
    if columns != list(row):
        raise ValueError(f"the table has the columns {columns}, the measurement {list(row)}")
    end = head + 2
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    kept = [
        line
        for line in lines[head + 2 : end]
        if any(dict(zip(columns, cells(line), strict=True))[k] != row[k] for k in KEY)
    ]
    body = sorted([*kept, "| " + " | ".join(row.values()) + " |"])
    return "\n".join([*lines[: head + 2], *body, *lines[end:]]) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="print the line and change nothing")
    arguments = parser.parse_args()

    print("measuring for one to three minutes; leave the machine alone meanwhile")
    row = measure(chapter_functions())
    for column, text in row.items():
        print(f"{column:44} {text}")
    if arguments.show:
        return
    try:
        page = put(PAGE.read_text(encoding="utf8"), row)
    except (OSError, ValueError) as error:
        sys.exit(f"nothing was written: {error}")
    temporary = PAGE.with_suffix(".tmp")
    temporary.write_text(page, encoding="utf8", newline="\n")
    os.replace(temporary, PAGE)
    print(f"written into {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

"""Measure this machine with the functions of the chapter on milliseconds and put its column into
chapters/measured.md.

    python tools/record.py          measure, then add the column or replace the one of this machine
    python tools/record.py --show   measure and print the column, change nothing
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
# what makes two columns those of one machine
KEY = ("machine", "instructions", "cores", "threads", "caches", "memory", "PyTorch")


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
    """Return {what: text} of this machine, dated."""
    peak, _, memory_rate = names["measure_ceilings"]()
    ready = {
        name: names["speed_ups"](model, names["x"]) for name, model in names["NETWORKS"].items()
    }
    networks = names["time_networks"](ready)
    return {"date": datetime.date.today().isoformat()} | names["record"](
        networks, peak, memory_rate
    )


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def find_table(lines):
    """Return where the table of `lines` begins and ends, and its columns, {what: text} each."""
    heads = [i for i, line in enumerate(lines) if line.startswith("| machine |")]
    if len(heads) != 1:
        raise ValueError(
            f"{PAGE.name} has {len(heads)} tables that begin with `| machine |`; one is expected"
        )
    first = end = heads[0]
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    rows = [cells(line) for line in lines[first:end] if not set(line) <= set("|-: ")]
    titles, *columns = zip(*rows, strict=True)
    return first, end, [dict(zip(titles, column, strict=True)) for column in columns]


def put(text, column):
    """Return the page `text` with `column` in its table, in place of the one with the same key."""
    column = {what: said.replace("|", "/") for what, said in column.items()}
    lines = text.splitlines()
    first, end, columns = find_table(lines)
    if any(set(other) != set(column) for other in columns):
        raise ValueError(f"the table has the lines {list(columns[0])}, this machine {list(column)}")
    kept = [other for other in columns if any(other[what] != column[what] for what in KEY)]
    columns = sorted([*kept, column], key=lambda column: [column[what] for what in KEY])
    titles = ["machine", *(what for what in column if what != "machine")]
    rows = [" | ".join(["", what, *(c[what] for c in columns), ""]).strip() for what in titles]
    rule = "|---" * (1 + len(columns)) + "|"
    return "\n".join([*lines[:first], rows[0], rule, *rows[1:], *lines[end:]]) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="print the column and change nothing")
    arguments = parser.parse_args()

    print("measuring for one to three minutes; leave the machine alone meanwhile")
    column = measure(chapter_functions())
    for what, text in column.items():
        print(f"{what:30} {text}")
    if arguments.show:
        return
    try:
        page = put(PAGE.read_text(encoding="utf8"), column)
    except (OSError, ValueError) as error:
        sys.exit(f"nothing was written: {error}")
    temporary = PAGE.with_suffix(".tmp")
    temporary.write_text(page, encoding="utf8", newline="\n")
    os.replace(temporary, PAGE)
    print(f"written into {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

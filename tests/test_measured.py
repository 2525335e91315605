"""The table of measured machines: a column is added or replaced, never another machine's lost, and
its lines are those that the chapter prints.
"""

import ast
import re

import nbformat
import pytest
import record
from course import tags, to_python

PAGE = record.PAGE.read_text(encoding="utf8")


def columns(page):
    return record.find_table(page.splitlines())[2]


def column(**values):
    return dict.fromkeys(columns(PAGE)[0], "1") | values


def test_a_machine_has_one_column_for_its_threads_and_version():
    page = record.put(PAGE, column(date="2030-01-01", machine="A | B", threads="4"))
    again = record.put(page, column(date="2031-01-01", machine="A | B", threads="4"))
    other = record.put(again, column(date="2032-01-01", machine="A | B", threads="8"))
    before = len(columns(PAGE))
    assert [len(columns(text)) - before for text in (page, again, other)] == [1, 1, 2]
    ours = [one for one in columns(other) if one["machine"] == "A / B"]
    assert [one["date"] for one in ours] == ["2031-01-01", "2032-01-01"]
    assert [one for one in columns(other) if one["machine"] != "A / B"] == columns(PAGE)
    outside = [line for line in PAGE.splitlines() if not line.startswith("|")]
    assert [line for line in other.splitlines() if not line.startswith("|")] == outside


@pytest.mark.parametrize("what", sorted({*record.KEY} - {"machine"}))
def test_two_machines_of_one_name_stand_beside_each_other(what):
    page = record.put(PAGE, column(machine="A"))
    assert len(columns(record.put(page, column(machine="A") | {what: "2"}))) == (
        len(columns(PAGE)) + 2
    )


@pytest.mark.parametrize("page", ["", PAGE + PAGE, PAGE.replace("| threads |", "| processes |")])
def test_a_page_that_does_not_fit_is_refused(page):
    with pytest.raises(ValueError, match="table"):
        record.put(page, column())


def test_the_lines_are_those_of_the_chapter():
    notebook = nbformat.read(record.NOTEBOOK, as_version=4)
    cell = next(cell for cell in notebook.cells if "in record(network_times" in cell.source)
    printed = cell.outputs[0].text.splitlines()
    titles = [
        line[:30].strip() for line in printed if not line.startswith(("gate open", "TOO NOISY"))
    ]
    for one in columns(PAGE):
        assert sorted(one) == sorted(["date", *titles])


def test_the_corner_is_the_one_that_the_chapter_prints():
    notebook = nbformat.read(record.NOTEBOOK, as_version=4)
    said = "\n".join(
        output.get("text", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )
    corners = re.findall(r"roofs meet at (\d+)|FLOPs a byte at the corner +(\d+)", said)
    assert len(corners) == 2 and corners[0][0] == corners[1][1]


def bound(node):
    """Return the names that a statement of a cell, or what is in a function, binds."""
    return {
        getattr(name, "id", None) or getattr(name, "arg", None) or name.name
        for name in ast.walk(node)
        if isinstance(name, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler, ast.arg))
        or isinstance(name, ast.Name)
        and isinstance(name.ctx, ast.Store)
    }


def test_what_record_needs_is_in_cells_that_it_runs():
    """Cells that measure are left out: what they bind is not there."""
    run, left_out = {}, set()
    for cell in nbformat.read(record.NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.parse(to_python(cell.source)).body:
                is_code = isinstance(node, (ast.FunctionDef, ast.ClassDef))
                names = {node.name} if is_code else bound(node)
                if record.LEFT_OUT & tags(cell):
                    left_out |= names
                else:
                    run |= dict.fromkeys(names, node)
    wanted, seen = {"measure_ceilings", "time_networks", "speed_ups", "record"}, set()
    while wanted:
        name = wanted.pop()
        seen.add(name)
        loaded = {node.id for node in ast.walk(run[name]) if isinstance(node, ast.Name)}
        loaded -= bound(run[name])
        assert not (missing := loaded & left_out - set(run)), f"{name} needs {missing}"
        wanted |= loaded & set(run) - seen
    assert {"cold_seconds", "walked", "take_turns", "this_machine"} <= seen

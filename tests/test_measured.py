"""The table of measured machines: a line is added or replaced, never another machine's lost, and
the columns are those that the chapter prints.
"""

import nbformat
import pytest
import record

PAGE = record.PAGE.read_text(encoding="utf8")
COLUMNS = record.cells(next(line for line in PAGE.splitlines() if line.startswith("| date |")))


def line(**values):
    return dict.fromkeys(COLUMNS, "1") | values


def rows(page):
    return [record.cells(row) for row in page.splitlines() if row.startswith("| 20")]


def test_a_machine_has_one_line_for_its_threads_and_version():
    page = record.put(PAGE, line(date="2030-01-01", machine="A | B", threads="4"))
    again = record.put(page, line(date="2031-01-01", machine="A | B", threads="4"))
    other = record.put(again, line(date="2032-01-01", machine="A | B", threads="8"))
    assert [len(rows(text)) - len(rows(PAGE)) for text in (page, again, other)] == [1, 1, 2]
    assert rows(other)[: len(rows(PAGE))] == rows(PAGE) and rows(other)[-2][:2] == [
        "2031-01-01",
        "A / B",
    ]
    assert [row for row in other.splitlines() if not row.startswith("| 20")] == [
        row for row in PAGE.splitlines() if not row.startswith("| 20")
    ]


@pytest.mark.parametrize("page", ["", PAGE + PAGE, PAGE.replace("| threads |", "| cores |")])
def test_a_page_that_does_not_fit_is_refused(page):
    with pytest.raises(ValueError, match="table"):
        record.put(page, line())


def test_the_columns_are_those_of_the_chapter():
    notebook = nbformat.read(record.NOTEBOOK, as_version=4)
    cell = next(
        cell
        for cell in notebook.cells
        if "record_row(layer_seconds" in cell.source and "def " not in cell.source
    )
    printed = [text.split("  ")[0].strip() for text in cell.outputs[0].text.splitlines()]
    assert COLUMNS == ["date", *printed]
    assert rows(PAGE) and all(len(row) == len(COLUMNS) for row in rows(PAGE))

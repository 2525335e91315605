"""For a class: what is handed out has no solutions, what comes back is graded as it should be, and
the page for teachers says what holds.
"""

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
import uuid

import grade
import nbformat
import pytest
from book import ROOT
from course import BOOK, CHAPTERS, code_cells, read_notebook, tags
from exercises import read_exercise
from grading.returned import read_returned
from grading.table import in_words
from handout import main as hand_out
from handout import make_handout
from running import read_exercises

LAYOUTS, GROUPED = BOOK.chapter("memory-layouts"), BOOK.chapter("grouped")
PAGE = (ROOT / "chapters" / "teaching.md").read_text(encoding="utf8")
GRADE = [sys.executable, ROOT / "tools" / "grade.py"]


# What is handed out


@pytest.fixture(scope="module")
def handouts(tmp_path_factory):
    """What `make handout` writes, by chapter."""
    folder = tmp_path_factory.mktemp("handout")
    subprocess.run([sys.executable, "tools/handout.py", "--out", folder], cwd=ROOT, check=True)
    return {c: nbformat.read(folder / c.notebook.name, as_version=4) for c in CHAPTERS}


@pytest.mark.numbered
def test_a_handout_has_no_solution_and_no_output(chapter, handouts):
    cells = code_cells(handouts[chapter])
    assert not any(cell.outputs or cell.execution_count for cell in cells)
    assert not any("solution" in tags(cell) or "# @title Solution" in cell.source for cell in cells)
    assert not any({"numbers", "guess"} & cell.metadata.keys() for cell in cells)


@pytest.mark.numbered
def test_a_handout_keeps_the_lesson_the_starters_and_the_checks(chapter, handouts):
    kept = {cell.id: cell.source for cell in handouts[chapter].cells}
    for cell in read_notebook(chapter).cells:
        if "solution" not in tags(cell) and "how-did-the-references-do" not in cell.id:
            assert kept.pop(cell.id) == cell.source
    assert set(kept) == {"handout"}


def test_a_handout_does_not_need_what_a_solution_defines(handouts):
    code = [cell.source for notebook in handouts.values() for cell in code_cells(notebook)]
    assert not any(re.search(r"\breference_[1-4]\b", source) for source in code)


@pytest.mark.parametrize("number", ["1", "01", "01-convolution"])
def test_one_chapter_is_handed_out_by_its_number(tmp_path, number):
    hand_out([number, "--out", str(tmp_path)])
    assert [path.name for path in tmp_path.iterdir()] == ["01-convolution.ipynb"]


# What comes back


def fill(notebook, answers):
    """Return `notebook` with {name of an exercise: its answer} in place of the starters."""
    for name, answer in answers.items():
        cell_of(notebook, name, "starter").source = answer
    return notebook


def cell_of(notebook, name, part=None):
    id = f"exercise-{name}-{part}" if part else f"exercise-{name}"
    return next(cell for cell in notebook.cells if cell.id == id)


def solutions(chapter):
    """Return {name: a right answer} of a chapter, without a call of its check."""
    return {
        exercise.name: re.sub(r"^check\(.*", "", exercise.solution, flags=re.M | re.S)
        for exercise in read_exercises(chapter)
    }


def wrong_answers(chapter):
    """Return {name: a wrong answer, as its file has it} of a chapter."""
    files = [read_exercise(chapter, path) for path in chapter.exercises]
    return {exercise.name: exercise.wrong[0] for exercise in files}


def right(chapter=LAYOUTS):
    return fill(make_handout(chapter), solutions(chapter))


RIGHT, OPEN, WRONG, STOPPED, NONE = "✅ right:", "⬜ open:", "❌ wrong:", "⏹ stopped:", "– none:"
NAMES = [exercise.name for exercise in read_exercises(LAYOUTS)]
ADDRESSES, COPIES, ENTRY, PHOTOGRAPHS = NAMES
ALL_RIGHT = [RIGHT] * 4


def half_done():
    some = {name: solutions(LAYOUTS)[name] for name in (ADDRESSES, ENTRY)}
    return fill(make_handout(LAYOUTS), some), [RIGHT, OPEN, RIGHT, OPEN]


def wrong():
    answers = wrong_answers(LAYOUTS)
    said = [f"{WRONG} .*{re.escape(answer.says)}" for answer in answers.values()]
    return fill(make_handout(LAYOUTS), {k: v.code for k, v in answers.items()}), said


def broken():
    return nbformat.writes(right())[:4000], "no notebook, or a broken one"


def a_list():
    return '["cells"]', "no notebook"


def another_course():
    cells = [nbformat.v4.new_markdown_cell("## Exercises"), nbformat.v4.new_code_cell("1 + 1")]
    return nbformat.v4.new_notebook(cells=cells), "no chapter of this course"


def edited_checks():
    notebook, said = wrong()
    for name in NAMES:
        cell_of(notebook, name, "check").source = "# @title Check\nprint('✅ 2.1 all is right')"
    return notebook, said, "check not as today: 2.1, 2.2, 2.3, 2.4"


def stored_ticks():
    """Ticks in the outputs, and an answer that brings a `check` of its own."""
    notebook = make_handout(LAYOUTS)
    for name in NAMES:
        tick = nbformat.v4.new_output("stream", text="✅ 2.1 right")
        cell_of(notebook, name, "check").outputs = [tick]
    own = "\ndef check(label, judge):\n    print('✅', label, 'mine')\ncheck_answered = check"
    cell_of(notebook, ADDRESSES, "starter").source += own
    return notebook, [OPEN] * 4


def old_version():
    """Other numbers, another task, an exercise that is gone, one that was not there yet."""
    notebook = right()
    notebook.metadata.lesson.sha256 = "0" * 64
    gone = [cell for cell in notebook.cells if f"exercise-{PHOTOGRAPHS}" in cell.id]
    for cell in gone:
        for key in ("id", "source"):
            cell[key] = cell[key].replace(PHOTOGRAPHS, "an-old-one").replace("photo", "picture")
        cell.metadata.exercise = cell.metadata.exercise.replace(PHOTOGRAPHS, "an-old-one")
    for name in NAMES[:3]:
        task = cell_of(notebook, name)
        task.source = task.source.replace("Exercise 2.", "Exercise 7.")
    cell_of(notebook, COPIES).source += " Checked: as it was then."
    remarks = "another version of the chapter.*has not: “an-old-one”; task not as today: 2.2$"
    return notebook, [RIGHT, RIGHT, RIGHT, NONE], remarks


def another_kernel():
    notebook = right()
    notebook.metadata.kernelspec = {"display_name": "R", "language": "R", "name": "ir"}
    notebook.metadata.language_info = {"name": "R"}
    return notebook, ALL_RIGHT, "set to R, run as Python"


def from_colab():
    """Neither the cells' ids nor any metadata of ours is kept; the answers bear the title of a
    solution.
    """
    notebook = right()
    for cell in notebook.cells:
        cell.metadata = {"id": uuid.uuid4().hex[:12], "colab": {"base_uri": "https://localhost/"}}
        del cell["id"]
    notebook.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}
    notebook.nbformat_minor = 0
    return notebook, ALL_RIGHT


def ids_alone():
    notebook = right(GROUPED)
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "markdown" and cell.source.startswith("### Exercise"):
            cell.source = "My answer:"
    notebook.metadata = {}
    return notebook, [RIGHT] * 5, "task not as today: 3.1, 3.2"


def metadata_alone():
    """New ids, and the headings of the tasks are gone."""
    notebook = right()
    for cell in notebook.cells:
        cell.id = uuid.uuid4().hex[:8]
        if cell.source.startswith("### Exercise"):
            cell.source = "My answer:"
    return notebook, ALL_RIGHT, "task not as today: 2.1, 2.2"


def helpers():
    """Cells that were added, one that raises, magics, a copy of another exercise's starter."""
    notebook = make_handout(LAYOUTS)
    answers = solutions(LAYOUTS)
    extra = {
        ADDRESSES: ["1 / 0", "%%time\n" + answers[ADDRESSES], "%matplotlib inline\n!pip list"],
        COPIES: ["%time answer_to_be = 3", answers[COPIES], "display(answer_to_be)"],
        ENTRY: [answers[ENTRY]],
        PHOTOGRAPHS: ["%time most = 255", f"assert most == 255\n{answers[PHOTOGRAPHS]}"],
    }
    for name, sources in extra.items():
        here = notebook.cells.index(cell_of(notebook, name, "check"))
        mark = f"memory-layouts/{ADDRESSES}/starter"
        notebook.cells[here:here] = [
            nbformat.v4.new_code_cell(source, metadata={"exercise": mark}) for source in sources
        ]
    return notebook, ALL_RIGHT


def crash():
    ends = {ADDRESSES: "import os\nos._exit(0)", ENTRY: "raise SystemExit"}
    return fill(right(), ends), [f"{WRONG} .*ended the process", RIGHT, f"{WRONG} .*Exit", RIGHT]


def spoilt():
    """What an answer does to PyTorch, to files and to the names of the lesson ends with it."""
    spoil = "torch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)\ndel nn, F"
    spoil += "\nopen('left-behind.txt', 'w').write('here')\nprint(input())"
    return fill(right(), {ADDRESSES: spoil}), [f"{WRONG} .*EOFError", RIGHT, RIGHT, RIGHT]


def hungry():
    return fill(right(), {COPIES: "x = bytearray(6 * 2**30)"}), [
        RIGHT,
        f"{WRONG} .*MemoryError",
        RIGHT,
        RIGHT,
    ]


def misspelt():
    answers = {ADDRESSES: "address_nchw = (", COPIES: "copied = nothing", ENTRY: "print = 3"}
    return fill(right(), answers), [
        f"{WRONG} .*SyntaxError: .*line 1",
        f"{WRONG} .*NameError: name 'nothing'.*`copied = nothing`",
        f"{WRONG} it gives no verdict .TypeError",
        RIGHT,
    ]


def without_cells():
    """An exercise deleted, a starter deleted, a check deleted, a check with its hints; and a cell
    below the exercises, which belongs to none.
    """
    notebook = right()
    lost = {f"exercise-{ADDRESSES}{part}" for part in ("", "-starter", "-check", "-hints")}
    lost |= {f"exercise-{PHOTOGRAPHS}{part}" for part in ("-check", "-hints")}
    lost |= {f"exercise-{COPIES}-starter", f"exercise-{ENTRY}-check"}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in lost]
    notebook.cells.append(nbformat.v4.new_code_cell("to_network_input = None"))
    return notebook, [NONE, NONE, RIGHT, RIGHT]


# {name of the file: what came back, with what is expected}
RETURNED = {
    "02-memory-layouts.ipynb": lambda: (right(), ALL_RIGHT),
    "03-grouped-lin.ipynb": lambda: (right(GROUPED), [RIGHT] * 5),
    "below/02-memory-layouts.ipynb": lambda: (make_handout(LAYOUTS), [OPEN] * 4),
    "=Homework <b>(2).ipynb.txt": lambda: (right(), ALL_RIGHT, "renamed"),
    "02-memory-layouts-empty.ipynb": lambda: ("", "the file is empty"),
    **{
        f"02-memory-layouts {make.__name__}.ipynb": make
        for make in (
            half_done,
            wrong,
            broken,
            a_list,
            another_course,
            edited_checks,
            stored_ticks,
            old_version,
            another_kernel,
            from_colab,
            ids_alone,
            metadata_alone,
            helpers,
            crash,
            spoilt,
            misspelt,
            without_cells,
            *([hungry] if sys.platform == "linux" else []),
        )
    },
}


LEFT = f"left-behind-{uuid.uuid4().hex}"


def endless_cell():
    loop = "import time\nwhile True:\n    time.sleep(0.1)"
    return fill(right(), {COPIES: loop}), [
        RIGHT,
        f"{STOPPED} The cells of the answer did not end in time.*",
        RIGHT,
        RIGHT,
    ]


def endless_function():
    loop = "def index_at(cell, shape, layout):\n    while True: pass"
    return fill(right(), {ENTRY: loop}), [RIGHT, RIGHT, f"{STOPPED} stopped after", RIGHT]


def endless_for_good():
    """A cell that nothing inside its process can stop; and a process that it leaves behind."""
    stuck = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1e6)', '{LEFT}'])\n"
        "while True:\n    try: time.sleep(1e6)\n    except BaseException: pass"
    )
    said = f"{STOPPED} Stopped after .*nothing else"
    return fill(right(), {COPIES: stuck}), [RIGHT, said, RIGHT, RIGHT]


ENDLESS = {
    f"02-memory-layouts {make.__name__}.ipynb": make
    for make in (endless_cell, endless_function, endless_for_good)
}


def put(folder, returned):
    """Write what came back into `folder`; return {file: (verdicts or a remark, remark)}."""
    expected = {}
    for file, make in returned.items():
        notebook, *wanted = make()
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        path.write_text(text, encoding="utf8")
        expected[file] = wanted
    return expected


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """{file: (what is expected, its row in grades.csv)}, and the folder: one run with limits that
    no answer meets, and one, at the same time, with limits for the endless ones alone.
    """
    folders = [tmp_path_factory.mktemp(name) for name in ("class", "endless")]
    log, environment = count_photographs(tmp_path_factory.mktemp("counted"))
    runs = [(RETURNED, "600", "2"), (ENDLESS, "10", "3")]
    (folders[0] / "notes.pdf").write_bytes(b"%PDF")
    expected, started = {}, []
    for folder, (returned, seconds, jobs) in zip(folders, runs, strict=True):
        expected |= put(folder, returned)
        command = [*GRADE, folder, "--seconds", seconds, "--minutes", "60", "--jobs", jobs]
        started.append(
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        )
    said = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    rows = {}
    for folder in folders:
        with open(folder / "grades.csv", encoding="utf-8-sig", newline="") as file:
            rows |= {row["notebook"].removeprefix("'"): row for row in csv.DictReader(file)}
    return expected, rows, folders[0], log.read_text()


def count_photographs(folder):
    """Return (a file, an environment): a lesson that loads photographs there writes a line into the
    file for each.
    """
    (folder / "sklearn").mkdir()
    (folder / "sklearn" / "__init__.py").touch()
    log = folder / "log"
    (folder / "sklearn" / "datasets.py").write_text(
        "import types, numpy\n"
        "def load_sample_image(name):\n"
        f"    print(name, file=open({str(log)!r}, 'a'))\n"
        "    return numpy.zeros((427, 640, 3), 'uint8')\n"
        "def load_sample_images():\n"
        "    return types.SimpleNamespace(images=[load_sample_image('one of all')] * 2)\n"
    )
    return log, os.environ | {"PYTHONPATH": str(folder)}


FILES = [*RETURNED, *ENDLESS]


@pytest.mark.parametrize("file", FILES, ids=[re.sub(r"^[\d-]+", "", file) for file in FILES])
def test_a_returned_notebook_gets_its_row(graded, file):
    """In a table that has no other rows."""
    expected, rows, *_ = graded
    assert set(rows) == set(expected) and len(expected) >= 20
    wanted, row = expected[file], rows[file]
    if isinstance(wanted[0], str):
        assert wanted[0] in row["remarks"] and not row["chapter"]
        return
    verdicts, remark = [*wanted, ""][:2]
    chapter = GROUPED if len(verdicts) == 5 else LAYOUTS
    found = [row[exercise.label] for exercise in read_exercises(chapter)]
    for verdict, pattern in zip(found, verdicts, strict=True):
        assert re.match(pattern, verdict), found
    assert row["chapter"] == chapter.file and row["of"] == str(len(verdicts))
    assert row["right"] == str(sum(one.startswith(RIGHT) for one in found))
    assert re.search(remark, row["remarks"])
    if not remark:
        assert row["remarks"] in ("", "renamed")


def test_the_page_shows_every_row_and_runs_nothing(graded):
    _, rows, folder, _ = graded
    page = (folder / "grades.html").read_text(encoding="utf8")
    heads = re.findall(r"<th scope=row>(.*?)</th>", page)
    assert sorted(map(html.unescape, heads)) == sorted({*rows} - {*ENDLESS})
    assert "<script" not in page and "<b>" not in page and "default-src 'none'" in page
    assert "Not read, no notebooks: notes.pdf." in page
    three = [row for file, row in rows.items() if row["chapter"] == GROUPED.file]
    said = f"{GROUPED.number}.1 Count by hand<br><small>{len(three)} of {len(three)} right</small>"
    assert said in page
    assert {path.name for path in folder.iterdir()} == {
        *("below", "notes.pdf", "grades.csv", "grades.html"),
        *(file for file in RETURNED if "/" not in file),
    }


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each process runs its lesson")
def test_a_lesson_is_run_once_for_all(graded):
    """In two runs: Chapter 2, which loads two, for both, Chapter 3 for the first."""
    assert sorted(graded[3].split("\n")) == ["", *["flower.jpg"] * 3, *["one of all"] * 2]


def test_no_process_is_left_behind(graded):
    output = {"capture_output": True, "text": True}
    processes = subprocess.run(["ps", "-ww", "-A", "-o", "args"], **output).stdout
    assert "python" in processes and LEFT not in processes


def test_every_remark_is_explained(graded):
    """Each begins as one in the page's table does, up to a colon or a name."""
    table = PAGE.partition("| remark | what to do |")[2].partition("\n\n")[0]
    explained = re.split(r"; | \|", table.replace("\n| ", "; "))
    for row in graded[1].values():
        for remark in filter(None, row["remarks"].split("; ")):
            assert re.match(r"[^:“]+", remark)[0].strip() in [
                re.match(r"[^:“]*", one)[0].strip() for one in explained
            ]


def test_a_spreadsheet_takes_no_name_for_a_formula(graded):
    text = (graded[2] / "grades.csv").read_text(encoding="utf-8-sig")
    assert "\n'=Homework" in text


def test_a_lesson_that_does_not_run_is_no_answers_fault(tmp_path):
    """Where the package with its photographs is broken."""
    (tmp_path / "sklearn.py").write_text("raise RuntimeError('no photographs')")
    put(tmp_path, {"02-memory-layouts.ipynb": lambda: (right(), ALL_RIGHT)})
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([*GRADE, tmp_path], env=environment)
    with open(tmp_path / "grades.csv", encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert done.returncode == 1 and "could not be run: RuntimeError: no photo" in row["remarks"]
    assert row["2.1"] == "– none: Not judged: the lesson did not run."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "Say which folder"), (["nowhere"], "There is no folder nowhere"), (["."], "no notebook")],
)
def test_a_folder_without_notebooks_is_named(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=said):
        grade.main(arguments)
    assert not [*tmp_path.iterdir()]


@pytest.fixture
def grade_here(tmp_path, monkeypatch):
    """Return a function that grades half of a chapter's answers without a copy of this process, and
    returns what its row says, with what is expected.
    """
    for name in ("CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS"):  # it sets both
        monkeypatch.setenv(name, "1")
    notebook, wanted = half_done()
    path = tmp_path / "02-memory-layouts.ipynb"
    nbformat.write(notebook, path)

    def grade_one(limits):
        returned = [read_returned(path, path.name, BOOK)]
        (row,) = grade.grade_all(returned, limits, 1, start="spawn")
        return [in_words(*verdict) for verdict in row.verdicts.values()], wanted

    return grade_one


def test_a_notebook_without_time_left_is_not_finished(grade_here):
    found, _ = grade_here(grade.Limits(seconds=600, minutes=0, memory=4))
    assert found == [f"{STOPPED} Not finished: the time for the whole notebook was over."] * 4


@pytest.mark.prove
def test_other_systems_run_the_lesson_for_every_notebook(grade_here):
    """They cannot begin a process as a copy of one in which it was run."""
    found, wanted = grade_here(grade.Limits(seconds=600, minutes=60, memory=4))
    assert all(map(re.match, wanted, found)), found


# The page for teachers


def table_rows():
    """Return {number of a chapter: the cells of its row} of the page's first table."""
    rows = re.findall(r"^\| \[(\d+)\]\(.+?\) \| (.+) \|$", PAGE, re.M)
    return {int(number): cells.split(" | ") for number, cells in rows}


@pytest.mark.numbered
def test_the_table_says_what_the_chapter_says(chapter):
    said = " ".join(read_notebook(chapter).cells[0].source.replace("**", "").split())
    minutes, exercises, fits, needs, runs = table_rows()[chapter.number]
    assert f"About {minutes} minutes to read" in said
    assert int(exercises) == len(chapter.exercises)
    assert re.search(rf"(in|take|about|under) {runs}", said)
    needed = re.search(r"You need: (.*?)\.( |\*)", said)[1]
    assert re.findall(r"\]\((.+?)\)", needs) == re.findall(r"\]\((.+?)\)", needed)
    shares = {
        2: "reading and exercises",
        1.5: "reading and half of the exercises",
        1: "reading",
        0: "most of the reading",
    }
    assert fits == next(said for share, said in shares.items() if share * int(minutes) <= 90)


def test_every_exercise_shows_something():
    """Each is in the map once, by its name, below its chapter."""
    table = PAGE.partition("| who can… |")[2].partition("\n\n")[0]
    linked = re.findall(r"\[([^]]+)\]\(([\w-]+)\.ipynb#exercise-(\d+)--", table)
    asked = [
        (exercise.title, chapter.file, exercise.label.replace(".", ""))
        for chapter in CHAPTERS
        for exercise in read_exercises(chapter)
    ]
    assert sorted(linked) == sorted(asked)


def test_the_numbers_in_links_are_kept_right():
    assert BOOK.number_links(PAGE) == PAGE
    assert BOOK.number_links(PAGE.replace("#exercise-41--", "#exercise-77--")) == PAGE


def test_limits_and_commands_are_those_of_the_tool(capsys):
    with pytest.raises(SystemExit):
        grade.main(["--help"])
    usage = capsys.readouterr().out
    for number, words in [(60, "60 seconds"), (15, "15 minutes"), (4, "4 GB")]:
        assert f"({number})" in usage and words in PAGE
    makefile = (ROOT / "Makefile").read_text(encoding="utf8")
    assert "\nhandout:" in makefile and "\ngrade:" in makefile


def test_what_an_answer_writes_among_the_verdicts_stops_nothing():
    file = io.StringIO('{"ready": true}\nnonsense\n[1]\n{"judged": "a"}\n{"done": true}\n{"half')
    assert grade.read_steps(file) == [{"ready": True}, {"done": True}]
    assert file.read() == '{"half'

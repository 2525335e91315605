"""A sentence is stored without running anything, changed code runs, what still holds is kept, and
nothing is lost; what cannot be read is named with its file and line.
"""

import base64
import io
import re
import shutil
import subprocess
import sys

import nbformat
import notebooks
import pytest
import refresh
from book import ROOT, Book
from current import dependencies
from PIL import Image

pytestmark = pytest.mark.prove

LESSON = """\
---
part: First
summary: Something small.
---

# A small chapter

Nothing to see in [Chapter @{other}] and Chapter @{other}.

```{{code-cell}}
:tags: [set-up]

%run -i parts/double.py
```

*Predict first: how much is twice two?*

```{{code-cell}}
:guess: {{answer: "4", kind: number}}

print(double(2))
```

```{{code-cell}}
:tags: [timing]

import time
print(double(time.perf_counter()))
```

```{{code-cell}}
print("untouched")
```
"""
PART = '''\
def double(x):
    """Return twice `x`."""
    return 2 * x
'''
EXERCISE = """\
# %% [markdown]
# # Answer
#
# As Exercise @one/answer asks.

# %% starter
answer = None

# %% check
def judge():
    yield answer == 42, "no"

# %% hint [markdown]
# Think.

# %% solution alt="nothing"
answer = 42

# %% right="itself"
answer = 42

# %% wrong="one less, x=1 [y]" says="no"
answer = 41
"""
CHECK = """\
def check(label, judge):
    holds, message = next(judge())
    print("✅" if holds else "⬜", label, message)
"""


@pytest.fixture
def book(tmp_path):
    """A book of two chapters in a folder of its own, the first with an exercise."""
    for folder in ("lessons/parts", "lessons/exercises/one", "chapters"):
        (tmp_path / folder).mkdir(parents=True)
    lessons = tmp_path / "lessons"
    (lessons / "parts" / "double.py").write_text(PART)
    (lessons / "parts" / "check.py").write_text(CHECK)
    with_exercise = LESSON.format(other="two").replace(
        "double.py", "double.py\n%run -i parts/check.py"
    )
    (lessons / "01-one.md").write_text(
        f"{with_exercise}\n## Exercises\n\nTry.\n\n## The end\n\nBye.\n"
    )
    (lessons / "02-two.md").write_text(LESSON.format(other="one"))
    (lessons / "exercises" / "one" / "1-answer.py").write_text(EXERCISE)
    (tmp_path / "index.md").write_text(
        "[Chapter 2](chapters/02-two.ipynb), [1](chapters/01-one.ipynb#exercise-11--answer)\n"
    )
    (tmp_path / "_toc.yml").write_text(
        "parts:\n  - caption: Reference\n    chapters:\n      - file: chapters/notes\n"
    )
    return Book(tmp_path)


@pytest.fixture
def make(book, monkeypatch, capsys):
    """Return a function that refreshes the book and returns (exit status, what was said, the
    notebooks it ran).
    """

    def make(*arguments):
        ran, execute = [], notebooks.execute
        monkeypatch.setattr(
            refresh,
            "execute",
            lambda notebook: (ran.append(notebook.cells[0].source), execute(notebook)),
        )
        monkeypatch.setattr(sys, "argv", ["refresh.py", *arguments])
        with pytest.raises(SystemExit) as end:
            refresh.main(Book(book.root))
        monkeypatch.undo()
        said = capsys.readouterr()
        return (
            end.value.code,
            f"{said.out}{said.err}{end.value.code if isinstance(end.value.code, str) else ''}",
            ran,
        )

    return make


def change(path, *replacements):
    text = path.read_text(encoding="utf8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf8")


def read(book, name="01-one"):
    return nbformat.read(book.root / "chapters" / f"{name}.ipynb", as_version=4)


def outputs(notebook):
    return [output.text for cell in notebook.cells for output in cell.get("outputs", [])]


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def test_the_first_time(book, make):
    code, said, ran = make()
    assert code is False and len(ran) == 2, said
    notebook = read(book)
    assert sources(notebook)[:2] == [
        "# 1 · A small chapter\n\nNothing to see in [Chapter 2](02-two.ipynb) and Chapter 2.",
        f"{PART}\n\n{CHECK}".rstrip(),
    ]
    assert [cell.id for cell in notebook.cells][-7:] == [
        "exercises", "exercise-answer", "exercise-answer-starter", "exercise-answer-check",
        "exercise-answer-hints", "exercise-answer-solution", "the-end",
    ]  # fmt: skip
    assert "### Exercise 1.1 — Answer\n\nAs Exercise 1.1 asks." in sources(notebook)
    assert sources(notebook)[-2].endswith('answer = 42\ncheck("1.1", judge_1_1)')
    assert notebook.cells[3].metadata.guess == {"answer": "4", "kind": "number"}
    assert [
        part["caption"]
        for part in refresh.yaml.safe_load((book.root / "_toc.yml").read_text())["parts"]
    ] == ["First", "Reference"]


def test_a_sentence_runs_nothing(book, make):
    make()
    before = outputs(read(book))
    change(book.lessons / "01-one.md", ("Nothing to see", "Little to see"))
    change(
        book.lessons / "parts" / "double.py",
        ("return 2 * x", "# a comment\n    return (\n        2 * x)"),
        ("twice", "two times"),
    )
    code, said, ran = make()
    assert not code and not ran and "nothing had to run" in said
    assert (
        "Little to see" in sources(read(book))[0]
        and "two times" in sources(read(book))[1]
        and outputs(read(book)) == before
    )


def test_changed_code_runs_its_chapter_and_times_stay(book, make):
    make()
    before = outputs(read(book))
    change(book.lessons / "01-one.md", ("print(double(2))", "print(double(2) + 1)"))
    _, _, ran = make()
    after = outputs(read(book))
    assert ran == [
        "# 1 · A small chapter\n\nNothing to see in [Chapter 2](02-two.ipynb) and Chapter 2."
    ]
    assert (before[0], after[0]) == ("4\n", "5\n") and after[1:] == before[1:]


def test_a_time_is_measured_anew_when_what_it_uses_changed(book, make):
    make()
    before = outputs(read(book))
    change(book.lessons / "parts" / "double.py", ("2 * x", "x + x"))
    _, _, ran = make()
    after = outputs(read(book))
    assert len(ran) == 2 and after[1] != before[1] and after[0] == before[0]


def test_a_time_is_measured_anew_when_asked(book, make):
    make()
    before = outputs(read(book))
    make("01", "--times")
    assert outputs(read(book))[1] != before[1]


def edit_by_hand(book, old="untouched", new="touched"):
    change(book.root / "chapters" / "01-one.ipynb", (old, new))


def test_an_edit_by_hand_stops(book, make):
    make()
    edit_by_hand(book, "Nothing to see", "Everything to see")
    before = (book.root / "chapters" / "01-one.ipynb").read_bytes()
    code, said, ran = make()
    assert (
        code
        and not ran
        and "-Nothing to see" in said
        and "+Everything to see" in said
        and "FORCE=1" in said
    )
    assert (book.root / "chapters" / "01-one.ipynb").read_bytes() == before
    code, _, ran = make("01", "--force")
    assert not code and len(ran) == 1 and "Nothing to see" in sources(read(book))[0]


def test_a_chapter_that_fails_is_kept(book, make):
    make()
    before = (book.root / "chapters" / "01-one.ipynb").read_bytes()
    change(book.lessons / "01-one.md", ('print("untouched")', 'x = 1\nraise ValueError("no")'))
    code, said, _ = make()
    assert (
        code
        and re.search(
            r"lessons/01-one\.md:3\d: this cell failed, so 01-one\.ipynb stays as it was", said
        )
        and "ValueError" in said
    )
    assert (book.root / "chapters" / "01-one.ipynb").read_bytes() == before
    assert sorted(path.name for path in (book.root / "chapters").iterdir()) == [
        "01-one.ipynb",
        "02-two.ipynb",
    ]


def test_a_chapter_is_kept_on_a_full_disk(book, make, monkeypatch):
    make()
    path = book.root / "chapters" / "01-one.ipynb"
    before = path.read_bytes()

    def write(notebook, file):
        file.write("{")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(nbformat, "write", write)
    with pytest.raises(OSError, match="No space left"):
        notebooks.store(read(book), path)
    assert path.read_bytes() == before and len(list(path.parent.iterdir())) == 2


def test_a_chapter_moves_by_a_rename(book, make):
    make()
    (book.lessons / "01-one.md").rename(book.lessons / "02a-one.md")
    code, said, ran = make()
    assert not code and len(ran) == 1, said  # the one whose exercises have other numbers now
    assert sorted(path.name for path in book.lessons.glob("*.md")) == ["01-two.md", "02-one.md"]
    assert sorted(path.name for path in (book.root / "chapters").iterdir()) == [
        "01-two.ipynb",
        "02-one.ipynb",
    ]
    moved = read(book, "02-one")
    assert (
        sources(moved)[0]
        == "# 2 · A small chapter\n\nNothing to see in [Chapter 1](01-two.ipynb) and Chapter 1."
    )
    assert any('check("2.1", judge_2_1)' in source for source in sources(moved))
    assert (
        (book.root / "index.md").read_text()
        == "[Chapter 1](chapters/01-two.ipynb), [2](chapters/02-one.ipynb#exercise-21--answer)\n"
    )
    assert re.findall("chapters/.*", (book.root / "_toc.yml").read_text()) == [
        "chapters/01-two",
        "chapters/02-one",
        "chapters/notes",
    ]


def test_a_picture_keeps_its_bytes(book):
    def png(colour, **options):
        file = io.BytesIO()
        Image.new("RGB", (20, 20), colour).save(file, "PNG", **options)
        return base64.b64encode(file.getvalue()).decode()

    def output(png):
        return nbformat.v4.new_output(
            "display_data", data={"image/png": png, "text/plain": "<Figure>"}
        )

    def notebook(png):
        return nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("draw()", outputs=[output(png)])]
        )

    stored, same, other = (
        notebook(png(colour, compress_level=level))
        for colour, level in (("red", 0), ("red", 9), ("blue", 9))
    )
    kept = stored.cells[0].outputs[0].data["image/png"]
    for fresh, keeps in ((same, True), (other, False)):
        refresh.keep_outputs(stored, fresh)
        assert (fresh.cells[0].outputs[0].data["image/png"] == kept) == keeps


LESSON_1, EXERCISE_1 = "01-one.md", "exercises/one/1-answer.py"
FAULTS = [  # the file, what is replaced by what, and what is said of it
    (
        LESSON_1,
        "[Chapter @two]",
        "[Chapter @tow]",
        f"{LESSON_1}:6: Chapter @tow]: there is no such",
    ),
    (LESSON_1, ":tags: [timing]", ":tag: [timing]", ":26: unknown option 'tag': is “tags” meant?"),
    (LESSON_1, ":tags: [timing]", ":alt: a: b", ":25: the options of this cell cannot be read"),
    (LESSON_1, ":tags: [timing]", ":tags: timing", ":26: tags stand in brackets"),
    (LESSON_1, ":tags: [timing]", ":tags [timing]", ":26: an option is written “:tags: [folded]”"),
    (LESSON_1, ":tags: [timing]", "tags: [timing]", ":26: an option has a colon in front"),
    (
        LESSON_1,
        ":tags: [timing]",
        ":tags: [timnig]",
        ":26: unknown tag 'timnig': is “timing” meant?",
    ),
    (
        LESSON_1,
        "kind: number",
        "kind: guess",
        ":20: a guess is written",
        "number, words or picture",
    ),
    (LESSON_1, 'answer: "4"', "answer: 4", ":20: a guess is written", "the answer in quotes"),
    (
        LESSON_1,
        "parts/double.py",
        "parts/duoble.py",
        ":13: there is no parts/duoble.py; the parts are",
    ),
    (
        LESSON_1,
        "%run -i parts/double",
        "%run parts/double",
        ":13: a part is named by a line of its own",
    ),
    (
        LESSON_1,
        "```{code-cell}\n:tags: [timing]",
        "```{code-cel}\n:tags: [timing]",
        "code-cel}”: a cell",
    ),
    (
        LESSON_1,
        "# A small chapter",
        "A small chapter",
        f"{LESSON_1}:1: a lesson begins with its title",
    ),
    (
        LESSON_1,
        "## Exercises",
        "## Practice",
        f"{LESSON_1}:1: a lesson with exercises has one heading",
    ),
    (
        EXERCISE_1,
        "# %% check",
        "# %% chekc",
        "1-answer.py:9: unknown cell “chekc”: is “check” meant?",
    ),
    (EXERCISE_1, "# %% check", "#%% check", "1-answer.py:9: a cell begins with “# %% ”"),
    (EXERCISE_1, "# %% solution", "# %% right=3", "1-answer.py:16: a wrong answer begins with"),
    (EXERCISE_1, "# %% hint [markdown]\n# Think.\n", "", "1-answer.py:21: there are 0 hints"),
    (
        EXERCISE_1,
        "def judge():",
        "def judge(x):",
        "1-answer.py:10: the check defines “def judge():”",
    ),
    (EXERCISE_1, "# # Answer", "# Answer", "1-answer.py:2: the task begins with its title"),
    (EXERCISE_1, ' says="no"', "", "1-answer.py:22: a wrong answer begins with"),
    (EXERCISE_1, 'says="no"', 'say="no"', "1-answer.py:22: unknown name 'say': is “says” meant?"),
    (EXERCISE_1, "# %% wrong=", "# %% wrnog=", ":22: unknown name 'wrnog': is “wrong” meant?"),
    (EXERCISE_1, 'wrong="one less, x=1 [y]"', "wrong: one less", "1-answer.py:22: "),
    (EXERCISE_1, "@one/answer", "@one/question", ":2: @one/question: one has no exercise of that"),
    (
        EXERCISE_1,
        "answer = 42\n\n# %% right",
        "answer = 43\n\n# %% right",
        "1-answer.py:17: its check",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [(*fault[:3], fault[3:]) for fault in FAULTS],
    ids=[fault[2] or "no hint" for fault in FAULTS],
)
def test_a_fault_is_named_with_its_file_and_line(book, make, file, old, new, said):
    """And it hurts no other chapter."""
    change(book.lessons / file, (old, new))
    code, text, _ = make()
    assert code and all(words in text for words in said), text
    assert [path.name for path in (book.root / "chapters").iterdir()] == ["02-two.ipynb"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("exercises/one/second.py", "an exercise's file is called like 2-build-it.py"),
        ("exercises/one/1-other.py", "has the number 1 too"),
        ("3-three.md", "a lesson's file is called like 04-depthwise-separable.md"),
        ("01-other.md", "01-one.md has the number 01 too: call the one that comes second 01a-"),
    ],
)
def test_a_file_with_a_wrong_name_is_said(book, make, name, said):
    (book.lessons / name).write_text(EXERCISE)
    code, text, _ = make()
    assert code and said in text and not (book.root / "chapters" / "01-one.ipynb").exists(), text


def test_ruff_names_the_lesson(tmp_path):
    """An undefined name in a part is named with the part's file and line."""
    made = shutil.ignore_patterns(".git", ".venv", ".nox", "_build", "__pycache__", ".*_cache")
    copy = shutil.copytree(ROOT, tmp_path / "copy", ignore=made)
    chapter = Book(copy).chapter("grouped")
    wrong = "model.parameters())", "modle.parameters())"
    change(copy / "lessons" / "parts" / "count_parameters.py", wrong)
    change(chapter.notebook, wrong)
    command = [sys.executable, copy / "tools" / "lint.py", f"{chapter.number:02}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and "lessons/parts/count_parameters.py:3: F821" in done.stdout


def test_a_broken_notebook_is_said_and_written_over(book, make):
    make()
    (book.root / "chapters" / "01-one.ipynb").write_text("<<<<<<<")
    code, said, _ = make()
    assert code and "01-one.ipynb is no notebook any more" in said
    code, _, _ = make("01", "--force")
    assert not code and read(book).metadata.lesson.part == "First"


def test_what_is_stored_stays_as_it_is(book, make):
    """A run leaves nothing behind that the next refresh takes out."""
    make()
    before = (book.root / "chapters" / "01-one.ipynb").read_bytes()
    make()
    assert (book.root / "chapters" / "01-one.ipynb").read_bytes() == before
    assert set(read(book).metadata) == {"kernelspec", "language_info", "lesson"}


def test_a_reused_name_does_not_bind_a_time_to_another_cell():
    cells = [nbformat.v4.new_code_cell(code) for code in ("x = 1", "x = 2", "print(x)")]
    before = dependencies(cells, 2)
    cells[0].source = "x = 3"
    assert dependencies(cells, 2) == before
    cells[1].source = "x = 4"
    assert dependencies(cells, 2) != before


def test_what_fills_a_list_binds_a_time_that_reads_it():
    """A drawing of tries is drawn anew when the training that filled their list changed."""
    codes = "tries = []", "tries[:] = train(1)", "plot(tries)"
    cells = [nbformat.v4.new_code_cell(code) for code in codes]
    before = dependencies(cells, 2)
    assert set(before) == set(codes)
    cells[1].source = "tries[:] = train(2)"
    assert dependencies(cells, 2) != before


def test_what_is_local_to_a_function_binds_nothing():
    codes = ("def judge(value):\n    x = value", "print(x, judge2)", "def judge2():\n    return x")
    cells = [nbformat.v4.new_code_cell(code) for code in codes]
    assert dependencies(cells, 1) == ["print(x, judge2)"]


def test_a_new_exercise_can_be_read_at_once(book, monkeypatch, capsys, make):
    import new_exercise

    monkeypatch.setattr(new_exercise, "Book", lambda root: Book(book.root))
    monkeypatch.setattr(new_exercise, "ROOT", book.root)
    new_exercise.main("01", "count")
    assert (
        "Fill in lessons/exercises/one/2-count.py, then: make refresh CHAPTER=01"
        in capsys.readouterr().out
    )
    monkeypatch.undo()
    code, said, _ = make("01")
    assert code and "2-count.py:2: “Say in a few words what is asked …” is the template's" in said
    path = book.lessons / "exercises" / "one" / "2-count.py"
    change(path, ("Say in a few words what is asked, as an order", "Count"))
    change(path, ("Say everything that the check demands.", "All."))
    shutil.copytree(ROOT / "lessons" / "parts", book.lessons / "parts", dirs_exist_ok=True)
    change(book.lessons / "01-one.md", ("parts/check.py", "parts/set_up.py"))
    change(path.with_name("1-answer.py"), ("yield answer == 42", "yield answer and answer == 42"))
    code, said, _ = make("01")
    assert not code, said
    shown = sources(read(book))
    assert any("### Exercise 1.2 — " in source for source in shown)
    (shared,) = [source for source in shown if source.startswith("# @title What the checks share")]
    # what the check uses, and what that uses, and no more
    assert "def check_call" in shared and "def alike" in shared and "check_numbers" not in shared
    for arguments in [("", ""), ("01", ""), ("07", "count"), ("01", "Count It"), ("01", "answer")]:
        monkeypatch.setattr(new_exercise, "Book", lambda root: Book(book.root))
        with pytest.raises(SystemExit) as end:
            new_exercise.main(*arguments)
        assert isinstance(end.value.code, str)

"""Grade the notebooks that a class returned: run the repository's own checks on every answer.

    python tools/grade.py FOLDER        what `make grade FOLDER=…` does

Reads every notebook in FOLDER and in the folders below it, and writes FOLDER/grades.csv and
FOLDER/grades.html: one row a notebook, one column an exercise. Each notebook is judged in a process
of its own (`tools/grading/judge.py`), which has the lesson as this repository has it, runs the
cells of each answer, then this repository's check. What a notebook has stored counts for nothing.

Students' code runs on this machine with your rights. It is limited in time, and on Linux in memory,
and nothing else holds it: grade in a container, or as a user who owns nothing, whom you do not
trust.

Neither nbgrader nor otter-grader is used. Both run the whole returned notebook, and with it what it
trains and what was edited in its lesson; both take a test for passed that raises nothing, while a
check of this course never raises, and says in a sentence what is wrong. nbgrader wants a folder and
a database for its own layout of a course, otter-grader a Docker container for each notebook.

Exit status: 0, the table was written; 1, it was not, or a lesson of this repository did not run.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import torch
from book import ROOT, Book
from grading import judge
from grading.returned import read_asked, read_returned
from grading.table import count_right, write_csv, write_page
from running import run_lesson

# on Linux a process begins where the lessons have been run; elsewhere it runs its lesson itself
START = "fork" if sys.platform == "linux" else "spawn"
PAUSE = 0.05  # seconds between two looks at a process
GRACE = 5  # seconds more, before what does not stop by itself is ended
OURS = ("grades.csv", "grades.html")
ENDED = ("❌", "Its answer ended the process, by os._exit or a crash.")
NOT_JUDGED = ("–", "Not judged: the lesson did not run.")
OUT_OF_TIME = ("⏹", "Not finished: the time for the whole notebook was over.")


@dataclass
class Limits:
    """What an answer may take: seconds for its cells, as many for its check; minutes and GB for a
    notebook.
    """

    seconds: float
    minutes: float
    memory: float


@dataclass
class Row:
    """A row of the table: a notebook, its chapter with its exercises, their verdicts, remarks."""

    file: str
    chapter: object = None
    exercises: list = field(default_factory=list)
    verdicts: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)
    failed: bool = False


@dataclass
class Told:
    """What a process has told: {name: verdict}, the exercise that it has begun, whether the lesson
    was run, why it was not, whether all is done.
    """

    begun: str
    judged: dict = field(default_factory=dict)
    ready: bool = False
    failed: str = ""
    done: bool = False

    def take(self, step):
        """Note a line that the process wrote."""
        self.ready |= "ready" in step
        self.done |= "done" in step
        self.failed = step.get("failed", self.failed)
        self.begun = step.get("begun", self.begun)
        if "judged" in step:
            self.judged[step["judged"]] = step["sign"], step["said"]

    def end(self, verdict, why):
        """Give what was begun its verdict; where the lesson was not run, say why."""
        if self.ready:
            self.judged.setdefault(self.begun, verdict)
        else:
            self.failed = f"the chapter's own cells {why}"


def find_notebooks(folder):
    """Return (the notebooks in `folder` and below, the other files), without hidden ones."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (path.parent == folder and path.name in OURS)
    ]
    notebooks = [path for path in files if ".ipynb" in path.name]
    return notebooks, [path for path in files if path not in notebooks]


def grade_all(returned, limits, jobs, start=START):
    """Return the rows of all returned notebooks, `jobs` at a time; say of each that it is done."""
    prepare({one.chapter for one in returned if one.chapter}, start)
    waiting, running, rows = deque(enumerate(returned)), {}, {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                k, one = waiting.popleft()
                running[k] = grade(one, limits, multiprocessing.get_context(start))
            for k in [*running]:
                try:
                    next(running[k])
                except StopIteration as graded:
                    rows[k] = graded.value
                    del running[k]
                    print(f"{len(rows)}/{len(returned)} {summary(rows[k])}", flush=True)
            time.sleep(PAUSE if running else 0)
    finally:
        for one in running.values():
            one.close()
    return [rows[k] for k in sorted(rows)]


def prepare(chapters, start):
    """Set what the processes find: one thread each, no GPU; and the lessons of `chapters`, run,
    where a process begins as a copy of this one.
    """
    os.environ |= {"CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}
    torch.set_num_threads(1)
    if start != "fork":
        return
    for chapter in sorted(chapters, key=lambda chapter: chapter.number):
        print(f"Running the lesson of {chapter.file}", flush=True)
        with contextlib.suppress(Exception):  # its process tries again, and says what is wrong
            run_lesson(chapter)
        judge.judges_names(chapter)


def summary(row):
    """Return a line about a row."""
    done = [f"{count_right(row)} of {len(row.exercises)} right"] if row.chapter else []
    return f"{row.file}: {'; '.join(done + row.remarks)}"


def grade(returned, limits, processes):
    """Return the row of a returned notebook; yield while its process works."""
    row = Row(returned.file, returned.chapter, remarks=returned.remarks)
    if not returned.chapter:
        return row
    asked = read_asked(returned.chapter).exercises
    row.exercises = [*asked.values()]
    row.verdicts = dict.fromkeys(returned.answers, OUT_OF_TIME)
    left = [(asked[name], sources) for name, sources in returned.answers.items()]
    end = time.monotonic() + 60 * limits.minutes
    while left and time.monotonic() < end:
        told = yield from judge_some(returned.chapter, left, limits, end, processes)
        row.verdicts |= told.judged
        if told.failed and len(left) == len(returned.answers):
            row.verdicts, row.failed = dict.fromkeys(returned.answers, NOT_JUDGED), True
            row.remarks.append(told.failed)
        if told.failed:
            break
        left = [answer for answer in left if answer[0].name not in told.judged]
    return row


def judge_some(chapter, answers, limits, end, processes):
    """Judge `answers` in a process of its own, up to the first that ends it or has to be ended;
    return what it told, and yield while it works.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        results, desk = Path(folder) / "results.jsonl", Path(folder) / "desk"
        results.touch()
        desk.mkdir()
        asked = (chapter, answers, limits.seconds, limits.memory, results, desk)
        process = processes.Process(target=judge.main, args=asked)
        process.start()
        try:
            return (yield from follow(process, results, Told(answers[0][0].name), limits, end))
        finally:
            end_group(process)


def follow(process, results, told, limits, end):
    """Read what the process tells until it is done, gone or late, and yield in between; return
    `told`.
    """
    last = time.monotonic()
    with open(results, encoding="utf8") as file:
        while not (told.done or told.failed):
            gone, steps, now = not process.is_alive(), read_steps(file), time.monotonic()
            for step in steps:
                told.take(step)
                last = now
            if steps:
                continue
            if gone:
                told.end(ENDED, f"ended the process ({process.exitcode})")
                break
            if told.ready and now - last > 2 * limits.seconds + GRACE:
                told.end(("⏹", f"Stopped after {now - last:.0f} s; nothing else ended it."), "")
                break
            if now > end:
                told.end(OUT_OF_TIME, "take too long")
                break
            yield
    return told


def read_steps(file):
    """Return what the whole lines say that were added to an open file. A line that the judge did
    not write, since an answer can reach the file, is passed over.
    """
    steps = []
    while True:
        here = file.tell()
        line = file.readline()
        if not line.endswith("\n"):
            file.seek(here)
            return steps
        with contextlib.suppress(ValueError):
            step = json.loads(line)
            if isinstance(step, dict) and ("judged" not in step or {"sign", "said"} <= set(step)):
                steps.append(step)


def end_group(process):
    """End the process and all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def look_at_folder(name):
    """Return the folder called `name`; SystemExit says what is wrong with it."""
    if not name:
        sys.exit("Say which folder the notebooks are in: make grade FOLDER=~/Downloads/chapter-4")
    folder = Path(name).expanduser()
    if not folder.is_dir():
        sys.exit(f"There is no folder {folder}")
    if not os.access(folder, os.W_OK):
        sys.exit(f"{folder} cannot be written to, and the tables belong there")
    return folder


def main(given=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", default="", help="where the returned notebooks are")
    parser.add_argument(
        "--seconds",
        type=float,
        default=60,
        help="for the cells of an answer, and for its check (60)",
    )
    parser.add_argument("--minutes", type=float, default=15, help="for a notebook (15)")
    parser.add_argument("--memory", type=float, default=4, help="GB for a notebook, on Linux (4)")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parser.add_argument("--jobs", type=int, default=cores, help="notebooks at a time (one a core)")
    arguments = parser.parse_args(given)
    folder = look_at_folder(arguments.folder)
    paths, others = find_notebooks(folder)
    if not paths:
        sys.exit(f"{folder} has no notebook (.ipynb) in it; unpack archives first")
    limits = Limits(arguments.seconds, arguments.minutes, arguments.memory)
    book = Book(ROOT)
    returned = [read_returned(path, path.relative_to(folder).as_posix(), book) for path in paths]
    rows = grade_all(returned, limits, max(1, arguments.jobs))
    left_out = [path.relative_to(folder).as_posix() for path in others]
    try:
        write_csv(rows, folder / "grades.csv")
        write_page(rows, folder / "grades.html", f"Grades of {folder.resolve().name}", left_out)
    except OSError as error:
        sys.exit(f"The tables could not be written: {error}. Is one open in a spreadsheet?")
    if left_out:
        print(f"Not read, no notebooks: {', '.join(left_out)}")
    print(f"Open {folder.resolve() / 'grades.html'}; for a spreadsheet, grades.csv beside it")
    sys.exit(any(row.failed for row in rows))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("stopped, without a table")

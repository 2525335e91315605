"""Judge the answers of one returned notebook, in a process of its own: `tools/grade.py` starts it
and ends it.

Each line that it writes says what was done: the lesson was run, an exercise was begun, or it has
its verdict. The answers are students' code, and nothing holds them but the limits on time and
memory.
"""

import functools
import json
import os
import re
import sys
import time
from pathlib import Path

import torch
from notebooks import code_cells, read_notebook, tags, to_python
from running import change, run, run_lesson

from lessons import look_up

LONGEST = 500  # letters of a verdict
VERDICT = re.compile(r"([✅❌⬜⏹]) \S+ ?(.*)")


class NoShell:
    """What takes the place of IPython in a student's cell: it times nothing, installs nothing and
    calls no other program; a cell or line that it would time is run.
    """

    def __init__(self, run):
        self.run = run

    def run_line_magic(self, name, line, *rest):
        if name == "time":
            self.run(line)

    def run_cell_magic(self, name, line, body):
        if name in ("time", "capture"):
            self.run(body)

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


def main(chapter, answers, seconds, memory, results, desk):
    """Judge `answers`, [(an exercise of `chapter`, the sources of its cells)], in the empty folder
    `desk`, and tell it in the file `results`. The cells of an answer may take `seconds`, its check
    as many, and all together `memory` GB.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # so that all that an answer starts can be ended with it
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.chdir(desk)
    os.environ["CHECK_LIMIT"] = str(seconds)
    with open(results, "a", encoding="utf8") as file:

        def tell(**step):
            file.write(json.dumps(step) + "\n")
            file.flush()

        judge_all(chapter, answers, seconds, memory, tell)


def judge_all(chapter, answers, seconds, memory, tell):
    """Run the lesson of `chapter`, then judge every answer; `tell` each step."""
    torch.set_num_threads(1)
    try:
        names, lesson = run_lesson(chapter)
    except Exception as error:
        tell(failed=f"the chapter's own cells could not be run: {type(error).__name__}: {error}")
        return
    kept = {name: lesson[name] for name in judges_names(chapter)}
    limit_memory(memory)
    tell(ready=True)
    for exercise, sources in answers:
        tell(begun=exercise.name)
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
        sign, said = judge(exercise, sources, names, lesson, kept, seconds)
        tell(judged=exercise.name, sign=sign, said=" ".join(said.split())[:LONGEST])
    tell(done=True)


@functools.cache
def judges_names(chapter):
    """Return the names of what judges use: the functions and classes of the set-up and of the cell
    that the checks share. An answer cannot put its own in their place.
    """
    cells = code_cells(read_notebook(chapter))
    judging = [cell for cell in cells if "set-up" in tags(cell) or cell.id == "exercises-shared"]
    return {name for cell in judging for name in look_up(to_python(cell.source))[0]}


def limit_memory(gigabytes):
    """Let this process take `gigabytes` more than it has now, where the system can hold it to
    that: Linux.
    """
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + int(gigabytes * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def judge(exercise, sources, names, lesson, kept, seconds):
    """Return (sign, sentence) for an answer, whatever its cells do."""
    change(names, lesson)
    run(exercise.starter, names)  # a reader ran it before writing over it
    end = time.monotonic() + seconds
    failures = [
        run_cell(source, f"<answer {k}>", names, lesson, end) for k, source in enumerate(sources, 1)
    ]
    names.update(kept)
    try:
        verdicts = [VERDICT.match(line) for line in run(exercise.check, names)]
        sign, said = [verdict for verdict in verdicts if verdict][-1].groups()
    except BaseException as error:  # the answer can raise whatever it likes
        sign, said = "❌", f"it gives no verdict ({type(error).__name__}): is a name in use lost?"
    raised = next(filter(None, failures), None)
    if not raised or sign == "✅":
        return sign, said
    return "⏹" if "⏹" in (sign, raised[0]) else "❌", f"{raised[1]} The check: {said}"


def run_cell(source, name, names, lesson, end):
    """Run a student's cell in `names`, until `end` at the latest; return None, or the sign and the
    words for what went wrong in it.
    """

    def run_here(code):
        run(to_python(code), names, name)

    names["get_ipython"] = lambda: NoShell(run_here)
    names.setdefault("display", lambda *objects, **options: None)
    try:
        with lesson["stop_after"](max(end - time.monotonic(), 0.1)):
            run_here(source)
    except SyntaxError as error:
        where = f"{type(error).__name__}: {error.msg}, in line {error.lineno}"
        return "❌", f"A cell of the answer raised {where}."
    except lesson["TimeIsUp"] as error:
        line = say("line_of", error, names, lesson)
        return "⏹", f"The cells of the answer did not end in time{line}."
    except BaseException as error:
        return "❌", f"A cell of the answer {say('what_raised', error, names, lesson)}"


def say(function, error, names, lesson):
    """Return what a function of the set-up says of `error`; it needs names that an answer may have
    taken away.
    """
    try:
        names["check"] = lesson["check"]
        return lesson[function](error)
    except Exception:
        return f"raised {type(error).__name__}." * (function == "what_raised")

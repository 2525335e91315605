"""Write the template of a new exercise, behind the last one of its chapter.

python tools/new_exercise.py 03 count-by-hand
"""

import sys

from book import EXERCISE, ROOT, Book, Fault

TEMPLATE = '''\
# %% [markdown]
# # Say in a few words what is asked, as an order
#
# The task. Say everything that the check demands. Then: Checked: …

# %% starter
def answer(x):
    """Return x (N, C) plus one."""
    return None

# %% check
def judge():
    """A function (x) that returns x + 1: what is expected, in a line."""
    # Pairs (what must hold, what is said where it does not), the most basic
    # first. parts/judging/ has what checks share: check_numbers for numbers,
    # check_module, check_function and check_call for what the reader wrote,
    # check_values for tensors.
    yield from check_function("answer", answer)
    x = torch.rand(2, 3)
    y = yield from check_call("`answer(x)`", answer, x, first=True)
    yield from check_values("`answer(x)`", y, x + 1, {
        "say what is wrong, and why people do that.": x - 1,
        }, "Say what to look at.")
    yield True, "say why it matters."

# %% hint [markdown]
# The first step. One to three hints; none of them is the solution.

# %% solution
def answer(x):
    """Return x (N, C) plus one."""
    return x + 1

# At least three right answers, in the styles of different people.

# %% right="the number"
def answer(x):
    return x + 1

# At least six wrong ones, each with a phrase of the verdict that it should get. Each condition of
# the check is there for some wrong answer: without one that meets it, `make prove` fails.

# %% wrong="what somebody gets wrong" says="say what is wrong"
def answer(x):
    return x - 1

# %% wrong="not a function" says="is a list; a function is expected"
answer = [1]
'''


def main(number, name):
    if not number or not name:
        sys.exit("Say which chapter and a name: make exercise CHAPTER=03 NAME=count-by-hand")
    chapters = [chapter for chapter in Book(ROOT).chapters if chapter.file.startswith(number)]
    if len(chapters) != 1:
        names = ", ".join(chapter.file for chapter in Book(ROOT).chapters)
        sys.exit(f"CHAPTER={number} is not one chapter; there are {names}")
    (chapter,) = chapters
    if not EXERCISE.fullmatch(f"1-{name}.py"):
        sys.exit(
            f"NAME={name}: at most 40 small letters, digits and hyphens, such as count-by-hand"
        )
    if chapter.exercise_number(name):
        sys.exit(f"Chapter {chapter.number} has an exercise called {name} already")
    last = max((int(EXERCISE.fullmatch(path.name)[1]) for path in chapter.exercises), default=0)
    path = chapter.book.lessons / "exercises" / chapter.slug / f"{last + 1}-{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE, encoding="utf8", newline="\n")
    print(f"Fill in {path.relative_to(ROOT)}, then: make refresh CHAPTER={chapter.number:02}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except Fault as fault:
        sys.exit(str(fault))

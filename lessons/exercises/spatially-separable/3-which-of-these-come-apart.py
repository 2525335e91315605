# %% [markdown]
# # Which of these come apart?
#
# Say for each kernel whether it is a column times a row. Look for the rule; do
# not compute a rank. Checked: the five answers.
#
# $$A = \begin{pmatrix} 1 & 2 & 1 \\ 2 & 5 & 2 \\ 1 & 2 & 1 \end{pmatrix} \quad
# B = \begin{pmatrix} 2 & -1 & 3 \\ 6 & -3 & 9 \\ -4 & 2 & -6 \end{pmatrix}$$
#
# $$C = \begin{pmatrix} 0 & 1 & 0 \\ 1 & 1 & 1 \\ 0 & 1 & 0 \end{pmatrix} \quad
# D = \begin{pmatrix} -1 & 0 & 1 \\ 0 & 0 & 0 \\ 1 & 0 & -1 \end{pmatrix}$$
#
# $$E = \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{pmatrix}$$

# %% starter
# True or False for each
separates = {"A": None, "B": None, "C": None, "D": None, "E": None}

# %% check
def judge():
    """A dict with True or False for each of the five kernels."""
    middle = "it is symmetric, but is its middle row a multiple of its first?"
    kernels = {
        "A": (False, middle),
        "B": (True, "it has no symmetry, and needs none: compare its rows."),
        "C": (False, middle),
        "D": (True, "it looks like two diagonals; compare its rows all the "
              "same. A row of zeros is a multiple of any row, by 0."),
        "E": (False, "equal steps are differences; what is 4 · (1, 2, 3)?")}
    habits = {
        "ACE": "0 of 5 are right: all five are the wrong way round.",
        "ACD": "you marked exactly the symmetric ones. Symmetry says nothing: "
        "the question is whether all rows are multiples of one row.",
        "ABCDE": "2 of 5 are right. A determinant of 0, or a rank below 3, is "
        "not enough: all rows must be multiples of *one* row."}
    yield isinstance(separates, dict), (
        f"`separates` is {kind_of(separates)}; a dict as in the starter is "
        "expected.")
    answers = {name: as_number(separates.get(name)) for name in kernels}
    yield from check_answered(separates={*answers.values()} - {None} or None)
    for name, answer in answers.items():
        yield answer in (0, 1), (
            f"the answer for {name} is {answer!r:.40}, not True or False.")
    said = "".join(name for name in kernels if answers[name])
    yield said not in habits, habits.get(said)
    right = [name for name in kernels if answers[name] == kernels[name][0]]
    for name, (_, why) in kernels.items():
        yield name in right, (
            f"{len(right)} of 5 are right. Look at {name} again: {why}")
    yield True, "rank 1 is about multiples of rows, not about symmetry."

# %% hint [markdown]
# Take the first row. Is each of the other two that row times one number? The
# number may be negative, or 0.

# %% hint [markdown]
# In a kernel of rank 1, take any two rows and any two columns. Of the four
# numbers where they meet, the two products across are equal.

# %% solution
separates = {"A": False, "B": True, "C": False, "D": True, "E": False}

# %% right="a dict"
separates = {"A": False, "B": True, "C": False, "D": True, "E": False}

# %% right="dict(), in another order"
separates = dict(E=False, D=True, C=False, B=True, A=False)

# %% right="noughts and ones"
separates = dict(zip("ABCDE", [0, 1, 0, 1, 0]))

# %% right="filled in one by one"
separates["A"] = separates["C"] = separates["E"] = False
separates["B"] = separates["D"] = True

# %% right="found in PyTorch and NumPy"
import numpy as np
A = torch.tensor([[1.0, 2, 1], [2, 5, 2], [1, 2, 1]])
D = np.outer([1, 0, -1], [-1, 0, 1])
separates = {
    "A": (A[0, 0] * A[1, 1] == A[0, 1] * A[1, 0]), "B": np.bool_(True), "C": 0.0, "D": np.linalg.matrix_rank(D) == 1, "E": False}

# %% wrong="symmetric means separable" says="you marked exactly the symmetric ones"
separates = {"A": True, "B": False, "C": True, "D": True, "E": False}

# %% wrong="A like the Gaussian" says="4 of 5 are right. Look at A again: it is symmetric, but is its middle row a multiple of its first?"
separates = {"A": True, "B": True, "C": False, "D": True, "E": False}

# %% wrong="C like the box" says="4 of 5 are right. Look at C again: it is symmetric, but is its middle row a multiple of its first?"
separates = {"A": False, "B": True, "C": True, "D": True, "E": False}

# %% wrong="no symmetry taken for a fault" says="Look at B again: it has no symmetry, and needs none"
separates = {"A": False, "B": False, "C": False, "D": True, "E": False}

# %% wrong="a row of zeros taken for a fault, or D for a diagonal" says="it looks like two diagonals; compare its rows all the same. A row of zeros is a multiple of any row"
separates = {"A": False, "B": True, "C": False, "D": False, "E": False}

# %% wrong="a row of zeros taken for the rule" says="4 of 5 are right. Look at B again"
kernels = {
    "A": [[1, 2, 1], [2, 5, 2], [1, 2, 1]], "B": [[2, -1, 3], [6, -3, 9], [-4, 2, -6]], "C": [[0, 1, 0], [1, 1, 1], [0, 1, 0]],
    "D": [[-1, 0, 1], [0, 0, 0], [1, 0, -1]], "E": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}
separates = {name: [0, 0, 0] in kernel for name, kernel in kernels.items()}

# %% wrong="E is regular" says="equal steps are differences"
separates = {"A": False, "B": True, "C": False, "D": True, "E": True}

# %% wrong="a determinant of 0" says="2 of 5 are right. A determinant of 0, or a rank below 3, is not enough"
separates = dict.fromkeys("ABCDE", True)

# %% wrong="one left out" says="the answer for D is None, not True or False"
separates = {"A": False, "B": True, "C": False, "E": False}

# %% wrong="words" says="the answer for A is 'yes', not True or False"
separates = dict.fromkeys("ABCDE", "yes")

# %% wrong="ranks" says="the answer for A is 2, not True or False"
separates = {"A": 2, "B": 1, "C": 2, "D": 1, "E": 2}

# %% wrong="a list" says="`separates` is a list; a dict as in the starter is expected."
separates = [False, True, False, True, False]

# %% wrong="found in PyTorch, the wrong way round" says="all five are the wrong way round"
separates = {name: torch.tensor(not comes_apart) for name, comes_apart in zip("ABCDE", [False, True, False, True, False])}

# %% wrong="a set of those that do" says="`separates` is a set; a dict as in the starter is expected."
separates = {"B", "D"}

# %% wrong="a tuple" says="`separates` is a tuple; a dict as in the starter is expected."
separates = False, True, False, True, False

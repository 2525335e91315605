# %% [markdown]
# # Which of these come apart?
#
# Say for each kernel whether it is a column times a row. Look for the rule; do
# not compute a rank. Checked: the five answers.
#
# $$A = \begin{pmatrix} 1 & 2 & 1 \\ 2 & 5 & 2 \\ 1 & 2 & 1 \end{pmatrix} \quad B = \begin{pmatrix} 2 & -1 & 3 \\ 0 & 0 & 0 \\ -4 & 2 & -6 \end{pmatrix}$$
#
# $$C = \begin{pmatrix} 0 & 1 & 0 \\ 1 & 1 & 1 \\ 0 & 1 & 0 \end{pmatrix} \quad D = \begin{pmatrix} -1 & 0 & 1 \\ 0 & 0 & 0 \\ 1 & 0 & -1 \end{pmatrix}$$
#
# $$E = \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{pmatrix}$$

# %% starter
separates = {"A": None, "B": None, "C": None, "D": None, "E": None}  # True or False

# %% check
def judge():
    tables = {
        "A": (
            [[1, 2, 1], [2, 5, 2], [1, 2, 1]],
            "it is symmetric, but is its middle row a multiple of its first?",
        ),
        "B": (
            [[2, -1, 3], [0, 0, 0], [-4, 2, -6]],
            "it has no symmetry, and needs none: compare its rows. A row of zeros is a multiple of any row, by 0.",
        ),
        "C": (
            [[0, 1, 0], [1, 1, 1], [0, 1, 0]],
            "it is symmetric, but is its middle row a multiple of its first?",
        ),
        "D": (
            [[-1, 0, 1], [0, 0, 0], [1, 0, -1]],
            "it looks like two diagonals; compare its rows all the same.",
        ),
        "E": (
            [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
            "its rows have equal steps, but equal steps are differences; what is 4 times the first row?",
        ),
    }
    yield (
        isinstance(separates, dict),
        f"`separates` is a {type(separates).__name__}; a dict of five answers is expected.",
    )
    answers = {name: separates.get(name) for name in tables}
    if all(answer is None for answer in answers.values()):
        yield (
            None,
            "not answered yet: put True or False for each kernel above, then run this cell again.",
        )
    for name, answer in answers.items():
        yield answer is not None, f"`separates` has no answer for {name}."
        yield (
            answer in (0, 1),
            f"the answer for {name} is {answer!r:.40}; True or False is expected.",
        )
    expected = {
        name: torch.linalg.matrix_rank(torch.tensor(table).double()).item() == 1
        for name, (table, _) in tables.items()
    }
    answers = {name: bool(answer) for name, answer in answers.items()}
    right = sum(answers[name] == expected[name] for name in tables)
    symmetric = all(
        answers[name] == torch.equal(torch.tensor(table), torch.tensor(table).T)
        for name, (table, _) in tables.items()
    )
    yield (
        not symmetric,
        "you marked exactly the symmetric ones. Symmetry says nothing here: the question is whether all rows are multiples of one row.",
    )
    for name, (_, why) in tables.items():
        yield (
            answers[name] == expected[name],
            f"{right} of 5 are right. Look at {name} again: {why}",
        )
    yield (
        True,
        "rank 1 is about multiples of rows: not symmetry, not zeros, not how regular the numbers look.",
    )

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

# %% wrong="symmetric means separable" says="you marked exactly the symmetric ones"
separates = {"A": True, "B": False, "C": True, "D": True, "E": False}

# %% wrong="A like the Gaussian" says="is its middle row a multiple of its first?"
separates = {"A": True, "B": True, "C": False, "D": True, "E": False}

# %% wrong="a row of zeros taken for a fault" says="A row of zeros is a multiple of any row"
separates = {"A": False, "B": False, "C": False, "D": True, "E": False}

# %% wrong="D taken for a diagonal" says="it looks like two diagonals"
separates = {"A": False, "B": True, "C": False, "D": False, "E": False}

# %% wrong="E is regular" says="equal steps are differences"
separates = {"A": False, "B": True, "C": False, "D": True, "E": True}

# %% wrong="all of them" says="2 of 5 are right"
separates = dict.fromkeys("ABCDE", True)

# %% wrong="one left out" says="has no answer for D"
separates = {"A": False, "B": True, "C": False, "E": False}

# %% wrong="words" says="True or False is expected"
separates = dict.fromkeys("ABCDE", "yes")

# %% wrong="ranks" says="True or False is expected"
separates = {"A": 2, "B": 1, "C": 2, "D": 1, "E": 2}

# %% wrong="a list" says="a dict of five answers is expected"
separates = [False, True, False, True, False]

# %% right="found in PyTorch and NumPy"
import numpy as np
A = torch.tensor([[1.0, 2, 1], [2, 5, 2], [1, 2, 1]])
D = np.outer([1, 0, -1], [-1, 0, 1])
separates = {
    "A": (A[0, 0] * A[1, 1] == A[0, 1] * A[1, 0]), "B": np.bool_(True), "C": 0.0, "D": np.linalg.matrix_rank(D) == 1, "E": False}

# %% wrong="found in PyTorch, the wrong way round" says="0 of 5 are right"
separates = {name: torch.tensor(not comes_apart) for name, comes_apart in zip("ABCDE", [False, True, False, True, False])}

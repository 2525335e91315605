"""No guess is spoilt: nothing above it in its section, and not its cell's own code, gives its
answer.
"""

from course import place, printed
from guesses import spoilt


def guesses(chapter, notebook):
    """Yield every guess as (where it stands, answer, question, text above it in its section, its
    cell's code).
    """
    above = question = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if cell.source.startswith("#"):
                above = ""
            before, _, question = cell.source.partition("*Predict first")
            above += f"\n\n{before}"
        else:
            if "guess" in cell.metadata:
                answer = cell.metadata.guess["answer"]
                yield place(chapter, cell), answer, question, above, cell.source
            above += f"\n\n{cell.source}\n\n{printed(cell)}"


def test_a_number_is_known_however_it_is_written():
    assert spoilt("884736", "", "884,736 FLOPs") and spoilt("15 and 1", "", "[15.0, 1.0]")
    assert not spoilt("884736", "", "884.736") and not spoilt("15 and 1", "", "[15.01, 1.0]")


def test_no_guess_is_spoilt(chapter, notebook):
    found = [
        f"{where}: the answer “{answer}” can be read {what}: {', '.join(given)}"
        for where, answer, question, above, code in guesses(chapter, notebook)
        for what, text in (("above it, in its section", above), ("in its own code", code))
        if (given := spoilt(answer, question, text))
    ]
    assert not found, "\n".join(found)


def test_an_answer_put_there_by_hand_is_noticed(chapter, notebook):
    for where, answer, question, above, code in guesses(chapter, notebook):
        assert spoilt(answer, question, f"{above}\n\nIt is {answer}."), where
        assert spoilt(answer, question, f"{code}  # {answer}"), where

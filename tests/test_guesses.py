"""No guess is spoilt: nothing above it in its section, and not its cell's own code, gives its
answer.
"""

import re

from course import place, printed

RUN = 4  # as many words of an answer in a row give it away


def words(text):
    """Return the words and numbers of a text: “9×9”, “3.5” and “1,350” are one each."""
    return re.findall(r"\w+(?:[.,×/]\w+)*", text.lower())


def runs(found, length):
    return {tuple(found[k : k + length]) for k in range(len(found) - length + 1)}


def is_number(word):
    """Return whether a word is a number of two digits or more; others stand everywhere."""
    return len(re.sub(r"\D", "", word)) > 1 and not re.sub(r"[\d.,]", "", word)


def spoilt(answer, question, text):
    """Return what in `text` gives an answer away: its numbers, or words of it in a row, those of
    the question apart.
    """
    said, asked = words(answer), set(words(question))
    length = min(RUN, len(said))
    numbers = {word for word in said if is_number(word) or len(said) == 1} - asked
    in_a_row = runs(said, length) & runs(words(text), length)
    return sorted(numbers & set(words(text)) | set(map(" ".join, in_a_row)))


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

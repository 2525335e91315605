"""Guesses: what a cell prints that was to be predicted, and what follows from it, are folded under
the question.
"""

import re
from collections import Counter
from html import escape

from docutils import nodes
from fields import field

QUESTION = "Predict first"
SHOW, HIDE = "Show what it prints", "Hide what it prints"


RUN = 4  # as many words of an answer in a row give it away


def words(text):
    """Return the words and numbers of a text: “9×9”, “3.5” and “1,350”, the same as “1350” and
    “1350.0”, are one each.
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))|(?<=\d)\.0(?!\w)", "", text.lower())
    return re.findall(r"\w+(?:[.,×/]\w+)*", plain)


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


class Guess(nodes.General, nodes.Element):
    """What is folded under a question, with the marked `answer` and its `kind`."""


def is_question(node):
    """Return whether a paragraph asks the reader to predict something."""
    return isinstance(node, nodes.paragraph) and any(
        words.astext().startswith(QUESTION) for words in node.findall(nodes.emphasis)
    )


def is_cell(node):
    return isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code"


def is_guessed(node):
    return is_cell(node) and "guess" in node.get("cell_metadata", {})


def leads_on(node, behind):
    """Return whether a paragraph ends in a question or a colon and a cell follows it: the cell then
    stands on its own.
    """
    ends = isinstance(node, nodes.paragraph) and node.astext().rstrip()[-1:] in ("?", ":")
    return ends and is_cell(next(iter(behind), None))


def count_folded(behind, question, answer):
    """Return how many of the nodes behind a guessed cell are folded with what it prints: all up to
    the next question, heading or paragraph that leads on to a cell; and where something further on
    gives the answer away, all up to what stands behind that.
    """
    folded, is_open = 0, True
    for k, node in enumerate(behind):
        if is_question(node) or isinstance(node, nodes.section) or is_guessed(node):
            break
        is_open = is_open and not leads_on(node, behind[k + 1 :])
        is_open = is_open or bool(spoilt(answer, question, node.astext()))
        if is_open:
            folded = k + 1
    return folded


def fold_guesses(app, doctree):
    """Move the outputs of guessed cells, and the prose behind them, into a fold."""
    asked = Counter()
    for cell in list(doctree.findall(nodes.container)):
        guess = cell.get("cell_metadata", {}).get("guess")
        outputs = [node for node in cell if is_output(node)]
        if not guess or not outputs:
            continue
        around = cell.parent
        at = around.index(cell) + 1
        before = reversed(around[: at - 1])
        question = next((node for node in before if is_question(node) or is_guessed(node)), cell)
        asked_for = question.astext() if is_question(question) else ""
        behind = around[at : at + count_folded(around[at:], asked_for, guess["answer"])]
        for node in behind:
            around.remove(node)
        for output in outputs:
            cell.remove(output)
        shown = nodes.container("", *outputs, classes=list(cell["classes"]))
        section = around["ids"][0]
        asked[section] += 1
        name = f"guess-{section}-{asked[section]}"
        fold = Guess("", shown, *behind, id=name, **guess)
        if asked_for:
            question["ids"].append(f"{name}-question")
            fold["question"] = f"{name}-question"
        fold["first"] = asked.total() == 1
        around.insert(at, fold)


def is_output(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def visit_guess(self, node):
    """Write the field for the reader's guess and the fold; before the first of a page, the switch
    that opens all.
    """
    answer, kind = (escape(str(node[key])) for key in ("answer", "kind"))
    question = node.get("question", "")
    fold = f"{node['id']}-fold"
    named = f' id="{fold}" aria-labelledby="{fold} {question}"' if question else ""
    if node["first"]:
        self.body.append(
            '<p class="guess-switch"><label><input type="checkbox"> Show what every cell prints'
            "</label></p>\n"
        )
    self.body.append(field(node["id"], "Your guess", "guess-field", question))
    self.body.append(
        f'<details class="guess" data-answer="{answer}" data-kind="{kind}">\n'
        f'<summary{named}><span class="collapsed">{SHOW}</span><span class="expanded">{HIDE}</span>'
        "</summary>\n"
    )


def depart_guess(self, node):
    self.body.append("</details>\n")


def add_script(app, pagename, templatename, context, doctree):
    """Load the scripts of a page that asks for guesses, and none on any other page."""
    if 'class="guess"' in context.get("body", ""):
        app.add_js_file("arithmetic.js", loading_method="defer")
        app.add_js_file("guesses.js", loading_method="defer")


def setup(app):
    app.add_node(Guess, html=(visit_guess, depart_guess))
    app.connect("doctree-read", fold_guesses, priority=600)
    app.connect("html-page-context", add_script, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

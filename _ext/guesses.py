"""Guesses: what a cell prints that was to be predicted, and the text that speaks of it, are folded
under the question.
"""

from collections import Counter
from html import escape

from docutils import nodes
from fields import field

QUESTION = "Predict first"
SHOW, HIDE = "Show what it prints", "Hide what it prints"


class Guess(nodes.General, nodes.Element):
    """What is folded under a question, with the marked `answer` and its `kind`."""


def is_question(node):
    """Return whether a paragraph asks the reader to predict something."""
    return isinstance(node, nodes.paragraph) and any(
        words.astext().startswith(QUESTION) for words in node.findall(nodes.emphasis)
    )


def belongs(node):
    """Return whether a node behind the cell speaks of what it printed: all up to the next cell,
    question or heading.
    """
    is_cell = node.get("nb_element") == "cell_code" if isinstance(node, nodes.Element) else False
    return not (is_cell or is_question(node) or isinstance(node, nodes.section))


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
        behind = []
        while at < len(around) and belongs(around[at]):
            behind.append(around.pop(at))
        for output in outputs:
            cell.remove(output)
        shown = nodes.container("", *outputs, classes=list(cell["classes"]))
        section = around["ids"][0]
        asked[section] += 1
        fold = Guess("", shown, *behind, id=f"guess-{section}-{asked[section]}", **guess)
        fold["first"] = asked.total() == 1
        around.insert(at, fold)


def is_output(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def visit_guess(self, node):
    """Write the field for the reader's guess and the fold; before the first of a page, the switch
    that opens all.
    """
    answer, kind = (escape(str(node[key])) for key in ("answer", "kind"))
    if node["first"]:
        self.body.append(
            '<p class="guess-switch"><label><input type="checkbox"> Show what every cell prints'
            "</label></p>\n"
        )
    self.body.append(field(node["id"], "Your guess", "guess-field"))
    self.body.append(
        f'<details class="guess" data-answer="{answer}" data-kind="{kind}">\n'
        f'<summary><span class="collapsed">{SHOW}</span><span class="expanded">{HIDE}</span>'
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

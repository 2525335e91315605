"""Exercises that ask for numbers are answered on the page: a field for each number, in front of
the check.
"""

import json
from html import escape

from docutils import nodes
from fields import field


class Answer(nodes.General, nodes.Element):
    """The fields of an exercise; `check` is what its notebook says of the numbers."""


def add_fields(app, doctree):
    """Put fields in front of every check that compares numbers."""
    for cell in list(doctree.findall(nodes.container)):
        check = cell.get("cell_metadata", {}).get("numbers")
        if check:
            cell.parent.insert(cell.parent.index(cell), Answer("", check=check))


def visit_answer(self, node):
    check = node["check"]
    self.body.append(
        f'<div class="answer" role="group" aria-label="Your answer to exercise {check["label"]}"'
        f' data-check="{escape(json.dumps(check, ensure_ascii=False))}">\n'
    )
    for name, *_ in check["numbers"]:
        self.body.append(field(f"answer-{check['label']}-{name}", f"<code>{name}</code>"))
    self.body.append(
        '<p><button type="button">Check<span class="heard"> exercise '
        f"{check['label']}</span></button></p>\n"
    )


def depart_answer(self, node):
    self.body.append("</div>\n")


def add_script(app, pagename, templatename, context, doctree):
    """Load the scripts of a page that takes answers, and none on any other page."""
    if 'class="answer"' in context.get("body", ""):
        app.add_js_file("arithmetic.js", loading_method="defer")
        app.add_js_file("answers.js", loading_method="defer")


def setup(app):
    app.add_node(Answer, html=(visit_answer, depart_answer))
    app.connect("doctree-read", add_fields)
    app.connect("html-page-context", add_script, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

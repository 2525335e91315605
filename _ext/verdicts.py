"""Verdicts in colour, and their signs drawn: not every device has a font with ⬜."""

import re

from docutils import nodes

VERDICTS = {"✅": "verdict-right", "❌": "verdict-wrong", "⬜": "verdict-open"}
HEARD = {"✅": "Right:", "❌": "Wrong:", "⬜": "Open:"}


def colour_verdicts(app, doctree):
    """Give the output of a check a class that says what the verdict, its last line, is."""
    for block in doctree.findall(nodes.literal_block):
        last_line = block.astext().rstrip().rpartition("\n")[2]
        if "stream" in block["classes"] and last_line[:1] in VERDICTS:
            block["classes"].append(VERDICTS[last_line[:1]])


def draw_signs(app, pagename, templatename, context, doctree):
    """Wrap every sign in the text of a page in an element that course.css draws."""

    def draw(match):
        kind = VERDICTS[match[0]].replace("verdict", "sign")
        said = HEARD[match[0]]
        return f'<span class="sign {kind}" role="img" aria-label="{said}">{match[0]}</span>'

    signs = f"[{''.join(VERDICTS)}]"
    context["body"] = re.sub(
        r">[^<]+", lambda text: re.sub(signs, draw, text[0]), context.get("body", "")
    )


def setup(app):
    app.connect("doctree-read", colour_verdicts)
    app.connect("html-page-context", draw_signs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Folded cells that screen readers can name."""

from html import escape

from myst_nb.sphinx_ import HideCodeCellNode


def visit_fold(self, node):
    """Write a folded cell under the name that it shows; MyST-NB's own hides that name from screen
    readers.
    """
    self.body.append('<details class="{}">\n'.format(" ".join(["fold", *node["classes"]])))
    names = "".join(
        f'<span class="{state}">{escape(node[key])}</span>'
        for state, key in (("collapsed", "prompt_show"), ("expanded", "prompt_hide"))
    )
    self.body.append(f"<summary>{names}</summary>\n")


def depart_fold(self, node):
    self.body.append("</details>\n")


def set_visitor(app):
    """Replace the visitor, after all extensions have set theirs."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_fold))


def setup(app):
    app.connect("builder-inited", set_visitor)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

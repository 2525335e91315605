"""Folded cells: a name that screen readers can read, the code of a picture below it and that of a
check below its verdict, and one line for folds that stand together.
"""

from html import escape
from itertools import groupby

from docutils import nodes
from guesses import Guess
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform


class GatherFolds(SphinxPostTransform):
    """Put the folded code of a picture below it, that of a check that is answered on the page below
    its verdict, and cells of folded code that follow one another on one line.
    """

    default_priority = 200  # behind the transform that folds them
    formats = ("html",)

    def run(self, **options):
        for cell in list(self.document.findall(is_folded_code)):
            if draws(cell):
                cell.insert(len(cell), cell.pop(0))
        for cell in list(self.document.findall(nodes.container)):
            if "numbers" in cell.get("cell_metadata", {}):
                cell.insert(len(cell), cell.pop(0))
        for around in list(self.document.findall(holds_cells)):
            runs = [[*run] for _, run in groupby(around.children, is_in_line)]
            for run in (run for run in runs if len(run) > 1 and is_in_line(run[0])):
                at = around.index(run[0])
                for cell in run:
                    around.remove(cell)
                run.sort(key=draws, reverse=True)
                around.insert(at, nodes.container("", *run, classes=["folds"]))


def holds_cells(node):
    return isinstance(node, nodes.section | Guess)


def is_folded_code(node):
    """Return whether `node` is a cell whose code alone is folded, and no exercise's check."""
    return (
        isinstance(node, nodes.container)
        and node.get("hide_mode") == "input"
        and "tag_check" not in node["classes"]
    )


def is_in_line(node):
    """Return whether `node` is a cell of folded code that may share a line with others: an
    explorable, which takes its place, may not.
    """
    return is_folded_code(node) and "explorable-start" not in node["classes"]


def draws(cell):
    """Return whether what a cell shows is a picture."""
    return any(cell.findall(nodes.image))


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
    app.add_post_transform(GatherFolds)
    app.connect("builder-inited", set_visitor)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Formulas as MathML, made when the book is built: no script, no CDN."""

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging

logger = logging.getLogger(__name__)


def to_mathml(node, display):
    """Return the MathML of a math node; a command that the converter does not know is a warning, so
    an error of the build.
    """
    mathml = convert(node.astext(), display=display)
    if "\\" in mathml:
        logger.warning("formula not understood: %s", node.astext(), location=node)
    return mathml


def visit_math(self, node):
    self.body.append(to_mathml(node, "inline"))
    raise nodes.SkipNode


def visit_math_block(self, node):
    self.body.append(f'<div class="formula" tabindex="0">{to_mathml(node, "block")}</div>\n')
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}

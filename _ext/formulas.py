"""Formulas as MathML, made when the book is built: no script, no CDN."""

import xml.etree.ElementTree as ET

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging

logger = logging.getLogger(__name__)
MATHML = "http://www.w3.org/1998/Math/MathML"
ET.register_namespace("", MATHML)
MROW, MSUP, MSUBSUP, MSUB, MO, MTEXT = (
    f"{{{MATHML}}}{name}" for name in ("mrow", "msup", "msubsup", "msub", "mo", "mtext")
)
PRIME = "′"
LONG = 16  # characters; a formula within a line that has more may break
BREAKS_AFTER, OPENING = set("=+−×·"), set("([{⌊⌈,")


def to_mathml(node, display):
    """Return the MathML of a math node; a command that the converter does not know is a warning, so
    an error of the build.
    """
    mathml = convert(node.astext(), display=display)
    if "\\" in mathml:
        logger.warning("formula not understood: %s", node.astext(), location=node)
    root = ET.fromstring(mathml)
    set_primes(root)
    parts = break_up(root) if display == "inline" else [root]
    return "<wbr>".join(ET.tostring(part, encoding="unicode") for part in parts)


def set_primes(root):
    """Write H′ as a letter and a sign of text beside it: as an exponent, each browser and each font
    sets the sign at another height and size.
    """
    for element in list(root.iter()):
        if element.tag not in (MSUP, MSUBSUP):
            continue
        base, *below, exponent = element
        above = list(exponent) if exponent.tag == MROW else [exponent]
        others = [child for child in above if child.text != PRIME]
        if len(others) == len(above):
            continue
        prime = ET.Element(MTEXT, {"class": "prime"})
        prime.text = PRIME
        letter = make(MSUB, base, *below) if below else base
        primed = [letter, prime]
        element.clear()
        element.tag = MSUP if others else MROW
        element.extend([make(MROW, *primed), make(MROW, *others)] if others else primed)


def make(tag, *children):
    element = ET.Element(tag)
    element.extend(children)
    return element


def break_up(root):
    """Return a formula within a line as parts between which the line may break, as TeX would break
    it: after a sign that stands between two terms.
    """
    row = root[0]
    if len("".join(root.itertext())) <= LONG or row.tag != MROW:
        return [root]
    parts, start = [], 0
    for k, child in enumerate(row):
        between = k > start and row[k - 1].text not in BREAKS_AFTER | OPENING
        if between and child.text in BREAKS_AFTER or k == len(row) - 1:
            parts.append(make(root.tag, make(MROW, *row[start : k + 1])))
            parts[-1].attrib.update(root.attrib)
            start = k + 1
    return parts


def visit_math(self, node):
    self.body.append(to_mathml(node, "inline"))
    raise nodes.SkipNode


def visit_math_block(self, node):
    self.body.append(f'<div class="formula" tabindex="0">{to_mathml(node, "block")}</div>\n')
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}

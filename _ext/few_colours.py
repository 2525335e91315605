"""Code with few colours: those of course.css, in a quarter of the elements."""

from pygments.formatters import HtmlFormatter
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
)
from sphinx.highlighting import PygmentsBridge

FAMILIES = (Comment, Keyword, Name.Function, String, Number)  # what course.css colours
ALIASES = {Operator.Word: Keyword, Name.Class: Name.Function, Name.Decorator: Name.Function}


class FewColours(HtmlFormatter):
    """Code with a span where course.css has a colour, and no other: a quarter of the elements."""

    def format(self, tokens, outfile):
        super().format(((simplify(kind), text) for kind, text in tokens), outfile)


def simplify(kind):
    """Return the token type whose class course.css colours, or that of plain text."""
    kind = next((family for alias, family in ALIASES.items() if kind in alias), kind)
    plain = Text if any(kind in other for other in (Name, Operator, Punctuation)) else kind
    return next((family for family in FAMILIES if kind in family), plain)


def setup(app):
    PygmentsBridge.html_formatter = FewColours
    return {"parallel_read_safe": True, "parallel_write_safe": True}

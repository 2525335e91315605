"""Code with few colours: those of course.css, in a quarter of the elements, found in a fraction of
the time that telling all kinds of names apart takes.
"""

import functools
from keyword import kwlist

from pygments.formatters import HtmlFormatter
from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text
from sphinx.highlighting import PygmentsBridge

FAMILIES = (Comment, Keyword, Name.Function, String)  # what course.css colours
ALIASES = {Operator.Word: Keyword, Name.Class: Name.Function, Name.Decorator: Name.Function}

SPECIAL = ("init", "call", "len", "getitem", "iter", "enter", "exit")


class FewKinds(RegexLexer):
    """Python, with what IPython adds; what has no colour is text, and an f-string is a string."""

    name, aliases = "Python in few kinds", ["python", "ipython3"]
    tokens = {
        "root": [
            (r"^( *)(@[^\W\d]\w*)", bygroups(Text, Name.Function)),
            (r"[^\S\n]+|[^\w\s\"'#@%.]+", Text),
            (r"#.*", Comment),
            (r'(?i:\b[rbuf]{1,2})?("""|\'\'\')(?:[^\\]|\\[\s\S])*?\1', String),
            (r'(?i:\b[rbuf]{1,2})?(["\'])(?:[^\\\n]|\\[\s\S])*?\1', String),
            (r"^(%%?)(\w+)(.*)", bygroups(Text, Keyword, Text)),
            (r"(def|class)\b( +)(\w+)", bygroups(Keyword, Text, Name.Function)),
            (words(["yield from", *kwlist], suffix=r"\b"), Keyword),
            (words(SPECIAL, prefix="__", suffix=r"__\b"), Name.Function),
            (r"[^\W\d]\w*", Text),
            (r"\d\w*", Text),
            (r"\n|.", Text),
        ]
    }


class FewColours(HtmlFormatter):
    """Code with a span where course.css has a colour, and no other: a quarter of the elements."""

    def format(self, tokens, outfile):
        super().format(((simplify(kind), text) for kind, text in tokens), outfile)


@functools.cache
def simplify(kind):
    """Return the token type whose class course.css colours, or that of plain text."""
    kind = next((family for alias, family in ALIASES.items() if kind in alias), kind)
    plain = Text if any(kind in other for other in (Name, Number, Operator, Punctuation)) else kind
    return next((family for family in FAMILIES if kind in family), plain)


def setup(app):
    PygmentsBridge.html_formatter = FewColours
    for language in FewKinds.aliases:
        app.add_lexer(language, FewKinds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

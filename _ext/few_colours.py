"""Code with few colours: those of course.css, in a quarter of the elements, found in a tenth of the
time that telling all kinds of names apart takes.
"""

import re
from keyword import kwlist

from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text
from sphinx.highlighting import PygmentsBridge

FAMILIES = (Comment, Keyword, Name.Function, String, Number)  # what course.css colours
ALIASES = {Operator.Word: Keyword, Name.Class: Name.Function, Name.Decorator: Name.Function}
WHOLE_STRING = " | ".join(
    [
        r'"""(?:[^\\]|\\.)*?"""',
        r"'''(?:[^\\]|\\.)*?'''",
        r'"(?:[^"\\\n]|\\.)*"',
        r"'(?:[^'\\\n]|\\.)*'",
    ]
)
DIGITS = r"\d(?:_?\d)*"
SCAN = re.compile(
    rf"""
      (?P<comment> \#[^\n]* )
    | \b (?: [fF][rR]? | [rR][fF] ) (?P<quote> \"\"\" | ''' | ["'] )
    | (?P<string> (?: \b [rRbBuU]{{1,2}} )? (?: {WHOLE_STRING} ) )
    | ^ %%? (?P<magic> \w+ ) [^\n]*
    | (?P<define> \b (?: def | class ) ) [ ]+ (?P<name> \w+ )
    | ^ [ ]* (?P<decorator> @ [^\W\d]\w* )
    | (?P<keyword> \b (?: yield[ ]from | {"|".join(kwlist)} ) \b )
    | (?P<special> \b __ (?: init | call | len | getitem | iter | enter | exit ) __ \b )
    | [^\W\d]\w*
    | (?P<number> 0[xXbBoO][\da-fA-F_]+ | (?: {DIGITS} )? \.? {DIGITS} (?: [eE][+-]?\d+ )?
        | {DIGITS} \. (?: [eE][+-]?\d+ )? )
    """,
    re.X | re.M | re.S,
)
KINDS = {
    "comment": Comment,
    "string": String,
    "magic": Keyword,
    "define": Keyword,
    "name": Name.Function,
    "decorator": Name.Function,
    "keyword": Keyword,
    "special": Name.Function,
    "number": Number,
}


class FewKinds(Lexer):
    """Python, with what IPython adds, read in one pass; what has no colour is text."""

    name, aliases = "Python in few kinds", ["python", "ipython3"]

    def get_tokens_unprocessed(self, text):
        yield from scan(text, 0, len(text))


def scan(text, start, end):
    """Yield (place, kind, text) for the Python code between two places of `text`."""
    while match := SCAN.search(text, start, end):
        if match["quote"]:
            yield from plain(text, start, match.start())
            start = yield from scan_fstring(text, match.start(), match.end(), match["quote"])
            continue
        for name, kind in KINDS.items():
            if match[name]:
                yield from plain(text, start, match.start(name))
                yield match.start(name), kind, match[name]
                start = match.end(name)
        yield from plain(text, start, match.end())
        start = match.end()
    yield from plain(text, start, end)


def plain(text, start, end):
    if start < end:
        yield start, Text, text[start:end]


def scan_fstring(text, start, inside, quote):
    """Yield what scan does for the f-string that begins at `start`, its text at `inside`; return
    where it ends.
    """
    piece = re.compile(rf"(?:[^\\{{]|\\.|\{{\{{)*?(?:(?P<end>{quote})|(?=\{{(?!\{{)))", re.S)
    while match := piece.match(text, inside):
        inside = match.end()
        if match["end"]:
            yield start, String, text[start:inside]
            return inside
        yield start, String, text[start : inside + 1]
        start = inside = yield from scan_field(text, inside + 1)
    yield start, String, text[start:]
    return len(text)


def scan_field(text, start):
    """Yield what scan does for what stands in the braces of an f-string; return where its text goes
    on: at the format or the brace.
    """
    depth = 0
    for mark in re.finditer(r"[\[({})\]]|[=!]=|=?(?:![sraf])?:|=?(?:![sraf])?(?=\})", text[start:]):
        end = start + mark.start()
        if mark[0] in ("(", "[", "{"):
            depth += 1
        elif mark[0] in (")", "]") or mark[0] == "}" and depth:
            depth -= 1
        elif depth == 0 and mark[0] not in ("==", "!="):
            yield from scan(text, start, end)
            return end
    yield from scan(text, start, len(text))
    return len(text)


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
    for language in FewKinds.aliases:
        app.add_lexer(language, FewKinds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

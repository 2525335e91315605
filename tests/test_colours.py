"""The quick reader of few_colours.py colours all code of the course as Pygments would, but for what
stands in the braces of f-strings.
"""

import ast
from itertools import groupby

from course import NOTEBOOKS, code_cells, read_notebook
from few_colours import FewKinds, simplify
from ipython_pygments_lexers import IPython3Lexer
from pygments.token import String


def colours(lexer, source):
    """Return [character, its colour] of all of `source`, without spaces, which have none."""
    tokens = lexer.get_tokens(source)
    return [[one, simplify(kind)] for kind, text in tokens for one in text if not one.isspace()]


def is_fstring(text):
    """Return whether `text` is one f-string, no more and no less."""
    try:
        return isinstance(ast.parse(text, mode="eval").body, ast.JoinedStr)
    except SyntaxError:
        return False


def one_colour(expected, source):
    """Return colours like `expected`, with the f-strings of `source` as strings from end to end."""
    place = 0
    for kind, text in FewKinds().get_tokens(source):
        end = place + len("".join(text.split()))
        if kind is String and is_fstring(text):
            assert expected[place][1] is expected[end - 1][1] is String, text
            expected[place:end] = [[one, String] for one, _ in expected[place:end]]
        place = end
    return expected


def in_words(coloured):
    """Return [colour, text] of each run of one colour, so that a difference can be read."""
    runs = groupby(coloured, key=lambda pair: pair[1])
    return [[str(kind), "".join(one for one, _ in run)] for kind, run in runs]


def test_code_is_coloured_as_pygments_does():
    sources = {cell.source for one in NOTEBOOKS for cell in code_cells(read_notebook(one))}
    for source in sorted(sources):
        expected = one_colour(colours(IPython3Lexer(), source), source)
        assert in_words(colours(FewKinds(), source)) == in_words(expected)

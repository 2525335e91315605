"""The quick reader of few_colours.py colours all code of the course as Pygments would."""

import re
import sys

from book import ROOT
from course import NOTEBOOKS, code_cells, read_notebook
from ipython_pygments_lexers import IPython3Lexer
from pygments import highlight

sys.path.append(str(ROOT / "_ext"))
from few_colours import FewColours, FewKinds  # noqa: E402

SPACES = re.compile(r'<span class="w">(\s*)</span>')


def test_code_is_coloured_as_pygments_does():
    sources = {cell.source for one in NOTEBOOKS for cell in code_cells(read_notebook(one))}
    for source in sorted(sources):
        expected = SPACES.sub(r"\1", highlight(source, IPython3Lexer(), FewColours()))
        assert highlight(source, FewKinds(), FewColours()) == expected

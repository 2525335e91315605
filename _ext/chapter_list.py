"""The list of a part's chapters on the landing page: number, title, what the chapter is about and
the minutes it takes to read.
"""

import re
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective
from stored import read_notebook, source_of


def entry(path, here):
    """Return the lines of a definition list for the notebook in `path`, linked from the page in the
    folder `here`.
    """
    notebook = read_notebook(path)
    first = source_of(notebook["cells"][0])
    number, title = re.match(r"# (\d+) · (.+)", first).groups()
    minutes = re.search(r"About (\d+) minutes to read", " ".join(first.split()))[1]
    link = path.relative_to(here).as_posix()
    return [
        f"{number} · [{title}]({link})",
        f": {notebook['metadata']['lesson']['summary']} *{minutes} minutes*",
        "",
    ]


class ChapterList(SphinxDirective):
    """List the chapters whose lessons say `part: …`."""

    required_arguments, final_argument_whitespace = 1, True

    def run(self):
        here = Path(self.env.doc2path(self.env.docname)).parent
        lines = []
        for path in sorted(Path(self.env.srcdir, "chapters").glob("[0-9][0-9]-*.ipynb")):
            self.env.note_dependency(str(path))
            if read_notebook(path)["metadata"]["lesson"]["part"] == self.arguments[0]:
                lines += entry(path, here)
        if not lines:
            raise self.error(f"no lesson says “part: {self.arguments[0]}”")
        found = nodes.Element()
        self.state.nested_parse(StringList(lines), self.content_offset, found)
        found[0]["classes"].append("chapters")
        return found.children


def setup(app):
    app.add_directive("chapter-list", ChapterList)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

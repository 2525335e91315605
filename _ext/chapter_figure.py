"""The directive that shows a chapter's figure on another page."""

import os
from base64 import b64decode
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from stored import read_notebook


class ChapterFigure(SphinxDirective):
    """Show the stored figure of a chapter's cell, named by the notebook and a tag of the cell, with
    a caption below; its other tags, such as `photograph`, go along.
    """

    required_arguments, has_content = 2, True
    option_spec = {"class": directives.class_option}

    def run(self):
        name, tag = self.arguments
        notebook = Path(self.env.srcdir, name)
        self.env.note_dependency(str(notebook))
        cell = next(
            (
                cell
                for cell in read_notebook(notebook)["cells"]
                if tag in cell["metadata"].get("tags", [])
            ),
            {},
        )
        png = next(
            (
                out["data"]["image/png"]
                for out in cell.get("outputs", [])
                if "image/png" in out.get("data", {})
            ),
            None,
        )
        if png is None:
            raise self.error(f"{name} has no cell with the tag {tag} and a stored figure")
        file = Path(self.env.doctreedir).with_name("figures") / f"{notebook.stem}-{tag}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b64decode(png))
        here = Path(self.env.doc2path(self.env.docname)).parent
        image = nodes.image(
            uri=Path(os.path.relpath(file, here)).as_posix(),
            alt=cell["metadata"]["mystnb"]["image"]["alt"],
        )
        caption = nodes.paragraph("", "", *self.parse_inline("\n".join(self.content))[0])
        tags = [f"tag_{tag}" for tag in cell["metadata"]["tags"]]
        classes = ["chapter-figure", *tags, *self.options.get("class", [])]
        return [nodes.container("", image, caption, classes=classes)]


def setup(app):
    app.add_directive("chapter-figure", ChapterFigure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

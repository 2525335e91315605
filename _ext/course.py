"""What the book adds to Jupyter Book: formulas as MathML, chapters' figures on other pages, buttons
that follow the repository, verdicts in colour.
"""

import os
import re
import subprocess
from base64 import b64decode
from pathlib import Path

import nbformat
from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

COLAB = "https://colab.research.google.com"
VERDICTS = {"✅": "verdict-right", "❌": "verdict-wrong", "⬜": "verdict-open"}


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


def git(srcdir, *arguments):
    """Return what git prints in `srcdir`, or "" where git, a repository or an answer is missing."""
    try:
        return subprocess.run(
            ["git", *arguments], cwd=srcdir, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def github_repository(address):
    """Return "owner/name" of a GitHub address (https, ssh or scp form), or None for any other
    address.
    """
    match = re.fullmatch(
        r"(?:https://|ssh://)?(?:[^@/]+@)?github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?", address
    )
    return "/".join(match.groups()) if match else None


def find_repository(app, config):
    """Fill in the repository and its branch from git's `origin`, where `_config.yml` leaves them
    empty.
    """
    options = config.html_theme_options
    address = options.get("repository_url") or git(
        app.srcdir, "config", "--get", "remote.origin.url"
    )
    repository = github_repository(address)
    head = git(app.srcdir, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").removeprefix(
        "origin/"
    )
    options["repository_url"] = f"https://github.com/{repository}" if repository else ""
    options["repository_branch"] = (
        options.get("repository_branch")
        or head
        or git(app.srcdir, "branch", "--show-current")
        or "main"
    )
    options["use_repository_button"] = bool(repository)


def add_buttons(app, pagename, templatename, context, doctree):
    """Put "Open in Colab", where the repository is known, and a link to the notebook into the
    header of a chapter.
    """
    options = app.config.html_theme_options
    repository = github_repository(options["repository_url"])
    if context.get("page_source_suffix") != ".ipynb":
        return
    context["header_buttons"].insert(
        0,
        {
            "type": "link",
            "tooltip": "Download this chapter as a notebook",
            "icon": "fas fa-download",
            "label": "download",
            "url": context["pathto"](f"_sources/{context['sourcename']}", 1),
        },
    )
    if repository:
        context["header_buttons"].insert(
            0,
            {
                "type": "link",
                "text": "Open in Colab",
                "tooltip": "Run this chapter in Google Colab",
                "label": "colab",
                "url": (
                    f"{COLAB}/github/{repository}/blob/{options['repository_branch']}/{pagename}.ipynb"
                ),
            },
        )


class ChapterFigure(SphinxDirective):
    """Show the stored figure of a chapter's cell, named by the notebook and a tag of the cell, with
    a caption below.
    """

    required_arguments, has_content = 2, True

    def run(self):
        name, tag = self.arguments
        notebook = Path(self.env.srcdir, name)
        self.env.note_dependency(str(notebook))
        cell = next(
            (
                cell
                for cell in nbformat.read(notebook, as_version=4).cells
                if tag in cell.metadata.get("tags", [])
            ),
            {},
        )
        png = next(
            (
                out.data["image/png"]
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
            uri=Path(os.path.relpath(file, here)).as_posix(), alt=cell.metadata.mystnb.image.alt
        )
        caption = nodes.paragraph("", "", *self.parse_inline("\n".join(self.content))[0])
        return [nodes.container("", image, caption, classes=["chapter-figure"])]


def colour_verdicts(app, doctree):
    """Give the output of a check a class that says what the verdict, its last line, is."""
    for block in doctree.findall(nodes.literal_block):
        last_line = block.astext().rstrip().rpartition("\n")[2]
        if "stream" in block["classes"] and last_line[:1] in VERDICTS:
            block["classes"].append(VERDICTS[last_line[:1]])


def add_explorable(app, pagename, templatename, context, doctree):
    """Load the explorable of a page that has a cell for one, and no script on any other page."""
    for name in re.findall(r"\btag_explore-([\w-]+)", context.get("body", "")):
        if Path(app.srcdir, "assets", "explorables", f"{name}.js").exists():
            app.add_js_file("explorables/mount.js", loading_method="defer")
            app.add_css_file("explorables/explorables.css")


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.add_directive("chapter-figure", ChapterFigure)
    app.connect("config-inited", find_repository)
    app.connect("doctree-read", colour_verdicts)
    app.connect("html-page-context", add_buttons, priority=600)
    app.connect("html-page-context", add_explorable, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

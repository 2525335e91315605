"""What makes pages light: pictures as WebP that say their size, few colours of code, no file or
rule that no page uses.
"""

import hashlib
import re
from html import escape
from pathlib import Path

import tinycss2
from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from PIL import Image
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
from sphinx.transforms.post_transforms import SphinxPostTransform

FAMILIES = (Comment, Keyword, Name.Function, String, Number)  # what course.css colours
ALIASES = {Operator.Word: Keyword, Name.Class: Name.Function, Name.Decorator: Name.Function}
UNUSED = (
    "bootstrap.js",
    "doctools.js",
    "fontawesome.js",
    "pygments.css",
    "sphinx_highlight.js",
    "sphinx-book-theme.js",
    "thebe",
    "togglebutton",
)
NESTING = {"media", "supports", "layer", "container"}


class FewColours(HtmlFormatter):
    """Code with a span where course.css has a colour, and no other: a quarter of the elements."""

    def format(self, tokens, outfile):
        super().format(((simplify(kind), text) for kind, text in tokens), outfile)


def simplify(kind):
    """Return the token type whose class course.css colours, or that of plain text."""
    kind = next((family for alias, family in ALIASES.items() if kind in alias), kind)
    plain = Text if any(kind in other for other in (Name, Operator, Punctuation)) else kind
    return next((family for family in FAMILIES if kind in family), plain)


class WebPictures(SphinxPostTransform):
    """Put a lossless WebP, half as large, in the place of every PNG, and note its size so that
    nothing moves when it arrives.
    """

    default_priority = 250
    formats = ("html",)

    def run(self, **options):
        for node in list(self.document.findall(nodes.image)):
            source = Path(self.app.srcdir, node["uri"])
            if source.suffix != ".png":
                continue
            picture = source.read_bytes()
            target = Path(
                self.app.doctreedir, "webp", hashlib.sha256(picture).hexdigest()[:16] + ".webp"
            )
            with Image.open(source) as image:
                node["size"] = image.size
                if not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    opaque = "A" not in image.mode or image.getchannel("A").getextrema()[0] == 255
                    image.convert("RGB" if opaque else "RGBA").save(
                        target, lossless=True, method=4, quality=50
                    )
            node["uri"], node["candidates"] = str(target), {"*": str(target)}
            self.env.images.add_file(self.env.docname, str(target))
            self.env.original_image_uri[str(target)] = str(source)


def visit_image(self, node):
    """Write the picture's size, and leave those for later that are not on the first screen."""
    type(self).visit_image(self, node)
    if "size" in node:
        first = "chapter-figure" in node.parent.get("classes", [])
        attributes = 'width="{}" height="{}" decoding="async"'.format(*node["size"]) + (
            "" if first else ' loading="lazy"'
        )
        self.body[-1] = self.body[-1].replace("<img ", f"<img {attributes} ", 1)


def mend_tables(app, pagename, templatename, context, doctree):
    """Make the empty corner of a table an ordinary cell; as a heading it is announced and says
    nothing.
    """
    context["body"] = context.get("body", "").replace('<th class="head"><p></p></th>', "<td></td>")


def drop_inline_scripts(app, doctree, docname):
    """Leave out the settings of a kernel that the pages do not have; the policy in layout.html
    forbids scripts in a page's text.
    """
    for node in list(doctree.findall(nodes.raw)):
        if "<script" in node.astext():
            node.parent.remove(node)


def drop_unused(app, pagename, templatename, context, doctree):
    """Leave out the styles and scripts that no page uses, and let the others wait for the text."""
    for kind in ("css_files", "script_files"):
        context[kind] = [
            file
            for file in context[kind]
            if file.filename and not any(name in str(file.filename) for name in UNUSED)
        ]
        if "sd-" not in context.get("body", ""):
            context[kind] = [file for file in context[kind] if "design" not in str(file.filename)]
    for script in context["script_files"]:
        if script.attributes.get("type") != "module":
            script.attributes.setdefault("defer", "defer")


def keep(rules, known):
    """Return the text of those rules of a style sheet whose selectors name only classes that are
    known.
    """
    text = ""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [
                part.strip()
                for part in re.split(r",(?![^()]*\))", tinycss2.serialize(rule.prelude))
                if classes(part) <= known
            ]
            text += (
                f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}\n"
                if selectors
                else ""
            )
        elif (
            rule.type == "at-rule" and rule.lower_at_keyword in NESTING and rule.content is not None
        ):
            inner = keep(
                tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True),
                known,
            )
            text += (
                f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}\n"
                if inner
                else ""
            )
        elif (
            rule.type == "comment"
            and rule.value.startswith("!")
            or rule.type == "at-rule"
            and rule.lower_at_keyword != "font-face"
        ):
            text += f"{rule.serialize()}\n"  # a licence; key frames
    return text


def classes(selector):
    """Return the classes that an element, or those around it, must have for `selector` to match."""
    bare = re.sub(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]", "", selector)
    return {name.replace("\\", "") for name in re.findall(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)", bare)}


def purge(app, exception):
    """Take out of the theme's style sheets every rule for a class that neither a page nor a script
    names, and its icon fonts.
    """
    if exception or app.builder.format != "html":
        return
    site, known, linked = Path(app.outdir), set(), set()
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf8")
        known.update(*(names.split() for names in re.findall(r'\bclass="([^"]*)"', text)))
        linked.update(
            (page.parent / file).resolve() for file in re.findall(r'href="([^"?#:]+\.css)\b', text)
        )
    for script in (file for file in site.rglob("*.*js") if file.name not in UNUSED):
        known.update(re.findall(r"[\w-]+", script.read_text(encoding="utf8")))
    own = {
        (site / "_static" / file.relative_to(folder)).resolve()
        for folder in assets(app)
        for file in folder.rglob("*.css")
    }
    for sheet in filter(Path.exists, linked - own):
        rules = tinycss2.parse_stylesheet(sheet.read_text(encoding="utf8"), skip_whitespace=True)
        sheet.write_text(keep(rules, known), encoding="utf8")


def assets(app):
    return [Path(app.confdir, folder) for folder in app.config.html_static_path]


def visit_fold(self, node):
    """Write a folded cell under the name that it shows; MyST-NB's own hides that name from screen
    readers.
    """
    self.body.append('<details class="{}">\n'.format(" ".join(["fold", *node["classes"]])))
    names = "".join(
        f'<span class="{state}">{escape(node[key])}</span>'
        for state, key in (("collapsed", "prompt_show"), ("expanded", "prompt_hide"))
    )
    self.body.append(f"<summary>{names}</summary>\n")


def depart_fold(self, node):
    self.body.append("</details>\n")


def set_visitors(app):
    """Replace two visitors, after all extensions have set theirs."""
    app.add_node(nodes.image, override=True, html=(visit_image, None))
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_fold))


def setup(app):
    PygmentsBridge.html_formatter = FewColours
    app.add_post_transform(WebPictures)
    app.connect("builder-inited", set_visitors)
    app.connect("doctree-resolved", drop_inline_scripts, priority=900)
    app.connect("html-page-context", mend_tables)
    app.connect("html-page-context", drop_unused, priority=900)
    app.connect("build-finished", purge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

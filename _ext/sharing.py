"""What others see of a page: its address, its description and its card."""

import hashlib
import importlib.util
import re
import textwrap
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from docutils import nodes
from PIL import Image, ImageDraw, ImageFont
from repository import github_repository

# found without importing matplotlib, which takes as long as reading a chapter
FONTS = Path(importlib.util.find_spec("matplotlib").origin).with_name("mpl-data") / "fonts" / "ttf"
SHORTEST, LONGEST = 50, 200  # characters of a description
VIEWPORT = re.compile(r'\s*<meta name="viewport"[^>]*>')
SQUARES = [(0, "#d55e00"), (1, "#009e73"), (2, "#0072b2")]  # the logo's


def find_address(app, config):
    """Fill in the site's address: that of the repository's GitHub pages, where `_config.yml` names
    no other.
    """
    repository = github_repository(config.html_theme_options["repository_url"])
    if repository and not config.html_baseurl:
        owner, name = repository.lower().split("/")[0], repository.split("/")[1]
        config.html_baseurl = f"https://{owner}.github.io/" + (
            "" if name.lower() == f"{owner}.github.io" else f"{name}/"
        )


def describe(doctree):
    """Return the first sentences of the page, as many as fit, of its first paragraph whose first
    sentence is one of more than a few words.
    """
    paragraphs = (" ".join(node.astext().split()) for node in doctree.findall(nodes.paragraph))
    found = (first_sentences(text, LONGEST) for text in paragraphs)
    return next((text for text in found if len(text) >= SHORTEST), "")


def first_sentences(text, longest):
    """Return as many whole sentences of `text` as have `longest` characters together."""
    said = ""
    for sentence in re.split(r"(?<=[.?!])(?<!e\.g\.) (?=[A-Z“])", text):
        longer = f"{said} {sentence}".lstrip()
        if len(longer) > longest or not longer.endswith((".", "?", "!")):
            break
        said = longer
    return said


def draw_card(file, title, book):
    """Draw the picture that stands for a page where its link is shared."""
    image = Image.new("RGB", (1200, 630), "#10212e")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONTS / "DejaVuSans-Bold.ttf", 72)
    for k, colour in SQUARES:
        x, y = 860 + 70 * k, 60 + 70 * k
        draw.rectangle((x, y, x + 150, y + 150), fill=colour, outline="#fff", width=6)
    for k in (50, 100):
        draw.line((1000 + k, 200, 1000 + k, 350), fill="#fff", width=6)
        draw.line((1000, 200 + k, 1150, 200 + k), fill="#fff", width=6)
    lines = textwrap.wrap(title, 22)
    draw.multiline_text(
        (70, 380 - 45 * len(lines)), "\n".join(lines), font=font, fill="#fff", spacing=18
    )
    draw.text(
        (70, 540), book, font=ImageFont.truetype(FONTS / "DejaVuSans.ttf", 34), fill="#a9bccb"
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    image.quantize(32).save(file, optimize=True)


def add_metadata(app, pagename, templatename, context, doctree):
    """Write the description and the card of a page; say of pages without content that they are not
    to be listed.
    """
    base, book, home = (
        app.config.html_baseurl,
        app.config.html_title or app.config.project,
        pagename == app.config.root_doc,
    )
    if home:
        context["meta"] = {
            **(context.get("meta") or {}),
            "html_theme.sidebar_secondary.remove": True,
        }
    if doctree is None:
        context["pageurl"] = None
        tags = {"robots": "noindex"}
        if pagename == "404" and base:
            context["metatags"] = f'<base href="{urlsplit(base).path}404.html" />' + context.get(
                "metatags", ""
            )
    else:
        title, description = app.env.titles[pagename].astext(), describe(doctree)
        tags = {
            "description": description,
            "og:type": "website" if home else "article",
            "og:site_name": book,
            "og:title": title,
            "og:description": description,
        }
        if base:
            context["pageurl"] = tags["og:url"] = base + ("" if home else f"{pagename}.html")
            card = Path(
                "_static",
                "cards",
                f"{hashlib.sha256((title + book).encode()).hexdigest()[:12]}.png",
            )
            if not Path(app.outdir, card).exists():
                draw_card(
                    Path(app.outdir, card),
                    title,
                    "From a naive loop to MobileNetV2, in PyTorch" if home else book,
                )
            tags |= {
                "og:image": base + card.as_posix(),
                "og:image:width": "1200",
                "og:image:height": "630",
            }
            tags |= {
                "og:image:alt": f"{title}, beside the book's three squares",
                "twitter:card": "summary_large_image",
            }
    # the layout has a viewport
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", "")) + "".join(
        f'\n    <meta {"property" if name.startswith("og:") else "name"}="{name}"'
        f' content="{escape(content)}" />'
        for name, content in tags.items()
    )


def setup(app):
    app.connect("config-inited", find_address, priority=900)
    app.connect("html-page-context", add_metadata, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

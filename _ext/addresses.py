"""Addresses that last: an exercise's comes from the name of its file, not from its number; the old
address of what has moved (`moved.toml`) leads on.
"""

import re
import tomllib
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from stored import read_notebook

logger = logging.getLogger(__name__)
MOVED = "moved.toml"


def name_of(docname):
    """Return "grouped" for chapters/03-grouped."""
    return re.sub(r"^\d\d-", "", docname.rpartition("/")[2])


def docname_of(app, name):
    """Return chapters/03-grouped for "grouped"; what is no page is an error of the build."""
    found = [docname for docname in app.env.found_docs if name_of(docname) == name]
    if not found:
        logger.warning("%s: there is no page %s", MOVED, name)
    return found[0] if found else app.config.root_doc


def read_moved(app):
    path = Path(app.srcdir, MOVED)
    app.env.moved = tomllib.loads(path.read_text(encoding="utf8")) if path.exists() else {}


def give_ids(app, doctree):
    """Give every section its lasting addresses, the first of which its links use."""
    docname = app.env.docname
    app.env.note_dependency(str(Path(app.srcdir, MOVED)))
    sections = {id: node for node in doctree.findall(nodes.section) for id in node["ids"]}
    known = {id for node in doctree.findall(nodes.Element) for id in node["ids"]}
    renamed = name_exercises(app, docname, doctree)
    sections |= {new: sections[old] for old, new in renamed.items()}
    app.env.metadata[docname]["anchors"] = set(sections)
    for old, new in app.env.moved.get(name_of(docname), {}).items():
        if old in known:
            logger.warning("%s: %s is an address of %s today", MOVED, old, name_of(docname))
        elif new in sections:
            sections[new]["ids"].append(old)
        elif "#" not in new:
            logger.warning("%s: %s has no section %s", MOVED, name_of(docname), new)


def name_exercises(app, docname, doctree):
    """Put an address made of its file's name before that made of its title and its number; return
    {old: new}.
    """
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".ipynb":
        return {}
    cells = read_notebook(path)["cells"]
    names = [
        match[1] for cell in cells if (match := re.fullmatch(r"(exercise-.+)-check", cell["id"]))
    ]
    exercises = [node for node in doctree.findall(nodes.section) if is_exercise(node)]
    renamed = {node["ids"][0]: name for node, name in zip(exercises, names, strict=True)}
    for node in exercises:
        node["ids"].insert(0, renamed[node["ids"][0]])
    slugs = app.env.metadata[docname].get("myst_slugs", {})
    for slug, (line, id, title) in slugs.items():
        slugs[slug] = (line, renamed.get(id, id), title)
    return renamed


def is_exercise(section):
    return bool(re.match(r"Exercise \d", section.next_node(nodes.title).astext()))


def lead_on(app, pagename, templatename, context, doctree):
    """Say on a page where the sections went that are on another one now; page.js goes there."""
    if doctree is None:
        return
    for old, new in app.env.moved.get(name_of(pagename), {}).items():
        name, _, anchor = new.rpartition("#")
        if not name:
            continue
        docname = docname_of(app, name)
        if anchor not in app.env.metadata[docname]["anchors"]:
            logger.warning("%s: %s has no section %s", MOVED, name, anchor)
        title = app.env.titles[docname].astext()
        address = app.builder.get_relative_uri(pagename, docname)
        line = notice(f"{address}#{anchor}", title, f' id="{escape(old)}"')
        context["body"] = context["body"].replace("<h1>", f"{line}\n<h1>", 1)


def notice(address, title, attributes=""):
    return (
        f'<p class="moved"{attributes}>This is now in '
        f'<a href="{escape(address)}">{escape(title)}</a>.</p>'
    )


def moved_pages(app):
    """Yield a page that leads on for each file that is called differently now."""
    for old, name in app.env.moved.get("pages", {}).items():
        docname = docname_of(app, name)
        if old in app.env.found_docs:
            logger.warning("%s: %s is a page today", MOVED, old)
            continue
        address = app.builder.get_relative_uri(old, docname)
        title = app.env.titles[docname].astext()
        refresh = f'<noscript><meta http-equiv="refresh" content="0; url={address}" /></noscript>'
        body = f"<section><h1>This page has moved</h1>\n{notice(address, title)}</section>"
        yield old, {"title": "Moved", "body": body, "metatags": refresh}, "page.html"


def setup(app):
    app.connect("env-before-read-docs", lambda app, env, docnames: read_moved(app))
    app.connect("doctree-read", give_ids, priority=400)
    app.connect("html-page-context", lead_on)
    app.connect("html-collect-pages", moved_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The list of all pages at the side: their titles alone. For each page Sphinx would copy all
sections of all pages, and the theme throw them away.
"""

from sphinx.addnodes import toctree


def add_parts(app, pagename, templatename, context, doctree):
    """Give sbt-sidebar-nav.html the parts of the table of contents: (caption, its pages and their
    titles).
    """
    context["parts"] = [
        (part["caption"], [(page, app.env.titles[page].astext()) for _, page in part["entries"]])
        for part in app.env.master_doctree.findall(toctree)
    ]


def setup(app):
    app.connect("html-page-context", add_parts, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Pictures that can be played with: which cell they start from, and the scripts of their pages; and
the one that moves on the landing page.
"""

from pathlib import Path

from docutils import nodes

TAG = "tag_explore-"
SHOW, HIDE = (f"{word} the cell that does this in Colab and Jupyter" for word in ("Show", "Hide"))


def mark_starts(app, doctree):
    """Mark the cell with the picture that an explorable starts from and takes the place of; fold
    the code of the cell that has its controls in a notebook.
    """
    before = None
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") != "cell_code":
            continue
        for name in (name.removeprefix(TAG) for name in cell["classes"] if name.startswith(TAG)):
            if not Path(app.srcdir, "assets", "explorables", f"{name}.js").exists():
                continue
            before["classes"] += ["explorable-start", f"starts-{name}"]
            cell.update_all_atts({"hide_mode": "input", "prompt_show": SHOW, "prompt_hide": HIDE})
        before = cell if any(cell.findall(nodes.image)) else before


def add_explorable(app, pagename, templatename, context, doctree):
    """Load the explorables of a page that has a place for one, and no script on any other page."""
    body = context.get("body", "")
    if "explorable-start" in body or "moving-picture" in body:
        app.add_js_file("explorables/mount.js", loading_method="defer")


def setup(app):
    app.add_css_file("explorables/places.css")
    app.connect("doctree-read", mark_starts)
    app.connect("html-page-context", add_explorable, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The scripts of a page with a picture that can be played with."""

import re
from pathlib import Path


def add_explorable(app, pagename, templatename, context, doctree):
    """Load the explorable of a page that has a cell for one, and no script on any other page."""
    for name in re.findall(r"\btag_explore-([\w-]+)", context.get("body", "")):
        if Path(app.srcdir, "assets", "explorables", f"{name}.js").exists():
            app.add_js_file("explorables/mount.js", loading_method="defer")
            app.add_css_file("explorables/explorables.css")


def setup(app):
    app.connect("html-page-context", add_explorable, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

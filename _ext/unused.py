"""No script and no style that the pages do not use."""

from docutils import nodes

UNUSED = (
    "bootstrap.js",
    "clipboard.min.js",  # copy.js does what is needed of it
    "copybutton.js",
    "documentation_options.js",
    "doctools.js",
    "fontawesome.js",
    "pygments.css",
    "sphinx_highlight.js",
    "sphinx-book-theme.js",
    "thebe",
    "togglebutton",
)


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
        scripts = context["script_files"]
        context["script_files"] = [file for file in scripts if "design" not in str(file.filename)]
    for script in context["script_files"]:
        if script.attributes.get("type") != "module":
            script.attributes.setdefault("defer", "defer")


def setup(app):
    app.connect("doctree-resolved", drop_inline_scripts, priority=900)
    app.connect("html-page-context", drop_unused, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

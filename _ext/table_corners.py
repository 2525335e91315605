"""Tables told rightly."""


def mend_tables(app, pagename, templatename, context, doctree):
    """Make the empty corner of a table an ordinary cell; as a heading it is announced and says
    nothing.
    """
    context["body"] = context.get("body", "").replace('<th class="head"><p></p></th>', "<td></td>")


def setup(app):
    app.connect("html-page-context", mend_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

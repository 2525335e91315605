"""Tables told rightly: what heads a column, what heads a row."""

from docutils import nodes


def head_rows(app, doctree):
    """Where a table has an empty corner, what stands below it names the rows."""
    for table in doctree.findall(nodes.tgroup):
        head = next(table.findall(nodes.thead), None)
        if head and not head.next_node(nodes.entry).astext():
            table.next_node(nodes.colspec)["stub"] = 1


def mend_tables(app, pagename, templatename, context, doctree):
    """Say which cells head a column and which a row; make the empty corner an ordinary cell, as a
    heading it is announced and says nothing.
    """
    body = context.get("body", "")
    for corner in ("head", "head stub"):
        body = body.replace(f'<th class="{corner}"><p></p></th>', "<td></td>")
    body = body.replace('<th class="head', '<th scope="col" class="head')
    context["body"] = body.replace('<th class="stub', '<th scope="row" class="stub')


def setup(app):
    app.connect("doctree-read", head_rows)
    app.connect("html-page-context", mend_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

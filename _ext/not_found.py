"""The page for addresses that lead nowhere."""

LOST = """<section id="lost"><h1>This page is not here</h1>
<p>The address is wrong, or the page has moved.
<a href="index.html">The first page</a> lists all chapters, and
<a href="search.html">the search</a> knows every section.</p></section>"""


def setup(app):
    app.connect(
        "html-collect-pages",
        lambda app: [("404", {"title": "Not found", "body": LOST}, "page.html")],
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}

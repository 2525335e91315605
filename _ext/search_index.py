"""The search: what stands in every section, in one script that assets/search.js reads; it needs no
server and finds 1×1 when 1x1 is typed.
"""

import json
from pathlib import Path

from docutils import nodes

ELSEWHERE = (
    nodes.section,
    nodes.title,
    nodes.definition_list,
    nodes.image,
    nodes.raw,
    nodes.comment,
)
FOLDED = {"tag_hide-input", "tag_hide-cell"}


def entries(docname, doctree):
    """Yield [page, anchor, heading, text] for the page's sections and for each term that is defined
    in a list.
    """
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title).astext()
        yield [
            f"{docname}.html",
            "" if section.parent is doctree else section["ids"][0],
            title,
            " ".join(own_text(section)),
        ]
        for item in (
            item
            for child in section.children
            if isinstance(child, nodes.definition_list)
            for item in child.children
        ):
            term, definition = item.children[0], item.children[-1]
            yield [
                f"{docname}.html",
                section["ids"][0],
                term.astext(),
                " ".join(own_text(definition)),
            ]


def own_text(node):
    """Yield the texts of a section or an item, without those of the sections and items in it, of
    folded code and of outputs.
    """
    for child in node.children:
        if (
            isinstance(child, ELSEWHERE)
            or child.get("nb_element") == "cell_code_output"
            or FOLDED & set(child["classes"])
        ):
            continue
        yield from (
            own_text(child)
            if isinstance(child, nodes.container)
            else [" ".join(child.astext().split())]
        )


def write_index(app):
    """Write the index when all pages are read, and add the page that searches it."""
    index = [
        entry
        for docname in sorted(app.env.found_docs)
        for entry in entries(docname, app.env.get_doctree(docname))
    ]
    titles = {f"{docname}.html": title.astext() for docname, title in app.env.titles.items()}
    script = (
        "window.bookIndex ="
        f" {json.dumps([titles, index], ensure_ascii=False, separators=(',', ':'))};\n"
    )
    Path(app.outdir, "searchindex.js").write_text(script, encoding="utf8")
    yield "search", {"title": "Search"}, "search.html"


def setup(app):
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
    app.connect("html-collect-pages", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

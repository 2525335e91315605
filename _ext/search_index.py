"""The search: what stands in every section, noted when its page is read, in one script that
assets/ranking.js reads; it needs no server and finds 1×1 when 1x1 is typed.
"""

import json
import re
from pathlib import Path

from definitions import ALSO
from docutils import nodes

LEFT_OUT = nodes.section, nodes.title, nodes.image, nodes.raw, nodes.comment
FOLDED = {"tag_hide-input", "tag_hide-cell"}
GLOSSARY, ELSEWHERE = "chapters/glossary", "words from elsewhere"
LONGEST_OUTPUT = 600
# what every table of torchsummary says
FORM = re.compile(r"^\s*(Layer \(type\)|([-=─]{4,}|.* params:|.* size \(MB\):).*)", re.I)


def entries(docname, doctree):
    """Yield [page, anchor, heading, heading above, text, outputs, names] for the page's sections
    and for each term that has an address; only the glossary's have names.
    """
    page = f"{docname}.html"
    for section in doctree.findall(nodes.section):
        anchor = "" if section.parent is doctree else section["ids"][0]
        yield [page, anchor, *headings(section), *texts(section), []]
    for item in doctree.findall(nodes.definition_list_item):
        term = item[0]
        if term["ids"]:
            names = names_of(item) if docname == GLOSSARY else []
            yield [page, term["ids"][0], said(term), "", *texts(item), names]


def headings(section):
    """Return the heading of a section, and that of the section around it that is no page."""
    around = section.parent
    above = title_of(around) if isinstance(around.parent, nodes.section) else ""
    return title_of(section), above


def title_of(section):
    return section.next_node(nodes.title).astext()


def texts(node):
    """Return what a section or a definition says, and the beginning of what its cells print."""
    pieces = list(own_texts(node))
    text = " ".join(piece for piece, is_output in pieces if not is_output)
    outputs = " ".join(piece for piece, is_output in pieces if is_output)
    return text, outputs[:LONGEST_OUTPUT]


def own_texts(node, folded=False):
    """Yield (text, whether it is an output) of a section or a definition, without those of the
    sections and definitions in it and without folded code.
    """
    for child in node.children:
        if isinstance(child, LEFT_OUT) or has_address(child):
            continue
        if child.get("nb_element") == "cell_code_output":
            for text in child.children:
                if isinstance(text, nodes.literal_block):
                    lines = [line for line in text.astext().split("\n") if not FORM.match(line)]
                    yield " ".join(" ".join(lines).split()), True
        elif holds_pieces(child):
            yield from own_texts(child, folded or bool(FOLDED & set(child["classes"])))
        elif not folded and not isinstance(child, nodes.term):
            yield said(child), False


def holds_pieces(node):
    """Return whether cells, folds or definitions may stand in a node."""
    return (
        not isinstance(node, (nodes.TextElement, nodes.table))
        and any(True for _ in node.findall(nodes.container))
        or isinstance(node, nodes.definition)
    )


def has_address(node):
    return isinstance(node, nodes.definition_list) and any(item[0]["ids"] for item in node)


def said(node):
    """Return the text of a node in one line, without raw HTML."""
    if isinstance(node, nodes.term):
        text = "".join(child.astext() for child in node if not isinstance(child, nodes.raw))
    else:
        text = node.astext()
    return " ".join(text.split())


def names_of(item):
    """Return all names of a term of the glossary: its own, in brackets, in Chinese, and those that
    stand behind “Also:”.
    """
    own, _, chinese = said(item[0]).partition(" · ")
    name, _, bracket = own.rstrip(")").partition(" (")
    names = [name, *(bracket.split(", ") if not bracket.startswith("of ") else [])]
    names += re.split(r"、| / ", chinese)
    for definition in item[1:]:
        if definition.astext().startswith(ALSO):
            also = re.sub(r" \(.*?\)", "", definition.astext().removeprefix(ALSO))
            names += also.split(", ")
    return list(dict.fromkeys(filter(None, names)))


def words_from_elsewhere(doctree):
    """Return [other people's words, the course's words] of each row of the glossary's table."""
    section = next(node for node in doctree.findall(nodes.section) if ELSEWHERE in node["names"])
    rows = next(section.findall(nodes.tbody)).children
    return [[said(cell).split(", ") for cell in row] for row in rows]


def note_entries(app, doctree):
    """Note what the search finds on a page, behind all that changes the page."""
    metadata = app.env.metadata[app.env.docname]
    metadata["entries"] = list(entries(app.env.docname, doctree))
    if app.env.docname == GLOSSARY:
        metadata["elsewhere"] = words_from_elsewhere(doctree)


def write_index(app):
    """Write the index when all pages are read, and add the page that searches it."""
    metadata = app.env.metadata
    index = [entry for page in sorted(app.env.found_docs) for entry in metadata[page]["entries"]]
    titles = {f"{docname}.html": title.astext() for docname, title in app.env.titles.items()}
    elsewhere = metadata[GLOSSARY]["elsewhere"]
    script = json.dumps([titles, index, elsewhere], ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "searchindex.js").write_text(
        f"window.bookIndex = {script};\n", encoding="utf8"
    )
    yield "search", {"title": "Search"}, "search.html"


def setup(app):
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
    app.connect("doctree-read", note_entries, priority=900)
    app.connect("html-collect-pages", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

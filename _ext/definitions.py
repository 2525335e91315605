"""Terms with addresses of their own: what is defined in a list, such as an entry of the glossary,
can be linked to.
"""

from collections import Counter

from docutils import nodes

ALSO = "Also: "


def terms(doctree):
    """Yield (term, its bold words) for each definition of the page."""
    for term in doctree.findall(nodes.term):
        bold = next(term.findall(nodes.strong), None)
        if bold is not None and term.astext().startswith(bold.astext()):
            yield term, bold.astext()


def give_addresses(app, doctree):
    """Name each term by its bold words, or by all its words where two terms share the bold ones,
    and link it to itself.
    """
    told = list(terms(doctree))
    known, shared = set(doctree.ids), Counter(bold for _, bold in told)
    for term, bold in told:
        address = nodes.make_id(term.astext() if shared[bold] > 1 else bold) or bold
        while address in known:
            address += "-term"
        known.add(address)
        term["ids"].append(address)
        link = f'<a class="headerlink" href="#{address}" title="Link to this term">#</a>'
        term.append(nodes.raw("", link, format="html"))
    for definition in doctree.findall(nodes.definition):
        if definition.astext().startswith(ALSO):
            definition["classes"].append("also")


def setup(app):
    app.connect("doctree-read", give_addresses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

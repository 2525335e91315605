"""A field that readers of a page write into."""

from html import escape


def field(id, label, extra="", question=""):
    """Return a line with a `label`, HTML, and a field; `extra` names a class of its own, and
    `question` the element that its name goes on with.
    """
    id = escape(id)
    named = f' aria-labelledby="{id}-label {escape(question)}"' if question else ""
    return (
        f'<p class="{f"field {extra}".strip()}"><label id="{id}-label" for="{id}">{label}</label>'
        f'<input id="{id}"{named} type="text"'
        ' autocomplete="off" autocapitalize="off" spellcheck="false"></p>\n'
    )

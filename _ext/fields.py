"""A field that readers of a page write into."""

from html import escape


def field(id, label, extra="", described_by=""):
    """Return a line with a `label`, HTML, and a field; `extra` names a class of its own, and
    `described_by` the element that says what to write.
    """
    id = escape(id)
    described = f' aria-describedby="{escape(described_by)}"' if described_by else ""
    return (
        f'<p class="{f"field {extra}".strip()}"><label for="{id}">{label}</label><input id="{id}"'
        f'{described} type="text" autocomplete="off" autocapitalize="off" spellcheck="false"></p>\n'
    )

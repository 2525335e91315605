"""A field that readers of a page write into."""

from html import escape


def field(id, label, extra=""):
    """Return a line with a `label`, HTML, and a field; `extra` names a class of its own."""
    id = escape(id)
    return (
        f'<p class="{f"field {extra}".strip()}"><label for="{id}">{label}</label><input id="{id}"'
        ' type="text" autocomplete="off" autocapitalize="off" spellcheck="false"></p>\n'
    )

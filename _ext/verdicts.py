"""Verdicts in colour."""

from docutils import nodes

VERDICTS = {"✅": "verdict-right", "❌": "verdict-wrong", "⬜": "verdict-open"}


def colour_verdicts(app, doctree):
    """Give the output of a check a class that says what the verdict, its last line, is."""
    for block in doctree.findall(nodes.literal_block):
        last_line = block.astext().rstrip().rpartition("\n")[2]
        if "stream" in block["classes"] and last_line[:1] in VERDICTS:
            block["classes"].append(VERDICTS[last_line[:1]])


def setup(app):
    app.connect("doctree-read", colour_verdicts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

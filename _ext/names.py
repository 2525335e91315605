"""Names for who listens: folds that look alike are told apart, and code from what it prints."""

import re
from collections import Counter

HEADING_OR_FOLD = re.compile(
    r'<h\d>(?P<heading>.*?)<a class="headerlink"|<summary>(?P<fold>.*?)</summary>'
)
GROUPS = {"cell_input": "Code", "cell_output": "Output"}


def name_parts(app, pagename, templatename, context, doctree):
    """Let the name of a fold go on with the heading above it, and its number where there are
    several; group the lines of a cell's code, and of its output.
    """
    heading, met = "", Counter()

    def name(match):
        nonlocal heading
        if match["fold"] is None:
            heading = without_tags(match["heading"])
            return match[0]
        met[match["fold"], heading] += 1
        times = met[match["fold"], heading]
        more = f", {times}" if times > 1 else ""
        return f'<summary>{match["fold"]}<span class="heard">({heading}{more})</span></summary>'

    body = HEADING_OR_FOLD.sub(name, context.get("body", ""))
    for kind, said in GROUPS.items():
        body = body.replace(
            f'<div class="{kind} ', f'<div role="group" aria-label="{said}" class="{kind} '
        )
    context["body"] = body


def without_tags(html):
    return re.sub(r"<[^>]+>", "", html)


def setup(app):
    app.connect("html-page-context", name_parts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

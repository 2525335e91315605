"""One style sheet for all pages: the theme's, the extensions' and the book's own, in this order,
without the theme's rules and variables that no page uses.
"""

import functools
import hashlib
import os
import re
from pathlib import Path

import tinycss2
from unused import UNUSED

NAME = "_static/book.css"
OWN = {"assets"}  # extensions add folders of theirs to html_static_path
# its template links these
THEME = ["_static/basic.css", "_static/styles/pydata-sphinx-theme.css"]
HASHED = re.compile(r"\.[0-9a-f]{64}\.css$")  # comes last, and a change of it changes its name
NESTING = {"media", "supports", "layer", "container"}


def link_one(app, pagename, templatename, context, doctree):
    """Let a page link the one sheet in place of all others, which are remembered."""
    linked = [str(sheet.filename) for sheet in context["css_files"] if sheet.filename]
    app.builder.sheets = [*THEME, *linked]
    there = [name for name in app.builder.sheets if not HASHED.search(name)]
    version = digest(tuple(Path(app.outdir, name) for name in there))
    context["css_files"] = []
    context["stylesheet"] = f"{context['pathto'](NAME, 1)}?v={version[:8]}"


@functools.cache
def digest(files):
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def write_sheet(app, exception):
    """Write the one sheet, or fetch it where neither the sheets nor what the pages use changed."""
    if exception or not hasattr(app.builder, "sheets"):
        return
    site, known = Path(app.outdir), words(Path(app.outdir))
    own = {
        f"_static/{file.relative_to(folder).as_posix()}"
        for folder in (
            Path(app.confdir, name) for name in app.config.html_static_path if name in OWN
        )
        for file in folder.rglob("*.css")
    }
    files = [site / name for name in app.builder.sheets]
    key = hashlib.sha256((digest(tuple(files)) + " ".join(sorted(known))).encode()).hexdigest()
    stored = Path(app.doctreedir, "sheets", f"{key}.css")
    if not stored.exists():
        stored.parent.mkdir(parents=True, exist_ok=True)
        sheets = [
            (
                rebase(file.read_text(encoding="utf8"), file.parent, (site / NAME).parent),
                name in own,
            )
            for file, name in zip(files, app.builder.sheets, strict=True)
        ]
        stored.write_text(join(sheets, known), encoding="utf8")
    site.joinpath(NAME).write_bytes(stored.read_bytes())


def words(site):
    """Return the classes and elements of all pages, and all words of their scripts."""
    known = {"html", "body"}
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf8")
        known.update(re.findall(r"<(\w+)", text))
        known.update(*(names.split() for names in re.findall(r'\bclass="([^"]*)"', text)))
    for script in (file for file in site.rglob("*.*js") if file.name not in UNUSED):
        known.update(re.findall(r"[\w-]+", script.read_text(encoding="utf8")))
    return known


def rebase(text, folder, target):
    """Return a style sheet of `folder` with the addresses in it as they are seen from `target`."""
    path = os.path.relpath(folder, target)
    return re.sub(r"url\(([\"']?)(?!data:|[\"'/#]|\w+:)", rf"url(\1{path}/", text)


def join(sheets, known):
    """Return the sheets (text, whether it is the book's own) as one."""
    parsed = [
        (
            tinycss2.parse_stylesheet(text, skip_comments=False, skip_whitespace=True),
            None if is_own else known,
        )
        for text, is_own in sheets
    ]
    idle, found = set(), {""}
    while found:
        text = "".join(keep(rules, used, idle) for rules, used in parsed)
        read = set(re.findall(r"var\(\s*(--[\w-]+)", text)) | known
        found = set(re.findall(r"[{;]\s*(--[\w-]+)\s*:", text)) - read - idle
        idle |= found
    return text


def keep(rules, known, idle):
    """Return the text of those rules of a style sheet whose selectors name only what is known, all
    where that is None, without the variables that are `idle`.
    """
    text = ""
    for rule in rules:
        if rule.type == "qualified-rule":
            parts = re.split(r",(?![^()]*\))", tinycss2.serialize(rule.prelude))
            selectors = [
                squeeze(part) for part in parts if known is None or names(part.strip()) <= known
            ]
            content = declarations(rule.content, idle)
            text += f"{','.join(selectors)}{{{content}}}\n" if selectors and content else ""
        elif (
            rule.type == "at-rule" and rule.lower_at_keyword in NESTING and rule.content is not None
        ):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            inner, prelude = keep(inner, known, idle), squeeze(tinycss2.serialize(rule.prelude))
            text += f"@{rule.at_keyword} {prelude}{{{inner}}}\n" if inner else ""
        elif rule.type == "comment" and rule.value.startswith("!"):
            text += f"{rule.serialize()}\n"  # a licence
        elif rule.type == "at-rule" and rule.lower_at_keyword not in ("charset", "font-face"):
            text += f"{squeeze(rule.serialize())}\n"  # key frames
    return text


def declarations(content, idle):
    """Return the text of the declarations of a rule, without idle variables."""
    pieces = [[]]
    for token in content:
        if token == ";":
            pieces.append([])
        elif token.type != "comment":
            pieces[-1].append(token)
    texts = [squeeze(tinycss2.serialize(piece)) for piece in pieces]
    return ";".join(
        text for text in texts if text and re.split(r"\s*:", text, maxsplit=1)[0] not in idle
    )


def squeeze(text):
    return " ".join(text.split())


def names(selector):
    """Return the classes and elements that must be there for `selector` to match: an element's own
    or those around it.
    """
    bare = re.sub(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]", "", selector)
    bare = re.sub(r"::?[a-z-]+(?:\([^)]*\))?", "", bare)
    classes = re.findall(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)", bare)
    elements = re.findall(r"(?:^|[\s>+~])([a-z][\w-]*)", bare)
    return {name.replace("\\", "") for name in classes + elements}


def setup(app):
    app.connect("html-page-context", link_one, priority=950)
    app.connect("build-finished", write_sheet, priority=900)  # all sheets are there
    return {"parallel_read_safe": True, "parallel_write_safe": True}

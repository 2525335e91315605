"""One style sheet for all pages: the theme's, the extensions' and the book's own, in this order,
without the theme's rules and variables that no page uses.
"""

import functools
import hashlib
import os
import re
from pathlib import Path

import tinycss2

NAME = "_static/book.css"
OWN = {"assets"}  # extensions add folders of theirs to html_static_path
# its template links these
THEME = ["_static/basic.css", "_static/styles/pydata-sphinx-theme.css"]
HASHED = re.compile(r"\.[0-9a-f]{64}\.css$")  # comes last, and a change of it changes its name
# what names something in a script, and in a style sheet that a script loads
NAMING = {".js": r'"[^"\n]*"|\'[^\'\n]*\'|`[^`]*`', ".css": r"var\([^)]*"}
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
    site = Path(app.outdir)
    own = {
        f"_static/{file.relative_to(folder).as_posix()}"
        for folder in (
            Path(app.confdir, name) for name in app.config.html_static_path if name in OWN
        )
        for file in folder.rglob("*")
        if file.suffix in (".css", ".js")
    }
    files = [site / name for name in app.builder.sheets]
    known = words(site, {site / name for name in own})
    known &= {word for file in files for word in re.findall(r"[\w-]+", file.read_text("utf8"))}
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


def words(site, own):
    """Return the classes, ids and elements of all pages, and what is named in the book's own files
    and in the scripts that the pages load.
    """
    known, files = {"html", "body"}, set(own)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf8")
        known.update(re.findall(r"<(\w+)", text))
        found = re.findall(r'\b(?:class|id)="([^"]*)"', text)
        known.update(*(names.split() for names in found))
        loaded = re.findall(r'<script [^>]*\bsrc="(?:\.\./)*(_static/[^"?]+)', text)
        files |= {site / name for name in loaded}
    for file in files:
        for said in re.findall(NAMING[file.suffix], file.read_text(encoding="utf8")):
            known.update(re.findall(r"[\w-]+", said))
    return known


def rebase(text, folder, target):
    """Return a style sheet of `folder` with the addresses in it as they are seen from `target`."""
    path = os.path.relpath(folder, target)
    return re.sub(r"url\(([\"']?)(?!data:|[\"'/#]|\w+:)", rf"url(\1{path}/", text)


def join(sheets, known):
    """Return the sheets (text, whether it is the book's own) as one."""
    rules = [
        rule
        for text, is_own in sheets
        for rule in keep(
            tinycss2.parse_stylesheet(text, skip_comments=False, skip_whitespace=True),
            None if is_own else known,
        )
    ]
    idle, found = set(), {""}
    while found:
        text = write(rules, idle)
        read = set(re.findall(r"var\(\s*(--[\w-]+)", text)) | known
        found = set(re.findall(r"[{;]\s*(--[\w-]+)\s*:", text)) - read - idle
        idle |= found
    return text


def keep(rules, known):
    """Return those rules of a style sheet whose selectors name only what is known, all where that
    is None: each is (its head, its declarations or the rules in it), or a text.
    """
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            parts = re.split(r",(?![^()]*\))", tinycss2.serialize(rule.prelude))
            selectors = [
                squeeze(part) for part in parts if known is None or names(part.strip()) <= known
            ]
            if selectors:
                kept.append((",".join(selectors), declarations(rule.content)))
        elif (
            rule.type == "at-rule" and rule.lower_at_keyword in NESTING and rule.content is not None
        ):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            head = f"@{rule.at_keyword} {squeeze(tinycss2.serialize(rule.prelude))}"
            kept.append((head, keep(inner, known)))
        elif rule.type == "comment" and rule.value.startswith("!"):
            kept.append(rule.serialize())  # a licence
        elif rule.type == "at-rule" and rule.lower_at_keyword not in ("charset", "font-face"):
            kept.append(squeeze(rule.serialize()))  # key frames
    return kept


def declarations(content):
    """Return [name, text] of the declarations of a rule."""
    pieces = [[]]
    for token in content:
        if token == ";":
            pieces.append([])
        elif token.type != "comment":
            pieces[-1].append(token)
    texts = [squeeze(tinycss2.serialize(piece)) for piece in pieces]
    return [[re.split(r"\s*:", text, maxsplit=1)[0], text] for text in texts if text]


def write(rules, idle):
    """Return the text of the kept rules, without the variables that are `idle`."""
    lines = []
    for rule in rules:
        if isinstance(rule, str):
            lines.append(rule)
            continue
        head, content = rule
        if head.startswith("@"):
            inside = write(content, idle)
        else:
            inside = ";".join(text for name, text in content if name not in idle)
        if inside:
            lines.append(f"{head}{{{inside}}}")
    return "".join(f"{line}\n" for line in lines)


def squeeze(text):
    return " ".join(text.split())


def names(selector):
    """Return the classes, ids and elements that must be there for `selector` to match: an element's
    own or those around it.
    """
    bare = re.sub(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]", "", selector)
    bare = re.sub(r"::?[a-z-]+(?:\([^)]*\))?", "", bare)
    classes = re.findall(r"[.#](-?[A-Za-z_](?:[\w-]|\\.)*)", bare)
    elements = re.findall(r"(?:^|[\s>+~])([a-z][\w-]*)", bare)
    return {name.replace("\\", "") for name in classes + elements}


def setup(app):
    app.connect("html-page-context", link_one, priority=950)
    app.connect("build-finished", write_sheet, priority=900)  # all sheets are there
    return {"parallel_read_safe": True, "parallel_write_safe": True}

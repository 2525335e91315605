"""The theme's style sheets without the rules that no page uses."""

import re
from pathlib import Path

import tinycss2
from unused import UNUSED

NESTING = {"media", "supports", "layer", "container"}


def keep(rules, known):
    """Return the text of those rules of a style sheet whose selectors name only classes that are
    known.
    """
    text = ""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [
                part.strip()
                for part in re.split(r",(?![^()]*\))", tinycss2.serialize(rule.prelude))
                if classes(part) <= known
            ]
            text += (
                f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}\n"
                if selectors
                else ""
            )
        elif (
            rule.type == "at-rule" and rule.lower_at_keyword in NESTING and rule.content is not None
        ):
            inner = keep(
                tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True),
                known,
            )
            text += (
                f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}\n"
                if inner
                else ""
            )
        elif (
            rule.type == "comment"
            and rule.value.startswith("!")
            or rule.type == "at-rule"
            and rule.lower_at_keyword != "font-face"
        ):
            text += f"{rule.serialize()}\n"  # a licence; key frames
    return text


def classes(selector):
    """Return the classes that an element, or those around it, must have for `selector` to match."""
    bare = re.sub(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]", "", selector)
    return {name.replace("\\", "") for name in re.findall(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)", bare)}


def purge(app, exception):
    """Take out of the theme's style sheets every rule for a class that neither a page nor a script
    names, and its icon fonts.
    """
    if exception or app.builder.format != "html":
        return
    site, known, linked = Path(app.outdir), set(), set()
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf8")
        known.update(*(names.split() for names in re.findall(r'\bclass="([^"]*)"', text)))
        linked.update(
            (page.parent / file).resolve() for file in re.findall(r'href="([^"?#:]+\.css)\b', text)
        )
    for script in (file for file in site.rglob("*.*js") if file.name not in UNUSED):
        known.update(re.findall(r"[\w-]+", script.read_text(encoding="utf8")))
    own = {
        (site / "_static" / file.relative_to(folder)).resolve()
        for folder in assets(app)
        for file in folder.rglob("*.css")
    }
    for sheet in filter(Path.exists, linked - own):
        rules = tinycss2.parse_stylesheet(sheet.read_text(encoding="utf8"), skip_whitespace=True)
        sheet.write_text(keep(rules, known), encoding="utf8")


def assets(app):
    return [Path(app.confdir, folder) for folder in app.config.html_static_path]


def setup(app):
    app.connect("build-finished", purge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

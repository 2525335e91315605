"""Chinese words told as Chinese, for voices that speak and fonts that draw them."""

import re

HAN = r"[\u4e00-\u9fff]"
TAG_OR_WORDS = re.compile(rf"<[^>]*>|{HAN}(?:[\u3001\uff08\uff09·/ ]*{HAN})*")


def mark(match):
    return match[0] if match[0].startswith("<") else f'<span lang="zh">{match[0]}</span>'


def mark_words(app, pagename, templatename, context, doctree):
    """Give the language of the Chinese words of a page; its tags stay as they are."""
    if "body" in context:
        context["body"] = TAG_OR_WORDS.sub(mark, context["body"])


def setup(app):
    app.connect("html-page-context", mark_words)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

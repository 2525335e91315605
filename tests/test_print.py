"""A chapter on paper: only the text, in dark letters on white, nothing cut off; what is folded says
so, what is open is printed.
"""

import pytest
from course import CHAPTER_PAGES


@pytest.fixture
def paper(open_page):
    """A chapter as Chromium prints it on A4, from a reader who uses the dark theme."""
    page, _, _ = open_page(CHAPTER_PAGES[3], width=680, theme="dark")
    page.emulate_media(media="print")
    return page


def test_only_the_text_is_printed(paper):
    assert paper.locator("article h1").is_visible()
    assert (
        paper.locator("nav, header, button, dialog, .headerlink, footer")
        .filter(visible=True)
        .count()
        == 0
    )


def test_nothing_is_cut_off(paper):
    assert paper.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = (
        "[...document.querySelectorAll('pre, .formula')].filter(e => e.checkVisibility() &&"
        " e.scrollWidth > e.clientWidth + 1).length"
    )
    assert paper.evaluate(cut) == 0


def test_paper_is_white(paper):
    grounds = paper.evaluate(
        "['html', 'body', '.bd-article', '.bd-main'].map(s =>"
        " getComputedStyle(document.querySelector(s)).backgroundColor)"
    )
    assert set(grounds) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert (
        paper.locator("article p").first.evaluate("p => getComputedStyle(p).color")
        == "rgb(0, 0, 0)"
    )


def test_folds_say_that_they_are_folded(paper):
    solution = paper.locator(".tag_solution details").first
    assert "folded" in solution.locator("summary").evaluate(
        "e => getComputedStyle(e, '::after').content"
    )
    solution.evaluate("details => details.open = true")
    assert solution.locator("pre").first.is_visible()
    assert "folded" not in solution.locator("summary").evaluate(
        "e => getComputedStyle(e, '::after').content"
    )


def test_no_page_is_left_half_empty(paper):
    """Only what is shorter than half a page may move to the next one whole."""
    paper.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    whole = """() => [...document.querySelectorAll("article *")]
        .filter((part) => getComputedStyle(part).breakInside === "avoid")
        .map((part) => part.getBoundingClientRect().height)"""
    half = 13.1 / 2.54 * 96
    assert max(paper.evaluate(whole)) <= half
    code = paper.locator(".cell_input pre").first
    assert code.evaluate("pre => getComputedStyle(pre).orphans") == "4"


def test_pictures_are_printed(open_page, tmp_path):
    page, requests, _ = open_page(CHAPTER_PAGES[3])
    pictures = set(page.eval_on_selector_all("article img", "all => all.map(e => e.src)"))
    page.pdf(path=tmp_path / "chapter.pdf")
    assert pictures <= set(requests) and (tmp_path / "chapter.pdf").stat().st_size > 100_000

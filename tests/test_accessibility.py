"""Everyone can read it: no axe-core violation on any page, with everything unfolded, in both
themes; headings in order, a skip link, focus that is seen, pictures described.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from course import CHAPTER_PAGES, PAGES

UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"
EXPERIMENTAL = {
    "rules": {"label-content-name-mismatch": {"enabled": True}},
    "resultTypes": ["violations"],
}


@pytest.mark.prove
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("path", [*PAGES, "search.html?q=convolution", "404.html"])
def test_no_axe_violation(open_page, path, width, theme):
    page, _, _ = open_page(path, width=width, theme=theme, reduced_motion="reduce")
    explorable = page.locator(".explorable-start")
    if explorable.count() and page.locator("script[src*='mount.js']").count():
        explorable.scroll_into_view_if_needed()
        page.locator(".explorable").wait_for()
    page.evaluate(UNFOLD)
    found = Axe().run(page, options=EXPERIMENTAL)
    assert found.violations_count == 0, found.generate_report()[:3000]


@pytest.mark.parametrize("path", PAGES)
def test_headings_are_in_order(open_page, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    levels = page.eval_on_selector_all(
        "article :is(h1, h2, h3, h4, h5, h6)", "all => all.map(e => Number(e.tagName[1]))"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("path", PAGES)
def test_pictures_are_described(open_page, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    described = page.eval_on_selector_all("article img", "all => all.map(image => image.alt)")
    assert all(len(text) > 30 and not text.endswith((".png", ".webp")) for text in described), (
        described
    )


def test_the_first_tab_skips_to_the_text(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    assert link.evaluate("link => link === document.activeElement") and link.is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_focus_is_seen(open_page, theme):
    page, _, _ = open_page(CHAPTER_PAGES[0], theme=theme)
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(({outlineStyle, outlineWidth, boxShadow}) => [outlineStyle, outlineWidth,"
            " boxShadow])(getComputedStyle(document.activeElement))"
        )
        assert (style[0] != "none" and style[1] != "0px") or style[2] != "none", page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )


def test_a_fold_says_what_it_is(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    names = page.eval_on_selector_all(
        "article summary", "all => all.map(e => e.getAttribute('aria-label') || e.innerText.trim())"
    )
    assert names and all(name.startswith(("Show", "Hint")) for name in names), names

"""The built site, in a real browser: no third party, nothing broken, math rendered, search works, it fits a phone, buttons follow the fork."""

import pytest
from conftest import ROOT, build

CHAPTERS = [f"chapters/{path.stem}.html" for path in sorted((ROOT / "chapters").glob("*.ipynb"))]
PAGES = ["index.html", *CHAPTERS, *(f"chapters/{path.stem}.html" for path in sorted((ROOT / "chapters").glob("*.md")))]


@pytest.mark.parametrize("path", PAGES)
def test_no_third_party_and_no_error(open_page, address, path):
    _, requests, troubles = open_page(path)
    assert [url for url in requests if not url.startswith((address, "data:"))] == []
    assert troubles == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_fits_a_phone(open_page, path, theme):
    page, _, _ = open_page(path, width=360, theme=theme)
    wide = page.evaluate("[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 361).map(e => e.outerHTML.slice(0, 90))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, wide[:5]
    assert page.evaluate("document.documentElement.dataset.theme") == theme


@pytest.mark.parametrize("path", CHAPTERS)
def test_math_is_rendered(open_page, path):
    page, _, _ = open_page(path)
    heights = page.eval_on_selector_all("article math", "all => all.map(math => math.getBoundingClientRect().height)")
    assert heights and min(heights) > 5
    assert "$" not in page.eval_on_selector_all("article p, article li, article td", "all => all.map(e => e.textContent).join(' ')")


@pytest.mark.parametrize("path", CHAPTERS)
def test_exercises_are_folded_and_open(open_page, path):
    page, _, _ = open_page(path)
    exercises = page.locator("section[id^='exercise-']")
    assert exercises.count() >= 4
    for k in range(exercises.count()):
        fold = exercises.nth(k).locator("details", has=page.get_by_text("Show the solution")).first
        assert fold.get_attribute("open") is None
        assert "✅" in fold.text_content()
    summary = exercises.first.locator("summary", has_text="Show the solution")
    summary.focus()
    page.keyboard.press("Enter")
    assert exercises.first.locator(".verdict-right").is_visible()


@pytest.mark.parametrize("path", CHAPTERS)
def test_links_lead_somewhere(open_page, address, path):
    page, _, _ = open_page(path)
    links = page.eval_on_selector_all("article a[href]", "all => all.map(a => a.href)")
    for link in {link for link in links if link.startswith(address)}:
        where, _, anchor = link.partition("#")
        assert page.request.get(where).ok, link
        if anchor and where == page.url:
            assert page.locator(f"[id='{anchor}']").count(), link


def test_search_finds_depthwise(open_page):
    page, _, _ = open_page("search.html?q=depthwise")
    page.wait_for_selector("#search-results li a")
    titles = page.locator("#search-results li > a").all_text_contents()
    assert any(title.startswith("4 · Depthwise separable convolution") for title in titles), titles


@pytest.mark.parametrize("path", CHAPTERS)
def test_colab_button_points_to_the_fork(open_page, path):
    page, _, _ = open_page(path)
    link = page.get_by_role("link", name="Open in Colab")
    notebook = path.replace(".html", ".ipynb")
    assert link.get_attribute("href") == f"https://colab.research.google.com/github/some-reader/their-fork/blob/main/{notebook}"


def test_no_dead_button_without_github(tmp_path):
    page = (build(tmp_path, "/somewhere/on/a/disk") / CHAPTERS[-1]).read_text(encoding="utf8")
    assert "colab.research" not in page and "Source repository" not in page

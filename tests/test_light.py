"""Pages are light: few bytes, no script or font that is not needed, pictures that wait and do not
push; and the styles that were left out were not used.
"""

import re
from pathlib import Path

import myst_nb
import pydata_sphinx_theme
import pytest
import sphinx_book_theme
from bench import look
from course import CHAPTER_PAGES, PAGES, page_of

pytestmark = pytest.mark.prove

SHEETS = [
    Path(pydata_sphinx_theme.__file__).parent
    / "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css",
    Path(sphinx_book_theme.__file__).parent
    / "theme/sphinx_book_theme/static/styles/sphinx-book-theme.css",
    Path(myst_nb.__file__).parent / "static/mystnb.css",
]
MISSING = """sheets => {
    const split = text => text.split(/,(?![^()]*\\))/).map(s => s.trim());
    const selectors = rules => [...rules].flatMap(rule =>
        rule.selectorText ? split(rule.selectorText)
            : rule.cssRules ? selectors(rule.cssRules) : []);
    const kept = new Set([...document.styleSheets].flatMap(sheet => selectors(sheet.cssRules)));
    const states = /::?(before|after|hover|focus|focus-visible|active|visited)/g;
    const matches = selector => {
        try { return document.querySelector(selector.replace(states, "") || "*") }
        catch { return false }
    };
    return sheets.flatMap(text => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        const left = selectors(sheet.cssRules).filter(selector => !kept.has(selector));
    return left.filter(matches);
    });
}"""


@pytest.fixture(scope="module")
def weights(browser, site):
    """Return {page: {kind: kB gzipped}} of the first view."""
    return {name: packed for name, _, packed, _, _ in look(browser, site, PAGES, slow=False)}


@pytest.mark.parametrize("path", PAGES)
def test_first_view(weights, path):
    """The text, its styles and its scripts, in 100 kB; the styles and scripts in what they need."""
    packed = weights[path]
    assert packed.total() - packed["image"] <= 100
    assert packed["css"] <= 18
    assert packed["js"] <= 25
    assert packed["font"] == 0


def test_a_page_links_one_style_sheet(site):
    for path in [*PAGES, "search.html", "404.html"]:
        links = re.findall(r'<link [^>]*rel="stylesheet"[^>]*>', (site / path).read_text("utf8"))
        assert len(links) == 1 and "_static/book.css?v=" in links[0], path


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_pictures_of_a_chapter(open_page, site, path):
    page, _, _ = open_page(path)
    pictures = page.eval_on_selector_all(
        "article img",
        "all => all.map(e => [e.getAttribute('src'), e.getAttribute('width'),"
        " e.getAttribute('height'), e.loading])",
    )
    files = {(site / path).parent.joinpath(source).resolve() for source, *_ in pictures}
    assert sum(file.stat().st_size for file in files) <= 600_000
    assert all(width and height for _, width, height, _ in pictures)
    assert [loading for *_, loading in pictures] == ["auto"] + ["lazy"] * (len(pictures) - 1)


def test_nothing_jumps_on_a_slow_phone(browser, site):
    shifts = {
        name: shift for name, *_, shift in look(browser, site, ["index.html", page_of("grouped")])
    }
    assert max(shifts.values()) <= 0.05, shifts


@pytest.mark.parametrize(
    "path",
    ["index.html", CHAPTER_PAGES[3], "chapters/notation.html", "search.html?q=kernel", "404.html"],
)
def test_no_style_is_missing(open_page, path):
    page, _, _ = open_page(path)
    sheets = [sheet.read_text(encoding="utf8") for sheet in SHEETS]
    page.locator(".search-button__button").filter(visible=True).first.click()
    assert page.evaluate(MISSING, sheets) == []

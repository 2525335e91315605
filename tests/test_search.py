"""The search finds what people type, shows it in its place, and needs no server."""

import re
import tomllib
from urllib.parse import unquote, urlsplit

import pytest
from book import ROOT

QUERIES = tomllib.loads((ROOT / "tests/search_queries.toml").read_text(encoding="utf8"))
TYPE_ALL = """queries => {
    const field = document.querySelector("article input");
    return queries.map(query => {
        field.value = query;
        field.dispatchEvent(new Event("input"));
        return [...document.querySelectorAll("#search-results a")].map(link => link.href);
    });
}"""


def results(page):
    return [
        " ".join(text.split()) for text in page.locator("#search-results li").all_text_contents()
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("depthwise", "4 · Depthwise separable convolution"),
        ("1x1 conv", "1×1"),
        ("1×1 conv", "1×1"),
        ("ReLU6", "ReLU6"),
        ("relu6", "Why does ReLU6 stop at six?"),
        ("NHWC", "NHWC"),
        ("深度可分离卷积", "depthwise separable convolution"),
        ("感受野", "receptive field"),
        ("receptive fields", "receptive field"),
        ("groups=in_channels", "groups=in_channels"),
        ("expected input to have 3 channels", "What PyTorch is telling you"),
        ("mat1 and mat2 shapes", "mat1 and mat2 shapes cannot be multiplied"),
    ],
)
def test_finds(open_page, typed, found):
    page, _, troubles = open_page("search.html")
    page.locator("article input").fill(typed)
    assert any(found in result for result in results(page)[:5]), results(page)[:5]
    assert page.locator("#search-results mark").first.is_visible() and troubles == []


def test_results_lead_to_their_section(open_page):
    page, _, _ = open_page("search.html?q=linear+bottleneck")
    page.locator("#search-results a").first.click()
    page.wait_for_load_state()
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").is_visible()


def test_says_when_nothing_is_found(open_page):
    page, _, _ = open_page("search.html?q=zebra+crossing")
    assert results(page) == [] and "Nothing" in page.get_by_role("status").text_content()


def test_text_is_never_markup(open_page):
    page, _, troubles = open_page("search.html?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+(%5B")
    assert troubles == [] and page.locator("#search-results img").count() == 0


def test_opens_by_keyboard_and_works_from_a_folder(open_page, site):
    page, _, troubles = open_page("index.html", base=f"{site.as_uri()}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("ReLU6")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=ReLU6")
    page.wait_for_selector("#search-results li")
    assert troubles == []


def named(link):
    """Return a result's page without its number, and its address on that page."""
    parts = urlsplit(link)
    page = re.sub(r"^\d\d-", "", parts.path.rpartition("/")[2].removesuffix(".html"))
    return f"{page}#{unquote(parts.fragment)}" if parts.fragment else page


@pytest.mark.parametrize(("queries", "reached"), [("found", 52), ("ours", 4)])
def test_the_answer_is_among_the_first_three(open_page, queries, reached):
    page, _, _ = open_page("search.html")
    wanted = {query: sections for query, sections in QUERIES[queries].items() if sections}
    links = page.evaluate(TYPE_ALL, [*wanted])
    right = [
        bool({*map(named, some[:3])} & {*sections})
        for some, sections in zip(links, wanted.values(), strict=True)
    ]
    assert sum(right) >= reached

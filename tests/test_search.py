"""The search answers what people type, shows it in its place, and needs no server: each query of
search_queries.toml has a section that answers it among the first three.
"""

import re
import tomllib
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from book import ROOT
from course import page_of

QUERIES = tomllib.loads((ROOT / "tests/search_queries.toml").read_text(encoding="utf8"))
TYPE_ALL = """queries => {
    const field = document.querySelector("article input");
    return queries.map(query => {
        field.value = query;
        field.dispatchEvent(new Event("input"));
        const links = [...document.querySelectorAll("#search-results a")];
        return [links.map(link => link.href), document.getElementById("search-status").textContent];
    });
}"""
# sections have the words of these, and no answer; that no search can know
UNKNOWABLE = {"cudnn.benchmark", "how many filters should I use", "CIFAR-10"}


def results(page):
    return [
        " ".join(text.split()) for text in page.locator("#search-results li").all_text_contents()
    ]


def type_in(page, typed):
    page.locator("article input").fill(typed)


def named(link):
    """Return a result's page without its number, and its address on that page."""
    parts = urlsplit(link)
    page = re.sub(r"^\d\d-", "", parts.path.rpartition("/")[2].removesuffix(".html"))
    return f"{page}#{unquote(parts.fragment)}" if parts.fragment else page


@pytest.fixture(scope="module")
def answered(browser, address):
    """Return {query: (its results, what is said of them)}."""
    page = browser.new_page()
    page.goto(f"{address}search.html")
    every = [query for queries in QUERIES.values() for query in queries]
    said = page.evaluate(TYPE_ALL, every)
    sections = page.evaluate("bookIndex[1].map(entry => `${entry[0]}#${entry[1]}`)")
    page.close()
    known = {named(section.removesuffix("#")) for section in sections}
    return {
        q: ([*map(named, links)], words) for q, (links, words) in zip(every, said, strict=True)
    }, known


@pytest.mark.parametrize(("queries", "may_miss"), [("found", 3), ("ours", 2)])
def test_the_answer_is_among_the_first_three(answered, queries, may_miss):
    answers, known = answered
    wanted = {query: sections for query, sections in QUERIES[queries].items() if sections}
    assert set().union(*wanted.values()) <= known
    missed = [query for query in wanted if not {*answers[query][0][:3]} & {*wanted[query]}]
    assert len(missed) <= may_miss, missed


def test_what_the_book_does_not_have_is_said(answered):
    said = {
        query: answered[0][query][1]
        for queries in QUERIES.values()
        for query, sections in queries.items()
        if not sections and query not in UNKNOWABLE
    }
    kind = re.compile("has nothing on|No section has all|is nowhere in this book")
    assert said and [query for query, words in said.items() if not kind.search(words)] == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("depthwise", "depthwise separable convolution ·"),
        ("1x1 conv", "1×1"),
        ("1×1 conv", "1×1"),
        ("1 x 1 conv", "1×1"),
        ("ReLU6", "ReLU6"),
        ("chann", "channel"),
        ("深度可分离卷积", "depthwise separable convolution"),
        ("感受野", "receptive field"),
        ("receptive fields", "receptive field"),
        ("receptive-field", "receptive field"),
        ("groups=in_channels", "groups=in_channels"),
        ("K²", "What does it cost?"),
    ],
)
def test_finds(open_page, typed, found):
    page, _, troubles = open_page("search.html")
    type_in(page, typed)
    assert any(found in result for result in results(page)[:5]), results(page)[:5]
    assert page.locator("#search-results mark").first.is_visible() and troubles == []


def test_reads_a_slip_and_says_so(open_page):
    page, _, _ = open_page("search.html?q=paddng")
    assert any(result.startswith("padding") for result in results(page)[:3])
    assert "“padding”" in page.get_by_role("status").text_content()


@pytest.mark.parametrize(
    ("typed", "term"), [("overfitting", None), ("batchnormalization", "BatchNorm")]
)
def test_offers_near_terms_where_nothing_is_found(open_page, typed, term):
    page, _, _ = open_page(f"search.html?q={typed}")
    assert f"nothing on “{typed}”" in page.get_by_role("status").text_content()
    if term:
        assert any(result.startswith(term) for result in results(page))
    else:
        page.get_by_role("status").get_by_role("link", name="glossary").click()
        page.wait_for_url("**/chapters/glossary.html")


def test_what_is_typed_is_in_the_address_and_comes_back(open_page):
    page, _, troubles = open_page("search.html?from=elsewhere")
    type_in(page, "linear bottleneck")
    assert parse_qs(urlsplit(page.url).query) == {"from": ["elsewhere"], "q": ["linear bottleneck"]}
    before = results(page)
    page.locator("#search-results a").first.click()
    page.wait_for_url("**/chapters/**")
    page.go_back(wait_until="load")
    assert page.locator("article input").input_value() == "linear bottleneck"
    assert results(page) == before and troubles == []
    type_in(page, "")
    assert urlsplit(page.url).query == "from=elsewhere"


def test_found_words_are_marked_where_a_result_leads(open_page):
    page, _, troubles = open_page("search.html?q=how+many+windows+fit")
    link = page.locator("#search-results a", has_text="How many windows fit?").first
    link.click()
    page.wait_for_selector("article mark")
    section = page.locator(f"[id='{urlsplit(page.url).fragment}']")
    assert {mark.lower() for mark in section.locator("mark").all_text_contents()} <= {
        *("window", "windows", "fits", "fit")
    }
    assert page.locator("mark").count() == section.locator("mark").count() > 1
    page.keyboard.press("Escape")
    assert page.locator("mark").count() == 0 and "highlight" not in page.url
    assert troubles == []


def test_marks_leave_folds_and_controls_alone(open_page):
    words = "?highlight=window+padding#explore-where-do-the-windows-lie"
    page, _, troubles = open_page(page_of("convolution") + words)
    page.wait_for_selector("article mark")
    control = page.locator(".explorable input[type=range]").first
    control.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => new URLSearchParams(location.search).size > 1")
    assert "highlight=window+padding" in page.url
    assert page.locator(".explorable mark").count() == 0
    assert page.locator("details.guess[open]").count() == 0 and troubles == []


def test_a_fold_opens_where_the_words_are_nowhere_else(open_page):
    section = "what-if-there-are-several-channels-and-filters"
    page, _, _ = open_page(f"{page_of('convolution')}?highlight=162#{section}")
    page.wait_for_selector("article mark")
    assert page.locator("article mark").first.is_visible()


def test_a_term_has_an_address(open_page):
    page, _, troubles = open_page("search.html?q=感受野")
    page.locator("#search-results a").first.click()
    page.wait_for_url("**/glossary.html?*#receptive-field")
    term = page.locator("dt#receptive-field")
    assert term.is_visible() and term.locator("mark").text_content() == "感受野"
    term.hover()
    term.get_by_role("link").click()
    twice = page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.filter((id, k) => ids.indexOf(id) < k) }"
    )
    assert twice == [] and page.locator("dt:not([id])").count() == 0 and troubles == []


def test_text_is_never_markup(open_page):
    attack = "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+(%5B"
    page, _, troubles = open_page(f"search.html?q={attack}")
    assert troubles == [] and page.locator("#search-results img, #search-status img").count() == 0
    page, _, troubles = open_page(f"{page_of('grouped')}?highlight={attack}#%5Bx")
    page.wait_for_function("() => typeof readWords === 'function'")
    assert troubles == [] and page.locator("article img[src=x]").count() == 0


def test_opens_by_keyboard_and_works_from_a_folder(open_page, site):
    page, _, troubles = open_page("index.html", base=f"{site.as_uri()}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("ReLU6")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=ReLU6")
    page.wait_for_selector("#search-results li")
    type_in(page, "linear bottleneck")
    page.locator("#search-results a").first.click()
    page.wait_for_selector("article mark")
    assert troubles == []

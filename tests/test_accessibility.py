"""Everyone can read it: no axe-core violation on any page, unfolded, guessed and dark; headings in
order, a skip link, focus that is seen, pictures described, the system's own colours, a narrow
screen with text set wide.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from course import CHAPTER_PAGES, PAGES, explorable_pages, page_of

UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"
EXPERIMENTAL = {
    "rules": {"label-content-name-mismatch": {"enabled": True}},
    "resultTypes": ["violations"],
}


GUESS = """() => {
    for (const field of document.querySelectorAll(".field input")) {
        field.value = "7";
        field.dispatchEvent(new Event("input"));
    }
    document.querySelectorAll("details.guess").forEach((fold) => { fold.open = true; });
    document.querySelectorAll(".answer button").forEach((button) => button.click());
}"""


@pytest.mark.prove
@pytest.mark.parametrize("state", ["open", "guessed", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "search.html?q=convolution", "404.html"])
def test_no_axe_violation(open_page, path, state):
    width, theme = (360, "dark") if state == "dark" else (1280, "light")
    page, _, _ = open_page(path, width=width, theme=theme, reduced_motion="reduce")
    if state == "guessed" and not page.locator(".field").count():
        return
    explorable = page.locator(".explorable-start")
    if explorable.count() and page.locator("script[src*='mount.js']").count():
        explorable.scroll_into_view_if_needed()
        page.locator(".explorable").wait_for()
    page.evaluate(GUESS if state == "guessed" else UNFOLD)
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


@pytest.mark.parametrize("path", ["chapters/glossary.html", "chapters/notation.html"])
def test_chinese_words_are_told_as_chinese(open_page, path):
    """All of them and nothing else, so that a screen reader does not spell them in English."""
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    told = page.eval_on_selector_all("article [lang=zh]", "all => all.map(e => e.textContent)")
    assert told and not any(re.search("[A-Za-z]", words) for words in told)
    untold = page.locator("article").evaluate(
        "all => { all.querySelectorAll('[lang=zh]').forEach((e) => e.remove());"
        " return all.textContent; }"
    )
    assert not re.search("[\u4e00-\u9fff]", untold)


@pytest.mark.parametrize("width", [320, 1000])
def test_what_keys_reach_is_on_the_screen(open_page, width):
    """Nothing that takes focus stands beside the page, as in a drawer that is closed."""
    page, _, _ = open_page(page_of("grouped"), width=width, wait_until="domcontentloaded")
    beside = page.eval_on_selector_all(
        "a, button, input, summary, [tabindex]",
        """all => all.filter((e) => {
            const { left, right } = e.getBoundingClientRect();
            return e.checkVisibility({ visibilityProperty: true }) && !e.closest(".skip-link") &&
                (left >= innerWidth || right <= 0);
        }).map((e) => e.textContent)""",
    )
    assert beside == []


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


MASKED = """() => [...document.querySelectorAll("*")].flatMap((element) => ["", "::before"]
    .map((part) => getComputedStyle(element, part || undefined))
    .filter((style) => style.maskImage.startsWith("url") && style.content !== "none")
    .map((style) => style.backgroundColor))"""


@pytest.mark.parametrize(
    ("theme", "ink"), [("light", "rgb(0, 0, 0)"), ("dark", "rgb(255, 255, 255)")]
)
def test_icons_are_drawn_in_the_system_s_colours(open_page, theme, ink):
    path = page_of("depthwise-separable")
    page, _, _ = open_page(path, width=390, theme=theme, forced_colors="active")
    colours = page.evaluate(MASKED)
    assert len(colours) > 50 and set(colours) == {ink}


def test_swatches_keep_their_colours_where_the_system_forces_its_own(open_page):
    page, _, _ = open_page(explorable_pages()["multipliers"], forced_colors="active")
    page.locator(".explorable-start").scroll_into_view_if_needed()
    page.locator(".explorable .swatch").first.wait_for()
    grounds = "all => all.map(e => getComputedStyle(e).backgroundColor)"
    kept = page.eval_on_selector_all(".explorable .swatch", grounds)
    assert len(set(kept)) > 2


SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
}"""
CUT = """() => [...document.querySelectorAll(".prev-next-area a, .bd-header-article, button")]
    .filter((part) => part.checkVisibility() && getComputedStyle(part).overflowX !== "visible")
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.textContent.trim())"""


@pytest.mark.prove
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_at_320_pixels(open_page, path):
    """As 400 % zoom shows it, and with the spacing of WCAG 1.4.12."""
    page, _, _ = open_page(path, width=320)
    page.evaluate(UNFOLD)
    for spaced in (False, True):
        if spaced:
            page.evaluate(SPACED)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, spaced
        assert page.evaluate(CUT) == [], spaced


SMALL = """() => [...document.querySelectorAll("a, button, select, summary, input, [role=switch]")]
    .filter((part) => part.checkVisibility() && getComputedStyle(part).display !== "inline")
    .map((part) => [part, (part.closest("label") ?? part).getBoundingClientRect()])
    .filter(([, { width, height }]) => width && Math.min(width, height) < 23.5)
    .map(([part]) => part.outerHTML.slice(0, 90))"""


@pytest.mark.prove
@pytest.mark.parametrize("path", sorted({*explorable_pages().values(), "index.html"}))
def test_targets_are_large_enough(open_page, path):
    page, _, _ = open_page(path, width=390)
    if page.locator(".explorable-start").count():
        page.locator(".explorable-start").scroll_into_view_if_needed()
        page.locator(".explorable-picture > *").first.wait_for()
    assert page.evaluate(SMALL) == []


def test_tab_stops_only_where_something_can_be_done(open_page):
    """What is printed is not copied, and a formula that fits is not scrolled."""
    page, _, _ = open_page(page_of("depthwise-separable"))
    page.evaluate(UNFOLD)
    assert page.locator(".cell_output button").count() == 0
    assert page.locator(".cell_input button").count() > 20
    page.wait_for_function(
        "() => [...document.querySelectorAll('.formula, article pre')].every((part) =>"
        " (part.tabIndex === 0) === (part.scrollWidth > part.clientWidth))"
    )


NAMES = """() => [...document.querySelectorAll(
    "article :is(summary, .copybtn, .answer button, .guess-field input)")].map((part) => {
    const parts = part.getAttribute("aria-labelledby")?.split(" ") ?? [];
    const name = parts.map((id) => document.getElementById(id).textContent).join(" ");
    return part.getAttribute("aria-label") ?? (name || part.textContent);
})"""


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_what_looks_alike_has_a_name_of_its_own(path, open_page):
    page, _, _ = open_page(path, wait_until="networkidle")
    page.locator(".copybtn[aria-label]").first.wait_for(state="attached")
    names = page.evaluate(NAMES)
    twice = {name for name in names if names.count(name) > 1}
    assert len(names) > 30 and not twice, twice


def test_code_and_what_it_prints_say_which_they_are(open_page):
    page, _, _ = open_page(page_of("depthwise-separable"))
    for name, holds in ("Code", "reach(standard, x)"), ("Output", "(4, 3, 3, 3) 108"):
        parts = page.get_by_role("group", name=name, exact=True)
        assert parts.count() > 20 and parts.filter(has_text=holds).count() == 1


def test_one_skips_to_the_contents_of_the_page(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.get_by_role("link", name="Skip to the contents").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('#pst-page-toc-nav a')")


def test_matrices_fit_a_phone(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0], width=390)
    wide = page.locator("section[id^=exercise-] .formula:has(mtable)").evaluate_all(
        "all => all.map((part) => part.scrollWidth - part.clientWidth)"
    )
    assert len(wide) > 1 and not any(wide)


def test_tables_say_what_heads_a_column_and_what_a_row(open_page):
    page, _, _ = open_page(page_of("depthwise-separable"))
    table = page.locator("table:has(th.stub)").first
    heads = table.get_by_role("columnheader").all_inner_texts()
    assert heads == ["weights", "multiply–accumulates (MACs)"]
    assert table.get_by_role("rowheader").first.inner_text() == "standard"
    assert page.locator("thead th:not([scope=col])").count() == 0

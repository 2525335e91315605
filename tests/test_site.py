"""The built site, in a real browser: no third party, nothing broken, math rendered, it fits a
phone, works from a folder and without scripts, buttons follow the fork.
"""

import re
from urllib.parse import parse_qs

import pytest
import yaml
from book import ROOT
from building import build
from course import CHAPTER_PAGES, CHAPTERS, NOTEBOOK_PAGES, PAGES, read_notebook


@pytest.mark.parametrize("path", PAGES)
def test_no_third_party_and_no_error(open_page, address, path):
    _, requests, troubles = open_page(path)
    assert [url for url in requests if not url.startswith((address, "data:"))] == []
    assert troubles == []


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.prove)])
@pytest.mark.parametrize("path", PAGES)
def test_fits_a_phone(open_page, path, theme):
    page, _, _ = open_page(path, width=360, theme=theme)
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
        " 361).map(e => e.outerHTML.slice(0, 90))"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, wide[:5]
    assert page.evaluate("document.documentElement.dataset.theme") == theme


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_math_is_rendered(open_page, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    heights = page.eval_on_selector_all(
        "article math", "all => all.map(math => math.getBoundingClientRect().height)"
    )
    assert heights and min(heights) > 5
    assert "$" not in page.eval_on_selector_all(
        "article p, article li, article td", "all => all.map(e => e.textContent).join(' ')"
    )


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_exercises_are_folded_and_open(open_page, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
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


@pytest.mark.parametrize("path", NOTEBOOK_PAGES)
def test_links_lead_somewhere(open_page, address, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    links = page.eval_on_selector_all("article a[href]", "all => all.map(a => a.href)")
    for link in {link for link in links if link.startswith(address)}:
        where, _, anchor = link.partition("#")
        assert page.request.get(where).ok, link
        if anchor and where == page.url:
            assert page.locator(f"[id='{anchor}']").count(), link


@pytest.mark.parametrize("path", NOTEBOOK_PAGES)
def test_colab_button_points_to_the_fork(open_page, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    link = page.get_by_role("link", name="Open in Colab")
    notebook = path.replace(".html", ".ipynb")
    assert (
        link.get_attribute("href")
        == f"https://colab.research.google.com/github/some-reader/their-fork/blob/trunk/{notebook}"
    )


def test_a_chapter_is_downloaded_and_the_way_to_run_it_stands_beside(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    with page.expect_download() as found:
        page.locator(".btn-download").click()
    assert found.value.suggested_filename == CHAPTER_PAGES[0].split("/")[1].replace("html", "ipynb")
    page.get_by_role("link", name="How to run it").first.click()
    page.wait_for_url("**/running.html")
    page.go_back()
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("article").get_by_role("link", name="how to run it").click()
    page.wait_for_url("**/running.html")


def test_no_dead_button_without_github(tmp_path):
    site = build(tmp_path, "/somewhere/on/a/disk")
    page = (site / CHAPTER_PAGES[-1]).read_text(encoding="utf8")
    assert "colab.research" not in page and "Source repository" not in page
    assert "Report a mistake" not in page
    assert not (site / "sitemap.xml").exists()
    assert "Sitemap" not in (site / "robots.txt").read_text(encoding="utf8")
    assert '"@type": "LearningResource"' in page and '"url"' not in page


@pytest.mark.parametrize("path", ["chapters/glossary.html", CHAPTER_PAGES[3]])
def test_a_mistake_is_reported_with_its_section(open_page, path):
    """One link a page opens an issue in the fork; it names the section that is read."""
    page, _, _ = open_page(path, reduced_motion="reduce")
    section = page.locator("#pst-page-toc-nav a").nth(4)
    heading, anchor = section.text_content().strip(), section.get_attribute("href")
    section.click()
    link = page.get_by_role("link", name=f"Report a mistake in “{heading}”")
    link.wait_for()
    contents = page.locator("#pst-page-toc-nav").bounding_box()
    assert link.bounding_box()["y"] >= contents["y"] + contents["height"], "it stands below them"
    where, _, query = link.get_attribute("href").partition("?")
    issue = {name: values[0] for name, values in parse_qs(query).items()}
    assert where == "https://github.com/some-reader/their-fork/issues/new"
    title = page.locator("h1").first.text_content().removesuffix("#").strip()
    written = path.replace("chapters", "lessons") if path in CHAPTER_PAGES else path
    assert issue["title"] == f"{title}: {heading}"
    assert issue["body"].splitlines()[:2] == [
        f"Page: https://some-reader.github.io/their-fork/{path}{anchor}",
        f"Written in: {written.replace('.html', '.md')}",
    ]


@pytest.mark.parametrize("path", [PAGES[0], CHAPTER_PAGES[0]])
def test_works_from_a_folder(open_page, site, path):
    page, requests, troubles = open_page(path, base=f"{site.as_uri()}/")
    assert troubles == [] and all(url.startswith("file:") for url in requests)
    page.locator(".prev-next-area a, article a.internal").filter(visible=True).first.click()
    page.wait_for_load_state()
    assert page.locator("h1").first.is_visible() and page.url.startswith("file:")


@pytest.mark.parametrize("path", [PAGES[0], CHAPTER_PAGES[0]])
def test_reads_without_scripts(open_page, path):
    page, _, _ = open_page(path, java_script_enabled=False)
    assert (
        page.locator("article h1").is_visible()
        and page.locator("nav.bd-links a").first.is_visible()
    )
    assert (
        page.locator(".theme-switch-button, .search-button__button").filter(visible=True).count()
        == 0
    )
    assert (
        page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        == "rgb(255, 255, 255)"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_right_before_the_first_paint(open_page, theme):
    page, _, _ = open_page(CHAPTER_PAGES[0], theme=theme)
    late = re.compile(r"/_static/(?!theme\.js).*\.js")
    page.route(late, lambda route: route.abort())
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == theme


def test_colours_follow_the_system(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0], theme="light")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.get_by_role("button", name="Colours: the system’s").click()
    page.get_by_role("button", name="Colours: light").wait_for()
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_what_is_open_and_what_is_current_is_told(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    chapters = page.get_by_role("button", name="Chapters", exact=True)
    for is_open in ("true", "false", "true"):
        assert chapters.get_attribute("aria-expanded") == is_open
        chapters.click()
    current = page.locator("#pst-primary-sidebar [aria-current=page]")
    assert current.get_attribute("href") in ("#", CHAPTER_PAGES[0].split("/")[1])


def test_the_search_is_opened_by_keys(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    dialog = page.locator("#pst-search-dialog")
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type("kernel")
    assert dialog.locator("input").input_value() == "kernel"
    page.mouse.click(20, 780)
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="Search").filter(visible=True).first.click()
    dialog.wait_for(state="visible")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=kernel")
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type("stride")
    assert page.locator("article input").input_value() == "stride"


def test_contents_are_offered_where_there_are_contents(site):
    """By a button on narrow screens, and by a link for the keys."""
    for path in [*PAGES, "search.html", "404.html"]:
        text = (site / path).read_text(encoding="utf8")
        offers = text.count('aria-label="On this page"') + text.count("to-contents")
        assert offers == 2 * text.count('id="pst-page-toc-nav"'), path


def test_the_contents_open_on_narrow_screens(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0], width=360)
    contents = page.locator("dialog[open] #pst-page-toc-nav")
    page.get_by_role("button", name="On this page").click()
    contents.wait_for(state="visible")
    page.mouse.click(5, 400)
    contents.wait_for(state="hidden")
    assert page.locator("#pst-secondary-sidebar #pst-page-toc-nav").count() == 1


def test_what_scrolls_is_reached_by_keys(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0], width=360)
    reached = page.evaluate(
        """() => [...document.querySelectorAll("article pre")]
            .filter((code) => code.checkVisibility())
            .map((code) => [code.scrollWidth > code.clientWidth, code.tabIndex === 0])"""
    )
    assert any(scrolls for scrolls, _ in reached)
    assert all(scrolls == stops for scrolls, stops in reached)


def test_the_chosen_theme_is_kept(open_page, address):
    page, _, _ = open_page("index.html", theme="light")
    while page.evaluate("document.documentElement.dataset.mode") != "dark":
        page.get_by_role("button", name="Colours").click()
    page.goto(address + CHAPTER_PAGES[0])
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_list_of_contents_follows_the_reader(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    link = page.locator("#pst-page-toc-nav > ul > li > a").nth(3)
    page.evaluate(
        "id => document.getElementById(id).scrollIntoView()", link.get_attribute("href")[1:]
    )
    page.wait_for_function("link => link.classList.contains('active')", arg=link.element_handle())
    assert page.locator("#pst-page-toc-nav > ul > li > a.active").count() == 1


def test_the_list_of_pages_is_the_table_of_contents(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[3])
    parts = page.eval_on_selector_all(
        "#pst-primary-sidebar nav .caption",
        """all => all.map(part => [part.textContent.trim(),
            [...part.nextElementSibling.querySelectorAll("a")].map(link => link.href)])""",
    )
    current = page.locator("#pst-primary-sidebar nav li.current.active > a")
    assert current.evaluate_all("all => all.map(link => link.getAttribute('href'))") == ["#"]
    table = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))
    address = page.url.removesuffix(CHAPTER_PAGES[3])
    assert [
        [name, [link.removeprefix(address).removesuffix("#") for link in links]]
        for name, links in parts
    ] == [
        [part["caption"], [f"{chapter['file']}.html" for chapter in part["chapters"]]]
        for part in table["parts"]
    ]


def test_the_list_of_chapters_folds(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    button, chapters = (
        page.get_by_role("button", name="Chapters"),
        page.locator("#pst-primary-sidebar nav"),
    )
    button.focus()
    page.keyboard.press("Enter")
    chapters.wait_for(state="hidden")
    assert button.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    chapters.wait_for(state="visible")
    page.set_viewport_size({"width": 360, "height": 740})
    chapters.wait_for(state="hidden")
    button.click()
    assert page.locator("dialog[open] nav").is_visible()
    page.keyboard.press("Escape")
    chapters.wait_for(state="hidden")


def test_code_is_copied(open_page):
    page, _, _ = open_page(
        CHAPTER_PAGES[0], reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]
    )
    cell = page.locator(".cell_input .highlight").filter(visible=True).first
    cell.get_by_role("button").focus()
    assert cell.get_by_role("button").evaluate("button => getComputedStyle(button).opacity") == "1"
    page.keyboard.press("Enter")
    assert (
        page.evaluate("navigator.clipboard.readText()").strip()
        == cell.locator("pre").inner_text().strip()
    )


def test_code_is_selected_where_it_cannot_be_copied(open_page):
    page, _, troubles = open_page(CHAPTER_PAGES[0])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    cell = page.locator(".cell_input .highlight").filter(visible=True).first
    cell.hover()
    cell.get_by_role("button", name="Copy").click()
    cell.get_by_role("button", name="Selected: press Ctrl+C").wait_for()
    assert (
        page.evaluate("String(getSelection())").strip() == cell.locator("pre").inner_text().strip()
    )
    assert troubles == []


def test_headings_have_a_permalink(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    headings = page.locator("article :is(h1, h2, h3)")
    assert (
        headings.count() == page.locator("article :is(h1, h2, h3) a.headerlink[href^='#']").count()
    )


@pytest.mark.prove
@pytest.mark.parametrize("path", [*PAGES, "search.html", "404.html"])
def test_only_the_site_s_own_scripts_run(open_page, site, path):
    page, _, troubles = open_page(path)
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert "script-src 'self';" in policy and "unsafe" not in policy
    code = page.locator("script:not([src], [type='application/ld+json'])")
    assert code.count() == 0 and " style=" not in (site / path).read_text(encoding="utf8")
    assert troubles == []
    inject = """(address) => {
        for (const script of [{ textContent: "window.injected = 1" }, { src: address }]) {
            document.body.append(Object.assign(document.createElement("script"), script));
        }
        return window.injected;
    }"""
    assert page.evaluate(inject, "https://example.org/script.js") is None
    assert len(troubles) >= 2 and all(
        "Content Security Policy" in trouble or "example.org" in trouble for trouble in troubles
    )


def test_the_landing_page_lists_every_chapter_under_its_part(open_page):
    page, _, _ = open_page("index.html")
    found = []
    for section in page.locator("section section section").all():
        part = section.locator("h3").text_content().removesuffix("#")
        for term, about in zip(
            section.locator("dt").all(), section.locator("dd").all(), strict=True
        ):
            link = term.locator("a").get_attribute("href")
            found.append((part, link, term.text_content(), about.text_content().strip()))
    expected = []
    for chapter in CHAPTERS:
        cells, lesson = read_notebook(chapter).cells, read_notebook(chapter).metadata.lesson
        title = cells[0].source.partition("\n")[0].removeprefix("# ")
        minutes = re.search(r"About\s+(\d+)\s+minutes\s+to\s+read", cells[0].source)[1]
        about = f"{lesson.summary} {minutes} minutes".replace("`", "")
        expected.append((lesson.part, f"chapters/{chapter.file}.html", title, about))
    assert found == expected

"""A page says what it is when it is listed or shared, under its own address; an address that leads
nowhere leads back.
"""

import json
import re
import xml.etree.ElementTree
from pathlib import Path

import pytest
from course import CHAPTER_PAGES, CHAPTERS, PAGES, read_notebook
from PIL import Image
from visitors import PATIENCE

BASE = "https://some-reader.github.io/their-fork/"


@pytest.mark.parametrize("path", PAGES)
def test_title_description_and_card(open_page, site, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    tags = dict(
        page.eval_on_selector_all(
            "meta[content]",
            "all => all.map(e => [e.getAttribute('property') ?? e.name, e.content])",
        )
    )
    assert (
        page.title()
        and tags["og:title"] == page.locator("h1").first.text_content().removesuffix("#").strip()
    )
    assert 50 <= len(tags["description"]) <= 200 and tags["description"] == tags["og:description"]
    assert re.search(r"[^.][.?!]$", tags["description"])
    assert page.title().count("Taking Convolution Apart") == 1
    assert page.locator("meta[name=viewport]").count() == 1
    assert (
        page.locator("link[rel=canonical]").get_attribute("href")
        == tags["og:url"]
        == BASE + ("" if path == "index.html" else path)
    )
    card = site / Path(tags["og:image"].removeprefix(BASE))
    with Image.open(card) as image:
        assert image.size == (1200, 630) and card.stat().st_size < 60_000


def test_descriptions_differ(site):
    named = re.compile('<meta name="description" content="([^"]+)"')
    found = [named.search((site / path).read_text(encoding="utf8"))[1] for path in PAGES]
    assert len(set(found)) == len(PAGES)


def structured_data(site, path):
    text = (site / path).read_text(encoding="utf8")
    return json.loads(*re.findall(r'<script type="application/ld\+json">(.+?)</script>', text))


def test_the_first_page_says_that_it_is_a_course(site):
    data = structured_data(site, "index.html")
    assert (data["@context"], data["@type"], data["url"]) == ("https://schema.org", "Course", BASE)
    assert data["name"] and data["description"] and data["provider"]["name"]
    first = [read_notebook(chapter).cells[0].source for chapter in CHAPTERS]
    minutes = sum(int(re.search(r"About (\d+) minutes", said)[1]) for said in first)
    assert data["hasCourseInstance"]["courseWorkload"] == f"PT{round(minutes / 60)}H"


@pytest.mark.parametrize("path", PAGES[1:])
def test_a_page_says_that_it_is_part_of_the_course(site, path):
    data = structured_data(site, path)
    assert (data["@type"], data["url"]) == ("LearningResource", BASE + path)
    assert data["isPartOf"]["url"] == BASE
    if path in CHAPTER_PAGES:
        assert data["position"] == CHAPTER_PAGES.index(path) + 1
        assert re.fullmatch(r"PT\d+M", data["timeRequired"]) and data["dateModified"]


def test_the_sitemap_lists_every_page(site):
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = xml.etree.ElementTree.parse(site / "sitemap.xml").findall("s:url/s:loc", names)
    assert sorted(entry.text for entry in found) == sorted(
        BASE + path.removeprefix("index.html") for path in PAGES
    )
    robots = (site / "robots.txt").read_text(encoding="utf8").splitlines()
    assert robots == ["User-agent: *", "Disallow:", "", f"Sitemap: {BASE}sitemap.xml"]


def test_a_lost_reader_finds_back(browser, site, tmp_path):
    """GitHub serves 404.html at any depth, under the address that was asked for."""
    lost = BASE + "some/deep/page.html"

    def serve(route):
        file = site / route.request.url.removeprefix(BASE).partition("?")[0]
        (
            route.fulfill(path=file)
            if file.is_file()
            else route.fulfill(path=site / "404.html", status=404)
        )

    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    context.route("**/*", serve)
    page, failed = context.new_page(), []
    page.on(
        "response",
        lambda response: (
            response.status >= 400 and response.url != lost and failed.append(response.url)
        ),
    )
    page.goto(lost)
    assert failed == [] and "not here" in page.locator("h1").text_content()
    page.get_by_role("link", name="The first page").click()
    page.wait_for_url(BASE + "index.html")
    context.close()

"""Addresses last: every one that there ever was leads to a place, exercises are called by their
names, and a heading stands under the header, whichever way one came.
"""

import re

import pytest
from addresses import KNOWN, addresses, read_known
from course import BOOK, CHAPTER_PAGES, CHAPTERS, page_of
from landing import NEAR, land
from visitors import PlaywrightVisitor


def test_every_address_that_there_ever_was_leads_to_a_place(site):
    today, lost = addresses(site), []
    moved = dict(re.findall(r'"([^"]+)" = "([^"]+)"', (BOOK.root / "moved.toml").read_text("utf8")))
    pages = {f"{old}.html": page_of(name) for old, name in moved.items() if "/" in old}
    notices = {
        f"{page}#{place}"
        for page in CHAPTER_PAGES
        for place in re.findall(r'<p class="moved" id="([^"]+)"', (site / page).read_text("utf8"))
    }
    for address in read_known():
        page, _, place = address.partition("#")
        now = f"{pages.get(page, page)}#{place}" if place else pages.get(page, page)
        if now not in today | notices:
            lost.append(address)
    assert not lost, f"say in moved.toml where these are now: {sorted(lost)}"


def test_every_address_of_today_is_written_down(site):
    new = addresses(site) - read_known()
    assert not new, f"`make book && python tools/addresses.py` adds to {KNOWN.name}: {sorted(new)}"


def test_exercises_are_called_by_their_names(site):
    for chapter, path in zip(CHAPTERS, CHAPTER_PAGES, strict=True):
        text = (site / path).read_text("utf8")
        names = [re.sub(r"^\d+-", "", file.stem) for file in chapter.exercises]
        assert re.findall(r'<section id="exercise-([^"]+)"', text) == names


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "chapters/09-from-macs-to-milliseconds.html?batch=4#exercise-9-3-write-the-stopwatch",
            "from-macs-to-milliseconds?batch=4#exercise-9-3-write-the-stopwatch",
        ),
        (
            "chapters/02-memory-layouts.html#exercise-2-5-take-depthwise-filters-to-tensorflow",
            "depthwise-separable#exercise-depthwise-filters-to-tensorflow",
        ),
    ],
)
def test_an_old_address_leads_on(open_page, old, new):
    page, _, troubles = open_page(old)
    name, rest = re.match(r"([a-z-]+)(.*)", new).groups()
    page.wait_for_url(f"**/{page_of(name)}{rest}")
    assert page.locator("section:has(:target), section:target").last.is_visible()
    assert troubles == []


def test_without_scripts_an_old_address_has_a_link(open_page):
    place = "exercise-2-5-take-depthwise-filters-to-tensorflow"
    page, _, _ = open_page(f"{page_of('memory-layouts')}#{place}", java_script_enabled=False)
    moved = page.locator(".moved").filter(visible=True)
    assert moved.count() == 1
    moved.get_by_role("link").click()
    assert page.url.endswith("#exercise-depthwise-filters-to-tensorflow")
    page, _, _ = open_page("chapters/10-design-your-own.html", java_script_enabled=False)
    page.wait_for_url(f"**/{page_of('design-your-own')}")


@pytest.mark.parametrize(
    ("width", "slug", "unfolded"),
    [(1280, "depthwise-separable", False), (390, "grouped", True)],
)
def test_a_heading_stands_under_the_header(open_page, address, site, width, slug, unfolded):
    """With an explorable and guesses above it, whichever way one came."""
    path, (page, _, _) = page_of(slug), open_page("404.html", width=width)
    old = re.search(r'<span id="(exercise-[^"]+)"', (site / path).read_text("utf8"))[1]
    for way, below in land(PlaywrightVisitor(page), address, path, old, unfolded):
        assert 0 <= below <= NEAR, (way, below)

"""The explorables, in a real browser: their arithmetic is PyTorch's, keyboard and phone suffice,
the address keeps the setting, challenges are recognised.
"""

import io

import pytest
from book import ROOT
from course import explorable_pages
from photograph import TARGET, make_photograph
from PIL import Image
from playing import find, visit

MODULES = ROOT / "assets" / "explorables"
LIMIT, LIMIT_OF_STYLES = 20_000, 32_000  # bytes


EXPLORABLES = explorable_pages()

# For each challenge, in their order, a setting that meets it.
SOLUTIONS = {
    "geometry": [
        "kernel=typed in&weights=0 0 0 0 0 1 0 0 0",
        "stride=2&padding=0",
        "padding=3",
    ],
    "layout": [
        "moves=permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)&step=3",
        "moves=permute(0, 2, 3, 1).contiguous().reshape(N, C, H, W)&step=3",
        "needs=a 3×3 window of one channel",
    ],
    "groups": [
        "in_channels=4&out_channels_1=16&out_channels_2=4&groups_1=4&groups_2=4&shuffle_1=on",
        "in_channels=3",
        "in_channels=4&out_channels_1=12&groups_1=4",
    ],
    "cost": [
        "out_channels=9",
        "out_channels=1",
        "depth_multiplier=2&kernel_4=0,1,1,-1,0,1,-1,-1,0",
    ],
    "rank": [
        "kernel=Laplacian&K=3&rank=2",
        "kernel=ring",
        "kernel=typed in&weights=1 2 3%0A2 4 6%0A3 6 9",
    ],
    "receptive-field": [
        "layers=k3s1d2,k3s1d2,k3s1d2",
        "layers=k3s1d1,k3s2d1,k3s1d2",
        "layers=k3s1d1,k3s1d3,k3s1d5",
        "layers=k3s1d1,k3s1d3,k3s1d9",
    ],
    "multipliers": ["alpha=1&size=160", "budget=200", "alpha=0.2"],
    "spiral": [
        "dimension=4&turned=0:0=0,1=90,2=180,3=270",
        "dimension=2&turned=0:0=0,1=10",
        "show=the block&narrow=8&out=8",
        "turned=0:0=45,1=45,2=225",
    ],
    "published": ["channel=13", "channel=4&row=55&column=20", "channel=8&kernel=rank 1"],
    "roofline": [
        "layer=pointwise 1×1&channels=8&size=224",
        "layer=pointwise 1×1&peak=10000",
        "layer=depthwise %2B pointwise&peak=100000&cache=0",
        "layer=standard 3×3&channels=8&size=4",
    ],
    "budget": [
        "rows=c8s2-i16s2t2-i16t2-i32s2t2-i32t2-p64",
        "rows=c8s2-c8-c10s2-c10-c24s2-c24",
        "rows=c8s2-d16-d24s2-d24-d48s2-d48",
    ],
}


# On the page


def test_every_module_is_tested():
    modules = {path.stem for path in MODULES.glob("*.js")} - {
        "common",
        "convolution",
        "first-layers",
        "grips",
        "kernels",
        "labels",
        "mount",
        "moving-picture",
        "network",
        "pictures",
        "stacks",
    }
    assert set(EXPLORABLES) <= modules == set(SOLUTIONS)


def test_photograph_is_what_its_tool_makes():
    assert list(Image.open(TARGET).tobytes()) == list(make_photograph().tobytes())


def test_files_are_small():
    sizes = {path.name: path.stat().st_size for path in MODULES.iterdir()}
    assert sizes.pop("explorables.css") <= LIMIT_OF_STYLES
    assert max(sizes.values()) <= LIMIT, sizes


@pytest.mark.parametrize("name", EXPLORABLES)
@pytest.mark.parametrize(("width", "kept"), [(390, "--narrow"), (1280, "--wide")])
def test_its_place_is_kept_free(open_page, name, width, kept):
    """Nothing below it moves when it comes: its height is reserved, to within three lines."""
    page, _, _ = visit(open_page, EXPLORABLES[name], width=width)
    root = find(page)
    reserved = root.evaluate(
        "(root, kept) => parseFloat(getComputedStyle(root.parentElement).getPropertyValue(kept))",
        kept,
    )
    needed = root.evaluate("root => root.offsetHeight") + 32
    assert abs(reserved - needed) <= 75, f".starts-{name} {{ {kept}: {needed:.0f}px; }}"


@pytest.mark.parametrize("name", EXPLORABLES)
def test_keyboard_reaches_and_moves_every_control(open_page, address, name):
    page, requests, troubles = open_page(EXPLORABLES[name])
    root = find(page)
    assert root.get_attribute("role") == "group" and root.get_attribute("aria-label")
    form = root.locator(".explorable-controls")
    controls = form.locator("input:visible, select:visible, textarea:visible")
    ids = controls.evaluate_all(
        "all => all.map((control) => control.labels.length === 1 && control.id)"
    )
    assert all(ids), ids

    root.evaluate("root => { root.tabIndex = -1; root.focus(); }")
    what_it_shows = """() => {
        const start = document.querySelector(".explorable-start");
        const all = (query) => [...start.querySelectorAll(query)];
        const parts = all(".explorable-picture, .explorable-live").map((part) => part.innerHTML);
        const pixels = all("canvas").map((canvas) => canvas.toDataURL());
        const add = (hash, letter) => (31 * hash + letter.charCodeAt()) | 0;
        return [...parts, ...pixels].join().split("").reduce(add, 0);
    }"""
    live = root.locator(".explorable-live").inner_text()
    for control in ids:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == control
        before = page.evaluate(what_it_shows)
        for key, back in (("ArrowUp", "ArrowDown"), ("ArrowDown", "ArrowUp")):
            if page.evaluate(what_it_shows) == before:
                page.keyboard.press(key)
                undo = back
        assert page.evaluate(what_it_shows) != before, control
        if control != ids[-1]:
            page.keyboard.press(undo)
            assert page.evaluate(what_it_shows) == before, control
    if not ids:
        grip, before = root.locator("[data-grip]").first, page.evaluate(what_it_shows)
        for key in ("ArrowRight", "ArrowLeft"):
            if page.evaluate(what_it_shows) == before:
                grip.press(key)
        assert page.evaluate(what_it_shows) != before
    page.wait_for_url("**/*?*")
    changed = root.locator(".explorable-live p").first.inner_text()
    assert root.locator(".explorable-live").inner_text() != live
    assert root.locator(".explorable-live").get_attribute("aria-live") == "polite"

    assert troubles == [] and all(url.startswith((address, "data:")) for url in requests)

    link = root.get_by_role("link", name="Link to this setting").get_attribute("href")
    assert "#explore" in link and page.url.partition("?")[2] in link
    page, _, troubles = visit(open_page, link.removeprefix(address))
    assert find(page).locator(".explorable-live p").first.inner_text() == changed
    page.get_by_role("button", name="Reset").click()
    page.wait_for_url(lambda url: "?" not in url)
    assert "#explore" in page.url and troubles == []


@pytest.mark.parametrize("name", SOLUTIONS)
def test_challenges_are_recognised(open_page, name):
    page, _, troubles = visit(open_page, "chapters/notation.html")
    mount = """async ([name, query]) => {
        history.replaceState(null, "", query);
        const root = document.querySelector("article").appendChild(document.createElement("div"));
        await (await import(`${location.origin}/_static/explorables/${name}.js`)).mount(root);
        const items = [...root.querySelectorAll(".explorable-challenges li")].map(
            (item) => [item.classList.contains("met"), item.textContent]);
        const said = root.querySelector(".explorable-news").textContent;
        root.remove();
        return [items, said];
    }"""
    items, _ = page.evaluate(mount, [name, "?"])
    assert len(items) == len(SOLUTIONS[name]) >= 3
    assert not any(met for met, _ in items) and all(text.startswith("open: ") for _, text in items)
    for k, solution in enumerate(SOLUTIONS[name]):
        items, said = page.evaluate(mount, [name, f"?{solution}"])
        met, text = items[k]
        assert met and text.startswith("met: "), solution
        assert text.removeprefix("met: ").removesuffix("?") in said and "?" not in said
    page.evaluate("history.replaceState(null, '', '?')")
    page.wait_for_timeout(300)
    assert page.evaluate("location.search") == "", (
        "an explorable that is gone wrote its settings into the address"
    )
    assert troubles == []


def test_a_challenge_counts_where_a_drag_ends(open_page):
    """What is met in passing is not; the news moves nothing."""
    page, _, troubles = visit(open_page, f"{EXPLORABLES['geometry']}?padding=0")
    root = find(page)
    challenges, news = root.locator(".explorable-challenges"), root.locator(".explorable-news")
    high = challenges.bounding_box()["height"]
    box = page.locator("[data-grip=stride]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    cell = x - page.locator("[data-grip=window]").bounding_box()["x"]
    page.mouse.move(x, y)
    page.mouse.down()
    for steps, stride in ((1, 2), (0, 1), (1, 2)):
        page.mouse.move(x + steps * cell, y)
        root.locator("pre", has_text=f"stride={stride}").wait_for()
        assert root.locator(".met").count() == 0
        if stride == 1:
            page.mouse.up()
            assert root.locator(".met").count() == 0 and news.inner_text() == ""
            page.mouse.down()
    page.mouse.up()
    assert root.locator(".met").count() == 1
    assert news.text_content() == "Challenge met: make the last pixel fall off the edge."
    assert news.get_attribute("role") == "status"
    assert challenges.bounding_box()["height"] == high and troubles == []


def test_the_news_is_in_sight_until_something_else_is_done(open_page):
    page, _, troubles = visit(open_page, f"{EXPLORABLES['geometry']}?padding=0", width=390)
    root = find(page)
    below = """() => scrollBy({ behavior: "instant", top: document.querySelector(
        ".explorable-challenges").getBoundingClientRect().top - innerHeight - 20 })"""
    page.evaluate(below)
    news, stride = root.locator(".explorable-news"), page.locator("[data-grip=stride]")
    code = root.locator("pre")
    stride.focus()
    page.keyboard.press("ArrowRight")
    assert news.inner_text().startswith("Challenge met: make the last pixel")
    box = news.locator("span").bounding_box()
    assert 400 < box["y"] < box["y"] + box["height"] <= 800
    assert root.locator(".explorable-challenges").bounding_box()["y"] >= 800
    box = stride.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()  # nothing is done
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"])
    code.filter(has_text="stride=5").wait_for()
    assert news.inner_text() != ""
    page.mouse.up()
    assert news.inner_text() == "" and troubles == []


FINGERS = {
    "on a canvas": ("geometry", "window", -70, 60, True),
    "in a drawing": ("rank", "rank", 60, 60, True),
    "along what lets the page by": ("rank", "pixel", 60, 10, True),
    "across what lets the page by": ("rank", "pixel", 10, -90, False),
    "along a bar of a list": ("budget", "channels-2", 40, 5, True),
    "down a list, from a bar": ("budget", "channels-2", 30, -90, False),
}


@pytest.mark.parametrize(("name", "grip", "dx", "dy", "drags"), FINGERS.values(), ids=FINGERS)
def test_a_finger_drags_and_the_page_stays(open_page, name, grip, dx, dy, drags):
    phone = {"has_touch": True, "is_mobile": True, "width": 390}
    page, _, troubles = visit(open_page, EXPLORABLES[name], **phone)
    find(page)
    held = page.locator(f"[data-grip={grip}]").first
    held.evaluate("held => held.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page.evaluate(
        """() => {
            window.events = [];
            for (const type of ["pointermove", "pointerup", "pointercancel"]) {
                document.addEventListener(type, (event) => window.events.push(type), true);
            }
        }"""
    )
    live = page.locator(".explorable-live p").first
    box, scrolled, said = held.bounding_box(), page.evaluate("scrollY"), live.inner_text()
    start = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    way = [[start[0] + dx * k / 12, start[1] + dy * k / 12] for k in range(13)]
    finger = page.context.new_cdp_session(page)
    for k, (x, y) in enumerate(way):
        kind = "touchMove" if k else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.evaluate("() => new Promise(requestAnimationFrame)")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert (live.inner_text() != said) == drags
    events = page.evaluate("events")
    if drags:
        page.wait_for_url("**/*?*")
        assert events == ["pointermove"] * 12 + ["pointerup"]
        assert page.evaluate("scrollY") == scrolled
    else:
        assert events[-1] == "pointercancel" and page.evaluate("scrollY") > scrolled + 40
    assert troubles == []


def test_a_finger_taps_where_it_may_scroll(open_page):
    phone = {"has_touch": True, "is_mobile": True, "width": 390}
    page, _, troubles = visit(open_page, EXPLORABLES["rank"], **phone)
    live = find(page).locator(".explorable-live p").first
    said = live.inner_text()
    page.locator("[data-grip=pixel]").first.tap()
    page.wait_for_url("**/*?*")
    assert live.inner_text() != said and troubles == []


def test_the_first_tab_builds_it(open_page):
    """So that the keys do not pass by the place of a picture that is still far away."""
    page, _, troubles = open_page(EXPLORABLES["budget"])
    assert page.locator(".explorable-mounted").count() == 0
    page.keyboard.press("Shift")
    assert page.locator(".explorable-mounted").count() == 0
    page.keyboard.press("Tab")
    assert page.locator(".explorable-mounted").count() == 1
    page.wait_for_selector(".explorable-picture > *", state="attached")
    assert page.evaluate("scrollY") == 0 and troubles == []


LUMINANCES = """(root) => {
    const probe = root.appendChild(document.createElement("span"));
    const luminance = (name) => {
        probe.style.color = `color-mix(in srgb, var(${name}) 100%, transparent)`;
        const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number)
                .map(linear);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const colours = [0, 1, 2, 3, 4, 5].map((k) => `--c${k}`);
        const found = ["--paper", "--line", ...colours].map(luminance);
    probe.remove();
    return found;
}"""


@pytest.mark.parametrize("name", EXPLORABLES)
def test_fits_a_phone_in_both_themes(open_page, name):
    page, _, troubles = visit(open_page, EXPLORABLES[name], width=360)
    root = find(page)
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        wide = root.evaluate(
            "root => [...root.querySelectorAll('*:not(pre *)')].filter((e) =>"
            " e.getBoundingClientRect().right > 345).map((e) => e.outerHTML.slice(0, 90))"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360 and wide == []
        picture = Image.open(io.BytesIO(root.locator(".explorable-picture").screenshot())).convert(
            "RGB"
        )
        colours = sorted(picture.getcolors(picture.width * picture.height))
        assert len(colours) > 5 and colours[-1][0] < 0.97 * picture.width * picture.height
        paper, *inks = root.evaluate(LUMINANCES)
        assert (paper > 0.5) == (theme == "light")
        assert all((max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 3 for ink in inks), (
            theme,
            inks,
        )
    assert troubles == []


# Settings with much to write, beside those of the challenges.
CROWDED = {
    "layout": ["N=2&C=4&needs=one number", "N=2&C=4&W=4&moves=permute(0, 3, 1, 2)&step=1"],
    "groups": [
        "layers=4&out_channels_3=8&out_channels_4=8&shuffle_1=on&shuffle_3=on",
        "layers=3&in_channels=12&out_channels_1=12&out_channels_2=12&out_channels_3=12&at=20",
        "in_channels=16&out_channels_1=16&out_channels_2=16&groups_1=16",
    ],
    "multipliers": [
        "layer=28&alpha=1&size=224&budget=700",
        "layer=26&alpha=0.45&budget=20",
        "alpha=0.1&size=32&budget=10",
    ],
    "spiral": [
        "show=the block&narrow=48&out=48&times=8",
        "show=the block&narrow=48&out=8&times=8&stride=2",
        "dimension=6",
        "dimension=20",
    ],
    "published": ["channel=4&kernel=only the sums spoilt", "channel=0&row=20&column=30"],
    "roofline": ["channels=1024&size=224", "call=0", "call=2000", "layer=standard 3×3&batch=64"],
}
# What of an explorable is cut off or sticks out, and which texts of a drawing lie on each other.
MISFITS = """(root) => {
    const frame = root.getBoundingClientRect(), margin = 15;
    const outside = [...root.querySelectorAll("*:not(pre *, svg *)")].filter((e) => {
        const { left, right, width } = e.getBoundingClientRect();
        return width && (left < frame.left + margin || right > frame.right - margin);
    }).map((e) => `outside: ${e.outerHTML.slice(0, 90)}`);
    const texts = [...root.querySelectorAll(".explorable-picture svg")].flatMap((svg) => {
        const edge = svg.getBoundingClientRect();
        const all = [...svg.querySelectorAll("text")].filter((text) =>
            text.textContent.trim() && getComputedStyle(text).visibility === "visible"
        ).map((text) => ({
            words: text.textContent,
            box: text.getBoundingClientRect(),
            isRow: text.closest("[data-grip^='row ']"),  // one may be turned onto another
        }));
        const cut = all.filter(({ box }) => box.left < edge.left - 1 || box.right > edge.right + 1
            || box.top < edge.top - 2 || box.bottom > edge.bottom + 2);
        const both = all.flatMap((a, k) => all.slice(k + 1).filter((b) => !(a.isRow && b.isRow)
            && Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1
            && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 3
        ).map((b) => `${a.words} on ${b.words}`));
        return [...cut.map(({ words }) => `cut: ${words}`), ...both];
    });
    return [...outside, ...texts];
}"""
MOUNT_AGAIN = """async ([name, query]) => {
    history.replaceState(null, "", query);
    const root = document.createElement("div");
    document.querySelector(".explorable").replaceWith(root);
    await (await import(`${location.origin}/_static/explorables/${name}.js`)).mount(root);
}"""


@pytest.mark.parametrize("name", EXPLORABLES)
def test_no_text_is_cut_or_lies_on_another(open_page, name):
    page, _, troubles = visit(open_page, EXPLORABLES[name], width=320)
    find(page)
    for query in ("", *SOLUTIONS[name], *CROWDED.get(name, [])):
        page.evaluate(MOUNT_AGAIN, [name, f"?{query}"])
        page.wait_for_selector(".explorable-picture > *")
        assert page.locator(".explorable").evaluate(MISFITS) == [], query
    assert troubles == []


@pytest.mark.parametrize("name", EXPLORABLES)
def test_without_javascript_the_picture_stays(open_page, name):
    page, _, _ = visit(open_page, EXPLORABLES[name], java_script_enabled=False)
    assert page.locator(".explorable").count() == 0
    page.locator(".cell.tag_explore summary").click()
    assert page.locator(".cell.tag_explore .cell_input").is_visible()
    picture = page.locator(".explorable-start img")
    assert picture.is_visible() and picture.get_attribute("alt")
    before = page.locator(".explorable-start").evaluate(
        "start => start.previousElementSibling.textContent"
    )
    assert "On the website the picture below is alive" in before, "first how, then the picture"


def test_from_a_file_it_says_what_it_needs(browser, site):
    page = browser.new_page()
    page.goto((site / EXPLORABLES["geometry"]).as_uri())
    start = page.locator(".explorable-start")
    start.scroll_into_view_if_needed()
    start.get_by_text("make serve").wait_for()
    assert start.locator("img").is_visible()
    page.close()


def test_an_illegal_setting_says_why(open_page):
    page, _, troubles = visit(open_page, "chapters/notation.html")
    mount = """async () => {
        const common = `${location.origin}/_static/explorables/common.js`;
        const { Illegal, explore } = await import(common);
        const root = document.querySelector("article").appendChild(document.createElement("div"));
        const compute = () => { throw new Illegal("The window does not fit."); };
        explore(root, { label: "A test", controls: [], compute, code: () => "", challenges: [] });
    }"""
    page.evaluate(mount)
    root = page.locator(".explorable")
    root.locator(".explorable-problem", has_text="The window does not fit.").wait_for()
    live = root.locator(".explorable-live").inner_text()
    assert live.strip() == "There is nothing to draw. The window does not fit."
    assert "raises an error" in root.locator("pre").inner_text() and troubles == []


def test_nonsense_in_the_address_is_ignored(open_page):
    page, _, troubles = visit(
        open_page,
        f"{EXPLORABLES['geometry']}?size=many&stride=-7&kernel_size=1e9&padding=&other=1#exercises",
    )
    text = find(page).locator("pre").inner_text()
    assert "kernel_size=9, stride=1, padding=1" in text
    assert "other=1" in page.url and page.url.endswith("#exercises") and troubles == []

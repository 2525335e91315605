"""Pictures: on the first screen, at home in the dark theme, enlarged; what is quiet beside them;
and the one that moves on the landing page.
"""

import base64
import io
from collections import Counter

import pytest
import torch
import torch.nn.functional as F
from course import CHAPTER_PAGES, code_cells, page_of, tags
from PIL import Image

ROUNDING = 1  # of 255; a screenshot of the same colour twice


def figures(cell):
    """Return the stored figures of a cell."""
    stored = (output.get("data", {}).get("image/png") for output in cell.outputs)
    return [Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB") for png in stored if png]


def colours_of(locator):
    """Return a screenshot of an element, its picture loaded."""
    locator.scroll_into_view_if_needed()
    locator.evaluate("element => element.decode?.()")
    return Image.open(io.BytesIO(locator.screenshot())).convert("RGB")


def is_like(one, other):
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= ROUNDING


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_the_chapter_s_picture_is_on_its_first_screen(open_page, path):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    place = "img => [img.getBoundingClientRect().top, img.getBoundingClientRect().bottom]"
    picture = page.locator("article img").first
    assert picture.get_attribute("loading") is None
    assert picture.evaluate(place)[1] <= 800
    page.set_viewport_size({"width": 390, "height": 800})
    top, bottom = picture.evaluate(place)
    assert bottom <= 800 or top <= 600


def test_a_figure_of_many_colours_says_that_it_has_a_photograph(chapter, notebook):
    """Turned to white on black, a photograph would be a negative; a drawing left as it is would be
    a white slab on a dark page.
    """
    for cell in code_cells(notebook):
        for figure in figures(cell):
            counts = Counter(figure.get_flattened_data())
            other = 1 - sum(n for _, n in counts.most_common(12)) / counts.total()
            if "photograph" in tags(cell):
                assert other > 0.1, f"{cell.id}: few colours, so it is a drawing"
            else:
                # orange to violet can be turned
                said = f"{cell.id}: a figure of many colours; has it a photograph in it?"
                assert other < 0.2 or "PuOr" in cell.source, said


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_drawings_turn_in_the_dark_and_photographs_stay(open_page, theme):
    page, _, _ = open_page(page_of("grouped"), theme=theme, reduced_motion="reduce")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ground = [int(part) for part in ground.removeprefix("rgb(").removesuffix(")").split(",")]
    drawn, stored = colours_of(page.locator("article img").first), (255, 255, 255)
    assert is_like(drawn.getpixel((1, 1)), stored if theme == "light" else ground)
    taken = page.locator("article .tag_photograph img").first
    darkest = min(colours_of(taken).resize((60, 40)).convert("L").get_flattened_data())
    brightest = max(colours_of(taken).convert("L").get_flattened_data())
    assert darkest < 30 and brightest >= (255 if theme == "light" else 225)
    assert is_like(colours_of(taken).getpixel((20, 2)), [brightest] * 3)  # the paper is white


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_enlarged_and_closed_by_key_and_tap(open_page, theme):
    page, _, troubles = open_page(page_of("grouped"), width=360, theme=theme)
    link, large = page.locator("a.enlarge").first, page.locator("dialog.enlarged")
    small = link.locator("img").bounding_box()["width"]
    link.focus()
    page.keyboard.press("Enter")
    picture = large.locator("img")
    assert picture.bounding_box()["width"] == int(picture.get_attribute("width")) > small
    assert picture.get_attribute("alt") and page.evaluate("scrollY") < 700
    assert large.get_by_role("button", name="Close").evaluate("e => e === document.activeElement")
    ground = colours_of(large).getpixel((4, 4))
    assert is_like(colours_of(picture).getpixel((1, 1)), ground)
    page.keyboard.press("Escape")
    assert large.count() == 0 and link.evaluate("e => e === document.activeElement")
    link.click()
    picture.click(position={"x": 50, "y": 50})
    assert large.count() == 0 and troubles == []


def test_without_scripts_a_picture_leads_to_its_file(open_page, address):
    page, _, _ = open_page(page_of("grouped"), java_script_enabled=False)
    link = page.locator("a.enlarge").first
    link.click()
    page.wait_for_url("**/_images/*.webp")


def test_folds_are_one_line_below_the_picture_and_open(open_page):
    page, _, _ = open_page(page_of("grouped"), width=390)
    folds = page.locator(".folds").first
    line = folds.locator("summary")
    assert line.locator(".collapsed").all_inner_texts() == ["Show the code", "Show the set-up"]
    code, set_up = (line.nth(k).bounding_box() for k in (0, 1))
    picture = folds.locator("img").bounding_box()
    assert code["y"] == set_up["y"] > picture["y"] + picture["height"]
    for k in (0, 1):
        line.nth(k).click()
        shown = folds.locator("details[open] .cell_input").last.bounding_box()
        assert shown["width"] > 340
        line.nth(k).click()
    assert folds.locator("details[open]").count() == 0


def test_a_long_line_shows_that_it_goes_on(open_page):
    page, _, _ = open_page(page_of("grouped"), width=360, reduced_motion="reduce")
    long = page.locator("article .cell_input pre").filter(visible=True)
    ends = long.evaluate_all("all => all.map(pre => pre.scrollWidth - pre.clientWidth)")
    assert max(ends) > 20 and 0 in ends
    for k, wanted in ((ends.index(max(ends)), True), (ends.index(0), False)):
        assert has_shade(long.nth(k), right=True) == wanted
        assert not has_shade(long.nth(k), right=False)
    scrolled = long.nth(ends.index(max(ends)))
    scrolled.evaluate("pre => pre.scrollTo(1e4, 0)")
    assert not has_shade(scrolled, right=True) and has_shade(scrolled, right=False)


def has_shade(pre, right):
    """Return whether a piece of code has a shade at its edge, a pixel from its upper corner."""
    seen = colours_of(pre)
    x = seen.width - 2 if right else 1
    return not is_like(seen.getpixel((x, 3)), seen.getpixel((seen.width // 2, 3)))


# ---- The picture that moves ----

PICTURE = "document.querySelector('.moving-stage canvas').toDataURL()"
FRAMES = """async () => {
    for (let k = 0; k < 5; k++) await new Promise(requestAnimationFrame);
}"""


def test_the_picture_moves_until_it_is_paused(open_page):
    page, _, troubles = open_page("index.html", wait_until="domcontentloaded")
    page.locator(".moving-stage").wait_for()
    for _ in range(2):
        page.wait_for_function(f"before => {PICTURE} !== before", arg=page.evaluate(PICTURE))
    page.get_by_role("button", name="Pause").click()
    before = page.evaluate(PICTURE)
    page.evaluate(FRAMES)
    assert page.evaluate(PICTURE) == before
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"before => {PICTURE} !== before", arg=before)
    assert troubles == []


def test_the_picture_comes_to_its_end_and_goes_on_with_another_kernel(open_page):
    page, _, _ = open_page("search.html")
    page.clock.install()
    page.goto(page.url.replace("search.html", "index.html"))
    chosen = page.locator(".moving-controls [aria-pressed=true]")
    assert chosen.inner_text() == "upright edges"
    page.clock.run_for(25_000)
    assert chosen.inner_text() == "level edges"


def test_it_rests_where_motion_is_unwelcome_and_can_still_be_played_with(open_page):
    page, _, _ = open_page("index.html", reduced_motion="reduce")
    before = page.evaluate(PICTURE)
    page.evaluate(FRAMES)
    assert page.evaluate(PICTURE) == before
    pictures = {before}
    for name in ("level edges", "blur", "sharpen"):
        page.get_by_role("button", name=name).click()
        pictures.add(page.evaluate(PICTURE))
        assert name in page.locator(".moving-stage canvas").get_attribute("aria-label")
    page.locator(".moving-stage canvas").hover(position={"x": 60, "y": 90})
    pictures.add(page.evaluate(PICTURE))
    assert len(pictures) == 5
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"before => {PICTURE} !== before", arg=page.evaluate(PICTURE))


# What a canvas was last given to write, as boxes, and the ends of the lines between its parts.
WATCH_CANVAS = """() => {
    const { fillText, drawImage, moveTo, lineTo } = CanvasRenderingContext2D.prototype;
    let from;
    Object.assign(CanvasRenderingContext2D.prototype, {
        drawImage(...args) {  // the photograph comes first
            if (args.length === 5) Object.assign(window, { texts: [], lines: [] });
            drawImage.apply(this, args);
        },
        fillText(text, x, y) {
            const { width, actualBoundingBoxAscent: above } = this.measureText(text);
            window.texts.push([text, x - width / 2, y - above, x + width / 2, y]);
            fillText.call(this, text, x, y);
        },
        moveTo(x, y) {
            from = [x, y];
            moveTo.call(this, x, y);
        },
        lineTo(x, y) {
            window.lines.push([...from, x, y]);
            lineTo.call(this, x, y);
        },
    });
}"""


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_its_words_lie_on_nothing(open_page, width):
    page, _, _ = open_page("search.html", width=width, reduced_motion="reduce")
    page.add_init_script(f"({WATCH_CANVAS})()")
    page.goto(page.url.replace("search.html", "index.html"))
    for name in ("blur", "sharpen", "upright edges"):
        page.get_by_role("button", name=name).click()
        texts, lines = page.evaluate("[texts, lines]")
        assert len(texts) >= 21 and len(lines) == 3
        canvas = page.locator(".moving-stage canvas").bounding_box()
        for k, (words, left, top, right, bottom) in enumerate(texts):
            assert left >= 0 and right <= canvas["width"] and bottom < canvas["height"], words
            for other, *box in texts[k + 1 :]:
                beside = right <= box[0] or box[2] <= left
                assert beside or bottom <= box[1] or box[3] <= top, f"{words} on {other}"
            for x, y, to_x, to_y in lines:
                points = [
                    (x + (to_x - x) * share / 50, y + (to_y - y) * share / 50)
                    for share in range(51)
                ]
                crossed = [left < a < right and top < b < bottom for a, b in points]
                assert not any(crossed), f"a line crosses {words}"


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_nothing_shifts_when_the_moving_picture_comes(open_page, width):
    """It comes when the page is there; what was painted before stays where it was."""
    page, _, _ = open_page("search.html", width=width)
    held = []
    page.route("**/moving-picture.js", lambda route: held.append(route))
    page.goto(page.url.replace("search.html", "index.html"), wait_until="load")
    still = page.locator(".moving-picture img")
    assert still.is_visible() and page.locator(".moving-stage").count() == 0
    places = "all => all.map(e => [e.getBoundingClientRect().top, e.getBoundingClientRect().left])"
    text = page.locator("article :is(h1, h2, p, dt)")
    before = text.evaluate_all(places)
    page.wait_for_function("() => document.querySelector('.moving-picture img').complete")
    while not held:
        page.evaluate(FRAMES)
    held[0].continue_()
    page.locator(".moving-stage").wait_for()
    assert text.evaluate_all(places) == before and not still.is_visible()


def test_the_still_picture_stays_without_the_script(open_page):
    page, _, _ = open_page("index.html", java_script_enabled=False)
    assert page.locator(".moving-picture img").is_visible()
    page, _, _ = open_page("search.html")
    page.route("**/moving-picture.js", lambda route: route.abort())
    page.goto(page.url.replace("search.html", "index.html"))
    assert page.locator(".moving-picture img").is_visible()
    assert page.locator(".moving-stage").count() == 0


def test_its_pixels_and_slow_places(call):
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(96, 96, generator=generator, dtype=torch.double)
    (halved,) = call("moving-picture", "halve", [[picture.tolist()]])
    assert torch.equal(torch.tensor(halved), (255 * F.avg_pool2d(picture[None], 2)[0]).round())
    output = torch.randn(46, 46, generator=generator, dtype=torch.double)
    (places,) = call("moving-picture", "slowPlaces", [[output.tolist()]])
    far = (output - output.mean()).abs()
    far[:, :3] = far[:, -3:] = 0
    rows = [(k * 46 // 4, (k + 1) * 46 // 4) for k in range(4)]
    assert places == [46 * top + int(far[top:end].argmax()) for top, end in rows]
    edge, blur = [[-1, 0, 1]] * 3, [[1 / 9] * 3] * 3
    answers = call("moving-picture", "shadesOf", [[k, output.tolist()] for k in (edge, blur)])
    most = 0.7 * float(output.abs().max())
    assert answers == [[pytest.approx(-most), pytest.approx(most)], [0, 255]]

"""Chapter 1's explorable: a window on a photograph."""

import torch
import torch.nn.functional as F
from course import definitions, explorable_pages
from playing import close, find, settings, visit

PAGE = explorable_pages()["geometry"]
NAMED = {
    "upright edges": [[-1, 0, 1]] * 3,
    "level edges": [[-1] * 3, [0] * 3, [1] * 3],
    "blur": [[1 / 9] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "outline": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "no change": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
}


def test_geometry_is_pytorchs(call):
    cases = settings(
        size=[1, 4, 5, 7, 16],
        kernel_size=[1, 2, 3, 5, 6],
        stride=[0, 1, 2, 5],
        padding=[-1, 0, 1, 4],
        dilation=[0, 1, 2],
    )
    results, illegal = call("convolution", "compute", [[case] for case in cases]), 0
    for case, found in zip(cases, results, strict=True):
        x = torch.zeros(1, 1, case["size"], case["size"], requires_grad=True)
        window = {name: case[name] for name in ("stride", "padding", "dilation")}
        try:
            y = F.conv2d(x, torch.ones(1, 1, case["kernel_size"], case["kernel_size"]), **window)
        except RuntimeError:
            illegal += 1
            assert isinstance(found, str), case
            continue
        y.sum().backward()
        reads = torch.tensor(found["reads"])
        assert (found["outputSize"],) * 2 == y.shape[2:], case
        assert torch.equal(torch.outer(reads, reads), x.grad[0, 0].long()), case
        unread_at_the_end = (reads.flip(0).cumsum(0) == 0).sum().item()
        assert found["lost"] == unread_at_the_end or case["padding"] and found["lost"] == 0, case
    assert len(cases) - illegal > 300 and illegal > 300


def test_outputs_are_pytorchs(call):
    generator = torch.Generator().manual_seed(0)
    cases = settings(K=[1, 2, 3, 5], stride=[1, 2, 3], padding=[0, 1, 4], dilation=[1, 2])
    calls, expected = [], []
    for case in cases:
        K, window = case["K"], {name: case[name] for name in ("stride", "padding", "dilation")}
        picture = torch.randint(256, (11, 11), generator=generator).double()
        kernel = torch.randn(K, K, generator=generator, dtype=torch.float64)
        calls.append([picture.tolist(), kernel.tolist(), window])
        expected.append(F.conv2d(picture[None, None], kernel[None, None], **window)[0, 0])
    for found, result in zip(call("convolution", "convolve", calls), expected, strict=True):
        close(found, result, atol=1e-9, rtol=1e-9)


def test_pixels_are_means_of_the_photograph(call):
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(96, 96, generator=generator, dtype=torch.float64)
    sizes = [1, 7, 24, 32, 36]
    found = call("convolution", "shrink", [[picture.tolist(), size] for size in sizes])
    for size, pixels in zip(sizes, found, strict=True):
        close(pixels, (255 * F.adaptive_avg_pool2d(picture[None], size)[0]).round(), atol=1, rtol=0)


def test_kernels_are_what_their_names_say(call):
    chosen = [{"kernel": name, "weights": "", "kernel_size": 3} for name in NAMED]
    for found, expected in zip(
        call("convolution", "writtenWeights", [[one] for one in chosen]),
        NAMED.values(),
        strict=True,
    ):
        read = call("convolution", "readWeight", [[text] for row in found for text in row])
        close(read, torch.tensor(expected, dtype=torch.float64).flatten())
    typed = {"kernel": "typed in", "weights": "1 2 3 4 5 6 7 8 9"}
    sizes = {1: [["5"]], 2: [["1", "2"], ["4", "5"]]}
    sizes[5] = [["0"] * 5, *(["0", *row, "0"] for row in ("123", "456", "789")), ["0"] * 5]
    found = call("convolution", "writtenWeights", [[typed | {"kernel_size": K}] for K in sizes])
    assert found == list(sizes.values())


def test_weights_are_read(call):
    texts = {"-1": -1, ".5": 0.5, "1/9": 1 / 9, "-3/4": -0.75, "2.": 2}
    texts |= {"": 0, "-": 0, "1/": 0, "1/0": 0, "x": 0, "1/2/3": 0, "1e999": 0}
    assert call("convolution", "readWeight", [[text] for text in texts]) == list(texts.values())


def test_start_is_the_chapters_drawing(open_page):
    """The website and the notebook show the same window, with the same sum."""
    picture = definitions("convolution")["load_tower"](24).cpu()
    kernel = torch.tensor(NAMED["upright edges"], dtype=torch.float32)
    expected = F.conv2d(picture, kernel[None, None], padding=1)[0, 0, 12, 19].int().item()
    page, _, _ = visit(open_page, PAGE)
    live = find(page).locator(".explorable-live").inner_text()
    assert "Output (12, 19) reads rows 11, 12 and 13" in live and f"sum is {expected}." in live


def drag(page, grip, dx, dy):
    """Take hold of a grip in its middle and move it by so many pixels."""
    box = page.locator(f"[data-grip={grip}]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=5)
    page.wait_for_timeout(100)
    page.mouse.up()


def test_window_stride_and_padding_are_dragged(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    root.locator(".explorable-picture").scroll_into_view_if_needed()
    live, code = root.locator(".explorable-live"), root.locator("pre")
    drag(page, "window", 30, 30)
    assert "Output (14, 14)" in live.inner_text()
    drag(page, "stride", 14, 0)
    assert "stride=2, padding=1" in code.inner_text() and "12×12" in live.inner_text()
    drag(page, "padding", 14, 0)  # outwards
    assert "stride=2, padding=2" in code.inner_text()
    drag(page, "padding", -60, 0)
    assert "stride=2, padding=0" in code.inner_text()
    assert "No window reads row and column 23" in live.inner_text()
    assert "fall off the edge?" in root.locator(".met").inner_text()
    assert troubles == []


def test_keys_do_what_the_pointer_does(open_page):
    page, _, _ = visit(open_page, PAGE)
    root = find(page)
    live, code = root.locator(".explorable-live"), root.locator("pre")
    page.locator("[data-grip=window]").focus()
    for key in ("Home", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert "Output (7, 1)" in live.inner_text()
    page.locator("[data-grip=stride]").focus()
    page.keyboard.press("End")
    padding = page.locator("[data-grip=padding]")
    padding.focus()
    before = padding.bounding_box()["x"]
    page.keyboard.press("ArrowRight")
    assert "stride=5, padding=2" in code.inner_text()
    assert padding.bounding_box()["x"] > before + 5


def test_page_keys_take_large_steps_and_leave_the_page(open_page):
    page, _, _ = visit(open_page, PAGE)
    live = find(page).locator(".explorable-live")
    page.locator("[data-grip=window]").focus()
    scrolled = page.evaluate("scrollY")
    page.keyboard.press("PageDown")
    assert "Output (12, 9)" in live.inner_text()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert "Output (12, 23)" in live.inner_text()
    assert page.evaluate("scrollY") == scrolled


def test_a_kernel_is_typed_in(open_page):
    page, _, _ = visit(open_page, f"{PAGE}?kernel=no change")
    root = find(page)
    live = root.locator(".explorable-live")
    weight = root.get_by_label("weight, row 1, column 1")
    weight.click()
    page.keyboard.type("-1/2")
    assert page.evaluate("document.activeElement.value") == "−1/2"
    assert "kernel: typed in" in live.inner_text() and "sum is −88.5" in live.inner_text()
    weight.press("ArrowUp")
    assert weight.input_value() == "0.5"
    weight.fill("0")
    root.get_by_label("weight, row 1, column 2").fill("1")
    assert "move the picture by one pixel" in root.locator(".met").inner_text()


def test_what_is_no_weight_is_told_and_the_field_shows_what_counts(open_page):
    page, _, troubles = visit(open_page, f"{PAGE}?kernel=no change")
    root = find(page)
    live = root.locator(".explorable-live p").first
    weight = root.get_by_label("weight, row 1, column 1")
    for typed, counts in (("abc", "0"), ("", "0"), ("100000", "10"), ("-11", "−10")):
        weight.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.type(typed)
        said = f"Row 1, column 1 counts as {counts}: a weight is a number or a fraction"
        assert live.inner_text().startswith(said) == (typed != "")
        page.keyboard.press("Tab")
        page.wait_for_function(
            "counts => document.querySelectorAll('.weights input')[4].value === counts", arg=counts
        )
        named = f"“{typed}” is none." if typed else "nothing was typed."
        assert live.inner_text().startswith(said) and named in live.inner_text()
        focused = page.evaluate("document.activeElement.ariaLabel")
        assert focused == "weight, row 1, column 2"
    weight.click()
    page.keyboard.type("-")  # begun
    assert live.inner_text().startswith("The output is 24×24") and troubles == []


def test_tables_and_buttons_are_told(open_page):
    page, _, _ = visit(open_page, PAGE)
    root = find(page)
    window = root.get_by_role("img", name="The window's pixels")
    rows = "row 0: 71, 73, 148; row 1: 116, 177, 228; row 2: 120, 179, 228"
    assert window.get_attribute("aria-label") == f"The window's pixels. {rows}"
    assert root.get_by_role("img", name="The sum. 297").count() == 1
    buttons = root.locator(".explorable-player button")
    names = buttons.evaluate_all("all => all.map((button) => button.ariaLabel)")
    shown = buttons.all_inner_texts()
    for name, text in zip(names, shown, strict=True):
        assert name.startswith(f"{text}: ") and "the window" in name


def test_a_window_that_does_not_fit_says_why(open_page):
    page, _, _ = visit(open_page, f"{PAGE}?size=4&kernel_size=7")
    picture = find(page).locator(".explorable-picture")
    assert "spans 7 pixels, the input with its padding only 6" in picture.inner_text()


def test_nothing_plays_by_itself(open_page):
    page, _, _ = visit(open_page, PAGE, reduced_motion="reduce")
    root = find(page)
    assert root.get_by_role("button", name="Play").count() == 0
    root.get_by_role("button", name="Step: ").click()
    assert "Output (12, 20)" in root.locator(".explorable-live").inner_text()

    page, _, _ = visit(open_page, PAGE)
    root = find(page)
    page.clock.install()
    page.clock.run_for(10_000)
    assert "Output (12, 19)" in root.locator(".explorable-live").inner_text()


def test_play_steps_until_it_is_paused(open_page):
    page, _, _ = visit(open_page, PAGE)
    root = find(page)
    live = root.locator(".explorable-live")
    page.clock.install()
    before = live.inner_text()
    root.get_by_role("button", name="Play").click()
    page.clock.run_for(1100)
    assert live.inner_text() != before and live.get_attribute("aria-live") == "off"
    root.get_by_role("button", name="Pause").click()
    paused = live.inner_text()
    page.clock.run_for(5000)
    assert live.inner_text() == paused and live.get_attribute("aria-live") == "polite"

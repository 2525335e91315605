"""Chapter 2's explorable: where a tensor's numbers lie, and what moves them."""

import itertools

import torch
from course import explorable_pages
from playing import find, settings, visit

PAGE = explorable_pages()["layout"]
MOVES = {
    "permute(0, 2, 3, 1)": lambda x, shape: x.permute(0, 2, 3, 1),
    "permute(0, 3, 1, 2)": lambda x, shape: x.permute(0, 3, 1, 2),
    "contiguous()": lambda x, shape: x.contiguous(),
    "reshape(N, C, H, W)": lambda x, shape: x.reshape(shape),
    "reshape(N, H, W, C)": lambda x, shape: x.reshape([shape[k] for k in (0, 2, 3, 1)]),
}
ENTRY = {"n": 0, "c": 0, "h": 0, "w": 0, "needs": "one number"}


def test_layout_is_pytorchs(call):
    """In x, NCHW, and in y, NHWC: where an entry is, and all that is needed for it."""
    cases = []
    for shape in settings(N=[1, 2], C=[1, 2, 4], H=[1, 3, 4], W=[1, 5]):
        for needs in (
            "one number",
            "all channels of the pixel",
            "a 3×3 window of one channel",
            "a 3×3 window of all channels",
        ):
            for k in range(3):
                entry = {name.lower(): k * (size - 1) // 2 for name, size in shape.items()}
                cases.append(shape | entry | {"needs": needs})
    to_nhwc = {"moves": "permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)", "step": 3}
    results = call("layout", "compute", [[case | to_nhwc] for case in cases])
    for case, found in zip(cases, results, strict=True):
        shape, (n, c, h, w) = [case[name] for name in "NCHW"], [case[name] for name in "nchw"]
        for name, memory_format in (("x", torch.contiguous_format), ("y", torch.channels_last)):
            x = torch.empty(shape, memory_format=memory_format)
            assert found[name]["address"] == x[n, c, h, w].storage_offset(), case
            margin = 1 if "window" in case["needs"] else 0
            channels = slice(None) if "all channels" in case["needs"] else slice(c, c + 1)
            places = torch.arange(x.numel()).as_strided(shape, x.stride())
            window = (slice(max(0, k - margin), k + margin + 1) for k in (h, w))
            needed = places[n, channels, *window].flatten().sort().values
            assert found[name]["addresses"] == needed.tolist(), case
            assert found[name]["pieces"] == 1 + (needed.diff() > 1).sum().item(), case
    assert len(cases) > 400


def test_moves_are_pytorchs(call):
    """All ways of up to four moves: shape, strides, memory, entries, and whether it is a copy."""
    shapes = [(1, 3, 4, 5), (2, 3, 4, 5), (2, 1, 3, 2), (1, 4, 1, 1), (2, 2, 1, 3)]
    ways = [way for length in range(5) for way in itertools.product(MOVES, repeat=length)]
    cases = [(shape, way) for shape in shapes for way in ways]
    calls = [
        [dict(zip("NCHW", shape, strict=True)) | ENTRY | {"moves": ".".join(way), "step": len(way)}]
        for shape, way in cases
    ]
    results = call("layout", "compute", calls)
    for (shape, way), found in zip(cases, results, strict=True):
        y = x = torch.arange(torch.Size(shape).numel()).view(shape)
        for move in way:
            y = MOVES[move](y, shape)
        case, found = (shape, way), found["y"]
        assert found["shape"] == list(y.shape), case
        assert found["strides"] == list(y.stride()), case
        assert found["entries"] == y.flatten().tolist(), case
        assert found["isCopy"] == (y.data_ptr() != x.data_ptr()), case
        memory = torch.as_strided(y, (y.numel(),), (1,), 0)
        assert found["memory"] == memory.tolist(), case
    tensors = [[found["y"]] for found in results]
    for function, memory_format in (
        ("isContiguous", torch.contiguous_format),
        ("isChannelsLast", torch.channels_last),
    ):
        says = call("layout", function, tensors)
        for (one,), said in zip(tensors, says, strict=True):
            like = torch.empty(len(one["memory"])).as_strided(one["shape"], one["strides"])
            assert said == like.is_contiguous(memory_format=memory_format), one


def test_views_are_pytorchs(call):
    """A new shape for the same memory, or none."""
    cases = []
    for axes in itertools.permutations(range(4)):
        x = torch.arange(48).view(2, 3, 1, 8).permute(axes)
        for to in [(48,), (6, 8), (2, 24), (8, 6), (2, 3, 8), (3, 2, 2, 4), (1, 48, 1)]:
            try:
                strides = list(x.view(to).stride())
            except RuntimeError:
                strides = None
            cases.append((x, to, strides))
    found = call(
        "layout",
        "viewStrides",
        [[{"shape": list(x.shape), "strides": list(x.stride())}, list(to)] for x, to, _ in cases],
    )
    assert found == [strides for *_, strides in cases]
    assert None in found and len([one for one in found if one]) > 30


def test_pointing_lights_up_the_twins(open_page):
    page, _, troubles = visit(open_page, f"{PAGE}?N=2", width=360, has_touch=True)
    root = find(page)
    live = root.locator(".explorable-live")
    root.locator("[data-grip='tape x'] [data-number='119']").tap()
    text = live.inner_text()
    assert "x[1, 2, 3, 4] is at address 119" in text and "y[1, 3, 4, 2], at address 119" in text
    root.locator("[data-grip='planes y'] [data-number='33']").tap()
    text = live.inner_text()
    assert "x[0, 1, 2, 3] is at address 33" in text and "y[0, 2, 3, 1], at address 40" in text
    assert root.locator(".frame").count() == 4 and troubles == []


def test_dragging_and_keys_lead_from_number_to_number(open_page):
    page, _, _ = visit(open_page, PAGE)
    root = find(page)
    root.locator(".explorable-picture").scroll_into_view_if_needed()
    live = root.locator(".explorable-live")
    tape = root.locator("[data-grip='tape y']")
    first, last = (tape.locator(f"[data-number='{k}']").bounding_box() for k in (0, 59))
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 5, steps=4)
    page.wait_for_timeout(100)
    page.mouse.up()
    assert "x[0, 2, 3, 4] is at address 59" in live.inner_text()
    page.mouse.move(1, 1)
    tape.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert "x[0, 1, 0, 0] is at address 20" in live.inner_text()
    assert "y[0, 0, 0, 1], at address 1." in live.inner_text()
    root.locator("[data-grip='planes x']").focus()
    page.keyboard.press("ArrowDown")
    assert "x[0, 1, 1, 0] is at address 25" in live.inner_text()


def test_moves_are_made_and_stepped_through(open_page):
    page, _, _ = visit(open_page, PAGE)
    root = find(page)
    live = root.locator(".explorable-live")
    made, following = (
        root.get_by_role("group", name=name) for name in ("y, step by step", "Next move")
    )
    made.get_by_role("button", name="permute").click()
    text = live.inner_text()
    assert "shape (1, 4, 5, 3) and strides (60, 5, 1, 20)" in text and "no number moved" in text
    made.get_by_role("button", name="contiguous").press("Enter")
    text = live.inner_text()
    assert "strides (60, 15, 3, 1)" in text and "a copy" in text
    following.get_by_role("button", name="permute(0, 3, 1, 2)").click()
    assert "shape (1, 3, 4, 5) and strides (60, 1, 15, 3)" in live.inner_text()
    assert "channels_last" in root.locator(".met").inner_text()
    made.get_by_role("button", name="contiguous").click()
    following.get_by_role("button", name="reshape(N, C, H, W)").click()
    assert made.get_by_role("button").count() == 4
    assert "shape (1, 3, 4, 5) and strides (60, 20, 5, 1)" in live.inner_text()
    assert root.locator(".met").count() == 2

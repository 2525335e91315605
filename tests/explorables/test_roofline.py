"""The explorable of chapter 10: FLOPs and bytes are PyTorch's counts, the least times follow from
them and the machine, and the roof, the call and the layer are dragged.
"""

import re

import pytest
import torch
from course import BOOK, page_of, printed, read_notebook
from playing import count, find, settings, visit
from torch import nn

PAGE = page_of("from-macs-to-milliseconds")
MACHINE = {"peak": 200, "bandwidth": 20, "cache_bandwidth": 100, "cache": 0.5, "call": 5}


def conv(channels, kernel_size, **arguments):
    arguments = {"padding": "same", "bias": False} | arguments
    return nn.Conv2d(channels, channels, kernel_size, **arguments)


LAYERS = {
    "standard 3×3": lambda C: [conv(C, 3)],
    "depthwise 3×3": lambda C: [conv(C, 3, groups=C)],
    "pointwise 1×1": lambda C: [conv(C, 1)],
    "depthwise + pointwise": lambda C: [conv(C, 3, groups=C), conv(C, 1)],
    "8 groups, 3×3": lambda C: [conv(C, 3, groups=8)],
    "3×1 + 1×3": lambda C: [conv(C, (3, 1)), conv(C, (1, 3))],
    "dilation 2, 3×3": lambda C: [conv(C, 3, dilation=2)],
}


def test_roofline_is_pytorchs(call):
    cases = settings(
        layer=LAYERS,
        channels=[8, 128, 1024],
        size=[1, 28, 112],
        batch=[1, 16],
        peak=[200],
        bandwidth=[20, 500],
        cache_bandwidth=[500],
        cache=[0, 1],
        call=[0, 30],
    )
    found = call("roofline", "compute", [[case] for case in cases])
    for case, one in zip(cases, found, strict=True):
        with torch.device("meta"):
            convs = LAYERS[case["layer"]](case["channels"])
        shape = (case["batch"], case["channels"], case["size"], case["size"])
        numbers = torch.empty(shape, device="meta").numel()
        steps = [
            (2 * count([layer], shape)[1], 4 * (2 * numbers + layer.weight.numel()))
            for layer in convs
        ]
        flops, moved = (sum(amounts) for amounts in zip(*steps, strict=True))
        assert (one["flops"], one["bytes"]) == (flops, moved), case
        assert one["intensity"] == pytest.approx(flops / moved)
        least = 0
        for (f, m), step in zip(steps, one["steps"], strict=True):
            fits = m <= case["cache"] * 1e6
            limits = {
                "arithmetic": f / case["peak"] / 1e3,
                "cache" if fits else "memory": m
                / case["cache_bandwidth" if fits else "bandwidth"]
                / 1e3,
                "call": case["call"],
            }
            least += max(limits.values())
            assert step["fits"] == fits and step["limit"] == max(limits, key=limits.get), case
        assert one["microseconds"] == pytest.approx(least)
        assert one["limit"] == pytest.approx(flops / least / 1e3)
        assert one["calls"] == case["call"] * len(convs)
    assert len(cases) > 500
    for wrong in (
        {"peak": 0},
        {"bandwidth": -1},
        {"channels": 12},
        {"cache_bandwidth": 1},
        {"call": -1},
    ):
        assert isinstance(call("roofline", "compute", [[cases[0] | wrong]])[0], str)


def test_the_pages_processor_is_the_one_that_the_chapter_printed(open_page):
    notebook = read_notebook(BOOK.chapter("from-macs-to-milliseconds"))
    said = "\n".join(printed(cell) for cell in notebook.cells if cell.cell_type == "code")
    page, _, _ = visit(open_page, PAGE)
    root = find(page)
    root.get_by_role("button", name="this page's processor").click()
    page.wait_for_url("**/*peak=*")
    machine = dict(re.findall(r"[?&](\w+)=([\d.]+)", page.url))
    for name, phrase in {
        "peak": r"peak: (\S+) GFLOPs",
        "cache_bandwidth": r"cache: (\S+) GB",
        "bandwidth": r"memory: (\S+) GB",
    }.items():
        assert machine[name] == re.search(phrase, said)[1], name
    second_cache = int(re.search(r"L2 ([\d,]+) kB", said)[1].replace(",", ""))
    assert float(machine["cache"]) == second_cache / 2**10


def test_the_roof_the_call_and_the_layer_are_dragged(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    live = root.locator(".explorable-live p").first
    assert "limited by memory: at most 44.7 GFLOPs" in live.inner_text()
    # 1.8 MFLOPs at 200 a second, 0.8 MB at 20, and the call
    in_turn = 2 * 9 * 128 * 28**2 / 200e3 + 4 * (2 * 128 * 28**2 + 9 * 128) / 20e3 + 5
    assert f"One after the other, arithmetic, bytes and call take {in_turn:.1f} µs." in (
        live.inner_text()
    )

    def drag(name, dx, dy):
        root.locator(f"g[data-grip='{name}'] .reach").scroll_into_view_if_needed()
        box = root.locator(f"g[data-grip='{name}'] .reach").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=4)
        page.mouse.up()

    drag("dot:depthwise 3×3", -400, 150)
    assert re.search(r", \d+ channels, 1×1,", live.inner_text())
    root.get_by_role("button", name="Reset").click()
    drag("bandwidth", 0, -70)
    assert "limited by arithmetic: at most 200 GFLOPs" in live.inner_text()
    drag("peak", 0, -40)
    assert "at most 200 GFLOPs" not in live.inner_text()
    drag("call", 200, 0)
    assert "limited by its call" in live.inner_text()

    root.locator("[data-grip=layer]").focus()
    page.keyboard.press("ArrowDown")
    assert live.inner_text().startswith("pointwise 1×1, 128 channels")
    page.keyboard.press("Home")
    assert live.inner_text().startswith("standard 3×3")
    assert troubles == []


# Which pairs of texts, or of a text and a dot or a corner of the roof, share a place.
OVERLAPS = """(svg) => {
    const texts = [...svg.querySelectorAll("text.on-page")];
    const boxes = texts.map((text) => text.getBBox());
    const inside = (b, x, y) =>
        x > b.x && x < b.x + b.width && y > b.y + 2 && y < b.y + b.height - 2;
    const points = [...svg.querySelectorAll("circle.other, circle.knob, circle.k0")].map((dot) =>
        [dot.cx.baseVal.value, dot.cy.baseVal.value]);
    for (const roof of svg.querySelectorAll("path.roof")) {
        for (let k = 0; k <= 200; k++) {
            const { x, y } = roof.getPointAtLength(roof.getTotalLength() * k / 200);
            points.push([x, y]);
        }
    }
    return boxes.flatMap((b, k) => [
        ...boxes.slice(k + 1).flatMap((o, n) => b.x < o.x + o.width && o.x < b.x + b.width
            && b.y + 2 < o.y + o.height - 2 && o.y + 2 < b.y + b.height - 2
            ? [`${texts[k].textContent} on ${texts[k + 1 + n].textContent}`] : []),
        ...(points.some(([x, y]) => inside(b, x, y)) ? [`${texts[k].textContent} on a line`] : []),
    ]);
}"""


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_names_lie_on_nothing(open_page, width):
    for query in ("", "layer=pointwise 1×1&channels=32", "channels=8&call=32"):
        page, _, _ = visit(open_page, f"{PAGE}?{query}", width=width)
        roof = find(page).locator("svg").first
        assert roof.evaluate(OVERLAPS) == [], query
        said = " ".join(roof.locator("text.on-page").all_text_contents())
        names = [
            "standard",
            "depthwise",
            "pointwise",
            "pair",
            "8 groups",
            "3×1 + 1×3",
            "dilation 2",
        ]
        assert [name for name in [*names, "peak", "memory", "cache"] if name not in said] == []


def test_a_cache_is_never_slower_than_its_memory(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    root.locator("[data-grip=bandwidth]").focus()
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    rates = [
        float(root.locator(f"g[data-grip={name}]").get_attribute("aria-valuenow"))
        for name in ("bandwidth", "cache_bandwidth")
    ]
    assert rates[0] == rates[1] > 100 and troubles == []

"""The explorable on cost and loss: its counts and its nearest pairs are PyTorch's; and the page."""

import pytest
import torch
import torch.nn.functional as F
from course import definitions, explorable_pages
from playing import close, count, find, settings, visit
from torch import nn

PAGE = explorable_pages()["cost"]
OUTPUTS = 4


def test_costs_are_pytorchs(call):
    cases = settings(
        in_channels=[1, 3, 64, 512],
        out_channels=[1, 9, 128, 1024],
        kernel_size=[1, 3, 7, 11],
        size=[1, 28, 224],
        depth_multiplier=[1, 3],
    )
    for case, found in zip(cases, call("cost", "costs", [[case] for case in cases]), strict=True):
        M, N, K, size, r = case.values()
        with torch.device("meta"):
            standard = nn.Conv2d(M, N, K, padding="same", bias=False)
            depthwise = nn.Conv2d(M, M * r, K, padding="same", groups=M, bias=False)
            pointwise = nn.Conv2d(M * r, N, 1, bias=False)
        layers = {
            "standard": [standard],
            "depthwise": [depthwise],
            "pointwise": [pointwise],
            "pair": [depthwise, pointwise],
        }
        for name, part in layers.items():
            counted = count(part, (1, part[0].in_channels, size, size))
            assert (found[name]["parameters"], found[name]["macs"]) == counted, (name, case)


def make_rows():
    """Return layers of four kernels, nine weights each: random ones, and some of a lower rank."""
    generator = torch.Generator().manual_seed(0)
    rows = [torch.randn(OUTPUTS, 9, generator=generator, dtype=torch.float64) for _ in range(12)]
    mixers = [torch.randn(OUTPUTS, rank, generator=generator).double() for rank in (1, 2, 3)]
    return rows + [mixer @ rows[0][: mixer.shape[1]] for mixer in mixers]


def test_the_nearest_pair_is_pytorchs(call):
    factor = definitions("depthwise-separable")["factor"]
    cases = [(rows, r) for rows in make_rows() for r in range(1, OUTPUTS + 1)]
    calls = [[rows.tolist(), r] for rows, r in cases]
    for (rows, r), found in zip(cases, call("cost", "approximate", calls), strict=True):
        strengths = torch.linalg.svdvals(rows)
        left = [strengths[k:].norm() / strengths.norm() for k in range(1, OUTPUTS + 1)]
        D, P = factor(rows.view(OUTPUTS, 1, 3, 3), r)
        close(found["rows"], P.flatten(1) @ D.flatten(1), atol=1e-9, rtol=1e-7)
        pair = torch.tensor(found["shares"]).double() @ torch.tensor(found["filters"]).double()
        close(found["rows"], pair, atol=1e-5, rtol=1e-5)
        close(found["errors"], torch.stack(left), atol=1e-9, rtol=1e-7)
        assert found["rank"] == torch.linalg.matrix_rank(rows, rtol=1e-9).item()


def test_what_is_lost_on_a_picture_is_pytorchs(call):
    factor = definitions("depthwise-separable")["factor"]
    generator = torch.Generator().manual_seed(1)
    picture = torch.rand(9, 8, generator=generator, dtype=torch.float64)
    numbers = {"in_channels": 2, "out_channels": 3, "kernel_size": 3, "size": 4}
    for rows in make_rows()[:3]:
        texts = {f"kernel_{n}": ",".join(map(repr, row)) for n, row in enumerate(rows.tolist(), 1)}
        for r in range(1, OUTPUTS + 1):
            case = numbers | texts | {"depth_multiplier": r}
            (found,) = call("cost", "compute", [[case, picture.tolist()]])
            weight = rows.view(OUTPUTS, 1, 3, 3)
            D, P = factor(weight, r)
            exact = F.conv2d(picture[None, None], weight)
            near = F.conv2d(F.conv2d(picture[None, None], D), P)
            close(found["kernels"], rows)
            close(found["maps"], exact[0], atol=1e-9, rtol=1e-7)
            close(found["near"], near[0], atol=1e-9, rtol=1e-7)
            off = (near - exact)[0].flatten(1).norm(dim=1) / exact[0].flatten(1).norm(dim=1)
            close(found["off"], off, atol=1e-9, rtol=1e-7)


def test_weights_are_read_whatever_is_typed(call):
    texts = {
        "1,2,3,4,5,6,7,8,9": [1, 2, 3, 4, 5, 6, 7, 8, 9],
        "-,−1,.5,,x,1e1": [0, -1, 0.5, 0, 0, 10, 0, 0, 0],
        "": [0] * 9,
    }
    assert call("cost", "readWeights", [[text] for text in texts]) == list(texts.values())
    none = call("cost", "approximate", [[[[0] * 9] * OUTPUTS, 1]])[0]
    assert none["rank"] == 0 and none["errors"] == [0] * OUTPUTS


def said(page):
    return page.locator(".explorable-live p").first.inner_text()


def test_bars_are_dragged_on_a_scale_that_stays(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    assert "1/128 + 1/9 = 0.119 of them, 8.41 times fewer" in said(page)
    handles = {
        name: root.locator(f"[data-grip={name}] .handle")
        for name in ("size", "in_channels", "kernel_size", "out_channels")
    }

    def drag(name, by):
        handles[name].hover()
        box = handles[name].bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.down()
        page.mouse.move(x + by, y, steps=4)
        page.wait_for_timeout(100)
        page.mouse.up()
        return handles[name].bounding_box()["x"] - box["x"]

    def ends():
        return [handles[name].bounding_box()["x"] for name in ("kernel_size", "out_channels")]

    before = ends()
    moved = drag("in_channels", -60)
    assert moved < -30 and "8.41 times fewer" in said(page), "M cancels"
    shifts = [after - x for x, after in zip(before, ends(), strict=True)]
    assert shifts == pytest.approx([moved] * 2, abs=0.1)
    assert drag("out_channels", 40) > 20 and "8.41" not in said(page)
    assert drag("kernel_size", 30) > 20 and drag("size", 30) > 20 and troubles == []


def test_kernels_are_typed_and_filters_added(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    assert "a table of rank 3" in said(page)
    root.get_by_role("button", name="Edit kernel 4").click()
    assert page.evaluate("document.activeElement.id") == "kernel_4_0"
    for _ in range(9):
        page.keyboard.press("Control+a")
        page.keyboard.type("-2")
        page.keyboard.press("Tab")
    root.get_by_label("Kernel 4, weight, row 0, column 0", exact=True).fill("-2.5")
    assert "kernel_4=-2.5%2C-2%2C-2" in root.get_by_role("link").last.get_attribute("href")
    root.locator("#cost-menu").select_option("edges, rising")
    assert "a table of rank 2" in said(page)
    root.locator("[data-grip=depth_multiplier]").focus()
    page.keyboard.press("ArrowDown")
    assert "With 2 filters the pair has no error, for 26 weights" in said(page)
    assert "off by 0, 0, 0 and 0" in said(page)
    assert "r = 2 gives exactly" in root.locator(".explorable-challenges li.met").inner_text()
    root.locator("[data-grip=depth_multiplier] rect[data-value='1']").click()
    assert "With one filter" in said(page) and troubles == []


def test_kernels_are_told_row_by_row_and_only_once(open_page):
    rows = "row 0: −1, 0, 1; row 1: −2, 0, 2; row 2: −1, 0, 1"
    page, _, _ = visit(open_page, f"{PAGE}?output=2&depth_multiplier=4")
    root = find(page)
    assert root.get_by_role("button", name=f"Edit kernel 1: {rows}", exact=True).count() == 1
    told = root.locator(".cost-outputs").aria_snapshot()
    assert told.count("row 0, column 0") == 1
    filters = root.locator(".cost-side canvas")
    labels = filters.evaluate_all("all => all.map((canvas) => canvas.ariaLabel)")
    assert len(labels) == OUTPUTS and all(label.count("; row ") == 2 for label in labels)
    assert not any("-" in label or "−0," in label or "−0;" in label for label in labels)
    shares = root.locator(".cost-share")
    assert shares.count() == OUTPUTS * OUTPUTS
    assert shares.evaluate_all("all => all.every((one) => one.closest('[aria-hidden=true]'))")
    assert "−0" not in shares.all_inner_texts()

"""The explorable of the spiral: its arithmetic is PyTorch's and the chapter's; and the page where
rows are turned.
"""

import itertools
import math

import pytest
import torch
from course import definitions, explorable_pages
from playing import close, count, find, settings, visit

PAGE = explorable_pages()["spiral"]


def make_spiral():
    t = torch.linspace(0.5, 4 * torch.pi, 200, dtype=torch.float64)
    return torch.stack([t * t.cos(), t * t.sin()]) / t[-1]


def make_matrices():
    """Return random matrices (n, 2) for n from 1 to 30, and some with parallel rows."""
    generator = torch.Generator().manual_seed(0)
    matrices = [
        torch.randn(n, 2, generator=generator, dtype=torch.float64)
        for n in range(1, 31)
        for _ in range(7)
    ]
    lengths = [torch.tensor(row, dtype=torch.float64) for row in ([1, 2], [-1, 0.5, 3])]
    return matrices + [torch.outer(each, matrices[0][0]) for each in lengths]


def test_the_way_there_and_back_is_pytorchs(call):
    spiral, matrices = make_spiral(), make_matrices()
    close(call("spiral", "makeSpiral", [[]])[0], spiral.T)
    for T, found in zip(
        matrices,
        call("spiral", "throughRelu", [[T.tolist(), spiral.T.tolist()] for T in matrices]),
        strict=True,
    ):
        y = (T @ spiral).relu()
        close(found["back"], (torch.linalg.pinv(T, rtol=1e-9) @ y).T, atol=1e-9, rtol=1e-7)
        assert found["active"] == (y > 0).sum(dim=0).tolist()
    for T, found in zip(
        matrices, call("spiral", "pseudoInverse", [[T.tolist()] for T in matrices]), strict=True
    ):
        close(found, torch.linalg.pinv(T, rtol=1e-9), atol=1e-9, rtol=1e-7)


def test_the_way_back_from_active_rows_is_pytorchs(call):
    spiral, matrices = make_spiral(), make_matrices()
    back = definitions("mobilenet-v2")["from_active_rows"]
    for T, found in zip(
        matrices,
        call("spiral", "fromActiveRows", [[T.tolist(), spiral.T.tolist()] for T in matrices]),
        strict=True,
    ):
        rank = [
            torch.linalg.matrix_rank(T[row > 0], rtol=1e-9).item() if (row > 0).any() else 0
            for row in (T @ spiral).T
        ]
        assert found["rank"] == rank
        # two rows that are nearly parallel lose digits, in either arithmetic
        close(found["back"], back(spiral, T).T, atol=1e-5, rtol=1e-5)
        for point, again, directions in zip(spiral.T, found["back"], rank, strict=True):
            if directions == 2:
                close(again, point, atol=1e-5, rtol=1e-5)


def test_as_much_is_lost_as_expected(call):
    cases = settings(dimension=[1, 2, 3, 5, 8], seed=range(200))
    results = call("spiral", "compute", [[case] for case in cases])
    for dimension, group in itertools.groupby(
        zip(cases, results, strict=True), key=lambda pair: pair[0]["dimension"]
    ):
        found = [found for _, found in group]
        expected = (dimension + 1) / 2**dimension
        assert found[0]["expected"] == expected
        assert abs(sum(one["lost"] for one in found) / 200 / len(found) - expected) < 0.04
        assert all(one["lost"] == sum(rows < 2 for rows in one["active"]) for one in found)
    assert isinstance(call("spiral", "compute", [[{"dimension": 0, "seed": 0}]])[0], str)
    matrices = torch.tensor(call("spiral", "randomMatrix", [[30, seed] for seed in range(400)]))
    assert len({tuple(matrix.flatten().tolist()) for matrix in matrices}) == 400
    assert abs(matrices.mean()) < 0.03 and abs(matrices.std() - 1) < 0.03


def test_the_matrix_is_the_chapters(call):
    random_matrix = definitions("mobilenet-v2")["random_matrix"]
    cases = [(n, seed) for n in (1, 3, 30) for seed in (0, 7)]
    for case, found in zip(cases, call("spiral", "randomMatrix", cases), strict=True):
        close(found, random_matrix(*case))


def test_a_turned_row_keeps_its_length(call):
    before, after, other, nonsense = call(
        "spiral",
        "compute",
        [
            [{"dimension": 3, "seed": 4, "turned": turned}]
            for turned in ("", "4:1=90,7=20", "5:1=90", "4:x=1,,=;4")
        ],
    )
    assert before == other == nonsense
    rows = torch.tensor([before["matrix"], after["matrix"]], dtype=torch.float64)
    close(rows[1, [0, 2]].tolist(), rows[0, [0, 2]])
    close(rows[1, 1].tolist(), [0, rows[0, 1].norm()])


@pytest.mark.parametrize("turned", ["0=0,1=90,2=180,3=270", "0=25,1=205,2=60,3=240"])
def test_two_pairs_of_opposite_rows_lose_nothing(call, turned):
    setting = {"dimension": 4, "seed": 0, "turned": f"0:{turned}", "way": "active rows alone"}
    found = call("spiral", "compute", [[setting]])[0]
    assert found["lost"] == 0
    close(found["back"], make_spiral().T)


def test_the_block_is_the_chapters(call):
    block = definitions("mobilenet-v2")["InvertedResidual"]
    cases = settings(narrow=[8, 24], times=[1, 2, 6], out=[8, 24, 48], stride=[1, 2])
    for case, found in zip(
        cases, call("spiral", "computeBlock", [[case] for case in cases]), strict=True
    ):
        narrow, times, out, stride = case.values()
        with torch.device("meta"):
            layer = block(narrow, out, stride, times).eval()
        shape = (1, narrow, 56, 56)
        total = [sum(one[key] for one in found["layers"]) for key in ("parameters", "macs")]
        assert tuple(total) == count([layer], shape) and found["shortcut"] == layer.shortcut, case
        # each by itself
        steps = [layer.depthwise, layer.project]
        steps = steps if times == 1 else [layer.expand, *steps]
        for one, step in zip(found["layers"], steps, strict=True):
            assert (one["parameters"], one["macs"]) == count([step], shape), case
            shape = tuple(step(torch.empty(shape, device="meta")).shape)
            assert one["channels"] == shape[1]


def drag_to(page, root, row, degrees):
    """Drag a row's handle around the middle of the first picture."""
    knob = root.locator(f"[data-grip='row {row}'] .knob").bounding_box()
    box = root.locator(".panels svg").first.bounding_box()
    angle, side = math.radians(degrees), box["width"]
    page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
    page.mouse.down()
    page.mouse.move(
        box["x"] + side * (0.5 + 0.4 * math.cos(angle)),
        box["y"] + side * (0.5 - 0.4 * math.sin(angle)),
    )
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 390])
def test_rows_are_turned_by_hand(open_page, width):
    page, _, troubles = visit(open_page, f"{PAGE}?dimension=4", width=width)
    root = find(page)
    live = root.locator(".explorable-live")
    for row, degrees in enumerate((0, 180, 90, 270)):
        drag_to(page, root, row, degrees)
    assert "4 dimensions lose 0 of 200 points, 0 %" in live.inner_text()
    assert "choose “active rows alone”" in live.inner_text()
    sides = root.locator(".panels svg").evaluate_all("all => all.map((one) => one.clientWidth)")
    assert sides[0] == sides[1]
    assert "Turned by hand: 1, 2, 3 and 4" in live.inner_text()
    assert "Challenge met: turn four rows" in root.locator(".explorable-news").text_content()
    root.locator("#explorable-seed").press("ArrowRight")
    assert "Turned by hand" not in live.inner_text() and troubles == []


def test_keys_turn_rows_and_move_the_point(open_page):
    page, _, troubles = visit(open_page, f"{PAGE}?dimension=2")
    root = find(page)
    live = root.locator(".explorable-live")
    row = root.locator("[data-grip='row 1']")
    before = int(row.get_attribute("aria-valuenow"))
    row.focus()
    page.keyboard.press("ArrowUp")
    after = int(row.get_attribute("aria-valuenow"))
    assert after % 5 == 0 and 2 <= (after - before) % 360 <= 8
    assert "Turned by hand: 2." in live.inner_text()
    root.locator("[data-grip=point][tabindex]").focus()
    page.keyboard.press("Home")
    assert "Point 0 at (0.03, 0.02)" in live.inner_text()
    page.keyboard.press("End")
    assert "Point 199 at (1.00, 0.00)" in live.inner_text()
    page.keyboard.press("Shift+ArrowLeft")
    assert "Point 194 at" in live.inner_text()
    root.locator("[data-point='180']").first.hover()
    assert "Point 180 at" in live.inner_text() and troubles == []


def test_a_lost_point_stays_lost_either_way(open_page):
    page, _, troubles = visit(open_page, f"{PAGE}?dimension=1&point=199")
    root = find(page)
    live = root.locator(".explorable-live")
    assert "One dimension loses 200 of 200 points" in live.inner_text()
    before = live.inner_text()
    root.locator("#explorable-way").select_option("active rows alone")
    assert "from the active rows it comes back" in live.inner_text() != before
    assert "One dimension loses 200 of 200 points" in live.inner_text() and troubles == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_block_is_widened_by_hand(open_page, width):
    page, _, troubles = visit(open_page, PAGE, width=width)
    root = find(page)
    live = root.locator(".explorable-live")
    root.locator("#explorable-show").select_option("the block")
    assert "From 24 channels to 144 (t = 6) and to 24, stride 1, on 56×56" in live.inner_text()
    assert "The input is added." in live.inner_text()
    for name, dx, said in (
        ("times", 1000, "From 24 channels to 192 (t = 8)"),
        ("narrow", -1000, "From 8 channels to 64 (t = 8)"),
        ("out", 1000, "and to 48, stride 1"),
    ):
        box = root.locator(f"[data-grip={name}] .knob").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y)
        page.mouse.up()
        assert said in live.inner_text()
    assert "No shortcut: 8 and 48 channels differ." in live.inner_text()
    root.locator("[data-grip=out]").focus()
    page.keyboard.press("Home")
    assert (
        "Challenge met: make the depthwise step" in root.locator(".explorable-news").text_content()
    )
    root.locator("#explorable-stride").select_option("2")
    assert "No shortcut: stride 2 halves the side." in live.inner_text() and troubles == []

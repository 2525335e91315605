"""The explorable of α and ρ: its costs are the network's, its accuracies the sources'; and the page
where they are dragged.
"""

import pytest
import torch
from course import definitions, explorable_pages
from playing import count, find, settings, visit
from torch import nn

PAGE = explorable_pages()["multipliers"]
SIZES = (224, 192, 160, 128)


def test_costs_are_the_networks(call):
    chapter, maps = definitions("mobilenet-v1"), []
    cases = settings(
        alpha=[round(0.1 + 0.05 * k, 2) for k in range(29)], size=[32, 96, 128, 160, 192, 224, 320]
    )
    for case, found in zip(
        cases, call("multipliers", "compute", [[case] for case in cases]), strict=True
    ):
        parameters, macs, numbers = chapter["mobilenet_v1_costs"](case["alpha"], case["size"])
        assert [found[name] for name in ("parameters", "macs", "largestMap", "allMaps")] == [
            parameters,
            macs,
            max(numbers),
            sum(numbers),
        ], case
        if case["alpha"] in (0.1, 0.75, 1.45):
            with torch.device("meta"):
                model = chapter["MobileNetV1"](width_multiplier=case["alpha"]).eval()
            for layer in model.modules():
                if isinstance(layer, nn.Conv2d):
                    layer.register_forward_hook(
                        lambda layer, inputs, output: maps.append(output.numel())
                    )
            assert count([model], (1, 3, case["size"], case["size"])) == (parameters, macs), case
            assert maps == numbers, case
            maps.clear()
    illegal = [
        [{"alpha": 0, "size": 224}],
        [{"alpha": -0.5, "size": 224}],
        [{"alpha": 1, "size": 0}],
    ]
    assert all(isinstance(found, str) for found in call("multipliers", "compute", illegal))


def test_layers_are_those_that_run(call):
    chapter = definitions("mobilenet-v1")
    cases = settings(alpha=[0.1, 0.2, 0.55, 1], size=[32, 160])
    for case, found in zip(
        cases, call("multipliers", "compute", [[case] for case in cases]), strict=True
    ):
        model = chapter["MobileNetV1"](width_multiplier=case["alpha"])
        rows = chapter["layers_run"](model, (3, case["size"], case["size"]))
        assert len(found["layers"]) == len(rows) == 28
        for one, (layer, shape, macs) in zip(found["layers"], rows, strict=True):
            # of a convolution the BatchNorm, two numbers a channel; of the classifier its bias
            behind = (2 if isinstance(layer, nn.Conv2d) else 1) * shape[0]
            assert one == {
                "kind": chapter["kind"](layer),
                "inChannels": layer.weight.shape[1] * getattr(layer, "groups", 1),
                "channels": shape[0],
                "side": shape[1] if len(shape) > 1 else 1,
                "parameters": layer.weight.numel() + behind,
                "macs": macs,
            }, case
        most = max(macs for *_, macs in rows)
        assert found["dearest"] == [k for k, (*_, macs) in enumerate(rows) if macs == most]


def test_accuracies_are_the_chapters(call):
    chapter = definitions("mobilenet-v1")
    page = {
        (alpha, size): right
        for alpha, row in chapter["TOP1"].items()
        for size, right in zip(SIZES, row, strict=True)
    }
    sources = {"authors' page": page, "paper": chapter["PAPER_TOP1"]}
    for points, expected in zip(
        call("multipliers", "published", [[source] for source in sources]),
        sources.values(),
        strict=True,
    ):
        assert {(one["alpha"], one["size"]): one["top1"] for one in points} == expected
        macs = [one["macs"] for one in points]
        assert macs == sorted(
            chapter["mobilenet_v1_costs"](alpha, size)[1] for alpha, size in expected
        )


def test_best_is_the_most_accurate_that_fits(call):
    points = call("multipliers", "published", [["authors' page"]])[0]
    budgets = [10e6, 13_570_048, 100e6, 187e6, 300e6, 700e6]
    for budget, best in zip(
        budgets, call("multipliers", "bestWithin", [[b, points] for b in budgets]), strict=True
    ):
        affordable = [one for one in points if one["macs"] <= budget]
        assert best == max(affordable, key=lambda one: one["top1"], default=None)


def pull(page, grip, dx, dy):
    """Drag the middle of a grip by so many pixels."""
    box = grip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_network_shrinks_with_its_corner(open_page, width):
    page, _, troubles = visit(open_page, PAGE, width=width)
    root = find(page)
    live = root.locator(".explorable-live")
    pull(page, root.locator("[data-grip=both] .knob"), 2000, -2000)
    assert "α = 1 on 224×224 (ρ = 1.00): 100 % of the parameters, 100 % of the MACs" in (
        live.inner_text()
    )
    pull(page, root.locator("[data-grip=size] .knob"), 0, 32)
    assert "α = 1 on 160×160 (ρ = 0.71): 100 % of the parameters, 51 %" in live.inner_text()
    assert "Challenge met: halve the MACs" in root.locator(".explorable-news").text_content()
    pull(page, root.locator("[data-grip=alpha] .knob"), -2000, 0)
    assert "α = 0.1 on 160×160" in live.inner_text() and troubles == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_budget_crosses_no_words(open_page, width):
    for query in ("", "alpha=1&size=128&budget=150", "alpha=1&size=224&budget=500"):
        page, _, _ = visit(open_page, f"{PAGE}?{query}", width=width)
        crossed = """(line) => {
            const { left, right, top, bottom } = line.getBoundingClientRect();
            const texts = [...line.closest("svg").querySelectorAll("text")];
            return texts.filter((text) => {
                const box = text.getBoundingClientRect();
                return box.left < right && left < box.right && box.top < bottom && top < box.bottom;
            }).map((text) => text.textContent);
        }"""
        # the number of the axis that it stands on is no crossing
        found = find(page).locator("path.budget").evaluate(crossed)
        assert [text for text in found if not text.isdigit()] == [], query


def test_keys_do_what_a_hand_does(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    live = root.locator(".explorable-live")
    root.locator("[data-grip=alpha]").focus()
    page.keyboard.press("Home")
    assert "α = 0.1 on 160×160" in live.inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert "α = 0.4 on 160×160" in live.inner_text()
    root.locator("[data-grip=size]").focus()
    page.keyboard.press("ArrowUp")
    assert "α = 0.4 on 192×192" in live.inner_text()
    assert "Neither source has its accuracy" in live.inner_text()
    root.locator("[data-grip=point][tabindex]").focus()
    page.keyboard.press("End")
    assert "α = 1 on 224×224" in live.inner_text()
    assert "70.9 % (authors' page), 70.6 % (paper)" in live.inner_text()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert "α = 1 on 128×128" not in live.inner_text()
    page.keyboard.press("ArrowLeft")
    root.locator("[data-grip=layer][tabindex]").focus()
    page.keyboard.press("Home")
    assert "Layer 1, standard 3×3" in live.inner_text()
    root.locator("[data-grip=budget]").focus()
    page.keyboard.press("End")
    assert "Within 700 million MACs the best is α 1, 224×224" in live.inner_text()
    page.keyboard.press("Home")
    assert "Within 10 million MACs nothing published fits" in live.inner_text()
    assert troubles == []


def test_a_point_is_chosen_and_a_budget_drawn(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    live = root.locator(".explorable-live")
    name = root.locator(".named .name").first
    assert not name.is_visible()
    root.locator(".named .reach").first.hover()
    assert name.is_visible() and name.text_content() == "α 0.25, 128²: 41.5 %"
    root.locator(".named .reach").first.click()
    assert "α = 0.25 on 128×128" in live.inner_text()
    pull(page, root.locator("[data-grip=budget] .knob"), 95, 0)
    assert "Challenge met: find a budget" in root.locator(".explorable-news").text_content()
    root.locator("[data-layer='28']").first.hover()
    assert "Layer 28, fully connected" in live.inner_text()
    pull(page, root.locator("[data-layer='28'][data-grip]"), -500, 0)
    assert "Layer 1, standard 3×3" in live.inner_text()
    assert troubles == []

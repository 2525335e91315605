"""The explorable of chapter 6: its fields and paths are PyTorch's; and its pyramid is pointed at,
dragged and changed.
"""

import random

import pytest
import torch
from course import definitions, explorable_pages
from playing import find, visit
from torch import nn

PAGE = explorable_pages()["receptive-field"]


def random_stacks(number, layers=4):
    choose = random.Random(0)
    limits = {"kernel_size": 5, "stride": 3, "dilation": 9}
    return [
        [
            {name: choose.randint(1, most) for name, most in limits.items()}
            for _ in range(choose.randint(1, layers))
        ]
        for _ in range(number)
    ]


def padding_of(layer):
    return layer["dilation"] * (layer["kernel_size"] - 1) // 2


def make_layers(stack, padded):
    """Return a convolution of weights 1 for each layer, along one side."""
    layers = [
        nn.Conv1d(1, 1, **layer, padding=padding_of(layer) if padded else 0, bias=False).double()
        for layer in stack
    ]
    for layer in layers:
        nn.init.ones_(layer.weight)
    return layers


def test_receptive_field_is_pytorchs(call):
    choose, cases = random.Random(1), random_stacks(300)
    sizes_in = [choose.choice([1, 5, 16, 64, 64, 64]) for _ in cases]
    results = call("receptive-field", "compute", list(zip(cases, sizes_in, strict=True)))
    illegal = placed = 0
    for case, size, found in zip(cases, sizes_in, results, strict=True):
        x, sizes = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True), [size]
        try:
            y = x
            for layer in make_layers(case, padded=True):
                y = layer(y)
                sizes.append(y.shape[2])
        except RuntimeError:
            illegal += 1
            assert isinstance(found, str), case
            continue
        assert found["sizes"] == sizes
        field, jump, start = (found["seen"][-1][name] for name in ("field", "jump", "start"))

        # Without padding, an input as long as the field gives one output, and with weights of 1
        # the gradient of each map counts the paths.
        maps = [torch.zeros(1, 1, field, dtype=torch.float64, requires_grad=True)]
        for layer in make_layers(case, padded=False):
            maps.append(layer(maps[-1]))
        assert maps[-1].shape[2] == 1
        gradients = [g[0, 0] for g in torch.autograd.grad(maps[-1].sum(), maps)]
        assert found["paths"] == found["below"][-1] == gradients[0].tolist()
        for level, gradient in enumerate(gradients):
            first = found["reached"][level][0]
            assert [i - first for i in found["reached"][level]] == gradient.nonzero()[:, 0].tolist()
            assert found["ways"][level] == gradient[gradient > 0].tolist()
        assert found["reached"][0][0] == start

        # With padding, the place of an output's field in the input, where it does not reach beyond
        # the edges.
        middle = sizes[-1] // 2
        y[0, 0, middle].backward()
        seen = x.grad[0, 0].nonzero().flatten()
        if start + middle * jump >= 0 and start + middle * jump + field <= size:
            placed += 1
            ends = (start + middle * jump, start + middle * jump + field - 1)
            assert (seen[0].item(), seen[-1].item()) == ends, case
    assert len(cases) - illegal > 200 and illegal > 20 and placed > 60


def test_paths_through_a_value_are_pytorchs(call):
    """A value is on a path to a pixel if its gradients up and down are not zero."""
    stacks = random_stacks(60, layers=3)
    cases, choose = [], random.Random(2)
    for stack, found in zip(
        stacks, call("receptive-field", "compute", [[s, 4096] for s in stacks]), strict=True
    ):
        level = choose.randint(0, len(stack))
        cases.append([stack, found, level, choose.choice(found["reached"][level])])
    for (stack, found, level, index), lit in zip(
        cases,
        call("receptive-field", "throughValue", cases),
        strict=True,
    ):
        field = found["seen"][-1]["field"]
        maps = [torch.zeros(1, 1, field, dtype=torch.float64, requires_grad=True)]
        for layer in make_layers(stack, padded=False):
            maps.append(layer(maps[-1]))
        place = index - found["reached"][level][0]
        down = torch.autograd.grad(
            maps[level][0, 0, place], maps, allow_unused=True, retain_graph=True
        )
        for n, values in enumerate(lit):
            first = found["reached"][n][0]
            if n <= level:
                expected = down[n][0, 0].nonzero()[:, 0].tolist()
            else:
                expected = [
                    i
                    for i in range(maps[n].shape[2])
                    if i + first in found["reached"][n]
                    and torch.autograd.grad(maps[n][0, 0, i], maps[level], retain_graph=True)[0][
                        0, 0, place
                    ]
                ]
            assert [i - first for i in values] == expected


def test_band_is_the_chapters(call):
    chapter = definitions("dilation-and-receptive-field")
    stacks = [[chapter["Window"](3)] * layers for layers in (1, 3, 5, 20, 40)]
    stacks += [[chapter["Window"](3, 1, d, d) for d in (1, 3, 9)]]
    paths = [chapter["path_counts"](stack) for stack in stacks]
    found = call("receptive-field", "band", [[counts.tolist()] for counts in paths])
    assert found == [chapter["band"](counts) for counts in paths]


def test_layers_are_read_as_far_as_they_are_legal(call):
    def layer(*numbers):
        return dict(zip(("kernel_size", "stride", "dilation"), numbers, strict=True))

    cases = {
        "k3s2d1,k5s1d9": [layer(3, 2, 1), layer(5, 1, 9)],
        "k9s9d99,k0s0d0,nonsense": [layer(5, 3, 9), layer(1, 1, 1)],
        "": [layer(3, 1, d) for d in (1, 2, 4)],
        ",".join(["k1s1d1"] * 9): [layer(1, 1, 1)] * 6,
    }
    assert call("receptive-field", "readLayers", [[text] for text in cases]) == list(cases.values())


@pytest.fixture
def explorable(open_page):
    """Return a function that opens the explorable with a query; it returns page, root, sentence."""

    def open_with(query="", **options):
        page, _, troubles = visit(open_page, f"{PAGE}?{query}", **options)
        root = find(page)
        root.scroll_into_view_if_needed()
        return page, root, lambda: root.locator(".explorable-live p").first.inner_text(), troubles

    return open_with


def test_a_value_is_pointed_at(explorable):
    page, root, said, troubles = explorable()
    root.locator("rect[data-value='0 -7']").hover()
    assert "1 of 27 paths leads to pixel −7." in said()
    root.locator("circle[data-value='0 3']").hover()
    assert "3 of 27 paths lead to pixel 3." in said()
    root.locator("[data-value='1 2']").hover()
    assert "2 paths lead to value 2 of layer 1. Value 2 of layer 1 sees pixels 1 to 3." in said()
    root.get_by_role("slider", name="Value in the pyramid").focus()
    page.keyboard.press("ArrowRight")
    assert "No path leads to value 3 of layer 1." in said()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert "Output 0 sees pixels −7 to 7." in said()
    page.keyboard.press("ArrowRight")
    assert "Output 1 sees pixels −6 to 8." in said() and troubles == []


def test_layers_are_exchanged_changed_added_and_removed(explorable):
    page, root, said, troubles = explorable()
    card = root.get_by_role("slider", name="Layer 3;").bounding_box()
    x, y = card["x"] + 15, card["y"] + card["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 2 * 58, steps=6)
    page.mouse.up()
    assert "3×3 (dilation 4), 3×3 and 3×3 (dilation 2). The fields are 9, 11 and 15." in said()
    assert page.evaluate("document.activeElement.dataset.grip") == "layer 1", "it is still held"
    root.locator("[data-grip='step 2 dilation 1']").click()
    assert "Holes: only 9 of 17 pixels along a side are read, 81 of 289 in all." in said()
    root.get_by_role("slider", name="Layer 1;").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    assert "3×3 (stride 2, dilation 4), 3×3 (dilation 2)" in said() and "32×32" in said()
    page.keyboard.press("Delete")
    assert "From the input up: 3×3 (dilation 2) and 3×3 (dilation 2)." in said()
    root.get_by_role("button", name="Add a layer").click()
    root.get_by_role("slider", name="Layer 3;").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert "3×3 (dilation 2), 3×3 and 3×3 (dilation 2)." in said()
    assert page.evaluate("document.activeElement.dataset.grip") == "layer 2"
    page.wait_for_url("**layers=k3s1d2%2Ck3s1d1%2Ck3s1d2**")
    root.get_by_role("slider", name="Layer 3;").focus()
    page.keyboard.press("Delete")
    assert page.evaluate("document.activeElement.dataset.grip") == "layer 2", "the focus is lost"
    assert troubles == []


def test_what_stays_is_not_said_again(explorable):
    page, root, said, _ = explorable()
    page.evaluate(
        """() => {
            window.written = 0;
            const sentence = document.querySelector(".explorable-live p");
            new MutationObserver((changes) => { window.written += changes.length; })
                .observe(sentence, { childList: true, characterData: true, subtree: true });
        }"""
    )
    before = said()
    root.get_by_role("slider", name="Layer 2;").press("ArrowLeft")
    assert said() == before and page.evaluate("written") == 0
    root.get_by_role("slider", name="Layer 2;").press("ArrowUp")
    assert said() != before and page.evaluate("written") > 0


def test_a_stack_that_does_not_fit_is_drawn_and_says_why(explorable):
    _, root, said, troubles = explorable(query="layers=k5s3d9,k5s3d9,k5s3d9,k5s3d9,k4s1d9")
    assert "PyTorch raises an error" in said() and "map none" in root.inner_text()
    assert root.locator("[data-value]").count() > 3 and troubles == []


def test_it_fits_a_screen(explorable):
    layers = ",".join(["k3s1d1"] * 6)
    page, root, _, _ = explorable(query=f"layers={layers}")
    tall = root.evaluate(
        "root => root.querySelector('.explorable-live').getBoundingClientRect().top"
        " - root.getBoundingClientRect().top"
    )
    assert tall < 690

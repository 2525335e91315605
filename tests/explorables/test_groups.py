"""The explorable on groups: its arithmetic is PyTorch's; and the page, dragged and moved by key."""

import copy
import itertools
import random

import torch
from course import explorable_pages
from playing import close, count, find, settings, visit
from torch import nn

PAGE = explorable_pages()["groups"]
LAYERS = 4


def is_legal(in_channels, out_channels, groups):
    try:
        nn.Conv2d(in_channels, out_channels, 1, groups=groups)
    except ValueError:
        return False
    return True


def make_cases(number):
    """Return settings of `number` random stacks."""
    choose = random.Random(0)
    counts = [1, 2, 3, 4, 5, 6, 8, 8, 8, 12, 16, 16]
    return [
        {"layers": choose.randint(1, LAYERS), "in_channels": choose.choice(counts)}
        | {f"out_channels_{k}": choose.choice(counts) for k in range(1, LAYERS + 1)}
        | {f"groups_{k}": choose.randint(1, 16) for k in range(1, LAYERS + 1)}
        | {f"kernel_size_{k}": choose.choice([1, 3]) for k in range(1, LAYERS + 1)}
        | {f"shuffle_{k}": choose.choice(["off", "on"]) for k in range(1, LAYERS)}
        for _ in range(number)
    ]


def make_stack(case):
    """Return the rows of channels and, for each layer, the PyTorch layers that make it."""
    rows = [case["in_channels"]]
    rows += [case[f"out_channels_{k}"] for k in range(1, case["layers"] + 1)]
    stack = []
    for k, (M, N) in enumerate(itertools.pairwise(rows), 1):
        G = max(g for g in range(1, case[f"groups_{k}"] + 1) if is_legal(M, N, g))
        mixed = k > 1 and case[f"shuffle_{k - 1}"] == "on"
        window = case[f"kernel_size_{k}"]
        conv = nn.Conv2d(M, N, window, padding=window // 2, groups=G, bias=False)
        nn.init.ones_(conv.weight)
        stack.append([nn.ChannelShuffle(stack[-1][-1].groups), conv] if mixed else [conv])
    return rows, stack


def reach(layers, channels):
    """Return which inputs reach which outputs, a row an output, by one-hot inputs."""
    one_hot = torch.eye(channels)[:, :, None, None]
    return (nn.Sequential(*layers)(one_hot)[:, :, 0, 0].T > 0).tolist()


@torch.no_grad()
def test_stacks_are_pytorchs(call):
    cases = make_cases(300)
    for case, found in zip(
        cases, call("groups", "compute", [[case] for case in cases]), strict=True
    ):
        rows, stack = make_stack(case)
        for k, (layer, made) in enumerate(zip(found["layers"], stack, strict=True)):
            conv = made[-1]
            assert layer["groups"] == conv.groups and layer["shape"] == [*conv.weight.shape], case
            counted = count([copy.deepcopy(conv).to("meta")], (1, rows[k], 1, 1))
            assert (layer["weights"], layer["weights"]) == counted, case
            standard = nn.Conv2d(rows[k], rows[k + 1], conv.kernel_size, bias=False)
            assert layer["standard"] == standard.weight.numel(), case
            assert layer["wiring"] == reach(made, rows[k]), case
        sees = reach(itertools.chain(*stack), rows[0])
        assert found["sees"] == sees and found["pairs"] == sum(map(sum, sees)), case
        assert found["weights"] == sum(made[-1].weight.numel() for made in stack), case


@torch.no_grad()
def test_tracing_a_channel_is_pytorchs(call):
    cases = make_cases(40)
    for case, found in zip(
        cases, call("groups", "compute", [[case] for case in cases]), strict=True
    ):
        rows, stack = make_stack(case)
        places = [(row, channel) for row in range(len(rows)) for channel in range(rows[row])]
        calls = [[found["layers"], *place] for place in places]
        for (row, channel), traced in zip(places, call("groups", "trace", calls), strict=True):
            for other in range(len(rows)):
                between = itertools.chain(*stack[min(row, other) : max(row, other)])
                table = reach(between, rows[min(row, other)])
                expected = [to[channel] for to in table] if other > row else table[channel]
                if other == row:
                    expected = [c == channel for c in range(rows[row])]
                assert traced[other] == expected, (case, row, channel)


def test_shuffles_and_legal_groups_are_pytorchs(call):
    pairs = [list(pair) for pair in itertools.product(range(1, 17), repeat=2)]
    for (M, N), legal in zip(pairs, call("groups", "legalGroups", pairs), strict=True):
        assert legal == [G for G in range(1, 17) if is_legal(M, N, G)]
    divided = [[C, G] for C, G in pairs if C % G == 0]
    for (C, G), order in zip(divided, call("groups", "shuffled", divided), strict=True):
        close(order, nn.ChannelShuffle(G)(torch.arange(C).view(1, C, 1, 1)).flatten().double())


def test_the_challenge_asks_for_the_least(call):
    """Nothing between 1 and 16 channels joins all with two 3×3 layers of 4 groups for less."""
    cases = settings(in_channels=[4, 8], out_channels_1=[4, 8, 12, 16], out_channels_2=[4, 8])
    cases = [
        case
        | {"layers": 2, "shuffle_1": "on"}
        | {
            f"{name}_{k}": value
            for name, value in (("groups", 4), ("kernel_size", 3))
            for k in (1, 2)
        }
        for case in cases
    ]
    joined = [
        found["weights"]
        for found in call("groups", "compute", [[case] for case in cases])
        if all(map(all, found["sees"]))
    ]
    assert min(joined) == 288


def said(page):
    return page.locator(".explorable-live p").first.inner_text()


def test_rows_are_dragged_and_groups_chosen(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    assert "Every output sees 4 of 8 inputs" in said(page) and "32 of 64 pairs" in said(page)
    root.get_by_role("switch").click()
    assert "every input" in said(page) and "64 of 64 pairs" in said(page)
    root.locator("[data-grip=groups_2] rect[data-value='4']").click()
    assert "groups 2 and 4" in said(page)

    handle = root.locator("[data-grip=in_channels] .handle")
    handle.hover()
    box, pitch = handle.bounding_box(), root.locator("[data-at='1']").bounding_box()["width"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.down()
    page.mouse.move(x - 2 * pitch, y, steps=4)
    page.wait_for_function(
        "() => document.querySelector('[data-grip=in_channels]').ariaValueNow === '6'"
    )
    page.mouse.up()
    assert "48 of 48 pairs" in said(page) and troubles == []
    page.wait_for_url("**/*in_channels=6*")


def test_pointing_says_what_a_channel_sees(open_page):
    page, _, troubles = visit(open_page, f"{PAGE}?shuffle_1=on")
    root = find(page)
    challenges = root.locator(".explorable-challenges")
    root.locator("[data-at='35']").hover()
    assert "Output 3 sees inputs 0, 1, 2, 3, 4, 5, 6 and 7 (8 of 8)." in said(page)
    root.locator("[data-at='18']").first.hover()
    assert (
        "Channel 2 after layer 1 sees inputs 0, 1, 2 and 3 (4 of 8) "
        "and reaches outputs 4, 5, 6 and 7 (4 of 8)." in said(page)
    )
    below = challenges.bounding_box()["y"]
    root.locator("svg > rect.reach").first.click(position={"x": 250, "y": 100})
    assert "Channel" not in said(page)
    assert challenges.bounding_box()["y"] == below, "what is below the sentence jumps"
    assert troubles == []


def test_groups_that_do_not_fit_are_named(open_page):
    page, _, _ = visit(open_page, f"{PAGE}?out_channels_1=13&groups_2=4")
    find(page)
    assert "Layer 1: groups=2 does not divide 8 and 13 channels, so it is 1." in said(page)
    assert "Layer 2: groups=4 does not divide 13 and 8 channels, so it is 1." in said(page)


def test_keys_do_what_the_mouse_does(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)

    def press(grip, *keys):
        root.locator(f"[data-grip={grip}]").focus()
        for key in keys:
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.grip") == grip

    press("channel", "ArrowDown", "ArrowRight")
    assert "Channel 1 after layer 1" in said(page)
    press("groups_1", "End")
    assert "groups 8 and 2" in said(page)
    press("out_channels_1", "ArrowRight")
    assert "groups 1 and 1" in said(page), "8 and 9 have no other divisor"
    press("out_channels_1", "ArrowLeft")
    assert "groups 8 and 2" in said(page)
    press("kernel_size_2", "ArrowLeft")
    assert "nn.Conv2d(8, 8, 1, padding=0, groups=2" in root.locator("pre").inner_text()
    root.get_by_role("switch").focus()
    page.keyboard.press("Enter")
    assert root.get_by_role("switch").get_attribute("aria-checked") == "true"
    assert "nn.ChannelShuffle(8)" in root.locator("pre").inner_text()
    root.get_by_role("button", name="Add a layer").press("Enter")
    assert "through 3 layers" in said(page)
    assert page.evaluate("document.activeElement.textContent") == "Add a layer"
    assert troubles == []


def test_on_a_phone_every_number_of_groups_is_tapped(open_page):
    page, _, troubles = visit(open_page, PAGE, width=320, has_touch=True)
    root = find(page)
    root.locator("[data-grip=groups_1] rect[data-value='8']").tap()
    assert "groups 8 and 2" in said(page)
    assert root.get_by_role("switch").get_attribute("aria-checked") == "false"
    root.get_by_role("switch").tap()
    assert root.get_by_role("switch").get_attribute("aria-checked") == "true" and troubles == []


def test_a_button_at_its_limit_keeps_its_focus_ring(open_page):
    page, _, _ = visit(open_page, f"{PAGE}?layers=4")
    button = find(page).get_by_role("button", name="Add a layer")
    button.focus()
    assert button.get_attribute("aria-disabled") == "true"
    opacity, ring = button.evaluate(
        "button => [getComputedStyle(button).opacity, getComputedStyle(button).outlineStyle]"
    )
    assert opacity == "1" and ring != "none"

"""The explorable of chapter 9: it computes what PyTorch does with the published weights, and
filters, places and kernels are chosen in the picture.
"""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import weights
from course import definitions, page_of
from first_layers import PHOTOGRAPH, WEIGHTS, make_photograph, make_weights
from PIL import Image
from playing import close, find, settings, visit

PAGE = page_of("mobilenet-v2-as-published")
KERNELS = ["as published", "rank 1", "rank 1, sums mended", "only the sums spoilt"]


@pytest.fixture(scope="module")
def network():
    model = definitions("mobilenet-v2")["MobileNetV2"]().eval().double()
    published = torch.load(weights.get(), weights_only=True).values()
    model.load_state_dict(dict(zip(model.state_dict(), published, strict=True)))
    return model


def test_its_files_are_what_the_tool_makes():
    stored = Image.open(PHOTOGRAPH).convert("RGB")
    assert list(stored.tobytes()) == list(make_photograph().tobytes())
    assert WEIGHTS.read_text(encoding="utf8") == make_weights()


def first_layers(network, pixels, channel, kernel):
    """Return what the explorable shows, by the network and the chapter's own functions."""
    chapter = definitions("mobilenet-v2-as-published")
    cut, total, sums_of = (chapter[name] for name in ("cut", "total", "sums_of"))
    changes = {
        "as published": lambda w: w,
        "rank 1": cut,
        "rank 1, sums mended": lambda w: cut(w) + sums_of(w, cut(w)),
        "only the sums spoilt": lambda w: w + sums_of(cut(w), w),
    }
    mean, deviation = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]]).double()
    x = (torch.tensor(pixels).double() / 255 - mean) / deviation
    stem, (depthwise, norm, relu6) = network.features[0], network.features[1].depthwise
    published = depthwise.weight.detach()[:, 0]
    used = changes[kernel](published)
    with torch.no_grad():
        first = stem[:2](x.permute(2, 0, 1)[None])
        added, exact = (
            F.conv2d(relu6(first), some[:, None], None, 1, 1, groups=32)
            for some in (used, published)
        )
        second, right = (relu6(norm(y))[0, channel] for y in (added, exact))
    strengths = torch.linalg.svdvals(published[channel]) ** 2
    return {
        "first": first[0, channel],
        "second": norm(added)[0, channel].detach(),
        "added": added[0, channel],
        "weights": used[channel],
        "total": total(used)[channel],
        "kept": strengths[0] / strengths.sum(),
        "off": ((second - right).norm() / right.norm()).item(),
    }


def test_published_is_pytorchs(call, network):
    generator = np.random.default_rng(0)
    small = generator.integers(0, 256, (12, 16, 3))
    cases = settings(channel=range(32), kernel=KERNELS, row=[0, 5], column=[3])
    pictures = [small] * len(cases)
    photograph = np.asarray(make_photograph())
    real = settings(channel=[4, 7, 13], kernel=KERNELS[:2], row=[55], column=[20])
    cases, pictures = cases + real, pictures + [photograph] * len(real)
    calls = [[case, some.tolist()] for case, some in zip(cases, pictures, strict=True)]
    found = call("published", "compute", calls)
    tolerance = {"atol": 2e-5, "rtol": 1e-4}
    for case, pixels, one in zip(cases, pictures, found, strict=True):
        expected = first_layers(network, pixels, case["channel"], case["kernel"])
        place = case["row"], case["column"]
        for name in ("first", "second"):
            values = expected[name]
            close(one[name]["map"], values, **tolerance)
            assert one[name]["floor"] == pytest.approx((values <= 0).double().mean().item())
            assert one[name]["lid"] == pytest.approx((values >= 6).double().mean().item())
        for name in ("weights", "total", "kept"):
            close(one[name], expected[name], **tolerance)
        close(one["added"], expected["added"][place], **tolerance)
        if case["kernel"] != "as published" and "off" in one:
            assert one["off"] == pytest.approx(expected["off"], rel=0.01, abs=1e-3), case
        window = F.pad(expected["first"].clamp(0, 6), (1, 1, 1, 1), value=torch.nan)
        window = window[place[0] : place[0] + 3, place[1] : place[1] + 3].tolist()
        for line, row in zip(one["window"], window, strict=True):
            for value, right in zip(line, row, strict=True):
                assert value is None and right != right or value == pytest.approx(right, abs=2e-5)


def test_the_empty_filters_are_the_chapters(call, network):
    size = network.features[0][0].weight.detach().flatten(1).norm(dim=1)
    empty = (size < 0.1 * size.median()).tolist()
    picture = np.zeros((4, 4, 3), int).tolist()
    cases = settings(channel=range(32), kernel=["as published"], row=[0], column=[0])
    found = call("published", "compute", [[case, picture] for case in cases])
    assert [one["isEmpty"] for one in found] == empty and sum(empty) == 6


def test_filters_and_places_are_pointed_at(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    live = root.locator(".explorable-live p").first
    strip, place, photo = (
        root.locator(f"[data-grip={name}]") for name in "channel place photo".split()
    )
    box = strip.bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert live.inner_text().startswith("Channel 2:")
    page.keyboard.press("ArrowRight")
    assert live.inner_text().startswith("Channel 8:")
    page.keyboard.press("End")
    assert "an empty filter" in live.inner_text()

    photo.scroll_into_view_if_needed()
    box = photo.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] + 9, steps=4)
    page.mouse.up()
    assert "Row 55, column 55" in live.inner_text()
    place.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    assert "Row 54, column 50" in live.inner_text()
    assert place.get_attribute("aria-valuetext") == "row 54, column 50" and troubles == []


def test_a_changed_kernel_says_how_far_it_is_off(open_page):
    page, _, _ = visit(open_page, f"{PAGE}?channel=4")
    root = find(page)
    assert "off by" not in root.locator(".explorable-picture").inner_text()
    before = root.locator(".explorable-picture").bounding_box()["height"]
    root.locator("#explorable-kernel").select_option("rank 1")
    assert "off by 0.43" in root.locator(".explorable-picture").inner_text()
    assert root.locator(".explorable-picture").bounding_box()["height"] == before
    root.locator("#explorable-kernel").select_option("rank 1, sums mended")
    assert "off by 0.04" in root.locator(".explorable-live").inner_text()

"""The explorable of chapter 5: its kernels and their parts are PyTorch's; and it is painted, cut
and typed into.
"""

import itertools

import pytest
import torch
import torch.nn.functional as F
from course import definitions, explorable_pages
from playing import close, find, visit

PAGE = explorable_pages()["rank"]
NAMES = ["Gaussian", "turned", "Laplacian", "edge", "disc", "ring", "streak"]


def test_named_kernels_are_the_chapters(call):
    chapter = definitions("spatially-separable")
    cases = list(itertools.product(NAMES, [3, 5, 7, 15, 21]))
    for case, found in zip(cases, call("rank", "makeKernel", cases), strict=True):
        close(found, chapter["make_kernel"](*case).cpu())


def test_rank_is_pytorchs(call):
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(23, 22, generator=generator, dtype=torch.float64)
    sides = list(itertools.product(range(1, 8), range(1, 8))) + [(21, 21), (21, 3), (15, 15)]
    kernels = [torch.randn(*shape, generator=generator, dtype=torch.float64) for shape in sides]
    kernels += [torch.outer(k[0], k[:, 0]) for k in kernels]
    kernels += [1000 * torch.outer(k[:, 0], k[0]) for k in kernels[:52]]
    cases = [(kernel, r) for kernel in kernels for r in (1, 2, 5) if r <= min(kernel.shape)]
    found_of_all = call("rank", "compute", [[k.tolist(), picture.tolist(), r] for k, r in cases])
    for (kernel, r), found in zip(cases, found_of_all, strict=True):
        U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)
        close(found["values"], S, atol=1e-12 * S[0].item(), rtol=1e-9)
        assert found["rank"] == torch.linalg.matrix_rank(kernel, rtol=1e-9).item()
        assert found["macs"] == kernel.numel()
        best, near = (U[:, :r] * S[:r]) @ Vh[:r], found["near"]
        exact, filtered = (
            F.conv2d(picture[None, None], k[None, None])[0, 0] for k in (kernel, best)
        )
        tolerances = {"atol": 1e-9 * S[0].item(), "rtol": 1e-6}
        close(found["filtered"], exact, **tolerances)
        close(near["kernel"], best, **tolerances)
        close(near["filtered"], filtered, **tolerances)
        errors = [(a - b).norm() / b.norm() for a, b in ((best, kernel), (filtered, exact))]
        close([near["error"], near["pictureError"]], torch.stack(errors), atol=1e-9, rtol=1e-6)
        assert (near["rank"], near["macs"]) == (r, r * sum(kernel.shape))
    assert len(cases) > 200


def test_typed_kernels_are_read_or_refused(call):
    legal = {"1": [[1]], "1 2\n3 4": [[1, 2], [3, 4]], " 1, -2.5;3e1  0 \n": [[1, -2.5], [30, 0]]}
    illegal = {
        "": "numbers",
        "a b": "numbers",
        "1 2\n3": "2 and 1",
        "0 0": "rank 0",
        " ".join("1" * 22): "21 rows of 21",
    }
    assert call("rank", "readKernel", [[text] for text in legal]) == list(legal.values())
    for found, phrase in zip(
        call("rank", "readKernel", [[text] for text in illegal]), illegal.values(), strict=True
    ):
        assert phrase in found


def test_paint_stays_on_its_kernel(call):
    named = {"kernel": "disc", "K": 5, "weights": "", "painted": ""}
    typed = {"kernel": "typed in", "K": 5, "weights": "1 0\n0 0", "painted": ""}
    calls = [[named, 0, 1, -2], [typed, 1, 0, 3], [typed, 0, 0, 0]]
    on_named, on_typed, refused = call("rank", "paintCell", calls)
    assert on_typed == {"weights": "1 0\n3 0"} and refused == {}
    (again,) = call("rank", "paintCell", [[named | on_named, 0, 0, 1]])
    states = [named, named | on_named, named | again, named | again | {"K": 7}, typed | on_typed]
    plain, once, twice, other, own = map(
        torch.tensor, call("rank", "kernelOf", [[s] for s in states])
    )
    wanted = plain / plain.max()
    wanted[0, 1] = -2
    close(once.tolist(), wanted / wanted.abs().sum(), check_dtype=False)
    wanted[0, 0] = 1
    close(twice.tolist(), wanted / wanted.abs().sum(), check_dtype=False)
    close(other.tolist(), definitions("spatially-separable")["make_kernel"]("disc", 7).cpu())
    assert own.tolist() == [[1, 0], [3, 0]]


@pytest.fixture
def explorable(open_page):
    """Return a function that opens the explorable with a query; it returns page, root, sentence."""

    def open_with(query="", **options):
        page, _, troubles = visit(open_page, f"{PAGE}?{query}", **options)
        root = find(page)
        root.scroll_into_view_if_needed()
        return page, root, lambda: root.locator(".explorable-live p").first.inner_text(), troubles

    return open_with


def middle(locator, across=0.5, down=0.5):
    box = locator.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def test_it_fits_a_screen(explorable):
    for query in ("", "kernel=typed in"):
        _, root, _, _ = explorable(query)
        tall = root.evaluate(
            "root => root.querySelector('.explorable-live').getBoundingClientRect().top"
            " - root.querySelector('.explorable-controls').getBoundingClientRect().top"
        )
        assert tall < 700


def test_the_row_of_singular_values_is_cut(explorable):
    page, root, said, troubles = explorable("kernel=disc")
    assert "has rank 5" in said() and "Rank 1 is off by 0.32" in said()
    knife = root.get_by_role("slider", name="Cut after so many singular values")
    drag(page, middle(knife, 0.2), middle(knife, 0.43))
    assert "Rank 5 is exact, for 150 MACs a pixel instead of 225" in said()
    knife.focus()
    page.keyboard.press("ArrowLeft")
    assert "Rank 4 is off by" in said()
    page.keyboard.press("Home")
    assert "Rank 1 is off by 0.32" in said() and troubles == []


def test_a_place_is_pointed_at(explorable):
    page, root, said, troubles = explorable()
    assert "At row 16, column 50" in said()
    filtered = root.get_by_role("slider", name="Place in the picture")
    page.mouse.move(*middle(filtered, 0.25, 0.75))
    assert "At row 61, column 20" in said()
    page.mouse.move(*middle(root.locator("[data-grip=photograph]")))
    assert "At row 41, column 41" in said() and troubles == []


def test_kernels_are_painted_and_typed_cell_by_cell(explorable):
    page, root, said, troubles = explorable("kernel=dot&K=3&cell=0&brush=2")
    cell = root.get_by_role("slider", name="Cell of the kernel")
    assert "3×3 and has rank 1" in said()
    cell.focus()
    for key in "1 → 2 → 3 ↓ 6 ← 4 ← 2 ↓ 3 → 6 → 9".split():
        page.keyboard.press({"→": "ArrowRight", "←": "ArrowLeft", "↓": "ArrowDown"}.get(key, key))
    assert "has rank 1;" in said()
    assert "Challenge met" in root.locator(".explorable-news").inner_text()
    drag(page, middle(cell, 0.1, 0.5), middle(cell, 0.9, 0.5))
    page.keyboard.press("Space")
    assert "has rank 2;" in said()
    page.wait_for_url("**painted=dot3*r2c2w9_r1c0w0_r1c1w0_r1c2w2*")
    assert troubles == []


def test_kernels_and_places_are_pointed_at(explorable):
    page, root, said, troubles = explorable(width=390, has_touch=True)
    root.locator("[data-kernel=ring]").tap()
    assert "has rank 5" in said()
    result = root.get_by_role("slider", name="Place in the picture")
    page.mouse.click(*middle(result, 0.01, 0.99))
    assert "At row 81, column 0 the kernel gives" in said()
    result.focus()
    page.keyboard.press("ArrowRight")
    assert "At row 81, column 1 the kernel gives" in said() and troubles == []

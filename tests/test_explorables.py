"""The explorables, in a real browser: their arithmetic is PyTorch's, keyboard and phone suffice,
the address keeps the setting, challenges are recognised.
"""

import io
import itertools
import json
import random

import pytest
import torch
import torch.nn.functional as F
from book import ROOT
from course import definitions, explorable_pages
from photograph import TARGET, make_photograph
from PIL import Image
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

MODULES = ROOT / "assets" / "explorables"
LIMIT, LIMIT_OF_ALL = 15_000, 100_000  # bytes


EXPLORABLES = explorable_pages()

# For each challenge, in their order, a setting that meets it.
SOLUTIONS = {
    "geometry": ["size=32&stride=1&padding=2&dilation=2", "size=6&padding=0", "padding=4"],
    "layout": ["n=1&c=0&h=0&w=0", "needs=a 3×3 window of one channel", "H=1&W=1"],
    "groups": [
        "in_channels=3&groups=1",
        "in_channels=4&out_channels=12&groups=4",
        "in_channels=8&out_channels=4&groups=4",
    ],
    "cost": ["out_channels=9", "kernel_size=1", "out_channels=1024"],
    "rank": [
        "kernel=Laplacian&K=3",
        "kernel=ring",
        "kernel=typed in&weights=1 2 3%0A2 4 6%0A3 6 9",
    ],
    "receptive-field": [
        "dilation_1=2",
        "stride_1=2&stride_2=2&dilation_2=1&dilation_3=1",
        "dilation_2=3&dilation_3=9",
    ],
    "multipliers": ["alpha=1&size=160", "alpha=0.55&size=224", "alpha=0.2"],
    "spiral": ["dimension=1", "dimension=2&seed=28", "dimension=5&seed=3"],
    "roofline": [
        "layer=pointwise 1×1&channels=8",
        "bandwidth=200",
        "layer=depthwise %2B pointwise&channels=8&peak=100000",
    ],
}


@pytest.fixture
def call(open_page):
    """Return a function that calls `function` of a module for many lists of arguments, in one
    batch; an illegal setting gives its reason, a string.
    """
    page, _, _ = open_page("search.html", wait_until="domcontentloaded")

    def call(name, function, calls):
        return json.loads(
            page.evaluate(
                """async ([name, method, calls]) => {
                const folder = `${location.origin}/_static/explorables`;
                const modules = [name, "common"].map((file) => import(`${folder}/${file}.js`));
                const [module, { Illegal }] = await Promise.all(modules);
                return JSON.stringify(JSON.parse(calls).map((values) => {
                    try {
                        return module[method](...values);
                    } catch (error) {
                        if (error instanceof Illegal) return error.message;
                        throw error;
                    }
                }));
            }""",
                [name, function, json.dumps(calls)],
            )
        )

    return call


def settings(**choices):
    """Return every combination of the choices, as dictionaries."""
    return [
        dict(zip(choices, values, strict=True)) for values in itertools.product(*choices.values())
    ]


def close(found, expected, **tolerances):
    torch.testing.assert_close(
        torch.tensor(found, dtype=torch.float64),
        torch.as_tensor(expected, dtype=torch.float64),
        **tolerances,
    )


# Arithmetic


def test_geometry_is_pytorchs(call):
    cases = settings(
        size=[1, 4, 5, 7, 16],
        kernel_size=[1, 2, 3, 5, 6],
        stride=[0, 1, 2, 5],
        padding=[-1, 0, 1, 4],
        dilation=[0, 1, 2],
    )
    results, illegal = call("geometry", "compute", [[case] for case in cases]), 0
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


def test_layout_is_pytorchs(call):
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
    for case, found in zip(
        cases, call("layout", "compute", [[case] for case in cases]), strict=True
    ):
        shape, (n, c, h, w) = [case[name] for name in "NCHW"], [case[name] for name in "nchw"]
        for order, memory_format in (
            ("NCHW", torch.contiguous_format),
            ("NHWC", torch.channels_last),
        ):
            x = torch.empty(shape, memory_format=memory_format)
            assert tuple(found[order]["strides"]) == x.stride(), case
            assert found[order]["address"] == x[n, c, h, w].storage_offset(), case
            margin = 1 if "window" in case["needs"] else 0
            channels = slice(None) if "all channels" in case["needs"] else slice(c, c + 1)
            places = torch.arange(x.numel()).as_strided(shape, x.stride())
            needed = (
                places[
                    n,
                    channels,
                    max(0, h - margin) : h + margin + 1,
                    max(0, w - margin) : w + margin + 1,
                ]
                .flatten()
                .sort()
                .values
            )
            assert found[order]["addresses"] == needed.tolist(), case
            assert found[order]["pieces"] == 1 + (needed.diff() > 1).sum().item(), case
    assert len(cases) > 400


def test_groups_are_pytorchs(call):
    cases = settings(in_channels=range(1, 10), out_channels=range(1, 9), groups=range(5))
    results, illegal = call("groups", "compute", [[case] for case in cases]), 0
    for case, found in zip(cases, results, strict=True):
        try:
            layer = nn.Conv2d(**case, kernel_size=3, padding=1, bias=False)
        except ValueError:
            illegal += 1
            assert isinstance(found, str), case
            continue
        nn.init.ones_(layer.weight)
        one_hot = torch.eye(case["in_channels"])[:, :, None, None]
        assert found["shape"] == list(layer.weight.shape), case
        assert found["parameters"] == layer.weight.numel(), case
        assert (
            found["standard"]
            == nn.Conv2d(case["in_channels"], case["out_channels"], 3, bias=False).weight.numel()
        ), case
        assert found["wiring"] == (layer(one_hot)[:, :, 0, 0].T > 0).tolist(), case
    assert len(cases) - illegal > 80 and illegal > 100


def count(layers, shape):
    """Return (parameters, MACs) of the layers, one after the other, on a tensor of `shape`; nothing
    is computed.
    """
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        nn.Sequential(*layers)(torch.empty(shape, device="meta"))
    return (
        sum(p.numel() for layer in layers for p in layer.parameters()),
        counter.get_total_flops() // 2,
    )


def test_cost_is_pytorchs(call):
    cases = settings(
        in_channels=[1, 3, 64, 512],
        out_channels=[1, 9, 128, 1024],
        kernel_size=[1, 3, 7, 11],
        height=[28],
        width=[1, 224],
    )
    for case, found in zip(cases, call("cost", "compute", [[case] for case in cases]), strict=True):
        M, N, K, *size = case.values()
        with torch.device("meta"):
            standard = nn.Conv2d(M, N, K, padding="same", bias=False)
            depthwise = nn.Conv2d(M, M, K, padding="same", groups=M, bias=False)
            pointwise = nn.Conv2d(M, N, 1, bias=False)
        layers = {
            "standard": [standard],
            "depthwise": [depthwise],
            "pointwise": [pointwise],
            "pair": [depthwise, pointwise],
        }
        for name, part in layers.items():
            assert (found[name]["parameters"], found[name]["macs"]) == count(part, (1, M, *size)), (
                name,
                case,
            )
    assert len(cases) > 100


def test_named_kernels_are_the_chapters(call):
    chapter = definitions("spatially-separable")
    cases = list(
        itertools.product(
            ["Gaussian", "turned", "Laplacian", "edge", "disc", "ring", "streak"], [3, 5, 7, 15]
        )
    )
    for case, found in zip(cases, call("rank", "makeKernel", cases), strict=True):
        close(found, chapter["make_kernel"](*case).cpu())


def test_rank_is_pytorchs(call):
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(9, 8, generator=generator, dtype=torch.float64)
    kernels = [
        torch.randn(h, w, generator=generator, dtype=torch.float64)
        for h in range(1, 8)
        for w in range(1, 8)
        for _ in range(2)
    ]
    kernels += [torch.outer(k[0], k[:, 0]) for k in kernels]
    for kernel, found in zip(
        kernels,
        call("rank", "compute", [[kernel.tolist(), picture.tolist()] for kernel in kernels]),
        strict=True,
    ):
        U, S, Vh = torch.linalg.svd(kernel, full_matrices=False)
        close(found["values"], S, atol=1e-12, rtol=1e-9)
        assert found["rank"] == torch.linalg.matrix_rank(kernel, rtol=1e-9).item()
        assert found["macs"] == kernel.numel()
        for r, near in zip((1, 2), found["near"], strict=True):
            best = (U[:, :r] * S[:r]) @ Vh[:r]
            exact, filtered = (
                F.conv2d(picture[None, None], k[None, None])[0, 0] for k in (kernel, best)
            )
            close(near["kernel"], best, atol=1e-9, rtol=1e-6)
            close(near["filtered"], filtered, atol=1e-9, rtol=1e-6)
            close(near["error"], (best - kernel).norm() / kernel.norm(), atol=1e-9, rtol=1e-6)
            close(
                near["pictureError"], (filtered - exact).norm() / exact.norm(), atol=1e-9, rtol=1e-6
            )
            assert near["macs"] == r * sum(kernel.shape)


def test_typed_kernels_are_read_or_refused(call):
    legal = {"1": [[1]], "1 2\n3 4": [[1, 2], [3, 4]], " 1, -2.5;3e1  0 \n": [[1, -2.5], [30, 0]]}
    illegal = {
        "": "numbers",
        "a b": "numbers",
        "1 2\n3": "2 and 1",
        "0 0": "rank 0",
        " ".join("1" * 8): "7 rows of 7",
    }
    assert call("rank", "readKernel", [[text] for text in legal]) == list(legal.values())
    for found, phrase in zip(
        call("rank", "readKernel", [[text] for text in illegal]), illegal.values(), strict=True
    ):
        assert phrase in found


def test_receptive_field_is_pytorchs(call):
    choose = random.Random(0)
    cases = [
        [
            {
                "kernel_size": choose.randint(1, 5),
                "stride": choose.randint(1, 3),
                "dilation": choose.randint(1, 9),
            }
            for _ in range(choose.randint(1, 4))
        ]
        for _ in range(300)
    ]
    sizes_in = [choose.choice([1, 5, 16, 64, 64, 64]) for _ in cases]
    results, illegal, placed = (
        call("receptive-field", "compute", list(zip(cases, sizes_in, strict=True))),
        0,
        0,
    )
    for case, size, found in zip(cases, sizes_in, results, strict=True):
        padded = [
            nn.Conv1d(
                1,
                1,
                **layer,
                padding=layer["dilation"] * (layer["kernel_size"] - 1) // 2,
                bias=False,
            ).double()
            for layer in case
        ]
        bare = [nn.Conv1d(1, 1, **layer, bias=False).double() for layer in case]
        for layer in padded + bare:
            nn.init.ones_(layer.weight)
        x, sizes = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True), [size]
        try:
            y = x
            for layer in padded:
                y = layer(y)
                sizes.append(y.shape[2])
        except RuntimeError:
            illegal += 1
            assert isinstance(found, str), case
            continue
        assert found["sizes"] == sizes
        field, jump, start = (found["seen"][-1][name] for name in ("field", "jump", "start"))

        # Without padding, an input as long as the field gives one output, and with weights of 1 its
        # gradient counts the paths.
        exact = torch.zeros(1, 1, field, dtype=torch.float64, requires_grad=True)
        one = nn.Sequential(*bare)(exact)
        assert one.shape[2] == 1
        one.sum().backward()
        assert found["paths"] == exact.grad[0, 0].tolist()
        assert [pixel - start for pixel in found["reached"][0]] == exact.grad[
            0, 0
        ].nonzero().flatten().tolist()

        # With padding, the place of an output's field in the input, where it does not reach beyond
        # the edges.
        middle = sizes[-1] // 2
        y[0, 0, middle].backward()
        seen = x.grad[0, 0].nonzero().flatten()
        if start + middle * jump >= 0 and start + middle * jump + field <= size:
            placed += 1
            assert (seen[0].item(), seen[-1].item()) == (
                start + middle * jump,
                start + middle * jump + field - 1,
            ), case
    assert len(cases) - illegal > 200 and illegal > 20 and placed > 60


def test_multipliers_are_the_networks(call):
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


def test_multipliers_have_the_papers_accuracies(call):
    paper = definitions("mobilenet-v1")["PAPER_TOP1"]
    grid = [(alpha, size) for alpha in (0.25, 0.5, 0.75, 1) for size in (128, 160, 192, 224)]
    found = call(
        "multipliers", "compute", [[{"alpha": alpha, "size": size}] for alpha, size in grid]
    )
    assert [one.get("top1") for one in found] == [paper.get(setting) for setting in grid]


def test_spiral_is_pytorchs(call):
    t = torch.linspace(0.5, 4 * torch.pi, 200, dtype=torch.float64)
    spiral = torch.stack([t * t.cos(), t * t.sin()]) / t[-1]
    close(call("spiral", "makeSpiral", [[]])[0], spiral.T)
    generator = torch.Generator().manual_seed(0)
    matrices = [
        torch.randn(n, 2, generator=generator, dtype=torch.float64)
        for n in range(1, 31)
        for _ in range(7)
    ]
    for T, found in zip(
        matrices,
        call("spiral", "throughRelu", [[T.tolist(), spiral.T.tolist()] for T in matrices]),
        strict=True,
    ):
        y = (T @ spiral).relu()
        close(found["back"], (torch.linalg.pinv(T) @ y).T, atol=1e-9, rtol=1e-7)
        assert found["active"] == (y > 0).sum(dim=0).tolist()
    for T, found in zip(
        matrices, call("spiral", "pseudoInverse", [[T.tolist()] for T in matrices]), strict=True
    ):
        close(found, torch.linalg.pinv(T), atol=1e-9, rtol=1e-7)


def test_spiral_loses_as_much_as_expected(call):
    cases = settings(dimension=[1, 2, 3, 5, 8], seed=range(200))
    results = call("spiral", "compute", [[case] for case in cases])
    for dimension, group in itertools.groupby(
        zip(cases, results, strict=True), key=lambda pair: pair[0]["dimension"]
    ):
        found = [found for _, found in group]
        expected = (dimension + 1) / 2**dimension
        assert found[0]["expected"] == expected
        assert abs(sum(one["lost"] for one in found) / 200 / len(found) - expected) < 0.04
    assert isinstance(call("spiral", "compute", [[{"dimension": 0, "seed": 0}]])[0], str)
    matrices = torch.tensor(call("spiral", "randomMatrix", [[30, seed] for seed in range(400)]))
    assert len({tuple(matrix.flatten().tolist()) for matrix in matrices}) == 400
    assert abs(matrices.mean()) < 0.03 and abs(matrices.std() - 1) < 0.03


def test_roofline_is_pytorchs(call):
    def conv(channels, kernel_size, **arguments):
        return nn.Conv2d(
            channels, channels, kernel_size, bias=False, **{"padding": "same"} | arguments
        )

    layers = {
        "standard 3×3": lambda C: [conv(C, 3)],
        "depthwise 3×3": lambda C: [conv(C, 3, groups=C)],
        "pointwise 1×1": lambda C: [conv(C, 1)],
        "depthwise + pointwise": lambda C: [conv(C, 3, groups=C), conv(C, 1)],
        "8 groups, 3×3": lambda C: [conv(C, 3, groups=8)],
        "3×1 + 1×3": lambda C: [conv(C, (3, 1)), conv(C, (1, 3))],
        "dilation 2, 3×3": lambda C: [conv(C, 3, dilation=2)],
    }
    cases = settings(
        layer=layers,
        channels=[8, 128, 1024],
        size=[1, 28, 112],
        batch=[1, 16],
        peak=[200],
        bandwidth=[20, 500],
    )
    for case, found in zip(
        cases, call("roofline", "compute", [[case] for case in cases]), strict=True
    ):
        with torch.device("meta"):
            convs = layers[case["layer"]](case["channels"])
        shape = (case["batch"], case["channels"], case["size"], case["size"])
        steps = [
            (
                2 * count([layer], shape)[1],
                4 * (2 * torch.empty(shape, device="meta").numel() + layer.weight.numel()),
            )
            for layer in convs
        ]
        flops, moved = (sum(amounts) for amounts in zip(*steps, strict=True))
        assert (found["flops"], found["bytes"]) == (flops, moved), case
        seconds = sum(
            max(f / (case["peak"] * 1e9), m / (case["bandwidth"] * 1e9)) for f, m in steps
        )
        assert found["microseconds"] == pytest.approx(1e6 * seconds)
        assert found["limit"] == pytest.approx(flops / seconds / 1e9)
        assert found["ceilings"] == [
            "memory" if f / case["peak"] < m / case["bandwidth"] else "arithmetic" for f, m in steps
        ]
    assert len(cases) > 200
    for wrong in ({"peak": 0}, {"bandwidth": -1}, {"channels": 12}):
        assert isinstance(call("roofline", "compute", [[cases[0] | wrong]])[0], str)


# On the page


def visit(open_page, path, **options):
    """Open a page without waiting until nothing moves any more; return what `open_page` does."""
    return open_page(path, wait_until="load", **options)


def find(page):
    """Bring the page's explorable into view; return it when it is drawn."""
    page.locator(".cell.tag_explore").scroll_into_view_if_needed()
    page.wait_for_selector(".explorable-picture > *")
    return page.locator(".explorable")


def test_every_module_is_tested():
    modules = {path.stem for path in MODULES.glob("*.js")} - {"common", "mount"}
    assert set(EXPLORABLES) <= modules == set(SOLUTIONS)


def test_photograph_is_what_its_tool_makes():
    assert list(Image.open(TARGET).tobytes()) == list(make_photograph().tobytes())


def test_files_are_small():
    sizes = {path.name: path.stat().st_size for path in MODULES.iterdir()}
    assert max(size for name, size in sizes.items()) <= LIMIT, sizes
    assert sum(sizes.values()) <= LIMIT_OF_ALL, sizes


@pytest.mark.parametrize("name", EXPLORABLES)
def test_keyboard_reaches_and_moves_every_control(open_page, address, name):
    page, requests, troubles = open_page(EXPLORABLES[name])
    root = find(page)
    assert root.get_attribute("role") == "group" and root.get_attribute("aria-label")
    controls = root.locator("input:visible, select:visible, textarea:visible")
    ids = controls.evaluate_all(
        "all => all.map((control) => control.labels.length === 1 && control.id)"
    )
    assert all(ids), ids

    root.evaluate("root => { root.tabIndex = -1; root.focus(); }")
    what_it_shows = """() => {
        const all = (query) => [...document.querySelectorAll(query)];
        const parts = all(".explorable-picture, .explorable-live").map((part) => part.innerHTML);
        const pixels = all(".explorable canvas").map((canvas) => canvas.toDataURL());
        const add = (hash, letter) => (31 * hash + letter.charCodeAt()) | 0;
        return [...parts, ...pixels].join().split("").reduce(add, 0);
    }"""
    live = root.locator(".explorable-live").inner_text()
    for control in ids:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == control
        before = page.evaluate(what_it_shows)
        for key, back in (("ArrowUp", "ArrowDown"), ("ArrowDown", "ArrowUp")):
            if page.evaluate(what_it_shows) == before:
                page.keyboard.press(key)
                undo = back
        assert page.evaluate(what_it_shows) != before, control
        if control != ids[-1]:
            page.keyboard.press(undo)
            assert page.evaluate(what_it_shows) == before, control
    page.wait_for_url("**/*?*")
    changed = root.locator(".explorable-live p").first.inner_text()
    assert root.locator(".explorable-live").inner_text() != live
    assert root.locator(".explorable-live").get_attribute("aria-live") == "polite"

    assert troubles == [] and all(url.startswith((address, "data:")) for url in requests)

    link = root.get_by_role("link", name="Link to this setting").get_attribute("href")
    assert "#explore" in link and page.url.partition("?")[2] in link
    page, _, troubles = visit(open_page, link.removeprefix(address))
    assert find(page).locator(".explorable-live p").first.inner_text() == changed
    page.get_by_role("button", name="Reset").click()
    page.wait_for_url(lambda url: "?" not in url)
    assert "#explore" in page.url and troubles == []


@pytest.mark.parametrize("name", SOLUTIONS)
def test_challenges_are_recognised(open_page, name):
    page, _, troubles = visit(open_page, "chapters/notation.html")
    mount = """async ([name, query]) => {
        history.replaceState(null, "", query);
        const root = document.querySelector("article").appendChild(document.createElement("div"));
        await (await import(`${location.origin}/_static/explorables/${name}.js`)).mount(root);
        const items = [...root.querySelectorAll(".explorable-challenges li")].map(
            (item) => [item.classList.contains("met"), item.textContent]);
        const said = root.querySelector(".explorable-live").textContent;
        root.remove();
        return [items, said];
    }"""
    items, _ = page.evaluate(mount, [name, "?"])
    assert len(items) == len(SOLUTIONS[name]) >= 3
    assert not any(met for met, _ in items) and all(text.startswith("☐open: ") for _, text in items)
    for k, solution in enumerate(SOLUTIONS[name]):
        items, said = page.evaluate(mount, [name, f"?{solution}"])
        met, text = items[k]
        assert met and text.startswith("☑met: "), solution
        assert "Challenge met" in said
    page.evaluate("history.replaceState(null, '', '?')")
    page.wait_for_timeout(300)
    assert page.evaluate("location.search") == "", (
        "an explorable that is gone wrote its settings into the address"
    )
    assert troubles == []


LUMINANCES = """(root) => {
    const probe = root.appendChild(document.createElement("span"));
    const luminance = (name) => {
        probe.style.color = `color-mix(in srgb, var(${name}) 100%, transparent)`;
        const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number)
                .map(linear);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const colours = [0, 1, 2, 3, 4, 5].map((k) => `--c${k}`);
        const found = ["--paper", "--line", ...colours].map(luminance);
    probe.remove();
    return found;
}"""


@pytest.mark.parametrize("name", EXPLORABLES)
def test_fits_a_phone_in_both_themes(open_page, name):
    page, _, troubles = visit(open_page, EXPLORABLES[name], width=360)
    root = find(page)
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        wide = root.evaluate(
            "root => [...root.querySelectorAll('*:not(pre *)')].filter((e) =>"
            " e.getBoundingClientRect().right > 345).map((e) => e.outerHTML.slice(0, 90))"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360 and wide == []
        picture = Image.open(io.BytesIO(root.locator(".explorable-picture").screenshot())).convert(
            "RGB"
        )
        colours = sorted(picture.getcolors(picture.width * picture.height))
        assert len(colours) > 5 and colours[-1][0] < 0.97 * picture.width * picture.height
        paper, *inks = root.evaluate(LUMINANCES)
        assert (paper > 0.5) == (theme == "light")
        assert all((max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 3 for ink in inks), (
            theme,
            inks,
        )
    assert troubles == []


@pytest.mark.parametrize("name", EXPLORABLES)
def test_without_javascript_the_picture_stays(open_page, name):
    page, _, _ = visit(open_page, EXPLORABLES[name], java_script_enabled=False)
    cell = page.locator(".cell.tag_explore")
    assert cell.locator(".cell_input").is_visible() and page.locator(".explorable").count() == 0
    picture = cell.locator("xpath=preceding-sibling::div[contains(@class, 'cell')][1]//img")
    assert picture.is_visible() and picture.get_attribute("alt")


def test_from_a_file_it_says_what_it_needs(browser, site):
    page = browser.new_page()
    page.goto((site / EXPLORABLES["geometry"]).as_uri())
    cell = page.locator(".cell.tag_explore")
    cell.scroll_into_view_if_needed()
    cell.get_by_text("make serve").wait_for()
    assert cell.locator(".cell_input").is_visible()
    page.close()


def test_nothing_plays_by_itself(open_page):
    page, _, _ = visit(open_page, EXPLORABLES["geometry"], reduced_motion="reduce")
    root = find(page)
    assert root.get_by_role("button", name="Play").count() == 0
    root.get_by_role("button", name="Step", exact=True).click()
    assert "Output (0, 1)" in root.locator(".explorable-live").inner_text()

    page, _, _ = visit(open_page, EXPLORABLES["geometry"])
    root = find(page)
    page.clock.install()
    page.clock.run_for(10_000)
    assert "Output (0, 0)" in root.locator(".explorable-live").inner_text()


def test_play_steps_until_it_is_paused(open_page):
    page, _, _ = visit(open_page, EXPLORABLES["geometry"])
    root = find(page)
    live = root.locator(".explorable-live")
    page.clock.install()
    root.get_by_role("button", name="Play").click()
    page.clock.run_for(1100)
    assert "Output (0, 2)" in live.inner_text() and live.get_attribute("aria-live") == "off"
    root.get_by_role("button", name="Pause").click()
    page.clock.run_for(5000)
    assert "Output (0, 2)" in live.inner_text() and live.get_attribute("aria-live") == "polite"


def test_pointing_shows_the_address(open_page):
    page, _, _ = visit(open_page, EXPLORABLES["layout"], width=360, has_touch=True)
    root = find(page)
    root.locator("[data-index='1,2,3,4']").first.tap()
    assert (
        "Entry (1, 2, 3, 4) has address 119 in NCHW and 119 in NHWC"
        in root.locator(".explorable-live").inner_text()
    )


def test_an_illegal_setting_says_why(open_page):
    page, _, _ = visit(open_page, f"{EXPLORABLES['groups']}?groups=3")
    root = find(page)
    assert (
        "groups=3 does not divide in_channels=4 nor out_channels=8"
        in root.locator(".explorable-picture").inner_text()
    )
    assert "Legal here: 1, 2 and 4" in root.locator(".explorable-live").inner_text()


def test_nonsense_in_the_address_is_ignored(open_page):
    page, _, troubles = visit(
        open_page,
        f"{EXPLORABLES['geometry']}?size=many&stride=-7&kernel_size=1e9&padding=&other=1#exercises",
    )
    text = find(page).locator("pre").inner_text()
    assert "kernel_size=9, stride=1, padding=1" in text
    assert "other=1" in page.url and page.url.endswith("#exercises") and troubles == []

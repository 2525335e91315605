"""The benchmark of the page: its loops compute what PyTorch computes, it says when it cannot be
trusted, and no test judges a time.
"""

import gzip
import itertools
import json

import pytest
import torch
from course import page_of
from playing import close
from torch import nn

FOLDER = "_static/device"
COMPUTE = """async ([folder, cases]) => {
    const worker = new Worker(`${location.origin}/${folder}/worker.js`, { type: "module" });
    const results = [];
    for (const one of cases) {
        worker.postMessage({ kind: "compute", ...one });
        results.push(await new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => resolve(data.y);
            worker.onerror = reject;
        }));
    }
    worker.terminate();
    return results;
}"""
CALL = """async ([folder, name, values]) =>
    (await import(`${location.origin}/${folder}/device.js`))[name](...values)"""


def layers():
    """Yield settings of layers: odd sizes, few channels, channels that are no multiple of 8."""
    for channels, size, stride in itertools.product([1, 3, 8, 20], [1, 4, 7, 10], [1, 2]):
        common = {"channels": channels, "size": size, "stride": stride}
        for out_channels, kernel in itertools.product([5, 16], [1, 3]):
            yield common | {"out_channels": out_channels, "kernel": kernel, "groups": 1}
        if channels > 1:
            yield common | {"out_channels": channels, "kernel": 3, "groups": channels}


@pytest.mark.parametrize("program", ["plain", "simd"])
def test_loops_compute_what_pytorch_computes(open_page, program):
    page, _, _ = open_page("search.html", wait_until="domcontentloaded")
    generator, cases, expected = torch.Generator().manual_seed(0), [], []
    for layer in layers():
        conv = nn.Conv2d(
            layer["channels"],
            layer["out_channels"],
            layer["kernel"],
            layer["stride"],
            padding=layer["kernel"] // 2,
            groups=layer["groups"],
            bias=False,
        )
        conv.weight.data = torch.randn(conv.weight.shape, generator=generator)
        x = torch.randn(1, layer["channels"], layer["size"], layer["size"], generator=generator)
        expected.append(conv(x).detach().flatten())
        cases.append(
            {
                "program": program,
                "layer": layer,
                "x": x.flatten().tolist(),
                "w": conv.weight.flatten().tolist(),
            }
        )
    found = page.evaluate(COMPUTE, [FOLDER, json.loads(json.dumps(cases))])
    assert len(cases) > 100
    for y, wanted in zip(found, expected, strict=True):
        close(y, wanted.double(), atol=1e-5, rtol=1e-4)


def taken(standard, pair, again=None):
    """Return the times of a race as the worker posts them, in milliseconds."""
    return {"standard": standard, "pair": pair, "again": again or standard}


def test_a_ratio_is_that_of_the_fastest_rounds(open_page):
    page, _, _ = open_page("search.html", wait_until="domcontentloaded")
    call = lambda name, *values: page.evaluate(CALL, [FOLDER, name, list(values)])  # noqa: E731
    found = call("ratio", taken([8, 6, 9], [2, 1.5, 1]), "standard", "pair")
    assert found == {"value": 6, "low": 4, "high": 9, "rounds": 3}
    trouble = lambda *times: call("trouble", taken(*times), "standard", "pair")  # noqa: E731
    assert trouble([8, 6, 9], [1, 1, 1]) == ""
    assert "against itself" in trouble([8, 6, 9], [1, 1, 1], [8, 8, 9])
    assert "middle round" in trouble([8, 6, 12], [1, 1, 1], [12, 6, 12])
    assert "anything from 3.0 to 9.0" in trouble([8, 6, 9], [2, 2, 1])
    assert call("promised", [128, 28]) == pytest.approx(1 / (1 / 128 + 1 / 9))
    quiet = [
        {"taken": taken([8, 8, 8], [1, 1, 1]), "channels": C, "size": H}
        for C, H in [(32, 112), (128, 28), (512, 7)]
    ]
    assert "keeps 114 % at 32 channels, 95 % at 128 and 90 % at 512" in call("verdict", quiet)
    quiet[1]["taken"]["again"] = [16, 16, 16]
    assert call("verdict", quiet).startswith("Too noisy to say: the same layer against itself")


def test_a_reader_presses_and_is_told(open_page):
    page, _, troubles = open_page(page_of("from-macs-to-milliseconds"), width=390)
    section = page.locator("#time-it-on-this-device")
    section.scroll_into_view_if_needed()
    button = section.get_by_role("button", name="Time it on this device")
    status = section.get_by_role("status")
    region = status.element_handle()  # what is put into one that was there before is announced
    button.click()
    status.filter(has_text="Timing").wait_for()
    status.filter(has_not_text="Timing").wait_for()
    assert "the pair keeps" in status.inner_text() or "noisy" in status.inner_text()
    assert region.inner_text() == status.inner_text() != "" and region.is_visible()
    rows = section.locator("tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == [
        "times faster",
        "promised by MACs",
        "plain loops",
        "loops with SIMD",
        "PyTorch, where this page was made",
    ]
    assert rows[1].split("\t")[1:] == ["7.0", "8.4", "8.8"]
    assert section.locator("svg").get_attribute("aria-label").startswith("The roofline of this")
    assert "hand-written kernel in a browser" in section.locator("textarea").input_value()
    assert button.is_enabled() and not troubles


def test_without_simd_the_plain_loops_are_timed(open_page):
    page, _, troubles = open_page("search.html", wait_until="domcontentloaded")
    page.route("**/kernels.wasm", lambda route: route.fulfill(body=b"no module"))
    page.goto(page.url.replace("search.html", page_of("from-macs-to-milliseconds")))
    section = page.locator("#time-it-on-this-device")
    section.scroll_into_view_if_needed()
    section.get_by_role("button", name="Time it").click()
    section.get_by_text("has no SIMD").wait_for()
    assert "in plain loops" in section.inner_text() or "noisy" in section.inner_text()
    assert not troubles


def test_it_is_small(site):
    files = list((site / FOLDER).glob("*.js")) + list((site / FOLDER).glob("*.wasm"))
    assert len(files) == 4
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 10_000


def test_an_error_in_the_loops_reaches_the_page(open_page):
    page, _, _ = open_page("search.html", wait_until="domcontentloaded")

    def broken(route):
        text = route.fetch().text().replace("y.fill(0);", 'throw new Error("no loops today");')
        route.fulfill(body=text, content_type="text/javascript")

    page.route("**/kernels.js", broken)
    page.goto(page.url.replace("search.html", page_of("from-macs-to-milliseconds")))
    section = page.locator("#time-it-on-this-device")
    section.scroll_into_view_if_needed()
    section.get_by_role("button", name="Time it").click()
    section.get_by_text("do not run in this browser").filter(has_text="no loops today").wait_for()
    assert section.get_by_role("button", name="Time it").is_enabled()

"""Print, as tables: the build's time and growth, each chapter's run time and peak memory, each
page's weight, and what a slow phone sees when.

    python tools/bench.py [pages]    with `pages`, no chapter is run
"""

import functools
import gzip
import http.server
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from browsers import BROWSERS, FLAGS, advise

ROOT = Path(__file__).parents[1]
RUN = """
import os, resource, sys, nbformat
from notebooks import PatientClient
os.chdir(sys.argv[2])
notebook = nbformat.read(sys.argv[1], as_version=4)
PatientClient(notebook, timeout=None, kernel_name="python3").execute()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "font", "image": "image"}
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
OBSERVE = """
window.seen = {paint: 0, shift: 0};
function watch(type, note) {
    const observer = new PerformanceObserver(list => list.getEntries().forEach(note));
    observer.observe({type, buffered: true});
}
watch("largest-contentful-paint", entry => { seen.paint = entry.startTime });
watch("layout-shift", entry => { seen.shift += entry.hadRecentInput ? 0 : entry.value });
"""
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
        scrollTo(0, y);
        await new Promise(done => setTimeout(done, 100));
    }
    return seen.shift;
}"""
DEFAULTS = """
title: Taking Convolution Apart
logo: assets/logo.svg
only_build_toc_files: true
execute: {execute_notebooks: "off"}
"""


def build(source, folder, *options):
    """Build the book in `source` into `folder`; return the seconds it took."""
    start = time.perf_counter()
    command = [
        Path(sys.executable).with_name("jupyter-book"),
        "build",
        ".",
        *options,
        "--path-output",
        folder,
    ]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return time.perf_counter() - start


def copy_book(folder):
    """Copy the book into `folder`, without what is made."""
    ignore = shutil.ignore_patterns(".git", ".venv", ".nox", "_build", "__pycache__", ".*_cache")
    return Path(shutil.copytree(ROOT, folder, ignore=ignore))


def multiply(folder, times):
    """Return a copy of the book that has every chapter `times` times."""
    book = copy_book(folder)
    table = (book / "_toc.yml").read_text(encoding="utf8")
    for path in sorted((book / "chapters").glob("*.ipynb")):
        line = re.search(rf" +- file: chapters/{path.stem}\n", table)[0]
        copies = [f"{path.stem}-{k}" for k in range(2, times + 1)]
        for name in copies:
            shutil.copy(path, path.with_stem(name))
        table = table.replace(
            line, line + "".join(line.replace(path.stem, name) for name in copies)
        )
    (book / "_toc.yml").write_text(table, encoding="utf8")
    return book


def strip(folder):
    """Return a copy of the book with nothing but its chapters: Jupyter Book's own configuration, no
    extension, no style.
    """
    book = copy_book(folder)
    (book / "_config.yml").write_text(DEFAULTS, encoding="utf8")
    (book / "index.md").write_text("# Taking Convolution Apart\n", encoding="utf8")
    return book


def run_chapter(path):
    """Execute a chapter in an empty folder; return its seconds and its kernel's peak in MB."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", RUN, path, folder],
            cwd=ROOT / "tools",
            check=True,
            capture_output=True,
            text=True,
        )
        unit = (
            2**20 if sys.platform == "darwin" else 2**10
        )  # ru_maxrss is in bytes there, in kB elsewhere
        return time.perf_counter() - start, int(done.stdout) / unit


class Gzipped(http.server.SimpleHTTPRequestHandler):
    """Serve a folder as web hosts do: text is sent gzipped."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        body, kind = path.read_bytes(), self.guess_type(path)
        packed = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
        body = gzip.compress(body, 6) if packed else body
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def look(browser, site, names, slow=True):
    """Yield for each page its name, what its first view loads as {kind: kB} raw and gzipped, its
    largest paint in s and its layout shift, on a phone.
    """
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Gzipped, directory=site)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    for name in names:
        raw, packed, responses = Counter(), Counter(), []
        context = browser.new_context(**PHONE)
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        context.add_init_script(OBSERVE)
        page = context.new_page()
        if slow:
            devtools = context.new_cdp_session(page)
            devtools.send("Network.enable")
            devtools.send("Network.emulateNetworkConditions", SLOW)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.on("response", lambda response, seen=responses: seen.append(response))
        page.goto(address + name, wait_until="networkidle", timeout=600_000)
        paint = page.evaluate("seen.paint") / 1000
        for response in list(responses):
            kind, body = KINDS.get(response.request.resource_type, "other"), response.body()
            raw[kind] += len(body) / 1000
            packed[kind] += (
                len(body) if kind in ("image", "font") else len(gzip.compress(body))
            ) / 1000
        yield name, raw, packed, paint, page.evaluate(SCROLL)
        context.close()
    server.shutdown()


def compare_pages(browser, folder, chapters):
    """Print every page's weight, and the heaviest chapter beside the same one with Jupyter Book's
    defaults.
    """
    kinds = [*KINDS.values(), "other"]
    print(
        f"\n{'first view, kB raw / gzipped':<34}"
        + "".join(f"{kind:>14}" for kind in [*kinds, "all"])
        + f"{'paint, s':>10}{'shift':>8}"
    )

    def row(title, raw, packed, paint, shift):
        cells = [f"{raw[kind]:.0f} / {packed[kind]:.0f}" for kind in kinds] + [
            f"{raw.total():.0f} / {packed.total():.0f}"
        ]
        print(
            f"{title:<34}"
            + "".join(f"{cell:>14}" for cell in cells)
            + f"{paint:>10.2f}{shift:>8.3f}",
            flush=True,
        )

    seen = []
    for name, *found in look(
        browser,
        folder / "book" / "_build" / "html",
        ["index.html", *(f"chapters/{path.stem}.html" for path in chapters)],
    ):
        row(Path(name).stem, *found)
        seen.append((name, *found))
    name, raw, packed, paint, _ = max(
        seen[1:], key=lambda found: found[2].total() - found[2]["image"]
    )
    build(strip(folder / "stripped"), folder / "defaults")
    _, raw_before, packed_before, paint_before, shift_before = next(
        look(browser, folder / "defaults" / "_build" / "html", [name])
    )
    row("the heaviest, by default", raw_before, packed_before, paint_before, shift_before)
    without = (packed.total() - packed["image"]) / (packed_before.total() - packed_before["image"])
    print(f"{Path(name).stem}, pictures aside, is {without:.2f} of the default's weight,")
    print(
        f"its pictures {packed['image'] / packed_before['image']:.2f}, its largest paint"
        f" {paint / paint_before:.2f} of the default's time."
    )
    print(
        "The phone: 1.6 Mbit/s, 150 ms, a processor 4 times slower. The default's scripts from"
        " other servers (MathJax, 200 kB and more) are not loaded here."
    )


def main():
    chapters = sorted((ROOT / "chapters").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        folder, strict = Path(folder), ("-W", "-n", "--keep-going")
        cold = build(ROOT, folder / "book", *strict)
        print(f"build: cold {cold:.1f} s, warm {build(ROOT, folder / 'book', *strict):.1f} s")
        tenfold = build(multiply(folder / "copy", 10), folder / "tenfold", *strict)
        print(
            f"with every chapter ten times: cold {tenfold:.1f} s, {tenfold / cold:.1f} times as"
            " long\n"
        )
        if "pages" not in sys.argv:
            print(f"{'chapter':<34}{'run, s':>8}{'peak, MB':>10}")
            for path in chapters:
                seconds, peak = run_chapter(path)
                print(f"{path.stem:<34}{seconds:>8.1f}{peak:>10.0f}")
        path = BROWSERS["chromium"].find()
        if not path:
            sys.exit(f"page weights are left out: {advise('chromium')}")
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            compare_pages(browser, folder, chapters)
            browser.close()


if __name__ == "__main__":
    main()

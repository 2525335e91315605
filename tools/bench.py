"""Print, as tables: the build's time, each chapter's run time and peak memory, each page's weight on first view.

    python tools/bench.py     from the book's virtual environment
"""

import functools
import gzip
import http.server
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from browser import ADVICE, FLAGS, find_browser

ROOT = Path(__file__).parents[1]
RUN = """
import os, resource, sys, nbformat
from nbclient import NotebookClient
os.chdir(sys.argv[2])
NotebookClient(nbformat.read(sys.argv[1], as_version=4), timeout=600, kernel_name="python3").execute()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "font", "image": "image"}


def build(folder):
    """Build the book into `folder`; return the seconds it took."""
    start = time.perf_counter()
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-W", "-n", "--keep-going", "--path-output", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def run_chapter(path):
    """Execute a chapter in an empty folder; return its seconds and its kernel's peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", RUN, path, folder], check=True, capture_output=True, text=True)
        unit = 2**20 if sys.platform == "darwin" else 2**10     # ru_maxrss is in bytes there, in kB elsewhere
        return time.perf_counter() - start, int(done.stdout) / unit


def weigh_pages(site, pages):
    """Yield, for each page, what its first view loads: {kind: [raw kB, gzipped kB]}."""
    from playwright.sync_api import sync_playwright

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for name in pages:
            raw, packed, page = Counter(), Counter(), browser.new_page()
            responses = []
            page.on("response", lambda response, seen=responses: seen.append(response))
            page.goto(f"http://127.0.0.1:{server.server_port}/{name}", wait_until="networkidle")
            for response in responses:
                kind, body = KINDS.get(response.request.resource_type, "other"), response.body()
                raw[kind] += len(body) / 1000
                packed[kind] += (len(body) if kind in ("image", "font") else len(gzip.compress(body))) / 1000
            page.close()
            yield name, raw, packed
        browser.close()
    server.shutdown()


def main():
    chapters = sorted((ROOT / "chapters").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        print(f"build: cold {build(folder):.1f} s, warm {build(folder):.1f} s\n")
        print(f"{'chapter':<34}{'run, s':>8}{'peak, MB':>10}")
        for path in chapters:
            seconds, peak = run_chapter(path)
            print(f"{path.stem:<34}{seconds:>8.1f}{peak:>10.0f}")
        if not find_browser():
            sys.exit(f"page weights are left out: {ADVICE}")
        kinds = [*KINDS.values(), "other"]
        print(f"\n{'first view, kB raw / gzipped':<34}" + "".join(f"{kind:>14}" for kind in [*kinds, "all"]))
        for name, raw, packed in weigh_pages(Path(folder) / "_build" / "html", ["index.html", *(f"chapters/{path.stem}.html" for path in chapters)]):
            cells = [f"{raw[kind]:.0f} / {packed[kind]:.0f}" for kind in kinds] + [f"{raw.total():.0f} / {packed.total():.0f}"]
            print(f"{Path(name).stem:<34}" + "".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    main()

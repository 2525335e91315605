"""Shared by the tests: the chapters and what they define, the built site and its pages in a browser."""

import ast
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest
from browser import ADVICE, FLAGS, find_browser
from IPython.core.inputtransformer2 import TransformerManager
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
CHAPTER_PAGES = [f"chapters/{path.stem}.html" for path in CHAPTERS]
PAGES = ["index.html", *CHAPTER_PAGES, *(f"chapters/{path.stem}.html" for path in sorted((ROOT / "chapters").glob("*.md")))]
ORIGIN = "git@github.com:some-reader/their-fork.git"


def tags(cell):
    return set(cell.metadata.get("tags", []))


def prose(notebook):
    """Return the text of the Markdown cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def place(chapter, notebook, cell):
    """Return where `cell` is, as a message names it."""
    return f"{chapter.name}, cell {notebook.cells.index(cell) + 1} ({cell.source.strip().partition(chr(10))[0][:60]})"


def printed(cell):
    """Return all text among the outputs of a code cell."""
    return "\n".join(out.get("text", "") + out.get("data", {}).get("text/plain", "") for out in cell.outputs)


def is_literal(node):
    """Return whether the statement `node` gives a name to numbers and strings written out, such as a network's table."""
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        return False
    try:
        ast.literal_eval(node.value)
    except ValueError:
        return False
    return True


def definitions(number):
    """Return what chapter `number` defines (functions, classes, tables), without running its demonstrations."""
    path = next(path for path in CHAPTERS if path.name.startswith(number))
    namespace = {"__name__": "__main__"}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code" or tags(cell) & {"exercise", "check", "solution", "explore", "optional"}:
            continue
        tree = ast.parse(TransformerManager().transform_cell(cell.source))
        if "set-up" not in tags(cell):
            tree.body = [node for node in tree.body if isinstance(node, DEFINING) or is_literal(node)]
        exec(compile(tree, path.name, "exec"), namespace)
    return namespace


def pytest_generate_tests(metafunc):
    if "chapter" in metafunc.fixturenames:
        metafunc.parametrize("chapter", CHAPTERS, ids=[path.stem for path in CHAPTERS], scope="session")


class LoadChapterScheduling(LoadFileScheduling):
    """Keep what shares a running chapter, or a browser, on one worker: the tests of a file, or of a file and a chapter."""

    def _split_scope(self, nodeid):
        chapter = re.search(r"\[(\d\d-[\w-]+)", nodeid)
        return super()._split_scope(nodeid) + (chapter[1] if chapter else "")


def pytest_xdist_make_scheduler(config, log):
    return LoadChapterScheduling(config, log)


@pytest.fixture(scope="session")
def notebook(chapter):
    return nbformat.read(chapter, as_version=4)


def build(folder, origin):
    """Build a copy of the book in `folder` as a clone of `origin` would; return the site's folder."""
    source = folder / "clone"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", ".nox", "_build", "__pycache__", ".*_cache"))
    subprocess.run(["git", "init", "--quiet", "--initial-branch", "trunk"], cwd=source, check=True)
    subprocess.run(["git", "remote", "add", "origin", origin], cwd=source, check=True)
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-W", "-n", "--keep-going"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)[-3000:]
    return source / "_build" / "html"


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of a site built from a clone whose origin is `ORIGIN`."""
    return build(tmp_path_factory.mktemp("site"), ORIGIN)


@pytest.fixture(scope="session")
def browser():
    path = find_browser()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ADVICE)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class PagesHost(http.server.SimpleHTTPRequestHandler):
    """Serve the site below `/their-fork/`, as GitHub does."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix("/their-fork"))

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(PagesHost, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/their-fork/"
        server.shutdown()


@pytest.fixture
def open_page(browser, address):
    """Return a function that opens a page and returns it with what was requested and what went wrong."""
    contexts = []

    def open_one(path, width=1280, theme="light", base=address, wait_until="networkidle", **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, **options))
        page, requests, troubles = contexts[-1].new_page(), [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url}"))
        page.on("response", lambda response: response.status >= 400 and troubles.append(f"{response.status}: {response.url}"))
        page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(base + path, wait_until=wait_until)
        return page, requests, troubles

    yield open_one
    for context in contexts:
        context.close()

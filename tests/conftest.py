"""What the tests are given: the chapters, the built site, and its pages in a browser."""

import functools
import http.server
import os
import re
import threading

import pytest
import recompute
from browser import ADVICE, FLAGS, find_browser
from building import ORIGIN, build
from course import CHAPTERS, read_notebook
from xdist.scheduler import LoadFileScheduling

recompute.install()


def pytest_generate_tests(metafunc):
    if "chapter" in metafunc.fixturenames:
        metafunc.parametrize(
            "chapter", CHAPTERS, ids=[chapter.file for chapter in CHAPTERS], scope="session"
        )


class LoadChapterScheduling(LoadFileScheduling):
    """Keep what shares a running chapter, or a browser, on one worker: the tests of a file, or of a
    file and a chapter.
    """

    def _split_scope(self, nodeid):
        chapter = re.search(r"\[(\d\d-[\w-]+)", nodeid)
        return super()._split_scope(nodeid) + (chapter[1] if chapter else "")


def pytest_xdist_make_scheduler(config, log):
    return LoadChapterScheduling(config, log)


@pytest.fixture(scope="session")
def notebook(chapter):
    return read_notebook(chapter)


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
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(PagesHost, directory=site)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/their-fork/"
        server.shutdown()


@pytest.fixture
def open_page(browser, address):
    """Return a function that opens a page and returns it with what was requested and what went
    wrong.
    """
    contexts = []

    def open_one(
        path, width=1280, theme="light", base=address, wait_until="networkidle", **options
    ):
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=theme, **options
            )
        )
        page, requests, troubles = contexts[-1].new_page(), [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url}"))
        page.on(
            "response",
            lambda response: (
                response.status >= 400 and troubles.append(f"{response.status}: {response.url}")
            ),
        )
        page.on(
            "console", lambda message: message.type == "error" and troubles.append(message.text)
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(base + path, wait_until=wait_until)
        return page, requests, troubles

    yield open_one
    for context in contexts:
        context.close()

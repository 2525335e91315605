"""What the tests are given: the chapters, the built site, and its pages in a browser."""

import functools
import http.server
import json
import os
import re
import shutil
import threading

import pytest
import recompute
from browsers import FLAGS
from building import ORIGIN, PagesHost, build
from course import CHAPTERS, NOTEBOOKS, read_notebook
from current import slow_cells
from filelock import FileLock
from nbval.plugin import IPyNbCell
from visitors import PATIENCE, find_or_skip
from xdist.scheduler import LoadFileScheduling

recompute.install()
# no clock judges: a check stops an answer only in the tests of endless ones
os.environ["CHECK_LIMIT"] = "1e6"


def pytest_addoption(parser):
    group = parser.getgroup("the course")
    group.addoption("--chapter", default="", help="only this chapter's tests, e.g. 04")
    group.addoption("--quick", action="store_true", help="run no cell that measures or trains")


def pytest_generate_tests(metafunc):
    """Try every notebook in a test of a `chapter`; with the mark `numbered`, no reference page."""
    if "chapter" in metafunc.fixturenames:
        tried = CHAPTERS if metafunc.definition.get_closest_marker("numbered") else NOTEBOOKS
        metafunc.parametrize(
            "chapter", tried, ids=[chapter.file for chapter in tried], scope="session"
        )


def pytest_collection_modifyitems(config, items):
    """Leave out what belongs to other chapters, and what takes long, where that is asked for."""
    asked, quick = config.getoption("chapter"), config.getoption("quick")
    others = [item for item in items if asked and belongs_elsewhere(item, asked)]
    others += [item for item in items if quick and takes_long(item)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def belongs_elsewhere(item, asked):
    """Return whether a test is one of another chapter than that whose number is `asked`."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    chapter = given.get("chapter") or getattr(given.get("exercise"), "chapter", None)
    return chapter is not None and not chapter.file.startswith(asked)


def takes_long(item):
    """Return whether a test is a cell that measures or trains, or that needs what one makes."""
    return isinstance(item, IPyNbCell) and item.cell.id in slow_cells(item.parent.nb)


class LoadChapterScheduling(LoadFileScheduling):
    """Keep what shares a running chapter, or a browser, on one worker: the tests of a file, or of a
    file and a chapter; and the answers to a chapter's exercises, whatever is asked of them. What
    looks for idle conditions takes longest, and is shared out.
    """

    def _split_scope(self, nodeid):
        if "test_no_idle_condition" in nodeid:
            return nodeid
        answers = re.search(r"test_(?:exercises|doing|unusual_answers)\.py.*\[(\d+)\.\d", nodeid)
        if answers:
            return f"answers to {answers[1]}"
        chapter = re.search(r"\[(\d\d-[\w-]+)", nodeid)
        return super()._split_scope(nodeid) + (chapter[1] if chapter else "")


def pytest_xdist_make_scheduler(config, log):
    return LoadChapterScheduling(config, log)


@pytest.fixture(scope="session")
def notebook(chapter):
    return read_notebook(chapter)


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of a site built from a clone whose origin is `ORIGIN`, by the first worker that
    asks for it.
    """
    folder = tmp_path_factory.getbasetemp()
    folder = (folder if worker_id == "master" else folder.parent) / "site"
    with FileLock(f"{folder}.lock"):
        if not (folder / "whole").exists():
            shutil.rmtree(folder, ignore_errors=True)
            build(folder, ORIGIN)
            (folder / "whole").touch()
    return folder / "clone" / "_build" / "html"


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    chromium = playwright.chromium.launch(executable_path=find_or_skip("chromium"), args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served."""
    host = functools.partial(PagesHost, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), host) as server:
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
        view = {"width": width, "height": 800}
        contexts.append(browser.new_context(viewport=view, color_scheme=theme, **options))
        contexts[-1].set_default_timeout(PATIENCE)
        page, requests, troubles = contexts[-1].new_page(), [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url}"))
        page.on("response", functools.partial(note_status, troubles))
        page.on("console", functools.partial(note_message, troubles))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(base + path, wait_until=wait_until)
        return page, requests, troubles

    yield open_one
    for context in contexts:
        context.close()


def note_status(troubles, response):
    if response.status >= 400:
        troubles.append(f"{response.status}: {response.url}")


def note_message(troubles, message):
    if message.type == "error":
        troubles.append(message.text)


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

"""Shared by the tests: the chapters, the built site and a browser."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from browser import ADVICE, FLAGS, find_browser
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
ORIGIN = "git@github.com:some-reader/their-fork.git"


def tags(cell):
    return set(cell.metadata.get("tags", []))


def prose(notebook):
    """Return the text of the Markdown cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def printed(cell):
    """Return all text among the outputs of a code cell."""
    return "\n".join(out.get("text", "") + out.get("data", {}).get("text/plain", "") for out in cell.outputs)


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
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache"))
    subprocess.run(["git", "init", "--quiet"], cwd=source, check=True)
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

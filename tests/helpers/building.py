"""The site as a clone of some repository builds it, and as GitHub serves it."""

import http.server
import re
import shutil
import subprocess
import sys
from pathlib import Path

from book import ROOT

ORIGIN = "git@github.com:some-reader/their-fork.git"


def build(folder, origin):
    """Build a copy of the book in `folder` as a clone of `origin`; return the site's folder."""
    source = folder / "clone"
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(".git", ".venv", ".nox", "_build", "__pycache__", ".*_cache"),
    )
    subprocess.run(["git", "init", "--quiet", "--initial-branch", "trunk"], cwd=source, check=True)
    subprocess.run(["git", "remote", "add", "origin", origin], cwd=source, check=True)
    command = [
        Path(sys.executable).with_name("jupyter-book"),
        "build",
        ".",
        "-W",
        "-n",
        "--keep-going",
    ]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)[-3000:]
    return source / "_build" / "html"


class PagesHost(http.server.SimpleHTTPRequestHandler):
    """Serve the site below `/their-fork/`, as GitHub does."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix("/their-fork"))

    def log_message(self, *arguments):
        pass

"""Find a Chromium or Chrome for the tests, or get one.

python tools/browser.py     print its path, after getting one if there is none
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = (
    "no Chromium or Chrome: install one ('apt-get install chromium', or 'python -m playwright"
    " install chromium'), or name it: BROWSER_PATH=/path/to/chrome"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser():
    """Return the path of a browser that is here, or None."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named
    for name in NAMES:
        if shutil.which(name):
            return shutil.which(name)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def get_browser():
    """Try the ways there are to get a browser; return its path, or None where none worked."""
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        commands.insert(
            0,
            [
                "sh",
                "-c",
                "apt-get update -q && apt-get install -y -q --no-install-recommends chromium",
            ],
        )
    for command in commands:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if find_browser():
            return find_browser()
    return None


if __name__ == "__main__":
    path = find_browser() or get_browser()
    print(
        path or f"{ADVICE}. Without it the browser tests are skipped.",
        file=sys.stdout if path else sys.stderr,
    )
    sys.exit(bool(not path and os.environ.get("CI")))

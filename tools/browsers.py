"""Find the browsers that the tests drive, or get them.

python tools/browsers.py chromium firefox webkit     print where each is; get one that is missing
"""

import glob
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Browser:
    """A browser: the commands that may start it, the variable that names it elsewhere, the
    packages of Debian and Ubuntu that have it, and what else to do to get it.
    """

    commands: tuple
    variable: str
    packages: tuple
    advice: str

    def find(self):
        """Return the path of its command, or None."""
        named = os.environ.get(self.variable)
        found = (shutil.which(command) for command in ([named] if named else self.commands))
        return next((path for path in found if path), None)


BROWSERS = {
    "chromium": Browser(
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
        "CHROMIUM_PATH",
        ("chromium",),
        "install Chromium or Google Chrome",
    ),
    "firefox": Browser(
        ("firefox", "firefox-esr"), "FIREFOX_PATH", ("firefox-esr",), "install Firefox"
    ),
    "webkit": Browser(
        ("WebKitWebDriver",),
        "WEBKIT_DRIVER_PATH",
        ("webkit2gtk-driver", "xvfb"),
        "WebKit is driven on Linux: install WebKitGTK's driver and Xvfb",
    ),
}


def find_minibrowser():
    """Return the path of WebKitGTK's small browser, or None."""
    folders = ("/usr/lib/*/webkit2gtk-4.*", "/usr/libexec/webkit2gtk-4.*")
    found = sorted(path for folder in folders for path in glob.glob(f"{folder}/MiniBrowser"))
    return found[-1] if found else None


def advise(name):
    """Return in words how to get a browser that is missing."""
    browser = BROWSERS[name]
    return (
        f"{name} is missing: {browser.advice} ('apt-get install {' '.join(browser.packages)}' on"
        f" Debian and Ubuntu), or name it: {browser.variable}=/path/to/{browser.commands[0]}"
    )


def get(name):
    """Install a browser where the system's packages can be installed; return its path, or None."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        packages = BROWSERS[name].packages
        for command in (
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
        ):
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return BROWSERS[name].find()


def main(names):
    missing = False
    for name in names:
        path = BROWSERS[name].find() or get(name)
        missing |= path is None
        print(path or f"{advise(name)}. Its tests are skipped.")
    sys.exit(missing and bool(os.environ.get("CI")))


if __name__ == "__main__":
    main(sys.argv[1:])

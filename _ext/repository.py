"""Where the book lives: git's `origin` and branch, so that a fork's pages lead to the fork."""

import re
import subprocess


def git(srcdir, *arguments):
    """Return what git prints in `srcdir`, or "" where git, a repository or an answer is missing."""
    try:
        return subprocess.run(
            ["git", *arguments], cwd=srcdir, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def github_repository(address):
    """Return "owner/name" of a GitHub address (https, ssh or scp form), or None for any other
    address.
    """
    match = re.fullmatch(
        r"(?:https://|ssh://)?(?:[^@/]+@)?github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?", address
    )
    return "/".join(match.groups()) if match else None


def find_repository(app, config):
    """Fill in the repository and its branch from git's `origin`, where `_config.yml` leaves them
    empty.
    """
    options = config.html_theme_options
    address = options.get("repository_url") or git(
        app.srcdir, "config", "--get", "remote.origin.url"
    )
    repository = github_repository(address)
    head = git(app.srcdir, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").removeprefix(
        "origin/"
    )
    options["repository_url"] = f"https://github.com/{repository}" if repository else ""
    options["repository_branch"] = (
        options.get("repository_branch")
        or head
        or git(app.srcdir, "branch", "--show-current")
        or "main"
    )
    options["use_repository_button"] = bool(repository)


def setup(app):
    app.connect("config-inited", find_repository)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

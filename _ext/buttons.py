"""The buttons of a chapter: open it in Colab, download it, what to do with the file then; and the
link that reports a mistake.
"""

from pathlib import Path
from urllib.parse import urlencode

from repository import github_repository

COLAB = "https://colab.research.google.com"
RUNNING = "chapters/running"


def add_buttons(app, pagename, templatename, context, doctree):
    """Put into the header of a chapter: "Open in Colab", where the repository is known, a link to
    the notebook, and one to the page that says how to run it.
    """
    options = app.config.html_theme_options
    repository = github_repository(options["repository_url"])
    if context.get("page_source_suffix") != ".ipynb":
        return
    context["header_buttons"].insert(
        0,
        {
            "type": "link",
            "text": "How to run it",
            "tooltip": "In Colab or on your own computer: what to install, how to keep answers",
            "label": "run",
            "url": context["pathto"](RUNNING),
        },
    )
    context["header_buttons"].insert(
        0,
        {
            "type": "link",
            "tooltip": "Download this chapter as a notebook",
            "icon": "fas fa-download",
            "label": "download",
            "url": context["pathto"](f"_sources/{context['sourcename']}", 1),
        },
    )
    if repository:
        context["header_buttons"].insert(
            0,
            {
                "type": "link",
                "text": "Open in Colab",
                "tooltip": "Run this chapter in Google Colab",
                "label": "colab",
                "url": (
                    f"{COLAB}/github/{repository}/blob/{options['repository_branch']}/{pagename}.ipynb"
                ),
            },
        )


def add_report(app, pagename, templatename, context, doctree):
    """Give a page of a known repository the address of a new issue that names it; page.js adds the
    section that is read. report.html shows it.
    """
    address = app.config.html_theme_options["repository_url"]
    if not address or doctree is None:
        return
    page = f"{app.config.html_baseurl}{pagename}.html"
    lesson = Path("lessons", f"{Path(pagename).name}.md")
    page_file = Path(app.env.doc2path(pagename, base=False))
    written = lesson if Path(app.srcdir, lesson).exists() else page_file
    issue = {
        "title": app.env.titles[pagename].astext(),
        "body": f"Page: {page}\nWritten in: {written.as_posix()}\n\nWhat is wrong:\n",
    }
    context["report_address"] = f"{address}/issues/new?{urlencode(issue)}"


def setup(app):
    app.connect("html-page-context", add_buttons, priority=600)
    app.connect(
        "html-page-context", add_report, priority=400
    )  # before the theme leaves out what is empty
    return {"parallel_read_safe": True, "parallel_write_safe": True}

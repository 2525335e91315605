"""The buttons of a chapter: open it in Colab, download it."""

from repository import github_repository

COLAB = "https://colab.research.google.com"


def add_buttons(app, pagename, templatename, context, doctree):
    """Put "Open in Colab", where the repository is known, and a link to the notebook into the
    header of a chapter.
    """
    options = app.config.html_theme_options
    repository = github_repository(options["repository_url"])
    if context.get("page_source_suffix") != ".ipynb":
        return
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


def setup(app):
    app.connect("html-page-context", add_buttons, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

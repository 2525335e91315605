"""What search engines read: a sitemap, robots.txt, and each page's structured data in the words of
schema.org. Where the site's address is not known there is no sitemap, and no address in the data.
"""

import functools
import json
import re
from html import escape
from pathlib import Path

from sharing import describe
from stored import read_notebook, source_of

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MINUTES = re.compile(r"About (\d+) minutes to read")
LEVEL = "Intermediate"


@functools.cache
def read_lessons(srcdir):
    """Return {page: what its notebook's lesson says, its minutes among it}, the chapters in their
    order.
    """
    found = {}
    for path in sorted(Path(srcdir, "chapters").glob("*.ipynb")):
        notebook = read_notebook(path)
        minutes = MINUTES.search(" ".join(source_of(notebook["cells"][0]).split()))
        lesson = notebook["metadata"]["lesson"]
        found[f"chapters/{path.stem}"] = lesson | {"minutes": int(minutes[1]) if minutes else 0}
    return found


def structured_data(app, pagename, title, description):
    """Return what a page is: the first one the course, any other a resource of it."""
    base, book = app.config.html_baseurl, app.config.html_title or app.config.project
    shared = {
        "@context": CONTEXT,
        "inLanguage": app.config.language,
        "license": LICENCE,
        "isAccessibleForFree": True,
    }
    course = {"@type": "Course", "name": book} | ({"url": base, "@id": base} if base else {})
    lessons = read_lessons(app.srcdir)
    if pagename == app.config.root_doc:
        hours = round(sum(lesson["minutes"] for lesson in lessons.values()) / 60)
        return (
            shared
            | course
            | {
                "description": description,
                "educationalLevel": LEVEL,
                "provider": {"@type": "Organization", "name": app.config.author},
                "offers": {"@type": "Offer", "category": "Free"},
                "hasCourseInstance": {
                    "@type": "CourseInstance",
                    "courseMode": "Online",
                    "courseWorkload": f"PT{hours}H",
                },
            }
        )
    lesson = lessons.get(pagename, {})
    data = shared | {
        "@type": "LearningResource",
        "name": title,
        "description": description,
        "learningResourceType": "lesson" if lesson.get("minutes") else "reference",
        "isPartOf": course,
    }
    if base:
        data["url"] = f"{base}{pagename}.html"
    if lesson.get("minutes"):
        data["timeRequired"] = f"PT{lesson['minutes']}M"
        data["position"] = list(lessons).index(pagename) + 1
    if "date" in lesson:
        data |= {"version": str(lesson["version"]), "dateModified": lesson["date"]}
    return data


def add_structured_data(app, pagename, templatename, context, doctree):
    """Write the structured data into the head of a page; no policy on scripts forbids data."""
    if doctree is None:
        return
    title = app.env.titles[pagename].astext()
    data = structured_data(app, pagename, title, describe(doctree))
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    context["metatags"] += f'\n    <script type="application/ld+json">{text}</script>'


def write_files(app, exception):
    """Write robots.txt, and the sitemap of the pages with the day on which a chapter changed."""
    if exception or app.builder.format != "html":
        return
    base, site = app.config.html_baseurl, Path(app.outdir)
    robots = "User-agent: *\nDisallow:\n"
    if base:
        rows = []
        for page in sorted(app.env.found_docs):
            address = base + ("" if page == app.config.root_doc else f"{page}.html")
            day = read_lessons(app.srcdir).get(page, {}).get("date")
            rows.append(
                f"<url><loc>{escape(address)}</loc>"
                + (f"<lastmod>{day}</lastmod>" if day else "")
                + "</url>\n"
            )
        site.joinpath("sitemap.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{''.join(rows)}</urlset>\n",
            encoding="utf8",
        )
        robots += f"\nSitemap: {base}sitemap.xml\n"
    site.joinpath("robots.txt").write_text(robots, encoding="utf8")


def setup(app):
    app.connect("html-page-context", add_structured_data, priority=850)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

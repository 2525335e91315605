"""Write down the addresses of the built site, so that none is lost: tests/addresses.txt keeps all
that there ever were.

    make book && python tools/addresses.py
"""

import re

from book import ROOT

KNOWN = ROOT / "tests" / "addresses.txt"
HEAD = (
    "# Every address that a page, a section or a term ever had. `make book`, then"
    " `python tools/addresses.py`, adds today's.\n"
)
PLACE = re.compile(r'<(?:section|dt|span)\b[^>]*\bid="([^"]+)"')


def addresses(site):
    """Return every address of the pages below `site`: "page.html" and "page.html#section"."""
    found = set()
    for path in [site / "index.html", *site.glob("chapters/*.html")]:
        page = path.relative_to(site).as_posix()
        article = (
            path.read_text(encoding="utf8").partition("<article")[2].partition("</article>")[0]
        )
        found |= {page, *(f"{page}#{place}" for place in PLACE.findall(article))}
    return found


def read_known():
    lines = KNOWN.read_text(encoding="utf8").splitlines()
    return {line for line in lines if not line.startswith("#")}


def main():
    known, today = read_known(), addresses(ROOT / "_build" / "html")
    KNOWN.write_text(HEAD + "\n".join(sorted(known | today)) + "\n", encoding="utf8")
    print(f"{len(today - known)} new addresses")


if __name__ == "__main__":
    main()

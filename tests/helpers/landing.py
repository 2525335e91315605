"""Where a heading stands when one has come to it, in whichever browser."""

NEAR = 64  # pixels below the header: its margin, and the edge of an exercise

# Nothing moves any more, and the explorables near by have come.
AT_REST = """() => {
    const near = (part) => Math.abs(part.getBoundingClientRect().top) < innerHeight + 800;
    const starts = [...document.querySelectorAll(".explorable-start")].filter(near);
    if (!starts.every((start) => start.querySelector(".explorable-picture > *"))) return false;
    const now = [location.href, scrollY, document.documentElement.scrollHeight].join();
    if (now !== window.before) [window.before, window.since] = [now, performance.now()];
    return document.readyState === "complete" && performance.now() - window.since > 400;
}"""
BELOW_HEADER = """(id) => {
    const place = document.getElementById(id);
    const section = place.matches("section") ? place : place.parentElement;
    const heading = section.querySelector("h2, h3");
    const header = document.querySelector(".bd-header-article");
    return Math.round(heading.getBoundingClientRect().top - header.getBoundingClientRect().bottom);
}"""
FOLLOW = "(id) => document.querySelector(`#pst-page-toc-nav a[href='#${id}']`).click()"
OPEN_ALL = "() => localStorage.setItem('outputs-open', 'true')"


def land(visitor, host, path, old, unfolded):
    """Yield (way, how far below the header the heading stands) for four ways to a chapter's
    exercises: a link, the `old` address of one of them, Contents, and Back.
    """
    visitor.open(f"{host}404.html")
    visitor.run(OPEN_ALL if unfolded else "() => localStorage.clear()")
    for way, place in (("link", "exercises"), ("old address", old)):
        visitor.open(f"{host}404.html")
        visitor.open(f"{host}{path}#{place}")
        yield way, below_header(visitor, place)
    visitor.open(f"{host}{path}")
    visitor.wait_for(AT_REST)
    visitor.run(FOLLOW, "exercises")
    yield "Contents", below_header(visitor, "exercises")
    visitor.open(f"{host}404.html")
    visitor.run("() => history.back()")
    visitor.wait_for("() => location.hash === '#exercises'")
    yield "Back", below_header(visitor, "exercises")
    visitor.run("() => localStorage.clear()")


def below_header(visitor, place):
    visitor.wait_for(AT_REST)
    return visitor.run(BELOW_HEADER, place)

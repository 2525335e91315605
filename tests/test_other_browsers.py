"""Firefox and WebKit show what Chromium shows: every page without an error, explorables by key and
mouse, guesses and answers, the search, the theme, the folds and the links.
"""

import functools
import http.server
import re
import threading

import pytest
from building import PagesHost
from course import CHAPTER_PAGES, PAGES, explorable_pages, page_of
from landing import NEAR, land
from visitors import PROBE, find_or_skip, firefox, webkit

pytestmark = pytest.mark.prove
EXPLORABLES = explorable_pages()
SEEN = """() => {
    const all = (query) => [...document.querySelectorAll(query)];
    const drawn = all(".explorable canvas").map((canvas) => canvas.toDataURL());
    const said = all(".explorable-picture, .explorable-live").map((part) => part.innerHTML);
    return [...said, ...drawn].join();
}"""

# Focus the first slider that is shown, or else what is taken hold of; say where a slider stands,
# from 0 to 1.
FOCUS = """() => {
    const sliders = [...document.querySelectorAll(".explorable input[type=range]")];
    const slider = sliders.find((one) => one.offsetParent);
    (slider ?? document.querySelector(".explorable [data-grip][tabindex]")).focus();
    return slider ? (slider.value - slider.min) / (slider.max - slider.min) : null;
}"""
KEYS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")


class ProbedHost(PagesHost):
    """Serve the site with a script in each page that notes what goes wrong."""

    def do_GET(self):
        path = self.translate_path(self.path)
        if self.path.endswith("/probe.js"):
            return self.answer(PROBE.encode(), "text/javascript")
        if not path.endswith(".html"):
            return super().do_GET()
        with open(path, "rb") as page:
            text = page.read().replace(b"<head>", b'<head><script src="/probe.js"></script>', 1)
        assert b"/probe.js" in text
        return self.answer(text, "text/html; charset=utf-8")

    def answer(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def host(site):
    """Where the probed site is served."""
    handler = functools.partial(ProbedHost, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/their-fork/"
        server.shutdown()


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def visitor(request):
    find_or_skip(request.param)
    if request.param == "firefox":
        with firefox(request.getfixturevalue("playwright")) as visitor:
            yield visitor
    else:
        with webkit() as visitor:
            yield visitor


@pytest.mark.parametrize("path", [*PAGES, "404.html"])
def test_no_error_and_nothing_too_wide(visitor, host, path):
    visitor.open(host + path)
    visitor.run("() => scrollTo(0, document.body.scrollHeight)")
    assert visitor.run("() => document.querySelector('h1').textContent.length > 3")
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visitor.run(wide) <= 0
    assert visitor.run("() => window.troubles") == []


@pytest.mark.parametrize("name", EXPLORABLES)
def test_explorable_moves_by_key_and_mouse(visitor, host, name):
    visitor.open(host + EXPLORABLES[name])
    visitor.run("() => document.querySelector('.explorable-start').scrollIntoView()")
    visitor.wait_for("() => document.querySelector('.explorable-picture > *') !== null")
    before = visitor.run(SEEN)
    visitor.run(FOCUS)
    for key in KEYS:
        if visitor.run(SEEN) == before:
            visitor.press(key)
            visitor.wait_for("() => new Promise((done) => setTimeout(done, 100, true))")
    assert visitor.run(SEEN) != before
    visitor.wait_for("() => location.search !== ''")
    after, share = visitor.run(SEEN), visitor.run(FOCUS)
    if share is None:
        visitor.click(".explorable-foot button")  # Reset
    else:
        visitor.click(".explorable input:focus", across=0.05 if share > 0.5 else 0.95)
    visitor.wait_for(f"(after) => ({SEEN})() !== after", after)
    assert visitor.run("() => window.troubles") == []


def test_a_guess_is_kept_and_shown_beside_the_answer(visitor, host):
    page = host + page_of("depthwise-separable")
    visitor.open(page)
    visitor.run("() => localStorage.clear()")
    visitor.click(".guess-field input")
    visitor.write("20")
    visitor.press("Enter")
    visitor.wait_for("() => document.querySelector('details.guess').open")
    beside = "() => document.querySelector('.guess-beside').textContent"
    assert visitor.run(beside) == "You said 20. In short: 27. That is 7 too small."
    visitor.open(page)
    assert visitor.run("() => document.querySelector('.guess-field input').value") == "20"
    visitor.click(".guess-switch input")
    visitor.wait_for(
        "() => [...document.querySelectorAll('details.guess')].every((fold) => fold.open)"
    )
    assert visitor.run("() => window.troubles") == []
    visitor.run("() => localStorage.clear()")


def test_an_exercise_is_answered(visitor, host):
    visitor.open(host + page_of("depthwise-separable"))
    for k, typed in enumerate(["9*32*64", "9*32*64*28*28", "9*32 + 32*64", "9*32"]):
        visitor.run(
            f"() => document.querySelectorAll('.answer')[0].querySelectorAll('input')[{k}].focus()"
        )
        visitor.write(typed)
    verdict = "() => document.querySelector('.answer + * .cell_output pre').textContent"
    visitor.press("Enter")
    visitor.wait_for(f"() => ({verdict})().startsWith('❌ 4.1 `separable_macs` is 288')")
    visitor.write(" + 1831136")
    visitor.click(".answer button")
    visitor.wait_for(f"() => ({verdict})().startsWith('✅ 4.1 ')")
    assert visitor.run("() => window.troubles") == []
    visitor.run("() => localStorage.clear()")


def test_search_finds_and_leads_there(visitor, host):
    visitor.open(f"{host}search.html")
    visitor.click("article input")
    visitor.write("linear bottleneck")
    visitor.wait_for("() => document.querySelectorAll('#search-results li').length > 0")
    visitor.click("#search-results a")
    visitor.wait_for("() => location.pathname.includes('/chapters/')")
    target = "() => document.getElementById(location.hash.slice(1)) !== null"
    visitor.wait_for(f"() => document.readyState === 'complete' && ({target})()")
    visitor.wait_for("() => document.querySelector('article mark') !== null")
    assert visitor.run("() => window.troubles") == []


def test_theme_is_chosen_and_kept(visitor, host):
    visitor.open(f"{host}index.html")
    for _ in range(3):
        if visitor.run("() => document.documentElement.dataset.mode") == "dark":
            break
        visitor.click(".theme-switch-button")
    assert visitor.run("() => document.documentElement.dataset.theme") == "dark"
    visitor.open(host + CHAPTER_PAGES[0])
    assert visitor.run("() => document.documentElement.dataset.theme") == "dark"
    paper = "() => getComputedStyle(document.body).backgroundColor"
    assert visitor.run(paper) != "rgb(255, 255, 255)"
    visitor.run("() => localStorage.clear()")


def test_folds_open_by_mouse_and_key(visitor, host):
    visitor.open(host + CHAPTER_PAGES[0])
    is_open = "() => document.querySelector('article details').open"
    assert not visitor.run(is_open)
    visitor.click("article details summary")
    visitor.wait_for(is_open)
    visitor.run("() => document.querySelector('article details summary').focus()")
    visitor.press("Enter")
    visitor.wait_for("() => !document.querySelector('article details').open")


def test_links_lead_to_their_headings(visitor, host):
    visitor.open(host + CHAPTER_PAGES[0])
    visitor.click("#pst-page-toc-nav > ul > li:nth-child(3) > a, .prev-next-area a.right-next")
    visitor.wait_for("() => location.hash !== '' || !location.pathname.includes('/01-')")
    visitor.open(f"{host}chapters/glossary.html")
    visitor.click("article a[href*='.html#']")
    visitor.wait_for("() => location.hash !== '' && document.readyState === 'complete'")
    assert visitor.run("() => document.getElementById(location.hash.slice(1)) !== null")


def test_the_benchmark_runs_to_its_end(visitor, host):
    visitor.open(host + page_of("from-macs-to-milliseconds"))
    visitor.run("() => document.querySelector('#time-it-on-this-device').scrollIntoView()")
    visitor.wait_for("() => document.querySelector('#time-it-on-this-device button') !== null")
    visitor.click("#time-it-on-this-device button")
    said = "() => document.querySelector('#time-it-on-this-device [role=status]').textContent"
    visitor.wait_for(f"() => !/^(Timing|$)/.test(({said})())")
    assert visitor.run(said).startswith(("Of what the MACs promise", "Too noisy to say"))
    lines = "() => document.querySelectorAll('#time-it-on-this-device tr').length"
    assert visitor.run(lines) == 5
    assert visitor.run("() => window.troubles") == []


@pytest.mark.parametrize(
    ("slug", "unfolded"), [("depthwise-separable", False), ("dilation-and-receptive-field", True)]
)
def test_a_heading_stands_under_the_header(visitor, host, site, slug, unfolded):
    path = page_of(slug)
    old = re.search(r'<span id="(exercise-[^"]+)"', (site / path).read_text("utf8"))[1]
    for way, below in land(visitor, host, path, old, unfolded):
        assert 0 <= below <= NEAR, (way, below)

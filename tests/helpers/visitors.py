"""Firefox and WebKit behind one small face: Playwright drives the one, Selenium the other."""

import os
import subprocess
from contextlib import contextmanager

import pytest
from browsers import BROWSERS, advise, find_minibrowser

# What goes wrong on a page, whichever browser shows it: this script runs before all others.
PROBE = """
window.troubles = [];
for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"]) {
    addEventListener(kind, (event) => {
        const at = event.target?.src || event.target?.href || event.blockedURI || "";
        troubles.push([kind, event.message ?? event.reason ?? "", at].join(" "));
    }, true);
}
const said = console.error;
console.error = (...words) => { troubles.push(words.join(" ")); said(...words); };
"""
PATIENCE = 600_000  # milliseconds that a page may take on a busy machine


def find_or_skip(name):
    """Return where a browser is; without it, skip the test, or fail where all must run."""
    path = BROWSERS[name].find()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(advise(name))
    return path


class PlaywrightVisitor:
    """A page in a browser that Playwright drives."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(PATIENCE)

    def open(self, url):
        self.page.goto(url, wait_until="load")

    def run(self, function, *arguments):
        return self.page.evaluate(f"(arguments) => ({function})(...arguments)", list(arguments))

    def wait_for(self, function, *arguments):
        self.page.wait_for_function(
            f"(arguments) => ({function})(...arguments)", arg=list(arguments)
        )

    def click(self, selector, across=0.5):
        """Click the first element that is shown, so far across its width."""
        shown = self.page.locator(selector).filter(visible=True).first
        box = shown.bounding_box()
        shown.click(position={"x": across * box["width"], "y": box["height"] / 2})

    def press(self, key):
        self.page.keyboard.press(key)

    def write(self, text):
        self.page.keyboard.type(text)


class SeleniumVisitor:
    """A page in a browser that Selenium drives."""

    KEYS = {
        "ArrowLeft": "ARROW_LEFT",
        "ArrowRight": "ARROW_RIGHT",
        "ArrowUp": "ARROW_UP",
        "ArrowDown": "ARROW_DOWN",
        "Enter": "ENTER",
    }

    def __init__(self, driver):
        self.driver = driver
        driver.set_page_load_timeout(PATIENCE / 1000)
        driver.set_script_timeout(PATIENCE / 1000)

    def open(self, url):
        self.driver.get(url)

    def run(self, function, *arguments):
        return self.driver.execute_script(f"return ({function})(...arguments)", *arguments)

    def wait_for(self, function, *arguments):
        from selenium.webdriver.support.wait import WebDriverWait

        WebDriverWait(self.driver, PATIENCE / 1000).until(lambda _: self.run(function, *arguments))

    def click(self, selector, across=0.5):
        """Click the first element that is shown, so far across its width."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.by import By

        found = self.driver.find_elements(By.CSS_SELECTOR, selector)
        shown = next(element for element in found if element.is_displayed())
        scroll = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
        self.driver.execute_script(scroll, shown)
        right = round((across - 0.5) * shown.size["width"])
        ActionChains(self.driver).move_to_element_with_offset(shown, right, 0).click().perform()

    def press(self, key):
        from selenium.webdriver.common.keys import Keys

        self.write(getattr(Keys, self.KEYS[key]))

    def write(self, text):
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(text).perform()


@contextmanager
def firefox(playwright):
    """Give a visitor with Firefox."""
    browser = playwright.firefox.launch(
        channel="moz-firefox", executable_path=BROWSERS["firefox"].find()
    )
    yield PlaywrightVisitor(browser.new_page(viewport={"width": 1280, "height": 800}))
    browser.close()


@contextmanager
def webkit():
    """Give a visitor with WebKitGTK's small browser, on a screen of its own."""
    from selenium import webdriver
    from selenium.webdriver.webkitgtk.service import Service

    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        display = f":{answer.readline().strip()}"
    options = webdriver.WebKitGTKOptions()
    options.binary_location = find_minibrowser()
    options.add_argument("--automation")
    service = Service(BROWSERS["webkit"].find(), env={**os.environ, "DISPLAY": display})
    driver = webdriver.WebKitGTK(options=options, service=service)
    driver.set_window_size(1280, 800)
    try:
        yield SeleniumVisitor(driver)
    finally:
        driver.quit()
        screen.terminate()

"""The built site in headless Chromium, with every other host blocked."""

import functools
import http.server

import pytest
from playwright.sync_api import sync_playwright

from tests.serving import Handler, serving
from tools.articles import SITE
from tools.pdf import NoChromium, chromium


def pytest_configure():
    """Say what is missing, and how to get it, before any test runs."""
    try:
        chromium()
    except NoChromium as error:
        raise pytest.UsageError(str(error)) from None
    if not (SITE / "index.html").exists():
        raise pytest.UsageError(f"There is no {SITE}. Run `make book` first.")


class Files(Handler, http.server.SimpleHTTPRequestHandler):
    """Answers with the files of a folder."""


@pytest.fixture(scope="session")
def addresses():
    """Return the address of the site by "http" and by "file"."""
    handler = functools.partial(Files, directory=SITE)
    with serving(handler) as server:
        yield {"http": server.root, "file": SITE.as_uri() + "/"}


@pytest.fixture(scope="session")
def browser():
    """Return headless Chromium, that of the system."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


class Visit:
    """A page that is open, and all that went wrong in it.

    Attributes
    ----------
    page : playwright.sync_api.Page
    complaints : list of str
        Requests to other hosts, failed requests, errors in the console.
    """

    def __init__(self, browser, address, **options):
        self.address, self.complaints = address, []
        self.scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(**options)
        self.context.route("**/*", self._allow)
        self.page = self.context.new_page()
        self.page.set_default_timeout(120_000)  # long pages, slow machines
        self.page.on("requestfailed", lambda r: self._note("failed", r.url))
        self.page.on("pageerror", lambda error: self._note("error", error))
        self.page.on("console", self._console)
        self.page.on("response", self._response)

    def open(self, path):
        """Go to a page of the site and wait until it is complete."""
        self.page.goto(self.address + path, wait_until="load")
        if self.scripts:
            self.page.wait_for_function(
                "() => !window.MathJax || !MathJax.startup || "
                "MathJax.startup.promise.then(() => true)"
            )
        return self.page

    def _note(self, what, text):
        self.complaints.append(f"{what}: {text}")

    def _allow(self, route):
        url = route.request.url
        if url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self._note("another host", url)
            route.abort()

    def _console(self, message):
        if message.type == "error":
            self._note("console", message.text)

    def _response(self, response):
        if response.status >= 400:
            self._note(f"status {response.status}", response.url)


@pytest.fixture
def visit(browser, addresses):
    """Return a function that opens a page: visit(path, way, **options)."""
    opened = []

    def open_page(path, way="http", **options):
        opened.append(Visit(browser, addresses[way], **options))
        opened[-1].open(path)
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()

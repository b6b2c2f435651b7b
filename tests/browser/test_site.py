"""The site works for everybody, and asks no other host for anything."""

import gzip
import urllib.parse

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import SITE

BOOK = sorted(f"book/{path.name}" for path in SITE.glob("book/*.html"))
PAGES = [*BOOK, "genindex.html", "search.html"]
CHAPTERS = [page for page in BOOK if page.startswith("book/0")]
PHONE = {"width": 375, "height": 800}
SHARED_BYTES, CHAPTER_BYTES = 700_000, 800_000  # gzipped
NETWORK_BYTES = 300_000  # of which the drawing page's network and script
CONTRAST = {"runOnly": ["color-contrast"]}  # what hangs on the colours


def violations(page, options=None):
    """Return what axe finds, one line each."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_over_http(visit, path):
    """Nothing goes wrong, nobody is asked, axe, phone and paper."""
    one = visit(path)
    page = one.page
    assert one.complaints == []
    assert page.title().endswith("Every Gradient Checked")
    assert page.get_attribute("html", "lang") == "en"
    icon = page.get_attribute("link[rel=icon]", "href")
    assert (SITE / path).parent.joinpath(icon).resolve().exists()
    assert violations(page) == []
    page.add_style_tag(content="* { transition: none !important }")
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]")
    assert violations(page, CONTRAST) == []
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "it scrolls sideways"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_from_a_folder(visit, path):
    """Nothing goes wrong, and nothing is fetched by script."""
    assert visit(path, "file").complaints == []


@pytest.mark.parametrize("path", BOOK)
def test_a_page_describes_itself(visit, path):
    page = visit(path, java_script_enabled=False).page
    for name in ("og:title", "og:description", "og:image"):
        assert page.get_attribute(f"meta[property='{name}']", "content")
    assert page.get_attribute("meta[name=description]", "content")


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_text_is_there_before_any_script(visit, path):
    page = visit(path, java_script_enabled=False).page
    text = page.inner_text("article")
    assert "What you’ll do" in text and "Further reading" in text


@pytest.mark.parametrize("way", ["http", "file"])
def test_search_finds_a_chapter(visit, way):
    one = visit("search.html?q=overflow", way)
    one.page.wait_for_selector("#search-results li a")
    assert "01_loss_functions" in one.page.inner_html("#search-results")
    assert one.complaints == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_cells_can_be_copied_and_the_notebook_downloaded(visit, path):
    page = visit(path).page
    cells = page.locator("div.cell_input")
    assert (
        page.locator("div.cell_input button.copybtn").count() == cells.count()
    )
    link = page.locator("a.btn-download-source-button").first
    address = urllib.parse.urljoin(page.url, link.get_attribute("href"))
    answer = page.request.get(address)
    assert answer.ok and answer.json()["nbformat"] == 4


def test_every_icon_that_a_page_asks_for_is_drawn(visit):
    for path in PAGES:
        missing = visit(path).page.evaluate(
            "[...document.querySelectorAll('i[class*=fa-]')].filter(i =>"
            "!getComputedStyle(i).getPropertyValue('--egc-icon'))"
            ".map(i => i.className)"
        )
        assert missing == [], path


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_page_is_light(browser, addresses, path):
    context = browser.new_context()
    page, responses = context.new_page(), []
    page.on("response", lambda one: responses.append(one))
    page.goto(addresses["http"] + path, wait_until="load")
    page.wait_for_function("MathJax.startup?.promise.then(() => true)")
    page.evaluate("[...document.images].forEach(i => i.loading = 'eager')")
    page.wait_for_load_state("networkidle")
    sizes = {
        one.url.removeprefix(addresses["http"]): len(
            gzip.compress(one.body(), mtime=0)
        )
        for one in responses
    }
    context.close()
    network = {k: n for k, n in sizes.items() if "digit" in k}
    shared = {k: n for k, n in sizes.items() if k.startswith("_static/")}
    shared |= {k: n for k, n in sizes.items() if k == "searchindex.js"}
    shared = {k: n for k, n in shared.items() if k not in network}
    own = {k: n for k, n in sizes.items() if k not in shared}
    assert any("mathjax" in name for name in shared), "not all was counted"
    print(f"{path}: {sum(own.values()):,} bytes, gzipped")
    print(f"shared: {sum(shared.values()):,}")
    assert sum(shared.values()) <= SHARED_BYTES, shared
    assert sum(own.values()) <= CHAPTER_BYTES, own
    assert sum(network.values()) <= NETWORK_BYTES, network

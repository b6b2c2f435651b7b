"""Print the handouts as PDFs, with the Chromium of the system.

It sees the built site and Matplotlib's fonts, under an address of their own,
and nothing else: no other host is asked, and no path of this machine gets
into a PDF.
"""

import io
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from helpers.progress import progress
from tools import paper
from tools.articles import SITE

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SIZES = ("A4", "Letter")
HOST = "http://book.invalid"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
logging.getLogger("pypdf").setLevel("ERROR")  # it warns of own copies
READY = """async () => {
  await Promise.all([...document.fonts].map((font) => font.load()));
  await MathJax.startup.promise;
  await MathJax.typesetPromise(); // which measures the text's font
  await document.fonts.ready; // and loads its own
  await Promise.all([...document.images].map((image) => image.decode()));
}"""
FILL = """(numbers) => {
  for (const one of document.querySelectorAll("[data-page-of]"))
    one.textContent = numbers[one.dataset.pageOf];
}"""


class NoChromium(RuntimeError):
    """There is no Chromium; the message says how to get it."""


def chromium():
    """Return the path of the system's Chromium."""
    for name in CHROMIUM:
        if path := shutil.which(name):
            return path
    raise NoChromium(
        "There is no Chromium here. Get it from your system's packages, "
        "on Debian and Ubuntu with `apt-get install chromium`."
    )


def answer(route, html):
    """Give a page what it asks for, if it may have that."""
    path = route.request.url.removeprefix(HOST)
    if path == "/book/":
        route.fulfill(body=html, content_type="text/html")
    elif path.startswith("/fonts/"):
        route.fulfill(path=FONTS / Path(path).name)
    elif path.startswith("/_"):
        route.fulfill(path=SITE / path[1:])
    else:
        route.abort()


def page_numbers(pdf):
    """Return the number of the page of each place that a link leads to."""
    reader = PdfReader(io.BytesIO(pdf))
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def sheets(page, size, landscape):
    """Return what an open page prints on paper of a size."""
    how = {"format": size, "landscape": landscape}
    how |= {"tagged": True, "outline": True}
    pdf = page.pdf(**how)
    if page.query_selector("[data-page-of]"):  # now that they are known
        page.evaluate(FILL, page_numbers(pdf))
        pdf = page.pdf(**how)
    return pdf


def halve(bookmark):
    """Mend bookmarks: Chromium doubles those to headings atop a page."""
    while bookmark:
        bookmark = bookmark.get_object()
        title = str(bookmark.get("/Title", ""))
        half = title[: len(title) // 2]
        if half and title == half + half:
            bookmark[NameObject("/Title")] = TextStringObject(half)
        halve(bookmark.get("/First"))
        bookmark = bookmark.get("/Next")


def labelled(pdf, title):
    """Return a PDF with title and author, and without the time of day."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pdf_header = "%PDF-1.4"
    halve(writer.root_object["/Outlines"])
    writer.metadata = {
        "/Title": title,
        "/Author": paper.config()["author"],
        "/Subject": paper.LICENCE,
    }
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def print_one(handout, folder):
    """Print a handout on each size of paper; return the paths."""
    html, paths = paper.compose(handout), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.set_default_timeout(300_000)  # the whole book, slow machines
        page.route("**/*", lambda route: answer(route, html))
        page.goto(f"{HOST}/book/")
        page.evaluate(READY)
        for size in SIZES:
            paths.append(Path(folder) / size / f"{handout.name}.pdf")
            pdf = sheets(page, size, handout.landscape)
            pdf = labelled(pdf, page.title())
            paths[-1].write_bytes(pdf)
        browser.close()
    return paths


def print_all(folder):
    """Print all handouts into folder/A4 and folder/Letter.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    NoChromium
        If there is none, before anything is done.
    """
    chromium()
    for size in SIZES:
        shutil.rmtree(Path(folder) / size, ignore_errors=True)
        (Path(folder) / size).mkdir(parents=True)
    todo = paper.handouts()
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda one: print_one(one, folder), todo)
        made = progress(made, "PDFs", len(todo))
        return [path for paths in made for path in paths]

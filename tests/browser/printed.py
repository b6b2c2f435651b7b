"""What the tests of the handouts read in a PDF, and in a page of the site."""

import functools
import re
from dataclasses import dataclass

from pypdf import PdfReader

from tools import articles

CODE_WIDTH = 0.6021  # of a character of DejaVu Sans Mono, in its size
FORMULA = "Type3"  # what becomes of MathJax's fonts in a PDF
NOT_PRINTED = "script, button, .headerlink, .moving-control, .toctree-wrapper"


def squeezed(text):
    """Return a text without white space, which a line's end may replace."""
    return re.sub(r"\s+", "", text)


@dataclass
class Piece:
    """A piece of text on a page: its place and its font, in points."""

    text: str
    x: float
    y: float
    size: float
    font: str


class Sheet:
    """A page of a PDF.

    Attributes
    ----------
    foot : str
        What stands at its foot, without white space.
    pieces : list of Piece
        All other text.
    text : str
        The same as one text, without white space and without formulas.
    """

    def __init__(self, page):
        self.page, pieces = page, []

        def note(text, cm, tm, font, size):
            if text.strip():
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                name = (font or {}).get("/BaseFont", FORMULA)
                size *= abs(tm[3] * cm[3])
                pieces.append(Piece(text.strip("\n"), x, y, size, name))

        page.extract_text(visitor_text=note)
        level = pieces[0].y  # of the foot: Chromium writes it first
        foot = [one for one in pieces if abs(one.y - level) < 1]
        self.foot = squeezed("".join(one.text for one in foot))
        self.pieces = pieces[len(foot) :]
        words = [one.text for one in self.pieces if one.font != FORMULA]
        self.text = squeezed("".join(words))

    def last_title(self):
        """Return the lowest line above the foot if it is bold, squeezed."""
        lowest = min(one.y for one in self.pieces)
        line = [one for one in self.pieces if one.y - lowest < 1]
        bold = all("STIXGeneral-Bold" in one.font for one in line)
        return squeezed("".join(one.text for one in line)) if bold else ""


class Printed:
    """A PDF: its reader, its sheets, and all of their text."""

    def __init__(self, path):
        self.path, self.reader = path, PdfReader(path)

    @functools.cached_property
    def sheets(self):
        """Return all sheets."""
        return [Sheet(page) for page in self.reader.pages]

    @functools.cached_property
    def text(self):
        """Return the text of all sheets."""
        return "".join(sheet.text for sheet in self.sheets)

    def bookmarks(self):
        """Return (title, page from 1, depth) for each."""

        def walk(items, depth):
            for one in items:
                if isinstance(one, list):
                    yield from walk(one, depth + 1)
                else:
                    number = self.reader.get_destination_page_number(one) + 1
                    yield one.title, number, depth

        return list(walk(self.reader.outline, 1))

    def links(self):
        """Return (page from 1, address or name of a place) for each."""
        found = []
        for number, page in enumerate(self.reader.pages, start=1):
            for one in page.get("/Annots", []):
                one = one.get_object()
                place = one.get("/A", {}).get("/URI") or one.get("/Dest")
                found.append((number, str(place)))
        return found

    def alt_texts(self):
        """Return those of all figures in the tree of tags."""
        found, todo = set(), [self.reader.trailer["/Root"]["/StructTreeRoot"]]
        while todo:
            one = todo.pop().get_object()
            if isinstance(one, list):
                todo += one
            elif isinstance(one, dict):
                found |= {one["/Alt"]} if "/Alt" in one else set()
                todo += [one["/K"]] if "/K" in one else []
        return found


@functools.cache
def on_the_site(page):
    """Return the article of a page without what only a screen needs."""
    article = articles.article(page)
    for one in article.select(NOT_PRINTED):
        one.decompose()
    for output in article.select(".exercise .cell_output"):
        output.decompose()  # "not done yet"
    articles.number_lines(article)
    for code in article.select("pre"):
        code.string = code.get_text()  # without the spans of its colours
    return article


def texts(element):
    """Return the texts in an element, squeezed, without formulas."""
    return [
        squeezed(one)
        for one in element.find_all(string=True)
        if squeezed(one) and not one.find_parent(class_="math")
    ]


def headings(article):
    """Return (text without formulas, level) of all headings."""
    return [
        ("".join(texts(one)), int(one.name[1]))
        for one in article.select("h1, h2, h3, h4")
    ]

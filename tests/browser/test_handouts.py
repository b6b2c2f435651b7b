"""The PDFs: nothing is lost, nothing cut, nothing of this machine in them."""

import copy
import functools
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser import printed
from tools import paper, pdf
from tools.articles import chapter_number

HANDOUTS = {one.name: one for one in paper.handouts()}
BOOK, *_, SHEET = HANDOUTS
CHAPTERS = [name for name in HANDOUTS if chapter_number(name)]
EXERCISES = [name for name in CHAPTERS if not HANDOUTS[name].solutions]
SOLVED = [name for name in CHAPTERS if HANDOUTS[name].solutions]
PAPER = {"A4": (8.27, 11.69), "Letter": (8.5, 11)}
FONTS = re.compile(r"/[A-Z]{6}\+(STIXGeneral|DejaVuSans(Mono)?)[-A-Za-z]*")
PRINTS = [(name, size) for size in pdf.SIZES for name in HANDOUTS]
# To read all text takes time; on Letter, that of two will do.
SHORT = SHEET, EXERCISES[0]
SOME = [(n, s) for n, s in PRINTS if s == "A4" or n in SHORT]
every_print = pytest.mark.parametrize("name, size", PRINTS)
each_print = pytest.mark.parametrize("name, size", SOME)
everything = pytest.mark.parametrize("name", HANDOUTS)
each_chapter = pytest.mark.parametrize("name", CHAPTERS)


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    """Print all handouts, once; return a function that opens one."""
    folder = tmp_path_factory.mktemp("handouts")
    made = pdf.print_all(folder)
    assert sorted(made) == sorted(folder.glob("*/*.pdf"))
    assert len(made) == len(pdf.SIZES) * len(HANDOUTS)

    @functools.cache
    def opened(name, size="A4"):
        return printed.Printed(folder / size / f"{name}.pdf")

    return opened


def inches_of(name, size):
    """Return the width and the height of a handout's paper."""
    width, height = PAPER[size]
    return (height, width) if name == SHEET else (width, height)


LEFT_OUT = ".solution, details, #self-test details:last-of-type ~ *"


def on_the_site(name):
    """Return the articles of a handout's pages."""
    return [printed.on_the_site(page) for page in HANDOUTS[name].pages]


def select(name, selector):
    """Return the elements in a handout's pages."""
    return [one for a in on_the_site(name) for one in a.select(selector)]


def visible(name, selector):
    """Return those of them that are in the handout's edition."""
    found = select(name, selector)
    if HANDOUTS[name].solutions:
        return found
    return [
        one
        for one in found
        if not any(above.css.match(LEFT_OUT) for above in one.parents)
    ]


# --- Each page of each PDF ---


@every_print
def test_size_fonts_and_metadata(handout, name, size):
    reader = handout(name, size).reader
    for page in reader.pages:
        inches = [float(edge) / 72 for edge in page.mediabox[2:]]
        assert inches == pytest.approx(inches_of(name, size), abs=0.02)
        for font in page["/Resources"].get("/Font", {}).values():
            base = font.get_object().get("/BaseFont")
            assert base is None or FONTS.fullmatch(base), "MathJax or ours"
    root, about = reader.trailer["/Root"], reader.metadata
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert about.author == paper.config()["author"]
    assert about.title.endswith(paper.config()["title"])
    assert about.creation_date is None


@each_print
def test_every_page_has_its_foot(handout, name, size):
    titles = {printed.squeezed(h.get_text()) for h in select(name, "h1")}
    titles |= {"Aboutthisbook", "Links"} if name == BOOK else set()
    book = printed.squeezed(paper.config()["title"])
    licence = printed.squeezed(paper.LICENCE)
    sheets = handout(name, size).sheets
    for number, sheet in enumerate(sheets, start=1):
        start, _, rest = sheet.foot.partition(licence)
        assert rest.startswith(f"{number}/{len(sheets)}")
        title = start + rest.removeprefix(f"{number}/{len(sheets)}")
        title, _, solutions = title.partition(",with")
        assert name == BOOK or title.startswith(f"{book}:")
        assert title.removeprefix(f"{book}:") in titles
        assert bool(solutions) == (name in SOLVED)


@each_print
def test_no_heading_is_alone_at_a_foot(handout, name, size):
    selector = "h1, h2, h3, h4, .admonition-title, summary"
    titles = {"".join(printed.texts(h)) for h in select(name, selector)}
    for sheet in handout(name, size).sheets:
        assert sheet.last_title() not in titles


@each_print
def test_no_line_of_code_is_cut(handout, name, size):
    margin = 10 if name in (SHEET, BOOK) else 25  # millimetres
    edge = (inches_of(name, size)[0] - margin / 25.4) * 72
    pieces = [p for sheet in handout(name, size).sheets for p in sheet.pieces]
    code = [piece for piece in pieces if "Mono" in piece.font]
    assert code
    for one in code:
        width = len(one.text) * printed.CODE_WIDTH * one.size
        assert one.x + width < edge + 1, one


@pytest.mark.parametrize("size", pdf.SIZES)
def test_the_cheat_sheet_is_one_page(handout, size):
    assert len(handout(SHEET, size).sheets) == 1


@each_print
def test_nothing_of_this_machine_is_in_it(handout, name, size):
    one = handout(name, size)
    for word in ("file:", pdf.HOST, str(paper.ROOT), str(Path.home())):
        assert word.encode() not in one.path.read_bytes()
        assert word not in one.text
    limit = 15e6 if name == BOOK else 3e6
    assert one.path.stat().st_size < limit


def test_the_same_pages_give_the_same_bytes(handout, tmp_path):
    for size in pdf.SIZES:
        (tmp_path / size).mkdir()
    # In a thread, as print_all does: Playwright refuses a second start where
    # one is running, and a test before may have left its browser open.
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(pdf.print_one, HANDOUTS[SHEET], tmp_path).result()
    assert len(made) == len(pdf.SIZES)
    for again in made:
        first = handout(SHEET, again.parent.name).path
        assert again.read_bytes() == first.read_bytes()


# --- What is in it, and what is not ---


@everything
def test_all_text_and_all_code_are_there(handout, name):
    text = handout(name).text
    pages = HANDOUTS[name].pages
    if name == BOOK:  # whose chapters are those of the other handouts
        pages = [page for page in pages if page not in CHAPTERS]
    for article in map(copy.copy, map(printed.on_the_site, pages)):
        if not HANDOUTS[name].solutions:
            for folded in article.select(LEFT_OUT):
                folded.extract()
        code = [one.extract().get_text() for one in article.select("pre")]
        lines = [line for one in code for line in one.splitlines()]
        missing = [
            line for line in lines if printed.squeezed(line) not in text
        ]
        assert lines or not code
        assert missing == []
        assert [one for one in printed.texts(article) if one not in text] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_no_solution_is_there(handout, name):
    text = handout(name).text
    (article,) = map(copy.copy, on_the_site(name))
    found = [one.extract() for one in article.select(LEFT_OUT)]
    assert len(found) >= 4
    rest = printed.squeezed(article.get_text())
    secret = [t for one in found for t in printed.texts(one)]
    secret += [
        printed.squeezed(line)
        for one in found
        for code in one.select("pre")
        for line in code.get_text().splitlines()
    ]
    secret = [t for t in secret if len(t) > 15 and t not in rest]
    assert len(secret) > 20
    assert [t for t in secret if t in text] == []


@everything
def test_all_equations_and_figures_are_there(handout, name):
    one = handout(name)
    pieces = [piece.text.strip() for s in one.sheets for piece in s.pieces]
    numbers = [n.get_text() for n in visible(name, ".eqno")]
    for number in set(numbers):
        assert pieces.count(number) >= numbers.count(number)
    images = visible(name, "img")
    assert {image["alt"] for image in images} <= one.alt_texts()
    objects = [
        thing.get_object()["/Subtype"]
        for page in one.reader.pages
        for thing in page["/Resources"].get("/XObject", {}).values()
    ]
    assert objects.count("/Image") == len(images)


@each_chapter
def test_bookmarks_lead_to_the_headings(handout, name):
    one = handout(name)
    (article,) = on_the_site(name)
    expected = printed.headings(article)
    found = one.bookmarks()
    assert [depth for *_, depth in found][: len(expected)] == [
        level for _, level in expected
    ]
    for (text, _), (title, page, _) in zip(expected, found, strict=False):
        assert printed.squeezed(title).count(text) == 1
        assert text in one.sheets[page - 1].text


@each_chapter
def test_addresses_and_works_are_listed(handout, name):
    one = handout(name)
    addresses = {a["href"] for a in visible(name, "a.external")}
    assert addresses <= {address for _, address in one.links()}
    for address in addresses:
        assert printed.squeezed(address) in one.text
    cited = visible(name, 'a[href^="references.html#"]')
    works = {a["href"].partition("#")[2] for a in cited}
    for work in printed.on_the_site("references").select(".citation"):
        longest = max(printed.texts(work), key=len)
        assert (longest in one.text) == (work["id"] in works)


# --- The whole book ---


def test_the_numbers_in_the_contents_are_right(handout):
    one = handout(BOOK)
    marks = one.bookmarks()
    start = [title for title, *_ in marks].index("About this book")
    contents = "".join(s.text for s in one.sheets[1 : marks[start][1] - 1])
    for title, page, depth in marks[start:-1]:
        line = f"{printed.squeezed(title)}{page}"
        assert (line in contents) == (depth <= 2), line
        assert printed.squeezed(title) in one.sheets[page - 1].text


def test_links_in_the_whole_book_work(handout):
    one = handout(BOOK)
    places = one.reader.named_destinations
    inside = [place for _, place in one.links() if place in places]
    outside = [place for _, place in one.links() if place not in places]
    assert all(place.startswith("http") for place in outside)
    assert len(inside) >= len(select(BOOK, "a.internal"))
    for page in HANDOUTS[BOOK].pages[1:]:
        number = one.reader.get_destination_page_number(places[f"/{page}"])
        title = printed.headings(printed.on_the_site(page))[0][0]
        assert one.sheets[number].text.startswith(title)

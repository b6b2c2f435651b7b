"""Pages of a made-up site become documents for paper."""

import re

import pytest
from bs4 import BeautifulSoup

from tools import articles, paper, pdf

PAGES = {
    "index": """<section id="book"><h1>The Book<a class="headerlink"
      href="#book">#</a></h1><p>Its subtitle.</p>
      <p>Get <a href="../helpers.zip">the package</a>, then read
      <a href="01_one.html">chapter 1</a>.</p>
      <div class="toctree-wrapper"><p>side bar</p></div></section>""",
    "01_one": r"""<section id="one"><h1>1 One &amp; “all”</h1>
      <section id="first"><h2>First</h2>
      <p id="exercises">See <a href="02_two.html#first">chapter 2</a>,
      <a href="references.html#id7" title="Ann. A.">Ann, 1999</a>,
      <a href="#equation-eq-a">(1)</a>, <a href="#lost">lost</a>,
      <a href="https://example.org/a?b=1&amp;c=2">that site</a> and
      <a href="https://example.org/d">https://example.org/d</a>.</p>
      <div class="math" id="equation-eq-a"><span class="eqno">(1)<a
      class="headerlink" href="#equation-eq-a">#</a></span>\[x &lt; 2\]</div>
      <div class="cell"><pre><span></span><span class="k">def</span>
      <span class="n">f</span>  <span class="c1"># eq-a</span></pre>
      <button>Copy</button></div>
      <figure><div class="moving"><img alt="A" loading="lazy"
      src="data:image/png,"/><p class="moving-control"></p><script>
      {"name": "step h", "shown": 1, "frames": [{}, {"text": "0.5"}]}
      </script></div><figcaption><span class="caption-text">It moves.</span>
      </figcaption></figure></section>
      <div class="exercise admonition" id="ex-a">
      <p><em>Hard · 5 minutes.</em> Do it.</p>
      <div class="cell_output"><pre>ex-a: not done yet</pre></div></div>
      <div class="solution dropdown admonition"><p>Solution to
      <a href="#ex-a">A</a></p><p id="there">It is 42.</p></div>
      <p>Compare with <a href="#there">the solution</a>.</p>
      <section id="self-test"><h2>Self-test</h2><p>Why?</p>
      <details><summary>Answer 1</summary><p>Because.</p></details>
      <p>Really?</p>
      <details><summary>Answer 2</summary><p>Yes.</p></details>
      <p>Checked:</p><div class="cell"><pre>assert because</pre></div>
      </section></section>""",
    "02_two": """<section id="two"><h1>2 Two</h1>
      <section id="first"><h2>First</h2><p>Two's.</p></section></section>""",
    "references": """<section id="references"><h1>References</h1>
      <div class="citation" id="id6"><span class="label">[1]</span>
      <p>Abe. Not here.</p></div>
      <div class="citation" id="id7"><span class="label">[2]</span>
      <p>Ann. Title. <a href="https://doi.org/10.1/x%20y">doi:10.1/x y</a>,
      <a href="https://github.com/a/b/c.md">a/b</a>.</p>
      </div></section>""",
    "cheat_sheet": "<section><h1>Sheet</h1></section>",
}
TOC = """
root: book/index
parts:
  - caption: Chapters
    chapters: [{file: book/01_one}, {file: book/02_two}]
  - caption: Rest
    chapters: [{file: book/cheat_sheet}, {file: book/references}]
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Return the folder of the made-up site, which is now the book's."""
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / "_config.yml").write_text("title: The Book\nauthor: We\n")
    (tmp_path / "book").mkdir()
    for name, html in PAGES.items():
        page = f"<body>Menu<article>{html}</article>Foot</body>"
        path = tmp_path / "book" / f"{name}.html"
        path.write_text(page, encoding="utf-8")
    monkeypatch.setattr(paper, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def composed(site):
    """Return a function that composes a handout and parses it."""

    def compose(name):
        found = {one.name: one for one in paper.handouts()}
        html = paper.compose(found[name], site)
        return BeautifulSoup(html, "html.parser")

    return compose


def words(element):
    return " ".join(element.get_text().split())


def test_what_is_printed_follows_from_the_table_of_contents(site):
    assert [(one.name, one.solutions) for one in paper.handouts()] == [
        ("the-book", True),
        ("01_one", False),
        ("01_one_solutions", True),
        ("02_two", False),
        ("02_two_solutions", True),
        ("cheat_sheet", False),
    ]
    lying = [one.name for one in paper.handouts() if one.landscape]
    assert lying == ["cheat_sheet"]
    assert paper.handouts()[0].pages == list(PAGES)[:3] + [
        "cheat_sheet",
        "references",
    ]


def test_what_only_a_screen_needs_is_gone(composed):
    one = composed("01_one")
    assert not one.select("main :is(script, button, .headerlink)")
    assert not one.select(".moving-control, [title], [loading]")
    assert one.select_one(".moving img")["alt"] == "A"
    assert "Menu" not in one.text and "frames" not in words(one.body)
    assert "not done yet" not in one.text
    assert "side bar" not in words(composed("the-book"))


def test_with_solutions_everything_is_unfolded(composed):
    text = words(composed("01_one_solutions").main)
    for part in ("It is 42.", "Answer 1", "Because.", "assert because"):
        assert part in text
    assert not composed("01_one_solutions").select("details, hr")
    parts = ["Why?", "Really?", "Answer 1", "Answer 2", "Checked"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places), "the answers follow the last question"


def test_a_figure_that_moves_says_where_it_stands(composed):
    caption = words(composed("01_one").figcaption)
    assert caption == "It moves. On paper: step h 0.5."


def test_a_handout_says_which_book_it_is_from(composed):
    assert "From The Book by We" in words(
        composed("01_one").select_one(".from")
    )
    told = words(composed("01_one_solutions").select_one(".from"))
    assert "for paper, with solutions." in told
    assert not composed("the-book").select(".from")


def test_without_solutions_there_is_room_to_write(composed):
    one = composed("01_one")
    text = words(one.main)
    for part in ("It is 42", "Answer", "Because", "Checked", "assert because"):
        assert part not in text
    assert "Do it." in text and "Why?" in text
    rooms = [len(room.select("hr")) for room in one.select(".write")]
    few = articles.ANSWER_ROOM
    assert rooms == [articles.ROOM["Hard"], few, few]


def test_links_that_lead_out_of_a_handout_become_text(composed):
    one = composed("01_one")
    inside = [a["href"] for a in one.select("a") if a["href"][0] == "#"]
    assert inside == ["#01_one--equation-eq-a"]
    assert "See chapter 2, Ann, 1999, (1), lost," in words(one.main)
    assert "Compare with the solution." in words(one.main)
    assert "#01_one--there" in str(composed("01_one_solutions"))


def test_addresses_and_works_are_listed(composed):
    one = composed("01_one")
    assert "that site[1] and https://example.org/d." in words(one.main)
    address = "https://example.org/a?b=1&c=2"
    assert [words(item) for item in one.select("ol li")] == [address]
    assert one.select_one("ol a")["href"] == address
    assert [words(work) for work in one.select(".citation")] == [
        "Ann. Title. doi:10.1/x y, https://github.com/a/b/c.md."
    ]
    assert words(one).endswith(f"Links{address}")
    assert not composed("02_two").select("ol, .links")


def test_in_the_whole_book_links_between_pages_work(composed):
    book = composed("the-book")
    names = {one["id"] for one in book.select("[id]")}
    assert len(names) == len(book.select("[id]")), "unique"
    inside = [a["href"][1:] for a in book.select("main a[href^='#']")]
    assert set(inside) <= names
    for place in ("01_one", "02_two--first", "references--id7"):
        assert place in inside
    assert "helpers.zip" not in str(book) and "the package" in words(book)
    assert [words(h) for h in book.select("h1")] == [
        "Contents",
        "About this book",
        "1 One & “all”",
        "2 Two",
        "Sheet",
        "References",
        "Links",
    ]
    assert "Works cited" not in words(book), "the references are there"


def test_the_contents_wait_for_their_numbers(composed):
    book = composed("the-book")
    lines = [words(p) for p in book.select(".contents p")]
    assert lines == [
        "About this book",
        "Chapters",
        "1 One & “all”",
        "First",
        "Self-test",
        "2 Two",
        "First",
        "Rest",
        "Sheet",
        "References",
    ]
    for link in book.select(".contents a"):
        number = link.parent.select_one("[data-page-of]")
        assert f"#{number['data-page-of']}" == link["href"]


def test_title_page_titles_and_feet(composed):
    book, one = composed("the-book"), composed("01_one_solutions")
    cover = words(book.select_one(".cover"))
    assert cover == f"The BookIts subtitle.We{paper.LICENCE}"
    assert words(book.title) == "The Book"
    assert words(one.title) == "1 One & “all”, with solutions - The Book"
    assert book.html["lang"] == "en"
    for main in book.select("main"):
        page = re.fullmatch("page: (p-.*)", main["style"])[1]
        assert f"@page {page} {{ @bottom-left" in book.style.string
    foot = '{ content: "The Book: 1 One & “all”, with solutions" }'
    assert foot in one.style.string


def test_a_quotation_mark_does_not_end_a_foot():
    assert r'content: "a \"b\" \\ c"' in paper.foot("x", r'a "b" \ c')


def test_code_keeps_what_black_and_white_can_show(composed):
    code = composed("01_one").select_one("pre")
    shown = [(one["class"], one.text) for one in code.select("span")]
    assert shown == [(["k"], "def"), (["c1"], "# (1)")], "its number"


def test_a_formula_is_read_out_with_its_number(composed):
    formula = composed("01_one").select_one(".math")
    assert formula["aria-label"] == "(1) x < 2"
    assert formula["role"] == "img"


def test_without_chromium_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = tmp_path / "handouts"
    with pytest.raises(pdf.NoChromium, match="apt-get install chromium"):
        pdf.print_all(folder)
    assert not folder.exists(), "nothing was begun"

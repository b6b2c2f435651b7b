"""One page of the built site, made fit for paper.

What only a screen needs goes; what is folded is unfolded, or left out with
room to write in its place.
"""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup

SITE = Path(__file__).parent.parent / "_build" / "html"
SCREEN_ONLY = "script, button, .headerlink, .moving-control, .toctree-wrapper"
ROOM = {"Easy": 7, "Medium": 12, "Hard": 16}  # lines to write a solution
ANSWER_ROOM = 2  # and an answer of the self-test
LONG = 12  # lines of code that need not stay on one page
SHOWN = re.compile("^(k.?|c.?)$")  # in code: words of Python, and comments


def chapter_number(page):
    """Return the number of the chapter on a page, or None if none is."""
    found = re.match(r"(\d+)_", page)
    return int(found[1]) if found else None


def element(html):
    """Return the element that a piece of HTML describes."""
    return BeautifulSoup(html, "html.parser").contents[0]


def article(page, site=SITE):
    """Return the article of a page as it is on the site."""
    html = (site / "book" / f"{page}.html").read_text(encoding="utf-8")
    html = html[html.index("<article") : html.index("</article>")]
    return BeautifulSoup(html, "html.parser").article


def for_paper(article, page, solutions):
    """Make an article fit for paper, in place; its links stay as they are.

    Its identifiers get the page's name in front, so that those of several
    pages differ.

    Parameters
    ----------
    article : bs4.Tag
    page : str
        Its page's name.
    solutions : bool
        Whether solutions and answers stay.
    """
    stand_still(article)
    for one in article.select(SCREEN_ONLY):
        one.decompose()
    for one in article.select("[title]"):
        del one["title"]
    for one in article.select(".exercise .cell_output"):
        if one.get_text().strip().endswith("not done yet"):
            one.decompose()
    if solutions:
        unfold(article)
    else:
        make_room(article)
    number_lines(article)
    for one in article.select(".cell_input"):
        if one.get_text().strip().count("\n") >= LONG:
            one["class"] = [*one["class"], "long"]
    for image in article.select("img"):
        del image["loading"]
    for span in article.select("pre span"):
        if not any(map(SHOWN.match, span.get("class", []))):
            span.unwrap()
    for formula in article.select(".math"):
        number = formula.select_one(".eqno")
        text = "".join(formula.find_all(string=True, recursive=False))
        text = text.strip()[2:-2].strip()  # without \\[ and \\]
        formula["role"] = "img"
        formula["aria-label"] = (
            f"{number.get_text()} {text}" if number else text
        )
    identify(article, page)


def stand_still(article):
    """Say in the caption at which frame a figure that moves stands."""
    for one in article.select(".moving:has(script)"):
        moving = json.loads(one.script.string)
        frame = moving["frames"][moving["shown"]]
        still = f" On paper: {moving['name']} {frame['text']}."
        caption = one.find_parent("figure").figcaption
        caption.select_one(".caption-text").append(still)


def number_lines(article):
    """Name equations in code comments by their numbers, as the text does."""
    numbers = {
        one["id"].removeprefix("equation-"): one.select_one(".eqno")
        for one in article.select(".math[id]:has(.eqno)")
    }
    for comment in article.select("pre .c1"):
        label = comment.get_text().removeprefix("# ")
        if label in numbers:
            comment.string = f"# {numbers[label].get_text()}"


def unfold(article):
    """Turn what a click unfolds into what is always there.

    The answers of the self-test go behind its last question.
    """
    answers = article.select("#self-test details")
    for one in answers[:-1]:
        answers[-1].insert_before(one.extract())
    for summary in article.select("summary"):
        summary.name = "p"
        summary["class"] = "summary"
    for one in article.select("details"):
        one.name = "div"
        one["class"] = "answer"


def make_room(article):
    """Leave out solutions and answers, with lines to write in their place."""
    for one in article.select("details"):
        one.replace_with(room(ANSWER_ROOM))
    for one in article.select("div.solution"):
        exercise = one.find_previous(class_="exercise")
        level = exercise.em.get_text().partition(" ")[0]
        one.replace_with(room(ROOM[level]))
    for last in article.select("#self-test .write")[-1:]:
        for one in last.find_next_siblings():
            one.decompose()  # which checks the answers


def room(lines):
    """Return some lines to write on."""
    return element(f'<div class="write">{"<hr/>" * lines}</div>')


def identify(article, page):
    """Make identifiers unique in the book; a section's goes to its heading."""
    for section in article.select("section[id]"):
        if section.contents and (heading := section.find(True)):
            if re.match(r"h\d$", heading.name):
                heading["id"] = section["id"]
        del section["id"]
    for one in article.select("[id]"):
        one["id"] = f"{page}--{one['id']}"
    article.h1["id"] = page

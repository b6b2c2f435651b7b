"""Compose pages of the built site into documents for paper.

A document is one HTML page, which tools/pdf.py prints. Links between its
pages work inside it. Those that lead out of it become plain text; the works
that it cites, and addresses on the web, are listed at its end.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path

import yaml

from tools.articles import (
    SITE,
    article,
    chapter_number,
    element,
    for_paper,
)
from tools.links import Links

ROOT = Path(__file__).parent.parent
LICENCE = "Text CC BY 4.0, code MIT"
PAGES = 'counter(page) " / " counter(pages)'
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>{style}{feet}</style>
<script>MathJax = {{startup: {{typeset: false}}, options: {{
  ignoreHtmlClass: "main", processHtmlClass: "math", enableMenu: false}}}}
</script>
<script defer src="../_static/mathjax/tex-chtml.js"></script>
</head><body class="main">{mains}</body></html>"""


@dataclass
class Handout:
    """A document to print.

    Attributes
    ----------
    name : str
        The file's, without its ending.
    pages : list of str
        Those of the site that are in it, by their names.
    solutions : bool
        Whether the solutions and the answers are in it.
    landscape : bool
        Whether the paper lies.
    """

    name: str
    pages: list
    solutions: bool = False
    landscape: bool = False


def config():
    """Return what _config.yml says."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


def parts():
    """Return the names of the pages by the part of the book they are in."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = {"": [toc["root"]]}
    for part in toc["parts"]:
        files[part["caption"]] = [one["file"] for one in part["chapters"]]
    return {part: [Path(f).name for f in files[part]] for part in files}


def handouts():
    """Return all that there is to print, the whole book first."""
    pages = [page for names in parts().values() for page in names]
    name = config()["title"].lower().replace(" ", "-")
    made = [Handout(name, pages, solutions=True)]
    for page in filter(chapter_number, pages):
        made.append(Handout(page, [page]))
        made.append(Handout(f"{page}_solutions", [page], solutions=True))
    return [*made, Handout("cheat_sheet", ["cheat_sheet"], landscape=True)]


def contents(articles):
    """Return the contents; tools/pdf.py fills in the pages' numbers."""
    lines = []
    for part, pages in parts().items():
        if part:
            lines.append(f'<p class="part">{escape(part)}</p>')
        lines += [
            f'<p class="{one.name}"><a href="#{one["id"]}">'
            f"{one.decode_contents()}</a><i></i>"
            f'<b data-page-of="{one["id"]}"></b></p>'
            for page in pages
            for one in articles[page].select("h1, h2")
        ]
    return f"<h1>Contents</h1>{''.join(lines)}"


def front(articles):
    """Return the title page and the contents, each with its foot's text.

    The title is that of the book's first page, which loses it.
    """
    first = next(iter(articles.values()))
    title, subtitle = first.h1.get_text(), first.p.extract().get_text()
    first.h1.string = "About this book"
    lines = (subtitle, config()["author"], LICENCE)
    cover = f'<p class="title">{escape(title)}</p>' + "".join(
        f"<p>{escape(line)}</p>" for line in lines
    )
    return {"cover": (title, cover), "contents": (title, contents(articles))}


def origin(solutions):
    """Return, as HTML, from where a handout is and how to read it."""
    book, author = (escape(config()[key]) for key in ("title", "author"))
    room = "with room to write in place of solutions"
    kind = "with solutions" if solutions else room
    return (
        f'<p class="from">From <em>{book}</em> by {author}, for paper, '
        f"{kind}. Figures and exercises have the book's numbers. Where the "
        "text asks you to predict, cover what is below. A number followed "
        "by “(within 0.1)” is the text's; a machine may measure another one, "
        "at most so far away. In code, a comment such as # (4) marks the "
        "line that computes equation (4).</p>"
    )


def foot(name, title):
    """Return the style that writes a title into the feet of some pages."""
    text = title.replace("\\", r"\\").replace('"', r"\"")
    return f'@page p-{name} {{ @bottom-left {{ content: "{text}" }} }}\n'


def compose(handout, site=SITE):
    """Return a handout as one HTML page.

    Parameters
    ----------
    handout : Handout
    site : pathlib.Path, optional
        Where the built site is.
    """
    links, articles = Links(handout.pages), {}
    for page in handout.pages:
        articles[page] = article(page, site)
        for_paper(articles[page], page, handout.solutions)
        links.settle(articles[page], page)
    links.unlink_the_lost(articles.values())
    whole = len(articles) > 1
    if not whole and chapter_number(page):
        note = origin(handout.solutions)
        articles[page].h1.insert_after(element(note))
    mains = front(articles) if whole else {}
    for page, one in articles.items():
        mains[page] = (one.h1.get_text(), one.decode_contents())
    title = config()["title"]
    if whole:
        mains["links"] = ("Links", links.web("h1"))
    else:
        name, text = mains[page]
        if handout.solutions:
            name += ", with solutions"
        text += links.works(article("references", site)) + links.web("h2")
        mains[page] = (f"{title}: {name}", text)
        title = f"{name} - {title}"
    licence = (
        f'@page {{ @bottom-right {{ content: "{LICENCE}   " {PAGES} }} }}'
    )
    style = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
    return PAGE.format(
        title=escape(title),
        style=style,
        feet=licence + "".join(foot(p, mains[p][0]) for p in mains),
        mains="".join(
            f'<main class="{page}" style="page: p-{page}">{text}</main>'
            for page, (_, text) in mains.items()
        ),
    )

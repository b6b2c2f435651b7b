"""Links on paper: inside a document, to works that it cites, to the web."""

from html import escape
from pathlib import Path
from urllib.parse import unquote

from tools.articles import element


class Links:
    """The links of a document, and what is to be listed at its end.

    Parameters
    ----------
    pages : list of str
        The pages in the document, by their names.
    """

    def __init__(self, pages):
        self.pages, self.cited, self.addresses = pages, set(), []

    def settle(self, article, page):
        """Bring all links of an article into their form on paper."""
        for link in article.select("a[href]"):
            address = link["href"]
            if address.startswith("http"):
                self._outside(link, address)
            else:
                path, _, place = address.partition("#")
                self._inside(link, Path(path).stem or page, place)

    def _outside(self, link, address):
        """Number an address, unless the text is the address anyway."""
        if link.get_text().removeprefix("doi:") in unquote(address):
            return
        if address not in self.addresses:
            self.addresses.append(address)
        number = self.addresses.index(address) + 1
        link.insert_after(element(f'<sup class="link">[{number}]</sup>'))

    def _inside(self, link, target, place):
        """Lead to a place in the document, if its page is in it."""
        if target == "references":
            self.cited.add(f"{target}--{place}")
        if target in self.pages:
            link["href"] = f"#{target}--{place}" if place else f"#{target}"
        else:
            link.unwrap()

    def unlink_the_lost(self, articles):
        """Make plain text of links to places that are not there."""
        places = {one["id"] for a in articles for one in a.select("[id]")}
        for article in articles:
            for link in article.select('a[href^="#"]'):
                if link["href"][1:] not in places:
                    link.unwrap()

    def works(self, references):
        """Return the list of the works cited, or nothing if none is."""
        items = []
        for one in references.select(".citation"):
            if f"references--{one['id']}" in self.cited:
                one.select_one(".label").decompose()
                for link in one.select('a[href^="http"]'):
                    if not link.get_text().startswith("doi:"):
                        link.string = link["href"]  # the theme shortens it
                del one["id"]
                items.append(one)
        return self._listed("h2", "Works cited", "div", items)

    def web(self, heading):
        """Return the list of addresses on the web, or nothing if none is."""
        items = [
            f'<li><a href="{escape(one)}">{escape(one)}</a></li>'
            for one in self.addresses
        ]
        return self._listed(heading, "Links", "ol", items)

    def _listed(self, heading, title, name, items):
        if not items:
            return ""
        return (
            f"<section><{heading}>{title}</{heading}>"
            f'<{name} class="links">{"".join(map(str, items))}</{name}>'
            "</section>"
        )

"""Writes the page of the book from ``results.json``; no number by hand.

``python -m benchmarks.page`` does it anew. The text is ``page.md``, with
``<<name>>`` where a number, a table or a figure's description belongs. What
it claims in words stands in ``claims.py`` and must hold, else nothing is
written.
"""

import json
import re
from pathlib import Path

from benchmarks import claims, figures, tables

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
TEMPLATE = HERE / "page.md"
BOOK = HERE.parent / "book"
PAGE = BOOK / "frameworks.md"
PLACE = re.compile(r"<<([\w -]+)>>")


def rounded(value):
    """Return results with six digits of each number."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def save(results):
    """Write the results to their file."""
    lines = json.dumps(rounded(results), indent=1) + "\n"
    RESULTS.write_text(lines, encoding="utf-8", newline="\n")


def load():
    """Return the results of the last run."""
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def text(results, template):
    """Return the page: the template with all places filled.

    Raises
    ------
    ValueError
        If a claim does not hold, or is not to be found in the template.
    """
    for claim, holds in claims.CLAIMS.items():
        if claim not in " ".join(template.split()):
            raise ValueError(f"the page does not say {claim!r}")
        if not holds(results["benchmarks"]):
            raise ValueError(f"the results do not bear out {claim!r}")
    values = tables.values(results) | figures.descriptions(results)
    return PLACE.sub(lambda place: values[place[1]], template)


def write():
    """Write the page and its figures."""
    results = load()
    filled = text(results, TEMPLATE.read_text(encoding="utf-8"))
    PAGE.write_text(filled, encoding="utf-8", newline="\n")
    figures.draw(results, BOOK)


if __name__ == "__main__":
    write()

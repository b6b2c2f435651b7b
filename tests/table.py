"""Print what the house rules look at: ``python -m tests.table [-v]``.

One row a chapter. With ``-v`` every complaint follows, as the tests tell it.
"""

import re
import sys

from tests import chapters
from tests.cells import code_cells, pngs
from tests.exercise_rules import labels_of
from tests.house_rules import (
    RULES,
    equation_labels,
    escapes_comparison,
    lengths_of,
)

COLUMNS = """Chapter|code cells|lines: median|90 %|most|figures|equations
    |of them definitions|mutants|planted errors|exercises|not compared
    |complaints"""


def row(name, complaints):
    """Return the numbers of one chapter, as they stand in the table."""
    nb = chapters.read(chapters.BOOK / f"{name}.ipynb")
    cells = [cell for _, cell in code_cells(nb)]
    lengths, median, p90 = lengths_of(nb)
    labels = [label for _, label in equation_labels(nb)]
    return [
        name,
        len(cells),
        f"{median:g}",
        p90,
        max(lengths),
        sum(len(pngs(cell)) for cell in cells),
        len(labels),
        sum(label.startswith("def-") for label in labels),
        sum(len(texts) for texts in chapters.mutant_changes(nb).values()),
        len(chapters.read_plants(name)),
        len(labels_of(nb)),
        sum(map(escapes_comparison, cells)),
        len(complaints),
    ]


def complaints(name):
    """Return the complaints on a chapter, each behind its rule's name."""
    path = chapters.BOOK / f"{name}.ipynb"
    nb = chapters.read(path)
    return [
        f"{name}, {rule}: {text}"
        for rule, check in RULES.items()
        for text in check(nb, path)
    ]


def main(arguments):
    """Print the table, and with -v the complaints."""
    told = {name: complaints(name) for name in chapters.names()}
    header = re.sub(r"\s*\|\s*", " | ", COLUMNS)
    print(f"| {header} |\n{'|---' * len(header.split('|'))}|")
    for name in told:
        print(f"| {' | '.join(map(str, row(name, told[name])))} |")
    if "-v" in arguments:
        print(*sum(told.values(), [""]), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])

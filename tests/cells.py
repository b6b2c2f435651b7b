"""What a notebook is made of: its cells and their outputs."""

import ast
import json
import re

from tests.pages import prose_of

ASSERTING = re.compile(r"(?:assert|check_gradients|reproduces)")
FRAMES_DATA = re.compile(
    r'<div class="moving">.*<script type="application/json">(.*)</script>',
    re.S,
)


def code_cells(nb):
    """Return (number, cell) of the code cells, counted from 1."""
    cells = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    return list(enumerate(cells, start=1))


def markdown(nb):
    """Return (place, text) of the markdown cells, the place from 1."""
    return [
        (place, cell["source"])
        for place, cell in enumerate(nb["cells"], start=1)
        if cell["cell_type"] == "markdown"
    ]


def text_outputs(cell):
    """Return the text of each output of a code cell; not of pictures."""
    texts = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        if not {"image/png", "text/html"} & set(data):
            texts += [str(value) for value in data.values()]
        texts.append("".join(output.get("text", "")))
    return [text for text in texts if text]


def pngs(cell):
    """Return the pictures among the outputs of a code cell, in base64."""
    data = [output.get("data", {}) for output in cell["outputs"]]
    return ["".join(d["image/png"]) for d in data if "image/png" in d]


def html(cell):
    """Return the outputs of a code cell that are HTML."""
    data = [output.get("data", {}) for output in cell["outputs"]]
    return ["".join(d["text/html"]) for d in data if "text/html" in d]


def frames(cell):
    """Return the frames of a code cell's figure that moves, [] if none."""
    found = [FRAMES_DATA.search(text) for text in html(cell)]
    return [
        frame for match in found if match for frame in _data(match)["frames"]
    ]


def _data(match):
    return json.loads(match[1].replace("<\\/", "</"))


def asserts(source):
    """Return whether a cell asserts anything, itself or by a helper."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if ASSERTING.match(name):
                return True
    return False


def parsed(source):
    """Return the tree of a cell; an empty one if it is no Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse("")


def code_lines(source):
    return [line for line in source.splitlines() if line.strip()]


def headings(nb):
    """Return (place, text) of the headings of level two."""
    return [
        (place, line[3:].strip())
        for place, text in markdown(nb)
        for line in prose_of(text).lines
        if line.startswith("## ")
    ]


def cells_of_section(nb, title):
    """Return the cells from a heading of level two to the next."""
    places = [place for place, heading in headings(nb) if heading == title]
    if not places:
        return []
    start = places[0] - 1
    ends = [place - 1 for place, _ in headings(nb) if place - 1 > start]
    return nb["cells"][start : min(ends, default=None)]


def section_text(nb, title):
    """Return all Markdown of one section."""
    texts = [
        cell["source"]
        for cell in cells_of_section(nb, title)
        if cell["cell_type"] == "markdown"
    ]
    whole = "\n".join(texts)
    _, _, rest = whole.partition(f"## {title}")
    return re.split(r"^## ", rest, flags=re.M)[0]

"""A small notebook that keeps every house rule, to break one at a time."""

import base64
import io
import json

import nbformat
import numpy as np
from PIL import Image

from tools.execute import METADATA, code_sha256

NAME = "01_made_up"
OPENING = """\
# 1 Doubling

**What you'll do.** Double a number.

**What you'll learn.** To check that it was doubled.

**What you'll need.** Nothing; the rest is in [the notes](notes.md).

**Time.** About 2 minutes to read, 5 seconds to run."""
IMPORTS = """\
import matplotlib.pyplot as plt
import numpy as np


def check(label, answer):
    return answer is not ..."""
FORMULAS = """\
## Twice a number

A number is given, and we double it:

$$ x = 0.25 $$ (def-number)

$$ f(x) = 2 x $$ (eq-double)

$$ g(x) = -x + 1 $$ (eq-mirror)"""
DOUBLED = """\
x = 0.25
f = 2 * x  # eq-double
g = -x + 1  # eq-mirror
assert f == x + x and g + x == 1
print(f"twice the number: {f}")"""
SHOWN = """\
By {eq}`eq-double` and {numref}`fig-line` the double is 0.5, or 50 % of one.

See also {doc}`notes`, {ref}`what is there <tab-notes>`, [it](#tab-notes)."""
CAPTION = "The function that doubles."
ALT = "A straight line rises from the origin; at a quarter it reaches a half."
PLOT = """\
plt.plot([0, 1], [0, 2])
plt.show()"""
EXERCISE = """\
```{exercise-start} Number %d
:label: ex-ch01-number-%d
```
*%s · 5 minutes.* Double %d."""
GAP = """\
double = ...  # your answer
check("ex-ch01-number-%d", double)"""
SOLUTION = """\
```{exercise-end}
```

```{solution-start} ex-ch01-number-%d
:class: dropdown
```
Like this."""
SOLVED = """\
double = 2 * %d
assert check("ex-ch01-number-%d", double)"""
QUESTION = """\
**%d.** What is twice %d?

<details><summary>Answer %d</summary>

It is %d, for a number and the same number make twice the number.

</details>"""
NOTES = """\
# Notes

(tab-notes)=
The notes."""
BIBLIOGRAPHY = """\
@book{euclid300elements,
  author = {Euclid},
}
"""


def png(size=8):
    """Return a picture in base64, of noise so that size tells in bytes."""
    noise = np.random.default_rng(0).bytes(3 * size * size)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (size, size), noise).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def stream(text, name="stdout"):
    """Return an output of text."""
    return nbformat.v4.new_output("stream", name=name, text=text)


def drawing(size=8):
    """Return an output that is a figure."""
    data = {"image/png": png(size), "text/plain": "<Figure size 600x350>"}
    return nbformat.v4.new_output("display_data", data=data)


def code(source, *outputs, **metadata):
    """Return a code cell, to be numbered later."""
    return nbformat.v4.new_code_cell(
        source, outputs=list(outputs), metadata=metadata
    )


def prose(source):
    """Return a cell of prose."""
    return nbformat.v4.new_markdown_cell(source)


def figure(name="fig-line", caption=CAPTION, alt=ALT, size=8):
    """Return a code cell that draws a figure."""
    mystnb = {"figure": {"caption": caption, "name": name}}
    mystnb["image"] = {"alt": alt}
    return code(PLOT, drawing(size), mystnb=mystnb)


def moving(count=3, name="fig-moves", caption="A line that moves.", **change):
    """Return a code cell with a moving figure, each frame changed alike."""
    frames = [
        {"text": str(k), "alt": f"{ALT} It moves. {k}", "src": str(k)}
        | {"width": 8, "height": 8}
        | change
        for k in range(count)
    ]
    data = json.dumps({"name": "k", "shown": 0, "frames": frames})
    html = f'<script type="application/json">{data}</script>'
    bundle = {"text/html": f'<div class="moving">{html}</div>'}
    bundle["text/plain"] = "<Moving figure: k>"
    output = nbformat.v4.new_output("display_data", data=bundle)
    mystnb = {"figure": {"caption": caption, "name": name}}
    return code(PLOT, output, mystnb=mystnb)


def steps(count, source):
    """Return some code cells, each after a cell of prose."""
    return [f(text) for f, text in count * [(prose, "So."), (code, source)]]


def good(*more):
    """Return a notebook that keeps every rule, with more cells in it.

    The further cells stand before the exercises. The notebook is finished by
    `finish`: numbered, and with the metadata of an execution.
    """
    cells = [
        prose(OPENING),
        code(IMPORTS),
        prose(FORMULAS),
        code(DOUBLED, stream("twice the number: 0.5\n")),
        prose(SHOWN),
        figure(),
        *more,
        prose("## Exercises"),
    ]
    for k, level in enumerate(["Easy", "Medium", "Medium", "Hard"], 1):
        label = f"ex-ch01-number-{k}"
        cells += [
            prose(EXERCISE % (k, k, level, k)),
            code(GAP % k, stream(f"{label}: not done yet\n")),
            prose(SOLUTION % k),
            code(SOLVED % (k, k), stream(f"{label}: right\n")),
            prose("```{solution-end}\n```"),
        ]
    questions = [QUESTION % (k, k, k, 2 * k) for k in range(1, 6)]
    cells += [
        prose("## In practice\n\nNobody checks a double."),
        prose("## In the toolbox"),
        code("from helpers import losses\n\nassert losses"),
        prose("## Summary\n\n" + "\n".join(f"- Line {k}." for k in range(5))),
        prose("\n\n".join(["## Self-test", *questions, "Checked:"])),
        code("assert all(k + k == 2 * k for k in range(1, 6))"),
        prose("## Further reading\n\nSee {cite}`euclid300elements`."),
    ]
    return finish(nbformat.v4.new_notebook(cells=cells))


def finish(nb):
    """Number the cells and set the metadata as an execution does."""
    code_cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code_cells, start=1):
        cell.execution_count = number
    nb.metadata = nbformat.from_dict(METADATA)
    nb.metadata["egc"] = {"code_sha256": code_sha256(nb), "data": {}}
    return nb


def shelve(folder, nb):
    """Write a notebook into a folder with the pages it names; its path."""
    (folder / "notes.md").write_text(NOTES)
    (folder / "references.bib").write_text(BIBLIOGRAPHY)
    path = folder / f"{NAME}.ipynb"
    nbformat.write(nb, path)
    return path

"""`make execute`: canonical, byte for byte the same again, real data only."""

import base64
import io
import json

import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers import datasets
from tools import execute

FIGURE = """\
import matplotlib.pyplot as plt
from helpers import plots
plots.use_style()
plt.plot([1, 2])
plt.show()
"""


@pytest.fixture(autouse=True)
def times(monkeypatch, tmp_path):
    """Put back afterwards what `make execute` sets; its times go elsewhere."""
    monkeypatch.setenv("EGC_PROGRESS", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    path = tmp_path / "times.csv"
    path.write_text("Notebook,Time,Processor\n9 Another,5 s,a processor\n")
    monkeypatch.setattr(execute, "TIMES", path)
    return path


def write(path, *sources):
    """Write a notebook of code cells that has not been executed."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture
def chapter(tmp_path):
    """A notebook with a title, and cells of all kinds."""
    path = write(
        tmp_path / "small.ipynb",
        "print('one')\nprint('two')",
        "import os\nos.environ['EGC_PROGRESS']",
        FIGURE,
        "print('12.3 s')",
    )
    nb = nbformat.read(path, as_version=4)
    nb.cells[-1].metadata["tags"] = ["nbval-ignore-output"]
    nb.cells.insert(0, nbformat.v4.new_markdown_cell("# 3 A title"))
    nbformat.write(nb, path)
    return path


def test_a_second_run_changes_not_one_byte(chapter, times, capsys):
    assert execute.main([chapter]) == 0
    first = chapter.read_bytes()
    check_outputs(nbformat.reads(first.decode(), as_version=4))
    check_times(times)
    assert execute.main([chapter]) == 0
    assert chapter.read_bytes() == first
    assert "small.ipynb: unchanged" in capsys.readouterr().out
    check_times(times)


def check_outputs(nb):
    """Look at the outputs, as they are stored."""
    _, text, value, figure, not_compared = nb.cells
    counts = [cell.execution_count for cell in nb.cells[1:]]
    assert counts == [1, 2, 3, 4]
    assert text.outputs[0].text == "one\ntwo\n"
    assert value.outputs[0].data["text/plain"] == "'0'"
    check_dots(figure.outputs[0])
    assert not_compared.outputs == []
    assert not any("execution" in cell.metadata for cell in nb.cells)
    assert nb.metadata["egc"] == {
        "code_sha256": execute.code_sha256(nb),
        "data": {},
    }


def check_dots(output):
    """See that a figure has dots for paper and a size for the screen."""
    dots = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
    shown = output.metadata["image/png"]
    assert dots.width > 1.3 * shown["width"] > 800


def check_times(times):
    """See that the times of other notebooks stay, and this one's are there."""
    header, first, second = times.read_text().splitlines()
    assert header == "Notebook,Time,Processor"
    assert first.startswith("3 A title,") and " s," in first
    assert second == "9 Another,5 s,a processor"


def test_a_rare_colour_stays_in_a_large_figure():
    noise = np.random.default_rng(0).integers(90, 130, size=(300, 300, 3))
    noise[200:206, 200:206] = 213, 94, 0
    buffer = io.BytesIO()
    Image.fromarray(noise.astype(np.uint8)).save(buffer, "PNG")
    png, size = execute.small_png(base64.b64encode(buffer.getvalue()))
    stored = Image.open(io.BytesIO(base64.b64decode(png)))
    assert stored.mode == "P" and stored.size == size == (300, 300)
    assert stored.convert("RGB").getpixel((203, 203)) == (213, 94, 0)


LOADS = "from helpers import datasets\n"


def test_the_data_sets_that_were_loaded_are_named(tmp_path):
    path = write(
        tmp_path / "data.ipynb", f"{LOADS}datasets._loaded['a'] = 'b'"
    )
    execute.main([path])
    named = json.loads(path.read_text())["metadata"]["egc"]["data"]
    assert named == {"a": "b"}


def test_what_loads_a_stand_in_is_refused_with_what_to_do(
    tmp_path, monkeypatch
):
    monkeypatch.delenv("EGC_DATA", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    path = write(tmp_path / "data.ipynb", f"{LOADS}data = datasets.mnist()")
    before = path.read_bytes()
    with pytest.raises(datasets.DataError, match="mnist-sample.*`make data`"):
        execute.main([path])
    assert path.read_bytes() == before


def test_the_code_hash_sees_every_change_and_both_forms_of_source():
    def notebook(*sources):
        cells = [{"cell_type": "code", "source": s} for s in sources]
        return {"cells": [{"cell_type": "markdown", "source": "x"}, *cells]}

    digest = execute.code_sha256(notebook("a\nb", "c"))
    assert digest == execute.code_sha256(notebook(["a\n", "b"], ["c"]))
    assert digest != execute.code_sha256(notebook("a\nb", "d"))
    assert digest != execute.code_sha256(notebook("a", "b\nc"))
    assert digest != execute.code_sha256(notebook("c", "a\nb"))


def test_stderr_is_refused(tmp_path):
    path = write(
        tmp_path / "warns.ipynb", "import sys\nprint('oh', file=sys.stderr)"
    )
    before = path.read_bytes()
    with pytest.raises(ValueError, match="cell 1 writes to stderr"):
        execute.main([path])
    assert path.read_bytes() == before

"""`make execute`: canonical, byte for byte the same again, real data only."""

import base64
import io
import json

import nbformat
import pytest
from PIL import Image

from helpers import datasets
from tools import execute

FIGURE = """\
import matplotlib.pyplot as plt
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


def test_a_second_run_changes_not_one_byte(tmp_path, capsys):
    path = write(
        tmp_path / "small.ipynb",
        "print('one')\nprint('two')",
        "import os\nos.environ['EGC_PROGRESS']",
        FIGURE,
    )
    assert execute.main([path]) == 0
    first = path.read_bytes()
    nb = nbformat.reads(first.decode(), as_version=4)
    assert [cell.execution_count for cell in nb.cells] == [1, 2, 3]
    assert nb.cells[0].outputs[0].text == "one\ntwo\n"
    assert nb.cells[1].outputs[0].data["text/plain"] == "'0'"
    assert "image/png" in nb.cells[2].outputs[0].data
    assert not any("execution" in cell.metadata for cell in nb.cells)
    assert nb.metadata["egc"] == {
        "code_sha256": execute.code_sha256(nb),
        "data": {},
    }
    assert execute.main([path]) == 0
    assert path.read_bytes() == first
    assert "small.ipynb: unchanged" in capsys.readouterr().out


def test_the_times_of_other_notebooks_stay(tmp_path, times):
    path = write(tmp_path / "small.ipynb", "import time")
    nb = nbformat.read(path, as_version=4)
    nb.cells.insert(0, nbformat.v4.new_markdown_cell("# 3 A title"))
    nbformat.write(nb, path)
    for _ in range(2):
        execute.main([path])
        header, first, second = times.read_text().splitlines()
        assert header == "Notebook,Time,Processor"
        assert first.startswith("3 A title,") and " s," in first
        assert second == "9 Another,5 s,a processor"


def test_a_figure_has_dots_for_paper_and_a_size_for_the_screen(tmp_path):
    style = "from helpers import plots\nplots.use_style()\n"
    path = write(tmp_path / "drawn.ipynb", style + FIGURE)
    execute.main([path])
    (cell,) = nbformat.read(path, as_version=4).cells
    (output,) = cell.outputs
    dots = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
    shown = output.metadata["image/png"]
    assert dots.width > 1.3 * shown["width"] > 800


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


def test_a_cell_that_is_not_compared_keeps_no_output(tmp_path):
    path = write(tmp_path / "live.ipynb", "print('12.3 s')")
    nb = nbformat.read(path, as_version=4)
    nb.cells[0].metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(nb, path)
    execute.main([path])
    assert nbformat.read(path, as_version=4).cells[0].outputs == []

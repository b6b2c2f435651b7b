"""Run the notebooks on real data and write their outputs back.

``python -m tools.execute [book/NN_name.ipynb ...]``; all notebooks if none
is named. What it writes is canonical: a second run in the same environment
changes not one byte. Times, paths, random ids, warnings and volatile metadata
are kept out. Each notebook's metadata gets, under ``egc``, the SHA-256 of its
code cells and of each data set that it loaded, from which the tests decide
whether its outputs can be compared. What a chapter keeps for the site
(helpers.export) becomes a script in assets/. How long each notebook took goes
into ``benchmarks/execution_times.csv``, the one file that differs each time.
"""

import base64
import csv
import hashlib
import io
import json
import os
import sys
import time
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient
from PIL import Image

from helpers import datasets
from tools import timings

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "book"
ASSETS = ROOT / "assets"
TIMES = ROOT / "benchmarks" / "execution_times.csv"
DPI = 160  # of stored figures, for paper
SCREEN_DPI = 120  # of figures on the screen, as in helpers/plots.py
PNG_BYTES = 60_000  # the most that a stored figure may have
FIGURES = {"bbox_inches": "tight", "dpi": DPI}
LEFT_BEHIND = """\
import json, sys
datasets = sys.modules.get("helpers.datasets")
export = sys.modules.get("helpers.export")
print(json.dumps([datasets.loaded() if datasets else {},
                  export.kept() if export else {}]))
"""
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def code_sha256(nb):
    """Return the SHA-256, in hexadecimal, of a notebook's code cells."""
    sources = [c["source"] for c in nb["cells"] if c["cell_type"] == "code"]
    sources = ["".join(source) for source in sources]
    return hashlib.sha256("\n\0\n".join(sources).encode()).hexdigest()


def run(nb):
    """Run all cells of a notebook in place.

    Returns
    -------
    loaded : dict of str to str
        The SHA-256 of each data set that it loaded, by its name.
    kept : dict
        What it keeps for the site's scripts, by their names.
    """
    nb.cells.append(nbformat.v4.new_code_cell(LEFT_BEHIND))
    client = NotebookClient(
        nb,
        timeout=600,
        kernel_name="python3",
        extra_arguments=[f"--InlineBackend.print_figure_kwargs={FIGURES}"],
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(BOOK)}},
    )
    client.execute()
    return json.loads(nb.cells.pop().outputs[0].text)


def lone_line():
    """Return the first line of code of each notebook.

    It tells whoever has opened a notebook alone how to get `helpers`: from
    the repository's public address, once _config.yml has one.
    """
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    options = config["sphinx"]["config"]["html_theme_options"]
    source = "helpers.zip  (the zip is on the book's first page)"
    if options["repository_url"]:
        source = f"git+{options['repository_url']}"
    return f"# No helpers? %pip install {source}"


def with_lone_line(source):
    """Return the source of a first code cell with that line on its top."""
    lines = source.splitlines()
    if lines[0].startswith("# No helpers?"):
        del lines[0]
    return "\n".join([lone_line(), *lines])


def small_png(data):
    """Return a PNG in base64 with few colours and no metadata, and its size.

    The 128 colours stand for about as many pixels each or, if that is too
    large, lie as far apart as they can: a rare colour is never lost.
    """
    image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    for method in (Image.Quantize.MEDIANCUT, Image.Quantize.MAXCOVERAGE):
        few = image.quantize(128, method, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        few.save(buffer, "PNG", optimize=True)
        if buffer.tell() <= PNG_BYTES:
            break
    return base64.b64encode(buffer.getvalue()).decode(), image.size


def canonical(cell, number):
    """Bring one executed code cell into its canonical form, in place.

    A figure has more dots than a screen shows, for paper; so its size on the
    screen is told, to Jupyter and to the book.
    """
    cell.execution_count = number
    cell.metadata.pop("execution", None)
    if "nbval-ignore-output" in cell.metadata.get("tags", []):
        cell.outputs = []
    for output in cell.outputs:
        if output.get("name") == "stderr":
            raise ValueError(f"cell {number} writes to stderr:\n{output.text}")
        if output.output_type == "execute_result":
            output.execution_count = number
        if "image/png" in output.get("data", {}):
            png, size = small_png(output.data["image/png"])
            output.data["image/png"] = png
            width, height = (round(n * SCREEN_DPI / DPI) for n in size)
            shown = {"width": width, "height": height}
            output.metadata["image/png"] = shown


def write(path, text):
    """Write a file if that changes it; return whether it did."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def script(name, value):
    """Return what is kept for the site as a script, for it fetches nothing."""
    text = json.dumps(value, separators=(",", ":"))
    return f"(window.egc ??= {{}}).{name} = {text};\n"


def execute(path):
    """Run the notebook at `path` and write it back if anything changed.

    Raises
    ------
    DataError
        If it loads what stands in for real data; nothing is written then.
    """
    nb = nbformat.read(path, as_version=4)
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    code[0].source = with_lone_line(code[0].source)
    loaded, kept = run(nb)
    stand_ins = [name for name in loaded if name in datasets.STAND_INS]
    if stand_ins:
        raise datasets.DataError(
            "the committed outputs are made from real data, and here "
            f"{path.name} loads {', '.join(stand_ins)}. Get the data with "
            "`make data`, or point EGC_DATA at a folder that holds them."
        )
    nb.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(code, start=1):
        canonical(cell, number)
    nb.metadata["egc"] = {"code_sha256": code_sha256(nb), "data": loaded}
    nb.nbformat_minor = 5
    text = nbformat.writes(nb).rstrip("\n") + "\n"
    changed = write(path, text)
    for name, value in kept.items():
        changed |= write(ASSETS / f"{name}.js", script(name, value))
    return "written" if changed else "unchanged"


def write_times(seconds):
    """Write how long notebooks took, keeping what others took before.

    Parameters
    ----------
    seconds : dict of str to float
        By the notebook's title.
    """
    with TIMES.open(newline="", encoding="utf-8") as file:
        header, *old = csv.reader(file)
    rows = {row[0]: row for row in old}
    processor = timings.machine()["Processor"]
    for title, took in seconds.items():
        rows[title] = [title, f"{took:.0f} s", processor]
    with TIMES.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([header, *sorted(rows.values())])


def main(arguments):
    """Run the notebooks named, or all; return the exit status."""
    os.environ["EGC_PROGRESS"] = "0"
    os.environ["EGC_FRAMES"] = "1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    paths = [Path(a) for a in arguments] or sorted(BOOK.glob("*.ipynb"))
    seconds = {}
    for path in paths:
        start = time.perf_counter()
        print(f"{path.name}: {execute(path)}", flush=True)
        seconds[timings.title(path)] = time.perf_counter() - start
    write_times(seconds)
    print(f"Executed {len(paths)} notebook(s), outputs in {BOOK}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except datasets.DataError as error:
        sys.exit(f"Refused: {error}")

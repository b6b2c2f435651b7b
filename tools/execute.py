"""Run the notebooks on real data and write their outputs back.

``python -m tools.execute [book/NN_name.ipynb ...]``; all notebooks if none
is named. What it writes is canonical: a second run in the same environment
changes not one byte. Times, paths, random ids, warnings and volatile metadata
are kept out. Each notebook's metadata gets, under ``egc``, the SHA-256 of its
code cells and of each data set that it loaded, from which the tests decide
whether its outputs can be compared.
"""

import base64
import hashlib
import io
import json
import os
import sys
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient
from PIL import Image

from helpers import datasets

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "book"
LOADED = """\
import json, sys
datasets = sys.modules.get("helpers.datasets")
print(json.dumps(datasets.loaded() if datasets else {}))
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
    """Run all cells of a notebook in place; return what data it loaded.

    Returns
    -------
    dict of str to str
        The SHA-256 of each data set, by its name.
    """
    nb.cells.append(nbformat.v4.new_code_cell(LOADED))
    client = NotebookClient(
        nb,
        timeout=600,
        kernel_name="python3",
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
    """Return a PNG in base64 with 128 colours and no metadata."""
    image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    image = image.quantize(
        128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def canonical(cell, number):
    """Bring one executed code cell into its canonical form, in place."""
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
            output.data["image/png"] = small_png(output.data["image/png"])


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
    loaded = run(nb)
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
    if path.read_text(encoding="utf-8") == text:
        return "unchanged"
    path.write_text(text, encoding="utf-8", newline="\n")
    return "written"


def main(arguments):
    """Run the notebooks named, or all; return the exit status."""
    os.environ["EGC_PROGRESS"] = "0"
    os.environ["EGC_FRAMES"] = "1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    paths = [Path(a) for a in arguments] or sorted(BOOK.glob("*.ipynb"))
    for path in paths:
        print(f"{path.name}: {execute(path)}", flush=True)
    print(f"Executed {len(paths)} notebook(s), outputs in {BOOK}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except datasets.DataError as error:
        sys.exit(f"Refused: {error}")

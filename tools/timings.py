"""Measure the times that the book quotes, into ``book/timings.csv``.

``python -m tools.timings [book/NN_name.ipynb ...]`` runs each notebook alone,
three times, on the data that is found, and writes the seconds it took from the
start of its kernel, the largest memory of that kernel with the processes it
started, and the seconds of each cell whose metadata has ``egc: {time: "what it
does"}``. A cell that times something itself has ``egc: {ratio: "of what to
what"}`` and prints the ratio last. The machine and the versions go into the
same file; the text quotes no other times.
"""

import contextlib
import csv
import os
import platform
import statistics
import sys
import threading
import time
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from helpers import datasets

BOOK = Path(__file__).parent.parent / "book"
TABLE = BOOK / "timings.csv"
RUNS = 3


def title(path):
    """Return the title of a notebook, as `4 The spiral data set`."""
    first = nbformat.read(path, as_version=4).cells[0]
    return first.source.splitlines()[0].lstrip("# ")


def cell_seconds(cell):
    """Return how long a cell ran, by the kernel's own messages."""
    times = cell.metadata["execution"]
    start, end = (
        datetime.fromisoformat(times[f"iopub.{key}"])
        for key in ("execute_input", "status.idle")
    )
    return (end - start).total_seconds()


def memory():
    """Return the MB of this process's descendants, shared ones once."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it has just ended
            full = process.memory_full_info()
            total += getattr(full, "pss", full.uss)
    return total / 2**20


class Watch(threading.Thread):
    """Notes the largest memory of the kernel, once a second.

    Used in a `with` statement; `largest` is in MB.
    """

    def __init__(self):
        super().__init__(daemon=True)
        self.largest = 0.0
        self.over = threading.Event()

    def run(self):
        """Look until it is over."""
        while not self.over.wait(1):
            with contextlib.suppress(psutil.Error):
                self.largest = max(self.largest, memory())

    def __enter__(self):
        """Begin to look."""
        self.start()
        return self

    def __exit__(self, *_):
        """Look no longer."""
        self.over.set()
        self.join()


def measure(path):
    """Run one notebook; return {what: (number, unit)}."""
    nb = nbformat.read(path, as_version=4)
    with Watch() as watch:
        start = time.perf_counter()
        NotebookClient(
            nb,
            timeout=600,
            kernel_name="python3",
            resources={"metadata": {"path": str(BOOK)}},
        ).execute()
        seconds = time.perf_counter() - start
    name = title(path)
    rows = {name: (seconds, "s"), f"{name}: memory": (watch.largest, "MB")}
    for cell in nb.cells:
        notes = cell.metadata.get("egc", {})
        if "time" in notes:
            rows[f"{name}: {notes['time']}"] = (cell_seconds(cell), "s")
        if "ratio" in notes:
            ratio = float(cell.outputs[-1].text.split()[-1])
            rows[f"{name}: {notes['ratio']}"] = (ratio, "times")
    return rows


def machine():
    """Return the rows that say what was measured on what."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        models = [line for line in lines if line.startswith("model name")]
        model = models[0].partition(": ")[2] if models else model
    found = ", ".join(sorted(datasets.found()))
    return {
        "Processor": f"{model}, {os.cpu_count()} cores",
        "System": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "NumPy": version("numpy"),
        "Data": found,
    }


def rows_of(path):
    """Measure one notebook three times; return its rows of the table."""
    runs = [measure(path) for _ in range(RUNS)]
    rows = []
    for what, (_, unit) in runs[0].items():
        numbers = [run[what][0] for run in runs]
        trio = statistics.median(numbers), min(numbers), max(numbers)
        rows.append([what, *(f"{float(f'{n:.3g}'):g}" for n in trio), unit])
    return rows


def main(arguments):
    """Measure the notebooks named, or all; keep the rows of the others."""
    os.environ["EGC_PROGRESS"] = "0"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in `make execute`
    paths = sorted(BOOK.glob("*.ipynb"))
    measured = {
        path: rows_of(path)
        for path in [Path(a).resolve() for a in arguments] or paths
    }
    with TABLE.open(newline="") as file:
        header, *old = csv.reader(file)
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for path in paths:
            kept = [row for row in old if row[0].startswith(title(path))]
            writer.writerows(measured.get(path.resolve(), kept))
        for what, value in machine().items():
            writer.writerow([what, value, "", "", ""])
    print(f"Timings: {TABLE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``python -m benchmarks [name ...]``: run them, write results and page.

Named ones replace theirs in ``results.json``; the others stay if they come
from the same machine and versions.
"""

import os
import platform
import re
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks import data, page
from helpers.progress import progress
from tools.timings import machine

NAMES = (
    "network",
    "parts",
    "softmax",
    "svm",
    "gradients",
    "neighbours",
    "growth",
    "recipes",
    "numpy_loses",
)


def surroundings():
    """Return what the seconds hang on: the machine and all versions."""
    return {
        "machine": {
            "processor": machine()["Processor"],
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "blas": blas(),
        },
        "versions": versions(),
    }


def versions():
    """Return those of NumPy, Matplotlib and all that is compared with them."""
    pinned = Path(__file__).with_name("requirements.txt").read_text()
    names = re.findall(r"^([\w.-]+)==", pinned, re.MULTILINE)
    names = sorted(["numpy", "matplotlib", *names])
    return {name: version(name) for name in names}


def blas():
    """Return the libraries that multiply matrices, with their versions."""
    import numpy  # noqa: F401
    import torch
    from threadpoolctl import threadpool_info

    found = [
        f"{library['internal_api']} {library['version']}"
        for library in threadpool_info()
        if library["user_api"] == "blas"
    ]
    if torch.backends.mkl.is_available():
        found.append("MKL in PyTorch")
    return ", ".join(dict.fromkeys(found))


def main(names):
    """Run the benchmarks named, or all; return the exit status."""
    unknown = set(names) - set(NAMES)
    if unknown:
        sys.exit(
            f"Unknown: {', '.join(unknown)}; there are {', '.join(NAMES)}"
        )
    data.all_real()
    found = {**surroundings(), "seconds": {}, "benchmarks": {}}
    if names:
        old = page.load()
        if any(old[key] != found[key] for key in ("machine", "versions")):
            sys.exit("Other results are from elsewhere: run all of them")
        found = old
    for name in progress(names or NAMES, "benchmarks"):
        start = time.perf_counter()
        found["benchmarks"][name] = import_module(f"benchmarks.{name}").run()
        found["seconds"][name] = time.perf_counter() - start
        page.save(found)
    page.write()
    print(f"Benchmarks: {page.RESULTS}, {page.PAGE}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except data.NoRealData as error:
        sys.exit(f"Refused: {error}")

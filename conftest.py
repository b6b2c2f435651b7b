"""What pytest needs to know about the notebooks, in `book/` as in `tests/`."""

import os

for library in ("OPENBLAS", "OMP", "MKL"):  # a thread for each worker
    os.environ[f"{library}_NUM_THREADS"] = "1"  # before NumPy is imported

pytest_plugins = ["tests.comparison"]

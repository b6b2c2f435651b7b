"""What pytest needs to know about the notebooks, in `book/` as in `tests/`."""

import os

# One thread for each worker, unless `make matrix` asks for more; before NumPy
# is imported.
for library in ("OPENBLAS", "OMP", "MKL"):
    threads = os.environ.get("EGC_BLAS_THREADS", "1")
    os.environ[f"{library}_NUM_THREADS"] = threads

"""Compare every notebook on other kernels, Pythons and versions.

``python -m tools.matrix [part of a name ...]`` runs strict nbval over all
notebooks in each configuration, or in those whose names contain one of the
words, and prints how each ended. Real data must be there: with a stand-in
nothing would be compared. A Python that is not on this machine is left out,
and named; ``MATRIX_PYTHONS`` may name others, by their paths.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".venv-matrix"
# What OpenBLAS multiplies with: SSE alone, AVX, AVX2 with fused products.
KERNELS = ("Nehalem", "Sandybridge", "Haswell")
WIDER = "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX"  # what NumPy itself then skips
# More threads than cores wait for each other by counting, and take long.
PATIENT = {"1": [], "2": ["--numprocesses=1", "--nbval-cell-timeout=1800"]}
PYTHONS = ("python3.11", "python3.12", "python3.13")
# The oldest versions that the book supports, as in pyproject.toml.
OLDEST = ("numpy==2.0.0", "matplotlib==3.9.0", "ipywidgets==8.1.0")
NEWEST = tuple(pin.partition("==")[0] for pin in OLDEST)


@dataclass(frozen=True)
class Configuration:
    """What the notebooks run with.

    Attributes
    ----------
    name : str
    python : str
        A path; this Python itself, or one that a new environment is made of.
    changed : tuple of str
        Requirements in the place of those in the lock.
    environment : dict of str to str
        Variables for the kernels.
    """

    name: str
    python: str = sys.executable
    changed: tuple = ()
    environment: dict = field(default_factory=dict)


def configurations():
    """Return all configurations, and the Pythons that are not here."""
    found, missing = [], []
    for kernel in KERNELS:
        for threads in ("1", "2"):
            environment = {"OPENBLAS_CORETYPE": kernel}
            if kernel != KERNELS[-1]:
                environment["NPY_DISABLE_CPU_FEATURES"] = WIDER
            environment["EGC_BLAS_THREADS"] = threads
            name = f"kernel {kernel}, BLAS threads {threads}"
            found.append(Configuration(name, environment=environment))
    named = os.environ.get("MATRIX_PYTHONS", "").split() or PYTHONS
    for python in named:
        if works(python):
            name = f"Python {Path(python).name}"
            found.append(Configuration(name, python))
        else:
            missing.append(python)
    for name, changed in (("oldest", OLDEST), ("newest", NEWEST)):
        words = f"{name} NumPy, Matplotlib and ipywidgets"
        found.append(Configuration(words, changed=changed))
    return found, missing


def works(python):
    """Return whether a command is a Python that runs."""
    if not shutil.which(python):
        return False
    asked = subprocess.run([python, "--version"], capture_output=True)
    return asked.returncode == 0


def environment_of(one):
    """Return the Python of a configuration, with all that it needs."""
    if one.python == sys.executable and not one.changed:
        return sys.executable
    folder = PLACE / re.sub(r"\W+", "-", one.name)
    bin_ = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([one.python, "-m", "venv", folder], check=True)
    pip = [bin_, "-m", "pip", "install", "--quiet"]
    lock = ["--require-hashes", "-r", ROOT / "requirements.lock"]
    subprocess.run([*pip, *lock], check=True)
    own = ["--no-deps", "--no-build-isolation", "-e", ROOT]
    subprocess.run([*pip, *own], check=True)
    if one.changed:
        subprocess.run([*pip, "--upgrade", *one.changed], check=True)
    return bin_


def run(one):
    """Compare all notebooks; return whether they pass, and how it ended."""
    try:
        command = [environment_of(one), "-m", "pytest", "-q", "book"]
        command += PATIENT[one.environment.get("EGC_BLAS_THREADS", "1")]
    except subprocess.CalledProcessError as error:
        return False, f"its environment could not be made: {error}"
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **one.environment},
        capture_output=True,
        text=True,
    )
    compared = re.search(r"(\d+) cells compared", result.stdout)
    failed = re.findall(r"^FAILED (\S+)", result.stdout, re.M)
    last = result.stdout.strip().rpartition("\n")[2].strip("= ")
    short = "for want of" in result.stdout or not compared
    passed = result.returncode == 0 and not short
    ended = f"{compared[1] if compared else 'no'} cells compared; {last}"
    return passed, "\n".join([ended, *failed])


def main(words):
    """Run the configurations named; return 1 if one of them fails."""
    found, missing = configurations()
    found = [
        one
        for one in found
        if not words or any(word in one.name for word in words)
    ]
    failed = 0
    for one in found:
        passed, ended = run(one)
        failed += not passed
        print(f"{'pass' if passed else 'FAIL'}  {one.name}: {ended}")
        sys.stdout.flush()
    if missing:
        print(f"Not tried, for they are not here: {', '.join(missing)}")
    print(f"{len(found) - failed} of {len(found)} configurations pass")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

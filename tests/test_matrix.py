"""The matrix: which configurations there are, and when one passes."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools import matrix

PASSED = "notebooks: 909 cells compared\n== 914 passed in 300.0s =="
SHORT = "notebooks: 3 cells compared\n9 cells run, for want of mnist\n== 9 =="


@pytest.fixture
def calls(monkeypatch):
    """Note what is run, and let pytest print what `calls.says` holds."""
    calls = SimpleNamespace(made=[], says=PASSED, code=0)

    def run(command, **options):
        calls.made.append((list(map(str, command)), options.get("env")))
        return SimpleNamespace(returncode=calls.code, stdout=calls.says)

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_kernels_threads_pythons_and_versions(monkeypatch):
    monkeypatch.setenv("MATRIX_PYTHONS", f"{sys.executable} /no/python3.12")
    found, missing = matrix.configurations()
    assert missing == ["/no/python3.12"]
    pairs = {
        (e["OPENBLAS_CORETYPE"], e["EGC_BLAS_THREADS"])
        for e in (one.environment for one in found)
        if e
    }
    assert len(pairs) == 2 * len(matrix.KERNELS) >= 6
    assert len({one.name for one in found}) == len(found) == len(pairs) + 3


def test_one_that_compares_all_passes(calls, capsys):
    assert matrix.main(["Nehalem"]) == 0
    compare = ["-m", "pytest", "-q", "book"]
    alone = ["--numprocesses=1", "--nbval-cell-timeout=1800"]
    one, two = (command[1:] for command, _ in calls.made[-2:])
    assert (one, two) == (compare, compare + alone)
    environment = calls.made[-1][1]
    assert environment["OPENBLAS_CORETYPE"] == "Nehalem"
    out = capsys.readouterr().out
    assert "pass  kernel Nehalem, BLAS threads 1: 909 cells compared" in out
    assert "2 of 2 configurations pass" in out


@pytest.mark.parametrize(
    ("says", "code"), [(PASSED, 1), (SHORT, 0), ("== 0 ==", 0)]
)
def test_one_that_fails_or_does_not_compare_fails(calls, capsys, says, code):
    calls.says, calls.code = says, code
    assert matrix.main(["Nehalem"]) == 1
    assert "FAIL  kernel Nehalem" in capsys.readouterr().out


def test_other_versions_come_after_the_lock(calls):
    matrix.main(["oldest"])
    commands = [" ".join(command) for command, _ in calls.made]
    assert "-m venv" in commands[-5]
    assert "--require-hashes" in commands[-4]
    assert all(pin in commands[-2] for pin in matrix.OLDEST)
    assert "-m pytest" in commands[-1]


def test_an_environment_that_cannot_be_made_fails(monkeypatch, capsys):
    def run(command, **options):
        if "venv" in command:
            raise subprocess.CalledProcessError(1, command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    assert matrix.main(["oldest", "newest"]) == 1
    out = capsys.readouterr().out
    assert "FAIL  oldest NumPy" in out and "could not be made" in out
    assert "0 of 2 configurations pass" in out


def test_the_oldest_versions_are_those_of_the_package():
    text = (matrix.ROOT / "pyproject.toml").read_text()
    for pin in matrix.OLDEST:
        name, version = pin.split("==")
        assert f'"{name}>={".".join(version.split(".")[:2])}"' in text

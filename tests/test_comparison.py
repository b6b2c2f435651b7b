"""Outputs are compared where the data are the same, and only there."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import types

import nbformat
import pytest

from helpers import datasets
from helpers.mnist_files import SHAPES
from tests import chapters, comparison, made_up
from tests.comparison import missing_data, scope, summary

ROOT = chapters.BOOK.parent
OTHER_DATA = {"mnist": "0" * 64}
# What each cell runs, and what it printed in the notebook as it is stored.
CELLS = [
    ("x = 0.25", ""),
    ("print(x)", "0.25\n"),
    ("print('<f at 0x7f00dead1234>')", "<f at 0x7f11beef4321>\n"),
    ("print(x)", "0.26\n"),
    ("assert x > 1", ""),
    ("print(x)", "0.25\n"),
]
UNTRUE, FALSE, EXEMPT = 3, 4, 5  # cells of another output, of a false claim


def found_without_folder():
    """Return what is found where there are no real data: the sample."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("EGC_DATA", raising=False)
        patch.setattr("platformdirs.user_cache_dir", lambda *a, **k: "nowhere")
        return datasets.found()


def write(path, data):
    """Write a notebook that names some data, or does not say (None)."""
    cells = [
        made_up.code(source, *([made_up.stream(printed)] if printed else []))
        for source, printed in CELLS
    ]
    cells[EXEMPT].metadata["tags"] = ["nbval-ignore-output"]
    nb = made_up.finish(nbformat.v4.new_notebook(cells=cells))
    nb.metadata["egc"]["data"] = data
    if data is None:
        del nb.metadata["egc"]
    nbformat.write(nb, path)


def pytest_run(folder, *arguments):
    """Run pytest on a folder as `make test` does; return what it prints."""
    kept = {k: v for k, v in os.environ.items() if "PYTEST" not in k}
    kept.pop("EGC_DATA", None)
    caches = dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA"), str(folder))
    command = [sys.executable, "-m", "pytest", "-p", "tests.comparison"]
    command += ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests/nbval.cfg")]
    command += ["-c", os.devnull, "--rootdir", str(folder), "--color=no"]
    result = subprocess.run(
        [*command, *arguments, str(folder)],
        cwd=ROOT,
        env={**kept, **caches},
        capture_output=True,
        text=True,
    )
    return result.stdout + result.stderr


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Return what one run prints, of a notebook for each case."""
    folder = tmp_path_factory.mktemp("comparison")
    write(folder / "10_same_data.ipynb", found_without_folder())
    write(folder / "11_other_data.ipynb", OTHER_DATA)
    write(folder / "12_no_data.ipynb", {})
    write(folder / "13_does_not_say.ipynb", None)
    for place in (".ipynb_checkpoints", "_build"):
        (folder / place).mkdir()
        write(folder / place / "14_left_over.ipynb", {})
    return pytest_run(folder, "--numprocesses=1", "-rA")


def failed(report, name):
    """Return the numbers of the cells of a notebook that failed."""
    lines = re.findall(rf"^FAILED \S*{name}.ipynb::Cell (\d)", report, re.M)
    assert f"{name}.ipynb" in report, report
    return sorted(map(int, lines))


# The tests of one run have one name in brackets, and so one worker.
in_one_worker = pytest.mark.parametrize("_", ["99_comparison"])


@in_one_worker
def test_same_data_are_compared(report, _):
    assert failed(report, "10_same_data") == [UNTRUE, FALSE], report


@in_one_worker
def test_on_other_data_only_an_assertion_fails(report, _):
    assert failed(report, "11_other_data") == [FALSE], report


@in_one_worker
def test_a_notebook_that_names_no_data_is_always_compared(report, _):
    assert failed(report, "12_no_data") == [UNTRUE, FALSE], report


@in_one_worker
def test_a_notebook_that_does_not_say_is_an_error(report, _):
    assert "13_does_not_say.ipynb: the metadata do not say which" in report


@in_one_worker
def test_left_overs_are_not_collected(report, _):
    assert "14_left_over" not in report


@in_one_worker
def test_the_summary_counts_what_passed_and_stays_above_the_last_line(
    report, _
):
    lines = report.splitlines()
    at = next(k for k, line in enumerate(lines) if "= notebooks =" in line)
    assert lines[at + 1 : at + 4] == [
        "notebooks: 6 cells compared",
        "2 cells run, their outputs exempt by a tag that gives its reason",
        "5 cells of 11_other_data run with their assertions alone, for want "
        "of mnist (found: the bundled sample of mnist)",
    ]
    assert re.search(r"5 failed, 13 passed.* in .*s", lines[-1])


def test_a_broken_data_folder_is_told_before_any_test(monkeypatch, tmp_path):
    monkeypatch.setenv("EGC_DATA", str(tmp_path / "nowhere"))
    monkeypatch.setattr(comparison, "_found", datasets.found)
    with pytest.raises(pytest.UsageError, match="EGC_DATA is .*nowhere"):
        comparison.pytest_configure(types.SimpleNamespace())
    worker = types.SimpleNamespace(workerinput={})
    assert comparison.pytest_configure(worker) is None  # told once, not twice


def test_kernels_show_no_progress_bars_and_use_one_thread():
    assert os.environ["EGC_PROGRESS"] == "0"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


# --- The decision, without a kernel ---


@pytest.mark.parametrize(
    ("wanted", "found", "missing"),
    [
        ({}, {"mnist-sample": "c"}, []),
        ({"mnist": "a"}, {"mnist": "a", "cifar10": "b"}, []),
        ({"mnist": "a"}, {"mnist-sample": "c"}, ["mnist"]),
        ({"mnist": "a"}, {"mnist": "b"}, ["mnist"]),
        ({"mnist": "a", "cifar10": "b"}, {"mnist": "a"}, ["cifar10"]),
    ],
)
def test_data_are_missing_that_are_named_and_not_found(wanted, found, missing):
    nb = {"metadata": {"egc": {"data": wanted}}}
    assert missing_data(nb, found) == missing


@pytest.mark.parametrize("metadata", [{}, {"egc": {}}, {"egc": {"data": 1}}])
def test_a_notebook_must_say_what_it_was_executed_on(metadata):
    with pytest.raises(ValueError, match="make execute"):
        missing_data({"metadata": metadata}, {})


def test_another_genuine_copy_is_compared(tmp_path, monkeypatch):
    """The same content counts as the same data, however it is packed."""
    packed, loose = tmp_path / "packed", tmp_path / "loose/MNIST/raw"
    packed.mkdir()
    loose.mkdir(parents=True)
    for name, shape in SHAPES.items():
        head = bytes((0, 0, 8, len(shape)))
        head += b"".join(n.to_bytes(4, "big") for n in shape)
        with (loose / name).open("wb") as file:
            file.write(head)
            file.truncate(len(head) + shape[0] * (784 if shape[1:] else 1))
        with gzip.open(packed / f"{name}.gz", "wb", compresslevel=1) as file:
            shutil.copyfileobj((loose / name).open("rb"), file)
    monkeypatch.setenv("EGC_DATA", str(packed))
    nb = {"metadata": {"egc": {"data": datasets.found()}}}
    monkeypatch.setenv("EGC_DATA", str(tmp_path / "loose"))
    assert list(datasets.found()) == ["mnist"]
    assert missing_data(nb, datasets.found()) == []


def test_the_summary_says_so_when_the_data_are_not_the_same():
    passed = [("07_mnist", "run", ["mnist"])]
    assert summary(passed, {"mnist": "b"}) == [
        "notebooks: 0 cells compared",
        "1 cells of 07_mnist run with their assertions alone, for want of "
        "mnist (found: another mnist)",
    ]


def test_a_project_may_lie_in_a_folder_of_any_name(tmp_path):
    config = types.SimpleNamespace(rootpath=tmp_path / "_build/book")
    ignore = comparison.pytest_ignore_collect
    assert ignore(config.rootpath / "01_a.ipynb", config) is None
    assert ignore(config.rootpath / "_build/01_a.ipynb", config) is True


# --- Which tests share a worker ---


def test_cells_of_a_notebook_share_a_worker():
    cells = {scope(f"book/01_a.ipynb::Cell {k}") for k in range(3)}
    assert len(cells) == 1
    assert scope("book/02_b.ipynb::Cell 0") not in cells


def test_tests_of_a_chapter_share_a_worker():
    ids = [
        "tests/test_equations.py::test_no_mutant_survives[01_a-eq-x]",
        "tests/test_planted.py::test_planted_error_is_caught[01_a-a [1] sign]",
        "tests/test_data_titles.py::test_figures[01_a]",
    ]
    assert {scope(nodeid) for nodeid in ids} == {"01_a"}
    assert scope("tests/test_losses.py::test_f[0-1]") != "01_a"


def test_what_reads_the_handouts_stays_on_the_worker_that_printed_them():
    tests = ("test_a[01_a-A4]", "test_a[02_b-A4]", "test_b")
    path = "tests/browser/test_handouts.py"
    assert {scope(f"{path}::{name}") for name in tests} == {path}


def test_the_summary_names_what_was_found_in_place_of_what_is_wanted():
    found = {"mnist": "a", "shapes10": "b"}
    passed = [("06_svm", "run", ["cifar10"])]
    assert summary(passed, found)[1].endswith("(found: shapes10)")
    assert summary(passed, {"mnist": "a"})[1].endswith("(found: nothing)")
    passed = [("06_svm", "run", ["mnist", "cifar10"])]
    found = {"mnist-sample": "a", "cifar10": "b"}
    assert summary(passed, found)[1].endswith(
        "(found: the bundled sample of mnist and another cifar10)"
    )

"""What chapters report, the progress bar, and what imports need."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import helpers
from helpers.progress import progress, progress_of_bytes
from helpers.results import (
    accuracy,
    by_data,
    confusion_matrix,
    reproduces,
    reproduces_table,
)

HELPERS = Path(helpers.__file__).parent


def test_accuracy():
    assert accuracy(np.array([1, 2, 3, 3]), np.array([1, 2, 3, 4])) == 0.75
    with pytest.raises(ValueError, match=r"y_pred has shape \(3,\)"):
        accuracy(np.array([1, 2, 3]), np.array([1, 2, 3, 4]))
    with pytest.raises(ValueError, match="y is empty"):
        accuracy(np.zeros(0, int), np.zeros(0, int))


def test_confusion_matrix_has_the_true_class_in_rows():
    counts = confusion_matrix(np.array([1, 1, 0]), np.array([0, 0, 0]), 2)
    assert counts.tolist() == [[1, 2], [0, 0]]
    assert counts.dtype.kind == "i"
    with pytest.raises(ValueError, match="y_pred holds labels from 0 to 2"):
        confusion_matrix(np.array([0, 2]), np.array([0, 1]), 2)


def test_reproduces_prints_the_reference_not_the_number(capsys):
    reproduces(0.9263, 0.925, atol=0.003, what="test accuracy")
    reproduces(0.7001, 0.7, atol=0.005, what="share")
    reproduces(12.4, 12.0, atol=1, what="steps")
    assert capsys.readouterr().out.splitlines() == [
        "test accuracy: 0.925 (within 0.003)",
        "share: 0.700 (within 0.005)",
        "steps: 12 (within 1)",
    ]


@pytest.mark.parametrize("value", [0.9281, 0.9219, np.nan])
def test_reproduces_raises_with_both_numbers(value):
    with pytest.raises(AssertionError, match=f"measured {value:.6g}.*0.925"):
        reproduces(value, 0.925, atol=0.003, what="test accuracy")


def test_reproduces_wants_a_tolerance():
    with pytest.raises(ValueError, match="atol is 0"):
        reproduces(0.9, 0.9, atol=0, what="test accuracy")


def test_a_table_prints_the_reference(capsys):
    measured = [[0.391, np.nan], [0.3, 0.1004]]
    reference = [[0.39, np.nan], [0.302, 0.1]]
    reproduces_table(
        measured, reference, 0.003, "val", ["rate 1", "2"], ["reg 0", "reg 1"]
    )
    assert capsys.readouterr().out.splitlines() == [
        "val (within 0.003)",
        "           reg 0     reg 1",
        "rate 1     0.390  diverged",
        "2          0.302     0.100",
    ]


def test_a_number_may_be_as_far_off_as_said(capsys):
    reproduces(1.5, 1.0, 0.5, "x")
    assert capsys.readouterr().out == "x: 1.0 (within 0.5)\n"


@pytest.mark.parametrize(
    ("atol", "columns", "width", "numbers"),
    [
        (0.5, "ab", 10, ["1.0", "2.0"]),
        (1e-9, "ab", 13, ["1.000000000", "2.000000000"]),
        (0.5, ["a", "a long name"], 13, ["1.0", "2.0"]),
    ],
)
def test_the_columns_of_a_table_are_as_wide_as_they_must(
    capsys, atol, columns, width, numbers
):
    reproduces_table([[1, 2]], [[1, 2]], atol, "t", ["r"], columns)
    assert capsys.readouterr().out.splitlines()[1:] == [
        " " + "".join(text.rjust(width) for text in columns),
        "r" + "".join(text.rjust(width) for text in numbers),
    ]


@pytest.mark.parametrize("value", [0.396, np.nan])
def test_a_table_raises_with_the_entry_and_both_numbers(value):
    with pytest.raises(AssertionError, match=f"val, b, y.*{value:g}.*0.39 "):
        reproduces_table(
            [[0.1, 0.2], [0.3, value]],
            [[0.1, 0.2], [0.3, 0.39]],
            0.003,
            "val",
            "ab",
            "xy",
        )


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"shape \(1, 2\)"):
        reproduces_table([[0.1]], [[0.1]], 0.1, "val", ["a"], ["x", "y"])


def test_by_data():
    for name, wanted in [("mnist", 1), ("cifar10", 1), ("shapes10", 2)]:
        assert by_data(SimpleNamespace(name=name), 1, 2) == wanted


def test_the_progress_bar_shows_to_people(monkeypatch, capsys):
    monkeypatch.delenv("EGC_PROGRESS", raising=False)
    assert list(progress(range(3), "training")) == [0, 1, 2]
    shown = capsys.readouterr()
    assert "training" in shown.err and shown.out == ""


def test_the_progress_bar_is_absent_from_outputs(monkeypatch, capsys):
    monkeypatch.setenv("EGC_PROGRESS", "0")
    assert list(progress(range(3), "training")) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("shown", ["1", "0"])
def test_a_bar_is_made_as_said(monkeypatch, shown):
    made = []
    monkeypatch.setattr(
        "tqdm.auto.tqdm", lambda *items, **said: made.append((items, said))
    )
    monkeypatch.setenv("EGC_PROGRESS", shown)
    assert progress(range(2), "words", 7) == (
        None if shown == "1" else range(2)
    )
    progress_of_bytes("file", 100, start=40)
    bar = {"desc": "words", "total": 7, "leave": False}
    assert made[:-1] == ([((range(2),), bar)] if shown == "1" else [])
    assert made[-1] == (
        (),
        {
            "desc": "file",
            "total": 100,
            "initial": 40,
            "unit": "B",
            "unit_scale": True,
            "leave": False,
            "disable": shown == "0",
        },
    )
    progress_of_bytes("file", 100)
    assert made[-1][1]["initial"] == 0


def test_importing_helpers_needs_numpy_alone():
    """Import each module anew where nothing else can be imported."""
    modules = sorted(path.stem for path in HELPERS.glob("[a-z]*.py"))
    code = f"""
import sys
import numpy
class OnlyNumPy:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names | {{"numpy", "helpers"}}:
            raise ImportError(f"{{name}} is imported at import time")
sys.meta_path.insert(0, OnlyNumPy())
for module in {modules}:
    for name in [name for name in sys.modules if name.startswith("helpers")]:
        del sys.modules[name]
    __import__("helpers." + module)
    print(module)
"""
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.stdout.split() == modules, result.stderr

"""A fingerprint of each exercise: its cases, and what is right in them.

The cases are random, of a fixed seed: the same for everybody, each time.
``python -m tests.cases`` writes the fingerprints to ``tests/cases.json``; look
at what changes there when an exercise has changed, and at nothing else.
"""

import inspect
import json
from pathlib import Path

import numpy as np

from helpers import checks
from helpers.checks import judges
from helpers.checks.judges import CASES, SEED

STORED = Path(__file__).with_name("cases.json")


def numbers_in(value):
    """Return all numbers in a value, in a fixed order, as a list."""
    if callable(value):
        return numbers_in(value.__name__)
    if isinstance(value, str):
        return [float(ord(letter)) for letter in value]
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value)]
    if isinstance(value, tuple | list):
        return [number for part in value for number in numbers_in(part)]
    return np.asarray(value, dtype=float).ravel().tolist()


def digest(value):
    """Return how many numbers a value holds, and two sums of them."""
    numbers = np.array(numbers_in(value))
    weights = np.cos(np.arange(len(numbers)))
    return [len(numbers), float(np.abs(numbers).sum()), numbers @ weights]


def fingerprint(judge):
    """Return what a judge asks for, and of a function its random cases.

    Nothing of one that a chapter wrote for itself: it has neither.
    """
    if judge.__module__ != judges.__name__:
        return []
    inside = inspect.getclosurevars(judge).nonlocals
    if "draw" not in inside:
        return digest(inside)
    rng = np.random.default_rng(SEED)
    cases = [inside["draw"](rng) for _ in range(CASES)]
    own = inspect.getclosurevars(inside["judge_case"]).nonlocals
    right = own.get("reference") or own["loss"]
    exact = own.get("rtol") or own["tol"]
    return digest([exact, [(case, right(*case)) for case in cases]])


def fingerprints():
    """Return those of all exercises, by their labels."""
    return {
        label: [fingerprint(judge) for judge in checks.find(label)]
        for label in checks.labels()
    }


if __name__ == "__main__":
    lines = [f'"{k}": {json.dumps(v)}' for k, v in fingerprints().items()]
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n")

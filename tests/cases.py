"""A fingerprint of each exercise: its cases, and what is right in them.

Of each function that draws cases, too: the sums of an exercise may hide them.

The cases are random, of a fixed seed: the same for everybody, each time.
``python -m tests.cases`` writes the fingerprints to ``tests/cases.json``; look
at what changes there when an exercise has changed, and at nothing else.
"""

import inspect
import json
import pkgutil
from importlib import import_module
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
        value = sorted(value.items())
    if isinstance(value, tuple | list):
        return [number for part in value for number in numbers_in(part)]
    array = np.asarray(value, dtype=float)
    return [*map(float, array.shape), *array.ravel().tolist()]


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


def takes_rng_alone(function):
    """Return whether a generator is all that a function takes."""
    return list(inspect.signature(function).parameters) == ["rng"]


def draws():
    """Return all functions that draw cases, by their modules and names."""
    return {
        f"{module.name}.{name}": function
        for module in pkgutil.iter_modules(checks.__path__)
        for name, function in vars(
            import_module(f"{checks.__name__}.{module.name}")
        ).items()
        if name.startswith("_draw") and takes_rng_alone(function)
    }


def drawn(draw):
    """Return the fingerprint of what a function draws."""
    rng = np.random.default_rng(SEED)
    return digest([draw(rng) for _ in range(CASES)])


def fingerprints():
    """Return those of all exercises, by label, and of all draws, by name."""
    return {
        label: [fingerprint(judge) for judge in checks.find(label)]
        for label in checks.labels()
    } | {name: [drawn(draw)] for name, draw in draws().items()}


if __name__ == "__main__":
    lines = [f'"{k}": {json.dumps(v)}' for k, v in fingerprints().items()]
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n")

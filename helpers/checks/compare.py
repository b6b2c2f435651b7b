"""How an answer is compared with what is right, and told if it is not."""

import copy
import inspect

import numpy as np

from helpers.differences import numerical_gradient, relative_error

CLOSE = 1e-3  # relative: what is off by less is told to be close
LONG = 200  # characters of anything else, at most
SHOWN = 24  # entries of an array, at most


class NotDone(Exception):
    """The answer still is the gap."""


class Wrong(Exception):
    """The answer is not right; the message says where."""


class WrongWord(Wrong):
    """The answer is a word, but not the right one."""


def given(answer):
    """Return the answer, or raise NotDone if it still is the gap."""
    if answer is ...:
        raise NotDone
    return answer


def real(value):
    """Return a value as an array of finite real numbers, or raise Wrong."""
    try:
        found = np.asarray(value)
    except ValueError:  # rows of several lengths
        raise Wrong(f"{show(value)} is no array") from None
    if found.dtype.kind in "OU":
        raise Wrong(f"{value!r} is no number")
    if found.dtype.kind not in "fiu":
        raise Wrong(
            f"{show(value)} is of type {found.dtype}, not of real numbers"
        )
    if not np.isfinite(found).all():
        verb = "holds NaN or infinity" if found.ndim else "is not finite"
        raise Wrong(f"{show(value)} {verb}")
    return found


def compare(found, expected, atol):
    """Raise Wrong unless two arrays agree in shape and in each entry."""
    expected = np.asarray(expected)
    value = real(found)
    if value.shape != expected.shape:
        raise Wrong(
            f"the result has shape {value.shape}; it must have shape "
            f"{expected.shape}"
        )
    off = np.abs(value - expected) > atol
    if off.any():
        place = tuple(int(k) for k in np.argwhere(off)[0])
        where = f"entry {place}" if place else "the result"
        near = abs(value[place] - expected[place]) < CLOSE * abs(value[place])
        raise Wrong(
            f"{where} is {value[place]:.6g}, which is "
            + ("close, but not close enough" if near else "not right")
        )


def agree(found, expected, rtol):
    """Raise Wrong unless results agree: numbers, arrays, tuples or dicts."""
    if isinstance(expected, dict):
        if not isinstance(found, dict) or set(found) != set(expected):
            raise Wrong(f"it must return a dict with {sorted(expected)}")
        parts = [
            (f"of {key}, ", found[key], expected[key]) for key in expected
        ]
    elif isinstance(expected, tuple):
        listed = isinstance(found, tuple | list)
        if not listed or len(found) != len(expected):
            raise Wrong(f"it must return {len(expected)} results, a tuple")
        parts = zip(len(expected) * [""], found, expected, strict=True)
    else:
        scale = max(np.abs(expected).max(), 1e-8)
        return compare(given(found), expected, rtol * scale)
    for which, one, other in parts:
        try:
            agree(one, other, rtol)
        except Wrong as wrong:
            raise Wrong(which + str(wrong)) from None


def against_numbers(grad, loss, arguments, tol):
    """Raise Wrong unless a gradient agrees with central differences."""
    x, *rest = copy.deepcopy(arguments)
    value = real(grad)
    if value.shape != x.shape:
        raise Wrong(
            f"the gradient has shape {value.shape}; it must have shape "
            f"{x.shape}"
        )
    numerical = numerical_gradient(lambda x: loss(x, *rest), x)
    if relative_error(value, numerical) > tol:
        place = np.unravel_index(np.abs(value - numerical).argmax(), x.shape)
        raise Wrong(
            f"at entry {tuple(int(k) for k in place)} the gradient is "
            f"{value[place]:.6g}, numerically {numerical[place]:.6g}"
        )


def same(one, other):
    """Return whether two nested values are equal, arrays entry by entry."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            same(one[key], other[key]) for key in one
        )
    if isinstance(one, tuple | list):
        return all(map(same, one, other))
    if isinstance(one, np.ndarray | float | int):
        return np.array_equal(one, other)
    return True


def named(function, arguments):
    """Return the arguments of a call with their names, in a few words."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # no function, or one without names
        names = []
    names += [""] * len(arguments)
    return ", ".join(
        f"{name} = {show(part)}" if name else show(part)
        for name, part in zip(names, arguments, strict=False)
    )


def show(value):
    """Return a value in a few words."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        if value.size > SHOWN:
            if np.array_equal(value.ravel(), np.arange(value.size)):
                return f"0, 1, 2, ... in shape {value.shape}"
            return f"an array of shape {value.shape}"
        return np.array2string(value, precision=4, separator=", ")
    if isinstance(value, dict):
        parts = [f"{key}: {show(part)}" for key, part in value.items()]
        return "{" + ", ".join(parts) + "}"
    if callable(value):
        return getattr(value, "__name__", "a function")
    if isinstance(value, float):
        return f"{value:.6g}"
    text = repr(value)
    return text if len(text) <= LONG else text[:LONG] + " ..."

"""Checks of arguments, shared by the other modules.

Each function returns its argument as an array and raises ``TypeError`` (wrong
kind) or ``ValueError`` (wrong shape or content). The message names the
argument, says what it got and what it wanted.
"""

import numpy as np


def numbers(name, value, ndim=None, finite=True):
    """Return `value` as an array of finite real numbers.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : array_like
    ndim : int or tuple of int, optional
        The number of dimensions wanted; any if left out.
    finite : bool
        False for a model's inputs and parameters: `finite_scores` is quicker.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "fiu":
        raise TypeError(
            f"{name} has dtype {array.dtype}; it must hold real numbers"
        )
    wanted = (ndim,) if isinstance(ndim, int) else ndim
    if wanted is not None and array.ndim not in wanted:
        dimensions = " or ".join(str(n) for n in wanted)
        raise ValueError(
            f"{name} has shape {array.shape}; "
            f"it must have {dimensions} dimension(s)"
        )
    if array.size == 0:
        raise ValueError(
            f"{name} is empty: its shape is {array.shape}; "
            "it must hold at least one number"
        )
    if finite and not _finite(array):
        raise ValueError(f"{name} holds NaN or infinity; it must be finite")
    return array


def _finite(array):
    """Return whether all entries are finite, with one quick product first.

    A sum of squares is finite only if all entries are; one that overflows
    tells nothing yet.
    """
    return np.isfinite(np.vdot(array, array)) or np.isfinite(array).all()


def finite_scores(scores, X, params):
    """Check that X and the parameters are finite, by a look at the scores.

    What is not finite there is not finite in what is made of it by a layer,
    and that is the smaller array. A ReLU or a sigmoid can hide it again, so
    ask before it, too.

    Parameters
    ----------
    scores : ndarray
        What a layer made of X and the parameters.
    X : ndarray
    params : dict of str to ndarray
    """
    if not _finite(scores):
        numbers("X", X)
        for key, array in params.items():
            numbers(f'params["{key}"]', array)


def batch(name, value, finite=True):
    """Return `value` as a float array with one example a row, (N, n)."""
    array = numbers(name, value, 2, finite)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def labels(name, value, num_examples, num_classes):
    """Return `value` as labels: (num_examples,) integers below num_classes."""
    array = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise TypeError(
            f"{name} has dtype {array.dtype}; labels must be integers"
        )
    if array.shape != (num_examples,):
        raise ValueError(
            f"{name} has shape {array.shape}; it must have shape "
            f"({num_examples},), a label for each example"
        )
    if array.size == 0:
        raise ValueError(f"{name} is empty; it must hold at least one label")
    if array.min() < 0 or array.max() >= num_classes:
        raise ValueError(
            f"{name} holds labels from {array.min()} to {array.max()}; "
            f"with {num_classes} classes they must be 0..{num_classes - 1}"
        )
    return array


def same_shape(name, value, wanted_name, wanted):
    """Return `value` as an array of the shape of the array `wanted`."""
    array = numbers(name, value)
    if array.shape != wanted.shape:
        raise ValueError(
            f"{name} has shape {array.shape}; "
            f"it must have the shape of {wanted_name}, {wanted.shape}"
        )
    return array


def float64(name, value):
    """Return the array `value`; refuse all but finite float64 arrays.

    An integer array would swallow a small step, float32 would drown it in
    rounding: neither may be perturbed.
    """
    if not isinstance(value, np.ndarray) or value.dtype != np.float64:
        got = getattr(value, "dtype", type(value).__name__)
        raise TypeError(
            f"{name} is {got}; a gradient is checked on a float64 array: "
            f"use np.asarray({name}, dtype=np.float64)"
        )
    return numbers(name, value)


def positive(name, value):
    """Return `value`; refuse all but finite numbers above zero."""
    if not np.isscalar(value) or not np.isfinite(value) or value <= 0:
        raise ValueError(f"{name} is {value!r}; it must be a number above 0")
    return value


def not_negative(name, value):
    """Return `value`; refuse all but finite numbers, 0 or more."""
    if not np.isscalar(value) or not np.isfinite(value) or value < 0:
        raise ValueError(
            f"{name} is {value!r}; it must be a number, 0 or more"
        )
    return value


def count(name, value, at_least=1):
    """Return `value`; refuse all but integers not below `at_least`."""
    if not isinstance(value, (int, np.integer)) or value < at_least:
        raise ValueError(
            f"{name} is {value!r}; it must be an integer, {at_least} or more"
        )
    return value


def parameters(params, shapes, finite=True):
    """Check that `params` holds finite float arrays of the shapes named.

    Parameters
    ----------
    params : dict of str to ndarray
    shapes : dict of str to tuple
        The shape wanted for each key. A letter in it stands for any size,
        the same one wherever it stands again.
    finite : bool
        As for `numbers`.
    """
    if not isinstance(params, dict) or set(params) != set(shapes):
        got = sorted(params) if isinstance(params, dict) else type(params)
        raise ValueError(
            f"params has the keys {got}; it must have {sorted(shapes)}"
        )
    sizes = {}
    for key, letters in shapes.items():
        array = numbers(f'params["{key}"]', params[key], len(letters), finite)
        if array.dtype.kind != "f":
            raise TypeError(
                f'params["{key}"] has dtype {array.dtype}; it must be float'
            )
        for letter, size in zip(letters, array.shape, strict=True):
            sizes.setdefault(
                letter, letter if isinstance(letter, int) else size
            )
        wanted = tuple(sizes[letter] for letter in letters)
        if array.shape != wanted:
            raise ValueError(
                f'params["{key}"] has shape {array.shape}; '
                f"it must have shape {wanted}"
            )

"""A trained network as a small script for the site.

A chapter keeps what a script of the site needs; `make execute` writes it to
assets/<name>.js. Each number of a weight matrix takes one byte.
"""

import base64

import numpy as np

from helpers import validate

_kept = {}


def keep(name, value):
    """Keep a value, of what JSON can hold, for assets/<name>.js."""
    _kept[name] = value


def kept():
    """Return what has been kept, by its name."""
    return dict(_kept)


def to_int8(W):
    """Return a matrix in whole numbers, and the scale of each column.

    Parameters
    ----------
    W : ndarray, shape (D, H)
        No column is all zeros.

    Returns
    -------
    whole : ndarray of int8, shape (D, H)
        From -127 to 127.
    scale : ndarray, shape (H,)
        `whole * scale` is W to within scale / 2.
    """
    W = validate.batch("W", W)
    scale = np.abs(W).max(axis=0) / 127
    if not scale.all():
        raise ValueError("W has a column of zeros; drop that unit")
    return np.rint(W / scale).astype(np.int8), scale


def packed(params):
    """Return the parameters of a network as JSON can hold them.

    Matrices become int8 in base64, row by row, with a scale a column; biases
    keep six digits.
    """
    result = {}
    for name, array in params.items():
        if array.ndim == 1:
            result[name] = _six_digits(array)
            continue
        whole, scale = to_int8(array)
        text = base64.b64encode(whole.tobytes()).decode()
        result[name] = {"int8": text, "scale": _six_digits(scale)}
    return result


def unpacked(result):
    """Return the parameters that `packed` gives back, in float64."""
    params = {}
    for name, value in result.items():
        if isinstance(value, list):
            params[name] = np.array(value)
            continue
        whole = np.frombuffer(base64.b64decode(value["int8"]), np.int8)
        scale = np.array(value["scale"])
        params[name] = whole.reshape(-1, len(scale)) * scale
    return params


def _six_digits(values):
    return [float(f"{value:.6g}") for value in values]

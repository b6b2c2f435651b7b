"""What a chapter reports: accuracies, confusions, reproduced numbers."""

from decimal import Decimal

import numpy as np

from helpers import validate
from helpers.find_data import STAND_INS


def by_data(data, real, stand_in):
    """Return `real` if a data set is the real one, else `stand_in`.

    What a chapter measures, and the bar for it, hang on the data.

    Parameters
    ----------
    data : DataSet
    real, stand_in : any
    """
    return stand_in if data.name in STAND_INS else real


def accuracy(y_pred, y):
    """Return the share of predicted labels that are right, from 0 to 1.

    Parameters
    ----------
    y_pred, y : ndarray of int, shape (N,)
    """
    y = validate.numbers("y", y, ndim=1)
    y_pred = validate.same_shape("y_pred", y_pred, "y", y)
    return float((y_pred == y).mean())


def confusion_matrix(y_pred, y, num_classes):
    """Return how often each true class was taken for each class.

    Parameters
    ----------
    y_pred, y : ndarray of int, shape (N,)
        Labels 0..num_classes-1.
    num_classes : int
        C.

    Returns
    -------
    ndarray of int, shape (C, C)
        Row: true class. Column: predicted class.
    """
    validate.count("num_classes", num_classes)
    y = validate.labels("y", y, np.size(y), num_classes)
    y_pred = validate.labels("y_pred", y_pred, len(y), num_classes)
    counts = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(counts, (y, y_pred), 1)
    return counts


def reproduces(value, reference, atol, what):
    """Assert that a measured number is the one in the text, and print that.

    The last digits of a trained number hang on the processor; so it is the
    reference that is printed, with its tolerance, never the raw number.

    Parameters
    ----------
    value : float
        What this run measured.
    reference : float
        What the text says.
    atol : float
        How far apart they may be.
    what : str
        What the number is, with its unit and number of seeds.

    Raises
    ------
    AssertionError
        If they are further apart; the message gives both numbers.
    """
    validate.positive("atol", atol)
    if not abs(value - reference) <= atol:
        raise AssertionError(
            f"{what}: measured {value:.6g}, the text says {reference:g} "
            f"within {atol:g}"
        )
    print(f"{what}: {reference:.{_decimals(atol)}f} (within {atol:g})")


def _decimals(atol):
    """Return how many decimals a number has that is sure within `atol`."""
    return max(0, -Decimal(str(atol)).as_tuple().exponent)


def reproduces_table(values, reference, atol, what, rows, columns):
    """Assert that a measured table is the one in the text, and print that.

    Parameters
    ----------
    values : array_like, shape (m, n)
        What this run measured.
    reference : array_like, shape (m, n)
        What the text says; NaN where training diverged.
    atol : float
        How far apart they may be, each.
    what : str
        Stands over the table: what the numbers are, and of which data.
    rows, columns : sequence of str
        What stands before each row and over each column.

    Raises
    ------
    AssertionError
        If an entry is further off; the message gives it with both numbers.
    """
    validate.positive("atol", atol)
    values, reference = np.asarray(values), np.asarray(reference)
    if not values.shape == reference.shape == (len(rows), len(columns)):
        raise ValueError(
            f"values has shape {values.shape} and reference "
            f"{reference.shape}; with these rows and columns both must have "
            f"shape ({len(rows)}, {len(columns)})"
        )
    near = np.isclose(values, reference, rtol=0, atol=atol, equal_nan=True)
    for i, j in np.argwhere(~near)[:1]:
        raise AssertionError(
            f"{what}, {rows[i]}, {columns[j]}: measured {values[i, j]:.6g}, "
            f"the text says {reference[i, j]:g} within {atol:g}"
        )
    first = max(map(len, rows))
    width = max(*map(len, columns), _decimals(atol) + 2, len("diverged")) + 2
    print(f"{what} (within {atol:g})")
    print(" " * first + "".join(f"{text:>{width}}" for text in columns))
    for text, row in zip(rows, reference, strict=True):
        numbers = [f"{number:.{_decimals(atol)}f}" for number in row]
        numbers = ["diverged" if n == "nan" else n for n in numbers]
        print(f"{text:{first}}" + "".join(f"{n:>{width}}" for n in numbers))

"""Loss functions of chapter 1: how wrong are we, as one number.

All losses are means over the batch. `scores` has shape (N, C): one example a
row, one class a column. The functions that turn scores into gradients stand
beside the models.
"""

import numpy as np

from helpers import validate


def one_hot(y, num_classes):
    """Return the labels as rows with a single 1.

    Parameters
    ----------
    y : ndarray of int, shape (N,)
        Labels 0..num_classes-1.
    num_classes : int
        C.

    Returns
    -------
    ndarray of float64, shape (N, C)
    """
    validate.count("num_classes", num_classes)
    y = validate.labels("y", y, np.size(y), num_classes)
    return np.eye(num_classes)[y]


def log_sum_exp(scores):
    """Return log(sum(exp(scores))) over the last axis, without overflow.

    Parameters
    ----------
    scores : ndarray, shape (..., C)

    Returns
    -------
    ndarray, shape (...)
    """
    scores = validate.numbers("scores", scores)
    largest = scores.max(axis=-1, keepdims=True)
    total = np.exp(scores - largest).sum(axis=-1, keepdims=True)
    return (largest + np.log(total))[..., 0]


def softmax(scores):
    """Return the probabilities that belong to scores, over the last axis.

    Parameters
    ----------
    scores : ndarray, shape (..., C)

    Returns
    -------
    ndarray, shape (..., C)
        Entries from 0 to 1; each row sums to 1.
    """
    scores = validate.numbers("scores", scores)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def squared_error(outputs, Y):
    """Return half the sum of squared errors, mean over the batch.

    Parameters
    ----------
    outputs : ndarray, shape (N, C)
    Y : ndarray, shape (N, C)
        The targets: one-hot rows, if the outputs are probabilities.

    Returns
    -------
    float
    """
    outputs = validate.batch("outputs", outputs)
    Y = validate.same_shape("Y", Y, "outputs", outputs)
    return 0.5 * np.square(outputs - Y).sum(axis=1).mean()


def cross_entropy(scores, y):
    """Return the mean of -log(probability of the true class).

    It is computed from scores, not from probabilities: as log-sum-exp of the
    scores minus the true class's score, which neither overflows nor takes
    the logarithm of 0.

    Parameters
    ----------
    scores : ndarray, shape (N, C)
    y : ndarray of int, shape (N,)
        Labels 0..C-1.

    Returns
    -------
    float
        In nats. A classifier without a clue has log(C).
    """
    scores = validate.batch("scores", scores)
    y = validate.labels("y", y, *scores.shape)
    return (log_sum_exp(scores) - scores[np.arange(len(y)), y]).mean()


def margins(scores, y):
    """Return by how much each wrong class breaks the margin of 1.

    It is max(0, scores[j] - scores[y] + 1) for the wrong classes j, and 0 for
    the true one.

    Parameters
    ----------
    scores : ndarray, shape (N, C)
    y : ndarray of int, shape (N,)
        Labels 0..C-1.

    Returns
    -------
    ndarray, shape (N, C)
    """
    scores = validate.batch("scores", scores)
    y = validate.labels("y", y, *scores.shape)
    rows = np.arange(len(y))
    broken = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    broken[rows, y] = 0
    return broken


def hinge(scores, y):
    """Return the multiclass hinge loss, mean over the batch.

    For one example: the sum of its `margins`. Parameters as there.
    """
    return margins(scores, y).sum(axis=1).mean()

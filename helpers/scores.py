"""From scores to a loss, and to its gradient with respect to the scores.

Every model of the book ends in scores, so these two serve them all: the
models pass `dscores` on to their own parameters by the chain rule.
"""

import numpy as np

from helpers import validate
from helpers.losses import margins


def cross_entropy_dscores(scores, y):
    """Return the cross-entropy and its gradient with respect to the scores.

    The gradient is (softmax(scores) - one_hot(y)) / N, of chapter 4.

    Parameters
    ----------
    scores : ndarray, shape (N, C)
    y : ndarray of int, shape (N,)
        Labels 0..C-1.

    Returns
    -------
    loss : float
        The mean over the batch.
    dscores : ndarray, shape (N, C)
    """
    scores = validate.batch("scores", scores)
    y = validate.labels("y", y, *scores.shape)
    N, rows = len(y), np.arange(len(y))
    shifted = scores - scores.max(axis=1, keepdims=True)
    exps = np.exp(shifted)  # serve the loss and its gradient
    sums = exps.sum(axis=1, keepdims=True)
    loss = (np.log(sums).sum() - shifted[rows, y].sum()) / N
    dscores = exps / (N * sums)
    dscores[rows, y] -= 1 / N
    return loss, dscores


def hinge_dscores(scores, y):
    """Return the multiclass hinge loss and its gradient, of chapter 6.

    Each wrong class whose margin is above 0 counts 1 / N; the true class
    counts minus as many. At a kink the slope to its left, 0, is taken.
    Parameters and results as in `cross_entropy_dscores`.
    """
    broken = margins(scores, y)
    rows = np.arange(len(y))
    dscores = (broken > 0).astype(broken.dtype)
    dscores[rows, y] = -dscores.sum(axis=1)
    dscores /= len(y)
    return broken.sum(axis=1).mean(), dscores

"""Linear classifiers: one layer, scores = X @ W + b."""

import numpy as np

from helpers import validate
from helpers.scores import cross_entropy_dscores, hinge_dscores


def zero_params(num_features, num_classes, dtype=np.float64):
    """Return the parameters of a linear classifier, all of them 0.

    Returns
    -------
    dict
        ``W`` of shape (num_features, num_classes), ``b`` (num_classes,).
    """
    validate.count("num_features", num_features)
    validate.count("num_classes", num_classes)
    return {
        "W": np.zeros((num_features, num_classes), dtype),
        "b": np.zeros(num_classes, dtype),
    }


def _scores(params, X):
    X = validate.batch("X", X, finite=False)
    shapes = {"W": (X.shape[1], "C"), "b": ("C",)}
    validate.parameters(params, shapes, finite=False)
    with np.errstate(invalid="ignore"):  # finite_scores says it in words
        scores = X @ params["W"] + params["b"]
    validate.finite_scores(scores, X, params)
    return scores


def _loss(score_loss, params, X, y, reg):
    """Return the loss and gradients under a loss of the scores."""
    validate.not_negative("reg", reg)
    scores = _scores(params, X)
    loss, dscores = score_loss(scores, y)
    dW = np.asarray(X).T @ dscores
    if reg:  # else two walks through W for nothing
        loss += 0.5 * reg * np.vdot(params["W"], params["W"])
        dW += reg * params["W"]
    return loss, {"W": dW, "b": dscores.sum(axis=0)}


def softmax_loss(params, X, y, reg=0.0):
    """Return the loss of softmax regression, and its gradients.

    The loss is the mean cross-entropy plus 0.5 * reg * sum(W ** 2); biases
    are not regularised.

    Parameters
    ----------
    params : dict
        ``W`` of shape (D, C) and ``b`` of shape (C,).
    X : ndarray, shape (N, D)
        One example a row. Works in the precision of `X` and `params`.
    y : ndarray of int, shape (N,)
        Labels 0..C-1.
    reg : float
        Strength of the regulariser, 0 or more.

    Returns
    -------
    loss : float
    grads : dict
        The gradients, with the keys and shapes of `params`.
    """
    return _loss(cross_entropy_dscores, params, X, y, reg)


def svm_loss(params, X, y, reg=0.0):
    """Return the loss of a linear support vector machine, and its gradients.

    The loss is the mean multiclass hinge loss plus 0.5 * reg * sum(W ** 2);
    biases are not regularised. Parameters and results as in `softmax_loss`.
    """
    return _loss(hinge_dscores, params, X, y, reg)


def predict(params, X):
    """Return the class with the highest score for each example.

    Parameters
    ----------
    params : dict
        ``W`` of shape (D, C) and ``b`` of shape (C,).
    X : ndarray, shape (N, D)

    Returns
    -------
    ndarray of int, shape (N,)
    """
    return _scores(params, X).argmax(axis=1)

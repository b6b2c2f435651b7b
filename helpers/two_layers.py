"""Networks with one hidden layer, of chapters 4 and 8.

z1 = X @ W1 + b1,  a1 = activation(z1),  scores = a1 @ W2 + b2.
"""

import numpy as np

from helpers import validate
from helpers.scores import cross_entropy_dscores


def relu(z):
    """Return the larger of 0 and z, entry by entry."""
    return np.maximum(0, z)


def sigmoid(z):
    """Return 1 / (1 + exp(-z)), entry by entry, without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * z))


# Each activation with its slope, written in terms of its value a1.
ACTIVATIONS = {
    "relu": (relu, lambda a1: a1 > 0),
    "sigmoid": (sigmoid, lambda a1: a1 * (1 - a1)),
}


def random_params(
    num_features, num_hidden, num_classes, rng, scale=None, dtype=np.float64
):
    """Return the parameters of a network: normal weights, biases 0.

    Parameters
    ----------
    num_features, num_hidden, num_classes : int
        D, H and C.
    rng : numpy.random.Generator
    scale : float, optional
        The standard deviation of all weights. If left out, sqrt(2 / number
        of inputs of the layer), which suits ReLU (He and others, 2015).
    dtype : dtype

    Returns
    -------
    dict
        ``W1`` (D, H), ``b1`` (H,), ``W2`` (H, C), ``b2`` (C,).
    """
    sizes = {
        "num_features": num_features,
        "num_hidden": num_hidden,
        "num_classes": num_classes,
    }
    for name, size in sizes.items():
        validate.count(name, size)
    if scale is not None:
        validate.not_negative("scale", scale)
    params = {}
    layers = [(num_features, num_hidden), (num_hidden, num_classes)]
    for k, (inputs, outputs) in enumerate(layers, start=1):
        deviation = np.sqrt(2 / inputs) if scale is None else scale
        W = deviation * rng.standard_normal((inputs, outputs))
        params[f"W{k}"] = W.astype(dtype)
        params[f"b{k}"] = np.zeros(outputs, dtype)
    return params


def forward(params, X, activation="relu"):
    """Return what the hidden units answer, and the scores.

    Parameters
    ----------
    params : dict
        ``W1`` (D, H), ``b1`` (H,), ``W2`` (H, C), ``b2`` (C,).
    X : ndarray, shape (N, D)
    activation : "relu" or "sigmoid"

    Returns
    -------
    a1 : ndarray, shape (N, H)
    scores : ndarray, shape (N, C)
    """
    if activation not in ACTIVATIONS:
        raise ValueError(
            f"activation is {activation!r}; it must be one of "
            f"{', '.join(ACTIVATIONS)}"
        )
    X = validate.batch("X", X, finite=False)
    shapes = {"W1": (X.shape[1], "H"), "b1": ("H",)}
    shapes |= {"W2": ("H", "C"), "b2": ("C",)}
    validate.parameters(params, shapes, finite=False)
    with np.errstate(invalid="ignore"):  # finite_scores says it in words
        z1 = X @ params["W1"]
        z1 += params["b1"]  # in place: no second array of its size
        a1 = ACTIVATIONS[activation][0](z1)
        scores = a1 @ params["W2"] + params["b2"]
    validate.finite_scores(z1, X, params)
    validate.finite_scores(scores, X, params)
    return a1, scores


def two_layer_loss(
    params,
    X,
    y,
    reg=0.0,
    activation="relu",
    score_loss=cross_entropy_dscores,
):
    """Return the loss of a two-layer network, and its gradients.

    The loss is the mean loss of the scores plus 0.5 * reg * (sum(W1 ** 2) +
    sum(W2 ** 2)); biases are not regularised.

    Parameters
    ----------
    params : dict
        ``W1`` (D, H), ``b1`` (H,), ``W2`` (H, C), ``b2`` (C,).
    X : ndarray, shape (N, D)
        One example a row. Works in the precision of `X` and `params`.
    y : ndarray of int, shape (N,)
        Labels 0..C-1.
    reg : float
        Strength of the regulariser, 0 or more.
    activation : "relu" or "sigmoid"
    score_loss : callable
        ``score_loss(scores, y) -> (loss, dscores)``, of `helpers.scores`.

    Returns
    -------
    loss : float
    grads : dict
        The gradients, with the keys and shapes of `params`.
    """
    validate.not_negative("reg", reg)
    a1, scores = forward(params, X, activation)
    loss, dscores = score_loss(scores, y)
    dz1 = dscores @ params["W2"].T
    dz1 *= ACTIVATIONS[activation][1](a1)
    grads = {
        "W1": np.asarray(X).T @ dz1,
        "b1": dz1.sum(axis=0),
        "W2": a1.T @ dscores,
        "b2": dscores.sum(axis=0),
    }
    if reg:  # else two walks through W1 for nothing
        for key in ("W1", "W2"):
            loss += 0.5 * reg * np.vdot(params[key], params[key])
            grads[key] += reg * params[key]
    return loss, grads


def predict(params, X, activation="relu"):
    """Return the class with the highest score for each example, (N,)."""
    return forward(params, X, activation)[1].argmax(axis=1)

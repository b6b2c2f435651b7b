"""Wrong answers to the exercises of chapter 6."""

import numpy as np

from helpers import linear, losses


def two_terms(A, B):
    return np.sum(B**2, axis=1) - 2 * A @ B.T


def changed_in_place(A, B):
    products = A @ B.T
    B *= B
    return B.sum(axis=1) - 2 * products


def margin_loss(params, X, y, reg, margin=1.0, squared=False):
    """Return the right loss and gradients of a margin, perhaps squared."""
    scores = (X @ params["W"] + params["b"]) / margin
    broken = margin * losses.margins(scores, y)
    dscores = 2 * broken if squared else (broken > 0).astype(float)
    dscores[np.arange(len(y)), y] = -dscores.sum(axis=1)
    value = np.sum(broken**2 if squared else broken) / len(y)
    W = params["W"]
    return value + 0.5 * reg * np.sum(W**2), gradients(
        X, dscores / len(y), W, reg
    )


def gradients(X, dscores, W, reg):
    return {"W": X.T @ dscores + reg * W, "b": dscores.sum(axis=0)}


def squared(params, X, y, reg=0.0):
    return margin_loss(params, X, y, reg, squared=True)


def wide(params, X, y, reg=0.0):
    return margin_loss(params, X, y, reg, margin=10)


def without_the_2(params, X, y, reg=0.0):
    loss, _ = squared(params, X, y, reg)
    _, grads = squared(params, X, y, 0.0)
    halves = {key: grads[key] / 2 for key in grads}
    return loss, {"W": halves["W"] + reg * params["W"], "b": halves["b"]}


def gradient_of_the_old_loss(params, X, y, reg=0.0):
    return squared(params, X, y, reg)[0], linear.svm_loss(params, X, y, reg)[1]


def twice_the_old_gradient(params, X, y, reg=0.0):
    _, grads = linear.svm_loss(params, X, y, 0.0)
    dW = 2 * grads["W"] + reg * params["W"]
    return squared(params, X, y, reg)[0], {"W": dW, "b": 2 * grads["b"]}


def sum_squared(params, X, y, reg=0.0):
    """Square the sum of a row, not each term."""
    scores = X @ params["W"] + params["b"]
    broken = losses.margins(scores, y)
    rows = broken.sum(axis=1)
    dscores = 2 * rows[:, None] * (broken > 0)
    dscores[np.arange(len(y)), y] = -dscores.sum(axis=1)
    loss = np.mean(rows**2) + 0.5 * reg * np.sum(params["W"] ** 2)
    return loss, gradients(X, dscores / len(y), params["W"], reg)


def true_class_forgotten(params, X, y, reg=0.0):
    scores = X @ params["W"] + params["b"]
    dscores = 2 * losses.margins(scores, y) / len(y)
    loss, _ = squared(params, X, y, reg)
    return loss, gradients(X, dscores, params["W"], reg)


def without_regulariser(params, X, y, reg=0.0):
    return wide(params, X, y, 0.0)


def without_mean(params, X, y, reg=0.0):
    loss, grads = wide(params, X, y, reg / len(y))
    return len(y) * loss, {key: len(y) * grads[key] for key in grads}


def ten_times_the_loss(params, X, y, reg=0.0):
    loss, grads = linear.svm_loss(params, X, y, reg)
    return 10 * loss, {key: 10 * grads[key] for key in grads}


def true_class_counted(params, X, y, reg=0.0):
    loss, grads = wide(params, X, y, reg)
    return loss + 10, grads


def gradient_ten_times(params, X, y, reg=0.0):
    loss, grads = wide(params, X, y, reg)
    return loss, {key: 10 * grads[key] for key in grads}


def halved(X):
    blocks = X.reshape(-1, 16, 2, 16, 2, 3)
    return blocks.mean(axis=(2, 4)).reshape(len(X), -1)


def halved_planes(X):
    blocks = X.reshape(-1, 3, 16, 2, 16, 2)
    return blocks.mean(axis=(3, 5)).reshape(len(X), -1)


def colours_first(X):
    blocks = X.reshape(-1, 16, 2, 16, 2, 3).mean(axis=(2, 4))
    return blocks.transpose(0, 3, 1, 2).reshape(len(X), -1)


def quarters_exchanged(X):
    blocks = X.reshape(-1, 2, 16, 2, 16, 3)
    return blocks.mean(axis=(1, 3)).reshape(len(X), -1)


def every_second(X):
    return X.reshape(-1, 32, 32, 3)[:, ::2, ::2].reshape(len(X), -1)


WRONG = {
    "ex-ch06-order": {
        "the third left out": (
            lambda A, B: np.sum(A**2, axis=1)[:, None] - 2 * A @ B.T,
            "third",
        ),
        "the second left out": (
            lambda A, B: np.sum(A**2, axis=1)[:, None] + np.sum(B**2, axis=1),
            "second",
        ),
        "the factor 2": (lambda A, B: np.sum(B**2, axis=1) - A @ B.T, "first"),
        "the sign": (
            lambda A, B: np.sum(B**2, axis=1) + 2 * A @ B.T,
            "first",
        ),
        "transposed": (lambda A, B: two_terms(A, B).T, "first"),
        "the arguments changed": (changed_in_place, "first"),
        "the other term named": (two_terms, "third"),
    },
    "ex-ch06-squared": {
        "the 2 of the slope": (without_the_2, "curvature"),
        "the gradient of the old loss": (
            gradient_of_the_old_loss,
            "curvature",
        ),
        "2 and not 2 m": (twice_the_old_gradient, "curvature"),
        "the sum of a row squared": (sum_squared, "curvature"),
        "the true class forgotten": (true_class_forgotten, "curvature"),
        "the old loss": (linear.svm_loss, "curvature"),
        "the slope said to jump": (squared, "slope"),
    },
    "ex-ch06-quarter": {
        "one colour after the other": (halved_planes, 4, "no"),
        "the colours come first": (colours_first, 4, "no"),
        "pixels far apart": (quarters_exchanged, 4, "no"),
        "every second pixel": (every_second, 4, "no"),
        "the sum": (lambda X: 4 * halved(X), 4, "no"),
        "one side alone": (halved, 2, "no"),
        "squared": (halved, 16, "no"),
        "a loss expected": (halved, 4, "yes"),
    },
    "ex-ch06-margin": {
        "the first loss of margin 1": (9, wide, 0.1),
        "the true class counted": (100, wide, 0.1),
        "the true class counted in the code": (90, true_class_counted, 0.1),
        "the margin still 1": (90, linear.svm_loss, 0.1),
        "ten times the loss": (90, ten_times_the_loss, 0.1),
        "ten times the gradient": (90, gradient_ten_times, 0.1),
        "the regulariser forgotten": (90, without_regulariser, 0.1),
        "missing mean": (90, without_mean, 0.1),
        "reg as it was": (90, wide, 1),
        "reg as the weights": (90, wide, 10),
        "reg as the squares of the weights": (90, wide, 0.01),
    },
}

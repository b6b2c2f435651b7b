"""What the exercises of chapter 5 ask for."""

import numpy as np

from helpers import linear
from helpers.checks.judges import (
    function,
    gradient,
    loss_and_grads,
    number,
    word,
)


def _one_step(params, X, y, rate):
    _, grads = linear.softmax_loss(params, X, y)
    return {key: params[key] - rate * grads[key] for key in params}


def _draw_batch(rng):
    N, D, C = (int(n) for n in rng.integers([1, 2, 2], [7, 5, 6]))
    params = {"W": rng.normal(size=(D, C)), "b": rng.normal(size=C)}
    X, y = rng.normal(size=(N, D)), rng.integers(C, size=N)
    return params, X, y, float(rng.uniform(0.1, 2))


def _mirrored(X):
    pictures = X.reshape(-1, 32, 32, 3)
    found = np.empty_like(pictures)
    for column in range(32):
        found[:, :, column] = pictures[:, :, 31 - column]
    return found.reshape(X.shape)


def _draw_pictures(rng):
    """Return pictures; one alone holds 0, 1, 2, ..., and is easy to read."""
    N = int(rng.choice([3, 2, 1]))  # begins with 1, for this seed
    if N == 1:
        return (np.arange(3072.0)[None],)
    return (rng.normal(size=(N, 3072)),)


def _two_sided(s, t):
    return np.mean(np.logaddexp(0, s) - t * s)


def _draw_scores(rng):
    return rng.normal(scale=2, size=10), rng.integers(2, size=10)


def _grey(X):
    return (X[:, 0::3] + X[:, 1::3] + X[:, 2::3]) / 3


def _all_regularised(params, X, y, reg):
    loss, _ = linear.softmax_loss(params, X, y, reg)
    return loss + reg / 2 * np.sum(params["b"] ** 2)


def _mean_probs(f, b, reg):
    return f - reg * b


def _draw_minimum(rng):
    f = rng.dirichlet(np.full(int(rng.integers(2, 6)), 4))
    b = rng.normal(size=f.size)
    b -= b.mean()  # as at a minimum: the mean probabilities sum to 1
    return f, b, float(rng.uniform(0.1, 0.9) * np.min(f / np.abs(b)))


CHECKS = {
    "ex-ch05-batch": (
        function(_one_step, _draw_batch),
        word("no", ["yes", "no"]),
    ),
    "ex-ch05-mirror": (
        function(_mirrored, _draw_pictures),
        word("no", ["yes", "no"]),
    ),
    "ex-ch05-sigmoid": (gradient(_two_sided, _draw_scores),),
    "ex-ch05-grey": (function(_grey, _draw_pictures), number(2.999, 3.001)),
    "ex-ch05-bias": (
        loss_and_grads(_all_regularised, _draw_batch),
        function(_mean_probs, _draw_minimum),
    ),
}

"""What the exercises of chapter 6 ask for."""

import numpy as np

from helpers import losses
from helpers.checks.judges import function, loss_and_grads, number, word


def _two_terms(A, B):
    differences = A[:, None, :] - B
    whole = np.sum(differences**2, axis=2)
    return whole - np.sum(A**2, axis=1)[:, None]


def _draw_points(rng):
    M, N, D = (int(n) for n in rng.integers(1, 6, size=3))
    return rng.normal(size=(M, D)), rng.normal(size=(N, D))


def _scores(params, X):
    return X @ params["W"] + params["b"]


def _penalty(params, reg):
    return reg / 2 * np.sum(params["W"] ** 2)


def _squared_hinge(params, X, y, reg):
    margins = losses.margins(_scores(params, X), y)
    return np.sum(margins**2) / len(y) + _penalty(params, reg)


def _wide_hinge(params, X, y, reg):
    narrow = losses.hinge(_scores(params, X) / 10, y)
    return 10 * narrow + _penalty(params, reg)


def _draw_problem(rng, margin):
    """Return a problem with margins of both signs, but none near 0."""
    N, D, C = (int(n) for n in rng.integers([1, 2, 2], [7, 4, 6]))
    X, y = rng.normal(size=(N, D)), rng.integers(C, size=N)
    params = {
        "W": margin * rng.normal(size=(D, C)),
        "b": margin * rng.normal(size=C),
    }
    scores = _scores(params, X)
    leads = scores[np.arange(N), y][:, None] - scores
    if np.abs(leads - margin).min() < 1e-3:
        return _draw_problem(rng, margin)
    return params, X, y, float(rng.uniform(0.1, 1))


def _draw_narrow(rng):
    return _draw_problem(rng, 1)


def _draw_wide(rng):
    return _draw_problem(rng, 10)


def _halved(X):
    pictures = X.reshape(-1, 32, 32, 3)
    corners = [pictures[:, i::2, j::2] for i in (0, 1) for j in (0, 1)]
    return (sum(corners) / 4).reshape(len(X), -1)


def _draw_pictures(rng):
    """Return pictures; one alone holds 0, 1, 2, ..., and is easy to read."""
    N = int(rng.choice([3, 2, 1]))  # begins with 1, for this seed
    if N == 1:
        return (np.arange(3072.0)[None],)
    return (rng.normal(size=(N, 3072)),)


CHECKS = {
    "ex-ch06-order": (
        function(_two_terms, _draw_points),
        word("first", ["first", "second", "third"]),
    ),
    "ex-ch06-squared": (
        loss_and_grads(_squared_hinge, _draw_narrow),
        word("curvature", ["value", "slope", "curvature"]),
    ),
    "ex-ch06-quarter": (
        function(_halved, _draw_pictures),
        number(4, 4),
        word("no", ["yes", "no"]),
    ),
    "ex-ch06-margin": (
        number(89.99, 90.01),
        loss_and_grads(_wide_hinge, _draw_wide),
        number(0.0999, 0.1001),
    ),
}

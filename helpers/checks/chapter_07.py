"""What the exercises of chapter 7 ask for."""

import numpy as np

from helpers import losses, scores
from helpers.checks.judges import function, loss_and_grads, number, word
from helpers.differences import numerical_gradient


def _steps(n, batch_size, num_epochs):
    return num_epochs * len(range(0, n, batch_size))


def _draw_sizes(rng):
    batch_size = int(rng.integers(1, 50))
    rest = int(rng.choice([0, rng.integers(batch_size)]))
    n = batch_size * int(rng.integers(1, 4)) + rest
    return n, batch_size, int(rng.integers(1, 9))


def _plain_weights(W_mixed, order):
    W = np.empty_like(W_mixed)
    for place, pixel in enumerate(order):
        W[pixel] = W_mixed[place]
    return W


def _draw_mixed(rng):
    D, C = rng.integers(2, 7, size=2)
    return rng.normal(size=(D, C)), rng.permutation(D)


def _draw_small(rng):
    """As many features as classes: a transposed W fits, and is wrong."""
    N, C = int(rng.integers(1, 6)), int(rng.integers(2, 5))
    params = {"W": rng.normal(size=(C, C)), "b": rng.normal(size=C)}
    return params, rng.random((N, C)), rng.integers(C, size=N)


def _mean_loss(params, X, y):
    return losses.cross_entropy(X @ params["W"] + params["b"], y)


def _summed_loss(params, X, y):
    return len(y) * _mean_loss(params, X, y)


def _least_squares(W):
    C = W.shape[1]
    return W @ (np.eye(C) - 1 / C)


def _draw_W(rng):
    return (rng.normal(1, 2, size=rng.integers(2, 6, size=2)),)


def _pixels_by_numbers(params, X, y):
    return numerical_gradient(lambda X: _mean_loss(params, X, y), X)


def _pushed(params, X, y, size):
    _, dscores = scores.cross_entropy_dscores(X @ params["W"] + params["b"], y)
    return np.clip(X + size * np.sign(dscores @ params["W"].T), 0, 1)


def _draw_push(rng):
    return *_draw_small(rng), float(rng.choice([0.05, 0.1, 0.3]))


CHECKS = {
    "ex-ch07-batch": (
        function(_steps, _draw_sizes),
        word("lower", ["higher", "lower"]),
    ),
    "ex-ch07-shuffle": (
        word("the same", ["lower", "the same", "higher"]),
        function(_plain_weights, _draw_mixed),
    ),
    "ex-ch07-sum": (
        number(0.0999, 0.1001),
        loss_and_grads(_summed_loss, _draw_small),
    ),
    "ex-ch07-same": (function(_least_squares, _draw_W),),
    "ex-ch07-picture": (
        function(_pixels_by_numbers, _draw_small, rtol=1e-6),
        function(_pushed, _draw_push),
    ),
}

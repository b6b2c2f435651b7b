"""What the exercises of chapter 8 ask for."""

import math

import numpy as np

from helpers import losses, two_layers
from helpers.checks.judges import function, number, word
from helpers.differences import numerical_gradient


def _count(D, H, C):
    params = two_layers.random_params(D, H, C, np.random.default_rng(0))
    return sum(array.size for array in params.values())


def _draw_sizes(rng):
    return tuple(int(size) for size in rng.integers(1, 9, size=3))


def _params(rng, D, H, C):
    return {
        "W1": rng.normal(size=(D, H)),
        "b1": rng.normal(size=H),
        "W2": rng.normal(size=(H, C)),
        "b2": rng.normal(size=C),
    }


def _one_layer(params):
    """Ask the network itself: at 0, and along each feature."""

    def scores(X):
        z1 = X @ params["W1"] + params["b1"]
        return z1 @ params["W2"] + params["b2"]

    D = len(params["W1"])
    b = scores(np.zeros((1, D)))[0]
    return {"W": scores(np.eye(D)) - b, "b": b}


def _draw_params(rng):
    return (_params(rng, *rng.integers(2, 5, size=3)),)


def _scaled_tanh_slope(a1, A, B):
    """Go back to the sums: d tanh(u) / du is 1 / cosh(u) ** 2."""
    return A * B / np.cosh(np.arctanh(a1 / A)) ** 2


def _draw_tanh(rng):
    A, B = (float(part) for part in rng.uniform(0.5, 2, size=2))
    return A * np.tanh(B * rng.normal(size=(3, 4))), A, B


def _reordered(params, order):
    new = {key: array.copy() for key, array in params.items()}
    for j, old in enumerate(order):
        new["W1"][:, j] = params["W1"][:, old]
        new["b1"][j] = params["b1"][old]
        new["W2"][j] = params["W2"][old]
    return new


def _draw_order(rng):
    (params,) = _draw_units(rng)
    return params, rng.permutation(len(params["b1"]))


def _mean_of_all(params):
    """Put the mean unit in each place."""
    H = len(params["b1"])
    mean = np.full((H, H), 1 / H)
    return {
        "W1": params["W1"] @ mean,
        "b1": params["b1"] @ mean,
        "W2": mean @ params["W2"],
        "b2": params["b2"],
    }


def _draw_units(rng):
    D, C = rng.integers(1, 5, size=2)
    return (_params(rng, D, int(rng.integers(3, 6)), C),)


def _dX(params, X, y, activation):
    def loss(X):
        return losses.cross_entropy(
            two_layers.forward(params, X, activation)[1], y
        )

    return numerical_gradient(loss, X)


def _draw_network(rng):
    """As many features as units and classes: a transposed W fits, too.

    No sum is near the kink of ReLU, and each example has units that speak.
    """
    size = int(rng.integers(2, 5))
    X = rng.normal(size=(int(rng.integers(1, 6)), size))
    z1 = np.zeros(1)
    while np.abs(z1).min() < 0.01 or (z1 < 0).all(axis=-1).any():
        params = _params(rng, size, size, size)
        z1 = X @ params["W1"] + params["b1"]
    y = rng.integers(size, size=len(X))
    return params, X, y, str(rng.choice(["sigmoid", "relu"]))


CHECKS = {
    "ex-ch08-units": (
        function(_count, _draw_sizes),
        number(9, 9),
        word("5 to 10", ["5 to 10", "20 to 40"]),
    ),
    "ex-ch08-linear": (function(_one_layer, _draw_params),),
    "ex-ch08-tanh": (
        number(0.9999, 1.0001),
        function(_scaled_tanh_slope, _draw_tanh),
    ),
    "ex-ch08-permute": (
        function(_reordered, _draw_order),
        number(math.factorial(6), math.factorial(6)),
        function(_mean_of_all, _draw_units),
    ),
    "ex-ch08-dx": (function(_dX, _draw_network, rtol=1e-6),),
}

"""What the exercises of chapter 2 ask for."""

import numpy as np

from helpers import linear
from helpers.checks.compare import Wrong, show
from helpers.checks.judges import (
    call,
    function,
    loss_and_grads,
    number,
    word,
)

KINDS = ["truncation", "rounding"]
YES_NO = ["yes", "no"]
STRENGTH = 0.1  # of what the colleague adds to the gradient of b


def _worst_error(x, h):
    # The central difference of the sine is cos(x) * sin(h) / h.
    return np.abs(np.cos(x)).max() * (1 - np.sin(h) / h)


def _draw_points(rng):
    x = rng.normal(scale=2, size=int(rng.integers(1, 9)))
    return x, float(rng.choice([0.1, 0.3, 1.0]))


def _measures(answer):
    """Judge that the worst error is measured: no formula knows rounding."""
    function(_worst_error, _draw_points)(answer)
    found = call(answer, np.linspace(0, 1, 10), 1e-13)
    try:
        number(1e-6, 1)(found)
    except Wrong:
        raise Wrong(
            f"for ten points and h = 1e-13 it returns {show(found)}, which "
            "no measured gradient gives; measure it, do not derive it"
        ) from None


def _draw_derivative(rng):
    return float(rng.normal(scale=3)), float(rng.uniform(0.01, 0.5))


def _slope_of_slopes(f, x, h):
    return ((f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h) / h


def _draw_curve(rng):
    f = [np.sin, np.exp, np.tanh][rng.integers(3)]
    x = float(rng.choice([-1, 1]) * rng.uniform(0.2, 2))
    return f, x, float(rng.uniform(0.05, 0.5))


def _balanced_step(value, fourth, eps):
    # At the bottom both parts, a / h**2 and c * h**2, are equal.
    a, c = 4 * eps * abs(value), abs(fourth) / 12
    return np.sqrt(np.sqrt(a / c))


def _draw_model(rng):
    value, fourth = rng.choice([-1, 1], size=2) * rng.uniform(0.1, 9, size=2)
    eps = np.finfo(rng.choice(["float32", "float64"])).eps
    return float(value), float(fourth), float(eps)


def _squared_loss(params, X, Y):
    total = 0.0
    for x, wanted in zip(X, Y, strict=True):
        outputs = x @ params["W"] + params["b"]
        total += np.sum((outputs - wanted) ** 2)
    return total / (2 * len(X))


def _draw_batch(rng):
    num_features, num_classes = rng.integers(1, 4, size=2)
    X = rng.normal(size=(int(rng.integers(1, 5)), num_features))
    params = {
        "W": rng.normal(size=(num_features, num_classes)),
        "b": rng.normal(size=num_classes),
    }
    return params, X, rng.normal(size=(len(X), num_classes))


def _message(b):
    differences = [STRENGTH * value for value in b]
    entry = max(range(len(b)), key=lambda k: abs(differences[k]))
    return entry, differences[entry]


def _draw_biases(rng):
    return (rng.normal(scale=2, size=int(rng.integers(2, 7))),)


def _slope_with_data(W, reg):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(6, len(W))), rng.integers(W.shape[1], size=6)
    params = {"W": W, "b": rng.normal(size=W.shape[1])}
    dW = linear.softmax_loss(params, X, y, reg)[1]["W"]
    return np.sum(dW * np.full(W.shape, W.size**-0.5))


def _draw_weights(rng):
    W = rng.normal(rng.choice([-1, 1]), size=rng.integers(2, 4, size=2))
    return W, float(rng.uniform(0.01, 2))


CHECKS = {
    "ex-ch02-step": (
        _measures,
        word("truncation", KINDS),
        word("rounding", KINDS),
        word("rounding", KINDS),
    ),
    "ex-ch02-backward": (
        function(lambda second, h: -second * h / 2, _draw_derivative),
        function(lambda third, h: third * h**2 / 6, _draw_derivative),
    ),
    "ex-ch02-second": (
        function(_slope_of_slopes, _draw_curve),
        function(_balanced_step, _draw_model, rtol=1e-3),
    ),
    "ex-ch02-least-squares": (
        loss_and_grads(_squared_loss, _draw_batch),
        number(0.325, 0.34),
    ),
    "ex-ch02-message": (function(_message, _draw_biases),),
    "ex-ch02-blind": (
        function(_slope_with_data, _draw_weights),
        word("no", YES_NO),
        word("yes", YES_NO),
    ),
}

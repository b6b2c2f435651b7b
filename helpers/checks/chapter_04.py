"""What the exercises of chapter 4 ask for."""

from functools import partial

import numpy as np

from helpers import linear, two_layers
from helpers.checks.compare import Wrong, given, real, show
from helpers.checks.judges import SEED, call, function, number
from helpers.descent import gradient_descent
from helpers.differences import numerical_gradient
from helpers.results import accuracy
from helpers.spiral import spiral

DRAWS = 3  # of the spiral, to try features on
ENOUGH = 0.96  # of the points, with features made by hand


def _separating(answer):
    """Judge features: a linear classifier must do well with them."""
    given(answer)
    rng = np.random.default_rng(SEED)
    for k in range(DRAWS):
        X, y = spiral(100, 3, rng)
        order = rng.permutation(len(y))
        X, y = X[order], y[order]
        found = call(answer, X)
        _finite(found, X)
        found = real(found)
        if found.shape != X.shape:
            raise Wrong(
                f"the features have shape {found.shape}; they must have "
                f"shape {X.shape}"
            )
        share = _linear_accuracy(found, y)
        if share < ENOUGH:
            raise Wrong(
                f"a linear classifier trained on these features gets "
                f"{share:.2f} of the points of draw {k + 1} right"
            )


def _finite(found, X):
    """Raise Wrong at the first point whose features are not numbers."""
    if isinstance(found, np.ndarray) and found.shape == X.shape:
        for x, row in zip(X + 0.0, found, strict=True):
            try:
                real(row)
            except Wrong as wrong:
                raise Wrong(f"at the point {show(x)}, {wrong}") from None


def _linear_accuracy(X, y):
    """Return what the chapter's linear classifier gets right."""
    start = linear.zero_params(X.shape[1], 3)
    loss = partial(linear.softmax_loss, reg=1e-3)
    params, _ = gradient_descent(
        loss, start, X, y, learning_rate=1.0, num_steps=200
    )
    return accuracy(linear.predict(params, X), y)


def _nearest_arm(X):
    radius = np.linalg.norm(X, axis=1)
    angle = np.arctan2(X[:, 0], X[:, 1])
    arms = 4 * (np.arange(3) + radius[:, None])
    off = np.angle(np.exp(1j * (angle[:, None] - arms)))
    return np.abs(off).argmin(axis=1)


def _draw_points(rng):
    return (rng.uniform(-1, 1, size=(int(rng.integers(1, 7)), 2)),)


def _kink_gap(params, X, y):
    def loss(b1):
        return two_layers.two_layer_loss({**params, "b1": b1}, X, y)[0]

    _, grads = two_layers.two_layer_loss(params, X, y)
    return numerical_gradient(loss, params["b1"], 1e-6) - grads["b1"]


def _draw_on_kinks(rng):
    """Return points, some on kinks, and a network for them.

    Unit 0 has a bias, so no point lies on its kink. The others have none:
    one or two points in the middle lie on all of theirs, and one point
    elsewhere lies on that of unit 1.
    """
    while True:
        params = two_layers.random_params(2, 4, 3, rng)
        params["b1"][0] = rng.normal()
        params["b2"] = rng.normal(size=3)
        params["W1"][:, 1] = [1, -1]
        N = int(rng.integers(4, 8))
        X, y = rng.normal(size=(N, 2)), rng.integers(3, size=N)
        place = rng.permutation(N)
        X[place[: rng.integers(1, 3)]] = 0
        X[place[-1]] = X[place[-1], 0]
        z1 = X @ params["W1"] + params["b1"]
        if np.abs(z1[z1 != 0]).min() > 1e-2:
            return params, X, y


CHECKS = {
    "ex-ch04-small": (
        number(0.00999, 0.01001),
        number(0.0706, 0.0708),
        number(1.0976, 1.0996),
        number(9.1, 9.3),
        number(40.3, 40.5),
    ),
    "ex-ch04-features": (_separating,),
    "ex-ch04-noise": (
        function(_nearest_arm, _draw_points),
        number(0.79, 0.84),
        number(0.745, 0.789),
    ),
    "ex-ch04-middle": (function(_kink_gap, _draw_on_kinks, rtol=1e-5),),
}

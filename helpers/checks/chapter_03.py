"""What the exercises of chapter 3 ask for."""

import numpy as np

from helpers.checks.judges import function, number
from helpers.quadratic import quadratic_loss


def _bowl_steps(eta, gain):
    steps, distance = 0, 1.0
    while distance >= 1 / gain:
        steps, distance = steps + 1, abs(1 - 2 * eta) * distance
    return steps


def _draw_rate_and_gain(rng):
    if rng.random() < 0.3:  # a tie: after some steps, 1 / gain exactly
        return float(rng.choice([0.25, 0.75])), float(rng.choice([2, 4]))
    off = rng.choice([-1, 1]) * rng.uniform(0.03, 0.45)
    return float(0.5 + off), float(10 ** rng.uniform(0.5, 5))


def _curvature_of(x0, x1, x2, rate):
    slope_0, slope_1 = (x0 - x1) / rate, (x1 - x2) / rate
    return (slope_1 - slope_0) / (x1 - x0)


def _draw_positions(rng):
    rate, curvature = rng.uniform(0.02, 0.5), rng.uniform(0.5, 8)
    minimum, offset = rng.normal(scale=5), rng.choice([-1, 1])
    factor, offset = 1 - rate * curvature, offset * rng.uniform(1, 9)
    path = [minimum + factor**k * offset for k in range(3)]
    return *map(float, path), float(rate)


def _keep_best(loss_and_grads, params, rate, num_steps):
    path = []
    for _ in range(num_steps):
        loss, grads = loss_and_grads(params)
        path.append((loss, params))
        params = {key: x - rate * grads[key] for key, x in params.items()}
    return min(path, key=lambda pair: pair[0])[1]


def _valley(curvatures):
    def loss_and_grads(params, X=None, y=None):
        return quadratic_loss(params, curvatures=curvatures)

    text = " and ".join(f"{lam:.4g}" for lam in curvatures)
    loss_and_grads.__name__ = f"the valley with curvatures {text}"
    return loss_and_grads


def _coins(params, X=None, y=None):
    loss = sum(np.sum(np.logaddexp(0, x) - 0.3 * x) for x in params.values())
    return loss, {k: 1 / (1 + np.exp(-x)) - 0.3 for k, x in params.items()}


_coins.__name__ = "the sum of coin losses"


def _draw_walk(rng):
    if rng.random() < 0.5:  # a loss that falls again after it has risen
        params = {"W": rng.normal(scale=2, size=2), "b": rng.normal(size=1)}
        rate = rng.uniform(12, 18)
        return _coins, params, float(rate), int(rng.integers(4, 40))
    steep = rng.uniform(5, 30)
    params = {"x": rng.uniform([2, 0.05], [5, 0.5]) * rng.choice([-1, 1], 2)}
    rate = rng.uniform(0.5, 1.2) * 2 / steep
    return _valley((1.0, steep)), params, float(rate), int(rng.integers(1, 40))


def _standstill(h):
    x = 1.0
    while np.spacing(x) <= 2 * h:
        x *= 2
    return x


def _draw_h(rng):
    if rng.random() < 0.3:  # where floats may lie 2 h apart exactly
        return (float(2.0 ** rng.integers(-4, 7)),)
    return (float(10 ** rng.uniform(-8, 2)),)


def _round_step(x, g, curvatures, eta):
    unit = np.sqrt(curvatures)
    z, slope_in_z = unit * x, g / unit
    return (z - eta * slope_in_z) / unit


def _draw_gradient(rng):
    x, g = rng.normal(size=(2, 3))
    return x, g, rng.uniform(0.1, 30, 3), float(rng.uniform(0.05, 1.5))


def _largest_kappa(rho, mu):
    s = rho + mu / rho  # the sum of two roots, the larger of them rho
    return (1 + mu + s) / (1 + mu - s)


def _draw_factor(rng):
    rho = float(rng.uniform(0.1, 0.95))
    return rho, float(rng.choice([0, rng.uniform(), 1]) * rho**2)


CHECKS = {
    "ex-ch03-count": (
        number(8, 8),
        function(_bowl_steps, _draw_rate_and_gain),
    ),
    "ex-ch03-read": (
        number(5.999, 6.001),
        number(0.333, 0.334),
        number(0.166, 0.1671),
        function(_curvature_of, _draw_positions),
    ),
    "ex-ch03-best": (
        number(55.1, 55.3),
        function(_keep_best, _draw_walk),
    ),
    "ex-ch03-numerical": (
        number(10, 10),
        number(9, 9),
        function(_standstill, _draw_h),
    ),
    "ex-ch03-round": (
        number(1, 1),
        number(1, 1),
        function(_round_step, _draw_gradient),
    ),
    "ex-ch03-optimal": (function(_largest_kappa, _draw_factor),),
}

"""The spiral, and pixels around 0."""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers.pixels import centred
from helpers.spiral import spiral


def test_the_spiral_without_noise():
    X, y = spiral(5, 3, np.random.default_rng(0), noise=0)
    assert X.shape == (15, 2) and y.tolist() == 5 * [0] + 5 * [1] + 5 * [2]
    radius = np.hypot(*X.T).reshape(3, 5)
    assert np.allclose(radius, [0, 0.25, 0.5, 0.75, 1])
    assert np.allclose(X[9], [np.sin(8), np.cos(8)]), "class 1, at the end"


def test_the_noise_turns_points_and_hangs_on_the_seed():
    calm, y = spiral(50, 2, np.random.default_rng(1), noise=0)
    X, _ = spiral(50, 2, np.random.default_rng(1))
    again, _ = spiral(50, 2, np.random.default_rng(1))
    assert (X == again).all() and not np.allclose(X, calm)
    assert np.allclose(np.hypot(*X.T), np.hypot(*calm.T))


def test_bad_sizes_are_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="num_points is 1"):
        spiral(1, 3, rng)
    with pytest.raises(ValueError, match="noise is -0.1"):
        spiral(5, 3, rng, noise=-0.1)


def test_centred_pixels():
    rng = np.random.default_rng(0)
    train, val, test = (
        rng.integers(0, 256, size=(n, 6), dtype=np.uint8) for n in (40, 7, 5)
    )
    data = SimpleNamespace(X_train=train, X_val=val, X_test=test)
    X, X_test, mean = centred(data)
    assert {a.dtype for a in (X, X_test, mean)} == {np.dtype("float32")}
    wanted = train.mean(axis=0) / 255
    assert np.allclose(mean, wanted, atol=1e-7)
    assert np.allclose(X[:40], train / 255 - wanted, atol=1e-6)
    assert np.allclose(X[40:], val / 255 - wanted, atol=1e-6)
    assert np.allclose(X_test, test / 255 - wanted, atol=1e-6)


def test_the_noise_is_added_to_the_angle_in_the_order_of_the_points():
    calm, _ = spiral(7, 2, np.random.default_rng(3), noise=0)
    X, _ = spiral(7, 2, np.random.default_rng(3))
    turned = np.arctan2(*X.T) - np.arctan2(*calm.T)
    turned = (turned + np.pi) % (2 * np.pi) - np.pi
    wanted = 0.2 * np.random.default_rng(3).standard_normal(14)
    assert np.allclose(turned[1:7], wanted[1:7])
    assert np.allclose(turned[8:], wanted[8:])  # the first have no angle


def test_the_mean_is_summed_in_double_precision():
    grey = np.full((40_000, 3), 255, np.uint8)
    data = SimpleNamespace(X_train=grey, X_val=grey[:1], X_test=grey[:1])
    data.X_train[::3] = 254
    mean = centred(data)[2]
    exact = data.X_train.mean(dtype=np.float64) / 255
    assert abs(mean[0] - exact) <= np.spacing(np.float32(1)) / 2

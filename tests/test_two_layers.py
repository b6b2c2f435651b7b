"""Networks with one hidden layer: gradients, values, starts, bad input."""

from functools import partial

import numpy as np
import pytest

from helpers.gradients import GradientError, check_gradients
from helpers.scores import hinge_dscores
from helpers.two_layers import (
    forward,
    predict,
    random_params,
    relu,
    sigmoid,
    two_layer_loss,
)


@pytest.fixture
def batch():
    rng = np.random.default_rng(4)
    params = random_params(5, 6, 3, rng, scale=0.7)
    for key in ("b1", "b2"):
        params[key] = rng.normal(size=params[key].shape)
    return params, rng.normal(size=(8, 5)), rng.integers(0, 3, size=8)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_gradients(batch, activation, reg):
    loss = partial(two_layer_loss, reg=reg, activation=activation)
    check_gradients(loss, *batch)


def test_gradients_under_the_hinge(batch):
    check_gradients(partial(two_layer_loss, score_loss=hinge_dscores), *batch)


def test_a_slope_that_is_always_1_is_caught(batch, monkeypatch):
    always = {"relu": (relu, lambda a1: a1 >= 0)}
    monkeypatch.setattr("helpers.two_layers.ACTIVATIONS", always)
    with pytest.raises(GradientError, match="W1"):
        check_gradients(two_layer_loss, *batch)


def test_the_loss_by_loops(batch):
    params, X, y = batch
    total = 0.0
    for x, label in zip(X, y, strict=True):
        z1 = [x @ w for w in params["W1"].T] + params["b1"]
        a1 = [max(0, z) for z in z1]
        scores = np.array(a1) @ params["W2"] + params["b2"]
        total -= scores[label] - np.log(np.exp(scores).sum())
    squares = sum((params[key] ** 2).sum() for key in ("W1", "W2"))
    assert two_layer_loss(*batch)[0] == two_layer_loss(*batch, reg=0.0)[0]
    loss, _ = two_layer_loss(*batch, reg=0.2)
    assert loss == pytest.approx(total / 8 + 0.1 * squares)


def test_arguments_are_left_alone_and_float32_stays(batch):
    params, X, y = batch
    kept = {key: array.copy() for key, array in params.items()}
    two_layer_loss(params, X, y, reg=0.1)
    assert all((params[key] == kept[key]).all() for key in kept)
    small = {key: array.astype(np.float32) for key, array in params.items()}
    for activation in ("relu", "sigmoid"):
        loss, grads = two_layer_loss(
            small, X.astype(np.float32), y, reg=0.1, activation=activation
        )
        assert loss.dtype == np.float32
        assert {grad.dtype for grad in grads.values()} == {np.dtype("float32")}


def test_the_sigmoid_does_not_overflow():
    z = np.array([-1e4, -1.0, 0.0, 1.0, 1e4])
    with np.errstate(all="raise"):
        a = sigmoid(z)
    assert a[[0, 2, 4]].tolist() == [0, 0.5, 1]
    assert np.allclose(a[[1, 3]], 1 / (1 + np.exp([1.0, -1.0])), rtol=1e-14)


def test_forward_and_predict(batch):
    params, X, _ = batch
    a1, scores = forward(params, X)
    assert a1.shape == (8, 6) and a1.min() == 0 and scores.shape == (8, 3)
    assert (predict(params, X) == scores.argmax(axis=1)).all()
    a1, scores = forward(params, X, "sigmoid")
    assert 0 < a1.min() and a1.max() < 1
    assert (predict(params, X, "sigmoid") == scores.argmax(axis=1)).all()


def test_random_params():
    params = random_params(400, 300, 10, np.random.default_rng(0))
    assert {k: a.shape for k, a in params.items()} == {
        "W1": (400, 300),
        "b1": (300,),
        "W2": (300, 10),
        "b2": (10,),
    }
    assert params["W1"].std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert params["W2"].std() == pytest.approx(np.sqrt(2 / 300), rel=0.05)
    assert not params["b1"].any() and not params["b2"].any()
    rng = np.random.default_rng(0)
    same = random_params(400, 300, 10, rng, scale=0.01, dtype=np.float32)
    assert same["W2"].std() == pytest.approx(0.01, rel=0.05)
    assert {array.dtype for array in same.values()} == {np.dtype("float32")}
    zero = random_params(2, 3, 4, rng, scale=0)
    assert not any(array.any() for array in zero.values())


@pytest.mark.parametrize(
    "change, message",
    [
        ({"W1": np.ones((4, 6))}, r"W1.*\(4, 6\).*\(5, 6\)"),
        ({"b1": np.ones(5)}, r"b1.*\(5,\).*\(6,\)"),
        ({"W2": np.ones((5, 3))}, r"W2.*\(5, 3\).*\(6, 3\)"),
        ({"b2": np.ones(4)}, r"b2.*\(4,\).*\(3,\)"),
        ({"W3": np.ones(4)}, "keys.*W3"),
    ],
)
def test_bad_parameters_are_named(batch, change, message):
    params, X, _ = batch
    with pytest.raises(ValueError, match=message):
        predict(params | change, X)


def test_bad_arguments_are_named(batch):
    with pytest.raises(ValueError, match="activation is 'tanh'.*sigmoid"):
        two_layer_loss(*batch, activation="tanh")
    with pytest.raises(ValueError, match="reg is -1"):
        two_layer_loss(*batch, reg=-1)
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="num_hidden is 0"):
        random_params(2, 0, 3, rng)
    with pytest.raises(ValueError, match="scale is -1"):
        random_params(2, 3, 4, rng, scale=-1)


@pytest.mark.filterwarnings("error")
def test_infinity_times_zero_is_told_in_words_and_not_by_a_warning(batch):
    params, X, y = batch
    X[0, 0], params["W1"][0] = np.inf, 0
    with pytest.raises(ValueError, match="X holds NaN or infinity"):
        two_layer_loss(params, X, y)


@pytest.mark.parametrize("place", range(3))
def test_a_wrong_size_is_named(place):
    name = ("num_features", "num_hidden", "num_classes")[place]
    sizes = [2, 3, 2]
    sizes[place] = 0
    with pytest.raises(ValueError, match=f"^{name} is 0; it must be an"):
        random_params(*sizes, np.random.default_rng(0))

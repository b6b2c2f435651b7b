"""The loss-and-gradient functions: gradients, values, bad input."""

from functools import partial

import numpy as np
import pytest

from helpers.gradients import check_gradients
from helpers.linear import predict, softmax_loss, svm_loss, zero_params
from helpers.quadratic import quadratic_loss
from helpers.scores import cross_entropy_dscores, hinge_dscores


@pytest.fixture
def batch():
    rng = np.random.default_rng(3)
    params = {"W": rng.normal(size=(5, 4)), "b": rng.normal(size=4)}
    return params, rng.normal(size=(7, 5)), rng.integers(0, 4, size=7)


@pytest.mark.parametrize("reg", [0.0, 0.3])
@pytest.mark.parametrize("linear_loss", [softmax_loss, svm_loss])
def test_gradients_of_linear_classifiers(batch, linear_loss, reg):
    check_gradients(partial(linear_loss, reg=reg), *batch, tol=1e-7)


@pytest.mark.parametrize(
    "with_dscores", [cross_entropy_dscores, hinge_dscores]
)
def test_gradients_of_the_scores(with_dscores):
    rng = np.random.default_rng(2)
    y = rng.integers(0, 4, size=6)

    def loss_and_grads(params, X, y):
        loss, dscores = with_dscores(params["scores"], y)
        return loss, {"scores": dscores}

    params = {"scores": rng.normal(size=(6, 4))}
    check_gradients(loss_and_grads, params, None, y, tol=1e-8)
    dscores = with_dscores(params["scores"], y)[1]
    assert np.abs(dscores.sum(axis=1)).max() < 1e-15


def test_svm_loss_by_loops(batch):
    params, X, y = batch
    scores, total = X @ params["W"] + params["b"], 0.0
    for row, label in zip(scores, y, strict=True):
        for j in range(4):
            if j != label:
                total += max(0, row[j] - row[label] + 1)
    half = 0.5 * 0.3 * (params["W"] ** 2).sum()
    loss, _ = svm_loss(*batch, reg=0.3)
    assert loss == pytest.approx(total / 7 + half)


def test_svm_loss_from_zero_is_the_number_of_wrong_classes(batch):
    _, X, y = batch
    loss, grads = svm_loss(zero_params(5, 4), X, y)
    assert loss == 3
    assert np.allclose(grads["b"], (7 - 4 * np.bincount(y, minlength=4)) / 7)


def test_at_a_kink_the_hinge_counts_nothing():
    loss, dscores = hinge_dscores(np.array([[1.0, 0.0, 0.5]]), np.array([0]))
    assert loss == 0.5 and dscores.tolist() == [[-1, 0, 1]]


def test_softmax_loss_by_loops(batch):
    params, X, y = batch
    total = 0.0
    for x, label in zip(X, y, strict=True):
        scores = x @ params["W"] + params["b"]
        total -= scores[label] - np.log(np.exp(scores).sum())
    half = 0.5 * 0.3 * (params["W"] ** 2).sum()
    loss, _ = softmax_loss(*batch, reg=0.3)
    assert loss == pytest.approx(total / 7 + half)


def test_softmax_loss_from_zero_is_log_C(batch):
    _, X, y = batch
    loss, _ = softmax_loss(zero_params(5, 4), X, y)
    assert loss == pytest.approx(np.log(4))


def test_softmax_loss_leaves_its_arguments_alone(batch):
    params, X, y = batch
    kept = {k: a.copy() for k, a in params.items()}, X.copy(), y.copy()
    softmax_loss(params, X, y, reg=0.1)
    assert all((params[key] == kept[0][key]).all() for key in params)
    assert (X == kept[1]).all() and (y == kept[2]).all()


@pytest.mark.parametrize("linear_loss", [softmax_loss, svm_loss])
def test_float32_in_float32_out(batch, linear_loss):
    params, X, y = batch
    params = {key: array.astype(np.float32) for key, array in params.items()}
    loss, grads = linear_loss(params, X.astype(np.float32), y, reg=0.1)
    assert loss.dtype == np.float32
    assert all(grad.dtype == np.float32 for grad in grads.values())


def test_predict_takes_the_highest_score():
    params = {"W": np.eye(3), "b": np.array([0.0, 0.0, 5.0])}
    X = np.array([[9.0, 1.0, 1.0], [0.0, 6.0, 0.0], [4.0, 4.0, 0.0]])
    assert predict(params, X).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"X": np.ones((7, 6))}, ValueError, r"W.*\(5, 4\).*\(6, 4\)"),
        ({"X": np.ones(5)}, ValueError, r"X has shape \(5,\)"),
        ({"X": np.ones((0, 5))}, ValueError, "X is empty"),
        ({"X": np.full((7, 5), np.nan)}, ValueError, "X holds NaN"),
        ({"y": np.full(7, 4)}, ValueError, "labels from 4 to 4.*0..3"),
        ({"y": np.full(7, 1.0)}, TypeError, "y has dtype float64"),
        ({"y": np.zeros(6, int)}, ValueError, r"y has shape \(6,\)"),
        ({"b": np.ones(3)}, ValueError, r'params\["b"\] has shape \(3,\)'),
        ({"b": np.ones(4, int)}, TypeError, r'params\["b"\] has dtype int'),
        ({"reg": -1}, ValueError, "reg is -1"),
        ({"reg": np.nan}, ValueError, "reg is nan"),
    ],
)
def test_softmax_loss_names_bad_input(batch, change, error, message):
    params, X, y = batch
    params["b"] = change.get("b", params["b"])
    with pytest.raises(error, match=message):
        softmax_loss(
            params,
            change.get("X", X),
            change.get("y", y),
            reg=change.get("reg", 0.0),
        )


def test_missing_parameters_are_named(batch):
    with pytest.raises(ValueError, match=r"keys \['W'\].*\['W', 'b'\]"):
        predict({"W": np.ones((5, 4))}, batch[1])


def test_quadratic():
    params = {"x": np.array([-3.0, 4.0])}
    loss, grads = quadratic_loss(params)
    assert loss == 25 and grads["x"].tolist() == [-6, 8]
    stretched = partial(quadratic_loss, curvatures=(1.0, 10.0))
    check_gradients(stretched, params, tol=1e-8)
    with pytest.raises(ValueError, match=r"curvatures has shape \(2,\)"):
        quadratic_loss({"x": np.ones(3)})


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_zeros_have_the_type_asked_for(dtype):
    params = zero_params(3, 2, dtype)
    assert {array.dtype for array in params.values()} == {np.dtype(dtype)}
    assert zero_params(3, 2)["W"].dtype == np.float64


@pytest.mark.parametrize("linear_loss", [softmax_loss, svm_loss])
def test_nothing_is_regularised_unless_told(batch, linear_loss):
    assert linear_loss(*batch)[0] == linear_loss(*batch, reg=0.0)[0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("linear_loss", [softmax_loss, svm_loss])
def test_infinity_times_zero_is_told_in_words_and_not_by_a_warning(
    linear_loss,
):
    X = np.array([[np.inf, 1.0]])
    with pytest.raises(ValueError, match="X holds NaN or infinity"):
        linear_loss(zero_params(2, 3), X, np.array([0]))

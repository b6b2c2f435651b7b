"""Gradient descent and SGD against closed forms, and their complaints."""

from functools import partial

import numpy as np
import pytest

from helpers.descent import gradient_descent, sgd
from helpers.linear import predict, softmax_loss, zero_params
from helpers.quadratic import quadratic_loss
from helpers.results import accuracy

START = {"x": np.array([-3.0, 4.0])}


def test_path_is_the_closed_form():
    params, history = gradient_descent(
        quadratic_loss, START, learning_rate=0.1, num_steps=20
    )
    for k, at in enumerate(history["params"]):
        assert np.allclose(at["x"], (1 - 2 * 0.1) ** k * START["x"])
    assert np.allclose(history["loss"], 25 * 0.8 ** (2 * np.arange(21)))
    assert (params["x"] == history["params"][-1]["x"]).all()


def test_momentum_is_the_velocity_form():
    params, _ = gradient_descent(
        quadratic_loss, START, learning_rate=0.1, num_steps=3, momentum=0.5
    )
    x, velocity = START["x"].copy(), np.zeros(2)
    for _ in range(3):
        velocity = 0.5 * velocity - 0.1 * 2 * x
        x = x + velocity
    assert np.allclose(params["x"], x)


def test_the_callers_parameters_and_the_history_are_not_shared():
    params, history = gradient_descent(
        quadratic_loss, START, learning_rate=0.1, num_steps=2
    )
    assert START["x"].tolist() == [-3, 4]
    params["x"][:] = 99
    assert history["params"][-1]["x"].max() < 4
    assert history["params"][0]["x"].tolist() == [-3, 4]


def test_no_step_returns_the_start():
    params, history = gradient_descent(
        quadratic_loss, START, learning_rate=0.1, num_steps=0
    )
    assert (params["x"] == START["x"]).all() and len(history["loss"]) == 1


def test_divergence_is_told():
    with (
        np.errstate(over="ignore"),
        pytest.raises(FloatingPointError, match=r"step \d+: lower learning"),
    ):
        gradient_descent(
            quadratic_loss, START, learning_rate=1e9, num_steps=100
        )


@pytest.fixture
def blobs():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, size=301)
    X = np.eye(3)[y] * 3 + rng.normal(size=(301, 3))
    return X, y


def test_sgd_learns_and_leaves_the_start_alone(blobs):
    start = zero_params(3, 3)
    params, history = sgd(
        softmax_loss,
        start,
        *blobs,
        learning_rate=0.1,
        num_epochs=5,
        batch_size=50,
        rng=np.random.default_rng(0),
        on_epoch=lambda epoch, params: {"epoch": epoch},
    )
    assert accuracy(predict(params, blobs[0]), blobs[1]) > 0.9
    assert not start["W"].any()
    assert len(history["loss"]) == 5 * 7  # 301 = 6 * 50 + 1: 7 batches
    assert history["loss"][0] == pytest.approx(np.log(3))
    assert history["epoch"].tolist() == [0, 1, 2, 3, 4]


def test_a_full_batch_without_shuffling_is_gradient_descent(blobs):
    start = zero_params(3, 3)
    options = {"learning_rate": 0.2, "momentum": 0.9}
    by_sgd, _ = sgd(
        softmax_loss,
        start,
        *blobs,
        num_epochs=4,
        batch_size=301,
        rng=np.random.default_rng(0),
        **options,
    )
    by_gd, _ = gradient_descent(
        softmax_loss, start, *blobs, num_steps=4, **options
    )
    assert np.allclose(by_sgd["W"], by_gd["W"])


def test_every_example_is_used_once_an_epoch():
    seen = []

    def spy(params, X, y):
        seen.append(X[:, 0].tolist())
        return 0.0, {"x": np.zeros(2)}

    X = np.arange(10.0)[:, None]
    sgd(
        spy,
        START,
        X,
        np.zeros(10, int),
        learning_rate=1,
        num_epochs=2,
        batch_size=4,
        rng=np.random.default_rng(0),
    )
    assert [len(batch) for batch in seen] == [4, 4, 2] * 2
    first, second = sum(seen[:3], []), sum(seen[3:], [])
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second


def test_a_schedule_gets_the_fraction_done():
    fractions = []

    def schedule(fraction):
        fractions.append(fraction)
        return 0.1

    sgd(
        lambda p, X, y: (0.0, {"x": np.zeros(2)}),
        START,
        np.ones((4, 1)),
        np.zeros(4, int),
        learning_rate=schedule,
        num_epochs=2,
        batch_size=2,
        rng=np.random.default_rng(0),
    )
    assert fractions == [0, 0.25, 0.5, 0.75]


def test_the_seed_decides(blobs):
    train = partial(
        sgd,
        softmax_loss,
        zero_params(3, 3),
        *blobs,
        learning_rate=0.1,
        num_epochs=1,
        batch_size=10,
    )
    first, _ = train(rng=np.random.default_rng(1))
    again, _ = train(rng=np.random.default_rng(1))
    other, _ = train(rng=np.random.default_rng(2))
    assert (first["W"] == again["W"]).all()
    assert (first["W"] != other["W"]).any()


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"learning_rate": 0}, ValueError, "learning_rate is 0"),
        ({"learning_rate": np.nan}, ValueError, "learning_rate is nan"),
        ({"num_steps": -1}, ValueError, "num_steps is -1"),
        ({"num_steps": 2.5}, ValueError, "num_steps is 2.5"),
        ({"momentum": 1}, ValueError, "momentum is 1"),
        ({"params": {}}, ValueError, "params must be a dict"),
        ({"params": {"x": np.array([1, 2])}}, TypeError, "x.* is int64"),
        ({"params": {"x": np.array([np.nan])}}, ValueError, "NaN"),
    ],
)
def test_gradient_descent_names_bad_input(change, error, message):
    arguments = {"params": START, "learning_rate": 0.1, "num_steps": 1}
    with pytest.raises(error, match=message):
        gradient_descent(quadratic_loss, **{**arguments, **change})


@pytest.mark.parametrize(
    "change, message",
    [
        ({"num_epochs": 0}, "num_epochs is 0"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"y": np.zeros(3, int)}, "301 examples and y has 3 labels"),
        ({"X": np.ones((0, 3)), "y": np.ones(0, int)}, "at least one"),
    ],
)
def test_sgd_names_bad_input(blobs, change, message):
    arguments = {
        "params": zero_params(3, 3),
        "X": blobs[0],
        "y": blobs[1],
        "learning_rate": 0.1,
        "num_epochs": 1,
        "batch_size": 10,
        "rng": np.random.default_rng(0),
    }
    with pytest.raises(ValueError, match=message):
        sgd(softmax_loss, **{**arguments, **change})


def two_epochs(loss_and_grads, **more):
    """Train from START with three examples, two a batch."""
    return sgd(
        loss_and_grads,
        START,
        np.ones((3, 1)),
        np.zeros(3, int),
        learning_rate=0.1,
        num_epochs=2,
        batch_size=2,
        rng=np.random.default_rng(0),
        **more,
    )


@pytest.mark.parametrize("said", [{}, {"description": "my net"}])
def test_epochs_show_on_a_bar_and_report_their_parameters(monkeypatch, said):
    bars, seen = [], []
    monkeypatch.setattr(
        "helpers.descent.progress",
        lambda items, description: bars.append(description) or items,
    )
    params, _ = two_epochs(
        lambda params, X, y: quadratic_loss(params),
        on_epoch=lambda epoch, now: seen.append((epoch, now["x"].copy())),
        **said,
    )
    assert bars == [said.get("description", "sgd")]
    assert [epoch for epoch, _ in seen] == [0, 1]
    assert np.array_equal(seen[1][1], params["x"])
    assert not np.array_equal(seen[0][1], params["x"])


def test_sgd_tells_the_epoch_in_which_it_diverged():
    with pytest.raises(FloatingPointError) as caught:
        two_epochs(lambda params, X, y: (np.inf, {"x": params["x"]}))
    assert str(caught.value) == (
        "the loss is inf at epoch 0: lower learning_rate, or look at the "
        "scale of the inputs"
    )

"""Numerical gradients and the gradient check, and that it can fail."""

from functools import partial

import numpy as np
import pytest

from helpers import gradients
from helpers.gradients import (
    GradientError,
    check_gradients,
    numerical_gradient,
    relative_error,
)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 1, 2)])
def test_gradient_of_the_sum_of_cubes_in_any_shape(shape):
    x = np.asarray(np.random.default_rng(0).normal(size=shape))
    gradient = numerical_gradient(lambda x: (x**3).sum(), x)
    assert gradient.shape == shape
    assert relative_error(3 * x**2, gradient) < 1e-8


def test_x_is_left_as_it_was_even_if_f_raises():
    x = np.array([0.1, 0.2, 0.3])
    before = x.copy()
    numerical_gradient(lambda x: x.sum(), x)
    assert (x == before).all()

    def fails_at_the_second_entry(x):
        if x[1] != before[1]:
            raise RuntimeError("stop")
        return x.sum()

    with pytest.raises(RuntimeError, match="stop"):
        numerical_gradient(fails_at_the_second_entry, x)
    assert (x == before).all()


def test_differences_are_central():
    # A forward difference of x**2 at 1 would be off by h = 0.1.
    gradient = numerical_gradient(lambda x: x[0] ** 2, np.ones(1), h=0.1)
    assert gradient[0] == pytest.approx(2, abs=1e-12)


@pytest.mark.parametrize(
    "x, error, message",
    [
        (np.array([1, 2]), TypeError, "x is int64.*float64"),
        (np.ones(2, np.float32), TypeError, "x is float32.*float64"),
        ([1.0, 2.0], TypeError, "x is list"),
        (np.array([1.0, np.nan]), ValueError, "x holds NaN"),
        (np.ones(0), ValueError, "x is empty"),
    ],
)
def test_numerical_gradient_refuses(x, error, message):
    with pytest.raises(error, match=message):
        numerical_gradient(np.sum, x)


def test_numerical_gradient_refuses_a_bad_step_and_a_bad_function():
    with pytest.raises(ValueError, match="h is 0"):
        numerical_gradient(np.sum, np.ones(2), h=0)
    with pytest.raises(ValueError, match="one finite number"):
        numerical_gradient(lambda x: x, np.ones(2))
    with pytest.raises(ValueError, match="one finite number"):
        numerical_gradient(lambda x: np.nan, np.ones(2))


def test_relative_error_is_taken_over_the_whole_array():
    assert relative_error(np.array([1.0, 0.0]), np.array([1.0, 1e-9])) == (
        pytest.approx(5e-10)
    )
    assert relative_error(np.array([1.0]), np.array([-1.0])) == 1
    assert relative_error(np.zeros(2), np.zeros(2)) == 0
    with pytest.raises(ValueError, match=r"n has shape \(3,\)"):
        relative_error(np.zeros(2), np.zeros(3))


def cubes(params, X, y, wrong=None, by=2.0):
    """Return the sum of cubes, its gradient at fault in one entry."""
    grads = {key: 3 * x**2 for key, x in params.items()}
    if wrong is not None:
        grads["W"][wrong] *= by
    return sum((x**3).sum() for x in params.values()), grads


def draw(rows):
    rng = np.random.default_rng(1)
    return {"W": rng.normal(size=(rows, 10)), "b": rng.normal(size=10)}


@pytest.mark.parametrize("rows", [3, 30])
def test_right_gradients_pass(rows, capsys):
    params = draw(rows)
    before = {key: x.copy() for key, x in params.items()}
    errors = check_gradients(cubes, params)
    assert set(errors) == {"W", "b"} and max(errors.values()) < 1e-7
    assert all((params[key] == before[key]).all() for key in params)
    lines = capsys.readouterr().out.splitlines()
    how = "every entry" if rows == 3 else "20 random directions"
    assert lines[0] == f"W ({rows}, 10): {how}, relative error below 1e-06"
    assert lines[1] == "b (10,): every entry, relative error below 1e-06"


def test_a_wrong_entry_is_named_with_both_numbers():
    params = draw(3)
    params["W"][1, 4] = 3.0  # gradient 27, reported as 54

    def wrong(params, X, y):
        return cubes(params, X, y, wrong=(1, 4))

    with pytest.raises(GradientError) as caught:
        check_gradients(wrong, params)
    message = str(caught.value)
    assert "W[1, 4]" in message
    assert "it is 54" in message and "numerically 27" in message
    assert "relative error 3.3e-01, allowed 1e-06" in message


def test_a_wrong_entry_of_a_large_array_shows_along_directions():
    def wrong(params, X, y):
        return cubes(params, X, y, wrong=(7, 2))

    with pytest.raises(GradientError, match="W along random direction"):
        check_gradients(wrong, draw(30))


@pytest.mark.parametrize("factor", [-1, 0.5, 1.001])
@pytest.mark.parametrize("rows", [3, 30])
def test_a_sign_or_a_factor_is_seen(factor, rows):
    def wrong(params, X, y):
        loss, grads = cubes(params, X, y)
        return loss, {key: factor * grad for key, grad in grads.items()}

    with pytest.raises(GradientError):
        check_gradients(wrong, draw(rows))


def test_missing_and_misshapen_gradients_are_named():
    with pytest.raises(GradientError, match=r"keys \['W'\]; params has"):
        check_gradients(lambda p, X, y: (0.0, {"W": p["W"]}), draw(3))
    with pytest.raises(GradientError, match=r'grads\["W"\] has shape \(10'):
        check_gradients(
            lambda p, X, y: (0.0, {"W": p["W"].T, "b": p["b"]}), draw(3)
        )
    with pytest.raises(GradientError, match="NaN"):
        check_gradients(
            lambda p, X, y: (0.0, {k: x * np.nan for k, x in p.items()}),
            draw(3),
        )


def test_params_must_be_float64():
    params = {"W": np.ones((2, 2), np.float32)}
    with pytest.raises(TypeError, match=r'params\["W"\] is float32'):
        check_gradients(cubes, params)


def test_directions_come_from_the_generator_that_is_passed():
    params = draw(30)
    first = check_gradients(cubes, params, rng=np.random.default_rng(5))
    again = check_gradients(cubes, params, rng=np.random.default_rng(5))
    other = check_gradients(cubes, params, rng=np.random.default_rng(6))
    assert first == again and first["W"] != other["W"]
    assert gradients.DIRECTIONS == 20


def test_rounding_alone_is_no_error(capsys):
    """At a point where the gradient vanishes only rounding is left."""

    def bowl(params, X, y):
        x = params["x"]
        return 1.5 + (x**4).sum(), {"x": 4 * x**3}

    check_gradients(bowl, {"x": np.full(3, 1e-6)})
    assert "x (3,): every entry, equal up to rounding" in (
        capsys.readouterr().out
    )


def test_a_small_gradient_is_still_checked():
    """What rounding cannot explain is an error, however small."""

    def wrong(params, X, y):
        return 1e-7 * params["x"].sum(), {"x": np.full(3, 2e-7)}

    with pytest.raises(GradientError, match="it is 2e-07, numerically 1e-07"):
        check_gradients(wrong, {"x": np.ones(3)})


def hinged(kink, slope=1.0):
    """Return the sum of max(0, x - kink), its gradient times `slope`."""

    def loss_and_grads(params, X=None, y=None):
        x = params["x"] - kink
        return np.maximum(0, x).sum(), {"x": slope * (x > 0)}

    return loss_and_grads


def test_a_kink_within_the_step_is_told_from_a_bug(capsys):
    params = {"x": np.array([0.3, 0.5, -0.4])}
    near = np.array([0.3 - 4e-6, 0.0, 0.0])
    errors = check_gradients(hinged(near), params)
    assert errors["x"] < 1e-6
    assert "with h = 1e-07: a kink was near" in capsys.readouterr().out
    with pytest.raises(GradientError, match="x is wrong"):
        check_gradients(hinged(near, slope=1.001), params)
    with pytest.raises(GradientError, match="x is wrong"):
        check_gradients(hinged(np.zeros(3), slope=1.001), params)


def test_a_kink_keeps_what_else_is_said(capsys):
    near = np.array([0.3 - 4e-6, 0.0, 0.0])
    check_gradients(hinged(near), {"x": np.array([0.3, 0.5, -0.4])})
    assert capsys.readouterr().out == (
        "x (3,): every entry, relative error below 1e-06\n"
        "  with h = 1e-07: a kink was near\n"
    )


@pytest.mark.parametrize(
    ("size", "how"), [(200, "every entry"), (201, "20 random directions")]
)
def test_up_to_200_entries_are_checked_each(capsys, size, how):
    check_gradients(
        lambda params, X, y: (params["x"].sum(), {"x": np.ones(size)}),
        {"x": np.zeros(size)},
    )
    assert how in capsys.readouterr().out


def far_up(loss_and_grads, height):
    """Return a loss with a constant added, in which differences drown."""

    def raised(params, X=None, y=None):
        loss, grads = loss_and_grads(params, X, y)
        return loss + height, grads

    return raised


def test_a_large_loss_has_large_rounding(capsys):
    params = {"x": np.array([0.3, 0.5, -0.4])}

    def line(slope, params, X=None, y=None):
        return params["x"].sum(), {"x": np.full(3, slope)}

    check_gradients(far_up(partial(line, 1.0), 1e7), params)
    assert "equal up to rounding" in capsys.readouterr().out
    # Rounding at the finer step would excuse this one, and must not.
    with pytest.raises(GradientError, match="x is wrong"):
        check_gradients(far_up(partial(line, 1.001), 1e5), params)
    near = hinged(np.array([0.3 - 4e-6, 0.0, 0.0]))
    check_gradients(far_up(near, 5e4), params)
    assert capsys.readouterr().out == (
        "x (3,): every entry, equal up to rounding\n"
        "  with h = 1e-07: a kink was near\n"
    )


def test_at_a_kink_there_is_no_gradient():
    params = {"x": np.array([0.3, 0.5])}
    with pytest.raises(GradientError, match=r"x\[0\]"):
        check_gradients(hinged(np.array([0.3, 0.0])), params)


def test_the_direction_that_differs_most_is_named_with_both_slopes():
    c = np.random.default_rng(5).normal(size=(21, 10))
    x = {"x": np.zeros((21, 10))}
    claimed = c.copy()
    claimed[3, 4] += 2.0

    def wrong(params, X, y):
        return (c * params["x"]).sum(), {"x": claimed}

    rng = np.random.default_rng(0)
    directions = [rng.standard_normal((21, 10)) for _ in range(20)]
    units = [d / np.linalg.norm(d) for d in directions]
    told = np.array([(claimed * d).sum() for d in units])
    right = np.array([(c * d).sum() for d in units])
    k = np.abs(told - right).argmax()
    with pytest.raises(GradientError) as caught:
        check_gradients(wrong, x)
    assert str(caught.value) == (
        f"the gradient of x is wrong: at x along random direction {k} it is "
        f"{told[k]:.6g}, numerically {right[k]:.6g}; relative error "
        f"{relative_error(told, right):.1e}, allowed 1e-06"
    )


def test_a_kink_near_a_large_array_is_told_from_a_bug(capsys):
    rng = np.random.default_rng(2)
    x = rng.choice([-1.0, 1.0], size=300)
    x[7] = 4e-8  # within the step, along any direction, but not the finer

    def lengths(params, X, y):
        return np.abs(params["x"]).sum(), {"x": np.sign(params["x"])}

    check_gradients(lengths, {"x": x})
    assert "with h = 1e-07: a kink was near" in capsys.readouterr().out


def test_the_entry_that_differs_most_is_named_not_the_largest():
    def wrong(params, X, y):
        x = params["x"]
        return (x * [1.0, 100.0]).sum(), {"x": np.array([3.0, 100.0])}

    with pytest.raises(GradientError, match="it is 3, numerically 1;"):
        check_gradients(wrong, {"x": np.zeros(2)})

"""The gradient check of chapter 2."""

import numpy as np

from helpers import validate
from helpers.differences import H, numerical_gradient, relative_error

__all__ = [
    "GradientError",
    "check_gradients",
    "numerical_gradient",
    "relative_error",
]

ENTRIES = 200  # arrays up to this size are checked entry by entry
FINER = H / 100  # the step where a kink may lie within H
DIRECTIONS = 20  # larger ones along so many random directions


class GradientError(AssertionError):
    """A gradient does not agree with the numerical one."""


def check_gradients(
    loss_and_grads, params, X=None, y=None, tol=1e-6, rng=None
):
    """Check every gradient of a loss-and-gradient function numerically.

    Arrays of up to 200 entries are checked entry by entry, larger ones along
    20 random directions of unit length. Prints one line an array.

    A difference that the rounding of the loss explains counts as none: where
    the gradient vanishes, its numerical estimate is rounding alone. Where an
    array disagrees it is measured once more with a hundredth of the step: a
    bug is as wrong as before, a kink is most likely out of reach (chapter 2).

    Parameters
    ----------
    loss_and_grads : callable
        ``loss_and_grads(params, X, y) -> (loss, grads)``.
    params : dict of str to ndarray of float64
        Left as they were.
    X, y : optional
        Handed on.
    tol : float
        The largest relative error that passes.
    rng : numpy.random.Generator, optional
        Draws the directions; ``default_rng(0)`` if left out.

    Returns
    -------
    dict of str to float
        The relative error of each array.

    Raises
    ------
    GradientError
        An AssertionError that names the array, its worst entry, both
        numbers and the relative error.
    """
    validate.positive("tol", tol)
    rng = np.random.default_rng(0) if rng is None else rng
    grads = loss_and_grads(params, X, y)[1]
    if set(grads) != set(params):
        raise GradientError(
            f"grads has the keys {sorted(grads)}; params has {sorted(params)}"
        )

    def loss(_):
        return loss_and_grads(params, X, y)[0]

    errors = {}
    for key, x in params.items():
        validate.float64(f'params["{key}"]', x)
        if np.shape(grads[key]) != x.shape:
            raise GradientError(
                f'grads["{key}"] has shape {np.shape(grads[key])}; '
                f'params["{key}"] has shape {x.shape}'
            )
        errors[key] = _check(key, loss, x, np.asarray(grads[key]), tol, rng)
    return errors


def _check(key, loss, x, grad, tol, rng):
    """Check one array, print how, and return its relative error."""
    if not np.isfinite(grad).all():
        raise GradientError(f'grads["{key}"] holds NaN or infinity')
    by_entry = x.size <= ENTRIES
    compare = _by_entry if by_entry else _by_direction
    rounding = 10 * np.finfo(np.float64).eps * max(1, abs(loss(x)))
    where, a, n = compare(key, loss, x, grad, rng, H)
    agree = _agreement(a, n, tol, rounding / H)
    if not agree:
        message = _wrong(key, where, a, n, tol)
        _, a, n = compare(key, loss, x, grad, rng, FINER)
        agree = _agreement(a, n, tol, rounding / FINER)
        if not agree or relative_error(a, n) > 100 * tol:
            raise GradientError(message)
        agree += f"\n  with h = {FINER:.0e}: a kink was near"
    how = "every entry" if by_entry else f"{DIRECTIONS} random directions"
    print(f"{key} {x.shape}: {how}, {agree}")
    return relative_error(a, n)


def _by_entry(key, loss, x, grad, rng, h):
    """Return the place of largest difference, and both gradients."""
    numerical = numerical_gradient(loss, x, h)
    worst = np.unravel_index(np.abs(grad - numerical).argmax(), x.shape)
    return f"{key}[{', '.join(map(str, worst))}]", grad, numerical


def _by_direction(key, loss, x, grad, rng, h):
    """Return the direction of largest difference, and both slopes of all."""
    analytic, numerical = np.empty((2, DIRECTIONS))
    start = x.copy()
    for k in range(DIRECTIONS):
        direction = rng.standard_normal(x.shape)
        direction /= np.linalg.norm(direction)

        def along(step, direction=direction):
            x[...] = start + step[0] * direction
            return loss(x)

        try:
            numerical[k] = numerical_gradient(along, np.zeros(1), h)[0]
        finally:
            x[...] = start
        analytic[k] = (grad * direction).sum()
    worst = np.abs(analytic - numerical).argmax()
    return f"{key} along random direction {worst}", analytic, numerical


def _agreement(analytic, numerical, tol, rounding):
    """Return in words how two gradients agree; empty if they do not."""
    right = relative_error(analytic, numerical) <= tol
    explained = np.abs(analytic - numerical).max() <= rounding
    if explained and (not right or np.abs(analytic).max() <= rounding):
        return "equal up to rounding"
    return f"relative error below {tol:.0e}" if right else ""


def _wrong(key, where, analytic, numerical, tol):
    """Return the message on a gradient that is not the numerical one."""
    worst = np.abs(analytic - numerical).argmax()
    return (
        f"the gradient of {key} is wrong: at {where} it is "
        f"{analytic.flat[worst]:.6g}, numerically "
        f"{numerical.flat[worst]:.6g}; relative error "
        f"{relative_error(analytic, numerical):.1e}, allowed {tol:.0e}"
    )

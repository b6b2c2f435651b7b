"""Gradient descent (chapter 3) and mini-batch SGD (chapter 7).

Both take any loss-and-gradient function, leave the caller's parameters alone
and return new ones with a history.
"""

import numpy as np

from helpers import validate
from helpers.progress import progress


def _copy(params):
    return {key: array.copy() for key, array in params.items()}


def _step(params, velocity, grads, rate, momentum):
    """Move params and velocity on, in place."""
    for key, array in params.items():
        v = velocity[key]
        v *= momentum
        v -= rate * grads[key]
        array += v


def _check(params, momentum):
    if not isinstance(params, dict) or not params:
        raise ValueError("params must be a dict that holds arrays")
    for key, array in params.items():
        numbers = validate.numbers(f'params["{key}"]', array)
        if not isinstance(array, np.ndarray) or numbers.dtype.kind != "f":
            raise TypeError(
                f'params["{key}"] is {numbers.dtype}; it must be a float array'
            )
    if not 0 <= momentum < 1:
        raise ValueError(
            f"momentum is {momentum!r}; it must be at least 0 and below 1"
        )


def _finite(loss, where):
    if not np.isfinite(loss):
        raise FloatingPointError(
            f"the loss is {loss} at {where}: lower learning_rate, "
            "or look at the scale of the inputs"
        )
    return float(loss)


def gradient_descent(
    loss_and_grads,
    params,
    X=None,
    y=None,
    *,
    learning_rate,
    num_steps,
    momentum=0.0,
):
    """Walk downhill in full steps.

    Each step is velocity = momentum * velocity - learning_rate * gradient,
    then parameter = parameter + velocity.

    Parameters
    ----------
    loss_and_grads : callable
        ``loss_and_grads(params, X, y) -> (loss, grads)``.
    params : dict of str to float ndarray
        Where to start; not changed.
    X, y : optional
        Handed on, all of them at each step.
    learning_rate : float
    num_steps : int
    momentum : float
        At least 0, below 1.

    Returns
    -------
    params : dict
    history : dict
        ``loss``: array (num_steps + 1,), before the first step and after
        each; ``params``: list of num_steps + 1 copies of the parameters.

    Raises
    ------
    FloatingPointError
        If the loss is no longer finite; the message says at which step.
    """
    _check(params, momentum)
    validate.positive("learning_rate", learning_rate)
    validate.count("num_steps", num_steps, at_least=0)
    params = _copy(params)
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    losses, path = [], []
    for k in range(num_steps + 1):
        loss, grads = loss_and_grads(params, X, y)
        losses.append(_finite(loss, f"step {k}"))
        path.append(_copy(params))
        if k < num_steps:
            _step(params, velocity, grads, learning_rate, momentum)
    return params, {"loss": np.array(losses), "params": path}


def sgd(
    loss_and_grads,
    params,
    X,
    y,
    *,
    learning_rate,
    num_epochs,
    batch_size,
    rng,
    momentum=0.0,
    on_epoch=None,
    description="sgd",
):
    """Train with mini-batches, in a new random order each epoch.

    Parameters
    ----------
    loss_and_grads : callable
        ``loss_and_grads(params, X, y) -> (loss, grads)``.
    params : dict of str to float ndarray
        Where to start; not changed.
    X : ndarray, shape (N, D)
    y : ndarray, shape (N,)
    learning_rate : float or callable
        A callable gets the fraction of the training that is done, from 0 to
        below 1, and returns the rate.
    num_epochs : int
    batch_size : int
        The last batch of an epoch may be smaller.
    rng : numpy.random.Generator
    momentum : float
        At least 0, below 1.
    on_epoch : callable, optional
        ``on_epoch(epoch, params)``, called after each epoch (0, 1, ...); a
        dict that it returns is appended to the history.
    description : str
        Stands in front of the progress bar.

    Returns
    -------
    params : dict
    history : dict
        ``loss``: the loss of each batch before its step, an array; and an
        array for each key that `on_epoch` returned, one entry an epoch.

    Raises
    ------
    FloatingPointError
        If the loss is no longer finite; the message says in which epoch.
    """
    _check(params, momentum)
    validate.count("num_epochs", num_epochs)
    validate.count("batch_size", batch_size)
    if len(X) != len(y) or len(X) == 0:
        raise ValueError(
            f"X has {len(X)} examples and y has {len(y)} labels; they must "
            "be as many, and at least one"
        )
    X = np.asarray(X)  # of a memory map, a plain view: its batches are quicker
    rate = learning_rate
    if not callable(rate):
        validate.positive("learning_rate", learning_rate)
    params = _copy(params)
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    starts = range(0, len(X), batch_size)
    history, step = {"loss": []}, 0
    for epoch in progress(range(num_epochs), description):
        order = rng.permutation(len(X))
        for start in starts:
            if callable(learning_rate):
                rate = learning_rate(step / (num_epochs * len(starts)))
            rows = order[start : start + batch_size]
            # X[rows]; "clip" as no row is out of range, which is quicker
            batch = X.take(rows, axis=0, mode="clip")
            loss, grads = loss_and_grads(params, batch, y[rows])
            history["loss"].append(_finite(loss, f"epoch {epoch}"))
            _step(params, velocity, grads, rate, momentum)
            step += 1
        report = on_epoch(epoch, params) if on_epoch is not None else None
        for key, value in (report or {}).items():
            history.setdefault(key, []).append(value)
    return params, {key: np.array(value) for key, value in history.items()}

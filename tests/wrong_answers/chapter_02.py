"""Wrong answers to the exercises of chapter 2."""

import numpy as np

from helpers.gradients import numerical_gradient


def errors(x, h):
    return numerical_gradient(lambda x: np.sum(np.sin(x)), x, h) - np.cos(x)


def worst_error(x, h):
    return np.max(np.abs(errors(x, h)))


def forward_worst(x, h):
    return np.max(np.abs((np.sin(x + h) - np.sin(x)) / h - np.cos(x)))


def moved_and_left(x, h):
    above, below = np.sin(x + h), np.sin(x - h)
    worst = np.max(np.abs((above - below) / (2 * h) - np.cos(x)))
    x += h
    return worst


def derived_worst(x, h):
    return np.max(np.abs(np.cos(x))) * (1 - np.sin(h) / h)


KINDS = "truncation", "rounding", "rounding"


def backward(second, h):
    return -second * h / 2


def mean(third, h):
    return third * h**2 / 6


def second_difference(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def best_step(value, fourth, eps):
    return (48 * eps * abs(value / fourth)) ** 0.25


def to_the_right(f, x, h):
    return (f(x + 2 * h) - 2 * f(x + h) + f(x)) / h**2


def middle_once(f, x, h):
    return (f(x + h) - f(x) + f(x - h)) / h**2


def squared(params, X, Y, factor=0.5, share=None, bias=np.sum, weight=1.0):
    difference = X @ params["W"] + params["b"] - Y
    loss = factor * np.sum(difference**2) / len(X)
    d = difference / (len(X) if share is None else share)
    return loss, {"W": weight * X.T @ d, "b": bias(d, axis=0)}


def mean_over_all(params, X, Y):
    difference = X @ params["W"] + params["b"] - Y
    d = difference / Y.size
    return np.mean(difference**2) / 2, {"W": X.T @ d, "b": d.sum(axis=0)}


def one_bias(params, X, Y):
    loss, grads = squared(params, X, Y)
    return loss, {"W": grads["W"], "b": np.sum(grads["b"])}


def into_the_parameters(params, X, Y):
    loss, grads = squared(params, X, Y)
    params["W"] -= 0.1 * grads["W"]
    return loss, grads


def message(b):
    entry = np.argmax(np.abs(b))
    return entry, 0.1 * b[entry]


def largest_with_sign(b):
    return np.argmax(b), 0.1 * np.max(b)


def equal_slope(W, reg):
    return reg * np.sum(W) / np.sqrt(W.size)


WRONG = {
    "ex-ch02-step": {
        "the mean of the errors": (
            lambda x, h: np.mean(np.abs(errors(x, h))),
            *KINDS,
        ),
        "the sign kept": (lambda x, h: np.max(errors(x, h)), *KINDS),
        "an error for each entry": (lambda x, h: abs(errors(x, h)), *KINDS),
        "the default step": (lambda x, h: worst_error(x, 1e-5), *KINDS),
        "a forward difference": (forward_worst, *KINDS),
        "the bound instead": (lambda x, h: h**2 / 6, *KINDS),
        "derived, not measured": (derived_worst, *KINDS),
        "the array left moved": (moved_and_left, *KINDS),
        "truncation at the bottom": (
            worst_error,
            "truncation",
            "truncation",
            "rounding",
        ),
        "the kinds exchanged": (
            worst_error,
            "rounding",
            "truncation",
            "truncation",
        ),
    },
    "ex-ch02-backward": {
        "the sign of the forward one": (lambda s, h: s * h / 2, mean),
        "the half forgotten": (lambda s, h: -s * h, mean),
        "second order": (lambda s, h: -s * h**2 / 2, mean),
        "the size alone": (lambda s, h: abs(s) * h / 2, mean),
        "nothing left in the mean": (backward, lambda t, h: 0 * h),
        "not divided by 2h": (backward, lambda t, h: t * h**2 / 3),
        "the mean's error of third order": (
            backward,
            lambda t, h: t * h**3 / 6,
        ),
    },
    "ex-ch02-second": {
        "one step in the denominator": (
            lambda f, x, h: second_difference(f, x, h) * h,
            best_step,
        ),
        "2h squared": (
            lambda f, x, h: second_difference(f, x, h) / 4,
            best_step,
        ),
        "to the right": (to_the_right, best_step),
        "the middle value once": (middle_once, best_step),
        "the first derivative": (
            lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
            best_step,
        ),
        "the middle counts once in the rounding": (
            second_difference,
            lambda v, f4, eps: (36 * eps * abs(v / f4)) ** 0.25,
        ),
        "the cube root of the chapter": (
            second_difference,
            lambda v, f4, eps: (48 * eps * abs(v / f4)) ** (1 / 3),
        ),
        "turned round": (
            second_difference,
            lambda v, f4, eps: (48 * eps * abs(f4 / v)) ** 0.25,
        ),
        "the rule of thumb": (second_difference, lambda v, f4, eps: eps**0.25),
    },
    "ex-ch02-least-squares": {
        "no half in the loss": (lambda *a: squared(*a, factor=1.0), 1 / 3),
        "no mean in the gradients": (lambda *a: squared(*a, share=1), 1 / 3),
        "mean over all entries": (mean_over_all, 1 / 3),
        "the biases' gradient a mean": (
            lambda *a: squared(*a, bias=np.mean),
            1 / 3,
        ),
        "one number for all biases": (one_bias, 1 / 3),
        "the sign": (lambda *a: squared(*a, weight=-1.0), 1 / 3),
        "a step taken": (into_the_parameters, 1 / 3),
        "the loss alone": (lambda *a: squared(*a)[0], 1 / 3),
        "relative to the larger": (squared, 1 / 2),
        "relative to the smaller": (squared, 1),
        "the factor": (squared, 2),
    },
    "ex-ch02-message": {
        "the largest with its sign": (largest_with_sign,),
        "counted from 1": (lambda b: (message(b)[0] + 1, message(b)[1]),),
        "the difference without its sign": (
            lambda b: (message(b)[0], abs(message(b)[1])),
        ),
        "numerical minus analytic": (
            lambda b: (message(b)[0], -message(b)[1]),
        ),
        "the bias itself": (lambda b: (message(b)[0], b[message(b)[0]]),),
        "the first that is off": (lambda b: (0, 0.1 * b[0]),),
        "the difference alone": (lambda b: message(b)[1],),
    },
    "ex-ch02-blind": {
        "blind with the regulariser too": (lambda W, reg: 0.0, "no", "yes"),
        "a direction of ones, not of length 1": (
            lambda W, reg: reg * np.sum(W),
            "no",
            "yes",
        ),
        "divided by K": (lambda W, reg: reg * np.mean(W), "no", "yes"),
        "divided by the root of the classes": (
            lambda W, reg: reg * np.sum(W) / np.sqrt(W.shape[1]),
            "no",
            "yes",
        ),
        "the length of the gradient": (
            lambda W, reg: reg * np.linalg.norm(W),
            "no",
            "yes",
        ),
        "the regulariser itself": (
            lambda W, reg: 0.5 * reg * np.sum(W**2),
            "no",
            "yes",
        ),
        "it is thought to find them": (equal_slope, "yes", "yes"),
        "none is thought to find them": (equal_slope, "no", "no"),
    },
}

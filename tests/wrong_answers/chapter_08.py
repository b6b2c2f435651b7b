"""Wrong answers to the exercises of chapter 8."""

import math

import numpy as np


def count_params(D, H, C):
    return D * H + H + H * C + C


def one_layer(params, upper_bias=1.0):
    b = params["b1"] @ params["W2"] + upper_bias * params["b2"]
    return {"W": params["W1"] @ params["W2"], "b": b}


def transposed(params):
    layer = one_layer(params)
    return {"W": layer["W"].T, "b": layer["b"]}


def lower_bias_forgotten(params):
    return {"W": params["W1"] @ params["W2"], "b": params["b2"]}


def lower_bias_straight_up(params):
    layer = one_layer(params)
    return {"W": layer["W"], "b": params["b1"].sum() + params["b2"]}


def with_relu(params):
    layer = one_layer(params)
    return {
        "W": np.maximum(0, params["W1"]) @ params["W2"],
        "b": layer["b"],
    }


def slope_of_answer(a1, A, B):
    return A * B * (1 - (a1 / A) ** 2)


def reordered(params, order):
    return {
        "W1": params["W1"][:, order],
        "b1": params["b1"][order],
        "W2": params["W2"][order],
        "b2": params["b2"],
    }


def left_alone(*keys):
    """Return a reordering that leaves some arrays as they are."""

    def answer(params, order):
        same = {key: params[key] for key in keys}
        return reordered(params, order) | same

    return answer


def other_way_round(params, order):
    return reordered(params, np.argsort(order))


def upper_weights_other_way_round(params, order):
    upper = params["W2"][np.argsort(order)]
    return reordered(params, order) | {"W2": upper}


def reordered_in_place(params, order):
    params.update(reordered(params, order))
    return params


def mean_of_all(params, upper=0):
    """Return the mean of all reordered networks."""
    means = {
        "W1": params["W1"].mean(axis=1, keepdims=True),
        "b1": params["b1"].mean(),
        "W2": params["W2"].mean(axis=upper, keepdims=True),
        "b2": params["b2"],
    }
    return {key: 0 * params[key] + means[key] for key in means}


def mean_of_entries(params):
    return {key: 0 * array + array.mean() for key, array in params.items()}


def sum_of_all(params):
    number = math.factorial(len(params["b1"]))
    return {key: number * x for key, x in mean_of_all(params).items()}


def backwards(params, X, y, activation, slope=None, back=None, N=None):
    """Return dX, with any of its parts replaced."""
    W1, W2 = params["W1"], params["W2"]
    z1 = X @ W1 + params["b1"]
    a1 = np.maximum(0, z1) if activation == "relu" else 1 / (1 + np.exp(-z1))
    scores = a1 @ W2 + params["b2"]
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    dscores = exps / exps.sum(axis=1, keepdims=True)
    dscores[np.arange(len(y)), y] -= 1
    da1 = dscores @ (W2.T if back is None else back(W2)) / (N or len(y))
    slopes = {"relu": a1 > 0, "sigmoid": a1 * (1 - a1)}
    slope = slopes[activation] if slope is None else slope(a1)
    return (da1 * slope) @ (W1.T if back is None else back(W1))


def slope_dropped(*arguments):
    return backwards(*arguments, slope=np.ones_like)


def slope_of_relu_always(*arguments):
    return backwards(*arguments, slope=lambda a1: a1 > 0)


def slope_of_sigmoid_always(*arguments):
    return backwards(*arguments, slope=lambda a1: a1 * (1 - a1))


def not_transposed(*arguments):
    return backwards(*arguments, back=lambda W: W)


def summed_over_the_batch(*arguments):
    return backwards(*arguments, N=1)


def gradient_of_lower_weights(params, X, y, activation):
    unit = {**params, "W1": np.eye(len(params["W1"]))}
    return X * backwards(unit, X, y, activation)


WRONG = {
    "ex-ch08-units": {
        "no biases": (lambda D, H, C: D * H + H * C, 9, "5 to 10"),
        "no upper biases": (lambda D, H, C: D * H + H + H * C, 9, "5 to 10"),
        "one bias a layer": (
            lambda D, H, C: D * H + H * C + 2,
            9,
            "5 to 10",
        ),
        "the layers multiplied": (
            lambda D, H, C: (D + 1) * H * (H + 1) * C,
            9,
            "5 to 10",
        ),
        "the first that has more": (count_params, 10, "5 to 10"),
        "more units, more gain": (count_params, 9, "20 to 40"),
    },
    "ex-ch08-linear": {
        "turned round": (transposed,),
        "the lower bias forgotten": (lower_bias_forgotten,),
        "the lower bias straight up": (lower_bias_straight_up,),
        "the upper bias forgotten": (lambda p: one_layer(p, 0.0),),
        "an activation after all": (with_relu,),
        "a pair, no dict": (lambda p: tuple(one_layer(p).values()),),
    },
    "ex-ch08-tanh": {
        "the sigmoid's largest slope": (1 / 4, slope_of_answer),
        "the chain rule's first 2 forgotten": (1 / 2, slope_of_answer),
        "four times the 1": (4, slope_of_answer),
        "the slope of tanh": (1, lambda a1, A, B: 1 - a1**2),
        "not divided by A": (1, lambda a1, A, B: A * B * (1 - a1**2)),
        "the inner factor forgotten": (
            1,
            lambda a1, A, B: A * (1 - (a1 / A) ** 2),
        ),
        "the outer factor forgotten": (
            1,
            lambda a1, A, B: B * (1 - (a1 / A) ** 2),
        ),
        "taken of the sum": (
            1,
            lambda a1, A, B: A * B * (1 - np.tanh(B * a1) ** 2),
        ),
    },
    "ex-ch08-permute": {
        "the upper weights left": (left_alone("W2"), 720, mean_of_all),
        "the lower biases left": (left_alone("b1"), 720, mean_of_all),
        "the lower weights alone": (left_alone("b1", "W2"), 720, mean_of_all),
        "the other way round": (other_way_round, 720, mean_of_all),
        "the upper weights the other way round": (
            upper_weights_other_way_round,
            720,
            mean_of_all,
        ),
        "in place": (reordered_in_place, 720, mean_of_all),
        "pairs of units": (reordered, 6 * 5 / 2, mean_of_all),
        "each unit to each place": (reordered, 6**6, mean_of_all),
        "without your own": (reordered, math.factorial(6) - 1, mean_of_all),
        "the network itself": (reordered, 720, lambda params: params),
        "the mean of all entries": (reordered, 720, mean_of_entries),
        "the upper weights over the classes": (
            reordered,
            720,
            lambda params: mean_of_all(params, upper=1),
        ),
        "the sum of all": (reordered, 720, sum_of_all),
    },
    "ex-ch08-dx": {
        "the slope dropped": (slope_dropped,),
        "the slope of ReLU for both": (slope_of_relu_always,),
        "the slope of the sigmoid for both": (slope_of_sigmoid_always,),
        "weights not transposed": (not_transposed,),
        "the sum over the batch": (summed_over_the_batch,),
        "times the picture": (gradient_of_lower_weights,),
    },
}

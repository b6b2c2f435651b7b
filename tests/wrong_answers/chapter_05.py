"""Wrong answers to the exercises of chapter 5."""

import numpy as np

from helpers import linear
from helpers.losses import softmax


def one_step(params, X, y, rate):
    _, grads = linear.softmax_loss(params, X, y)
    return {key: params[key] - rate * grads[key] for key in params}


def uphill(params, X, y, rate):
    return one_step(params, X, y, -rate)


def without_mean(params, X, y, rate):
    return one_step(params, X, y, rate * len(X))


def weights_only(params, X, y, rate):
    return {"W": one_step(params, X, y, rate)["W"], "b": params["b"]}


def the_steps_alone(params, X, y, rate):
    _, grads = linear.softmax_loss(params, X, y)
    return {key: -rate * grads[key] for key in params}


def params_changed(params, X, y, rate):
    _, grads = linear.softmax_loss(params, X, y)
    for key in params:
        params[key] -= rate * grads[key]
    return params


def weights_returned_only(params, X, y, rate):
    return one_step(params, X, y, rate)["W"]


def turned(X, way):
    pictures = X.reshape(-1, 32, 32, 3)
    return pictures[(slice(None), *way)].reshape(len(X), -1)


BACK, AS_IT_IS = slice(None, None, -1), slice(None)


def mirrored(X):
    return turned(X, (AS_IT_IS, BACK))


def mirrored_planes(X):
    planes = X.reshape(-1, 3, 32, 32)
    return planes[:, :, :, ::-1].reshape(len(X), -1)


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def slope_of_squares(s, t):
    o = sigmoid(s)
    return (o - t) * o * (1 - o) / 10


def pieces_without_the_sigmoid(s, t):
    o = sigmoid(s)
    return (-t / o + (1 - t) / (1 - o)) / 10


def grey(X):
    return X.reshape(len(X), 1024, 3).mean(axis=2)


def weighted_grey(X):
    return X.reshape(len(X), 1024, 3) @ np.array([0.299, 0.587, 0.114])


def all_regularised(params, X, y, reg):
    loss, grads = linear.softmax_loss(params, X, y, reg)
    b = params["b"]
    grads = {"W": grads["W"], "b": grads["b"] + reg * b}
    return loss + 0.5 * reg * np.sum(b**2), grads


def loss_unchanged(params, X, y, reg):
    _, grads = all_regularised(params, X, y, reg)
    return linear.softmax_loss(params, X, y, reg)[0], grads


def gradient_unchanged(params, X, y, reg):
    _, grads = linear.softmax_loss(params, X, y, reg)
    return all_regularised(params, X, y, reg)[0], grads


def half_forgotten(params, X, y, reg):
    loss, grads = all_regularised(params, X, y, reg)
    return loss + 0.5 * reg * np.sum(params["b"] ** 2), grads


def half_kept_in_the_gradient(params, X, y, reg):
    loss, grads = all_regularised(params, X, y, reg)
    return loss, {"W": grads["W"], "b": grads["b"] - 0.5 * reg * params["b"]}


def mean_probs(f, b, reg):
    return f - reg * b


WRONG = {
    "ex-ch05-batch": {
        "uphill": (uphill, "no"),
        "the sum over the batch": (without_mean, "no"),
        "the biases forgotten": (weights_only, "no"),
        "not added to the parameters": (the_steps_alone, "no"),
        "the parameters changed": (params_changed, "no"),
        "the weights alone returned": (weights_returned_only, "no"),
        "rescue expected": (one_step, "yes"),
    },
    "ex-ch05-mirror": {
        "top to bottom": (lambda X: turned(X, (BACK, AS_IT_IS)), "no"),
        "turned by 180 degrees": (lambda X: turned(X, (BACK, BACK)), "no"),
        "the colours exchanged, too": (lambda X: X[:, ::-1], "no"),
        "the pictures reversed": (lambda X: X[::-1, ::-1], "no"),
        "one colour after the other": (mirrored_planes, "no"),
        "left as pictures": (
            lambda X: X.reshape(-1, 32, 32, 3)[:, :, ::-1],
            "no",
        ),
        "a fall expected": (mirrored, "yes"),
    },
    "ex-ch05-sigmoid": {
        "a softmax": (lambda s, t: (softmax(s) - t) / 10,),
        "not the mean over the classes": (lambda s, t: sigmoid(s) - t,),
        "the sign": (lambda s, t: (t - sigmoid(s)) / 10,),
        "the sigmoid's slope twice": (slope_of_squares,),
        "the sigmoid's slope forgotten": (pieces_without_the_sigmoid,),
        "the true classes alone": (lambda s, t: t * (sigmoid(s) - 1) / 10,),
    },
    "ex-ch05-grey": {
        "the sum": (lambda X: 3 * grey(X), 3),
        "one colour after the other": (
            lambda X: X.reshape(len(X), 3, 1024).mean(axis=1),
            3,
        ),
        "as bright as to the eye": (weighted_grey, 3),
        "three times as many numbers": (
            lambda X: np.repeat(grey(X), 3, axis=1),
            3,
        ),
        "the green alone": (lambda X: X[:, 1::3], 3),
        "the wrong way round": (grey, 1 / 3),
        "squared once more": (grey, 9),
        "the root": (grey, np.sqrt(3)),
    },
    "ex-ch05-bias": {
        "the loss unchanged": (loss_unchanged, mean_probs),
        "the gradient unchanged": (gradient_unchanged, mean_probs),
        "the half forgotten": (half_forgotten, mean_probs),
        "the half kept": (half_kept_in_the_gradient, mean_probs),
        "the old loss": (linear.softmax_loss, mean_probs),
        "the shares": (all_regularised, lambda f, b, reg: f),
        "the sign": (all_regularised, lambda f, b, reg: f + reg * b),
        "no regulariser": (all_regularised, lambda f, b, reg: f - b),
        "a softmax of the biases": (
            all_regularised,
            lambda f, b, reg: softmax(b),
        ),
    },
}

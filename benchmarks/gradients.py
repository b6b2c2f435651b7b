"""Softmax and SVM, loss and gradient: loops against matrix products.

The loops are those of chapters 5 and 6, over examples and classes; each turn
hands a whole row to NumPy. Both in float32; the memory is what a call needs
at most beside its arguments.
"""

import tracemalloc

import numpy as np

from benchmarks import data
from benchmarks.rounds import Contender, compare, quiet, threads
from helpers.linear import softmax_loss, svm_loss

BATCHES = (1, 10, 100, 1000)


def softmax_loops(params, X, y):
    """Return the softmax's loss and gradients as chapter 5 first does."""
    W, b = params["W"], params["b"]
    N, C = len(X), len(b)
    loss, dW, db = 0.0, np.zeros_like(W), np.zeros_like(b)
    for i in range(N):
        scores = np.array([X[i] @ W[:, j] + b[j] for j in range(C)])
        probs = np.exp(scores - scores.max())
        probs /= probs.sum()
        loss -= np.log(probs[y[i]]) / N
        for j in range(C):
            dscore = (probs[j] - (j == y[i])) / N
            dW[:, j] += dscore * X[i]
            db[j] += dscore
    return loss, {"W": dW, "b": db}


def svm_loops(params, X, y):
    """Return the SVM's loss and gradients with two loops."""
    W, b = params["W"], params["b"]
    N, C = len(X), len(b)
    loss, dW, db = 0.0, np.zeros_like(W), np.zeros_like(b)
    for i in range(N):
        scores = [X[i] @ W[:, j] + b[j] for j in range(C)]
        for j in range(C):
            margin = scores[j] - scores[y[i]] + 1
            if j != y[i] and margin > 0:
                loss += margin / N
                dW[:, j] += X[i] / N
                dW[:, y[i]] -= X[i] / N
                db[j] += 1 / N
                db[y[i]] -= 1 / N
    return loss, {"W": dW, "b": db}


PAIRS = {
    "softmax": (softmax_loss, softmax_loops),
    "svm": (svm_loss, svm_loops),
}


def peak(function, *arguments):
    """Return the bytes that a call needs at most."""
    tracemalloc.start()
    function(*arguments)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def check(fast, slow):
    """Assert that both have the same loss and gradients."""
    assert np.isclose(fast[0], slow[0], rtol=1e-4), (fast[0], slow[0])
    for key, gradient in fast[1].items():
        largest = np.abs(gradient).max()
        assert np.abs(gradient - slow[1][key]).max() < 1e-4 * largest, key


def repeated(function, times, *arguments):
    """Return a run that calls the function so many times."""

    def run(seed):
        for _ in range(times):
            function(*arguments)

    return run


def run():
    """Return, for both losses and each batch size, times and bytes."""
    cifar, rng = data.cifar10(), np.random.default_rng(0)
    W = 0.01 * rng.standard_normal((3072, 10), np.float32)
    params = {"W": W, "b": np.zeros(10, np.float32)}
    result = {}
    for name, (fast, slow) in PAIRS.items():
        result[name] = {}
        for n in BATCHES:
            batch = params, cifar.X_train[:n], cifar.y_train[:n]
            with threads(1), quiet():
                check(fast(*batch), slow(*batch))
                many, few = max(5, 1000 // n), max(1, 100 // n)
                rows = compare(
                    [
                        Contender(
                            "products",
                            repeated(fast, many, *batch),
                            times=many,
                        ),
                        Contender(
                            "loops", repeated(slow, few, *batch), times=few
                        ),
                    ],
                    name,
                    limit=float("inf"),
                )
            rows["products"]["peak"] = peak(fast, *batch)
            rows["loops"]["peak"] = peak(slow, *batch)
            result[name][f"{n}"] = rows
    return result

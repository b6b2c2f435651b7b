"""The recipes of three study blogs, and ours to the accuracy they reach.

They are run here as chapters 5, 7 and 8 describe them, in float32. Ours is
`helpers.descent.sgd` from the same data, with as few steps as suffice.
"""

import numpy as np

from benchmarks import data
from benchmarks.linear_race import falling
from benchmarks.rounds import Contender, compare, threads
from helpers import datasets, descent, linear, two_layers
from helpers.losses import one_hot, softmax
from helpers.results import accuracy
from helpers.two_layers import sigmoid


def one_at_a_time(raw, y, seed):
    """Pass once over raw pixels, a picture a step of 1, as in chapter 5."""
    rng = np.random.default_rng(seed)
    V = rng.random((10, 3072))  # a class a row, for long additions
    b = rng.random(10)
    for i in rng.permutation(len(raw)):
        x = raw[i]
        scores = V @ x + b
        o = np.exp(scores - scores.max())
        o = np.clip(o / o.sum(), 1e-5, 1 - 1e-5)
        t = (np.arange(10) == y[i]).astype(float)
        g = (-t / o + (1 - t) / (1 - o)) / 10 * o * (1 - o)
        V -= g[:, None] * x
        b -= g
    return {"W": V.T, "b": b}


def one_layer(X, y, seed):
    """Take 1,000 steps of 100 digits, without biases, as in chapter 7."""
    rng = np.random.default_rng(seed)
    W = rng.uniform(-0.01, 0.01, (784, 10)).astype(np.float32)
    for _ in range(1000):
        rows = rng.integers(len(X), size=100)
        x, t = X[rows], one_hot(y[rows], 10)
        W -= np.float32(0.001) * (x.T @ (softmax(x @ W) - t))
    return {"W": W, "b": np.zeros(10, np.float32)}


def sigmoids(X, y, seed):
    """Take the same steps with 100 sigmoid units, as in chapter 8."""
    rng = np.random.default_rng(seed)
    W1 = rng.uniform(-0.01, 0.01, (784, 100)).astype(np.float32)
    W2 = rng.uniform(-0.01, 0.01, (100, 10)).astype(np.float32)
    rate = np.float32(0.001)
    for _ in range(1000):
        rows = rng.integers(len(X), size=100)
        x, t = X[rows], one_hot(y[rows], 10)
        a1 = sigmoid(x @ W1)
        dscores = softmax(a1 @ W2) - t
        dz1 = (dscores @ W2.T) * a1 * (1 - a1)
        W2 -= rate * (a1.T @ dscores)
        W1 -= rate * (x.T @ dz1)
    return {"W1": W1, "b1": np.zeros(100), "W2": W2, "b2": np.zeros(10)}


def ours(loss, start, X, y, rate, batch_size):
    """Return a run of one epoch of `sgd` with a rate that falls to 0."""

    def run(seed):
        rng = np.random.default_rng(seed)
        params, _ = descent.sgd(
            loss,
            start(rng),
            X,
            y,
            learning_rate=falling(rate),
            momentum=0.9,
            num_epochs=1,
            batch_size=batch_size,
            rng=rng,
        )
        return params

    return run


def pairs():
    """Return (what, our run, their run, judges of both), three times."""
    mnist, cifar = data.mnist(), data.cifar10()
    raw = datasets.cifar10()
    raw_val = np.float32(raw.X_val)

    def of_raw(params):
        return accuracy(linear.predict(params, raw_val), raw.y_val)

    def of_centred(params):
        return accuracy(linear.predict(params, cifar.X_val), cifar.y_val)

    def of_digits(params):
        return accuracy(linear.predict(params, mnist.X_val), mnist.y_val)

    def of_two_layers(params):
        labels = two_layers.predict(params, mnist.X_val)
        return accuracy(labels, mnist.y_val)

    def of_sigmoids(params):
        labels = two_layers.predict(params, mnist.X_val, "sigmoid")
        return accuracy(labels, mnist.y_val)

    def zero_cifar(rng):
        return linear.zero_params(3072, 10, np.float32)

    def zero_mnist(rng):
        return linear.zero_params(784, 10, np.float32)

    def random_32(rng):
        return two_layers.random_params(784, 32, 10, rng, dtype=np.float32)

    softmax_loss, net_loss = linear.softmax_loss, two_layers.two_layer_loss
    X, y = mnist.X_train, mnist.y_train
    few, few_y = cifar.X_train[:3000], cifar.y_train[:3000]
    return {
        "one picture at a time": (
            ours(softmax_loss, zero_cifar, few, few_y, 0.03, 50),
            of_centred,
            lambda s: one_at_a_time(raw.X_train, raw.y_train, s),
            of_raw,
        ),
        "1,000 steps, one layer": (
            ours(softmax_loss, zero_mnist, X[:20000], y[:20000], 0.1, 50),
            of_digits,
            lambda s: one_layer(X, y, s),
            of_digits,
        ),
        "1,000 steps, 100 sigmoids": (
            ours(net_loss, random_32, X[:8000], y[:8000], 0.1, 100),
            of_two_layers,
            lambda s: sigmoids(X, y, s),
            of_sigmoids,
        ),
    }


def named(judge):
    """Return a judge whose one number is named."""
    return lambda result: {"val": judge(result)}


def run():
    """Return the rows; ours is never less accurate than any of theirs."""
    result = {}
    for what, (ours_run, our_judge, their_run, their_judge) in pairs().items():
        with threads(1):
            rows = compare(
                [
                    Contender("helpers", ours_run, named(our_judge)),
                    Contender("recipe", their_run, named(their_judge)),
                ],
                what,
                limit=float("inf"),
            )
        reached = {name: row["judged"]["val"] for name, row in rows.items()}
        assert min(reached["helpers"]) >= max(reached["recipe"]), reached
        result[what] = rows
    return result

"""784-128-10 on MNIST, batches of 128, SGD with momentum: an epoch's time.

The same model, data, type, batches and rates for all; `helpers` and PyTorch
start from the same weights, scikit-learn draws its own. The limit is what the
matrix products of an epoch take alone.
"""

import warnings

import numpy as np

from benchmarks import data
from benchmarks.rounds import Contender, compare, threads
from benchmarks.torch_loops import cross_entropy, gathered, loaded, two_layers
from helpers import descent
from helpers.results import accuracy
from helpers.two_layers import predict, random_params, two_layer_loss

HIDDEN, BATCH, RATE, MOMENTUM, EPOCHS = 128, 128, 0.05, 0.9, 3
CLOSE = 0.005  # how far apart the mean accuracies may be


def start(seed, num_hidden=HIDDEN):
    """Return the weights from which round `seed` begins."""
    rng = np.random.default_rng(seed)
    return random_params(784, num_hidden, 10, rng, dtype=np.float32)


def ours(X, y, seed):
    """Train with `helpers`; return the parameters."""
    params, _ = descent.sgd(
        two_layer_loss,
        start(seed),
        X,
        y,
        learning_rate=RATE,
        momentum=MOMENTUM,
        num_epochs=EPOCHS,
        batch_size=BATCH,
        rng=np.random.default_rng(seed),
    )
    return params


def pytorch(loop, X, y, seed):
    """Train with PyTorch and a loop of `torch_loops`; return the net."""
    net = two_layers(start(seed))
    return loop(net, cross_entropy, X, y, seed, EPOCHS, BATCH, RATE)


def scikit_learn(X, y, seed):
    """Train scikit-learn's MLPClassifier; return it."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        (HIDDEN,),
        solver="sgd",
        alpha=0,
        batch_size=BATCH,
        learning_rate_init=RATE,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        max_iter=EPOCHS,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        return model.fit(X, y)


def products(X, seed):
    """Do the five matrix products of each batch, and nothing else."""
    params = start(seed)
    W1, W2 = params["W1"], params["W2"]
    rng = np.random.default_rng(seed)
    hidden = rng.standard_normal((BATCH, HIDDEN), np.float32)
    scores = rng.standard_normal((BATCH, 10), np.float32)
    for _ in range(EPOCHS):
        for first in range(0, len(X), BATCH):
            x = X[first : first + BATCH]
            dz1, dscores = hidden[: len(x)], scores[: len(x)]
            x @ W1
            dz1 @ W2
            dscores @ W2.T
            dz1.T @ dscores
            x.T @ dz1


def contenders():
    """Return them all; the first is ours."""
    import torch

    mnist = data.mnist()
    X, y, X_val, y_val = mnist.X_train, mnist.y_train, mnist.X_val, mnist.y_val
    X_torch, y_torch = torch.tensor(X), torch.tensor(y)
    val_torch = torch.tensor(X_val)

    def judge_torch(net):
        with torch.no_grad():
            return {"val": accuracy(net(val_torch).argmax(1).numpy(), y_val)}

    def judge(params):
        return {"val": accuracy(predict(params, X_val), y_val)}

    return [
        Contender("helpers", lambda s: ours(X, y, s), judge, EPOCHS),
        Contender(
            "PyTorch",
            lambda s: pytorch(gathered, X_torch, y_torch, s),
            judge_torch,
            EPOCHS,
        ),
        Contender(
            "PyTorch, DataLoader",
            lambda s: pytorch(loaded, X_torch, y_torch, s),
            judge_torch,
            EPOCHS,
        ),
        Contender(
            "scikit-learn",
            lambda s: scikit_learn(X, y, s),
            lambda model: {"val": accuracy(model.predict(X_val), y_val)},
            EPOCHS,
        ),
        Contender("products", lambda s: products(X, s), times=EPOCHS),
    ]


def check(rows):
    """Assert that all who learn end equally accurate."""
    means = {
        name: np.mean(row["judged"]["val"])
        for name, row in rows.items()
        if name != "products"
    }
    assert min(means.values()) > 0.95, means
    assert np.ptp(list(means.values())) < CLOSE, means


def run():
    """Return the rows with one thread and with two."""
    result = {}
    for count in (1, 2):
        with threads(count):
            what = f"MNIST network, {count} thread(s)"
            rows = compare(contenders(), what)
        check(rows)
        result[f"{count}"] = rows
    return result

"""What the races of softmax and SVM to a validation accuracy share.

Each contender has the settings that reached the target soonest, chosen on
validation pictures beforehand (see `choose.py`); what is timed is the whole
training with these. The test pictures are looked at after it.
"""

from functools import partial

import numpy as np

from benchmarks import data
from benchmarks.rounds import Contender, compare, threads
from benchmarks.torch_loops import gathered, one_layer
from helpers import descent
from helpers.linear import predict, zero_params
from helpers.results import accuracy

MOMENTUM = 0.9


def falling(rate):
    """Return a rate that falls to 0 in a straight line."""
    return lambda done: rate * (1 - done)


def judge(labels_of, result):
    """Return the accuracies of a model on validation and test pictures."""
    cifar = data.cifar10()
    return {
        name: accuracy(labels_of(result, X), y)
        for name, X, y in (
            ("val", cifar.X_val, cifar.y_val),
            ("test", cifar.X_test, cifar.y_test),
        )
    }


def ours(loss_and_grads, rate, num_epochs, batch_size):
    """Return the contender `helpers` with these settings."""
    cifar = data.cifar10()

    def run(seed):
        params, _ = descent.sgd(
            loss_and_grads,
            zero_params(3072, 10, np.float32),
            cifar.X_train,
            cifar.y_train,
            learning_rate=falling(rate),
            momentum=MOMENTUM,
            num_epochs=num_epochs,
            batch_size=batch_size,
            rng=np.random.default_rng(seed),
        )
        return params

    return Contender("helpers", run, partial(judge, predict))


def pytorch(loss, rate, num_epochs, batch_size):
    """Return the contender PyTorch; its hand-written loop."""
    import torch

    cifar = data.cifar10()
    X, y = torch.tensor(cifar.X_train), torch.tensor(cifar.y_train)

    def run(seed):
        net = one_layer(3072, 10)
        rate_now = falling(rate)
        return gathered(
            net, loss, X, y, seed, num_epochs, batch_size, rate_now
        )

    def labels_of(net, X):
        with torch.no_grad():
            return net(torch.tensor(X)).argmax(1).numpy()

    return Contender("PyTorch", run, partial(judge, labels_of))


def scikit_learn(model, setting):
    """Return a contender of scikit-learn, a class with its arguments."""
    import warnings

    cifar = data.cifar10()

    def run(seed):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged
            one = model(**setting, random_state=seed)
            return one.fit(cifar.X_train, cifar.y_train)

    def labels_of(one, X):
        return one.predict(X)

    judged = partial(judge, labels_of)
    return Contender(model.__name__, run, judged, may_be_slow=True)


def race(losses, setting, models, target, description):
    """Let them run with one thread; assert that all reach the target.

    The mean over the rounds must reach it, for a seed makes some thousandths.
    Of one that was stopped there is no accuracy, and nothing is asserted.

    Parameters
    ----------
    losses : tuple
        Ours, and PyTorch's.
    setting : dict
        Of both.
    models : dict of class to dict
        Of scikit-learn, with their arguments.
    target : float
    description : str
        What the progress bar says.

    Returns
    -------
    dict
        The target, the rows and the settings.
    """
    contenders = [ours(losses[0], **setting), pytorch(losses[1], **setting)]
    contenders += [scikit_learn(model, of) for model, of in models.items()]
    with threads(1):
        rows = compare(contenders, description)
    for name, row in rows.items():
        reached = row["judged"].get("val", [])
        assert row["stopped"] or np.mean(reached) >= target, (name, reached)
    names = {model.__name__: of for model, of in models.items()}
    settings = {"helpers": setting, "PyTorch": setting} | names
    return {"target": target, "rows": rows, "settings": settings}

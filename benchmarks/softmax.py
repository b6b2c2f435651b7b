"""Softmax regression on CIFAR-10, to a validation accuracy of 0.41."""

from benchmarks.linear_race import race
from benchmarks.torch_loops import cross_entropy
from helpers.linear import softmax_loss

TARGET = 0.41
OURS = {"rate": 0.05, "num_epochs": 2, "batch_size": 100}
LOGISTIC = {"C": 1.0, "max_iter": 28, "tol": 1e-9}  # as few as suffice
SGD = {
    "loss": "log_loss",
    "learning_rate": "constant",
    "eta0": 0.01,
    "average": True,
    "alpha": 1e-6,
    "max_iter": 1,
    "tol": None,
}


def run():
    """Return the rows of the race, and the settings."""
    from sklearn.linear_model import LogisticRegression, SGDClassifier

    models = {LogisticRegression: LOGISTIC, SGDClassifier: SGD}
    losses = softmax_loss, cross_entropy
    return race(losses, OURS, models, TARGET, "softmax on CIFAR-10")

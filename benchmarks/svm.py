"""A linear SVM on CIFAR-10, to a validation accuracy of 0.395."""

from benchmarks.linear_race import race
from benchmarks.torch_loops import hinge
from helpers.linear import svm_loss

TARGET = 0.395
OURS = {"rate": 0.006, "num_epochs": 3, "batch_size": 100}
# By default it would take the primal problem, and longer.
LINEAR_SVC = {
    "loss": "squared_hinge",
    "dual": True,
    "C": 1e-4,
    "max_iter": 2,
}
SGD = {
    "loss": "hinge",
    "learning_rate": "constant",
    "eta0": 0.003,
    "average": True,
    "alpha": 1e-6,
    "max_iter": 1,
    "tol": None,
}


def run():
    """Return the rows of the race, and the settings."""
    from sklearn.linear_model import SGDClassifier
    from sklearn.svm import LinearSVC

    models = {LinearSVC: LINEAR_SVC, SGDClassifier: SGD}
    losses = svm_loss, hinge
    return race(losses, OURS, models, TARGET, "SVM on CIFAR-10")

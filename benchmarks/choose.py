"""The settings tried for the races to an accuracy, with what they reach.

``python -m benchmarks.choose [softmax] [svm]`` prints, for each setting, the
validation accuracy and the seconds: ours the mean of three seeds, theirs of
one. The modules `softmax` and `svm` take of each contender the setting that
reaches the target soonest. It takes hours, and is no part of `make bench`.
"""

import itertools
import sys
from statistics import mean

from benchmarks import linear_race
from benchmarks.rounds import threads, timed
from helpers.linear import softmax_loss, svm_loss

EPOCHS = {"num_epochs": (1, 2, 3, 4, 5), "batch_size": (50, 100, 200)}
SOFTMAX_RATES = {"rate": (0.01, 0.02, 0.03, 0.04, 0.05, 0.06)}
SVM_RATES = {"rate": (0.003, 0.004, 0.005, 0.006, 0.007, 0.009)}
STEPS = {
    "learning_rate": ("constant", "invscaling", "adaptive"),
    "eta0": (0.001, 0.003, 0.006, 0.01, 0.03),
    "average": (True, False),
    "max_iter": (1, 2, 4),
    "alpha": (1e-6,),
    "tol": (None,),
}
ITERATIONS = (15, 20, 24, 26, 28, 30, 40, 60)


def settings(grid):
    """Return every combination of a grid, as dicts."""
    values = itertools.product(*grid.values())
    return [dict(zip(grid, one, strict=True)) for one in values]


def models(what):
    """Yield (class, grid of settings) of scikit-learn."""
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.svm import LinearSVC

    if what == "softmax":
        quasi = {"C": (0.01, 1.0), "max_iter": ITERATIONS, "tol": (1e-9,)}
        saga = {"solver": ("saga",), "C": (0.1, 1.0), "max_iter": (1, 3)}
        yield LogisticRegression, quasi
        yield LogisticRegression, saga
        yield SGDClassifier, {"loss": ("log_loss",)} | STEPS
    else:
        few = {"C": (3e-5, 1e-4, 1e-3), "max_iter": (1, 2, 3, 10)}
        both = {"loss": ("hinge", "squared_hinge"), "dual": (True,)}
        yield LinearSVC, few | both
        yield LinearSVC, few | {"dual": (False,)}
        yield LinearSVC, few | {"multi_class": ("crammer_singer",)}
        yield SGDClassifier, {"loss": ("hinge",)} | STEPS


def contenders(what):
    """Yield (contender, its setting, number of seeds)."""
    loss = softmax_loss if what == "softmax" else svm_loss
    rates = SOFTMAX_RATES if what == "softmax" else SVM_RATES
    for setting in settings(rates | EPOCHS):
        yield linear_race.ours(loss, **setting), setting, 3
    for model, grid in models(what):
        for setting in settings(grid):
            yield linear_race.scikit_learn(model, setting), setting, 1


def main(names):
    """Print a line for each setting."""
    with threads(1):
        for what in names or ("softmax", "svm"):
            for contender, setting, seeds in contenders(what):
                runs = [timed(contender, seed) for seed in range(seeds)]
                val = mean(judged["val"] for _, judged in runs)
                seconds = mean(seconds for seconds, _ in runs)
                print(
                    f"{what}: {contender.name} {val:.4f} {seconds:.2f} s",
                    setting,
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])

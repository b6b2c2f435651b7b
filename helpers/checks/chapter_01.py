"""What the exercises of chapter 1 ask for."""

import numpy as np

from helpers import losses
from helpers.checks.judges import function, number, word


def _soft_maximum(scores, scale):
    return losses.log_sum_exp(scale * scores) / scale


def _draw_scores(rng):
    scores = rng.normal(scale=50, size=(4, 5))
    return scores, float(rng.choice([0.1, 1, 100]))


def _entropy(y, num_classes):
    f = np.bincount(y, minlength=num_classes) / len(y)
    return -np.sum(f * np.log(f))


def _draw_labels(rng):
    num_classes = int(rng.integers(2, 6))
    more = rng.integers(num_classes, size=int(rng.integers(1, 15)))
    return np.append(np.arange(num_classes), more), num_classes


def _batch_size(sigma, loss, share):
    return np.ceil((sigma / (share * loss)) ** 2)


def _draw_spread(rng):
    if rng.random() < 0.3:  # exact: nothing to round up
        share = 0.5 ** int(rng.integers(2, 6))
        return float(rng.integers(1, 9)), 2.0, share
    sigma, loss = rng.uniform(0.1, 2, size=2)
    return float(sigma), float(loss), float(rng.uniform(0.005, 0.3))


CHECKS = {
    "ex-ch01-constant": (number(34.53, 34.55), number(-34.55, -34.53)),
    "ex-ch01-tie": (number(0.3071, 0.3073),),
    "ex-ch01-soft-maximum": (function(_soft_maximum, _draw_scores),),
    "ex-ch01-scale": (number(0.26, 0.29), word("no", ["yes", "no"])),
    "ex-ch01-blind-guess": (function(_entropy, _draw_labels),),
    "ex-ch01-batch-size": (function(_batch_size, _draw_spread),),
}

"""Wrong answers to the exercises of chapter 1."""

import numpy as np


def log_sum_exp(scores):
    c = scores.max(axis=1, keepdims=True)
    return np.log(np.exp(scores - c).sum(axis=1)) + c[:, 0]


def without_shift(scores, scale):
    with np.errstate(over="ignore", divide="ignore"):
        return np.log(np.exp(scale * scores).sum(axis=1)) / scale


def maximum_not_put_back(scores, scale):
    c = scores.max(axis=1, keepdims=True)
    return np.log(np.exp(scale * (scores - c)).sum(axis=1)) / scale


def scaled_in_place(scores, scale):
    scores *= scale
    return log_sum_exp(scores) / scale


def shares(y, num_classes):
    return np.bincount(y, minlength=num_classes) / len(y)


def entropy_in_bits(y, num_classes):
    f = shares(y, num_classes)
    return -np.sum(f * np.log2(f))


def entropy_without_minus(y, num_classes):
    f = shares(y, num_classes)
    return np.sum(f * np.log(f))


def mean_over_classes(y, num_classes):
    f = shares(y, num_classes)
    return -np.mean(f * np.log(f))


WRONG = {
    "ex-ch01-constant": {
        "the minus forgotten": (-34.54, -34.54),
        "powers of ten": (15, -15),
        "the old constant": (16.12, -16.12),
        "no minus at the margin": (34.54, 34.54),
    },
    "ex-ch01-tie": {
        "the other root": (1 + np.sqrt(0.48),),
        "no root taken": (1 - 0.48,),
        "the half on one side only": (1 - np.sqrt(0.96),),
        "1 - p instead of p": (np.sqrt(0.48),),
        "no number": (np.nan,),
    },
    "ex-ch01-soft-maximum": {
        "no shift": (without_shift,),
        "the maximum not put back": (maximum_not_put_back,),
        "the arguments changed": (scaled_in_place,),
        "not divided by the scale": (lambda s, a: log_sum_exp(a * s),),
        "divided first": (lambda s, a: log_sum_exp(s / a) * a,),
        "along the other axis": (lambda s, a: log_sum_exp(a * s.T) / a,),
        "the hard maximum": (lambda s, a: s.max(axis=1),),
    },
    "ex-ch01-scale": {
        "the scale of the chapter": (0.2, "no"),
        "no scale": (1, "no"),
        "the best of a coarse list": (0.25, "no"),
        "the largest": (4, "no"),
        "the share is thought to change": (0.27, "yes"),
    },
    "ex-ch01-blind-guess": {
        "in bits": (entropy_in_bits,),
        "the minus forgotten": (entropy_without_minus,),
        "mean over the classes": (mean_over_classes,),
        "classes of one size": (lambda y, num_classes: np.log(num_classes),),
    },
    "ex-ch01-batch-size": {
        "not squared": (lambda s, loss, q: np.ceil(s / (q * loss)),),
        "rounded down": (lambda s, loss, q: (s / (q * loss)) ** 2 // 1,),
        "the share in percent": (
            lambda s, loss, q: np.ceil((100 * s / (q * loss)) ** 2),
        ),
        "one more, where nothing is to round up": (
            lambda s, loss, q: (s / (q * loss)) ** 2 // 1 + 1,
        ),
        "not relative to the loss": (
            lambda s, loss, q: np.ceil((s / q) ** 2),
        ),
    },
}

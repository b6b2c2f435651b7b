"""Wrong answers to the exercises of chapter 4."""

import numpy as np

from helpers.scores import cross_entropy_dscores


def polar(X):
    """Return the radii and the angles of points."""
    return np.linalg.norm(X, axis=1), np.arctan2(X[:, 0], X[:, 1])


def direction(angle):
    return np.column_stack([np.sin(angle), np.cos(angle)])


def turned_on(X):
    radius, angle = polar(X)
    return direction(angle + 4 * radius)


def angle_from_the_other_axis(X):
    radius, _ = polar(X)
    return direction(np.arctan2(X[:, 1], X[:, 0]) - 4 * radius)


def cut_at_class_0(X):
    radius, angle = polar(X)
    return np.column_stack([(angle - 4 * radius) % (2 * np.pi), radius])


def full_turns_left_in(X):
    radius, angle = polar(X)
    return np.column_stack([angle - 4 * radius, radius])


def untwisted_in_place(X):
    radius, angle = polar(X)
    X[...] = direction(angle - 4 * radius)
    return X


def divided(X):
    with np.errstate(invalid="ignore"):
        unit = X / np.linalg.norm(X, axis=1, keepdims=True)
    return unit + X


def one_feature(X):
    return np.cos(polar(X)[1])


def nearest(X, arms, turns=True):
    """Return the class whose arm is nearest, of angles (N or 1, 3)."""
    off = polar(X)[1][:, None] - arms
    if turns:
        off = (off + np.pi) % (2 * np.pi) - np.pi
    return np.abs(off).argmin(axis=1)


def arms(X, turn=4, step=4):
    return step * np.arange(3) + turn * polar(X)[0][:, None]


def best(X):
    return nearest(X, arms(X))


def gap(params, X, y, mask=lambda z1: z1 == 0, factor=0.5):
    """Return the gap at the kinks, or something like it."""
    z1 = X @ params["W1"] + params["b1"]
    scores = np.maximum(0, z1) @ params["W2"] + params["b2"]
    da1 = cross_entropy_dscores(scores, y)[1] @ params["W2"].T
    return factor * np.sum(da1 * mask(z1), axis=0)


def all_units_in_the_middle(params, X, y):
    on_kink = (X == 0).all(axis=1)[:, None]
    return gap(params, X, y, mask=lambda z1: on_kink)


def one_sign_for_all(params, X, y):
    return np.abs(gap(params, X, y))


def units_in_the_middle(params, X, y):
    middle = (X == 0).all(axis=1)[:, None] & (params["b1"] == 0)
    return gap(params, X, y, mask=lambda z1: middle)


FACTORS = 0.01, 0.01 / np.sqrt(0.02)  # of a small start, both right

WRONG = {
    "ex-ch04-small": {
        "the loss of the larger start": (*FACTORS, 1.31, 9.2, 40.4),
        "the loss in bits": (*FACTORS, np.log2(3), 9.2, 40.4),
        "the two starts exchanged": (*FACTORS, np.log(3), 40.4, 9.2),
        "the factor 0.01 for both": (0.01, 0.01, np.log(3), 9.2, 43.4),
        "the factors exchanged": (*FACTORS[::-1], np.log(3), 9.2, 40.4),
        "the 2 of the deviation forgotten": (0.01, 0.1, np.log(3), 9.2, 40.4),
        "variances in the place of deviations": (
            *(0.01**2, 0.01**2 / 0.02),
            *(np.log(3), 9.2, 40.4),
        ),
        "only the first layer small": (*FACTORS, np.log(3), 9.2, 27),
        "one step too many": (*FACTORS, np.log(3), 10.2, 41.4),
        "one step too few": (*FACTORS, np.log(3), 8.2, 39.4),
        "the medians": (*FACTORS, np.log(3), 9, 41),
        "one seed only": (*FACTORS, np.log(3), 10, 37),
        "never below 0.7, and argmax says 0": (*FACTORS, np.log(3), 9.2, 0),
    },
    "ex-ch04-features": {
        "the points themselves": (lambda X: X,),
        "squares": (lambda X: X**2,),
        "polar coordinates": (lambda X: np.column_stack(polar(X)),),
        "turned on, not back": (turned_on,),
        "the angle from the other axis": (angle_from_the_other_axis,),
        "divided by the radius, 0 in the middle": (divided,),
        "cut where an arm lies": (cut_at_class_0,),
        "full turns left in": (full_turns_left_in,),
        "the points overwritten": (untwisted_in_place,),
        "one feature": (one_feature,),
    },
    "ex-ch04-noise": {
        "not turned back": (lambda X: nearest(X, arms(X, 0)), 0.813, 0.766),
        "turned on": (lambda X: nearest(X, arms(X, -4)), 0.813, 0.766),
        "full turns left in": (
            lambda X: nearest(X, arms(X), turns=False),
            0.813,
            0.766,
        ),
        "arms a third of a turn apart": (
            lambda X: nearest(X, arms(X, step=4 * np.pi / 3)),
            0.813,
            0.766,
        ),
        "classes from 1": (lambda X: best(X) + 1, 0.813, 0.766),
        "the little noise": (best, 0.989, 0.987),
        "noise on the training points only": (best, 0.813, 0.986),
        "noise on the fresh points only": (best, 0.989, 0.760),
        "exchanged": (best, 0.766, 0.813),
        "that of the best rule": (best, 0.809, 0.796),
    },
    "ex-ch04-middle": {
        "no half": (lambda *args: gap(*args, factor=1),),
        "analytic minus numerical": (lambda *args: gap(*args, factor=-0.5),),
        "no mean over the batch": (lambda p, X, y: len(y) * gap(p, X, y),),
        "of all silent units": (
            lambda *args: gap(*args, mask=lambda z1: z1 <= 0),
        ),
        "of all units, in the middle": (all_units_in_the_middle,),
        "of points in the middle alone": (units_in_the_middle,),
        "the size of the gap": (one_sign_for_all,),
        "no gap": (lambda p, X, y: np.zeros_like(p["b1"]),),
    },
}

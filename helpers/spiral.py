"""The spiral data set of chapter 4: classes wound around each other."""

import numpy as np

from helpers import validate


def spiral(num_points, num_classes, rng, noise=0.2):
    """Return points in the plane that no straight line separates.

    Class k is an arm whose radius grows from 0 to 1 while its angle turns by
    4 radians from 4 k on, with normal noise on the angle (Karpathy, 2016).

    Parameters
    ----------
    num_points : int
        Points a class.
    num_classes : int
        C.
    rng : numpy.random.Generator
    noise : float
        Standard deviation of the angle, in radians.

    Returns
    -------
    X : ndarray of float64, shape (C * num_points, 2)
    y : ndarray of int, shape (C * num_points,)
        One class after the other.
    """
    validate.count("num_points", num_points, at_least=2)
    validate.count("num_classes", num_classes)
    validate.not_negative("noise", noise)
    y = np.repeat(np.arange(num_classes), num_points)
    radius = np.tile(np.linspace(0, 1, num_points), num_classes)
    angle = 4 * (y + radius) + noise * rng.standard_normal(y.size)
    return radius[:, None] * np.column_stack([np.sin(angle), np.cos(angle)]), y

"""Pixels as a linear model or a network wants them, of chapter 5."""

import numpy as np


def centred(data):
    """Return the pixels of a data set as small numbers around 0, in float32.

    They are divided by 255, and the mean of each pixel over the training
    images is taken away, from the other images too.

    Parameters
    ----------
    data : DataSet
        Of `helpers.datasets`; D pixels an image.

    Returns
    -------
    X : ndarray of float32, shape (N, D)
        The training images, then the validation images, in one array, so
        that both can be trained on without a copy.
    X_test : ndarray of float32, shape (M, D)
    mean : ndarray of float32, shape (D,)
        What was taken away, from 0 to 1.
    """
    X = _scaled(np.concatenate([data.X_train, data.X_val]))
    mean = X[: len(data.X_train)].mean(axis=0, dtype=np.float64)
    mean = mean.astype(np.float32)
    X -= mean
    return X, _scaled(data.X_test) - mean, mean


def _scaled(pixels):
    return np.divide(pixels, 255, dtype=np.float32)

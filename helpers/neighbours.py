"""The k nearest neighbours of chapter 6."""

import numpy as np

from helpers import validate
from helpers.progress import progress


def squared_distances(A, B):
    """Return the squared distance of every row of A to every row of B.

    By |a|^2 - 2 a.b + |b|^2: one matrix product. Rounding can leave a
    distance of 0 slightly off, which is why it is cut off at 0.

    Parameters
    ----------
    A : ndarray, shape (M, D)
    B : ndarray, shape (N, D)

    Returns
    -------
    ndarray, shape (M, N)
    """
    A, B = validate.batch("A", A), validate.batch("B", B)
    if A.shape[1] != B.shape[1]:
        raise ValueError(
            f"A has shape {A.shape} and B {B.shape}; "
            "their rows must be of one length"
        )
    distances = (-2 * A) @ B.T
    # einsum squares and sums without a copy of B, which may be large
    distances += np.einsum("md,md->m", A, A)[:, None]
    distances += np.einsum("nd,nd->n", B, B)
    return np.maximum(distances, 0, out=distances)


def nearest(X_train, X, k, batch_size=500):
    """Return the k nearest training examples of each example.

    Parameters
    ----------
    X_train : ndarray, shape (N, D)
    X : ndarray, shape (M, D)
    k : int
        At most N.
    batch_size : int
        How many rows of X at a time, which bounds the memory.

    Returns
    -------
    ndarray of int, shape (M, k)
        Rows of X_train, the nearest first.
    """
    validate.count("batch_size", batch_size)
    if validate.count("k", k) > len(X_train):
        raise ValueError(f"k is {k}; there are {len(X_train)} examples")
    found = []
    for start in progress(range(0, len(X), batch_size), "neighbours"):
        distances = squared_distances(X[start : start + batch_size], X_train)
        near = np.argpartition(distances, k - 1, axis=1)[:, :k]
        order = np.take_along_axis(distances, near, axis=1).argsort(axis=1)
        found.append(np.take_along_axis(near, order, axis=1))
    return np.concatenate(found)


def vote(labels):
    """Return the most frequent label of each row.

    Of equally frequent labels, the one whose first neighbour is nearest.

    Parameters
    ----------
    labels : ndarray of int, shape (M, k)
        The labels of the neighbours, the nearest first, as `nearest` sorts.

    Returns
    -------
    ndarray of int, shape (M,)
    """
    labels = validate.numbers("labels", labels, ndim=2)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels has dtype {labels.dtype}; it must be integer")
    counts = (labels[:, :, None] == labels[:, None, :]).sum(axis=2)
    return labels[np.arange(len(labels)), counts.argmax(axis=1)]

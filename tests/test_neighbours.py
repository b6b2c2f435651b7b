"""Nearest neighbours, against plain loops."""

import tracemalloc

import numpy as np
import pytest

from helpers.neighbours import nearest, squared_distances, vote


@pytest.fixture
def points():
    rng = np.random.default_rng(5)
    return rng.normal(size=(9, 4)), rng.normal(size=(5, 4))


def by_loops(A, B):
    return np.array([[((a - b) ** 2).sum() for b in B] for a in A])


def test_distances_are_those_of_two_loops(points):
    A, B = points
    distances = squared_distances(A, B)
    assert distances.shape == (9, 5)
    assert np.allclose(distances, by_loops(A, B), rtol=1e-12, atol=1e-12)


def test_a_distance_is_never_below_zero():
    X = np.random.default_rng(0).normal(1000, 1, size=(30, 8))
    distances = squared_distances(X, X)
    assert distances.min() >= 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_precision_is_kept(points, dtype):
    A, B = (array.astype(dtype) for array in points)
    assert squared_distances(A, B).dtype == dtype


@pytest.mark.parametrize("batch_size", [1, 2, 100])
@pytest.mark.parametrize("k", [1, 3, 9])
def test_the_nearest_come_first(points, k, batch_size):
    X_train, X = points
    wanted = by_loops(X, X_train).argsort(axis=1)[:, :k]
    assert (nearest(X_train, X, k, batch_size) == wanted).all()


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        ([2, 1, 2], 2),
        ([1, 2, 2], 2),
        ([2, 0, 1], 2),
        ([2, 0, 0, 2], 2),
        ([3, 2, 0, 0, 2], 2),
        ([7], 7),
    ],
)
def test_the_vote_goes_to_the_majority_and_a_tie_to_the_nearest(
    labels, wanted
):
    assert vote(np.array([labels, labels[::-1]]))[0] == wanted


def test_the_rows_vote_by_themselves():
    labels = np.random.default_rng(0).integers(3, size=(40, 6))
    wanted = [max(row, key=row.count) for row in labels.tolist()]
    assert vote(labels).tolist() == wanted


def test_bad_input_is_named(points):
    X_train, X = points
    with pytest.raises(ValueError, match=r"A has shape \(9, 4\).*\(5, 3\)"):
        squared_distances(X_train, X[:, :3])
    with pytest.raises(ValueError, match="k is 10; there are 9"):
        nearest(X_train, X, 10)
    with pytest.raises(ValueError, match="k is 0"):
        nearest(X_train, X, 0)
    with pytest.raises(ValueError, match="batch_size is 0"):
        nearest(X_train, X, 1, batch_size=0)
    with pytest.raises(ValueError, match=r"labels has shape \(2,\)"):
        vote(np.array([0, 3]))
    with pytest.raises(TypeError, match="labels has dtype float64"):
        vote(np.array([[0.0, 3.0]]))


def test_distances_are_made_in_place():
    A, B = np.ones((300, 2)), np.ones((1000, 2))
    tracemalloc.start()
    squared_distances(A, B)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.5 * 300 * 1000 * 8


def test_many_are_looked_for_in_batches_of_500(points, monkeypatch):
    X_train, X = points
    seen = []

    def watched(items, description):
        seen.append((list(items), description))
        return items

    monkeypatch.setattr("helpers.neighbours.progress", watched)
    nearest(X_train, np.repeat(X, 200, axis=0), 3)
    assert seen == [([0, 500], "neighbours")]


def test_labels_may_be_unsigned():
    assert vote(np.array([[1, 2, 2]], np.uint8)) == [2]


@pytest.mark.parametrize("k", [1, 2, 7, 50])
def test_the_nearest_of_many_come_first(k):
    rng = np.random.default_rng(6)
    X_train, X = rng.normal(size=(400, 3)), rng.normal(size=(60, 3))
    wanted = by_loops(X, X_train).argsort(axis=1)[:, :k]
    assert (nearest(X_train, X, k) == wanted).all()

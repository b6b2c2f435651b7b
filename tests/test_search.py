"""Searches in parallel: every combination, in order, on any back end."""

import math
import os
from functools import partial

import joblib
import numpy as np
import pytest

from helpers.search import best, in_parallel, search

GRID = {"rate": [0.1, 1.0, 10.0], "reg": [0.0, 0.5]}


def score(pixels, rate, reg):
    """Score a setting by arithmetic; diverge at the largest rate."""
    if rate > 5:
        raise FloatingPointError("the loss is inf")
    return pixels.sum() * rate - reg


def search_ones():
    return search(partial(score, np.ones(4)), GRID)


def check(table):
    settings = [(row["rate"], row["reg"]) for row in table]
    assert settings == [(a, b) for a in GRID["rate"] for b in GRID["reg"]]
    scores = [row["score"] for row in table]
    assert scores[:4] == pytest.approx([0.4, -0.1, 4.0, 3.5])
    assert all(math.isnan(score) for score in scores[4:])


def test_a_search_tries_every_combination_and_hides_nothing():
    table = search_ones()
    check(table)
    assert best(table) == {"rate": 1.0, "reg": 0.0, "score": 4.0}


def worker():
    """Return the name of the Dask worker that runs this; raise elsewhere."""
    import distributed

    return distributed.get_worker().name


def test_the_same_search_on_a_local_dask_cluster():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=False,
            dashboard_address=None,
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config("dask"),
    ):
        check(search_ones())
        assert set(in_parallel(worker, [{}] * 8, "")) <= {0, 1}


def test_of_equal_scores_the_first_is_best():
    table = [{"a": 1, "score": 0.5}, {"a": 2, "score": 0.5}]
    assert best(table)["a"] == 1


def test_there_is_no_best_where_nothing_was_trained():
    with pytest.raises(ValueError, match="no setting"):
        best([{"a": 1, "score": float("nan")}])


@pytest.mark.parametrize("grid", [{}, {"rate": []}])
def test_an_empty_grid_is_refused(grid):
    with pytest.raises(ValueError, match="grid is"):
        search(score, grid)


def process(number):
    return number, os.getpid()


def test_calls_run_in_other_processes_and_keep_their_order():
    found = in_parallel(process, [{"number": k} for k in range(4)], "", 2)
    assert [number for number, _ in found] == [0, 1, 2, 3]
    assert os.getpid() not in {pid for _, pid in found}


def test_other_errors_are_raised():
    with pytest.raises(TypeError, match="unexpected keyword"):
        search(score, {"momentum": [0.9]})


def test_the_bar_counts_the_settings(monkeypatch, capsys):
    monkeypatch.delenv("EGC_PROGRESS", raising=False)
    with joblib.parallel_config(backend="sequential"):
        in_parallel(process, [{"number": k} for k in range(3)], "counting")
    shown = capsys.readouterr()
    assert "counting" in shown.err and "/3" in shown.err and not shown.out

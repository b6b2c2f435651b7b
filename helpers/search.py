"""Search over settings, in parallel (chapters 5 and 6)."""

import itertools
from functools import partial

from helpers.progress import progress


def in_parallel(function, settings, description, n_jobs=-1):
    """Call a function with each of several settings, in parallel.

    The processes are joblib's: within ``joblib.parallel_config("dask")``, for
    example, the same call runs on a Dask cluster.

    Parameters
    ----------
    function : callable
        ``function(**setting)``. It runs in another process: bind big arrays
        to it with `functools.partial`, and joblib hands them over without a
        copy; what it prints is lost.
    settings : list of dict
        The keywords of each call.
    description : str
        Stands in front of the progress bar.
    n_jobs : int
        How many processes; -1 for one a core.

    Returns
    -------
    list
        What the calls returned, in the order of `settings`.
    """
    from joblib import Parallel, delayed

    calls = (delayed(function)(**setting) for setting in settings)
    results = Parallel(n_jobs=n_jobs, return_as="generator")(calls)
    return list(progress(results, description, total=len(settings)))


def search(score, grid, description="search", n_jobs=-1):
    """Score every combination of a grid of settings, in parallel.

    Parameters
    ----------
    score : callable
        ``score(**setting) -> float``, larger is better; called as
        `in_parallel` says.
    grid : dict of str to list
        The values to try for each keyword.
    description, n_jobs
        As for `in_parallel`.

    Returns
    -------
    list of dict
        A row for each combination, the last key of the grid running fastest:
        the setting, and under "score" its score, or NaN if `score` raised
        FloatingPointError, as training does where it diverges.
    """
    if not grid or not all(len(values) for values in grid.values()):
        raise ValueError(f"grid is {grid}; it must name values for each key")
    settings = [
        dict(zip(grid, values, strict=True))
        for values in itertools.product(*grid.values())
    ]
    scores = in_parallel(partial(_score, score), settings, description, n_jobs)
    return [
        {**setting, "score": score}
        for setting, score in zip(settings, scores, strict=True)
    ]


def _score(score, **setting):
    try:
        return float(score(**setting))
    except FloatingPointError:
        return float("nan")


def best(table):
    """Return the row with the highest score; of equal ones, the first.

    Raises
    ------
    ValueError
        If no row has a score that is a number.
    """
    rows = [row for row in table if row["score"] == row["score"]]
    if not rows:
        raise ValueError("no setting of the table was trained to the end")
    return max(rows, key=lambda row: row["score"])

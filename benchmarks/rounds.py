"""Contenders take turns in one process; each round gives one ratio.

So whatever slows the machine down for a while slows all of them down alike,
and a ratio with its range is left where seconds alone would mean little.
"""

import contextlib
import gc
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from helpers.progress import progress

ROUNDS = 7
START_METHODS = multiprocessing.get_all_start_methods()
LIMIT = 20  # whoever takes longer than this many times ours is stopped


@dataclass(frozen=True)
class Contender:
    """One of those that are compared.

    Attributes
    ----------
    name : str
    run : callable
        ``run(seed)`` does the work that is timed, and returns its result.
    judge : callable, optional
        ``judge(result)`` returns numbers to keep, by name; not timed.
    times : int
        How much of the same work one run does; seconds are divided by it.
    may_be_slow : bool
        Its first run is in a process of its own, so that it can be stopped.
    """

    name: str
    run: Callable[[int], Any]
    judge: Callable[[Any], dict] = lambda result: {}
    times: int = 1
    may_be_slow: bool = False


@contextlib.contextmanager
def quiet():
    """Show no progress bar of what is being timed."""
    before = os.environ.get("EGC_PROGRESS")
    os.environ["EGC_PROGRESS"] = "0"
    try:
        yield
    finally:
        del os.environ["EGC_PROGRESS"]
        if before is not None:
            os.environ["EGC_PROGRESS"] = before


@contextlib.contextmanager
def threads(count):
    """Let NumPy, SciPy, scikit-learn and PyTorch use `count` threads."""
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(count)
    with threadpool_limits(count):
        yield


def timed(contender, seed, clock=time.perf_counter):
    """Return the seconds of one run, and what the judge says of it."""
    gc.collect()  # so that none clears up after another
    with quiet():
        start = clock()
        result = contender.run(seed)
        seconds = clock() - start
        return seconds / contender.times, contender.judge(result)


def _answer(function, pipe):
    pipe.send(function())


def apart(function, seconds):
    """Run a function in a copy of this process; None if time runs out."""
    context = multiprocessing.get_context("fork")  # the data is not copied
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(function, there))
    process.start()
    there.close()
    try:
        if here.poll(seconds):
            return here.recv()
        return None
    finally:
        process.kill()
        process.join()


def summary(values):
    """Return the median of some numbers and their range."""
    return {
        "median": statistics.median(values),
        "min": min(values),
        "max": max(values),
    }


def first_run(contender, seed, limit, clock, in_copy):
    """Warm up; return the row of one that is too slow, or None."""
    run = partial(timed, contender, seed, clock)
    if contender.may_be_slow:
        result = in_copy(run, limit * contender.times)
    else:
        result = run()
    if result is not None and result[0] <= limit:
        return None
    seconds, judged = result or (limit, {})
    judged = {key: [value] for key, value in judged.items()}
    return {"stopped": True, "seconds": [seconds], "judged": judged}


def with_ratios(row, ours):
    """Return a row of the result, with what follows from its seconds."""
    ratios = [a / b for a, b in zip(ours, row["seconds"], strict=False)]
    if row["stopped"]:  # its one run stands against our median
        ratios = [statistics.median(ours) / row["seconds"][0]]
    return row | {
        "summary": summary(row["seconds"]),
        "ratios": ratios,
        "ratio": summary(ratios),
    }


def compare(
    contenders,
    description,
    num_rounds=ROUNDS,
    limit=LIMIT,
    clock=time.perf_counter,
    in_copy=apart,
):
    """Let contenders take turns, after one turn each that does not count.

    Parameters
    ----------
    contenders : list of Contender
        Ours is the first. Round r begins with the r-th, so that none always
        comes after the same one; all get r as their seed.
    description : str
        Stands in front of the progress bar.
    num_rounds : int
    limit : float
        A contender whose first turn takes more than `limit` times ours gets
        no other; its row says "stopped".
    clock, in_copy : callable
        Other ones in the tests.

    Returns
    -------
    dict
        For each name ``stopped``, all ``seconds``, their ``summary``, all
        ``ratios`` (ours to theirs, round by round), their ``ratio`` summary,
        and all that was ``judged``.
    """
    timed(contenders[0], num_rounds, clock)
    first, _ = timed(contenders[0], num_rounds, clock)
    rows, running = {}, [contenders[0]]
    for contender in contenders[1:]:
        row = first_run(contender, num_rounds, limit * first, clock, in_copy)
        if row is None:
            running.append(contender)
        else:
            rows[contender.name] = row
    for contender in running:
        rows[contender.name] = {"stopped": False, "seconds": [], "judged": {}}
    for r in progress(range(num_rounds), description):
        first = r % len(running)
        for contender in running[first:] + running[:first]:
            row = rows[contender.name]
            seconds, judged = timed(contender, r, clock)
            row["seconds"].append(seconds)
            for key, value in judged.items():
                row["judged"].setdefault(key, []).append(value)
    ours = rows[contenders[0].name]["seconds"]
    return {c.name: with_ratios(rows[c.name], ours) for c in contenders}

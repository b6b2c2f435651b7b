"""The data of all benchmarks, made ready once: no time is taken of this."""

from functools import cache
from types import SimpleNamespace

import numpy as np

from helpers import datasets, pixels


class NoRealData(Exception):
    """What stands in for a data set is no basis for a comparison."""


def _real(data):
    if data.name in datasets.STAND_INS:
        raise NoRealData(
            f"the benchmarks need real data, and here is the {data.title}. "
            "Get the data with `make data`, or point EGC_DATA at a folder "
            "that holds them."
        )
    return data


def _named(data, X_train, X_val, X_test):
    arrays = SimpleNamespace(
        X_train=X_train,
        y_train=data.y_train,
        X_val=X_val,
        y_val=data.y_val,
        X_test=X_test,
        y_test=data.y_test,
    )
    for array in vars(arrays).values():
        array.flags.writeable = False
    return arrays


@cache
def mnist():
    """Return MNIST's digits as float32 from 0 to 1."""
    data = _real(datasets.mnist())
    return _named(
        data,
        *(
            np.divide(X, 255, dtype=np.float32)
            for X in (data.X_train, data.X_val, data.X_test)
        ),
    )


@cache
def cifar10():
    """Return CIFAR-10's pictures as float32, centred as in chapter 5."""
    data = _real(datasets.cifar10())
    X, X_test, _ = pixels.centred(data)
    return _named(data, *np.split(X, [len(data.X_train)]), X_test)


def all_real():
    """Raise NoRealData, before anything is timed, unless both are real."""
    for load in (datasets.mnist, datasets.cifar10):
        _real(load())

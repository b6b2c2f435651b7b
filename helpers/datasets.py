"""The data sets of the book.

``mnist()`` and ``cifar10()`` give the real sets if they are on this machine,
else what stands in for them. They never go to the network.
``python -m helpers.datasets`` lists what is here, and with ``--download``
fetches what is not.
"""

import argparse
import sys

from helpers.data_common import DataError, DataSet, NotFound
from helpers.find_data import FINDERS, STAND_INS, find_cifar10, find_mnist

__all__ = [
    "DataError",
    "DataSet",
    "NotFound",
    "STAND_INS",
    "cifar10",
    "found",
    "loaded",
    "mnist",
]

_loaded = {}


def mnist():
    """Return MNIST, handwritten digits of 28 x 28 pixels.

    It is looked for in the folder that the environment variable EGC_DATA
    names, or, if that is not set, in the user's cache folder. If it is not
    in the cache either, the bundled sample stands in for it.

    Returns
    -------
    DataSet
        "mnist" has 50,000 training, 10,000 validation (the last of the 60,000
        training images) and 10,000 test digits; "mnist-sample" has 4,000,
        500 and 500.

    Raises
    ------
    DataError
        If EGC_DATA names a folder that is not there or has no MNIST in it, or
        if a file is damaged.
    """
    return _load(find_mnist)


def cifar10():
    """Return CIFAR-10, photographs of 32 x 32 pixels in colour.

    It is looked for as `mnist` is. If it is not in the cache either, drawn
    pictures, Shapes-10, stand in for it, under a name and with classes of
    their own.

    Returns
    -------
    DataSet
        "cifar10" has 45,000 training, 5,000 validation (the last of the
        50,000 training images) and 10,000 test images; "shapes10" has 4,000,
        500 and 500. A row of pixels, (3072,), reshapes to (32, 32, 3): the
        red, green and blue of a pixel stand together, unlike in CIFAR-10's
        files. Its `source` says whether the files are the published ones.

    Raises
    ------
    DataError
        If EGC_DATA names a folder that is not there or has no CIFAR-10 in it,
        or if a file is damaged.
    """
    return _load(find_cifar10)


def _load(find):
    """Return the data set that is found, and note it as loaded."""
    data, _ = find()
    _loaded[data.name] = data.sha256
    return data


def loaded():
    """Return the SHA-256 of each data set loaded so far, by its name."""
    return dict(_loaded)


def found():
    """Return the SHA-256 of each data set found here, by its name.

    These are the sets that would be loaded now; none counts as loaded. A set
    that is not in the folder that EGC_DATA names is left out.

    Raises
    ------
    DataError
        If there is no such folder, none of the sets is in it, or a file of
        one that is there is damaged.
    """
    sets, errors = {}, []
    for find in FINDERS:
        try:
            data, _ = find()
            sets[data.name] = data.sha256
        except NotFound as error:
            errors.append(str(error))
    if not sets:
        raise DataError("\n".join(errors))
    return sets


def main(arguments=None):
    """Run the command line; exit with status 1 if anything fails."""
    from helpers.data_commands import download_sets, list_sets

    parser = argparse.ArgumentParser(
        prog="python -m helpers.datasets",
        description="List the data sets that are here, or download them.",
    )
    parser.add_argument(
        "--download",
        action="store_true",
        help="fetch MNIST (12 MB) and CIFAR-10 (170 MB) into the cache folder",
    )
    try:
        if parser.parse_args(arguments).download:
            download_sets()
        else:
            list_sets()
    except DataError as error:
        sys.exit(f"DataError: {error}")
    except KeyboardInterrupt:
        sys.exit("Interrupted. Run it again to go on from here.")


if __name__ == "__main__":
    main()

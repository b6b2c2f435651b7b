"""What the data sets have in common: their form, folders and one error."""

import gzip
import hashlib
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

REMEDY = (
    "Replace it with a good copy. `python -m helpers.datasets --download` "
    "puts good copies into your cache folder, which is used where EGC_DATA "
    "is not set."
)


class DataError(Exception):
    """A data file is missing, damaged, or not what it should be.

    The message names the file and says what to do.
    """


class NotFound(DataError):
    """The folder that EGC_DATA names does not hold the data set."""


def damaged(path, problem):
    """Return the DataError for the file `path`, which has this `problem`."""
    return DataError(f"{path} {problem}. {REMEDY}")


def unwritable(path, error):
    """Return the DataError for `path`, which could not be written."""
    return DataError(
        f"{path} cannot be written ({error.strerror or error}). Make room "
        "for it there, or keep the data elsewhere and set EGC_DATA to that "
        "folder."
    )


@dataclass(frozen=True, eq=False, repr=False)
class DataSet:
    """Images and their labels, in three parts. The arrays are read-only.

    Attributes
    ----------
    name : str
        "mnist" or "cifar10", or what stands in for it: "mnist-sample", the
        bundled sample, or "shapes10", drawn pictures.
    title : str
        What a figure made from the data says on top.
    source : str
        Where the data came from, in words.
    sha256 : str
        SHA-256 of the arrays; the same however the files were packed.
    X_train, X_val, X_test : ndarray of uint8, (N, D)
        One image a row, pixels 0..255 from left to right, then downwards;
        a coloured pixel is three numbers, red, green, blue. So a row
        reshapes to `image_shape`.
    y_train, y_val, y_test : ndarray of int64, (N,)
        The class of each image, 0..C-1.
    class_names : tuple of str
        The C names.
    image_shape : tuple of int
        The shape of an image, with product D: (28, 28) or (32, 32, 3).
    """

    name: str
    title: str
    source: str
    sha256: str
    X_train: np.ndarray
    y_train: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    image_shape: tuple[int, ...]

    def __repr__(self):
        return f"<DataSet {self.name}: {self.sizes()}>"

    def sizes(self):
        """Return how many examples each part has, in words."""
        return (
            f"{len(self.y_train):,} training, {len(self.y_val):,} validation "
            f"and {len(self.y_test):,} test examples"
        )


def data_folder():
    """Return the folder to look in for data sets, and what to call it.

    Returns
    -------
    folder : pathlib.Path
        The one that EGC_DATA names, or, if that is not set, the cache.
    place : str
        "EGC_DATA" or "the cache".

    Raises
    ------
    DataError
        If EGC_DATA names a folder that is not there.
    """
    named = os.environ.get("EGC_DATA")
    if not named:
        return cache_folder(), "the cache"
    folder = Path(os.path.abspath(os.path.expanduser(named)))
    if not os.path.isdir(folder):
        raise DataError(
            f"EGC_DATA is {named}, but there is no folder {folder}. Set it "
            "to the full path of the folder that holds your data sets, or "
            "unset it: then your cache folder is used, or what stands in."
        )
    return folder, "EGC_DATA"


def cache_folder():
    """Return the folder to which data sets are downloaded."""
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("every-gradient-checked"))


def exists(path):
    """Return whether there is something at `path`, or raise DataError."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise damaged(path, f"cannot be read ({error.strerror})") from None
    return True


def read_bytes(path, limit):
    """Return the first `limit` bytes of a file, unpacked if it is packed."""
    if not path.is_file():
        raise damaged(path, "is not a file")
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            return file.read(limit)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise damaged(path, f"cannot be read ({reason})") from None


def split(X, y, sizes):
    """Return X and y in parts of these sizes: X, y, X, y, ...; read-only."""
    X.setflags(write=False)
    y.setflags(write=False)
    ends = np.cumsum(sizes)[:-1]
    parts = zip(np.split(X, ends), np.split(y, ends), strict=True)
    return tuple(array for part in parts for array in part)


def contents_sha256(parts):
    """Return the SHA-256 of the shapes and contents of arrays of bytes."""
    total = hashlib.sha256()
    for array in parts:
        total.update(repr(array.shape).encode())
        total.update(np.ascontiguousarray(array))
    return total.hexdigest()

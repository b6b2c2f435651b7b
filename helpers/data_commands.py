"""What ``python -m helpers.datasets`` does: list data sets, download them."""

import os

from helpers import cifar_archive, mnist_files
from helpers.cache_lock import alone_in
from helpers.data_common import DataError, NotFound, cache_folder, data_folder
from helpers.download import download
from helpers.find_data import FINDERS, STAND_INS

TITLES = {"mnist": "MNIST", "cifar10": "CIFAR-10"}
SIZES = {"mnist": "12 MB", "cifar10": "170 MB"}


def list_sets():
    """Print what each data set is here, and how to get the real ones.

    Raises
    ------
    DataError
        If EGC_DATA names no folder, or if a file is damaged.
    """
    data_folder()  # if that fails, it fails for all alike
    wanting = []
    for find in FINDERS:
        try:
            data, files = find()
        except NotFound as error:
            print(f"Not found: {error}")
            continue
        print(f"{data.title}: {data.sizes()}")
        if files:
            size = sum(path.stat().st_size for path in files) / 1e6
            print(f"  {data.source}: {files[0].parent} ({size:.1f} MB)")
        if data.name in STAND_INS:
            wanting.append(STAND_INS[data.name])
    if wanting:
        real = " and ".join(f"{TITLES[x]} ({SIZES[x]})" for x in wanting)
        print(f"Not in the cache, {cache_folder()}: {real}.")
        print("  Get the real data: python -m helpers.datasets --download")
        print("  Have it already? Set EGC_DATA to the folder it is in.")


def download_sets():
    """Bring each data set into the cache; keep the good files there.

    Raises
    ------
    DataError
        If one of them could not be had; the other is there then.
    """
    cache, errors = cache_folder(), []
    with alone_in(cache):
        for fetch in (_mnist, cifar_archive.fetch):
            try:
                print(fetch(cache))
            except DataError as error:
                errors.append(str(error))
    if os.environ.get("EGC_DATA"):
        print("Note: EGC_DATA is set, so that folder is read, not this one.")
    if errors:
        raise DataError("\n".join(errors))


def _mnist(cache):
    """Bring MNIST into the cache; return what to say."""
    folder = cache / "mnist"
    for name, (size, sha256) in mnist_files.DOWNLOADS.items():
        download(name, size, sha256, mnist_files.ADDRESSES, folder)
    return f"MNIST is complete, 4 files, in {folder}"

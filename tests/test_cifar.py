"""Tests of helpers.datasets.cifar10: where it is found, what is refused."""

import hashlib
import os
import pickle

import numpy as np
import pytest

from helpers import cifar_files, datasets
from helpers.datasets import DataError
from tests.pickles import of_python_2

BATCHES = list(cifar_files.BATCHES)
FOLDER = "cifar-10-batches-py"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder, EGC_DATA not set, and nothing loaded yet."""
    folder = tmp_path / "the-cache"
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(folder))
    monkeypatch.delenv("EGC_DATA", raising=False)
    monkeypatch.setattr(datasets, "_loaded", {})
    return folder


@pytest.fixture
def small(monkeypatch):
    """Let a file hold 10 images; 45 train and 5 validate."""
    monkeypatch.setattr(cifar_files, "IMAGES", 10)
    monkeypatch.setattr(cifar_files, "SIZES", (45, 5, 10))


def batch(number, images=10):
    """Return a batch whose reds are its number, whose greens count images.

    The blue of each pixel is its place in the picture, modulo 256.
    """
    pixels = np.empty((images, 3, 1024), np.uint8)
    pixels[:, 0] = number
    pixels[:, 1] = np.arange(images)[:, None] % 256
    pixels[:, 2] = np.arange(1024) % 256
    return {
        "batch_label": f"batch {number}",
        "labels": [(number + k) % 10 for k in range(images)],
        "data": pixels.reshape(images, 3072),
        "filenames": [f"image_{k}.png" for k in range(images)],
    }


def lay_out(folder, dump=of_python_2):
    """Write six small batches into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(BATCHES):
        (folder / name).write_bytes(dump(batch(number)))
    return folder


def parts(data):
    return [
        (data.X_train, data.y_train),
        (data.X_val, data.y_val),
        (data.X_test, data.y_test),
    ]


# What is in it


def test_order_split_and_colours(small, tmp_path, monkeypatch):
    lay_out(tmp_path / FOLDER)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    data = datasets.cifar10()
    assert data.name == "cifar10" and data.title == "CIFAR-10"
    assert data.class_names[0] == "airplane" and len(data.class_names) == 10
    assert data.class_names[9] == "truck"
    assert data.image_shape == (32, 32, 3)
    first = 0
    for (X, y), size in zip(parts(data), (45, 5, 10), strict=True):
        numbers = np.arange(first, first + size)
        assert X.shape == (size, 3072) and X.dtype == np.uint8
        assert y.shape == (size,) and y.dtype == np.int64
        np.testing.assert_array_equal(y, (numbers // 10 + numbers) % 10)
        red, green, blue = np.moveaxis(X.reshape(-1, *data.image_shape), 3, 0)
        assert np.all(red == (numbers // 10)[:, None, None])
        assert np.all(green == (numbers % 10)[:, None, None])
        places = np.arange(1024).reshape(32, 32) % 256
        assert np.all(blue == places)
        first += size


def test_the_full_size(tmp_path, monkeypatch):
    """Six names of one file of 31 MB, all black."""
    content = of_python_2(
        {
            "labels": [k % 10 for k in range(10_000)],
            "data": np.zeros((10_000, 3072), np.uint8),
            "filenames": [f"black_{k}.png" for k in range(10_000)],
        }
    )
    assert 30_720_000 < len(content) < 31_200_000
    (tmp_path / BATCHES[0]).write_bytes(content)
    for name in BATCHES[1:]:
        os.symlink(tmp_path / BATCHES[0], tmp_path / name)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    data = datasets.cifar10()
    assert "45,000 training, 5,000 validation and 10,000 test" in repr(data)
    for (X, y), size in zip(parts(data), (45_000, 5_000, 10_000), strict=True):
        assert X.shape == (size, 3072) and not X.any()
        np.testing.assert_array_equal(y, np.arange(size) % 10)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_however_it_was_pickled_it_is_the_same_data(
    small, protocol, tmp_path, monkeypatch
):
    lay_out(tmp_path / "a")
    lay_out(tmp_path / "b", lambda values: pickle.dumps(values, protocol))
    hashes = set()
    for folder in ("a", "b"):
        monkeypatch.setenv("EGC_DATA", str(tmp_path / folder))
        hashes.add(datasets.cifar10().sha256)
    assert len(hashes) == 1


# Where it is looked for


@pytest.mark.parametrize(
    "folder",
    [
        FOLDER,
        ".",
        f"cifar10/{FOLDER}",
        f"datasets/{FOLDER}",
        f"{FOLDER}-target/{FOLDER}",
    ],
)
def test_layouts(small, folder, tmp_path, monkeypatch):
    lay_out(tmp_path / folder)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    assert datasets.cifar10().name == "cifar10"


def test_the_fullest_folder_is_taken(small, tmp_path, monkeypatch):
    lay_out(tmp_path / FOLDER)
    (tmp_path / FOLDER / "test_batch").unlink()
    (tmp_path / FOLDER / "data_batch_1").write_bytes(b"of another copy")
    lay_out(tmp_path / "cifar10" / FOLDER)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    assert datasets.cifar10().name == "cifar10"


def test_cache_is_used_if_egc_data_is_not_set(
    small, cache, tmp_path, monkeypatch
):
    lay_out(cache / FOLDER)
    assert datasets.cifar10().source.endswith("from the cache")
    lay_out(tmp_path / "mine")
    monkeypatch.setenv("EGC_DATA", str(tmp_path / "mine"))
    assert datasets.cifar10().source.endswith("from EGC_DATA")


def test_incomplete_cache_gives_shapes(small, cache):
    lay_out(cache / FOLDER)
    (cache / FOLDER / "data_batch_4").unlink()
    assert datasets.cifar10().name == "shapes10"


def test_damaged_cache_is_an_error(small, cache):
    path = lay_out(cache / FOLDER) / "data_batch_4"
    path.write_bytes(b"")
    for load in (datasets.cifar10, datasets.found):
        with pytest.raises(DataError, match="cut short") as caught:
            load()
        assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize("present", [0, 1, 5])
def test_egc_data_without_cifar_is_an_error(
    small, present, cache, tmp_path, monkeypatch
):
    lay_out(cache / FOLDER)
    data = tmp_path / "data"
    lay_out(data / FOLDER)
    for name in BATCHES[present:]:
        (data / FOLDER / name).unlink()
    monkeypatch.setenv("EGC_DATA", str(data))
    with pytest.raises(DataError, match="CIFAR-10 is not in it") as caught:
        datasets.cifar10()
    for number, name in enumerate(BATCHES):
        assert (name in str(caught.value)) == (number >= present)
    assert str(data) in str(caught.value)
    assert "unset EGC_DATA" in str(caught.value)
    assert datasets.loaded() == {}


def test_egc_data_without_its_folder_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("EGC_DATA", str(tmp_path / "missing"))
    for load in (datasets.cifar10, datasets.found):
        with pytest.raises(DataError, match="no folder"):
            load()


# Whether it is the published copy


def test_source_says_whether_all_files_are_the_published_ones(
    small, tmp_path, monkeypatch
):
    lay_out(tmp_path)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    data = datasets.cifar10()
    assert data.source == "not the published files, from EGC_DATA"
    md5s = {
        name: hashlib.md5((tmp_path / name).read_bytes()).hexdigest()
        for name in BATCHES
    }
    monkeypatch.setattr(cifar_files, "BATCHES", md5s)
    again = datasets.cifar10()
    assert again.source == "the published files, from EGC_DATA"
    assert again.title == data.title == "CIFAR-10"
    assert again.sha256 == data.sha256
    values = batch(5) | {"filenames": ["another.png"] * 10}
    (tmp_path / "test_batch").write_bytes(of_python_2(values))
    changed = datasets.cifar10()
    assert changed.source == "not the published files, from EGC_DATA"
    assert changed.sha256 == data.sha256, "the same pixels and labels"


def test_one_other_pixel_or_label_is_other_data(small, tmp_path, monkeypatch):
    lay_out(tmp_path)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    seen = {datasets.cifar10().sha256}
    for name, number in (("data_batch_1", 0), ("test_batch", 5)):
        values = batch(number)
        values["data"][9, 3071] ^= 1
        (tmp_path / name).write_bytes(of_python_2(values))
        seen.add(datasets.cifar10().sha256)
        values["labels"][9] = 9 - values["labels"][9]
        (tmp_path / name).write_bytes(of_python_2(values))
        seen.add(datasets.cifar10().sha256)
    assert len(seen) == 5


def test_the_published_checksums():
    assert BATCHES == [f"data_batch_{k}" for k in range(1, 6)] + ["test_batch"]
    for md5 in cifar_files.BATCHES.values():
        assert len(bytes.fromhex(md5)) == 16


# Files that are not what they should be


def without(key):
    values = batch(2)
    del values[key]
    return values


class Evil:
    """Makes a file where it is unpickled."""

    def __reduce__(self):
        return eval, ("open('ran', 'w')",)


@pytest.mark.parametrize(
    "values, problem",
    [
        (without("data"), 'holds no array "data"'),
        (without("labels"), 'holds no list "labels"'),
        ({"data": batch(2)["data"], "fine_labels": [1] * 10}, '"labels"'),
        (batch(2, images=9), "holds data of the shape (9, 3072)"),
        (batch(2, images=20), "holds data of the shape (20, 3072)"),
        (
            batch(2) | {"data": batch(2)["data"].reshape(10, 3, 32, 32)},
            "the shape (10, 3, 32, 32), not (10, 3072)",
        ),
        (batch(2) | {"data": batch(2)["data"].T.copy()}, "shape (3072, 10)"),
        (batch(2) | {"data": [0] * 30_720}, 'no array "data"'),
        (batch(2) | {"data": b"\0" * 30_720}, 'no array "data"'),
        (batch(2) | {"data": np.zeros((10, 3072))}, "not of bytes"),
        (batch(2) | {"data": np.zeros((10, 3072), np.int8)}, "not of bytes"),
        (batch(2) | {"data": np.zeros((10, 3072), object)}, "cannot be unpi"),
        (batch(2) | {"labels": [0] * 9}, 'no list "labels" of 10 numbers'),
        (batch(2) | {"labels": [0] * 11}, 'no list "labels" of 10 numbers'),
        (batch(2) | {"labels": [0] * 9 + [10]}, "holds a label that is not"),
        (batch(2) | {"labels": [0] * 9 + [-1]}, "a label that is not one of"),
        (batch(2) | {"labels": [0] * 9 + ["1"]}, "a label that is not one of"),
        (batch(2) | {"labels": [0] * 9 + [None]}, "a label that is not one"),
        (batch(2) | {"labels": [0] * 9 + [True]}, "a label that is not one"),
        (batch(2) | {"labels": [[0]] * 10}, "a label that is not one of"),
        (batch(2) | {"labels": np.zeros(10, np.uint8)}, 'no list "labels"'),
        (batch(2) | {"labels": 7}, 'no list "labels"'),
        ([batch(2)], "it holds no dict"),
        (Evil(), "it asks for 'builtins.eval'"),
        ({"data": Evil(), "labels": Evil()}, "it asks for 'builtins.eval'"),
        (batch(2) | {"filenames": Evil()}, "it asks for 'builtins.eval'"),
    ],
)
def test_what_is_no_batch_is_refused(
    small, values, problem, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    path = lay_out(tmp_path / FOLDER) / "data_batch_3"
    path.write_bytes(pickle.dumps(values, 4))
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    with pytest.raises(DataError) as caught:
        datasets.cifar10()
    exact = problem.startswith("holds ")
    assert str(caught.value).startswith(f"{path} {problem * exact}")
    assert problem in str(caught.value)
    assert "--download" in str(caught.value)
    assert datasets.loaded() == {}
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", [BATCHES[0], BATCHES[5]])
def test_a_cut_or_a_folder_in_any_file(small, name, tmp_path, monkeypatch):
    path = lay_out(tmp_path) / name
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DataError, match="cut short"):
        datasets.cifar10()
    path.unlink()
    path.mkdir()
    with pytest.raises(DataError, match="is not a file"):
        datasets.cifar10()


def as_published(k, name):
    """Return a batch that says of itself what the published one says."""
    return batch(k) | {"batch_label": cifar_files.LABELS[name]}


@pytest.mark.parametrize("dump", [of_python_2, pickle.dumps])
def test_swapped_and_mislabelled_files_are_refused(
    small, dump, tmp_path, monkeypatch
):
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    for k, name in enumerate(BATCHES):
        (tmp_path / name).write_bytes(dump(as_published(k, name)))
    assert len(datasets.cifar10().X_train) == 45
    for one, other in (BATCHES[:2], BATCHES[-2:]):
        first, last = tmp_path / one, tmp_path / other
        first.rename(tmp_path / "aside")
        last.rename(first)
        (tmp_path / "aside").rename(last)
        with pytest.raises(DataError) as caught:
            datasets.cifar10()
        told = f'{first} says of itself that it is "'
        assert str(caught.value).startswith(told)
        first.write_bytes(dump(as_published(0, one)))
        last.write_bytes(dump(as_published(1, other)))
    assert len(datasets.cifar10().X_train) == 45


# What is done with the data


def test_arrays_and_what_they_are_views_of_are_read_only(
    small, tmp_path, monkeypatch
):
    lay_out(tmp_path)
    for place in (None, tmp_path):
        if place:
            monkeypatch.setenv("EGC_DATA", str(place))
        data = datasets.cifar10()
        for array in sum(parts(data), ()):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
            assert array.base is None or not array.base.flags.writeable


def test_loaded_and_found(small, tmp_path, monkeypatch):
    shapes = datasets.cifar10()
    assert datasets.loaded() == {"shapes10": shapes.sha256}
    lay_out(tmp_path)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    real = datasets.cifar10()
    assert datasets.found() == {"cifar10": real.sha256}, "MNIST is not there"
    with pytest.raises(DataError, match="MNIST is not in it"):
        datasets.mnist()
    assert datasets.loaded() == {
        "shapes10": shapes.sha256,
        "cifar10": real.sha256,
    }


def test_real_cifar_beside_the_sample_of_mnist(small, cache):
    lay_out(cache / FOLDER)
    assert datasets.found().keys() == {"mnist-sample", "cifar10"}


def test_a_folder_with_no_data_set_at_all_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("EGC_DATA", str(tmp_path / "empty"))
    with pytest.raises(DataError) as caught:
        datasets.found()
    assert "MNIST is not in it" in str(caught.value)
    assert "CIFAR-10 is not in it" in str(caught.value)


@pytest.mark.parametrize("place", ["shapes", "EGC_DATA", "cache"])
def test_no_path_in_what_a_notebook_may_print(
    small, place, cache, tmp_path, monkeypatch
):
    if place == "EGC_DATA":
        lay_out(tmp_path)
        monkeypatch.setenv("EGC_DATA", str(tmp_path))
    elif place == "cache":
        lay_out(cache / FOLDER)
    data = datasets.cifar10()
    for text in (data.name, data.title, data.source, data.sha256, repr(data)):
        assert "/" not in text and "\\" not in text


def test_list(small, cache, tmp_path, monkeypatch, capsys):
    lay_out(cache / FOLDER)
    datasets.main([])
    output = capsys.readouterr().out
    assert "CIFAR-10: 45 training, 5 validation and 10 test" in output
    assert f"not the published files, from the cache: {cache}" in output
    assert f"{cache}: MNIST (12 MB)." in output
    monkeypatch.setenv("EGC_DATA", str(cache))
    datasets.main([])
    output = capsys.readouterr().out
    assert "Not found: EGC_DATA" in output and "CIFAR-10: 45" in output


# The real set, where it is

REAL = os.environ.get("EGC_DATA")


@pytest.mark.skipif(not REAL, reason="EGC_DATA is not set")
def test_real_cifar(monkeypatch):
    monkeypatch.setenv("EGC_DATA", REAL)
    try:
        data = datasets.cifar10()
    except datasets.NotFound:
        pytest.skip("EGC_DATA has no CIFAR-10")
    assert data.title == "CIFAR-10"
    labels = np.concatenate([data.y_train, data.y_val])
    np.testing.assert_array_equal(np.bincount(labels), 5000)
    np.testing.assert_array_equal(np.bincount(data.y_test), 1000)
    assert list(data.y_train[:8]) == [6, 9, 9, 4, 1, 1, 2, 7]
    assert list(data.y_test[:8]) == [3, 8, 8, 0, 6, 6, 1, 6]
    # Red, green and blue of the first pixel of the first frog and truck.
    assert data.X_train[0, :3].tolist() == [59, 62, 63]
    assert data.X_train[1, :3].tolist() == [154, 177, 187]
    means = data.X_train.reshape(-1, 3).mean(axis=0) / 255
    np.testing.assert_allclose(means, [0.491, 0.482, 0.447], atol=0.001)

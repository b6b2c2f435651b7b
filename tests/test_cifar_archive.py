"""Tests of helpers.cifar_archive: only good files, only where they belong."""

import hashlib
import io
import os
import random
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from helpers import cifar_archive, datasets
from helpers.cifar_archive import ARCHIVE, FOLDER, fetch, unpack
from helpers.data_common import DataError

FILES = {
    name: random.Random(name).randbytes(2000) for name in cifar_archive.FILES
}
EXTRA = ["readme.html"]


def md5(content):
    return hashlib.md5(content).hexdigest()


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Let the published files be small ones."""
    md5s = {name: md5(content) for name, content in FILES.items()}
    monkeypatch.setattr(cifar_archive, "FILES", md5s)


def packed(*changes, mode="w:gz"):
    """Return an archive like the published one, with other members at last.

    A change is a (name, content), or a TarInfo for a member without content.
    """
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:
        folder = tarfile.TarInfo(FOLDER)
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        replaced = [name for name, *_ in map(as_pair, changes)]
        for name in [*FILES, *EXTRA]:
            if f"{FOLDER}/{name}" not in replaced:
                add(tar, f"{FOLDER}/{name}", FILES.get(name, b"<html>"))
        for change in changes:
            name, content = as_pair(change)
            if isinstance(change, tarfile.TarInfo):
                tar.addfile(change)
            elif content is not None:
                add(tar, name, content)
    return buffer.getvalue()


def as_pair(change):
    if isinstance(change, tarfile.TarInfo):
        return change.name, None
    return change


def add(tar, name, content):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def link(name, target, kind):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Unpacking


def test_the_seven_files_and_nothing_else(tmp_path):
    (tmp_path / ARCHIVE).write_bytes(packed())
    unpack(tmp_path / ARCHIVE, tmp_path / "new" / FOLDER)
    assert contents(tmp_path / "new" / FOLDER) == FILES
    assert sorted(p.name for p in tmp_path.iterdir()) == [ARCHIVE, "new"]


def test_damaged_files_are_replaced_and_others_left(tmp_path):
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "data_batch_1").write_bytes(b"damaged")
    (folder / "mine").write_bytes(b"mine")
    (tmp_path / ARCHIVE).write_bytes(packed())
    unpack(tmp_path / ARCHIVE, folder)
    assert contents(folder) == FILES | {"mine": b"mine"}


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        f"{FOLDER}/../escaped",
        f"{FOLDER}/../../escaped",
        f"{FOLDER}/test_batch/../../escaped",
        "escaped",
        f"{FOLDER}/escaped",
        f"{FOLDER}/sub/data_batch_1",
        "data_batch_1",
        "/tmp/escaped/data_batch_1",
        f"./{FOLDER}/data_batch_1",
        f"{FOLDER}//data_batch_1",
        f"other/{FOLDER}/data_batch_1",
    ],
)
def test_members_that_do_not_belong_are_left_out(tmp_path, name):
    place = tmp_path / "a" / "b"
    place.mkdir(parents=True)
    (place / ARCHIVE).write_bytes(packed((name, b"evil")))
    unpack(place / ARCHIVE, place / FOLDER)
    assert contents(place / FOLDER) == FILES
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1 + len(FILES)


@pytest.mark.parametrize("name", ["data_batch_2", "batches.meta"])
@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.FIFOTYPE,
        tarfile.CHRTYPE,
        tarfile.DIRTYPE,
    ],
)
def test_links_and_devices_are_not_followed(tmp_path, name, kind):
    target = tmp_path / "secret"
    target.write_bytes(b"untouched")
    member = link(f"{FOLDER}/{name}", str(target), kind)
    (tmp_path / ARCHIVE).write_bytes(packed(member))
    with pytest.raises(DataError, match=f"it has no {name}"):
        unpack(tmp_path / ARCHIVE, tmp_path / FOLDER)
    assert target.read_bytes() == b"untouched"
    assert contents(tmp_path / FOLDER) == {}


def test_a_link_in_place_of_a_file_is_replaced_not_written_through(tmp_path):
    folder, target = tmp_path / FOLDER, tmp_path / "other"
    folder.mkdir()
    target.write_bytes(b"untouched")
    os.symlink(target, folder / "test_batch")
    (tmp_path / ARCHIVE).write_bytes(packed())
    unpack(tmp_path / ARCHIVE, folder)
    assert target.read_bytes() == b"untouched"
    assert not (folder / "test_batch").is_symlink()


GOOD = packed()
DAMAGE = {
    "one missing": (packed((f"{FOLDER}/test_batch", None)), "no test_batch"),
    "two missing": (
        packed(
            (f"{FOLDER}/data_batch_5", None), (f"{FOLDER}/test_batch", None)
        ),
        "it has no data_batch_5, test_batch.",
    ),
    "another content": (
        packed((f"{FOLDER}/test_batch", b"other")),
        "test_batch is not the published one",
    ),
    "twice, then another": (
        packed(
            (f"{FOLDER}/test_batch", b"other"),
            (f"{FOLDER}/test_batch", FILES["test_batch"]),
        ),
        "test_batch is not the published one",
    ),
    "empty": (b"", ""),
    "not packed": (packed(mode="w:"), "not a gzip file"),
    "a web page": (b"<html>Please log in</html>", "not a gzip file"),
    "cut short": (GOOD[: len(GOOD) // 2], ""),
    "one wrong bit": (
        GOOD[:5000] + bytes([GOOD[5000] ^ 4]) + GOOD[5001:],
        "",
    ),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_archive_replaces_nothing(tmp_path, kind):
    content, problem = DAMAGE[kind]
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "data_batch_1").write_bytes(b"old")
    (tmp_path / ARCHIVE).write_bytes(content)
    with pytest.raises(DataError) as caught:
        unpack(tmp_path / ARCHIVE, folder)
    assert str(caught.value).startswith(f"{tmp_path / ARCHIVE} is damaged: ")
    assert problem in str(caught.value)
    assert contents(folder) == {"data_batch_1": b"old"}


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar_archive, "MOST_BYTES", 10_000)
    bomb = (f"{FOLDER}/test_batch", bytes(10**7))
    (tmp_path / ARCHIVE).write_bytes(packed(bomb))
    tracemalloc.start()
    with pytest.raises(DataError, match="is not the published one"):
        unpack(tmp_path / ARCHIVE, tmp_path / FOLDER)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3e6


def test_it_is_unpacked_beside_its_place_and_moved(tmp_path, monkeypatch):
    (tmp_path / ARCHIVE).write_bytes(GOOD)
    moved = []
    replace = os.replace

    def note(source, target):
        moved.append((source, target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", note)
    unpack(tmp_path / ARCHIVE, tmp_path / FOLDER)
    aside = {source.parent for source, _ in moved}
    assert {path.parent for path in aside} == {tmp_path / FOLDER}
    assert all(path.name.startswith("unpacking-") for path in aside)
    assert [target.name for _, target in moved] == list(FILES)


def test_a_file_that_cannot_be_read_is_not_there(tmp_path, monkeypatch):
    def refuse(path):
        raise OSError

    (tmp_path / "test_batch").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert not cifar_archive._is_there(tmp_path / "test_batch", md5(b""))


# Fetching


@pytest.fixture
def offered(monkeypatch):
    """The archives that a download would bring, and which were fetched."""
    fetched = []

    def download(name, size, sha256, addresses, folder):
        assert (name, size) == (ARCHIVE, 170_498_071)
        assert sha256 == cifar_archive.SHA256
        assert addresses == cifar_archive.ADDRESSES
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(GOOD)
        fetched.append(folder)
        return folder / name

    monkeypatch.setattr(cifar_archive, "download", download)
    return fetched


def test_fetch(tmp_path, offered):
    """The archive is removed; a second time nothing is fetched."""
    cache = tmp_path / "the" / "cache"
    said = fetch(cache)
    assert said == f"CIFAR-10 is complete, 7 files, in {cache / FOLDER}"
    assert [path.name for path in cache.iterdir()] == [FOLDER]
    assert contents(cache / FOLDER) == FILES
    assert fetch(cache) == said
    assert offered == [cache]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [None, b"", b"other"])
def test_what_is_missing_or_damaged_is_fetched(
    tmp_path, offered, name, damage
):
    fetch(tmp_path)
    (tmp_path / FOLDER / name).unlink()
    if damage is not None:
        (tmp_path / FOLDER / name).write_bytes(damage)
    fetch(tmp_path)
    assert contents(tmp_path / FOLDER) == FILES
    assert len(offered) == 2


def test_what_stands_in_the_way_is_named(tmp_path, offered):
    (tmp_path / FOLDER).write_bytes(b"a file")
    with pytest.raises(DataError, match="cannot be written") as caught:
        fetch(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / FOLDER))
    (tmp_path / FOLDER).unlink()
    (tmp_path / FOLDER / "test_batch").mkdir(parents=True)
    with pytest.raises(DataError, match="cannot be written"):
        fetch(tmp_path)
    assert (tmp_path / ARCHIVE).exists(), "it need not be fetched again"


def test_a_full_disk_leaves_the_old_files(tmp_path, offered, monkeypatch):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "test_batch").write_bytes(b"old")

    def refuse(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    monkeypatch.setattr(
        cifar_archive, "download", lambda *args: tmp_path / ARCHIVE
    )
    with open(tmp_path / ARCHIVE, "wb") as file:
        file.write(GOOD)
    with pytest.raises(DataError, match="No space left.*Make room"):
        fetch(tmp_path)
    assert contents(tmp_path / FOLDER) == {"test_batch": b"old"}


def test_the_command_line_fetches_it_to_where_it_is_looked_for(
    tmp_path, offered, monkeypatch, capsys
):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path))
    monkeypatch.setattr("helpers.data_commands._mnist", lambda cache: "MNIST")
    monkeypatch.delenv("EGC_DATA", raising=False)
    datasets.main(["--download"])
    assert capsys.readouterr().out.splitlines() == [
        "MNIST",
        f"CIFAR-10 is complete, 7 files, in {tmp_path / FOLDER}",
    ]
    with pytest.raises(datasets.DataError, match="data_batch_1 cannot be unp"):
        datasets.cifar10()


def test_what_is_downloaded_is_what_is_read():
    assert len(bytes.fromhex(cifar_archive.SHA256)) == 32
    assert len(cifar_archive.ADDRESSES) > 1
    for address in cifar_archive.ADDRESSES:
        assert address.startswith("https://") and address.endswith("/")
    assert "toronto.edu" in cifar_archive.ADDRESSES[-1], "the slow one is last"

"""The cache folder, while one process works in it."""

import os

import pytest

from helpers.cache_lock import alone_in


@pytest.fixture
def left(tmp_path):
    """Return what a killed process left in a cache, good files beside it."""
    left = ["tmpabcd1234", "mnist/tmpabcd1234", "cifar10/unpacking-x/half"]
    for name in [*left, "mnist/images.gz", "mnist/images.gz.part"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return [tmp_path / name for name in left]


def test_what_a_killed_process_left_is_swept_away(tmp_path, left):
    with alone_in(tmp_path):
        assert not any(path.exists() for path in left)
        assert not left[-1].parent.exists()
        kept = {path.name for path in (tmp_path / "mnist").iterdir()}
    assert kept == {"images.gz", "images.gz.part"}


def test_what_cannot_be_swept_away_is_no_error(tmp_path, left, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError

    monkeypatch.setattr(os, "unlink", refuse)
    monkeypatch.setattr(os, "rmdir", refuse)
    with alone_in(tmp_path):
        assert all(path.exists() for path in left)

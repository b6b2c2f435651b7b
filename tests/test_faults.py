"""Downloads and unpackings under faults: of the network, the disk, the power.

What else an address may do wrong is in test_download.py, what an archive, a
pickle or an IDX file may hold in test_cifar_archive.py, test_unpickle.py and
test_idx.py.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from helpers import cifar_archive
from helpers.data_common import DataError
from tests import small_cifar
from tests.serving import Handler, serving
from tests.small_cifar import ARCHIVE, FILES

ROOT = Path(__file__).parent.parent
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ARCHIVE)
ANSWER = HEAD + ARCHIVE
REDIRECTS = {"round": "", "elsewhere": "file:///etc/hostname"}
KILLS, SEED = 50, 20261122
# Where the connection is cut: in the head, at each end, and drawn.
CUTS = [0, 1, 20, len(HEAD), len(HEAD) + 1, len(ANSWER) - 1]
CUTS += random.Random(SEED).sample(range(len(ANSWER)), 30)


class _Handler(Handler):
    """Answers by the first folder in the path, which names the mischief."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind = self.path.split("/")[1]
        self.server.asked.append(kind)
        self.close_connection = True
        if kind in REDIRECTS:
            self.send_response(302)
            self.send_header("Location", REDIRECTS[kind] or self.path)
            self.send_header("Connection", "close")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if kind == "wait":
            self.server.begun.set()
            assert self.server.go_on.wait(60)
        end = int(kind) if kind.isdigit() else len(ANSWER)
        self.wfile.write(ANSWER[:end])


@pytest.fixture
def server(monkeypatch):
    """A server of the small archive, and the environment to ask it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(_Handler) as server:
        server.begun, server.go_on = threading.Event(), threading.Event()
        yield server


@pytest.fixture
def fetch(server, monkeypatch, tmp_path):
    """Return a function that fetches from addresses of some kinds."""
    small_cifar.stand_in(cifar_archive, monkeypatch.setattr)

    def fetch(*kinds):
        addresses = [f"{server.root}{kind}/" for kind in kinds]
        monkeypatch.setattr(cifar_archive, "ADDRESSES", addresses)
        return cifar_archive.fetch(tmp_path / "cache")

    return fetch


def contents(cache):
    folder = cache / cifar_archive.FOLDER
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- The network ---


@pytest.mark.parametrize("end", CUTS)
def test_a_connection_may_be_cut_at_any_byte(fetch, server, tmp_path, end):
    with pytest.raises(DataError, match="could not be downloaded"):
        fetch(end)
    assert not (tmp_path / "cache" / cifar_archive.FOLDER).exists()
    fetch(end, "good")
    assert contents(tmp_path / "cache") == FILES
    assert server.asked[-1] == "good"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("round", "Exceeded 30 redirects"),
        ("elsewhere", "No connection adapters"),
    ],
)
def test_a_redirect_leads_nowhere_else(fetch, server, tmp_path, kind, reason):
    with pytest.raises(DataError, match=reason):
        fetch(kind)
    fetch(kind, "good")
    assert contents(tmp_path / "cache") == FILES


# --- Other processes ---


def command(address, cache, *more):
    """Return the command of a process that fetches, and dies 0 times."""
    more = more or ("0", "0")
    return [sys.executable, "-m", "tests.killed", address, str(cache), *more]


posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@posix
def test_killed_anywhere_it_leaves_no_harm_and_can_go_on(server, tmp_path):
    result = subprocess.run(
        command(f"{server.root}good/", tmp_path, str(KILLS), str(SEED)),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout.splitlines()[-1])
    assert found["wrong"] == []
    assert found["killed"] + found["ended"] == KILLS
    assert found["killed"] >= 0.9 * KILLS, found


@posix
def test_two_processes_fetch_one_after_the_other(server, tmp_path):
    cache = tmp_path / "cache"
    quiet = {"cwd": ROOT, "text": True, "stdout": subprocess.DEVNULL}
    first = subprocess.Popen(command(f"{server.root}wait/", cache), **quiet)
    assert server.begun.wait(60)
    second = subprocess.Popen(
        command(f"{server.root}good/", cache), stderr=subprocess.PIPE, **quiet
    )
    assert "waiting for it" in second.stderr.readline()
    server.go_on.set()
    assert first.wait() == 0
    second.communicate()
    assert second.returncode == 0
    assert server.asked == ["wait"]
    assert contents(cache) == FILES


# --- The disk ---

# A process in a small file system of its own, where the system allows it.
ALONE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
SMALL = 'mount -t tmpfs -o "size=$1" none "$2" && shift 2 && exec "$@"'
FROZEN = 'mount --bind -o ro "$2" "$2" && shift 2 && exec "$@"'
READ_ONLY = 'mount -t tmpfs -o ro none "$2" && shift 2 && exec "$@"'


def in_file_system(script, size, folder, *arguments):
    """Run a fetch where a small file system lies on a folder."""
    folder.mkdir(exist_ok=True)
    place = [*ALONE, script, "sh", size, str(folder)]
    try:
        subprocess.run([*place, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system gives no process a file system of its own")
    return subprocess.run(
        [*place, *command(*arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def said(result):
    """Return the message of the DataError in which a process ended."""
    last = result.stderr.rstrip().rpartition("DataError: ")[2]
    assert result.returncode == 1 and last, result.stderr
    return last


# A part of the archive; all of it but not its files; some of the files.
@pytest.mark.parametrize("kilobytes", [40, 200, 250])
def test_a_full_disk_is_named(server, tmp_path, kilobytes):
    folder, size = tmp_path / "disk", f"{kilobytes}k"
    address = f"{server.root}good/"
    result = in_file_system(SMALL, size, folder, address, folder / "cache")
    assert "No space left on device" in said(result)
    assert "Make room" in said(result)
    assert str(folder / "cache") in said(result)
    assert "Traceback" not in said(result)


def test_a_read_only_folder_is_named(server, tmp_path):
    folder = tmp_path / "disk"
    cache = folder / "cache"
    address = f"{server.root}good/"
    result = in_file_system(READ_ONLY, "0", folder, address, cache)
    assert said(result).startswith(f"{cache} cannot be written (Read-only")
    assert server.asked == []


def test_a_read_only_folder_that_holds_all_is_enough(server, tmp_path, fetch):
    cache, address = tmp_path / "cache", f"{server.root}good/"
    fetch("good")
    server.asked.clear()
    result = in_file_system(FROZEN, "0", cache, address, cache)
    assert result.returncode == 0, result.stderr
    (cache / cifar_archive.FOLDER / "test_batch").write_bytes(b"damaged")
    result = in_file_system(FROZEN, "0", cache, address, cache)
    assert "cannot be written (Read-only" in said(result)
    assert server.asked == []


@posix
def test_a_disk_that_is_full_at_any_byte(server, tmp_path, fetch):
    """No file may grow beyond a limit; what is there already stays good."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (0, 1, 4096, 19_999, 20_000, len(ARCHIVE) - 1):
        cache = tmp_path / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        fetch("good")
        (cache / cifar_archive.FOLDER / "test_batch").write_bytes(b"damaged")
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(DataError, match="cannot be written"):
                fetch("good")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        good = {k: v for k, v in FILES.items() if k != "test_batch"}
        assert contents(cache) == good | {"test_batch": b"damaged"}
        fetch("good")
        assert contents(cache) == FILES

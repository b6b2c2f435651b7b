"""Tests of downloads, from a server on this machine that misbehaves.

No clock is looked at: how fast an address seems depends on its name alone.
"""

import functools
import hashlib
import re
import threading

import pytest

from helpers import resume
from helpers.data_common import DataError
from helpers.download import FAST, download
from tests.serving import Handler, serving

NAME = "file.gz"
CONTENT = bytes(range(256)) * 4000  # a megabyte
HALF = len(CONTENT) // 2
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SPEEDS = {"crawl": 0.2 * FAST, "walk": 0.9 * FAST, "run": 1.1 * FAST}


class _Handler(Handler):
    """Answers by the first folder in the path, which names the mischief."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind = self.path.split("/")[1]
        wanted = self.headers.get("Range", "")
        self.server.asked.append(f"{kind} {wanted}".strip())
        self.close_connection = True
        if kind.isdigit():
            self.send_error(int(kind))
            return
        content = {
            "wrong": CONTENT[::-1],
            "short": CONTENT[:-1],
            "long": CONTENT + b"\0",
            "unsized-short": CONTENT[:-1],
            "unsized-long": CONTENT + b"\0" * 70_000,
            "page": b"<html>Please log in</html>",
            "unsized-page": b"<html>Please log in</html>",
            "empty": b"",
        }.get(kind, CONTENT)
        content = self.send_headers(kind, wanted, content)
        if kind in ("broken", "stall"):
            content = content[: len(content) // 2]
        if kind == "chunked":
            for k in range(0, len(content), 50_000):
                chunk = content[k : k + 50_000]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")
            return
        if kind == "drip":
            self.wfile.write(content[:1000])
            self.wfile.flush()
            assert self.server.seen.wait(60)
            content = content[1000:]
        self.wfile.write(content)
        if kind == "stall":
            self.wfile.flush()
            self.server.over.wait()
        while kind == "endless" and not self.server.over.is_set():
            self.wfile.write(content)

    def send_headers(self, kind, wanted, content):
        """Send what comes before the content; return what of it is sent."""
        total = len(content)
        if wanted and kind not in ("whole", "chunked"):
            first = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])
            if kind == "other-start":
                first += 1
            if first >= total:
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return b""
            content = content[first:]
            self.send_response(206)
            stated = {"other-total": total + 1, "star": "*"}.get(kind, total)
            if kind != "no-range":
                self.send_header(
                    "Content-Range", f"bytes {first}-{total - 1}/{stated}"
                )
        else:
            self.send_response(200)
        if kind == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        elif not kind.startswith(("unsized", "endless")):
            self.send_header("Content-Length", str(len(content)))
        if kind == "encoded":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return content


@pytest.fixture
def server(monkeypatch):
    """A server; it is never waited for long, except where it stalls."""
    import requests

    def get(url, timeout, **kwargs):
        timeout = (60, 1) if "/stall/" in url else (60, 60)
        return requests_get(url, timeout=timeout, **kwargs)

    requests_get = requests.get
    monkeypatch.setattr("requests.get", get)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(_Handler) as server:
        server.over, server.seen = threading.Event(), threading.Event()
        yield server
        server.over.set()


class Clock:
    """A clock that only what is received moves on, and a bar that tells it."""

    def __init__(self, server):
        self.server, self.seconds, self.received = server, 0.0, 0

    def __call__(self):
        """Return the time."""
        return self.seconds

    def speed(self):
        """Return the bytes a second of the address asked last."""
        kind = self.server.asked[-1].split()[0]
        if kind == "tires":
            kind = "run" if self.received < HALF else "crawl"
        return SPEEDS.get(kind, 100 * FAST)

    def bar(self, name, total, start):
        """Return what is told how many bytes came: this clock."""
        return self

    def update(self, count):
        """Let the time go by that so many bytes take."""
        self.server.seen.set()
        self.received += count
        self.seconds += count / self.speed()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


@pytest.fixture
def clock(server, monkeypatch):
    """Time goes by as the address's name says; speed is taken each second."""
    clock = Clock(server)
    monkeypatch.setattr(resume, "PERIOD", 1)
    monkeypatch.setattr(resume, "progress_of_bytes", clock.bar)
    return clock


def fetch(server, folder, *kinds, **clock):
    addresses = [server.root + kind + "/" for kind in kinds]
    return download(NAME, len(CONTENT), SHA256, addresses, folder, **clock)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


GOOD = [
    "good",
    "unsized",
    "unsized-long",
    "endless",
    "chunked",
    "encoded",
    "whole",
]


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_address(server, tmp_path, kind):
    folder = tmp_path / "new" / "folder"
    path = fetch(server, folder, kind, "404")
    assert path == folder / NAME
    assert path.read_bytes() == CONTENT
    assert names(folder) == [NAME]
    assert server.asked == [kind]


BAD = {
    "403": "403 Client Error",
    "404": "404 Client Error",
    "503": "503 Server Error",
    "wrong": "SHA256 hash",
    "short": "gives 1,023,999 bytes where the file has 1,024,000",
    "long": "gives 1,024,001 bytes where the file has 1,024,000",
    "unsized-short": "ends after 1,023,999 bytes",
    "page": "gives 26 bytes",
    "unsized-page": "ends after 26 bytes",
    "empty": "gives 0 bytes",
    "broken": "IncompleteRead",
    "stall": "timed out",
}


@pytest.mark.parametrize("kind", BAD)
def test_after_a_bad_address_the_next_is_tried(server, tmp_path, kind):
    path = fetch(server, tmp_path, kind, "good")
    assert path.read_bytes() == CONTENT
    assert names(tmp_path) == [NAME]
    assert server.asked[0] == kind
    assert {asked.split()[0] for asked in server.asked[1:]} == {"good"}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_address_puts_nothing_in_place(server, tmp_path, kind):
    with pytest.raises(DataError) as caught:
        fetch(server, tmp_path, kind)
    assert BAD[kind] in str(caught.value)
    assert NAME not in names(tmp_path)
    assert set(names(tmp_path)) <= {f"{NAME}.part"}


def test_when_all_fail_each_reason_and_the_remedy_are_told(server, tmp_path):
    with pytest.raises(DataError) as caught:
        fetch(server, tmp_path, "403", "page", "404")
    message = str(caught.value)
    assert message.startswith(f"{NAME} could not be downloaded")
    for kind in ("403", "page", "404"):
        assert message.count(f"{server.root}{kind}/{NAME}\n    ") == 1
        assert BAD[kind] in message
    assert "EGC_DATA" in message and "are kept" not in message
    assert caught.value.__suppress_context__ or not caught.value.__context__


def test_no_server_at_all(server, tmp_path):
    nowhere = "http://127.0.0.1:1/"
    with pytest.raises(DataError, match="127.0.0.1"):
        download(NAME, len(CONTENT), SHA256, [nowhere], tmp_path)
    addresses = [nowhere, server.root]
    download(NAME, len(CONTENT), SHA256, addresses, tmp_path)
    assert names(tmp_path) == [NAME]


# What is there already


def test_a_good_file_is_kept_and_not_fetched_again(server, tmp_path):
    (tmp_path / NAME).write_bytes(CONTENT)
    assert fetch(server, tmp_path, "good") == tmp_path / NAME
    assert server.asked == []


@pytest.mark.parametrize("old", [b"", CONTENT[:-1], CONTENT[::-1]])
def test_a_damaged_file_is_replaced(server, tmp_path, old):
    (tmp_path / NAME).write_bytes(old)
    fetch(server, tmp_path, "503", "good")
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert names(tmp_path) == [NAME]


def test_a_failed_download_leaves_the_old_file(server, tmp_path):
    (tmp_path / NAME).write_bytes(b"old")
    with pytest.raises(DataError):
        fetch(server, tmp_path, "wrong", "503")
    assert (tmp_path / NAME).read_bytes() == b"old"
    assert names(tmp_path) == [NAME]


def test_an_interrupt_keeps_what_has_come(server, tmp_path, monkeypatch):
    class Bar(Clock):
        def update(self, count):  # noqa: D102
            raise KeyboardInterrupt

    monkeypatch.setattr(resume, "progress_of_bytes", Bar(server).bar)
    with pytest.raises(KeyboardInterrupt):
        fetch(server, tmp_path, "good")
    assert names(tmp_path) == [f"{NAME}.part"]
    here = (tmp_path / f"{NAME}.part").stat().st_size
    assert 0 < here <= resume.CHUNK
    monkeypatch.undo()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fetch(server, tmp_path, "good")
    assert server.asked == ["good", f"good bytes={here}-"]
    assert names(tmp_path) == [NAME]


def test_what_stands_in_the_way_is_named(server, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / NAME).mkdir()
    for folder in (tmp_path / "file", tmp_path):
        with pytest.raises(DataError, match="cannot be written") as caught:
            fetch(server, folder, "good")
        assert str(caught.value).startswith(str(folder / NAME))
    assert server.asked == []


def test_a_full_disk_is_named_and_no_other_address_is_tried(
    server, tmp_path, monkeypatch
):
    class Bar(Clock):
        def update(self, count):  # noqa: D102
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(resume, "progress_of_bytes", Bar(server).bar)
    with pytest.raises(DataError, match="No space left.*Make room"):
        fetch(server, tmp_path, "good", "whole")
    assert server.asked == ["good"]


# Going on from what has come


@pytest.fixture
def part(tmp_path):
    """The first half of the file, from a download that broke off."""
    path = tmp_path / f"{NAME}.part"
    path.write_bytes(CONTENT[:HALF])
    return path


@pytest.mark.parametrize("kind", ["good", "star", "unsized", "encoded"])
def test_it_goes_on_from_there(server, tmp_path, part, kind):
    fetch(server, tmp_path, kind)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked == [f"{kind} bytes={HALF}-"]
    assert names(tmp_path) == [NAME]


def test_the_next_address_goes_on_where_one_broke_off(server, tmp_path):
    fetch(server, tmp_path, "broken", "good")
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked == ["broken", f"good bytes={HALF}-"]


def test_the_next_call_goes_on_where_all_broke_off(server, tmp_path):
    with pytest.raises(DataError, match=r"0\.8 MB are kept"):
        fetch(server, tmp_path, "broken", "503")
    kept = HALF + HALF // 2
    later = f"bytes={HALF}-"
    assert server.asked == ["broken", f"503 {later}", f"broken {later}"]
    server.asked.clear()
    fetch(server, tmp_path, "good")
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked == [f"good bytes={kept}-"]
    assert names(tmp_path) == [NAME]


@pytest.mark.parametrize("kind", ["whole", "chunked"])
def test_where_it_cannot_go_on_it_starts_over(server, tmp_path, part, kind):
    """The server sends the whole file, whatever part it is asked for."""
    part.write_bytes(bytes(HALF))
    fetch(server, tmp_path, kind)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked == [f"{kind} bytes={HALF}-"]


@pytest.mark.parametrize(
    "kind, problem",
    [
        ("long", "gives bytes 512000-1024000/1024001 where"),
        ("short", "gives bytes 512000-1023998/1023999 where"),
        ("other-total", "gives bytes 512000-1023999/1024001 where"),
        ("other-start", "gives bytes 512001-1023999/1024000 where"),
        ("no-range", "gives nothing where"),
        ("page", "416"),
        ("404", "404"),
    ],
)
def test_another_file_is_not_mixed_in(server, tmp_path, part, kind, problem):
    with pytest.raises(DataError) as caught:
        fetch(server, tmp_path, kind)
    assert problem in str(caught.value)
    assert part.read_bytes() == CONTENT[:HALF]
    fetch(server, tmp_path, kind, "good")
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked[-1] == f"good bytes={HALF}-"


@pytest.mark.parametrize("size", [1, HALF, len(CONTENT) - 1])
def test_after_a_bad_part_the_same_address_starts_over(
    server, tmp_path, part, size
):
    part.write_bytes(b"x" * size)
    fetch(server, tmp_path, "good", "404")
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked == [f"good bytes={size}-", "good"]
    assert names(tmp_path) == [NAME]


@pytest.mark.parametrize("size", [len(CONTENT), len(CONTENT) + 1])
def test_a_whole_part_that_is_wrong_is_thrown_away(
    server, tmp_path, part, size
):
    part.write_bytes(b"x" * size)
    fetch(server, tmp_path, "good")
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked == ["good"]


def test_a_whole_part_that_is_right_is_taken(server, tmp_path, part):
    part.write_bytes(CONTENT)
    fetch(server, tmp_path, "good")
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.asked == []
    assert names(tmp_path) == [NAME]


def test_a_wrong_file_is_not_asked_for_again_and_again(server, tmp_path, part):
    with pytest.raises(DataError):
        fetch(server, tmp_path, "wrong")
    assert server.asked == [f"wrong bytes={HALF}-", "wrong"]
    assert names(tmp_path) == []


# Slow addresses


def kinds(server):
    return [asked.split()[0] for asked in server.asked]


@pytest.mark.parametrize("kind", ["crawl", "walk", "tires"])
def test_a_slow_address_is_left_for_the_next(
    server, tmp_path, clock, capsys, kind
):
    fetch(server, tmp_path, kind, "run", "404", clock=clock)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert kinds(server) == [kind, "run"]
    assert re.fullmatch(r"run bytes=\d+-", server.asked[1])
    assert f"{server.root}{kind}/: is slow: " in capsys.readouterr().err


def test_a_fast_address_is_stayed_with(server, tmp_path, clock, capsys):
    fetch(server, tmp_path, "run", "good", clock=clock)
    assert kinds(server) == ["run"]
    assert clock.seconds > 4 * resume.PERIOD
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "order", [("crawl", "walk"), ("walk", "crawl"), ("walk", "503", "crawl")]
)
def test_if_all_are_slow_the_fastest_may_take_its_time(
    server, tmp_path, clock, order
):
    fetch(server, tmp_path, *order, clock=clock)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert kinds(server) == [*order, "walk"]


def test_the_last_address_may_be_slow(server, tmp_path, clock):
    fetch(server, tmp_path, "503", "broken", "crawl", clock=clock)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert kinds(server) == ["503", "broken", "crawl", "broken", "crawl"]


def test_one_slow_address_is_enough(server, tmp_path, clock, capsys):
    fetch(server, tmp_path, "crawl", clock=clock)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Asking again, and taking the time it needs.\n"
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert kinds(server) == ["crawl", "crawl"]
    assert clock.seconds == pytest.approx(len(CONTENT) / SPEEDS["crawl"])


def test_how_slow_an_address_was_is_told(server, tmp_path, clock, capsys):
    fetch(server, tmp_path, "walk", "run", clock=clock)
    told = re.search(r"walk/: is slow: (\d+) kB/s\n", capsys.readouterr().err)
    assert float(told[1]) == pytest.approx(SPEEDS["walk"] / 1000, rel=0.02)


def test_all_that_came_is_counted(server, tmp_path, clock):
    size, part = len(CONTENT), tmp_path / "part"
    fetch_all = resume.Downloader(NAME, size, part, 0, clock)
    fetch_all(f"{server.root}good/{NAME}", tmp_path / NAME, None)
    assert fetch_all.received == size


@pytest.mark.parametrize("have", [0, 1000])
def test_a_request_names_what_is_wanted_and_waits_in_vain_for_seconds(
    tmp_path, monkeypatch, have
):
    asked = []

    def get(url, **said):
        asked.append((url, said))
        raise ValueError("enough")

    monkeypatch.setattr("requests.get", get)
    (tmp_path / "part").write_bytes(CONTENT[:have])
    fetch_all = resume.Downloader(
        NAME, len(CONTENT), tmp_path / "part", 0, None
    )
    with pytest.raises(ValueError, match="enough"):
        fetch_all("an address", tmp_path / NAME, None)
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = "bytes=1000-"
    said = {"stream": True, "timeout": (10, 20), "headers": headers}
    assert asked == [("an address", said)]


def test_nothing_that_came_slowly_is_fetched_twice(server, tmp_path, clock):
    fetch(server, tmp_path, "walk", "crawl", clock=clock)
    assert clock.received == len(CONTENT)


def test_what_drips_is_looked_at_as_it_comes(server, tmp_path, clock):
    """The server sends no more before the first bytes have been counted."""
    fetch(server, tmp_path, "drip", clock=clock)
    assert kinds(server) == ["drip"]


def test_the_start_is_not_judged(server, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(resume, "PERIOD", 60)
    fetch(server, tmp_path, "crawl", "good", clock=clock)
    assert kinds(server) == ["crawl"]


# The bar


@pytest.mark.parametrize("value", ["0", None])
def test_progress_shows_unless_switched_off(
    server, tmp_path, monkeypatch, capsys, value
):
    monkeypatch.delenv("EGC_PROGRESS", raising=False)
    if value is not None:
        monkeypatch.setenv("EGC_PROGRESS", value)
    fetch(server, tmp_path, "good")
    output = capsys.readouterr()
    assert output.out == ""
    assert (NAME in output.err) == (value is None)


def test_the_bar_tells_bytes_and_starts_where_it_goes_on(
    server, tmp_path, part, monkeypatch
):
    import tqdm.auto

    made = []

    class Bar(tqdm.auto.tqdm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.append((self.initial, self.total, self.unit, self))

    monkeypatch.setattr(tqdm.auto, "tqdm", functools.partial(Bar, file=None))
    monkeypatch.delenv("EGC_PROGRESS", raising=False)
    fetch(server, tmp_path, "good")
    ((start, total, unit, bar),) = made
    assert (start, total, unit) == (HALF, len(CONTENT), "B")
    assert bar.n == len(CONTENT)
    line = bar.format_meter(n=2, total=4, elapsed=64, initial=0)
    assert "01:04<01:04" in line, "the time gone and the time left"

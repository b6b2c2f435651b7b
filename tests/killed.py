"""A download that is killed at many points: a program of its own.

``python -m tests.killed ADDRESS FOLDER POINTS SEED`` lets a child fetch a
small CIFAR-10 and end itself by SIGKILL before a line of Python that is drawn
from all lines that the fetching takes; then it looks at what is left, and
fetches once more. It forks, so it has no other threads, and takes no time to
start each child. It prints one JSON object.
"""

import json
import os
import random
import shutil
import signal
import sys
from pathlib import Path

from helpers import cifar_archive, data_commands, resume
from helpers.cache_lock import LOCK
from tests import small_cifar

WATCHED = ("/helpers/", "/pooch/", "/filelock/", "/tarfile.py", "/tempfile.py")
DAMAGED = "data_batch_3"


def count_lines(reach, act):
    """Trace this process; call `act` before line number `reach`."""
    left = [reach]

    def line(frame, event, argument):
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                act()
        return line

    def call(frame, event, argument):
        name = frame.f_code.co_filename
        return line if any(part in name for part in WATCHED) else None

    sys.settrace(call)
    return lambda: reach - left[0]


def fetch(address, cache):
    """Bring the small CIFAR-10 into a cache folder, as `--download` does."""
    cifar_archive.ADDRESSES = (address,)
    data_commands.cache_folder = lambda: cache
    data_commands._mnist = lambda cache: ""
    data_commands.download_sets()


def in_child(work):
    """Fork, work in the child; return its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            sys.stdout = sys.stderr = open(os.devnull, "w")
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def prepare(cache, point):
    """Empty the cache; for odd points, all files but one are good there."""
    shutil.rmtree(cache, ignore_errors=True)
    folder = cache / cifar_archive.FOLDER
    if point % 2:
        folder.mkdir(parents=True)
        for name, content in small_cifar.FILES.items():
            (folder / name).write_bytes(content)
        (folder / DAMAGED).write_bytes(b"damaged")


def wrong_files(cache, point):
    """Return the names of files that are neither what they were nor good."""
    wrong = []
    for name, content in small_cifar.FILES.items():
        path = cache / cifar_archive.FOLDER / name
        found = path.read_bytes() if path.exists() else None
        before = content if point % 2 else None
        if point % 2 and name == DAMAGED:
            before = b"damaged"
        if found not in (before, content):
            wrong.append(name)
    return wrong


def main(address, cache, points, seed):
    """Try all points; print how each ended, and what was found wrong.

    Without points, fetch once.
    """
    cache, result = Path(cache), {"killed": 0, "ended": 0, "wrong": []}
    small_cifar.stand_in(cifar_archive)
    resume.CHUNK = 4096
    fetch(address, cache)  # which also imports what later calls need
    if not points:
        return
    for odd in range(2):
        prepare(cache, odd)
        lines = count_lines(0, None)
        fetch(address, cache)
        sys.settrace(None)
        result[f"lines, {odd}"] = lines()
    draw = random.Random(seed)
    for point in range(points):
        prepare(cache, point)
        reach = draw.randint(1, result[f"lines, {point % 2}"])

        def work(reach=reach):
            count_lines(reach, lambda: os.kill(os.getpid(), signal.SIGKILL))
            fetch(address, cache)

        code = in_child(work)
        result["killed" if code == -signal.SIGKILL else "ended"] += 1
        result["wrong"] += [f"{reach}: {n}" for n in wrong_files(cache, point)]
        if in_child(lambda: fetch(address, cache)) != 0:
            result["wrong"].append(f"{reach}: not fetched afterwards")
        left = sorted(p.name for p in cache.rglob("*"))
        wanted = sorted([LOCK, cifar_archive.FOLDER, *small_cifar.FILES])
        if left != wanted or wrong_files(cache, point):
            result["wrong"].append(f"{reach}: left {left}")
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))

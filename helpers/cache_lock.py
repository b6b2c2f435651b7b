"""One process at a time changes the cache folder."""

import contextlib
import errno
import shutil
import sys

from helpers.data_common import unwritable

LOCK = "downloading.lock"
# What a process that was killed leaves beside the files it worked at: pooch
# an empty or whole file, the unpacking a folder.
LEFT_OVER = ("tmp????????", "*/tmp????????", "*/unpacking-*")
READ_ONLY = errno.EROFS, errno.EACCES, errno.EPERM


@contextlib.contextmanager
def alone_in(folder):
    """Wait until no other process works in a folder; keep the others out.

    What a killed process left over there is removed first, but for what has
    come of a download (".part"), from which the next one goes on. The system
    takes the lock from a process that ends, however it ends.

    Parameters
    ----------
    folder : pathlib.Path
        Made if it does not exist.

    Raises
    ------
    DataError
        If the folder cannot be made or locked. One that is there and can
        only be read is neither: all may be in it that is needed.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, fallback_to_soft=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            print(
                f"Another process downloads into {folder}; waiting for it.",
                file=sys.stderr,
            )
            lock.acquire()
    except OSError as error:
        # Where nobody can write, nobody need be kept out.
        if error.errno not in READ_ONLY or not folder.is_dir():
            raise unwritable(folder, error) from None
    try:
        if lock.is_locked:
            _sweep(folder)
        yield
    finally:
        lock.release()


def _sweep(folder):
    """Remove what a process that was killed left over, where that goes."""
    for path in [p for left in LEFT_OVER for p in folder.glob(left)]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):  # it takes room and no more
                path.unlink()

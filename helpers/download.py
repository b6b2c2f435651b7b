"""Download a file from the first of several addresses that gives it."""

import sys
import time

from helpers.data_common import DataError, unwritable
from helpers.resume import Downloader, length

FAST = 200_000  # bytes a second; what is slower is left for the next address


def download(name, size, sha256, addresses, folder, clock=time.monotonic):
    """Bring one file into a folder, unless a good copy is there already.

    The file grows beside its place, under its name and ".part". Only if its
    SHA-256 is right is it moved into place, so a broken download never
    replaces anything.

    An address that fails, is slow or breaks off is left for the next, which
    goes on from what is there. If none gives it all, those that gave some are
    asked once more, the fastest first, and may take their time. What has
    come by then is kept for the next call.

    Parameters
    ----------
    name : str
        The file's name, at each address and in the folder.
    size : int
        Its length in bytes.
    sha256 : str
        Its SHA-256, in hexadecimal.
    addresses : sequence of str
        Where to look for it, each ending in "/"; tried in this order.
    folder : pathlib.Path
        Made if it does not exist.
    clock : callable
        Gives the time in seconds.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    DataError
        If no address gives the file (the message has the reason for each), or
        if it cannot be written.
    """
    import pooch
    import requests
    import urllib3

    pooch.get_logger().setLevel("WARNING")
    part = folder / f"{name}.part"
    queue = [(address, FAST) for address in addresses]
    reasons, alive = {}, []
    while queue:
        address, at_least = queue.pop(0)
        started, start = length(part) > 0, clock()
        fetch = Downloader(name, size, part, at_least, clock)
        try:
            pooch.retrieve(
                address + name,
                known_hash=sha256,
                fname=name,
                path=folder,
                downloader=fetch,
            )
            return folder / name
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            ValueError,
        ) as error:
            reasons.setdefault(address, f"  {address}{name}\n")
            reasons[address] += f"    {error}\n"
            if queue:
                print(f"{address}: {error}", file=sys.stderr)
        except OSError as error:
            raise unwritable(folder / name, error) from None
        if started and not part.exists():
            queue.insert(0, (address, at_least))  # it went on from a bad start
        elif part.exists() and fetch.received and at_least:
            speed = fetch.received / max(clock() - start, 1e-3)
            alive.append((speed, address))
        if not queue and alive:
            print(
                "Asking again, and taking the time it needs.", file=sys.stderr
            )
            queue = [(address, 0) for _, address in sorted(alive)[::-1]]
            alive = []
    kept = length(part) / 1e6
    raise DataError(
        f"{name} could not be downloaded:\n{''.join(reasons.values())}"
        f"Try again later{f': {kept:,.1f} MB are kept' if kept else ''}. Or "
        "get the data set elsewhere, put its files into a folder, and set "
        "EGC_DATA to the full path of that folder."
    )

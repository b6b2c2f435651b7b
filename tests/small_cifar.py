"""Seven small files that stand in for CIFAR-10's, and their archive."""

import gzip
import hashlib
import io
import random
import tarfile

from helpers import cifar_archive

FILES = {
    name: random.Random(name).randbytes(20_000) for name in cifar_archive.FILES
}


def archive():
    """Return the bytes of an archive with the seven files; always the same."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in FILES.items():
            info = tarfile.TarInfo(f"{cifar_archive.FOLDER}/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)


ARCHIVE = archive()


def stand_in(module, replace=setattr):
    """Let a module take these files for the published ones.

    Parameters
    ----------
    module : module
        helpers.cifar_archive.
    replace : callable
        ``replace(module, name, value)``, such as pytest's monkeypatch.setattr.
    """
    md5s = {
        k: hashlib.md5(content).hexdigest() for k, content in FILES.items()
    }
    replace(module, "FILES", md5s)
    replace(module, "SIZE", len(ARCHIVE))
    replace(module, "SHA256", hashlib.sha256(ARCHIVE).hexdigest())

"""The class zip once more, with all that a room without network installs.

``python -m tools.wheelhouse``, after the class zip has been made. The wheels
fit this version of Python and this kind of system, which the name says.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from pathlib import Path

from tools.class_zip import FOLDER, NAME, TOP
from tools.website import ROOT, write_zip

SYSTEM = f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"


def fetch_wheels(class_zip, folder):
    """Fetch the wheels of what a class zip asks for from the package index.

    What builds the package belongs to them.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    command = [sys.executable, "-m", "pip", "wheel", "--wheel-dir", folder]
    command += ["--disable-pip-version-check", "-r", "requirements.txt"]
    command += project["build-system"]["requires"]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}  # the same bytes
    with tempfile.TemporaryDirectory() as place:
        with zipfile.ZipFile(class_zip) as archive:
            archive.extractall(place)
        subprocess.run(command, cwd=Path(place, TOP), env=env, check=True)


def write_offline_zip(class_zip, wheels):
    """Write a class zip with the wheels of a folder; return its path."""
    with zipfile.ZipFile(class_zip) as archive:
        files = {
            name.removeprefix(f"{TOP}/"): archive.read(name)
            for name in archive.namelist()
        }
    files |= {f"wheels/{path.name}": path for path in wheels.glob("*.whl")}
    path = class_zip.with_name(f"{NAME}-offline-{SYSTEM}.zip")
    write_zip(path, TOP, files)
    return path


def main():
    """Fetch the wheels and write the zip; say where it is."""
    class_zip, wheels = FOLDER / f"{NAME}.zip", FOLDER / "wheels"
    fetch_wheels(class_zip, wheels)
    path = write_offline_zip(class_zip, wheels)
    print(f"For a room without network: {path}")


if __name__ == "__main__":
    main()

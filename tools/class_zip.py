"""The class zip: all that a room needs to read, run and print the book."""

import re
from pathlib import Path

from tools.website import ROOT, package_files, write_zip

NAME = "every-gradient-checked-class"
TOP = "every-gradient-checked"  # its one folder
LAB = ["jupyterlab", "jupyterlab-myst"]  # beside what the package needs
CHEAT_SHEET = "cheat_sheet"
FOLDER = ROOT / "_build" / "handouts"


def write_class_zip(folder, site):
    """Write the class zip into the folder of handouts; return its path.

    Parameters
    ----------
    folder : Path
        Has the editions, and the PDFs if there are any.
    site : Path
        The built site.
    """
    path = folder / f"{NAME}.zip"
    write_zip(path, TOP, class_files(folder, site))
    return path


def class_files(folder, site):
    """Return what the class zip holds: {name: Path or bytes}."""
    files = {"START.txt": Path(__file__).with_name("START.txt")}
    files |= {name: ROOT / name for name in ("LICENSE", "LICENSE-TEXT.md")}
    files |= requirements((ROOT / "requirements.txt").read_text("utf-8"))
    files |= _below("site", site, site.rglob("*"))
    files |= _below("notebooks", folder / "student", notebooks(folder))
    printed = {path.stem for path in notebooks(folder)} | {CHEAT_SHEET}
    pdfs = [p for p in folder.glob("*/*.pdf") if p.stem in printed]
    files |= _below("handouts", folder, pdfs)
    package = package_files().items()
    return files | {f"package/{name}": path for name, path in package}


def notebooks(folder):
    """Return the paths of the student editions."""
    return sorted((folder / "student").glob("*.ipynb"))


def requirements(text):
    """Return the room's requirements, from the text of the project's.

    JupyterLab and the package are asked for; what these bring along is
    pinned by constraints, on every system.

    Returns
    -------
    dict of str to bytes
        Of the two files, by their names.
    """
    pins = re.findall(r"^[\w.-]+==.*$", text, re.M)
    asked = [pin for pin in pins if pin.partition("==")[0] in LAB]
    lines = ["-c constraints.txt", *asked, "./package"]
    return {
        "requirements.txt": ("\n".join(lines) + "\n").encode(),
        "constraints.txt": ("\n".join(pins) + "\n").encode(),
    }


def _below(name, root, paths):
    """Return {name: path} of files, in a folder of that name."""
    return {
        f"{name}/{path.relative_to(root).as_posix()}": path
        for path in paths
        if path.is_file()
    }

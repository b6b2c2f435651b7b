"""What is handed out: both editions of the notebooks, PDFs, the class zip.

``python -m tools.handouts``, once the site has been built. Without Chromium
there are no PDFs; all else is made.
"""

import shutil

from pypdf import PdfReader

from tools import pdf
from tools.articles import SITE
from tools.class_zip import FOLDER, write_class_zip
from tools.editions import write_editions
from tools.website import ROOT


def make():
    """Make all handouts anew.

    Returns
    -------
    made : list of Path
    missing : str
        Why there are no PDFs; empty if there are.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    made = write_editions(sorted((ROOT / "book").glob("*.ipynb")), FOLDER)
    missing = ""
    try:
        made += pdf.print_all(FOLDER)
    except pdf.NoChromium as error:
        missing = str(error)
    return [*made, write_class_zip(FOLDER, SITE)], missing


def row(path):
    """Return a line on one of the handouts: its name, pages and bytes."""
    pages = len(PdfReader(path).pages) if path.suffix == ".pdf" else ""
    name = path.relative_to(FOLDER).as_posix()
    return f"{name:<44}{pages:>6}{path.stat().st_size:>14,}"


def main():
    """Make all handouts and say what there is."""
    made, missing = make()
    print(f"In {FOLDER}:\n{'name':<44}{'pages':>6}{'bytes':>14}")
    print("\n".join(map(row, made)))
    if missing:
        print(f"The PDFs are missing. {missing}")


if __name__ == "__main__":
    main()

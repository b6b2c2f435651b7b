"""The verb `make handouts`: with PDFs, and without Chromium."""

import nbformat
import pytest
from pypdf import PdfWriter

from tests.made_up import good
from tools import handouts


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with one made-up chapter, its site, old handouts."""
    monkeypatch.setattr(handouts, "ROOT", tmp_path)
    monkeypatch.setattr(handouts, "FOLDER", tmp_path / "handouts")
    monkeypatch.setattr(handouts, "SITE", tmp_path / "html")
    for name in ("book", "html", "handouts/A4"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "html" / "index.html").touch()
    (tmp_path / "handouts" / "A4" / "09_gone.pdf").touch()
    nbformat.write(good(), tmp_path / "book" / "01_made_up.ipynb")
    return tmp_path


def two_pages(folder):
    """Print one PDF of two pages, in place of a browser."""
    path = folder / "A4" / "01_made_up.pdf"
    path.parent.mkdir()
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(100, 100)
    writer.write(path)
    return [path]


def test_all_is_made_anew_and_listed(project, monkeypatch, capsys):
    monkeypatch.setattr(handouts.pdf, "print_all", two_pages)
    handouts.main()
    out = capsys.readouterr().out
    rows = [line.split() for line in out.splitlines()[2:]]
    made = {
        path.relative_to(project / "handouts").as_posix(): path
        for path in (project / "handouts").rglob("*.*")
    }
    assert (
        {row[0] for row in rows}
        == set(made)
        == {
            "student/01_made_up.ipynb",
            "solutions/01_made_up.ipynb",
            "A4/01_made_up.pdf",
            "every-gradient-checked-class.zip",
        }
    )
    for name, *pages, size in rows:
        assert size == f"{made[name].stat().st_size:,}"
        assert pages == (["2"] if name.endswith(".pdf") else [])


def test_without_chromium_the_rest_is_made_and_it_says_so(
    project, monkeypatch, capsys
):
    def print_all(folder):
        raise handouts.pdf.NoChromium("Get Chromium.")

    monkeypatch.setattr(handouts.pdf, "print_all", print_all)
    handouts.main()
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "The PDFs are missing. Get Chromium."
    assert ".pdf" not in out
    assert (project / "handouts/every-gradient-checked-class.zip").exists()

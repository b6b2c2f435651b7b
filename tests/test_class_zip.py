"""The class zip and the verb that makes it; no Chromium, no network."""

import subprocess
import sys
import zipfile

import nbformat
import pytest

from tests.made_up import good
from tools import class_zip, editions, wheelhouse
from tools.website import ROOT

LEFT_OUT = ["A4/01_made_up_solutions.pdf", "A4/every-gradient-checked.pdf"]
PDFS = ["A4/01_made_up.pdf", "Letter/01_made_up.pdf", "A4/cheat_sheet.pdf"]


@pytest.fixture
def folder(tmp_path):
    """Return a folder of made-up handouts, beside a made-up site."""
    path, site = tmp_path / "01_made_up.ipynb", tmp_path / "html"
    nbformat.write(good(), path)
    folder = tmp_path / "handouts"
    editions.write_editions([path], folder)
    (site / "book").mkdir(parents=True)
    for name in ("index.html", "book/notation.html"):
        (site / name).write_text("<p>The site.</p>")
    for name in [*PDFS, *LEFT_OUT]:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("a PDF")
    return folder


def write(folder):
    """Write the class zip of a folder; return its path."""
    return class_zip.write_class_zip(folder, folder.parent / "html")


@pytest.fixture
def content(folder):
    """Return the zip's content: {name in its one folder: bytes}."""
    with zipfile.ZipFile(write(folder)) as archive:
        top = f"{class_zip.TOP}/"
        assert [n for n in archive.namelist() if not n.startswith(top)] == []
        return {
            name.removeprefix(top): archive.read(name)
            for name in archive.namelist()
        }


def test_it_has_what_a_room_needs(content):
    outside = {n for n in content if not n.startswith("package/")}
    assert outside == {
        "START.txt",
        "LICENSE",
        "LICENSE-TEXT.md",
        "requirements.txt",
        "constraints.txt",
        "notebooks/01_made_up.ipynb",
        "site/index.html",
        "site/book/notation.html",
        *(f"handouts/{name}" for name in PDFS),
    }
    for name in ("pyproject.toml", "helpers/data/mnist_sample.npz"):
        assert content[f"package/{name}"] == (ROOT / name).read_bytes()


def test_its_notebooks_are_the_student_editions(content):
    text = content["notebooks/01_made_up.ipynb"].decode()
    assert "not done yet" in text and editions.STUDENT in text
    assert "Like this." not in text and ": right" not in text


def test_the_same_files_give_the_same_bytes(folder):
    path = write(folder)
    first = path.read_bytes()
    (folder / PDFS[0]).touch()
    path.unlink()
    assert write(folder).read_bytes() == first
    (folder / PDFS[0]).write_text("another")
    assert write(folder).read_bytes() != first


def test_whoever_unpacks_it_lets_others_read(folder):
    with zipfile.ZipFile(write(folder)) as archive:
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes == {0o100644}


def test_the_room_gets_the_versions_of_the_project():
    files = class_zip.requirements((ROOT / "requirements.txt").read_text())
    asked = files["requirements.txt"].decode().splitlines()
    pins = files["constraints.txt"].decode().splitlines()
    assert asked[0] == "-c constraints.txt" and asked[-1] == "./package"
    names = [line.partition("==")[0] for line in asked[1:-1]]
    assert sorted(names) == sorted(class_zip.LAB)
    own = (ROOT / "requirements.txt").read_text().splitlines()
    assert set(asked[1:-1]) < set(pins) < set(own)
    assert [p for p in pins if p.startswith("numpy==")]
    assert not [p for p in pins if p.startswith("-e")]


def test_the_package_installs_from_its_folder(content, tmp_path):
    for name, data in content.items():
        (tmp_path / "room" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "room" / name).write_bytes(data)
    (asked,) = [
        line
        for line in content["requirements.txt"].decode().splitlines()
        if line.startswith("./")
    ]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    pip += ["--no-index", "--no-build-isolation", "--target", "there", asked]
    subprocess.run(pip, cwd=tmp_path / "room", check=True)
    assert (tmp_path / "room/there/helpers/checks/__init__.py").exists()


def test_start_names_the_commands_and_every_folder(content):
    start = content["START.txt"].decode()
    folders = {n.partition("/")[0] for n in content if "/" in n} | {"wheels"}
    assert [name for name in folders if f"{name}/" not in start] == []
    offline = "pip install --no-index --find-links wheels -r requirements.txt"
    assert start.count(offline) == 2
    assert start.count("pip install -r requirements.txt") == 2
    wanted = (ROOT / "pyproject.toml").read_text()
    assert 'requires-python = ">=3.11"' in wanted and "Python 3.11" in start


def test_the_zip_for_rooms_without_network_has_the_wheels_too(folder):
    wheels = folder / "wheels"
    wheels.mkdir()
    (wheels / "one-1.0-py3-none-any.whl").write_text("a wheel")
    path = write(folder)
    offline = wheelhouse.write_offline_zip(path, wheels)
    assert wheelhouse.SYSTEM in offline.name
    with zipfile.ZipFile(path) as few, zipfile.ZipFile(offline) as more:
        added = set(more.namelist()) - set(few.namelist())
        assert added == {f"{class_zip.TOP}/wheels/one-1.0-py3-none-any.whl"}
        for name in few.namelist():
            assert more.read(name) == few.read(name)

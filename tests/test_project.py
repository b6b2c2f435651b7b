"""The project's own files agree with each other."""

import csv
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))
LARGEST = 1_100_000  # bytes of a committed file: the sample is 0.8 MB


def direct_requirements():
    """Return the lines that the project itself asks for."""
    text = (ROOT / "requirements.txt").read_text()
    head = text.partition("# What these bring along")[0]
    return [line for line in head.splitlines() if line[:1] not in ("", "#")]


def test_every_version_is_pinned():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    packages = [x for x in lines if x and x[0] != "#" and x != "-e ."]
    assert len(packages) > 100
    assert [x for x in packages if not re.match(r"[\w.-]+==\d", x)] == []


def pins(name):
    """Return the lines of a requirements file that pin a version, sorted."""
    text = (ROOT / name).read_text().replace("\\\n", "")
    lines = re.findall(r"^[\w.-]+==[^#\n]*?(?= *--hash| *#| *$)", text, re.M)
    return sorted(map(str.strip, lines))


def test_the_lock_has_the_same_versions_and_a_hash_for_each_file():
    assert pins("requirements.lock") == pins("requirements.txt")
    blocks = (ROOT / "requirements.lock").read_text().replace("\\\n", "")
    for line in blocks.splitlines():
        assert re.search(r"( +--hash=sha256:[0-9a-f]{64})+$", line), line


# Without a word on it in their metadata; axe-playwright-python has an MIT
# licence in its files, the other one is this project.
NO_WORD = ["axe-playwright-python", "every-gradient-checked"]
LICENCES = "MIT;BSD;Apache;ISC;PSF;Python Software Foundation;MPL;Mozilla"


def test_every_package_has_a_licence_that_lets_us_use_it():
    command = [sys.executable, "-m", "piplicenses", "--from=mixed"]
    command += ["--partial-match", f"--allow-only={LICENCES}"]
    result = subprocess.run(
        [*command, "--ignore-packages", *NO_WORD],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


def test_every_direct_dependency_earns_its_line():
    lines = [line for line in direct_requirements() if line != "-e ."]
    assert [x for x in lines if not re.search(r"  # .{10,}$", x)] == []


def test_jupyter_book_stays_at_1():
    (line,) = [x for x in direct_requirements() if "jupyter-book" in x]
    assert line.startswith("jupyter-book==1.")


def test_the_table_of_contents_holds_every_page():
    named = re.findall(
        r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text()
    )
    pages = [p for p in BOOK.iterdir() if p.suffix in (".ipynb", ".md")]
    assert sorted(named) == sorted(f"book/{page.stem}" for page in pages)


def test_the_readme_names_every_verb_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    verbs = " ".join(re.findall(r"^\.PHONY: (.+)$", makefile, re.M)).split()
    readme = (ROOT / "README.md").read_text()
    assert [verb for verb in verbs if f"make {verb}" not in readme] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapters_times_are_the_measured_ones(path):
    """The opening and the landing page round the measured seconds up."""
    opening = nbformat.read(path, as_version=4).cells[0].source
    title = opening.splitlines()[0].lstrip("# ")
    with (BOOK / "timings.csv").open(newline="") as file:
        median = {row["What"]: row["Median"] for row in csv.DictReader(file)}
    seconds = 5 * -(-float(median[title]) // 5)
    stated = re.search(
        r"About (\d+) minutes to read, (\d+) seconds to run", opening
    )
    assert stated, "the opening says how long it takes"
    assert int(stated[2]) == seconds
    (row,) = [
        line
        for line in (BOOK / "index.md").read_text().splitlines()
        if path.name in line and line.startswith("|")
    ]
    assert f"| {stated[1]} min | {stated[2]} s |" in row


def test_no_backtick_breaks_a_fence():
    """With one after its opening, CommonMark takes all of it for text."""
    texts = [path.read_text(encoding="utf-8") for path in BOOK.glob("*.md")]
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        texts += [c.source for c in cells if c.cell_type == "markdown"]
    lines = "\n".join(texts).splitlines()
    assert [line for line in lines if re.match(r" *`{3,}\{.*`", line)] == []


def test_the_package_and_the_citation_have_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = (ROOT / "CITATION.cff").read_text()
    assert re.search(rf"^version: {project['version']}$", citation, re.M)


def test_no_data_set_is_committed():
    """Only what git would take: hidden and built folders are not read."""
    skipped, files = {".git", "_build", "__pycache__", "mutants"}, []
    for folder, inside, names in os.walk(ROOT):
        kept = (x for x in inside if x not in skipped and ".venv" not in x)
        inside[:] = kept  # only these are walked
        files += [Path(folder, name) for name in names]
    assert {ROOT / "README.md", BOOK / "index.md"} <= {*files}
    assert [p for p in files if p.stat().st_size > LARGEST] == []
    assert [p for p in files if "ubyte" in p.name] == []
    assert [p for p in files if "_batch" in p.name] == []


def test_modules_stay_small():
    long = {}
    for path in (ROOT / "helpers").glob("*.py"):
        lines = len(path.read_text().splitlines())
        if lines > 190:
            long[path.name] = lines
    assert not long

"""The zip for rooms without network, unpacked and used in such a room.

To make it takes the package index; to use it, nothing: START.txt's own
commands run where no network is.
"""

import os
import re
import shlex
import subprocess
import sys
import zipfile

import nbformat
import pytest

from tests import chapters
from tools import class_zip, wheelhouse
from tools.editions import write_editions

CHAPTER = chapters.BOOK / f"{chapters.names()[0]}.ipynb"
# Without any network but the machine's own, where the system lets us.
CUT_OFF = ["unshare", "--map-root-user", "--net", "sh", "-c"]
CUT_OFF += ['ip link set lo up && exec "$@"', "sh"]
CLOSED = "http://127.0.0.1:9"  # else at least by a proxy that is not there
PROXIES = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Return the unpacked zip: the first chapter's, and no site."""
    folder = tmp_path_factory.mktemp("handouts")
    write_editions([CHAPTER], folder)
    site = tmp_path_factory.mktemp("site")
    path = class_zip.write_class_zip(folder, site)
    wheelhouse.fetch_wheels(path, folder / "wheels")
    path = wheelhouse.write_offline_zip(path, folder / "wheels")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "room")
    return folder / "room" / class_zip.TOP


@pytest.fixture(scope="module")
def without_network(room, tmp_path_factory):
    """Return a function that runs a command in the room."""
    cache = str(tmp_path_factory.mktemp("cache"))
    env = {**os.environ, "XDG_CACHE_HOME": cache, "EGC_PROGRESS": "0"}
    env |= dict.fromkeys(PROXIES, CLOSED)
    env.pop("EGC_DATA", None)
    try:
        subprocess.run([*CUT_OFF, "true"], check=True)
        prefix = CUT_OFF
    except (OSError, subprocess.CalledProcessError):
        prefix = []

    def run(command):
        return subprocess.run(
            [*prefix, *command],
            cwd=room,
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )

    return run


def linux_commands(text):
    """Return the commands of START.txt for Linux, in words, in order."""
    found = re.findall(r"^    ((?:python3|\.venv/bin/\S+) .+)$", text, re.M)
    return [shlex.split(line) for line in found]


@pytest.fixture(scope="module")
def installed(room, without_network):
    """Do what START.txt says, up to JupyterLab; return its other lines."""
    lines = linux_commands((room / "START.txt").read_text("utf-8"))
    venv, online, news, lab, offline = lines
    assert venv[0] == "python3" and set(online) < set(offline)
    without_network([sys.executable, *venv[1:]])
    without_network(offline)
    without_network(news)
    return lab


def test_there_is_no_network(without_network):
    ask = "import urllib.request as r; r.urlopen('https://pypi.org')"
    with pytest.raises(subprocess.CalledProcessError) as caught:
        without_network([sys.executable, "-c", ask])
    assert "URLError" in caught.value.stderr


def test_jupyterlab_starts(without_network, installed):
    assert without_network([*installed, "--version"]).stdout.startswith("4.")


def test_the_pinned_versions_are_installed(room, without_network, installed):
    frozen = without_network([installed[0], "-m", "pip", "freeze"]).stdout
    pins = (room / "constraints.txt").read_text("utf-8")
    pins = {re.split(r"[ ;#]", line)[0].lower() for line in pins.splitlines()}
    frozen = frozen.lower().replace("_", "-").splitlines()
    versions = {line for line in frozen if "==" in line}
    assert len(versions) > 50 and versions - pins == set()


def test_a_student_notebook_runs_from_top_to_bottom(
    room, without_network, installed
):
    path = room / "notebooks" / CHAPTER.name
    execute = [installed[0], "-m", "jupyter", "execute", "--inplace"]
    without_network([*execute, str(path)])
    nb = nbformat.read(path, as_version=4)
    outputs = [o for c in chapters.code_cells(nb) for o in c.outputs]
    text = "".join(output.get("text", "") for output in outputs)
    assert "bundled sample of MNIST" in text
    labels = [one.label for one in chapters.exercises(chapters.read(CHAPTER))]
    assert re.findall(r"(\S+): not done yet", text) == labels

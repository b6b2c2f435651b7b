"""What the site has beyond the theme: scripts left out, addresses."""

import os
import shutil
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import pytest

from tests import chapters
from tools import execute, website


@pytest.fixture
def app():
    """Stand in for Sphinx: notes what is loaded into it."""
    loaded, scripts = [], []
    return SimpleNamespace(
        loaded=loaded,
        setup_extension=loaded.append,
        scripts=scripts,
        add_js_file=lambda name, loading_method: scripts.append(name),
    )


def config(address):
    options = {"repository_url": address, "launch_buttons": {"colab_url": "x"}}
    return SimpleNamespace(html_theme_options=options)


def test_without_an_address_there_are_no_launch_buttons(app):
    made = config("")
    website.addresses(app, made)
    assert made.html_theme_options["launch_buttons"] == {}
    assert app.loaded == [] and not hasattr(made, "html_baseurl")


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_address_of_the_repository_is_enough(app, slash):
    made = config(f"https://github.com/owner/name{slash}")
    website.addresses(app, made)
    assert made.html_theme_options["launch_buttons"] == {"colab_url": "x"}
    assert made.html_baseurl == "https://owner.github.io/name/"
    assert made.ogp_site_url == made.html_baseurl
    assert app.loaded == ["sphinx_sitemap"]


def script(body=None, name="script"):
    attributes = {} if body is None else {"body": body}
    return SimpleNamespace(attributes=attributes, name=name)


def test_scripts_of_no_use_or_there_twice_are_left_out(app):
    files = [
        script("let a = 1"),
        script("let a = 1"),
        script("const THEBE_JS_URL = 'https://elsewhere'"),
        script(name="_static/sphinx-thebe.js"),
        script(name="_static/copybutton.js"),
        script(name="_static/copybutton.js"),
    ]
    context = {
        "script_files": files,
        "css_files": [script(name="sphinx-thebe.css"), script(name="a.css")],
        "body": '<div role="doc-biblioentry">',
    }
    website.tidy(app, "page", "page.html", context, None)
    assert context["script_files"] == [files[0], files[4], files[5]]
    assert [file.name for file in context["css_files"]] == ["a.css"]
    assert app.scripts == []
    assert context["body"] == '<div role="listitem">'


def test_the_drawing_page_alone_has_the_network(app):
    context = {
        "script_files": [],
        "css_files": [],
        "body": '<div class="draw-digit"><p>Here.</p></div>',
    }
    website.tidy(app, "page", "page.html", context, None)
    assert app.scripts == ["digits_net.js", "draw_digit.js"]


def test_a_changed_asset_makes_every_page_outdated(tmp_path):
    static = tmp_path / "_static"
    static.mkdir()
    app = SimpleNamespace(outdir=tmp_path)
    env = SimpleNamespace(found_docs={"a", "b"})

    def outdated():
        return sorted(website.outdated(app, env, set(), set(), set()))

    assert outdated() == ["a", "b"]  # no asset has been copied yet
    for path in (website.ROOT / "assets").iterdir():
        shutil.copy(path, static)
    assert outdated() == []
    os.utime(static / "custom.css", (0, 0))
    assert outdated() == ["a", "b"]


@pytest.fixture
def archive(tmp_path):
    """Return the path of helpers.zip."""
    website.pack_helpers(SimpleNamespace(outdir=tmp_path), None)
    return tmp_path / "helpers.zip"


def test_helpers_zip_has_the_package_and_the_same_bytes_again(archive):
    with zipfile.ZipFile(archive) as content:
        names = content.namelist()
    for name in (
        "pyproject.toml",
        "LICENSE",
        "helpers/data/drawn_digits.json",
    ):
        assert f"helpers-package/{name}" in names
    assert not [name for name in names if "pycache" in name]
    first = archive.read_bytes()
    website.pack_helpers(SimpleNamespace(outdir=archive.parent), None)
    assert archive.read_bytes() == first


def test_a_notebook_alone_runs_once_it_has_helpers_zip(archive, tmp_path):
    """As its first line says; here without the network's help."""
    target, alone = tmp_path / "target", tmp_path / "alone"
    alone.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    pip += ["--no-build-isolation", "--target", str(target), str(archive)]
    subprocess.run(pip, check=True)
    path = chapters.BOOK / f"{chapters.names()[0]}.ipynb"
    code = "\n".join(chapters.sources(chapters.read(path))[:2])
    assert code.splitlines()[0] == execute.lone_line()
    code += "\nimport helpers; print(helpers.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=alone,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(target) in done.stdout


@pytest.mark.parametrize("name", chapters.names())
def test_each_notebook_says_how_to_get_helpers(name):
    path = chapters.BOOK / f"{name}.ipynb"
    first = chapters.sources(chapters.read(path))[0]
    assert first.splitlines()[0] == execute.lone_line(), "run `make execute`"


def test_with_an_address_that_line_is_a_command(tmp_path, monkeypatch):
    text = (execute.ROOT / "_config.yml").read_text()
    address = "https://github.com/owner/name"
    text = text.replace('repository_url: ""', f"repository_url: {address}")
    (tmp_path / "_config.yml").write_text(text)
    monkeypatch.setattr(execute, "ROOT", tmp_path)
    line = f"# No helpers? %pip install git+{address}"
    assert execute.lone_line() == line
    assert execute.with_lone_line("# No helpers? x\na\nb") == f"{line}\na\nb"
    assert execute.with_lone_line("a") == f"{line}\na"

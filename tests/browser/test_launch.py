"""With a public address: launch buttons, the site map, full previews."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import SITE

ROOT = SITE.parent.parent
PAGES = ["index.md", "01_loss_functions.ipynb", "references.bib"]
BINDER = "https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/book/"
COLAB = "https://colab.research.google.com/github/owner/name/blob/main/book/"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Build two pages of the book with a made-up address; their folder."""
    folder = tmp_path_factory.mktemp("launch")
    for name in ("assets", "templates", "tools"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "book").mkdir()
    for name in PAGES:
        (folder / "book" / name).symlink_to(ROOT / "book" / name)
    config = (ROOT / "_config.yml").read_text()
    unset = 'repository_url: ""'
    assert config.count(unset) == 1, "one place"
    address = "repository_url: https://github.com/owner/name"
    (folder / "_config.yml").write_text(config.replace(unset, address))
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\n"
        "chapters:\n- file: book/01_loss_functions\n"
    )
    command = [Path(sys.executable).with_name("jupyter-book"), "build", folder]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "_build" / "html"


def test_a_chapter_can_be_launched(pages):
    html = (pages / "book/01_loss_functions.html").read_text()
    assert f'href="{BINDER}01_loss_functions.ipynb"' in html
    assert f'href="{COLAB}01_loss_functions.ipynb"' in html


def test_a_page_without_code_cannot(pages):
    html = (pages / "book/index.html").read_text()
    assert BINDER not in html and COLAB not in html


def test_the_site_map_and_the_previews_have_full_addresses(pages):
    home = "https://owner.github.io/name/"
    assert (
        f"<loc>{home}book/index.html</loc>"
        in (pages / "sitemap.xml").read_text()
    )
    html = (pages / "book/01_loss_functions.html").read_text()
    assert f'content="{home}_static/page.png"' in html


def test_without_an_address_nothing_is_launched():
    html = (SITE / "book/01_loss_functions.html").read_text()
    assert "mybinder" not in html and "colab" not in html.lower()

"""What the site has beyond the theme: scripts left out, addresses."""

from types import SimpleNamespace

import pytest

from tools import website


@pytest.fixture
def app():
    """Stand in for Sphinx: notes which extensions are loaded."""
    loaded = []
    return SimpleNamespace(loaded=loaded, setup_extension=loaded.append)


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


def test_scripts_of_no_use_or_there_twice_are_left_out():
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
    website.tidy(None, "page", "page.html", context, None)
    assert context["script_files"] == [files[0], files[4], files[5]]
    assert [file.name for file in context["css_files"]] == ["a.css"]
    assert context["body"] == '<div role="listitem">'

"""Figures that move: what each front end gets, and what is refused."""

import base64
import io
import json
import re

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from helpers.moving import Moving

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def drawn():
    """Return the values that were drawn so far."""
    return []


@pytest.fixture
def make(drawn):
    """Return a function that makes a moving figure; it notes its values."""

    def draw(value):
        drawn.append(value)
        fig, ax = plt.subplots(figsize=(2, 1))
        ax.plot([0, value])
        return fig

    def moving(values=(0.5, 1, 2), shown=1, **options):
        return Moving(
            draw, "height", values, shown, 'a line to "{}"'.format, **options
        )

    return moving


def test_its_text_names_the_slider_and_no_picture(make, drawn):
    text = "<Moving figure: height, 3 frames from 0.5 to 2, shown at 1>"
    assert repr(make()) == text and drawn == []


def test_a_slider_can_speak_its_own_language(make):
    assert "from 0.50 m to 2.00 m, " in repr(make(text="{:.2f} m".format))


@pytest.mark.parametrize("values", [[1], range(31)])
def test_too_few_or_too_many_frames_are_refused(make, values):
    with pytest.raises(ValueError, match="2 to 30"):
        make(values)


def test_a_frame_that_does_not_exist_cannot_be_shown(make):
    with pytest.raises(ValueError, match="3; it must be one of values"):
        make(shown=3)


def prepared(moving, monkeypatch):
    """Return what `make execute` stores: its HTML, and the script's data."""
    monkeypatch.setenv("EGC_FRAMES", "1")
    bundle = moving._repr_mimebundle_()
    assert sorted(bundle) == ["text/html", "text/plain"]
    data = re.search("<script[^>]*>(.*)</script>", bundle["text/html"])[1]
    return bundle["text/html"], json.loads(data)


def test_the_book_gets_every_frame_once(make, drawn, monkeypatch):
    left_open = plt.get_fignums()
    html, data = prepared(make(), monkeypatch)
    assert drawn == [0.5, 1, 2, 1] and plt.get_fignums() == left_open
    assert (data["name"], data["shown"]) == ("height", 1)
    frames = data["frames"]
    assert [frame["text"] for frame in frames] == ["0.5", "1", "2"]
    assert frames[2]["alt"] == 'a line to "2"'
    assert frames[1]["src"] == ""  # it stands in the page already
    (still,) = re.findall("<img [^>]*>", html)
    assert 'alt="a line to &quot;1&quot;"' in still
    addresses = [frames[0]["src"], frames[2]["src"]]
    addresses += re.findall('src="([^"]+)"', still)
    assert len(set(addresses)) == 3
    for address, dpi in zip(addresses, (100, 100, 160), strict=True):
        head, _, code = address.partition(",")
        image = Image.open(io.BytesIO(base64.b64decode(code)))
        assert (head, image.format) == ("data:image/webp;base64", "WEBP")
        assert image.size == (2 * dpi, dpi)  # the one shown, for paper
    assert 'width="200" height="100"' in still


def test_prepared_frames_are_the_same_byte_for_byte(make, monkeypatch):
    first, second = (prepared(make(), monkeypatch)[0] for _ in range(2))
    assert first == second


def test_words_cannot_end_the_script(make, monkeypatch):
    moving = make()
    moving.alt = "</script> {}".format
    html, data = prepared(moving, monkeypatch)
    assert data["frames"][0]["alt"] == "</script> 0.5"
    assert html.count("</script>") == 1


def test_a_kernel_draws_one_frame_and_then_what_is_asked_for(
    make, drawn, monkeypatch
):
    monkeypatch.delenv("EGC_FRAMES", raising=False)
    moving = make()
    bundle = moving._repr_mimebundle_()
    assert sorted(bundle) == [WIDGET, "text/html", "text/plain"]
    assert drawn == [1] and "<script" not in bundle["text/html"]
    picture, slider = moving.live({"text": "1", "alt": "", "src": ""}).children
    assert (slider.description, slider.label) == ("height", "1")
    slider.index = 2
    assert drawn == [1, 2] and 'a line to &quot;2&quot;"' in picture.value

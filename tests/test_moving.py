"""Figures that move: what each front end gets, and what is refused."""

import base64
import io
import json
import re

import matplotlib.pyplot as plt
import numpy as np
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


def test_thirty_frames_are_not_too_many(make):
    assert len(make(range(30)).values) == 30


def test_a_frame_is_closed_has_64_colours_and_no_text_of_its_own(make):
    plt.close("all")
    figure = make()
    html = figure._repr_mimebundle_()["text/html"]
    assert plt.get_fignums() == []
    assert figure.colors == 64
    assert re.findall(r' (\w+)="', re.search("<img.*?>", html)[0]) == [
        *["alt", "src", "width", "height"]
    ]


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


def picture_of(address):
    code = address.partition(",")[2]
    return Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB")


def ramp(colors=16):
    """A figure with more shades than colours, and one loud dot."""

    def draw(value):
        fig = plt.figure(figsize=(1, 1), dpi=100)
        ax = fig.add_axes((0, 0, 1, 1))
        ax.axis("off")
        shades = np.linspace(0, 1, 100)[:, None] * np.ones((100, 100))
        ax.imshow(shades, cmap="gray", aspect="auto")
        return fig

    return Moving(draw, "x", (1, 2), 1, str, colors=colors)


def test_a_picture_has_few_colours_without_dither_and_is_lossless():
    frame = ramp().frame(1, effort=6)
    seen = np.asarray(picture_of(frame["src"])).astype(int)
    assert (seen == seen[:, :1]).all(), "each row has one shade: no dither"
    assert len(np.unique(seen)) == 16
    steps = np.flatnonzero(np.diff(seen[:, 0, 0]))
    assert len(steps) == 15


def test_effort_gives_truer_colours_in_fewer_bytes():
    quick, slow = (ramp().frame(1, effort) for effort in (0, 6))
    true = np.linspace(0, 255, 100)
    off = [
        np.abs(np.asarray(picture_of(one["src"]))[:, 0, 0] - true).mean()
        for one in (quick, slow)
    ]
    assert off[1] < off[0]
    assert ramp().frame(1) == quick
    assert len(slow["src"]) < len(quick["src"])
    alike = [ramp()._repr_mimebundle_ for _ in range(2)]
    assert alike[0]()["text/html"] == alike[1]()["text/html"]


def test_what_the_page_gets_is_made_with_all_effort(make, monkeypatch):
    moving, asked = make(), []
    frame = moving.frame
    monkeypatch.setattr(
        moving,
        "frame",
        lambda value, effort=0, dpi=100: (
            asked.append((value, effort, dpi)) or frame(value, effort, dpi)
        ),
    )
    html, _ = prepared(moving, monkeypatch)
    assert asked == [(0.5, 6, 100), (1, 6, 100), (2, 6, 100), (1, 6, 160)]
    assert '><p class="moving-control"></p><script type="app' in html
    assert html.endswith("</script></div>")


def test_a_still_frame_has_no_control(make, monkeypatch):
    monkeypatch.delenv("EGC_FRAMES", raising=False)
    moving, left_open = make(), plt.get_fignums()
    bundle = moving._repr_mimebundle_()
    assert bundle["text/html"].endswith("></div>")
    assert bundle["text/plain"] == repr(moving)
    assert plt.get_fignums() == left_open
    frame = moving.frame(1)
    picture, slider = moving.live(frame).children
    assert (
        picture.value == bundle["text/html"][len('<div class="moving">') : -6]
    )
    assert slider.style.description_width == "initial"

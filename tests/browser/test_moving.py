"""What moves in a page: sliders by keyboard and pointer, the drawing field."""

import json
import re

import numpy as np
import pytest

from helpers import export, losses, strokes, two_layers
from tests import chapters
from tests.browser.conftest import SITE
from tests.cells import code_cells, frames

DRAWING = "book/08_mnist_two_layers.html"
PHONE = {"width": 375, "height": 800}


def moving_figures(name):
    """Return how many frames each moving figure of a chapter has."""
    nb = chapters.read(chapters.BOOK / f"{name}.ipynb")
    counts = [len(frames(cell)) for _, cell in code_cells(nb)]
    return [count for count in counts if count]


CASES = [
    pytest.param(name, place, way, id=f"{name}-{place}-{way}")
    for name in chapters.names()
    for place in range(len(moving_figures(name)))
    for way in ("http", "file")
]


def test_every_chapter_moves():
    counts = {name: len(moving_figures(name)) for name in chapters.names()}
    assert min(counts.values()) >= 1 and sum(counts.values()) >= 10, counts


class Figure:
    """A moving figure in a page."""

    def __init__(self, page, place):
        self.whole = page.locator("figure:has(.moving)").nth(place)
        self.image = self.whole.locator("img")
        self.slider = self.whole.get_by_role("slider")
        self.output = self.whole.locator("output")

    def state(self):
        """Return the picture, its alt text, and what the slider says."""
        text = self.slider.get_attribute("aria-valuetext")
        assert self.output.inner_text() == text
        return (
            self.image.get_attribute("src"),
            self.image.get_attribute("alt"),
            text,
        )


@pytest.mark.parametrize(("name", "place", "way"), CASES)
def test_a_slider_moves_by_keyboard_and_pointer(visit, name, place, way):
    one = visit(f"book/{name}.html", way, viewport=PHONE)
    figure = Figure(one.page, place)
    count = moving_figures(name)[place]
    figure.whole.scroll_into_view_if_needed()
    box = figure.whole.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    shown = figure.state()
    figure.slider.focus()
    one.page.keyboard.press("Home")
    seen = [figure.state()]
    for _ in range(count - 1):
        one.page.keyboard.press("ArrowRight")
        seen.append(figure.state())
    assert shown in seen
    for part in zip(*seen, strict=True):  # pictures, alt texts, values
        assert len(set(part)) == count
    one.page.keyboard.press("ArrowRight")
    assert figure.state() == seen[-1], "it goes on after its end"
    line = figure.slider.bounding_box()
    figure.slider.click(position={"x": 2, "y": line["height"] / 2})
    assert figure.state() == seen[0]
    one.page.mouse.move(line["x"] + 8, line["y"] + line["height"] / 2)
    one.page.mouse.down()
    end = line["x"] + line["width"] - 2
    one.page.mouse.move(end, line["y"] + line["height"] / 2, steps=5)
    one.page.mouse.up()
    assert figure.state() == seen[-1]
    assert figure.whole.bounding_box()["height"] == box["height"], "it jumps"
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert figure.state()[0] == shown[0], "paper has the chosen frame"
    one.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert figure.state() == seen[-1]
    assert one.complaints == []


@pytest.mark.parametrize("name", chapters.names())
def test_without_scripts_one_frame_stands(visit, name):
    page = visit(f"book/{name}.html", java_script_enabled=False).page
    images = page.locator(".moving img")
    assert images.count() == len(moving_figures(name))
    for image in images.all():
        assert image.is_visible() and len(image.get_attribute("alt")) >= 60
    assert page.get_by_role("slider").count() == 0


# --- Draw a digit ---


@pytest.fixture
def drawing(visit, request):
    """Return the open page with the drawing field."""
    return visit(DRAWING, **getattr(request, "param", {}))


def read(page):
    """Return the digit that the network answers, and all probabilities."""
    said = page.locator(".draw-answers [role=status]").inner_text()
    numbers = page.locator(".draw-answers b").all_inner_texts()
    return int(
        re.match(r"The network reads (\d), with probability", said)[1]
    ), numbers


def draw(page, digit, width=1.0, corner=(0.0, 0.0)):
    """Draw one of our digits with the mouse, in a part of the field."""
    box = page.locator(".draw-field canvas").bounding_box()
    for stroke in strokes.ten_digits()[digit]:
        points = np.array(stroke) / 100 * width + corner
        points = points * box["width"] + (box["x"], box["y"])
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=3)
        page.mouse.up()


@pytest.mark.parametrize(
    "drawing",
    [{"way": "http"}, {"way": "file"}, {"viewport": PHONE}],
    indirect=True,
    ids=["http", "file", "phone"],
)
def test_what_is_drawn_is_read(drawing):
    page = drawing.page
    page.locator(".draw-field canvas").scroll_into_view_if_needed()
    for digit in (3, 7, 0):
        draw(page, digit)
        assert read(page)[0] == digit
        page.get_by_role("button", name="Clear").click()
        page.locator(".draw-field canvas").scroll_into_view_if_needed()
    draw(page, 4, width=0.3, corner=(0.65, 0.1))
    assert read(page)[0] == 4, "small, and in a corner"
    assert drawing.complaints == []


def test_the_keyboard_chooses_and_the_page_agrees_with_the_book(drawing):
    """All ten probabilities are those that `helpers` computes."""
    page = drawing.page
    text = (SITE / "_static/digits_net.js").read_text()
    net = json.loads(text[text.index("{", text.index("digits_net")) : -2])
    ours = np.array([strokes.pixels(digit) for digit in net.pop("strokes")])
    _, scores = two_layers.forward(export.unpacked(net), ours)
    probs = losses.softmax(scores)
    page.get_by_role("button", name="Clear").focus()
    for digit in range(10):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        answer, numbers = read(page)
        assert answer == digit
        assert np.allclose(list(map(float, numbers)), probs[digit], atol=0.006)
        busiest = page.locator(".draw-units span").all_inner_texts()
        assert len(busiest) == 8 and all(", for " in x for x in busiest)
    seen = page.evaluate(
        "[...document.querySelector('.draw-input canvas').getContext('2d')"
        ".getImageData(0, 0, 28, 28).data].filter((v, k) => k % 4 == 0)"
    )
    assert np.allclose(1 - np.array(seen) / 255, ours[9], atol=0.005)
    assert drawing.complaints == []


def test_clear_empties_everything(drawing):
    page = drawing.page
    page.get_by_role("button", name="5", exact=True).click()
    page.get_by_role("button", name="Clear").click()
    assert page.locator(".draw-answers b").all_inner_texts() == ["–"] * 10
    said = page.locator(".draw-answers [role=status]").inner_text()
    assert said.startswith("Draw a digit")
    assert page.locator(".draw-field canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height)"
        ".data.every((v) => v == 0)"
    )


def test_without_scripts_the_page_says_so(visit):
    page = visit(DRAWING, java_script_enabled=False).page
    assert "needs JavaScript" in page.inner_text(".draw-digit")

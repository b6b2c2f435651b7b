"""Digits as strokes of a pen, and as pixels in the manner of MNIST."""

import numpy as np
import pytest

from helpers import datasets, strokes


def picture(drawing):
    return strokes.pixels(drawing).reshape(28, 28)


def centre(ink):
    places = np.arange(28)
    return np.array([ink.sum(0) @ places, ink.sum(1) @ places]) / ink.sum()


def test_there_are_ten_digits_of_few_points():
    ten = strokes.ten_digits()
    assert len(ten) == 10
    points = np.array([p for digit in ten for line in digit for p in line])
    assert points.min() >= 0 and points.max() <= 100
    assert all(len(sum(digit, [])) < 60 for digit in ten)


@pytest.mark.parametrize("k", range(10))
def test_a_digit_is_scaled_and_centred_as_mnist(k):
    ink = picture(strokes.ten_digits()[k])
    assert ink.min() == 0 and ink.max() == 1
    assert np.allclose(centre(ink), 14, atol=0.1)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (20, 21, 22)


def test_size_and_place_of_a_drawing_do_not_matter():
    digit = strokes.ten_digits()[3]
    moved = [[(7 * x - 300, 7 * y + 5) for x, y in line] for line in digit]
    assert np.allclose(picture(moved), picture(digit), atol=1e-9)


def test_a_dot_is_a_disc_in_the_middle():
    ink = picture([[(3, 4)]])
    assert ink[14, 14] == 1 and np.allclose(ink, ink.T)
    distance = np.hypot(*np.mgrid[-14:14, -14:14])
    assert np.allclose(ink, np.clip(strokes.RADIUS + 0.5 - distance, 0, 1))


def test_two_strokes_are_the_darker_of_both():
    a, b = np.array([[[5.0, 5], [20, 8]]]), np.array([[[5.0, 20], [20, 8]]])
    both = strokes.ink(np.concatenate([a, b]))
    assert np.array_equal(both, np.maximum(strokes.ink(a), strokes.ink(b)))


def test_there_is_as_much_ink_as_in_the_sample():
    ours = np.mean([strokes.pixels(d) for d in strokes.ten_digits()])
    assert abs(ours - datasets.mnist().X_train.mean() / 255) < 0.01


def test_the_pen_is_round_and_its_ink_ends_softly():
    dot = np.array([[[10.5, 4.5], [10.5, 4.5]]])
    drawn = strokes.ink(dot)
    y, x = np.mgrid[:28, :28]
    distance = np.hypot(x - 10, y - 4)
    assert np.allclose(drawn, np.clip(1.75 - distance, 0, 1))
    line = np.array([[[3.5, 20.5], [12.5, 20.5]]])
    drawn = strokes.ink(line)
    beside = np.maximum(np.maximum(3 - x, x - 12), 0)
    distance = np.hypot(beside, y - 20)
    assert np.allclose(drawn, np.clip(1.75 - distance, 0, 1))


def test_a_stroke_of_three_points_has_two_pieces_in_floats():
    found = strokes.segments([[(0, 0), (1, 0), (1, 2)], [(5, 5)]])
    assert found.dtype == np.float64
    assert found.tolist() == [
        [[0, 0], [1, 0]],
        [[1, 0], [1, 2]],
        [[5, 5], [5, 5]],
    ]


def test_a_drawing_fills_the_box_however_small_it_is():
    """With its pen: 20 pixels, so 17.5 from one middle to the other."""
    for unit in (1e-6, 1, 1e6):
        ink = picture([[(0, 0), (0, unit)], [(unit / 4, unit / 2)]])
        rows = np.flatnonzero(ink.any(axis=1))
        assert np.ptp(rows) + 1 in (20, 21)
        columns = np.flatnonzero(ink.any(axis=0))
        assert np.ptp(columns) + 1 in (6, 7, 8)


def test_a_line_shorter_than_a_pixel_has_two_ends():
    ends = np.array([[[10.5, 4.5], [10.9, 4.5]]])
    drawn = strokes.ink(ends)
    y, x = np.mgrid[:28, :28]
    beside = np.maximum(np.maximum(10 - x, x - 10.4), 0)
    distance = np.hypot(beside, y - 4)
    assert np.allclose(drawn, np.clip(1.75 - distance, 0, 1))


def test_a_long_line_ends_where_mnist_ends():
    """From pen to pen 20 pixels: 17.5 from one middle to the other."""
    ink = picture([[(0, 0), (0, 100)]])
    column = ink[:, ink.sum(axis=0).argmax()]
    assert column.sum() == pytest.approx(17.5 + 2 * 1.25, abs=0.1)

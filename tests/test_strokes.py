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

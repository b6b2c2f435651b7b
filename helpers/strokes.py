"""Digits as strokes of a pen, and as pixels in the manner of MNIST.

A stroke is a list of points (x, y), x to the right and y down, in any unit.
MNIST's digits fill a box of 20 by 20 pixels and have their centre of mass in
the middle of 28 by 28 (LeCun and others, 1998); so do these. The site's
drawing page does the same (assets/draw_digit.js).
"""

import json
from pathlib import Path

import numpy as np

SIZE, BOX, CENTRE = 28, 20, 14.5  # pixels; the middle of pixel 14
RADIUS = 1.25  # of the pen, in pixels: as much ink as MNIST's digits have


def ten_digits():
    """Return the digits 0 to 9 as this book draws them: a list of strokes."""
    path = Path(__file__).parent / "data" / "drawn_digits.json"
    return json.loads(path.read_text(encoding="utf-8"))


def segments(strokes):
    """Return the straight pieces of all strokes.

    Returns
    -------
    ndarray, shape (number of pieces, 2, 2)
        Start and end of each; a stroke of a single point is one piece.
    """
    return np.array(
        [
            (start, end)
            for stroke in strokes
            for start, end in zip(stroke, stroke[1:] or stroke, strict=False)
        ],
        dtype=np.float64,
    )


def ink(pieces):
    """Return how dark a round pen makes each pixel, in its own unit.

    Parameters
    ----------
    pieces : ndarray, shape (M, 2, 2)
        In pixels; the middle of the first pixel is at (0.5, 0.5).

    Returns
    -------
    ndarray, shape (28, 28)
        From 0 to 1.
    """
    line = np.arange(SIZE) + 0.5
    pixels = np.stack(np.meshgrid(line, line), axis=-1)[:, :, None]
    start, along = pieces[:, 0], pieces[:, 1] - pieces[:, 0]
    length_squared = np.maximum((along**2).sum(axis=-1), 1e-12)
    share = ((pixels - start) * along).sum(axis=-1) / length_squared
    nearest = start + np.clip(share, 0, 1)[..., None] * along
    distance = np.linalg.norm(pixels - nearest, axis=-1).min(axis=-1)
    return np.clip(RADIUS + 0.5 - distance, 0, 1)


def pixels(strokes):
    """Return a drawing as a digit of MNIST: scaled, and centred.

    Parameters
    ----------
    strokes : list of lists of (x, y)

    Returns
    -------
    ndarray, shape (784,)
        Ink from 0 to 1.
    """
    pieces = segments(strokes)
    low, high = pieces.min(axis=(0, 1)), pieces.max(axis=(0, 1))
    scale = (BOX - 2 * RADIUS) / max((high - low).max(), 1e-12)
    pieces = (pieces - (low + high) / 2) * scale + SIZE / 2
    drawn = ink(pieces)
    line = np.arange(SIZE) + 0.5
    centre = np.array([drawn.sum(axis=0) @ line, drawn.sum(axis=1) @ line])
    return ink(pieces + CENTRE - centre / drawn.sum()).ravel()

"""Small pictures on one sheet, for figures that move."""

from helpers import validate


def tile_images(images, labels, title, ncols=5):
    """Draw small coloured pictures on one sheet, for figures that move.

    Quicker than `plots.show_images`, and small to store: each pixel of a
    picture is 3 by 3 dots at 100 dpi.

    Parameters
    ----------
    images : ndarray, shape (n, height, width, 3)
        From 0 to 1.
    labels : sequence of n str
        Stand above the pictures.
    title : str
        One line or more; says which data the pictures come from.
    ncols : int

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib.pyplot as plt
    import numpy as np

    images = validate.numbers("images", images, ndim=4)
    height, width = images.shape[1:3]
    nrows = -(-len(images) // ncols)
    gap, label, top = 4, 8, 2 + 7 * len(title.splitlines())  # in pixels
    down, right = height + label, width + gap
    sheet = np.ones((top + nrows * down + gap, ncols * right + gap, 3))
    fig = plt.figure(figsize=(sheet.shape[1] * 0.03, sheet.shape[0] * 0.03))
    fig.set_layout_engine("none")
    ax = fig.add_axes((0, 0, 1, 1))
    for k, (image, text) in enumerate(zip(images, labels, strict=True)):
        y, x = top + label + k // ncols * down, gap + k % ncols * right
        sheet[y : y + height, x : x + width] = image
        ax.text(x + width / 2, y - 2, text, ha="center")
    ax.text(sheet.shape[1] / 2, top - 1, title, ha="center", fontsize="large")
    ax.imshow(sheet, interpolation="nearest")
    ax.axis("off")
    return fig

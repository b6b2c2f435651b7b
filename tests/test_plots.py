"""What the plots draw, artist by artist; no picture is compared."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.layout_engine import ConstrainedLayoutEngine

from helpers import plots, sheets


@pytest.fixture(autouse=True)
def clean():
    """Close what a test drew, and put the style back."""
    with mpl.rc_context():
        yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


# --- Style ---


def test_the_style_is_that_of_the_book():
    plt.rcdefaults()
    before = dict(plt.rcParams)
    plots.use_style()
    changed = {
        key: value
        for key, value in plt.rcParams.items()
        if before[key] != value and key != "axes.prop_cycle"
    }
    assert changed == {
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlesize": "medium",
        "figure.constrained_layout.use": True,
        "figure.dpi": 120,
        "figure.figsize": [6.0, 3.5],
        "font.size": 11,
        "legend.frameon": False,
    }
    assert plt.rcParams["image.cmap"] == "viridis"
    dashes = ["-", "--", "-.", ":", "-", "--", "-."]
    cycle = list(plt.rcParams["axes.prop_cycle"])
    assert [one["color"] for one in cycle] == list(plots.COLORS)
    assert [one["linestyle"] for one in cycle] == dashes


# --- Pictures ---

PICTURES = np.arange(6 * 4).reshape(6, 2, 2) ** 2.0


def test_pictures_stand_in_a_grid_with_their_labels():
    fig = plots.show_images(PICTURES, list("abcdef"), "six", ncols=4)
    assert fig.get_suptitle() == "six"
    assert fig.get_size_inches() == pytest.approx([6, 0.4 + 1.3 * 2 * 5 / 4])
    assert len(fig.axes) == 8  # two rows of four, the last two empty
    assert not any(ax.axison for ax in fig.axes)
    for ax, picture, label in zip(fig.axes, PICTURES, "abcdef", strict=False):
        (image,) = ax.images
        np.testing.assert_array_equal(np.asarray(image.get_array()), picture)
        assert image.get_clim() == (picture.min(), picture.max())
        assert image.get_cmap().name == "gray_r"
        assert ax.get_title() == label
        small = ax.title.get_size() / plt.rcParams["font.size"]
        assert small == pytest.approx(0.833, abs=1e-3)
    assert [len(ax.images) for ax in fig.axes[6:]] == [0, 0]


def test_weights_have_one_scale_and_other_colours():
    fig = plots.show_images(PICTURES, [""] * 6, "", cmap="PuOr", limit=3.0)
    assert len(fig.axes) == 10  # five in a row
    assert fig.get_size_inches()[1] == pytest.approx(0.4 + 1.3 * 2)
    for ax in fig.axes[:6]:
        assert ax.images[0].get_clim() == (-3.0, 3.0)
        assert ax.images[0].get_cmap().name == "PuOr"


def test_one_coloured_picture_is_enough():
    fig = plots.show_images(np.ones((1, 2, 2, 3)), ["a"], "", ncols=1)
    assert fig.axes[0].images[0].get_array().shape == (2, 2, 3)


def test_pictures_and_labels_are_as_many():
    with pytest.raises(ValueError, match="labels has 2 entries"):
        plots.show_images(PICTURES, "ab", "MNIST")


def test_a_sheet_has_three_dots_for_each_pixel_and_its_labels_above():
    images = np.random.default_rng(0).random((7, 4, 6, 3))
    fig = sheets.tile_images(images, "abcdefg", "one\ntwo", ncols=3)
    (ax,) = fig.axes
    (image,) = ax.images
    top, down, right = 2 + 2 * 7, 4 + 8, 6 + 4
    sheet = np.ones((top + 3 * down + 4, 3 * right + 4, 3))
    for k, picture in enumerate(images):
        y, x = top + 8 + k // 3 * down, 4 + k % 3 * right
        sheet[y : y + 4, x : x + 6] = picture
        place = ax.texts[k].get_position(), ax.texts[k].get_text()
        assert place == ((x + 3, y - 2), "abcdefg"[k])
    np.testing.assert_array_equal(np.asarray(image.get_array()), sheet)
    assert fig.get_size_inches() * 100 == pytest.approx(
        [3 * sheet.shape[1], 3 * sheet.shape[0]]
    )
    assert image.get_interpolation() == "nearest" and not ax.axison
    assert fig.get_layout_engine() is None
    assert ax.get_position().bounds == (0, 0, 1, 1)
    title = ax.texts[-1]
    assert title.get_text() == "one\ntwo"
    assert title.get_position() == (sheet.shape[1] / 2, top - 1)
    assert {text.get_ha() for text in ax.texts} == {"center"}
    assert title.get_size() > ax.texts[0].get_size()
    shape = sheets.tile_images(images[:5], "abcde", "")
    assert shape.axes[0].images[0].get_array().shape[1] == 5 * right + 4
    with pytest.raises(ValueError):
        sheets.tile_images(images, "ab", "CIFAR-10")
    with plt.rc_context({"figure.constrained_layout.use": True}):
        fig = sheets.tile_images(images, "abcdefg", "")
    assert not isinstance(fig.get_layout_engine(), ConstrainedLayoutEngine)


# --- Tables ---


def test_a_table_shows_its_numbers_in_legible_colours():
    values = [[0.0, 0.25, 1.0], [float("nan"), 0.5, 0.75]]
    fig = plots.heat_map(
        values, ["up", "down"], ["x", "y", "z"], "t", "across", "down", ".1f"
    )
    (ax,) = fig.axes
    assert fig.get_size_inches() == pytest.approx([6, 1.6 + 0.38 * 2])
    (image,) = ax.images
    np.testing.assert_array_equal(image.get_array().filled(np.nan), values)
    assert image.get_cmap().name == "viridis" and ax.get_aspect() == "auto"
    assert [t.get_text() for t in ax.get_xticklabels()] == ["x", "y", "z"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["up", "down"]
    assert [*ax.get_xticks(), *ax.get_yticks()] == [0, 1, 2, 0, 1]
    named = ax.get_title(), ax.get_xlabel(), ax.get_ylabel()
    assert named == ("t", "across", "down")
    assert texts(ax) == ["0.0", "0.2", "1.0", "-", "0.5", "0.8"]
    places = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)]
    assert [text.get_position() for text in ax.texts] == places
    assert {text.get_ha() for text in ax.texts} == {"center"}
    assert {text.get_va() for text in ax.texts} == {"center"}
    small = plt.rcParams["font.size"] * 0.833
    assert ax.texts[0].get_size() == pytest.approx(small, abs=1e-2)
    colors = [text.get_color() for text in ax.texts]
    assert colors == ["white", "white", "black", "black", "black", "black"]


def test_a_table_has_colours_of_its_own_and_takes_what_lists_hold():
    with plt.rc_context({"image.cmap": "gray"}):
        fig = plots.heat_map([[None, 1]], ["a"], ["b", "c"], "", "", "")
    assert fig.axes[0].images[0].get_cmap().name == "viridis"
    assert texts(fig.axes[0]) == ["-", "1.00"]


def test_a_table_has_two_decimals_unless_told():
    fig = plots.heat_map([[0.125, 1]], ["a"], ["b", "c"], "", "", "")
    assert texts(fig.axes[0]) == ["0.12", "1.00"]


def luminance(color):
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = np.array(color[:3])
    linear = np.where(
        parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4
    )
    return linear @ [0.2126, 0.7152, 0.0722]


def test_each_number_has_the_colour_that_is_more_legible():
    values = np.linspace(0, 1, 60)[None]
    fig = plots.heat_map(values, ["a"], [""] * 60, "", "", "")
    (ax,) = fig.axes
    for text, value in zip(ax.texts, values[0], strict=True):
        behind = luminance(ax.images[0].cmap(value))
        on_white, on_black = 1.05 / (behind + 0.05), (behind + 0.05) / 0.05
        other = "black" if text.get_color() == "white" else "white"
        contrast = {"white": on_white, "black": on_black}
        assert contrast[text.get_color()] > 0.9 * contrast[other]


# --- The plane ---

X = np.array([[-1.0, -1.0], [1.0, -2.0], [0.5, 1.0], [-0.5, 1.5]])
y = np.array([0, 1, 2, 0])


def thirds(points):
    """Answer by the height: below -1, up to 1, above."""
    return np.digitize(points[:, 1], [-1, 1])


def test_regions_show_answers_borders_and_examples():
    fig, ax = plt.subplots()
    plots.show_regions(ax, thirds, X, y, size=50)
    (image,) = ax.images
    line = np.linspace(-2.2, 2.2, 50)
    answers = np.digitize(line, [-1, 1])
    assert image.get_extent() == pytest.approx([-2.2, 2.2, -2.2, 2.2])
    assert image.origin == "lower" and image.get_alpha() == 0.3
    assert image.get_interpolation() == "nearest"
    assert image.get_clim() == (0, 2)
    np.testing.assert_array_equal(
        image.get_array(), np.tile(answers[:, None], 50)
    )
    assert [to_hex(c).upper() for c in image.get_cmap().colors] == list(
        plots.COLORS[:3]
    )
    borders = ax.collections
    assert len(borders) == 2
    for border, height in zip(borders, (-1, 1), strict=True):
        (path,) = border.get_paths()
        np.testing.assert_allclose(path.vertices[:, 1], height, atol=0.05)
        assert np.ptp(path.vertices[:, 0]) == pytest.approx(4.4)
        assert border.levels.tolist() == [0.5]
        assert border.get_linewidths() == [1]
        np.testing.assert_array_equal(
            border.get_edgecolors(), [to_rgba("0.3")]
        )
    for k, (dots, marker) in enumerate(zip(ax.lines, "o^s", strict=True)):
        np.testing.assert_array_equal(dots.get_xydata(), X[y == k])
        assert (dots.get_marker(), dots.get_linestyle()) == (marker, "None")
        assert dots.get_color() == plots.COLORS[k]
        assert (dots.get_markersize(), dots.get_label()) == (3, f"{k}")
    assert ax.get_aspect() == 1
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x_0$", "$x_1$")


def test_regions_are_fine_and_six_classes_have_six_marks():
    fig, ax = plt.subplots()
    y = np.arange(6)
    plots.show_regions(ax, lambda p: np.full(len(p), 3), np.eye(6)[:, :2], y)
    assert ax.images[0].get_array().shape == (200, 200)
    assert [line.get_marker() for line in ax.lines] == list("o^sDvP")
    assert len(ax.collections) == 0
    assert ax.images[0].get_clim() == (0, 5)  # of all classes, not of answers


# --- Runs ---


def test_a_band_runs_from_the_least_to_the_most():
    fig, ax = plt.subplots()
    ax.set_prop_cycle(color=["red", "green"])
    ax.plot([20], [2])
    ax.lines[0].remove()
    runs = [[1.0, 5.0, 2.0], [3.0, 1.0, 2.0], [2.0, 0.0, 5.0]]
    plots.show_band(ax, [10, 20, 30], runs, "three runs")
    (line,) = ax.lines
    assert line.get_label() == "three runs"
    np.testing.assert_allclose(line.get_xydata().T, [[10, 20, 30], [2, 2, 3]])
    (band,) = ax.collections
    assert band.get_alpha() == 0.25 and band.get_linewidths() == [0]
    np.testing.assert_allclose(
        band.get_facecolors(), [to_rgba(line.get_color(), 0.25)]
    )
    corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
    assert corners == {
        *[(10, 1), (20, 0), (30, 2)],
        *[(10, 3), (20, 5), (30, 5)],
    }

"""Properties of readers and figures, for arrays of any kind and shape.

As in test_properties.py, what is handed over is read-only, and every warning
is an error.
"""

import gzip
import pickle
import struct

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers import idx, moving, plots, sheets, unpickle
from tests.pickles import of_python_2
from tests.stress import fixed

pytestmark = pytest.mark.filterwarnings("error")
few = settings(max_examples=settings().max_examples // 6)  # they take long
bytes_of_any_shape = arrays(
    np.uint8, array_shapes(max_dims=4, max_side=6)
).map(fixed)
greys = st.sampled_from([np.uint8, np.float32, np.float64]).flatmap(
    lambda dtype: arrays(
        dtype,
        array_shapes(min_dims=3, max_dims=3, max_side=7),
        elements=st.integers(0, 255),
    )
)
names = st.text(st.characters(codec="ascii", categories=["L", "N"]))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A file's path, the same for all cases."""
    return tmp_path_factory.mktemp("files") / "any"


@given(values=bytes_of_any_shape, packed=st.booleans())
def test_an_idx_file_gives_back_what_is_in_it(place, values, packed):
    header = struct.pack(
        f">{1 + values.ndim}I", 2048 + values.ndim, *values.shape
    )
    content = header + values.tobytes()
    path = place.with_suffix(".gz" if packed else ".idx")
    path.write_bytes(gzip.compress(content) if packed else content)
    np.testing.assert_array_equal(idx.read_idx(path, values.shape), values)


@given(
    values=st.dictionaries(
        names,
        arrays(np.uint8, array_shapes(min_dims=2, max_dims=2)).map(fixed)
        | names
        | st.integers(0, 2**16 - 1)
        | st.lists(st.integers(0, 9) | names, max_size=5),
        max_size=4,
    ),
    protocol=st.sampled_from(["Python 2", 2, 3, 4, 5]),
)
def test_a_pickle_gives_back_what_is_in_it(place, values, protocol):
    if protocol == "Python 2":
        place.write_bytes(of_python_2(values))
    else:
        place.write_bytes(pickle.dumps(values, protocol))
    found, known = unpickle.read_pickle(place)
    assert not known and list(found) == list(values)
    for key, value in values.items():
        np.testing.assert_array_equal(plain(found[key]), value)


def plain(value):
    """Return a value that Python 2 wrote, with text in place of bytes."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.decode() if isinstance(value, bytes) else value


@few
@given(images=greys.map(fixed), ncols=st.integers(1, 6))
def test_pictures_of_any_size_are_drawn(images, ncols):
    labels = [f"{k}" for k in range(len(images))]
    fig = plots.show_images(images, labels, "any", ncols=ncols)
    drawn = [
        np.asarray(ax.images[0].get_array()) for ax in fig.axes if ax.images
    ]
    np.testing.assert_array_equal(np.array(drawn), images)
    finish(fig)


@few
@given(images=greys, ncols=st.integers(1, 6))
def test_sheets_of_any_size_are_drawn(images, ncols):
    images = fixed(np.repeat(images[..., None] / 255, 3, axis=-1))
    labels = [f"{k}" for k in range(len(images))]
    fig = sheets.tile_images(images, labels, "any", ncols=ncols)
    (ax,) = fig.axes
    sheet = np.asarray(ax.images[0].get_array())
    assert sum(image.sum() for image in 1 - images) == pytest.approx(
        (1 - sheet).sum()
    )
    finish(fig)


@few
@given(
    arrays(
        np.float64,
        array_shapes(min_dims=2, max_dims=2, max_side=6),
        elements=st.floats(-1e4, 1e4) | st.just(np.nan),
    ).map(fixed)
)
def test_a_table_of_any_numbers_is_drawn(values):
    m, n = values.shape
    fig = plots.heat_map(values, ["r"] * m, ["c"] * n, "any", "x", "y")
    said = [text.get_text() for text in fig.axes[0].texts]
    assert said == ["-" if np.isnan(v) else f"{v:.2f}" for v in values.ravel()]
    finish(fig)


@few
@given(
    points=arrays(
        np.float64,
        st.tuples(st.integers(1, 8), st.just(2)),
        elements=st.floats(0.01, 1e4),
    ).map(fixed),
    C=st.integers(1, 6),
    seed=st.integers(0, 99),
)
def test_regions_of_any_classes_are_drawn(points, C, seed):
    rng = np.random.default_rng(seed)
    y = fixed(rng.integers(C, size=len(points)))
    fig, ax = plt.subplots()
    answers = rng.integers(y.max() + 1, size=20**2)
    plots.show_regions(ax, lambda grid: answers, points, y, size=20)
    assert sum(len(line.get_xdata()) for line in ax.lines) == len(y)
    finish(fig)


@few
@given(
    arrays(
        np.float64,
        array_shapes(min_dims=2, max_dims=2, max_side=6),
        elements=st.floats(-1e4, 1e4),
    ).map(fixed)
)
def test_a_band_of_any_runs_is_drawn(runs):
    fig, ax = plt.subplots()
    plots.show_band(ax, range(runs.shape[1]), runs, "any")
    finish(fig)


@few
@given(
    values=st.lists(
        st.floats(-1e4, 1e4), min_size=2, max_size=30, unique=True
    ),
    data=st.data(),
)
def test_any_values_move(values, data):
    shown = data.draw(st.sampled_from(values))

    def draw(value):
        fig, ax = plt.subplots(figsize=(1, 1))
        ax.plot([0, value])
        return fig

    figure = moving.Moving(draw, "any", values, shown, "{!r}".format)
    frame = figure.frame(shown)
    assert frame["alt"] == repr(shown) and frame["width"] == 100
    bundle = figure._repr_mimebundle_()
    assert f"{len(values)} frames" in bundle["text/plain"]


def finish(fig):
    """Draw all of a figure, as a page would show it."""
    fig.canvas.draw()
    plt.close(fig)

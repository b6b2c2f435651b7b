"""A trained network as a small script: a byte a weight, and the way back."""

import json

import numpy as np
import pytest

from helpers import datasets, export, strokes, two_layers
from tools import execute

SCRIPT = execute.ASSETS / "digits_net.js"
HEAD = "(window.egc ??= {}).digits_net = "


@pytest.fixture(scope="module")
def net():
    """Return what the site's script holds."""
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.startswith(HEAD) and text.endswith(";\n")
    return json.loads(text[len(HEAD) : -2])


def test_each_column_uses_the_whole_byte():
    W = np.random.default_rng(0).normal(size=(50, 4)) * [1e-6, 1, 5, 1e6]
    whole, scale = export.to_int8(W)
    assert whole.dtype == np.int8 and scale.shape == (4,)
    assert np.array_equal(np.abs(whole.astype(int)).max(axis=0), [127] * 4)
    assert np.all(np.abs(whole * scale - W) <= 0.5001 * scale)


def test_a_unit_without_weights_is_an_error():
    with pytest.raises(ValueError, match="column of zeros"):
        export.to_int8(np.array([[0.0, 1], [0, 2]]))


def test_there_and_back_through_json():
    rng = np.random.default_rng(0)
    params = two_layers.random_params(30, 7, 4, rng)
    params["b1"] = rng.normal(size=7)
    back = export.unpacked(json.loads(json.dumps(export.packed(params))))
    assert list(back) == list(params)
    assert np.allclose(back["b1"], params["b1"], rtol=1e-5)
    for name in ("W1", "W2"):
        limit = np.abs(params[name]).max(axis=0) / 127
        assert np.all(np.abs(back[name] - params[name]) < 0.51 * limit)


def test_what_is_kept_becomes_a_script():
    assert execute.script("name", {"a": [1]}) == (
        '(window.egc ??= {}).name = {"a":[1]};\n'
    )


def test_the_sites_network_reads_the_sample_and_our_digits(net):
    ours = net.pop("strokes")
    assert ours == strokes.ten_digits()
    params = export.unpacked(net)
    data = datasets.mnist()
    right = two_layers.predict(params, data.X_test / 255) == data.y_test
    assert right.mean() > 0.97
    drawn = np.array([strokes.pixels(digit) for digit in ours])
    assert two_layers.predict(params, drawn).tolist() == list(range(10))


def test_what_is_kept_is_handed_out_as_a_copy(monkeypatch):
    monkeypatch.setattr(export, "_kept", {})
    export.keep("net", [1, 2])
    handed = export.kept()
    assert handed == {"net": [1, 2]}
    handed.clear()
    assert export.kept() == {"net": [1, 2]}

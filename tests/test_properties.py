"""Properties of the mathematics, for shapes, types and sizes of any kind.

Hypothesis draws the cases; `tests.stress` says how many. Every array that is
handed over is read-only, and every warning is an error; so no function here
may change what it is given, nor warn.
"""

import contextlib
import inspect
import io
import pkgutil
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import optimize, special, stats
from sklearn import metrics
from sklearn.neighbors import NearestNeighbors

import helpers
from helpers import (
    descent,
    export,
    gradients,
    linear,
    losses,
    neighbours,
    pixels,
    quadratic,
    results,
    scores,
    search,
    spiral,
    strokes,
    two_layers,
)
from tests.stress import fixed

LARGE = 1e4
TYPES = [np.float32, np.float64]
CROSS = scores.cross_entropy_dscores, scores.hinge_dscores
eps = {dtype: float(np.finfo(dtype).eps) for dtype in TYPES}
pytestmark = pytest.mark.filterwarnings("error")


@st.composite
def scored(draw, largest=LARGE, types=tuple(TYPES), at_least=1):
    """Draw scores (N, C) up to a size, of any entries, and labels (N,)."""
    dtype = draw(st.sampled_from(types))
    shape = draw(st.integers(1, 5)), draw(st.integers(at_least, 5))
    size = draw(st.sampled_from([1e-4, 1.0, 30.0, largest]))
    width = 8 * np.dtype(dtype).itemsize
    size = float(np.float32(size))
    numbers = st.floats(-size, size, width=width)
    s = draw(arrays(dtype, shape, elements=numbers))
    y = draw(
        arrays(np.int64, shape[:1], elements=st.integers(0, shape[1] - 1))
    )
    return fixed(s), fixed(y)


@st.composite
def problems(draw, types=tuple(TYPES)):
    """Draw sizes and a seed; return X, y, weights, and the generator."""
    N, D, H, C = (draw(st.integers(1, most)) for most in (6, 5, 4, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = draw(st.sampled_from([1e-2, 1.0, 10.0]))
    dtype = draw(st.sampled_from(types))
    X = (size * rng.standard_normal((N, D))).astype(dtype)
    y = rng.integers(C, size=N)
    layer = {"W": rng.standard_normal((D, C)), "b": rng.standard_normal(C)}
    net = two_layers.random_params(D, H, C, rng)
    net |= {"b1": rng.standard_normal(H), "b2": rng.standard_normal(C)}
    layer, net = (
        {key: fixed(value.astype(dtype)) for key, value in params.items()}
        for params in (layer, net)
    )
    return fixed(X), fixed(y), layer, net


MODELS = {
    "softmax": (0, linear.softmax_loss),
    "svm": (0, linear.svm_loss),
    **{
        f"{activation}, {loss.__name__}": (
            1,
            partial(
                two_layers.two_layer_loss,
                activation=activation,
                score_loss=loss,
            ),
        )
        for activation in ("relu", "sigmoid")
        for loss in CROSS
    },
}
each_model = pytest.mark.parametrize("model", MODELS)
regs = st.sampled_from([0.0, 1e-3, 1.0])


# --- Scores, probabilities and losses ---


@given(scored())
def test_softmax_sums_to_one_and_shifts_freely(case):
    s, _ = case
    p = losses.softmax(s)
    tiny = eps[s.dtype.type]
    assert p.dtype == s.dtype and p.shape == s.shape
    assert ((p >= 0) & (p <= 1)).all()
    assert np.allclose(p.sum(axis=1), 1, rtol=0, atol=8 * tiny)
    # A shift rounds the scores, by no more than this.
    moved = losses.softmax(s + s.dtype.type(64))
    rounding = 4 * tiny * (np.abs(s).max() + 64)
    assert np.allclose(moved, p, rtol=0, atol=rounding)
    wide = special.softmax(s.astype(np.float64), axis=1)
    assert np.allclose(p, wide, rtol=0, atol=rounding)


@given(scored())
def test_log_sum_exp_and_cross_entropy_are_scipys(case):
    s, y = case
    wide, tiny = s.astype(np.float64), eps[s.dtype.type]
    atol = 8 * tiny * max(1, np.abs(s).max())
    ours, theirs = losses.log_sum_exp(s), special.logsumexp(wide, axis=1)
    assert ours.shape == y.shape
    assert np.allclose(ours, theirs, rtol=0, atol=atol)
    log_p = special.log_softmax(wide, axis=1)[np.arange(len(y)), y]
    loss = losses.cross_entropy(s, y)
    assert np.isfinite(loss) and loss >= -atol
    assert np.isclose(loss, -log_p.mean(), rtol=0, atol=2 * atol)


@given(scored(largest=30.0, types=(np.float64,), at_least=2))
def test_cross_entropy_and_hinge_are_scikit_learns(case):
    s, y = case
    classes = range(s.shape[1])
    theirs = metrics.log_loss(y, special.softmax(s, axis=1), labels=classes)
    # It cuts probabilities off, so that no example's loss is above 36.
    rows = losses.log_sum_exp(s) - s[np.arange(len(y)), y]
    if rows.max() < 30:
        assert np.isclose(losses.cross_entropy(s, y), theirs, atol=1e-6)
    # With more classes it counts the worst rival alone; of one label it does
    # not know which it is.
    if s.shape[1] == 2 and np.ptp(y):
        gap = s[:, 1] - s[:, 0]
        theirs = metrics.hinge_loss(y, gap, labels=[0, 1])
        assert np.isclose(losses.hinge(s, y), theirs)


@given(scored())
def test_the_losses_of_a_batch_are_means_of_its_rows(case):
    s, y = case
    atol = 16 * eps[s.dtype.type] * max(1, np.abs(s).max()) * s.shape[1]
    for loss in (losses.cross_entropy, losses.hinge):
        rows = [loss(s[k : k + 1], y[k : k + 1]) for k in range(len(y))]
        assert np.isclose(loss(s, y), np.mean(rows), rtol=0, atol=atol)
    Y = fixed(losses.one_hot(y, s.shape[1]))
    rows = [0.5 * np.sum((a - b) ** 2) for a, b in zip(s, Y, strict=True)]
    found = losses.squared_error(s, Y)
    assert np.isclose(found, np.mean(rows), rtol=1e-4)


@given(scored(at_least=2))
def test_one_hot_and_margins(case):
    s, y = case
    Y = losses.one_hot(y, s.shape[1])
    assert Y.shape == s.shape and (Y.sum(axis=1) == 1).all()
    assert (Y.argmax(axis=1) == y).all()
    broken = losses.margins(s, y)
    assert (broken >= 0).all() and (broken[np.arange(len(y)), y] == 0).all()
    assert broken.dtype == s.dtype
    wide = s.astype(np.float64)
    wanted = np.maximum(0, wide - (Y * wide).sum(1, keepdims=True) + 1) * ~(
        Y.astype(bool)
    )
    atol = 4 * eps[s.dtype.type] * max(1, np.abs(s).max())
    assert np.allclose(broken, wanted, rtol=0, atol=atol)


@pytest.mark.parametrize("function", CROSS, ids=lambda f: f.__name__)
@given(case=scored())
def test_dscores_are_finite_sum_to_zero_and_belong_to_the_loss(function, case):
    s, y = case
    loss, dscores = function(s, y)
    alone = {CROSS[0]: losses.cross_entropy, CROSS[1]: losses.hinge}[function]
    atol = 8 * eps[s.dtype.type] * max(1, np.abs(s).max())
    assert np.isclose(loss, alone(s, y), rtol=1e-5, atol=atol)
    assert np.isfinite(loss) and np.isfinite(dscores).all()
    assert dscores.shape == s.shape and dscores.dtype == s.dtype
    rounding = 16 * eps[s.dtype.type] * s.shape[1]
    assert np.allclose(dscores.sum(axis=1), 0, rtol=0, atol=rounding)
    assert (dscores[np.arange(len(y)), y] <= 0).all()


@given(arrays(np.float64, (3, 2), elements=st.floats(-LARGE, LARGE)))
def test_relu_and_sigmoid(z):
    z = fixed(z)
    assert np.array_equal(two_layers.relu(z), np.where(z > 0, z, 0))
    a = two_layers.sigmoid(z)
    assert np.allclose(a, special.expit(z), rtol=0, atol=1e-15)
    assert np.allclose(a + two_layers.sigmoid(-z), 1, rtol=0, atol=1e-15)


# --- Models and their gradients ---


@each_model
@given(problem=problems(types=(np.float64,)), reg=regs)
def test_every_gradient_is_the_numerical_one(model, problem, reg):
    """One example, one class, one feature and one hidden unit included."""
    which, function = MODELS[model]
    X, y, *both = problem
    params = {key: value.copy() for key, value in both[which].items()}
    with contextlib.redirect_stdout(io.StringIO()):
        errors = gradients.check_gradients(
            partial(function, reg=reg), params, X, y
        )
    assert errors.keys() == params.keys()
    for key, value in both[which].items():
        assert np.array_equal(params[key], value), "left as it was"


@each_model
@given(problem=problems(types=(np.float64,)), reg=regs)
def test_scipy_agrees_with_the_gradients(model, problem, reg):
    which, function = MODELS[model]
    X, y, *both = problem
    params = both[which]
    flat = np.concatenate([value.ravel() for value in params.values()])
    ends = np.cumsum([value.size for value in params.values()])[:-1]

    def unflatten(x):
        parts = zip(params.items(), np.split(x, ends), strict=True)
        return {key: part.reshape(old.shape) for (key, old), part in parts}

    def loss(x):
        return function(unflatten(x), X, y, reg=reg)[0]

    def slope(x):
        grads = function(unflatten(x), X, y, reg=reg)[1]
        return np.concatenate([grads[key].ravel() for key in params])

    size = max(1, np.abs(slope(flat)).max(), abs(loss(flat)))
    # A kink within SciPy's step is no fault of ours: half a step further on
    # the slopes differ by what they differ at the kink.
    step = 1e-6
    near = [slope(flat + step * sign) for sign in (-1, 1)]
    assume(np.abs(near[0] - near[1]).max() < 1e-3 * size)
    error = optimize.check_grad(loss, slope, flat, epsilon=1e-7)
    assert error < 1e-4 * size * np.sqrt(len(flat))


@each_model
@given(problem=problems(), reg=regs)
def test_a_model_keeps_types_and_shapes_and_is_finite(model, problem, reg):
    which, function = MODELS[model]
    X, y, *both = problem
    params = {key: fixed(LARGE * v) for key, v in both[which].items()}
    loss, grads = function(params, X, y, reg=reg)
    assert np.isfinite(loss) and grads.keys() == params.keys()
    for key, grad in grads.items():
        assert grad.shape == params[key].shape
        assert grad.dtype == X.dtype
        assert np.isfinite(grad).all()


@given(problem=problems())
def test_predictions_are_the_largest_scores(problem):
    X, _, layer, net = problem
    found = linear.predict(layer, X)
    assert np.array_equal(found, (X @ layer["W"] + layer["b"]).argmax(axis=1))
    for activation in ("relu", "sigmoid"):
        a1, s = two_layers.forward(net, X, activation)
        assert a1.shape == (len(X), len(net["b1"])) and (a1 >= 0).all()
        assert np.allclose(s, a1 @ net["W2"] + net["b2"], atol=1e-4)
        found = two_layers.predict(net, X, activation)
        assert np.array_equal(found, s.argmax(axis=1))


@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(TYPES))
def test_zero_params_know_nothing(D, C, dtype):
    params = linear.zero_params(D, C, dtype)
    X, y = fixed(np.ones((3, D), dtype)), fixed(np.zeros(3, int))
    loss, _ = linear.softmax_loss(params, X, y)
    assert np.isclose(loss, np.log(C), atol=1e-6)
    assert linear.svm_loss(params, X, y)[0] == C - 1


@given(arrays(np.float64, st.integers(1, 5), elements=st.floats(-100, 100)))
def test_the_quadratic_and_its_gradient(x):
    curvatures = np.arange(1.0, len(x) + 1)
    loss, grads = quadratic.quadratic_loss(
        {"x": fixed(x)}, curvatures=fixed(curvatures)
    )
    assert loss >= 0 and np.array_equal(grads["x"], curvatures * x)
    assert np.isclose(loss, 0.5 * x @ grads["x"])


@given(arrays(np.float64, (2, 3), elements=st.floats(-3, 3)))
def test_the_numerical_gradient_is_scipys(x):
    def f(x):
        return float(np.sum(np.sin(x) * np.arange(1, 7).reshape(2, 3)))

    before = x.copy()
    found = gradients.numerical_gradient(f, x)
    assert np.array_equal(x, before)
    theirs = optimize.approx_fprime(x.ravel(), lambda v: f(v.reshape(2, 3)))
    assert np.allclose(found.ravel(), theirs, atol=1e-6)
    assert gradients.relative_error(found, found) == 0
    assert 0 <= gradients.relative_error(found, theirs.reshape(2, 3)) <= 1


# --- Training ---


@given(problem=problems(), reg=regs, momentum=st.sampled_from([0.0, 0.9]))
def test_training_changes_only_what_is_its_own(problem, reg, momentum):
    X, y, layer, _ = problem
    loss = partial(linear.softmax_loss, reg=reg)
    how = {"learning_rate": 1e-3, "momentum": momentum}
    params, history = descent.gradient_descent(
        loss, layer, X, y, num_steps=3, **how
    )
    assert len(history["loss"]) == len(history["params"]) == 4
    whole, path = descent.sgd(
        loss,
        layer,
        X,
        y,
        num_epochs=3,
        batch_size=len(X),
        rng=np.random.default_rng(0),
        description="same",
        **how,
    )
    # A batch of all examples is full descent, in another order of the sum.
    assert np.allclose(path["loss"], history["loss"][:3], rtol=1e-4, atol=1e-5)
    for key in layer:
        assert params[key].dtype == layer[key].dtype
        assert np.allclose(whole[key], params[key], rtol=1e-3, atol=1e-4)


# --- Neighbours ---


@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(1, 4),
    st.integers(0, 2**32),
)
def test_neighbours_are_scikit_learns(M, N, D, seed):
    rng = np.random.default_rng(seed)
    A, B = fixed(rng.normal(size=(M, D))), fixed(rng.normal(size=(N, D)))
    found = neighbours.squared_distances(A, B)
    theirs = metrics.pairwise_distances(A, B, metric="sqeuclidean")
    assert np.allclose(found, theirs, atol=1e-9) and (found >= 0).all()
    k = rng.integers(1, N + 1)
    near = NearestNeighbors(algorithm="brute").fit(B)
    near = near.kneighbors(A, n_neighbors=k, return_distance=False)
    assert np.array_equal(neighbours.nearest(B, A, k, batch_size=2), near)


@given(arrays(np.int64, (4, 5), elements=st.integers(0, 2)))
def test_a_vote_is_a_mode(labels):
    found = neighbours.vote(fixed(labels))
    for row, label in zip(labels, found, strict=True):
        most = stats.mode(row).count
        assert (row == label).sum() == most
        rivals = [other for other in row if (row == other).sum() == most]
        assert label == rivals[0], "of equals, that of the nearest"


# --- Reports, data, and what the site gets ---


@given(scored(at_least=2))
def test_accuracy_and_confusion_are_scikit_learns(case):
    s, y = case
    y_pred = fixed(s.argmax(axis=1))
    C = s.shape[1]
    assert results.accuracy(y_pred, y) == metrics.accuracy_score(y, y_pred)
    ours = results.confusion_matrix(y_pred, y, C)
    theirs = metrics.confusion_matrix(y, y_pred, labels=range(C))
    assert np.array_equal(ours, theirs)


@given(
    st.floats(-100, 100),
    st.sampled_from([0.001, 0.01, 0.5]),
    st.floats(-2, 2),
)
def test_a_number_reproduces_within_its_tolerance_alone(value, atol, off):
    assume(abs(abs(off) - 1) > 1e-6)
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        for function in (
            partial(results.reproduces, what="it"),
            lambda v, r, a: results.reproduces_table(
                [[v]], [[r]], a, "it", ["row"], ["column"]
            ),
        ):
            if abs(off) < 1:
                function(value + off * atol, value, atol)
            else:
                with pytest.raises(AssertionError, match="the text says"):
                    function(value + off * atol, value, atol)
    assert ("it" in shown.getvalue()) == (abs(off) < 1)


@given(st.sampled_from(["mnist", "mnist-sample", "cifar10", "shapes10"]))
def test_a_number_goes_by_the_data(name):
    chosen = results.by_data(SimpleNamespace(name=name), "real", "drawn")
    assert chosen == ("real" if name in ("mnist", "cifar10") else "drawn")


@given(st.integers(2, 6), st.integers(1, 4), st.floats(0, 1))
def test_the_spiral_has_its_radii(num_points, C, noise):
    X, y = spiral.spiral(num_points, C, np.random.default_rng(0), noise)
    radii = np.linalg.norm(X, axis=1).reshape(C, num_points)
    assert np.allclose(radii, np.linspace(0, 1, num_points))
    assert np.array_equal(y, np.repeat(np.arange(C), num_points))


@given(arrays(np.uint8, (6, 4)))
def test_centred_pixels_have_no_mean(images):
    data = SimpleNamespace(
        X_train=fixed(images[:3]), X_val=fixed(images[3:5]), X_test=images[5:]
    )
    X, X_test, mean = pixels.centred(data)
    assert X.dtype == X_test.dtype == mean.dtype == np.float32
    assert np.abs(X[:3].mean(axis=0)).max() < 1e-6
    back = 255 * (np.concatenate([X, X_test]) + mean)
    assert np.array_equal(np.rint(back), images)


@given(arrays(np.float64, (4, 3), elements=st.floats(-LARGE, LARGE)))
def test_a_packed_matrix_is_near(W):
    assume((np.abs(W).max(axis=0) > 1e-3).all())
    whole, scale = export.to_int8(fixed(W))
    assert whole.dtype == np.int8 and (np.abs(whole) <= 127).all()
    assert (np.abs(whole * scale - W) <= 0.5001 * scale).all()
    back = export.unpacked(export.packed({"W": fixed(W), "b": fixed(W[0])}))
    assert (np.abs(back["W"] - W) <= 0.501 * scale).all()
    assert np.allclose(back["b"], W[0], rtol=1e-5)


@given(
    st.lists(
        st.lists(
            st.tuples(st.floats(0, 300), st.floats(0, 300)),
            min_size=1,
            max_size=3,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_a_drawing_becomes_a_digit_of_mnist(drawing):
    pieces = strokes.segments(drawing)
    assert pieces.shape[1:] == (2, 2)
    image = strokes.pixels(drawing)
    assert image.shape == (784,) and np.isfinite(image).all()
    assert 0 <= image.min() and image.max() <= 1 and image.sum() > 1
    if len(pieces) == 1:  # of others, what lies far from the centre is lost
        line, image = np.arange(28) + 0.5, image.reshape(28, 28)
        centre = image.sum(axis=0) @ line, image.sum(axis=1) @ line
        assert np.allclose(np.array(centre) / image.sum(), 14.5, atol=0.1)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=4))
def test_a_search_finds_the_best(values):
    with np.errstate(all="raise"):
        table = search.search(lambda a: -(a**2), {"a": values}, n_jobs=1)
    assert [row["a"] for row in table] == values
    assert search.best(table)["score"] == max(-(a**2) for a in values)


# --- All of it ---

# What has no numbers of its own, or is tested with the files it reads.
ELSEWHERE = {
    "cache_lock", "cifar_archive", "cifar_files", "data_commands",
    "data_common", "datasets", "download", "find_data", "mnist_files",
    "progress", "resume", "shapes", "validate",
}  # fmt: skip
NO_MATHEMATICS = {
    "in_parallel", "keep", "kept", "ten_digits", "ink", "use_style",
}  # fmt: skip


def test_everything_public_is_under_stress():
    files = Path(__file__).parent.glob("test_properties*.py")
    here = "".join(path.read_text(encoding="utf-8") for path in files)
    missing = []
    for module in pkgutil.iter_modules(helpers.__path__, "helpers."):
        name = module.name.removeprefix("helpers.")
        if name in ELSEWHERE or module.ispkg:
            continue
        found = inspect.getmembers(
            import_module(module.name), inspect.isfunction
        )
        missing += [
            f"{name}.{key}"
            for key, function in found
            if function.__module__ == module.name
            and key[0] != "_"
            and key not in NO_MATHEMATICS
            and f".{key}" not in here
        ]
    assert missing == []

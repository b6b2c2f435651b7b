"""What is said of a wrong argument, word for word: it must help at once."""

import numpy as np
import pytest

from helpers import (
    descent,
    differences,
    export,
    gradients,
    linear,
    losses,
    neighbours,
    plots,
    quadratic,
    results,
    scores,
    search,
    sheets,
    spiral,
    two_layers,
)

NAN = np.array([[1.0, np.nan], [2.0, 3.0]])
TWO = np.eye(2)
WORDS = np.array(["a", "b"])
PARAMS = {"W": np.eye(2), "b": np.zeros(2)}
NET = two_layers.random_params(2, 3, 2, np.random.default_rng(0))
RNG = np.random.default_rng(0)
DTYPE = "dtype <U1; it must hold real numbers"
FLAT = "shape (2,); it must have 2 dimension(s)"
ABOVE = "it must be a number above 0"
COUNT = "it must be an integer, 1 or more"
LABELS = "dtype float64; labels must be integers"
NOT_FINITE = "holds NaN or infinity; it must be finite"
ONE_LABEL_EACH = "it must have shape (2,), a label for each example"
RANGE = "holds labels from 0 to 2; with 2 classes they must be 0..1"


def loss(params, X=None, y=None):
    return float((params["x"] ** 2).sum()), {"x": 2 * params["x"]}


def walk(params=None, **changed):
    """Take two steps of gradient descent."""
    setting = {"learning_rate": 0.1, "num_steps": 2} | changed
    params = {"x": np.ones(2)} if params is None else params
    return descent.gradient_descent(loss, params, None, None, **setting)


def epochs(X=TWO, y=(0, 1), **changed):
    """Take an epoch of gradient descent on batches."""
    setting = {"learning_rate": 0.1, "num_epochs": 1, "batch_size": 1}
    setting |= {"rng": RNG, **changed}
    return descent.sgd(loss, {"x": np.ones(2)}, X, y, **setting)


def change(params, **arrays):
    return {**params, **arrays}


CASES = {
    # descent
    "params must be a dict that holds arrays": lambda: walk({}),
    'params["x"] has ' + DTYPE: lambda: walk({"x": WORDS}),
    'params["x"] ' + NOT_FINITE: lambda: walk({"x": NAN}),
    'params["x"] is int64; it must be a float array': lambda: walk(
        {"x": np.array([1, 2], dtype=np.int64)}
    ),
    "momentum is 1; it must be at least 0 and below 1": lambda: walk(
        momentum=1
    ),
    "learning_rate is 0; " + ABOVE: lambda: walk(learning_rate=0),
    "learning_rate is inf; " + ABOVE: lambda: epochs(learning_rate=np.inf),
    "num_steps is -1; it must be an integer, 0 or more": lambda: walk(
        num_steps=-1
    ),
    "num_epochs is 0; " + COUNT: lambda: epochs(num_epochs=0),
    "batch_size is 0.5; " + COUNT: lambda: epochs(batch_size=0.5),
    "X has 2 examples and y has 3 labels; they must be as many, and at "
    "least one": lambda: epochs(y=(0, 1, 0)),
    "X has 0 examples and y has 0 labels; they must be as many, and at "
    "least one": lambda: epochs(TWO[:0], ()),
    # differences and gradients
    "x is list; a gradient is checked on a float64 array: use "
    "np.asarray(x, dtype=np.float64)": lambda: differences.numerical_gradient(
        abs, [1.0]
    ),
    "x is float32; a gradient is checked on a float64 array: use "
    "np.asarray(x, dtype=np.float64)": lambda: differences.numerical_gradient(
        abs, np.ones(2, np.float32)
    ),
    "x holds NaN or infinity; it must be finite": lambda: (
        differences.numerical_gradient(abs, NAN)
    ),
    "h is -1; " + ABOVE: lambda: differences.numerical_gradient(
        abs, np.ones(2), h=-1
    ),
    "a has " + DTYPE: lambda: differences.relative_error(WORDS, WORDS),
    "n has shape (1,); it must have the shape of a, (2,)": lambda: (
        differences.relative_error([1.0, 2.0], [1.0])
    ),
    "tol is 0; " + ABOVE: lambda: gradients.check_gradients(
        loss, {"x": np.ones(2)}, None, None, tol=0
    ),
    'params["x"] is float32; a gradient is checked on a float64 array: use '
    'np.asarray(params["x"], dtype=np.float64)': lambda: (
        gradients.check_gradients(
            loss, {"x": np.ones(2, np.float32)}, None, None
        )
    ),
    # losses and scores
    "num_classes is 0; " + COUNT: lambda: losses.one_hot([0], 0),
    "y has " + LABELS: lambda: losses.one_hot([0.0], 2),
    "y is empty; it must hold at least one label": lambda: losses.one_hot(
        np.zeros(0, int), 2
    ),
    "y " + RANGE: lambda: losses.one_hot([0, 2], 2),
    "scores has " + DTYPE: lambda: losses.log_sum_exp(WORDS),
    "scores " + NOT_FINITE: lambda: losses.softmax(NAN),
    "outputs has " + FLAT: lambda: losses.squared_error([1.0, 2.0], [1.0]),
    "Y has shape (1, 2); it must have the shape of outputs, (2, 2)": lambda: (
        losses.squared_error(TWO, TWO[:1])
    ),
    "scores has " + FLAT: lambda: losses.cross_entropy([1.0, 2.0], [0]),
    "y has shape (1,); " + ONE_LABEL_EACH: lambda: losses.cross_entropy(
        TWO, [0]
    ),
    "scores has shape (2,); it must have 2 dimension(s)": lambda: (
        losses.margins([1.0, 2.0], [0])
    ),
    "y has shape (3,); " + ONE_LABEL_EACH: lambda: losses.hinge(
        TWO, [0, 1, 1]
    ),
    "scores is empty: its shape is (0, 2); it must hold at least one "
    "number": lambda: scores.hinge_dscores(TWO[:0], []),
    "y holds labels from -1 to 1; with 2 classes they must be 0..1": lambda: (
        scores.cross_entropy_dscores(TWO, [-1, 1])
    ),
    # models
    "num_features is 0; " + COUNT: lambda: linear.zero_params(0, 2),
    "num_classes is 1.5; " + COUNT: lambda: linear.zero_params(2, 1.5),
    "X has " + FLAT: lambda: linear.predict(PARAMS, [1.0, 2.0]),
    "X " + NOT_FINITE: lambda: linear.softmax_loss(PARAMS, NAN, [0, 1]),
    'params["W"] ' + NOT_FINITE: lambda: linear.svm_loss(
        change(PARAMS, W=NAN), TWO, [0, 1]
    ),
    "params has the keys ['b']; it must have ['W', 'b']": lambda: (
        linear.predict({"b": np.zeros(2)}, TWO)
    ),
    "params has the keys <class 'int'>; it must have ['W', 'b']": lambda: (
        linear.predict(3, TWO)
    ),
    'params["W"] has dtype int64; it must be float': lambda: linear.predict(
        change(PARAMS, W=np.eye(2, dtype=np.int64)), TWO
    ),
    'params["W"] has shape (3, 2); it must have shape (2, 2)': lambda: (
        linear.predict(change(PARAMS, W=np.ones((3, 2))), TWO)
    ),
    'params["b"] has shape (3,); it must have shape (2,)': lambda: (
        linear.predict(change(PARAMS, b=np.zeros(3)), TWO)
    ),
    "reg is -1; it must be a number, 0 or more": lambda: linear.svm_loss(
        PARAMS, TWO, [0, 1], reg=-1
    ),
    "reg is nan; it must be a number, 0 or more": lambda: (
        two_layers.two_layer_loss(NET, TWO, [0, 1], reg=float("nan"))
    ),
    "num_hidden is 0; " + COUNT: lambda: two_layers.random_params(
        2, 0, 2, RNG
    ),
    "scale is -1; it must be a number, 0 or more": lambda: (
        two_layers.random_params(2, 3, 2, RNG, scale=-1)
    ),
    "activation is 'step'; it must be one of relu, sigmoid": lambda: (
        two_layers.forward(NET, TWO, "step")
    ),
    "X has shape (1,); it must have 2 dimension(s)": lambda: (
        two_layers.forward(NET, [1.0])
    ),
    'params["W2"] has shape (2, 2); it must have shape (3, 2)': lambda: (
        two_layers.forward(change(NET, W2=TWO), TWO)
    ),
    'params["b1"] ' + NOT_FINITE: lambda: two_layers.forward(
        change(NET, b1=np.full(3, -np.inf)), TWO
    ),
    'params["b2"] ' + NOT_FINITE: lambda: two_layers.forward(
        change(NET, b2=np.full(2, np.inf)), TWO
    ),
    'params["x"] has shape (2, 2); it must have 1 dimension(s)': lambda: (
        quadratic.quadratic_loss({"x": TWO})
    ),
    'curvatures has shape (2,); it must have the shape of params["x"], '
    "(3,)": lambda: quadratic.quadratic_loss({"x": np.ones(3)}),
    # results
    "y has shape (2, 2); it must have 1 dimension(s)": lambda: (
        results.accuracy(TWO, TWO)
    ),
    "y_pred has shape (1,); it must have the shape of y, (2,)": lambda: (
        results.accuracy([1], [1, 0])
    ),
    "num_classes is -1; " + COUNT: lambda: results.confusion_matrix(
        [0], [0], -1
    ),
    "y holds labels from 3 to 3; with 2 classes they must be 0..1": lambda: (
        results.confusion_matrix([0], [3], 2)
    ),
    "y_pred " + RANGE: lambda: results.confusion_matrix([0, 2], [0, 1], 2),
    "atol is 0; " + ABOVE: lambda: results.reproduces(1, 1, 0, "it"),
    "atol is nan; " + ABOVE: lambda: results.reproduces_table(
        [[1]], [[1]], float("nan"), "it", ["a"], ["b"]
    ),
    "values has shape (1, 1) and reference (1, 2); with these rows and "
    "columns both must have shape (1, 2)": lambda: results.reproduces_table(
        [[1]], [[1, 2]], 1, "it", ["a"], ["b", "c"]
    ),
    # neighbours
    "A has " + FLAT: lambda: neighbours.squared_distances([1.0, 2.0], TWO),
    "B has " + FLAT: lambda: neighbours.squared_distances(TWO, [1.0, 2.0]),
    "A has shape (2, 2) and B (2, 1); their rows must be of one "
    "length": lambda: neighbours.squared_distances(TWO, TWO[:, :1]),
    "batch_size is 0; " + COUNT: lambda: neighbours.nearest(TWO, TWO, 1, 0),
    "k is 0; " + COUNT: lambda: neighbours.nearest(TWO, TWO, 0),
    "k is 3; there are 2 examples": lambda: neighbours.nearest(TWO, TWO, 3),
    "labels has shape (2,); it must have 2 dimension(s)": lambda: (
        neighbours.vote([1, 2])
    ),
    "labels has dtype float64; it must be integer": lambda: neighbours.vote(
        TWO
    ),
    # the rest
    "W has " + FLAT: lambda: export.to_int8([1.0, 2.0]),
    "W has a column of zeros; drop that unit": lambda: export.to_int8(
        TWO * [1, 0]
    ),
    "grid is {}; it must name values for each key": lambda: search.search(
        abs, {}
    ),
    "no setting of the table was trained to the end": lambda: search.best(
        [{"score": float("nan")}]
    ),
    "num_points is 1; it must be an integer, 2 or more": lambda: spiral.spiral(
        1, 3, RNG
    ),
    "num_classes is 0.0; " + COUNT: lambda: spiral.spiral(5, 0.0, RNG),
    "noise is -0.1; it must be a number, 0 or more": lambda: spiral.spiral(
        5, 3, RNG, noise=-0.1
    ),
    "images has shape (2, 2); it must have 3 or 4 dimension(s)": lambda: (
        plots.show_images(TWO, ["a", "b"], "")
    ),
    "labels has 1 entries; it must have 2, one for each picture": lambda: (
        plots.show_images(np.ones((2, 4, 4)), ["a"], "")
    ),
    "ncols is 0; " + COUNT: lambda: plots.show_images(
        np.ones((2, 4, 4)), ["a", "b"], "", ncols=0
    ),
    "images has shape (2, 2); it must have 4 dimension(s)": lambda: (
        sheets.tile_images(TWO, ["a", "b"], "")
    ),
}


@pytest.mark.parametrize(("said", "call"), CASES.items(), ids=CASES.keys())
def test_a_wrong_argument_is_told_word_for_word(said, call):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert str(caught.value) == said
    kind = TypeError if " dtype " in said or " is float32" in said else None
    assert kind is None or caught.type is kind

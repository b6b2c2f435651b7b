"""Each line of the cheat sheet names its equation, runs, and is right."""

import re
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from helpers import descent, linear, losses, quadratic, two_layers
from helpers.gradients import numerical_gradient, relative_error
from helpers.scores import hinge_dscores
from tests.pages import labels_of_folder
from tests.test_project import BOOK

SHEET = (BOOK / "cheat_sheet.md").read_text(encoding="utf-8")
LABEL = re.compile(r"\{eq\}`([\w-]+)`")


def rows_of(header):
    """Return the cells of each row of the tables with this header."""
    found, inside = [], False
    for line in SHEET.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and cells[0] == header:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            found.append(cells)
    return found


def sheet():
    """Return {label: code} of all rows with a formula."""
    codes = {}
    for _, code, chapter in rows_of("Formula"):
        label = LABEL.search(chapter)[1]
        spans = re.findall(r"`([^`]+)`", code)
        codes.setdefault(label, []).append("\n".join(spans))
    return {label: "\n".join(lines) for label, lines in codes.items()}


def setting():
    """Return the arrays that the lines of the sheet speak of."""
    rng = np.random.default_rng(12)
    N, D, H, C = 6, 4, 5, 3
    one = {"W": rng.normal(size=(D, C)), "b": rng.normal(size=C)}
    two = {
        "W1": rng.normal(size=(D, H)),
        "b1": rng.normal(size=H),
        "W2": rng.normal(size=(H, C)),
        "b2": rng.normal(size=C),
    }
    X, y, reg = rng.normal(size=(N, D)), np.arange(N) % C, 0.1
    z1 = X @ two["W1"] + two["b1"]
    scores = X @ one["W"] + one["b"]
    names = {"np": np, "N": N, "D": D, "H": H, "C": C, "X": X, "y": y}
    names |= {"reg": reg, "loss": 0.0, "rows": np.arange(N)} | one | two
    names |= {"z1": z1, "a1": two_layers.relu(z1), "scores": scores}
    names |= {"c": scores.max(axis=1, keepdims=True), "Y": np.eye(C)[y]}
    names |= {"lse": losses.log_sum_exp(scores), "p": np.array([0.7, 0.3])}
    names["probs"] = losses.softmax(scores)
    names["dscores"] = (names["probs"] - names["Y"]) / N
    names["margins"] = losses.margins(scores, y)
    names["da1"] = names["dscores"] @ two["W2"].T
    return names


def run(label, **changes):
    """Run the sheet's line of an equation; return all names after it."""
    names = setting() | changes
    exec(compile(sheet()[label], f"<{label}>", "exec"), names)
    return SimpleNamespace(**names)


def by(loss, params, name, **options):
    """Return the numerical gradient of a loss by one of its arrays."""
    given = setting()
    arrays = {key: given[key].copy() for key in params}

    def value(_):
        return loss(arrays, given["X"], given["y"], **options)[0]

    return numerical_gradient(value, arrays[name])


def net_setting(activation):
    """Return what comes before the backward lines of two layers."""
    given = setting()
    params = {key: given[key] for key in ("W1", "b1", "W2", "b2")}
    a1, scores = two_layers.forward(params, given["X"], activation)
    dscores = (losses.softmax(scores) - given["Y"]) / given["N"]
    return {"a1": a1, "dscores": dscores, "da1": dscores @ params["W2"].T}


def net_gradient(name, activation="relu"):
    return by(
        two_layers.two_layer_loss,
        ("W1", "b1", "W2", "b2"),
        name,
        reg=0.1,
        activation=activation,
    )


def close(value, wanted):
    assert np.shape(value) == np.shape(wanted)
    assert np.allclose(value, wanted, rtol=1e-12, atol=1e-14)


def agree(gradient, numerical):
    assert np.shape(gradient) == np.shape(numerical)
    assert relative_error(np.asarray(gradient), numerical) < 1e-7


# Forward


def scores_of_one_layer():
    names = setting()
    names["by_hand"] = [
        [sum(x * names["W"][:, j]) + names["b"][j] for j in range(3)]
        for x in names["X"]
    ]
    close(run("eq-mnist-scores").scores, names["by_hand"])


def softmax():
    now = run("eq-softmax-shifted")
    close(now.probs, losses.softmax(now.scores))
    far = now.scores + 1000  # overflows unless c is taken away
    now = run("eq-softmax-shifted", scores=far, c=now.c + 1000)
    close(now.probs, losses.softmax(far))


def log_sum_exp():
    now = run("eq-log-sum-exp", lse=None)
    close(now.lse, losses.log_sum_exp(now.scores))


def cross_entropy():
    now = run("eq-batch-integer")
    close(now.loss, losses.cross_entropy(now.scores, now.y))


def margins():
    now = run("eq-svm-margins")
    for i, j in np.ndindex(now.margins.shape):
        s = now.scores[i]
        close(now.margins[i, j], s[j] - s[now.y[i]] + 1)


def hinge():
    margins = run("eq-svm-margins").margins
    assert (margins < 0).any()
    now = run("eq-svm-loss", margins=margins)
    close(now.loss, losses.hinge(now.scores, now.y))


def squared_error():
    now = run("eq-se-loss")
    close(now.loss, losses.squared_error(now.probs, now.Y))


def regulariser():
    now = run("eq-mnist-loss")
    params = {"W": now.W, "b": now.b}
    whole, without = (
        linear.softmax_loss(params, now.X, now.y, reg=reg)[0]
        for reg in (now.reg, 0)
    )
    close(now.loss, whole - without)


def two_layers_forward():
    names = setting()
    params = {key: names[key] for key in ("W1", "b1", "W2", "b2")}
    z1 = run("eq-two-z1", z1=None).z1
    for label, activation in (
        ("eq-spiral-a1", "relu"),
        ("eq-sigmoid-tanh", "sigmoid"),
    ):
        a1 = run(label, z1=z1, a1=None).a1
        wanted = two_layers.forward(params, names["X"], activation)
        close(a1, wanted[0])
        close(run("eq-two-scores", a1=a1).scores, wanted[1])


# Gradients


def dscores():
    now = run("eq-spiral-dscores", dscores=None)
    agree(
        now.dscores,
        numerical_gradient(
            lambda s: losses.cross_entropy(s, now.y), now.scores
        ),
    )


def dscores_of_the_hinge():
    now = run("eq-svm-dscores", dscores=None)
    close(now.dscores, hinge_dscores(now.scores, now.y)[1])
    agree(
        now.dscores,
        numerical_gradient(lambda s: losses.hinge(s, now.y), now.scores),
    )


def one_layer():
    of = partial(by, linear.softmax_loss, ("W", "b"), reg=0.1)
    agree(run("eq-mnist-dw").dW, of("W"))
    agree(run("eq-mnist-db").db, of("b"))


def upper_layer():
    given = net_setting("relu")
    agree(run("eq-two-dw2", **given).dW2, net_gradient("W2"))
    agree(run("eq-two-db2", **given).db2, net_gradient("b2"))


def into_the_hidden_layer():
    given = setting()
    a1 = given["a1"].copy()
    a1_given = net_setting("relu") | {"da1": None}
    agree(
        run("eq-two-da1", **a1_given).da1,
        numerical_gradient(
            lambda a1: losses.cross_entropy(
                a1 @ given["W2"] + given["b2"], given["y"]
            ),
            a1,
        ),
    )


def lower_layer():
    for label, activation in (
        ("eq-spiral-dz1", "relu"),
        ("eq-two-dz1", "sigmoid"),
    ):
        dz1 = run(label, **net_setting(activation)).dz1
        agree(run("eq-two-dw1", dz1=dz1).dW1, net_gradient("W1", activation))
        agree(run("eq-two-db1", dz1=dz1).db1, net_gradient("b1", activation))


def slopes():
    z = np.array([-2.0, -0.3, 0.4, 3.0])
    of_relu = numerical_gradient(lambda z: two_layers.relu(z).sum(), z)
    agree(run("eq-relu-slope", z=z).slope, of_relu)
    a = two_layers.sigmoid(z)
    of_sigmoid = numerical_gradient(lambda z: two_layers.sigmoid(z).sum(), z)
    agree(run("eq-sigmoid-slope", a=a).slope, of_sigmoid)
    assert (
        run("eq-sigmoid-slope", a=np.linspace(0, 1, 101)).slope.max() == 0.25
    )


def jacobian():
    s = np.array([0.3, -1.0, 2.0])
    J = [
        numerical_gradient(lambda s, j=j: losses.softmax(s)[j], s)
        for j in range(3)
    ]
    agree(run("eq-softmax-jacobian", p=losses.softmax(s)).J, np.array(J))


# Checks


def central_difference():
    now = run("def-central-difference", f=np.sin, x=1.0, h=1e-2)
    error = now.n - np.cos(1.0)
    assert abs(error / (-np.cos(1.0) * 1e-2**2 / 6) - 1) < 1e-4


def best_step():
    eps = np.finfo(np.float64).eps
    now = run("eq-best-h-central", f=np.sin, d3f=np.cos, x=1.0, eps=eps)

    def model(h):
        return eps * np.sin(1) / h + np.cos(1) * h**2 / 6

    assert model(now.h) < min(model(1.01 * now.h), model(now.h / 1.01))
    assert 5e-6 < now.h < 2e-5


def slope_along():
    x, v = np.array([1.0, -2.0, 0.5]), np.array([2.0, 1.0, 2.0]) / 3
    slope = numerical_gradient(lambda t: np.sum((x + t * v) ** 2), np.zeros(1))
    agree([run("eq-directional-derivative", g=2 * x, v=v).slope], slope)


def error_of_an_array():
    a, n = np.random.default_rng(1).normal(size=(2, 3, 4))
    close(run("def-relative-error", a=a, n=n).error, relative_error(a, n))
    tiny = {"a": np.zeros(3), "n": np.full(3, 1e-12)}
    close(run("def-relative-error", **tiny).error, relative_error(**tiny))


def first_losses():
    y = np.arange(20) % 10
    zero = np.zeros((20, 10))
    L = run("eq-clueless", C=10).L
    close(L, losses.cross_entropy(zero, y))
    assert f"{L:.4f}" in SHEET
    close(run("eq-svm-first-loss", C=10).L, losses.hinge(zero, y))


# Steps


def steps():
    ends = {}
    for label, mu in (("def-update-rule", 0.0), ("def-momentum", 0.7)):
        x, v = np.array([2.0, -1.0]), np.zeros(2)
        for _ in range(3):
            now = run(label, x=x, v=v, g=x * [1, 9], eta=0.1, mu=mu)
            x, v = now.x, now.v
        params, _ = descent.gradient_descent(
            partial(quadratic.quadratic_loss, curvatures=(1, 9)),
            {"x": np.array([2.0, -1.0])},
            learning_rate=0.1,
            momentum=mu,
            num_steps=3,
        )
        close(x, params["x"])
        ends[label] = x
    close(
        run(
            "eq-axis-decay", eta=0.1, lam=np.array([1, 9]), k=3,
            x_0=np.array([2.0, -1.0]),
        ).x_k,
        ends["def-update-rule"],
    )  # fmt: skip


def factor(eta, mu, lam):
    """Return the larger root of the recurrence on one axis."""
    return np.abs(np.roots([1, -(1 + mu - eta * lam), mu])).max()


def limits():
    now = run("eq-rate-limit", lam_max=25.0)
    assert factor(0.999 * now.eta_limit, 0, 25) < 1
    assert factor(1.001 * now.eta_limit, 0, 25) > 1
    now = run("eq-momentum-limit", lam_max=25.0, mu=0.6)
    assert factor(0.999 * now.eta_limit, 0.6, 25) < 1
    assert factor(1.001 * now.eta_limit, 0.6, 25) > 1


def best_rates():
    eta = run("eq-best-rate", lam_min=1.0, lam_max=25.0).eta_best
    rho = run("eq-best-factor", kappa=25.0).rho
    close([factor(eta, 0, lam) for lam in (1, 25)], [rho, rho])
    mu = run("eq-best-momentum", kappa=25.0).mu
    close((1 + np.sqrt(mu)) / (1 - np.sqrt(mu)), 5.0)  # both ends in it
    rates = np.linspace(0.01, 0.2, 1901)
    worst = [max(factor(r, mu, 1), factor(r, mu, 25)) for r in rates]
    assert abs(min(worst) - np.sqrt(mu)) < 5e-3
    assert min(worst) < rho**4


def same_picture():
    rng = np.random.default_rng(2)
    x, g, W, b = (rng.normal(size=n) for n in (5, 3, (5, 3), 3))
    change = run("eq-same-picture", x=x, g=g, eta=0.3).change
    W_1, b_1 = W - 0.3 * np.outer(x, g), b - 0.3 * g
    close(change, (x @ W_1 + b_1) - (x @ W + b))


def start():
    rng = np.random.default_rng(3)
    W1 = two_layers.random_params(400, 500, 3, rng)["W1"]
    assert abs(run("def-he-scale", D=400).scale / W1.std() - 1) < 0.01


def spread():
    six = np.array([0.1, 0.3, 0.4, 1.0, 2.5, 6.0])
    means = [(a + b) / 2 for a in six for b in six]
    now = run("eq-spread-with-replacement", sigma=six.std(), B=2)
    close(now.spread, np.std(means))


def error_of_an_accuracy():
    right = np.arange(50) < 38
    now = run("eq-accuracy-error", a=right.mean(), n=50)
    close(now.error, right.std() / np.sqrt(50))


CHECKS = {
    "eq-mnist-scores": scores_of_one_layer,
    "eq-softmax-shifted": softmax,
    "eq-log-sum-exp": log_sum_exp,
    "eq-batch-integer": cross_entropy,
    "eq-svm-margins": margins,
    "eq-svm-loss": hinge,
    "eq-se-loss": squared_error,
    "eq-mnist-loss": regulariser,
    "eq-two-z1": two_layers_forward,
    "eq-spiral-a1": two_layers_forward,
    "eq-sigmoid-tanh": two_layers_forward,
    "eq-two-scores": two_layers_forward,
    "eq-spiral-dscores": dscores,
    "eq-svm-dscores": dscores_of_the_hinge,
    "eq-mnist-dw": one_layer,
    "eq-mnist-db": one_layer,
    "eq-two-dw2": upper_layer,
    "eq-two-db2": upper_layer,
    "eq-two-da1": into_the_hidden_layer,
    "eq-spiral-dz1": lower_layer,
    "eq-two-dz1": lower_layer,
    "eq-two-dw1": lower_layer,
    "eq-two-db1": lower_layer,
    "eq-relu-slope": slopes,
    "eq-sigmoid-slope": slopes,
    "eq-softmax-jacobian": jacobian,
    "def-central-difference": central_difference,
    "eq-best-h-central": best_step,
    "eq-directional-derivative": slope_along,
    "def-relative-error": error_of_an_array,
    "eq-clueless": first_losses,
    "eq-svm-first-loss": first_losses,
    "def-update-rule": steps,
    "def-momentum": steps,
    "eq-axis-decay": steps,
    "eq-rate-limit": limits,
    "eq-momentum-limit": limits,
    "eq-best-rate": best_rates,
    "eq-best-factor": best_rates,
    "eq-best-momentum": best_rates,
    "eq-same-picture": same_picture,
    "def-he-scale": start,
    "eq-spread-with-replacement": spread,
    "eq-accuracy-error": error_of_an_accuracy,
}


def test_each_line_of_the_sheet_has_a_check():
    assert sheet().keys() == CHECKS.keys()
    assert len(rows_of("Formula")) == len(CHECKS)


@pytest.mark.parametrize("check", dict.fromkeys(CHECKS.values()))
def test_the_line_runs_and_is_right(check):
    check()


def test_each_row_refers_to_equations_of_the_chapters_it_names():
    known = labels_of_folder(BOOK)
    rows = rows_of("Formula") + rows_of("Arrays")
    assert len(rows) > 40
    for *_, reference in rows:
        labels = LABEL.findall(reference)
        assert labels, reference
        for label in labels:
            assert known[label].startswith(f"0{reference[0]}_"), label
            assert re.match("eq-|def-", label)


def test_the_shapes_are_those_of_the_arrays():
    names = setting()
    names |= {"dz1": run("eq-two-dz1").dz1}
    stated = {}
    for arrays, shapes, _ in rows_of("Arrays")[:-1]:
        found = re.findall(r"`(\w+)`", arrays)
        sizes = re.findall(r"\(([NDHC, ]+)\)", shapes)
        sizes = sizes if len(sizes) > 1 else sizes * len(found)
        stated |= dict(zip(found, sizes, strict=True))
    assert len(stated) == 16
    for name, sizes in stated.items():
        letters = sizes.replace(",", " ").split()
        assert names[name].shape == tuple(names[x] for x in letters), name

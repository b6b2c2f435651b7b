"""The answers on the lecturer's page are right, and its plans fit."""

import re
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

import numpy as np
import pytest

from helpers import descent, losses, neighbours, quadratic, two_layers
from helpers.gradients import (
    GradientError,
    check_gradients,
    numerical_gradient,
    relative_error,
)
from helpers.linear import softmax_loss
from helpers.scores import hinge_dscores
from tests import chapters, pages
from tests.test_project import BOOK

PAGE = (BOOK / "lecturers.md").read_text(encoding="utf-8")
QUESTION = re.compile(
    r"^\*\*(\d)\.\*\* \*(\d+) marks\.\* (.+?)\n\n"
    r"<details><summary>Answer \1</summary>\n\n(.+?)\n\n</details>$",
    re.M | re.S,
)


@dataclass(frozen=True)
class Question:
    """A question of the page, with its marks and its answer."""

    marks: int
    text: str
    answer: str


def by_chapter():
    """Return the page's text on each chapter, chapter 1 first."""
    _, *parts = re.split(r"^## (?=\d )", PAGE, flags=re.M)
    return parts


def questions(part):
    """Return {number: question} of a chapter's part of the page."""
    return {
        int(number): Question(int(marks), text, answer)
        for number, marks, text, answer in QUESTION.findall(part)
    }


EXAM = [questions(part) for part in by_chapter()]


def says(chapter, number, *texts):
    """Assert that an answer holds each of these texts."""
    answer = EXAM[chapter - 1][number].answer
    missing = [text for text in texts if text not in answer]
    assert not missing, f"answer {number} of chapter {chapter}: {missing}"


def code(text):
    """Return the first listing of a question or an answer."""
    return re.search(r"^```python\n(.+?)^```$", text, re.M | re.S)[1]


def run(source, **names):
    """Run a listing of the page; return all names after it."""
    names = {"np": np, "softmax": losses.softmax} | names
    exec(compile(source, "<lecturers.md>", "exec"), names)
    return names


def mended(chapter, number, *pairs):
    """Return the question's listing with lines that the answer names."""
    question = EXAM[chapter - 1][number]
    source = code(question.text)
    for old, new in pairs:
        assert source.count(old) == 1 and new.strip() in question.answer
        source = source.replace(old, new)
    return source


def row(values, digits):
    """Return numbers as the page writes a row."""
    return "(" + ", ".join(f"{value:.{digits}f}" for value in values) + ")"


def random_batch(seed=0, N=6, D=4, H=3, C=3):
    """Return data, labels, and parameters of two layers."""
    rng = np.random.default_rng(seed)
    params = two_layers.random_params(D, H, C, rng)
    params["b1"], params["b2"] = rng.normal(size=H), rng.normal(size=C)
    return rng.normal(size=(N, D)), rng.integers(C, size=N), params


# Chapter 1


def test_1_1_three_scores():
    s = np.array([[2.0, 1.0, -1.0]])
    exps = np.exp(s[0])
    costs = [losses.cross_entropy(s, np.array([y])) for y in (1, 0)]
    hinges = [losses.hinge(s, np.array([y])) for y in (1, 0)]
    says(1, 1, f"{exps[0]:.4f}, {exps[1]:.4f} and {exps[2]:.4f}")
    says(1, 1, f"{exps.sum():.4f}", f"p = {row(losses.softmax(s)[0], 4)}")
    says(1, 1, f"-\\log p_1 = {costs[0]:.4f}$", f"is {costs[1]:.4f}, less")
    assert hinges == [2, 0] and np.isclose(costs[0] - costs[1], 1)
    says(1, 1, "the hinge loss is 2.", "the hinge loss is 0.")


def test_1_2_slopes_at_a_margin():
    def curves(m):
        p = losses.softmax(np.array([m[0], 0.0]))[0]
        return np.array([-np.log(p), (1 - p) ** 2])

    m, p = np.array([-5.0]), 1 / (1 + np.exp(5.0))
    for k, slope in enumerate((-(1 - p), -2 * p * (1 - p) ** 2)):
        measured = numerical_gradient(lambda m, k=k: curves(m)[k], m)
        assert relative_error([slope], measured) < 1e-7
    says(1, 2, "$-\\frac1p\\,p\\,(1 - p) = -(1 - p)$", "$p = 0.0067$")
    says(1, 2, "= -2p\\,(1 - p)^2$", f"{p:.4f}")
    assert np.isclose(curves(m)[0], np.log(1 + np.exp(5.0)))
    says(1, 2, "= \\log(1 + e^{-m})$", "= p\\,(1 - p)$")
    both = f"−{1 - p:.4f} and −{2 * p * (1 - p) ** 2:.4f}"
    says(1, 2, both)


def test_1_3_a_batch_loss_with_two_faults():
    question = EXAM[0][3]
    wrong = run(code(question.text))["batch_loss"]
    right = run(code(question.answer))["batch_loss"]
    scores, y = np.random.default_rng(0).normal(size=(5, 3)), np.arange(5) % 3
    assert abs(wrong(scores, y) - losses.cross_entropy(scores, y)) > 1e-2
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(wrong(np.array([[1000.0, 0.0]]), np.array([0])))
    for shift in (0, 1000):
        wanted = losses.cross_entropy(scores, y)
        assert np.isclose(right(scores + shift, y), wanted)
    for equal in (wrong, right):
        assert np.isclose(equal(np.ones((5, 3)), y), np.log(3))


def test_1_4_first_losses():
    zero, y = np.zeros((500, 10)), np.arange(500) % 10
    first = losses.cross_entropy(zero, y)
    says(1, 4, f"$500 \\cdot \\log 10 = {500 * first:.2f}$", f"= {first:.4f}$")
    assert losses.hinge(zero, y) == 9 and np.isclose(9 / 10, 0.9)
    says(1, 4, "$C - 1 = 9$", "$(C - 1)/C = 0.9$")
    assert np.isclose(-np.log(1 + 1e-7), -1e-7)
    says(1, 4, "$-\\log(1 + 10^{-7}) < 0$")


def test_1_5_the_spread_of_a_batch():
    spread = 0.9 / np.sqrt(100)
    says(1, 5, f"= 0.9/10 = {spread:.4f}$")
    says(1, 5, f"900/999}}$: {spread * np.sqrt(900 / 999):.4f}")
    says(1, 5, f"$B = (0.9/0.03)^2 = {(0.9 / 0.03) ** 2:.0f}$")


# Chapter 2


def test_2_1_the_best_step():
    eps = np.finfo(np.float64).eps
    h = (3 * eps) ** (1 / 3)
    says(2, 1, f"= {h * 1e6:.1f} \\cdot 10^{{-6}}$", "6.66 \\cdot 10^{-16}")
    assert np.isclose(3 * eps, 6.66e-16, rtol=1e-3)
    model = [eps / step + step**2 / 6 for step in (h / 1.01, h, 1.01 * h)]
    assert np.argmin(model) == 1
    measured = (np.exp(0.01) - np.exp(-0.01)) / 0.02 - 1
    assert np.isclose(measured, 0.01**2 / 6, rtol=1e-4)
    says(2, 1, "$\\frac{f''' h^2}6$")
    root = "(3\\varepsilon\\lvert f \\rvert/\\lvert f''' \\rvert)^{1/3}"
    says(2, 1, f"It is 0 at $h = {root}$", "2hf' + \\frac{h^3}3 f'''")


def test_2_2_a_cube():
    up, here, down = 2.1**3, 8, 1.9**3
    forward, central = (up - here) / 0.1, (up - down) / 0.2
    says(2, 2, f"$f(2.1) = {up:.3f}$", f"$f(1.9) = {down:.3f}$")
    says(2, 2, f"= {forward:.2f}$", f"= {central:.2f}$")
    says(2, 2, f"{forward - 12:.2f} and {central - 12:.2f}")
    says(2, 2, f"/2 = {12 * 0.1 / 2:.2f}$", f"/6 = {6 * 0.01 / 6:.2f}$")
    assert np.isclose(forward - 12, 12 * 0.1 / 2 + 6 * 0.1**2 / 6)


def test_2_3_a_slope_that_does_not_restore():
    question, x = EXAM[1][3], np.random.default_rng(0).normal(size=99)
    wrong, right = (
        run(code(text))["slope"] for text in (question.text, question.answer)
    )
    for function, restores in ((wrong, False), (right, True)):
        moved = x.copy()
        function(lambda x: np.sum(x**2), moved, 0)
        assert np.array_equal(moved, x) == restores
        assert np.isclose(moved[0], x[0] - 1e-5 * (not restores), rtol=1e-9)
        slope = function(lambda x: np.sum(x**2), x.copy(), 0)
        assert np.isclose(slope, 2 * x[0])
    added = ((x + 1e-5) - 2e-5) + 1e-5
    assert np.mean(added != x) > 0.5  # "most entries"


def test_2_4_the_message():
    ratio = -2.44105 / -0.48821
    says(2, 4, f"= {ratio:.1f}$")
    n = np.array([0.3, -2.0])
    for factor in (5, 2, 200):
        error = relative_error(factor * n, n)
        assert np.isclose(error, (factor - 1) / (factor + 1))
        says(2, 4, f"or {factor}: {error:.3f}")
    says(2, 4, "quotient is $\\lvert c - 1 \\rvert/(c + 1)$")


def test_2_5_the_error_against_the_step():
    def errors(kind, low, high):
        h = np.geomspace(low, high, 200).astype(kind)
        one, two = kind(1) + h, kind(1) - h
        slope = (np.sin(one) - np.sin(two)) / (2 * h)
        return h, np.abs(slope.astype(np.float64) - np.cos(1))

    for low, high, power in ((1e-13, 1e-6, -1), (1e-4, 1e-1, 2)):
        h, error = errors(np.float64, low, high)
        keep = error > 0
        line = np.polyfit(np.log(h[keep]), np.log(error[keep]), 1)
        assert abs(line[0] - power) < 0.2
    assert 1e-12 < np.median(errors(np.float64, 5e-6, 2e-5)[1]) < 1e-10
    assert 1e-6 < np.median(errors(np.float32, 5e-3, 2e-2)[1]) < 1e-4
    says(2, 5, "slope 2;", "slope −1", "$h = 10^{-5}$", "$10^{-11}$")
    says(2, 5, "$h = 10^{-2}$", "$10^{-5}$")
    says(2, 5, f"level line at {0.01 * np.cos(1):.4f}")


def test_2_6_the_cost_of_a_check():
    weights, biases = 784 * 10, 10
    says(2, 6, f"$2 \\cdot 7850 = {2 * (weights + biases)}$")
    says(2, 6, f"2 \\cdot 10 = {2 * 20 + 2 * biases}$", f"= {0.01 / 2:.3f}$")
    missed = 2 / np.pi * np.arctan(2e-6 / 0.01)
    says(2, 6, f"= {missed * 1e4:.1f} \\cdot 10^{{-4}}$")


# Chapter 3


def test_3_1_two_axes():
    params, history = descent.gradient_descent(
        partial(quadratic.quadratic_loss, curvatures=(1, 9)),
        {"x": np.array([1.0, 1.0])},
        learning_rate=0.2,
        num_steps=11,
    )
    says(3, 1, f"${row(history['params'][3]['x'], 3)}$")
    says(3, 1, f"= {history['loss'][3]:.4f}$", f"$2/9 = {2 / 9:.4f}$")
    lengths = [np.linalg.norm(p["x"]) for p in history["params"]]
    assert lengths[10] > lengths[0] / 10 > lengths[11]
    says(3, 1, f"= {np.log(10) / np.log(1.25):.2f}$ on, so 11 steps")
    mu, eta = ((3 - 1) / (3 + 1)) ** 2, 4 / (1 + 3) ** 2
    says(3, 1, f"= {mu}$ and", f"= {eta}$, factor $\\sqrt\\mu = {mu**0.5}$")
    for lam in (1, 9):
        roots = np.roots([1, -(1 + mu - eta * lam), mu])
        assert np.allclose(abs(roots), 0.5, atol=1e-6)
    rates = np.linspace(0.01, 0.22, 211)
    worst = np.maximum(abs(1 - rates), abs(1 - 9 * rates))
    assert np.isclose(rates[worst.argmin()], 0.2)


def test_3_2_the_steepest_slope():
    rng = np.random.default_rng(0)
    g, u = rng.normal(size=9), rng.normal(size=9)
    u, length = u / np.linalg.norm(u), np.linalg.norm(g)
    squares = np.sum((u + g / length) ** 2)
    assert np.isclose(squares, 1 + 2 / length * np.sum(g * u) + 1)
    assert np.isclose(np.sum((g - 0.3 * 2 * g) ** 2), 0.4**2 * length**2)
    says(3, 2, "= 1 + \\frac2{\\lVert g \\rVert}\\sum_i g_i u_i + 1$")
    says(3, 2, "$u = -g/\\lVert g \\rVert$", "(1 - 2\\eta)^2")


def test_3_3_one_array_in_the_list():
    def path_of(source):
        x = np.array([1.0])
        path = run(source)["descend"](lambda x: 2 * x, x, 0.1, 3)
        return [f"{float(point[0]):.4g}" for point in path], float(x[0])

    wrong, left = path_of(code(EXAM[2][3].text))
    assert wrong == 4 * ["0.512"] and np.isclose(left, 0.512)
    says(3, 3, "four times 0.512", "so it is 0.512 too")
    line = code(EXAM[2][3].answer)
    right, left = path_of(mended(3, 3, ("        x -= eta * grad(x)\n", line)))
    says(3, 3, "hold " + ", ".join(right) + ".")
    assert left == 1


def test_3_4_losses_of_one_axis():
    says(3, 4, f"comes {0.5 / 4}.")
    for lam, limit in ((5, "0.4"), (15, "0.1333")):
        _, history = descent.gradient_descent(
            partial(quadratic.quadratic_loss, curvatures=(lam,)),
            {"x": np.array([np.sqrt(16 / lam)])},
            learning_rate=0.1,
            num_steps=3,
        )
        assert np.allclose(history["loss"], [8, 2, 0.5, 0.125])
        says(3, 4, f"$\\lambda = {lam}$", limit)
        assert f"{2 / lam:.4f}".rstrip("0") == limit


def test_3_5_momentum():
    v = np.zeros(2)
    for k in range(400):
        g = np.array([1, (-1) ** k])
        v = 0.9 * v - 0.1 * g
    steady, alternating = -v / g
    says(3, 5, f"effective rate {steady:.1f}.")
    assert np.isclose(steady, 0.1 / (1 - 0.9))
    assert np.isclose(alternating, 0.1 / (1 + 0.9))
    says(3, 5, "\\to -\\eta g/(1 - \\mu)$", "\\to -\\eta g/(1 + \\mu)$")
    for share in (0.999, 1.001):
        roots = np.roots([1, -(1 + 0.9 - share * 2 * (1 + 0.9)), 0.9])
        assert (abs(roots).max() > 1) == (share > 1)
    says(3, 5, "$2(1 + \\mu)/\\lambda_{\\max}$")
    says(3, 5, f"effective rate {alternating:.4f}.", f"{1 + 0.9:.1f} times")


# Chapter 4


def test_4_1_dscores():
    rng = np.random.default_rng(0)
    scores, y = rng.normal(size=(5, 3)), np.array([0, 1, 2, 1, 0])
    dscores = (losses.softmax(scores) - np.eye(3)[y]) / 5
    numerical = numerical_gradient(
        lambda s: losses.cross_entropy(s, y), scores
    )
    assert relative_error(dscores, numerical) < 1e-7
    says(4, 1, "$\\mathrm{dscores}_{ik} = (p_{ik} - 1\\{k = y_i\\})/N$")
    says(4, 1, "$p_y - 1$ for $k = y$, $p_k$ for $k \\ne y$")
    s, p = scores[0], losses.softmax(scores[0])
    of_p0 = numerical_gradient(lambda s: losses.softmax(s)[0], s.copy())
    assert relative_error([p[0] * (1 - p[0])], of_p0[:1]) < 1e-7
    assert relative_error(-p[0] * p[1:], of_p0[1:]) < 1e-7
    says(4, 1, "= p_y\\,(1 - p_y)$", "= -p_y\\,p_k$", "is $-1/p_y$")


def test_4_2_a_network_by_hand():
    params = {
        "W1": np.array([[1.0, -1.0], [-1.0, 1.0]]),
        "b1": np.zeros(2),
        "W2": np.array([[1.0, -1.0], [2.0, 1.0]]),
        "b2": np.zeros(2),
    }
    X, y = np.array([[2.0, 1.0]]), np.array([1])
    a1, scores = two_layers.forward(params, X)
    assert (X @ params["W1"]).tolist() == [[1, -1]]
    assert a1.tolist() == [[1, 0]] and scores.tolist() == [[1, -1]]
    says(4, 2, "$z_1 = (1, -1)$, $a_1 = (1, 0)$, scores $(1, -1)$")
    loss, grads = two_layers.two_layer_loss(params, X, y)
    p = losses.softmax(scores)[0]
    dscores = p - [0, 1]
    says(4, 2, f"$p = {row(p, 4)}$", f"= {loss:.4f}$")
    says(4, 2, f"$\\mathrm{{dscores}} = {row(dscores, 4)}$")
    says(4, 2, f"first row ${row(grads['W2'][0], 4)}$, second row 0")
    says(4, 2, f"= {row(dscores @ params['W2'].T, 4)}$")
    says(4, 2, f"$\\mathrm{{dz}}_1 = ({grads['b1'][0]:.4f}, 0)$")
    says(4, 2, f"first column ${row(grads['W1'][:, 0], 4)}$, second column 0")
    assert not grads["W2"][1].any() and not grads["W1"][:, 1].any()


def backward(source, activation, H=3):
    """Run a backward pass of the page; return relative errors by name."""
    X, y, params = random_batch(3, H=H)
    names = dict(params, X=X, reg=0.1, N=len(y), Y=np.eye(3)[y])
    names["z1"] = X @ params["W1"] + params["b1"]
    names["a1"], scores = two_layers.forward(params, X, activation)
    names["probs"] = losses.softmax(scores)
    names["dscores"] = (names["probs"] - names["Y"]) / names["N"]
    found = run(source, **names)
    _, grads = two_layers.two_layer_loss(
        params, X, y, reg=0.1, activation=activation
    )
    return {
        key: relative_error(found["d" + key], grads[key])
        for key in grads
        if "d" + key in found
    }


def test_4_3_a_slope_that_is_always_1():
    wrong = backward(code(EXAM[3][3].text), "relu")
    assert wrong["W1"] > 0.01 and wrong["W2"] < 1e-12
    source = mended(4, 3, ("a1 >= 0", "a1 > 0"))
    assert max(backward(source, "relu").values()) < 1e-12


def test_4_4_two_linear_layers():
    X, _, params = random_batch()
    W1, b1, W2, b2 = params.values()
    single = X @ (W1 @ W2) + (b1 @ W2 + b2)
    assert np.allclose((X @ W1 + b1) @ W2 + b2, single)
    left = "W_2 + b_2$ $= X\\,(W_1 W_2) + (b_1 W_2 + b_2)$"
    says(4, 4, left)
    large = 2 * 100 + 100 + 100 * 3 + 3
    says(4, 4, f"So {large} numbers can express no more than {2 * 3 + 3}.")
    chapter = printed("04_spiral")
    assert "scale: 0.88 (" in chapter and "ended: 0.734 (" in chapter
    says(4, 4, "0.88 against 0.734")
    assert "training accuracy: 0.540" in chapter and "seeds: 0.69" in chapter


def test_4_5_a_kink():
    h, delta = 1e-5, 2e-6
    seen = (max(0, delta + h) - max(0, delta - h)) / (2 * h)
    assert np.isclose(seen, (h + delta) / (2 * h))
    says(4, 5, f"$(h - \\delta)/2h = {1 - seen:.1f}$")
    table = EXAM[3][5].text
    for gradient, name in (("A", "right   "), ("B", "a1 >= 0 ")):
        for step, place in (("1e-05", 1), ("1e-07", 0)):
            (line,) = re.findall(
                rf"^{name} near   {step} +(\d+)  (.+)$",
                printed("04_spiral"),
                re.M,
            )
            power = step[-1]
            stated = line[1].replace("1e-06", "$10^{-6}$")
            assert (
                f"| {gradient} | $10^{{-{power}}}$ | {line[0]} | {stated} |"
                in table
            ), place


# Chapter 5


def test_5_1_loops_to_products():
    rng = np.random.default_rng(0)
    sizes = {"N": 5, "D": 4, "C": 3}
    X, dscores = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    given = {"X": X, "dscores": dscores} | sizes
    slow = run(
        code(EXAM[4][1].text), dW=np.zeros((4, 3)), db=np.zeros(3), **given
    )
    lines = re.findall(r"`(d[Wb] = [^`]+)`", EXAM[4][1].answer)
    fast = run("\n".join(lines), **given)
    assert np.allclose(slow["dW"], fast["dW"]) and len(lines) == 2
    assert np.allclose(slow["db"], fast["db"])
    centred, W, b = X - X.mean(axis=0), rng.normal(size=(4, 3)), np.arange(3)
    assert np.allclose((centred @ W + b).mean(axis=0), b)
    says(5, 1, "The bias $b_j$")


def test_5_2_the_length_of_a_step():
    def change(x, eta, g=0.1):
        W, b = np.ones(len(x)), 0.5
        moved = x @ (W - eta * x * g) + b - eta * g
        return moved - (x @ W + b)

    raw = np.full(3072, 100.0)
    squares = np.sum(raw**2)
    says(5, 2, f"= {squares:.0f}$", f"$\\Delta s = {change(raw, 1):.1f}$")
    says(5, 2, f"$\\lVert x \\rVert^2 = {squares / 255**2:.1f}$")
    says(5, 2, f"0.1 = {change(raw / 255, 0.01):.3f}$")
    rate = 0.01 / 255**2
    says(5, 2, f"= {1e7 * rate:.2f} \\cdot 10^{{-7}}$")
    assert np.isclose(change(raw, rate), change(raw / 255, 0.01), rtol=3e-3)


def test_5_3_a_loop_with_two_faults():
    X, y, _ = random_batch(1)
    rng = np.random.default_rng(2)
    params = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}

    def loss_and_grads(source, params, X, y, reg):
        names = run(
            source, X=X, y=y, reg=reg, N=len(y), C=3, loss=0.0,
            dW=np.zeros((4, 3)), **params,
        )  # fmt: skip
        _, grads = softmax_loss(params, X, y)
        return names["loss"], {"W": names["dW"], "b": grads["b"]}

    def passes(source, reg):
        try:
            check_gradients(
                partial(loss_and_grads, source, reg=reg), params, X, y
            )
        except GradientError:
            return False
        return True

    gradient = (
        "dW[:, j] += probs[j] * X[i] / N",
        "dW[:, j] += (probs[j] - (j == y[i])) * X[i] / N",
    )
    inside = "\n    loss += 0.5 * reg"
    wrong = code(EXAM[4][3].text)
    once = wrong.replace(inside, inside.replace("    ", ""))
    summed = mended(5, 3, gradient)
    both = summed.replace(inside, inside.replace("    ", ""))
    assert wrong.count(inside) == 1
    found = [[not passes(s, reg) for reg in (0, 0.1)] for s in (once, summed)]
    assert found == [[True, True], [False, True]]
    assert passes(both, 0) and passes(both, 0.1)
    says(5, 3, "The check finds it with either value of `reg`.")
    says(5, 3, "With `reg=0` it adds nothing", "With `reg=0.1`")


def test_5_4_the_pieces():
    o, t = np.array([0.2, 0.7, 0.1]), np.array([0.0, 1.0, 0.0])

    def factor(o, t):
        return (-t / o + (1 - t) / (1 - o)) * (o * (1 - o))

    assert np.allclose(factor(o, t), o - t)
    says(5, 4, "= \\frac{o - t}{o\\,(1 - o)}$")

    def two_sided(o):
        return -np.sum(t * np.log(o) + (1 - t) * np.log(1 - o))

    numerical = numerical_gradient(two_sided, o.copy())
    assert relative_error(-t / o + (1 - t) / (1 - o), numerical) < 1e-7
    says(5, 4, "$-\\sum_j (t_j \\log o_j + (1 - t_j)\\log(1 - o_j))$")
    with np.errstate(divide="ignore", invalid="ignore"):
        assert np.isnan(factor(np.ones(2), np.array([0.0, 1.0]))).all()
    says(5, 4, "$o - t$, the gradient of the cross-entropy behind a softmax")


def test_5_5_a_standard_error():
    variance = 0.39 * 0.61
    says(5, 5, f"= {np.sqrt(variance / 5000):.4f}$")
    says(5, 5, f"$n = 0.39 \\cdot 0.61/0.001^2 = {variance / 1e-6:.0f}$")
    assert 0.390 - 0.385 < np.sqrt(variance / 5000)


# Chapter 6


def test_6_1_margins_by_hand():
    scores, y = np.array([[3, 2.5, 1], [0.5, 2, 1.8]]), np.array([0, 2])
    margins = scores - scores[[0, 1], y][:, None] + 1
    for i, j in ((0, 1), (0, 2), (1, 0), (1, 1)):
        says(6, 1, f"+ 1 = {margins[i, j]:.2g}$")
    loss, dscores = hinge_dscores(scores, y)
    says(6, 1, f"$(0.5 + 1.2)/2 = {loss:.2f}$", "$(-1, 1, 0)$", "$(0, 1, -1)$")
    rows = [" & ".join(f"{value:.2g}" for value in line) for line in dscores]
    says(6, 1, rows[0].replace("-0 ", "0 "), rows[1].replace("-0 ", "0 "))


def test_6_2_the_gradient_of_one_row():
    rng = np.random.default_rng(0)
    x, W, y = rng.normal(size=4), rng.normal(size=(4, 5)), 2
    numerical = numerical_gradient(
        lambda W: losses.hinge((x @ W)[None], np.array([y])), W
    )
    positive = (x @ W - (x @ W)[y] + 1 > 0) & (np.arange(5) != y)
    wanted = np.outer(x, positive - positive.sum() * (np.arange(5) == y))
    assert relative_error(wanted, numerical) < 1e-7
    says(6, 2, "$\\partial L_i/\\partial w_j = 1\\{m_{ij} > 0\\}\\,x_i$")
    says(6, 2, "$\\partial L_i/\\partial w_{y_i} = -n_i\\,x_i$")
    zero, labels = np.zeros((1000, 10)), np.arange(1000) % 10
    first = losses.hinge(zero, labels)
    says(6, 2, f"costs 1: {first:.0f}.", f"{first / 10}: it took")
    says(6, 2, f"{first * 1000:,.0f}: it forgot")


def test_6_3_a_hinge_with_two_faults():
    source = code(EXAM[5][3].text)
    y, rows = np.arange(8) % 4, np.arange(8)
    given = {"y": y, "rows": rows, "N": 8}
    scores = np.random.default_rng(5).normal(size=(8, 4))
    wrong = run(source, scores=scores, **given)
    loss, dscores = hinge_dscores(scores, y)
    assert np.isclose(wrong["loss"], loss + 1)
    count = ((wrong["margins"] > 0).sum(axis=1)) - 1
    right = np.isclose(wrong["dscores"], dscores).all(axis=1)
    assert np.array_equal(right, count == 1) and 0 < right.sum() < 8
    zero = {"y": np.arange(10), "rows": np.arange(10), "N": 10}
    first = run(source, scores=np.zeros((10, 10)), **zero)["loss"]
    says(6, 3, f"the first loss is {first:.0f}.")
    clear, mend = (
        line
        for line in re.findall(r"`([^`]+ = [^`]+)`", EXAM[5][3].answer)
        if "rows, y" in line
    )
    lines = source.splitlines()
    fixed = [lines[0], clear, *lines[1:3], mend]
    fixed = run("\n".join(fixed), scores=scores, count=count, **given)
    assert np.isclose(fixed["loss"], loss)
    assert np.allclose(fixed["dscores"], dscores)


def test_6_4_what_a_difference_misses():
    h, d, N = 1e-5, 4e-6, 20
    central = (max(0, d + h) - max(0, d - h)) / (2 * h) / N
    missing = 1 / N - central
    assert np.isclose(missing, (h - d) / (2 * h * N))
    says(6, 4, "$\\frac{h - d}{2hN}$", f"= {missing:.3f}$")


def test_6_5_distances():
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(6, 5)), rng.normal(size=(9, 5))
    wanted = [[np.sum((a - b) ** 2) for b in B] for a in A]
    assert np.allclose(neighbours.squared_distances(A, B), wanted)
    says(6, 5, "^2 - 2\\,(A B^{\\mathsf T})_{ij} + \\lVert B_j")
    without = np.sum(B**2, axis=1) - 2 * A @ B.T
    assert (without.argmin(axis=1) == np.argmin(wanted, axis=1)).all()
    M, N, D = 1000, 20000, 784
    says(6, 5, f"$2MND = {2 * M * N * D / 1e10:.2f} \\cdot 10^{{10}}$")
    says(6, 5, f"$4MN = {4 * M * N}$ bytes, {4 * M * N / 1e6:.0f} MB")


# Chapter 7


def test_7_1_two_costs():
    p, Y = np.array([0.7, 0.2, 0.1]), np.array([0, 1, 0])
    s, wrong = np.log(p), p - Y
    numerical = numerical_gradient(
        lambda s: np.sum((losses.softmax(s) - Y) ** 2) / 2, s
    )
    dscores = p * (wrong - np.sum(wrong * p))
    assert relative_error(dscores, numerical) < 1e-7
    assert np.sign(dscores[2]) != np.sign(wrong[2])
    jacobian = (
        "p_k\\,\\bigl(\\mathrm{dprobs}_k - \\sum_j \\mathrm{dprobs}_j\\,p_j"
    )
    says(7, 1, jacobian, f"$\\mathrm{{dprobs}} = {row(wrong, 1)}$, and")
    says(7, 1, f"$\\mathrm{{dscores}} = {row(dscores, 3)}$")
    says(7, 1, f"= {np.sum(wrong * p):.2f}$", f"has ${row(wrong, 1)}$: larger")
    of_cross_entropy = numerical_gradient(
        lambda s: losses.cross_entropy(s[None], np.array([1])), s
    )
    assert relative_error(wrong, of_cross_entropy) < 1e-7


def test_7_2_the_gradient_at_zero():
    X, y = np.array([[1.0, 0], [1, 1], [0, 1], [0, 2]]), np.array([0, 0, 1, 1])
    zero = {"W": np.zeros((2, 2)), "b": np.zeros(2)}
    dW = softmax_loss(zero, X, y)[1]["W"]
    says(7, 2, "$\\bar x = ({:g}, {:g})$".format(*X.mean(axis=0)))
    for j in (0, 1):
        mean = X[y == j].mean(axis=0)
        assert np.allclose(dW[:, j], X.mean(axis=0) / 2 - mean / 2)
        assert "\\bar x/C - (N_j/N)\\,\\bar x_j$" in EXAM[6][2].text
        stated = ", ".join(f"{value:g}" for value in mean)
        says(7, 2, f"$\\bar x_{j} = ({stated})$")
        says(7, 2, f"$\\mathrm{{dW}}_{{\\cdot {j}}} = {row(dW[:, j], 2)}$")


def test_7_3_an_epoch_with_two_faults():
    def look(source):
        seen, start = [], {"x": np.zeros(1)}

        def spy(params, X, y):
            seen.extend(X)
            return 0.0, {"x": np.ones(1)}

        run(source)["epoch"](
            spy, start, np.arange(10), np.arange(10), 1.0,
            np.random.default_rng(0), 4,
        )  # fmt: skip
        return sorted(seen) == list(range(10)), start["x"][0] == 0

    assert look(code(EXAM[6][3].text)) == (False, False)
    order, rows, copy = re.findall(r"`([^`]+ = [^`]+)`", EXAM[6][3].answer)
    source = code(EXAM[6][3].text)
    source = source.replace(
        "rows = rng.permutation(len(X))[start:start + batch_size]", rows
    ).replace("    for start", f"    {order}\n    {copy}\n    for start")
    assert look(source) == (True, True)


def test_7_4_the_learning_curve():
    chapter = printed("07_mnist_one_layer")
    assert "from 100 digits, mean of 3 seeds: 0.744" in chapter
    assert "from 50000 digits, mean of 3 seeds: 0.923" in chapter
    text = EXAM[6][4].text
    assert "validation accuracy 0.744" in text and "near 0.923" in text


def test_7_5_the_error_of_a_difference():
    a = 0.9257
    error = np.sqrt(a * (1 - a) / 10_000)
    says(7, 5, f"= {error:.4f}$", f"times as much: {np.sqrt(2) * error:.4f}")
    says(7, 5, f"$0.9257 - 0.922 = {a - 0.922:.4f}$, one standard error")
    assert abs((a - 0.922) / (np.sqrt(2) * error) - 1) < 0.05


# Chapter 8


def test_8_1_the_quarter():
    z = np.linspace(-6, 6, 25)
    a = two_layers.sigmoid(z)
    numerical = numerical_gradient(lambda z: two_layers.sigmoid(z).sum(), z)
    assert relative_error(a * (1 - a), numerical) < 1e-7
    assert (a * (1 - a)).max() == 0.25 and z[a.argsort()[12]] == 0
    assert np.allclose(1 / 4 - (a - 1 / 2) ** 2, a * (1 - a))
    says(8, 1, "$a\\,(1 - a) = \\frac14 - (a - \\frac12)^2 \\le \\frac14$")
    says(8, 1, "at $a = \\frac12$, $z = 0$", "= a\\,(1 - a)$, since")
    says(8, 1, f"$4^{{-10}} = {4**-10 * 1e7:.1f} \\cdot 10^{{-7}}$")


def test_8_2_from_zero_with_relu():
    f = np.array([0.6, 0.3, 0.1])
    y = np.repeat([0, 1, 2], [600, 300, 100])
    X = np.random.default_rng(0).normal(size=(1000, 2))
    zero = two_layers.random_params(2, 4, 3, np.random.default_rng(0), 0.0)
    after, history = descent.gradient_descent(
        two_layers.two_layer_loss, zero, X, y, learning_rate=1.0, num_steps=300
    )
    assert not any(after[key].any() for key in ("W1", "b1", "W2"))
    assert np.allclose(losses.softmax(after["b2"]), f, atol=1e-6)
    entropy = -np.sum(f * np.log(f))
    assert np.isclose(history["loss"][-1], entropy)
    says(8, 2, f"${row(f, 1)}$", f"= {entropy:.4f}$")


def test_8_3_a_backward_pass_with_three_faults():
    source = code(EXAM[7][3].text)
    wrong = backward(source, "sigmoid")
    assert wrong["W2"] < 1e-12 and min(wrong["W1"], wrong["b1"]) > 0.01
    with pytest.raises(ValueError):
        backward(source, "sigmoid", H=4)
    pairs = [
        ("da1 = dscores @ W2\n", "da1 = dscores @ W2.T\n"),
        ("z1 * (1 - z1)", "a1 * (1 - a1)"),
        ("dz1.mean(axis=0)", "dz1.sum(axis=0)"),
    ]
    for kept in range(3):
        source = mended(8, 3, *pairs[:kept], *pairs[kept + 1 :])
        assert max(backward(source, "sigmoid").values()) > 0.01
    source = mended(8, 3, *pairs)
    for H in (3, 4):
        assert max(backward(source, "sigmoid", H).values()) < 1e-12


def test_8_4_counting():
    for H in (256, 100):
        params = two_layers.random_params(784, H, 10, np.random.default_rng(0))
        count = sum(array.size for array in params.values())
        says(8, 4, f"together {count}.")
    first, second = np.sqrt(2 / 784), np.sqrt(2 / 256)
    says(8, 4, f"= {first:.4f}$", f"= {second:.4f}$")
    X, y, _ = random_batch(0, N=50, D=784)
    y = np.arange(50) % 10
    start = two_layers.random_params(784, 256, 10, np.random.default_rng(0))
    large, small = (
        two_layers.two_layer_loss(
            {key: times * start[key] for key in start}, abs(X), y
        )[0]
        for times in (25, 0.01)
    )
    assert large > 100 and abs(small - np.log(10)) < 0.01
    says(8, 4, f"$\\log 10 = {np.log(10):.4f}$")


def test_8_5_over_fitting():
    chapter = printed("08_mnist_two_layers")
    assert "at its lowest: 0.45" in chapter and "at the end: 0.48" in chapter
    text = EXAM[7][5].text
    assert "falls to 0.45, turns round, and ends at 0.48" in text


def test_8_6_a_byte_a_weight():
    W = np.array([0.5, -1.27, 0.333])
    s = np.abs(W).max() / 127
    q = np.rint(W / s).astype(int)
    says(8, 6, f"$s = 1.27/127 = {s:.2f}$", f"$q = {tuple(q.tolist())}$")
    says(8, 6, f"${row(q * s, 2)}$", f"$s/2 = {s / 2:.3f}$")
    says(8, 6, f"error is {np.abs(q * s - W).max():.3f}")


# The page


FRACTION = re.compile(r"\\frac(?:\{([^{}]*)\}|(\d))(?:\{([^{}]*)\}|(\d))")


def value(latex):
    """Return the value of a formula without letters, None of any other."""
    text = FRACTION.sub(r"((\1\2) / (\3\4))", latex)
    text = re.sub(r"\\sqrt(?:\{([^{}]*)\}|(\d))", r"sqrt(\1\2)", text)
    text = re.sub(r"\^(?:\{([^{}]*)\}|(\d))", r"**(\1\2)", text)
    text = re.sub(r"\\log (\d[\d.]*)", r"log(\1)", text)
    text = text.replace("\\max", "max").replace("\\cdot", "*")
    if not re.fullmatch(r"(?:sqrt|log|max|[-\d.,+*/() ])+", text):
        return None
    known = {"sqrt": np.sqrt, "log": np.log, "max": max}
    found = eval(text, known)
    return None if isinstance(found, tuple) else found


def sides(text):
    """Yield each two neighbours of an equation in a text's formulas."""
    for formula in re.findall(r"\$([^$]+)\$", text):
        parts = re.split(r"=|:", formula)
        yield from pairwise(parts)


def test_the_arithmetic_of_all_answers():
    seen = 0
    for exam in EXAM:
        for question in exam.values():
            for left, right in sides(question.answer):
                a, b = value(left.strip()), value(right.strip())
                if a is None or b is None:
                    continue
                digits = re.search(r"\.(\d+)", right)
                unit = 10.0 ** -len(digits[1]) if digits else 1
                power = re.search(r"10\^\{(-?\d+)\}$", right.strip())
                unit *= 10.0 ** int(power[1]) if power else 1
                assert abs(a - b) < 0.6 * unit, f"{left} = {right}"
                seen += 1
    assert seen > 40


@cache
def printed(name):
    """Return all that the cells of a chapter print."""
    outputs = [
        output.get("text", "")
        for cell in chapters.read(BOOK / f"{name}.ipynb")["cells"]
        if cell["cell_type"] == "code"
        for output in cell["outputs"]
    ]
    return "\n".join(outputs)


def test_each_question_is_read_and_has_a_test():
    assert sum(map(len, EXAM)) == PAGE.count("<details><summary>Answer")
    assert PAGE.count("</details>") == sum(map(len, EXAM))
    tested = {
        (int(match[1]), int(match[2]))
        for match in re.finditer(r"test_(\d)_(\d)_", " ".join(globals()))
    }
    asked = {(k, n) for k, exam in enumerate(EXAM, start=1) for n in exam}
    assert tested == asked


@pytest.mark.parametrize("exam", EXAM)
def test_a_chapter_has_four_questions_whose_marks_add_up(exam):
    assert list(exam) == list(range(1, len(exam) + 1)) and len(exam) >= 4
    for question in exam.values():
        given = re.findall(r"\*\((\d)\)\*", question.answer)
        assert sum(map(int, given)) == question.marks, question.text


@cache
def titles_of(name):
    """Return the headings of a chapter, its title first."""
    return [
        line.lstrip("# ").strip()
        for cell in chapters.read(BOOK / f"{name}.ipynb")["cells"]
        if cell["cell_type"] == "markdown"
        for line in pages.prose_of(cell["source"]).lines
        if re.match("#{1,3} ", line)
    ]


def test_the_page_has_a_part_on_each_chapter():
    titles = [titles_of(name)[0] for name in chapters.names()]
    assert [part.partition("\n")[0] for part in by_chapter()] == titles


@pytest.mark.parametrize("part", by_chapter())
def test_a_plan_fills_90_minutes(part):
    rows = re.findall(
        r"^\| (\d+) \| (?:Board|Live|Slider|Alone) \|", part, re.M
    )
    table = part.partition("| Minutes |")[2].partition("\n\n")[0]
    assert len(rows) == table.count("\n") - 1
    assert sum(map(int, rows)) == 90


@pytest.mark.parametrize("part", by_chapter())
def test_a_part_names_three_mistakes_that_its_chapter_meets(part):
    table = part.partition("| Students |")[2].partition("\n\n")[0]
    assert 3 <= table.count("\n") - 1 <= 5
    (name,) = [x for x in chapters.names() if x.startswith(f"0{part[0]}_")]
    planted = chapters.read_plants(name)
    quoted = re.findall(r'(?:planted: |" and )"([^"]+)"', table)
    assert quoted and set(quoted) <= planted.keys()


def test_sections_and_labels_that_the_page_names_exist():
    known = pages.labels_of_folder(BOOK)
    titles = {x for name in chapters.names() for x in titles_of(name)}
    for part in by_chapter():
        lesson = part.partition("### Exam questions")[0]
        named = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", lesson)
        assert (
            named and [title for title in named if title not in titles] == []
        )
        for kind, target in pages.references(part):
            if kind == "label":
                assert known[target].startswith(f"0{part[0]}_"), target


def test_exercises_go_by_their_titles():
    named = dict(
        reversed(pair)
        for pair in re.findall(r"\{ref\}`([^<`]+) <(ex-[\w-]+)>`", PAGE)
    )
    assert len(named) > 30
    for name in chapters.names():
        for cell in chapters.read(BOOK / f"{name}.ipynb")["cells"]:
            for title, label in re.findall(
                r"\{exercise-start\} (.+)\n:label: (\S+)", cell["source"]
            ):
                if label in named:
                    assert named.pop(label) == title.partition(" (")[0]
    assert not named

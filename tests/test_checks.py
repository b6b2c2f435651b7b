"""The exercises' checks: right is right, and wrong never passes."""

import functools
import importlib
import json

import numpy as np
import pytest

from helpers import checks
from helpers.checks import chapter_04, check, compare, judges
from helpers.spiral import spiral
from tests import cases, chapters
from tests.exercise_rules import labels_of

CHAPTERS = [f"chapter_{number:02}" for number in checks.CHAPTERS]
LEAST_WRONG = 3


def wrong_answers():
    """Return (label, what is wrong, answers) of all chapters."""
    modules = [
        importlib.import_module(f"tests.wrong_answers.{name}")
        for name in CHAPTERS
    ]
    return [
        (label, name, answers)
        for module in modules
        for label, by_name in module.WRONG.items()
        for name, answers in by_name.items()
    ]


WRONG = wrong_answers()


@pytest.mark.parametrize("name", chapters.names())
def test_every_exercise_has_its_check_and_wrong_answers(name):
    found = labels_of(chapters.read(chapters.BOOK / f"{name}.ipynb"))
    number = name.partition("_")[0]
    module = importlib.import_module(f"helpers.checks.chapter_{number}")
    assert list(module.CHECKS) == found
    for label in found:
        tried = [which for of, which, _ in WRONG if of == label]
        assert len(tried) >= LEAST_WRONG, label


@pytest.mark.parametrize(
    ("label", "answers"),
    [
        pytest.param(label, answers, id=f"{label}, {name}")
        for label, name, answers in WRONG
    ],
)
def test_a_wrong_answer_never_passes(label, answers, capsys):
    assert check(label, *answers) is False
    told = capsys.readouterr().out
    assert told.startswith(f"{label}: wrong. ")
    assert "it raised" not in told, "a wrong answer that runs, please"


@pytest.mark.parametrize("label", checks.labels())
def test_a_gap_is_not_done_yet(label, capsys):
    gap = [...] * len(checks.find(label))
    assert check(label, *gap) is None
    assert capsys.readouterr().out == f"{label}: not done yet\n"


def test_an_unknown_label_names_those_that_are_near():
    with pytest.raises(ValueError, match="is it one of ex-ch01-tie"):
        check("ex-ch01-tye", 1)
    with pytest.raises(ValueError) as caught:
        check("ex-ch01-", 1)  # of the six of chapter 1, the nearest three
    assert str(caught.value).count("ex-ch") == 4
    with pytest.raises(ValueError, match="no exercise has the label 7"):
        check(7, 1)


def test_a_wrong_number_of_answers_is_told():
    with pytest.raises(TypeError, match=r"asks for 1 answer\(s\), got 2"):
        check("ex-ch01-tie", 0.3, 0.3)


def test_of_several_answers_the_wrong_one_is_named(capsys):
    check("ex-ch01-tie", 7)
    told = "ex-ch01-tie: wrong. 7 is not the number\n"
    assert capsys.readouterr().out == told  # there is but one answer
    check("ex-ch01-constant", 34.54, 34.54)
    assert "wrong. Answer 2 of 2: 34.54 is not" in capsys.readouterr().out


def test_what_is_right_so_far_is_told_but_not_of_words(monkeypatch, capsys):
    word = judges.word("yes", ["yes", "no"])
    kinds = (judges.number(1, 2), word, judges.number(1, 2))
    monkeypatch.setattr(checks, "find", lambda label: kinds)
    assert check("x", 1, "yes", ...) is None
    told = "x: not done yet; right so far: answer 1\n"
    assert capsys.readouterr().out == told
    kinds = 3 * (judges.number(1, 2),)
    assert check("x", 1, ..., 2) is None
    told = "x: not done yet; right so far: answer 1, 3\n"
    assert capsys.readouterr().out == told
    assert check("x", 1, 2, 1) is True
    assert capsys.readouterr().out == "x: right\n"
    kinds = (judges.number(1, 2), word, judges.number(1, 2))
    assert check("x", ..., "yes", 3) is False
    assert "Answer 3 of 3" in capsys.readouterr().out


def test_wrong_words_are_told_last_and_together(monkeypatch, capsys):
    word = judges.word("yes", ["yes", "no"])
    kinds = (word, word, judges.number(1, 2))
    monkeypatch.setattr(checks, "find", lambda label: kinds)
    assert check("x", "no", "yes", 7) is False
    assert "Answer 3 of 3: 7 is not the number" in capsys.readouterr().out
    for answers in (("no", "yes", 1), ("yes", "no", 1), ("no", "no", 1)):
        assert check("x", *answers) is False
        told = "x: wrong. Not every word is the right one.\n"
        assert capsys.readouterr().out == told
    assert check("x", "yes", "yes", 1) is True


# --- The judges, one by one ---


def verdict(judge, answer):
    """Return "right", "not done yet", or what is told of a wrong answer."""
    try:
        judge(answer)
    except judges.NotDone:
        return "not done yet"
    except judges.Wrong as wrong:
        return str(wrong)
    return "right"


def draw(rng):
    """Return an array and a number."""
    return rng.normal(size=(2, 3)), float(rng.normal())


def cube(x, c):
    """Return a sum of cubes, to be differentiated."""
    return c * np.sum(x**3)


@pytest.mark.parametrize(
    "answer", [2, 2.0, np.float32(2), np.array(2), 1.9, 2.1]
)
def test_a_number_in_the_range_is_right(answer):
    assert verdict(judges.number(1.9, 2.1), answer) == "right"


@pytest.mark.parametrize(
    "answer",
    [1.8, 2.2, -2, np.nan, np.inf, True, 2j, "2", None, [2], [2, [2, 2]]],
)
def test_anything_else_is_no_such_number(answer):
    assert verdict(judges.number(1.9, 2.1), answer) != "right"


def test_a_number_or_a_result_that_is_near_is_told_to_be():
    near = verdict(judges.number(1.99, 2.01), 2.03)
    assert near == "2.03 is close; give it more exactly"
    judge = judges.function(lambda x, c: c, draw)
    assert "close enough" in verdict(judge, lambda x, c: 1.0001 * c)
    assert "which is not right" in verdict(judge, lambda x, c: 1.01 * c)


def test_an_array_is_no_number_and_says_so():
    judge = judges.number(1, 2)
    assert verdict(judge, np.array([1])) == "[1] is an array; give one number"
    assert verdict(judge, np.int64(7)) == "7 is not the number"
    assert verdict(judge, np.nan) == "nan is not finite"
    assert verdict(judge, "1.5") == "'1.5' is no number"
    assert verdict(judge, [2, [2, 2]]) == "[2, [2, 2]] is no array"
    entries = judges.array([1, 2])
    told = "[1, nan] holds NaN or infinity"
    assert verdict(entries, [1, np.nan]) == told


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ([1, 2], "[1, 2]"),
        (list(range(1000)), repr(list(range(1000)))[:200] + " ..."),
        ("x" * 198, repr("x" * 198)),  # 200 characters
        (np.array([1 / 3, 2]), "[0.3333, 2. ]"),
        (np.full((4, 6), 2), str(np.full((4, 6), 2).tolist())),  # 24 entries
        (np.full(25, 2), "an array of shape (25,)"),
        ({"a": 1 / 3, "b": [1]}, "{a: 0.333333, b: [1]}"),
        (np.float32(0.5), "0.5"),
        (cube, "cube"),
        (functools.partial(cube, 1), "a function"),
    ],
)
def test_a_value_is_shown_in_a_few_words(value, shown):
    assert " ".join(compare.show(value).split()) == shown


def test_arguments_are_shown_with_their_names():
    assert compare.named(cube, (1.5, 2)) == "x = 1.5, c = 2"
    assert compare.named(cube, (1.5, 2, 3)) == "x = 1.5, c = 2, 3"
    assert compare.named(None, (1.5, 2)) == "1.5, 2"


def test_results_near_zero_are_compared_by_the_largest_entry():
    compare.agree(1e-9, 1e-12, 1)
    with pytest.raises(judges.Wrong):
        compare.agree(1e-7, 1e-9, 0.5)
    compare.agree(2.0, 1.0, 1.0)  # just as far off as may be
    with pytest.raises(judges.Wrong, match="1e.09, which is not right"):
        compare.compare(1e-9, 2e-9, 1e-12)


def test_what_cannot_be_compared_counts_as_the_same():
    assert compare.same({"f": cube, "x": np.ones(2)}, {"f": 1, "x": [1, 1]})
    assert not compare.same((1.0, 2), (1.0, 3))


def test_an_array_that_counts_is_shown_in_words():
    counting = np.arange(3072.0).reshape(1, 3072)
    assert compare.show(counting) == "0, 1, 2, ... in shape (1, 3072)"
    assert compare.show(counting + 1) == "an array of shape (1, 3072)"


def test_a_word_is_one_of_its_options():
    judge = judges.word("rounding", ["rounding", "truncation"])
    assert verdict(judge, " Rounding ") == "right"
    two = judges.word("no bias", ["no bias", "no"])
    assert verdict(two, "no\n bias") == "right"
    assert judge.guessable is True
    with pytest.raises(judges.WrongWord):
        judge("truncation")
    assert "none of: rounding, truncation" in verdict(judge, "luck")
    assert verdict(judge, ...) == "not done yet"


def test_an_array_is_compared_by_shape_and_entry():
    judge = judges.array([[1, 2], [3, 4]])
    assert verdict(judge, [[1, 2], [3, 4.0]]) == "right"
    assert "has shape (4,)" in verdict(judge, [1, 2, 3, 4])
    assert "entry (1, 0) is 0" in verdict(judge, [[1, 2], [0, 4]])
    assert "entry (0, 1)" in verdict(judge, [[1, 2 + 1e-7], [3, 4]])


def test_a_function_is_tried_on_random_cases():
    judge = judges.function(lambda x, c: (x * c, {"sum": x.sum()}), draw)
    right = verdict(judge, lambda x, c: (c * x, {"sum": np.sum(x)}))
    assert right == "right"
    told = verdict(judge, lambda x, c: (c * x, {"sum": np.sum(x) + 1e-3}))
    assert told.startswith("Case 1 of 20 fails: of sum, the result is ")
    assert "The case: x = [[" in told and "]], c = " in told
    assert verdict(judge, lambda x, c: [c * x, {"sum": x.sum()}]) == "right"
    assert "2 results" in verdict(judge, lambda x, c: (x, {}, c))
    assert "dict with ['sum']" in verdict(judge, lambda x, c: (x * c, 1))
    assert "shape (2, 1)" in verdict(
        judge, lambda x, c: (x[:, :1], {"sum": 1})
    )


def test_the_cases_are_the_same_each_time():
    seen = []
    judge = judges.function(lambda x, c: c, draw)
    for _ in range(2):
        verdict(judge, lambda x, c: seen.append(c) or c)
    assert len(seen) == 40 and seen[:20] == seen[20:]
    assert seen[0] == draw(np.random.default_rng(judges.SEED))[1]


def test_a_wrong_sign_in_few_cases_is_found():
    judge = judges.function(lambda x, c: abs(c), draw)
    told = verdict(judge, lambda x, c: c)
    assert told.startswith("Case ") and "which is not right" in told


def test_a_function_that_fails_or_is_none_is_told():
    judge = judges.function(lambda x, c: c, draw)
    assert "it raised ZeroDivisionError" in verdict(judge, lambda x, c: 1 / 0)
    assert "3 is not a function" in verdict(judge, 3)
    assert "nan is not finite" in verdict(judge, lambda x, c: np.nan)
    assert verdict(judge, lambda x, c: None) == "not done yet"
    assert verdict(judge, lambda x, c: ...) == "not done yet"


def test_damage_to_an_argument_is_told_and_does_not_spread():
    def right_but_rude(x, c):
        result = x + 1
        x[...] = 0
        return result

    judge = judges.function(lambda x, c: x + 1, draw)
    told = verdict(judge, right_but_rude).splitlines()[0]
    wanted = "it changes its arguments; work on a copy"
    assert told == f"Case 1 of 20 fails: {wanted}"
    assert verdict(judge, lambda x, c: x + 1) == "right"


def test_a_gradient_is_held_against_numbers():
    judge = judges.gradient(cube, draw)
    assert verdict(judge, lambda x, c: 3 * c * x**2) == "right"
    told = verdict(judge, lambda x, c: 2 * c * x**2)
    assert "the gradient is" in told and "numerically" in told
    assert "shape (3, 2)" in verdict(judge, lambda x, c: 3 * c * x.T**2)


def draw_params(rng):
    """Return parameters of two arrays, and a number."""
    return {"a": rng.normal(size=3), "b": rng.normal(size=2)}, 2.0


def product(params, c):
    """Return a loss with a gradient for each array."""
    return c * np.sum(params["a"] ** 2) * np.sum(params["b"])


def product_grads(params, c):
    """Return the loss and its gradients."""
    a, b = params["a"], params["b"]
    grads = {
        "a": 2 * c * a * np.sum(b),
        "b": np.full(2, c * np.sum(a**2)),
    }
    return product(params, c), grads


def test_a_loss_and_gradient_function_is_judged_whole():
    judge = judges.loss_and_grads(product, draw_params)
    assert verdict(judge, product_grads) == "right"

    def changed(change):
        def answer(params, c):
            return change(*product_grads(params, c))

        return verdict(judge, answer)

    assert "of the loss, the" in changed(lambda loss, g: (2 * loss, g))
    assert "of b, at entry (0,)" in changed(
        lambda loss, g: (loss, {**g, "b": -g["b"]})
    )
    assert "the keys ['a', 'b']" in changed(
        lambda loss, g: (loss, {"a": g["a"]})
    )
    told = changed(lambda loss, g: g).splitlines()[0]
    assert told == (
        "Case 1 of 20 fails: it must return a loss and a dict of gradients"
    )
    assert changed(lambda loss, g: (..., g)) == "not done yet"


STORED = json.loads(cases.STORED.read_text())


def assert_same(found, stored):
    assert len(found) == len(stored), "python -m tests.cases writes it"
    for one, other in zip(found, stored, strict=True):
        assert one == pytest.approx(other, rel=1e-7, abs=1e-6)


@pytest.mark.parametrize("label", checks.labels())
def test_the_cases_and_right_answers_are_the_same_for_everybody(label):
    found = [cases.fingerprint(judge) for judge in checks.find(label)]
    assert_same(found, STORED.get(label, []))


@pytest.mark.parametrize("name", cases.draws())
def test_the_draws_are_the_same_for_everybody(name):
    assert_same([cases.drawn(cases.draws()[name])], STORED.get(name, []))


# --- Judges that a chapter wrote for itself ---


def measured(x, h):
    """Return how far the central difference of the sine is off."""
    return np.abs((np.sin(x + h) - np.sin(x - h)) / (2 * h) - np.cos(x)).max()


def test_an_error_must_be_measured_and_not_derived():
    judge = checks.find("ex-ch02-step")[0]
    asked = []

    def answer(x, h):
        asked.append((x.copy(), h))
        return measured(x, h)

    assert verdict(judge, answer) == "right"
    np.testing.assert_array_equal(asked[-1][0], np.linspace(0, 1, 10))
    assert asked[-1][1] == 1e-13
    for constant in (0.0, 1.5):
        told = verdict(
            judge, lambda x, h, c=constant: c if h < 1e-9 else measured(x, h)
        )
        assert told == (
            f"for ten points and h = 1e-13 it returns {constant:g}, which no "
            "measured gradient gives; measure it, do not derive it"
        )
    assert "Case 1 of 20" in verdict(judge, lambda x, h: 2 * measured(x, h))


def untwisted(X):
    """Return the features that unwind the spiral of chapter 4."""
    angle = np.arctan2(*(X + 0.0).T) - 4 * np.linalg.norm(X, axis=1)
    return np.column_stack([np.sin(angle), np.cos(angle)])


def test_features_are_tried_on_three_spirals():
    (judge,) = checks.find("ex-ch04-features")
    asked = []

    def answer(X):
        asked.append(X.copy())
        return untwisted(X)

    assert verdict(judge, answer) == "right"
    assert verdict(judge, lambda X: untwisted(X).tolist()) == "right"
    assert {X.shape for X in asked} == {(300, 2)} and len(asked) == 3
    assert len({X.tobytes() for X in asked}) == 3
    again = np.random.default_rng(judges.SEED)
    np.testing.assert_array_equal(
        np.sort(asked[0], axis=0),
        np.sort(spiral(100, 3, again)[0], axis=0),
    )
    told = verdict(judge, lambda X: X)
    assert told.startswith("a linear classifier trained on these features")
    assert told.endswith("of the points of draw 1 right")
    assert "features have shape (2, 300)" in verdict(judge, lambda X: X.T)


def test_features_that_are_no_numbers_are_told_with_their_point():
    (judge,) = checks.find("ex-ch04-features")

    def answer(X):
        features = untwisted(X)
        features[(X == 0).all(axis=1)] = np.nan
        return features

    told = "at the point [0., 0.], [nan, nan] holds NaN or infinity"
    assert verdict(judge, answer) == told


def test_features_of_a_rare_class_count_too():
    X, y = spiral(100, 3, np.random.default_rng(0))
    rare = (y == 0) | (np.arange(len(y)) % 10 == 0)
    X, y = untwisted(X)[rare], y[rare]
    assert chapter_04._linear_accuracy(X, y) > chapter_04.ENOUGH

"""Judges of an answer: each kind of answer that an exercise may ask for.

A judge is a function of the answer. It returns nothing if the answer is
right, and raises `NotDone` or `Wrong`, with a sentence that tells the first
case that fails and not the answer.
"""

import copy

import numpy as np

from helpers.checks.compare import (
    NotDone,
    Wrong,
    WrongWord,
    against_numbers,
    agree,
    compare,
    given,
    named,
    real,
    same,
    show,
)

SEED = 0  # of the random cases: the same for everybody, each time
CASES = 20
NEAR = 0.02  # relative: a number that is off by less is told to be close
RTOL = 1e-5  # of results and losses: float32 is exact enough
TOL = 1e-6  # the largest relative error of a gradient, as in chapter 2


def number(low, high):
    """Return the judge of a number that lies from `low` to `high`."""

    def judge(answer):
        value = real(given(answer))
        if value.ndim:
            raise Wrong(f"{show(answer)} is an array; give one number")
        if not low <= value <= high:
            middle = (low + high) / 2
            near = abs(value - middle) < NEAR * abs(middle)
            how = "close; give it more exactly" if near else "not the number"
            raise Wrong(f"{show(answer)} is {how}")

    return judge


def word(right, options):
    """Return the judge of a choice: one word of several.

    Parameters
    ----------
    right : str
    options : list of str
        All words to choose from, `right` among them.
    """

    def judge(answer):
        text = " ".join(str(given(answer)).split()).lower()
        if text not in options:
            raise Wrong(f"{answer!r} is none of: {', '.join(options)}")
        if text != right:
            raise WrongWord

    judge.guessable = True
    return judge


def array(expected, atol=1e-8):
    """Return the judge of an array, entry by entry."""

    def judge(answer):
        compare(given(answer), np.asarray(expected), atol)

    return judge


def function(reference, draw, rtol=RTOL):
    """Return the judge of a function: it must agree with another one.

    Parameters
    ----------
    reference : callable
        Returns a number, an array, or a tuple or dict of those.
    draw : callable
        ``draw(rng)`` returns the arguments of one random case, as a tuple.
    rtol : float
        How far a result may be off, as part of its largest entry.
    """

    def judge_case(answer, arguments):
        found = call(answer, *arguments)
        agree(found, reference(*copy.deepcopy(arguments)), rtol)

    return _over_cases(judge_case, draw)


def gradient(loss, draw, tol=TOL):
    """Return the judge of a gradient: it must agree with differences.

    Parameters
    ----------
    loss : callable
        Returns a number; its first argument is the array in question, and
        the answer gets the same arguments.
    draw : callable
        ``draw(rng)`` returns the arguments of one random case, as a tuple.
    tol : float
        The largest relative error that passes.
    """

    def judge_case(answer, arguments):
        against_numbers(call(answer, *arguments), loss, arguments, tol)

    return _over_cases(judge_case, draw)


def loss_and_grads(loss, draw, tol=TOL):
    """Return the judge of a loss-and-gradient function.

    Parameters
    ----------
    loss : callable
        ``loss(params, ...)``, the right loss as a number.
    draw : callable
        ``draw(rng)`` returns ``(params, ...)`` of one random case.
    tol : float
        The largest relative error of a gradient that passes.
    """

    def judge_case(answer, arguments):
        found = call(answer, *arguments)
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise Wrong("it must return a loss and a dict of gradients")
        value, grads = (given(part) for part in found)
        try:
            agree(value, loss(*arguments), RTOL)
        except Wrong as wrong:
            raise Wrong(f"of the loss, {wrong}") from None
        params, *rest = arguments
        if not isinstance(grads, dict) or set(grads) != set(params):
            raise Wrong(f"the gradients must have the keys {sorted(params)}")
        for key, x in params.items():

            def of_one(value, key=key):
                return loss({**params, key: value}, *rest)

            try:
                against_numbers(given(grads[key]), of_one, (x,), tol)
            except Wrong as wrong:
                raise Wrong(f"of {key}, {wrong}") from None

    return _over_cases(judge_case, draw)


def call(answer, *arguments):
    """Return what the answer, a function, gives for copies of arguments.

    It must leave them as they were.
    """
    if not callable(answer):
        raise Wrong(f"{show(answer)} is not a function")
    copies = copy.deepcopy(arguments)
    try:
        found = answer(*copies)
    except Exception as error:
        raise Wrong(f"it raised {type(error).__name__}: {error}") from None
    if found is None:
        raise NotDone
    found = given(found)
    if not same(copies, arguments):
        raise Wrong("it changes its arguments; work on a copy")
    return found


def _over_cases(judge_case, draw):
    """Return a judge that tries random cases, and names the first to fail."""

    def judge(answer):
        given(answer)
        rng = np.random.default_rng(SEED)
        for k in range(CASES):
            arguments = draw(rng)
            try:
                judge_case(answer, arguments)
            except Wrong as wrong:
                shown = named(answer, arguments)
                raise Wrong(
                    f"Case {k + 1} of {CASES} fails: {wrong}\n"
                    f"The case: {shown}"
                ) from None

    return judge

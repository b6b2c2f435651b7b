"""The checks of the exercises: one call tells right from wrong.

``check("ex-ch01-tie", p_tie)`` prints a verdict and, of a wrong answer, the
first case that fails; not the answer. What each exercise asks for stands in
this package, a module a chapter: to learn from, not to grade with.
"""

import difflib
import importlib

from helpers.checks.compare import NotDone, Wrong, WrongWord

__all__ = ["check"]

CHAPTERS = range(1, 9)


def check(label, *answers):
    """Print whether the answers to an exercise are right.

    Parameters
    ----------
    label : str
        The exercise's label, such as ``"ex-ch01-tie"``.
    *answers
        What the exercise asks for, in its order: numbers, words, arrays or
        functions. An answer that still is ``...`` is not done yet, and so is
        a function that returns ``...`` or nothing.

    Returns
    -------
    bool or None
        True if all are right, False if one is wrong, None if one is not
        done yet.

    Raises
    ------
    ValueError
        If no exercise has this label.
    TypeError
        If the number of answers is not that of the exercise.
    """
    judges = find(label)
    if len(answers) != len(judges):
        raise TypeError(
            f"{label} asks for {len(judges)} answer(s), got {len(answers)}; "
            "call the check as its exercise does"
        )
    verdict, told = _judge(judges, answers)
    print(f"{label}: {told}")
    return verdict


def _judge(judges, answers):
    """Return what check returns, and what it says.

    Of words it is not told which one is right: they could be guessed.
    """
    right, open_, wrong_word = [], False, False
    pairs = zip(judges, answers, strict=True)
    for place, (judge, answer) in enumerate(pairs, start=1):
        try:
            judge(answer)
            if not hasattr(judge, "guessable"):
                right.append(str(place))
        except NotDone:
            open_ = True
        except WrongWord:
            wrong_word = True
        except Wrong as wrong:
            which = f"Answer {place} of {len(judges)}: "
            which = which if len(judges) > 1 else ""
            return False, f"wrong. {which}{wrong}"
    if open_:
        so_far = f"; right so far: answer {', '.join(right)}" if right else ""
        return None, f"not done yet{so_far}"
    if wrong_word:
        return False, "wrong. Not every word is the right one."
    return True, "right"


def find(label):
    """Return the judges of an exercise's answers, or raise ValueError."""
    known = labels()
    if label in known:
        return known[label]
    near = difflib.get_close_matches(str(label), known, n=3)
    raise ValueError(
        f"no exercise has the label {label!r}"
        + (f"; is it one of {', '.join(near)}?" if near else "")
    )


def labels():
    """Return {label: judges} of all exercises of the book."""
    found = {}
    for number in CHAPTERS:
        module = importlib.import_module(f"{__name__}.chapter_{number:02}")
        found |= module.CHECKS
    return found

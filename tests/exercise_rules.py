"""The house rules for exercises and the self-test, one function a rule."""

import ast
import re

from tests.cells import (
    asserts,
    cells_of_section,
    markdown,
    parsed,
    section_text,
    text_outputs,
)
from tools import editions

LEAST = 4
QUESTIONS = 5
OPENING = re.compile(
    r"^```\{exercise-start\} .+\n:label: (\S+)\n```\n\s*(.+)$", re.M
)
EFFORT = re.compile(r"\*(Easy|Medium|Hard) · \d+ minutes\.\* ")
QUESTION = re.compile(r"^\*\*(\d)\.\*\* \S", re.M)
ANSWER = re.compile(
    r"^<details><summary>Answer (\d)</summary>\n\n(.+?)\n\n</details>$",
    re.M | re.S,
)


def exercises(nb, path):
    """At least four exercises, each with a solution that runs."""
    try:
        found = editions.exercises(nb)
    except ValueError as error:
        return [str(error)]
    stem = path.stem.partition("_")[0]
    complaints = [
        f"the exercise {one.label!r} must be named ex-ch{stem}-..."
        for one in found
        if not one.label.startswith(f"ex-ch{stem}-")
    ]
    if len(found) < LEAST:
        complaints.append(f"{len(found)} exercises, under {LEAST}")
    return complaints


def labels_of(nb):
    """Return the labels of the exercises of a notebook, in their order."""
    return [one.label for one in _exercises(nb)]


def _exercises(nb):
    """Return the exercises; none if the rule `exercises` is broken."""
    try:
        return editions.exercises(nb)
    except ValueError:
        return []


def effort(nb, path):
    """Each exercise says how hard it is and how long it takes; easy first."""
    openings = [
        opening
        for _, text in markdown(nb)
        for opening in OPENING.findall(text)
    ]
    marks = {label: EFFORT.match(line) for label, line in openings}
    complaints = [
        f"{label} must begin `*Easy · 10 minutes.* `, or Medium, or Hard"
        for label, mark in marks.items()
        if not mark
    ]
    levels = [mark[1] for mark in marks.values() if mark]
    if not complaints and not {"Easy", "Hard"} <= set(levels):
        complaints.append("have an Easy exercise, and a Hard one")
    if levels and levels[0] != "Easy":
        complaints.append("the first exercise must be Easy")
    return complaints


def gaps(nb, path):
    """Each exercise ends in a gap with its check; the solution passes it."""
    complaints = []
    for exercise in _exercises(nb):
        label, gap = exercise.label, nb["cells"][exercise.gap]
        call = _check_of(gap["source"], label)
        if not call or "..." not in gap["source"]:
            complaints.append(
                f"the last code cell of {label} must be its gap: `...` where "
                f'the answer goes, and at the end check("{label}", ...)'
            )
            continue
        if text_outputs(gap) != [f"{label}: not done yet\n"]:
            complaints.append(f"the gap of {label} is not `not done yet`")
        solution = [nb["cells"][place] for place in exercise.solution]
        solving = [c for c in solution if _asserted(c["source"], call)]
        if not solving:
            complaints.append(
                f"no code cell of the solution of {label} has, in the gap's "
                f"words, `assert {call}`"
            )
        elif f"{label}: right" not in "".join(text_outputs(solving[-1])):
            complaints.append(f"the solution of {label} is not right")
    return complaints


def _check_of(source, label):
    """Return the call of check that ends a gap, as text; or None."""
    body = parsed(source).body
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    text = ast.unparse(last) if isinstance(last, ast.Call) else ""
    return text if text.startswith(f"check('{label}', ") else None


def _asserted(source, call):
    """Return whether a cell asserts a call."""
    return any(
        isinstance(node, ast.Assert) and ast.unparse(node.test) == call
        for node in parsed(source).body
    )


def self_test(nb, path):
    """Five questions with folded answers, and code that asserts these."""
    text = section_text(nb, "Self-test")
    numbers = [str(k) for k in range(1, QUESTIONS + 1)]
    complaints = []
    if QUESTION.findall(text) != numbers:
        complaints.append(
            f"the Self-test must have {QUESTIONS} questions, each a "
            "paragraph that begins `**1.** `"
        )
    answers = ANSWER.findall(text)
    if [number for number, _ in answers] != numbers:
        complaints.append(
            "each question of the Self-test needs its answer, between lines "
            "`<details><summary>Answer 1</summary>` and `</details>` and "
            "with empty lines around it"
        )
    complaints += [
        f"answer {number} of the Self-test must say why"
        for number, answer in answers
        if len(answer.split()) < 8
    ]
    cells = cells_of_section(nb, "Self-test")
    sources = [c["source"] for c in cells if c["cell_type"] == "code"]
    if not any(map(asserts, sources)):
        complaints.append("no code cell of the Self-test asserts its answers")
    return complaints


EXERCISE_RULES = (exercises, effort, gaps, self_test)

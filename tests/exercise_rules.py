"""The house rules for exercises and the self-test, one function a rule."""

import ast
import re
from dataclasses import dataclass, field

from tests.cells import (
    asserts,
    cells_of_section,
    parsed,
    section_text,
    text_outputs,
)

LEAST = 4
QUESTIONS = 5
FENCE = re.compile(
    r"^`{3,}\{(exercise|solution)-(start|end)\} *(.*)\n(?::label: (\S+)\n)?",
    re.M,
)
EFFORT = re.compile(r"\*(Easy|Medium|Hard) · \d+ minutes\.\* ")
QUESTION = re.compile(r"^\*\*(\d)\.\*\* \S", re.M)
ANSWER = re.compile(
    r"^<details><summary>Answer (\d)</summary>\n\n(.+?)\n\n</details>$",
    re.M | re.S,
)


@dataclass
class Exercise:
    """An exercise of a notebook, with its solution.

    Attributes
    ----------
    text : str
        The Markdown of the exercise, without what opens it.
    cells, solution : list of cell
        The code cells of the exercise, and those of its solution.
    state : str
        What is still open at the end: "exercise", "solution" or "".
    """

    label: str
    text: str = ""
    cells: list = field(default_factory=list)
    solution: list = field(default_factory=list)
    state: str = "exercise"


def exercises_of(nb):
    """Return the exercises, and the labels of solutions without one."""
    found, stray, inside = {}, [], None
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            if inside and inside.state == "exercise":
                inside.cells.append(cell)
            elif inside:
                inside.solution.append(cell)
            continue
        end = 0
        for match in [*FENCE.finditer(cell["source"]), None]:
            text = cell["source"][end : match.start() if match else None]
            if inside and inside.state == "exercise":
                inside.text += text.removeprefix("```\n")
            if match is None:
                break
            kind, edge, rest, label = match.groups()
            end = match.end()
            if edge == "end":
                if inside:
                    inside.state = ""
                inside = None
            elif kind == "exercise":
                inside = found[label] = Exercise(label)
            elif rest in found:
                inside = found[rest]
                inside.state = "solution"
            else:
                stray.append(rest)
    return found, stray


def exercises(nb, path):
    """At least four exercises, each with a solution that runs."""
    stem = path.stem.partition("_")[0]
    found, stray = exercises_of(nb)
    complaints = [
        f"the exercise {label} must be named ex-ch{stem}-..."
        for label in found
        if not str(label).startswith(f"ex-ch{stem}-")
    ]
    if len(found) < LEAST:
        complaints.append(f"{len(found)} exercises, under {LEAST}")
    for label, exercise in found.items():
        if not exercise.solution:
            complaints.append(
                f"the exercise {label} has no solution that holds a code "
                "cell; put it between solution-start and solution-end"
            )
        if exercise.state:
            complaints.append(f"{label} has no {exercise.state}-end")
    complaints += [
        f"a solution names the exercise {label!r}, which is not there"
        for label in stray
    ]
    return complaints


def effort(nb, path):
    """Each exercise says how hard it is and how long it takes; easy first."""
    found, _ = exercises_of(nb)
    marks = {k: EFFORT.match(one.text.lstrip()) for k, one in found.items()}
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
    found, _ = exercises_of(nb)
    complaints = []
    for label, exercise in found.items():
        gap = exercise.cells[-1] if exercise.cells else None
        call = gap and _check_of(gap["source"], label)
        if not call or "..." not in gap["source"]:
            complaints.append(
                f"the last code cell of {label} must be its gap: `...` where "
                f'the answer goes, and at the end check("{label}", ...)'
            )
            continue
        if text_outputs(gap) != [f"{label}: not done yet\n"]:
            complaints.append(f"the gap of {label} is not `not done yet`")
        if not exercise.solution:
            continue  # told by the rule `exercises`
        solving = [
            cell
            for cell in exercise.solution
            if _asserted(cell["source"], call)
        ]
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

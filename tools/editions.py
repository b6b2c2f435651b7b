"""Two editions of a chapter for JupyterLab: for students, and solved.

In the notebooks an exercise stands between the fences ``{exercise-start}``
and ``{exercise-end}``, and its solution after it between two more. The last
code cell of an exercise is its gap, where the reader's own code goes. In the
editions headings take the place of the fences.
"""

import copy
import re
from dataclasses import dataclass, field

import nbformat

FENCES = ["exercise-start", "exercise-end", "solution-start", "solution-end"]
FENCE = re.compile(
    rf"^```\{{({'|'.join(FENCES)})\}}[ \t]*(.*?)[ \t]*\n"
    r"((?::.*\n)*)```[ \t]*$",
    re.M,
)
LABEL = re.compile(r"^:label: *(\S+)", re.M)
REFERENCE = re.compile(r"\{(?:num)?ref\}`(?:([^`<]+?) *<)?(ex-[\w-]+)>?`")
PAGE = re.compile(r"\]\(([\w-]+)\.md(#[\w-]+)?\)")
PAGES = "../site/book/"  # where the pages lie, from the notebooks of a class
STUDENT = "*Student edition: the gaps in the exercises are for your code.*"
SOLVED = "*Solution edition: each exercise is solved.*"


@dataclass
class Exercise:
    """An exercise; its code cells by their numbers in the notebook, from 0.

    Attributes
    ----------
    title, label : str
    code : list of int
        The code cells of its text: what is given, and last the gap.
    solution : list of int
        The code cells of its solution.
    """

    title: str
    label: str
    code: list = field(default_factory=list)
    solution: list = field(default_factory=list)

    @property
    def gap(self):
        """The cell that the reader fills."""
        return self.code[-1]


@dataclass
class Piece:
    """A cell, or of a cell with fences what stands before or after one.

    Attributes
    ----------
    cell : int
        Its number in the notebook, from 0.
    place : str
        "text", "exercise" or "solution".
    text : str
        Of a fence, the heading that takes its place.
    """

    cell: int
    place: str
    text: str


def exercises(nb):
    """Return the exercises of a notebook.

    Raises
    ------
    ValueError
        If a fence is missing or not in its place, a solution is that of
        another exercise, or either has no code cell.
    """
    return _apart(nb)[1]


def student(nb):
    """Return the student edition: the gaps stay, the solutions go."""
    pieces, found = _apart(nb)
    kept = [piece for piece in pieces if piece.place != "solution"]
    return _together(nb, kept, found, STUDENT)


def solved(nb):
    """Return the solution edition: the solutions, without the gaps."""
    pieces, found = _apart(nb)
    gaps = [exercise.gap for exercise in found]
    kept = [piece for piece in pieces if piece.cell not in gaps]
    return _together(nb, kept, found, SOLVED)


def write_editions(paths, folder):
    """Write both editions of the notebooks at `paths` into a folder.

    They lie in its folders student and solutions; their paths are returned.
    """
    written = []
    for name, edition in [("student", student), ("solutions", solved)]:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for path in paths:
            try:
                made = edition(nbformat.read(path, as_version=4))
            except ValueError as error:
                raise ValueError(f"{path.name}: {error}") from error
            text = nbformat.writes(made) + "\n"
            written.append(folder / name / path.name)
            written[-1].write_text(text, "utf-8", newline="\n")
    return written


def _apart(nb):
    """Return the pieces of a notebook, and its exercises."""
    pieces, found, passed, place = [], [], 0, "text"
    for k, cell in enumerate(nb.cells):
        at = 0
        markdown = cell.cell_type == "markdown"
        for fence in FENCE.finditer(cell.source) if markdown else ():
            if fence[1] != FENCES[passed % 4]:
                raise ValueError(
                    f"cell {k + 1} has {fence[1]}, but the next must be "
                    f"{FENCES[passed % 4]}"
                )
            pieces.append(Piece(k, place, cell.source[at : fence.start()]))
            place = fence[1].partition("-")[0]
            pieces.append(Piece(k, place, _heading(fence, found)))
            if fence[1].endswith("end"):
                place = "text"
            passed, at = passed + 1, fence.end()
        pieces.append(Piece(k, place, cell.source[at:]))
        if cell.cell_type == "code" and place != "text":
            exercise = found[-1]
            code = {"exercise": exercise.code, "solution": exercise.solution}
            code[place].append(k)
    if passed % 4:
        raise ValueError(f"the last {FENCES[passed % 4]} is missing")
    for exercise in found:
        for name in ("code", "solution"):
            if not getattr(exercise, name):
                raise ValueError(f"{exercise.label} lacks a cell: {name}")
    return pieces, found


def _heading(fence, found):
    """Return the heading in place of a fence; note each new exercise."""
    name, argument, options = fence.groups()
    if name == "exercise-start":
        label = LABEL.search(options)
        found.append(Exercise(argument, label[1] if label else ""))
        return f"### Exercise {len(found)}: {argument}"
    if name == "solution-start":
        if argument != found[-1].label:
            raise ValueError(
                f"the solution of {argument} stands after {found[-1].label}"
            )
        return "#### Solution"
    return ""


def _together(nb, pieces, found, line):
    """Return a notebook of some pieces, with a line below its title."""
    numbers = {one.label: k for k, one in enumerate(found, start=1)}

    def by_number(match):
        if match[2] not in numbers:  # of another chapter
            return match[0]
        return f"{match[1] or ''} exercise {numbers[match[2]]}".strip()

    texts = {}
    for piece in pieces:
        texts.setdefault(piece.cell, []).append(piece.text)
    nb = copy.deepcopy(nb)
    cells, nb.cells = nb.cells, []
    nb.metadata.pop("egc", None)  # what tests compare, of the chapter alone
    for k, parts in texts.items():
        cell = cells[k]
        if parts != [cell.source]:
            stripped = [part.strip("\n") for part in parts]
            cell.source = "\n\n".join(filter(None, stripped))
        if cell.cell_type == "markdown":
            cell.source = PAGE.sub(rf"]({PAGES}\1.html\2)", cell.source)
            cell.source = REFERENCE.sub(by_number, cell.source)
        if cell.source:
            nb.cells.append(cell)
    title, _, rest = nb.cells[0].source.partition("\n")
    nb.cells[0].source = f"{title}\n\n{line}\n{rest}"
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
    return nb

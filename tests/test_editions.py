"""The editions: no solution in the student's, and all the rest as it was."""

import copy
import json
import re

import nbformat
import pytest

from tests import chapters
from tests.made_up import EXERCISE, GAP, code, finish, good, prose, stream
from tests.pages import references
from tools import editions

SOLUTION = re.compile(
    r"^```\{solution-start\}.*?^```\{solution-end\}\n```$", re.M | re.S
)
FENCE = re.compile(
    r"^```\{(?:exercise|solution)-\w+\}.*\n(?::.*\n)*```$", re.M
)
HEADING = re.compile(r"^### Exercise \d+: .+$|^#### Solution$", re.M)
MADE = [editions.student, editions.solved]
PAGES = list(chapters.BOOK.glob("*.md"))
real = pytest.mark.parametrize("name", chapters.names())


def chapter(name):
    """Return the notebook of a chapter."""
    return chapters.read(chapters.BOOK / f"{name}.ipynb")


def whole(nb):
    """Return all text of a notebook: of its cells and their outputs."""
    texts = []
    for cell in nb.cells:
        texts.append(cell.source)
        for output in cell.get("outputs", []):
            output = {**output, "execution_count": None}
            texts.append(output.get("text") or json.dumps(output))
    return "\n".join(texts)


def lines(text):
    """Return the different lines of a text, as they are linked in editions."""
    text = re.sub(r"\]\((\w+)\.md", r"](../site/book/\1.html", text)
    text = re.sub(r"\{ref\}`ex-[\w-]+`|exercise \d+", "exercise", text)
    return {line.strip() for line in text.splitlines()} - {""}


def posed(*more):
    """Return a notebook with one exercise, and more cells after its gap."""
    cells = [
        prose("# 1 Doubling\n\nText."),
        prose(EXERCISE % (1, 1, "Easy", 1)),
        code(GAP % 1, stream("ex-ch01-number-1: not done yet\n")),
    ]
    cells = [*cells, *copy.deepcopy(more)]
    return finish(nbformat.v4.new_notebook(cells=cells))


EXERCISE_END = "```{exercise-end}\n```\n"
START = "```{solution-start} ex-ch01-number-1\n:class: dropdown\n```\n"
END = "```{solution-end}\n```"
SOLVED = [prose(f"{EXERCISE_END}{START}So:"), code("assert 2 * 1 == 2")]


# --- made-up notebooks ---


def test_the_student_edition_has_gaps_and_no_solution():
    nb = posed(*SOLVED, prose(f"And so.\n{END}\n\n## Summary"))
    assert [cell.source for cell in editions.student(nb).cells] == [
        f"# 1 Doubling\n\n{editions.STUDENT}\n\nText.",
        "### Exercise 1: Number 1\n\n*Easy · 5 minutes.* Double 1.",
        GAP % 1,
        "## Summary",
    ]


def test_the_solution_edition_has_solutions_and_no_gap():
    nb = posed(*SOLVED, prose(f"And so.\n{END}\n\n## Summary"))
    assert [cell.source for cell in editions.solved(nb).cells] == [
        f"# 1 Doubling\n\n{editions.SOLVED}\n\nText.",
        "### Exercise 1: Number 1\n\n*Easy · 5 minutes.* Double 1.",
        "#### Solution\n\nSo:",
        "assert 2 * 1 == 2",
        "And so.\n\n## Summary",
    ]


def test_text_beside_the_fences_stays_in_its_order():
    nb = posed(
        prose(f"Hint.\n{EXERCISE_END}After.\n\n{START}So:"),
        SOLVED[1],
        prose(f"{END}\nMore.\n\n" + EXERCISE % (2, 2, "Hard", 2)),
        code(GAP % 2),
        prose((EXERCISE_END + START).replace("-1", "-2")),
        code(SOLVED[1].source),
        prose(END),
    )
    text = "\n".join(cell.source for cell in editions.student(nb).cells)
    parts = ["Exercise 1: Number 1", "Double 1.", GAP % 1, "Hint.", "After."]
    parts += ["More.", "Exercise 2: Number 2", "Double 2.", GAP % 2]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "So:" not in text and SOLVED[1].source not in text


@pytest.mark.parametrize("edition", MADE)
def test_an_exercise_is_referred_to_by_its_number(edition):
    text = "See {ref}`ex-ch01-number-1` and {numref}`it <ex-ch01-number-1>`"
    nb = posed(*SOLVED, prose(END), prose(text + ", {ref}`ex-ch02-step`."))
    told = "See exercise 1 and it exercise 1, {ref}`ex-ch02-step`."
    assert edition(nb).cells[-1].source == told


def test_what_is_given_stays_in_both_editions():
    nb = posed(*SOLVED, prose(END))
    nb.cells.insert(2, code("given = 1"))
    for edition in MADE:
        assert "given = 1" in [cell.source for cell in edition(nb).cells]
    (exercise,) = editions.exercises(nb)
    assert (exercise.code, exercise.gap, exercise.solution) == ([2, 3], 3, [5])


@pytest.mark.parametrize("edition", MADE)
def test_cells_count_from_1_and_their_results_with_them(edition):
    result = nbformat.v4.new_output("execute_result", {}, execution_count=9)
    nb = posed(*SOLVED, prose(END), code("7", result))
    made = edition(nb)
    counts = [c.execution_count for c in chapters.code_cells(made)]
    assert counts == [1, 2]
    assert made.cells[-1].outputs[0].execution_count == 2
    assert nb.cells[-1].outputs[0].execution_count == 9, "the chapter's own"


@pytest.mark.parametrize("edition", MADE)
def test_pages_are_where_the_class_zip_has_them(edition):
    text = "[a](notation.md), [b](timings.md#here), [c](02_next.ipynb)"
    source = '"[a](notation.md)"'
    nb = posed(*SOLVED, prose(END), prose(text), code(source))
    assert [cell.source for cell in edition(nb).cells[-2:]] == [
        "[a](../site/book/notation.html), [b](../site/book/timings.html#here)"
        ", [c](02_next.ipynb)",
        source,
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([prose(START)], "cell 4 has solution-start.*must be exercise-end"),
        (SOLVED, "the last solution-end is missing"),
        ([*SOLVED, prose(EXERCISE_END)], "6 has exercise-end.*solution-end"),
        (
            [prose(f"{EXERCISE_END}{START}{END}")],
            "ex-ch01-number-1 lacks a cell: solution",
        ),
        (
            [prose(f"{EXERCISE_END}{START.replace('-1', '-2')}"), SOLVED[1]],
            "the solution of ex-ch01-number-2 stands after ex-ch01-number-1",
        ),
    ],
)
def test_what_breaks_the_format_is_refused(cells, message):
    for edition in MADE:
        with pytest.raises(ValueError, match=message):
            edition(posed(*cells))


def test_an_exercise_without_a_gap_is_refused():
    nb = posed(*SOLVED, prose(END))
    del nb.cells[2]
    with pytest.raises(ValueError, match="number-1 lacks a cell: code"):
        editions.student(nb)


def test_both_are_written_side_by_side_and_the_same_again(tmp_path):
    path = tmp_path / "01_made_up.ipynb"
    nbformat.write(good(), path)
    written = editions.write_editions([path], tmp_path)
    assert [str(p.relative_to(tmp_path)) for p in written] == [
        "student/01_made_up.ipynb",
        "solutions/01_made_up.ipynb",
    ]
    first = [p.read_bytes() for p in written]
    assert editions.SOLVED.encode() in first[1]
    editions.write_editions([path], tmp_path)
    assert [p.read_bytes() for p in written] == first


def test_a_bad_chapter_is_named(tmp_path):
    path = tmp_path / "01_made_up.ipynb"
    nbformat.write(posed(*SOLVED), path)
    with pytest.raises(ValueError, match="01_made_up.ipynb: the last"):
        editions.write_editions([path], tmp_path)


# --- the run of a chapter as students do it ---


def runnable(gap, solution, later="1"):
    """Return a notebook with an exercise whose cells are these."""
    nb = posed(*SOLVED, prose(END), code(later))
    nb.cells[2].source, nb.cells[4].source = gap, solution
    return nb


GAP_CODE = "double = ...\n(lambda answer: None)(double)"


def test_the_solution_runs_in_the_place_of_its_gap():
    nb = runnable(GAP_CODE, "double = 2\nassert double", "double is ...")
    assert chapters.run(nb).failure == ""
    nb = runnable(GAP_CODE, "assert double is ...")
    assert "NameError" in chapters.run(nb).failure


def test_a_chapter_that_needs_its_solutions_fails():
    nb = runnable(GAP_CODE, "mine = 2", "assert mine == 2")
    assert "code cell 3, on the bundled" in chapters.run(nb).failure


def test_a_gap_that_is_done_is_seen():
    nb = runnable("double = 2\n(lambda answer: True)(double)", "double = 2")
    (change,) = chapters.gap_changes(nb).values()
    assert chapters.run(nb).outcomes[change].asserted


# --- the chapters ---


@real
def test_no_line_of_a_solution_is_left(name):
    text = whole(chapter(name))
    solutions = "\n".join(SOLUTION.findall(text))
    only = lines(solutions) - lines(SOLUTION.sub("", text))
    assert len(only) > 10, "there were some"
    assert only & lines(whole(editions.student(chapter(name)))) == set()


@real
def test_all_the_rest_is_left(name):
    text = SOLUTION.sub("", whole(chapter(name)))
    made = HEADING.sub("", whole(editions.student(chapter(name))))
    assert lines(FENCE.sub("", text)) - lines(made) == set()
    assert lines(made) - lines(text) == {editions.STUDENT}


@real
def test_the_solution_edition_lacks_the_gaps_alone(name):
    nb = chapter(name)
    made = editions.solved(nb)
    text = HEADING.sub("", whole(made))
    assert lines(text) - lines(whole(nb)) == {editions.SOLVED}
    gaps = [one.gap for one in chapters.exercises(nb)]
    code = [k for k in range(len(chapters.sources(nb))) if k not in gaps]
    assert chapters.sources(made) == [chapters.sources(nb)[k] for k in code]


@real
@pytest.mark.parametrize("edition", MADE)
def test_an_edition_is_a_notebook_with_the_chapters_cells(name, edition):
    made = edition(chapter(name))
    nbformat.validate(made)
    cells = {cell.id: cell for cell in chapter(name).cells}
    kept = [cell.id for cell in made.cells]
    assert kept == [key for key in cells if key in kept], "in their order"
    for cell in made.cells:
        assert cell.metadata == cells[cell.id].metadata
        assert cell.cell_type == cells[cell.id].cell_type


@real
@pytest.mark.parametrize("edition", MADE)
def test_every_link_leads_to_a_chapter_or_a_page_of_the_site(name, edition):
    pages = {f"{editions.PAGES}{path.stem}.html" for path in PAGES}
    made = edition(chapter(name))
    text = "\n".join(cell.source for cell in made.cells)
    links = {
        link.partition("#")[0]
        for kind, link in references(text)
        if kind == "file"
    }
    assert (
        links - pages - {f"{each}.ipynb" for each in chapters.names()} == set()
    )


@real
def test_students_reach_the_bottom_and_solutions_fit_their_gaps(name):
    """On the bundled sample; see chapters.run."""
    assert chapters.pass_of(name).failure == ""


@real
def test_each_gap_says_that_it_is_not_done_yet(name):
    changes = chapters.gap_changes(chapter(name))
    outcomes = chapters.pass_of(name).outcomes
    assert len(changes) >= 4
    done = {
        label for label, change in changes.items() if outcomes[change].error
    }
    assert done == set()

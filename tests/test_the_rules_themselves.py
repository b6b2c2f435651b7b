"""Each house rule fails on a notebook that breaks it, and no other does."""

import base64

import nbformat
import numpy as np
import pytest

from tests import made_up
from tests.house_rules import RULES
from tests.made_up import code, figure, moving, prose, stream

BROKEN = {}  # name: (rule, function that returns a notebook)


def breaks(rule):
    """Register a function as one that builds a notebook that breaks a rule."""

    def register(build):
        BROKEN[build.__name__] = rule, build
        return build

    return register


def broken_rules(nb, folder):
    """Return {rule: complaints} for the rules that a notebook breaks."""
    path = made_up.shelve(folder, nb)
    nb = nbformat.read(path, as_version=4)
    found = {name: rule(nb, path) for name, rule in RULES.items()}
    return {name: told for name, told in found.items() if told}


def cell_of(nb, text):
    """Return the first cell whose source holds a text."""
    return next(cell for cell in nb.cells if text in cell.source)


def edited(old, new, times=1):
    """Return the good notebook with a text replaced, executed anew."""
    nb = made_up.good()
    assert sum(cell.source.count(old) for cell in nb.cells) == times
    for cell in nb.cells:
        cell.source = cell.source.replace(old, new)
    return made_up.finish(nb)


def with_output(output):
    """Return the good notebook with one output more."""
    return made_up.good(prose("More."), code("print(1)", output))


def escaping(outputs=(), **metadata):
    """Return a notebook of 15 code cells, one of them not compared."""
    more = made_up.steps(7, "step = 0")
    more[1] = code("step = 0", *outputs, **metadata)
    return made_up.good(*more)


def test_good_notebook_breaks_no_rule(tmp_path):
    assert broken_rules(made_up.good(), tmp_path) == {}


def test_few_escapes_with_reasons_break_no_rule(tmp_path):
    reason = {"reason": "it measures the time of this machine"}
    nb = escaping(tags=["nbval-ignore-output"], egc=reason)
    assert broken_rules(nb, tmp_path) == {}


@breaks("order")
def stripped():
    nb = made_up.good()
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
    return nb


@breaks("order")
def run_twice():
    nb = made_up.good()
    cell_of(nb, "f = 2").execution_count = 9
    return nb


@breaks("order")
def empty_cell():
    return made_up.good(prose("Nothing."), code("\n"))


@breaks("order")
def magic():
    return made_up.good(prose("Timed."), code("%timeit 1"))


@breaks("fresh")
def stale_code():
    nb = made_up.good()
    cell_of(nb, "plt.plot").source = "plt.plot([0, 1])\nplt.show()"
    return nb


@breaks("fresh")
def never_executed():
    nb = made_up.good()
    del nb.metadata["egc"]
    return nb


@breaks("errors")
def error():
    output = nbformat.v4.new_output(
        "error", ename="ValueError", evalue="no", traceback=[]
    )
    return with_output(output)


@breaks("errors")
def stderr():
    return with_output(stream("RuntimeWarning: overflow\n", "stderr"))


@breaks("metadata")
def editor_metadata():
    nb = made_up.good()
    nb.cells[3].metadata["collapsed"] = False
    return nb


@breaks("metadata")
def jupytext_metadata():
    nb = made_up.good()
    nb.metadata["jupytext"] = {}
    return nb


@breaks("metadata")
def python_version():
    nb = made_up.good()
    nb.metadata["language_info"]["version"] = "3.11.7"
    return nb


@breaks("metadata")
def other_kernel():
    nb = made_up.good()
    nb.metadata["kernelspec"]["name"] = "my-env"
    return nb


@breaks("metadata")
def unknown_word_in_egc():
    return made_up.good(prose("So."), code("x = 1", egc={"exempt": True}))


@breaks("paths")
def path_in_output():
    return with_output(stream("/home/ann/book/x.py:3\n"))


@breaks("paths")
def windows_path():
    return with_output(stream("C:\\Users\\ann\\book\n"))


@breaks("paths")
def package_path():
    return with_output(stream("lib/python3.11/site-packages/numpy\n"))


@breaks("paths")
def path_in_metadata():
    nb = made_up.good()
    nb.metadata["egc"]["folder"] = "/work/book"
    return nb


@breaks("addresses")
def address():
    return with_output(stream("<function f at 0x7f3a2c1d5e10>\n"))


@breaks("cell_lengths")
def long_cell():
    lines = "\n".join(f"x{k} = {k}" for k in range(26))
    return made_up.good(prose("Long."), code(lines))


@breaks("cell_lengths")
def long_median():
    return made_up.good(*made_up.steps(20, "x = 1\n" * 6))


@breaks("cell_lengths")
def long_p90():
    return made_up.good(*made_up.steps(3, "x = 1\n" * 13))


@breaks("line_lengths")
def long_line():
    return made_up.good(prose("Wide."), code("x = 1  # " + 80 * "-"))


@breaks("rhythm")
def adjacent_code():
    return made_up.good(prose("Two."), code("x = 1"), code("y = 2"))


@breaks("silence")
def semicolon():
    return made_up.good(prose("Quiet."), code("x = 1;"))


@breaks("figures")
def alt_equals_caption():
    return made_up.good(prose("So."), figure("fig-b", f"{made_up.ALT} B."))


@breaks("figures")
def short_alt():
    return made_up.good(prose("So."), figure("fig-b", alt="A line."))


@breaks("figures")
def no_alt():
    nb = made_up.good()
    del cell_of(nb, "plt.plot").metadata["mystnb"]["image"]
    return nb


@breaks("figures")
def no_caption():
    nb = made_up.good()
    del cell_of(nb, "plt.plot").metadata["mystnb"]["figure"]["caption"]
    return nb


@breaks("figures")
def same_alt():
    return made_up.good(prose("So."), figure("fig-b", "Another caption."))


@breaks("figures")
def heavy_picture():
    alt = "Grey noise everywhere, which no program for pictures makes small."
    cell = figure("fig-noise", "Noise of all kinds.", alt, size=300)
    return made_up.good(prose("So."), cell)


@breaks("figures")
def two_in_a_cell():
    nb = made_up.good()
    cell_of(nb, "plt.plot").outputs.append(made_up.drawing())
    return nb


@breaks("figures")
def figure_that_is_not_drawn():
    nb = made_up.good()
    mystnb = {"figure": {"caption": "None.", "name": "fig-none"}}
    cell_of(nb, "f = 2").metadata["mystnb"] = mystnb
    return nb


@breaks("figures")
def picture_of_another_kind():
    output = nbformat.v4.new_output(
        "display_data", data={"image/svg+xml": "<svg></svg>"}
    )
    return with_output(output)


@breaks("figures")
def linked_picture_with_a_short_alt():
    return made_up.good(prose("![A picture](references.bib)"))


def with_moving(*arguments, **change):
    """Return the good notebook with a moving figure, and a number by it."""
    cell = moving(*arguments, **change)
    return made_up.good(prose("See."), cell, prose("So."), code("assert 1"))


def test_a_moving_figure_breaks_no_rule(tmp_path):
    assert broken_rules(with_moving(30), tmp_path) == {}


@breaks("figures")
def too_many_frames():
    return with_moving(31)


@breaks("figures")
def heavy_frames():
    noise = base64.b64encode(np.random.default_rng(0).bytes(60_000))
    cell = moving(3)
    (output,) = cell.outputs
    html = output.data["text/html"]
    for k in range(3):
        src = f"{k}{noise.decode()[k:]}{noise.decode()[:k]}"
        html = html.replace(f'"src": "{k}"', f'"src": "{src}"')
    output.data["text/html"] = html
    return made_up.good(prose("See."), cell, prose("So."), code("assert 1"))


@breaks("figures")
def frames_with_one_alt_text():
    return with_moving(alt=f"{made_up.ALT} The same at each step.")


@breaks("figures")
def frames_with_short_alt_texts():
    cell = moving(2)
    (output,) = cell.outputs
    html = output.data["text/html"].replace(f"{made_up.ALT} It moves. ", "")
    output.data["text/html"] = html
    return made_up.good(prose("See."), cell, prose("So."), code("assert 1"))


@breaks("figures")
def frames_of_two_sizes():
    cell = moving(2)
    (output,) = cell.outputs
    html = output.data["text/html"].replace('"width": 8', '"width": 9', 1)
    output.data["text/html"] = html
    return made_up.good(prose("See."), cell, prose("So."), code("assert 1"))


@breaks("figures")
def moving_figure_without_caption():
    return with_moving(caption="")


@breaks("figures")
def html_that_is_no_figure():
    data = {"text/html": "<b>1</b>", "text/plain": "1"}
    return with_output(nbformat.v4.new_output("display_data", data=data))


@breaks("evidence")
def moving_figure_without_number():
    return made_up.good(
        prose("So."),
        code("x = 1"),
        prose("See."),
        moving(),
        prose("So."),
        code("x = 1"),
    )


@breaks("evidence")
def figure_without_number():
    alt = "The same line once more, which rises from zero up to the number 2."
    return made_up.good(
        prose("So."),
        code("x = 1"),
        prose("See."),
        figure("fig-again", "Once more.", alt),
        prose("So."),
        code("x = 1"),
    )


@breaks("equations")
def definitions_over_a_third():
    return edited("Double 4.", "$$ y = 1 $$ (def-more)")


@breaks("equations")
def oddly_named_label():
    nb = made_up.good(
        prose("$$ y = 1 $$ (one)\n$$ y = 2 $$ (eq-two)"),
        code("y = 2  # eq-two\nassert y == 2"),
    )
    return nb


@breaks("labels")
def label_used_twice():
    return made_up.good(
        prose("$$ y = 2 $$ (eq-double)"),
        code("y = 2  # eq-double\nassert y == 2"),
    )


@breaks("labels")
def label_of_another_page():
    alt = "A line that rises from zero to the number 2, drawn once more."
    return made_up.good(
        prose("So."), figure("tab-notes", "Once more.", alt), prose("So.")
    )


@breaks("checks")
def label_with_no_check():
    return edited("f = 2 * x  # eq-double", "f = 2 * x")


@breaks("checks")
def check_in_a_later_cell():
    return made_up.good(
        prose("$$ y = 2 $$ (eq-later)"),
        code("assert True"),
        prose("Now."),
        code("y = 2  # eq-later\nassert y == 2"),
    )


@breaks("checks")
def check_without_assert():
    return edited("assert f == x + x and g + x == 1", "print(f, g)")


@breaks("checks")
def check_on_the_assert():
    return edited(
        "assert f == x + x and g + x == 1",
        "assert g + x == 1  # eq-mirror",
    )


@breaks("checks")
def check_on_a_def():
    return made_up.good(
        prose("$$ h = 2 $$ (eq-def)"),
        code("def h():  # eq-def\n    return 2\n\n\nassert h() == 2"),
    )


@breaks("checks")
def check_of_no_equation():
    return made_up.good(prose("So."), code("y = 2 * 3  # eq-unknown"))


@breaks("checks")
def equation_at_the_end():
    nb = made_up.good()
    nb.cells.append(prose("$$ y = 2 $$ (eq-end)"))
    return nb


@breaks("escapes")
def reason_missing():
    return escaping(tags=["nbval-ignore-output"])


@breaks("escapes")
def escapes_by_comment():
    return edited("x = 0.25\n", "# NBVAL_SKIP\nx = 0.25\n")


@breaks("escapes")
def escape_that_keeps_output():
    return escaping(
        [stream("1\n")],
        tags=["nbval-ignore-output"],
        egc={"reason": "it measures the time of this machine"},
    )


@breaks("escapes")
def too_many_escapes():
    nb = made_up.good()
    cell_of(nb, "assert losses").metadata["tags"] = ["raises-exception"]
    cell_of(nb, "assert losses").metadata["egc"] = {"reason": "it fails"}
    return nb


@breaks("links")
def broken_link():
    return edited("(notes.md)", "(note.md)")


@breaks("links")
def broken_doc():
    return edited("{doc}`notes`", "{doc}`note`")


@breaks("links")
def broken_equation_reference():
    return edited("{eq}`eq-double`", "{eq}`eq-triple`")


@breaks("links")
def broken_figure_reference():
    return edited("{numref}`fig-line`", "{numref}`fig-lines`")


@breaks("links")
def broken_reference():
    return edited("<tab-notes>", "<tab-note>")


@breaks("links")
def broken_target():
    return edited("(#tab-notes)", "(#tab-note)")


@breaks("links")
def unknown_citation():
    return edited("{cite}`euclid300elements`", "{cite}`euclid`")


@breaks("header")
def no_time():
    return edited("About 2 minutes to read", "Two minutes to read")


@breaks("header")
def no_needs():
    return edited("**What you'll need.**", "You need")


@breaks("header")
def wrong_number():
    return edited("# 1 Doubling", "# 2 Doubling")


@breaks("header")
def no_imports_first():
    return edited(made_up.good().cells[1].source, "x = 1")


@breaks("closing")
def closing_out_of_order():
    return edited("## In practice", "## Practice")


@breaks("closing")
def nothing_to_read():
    return edited("See {cite}`euclid300elements`.", "See elsewhere.")


@breaks("closing")
def long_summary():
    return edited("- Line 4.", "- Line 4.\n- Line 5.")


@breaks("toolbox")
def own_toolbox():
    return edited("from helpers import losses", "losses = 1")


@breaks("toolbox")
def toolbox_without_assert():
    return edited("assert losses", "losses")


@breaks("toolbox")
def empty_toolbox():
    nb = made_up.good()
    nb.cells.remove(cell_of(nb, "assert losses"))
    return made_up.finish(nb)


def renamed(old, new):
    """Return the good notebook with a text replaced, in outputs too."""
    text = nbformat.writes(made_up.good())
    assert old in text
    return made_up.finish(nbformat.reads(text.replace(old, new), 4))


def solution_of(nb, number):
    """Return the cell that solves an exercise."""
    return cell_of(nb, f'assert check("ex-ch01-number-{number}"')


@breaks("exercises")
def three_exercises():
    nb = made_up.good()
    start = nb.cells.index(cell_of(nb, "Double 3."))
    del nb.cells[start : start + 5]
    return made_up.finish(nb)


@breaks("exercises")
def exercise_without_solution():
    return edited(
        "```{solution-start} ex-ch01-number-2\n:class: dropdown\n```", ""
    )


@breaks("exercises")
def solution_without_code():
    nb = made_up.good()
    nb.cells.remove(solution_of(nb, 3))
    return made_up.finish(nb)


@breaks("exercises")
def exercise_that_does_not_end():
    nb = made_up.good()
    fences = [c for c in nb.cells if c.source == "```{solution-end}\n```"]
    fences[-1].source = "So."
    return made_up.finish(nb)


@breaks("exercises")
def exercise_named_otherwise():
    return renamed("ex-ch01-number-2", "ex-ch02-number-2")


@breaks("exercises")
def solution_of_nothing():
    text = "```{solution-start} ex-ch01-seven\n```\n7\n```{solution-end}\n```"
    return made_up.good(prose(text))


@breaks("effort")
def exercise_without_minutes():
    return edited("*Easy · 5 minutes.*", "*Easy.*")


@breaks("effort")
def nothing_hard():
    return edited("*Hard · 5", "*Medium · 5")


@breaks("effort")
def hard_at_once():
    return edited("*Easy · 5", "*Hard · 5")


@breaks("gaps")
def gap_that_is_filled():
    return edited(
        made_up.GAP % 2, made_up.GAP.replace("...  # your", "4  # your") % 2
    )


@breaks("gaps")
def gap_without_check():
    return edited(made_up.GAP % 2, "double = ...  # your answer")


@breaks("gaps")
def gap_that_answers():
    nb = made_up.good()
    output = cell_of(nb, "double = ...").outputs[0]
    output.text = output.text.replace("not done yet", "right")
    return nb


@breaks("gaps")
def solution_without_check():
    return edited('assert check("ex-ch01-number-2", double)', "assert double")


@breaks("gaps")
def solution_of_something_else():
    return edited(
        'assert check("ex-ch01-number-2", double)',
        'assert check("ex-ch01-number-2", 2 * double)',
    )


@breaks("gaps")
def solution_that_was_wrong():
    nb = made_up.good()
    output = solution_of(nb, 2).outputs[0]
    output.text = output.text.replace("right", "wrong. 4 is not it")
    return nb


@breaks("self_test")
def four_questions():
    return edited(made_up.QUESTION % (5, 5, 5, 10), "")


@breaks("self_test")
def question_without_answer():
    return edited("<details><summary>Answer 3</summary>\n\n", "")


@breaks("self_test")
def answer_without_reason():
    return edited(
        "It is 6, for a number and the same number make twice the number.", "6"
    )


@breaks("self_test")
def answers_that_nothing_checks():
    return edited("assert all(k + k == 2 * k", "print(k + k == 2 * k")


@breaks("prose_numbers")
def number_that_no_cell_prints():
    return edited("the double is 0.5", "the double is 0.51")


@breaks("prose_numbers")
def percentage_that_no_cell_prints():
    return edited("or 50 % of one", "or 52 % of one")


@pytest.mark.parametrize("name", BROKEN)
def test_broken_notebook_breaks_its_rule_alone(name, tmp_path):
    rule, build = BROKEN[name]
    assert list(broken_rules(build(), tmp_path)) == [rule]


def test_every_rule_is_broken_once():
    assert {rule for rule, _ in BROKEN.values()} == set(RULES)

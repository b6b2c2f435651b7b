"""Weak cells are told: mutants survive them, planted errors pass them by."""

import functools
import types
from textwrap import dedent

import numpy as np
import pytest

from helpers import datasets
from tests import chapters, made_up
from tests.in_process import Change, run, snapshot
from tests.mutants import mutants, statements
from tests.numbers_in_prose import unprinted


def texts(source):
    """Return the mutants of a cell as text."""
    return [mutant.text for mutant in mutants(dedent(source))]


def pass_of(nb, plants=None):
    """Run a notebook with all its mutants, and with plants."""
    changes = [
        change
        for by_text in chapters.mutant_changes(nb).values()
        for change in by_text.values()
    ]
    changes += chapters.plant_changes(nb, plants or {}).values()
    return run(chapters.sources(nb), changes)


def notebook(*sources):
    """Return the good notebook with more code cells."""
    cells = [made_up.code(dedent(source)) for source in sources]
    return made_up.good(*cells)


# --- Which mutants there are ---


def test_mutants_of_a_formula():
    assert texts("f = 3 * x - y / z  # eq-f") == [
        "f = -(3 * x - y / z)",
        "f = 2 * (3 * x - y / z)",
        "f = 1.01 * (3 * x - y / z)",
        "f = 3 * x + y / z",
        "f = 3 / x - y / z",
        "f = 6 * x - y / z",
        "f = -3 * x - y / z",
        "f = 3 * x - y * z",
    ]


def test_mutants_drop_a_minus_and_move_a_zero():
    assert texts("f = np.maximum(0, -x)  # eq-f")[3:] == [
        "f = np.maximum(1, -x)",
        "f = np.maximum(0, x)",
    ]


def test_mutants_of_each_part_of_a_return():
    source = """\
        def f(x):
            return (
                a(x),
                {"x": b(x)},  # eq-f
            )"""
    assert texts(source) == [
        "return (-a(x), {'x': b(x)})",
        "return (2 * a(x), {'x': b(x)})",
        "return (1.01 * a(x), {'x': b(x)})",
        "return (a(x), {'x': -b(x)})",
        "return (a(x), {'x': 2 * b(x)})",
        "return (a(x), {'x': 1.01 * b(x)})",
    ]


def test_mutants_of_a_step():
    assert "v += g" in texts("v -= g  # eq-v")
    assert "v /= g" in texts("v *= g  # eq-v")


@pytest.mark.parametrize(
    "value",
    [
        "x[1:, 0]",
        "x.sum(axis=1)",
        "x.sum(1)",
        "np.sum(x, 1)",
        "x.reshape(-1, 28)",
        "np.zeros((3, 4))",
        "f(np.arange(5))",
        "x @ W",
        "np.full((2, 3), x)",
        "x**y",
    ],
)
def test_sizes_and_axes_are_left_alone(value):
    assert len(texts(f"v = {value}  # eq-v")) == 3  # the whole, scaled


def test_a_sign_that_is_squared_is_left_alone():
    found = texts("f = (-x / 3) ** 2 + np.cos(4 * y)  # eq-f")
    assert "f = (-x / 6) ** 2 + np.cos(4 * y)" in found
    assert "f = (-x / 3) ** 2 + np.cos(8 * y)" in found
    assert "f = (x / 3) ** 2 + np.cos(4 * y)" not in found
    assert "f = (-x / -3) ** 2 + np.cos(4 * y)" not in found
    assert "f = (-x / 3) ** 2 + np.cos(-4 * y)" not in found
    assert "f = (2 - x) ** 3" in texts("f = (-2 - x) ** 3  # eq-f")
    assert "f = (-2 - x) ** 2" in texts("f = (2 - x) ** 2  # eq-f")


def test_a_mutant_keeps_the_rest_of_its_cell():
    source = """\
        if True:
            x = (a
                 + b)  # eq-x
            y = 1"""
    (mutant,) = [m for m in mutants(dedent(source)) if m.text == "x = a - b"]
    assert mutant.source == "if True:\n    x = a - b\n    y = 1"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("assert x == y  # eq-x", "an assignment or a return"),
        ("def f(x):  # eq-x\n    return x", "an assignment or a return"),
        ("f = lambda x: x  # eq-x", "lambda"),
        ("# eq-x\nx = 1", "a line of its own"),
        ("y = 1; x = 2  # eq-x", "two statements"),
        ("x = y > 0  # eq-x", "no sign or factor"),
    ],
)
def test_a_comment_at_the_wrong_place_is_told(source, complaint):
    found, complaints = statements(source)
    assert found == []
    assert complaint in complaints[0]


def test_other_comments_are_no_equations():
    assert statements("x = 1  # as in eq-x\ny = '# eq-y'") == ([], [])


# --- Mutants that are killed, and those that live ---

SQUARED = """\
    def gradient(x):
        return 2 * x  # eq-slope


    """


def test_a_sharp_assertion_kills_every_mutant():
    nb = notebook(SQUARED + "assert gradient(3.0) == 6.0")
    result = pass_of(nb)
    by_text = chapters.mutant_changes(nb)["eq-slope"]
    assert len(by_text) == 6
    assert chapters.survivors(result, by_text) == []


def test_an_assertion_too_weak_to_see_a_sign_is_told():
    nb = notebook(SQUARED + "assert abs(gradient(3.0)) == 6.0")
    result = pass_of(nb)
    by_text = chapters.mutant_changes(nb)["eq-slope"]
    assert chapters.survivors(result, by_text) == [
        "the cell does not see this change: return -(2 * x)",
        "the cell does not see this change: return -2 * x",
    ]
    exempt = ["return -(2 * x)", "return -2 * x"]
    assert chapters.survivors(result, by_text, exempt) == []


def test_a_later_cell_does_not_kill_for_an_earlier_one():
    nb = notebook(SQUARED + "assert gradient", "assert gradient(3.0) == 6.0")
    by_text = chapters.mutant_changes(nb)["eq-slope"]
    assert len(chapters.survivors(pass_of(nb), by_text)) == len(by_text)


def test_an_exemption_of_a_mutant_that_is_killed_is_told():
    nb = notebook(SQUARED + "assert gradient(3.0) == 6.0")
    by_text = chapters.mutant_changes(nb)["eq-slope"]
    (complaint,) = chapters.survivors(pass_of(nb), by_text, ["return 4 * x"])
    assert "listed as equivalent, yet the cell sees it" in complaint


def test_a_mutant_that_raises_is_killed():
    nb = notebook("y = 0", "i = 1 - y  # eq-i\n[4, 5][i]\nassert i")
    result = pass_of(nb)
    by_text = chapters.mutant_changes(nb)["eq-i"]
    outcome = result.outcomes[by_text["i = 2 * (1 - y)"]]
    assert outcome.cell is not None
    assert not outcome.asserted
    assert "IndexError" in outcome.error


def test_a_notebook_that_fails_itself_is_told():
    nb = notebook(SQUARED + "assert gradient(3.0) == 7.0")
    by_text = chapters.mutant_changes(nb)["eq-slope"]
    (complaint,) = chapters.survivors(pass_of(nb), by_text)
    assert "the notebook itself fails in code cell 4" in complaint
    assert "line 5: AssertionError" in complaint


# --- Planted errors ---


def told(nb, old, new):
    """Return what is told of one planted error."""
    change = chapters.plant(nb, "an error", old, new)
    result = pass_of(nb, {"an error": (old, new)})
    return chapters.uncaught(result, change)


def test_a_planted_error_is_caught_by_a_later_cell():
    nb = notebook("rate = 0.1", "y = 3", "assert rate * y < 1")
    assert told(nb, "rate = 0.1", "rate = 1") == ""


def test_a_planted_error_that_is_not_caught_is_told():
    nb = notebook("rate = 0.1", "assert rate")
    assert "nobody caught" in told(nb, "rate = 0.1", "rate = 1")


def test_a_planted_error_that_stops_the_notebook_is_told():
    nb = notebook("rate = 0.1", "assert rate")
    assert "which is no assertion" in told(nb, "rate = 0.1", "rates = 1")


@pytest.mark.parametrize("old", ["y = 1", "nowhere"])
def test_a_planted_error_has_one_place(old):
    nb = notebook("y = 1", "y = 1\nassert y == 1")
    with pytest.raises(ValueError, match="times in the code cells, not once"):
        chapters.plant(nb, "an error", old, "y = 2")


def test_a_planted_error_changes_something():
    nb = notebook("y = 1")
    with pytest.raises(ValueError, match="changes nothing"):
        chapters.plant(nb, "an error", "y = 1", "y = 1")


def test_planted_errors_are_read_from_their_file(tmp_path):
    entry = '[[plant]]\nname = "a sign"\nold = "-x"\nnew = "x"\n'
    (tmp_path / "01_made_up.toml").write_text(entry)
    found = chapters.read_plants("01_made_up", tmp_path)
    assert found == {"a sign": ("-x", "x")}
    assert chapters.read_plants("02_made_up", tmp_path) == {}
    (tmp_path / "01_made_up.toml").write_text(2 * entry)
    with pytest.raises(ValueError, match="the same name"):
        chapters.read_plants("01_made_up", tmp_path)


# --- Variables that a change must not touch ---


def test_changes_do_not_touch_the_variables_of_the_notebook():
    sources = [
        """\
import functools
import numpy as np
a = np.zeros(3)
row = a[1:]
both = {"a": a, "list": [a]}
rng = np.random.default_rng(0)
draw = rng.random
def first(): return a[0]
def counter():
    n = [0]
    def count():
        n[0] += 1
        return n[0]
    return count
count = counter()
bound = functools.partial(lambda f, k: f() + k, first, k=1)
later = np.random.default_rng(0).random()""",
        "pass",
        """\
assert not a.any() and not row.any() and not both["list"][0].any()
assert draw() == later
assert first() == 0 and count() == 1 and bound() == 1""",
    ]
    spoilt = """\
a += 1
assert row[0] == 1 and both["a"] is a and both["list"][0] is a
assert first() == 1 and bound() == 2 and rng.random() == later
assert draw() != later and count() == 1
row[0] = 5
assert a[1] == 5
raise KeyError("all of the above holds")"""
    change = Change("spoil everything", 1, spoilt)
    result = run(sources, [change])
    assert result.failure == ""
    assert "all of the above holds" in result.outcomes[change].error


def test_what_cannot_change_is_shared():
    fixed = np.arange(3)
    fixed.flags.writeable = False
    space = {"np": np, "fixed": fixed, "part": fixed[1:], "f": np.sum}
    copied = snapshot(space)
    assert all(copied[name] is space[name] for name in space)


def test_an_exception_without_functions_is_shared():
    source = "class Odd(AssertionError):\n    'It is odd.'"
    change = Change("odd", 1, "raise Odd")
    outcome = run([source, "x = 1"], [change]).outcomes[change]
    assert outcome.asserted


def test_cells_in_the_place_of_another_run_on_what_was_before_it():
    sources = ["x = [1]", "x.append(2)", "x.append(3)", "y = x", "z = x"]
    sources += ["assert x == [1, 2], x", "y"]
    result = run(sources, instead={2: 1, 3: 1, 4: 1})
    assert "in code cell 7" in result.failure and "'y'" in result.failure
    change = Change("look", 4, "assert y == [1], y")
    outcome = run(sources, [change], instead={2: 1, 3: 1}).outcomes[change]
    assert "NameError" in outcome.error, "nor does another cell see it"
    outcome = run(sources, [change], instead={2: 1, 3: 1, 4: 1})
    assert "[1, 3]" in outcome.outcomes[change].error


@pytest.mark.parametrize(
    "source",
    [
        "class Made:\n    pass",
        "class Odd(Exception):\n    def __str__(self):\n        return x",
        "steps = (k for k in range(3))",
    ],
)
def test_what_cannot_be_copied_is_told(source):
    change = Change("any", 1, "Made, Odd, steps")
    result = run([source, "x = 1"], [change])
    assert "before code cell 2, a variable is" in result.failure


def test_a_change_gets_what_its_names_need_and_no_more():
    sources = [
        "import functools\na = b = c = d = e = 1\nlost = (k for k in [])",
        "def one():\n    return b\ndef two(x=0, *, f=one):\n    return c",
        "part = functools.partial(lambda: (two(), [d for _ in 'x']))",
        "",
    ]
    changed = "def main():\n    return part()\nmain()\nassert a == e == 2"
    change = Change("look", 3, changed)
    outcome = run(sources, [change]).outcomes[change]
    assert outcome.asserted, outcome.error
    change = Change("all", 3, "assert 'e' not in globals()")
    assert "a variable is" in run(sources, [change]).failure


def test_the_same_call_in_parallel_is_computed_once():
    sources = [
        """\
import os
from helpers.search import in_parallel
seen = []
def pure(k):
    return [os.urandom(8)]
def noting(k):
    seen.append(k)
    return [os.urandom(8)]
same = [{"k": 1}, {"k": 1}]""",
        """\
a, b = in_parallel(pure, same, "pure")
assert a == b and a is not b
(c,) = in_parallel(pure, [{"k": 2}], "other")
d, e = in_parallel(noting, same, "noting")
assert c != a and d != e and seen == [1, 1]""",
        "assert in_parallel(pure, same, 'after') == [a, a]",
    ]
    text = "def pure(k):\n    return [8 * b'x']"
    change = Change("another", 2, f"{text}\n{sources[2]}")
    result = run(sources, [change])
    assert result.failure == ""
    assert result.outcomes[change].asserted, "not by its name"


def test_functions_keep_their_defaults_and_names():
    space = {}
    exec("def f(x, y=[1], *, z=2):\n    'Say.'\n    return x", space)
    space["f"].note = "kept"
    new = snapshot(space)["f"]
    assert isinstance(new, types.FunctionType)
    assert new is not space["f"]
    assert (new.__doc__, new.__name__, new.note) == ("Say.", "f", "kept")
    assert new.__defaults__ == ([1],)
    assert new.__kwdefaults__ == {"z": 2}
    assert new.__defaults__[0] is not space["f"].__defaults__[0]


def test_a_partial_of_a_function_elsewhere_is_kept():
    add = functools.partial(np.add, 1)
    assert snapshot({"add": add})["add"](2) == 3


# --- The place in which cells run ---


def test_cells_run_on_the_sample_without_leaving_traces(monkeypatch, tmp_path):
    monkeypatch.setenv("EGC_DATA", str(tmp_path))
    monkeypatch.setenv("EGC_PROGRESS", "1")
    source = """\
        import os
        import matplotlib.pyplot as plt
        from helpers import datasets
        data = datasets.mnist()
        assert data.name == "mnist-sample"
        assert os.environ["EGC_PROGRESS"] == "0"
        plt.rcParams["font.size"] = 3
        print("not to be seen")"""
    result = run([dedent(source)], folder=tmp_path)
    assert result.failure == ""
    assert result.titles == {"bundled sample of MNIST (5,000 digits)"}
    import matplotlib

    assert matplotlib.rcParams["font.size"] != 3
    with pytest.raises(datasets.DataError):
        datasets.mnist()


def test_a_cell_cannot_end_the_tests():
    result = run(["raise SystemExit"])
    assert "SystemExit" in result.failure


def test_nothing_is_printed(capsys):
    source = "import sys, numpy as np\nprint(1)\nprint(2, file=sys.stderr)"
    warning = "np.log(np.zeros(1))"
    change = Change("warn", 1, warning)
    run([source, "x = 1"], [change])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("title", "metadata", "count"),
    [
        ("data.title", {}, 0),
        ("'two\\nlines: ' + data.title", {}, 0),
        ("'digits'", {}, 1),
        ("'a curve'", {"egc": {"data": "none"}}, 0),
    ],
)
def test_a_figure_that_does_not_say_its_data_is_told(title, metadata, count):
    source = f"""\
        import types
        import matplotlib.pyplot as plt
        data = types.SimpleNamespace(X_train=1, title="sample of MNIST")
        fig, ax = plt.subplots()
        fig.suptitle({title})
        plt.show()"""
    cell = made_up.code(dedent(source), **metadata)
    result = run([cell.source])
    assert result.failure == ""
    assert len(result.figures) == 1
    assert len(chapters.untitled(result, [cell])) == count


@pytest.mark.parametrize(("title", "count"), [("data.title", 0), ("'d'", 3)])
def test_a_moving_figure_is_drawn_at_its_ends_and_as_shown(title, count):
    source = f"""\
        import types
        import matplotlib.pyplot as plt
        from helpers.moving import Moving
        data = types.SimpleNamespace(X_train=1, title="sample of MNIST")
        def draw(k):
            assert k in (0, 2, 4)
            fig, ax = plt.subplots()
            fig.suptitle({title})
            return fig
        Moving(draw, "k", [0, 1, 2, 3, 4], 2, str)"""
    cell = made_up.code(dedent(source))
    result = run([cell.source])
    assert result.failure == ""
    assert len(result.figures) == 3
    assert len(chapters.untitled(result, [cell])) == count


def test_a_moving_figure_that_fails_at_its_end_fails_the_notebook():
    source = """\
        import matplotlib.pyplot as plt
        from helpers.moving import Moving
        def draw(k):
            return plt.subplots(figsize=(1 / k, 1))[0]
        Moving(draw, "k", [1, 0], 1, str)"""
    assert "ZeroDivisionError" in run([dedent(source)]).failure


@pytest.mark.parametrize(
    ("later", "told"),
    [("h = 3", ""), ("n = 'x'", "fails: TypeError"), ("n = 2", "else")],
)
def test_a_moving_figure_still_moves_at_the_end(later, told):
    source = """\
        import matplotlib.pyplot as plt
        from helpers.moving import Moving
        n = 1
        def draw(k):
            return plt.subplots(figsize=(k + n, 1))[0]
        Moving(draw, "k", [1, 2], 1, lambda k: f"{k + n}")"""
    failure = run([dedent(source), later]).failure
    assert told in failure and bool(told) == bool(failure)


# --- Numbers in the prose ---


@pytest.mark.parametrize(
    "text",
    [
        "It is 0.93, or 0.925, or 92.5 %, or 93 per cent.",
        "About 1,234.6 steps, and 2.50e-3 of them, or −0.93.",
        "It was 0.87 before {cite}`lecun`.",
        "It was 0.87, see [there](notes.md).",
        "In 1998, 12 of 60,000; Python 3.12; version 1.5; 0.25.0.",
        "As section 2.3 says.",
        "The rate $0.77$ and `0.77`, and $$ 0.77 $$ (eq-x)",
        "```python\n0.77\n```",
        "```{figure} a.png\n:width: 0.77\nA figure.\n```",
        "It is 0.9 to 0.93.",
    ],
)
def test_numbers_that_are_printed_or_not_results(text):
    known = ["print(0.92534, 1234.56)", "0.0025"]
    assert unprinted(text, known) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It is 0.924.", "0.924"),
        ("It is 91 % of all.", "91 %"),
        ("It is 1,234.7 steps.", "1,234.7"),
        ("It takes 1e-4.", "1e-4"),
        ("One cites {cite}`a`.\n\nIt is 0.92.", "0.92"),
        ("- {cite}`a`: 0.1.\n- It is 0.92.", "0.92"),
        ("```{admonition} Verdict\n:class: claim\nIt is 0.92.\n```", "0.92"),
    ],
)
def test_numbers_that_nothing_prints(text, number):
    assert unprinted(text, ["print(0.9254, 1234.56)", "2 / 3"]) == [number]

"""The runner of the benchmarks, and the page that they write.

Neither PyTorch nor scikit-learn is needed here.
"""

import copy
import re
import statistics

import numpy as np
import pytest

from benchmarks import claims, figures, page, rounds, tables
from benchmarks.growth import exponent
from benchmarks.rounds import Contender, compare

COMPARING = re.compile(
    r"\b(faster|slower|longer|at most|at least|[Mm]ore than|less than|half|"
    r"most|proportional|shrinks?|gains?|more memory)\b"
)
# Sentences that compare and are no claims about the results: definitions,
# what must be so, and questions.
NO_CLAIMS = (
    "below 1 the book is faster",
    "stopped at twenty times",
    "takes more than twenty times our time is stopped",
    "what slows the machine down slows both",
    "None of the three grows",
    "the lead should shrink",
    "to *at least* the accuracy",
)


class World:
    """A clock that moves on by what the contenders need."""

    def __init__(self):
        self.now = 0.0
        self.calls = []

    def clock(self):
        """Tell the time."""
        return self.now

    def contender(self, name, *seconds, **options):
        """Return one that needs these seconds, the last again and again."""
        left = list(seconds)

        def run(seed):
            self.now += left.pop(0) if len(left) > 1 else left[0]
            self.calls.append((name, seed))
            return seed

        return Contender(name, run, **options)

    def in_copy(self, function, seconds):
        """Stop what takes longer, as `rounds.apart` does."""
        before, calls = self.now, list(self.calls)
        result = function()
        took, self.now, self.calls = self.now - before, before, calls
        return result if took <= seconds else None

    def compare(self, *contenders, **options):
        """Compare them by this clock."""
        return compare(
            contenders, "", clock=self.clock, in_copy=self.in_copy, **options
        )


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setenv("EGC_PROGRESS", "0")
    monkeypatch.setattr(rounds.gc, "collect", lambda: None)  # takes long here
    return World()


def test_contenders_take_turns_and_none_is_always_first(world):
    a, b = world.contender("a", 1), world.contender("b", 2)
    world.compare(a, b, num_rounds=3)
    warm = [("a", 3), ("a", 3), ("b", 3)]
    assert world.calls == [
        *warm,
        *[("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2)],
    ]


def test_the_ratio_is_ours_to_theirs_round_by_round(world):
    ours = world.contender("ours", 9, 9, 1, 2, 3)
    theirs = world.contender("theirs", 9, 2, 8, 3)
    row = world.compare(ours, theirs, num_rounds=3)["theirs"]
    assert row["seconds"] == [2, 8, 3] and row["ratios"] == [0.5, 0.25, 1]
    assert row["ratio"] == {"median": 0.5, "min": 0.25, "max": 1}
    assert row["stopped"] is False


@pytest.mark.parametrize("may_be_slow", [True, False])
@pytest.mark.parametrize("seconds, stopped", [(20, False), (20.1, True)])
def test_who_passes_twenty_times_ours_gets_one_round(
    world, seconds, stopped, may_be_slow
):
    ours = world.contender("ours", 1)
    slow = world.contender("slow", seconds, may_be_slow=may_be_slow)
    row = world.compare(ours, slow)["slow"]
    assert row["stopped"] is stopped
    assert len(row["seconds"]) == (1 if stopped else rounds.ROUNDS)
    if stopped and may_be_slow:
        assert row["seconds"] == [20] and row["ratio"]["max"] == 0.05
    if stopped:
        assert tables.times(row) == "more than 20"


def test_seconds_are_those_of_one_of_several_times(world):
    ours = world.contender("ours", 10, times=5)
    theirs = world.contender("theirs", 39, times=1, may_be_slow=True)
    rows = world.compare(ours, theirs, num_rounds=2)
    assert rows["ours"]["seconds"] == [2, 2]
    assert rows["theirs"]["seconds"] == [39, 39]


def test_the_judge_is_not_timed(world):
    def judge(result):
        world.now += 100
        return {"val": result}

    ours = world.contender("ours", 1, judge=judge)
    row = world.compare(ours, num_rounds=3)["ours"]
    assert row["seconds"] == [1, 1, 1] and row["judged"] == {"val": [0, 1, 2]}


@pytest.mark.skipif("fork" not in rounds.START_METHODS, reason="needs fork")
def test_apart_stops_what_takes_too_long():
    assert rounds.apart(lambda: 6 * 7, 10) == 42
    assert rounds.apart(lambda: rounds.time.sleep(10), 0.05) is None


def test_the_exponent_is_that_of_a_power():
    values = np.array([1, 10, 100])
    assert exponent(values, 3 * values**1.5) == pytest.approx(1.5)


@pytest.mark.parametrize(
    "number, text",
    [
        (0.5812, "0.58"),
        (1, "1.0"),
        (12.3, "12"),
        (1234, "1,200"),
        (7e-3, "0.0070"),
    ],
)
def test_numbers_have_two_digits(number, text):
    assert tables.digits(number) == text


def test_times_get_a_unit():
    assert tables.duration(1.26) == "1.3 s"
    assert tables.duration(0.0126) == "13 ms"
    assert tables.duration(1.26e-5) == "13 µs"


@pytest.fixture(scope="module")
def results():
    return page.load()


@pytest.fixture(scope="module")
def template():
    return page.TEMPLATE.read_text(encoding="utf-8")


def test_the_page_is_what_the_results_give(results, template):
    assert page.PAGE.read_text(encoding="utf-8") == page.text(
        results, template
    )


def test_every_place_is_filled_and_every_value_used(results, template):
    given = tables.values(results) | figures.descriptions(results)
    assert set(page.PLACE.findall(template)) == set(given)


@pytest.mark.parametrize("claim", claims.CLAIMS)
def test_the_results_bear_out_each_claim(claim, results):
    assert claims.CLAIMS[claim](results["benchmarks"])


def sentences(template):
    """Return the prose of the template, sentence by sentence."""
    prose = re.sub(r"```.*?```", "", template, flags=re.DOTALL)
    lines = [x for x in prose.splitlines() if not x.startswith(("#", ":"))]
    text = " ".join(" ".join(lines).split())
    return re.split(r"(?<=[.?!:]) ", text)


def test_each_comparing_sentence_is_a_claim_or_none_about_results(template):
    known = (*claims.CLAIMS, *NO_CLAIMS)
    loose = [
        sentence
        for sentence in sentences(template)
        if COMPARING.search(sentence)
        and not any(text in sentence for text in known)
    ]
    assert loose == []


def test_a_page_with_a_false_claim_is_not_written(results, template):
    false = copy.deepcopy(results)
    row = false["benchmarks"]["network"]["1"]["PyTorch"]
    row["ratios"] = [2.0] * len(row["ratios"])
    row["ratio"] = rounds.summary(row["ratios"])
    with pytest.raises(ValueError, match="do not bear out"):
        page.text(false, template)


def test_a_claim_that_the_page_does_not_make_is_noticed(results):
    with pytest.raises(ValueError, match="does not say"):
        page.text(results, "Nothing.")


def rows_in(found):
    """Yield every row of the results."""
    if "ratio" in found:
        yield found
    else:
        for part in found.values():
            if isinstance(part, dict):
                yield from rows_in(part)


def test_each_row_has_seven_rounds_or_was_stopped(results):
    found = list(rows_in(results["benchmarks"]))
    assert len(found) > 60
    for row in found:
        assert len(row["seconds"]) == len(row["ratios"])
        assert len(row["seconds"]) >= 7 or row["stopped"]
        middle = statistics.median(row["ratios"])
        assert row["ratio"]["median"] == pytest.approx(middle, rel=1e-4)


def test_versions_are_those_that_are_pinned(results):
    pins = (page.HERE / "requirements.txt").read_text()
    pins += (page.HERE.parent / "requirements.txt").read_text()
    for name, version in results["versions"].items():
        wanted = version.partition("+")[0]
        assert re.search(rf"^{name}=={re.escape(wanted)}\b", pins, re.M), name


def test_all_of_it_takes_under_half_an_hour(results):
    assert sum(results["seconds"].values()) < 30 * 60


def test_figures_are_small_and_described(results, template):
    for name, alt in (
        (figures.BARS, "bars"),
        (figures.CURVES, "curves"),
    ):
        assert f"{{figure}} {name}" in template
        assert (page.BOOK / name).stat().st_size < 60_000
        assert len(figures.descriptions(results)[alt]) >= 60


def test_the_figures_draw_what_the_results_hold(results):
    pytest.importorskip("matplotlib")
    from matplotlib import pyplot as plt

    shown = figures.bars(results)
    fig = figures.draw_bars(results)
    labels = [label.get_text() for label in fig.axes[0].get_yticklabels()]
    assert labels == list(shown)
    dots = [
        line.get_xdata()[0]
        for line in fig.axes[0].lines
        if line.get_marker() == "o"
    ]
    assert dots == [r["median"] for r in shown.values() if r is not None]
    plt.close(fig)
    fig = figures.draw_curves(results)
    for ax, (values, ratios) in zip(
        fig.axes, figures.curves(results).values(), strict=True
    ):
        (line,) = [x for x in ax.lines if x.get_marker() == "o"]
        assert list(line.get_xdata()) == values
        assert list(line.get_ydata()) == [r["median"] for r in ratios]
    plt.close(fig)

"""What the page claims in words, and what must hold for it.

``page.py`` writes no page with a claim that the results do not bear out, and
a test looks for comparing sentences of the page that are not among these.
A claim is about medians, unless it says otherwise.
"""


def _median(row):
    return row["ratio"]["median"]


def _network(threads, name):
    return lambda found: _median(found["network"][threads][name])


def _all_below(limit, threads):
    """Each round of each library is below the limit."""

    def holds(found):
        rows = found["network"][threads]
        return all(
            max(rows[name]["ratios"]) < limit
            for name in ("PyTorch", "PyTorch, DataLoader", "scikit-learn")
        )

    return holds


def _beaten(name, contender, limit):
    """Ours takes at most a share `limit` of a contender's time."""
    return lambda found: _median(found[name]["rows"][contender]) <= limit


def _peak_per_row(found):
    """Products need more memory than loops at the largest batch."""
    last = [
        list(found["gradients"][k].values())[-1] for k in ("softmax", "svm")
    ]
    return all(p["products"]["peak"] > p["loops"]["peak"] for p in last)


def _ratios(found, what):
    rows = found["growth"][what]["rows"].values()
    return [_median(row["PyTorch"]) for row in rows]


def _shrinks(found):
    """Our lead is smallest at the largest batch and the widest net."""
    return all(
        ratios[-1] == max(ratios) > ratios[0]
        for ratios in (_ratios(found, "batch"), _ratios(found, "width"))
    )


def _dips(found):
    """Our lead is greater with batches of four than with single digits."""
    rows = found["growth"]["batch"]["rows"]
    return _median(rows["4"]["PyTorch"]) < _median(rows["1"]["PyTorch"])


def _close(found):
    return 2 / 3 < _median(found["numpy_loses"]["wide"]["PyTorch"]) < 3 / 2


def _linear_in_examples(found):
    return all(
        abs(p - 1) < 0.15
        for p in found["growth"]["examples"]["exponent"].values()
    )


CLAIMS = {
    "is trained faster by the book's NumPy than by PyTorch": lambda found: (
        _all_below(1, "1")(found)
    ),
    "In every single round the book was faster than either library": (
        _all_below(1, "1")
    ),
    "With two threads it is still faster than both": lambda found: all(
        _median(found["network"]["2"][name]) < 1
        for name in ("PyTorch", "scikit-learn")
    ),
    "take NumPy less than two thirds of PyTorch's time": lambda found: (
        found["network"]["1"]["products"]["summary"]["median"]
        < 2 / 3 * found["network"]["1"]["PyTorch"]["summary"]["median"]
    ),
    "Why PyTorch's takes longer": lambda found: (
        _median(found["parts"]["gather"]["PyTorch"]) < 1
    ),
    "which makes it slower than one index for all": lambda found: (
        found["network"]["1"]["PyTorch, DataLoader"]["summary"]["median"]
        > found["network"]["1"]["PyTorch"]["summary"]["median"]
    ),
    "at most a tenth of the time of `LogisticRegression`": _beaten(
        "softmax", "LogisticRegression", 0.1
    ),
    "at most a tenth of the time of `LinearSVC`": _beaten(
        "svm", "LinearSVC", 0.1
    ),
    "faster than PyTorch's own loop as well": lambda found: all(
        _median(found[k]["rows"]["PyTorch"]) < 1 for k in ("softmax", "svm")
    ),
    "For one example the products gain little or nothing, for a thousand "
    "they are more than ten times as fast": lambda found: all(
        _median(by_size["1"]["loops"]) > 0.3
        and _median(by_size["1000"]["loops"]) < 0.1
        for by_size in found["gradients"].values()
    ),
    "At a thousand examples the products need more memory than the loops": (
        _peak_per_row
    ),
    "The lead over PyTorch shrinks towards large batches and wide nets": (
        _shrinks
    ),
    "With single digits it is smaller, too, than with batches of four": _dips,
    "In the wide net the two are close": _close,
    "The time is proportional to the number of examples, within the scatter": (
        _linear_in_examples
    ),
    "Each recipe takes longer than ours": lambda found: all(
        _median(pair["recipe"]) < 1 for pair in found["recipes"].values()
    ),
    "In both convolutions PyTorch is faster than NumPy": lambda found: all(
        _median(found["numpy_loses"][what]["PyTorch"]) > 1
        for what in ("first convolution", "later convolution")
    ),
}

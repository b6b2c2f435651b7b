"""The numbers and tables of the page, as text."""

NAMES = {
    "helpers": "`helpers`, the book",
    "products": "the matrix products alone",
    "PyTorch": "PyTorch",
    "PyTorch, DataLoader": "PyTorch with a `DataLoader`",
    "scikit-learn": "scikit-learn",
}
SHOWN = (  # of the versions that results.json has
    ("NumPy", "numpy"),
    ("PyTorch", "torch"),
    ("scikit-learn", "scikit-learn"),
)


def digits(number, count=2):
    """Return a number with `count` digits, and without an exponent."""
    if number >= 10**count:
        return f"{float(f'{number:.{count}g}'):,.0f}"
    text = f"{number:#.{count}g}"
    if "e" in text:
        text = f"{float(text):.10f}".rstrip("0")
    return text.rstrip(".")


def duration(seconds):
    """Return a time with two digits, in the unit that suits it."""
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{digits(seconds / size)} {unit}"
    return f"{digits(seconds / 1e-6)} µs"


def span(summary):
    """Return a median with its range."""
    low, high = digits(summary["min"]), digits(summary["max"])
    return f"{digits(summary['median'])} ({low} to {high})"


def ratio(row):
    """Return ours to theirs, for a table."""
    return "below 0.05" if row["stopped"] else span(row["ratio"])


def times(row):
    """Return how many times as long as ours it took, for a table."""
    if row["stopped"]:
        return "more than 20"
    return digits(1 / row["ratio"]["median"])


def times_span(row):
    """Return how many times as long as ours it took, with the range."""
    short, long = (
        digits(1 / row["ratio"]["max"]),
        digits(1 / row["ratio"]["min"]),
    )
    return f"{times(row)} ({short} to {long})"


def mean(values, places=3):
    """Return the mean of some accuracies."""
    return f"{sum(values) / len(values):.{places}f}" if values else "–"


def table(heads, rows):
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def network(found):
    """Return the table of benchmark 1."""
    rows = []
    for name, one in found["1"].items():
        two = found["2"][name]
        rows.append(
            [
                NAMES[name],
                duration(one["summary"]["median"]),
                "1" if name == "helpers" else ratio(one),
                duration(two["summary"]["median"]),
                "1" if name == "helpers" else ratio(two),
                mean(one["judged"].get("val", [])),
            ]
        )
    heads = ["program", "one thread: an epoch", "ours to theirs"]
    more = ["two threads: an epoch", "ours to theirs", "validation"]
    return table([*heads, *more], rows)


def race(found):
    """Return the table of a race to an accuracy."""
    rows = [
        [
            NAMES.get(name, f"`{name}`"),
            ("> " if row["stopped"] else "")
            + duration(row["summary"]["median"]),
            "1" if name == "helpers" else ratio(row),
            "1" if name == "helpers" else times(row),
            mean(row["judged"].get("val", [])),
            mean(row["judged"].get("test", [])),
        ]
        for name, row in found["rows"].items()
    ]
    heads = [
        "program",
        "time",
        "ours to theirs",
        "times ours",
        "validation",
        "test",
    ]
    return table(heads, rows)


def settings(found):
    """Return the settings of a race as a list."""
    lines = []
    for name, setting in found["settings"].items():
        said = ", ".join(f"{key}={value!r}" for key, value in setting.items())
        lines.append(f"- {NAMES.get(name, name)}: `{said}`")
    return "\n".join(lines)


def parts(found):
    """Return the table of the parts of an epoch."""
    names = {
        "gather": "gather the batches",
        "gradient": "loss and gradient",
        "step": "momentum and step",
    }
    rows = [
        [
            names[part],
            duration(rows["helpers"]["summary"]["median"]),
            duration(rows["PyTorch"]["summary"]["median"]),
            span(rows["PyTorch"]["ratio"]),
        ]
        for part, rows in found.items()
    ]
    return table(["part", "`helpers`", "PyTorch", "ours to theirs"], rows)


def parts_of(name, found):
    """Return the sum of a contender's parts, and the whole epoch."""
    parts = found["parts"].values()
    total = sum(rows[name]["summary"]["median"] for rows in parts)
    whole = found["network"]["1"][name]["summary"]["median"]
    return f"{duration(total)} of {duration(whole)}"


def gradients(found):
    """Return the table of loops against products."""
    rows = [
        [
            {"softmax": "softmax", "svm": "SVM"}[loss],
            f"{int(n):,}",
            duration(pair["loops"]["summary"]["median"]),
            duration(pair["products"]["summary"]["median"]),
            times_span(pair["loops"]),
            f"{digits(pair['loops']['peak'] / 1e6)} MB",
            f"{digits(pair['products']['peak'] / 1e6)} MB",
        ]
        for loss, by_size in found.items()
        for n, pair in by_size.items()
    ]
    heads = ["loss", "batch", "loops", "products", "times as long"]
    return table([*heads, "memory, loops", "memory, products"], rows)


def short(found, names):
    """Return a table of times and ratios alone."""
    rows = [
        [
            names.get(name, name),
            ("> " if row["stopped"] else "")
            + duration(row["summary"]["median"]),
            "1" if name in ("helpers", "NumPy") else ratio(row),
        ]
        for name, row in found.items()
    ]
    return table(["program", "time", "ours to theirs"], rows)


def growth(found):
    """Return the table of exponents."""
    names = {"batch": "batch size", "width": "hidden units"}
    rows = []
    for what, part in found.items():
        values = [int(value) for value in part["rows"]]
        each = [part["rows"][f"{v}"]["PyTorch"]["ratio"] for v in values]
        rows.append(
            [
                names.get(what, what),
                f"{values[0]:,} to {values[-1]:,}",
                f"{part['exponent']['helpers']:.2f}",
                f"{part['exponent']['PyTorch']:.2f}",
                digits(each[0]["median"]),
                digits(each[-1]["median"]),
            ]
        )
    heads = ["what grows", "range", "exponent, ours", "exponent, PyTorch"]
    more = ["ours to theirs, at the smallest", "at the largest"]
    return table([*heads, *more], rows)


def recipes(found):
    """Return the table of the blogs' recipes."""
    rows = [
        [
            what,
            duration(pair["recipe"]["summary"]["median"]),
            mean(pair["recipe"]["judged"]["val"]),
            duration(pair["helpers"]["summary"]["median"]),
            mean(pair["helpers"]["judged"]["val"]),
            times(pair["recipe"]),
        ]
        for what, pair in found.items()
    ]
    heads = ["recipe", "its time", "it reaches", "ours", "reaches"]
    return table([*heads, "times ours"], rows)


def loses(found):
    """Return the table of what NumPy should lose."""
    names = {
        "wide": "784-2048-2048-10, a batch of 256",
        "first convolution": "3 × 3 convolution, 3 to 32 channels",
        "later convolution": "3 × 3 convolution, 32 to 32 channels",
    }
    rows = [
        [
            names[what],
            duration(pair["NumPy"]["summary"]["median"]),
            duration(pair["PyTorch"]["summary"]["median"]),
            span(pair["PyTorch"]["ratio"]),
        ]
        for what, pair in found.items()
    ]
    return table(["model", "NumPy", "PyTorch", "ours to theirs"], rows)


def values(results):
    """Return what stands in each place of the page."""
    found, machine = results["benchmarks"], results["machine"]
    one, two = found["network"]["1"], found["network"]["2"]
    versions = results["versions"]
    near = {"two loops": "two loops"} | NAMES
    return {
        "processor": machine["processor"],
        "system": machine["system"],
        "python": machine["python"],
        "blas": machine["blas"],
        "versions": ", ".join(f"{n} {versions[k]}" for n, k in SHOWN),
        "minutes": digits(sum(results["seconds"].values()) / 60),
        "rounds": f"{len(one['helpers']['seconds'])}",
        "torch ratio": digits(one["PyTorch"]["ratio"]["median"]),
        "sklearn ratio": digits(one["scikit-learn"]["ratio"]["median"]),
        "products ratio": digits(one["products"]["ratio"]["median"]),
        "products two": digits(two["products"]["ratio"]["median"]),
        "network": network(found["network"]),
        "parts": parts(found["parts"]),
        "parts ours": parts_of("helpers", found),
        "parts torch": parts_of("PyTorch", found),
        "softmax": race(found["softmax"]),
        "svm": race(found["svm"]),
        "softmax settings": settings(found["softmax"]),
        "svm settings": settings(found["svm"]),
        "gradients": gradients(found["gradients"]),
        "neighbours": short(found["neighbours"], near),
        "growth": growth(found["growth"]),
        "recipes": recipes(found["recipes"]),
        "loses": loses(found["numpy_loses"]),
    }

"""The two figures of the page, and what their descriptions say.

`bars` and `curves` give what is drawn; `descriptions` words it, so that a
description never says something else than the figure shows.
"""

from benchmarks.tables import digits

BARS = "frameworks_ratios.png"
CURVES = "frameworks_growth.png"
SCALE = 160  # dots an inch of the stored figures, for paper


def bars(results):
    """Return (name, ratio summary or None if below 0.05) of each bar."""
    found = results["benchmarks"]
    one, two = found["network"]["1"], found["network"]["2"]
    rows = {
        "network: products alone": one["products"],
        "network: scikit-learn": one["scikit-learn"],
        "network: PyTorch": one["PyTorch"],
        "network: PyTorch, 2 threads": two["PyTorch"],
        "network: PyTorch, DataLoader": one["PyTorch, DataLoader"],
    }
    for race in ("softmax", "svm"):
        for name, row in found[race]["rows"].items():
            if name != "helpers":
                label = race.replace("svm", "SVM")
                rows[f"{label}: {name}"] = row
    rows["7 neighbours: scikit-learn"] = found["neighbours"]["scikit-learn"]
    loses = found["numpy_loses"]
    rows["wide net: PyTorch"] = loses["wide"]["PyTorch"]
    rows["first convolution: PyTorch"] = loses["first convolution"]["PyTorch"]
    rows["later convolution: PyTorch"] = loses["later convolution"]["PyTorch"]
    return {
        name: None if row["stopped"] else row["ratio"]
        for name, row in rows.items()
    }


def curves(results):
    """Return, for each thing that grows, values and ratio summaries."""
    return {
        what: (
            [int(value) for value in part["rows"]],
            [row["PyTorch"]["ratio"] for row in part["rows"].values()],
        )
        for what, part in results["benchmarks"]["growth"].items()
    }


def descriptions(results):
    """Return the alt texts of both figures."""
    said = [
        f"{name} below 0.05"
        if ratio is None
        else f"{name} {digits(ratio['median'])}"
        for name, ratio in bars(results).items()
    ]
    grown = [
        f"{what} {' to '.join(_turns(values, ratios))}"
        for what, (values, ratios) in curves(results).items()
    ]
    return {
        "bars": "Dots on a logarithmic scale with a line at 1; left of it "
        f"the book's NumPy is the faster one. From top: {'; '.join(said)}.",
        "curves": "Three panels with the ratio of our time to PyTorch's, each "
        f"over one thing that grows: {'; '.join(grown)}. A line at 1 parts "
        "where the book is faster, below, from where PyTorch is.",
    }


def _turns(values, ratios):
    """Return the two ends of a curve in words, and a low between them."""
    medians = [ratio["median"] for ratio in ratios]
    low = medians.index(min(medians))
    return [
        f"{digits(medians[k])} at {values[k]:,}"
        for k in sorted({0, low, len(values) - 1})
    ]


def draw(results, folder):
    """Write both figures into a folder."""
    import matplotlib

    matplotlib.use("agg")
    from helpers import plots

    plots.use_style()
    for name, fig in (
        (BARS, draw_bars(results)),
        (CURVES, draw_curves(results)),
    ):
        save(fig, folder / name)


def save(fig, path):
    """Write a figure with few colours, so that the file is small."""
    import io

    import matplotlib.pyplot as plt
    from PIL import Image

    buffer = io.BytesIO()
    fig.savefig(buffer, dpi=SCALE, bbox_inches="tight")
    plt.close(fig)
    image = Image.open(buffer).convert("RGB")
    image.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def draw_bars(results):
    """Return the figure of all ratios."""
    import matplotlib.pyplot as plt

    shown = bars(results)
    fig, ax = plt.subplots(figsize=(6.0, 0.9 + 0.32 * len(shown)))
    ax.axvline(1, color="black", linewidth=1, linestyle="-")
    for y, ratio in enumerate(shown.values()):
        if ratio is None:
            ax.plot(0.05, y, "<", color="C1", markersize=8)
            continue
        ax.plot([ratio["min"], ratio["max"]], [y, y], "-", color="C0", lw=2)
        ax.plot(ratio["median"], y, "o", color="C0")
    ax.set_yticks(range(len(shown)), shown)
    ax.invert_yaxis()
    ax.set(xscale="log", xlabel="our time over theirs (log scale)")
    ticks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xlim(left=0.04)
    ax.minorticks_off()
    ax.grid(axis="x", alpha=0.4)
    ax.set_title("MNIST and CIFAR-10; left of 1 the book is faster")
    return fig


def draw_curves(results):
    """Return the figure of how the ratio changes."""
    import matplotlib.pyplot as plt

    shown = curves(results)
    fig, axes = plt.subplots(len(shown), 1, figsize=(6.0, 6.6), sharey=True)
    names = {"batch": "batch size", "width": "hidden units"}
    top = max(r["max"] for _, ratios in shown.values() for r in ratios)
    for ax, (what, (values, ratios)) in zip(axes, shown.items(), strict=True):
        ax.axhline(1, color="black", linewidth=1, linestyle="-")
        middle = [ratio["median"] for ratio in ratios]
        ax.fill_between(
            values,
            [ratio["min"] for ratio in ratios],
            [ratio["max"] for ratio in ratios],
            alpha=0.25,
            linewidth=0,
        )
        ax.plot(values, middle, "o-", color="C0")
        ax.set(
            xscale="log", xlabel=names.get(what, what), ylim=(0, 1.05 * top)
        )
        ax.set_xticks(values, [f"{value:,}" for value in values])
        ax.minorticks_off()
    axes[1].set_ylabel("our time over PyTorch's")
    axes[0].set_title("MNIST, one thread; below 1 the book is faster")
    return fig

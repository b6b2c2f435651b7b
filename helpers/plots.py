"""Plots that more than one chapter draws, and the look of all of them."""

from helpers import validate

# Okabe and Ito's colours, told apart by the colour-blind; dark ones first.
COLORS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
)


def use_style():
    """Set the look of all figures of a chapter: colours, sizes, type."""
    import matplotlib.pyplot as plt
    from cycler import cycler

    dashes = ["-", "--", "-.", ":", "-", "--", "-."]
    plt.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=dashes),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": "medium",
            "figure.dpi": 120,
            "figure.figsize": (6.0, 3.5),
            "figure.constrained_layout.use": True,
            "font.size": 11,
            "image.cmap": "viridis",
            "legend.frameon": False,
        }
    )


def show_images(images, labels, title, ncols=5, cmap="gray_r", limit=None):
    """Draw small pictures in a grid, each with its label above it.

    Parameters
    ----------
    images : ndarray, shape (n, height, width) or (n, height, width, 3)
    labels : sequence of n str
    title : str
        Stands over the grid and says which data the pictures come from.
    ncols : int
    cmap : str
        Of pictures without colour.
    limit : float, optional
        Draw grey values from -limit to limit, for weights. Without it, each
        picture runs from its smallest to its largest value.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib.pyplot as plt

    images = validate.numbers("images", images, ndim=(3, 4))
    if len(labels) != len(images):
        raise ValueError(
            f"labels has {len(labels)} entries; it must have {len(images)}, "
            "one for each picture"
        )
    validate.count("ncols", ncols)
    nrows = -(-len(images) // ncols)
    fig, axes = plt.subplots(
        nrows,
        ncols,
        squeeze=False,
        figsize=(6.0, 0.4 + 1.3 * nrows * 5 / ncols),
    )
    for ax in axes.flat:
        ax.axis("off")
    low = None if limit is None else -limit
    for ax, image, label in zip(axes.flat, images, labels, strict=False):
        ax.imshow(image, cmap=cmap, vmin=low, vmax=limit)
        ax.set_title(label, fontsize="small")
    fig.suptitle(title)
    return fig


def heat_map(values, rows, columns, title, xlabel, ylabel, number=".2f"):
    """Draw a table as coloured squares with the numbers in them.

    Parameters
    ----------
    values : array_like, shape (m, n)
        NaN or None is left white and marked by a dash.
    rows, columns : sequence of str
        From top to bottom, and from left to right.
    title : str
        Says which data the numbers come from.
    xlabel, ylabel : str
        What the columns and the rows are.
    number : str
        The format of the numbers.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import matplotlib.pyplot as plt
    import numpy as np

    values = np.asarray(values, dtype=float)
    fig, ax = plt.subplots(figsize=(6.0, 1.6 + 0.38 * len(rows)))
    image = ax.imshow(values, cmap="viridis", aspect="auto")
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    for (i, j), value in np.ndenumerate(values):
        text = "-" if np.isnan(value) else format(value, number)
        red, green, blue, _ = image.cmap(image.norm(value))
        light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
        # Below this luminance white is more legible than black (WCAG).
        color = "white" if light < 0.18 and text != "-" else "black"
        ax.text(
            j, i, text, ha="center", va="center", color=color, fontsize="small"
        )
    return fig


def show_regions(ax, predict, X, y, size=200):
    """Draw which class a model answers in the plane, and the examples.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    predict : callable
        From points (n, 2) to labels (n,).
    X : ndarray, shape (N, 2)
    y : ndarray of int, shape (N,)
        Labels 0..C-1, C at most 6.
    size : int
        The answers are computed on a grid of size by size points.
    """
    import numpy as np
    from matplotlib.colors import ListedColormap

    limit = 1.1 * np.abs(X).max()
    line = np.linspace(-limit, limit, size)
    points = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    labels = predict(points).reshape(size, size)
    num_classes = y.max() + 1
    colors = ListedColormap(COLORS[:num_classes])
    ax.imshow(
        labels,
        extent=(-limit, limit, -limit, limit),
        origin="lower",
        cmap=colors,
        vmin=0,
        vmax=num_classes - 1,
        alpha=0.3,
        interpolation="nearest",
    )
    for k in np.unique(labels)[1:]:  # borders, for print without colour
        ax.contour(line, line, labels >= k, [0.5], colors="0.3", linewidths=1)
    for k, marker in zip(range(num_classes), "o^sDvP", strict=False):
        ax.plot(
            *X[y == k].T, marker, color=COLORS[k], markersize=3, label=f"{k}"
        )
    ax.set(xlabel="$x_0$", ylabel="$x_1$")


def show_band(ax, x, runs, label):
    """Draw the mean of several runs as a line, and their range as a band.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x : array_like, shape (n,)
    runs : array_like, shape (number of runs, n)
    label : str
        For the legend.
    """
    import numpy as np

    runs = np.asarray(runs)
    (line,) = ax.plot(x, runs.mean(axis=0), label=label)
    ax.fill_between(
        x,
        runs.min(axis=0),
        runs.max(axis=0),
        color=line.get_color(),
        alpha=0.25,
        linewidth=0,
    )

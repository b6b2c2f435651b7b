"""Figures that move: a plotting function, and a slider over its argument.

With a kernel the slider draws anew (ipywidgets). In the built book it steps
through frames that `make execute` has prepared; there assets/moving.js draws
the slider. Where no script runs, and on paper, one chosen frame stands still.
"""

import base64
import io
import json
import os

MOST_FRAMES = 30  # so that a page stays light
DPI = 100  # enough on a screen, and small
PAPER_DPI = 160  # of the one that is printed


class Moving:
    """A figure with a slider, to stand as the last expression of a cell.

    Parameters
    ----------
    draw : callable
        From a value to a matplotlib Figure, always of the same size.
    name : str
        What the slider sets, such as "step h".
    values : sequence
        At most 30, in the slider's order.
    shown : object
        Which of the values is shown at first, and on paper.
    alt : callable
        From a value to the alt text of its frame.
    text : callable, optional
        From a value to how the slider names it.
    colors : int
        How many colours a prepared frame keeps: fewer are smaller.

    Raises
    ------
    ValueError
        If there are more than 30 values, or `shown` is none of them.
    """

    def __init__(
        self, draw, name, values, shown, alt, text="{:g}".format, colors=64
    ):
        self.draw, self.name, self.alt, self.text = draw, name, alt, text
        self.colors = colors
        self.values = list(values)
        if not 2 <= len(self.values) <= MOST_FRAMES:
            raise ValueError(
                f"values has {len(self.values)} entries; it must have 2 to "
                f"{MOST_FRAMES}"
            )
        if shown not in self.values:
            raise ValueError(f"shown is {shown!r}; it must be one of values")
        self.shown = self.values.index(shown)

    def __repr__(self):
        """Return what nbval compares: the slider, but not the pictures."""
        texts = [self.text(value) for value in self.values]
        return (
            f"<Moving figure: {self.name}, {len(texts)} frames from "
            f"{texts[0]} to {texts[-1]}, shown at {texts[self.shown]}>"
        )

    def frame(self, value, effort=0, dpi=DPI):
        """Draw one frame, and compress it with an effort from 0 to 6.

        Returns
        -------
        dict
            "text", what the slider says, and the attributes of an image:
            "alt", "src", "width" and "height".
        """
        import matplotlib.pyplot as plt

        fig = self.draw(value)
        words = {"text": self.text(value), "alt": self.alt(value)}
        picture = _picture(fig, self.colors, effort, dpi)
        plt.close(fig)
        return words | picture

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Return the forms among which the page or the editor chooses."""
        if os.environ.get("EGC_FRAMES") == "1":
            frames = [self.frame(value, effort=6) for value in self.values]
            value, shown = self.values[self.shown], frames[self.shown]
            shown["src"] = self.frame(value, 6, PAPER_DPI)["src"]
            return self._still(shown, frames)
        frame = self.frame(self.values[self.shown])
        view = "application/vnd.jupyter.widget-view+json"
        live = self.live(frame)._repr_mimebundle_()
        return self._still(frame) | {view: live[view]}

    def _still(self, frame, frames=()):
        """Return one frame as HTML, with the others for the site's script."""
        frames = [
            {**one, "src": "" if one is frame else one["src"]}  # never twice
            for one in frames
        ]
        moving = {"name": self.name, "shown": self.shown, "frames": frames}
        # Inside a script element, "</" would end it.
        moving = json.dumps(moving).replace("</", "<\\/")
        data = f'<script type="application/json">{moving}</script>'
        control = '<p class="moving-control"></p>' + data if frames else ""
        html = f'<div class="moving">{_img(frame)}{control}</div>'
        return {"text/plain": repr(self), "text/html": html}

    def live(self, frame):
        """Return the slider over the real computation, at first at a frame.

        Returns
        -------
        ipywidgets.VBox
        """
        import ipywidgets

        picture = ipywidgets.HTML(_img(frame))
        slider = ipywidgets.SelectionSlider(
            options=[(self.text(value), value) for value in self.values],
            index=self.shown,
            description=self.name,
            style={"description_width": "initial"},
        )

        def show(change):
            picture.value = _img(self.frame(change["new"]))

        slider.observe(show, "value")
        return ipywidgets.VBox([picture, slider])


def _picture(fig, colors, effort, dpi):
    """Return the size and the data: address of a figure as lossless WebP."""
    from PIL import Image

    png, webp = io.BytesIO(), io.BytesIO()
    fig.savefig(png, format="png", dpi=dpi)
    image = Image.open(png).convert("RGB")
    image = image.quantize(
        colors,
        Image.Quantize.MEDIANCUT,
        kmeans=1 if effort else 0,  # truer colours, and slower
        dither=Image.Dither.NONE,
    )
    image.convert("RGB").save(webp, "WEBP", lossless=True, method=effort)
    src = "data:image/webp;base64,"
    src += base64.b64encode(webp.getvalue()).decode()
    return {"src": src, "width": image.width, "height": image.height}


def _img(frame):
    """Return a frame as an element of HTML."""
    from html import escape

    attributes = " ".join(
        f'{key}="{escape(str(value))}"'
        for key, value in frame.items()
        if key != "text"
    )
    return f"<img {attributes}>"

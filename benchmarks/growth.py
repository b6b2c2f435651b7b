"""How the time of an epoch grows, ours and PyTorch's, with one thread.

The network of `network.py`, one thing changed at a time: the batch size, the
width of the hidden layer, or the number of examples.
"""

import numpy as np

from benchmarks import data
from benchmarks.network import MOMENTUM, RATE, start
from benchmarks.rounds import Contender, compare, threads
from benchmarks.torch_loops import cross_entropy, gathered, two_layers
from helpers import descent
from helpers.two_layers import two_layer_loss

USUAL = {"batch": 128, "width": 128, "examples": 12800}
VALUES = {
    "batch": (1, 4, 16, 64, 256, 1024),
    "width": (16, 64, 256, 1024, 4096),
    "examples": (3125, 6250, 12500, 25000, 50000),
}
SHORT_RATE = RATE / 10  # an epoch of single examples must not diverge


def contenders(batch, width, examples):
    """Return both; one run is an epoch, or a part of it if that is long."""
    import torch

    mnist = data.mnist()
    X, y = mnist.X_train[:examples], mnist.y_train[:examples]
    X_torch, y_torch = torch.tensor(X), torch.tensor(y)

    def ours(seed):
        return descent.sgd(
            two_layer_loss,
            start(seed, width),
            X,
            y,
            learning_rate=SHORT_RATE,
            momentum=MOMENTUM,
            num_epochs=1,
            batch_size=batch,
            rng=np.random.default_rng(seed),
        )

    def theirs(seed):
        net = two_layers(start(seed, width))
        return gathered(
            net, cross_entropy, X_torch, y_torch, seed, 1, batch, SHORT_RATE
        )

    return [Contender("helpers", ours), Contender("PyTorch", theirs)]


def exponent(values, seconds):
    """Return p of seconds = c * values ** p, by least squares on logs."""
    slope, _ = np.polyfit(np.log(values), np.log(seconds), 1)
    return float(slope)


def run():
    """Return, for each of the three, the rows at each value."""
    result = {}
    for what, values in VALUES.items():
        by_value = {}
        for value in values:
            setting = USUAL | {what: value}
            with threads(1):
                by_value[f"{value}"] = compare(
                    contenders(**setting), f"{what} {value}"
                )
        result[what] = {
            "usual": {k: n for k, n in USUAL.items() if k != what},
            "rows": by_value,
            "exponent": {
                name: exponent(
                    values,
                    [
                        row[name]["summary"]["median"]
                        for row in by_value.values()
                    ],
                )
                for name in ("helpers", "PyTorch")
            },
        }
    return result

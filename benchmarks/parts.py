"""Where an epoch of the MNIST network goes: parts of it, run alone.

The parts are those of `network.py`, each repeated as often as an epoch has
batches. Alone they find more in the caches than in their turn, so they need
not add up to the whole; they say what is large and what is small.
"""

import numpy as np

from benchmarks import data
from benchmarks.network import BATCH, MOMENTUM, RATE, start
from benchmarks.rounds import Contender, compare, threads
from benchmarks.torch_loops import cross_entropy, two_layers
from helpers.two_layers import two_layer_loss


def ours(X, y):
    """Return our parts as {name: run}."""
    params = start(0)
    starts = range(0, len(X), BATCH)
    batch = X[:BATCH].copy(), y[:BATCH].copy()
    velocity = {key: np.zeros_like(params[key]) for key in params}
    _, grads = two_layer_loss(params, *batch)

    def gather(seed):
        order = np.random.default_rng(seed).permutation(len(X))
        for first in starts:
            rows = order[first : first + BATCH]
            X.take(rows, axis=0, mode="clip"), y[rows]

    def gradient(seed):
        for _ in starts:
            two_layer_loss(params, *batch)

    def step(seed):
        for _ in starts:
            for key, array in params.items():
                v = velocity[key]
                v *= MOMENTUM
                v -= RATE * grads[key]
                array += v

    return {"gather": gather, "gradient": gradient, "step": step}


def pytorch(X, y):
    """Return PyTorch's parts as {name: run}."""
    import torch

    X, y = torch.tensor(X), torch.tensor(y)
    net = two_layers(start(0))
    optimiser = torch.optim.SGD(net.parameters(), RATE, MOMENTUM)
    starts = range(0, len(X), BATCH)
    batch = X[:BATCH].clone(), y[:BATCH].clone()

    def gather(seed):
        generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(X), generator=generator)
        for first in starts:
            rows = order[first : first + BATCH]
            X[rows], y[rows]

    def gradient(seed):
        for _ in starts:
            optimiser.zero_grad()
            cross_entropy(net(batch[0]), batch[1]).backward()

    def step(seed):
        if net[0].weight.grad is None:
            gradient(seed)
        for _ in starts:
            optimiser.step()

    return {"gather": gather, "gradient": gradient, "step": step}


def run():
    """Return the rows of each part, with one thread."""
    mnist = data.mnist()
    mine = ours(mnist.X_train, mnist.y_train)
    theirs = pytorch(mnist.X_train, mnist.y_train)
    with threads(1):
        return {
            part: compare(
                [
                    Contender("helpers", mine[part]),
                    Contender("PyTorch", theirs[part]),
                ],
                f"part: {part}",
            )
            for part in mine
        }

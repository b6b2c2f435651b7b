"""Where NumPy should lose: wide nets and convolutions, both on the CPU.

Loss and gradients of one batch, the same numbers from both (asserted).
"""

import numpy as np

from benchmarks import data
from benchmarks.rounds import Contender, compare, threads
from helpers.scores import cross_entropy_dscores

WIDE, WIDE_BATCH = 2048, 256
PICTURES = 64
TIMES = 5


def wide_params(rng):
    """Return the weights of 784-2048-2048-10."""
    sizes = [784, WIDE, WIDE, 10]
    params = {}
    for k, (m, n) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        W = np.sqrt(2 / m) * rng.standard_normal((m, n))
        params[f"W{k}"] = W.astype(np.float32)
        params[f"b{k}"] = np.zeros(n, np.float32)
    return params


def wide_numpy(params, X, y):
    """Return the gradients of two wide ReLU layers and their scores."""
    p = params
    a1 = np.maximum(X @ p["W1"] + p["b1"], 0)
    a2 = np.maximum(a1 @ p["W2"] + p["b2"], 0)
    _, dscores = cross_entropy_dscores(a2 @ p["W3"] + p["b3"], y)
    dz2 = (dscores @ p["W3"].T) * (a2 > 0)
    dz1 = (dz2 @ p["W2"].T) * (a1 > 0)
    return {
        "W1": X.T @ dz1,
        "b1": dz1.sum(axis=0),
        "W2": a1.T @ dz2,
        "b2": dz2.sum(axis=0),
        "W3": a2.T @ dscores,
        "b3": dscores.sum(axis=0),
    }


def wide_torch(params, X, y):
    """Return the same, as PyTorch derives it by itself."""
    import torch

    relu = torch.nn.functional.relu
    a1 = relu(torch.addmm(params["b1"], X, params["W1"]))
    a2 = relu(torch.addmm(params["b2"], a1, params["W2"]))
    scores = torch.addmm(params["b3"], a2, params["W3"])
    loss = torch.nn.functional.cross_entropy(scores, y)
    grads = torch.autograd.grad(loss, list(params.values()))
    return dict(zip(params, grads, strict=True))


def windows(X):
    """Return the 3 x 3 windows around each pixel as rows of a matrix.

    `X` is (N, height, width, channels), with zeros around it; a row holds 9
    times the channels.
    """
    padded = np.pad(X, ((0, 0), (1, 1), (1, 1), (0, 0)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
    view = view.transpose(0, 1, 2, 4, 5, 3)  # (N, height, width, 3, 3, C)
    return view.reshape(-1, 9 * X.shape[3])


def convolution_numpy(X, W, dout):
    """Return a 3 x 3 convolution and its gradients for W and X.

    `W` is (9 * channels in, channels out); `dout` has the shape of the
    output, (N, height, width, channels out).
    """
    rows = windows(X)
    out = (rows @ W).reshape(dout.shape)
    flat = dout.reshape(-1, dout.shape[3])
    dW = rows.T @ flat
    # Back through the windows: another convolution, the kernel turned round.
    turned = W.reshape(3, 3, X.shape[3], -1)[::-1, ::-1].transpose(0, 1, 3, 2)
    dX = windows(dout) @ turned.reshape(-1, X.shape[3])
    return out, dW, dX.reshape(X.shape)


def convolution_torch(X, W, dout):
    """Return the same; channels first, as PyTorch wants them."""
    import torch

    out = torch.nn.functional.conv2d(X, W, padding=1)
    dW, dX = torch.autograd.grad(out, (W, X), dout)
    return out, dW, dX


def close(ours, theirs):
    """Assert that two arrays hold the same numbers in float32."""
    theirs = theirs.detach().numpy()
    assert np.abs(ours - theirs).max() < 1e-3 * np.abs(theirs).max()


def repeated(function, *arguments):
    """Return a run that calls the function TIMES times."""

    def run(seed):
        for _ in range(TIMES):
            function(*arguments)

    return run


def against(ours, theirs, what):
    """Compare two runs of TIMES calls with one thread."""
    return compare(
        [
            Contender("NumPy", ours, times=TIMES),
            Contender("PyTorch", theirs, times=TIMES),
        ],
        what,
        limit=float("inf"),
    )


def wide():
    """Return the rows for a wide net."""
    import torch

    mnist = data.mnist()
    X, y = mnist.X_train[:WIDE_BATCH], mnist.y_train[:WIDE_BATCH]
    params = wide_params(np.random.default_rng(0))
    in_torch = {k: torch.tensor(v).requires_grad_() for k, v in params.items()}
    batch = torch.tensor(X), torch.tensor(y)
    found = wide_torch(in_torch, *batch)
    for key, gradient in wide_numpy(params, X, y).items():
        close(gradient, found[key])
    return against(
        repeated(wide_numpy, params, X, y),
        repeated(wide_torch, in_torch, *batch),
        "784-2048-2048-10",
    )


def convolution(channels):
    """Return the rows for a 3 x 3 convolution to 32 channels."""
    import torch

    rng = np.random.default_rng(0)
    X = data.cifar10().X_train[:PICTURES].reshape(-1, 32, 32, 3)
    if channels > 3:  # what such a layer makes of them stands in for that
        X = np.maximum(X @ rng.standard_normal((3, channels), np.float32), 0)
    W = rng.standard_normal((9 * channels, 32), np.float32)
    dout = rng.standard_normal((PICTURES, 32, 32, 32), np.float32)
    first = [torch.tensor(a.transpose(0, 3, 1, 2).copy()) for a in (X, dout)]
    kernel = W.reshape(3, 3, channels, 32).transpose(3, 2, 0, 1).copy()
    theirs = (
        first[0].requires_grad_(),
        torch.tensor(kernel).requires_grad_(),
        first[1],
    )
    out, dW, dX = convolution_numpy(X, W, dout)
    found = convolution_torch(*theirs)
    close(out, found[0].permute(0, 2, 3, 1))
    close(dW, found[1].permute(2, 3, 1, 0).reshape(dW.shape))
    close(dX, found[2].permute(0, 2, 3, 1))
    return against(
        repeated(convolution_numpy, X, W, dout),
        repeated(convolution_torch, *theirs),
        f"convolution, {channels} channels",
    )


def run():
    """Return the rows of all three, with one thread."""
    with threads(1):
        return {
            "wide": wide(),
            "first convolution": convolution(3),
            "later convolution": convolution(32),
        }

"""Wrong answers to the exercises of chapter 7."""

import numpy as np


def steps_of(n, batch_size, num_epochs):
    return num_epochs * -(-n // batch_size)


def put_back(W_mixed, order):
    return W_mixed[np.argsort(order)]


def put_back_in_place(W_mixed, order):
    W_mixed[order] = W_mixed.copy()
    return W_mixed


def dscores_of(params, X, y):
    scores = X @ params["W"] + params["b"]
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True) - np.eye(len(params["b"]))[y]


def summed_loss(params, X, y, of_loss=1.0, of_grads=1.0, bias=1.0):
    """Return the summed loss and gradients, each times a factor."""
    dscores = dscores_of(params, X, y)
    p_true = dscores[np.arange(len(y)), y] + 1
    grads = {"W": X.T @ dscores, "b": bias * dscores.sum(axis=0)}
    grads = {key: of_grads * value for key, value in grads.items()}
    return -of_loss * np.log(p_true).sum(), grads


def mean_loss(params, X, y):
    return summed_loss(params, X, y, 1 / len(y), 1 / len(y))


def mean_gradient(params, X, y):
    return summed_loss(params, X, y, of_grads=1 / len(y))


def mean_of_biases_only(params, X, y):
    return summed_loss(params, X, y, bias=1 / len(y))


def regularised(params, X, y):
    loss, grads = summed_loss(params, X, y)
    return loss, grads | {"W": grads["W"] + 0.1 * params["W"]}


def centred_in_place(W):
    W -= W.mean(axis=1, keepdims=True)
    return W


def gradient_of_pixels(params, X, y):
    return dscores_of(params, X, y) @ params["W"].T / len(y)


def summed_over_the_batch(params, X, y):
    return dscores_of(params, X, y) @ params["W"].T


def not_transposed(params, X, y):
    return dscores_of(params, X, y) @ params["W"] / len(y)


def weights_of_the_true_class(params, X, y):
    return -params["W"].T[y] / len(y)


def gradient_of_weights(params, X, y):
    return X.T @ dscores_of(params, X, y) / len(y)


def pushed(params, X, y, size):
    push = size * np.sign(gradient_of_pixels(params, X, y))
    return np.clip(X + push, 0, 1)


def downhill(params, X, y, size):
    push = size * np.sign(gradient_of_pixels(params, X, y))
    return np.clip(X - push, 0, 1)


def not_clipped(params, X, y, size):
    return X + size * np.sign(gradient_of_pixels(params, X, y))


def along_the_gradient(params, X, y, size):
    return np.clip(X + size * gradient_of_pixels(params, X, y), 0, 1)


def the_push_alone(params, X, y, size):
    return size * np.sign(gradient_of_pixels(params, X, y))


WRONG = {
    "ex-ch07-batch": {
        "the last short batch left out": (
            lambda n, batch_size, num_epochs: num_epochs * (n // batch_size),
            "lower",
        ),
        "one step too many": (
            lambda n, batch_size, num_epochs: (
                num_epochs * (n // batch_size + 1)
            ),
            "lower",
        ),
        "rounded up over all epochs": (
            lambda n, batch_size, num_epochs: -(-n * num_epochs // batch_size),
            "lower",
        ),
        "the steps of one epoch": (
            lambda n, batch_size, num_epochs: -(-n // batch_size),
            "lower",
        ),
        "a smoother gradient must be better": (steps_of, "higher"),
    },
    "ex-ch07-shuffle": {
        "the picture is destroyed": ("lower", put_back),
        "shuffled a second time": ("the same", lambda W, order: W[order]),
        "left as it is": ("the same", lambda W, order: W),
        "the classes put back": (
            "the same",
            lambda W, order: W[:, np.argsort(order[: W.shape[1]])],
        ),
        "put back in place": ("the same", put_back_in_place),
    },
    "ex-ch07-sum": {
        "divided by N": (0.001 / 100, summed_loss),
        "the same rate": (0.001, summed_loss),
        "the mean": (0.1, mean_loss),
        "the loss summed, its gradient not": (0.1, mean_gradient),
        "the biases not summed": (0.1, mean_of_biases_only),
        "a regulariser": (0.1, regularised),
        "the minus forgotten": (
            0.1,
            lambda params, X, y: summed_loss(params, X, y, of_loss=-1.0),
        ),
    },
    "ex-ch07-same": {
        "the mean of each column": (lambda W: W - W.mean(axis=0),),
        "the mean of all": (lambda W: W - W.mean(),),
        "the sum for the mean": (lambda W: W - W.sum(axis=1, keepdims=True),),
        "the picture added": (lambda W: W + W.mean(axis=1, keepdims=True),),
        "the last class at zero": (lambda W: W - W[:, -1:],),
        "all weights at zero": (lambda W: 0 * W,),
        "centred in place": (centred_in_place,),
    },
    "ex-ch07-picture": {
        "the sum over the batch": (summed_over_the_batch, pushed),
        "W not transposed": (not_transposed, pushed),
        "the true class's weights alone": (
            weights_of_the_true_class,
            pushed,
        ),
        "the gradient for the weights": (gradient_of_weights, pushed),
        "pushed downhill": (gradient_of_pixels, downhill),
        "not clipped": (gradient_of_pixels, not_clipped),
        "along the gradient": (gradient_of_pixels, along_the_gradient),
        "the push without the picture": (gradient_of_pixels, the_push_alone),
    },
}

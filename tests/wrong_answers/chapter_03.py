"""Wrong answers to the exercises of chapter 3."""

import numpy as np


def log_steps(factor, gain):
    return np.log(gain) / -np.log(factor)


def right_count(eta, gain):
    return np.floor(log_steps(abs(1 - 2 * eta), gain)) + 1


def at_most(eta, gain):
    return np.ceil(log_steps(abs(1 - 2 * eta), gain))


def without_size(eta, gain):
    with np.errstate(invalid="ignore"):
        return np.ceil(log_steps(1 - 2 * eta, gain))


def right_curvature(x0, x1, x2, rate):
    return (1 - (x2 - x1) / (x1 - x0)) / rate


def step(params, grads, rate):
    return {key: x - rate * grads[key] for key, x in params.items()}


def kept(keep, best_loss=np.inf, better=np.less, stop=False, names=list):
    """Return the loop of the exercise with another way of keeping."""

    def keep_best(loss_and_grads, params, rate, num_steps):
        best_so_far = best_loss
        params = copied(params)
        best = keep(params)
        for _ in range(num_steps):
            loss, grads = loss_and_grads(params)
            if better(loss, best_so_far):
                best_so_far, best = loss, keep(params)
            elif stop:
                break
            for key in names(params):
                params[key] -= rate * grads[key]
        return best

    return keep_best


def copied(params):
    return {key: x.copy() for key, x in params.items()}


def one_look_more(loss_and_grads, params, rate, num_steps):
    return kept(copied)(loss_and_grads, params, rate, num_steps + 1)


def best_of_callers_array(loss_and_grads, params, rate, num_steps):
    best_loss = np.inf
    for _ in range(num_steps):
        loss, grads = loss_and_grads(params)
        if loss < best_loss:
            best_loss, best = loss, copied(params)
        for key in params:
            params[key] -= rate * grads[key]
    return best


def last(loss_and_grads, params, rate, num_steps):
    for _ in range(num_steps):
        params = step(params, loss_and_grads(params)[1], rate)
    return params


def best_loss_only(loss_and_grads, params, rate, num_steps):
    losses = []
    for _ in range(num_steps):
        loss, grads = loss_and_grads(params)
        losses.append(loss)
        params = step(params, grads, rate)
    return min(losses)


def power_of_two(below):
    """Return the first power of two above a number."""
    return 2.0 ** (np.floor(np.log2(below)) + 1)


def right_standstill(h):
    return power_of_two(2 * h / 2**-52)


def first_that_stays(h):
    p = 1.0
    while p + h != p:
        p *= 2
    return p


def half_a_spacing(h):
    p = 1.0
    while np.spacing(p) / 2 < h:
        p *= 2
    return p


def step_in_place(x, g, curvatures, eta):
    x -= eta * g / curvatures
    return x


WRONG = {
    "ex-ch03-count": {
        "one step too few": (7, right_count),
        "one step too many": (9, right_count),
        "the loss counted": (4, right_count),
        "the sign of the factor kept": (8, without_size),
        "a tie counted as below": (8, at_most),
        "rounded down": (8, lambda eta, n: right_count(eta, n) - 1),
        "not rounded": (8, lambda eta, n: log_steps(abs(1 - 2 * eta), n)),
        "the loss counted, in the function": (
            8,
            lambda eta, n: np.ceil(log_steps((1 - 2 * eta) ** 2, n)),
        ),
        "the curvature forgotten": (
            8,
            lambda eta, n: np.ceil(log_steps(1 - eta, n)),
        ),
        "for the rate 0.3 alone": (
            8,
            lambda eta, n: np.ceil(log_steps(0.4, n)),
        ),
    },
    "ex-ch03-read": {
        "the sign of the factor lost": (2 / 3, 1 / 3, 1 / 6, right_curvature),
        "the two rates exchanged": (6, 1 / 6, 1 / 3, right_curvature),
        "the limit at a factor of 0": (6, 1 / 6, 1 / 6, right_curvature),
        "not divided by the rate": (1.8, 1 / 3, 1 / 6, right_curvature),
        "the minimum taken to be 0": (
            *(6, 1 / 3, 1 / 6),
            lambda x0, x1, x2, rate: (1 - x1 / x0) / rate,
        ),
        "the factor turned over": (
            *(6, 1 / 3, 1 / 6),
            lambda x0, x1, x2, rate: (1 - (x1 - x0) / (x2 - x1)) / rate,
        ),
        "two steps for one": (
            *(6, 1 / 3, 1 / 6),
            lambda x0, x1, x2, rate: (1 - (x2 - x0) / (x1 - x0)) / rate,
        ),
        "plus the factor": (
            *(6, 1 / 3, 1 / 6),
            lambda x0, x1, x2, rate: (1 + (x2 - x1) / (x1 - x0)) / rate,
        ),
    },
    "ex-ch03-best": {
        "what was meant, not what comes": (25, kept(copied)),
        "the loss of one step": (25 * 1.02**2, kept(copied)),
        "the distance": (55.2**0.5, kept(copied)),
        "a second name": (55.2, kept(lambda params: params)),
        "a copy of the dictionary alone": (55.2, kept(dict.copy)),
        "the highest loss": (55.2, kept(copied, -np.inf, np.greater)),
        "stops at the first rise": (55.2, kept(copied, stop=True)),
        "one entry moved, not the others": (
            55.2,
            kept(copied, names=lambda params: list(params)[:1]),
        ),
        "nothing is ever better": (55.2, kept(copied, -np.inf)),
        "the caller's array moved": (55.2, best_of_callers_array),
        "the last parameters": (55.2, last),
        "a look after the last step too": (55.2, one_look_more),
        "the loss, not the parameters": (55.2, best_loss_only),
    },
    "ex-ch03-numerical": {
        "the coordinates exchanged": (9, 10, right_standstill),
        "the first step that does nothing": (11, 10, right_standstill),
        "where the factors go wrong": (8, 8, right_standstill),
        "h in the place of 2 h": (
            *(10, 9),
            lambda h: power_of_two(h / 2**-52),
        ),
        "no power of two": (10, 9, lambda h: 2 * h / 2**-52),
        "rounded up, which forgets the ties": (
            *(10, 9),
            lambda h: 2.0 ** (np.ceil(np.log2(h)) + 53),
        ),
        "the first power of two that stays": (10, 9, first_that_stays),
        "half a spacing is enough": (10, 9, half_a_spacing),
        "the power below": (10, 9, lambda h: right_standstill(h) / 2),
        "an exponent": (10, 9, lambda h: np.log2(right_standstill(h))),
        "where the squares cancel": (
            *(10, 9),
            lambda h: power_of_two(4 * h / 2**-53),
        ),
    },
    "ex-ch03-round": {
        "the old condition number": (25, 1, step_in_place),
        "the old rate": (1, 1 / 25, step_in_place),
        "the old best rate": (1, 2 / 26, step_in_place),
        "the start changed": (1, 1, step_in_place),
        "divided by the unit once": (
            *(1, 1),
            lambda x, g, lam, eta: x - eta * g / np.sqrt(lam),
        ),
        "multiplied": (1, 1, lambda x, g, lam, eta: x - eta * g * lam),
        "the plain step": (1, 1, lambda x, g, lam, eta: x - eta * g),
        "up the hill": (1, 1, lambda x, g, lam, eta: x + eta * g / lam),
        "left in z": (
            *(1, 1),
            lambda x, g, lam, eta: np.sqrt(lam) * x - eta * g / np.sqrt(lam),
        ),
        "the gradient taken to be that of the valley": (
            *(1, 1),
            lambda x, g, lam, eta: (1 - eta) * x,
        ),
    },
    "ex-ch03-optimal": {
        "the bound for the best momentum": (
            lambda rho, mu: ((1 + rho) / (1 - rho)) ** 2,
        ),
        "without momentum": (lambda rho, mu: (1 + rho) / (1 - rho),),
        "turned over": (
            lambda rho, mu: (1 - rho) * (rho - mu) / ((1 + rho) * (rho + mu)),
        ),
        "the signs of the momentum exchanged": (
            lambda rho, mu: (1 + rho) * (rho - mu) / ((1 - rho) * (rho + mu)),
        ),
        "the roots in the place of the window": (
            lambda rho, mu: ((1 + np.sqrt(mu)) / (1 - np.sqrt(mu))) ** 2,
        ),
    },
}

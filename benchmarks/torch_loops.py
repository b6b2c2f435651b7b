"""How PyTorch trains: a loop by hand, and the one with a DataLoader.

PyTorch is imported inside the functions, since the book does without it.
"""

MOMENTUM = 0.9


def two_layers(params):
    """Return a ReLU network with the weights of `helpers.two_layers`."""
    import torch

    num_features, num_hidden = params["W1"].shape
    net = torch.nn.Sequential(
        torch.nn.Linear(num_features, num_hidden),
        torch.nn.ReLU(),
        torch.nn.Linear(num_hidden, params["W2"].shape[1]),
    )
    with torch.no_grad():
        for layer, k in ((net[0], 1), (net[2], 2)):
            layer.weight.copy_(torch.from_numpy(params[f"W{k}"].T))
            layer.bias.copy_(torch.from_numpy(params[f"b{k}"]))
    return net


def one_layer(num_features, num_classes):
    """Return a linear classifier that begins at zero."""
    import torch

    net = torch.nn.Linear(num_features, num_classes)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
    return net


def cross_entropy(scores, y):
    """Return the mean cross-entropy of a batch."""
    import torch

    return torch.nn.functional.cross_entropy(scores, y)


def hinge(scores, y):
    """Return the mean hinge loss; PyTorch's own is divided by C as well."""
    import torch

    loss = torch.nn.functional.multi_margin_loss(scores, y)
    return scores.shape[1] * loss


def _sgd(net, rate):
    import torch

    first = rate(0) if callable(rate) else rate
    return torch.optim.SGD(net.parameters(), first, MOMENTUM)


def _step(net, optimiser, loss, x, y):
    optimiser.zero_grad()
    loss(net(x), y).backward()
    optimiser.step()


def gathered(net, loss, X, y, seed, num_epochs, batch_size, rate):
    """Train `net`; one index gathers a batch.

    The rate is a number, or a function of the fraction done, as in `sgd`.
    """
    import torch

    optimiser = _sgd(net, rate)
    rng = torch.Generator().manual_seed(seed)
    starts = range(0, len(X), batch_size)
    step = 0
    for _ in range(num_epochs):
        order = torch.randperm(len(X), generator=rng)
        for start in starts:
            if callable(rate):
                done = step / (num_epochs * len(starts))
                optimiser.param_groups[0]["lr"] = rate(done)
            rows = order[start : start + batch_size]
            _step(net, optimiser, loss, X[rows], y[rows])
            step += 1
    return net


def loaded(net, loss, X, y, seed, num_epochs, batch_size, rate):
    """Train `net` at one rate; a DataLoader makes the batches."""
    import torch

    optimiser = _sgd(net, rate)
    rng = torch.Generator().manual_seed(seed)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(X, y),
        batch_size=batch_size,
        shuffle=True,
        generator=rng,
    )
    for _ in range(num_epochs):
        for x_batch, y_batch in loader:
            _step(net, optimiser, loss, x_batch, y_batch)
    return net

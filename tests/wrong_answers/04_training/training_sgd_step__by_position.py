# mistake: Parameters and gradients are paired by their position in the dicts instead of by key.
# named by: key|name


def sgd_step(params, grads, lr):
    for p, g in zip(params.values(), list(grads.values())):
        p -= lr * g

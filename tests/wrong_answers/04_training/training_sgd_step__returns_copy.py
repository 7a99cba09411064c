# mistake: A new dict is returned and params are not changed.
# named by: in place|return


def sgd_step(params, grads, lr):
    return {name: w - lr * grads[name] for name, w in params.items()}

# mistake: The gradients are multiplied by lr in place, so the caller's grads are changed.
# named by: grads|in place|unchanged


def sgd_step(params, grads, lr):
    for name in params:
        grads[name] *= lr
        params[name] -= grads[name]

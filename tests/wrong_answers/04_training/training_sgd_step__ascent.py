# mistake: The gradient is added instead of subtracted.
# named by: sign|against|subtract|uphill


def sgd_step(params, grads, lr):
    for name, p in params.items():
        p += lr * grads[name]

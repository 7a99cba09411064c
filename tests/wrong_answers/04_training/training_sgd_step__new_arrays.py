# mistake: A new array is bound to the name in the dict, so the network's array stays as it was.
# named by: in place|new array


def sgd_step(params, grads, lr):
    for name in params:
        params[name] = params[name] - lr * grads[name]

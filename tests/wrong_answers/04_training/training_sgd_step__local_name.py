# mistake: Only the local loop variable is rebound, nothing is updated at all.
# named by: in place|unchanged|nothing|did not change


def sgd_step(params, grads, lr):
    for p, g in zip(params.values(), grads.values()):
        p = p - lr * g

# mistake: The parameters are moved by the old velocity instead of the new one.
# named by: old velocity|new velocity|updated velocity|velocity before


def clipped_step(params, grads, v, lr, momentum, max_norm):
    norm = global_norm(grads)
    scale = min(1.0, max_norm / norm) if norm > 0 else 1.0
    new_params, new_v = {}, {}
    for k in params:
        new_params[k] = params[k] - lr * v[k]
        new_v[k] = momentum * v[k] + scale * grads[k]
    return new_params, new_v

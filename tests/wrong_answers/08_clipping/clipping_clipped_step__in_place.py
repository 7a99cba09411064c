# mistake: The velocity arrays that were given are updated in place, so the argument v is changed.
# named by: in place|unchanged|changed|copy


def clipped_step(params, grads, v, lr, momentum, max_norm):
    norm = global_norm(grads)
    factor = 1.0
    if norm > max_norm:
        factor = max_norm / norm
    out = {}
    for name, g in grads.items():
        v[name] *= momentum
        v[name] += g * factor
        out[name] = params[name] - lr * v[name]
    return out, dict(v)

"""Right answers, each written in another way than the master's."""

import numpy as np


def global_norm(grads):
    """Without a unit: the longer side of a right angle, one entry after the other."""
    return np.hypot.reduce(np.concatenate([g.ravel() for g in grads.values()]))


def clip_sum(parts, max_norm):
    total = {name: np.zeros_like(g) for name, g in parts[0].items()}
    for part in parts:
        for name, g in part.items():
            total[name] += g
    norm = np.sqrt(sum((g**2).sum() for g in total.values()))
    if norm > max_norm:
        for g in total.values():
            g *= max_norm / norm
    return total


def turned(grads, limit):
    cut = {name: np.minimum(np.maximum(g, -limit), limit) for name, g in grads.items()}

    def dot(one, other):
        return sum(np.sum(one[name] * other[name]) for name in one)

    return 180 / np.pi * np.arccos(dot(grads, cut) / np.sqrt(dot(grads, grads) * dot(cut, cut)))


def cliff_gradient(W_hh, b_h, T):
    """Forwards: the derivatives of the state travel along with it."""
    h = (1 + np.tanh(0.25)) / 2
    by_W, by_b = 0.0, 0.0
    for _ in range(T):
        before, h = h, (1 + np.tanh((W_hh * h + b_h) / 2)) / 2
        slope = h * (1 - h)
        by_W, by_b = slope * (before + W_hh * by_W), slope * (1 + W_hh * by_b)
    return 2 * (h - 0.7) * by_W, 2 * (h - 0.7) * by_b


def choose_threshold(norms, multiple):
    finite = [norm for norm in norms if norm < np.inf]
    theta = multiple * sum(finite) / len(finite)
    return theta, sum(norm > theta for norm in norms) / len(norms)


def clipped_step(params, grads, v, lr, momentum, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    moved, velocity = {}, {}
    for name in params:
        velocity[name] = momentum * v[name] + grads[name] * np.minimum(1, max_norm / norm)
        moved[name] = params[name] - lr * velocity[name]
    return moved, velocity

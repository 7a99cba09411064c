"""Forgets the root.

task: training.clip_norm
hint: training.clip_norm.no_root
"""


def clip_norm(grads, max_norm):
    norm = sum((g**2).sum() for g in grads.values())
    if norm > max_norm:
        grads = {k: g * (max_norm / norm) for k, g in grads.items()}
    return grads, norm

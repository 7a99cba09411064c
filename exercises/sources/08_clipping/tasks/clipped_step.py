"""Task clipping.clipped_step: momentum, and clipping in the right place."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .clip_sum import PER_ARRAY
from .global_norm import Arrays, Rng, flat, gradients


def _clipped(grads: Arrays, max_norm: float) -> Arrays:
    factor = min(1.0, max_norm / float(np.linalg.norm(flat(grads))))
    return {name: factor * g for name, g in grads.items()}


def _moved(params: Arrays, v: Arrays, lr: float) -> Arrays:
    return {name: params[name] - lr * v[name] for name in params}


def _velocity(v: Arrays, grads: Arrays, momentum: float) -> Arrays:
    return {name: momentum * v[name] + grads[name] for name in v}


def _clip_velocity(
    params: Arrays, grads: Arrays, v: Arrays, lr: float, momentum: float, max_norm: float
) -> tuple[Arrays, Arrays]:
    v = _clipped(_velocity(v, grads, momentum), max_norm)
    return _moved(params, v, lr), v


def _clip_step(
    params: Arrays, grads: Arrays, v: Arrays, lr: float, momentum: float, max_norm: float
) -> tuple[Arrays, Arrays]:
    v = _velocity(v, grads, momentum)
    return _moved(params, _clipped(v, max_norm), lr), v


def _old_velocity(
    params: Arrays, grads: Arrays, v: Arrays, lr: float, momentum: float, max_norm: float
) -> tuple[Arrays, Arrays]:
    return _moved(params, v, lr), _velocity(v, _clipped(grads, max_norm), momentum)


def _rate_inside(
    params: Arrays, grads: Arrays, v: Arrays, lr: float, momentum: float, max_norm: float
) -> tuple[Arrays, Arrays]:
    grads = _clipped(grads, max_norm)
    v = {name: momentum * v[name] + lr * grads[name] for name in v}
    return _moved(params, v, 1.0), v


def _per_array(
    params: Arrays, grads: Arrays, v: Arrays, lr: float, momentum: float, max_norm: float
) -> tuple[Arrays, Arrays]:
    v = _velocity(v, {name: _clipped({name: g}, max_norm)[name] for name, g in grads.items()}, momentum)
    return _moved(params, v, lr), v


def _averaged(
    params: Arrays, grads: Arrays, v: Arrays, lr: float, momentum: float, max_norm: float
) -> tuple[Arrays, Arrays]:
    grads = {name: (1 - momentum) * g for name, g in _clipped(grads, max_norm).items()}
    v = _velocity(v, grads, momentum)
    return _moved(params, v, lr), v


def _draw(rng: Rng, least: float, most: float) -> Inputs:
    params, grads, v = gradients(rng, 0.5), gradients(rng), gradients(rng)
    max_norm = rng.uniform(least, most) * float(np.linalg.norm(flat(grads)))
    return {
        "params": params,
        "grads": {name: grads[name] for name in reversed(grads)},
        "v": v,
        "lr": rng.uniform(0.05, 0.2),
        "momentum": rng.uniform(0.7, 0.95),
        "max_norm": max_norm,
    }


READ = Section("10_clipping", "In the loop")
EQUATION = """\
∇L ← ∇L · min(1, max_norm / ‖∇L‖)
v ← momentum · v + ∇L
W ← W - lr · v"""
WHY = (
    "The velocity is a sum of many gradients, and may well be longer than any of them. Clipped itself, it "
    "would forget what momentum has gathered; clipped before, no single gradient can take it over."
)

CASES = (
    Case("a gradient below the threshold", lambda rng: _draw(rng, 1.2, 1.5)),
    Case("a gradient far above it", lambda rng: _draw(rng, 0.1, 0.3), main=True),
)

MISCONCEPTIONS = (
    Misconception(
        "clip_velocity",
        _clip_velocity,
        "the velocity is clipped. Clip the gradient, before it enters the velocity.",
    ),
    Misconception(
        "clip_step",
        _clip_step,
        "the gradient enters the velocity unclipped, and only the step is limited. It would push for many "
        "updates to come.",
    ),
    Misconception(
        "old_velocity",
        _old_velocity,
        "the parameters move by the velocity before this update. Renew it first, then move by it.",
    ),
    Misconception(
        "rate_inside",
        _rate_inside,
        "the parameters are right; the velocity has the learning rate in it. Here v gathers gradients, and "
        "η comes in when the parameters move.",
    ),
    Misconception("per_array", _per_array, PER_ARRAY),
    Misconception(
        "averaged",
        _averaged,
        "the gradient enters the velocity with a weight of 1 - momentum. Here v ← momentum · v + ∇L, in full.",
    ),
    Misconception(
        "no_clipping",
        lambda params, grads, v, lr, momentum, max_norm: (
            _moved(params, _velocity(v, grads, momentum), lr),
            _velocity(v, grads, momentum),
        ),
        "the gradient was not clipped.",
    ),
)

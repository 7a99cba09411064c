"""Exercise 04: training."""

from collections.abc import Callable

import numpy as np

from rnnlib import clip_grad_norm
from rnnlib.grading.spec import Case, Inputs, Misconception, Task
from rnnlib.grading.tasks.draw import readout, recurrent
from rnnlib.scratch import rnn

Array = np.ndarray
Arrays = dict[str, Array]
Rng = np.random.Generator


def _change(params: Arrays, update: Callable[[str], Array]) -> None:
    for name in params:
        params[name][...] = update(name)


def _grads(rng: Rng, params: Arrays) -> Arrays:
    return {name: rng.normal(0, 2, array.shape) for name, array in params.items()}


def _to_update(rng: Rng, params: Arrays) -> Inputs:
    return {"params": params, "grads": _grads(rng, params), "lr": rng.uniform(0.05, 0.2)}


sgd_step = Task(
    id="training.sgd_step",
    title="one step of gradient descent",
    function="sgd_step",
    returns="nothing; the arrays of params are updated in place",
    reference=rnn.step,
    changes="params",
    cases=(
        Case("one weight matrix", lambda rng: _to_update(rng, {"W": rng.normal(0, 1, (3, 2))})),
        Case("all parameters of a network", lambda rng: _to_update(rng, {**recurrent(rng), **readout(rng)})),
    ),
    misconceptions=(
        Misconception(
            "not_in_place",
            lambda params, grads, lr: None,
            "the arrays of params did not change. `params[name] = params[name] - ...` makes a new array "
            "and puts it in the dict, but the network still holds the old one; an update in place writes "
            "into the old one.",
        ),
        Misconception(
            "uphill",
            lambda params, grads, lr: _change(params, lambda name: params[name] + lr * grads[name]),
            "the step goes up the gradient, where the loss grows. Descent goes against it.",
        ),
        Misconception(
            "no_rate",
            lambda params, grads, lr: _change(params, lambda name: params[name] - grads[name]),
            "the learning rate is not used: the step is the whole gradient.",
        ),
        Misconception(
            "replaces",
            lambda params, grads, lr: _change(params, lambda name: -lr * grads[name]),
            "the parameters became the step itself, and what had been learned is lost. Add the step to them.",
        ),
    ),
)


def _norm(grads: Arrays) -> float:
    return float(np.sqrt(sum(np.sum(g**2) for g in grads.values())))


def _scaled(grads: Arrays, factor: Callable[[Array], float]) -> Arrays:
    return {name: g * factor(g) for name, g in grads.items()}


def _to_clip(rng: Rng, share: float) -> Inputs:
    grads = _grads(rng, {**recurrent(rng), **readout(rng)})
    return {"grads": grads, "max_norm": share * _norm(grads)}


clip_norm = Task(
    id="training.clip_norm",
    title="clipping by global norm",
    function="clip_norm",
    returns="the clipped gradients, a dict, and the norm before clipping, a float",
    reference=clip_grad_norm,
    cases=(
        Case("a norm below the threshold", lambda rng: _to_clip(rng, 1.6)),
        Case("a norm above the threshold", lambda rng: _to_clip(rng, 0.2), points=2),
    ),
    misconceptions=(
        Misconception(
            "per_array",
            lambda grads, limit: (_scaled(grads, lambda g: min(1, limit / np.linalg.norm(g))), _norm(grads)),
            "each array is clipped by its own norm. That changes the direction of the step; one common "
            "factor for all arrays keeps it.",
        ),
        Misconception(
            "by_value",
            lambda grads, limit: (
                {name: np.clip(g, -limit, limit) for name, g in grads.items()},
                _norm(grads),
            ),
            "each entry is cut to the threshold. That is clipping by value; clipping by norm shrinks all "
            "entries by one common factor.",
        ),
        Misconception(
            "always",
            lambda grads, limit: (_scaled(grads, lambda g: limit / _norm(grads)), _norm(grads)),
            "a gradient below the threshold is scaled up to it. Clipping only ever shrinks.",
        ),
        Misconception(
            "norm_after",
            lambda grads, limit: (clip_grad_norm(grads, limit)[0], min(limit, _norm(grads))),
            "the norm that comes back was measured after clipping, where it can tell nothing about an "
            "explosion. Return the norm before.",
        ),
        Misconception(
            "no_root",
            lambda grads, limit: (
                _scaled(grads, lambda g: min(1, limit / _norm(grads) ** 2)),
                _norm(grads) ** 2,
            ),
            "the root is missing: this norm is the sum of the squares.",
        ),
        Misconception(
            "sum_of_norms",
            lambda grads, limit: (
                _scaled(grads, lambda g: min(1, limit / sum(map(np.linalg.norm, grads.values())))),
                sum(map(np.linalg.norm, grads.values())),
            ),
            "the norms of the arrays are added. The global norm treats all entries as one long vector: add "
            "squares, then take one root.",
        ),
    ),
)
TASKS = (sgd_step, clip_norm)

"""The step in rnnlib."""

import numpy as np

import rnnlib
from contenders.problem import BETAS, EPS, LR, MAX_NORM, Arrays, Contender, Problem
from rnnlib import Adam, Linear, clip_grad_norm, softmax_cross_entropy


def build(problem: Problem) -> Contender:
    layer = getattr(rnnlib, problem.cell)(problem.D, problem.H, dtype=problem.dtype)
    readout = Linear(problem.H, problem.D, dtype=problem.dtype)
    params = {**layer.params, **readout.params}
    for name, array in problem.weights().items():
        params[name][...] = array
    x, targets = problem.data()
    optimiser = Adam(params, LR, betas=BETAS, eps=EPS)

    def forward_and_backward() -> tuple[float, Arrays]:
        h, cache = layer.forward(x)
        logits, readout_cache = readout.forward(h)
        loss, dlogits = softmax_cross_entropy(logits, targets)
        dh, readout_grads = readout.backward(dlogits, readout_cache)
        _, _, grads = layer.backward(dh, cache)
        return loss, {**grads, **readout_grads}

    def step() -> float:
        loss, grads = forward_and_backward()
        grads, _ = clip_grad_norm(grads, MAX_NORM)
        optimiser.step(grads)
        return loss

    def gradients() -> tuple[float, float, Arrays]:
        loss, grads = forward_and_backward()
        _, norm = clip_grad_norm(grads, np.inf)
        return loss, norm, grads

    return Contender(step, gradients, lambda: params)

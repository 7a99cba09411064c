"""Pairs parameters and gradients by their order, not by their names.

task: training.sgd_step
hint: raised
"""


def sgd_step(params, grads, lr):
    for w, dw in zip(params.values(), grads.values(), strict=True):
        w -= lr * dw

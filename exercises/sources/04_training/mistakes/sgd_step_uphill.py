"""Follows the gradient.

task: training.sgd_step
hint: training.sgd_step.uphill
"""


def sgd_step(params, grads, lr):
    for name, array in params.items():
        array += lr * grads[name]

"""Task training.sgd_step: one step of gradient descent."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.draw import readout, recurrent
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Arrays = dict[str, np.ndarray]
Rng = np.random.Generator


def _change(params: Arrays, update: Callable[[str], Array]) -> None:
    for name in params:
        params[name][...] = update(name)


def random_grads(rng: Rng, params: Arrays) -> Arrays:
    return {name: rng.normal(0, 2, array.shape) for name, array in params.items()}


def _to_update(rng: Rng, params: Arrays) -> Inputs:
    grads = random_grads(rng, params)
    backwards = {name: grads[name] for name in reversed(grads)}  # the names tell what belongs together
    return {"params": params, "grads": backwards, "lr": rng.uniform(0.05, 0.2)}


READ = Section("07_training", "A loss you can see")
EQUATION = "W ← W - η dW, in the array that is there"
WHY = (
    "The update writes into the array that the layer holds. A new array under the same name would leave "
    "the layer with the old one, and nothing would report that it never learns."
)

CASES = (
    Case("one weight matrix", lambda rng: _to_update(rng, {"W": rng.normal(0, 1, (3, 2))})),
    Case("all parameters of a network", lambda rng: _to_update(rng, {**recurrent(rng), **readout(rng)})),
)

MISCONCEPTIONS = (
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
)

CHANGES = "params"

"""Task loss.cross_entropy_gradient: the gradient of the cross-entropy."""

import numpy as np

from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

from .cross_entropy import labelled, labelled_far
from .softmax import ONE_MAXIMUM, OVERFLOW, shifted

Array = np.ndarray

right = solutions(__file__)  # the master's


def _one_hot(logits: Array, targets: Array) -> Array:
    return np.eye(logits.shape[1])[targets]


READ = Section("03_loss", "The gradient of softmax and cross-entropy")
EQUATION = "∂L/∂z_{t,k} = 1/T (p_{t,k} - [k = y_t])"
WHY = (
    "What is predicted minus what came, over T. Every row sums to zero, because probability that one "
    "class gains is lost by the others: a cheap test of any such gradient."
)

CASES = (
    Case("one step", lambda rng: labelled(rng, 1, 4)),
    Case("five steps", lambda rng: labelled(rng, 5, 4)),
    Case("scores of a few thousand", labelled_far),
)

MISCONCEPTIONS = (
    Misconception(
        "no_mean",
        lambda logits, targets: right.cross_entropy_gradient(logits, targets) * len(targets),
        "the 1/T of the mean is missing.",
    ),
    Misconception(
        "no_target",
        lambda logits, targets: right.softmax(logits) / len(targets),
        "this is the probability alone. At the target's place something has to be subtracted: how "
        "else would the network learn which class was right?",
    ),
    Misconception(
        "sign",
        lambda logits, targets: -right.cross_entropy_gradient(logits, targets),
        "the sign is reversed: raising the score of the right class has to lower the loss.",
    ),
    Misconception(
        "counts_from_one",
        lambda logits, targets: (right.softmax(logits) - _one_hot(logits, targets - 1)) / len(targets),
        "1 is subtracted at the class before the target. Classes count from 0, as indices do.",
    ),
    Misconception(
        "only_target",
        lambda logits, targets: right.cross_entropy_gradient(logits, targets) * _one_hot(logits, targets),
        "only the target's entry is there. Raising the score of a wrong class takes probability from "
        "the right one, so the other entries are not zero.",
    ),
    Misconception(
        "before_softmax",
        lambda logits, targets: -_one_hot(logits, targets) / right.softmax(logits) / len(targets),
        "this is the gradient for the probabilities. It still has to go back through softmax to the scores.",
    ),
    Misconception(
        "overflow",
        lambda logits, targets: (shifted(logits, 0.0) - _one_hot(logits, targets)) / len(targets),
        OVERFLOW,
    ),
    Misconception(
        "one_maximum",
        lambda logits, targets: (shifted(logits, logits.max()) - _one_hot(logits, targets)) / len(targets),
        ONE_MAXIMUM,
    ),
)

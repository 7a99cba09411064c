"""Exercise 02, the loss: softmax and cross-entropy."""

import numpy as np

from rnnlib import softmax_cross_entropy
from rnnlib.grading.spec import Case, Inputs, Misconception, Task

Array = np.ndarray
Rng = np.random.Generator


def _softmax(z: Array) -> Array:
    exp = np.exp(z - z.max(axis=-1, keepdims=True))
    return exp / exp.sum(axis=-1, keepdims=True)


def _scores(rng: Rng, T: int, K: int) -> Array:
    return rng.normal(0, 1.5, (T, K))


def _far(rng: Rng, T: int, K: int) -> Array:
    """Return scores whose level differs from row to row by more than exp can bear."""
    return _scores(rng, T, K) + np.linspace(2000, -2000, T)[:, None]


WHOLE_ARRAY = (
    "all T·K numbers together sum to 1. Each step has its own distribution: each row has to sum to 1."
)

softmax = Task(
    id="loss.softmax",
    title="softmax",
    function="softmax",
    returns="probabilities of shape (T, K)",
    reference=_softmax,
    cases=(
        Case("scores of ordinary size", lambda rng: {"z": _scores(rng, 5, 4)}, points=2),
        Case("scores of a few thousand", lambda rng: {"z": _far(rng, 5, 4)}),
    ),
    misconceptions=(
        Misconception("whole_array", lambda z: np.exp(z) / np.exp(z).sum(), WHOLE_ARRAY),
        Misconception("whole_array", lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), WHOLE_ARRAY),
        Misconception(
            "over_time",
            lambda z: _softmax(z.T).T,
            "the columns sum to 1: the sum runs over time. At each step it has to run over the classes, "
            "the last axis.",
        ),
        Misconception(
            "no_exp",
            lambda z: z / z.sum(axis=-1, keepdims=True),
            "the scores were divided by their sum without exp. Scores may be negative; exp makes them "
            "positive first.",
        ),
        Misconception(
            "sigmoid",
            lambda z: np.where(
                z > 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z)))
            ),
            "this is the sigmoid of each score by itself, so a row does not sum to 1.",
        ),
        Misconception(
            "overflow",
            lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
            "exp of a large score is infinite, and of a very negative one zero; inf/inf and 0/0 are NaN. "
            "Subtracting the same number from all scores of a row changes nothing in the result: which "
            "number helps?",
        ),
        Misconception(
            "one_maximum",
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=-1, keepdims=True),
            "one maximum is subtracted from the whole array. Rows far below it become 0/0: each row needs "
            "its own.",
        ),
    ),
)


def _labelled(rng: Rng, T: int, K: int) -> Inputs:
    return {"logits": _scores(rng, T, K), "targets": rng.integers(0, K, T)}


def _hopeless(rng: Rng) -> Inputs:
    """Return scores where the right class is so far behind that its probability is zero in floats."""
    inputs = _labelled(rng, 3, 4)
    inputs["logits"][1, inputs["targets"][1]] -= 2000
    return inputs


def _log_p(logits: Array, targets: Array) -> Array:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))[np.arange(len(targets)), targets]


cross_entropy = Task(
    id="loss.cross_entropy",
    title="cross-entropy",
    function="cross_entropy",
    returns="the loss, a float",
    reference=lambda logits, targets: softmax_cross_entropy(logits[:, None], targets[:, None])[0],
    cases=(
        Case("five steps, four classes", lambda rng: _labelled(rng, 5, 4), points=2),
        Case("a target that the network is sure it is not", _hopeless),
    ),
    misconceptions=(
        Misconception(
            "sum",
            lambda logits, targets: -_log_p(logits, targets).sum(),
            "this is the sum over the steps. The loss is their mean: divide by T.",
        ),
        Misconception(
            "over_entries",
            lambda logits, targets: -_log_p(logits, targets).sum() / logits.size,
            "this divides by all T·K entries. Each step contributes one number, the one of its target, so "
            "divide by T.",
        ),
        Misconception(
            "sign",
            lambda logits, targets: _log_p(logits, targets).mean(),
            "the minus sign is missing. The logarithm of a probability is at most 0, and a loss is at "
            "least 0.",
        ),
        Misconception(
            "bits",
            lambda logits, targets: -_log_p(logits, targets).mean() / np.log(2),
            "the logarithm has base 2, so this counts bits. The book uses the natural logarithm, np.log.",
        ),
        Misconception(
            "counts_from_one",
            lambda logits, targets: -_log_p(logits, targets - 1).mean(),
            "the score of the class before the target was taken. Classes count from 0, as indices do.",
        ),
        Misconception(
            "no_log",
            lambda logits, targets: 1 - np.exp(_log_p(logits, targets)).mean(),
            "this is 1 minus the probability of the target. Cross-entropy takes the logarithm of that "
            "probability.",
        ),
        Misconception(
            "log_of_zero",
            lambda logits, targets: -np.log(np.exp(_log_p(logits, targets))).mean(),
            "the probability became exactly 0 before the logarithm was taken. Take the logarithm of "
            "softmax on paper first: the exp of the target's score then disappears.",
        ),
    ),
)


def _gradient(logits: Array, targets: Array) -> Array:
    return softmax_cross_entropy(logits[:, None], targets[:, None])[1][:, 0]


def _one_hot(logits: Array, targets: Array) -> Array:
    return np.eye(logits.shape[1])[targets]


cross_entropy_gradient = Task(
    id="loss.cross_entropy_gradient",
    title="the gradient of the cross-entropy",
    function="cross_entropy_gradient",
    returns="dlogits of shape (T, K)",
    reference=_gradient,
    cases=(
        Case("one step", lambda rng: _labelled(rng, 1, 4)),
        Case("five steps", lambda rng: _labelled(rng, 5, 4), points=2),
    ),
    misconceptions=(
        Misconception(
            "no_mean",
            lambda logits, targets: _gradient(logits, targets) * len(targets),
            "the 1/T of the mean is missing.",
        ),
        Misconception(
            "no_target",
            lambda logits, targets: _softmax(logits) / len(targets),
            "this is the probability alone. At the target's place something has to be subtracted: how "
            "else would the network learn which class was right?",
        ),
        Misconception(
            "sign",
            lambda logits, targets: -_gradient(logits, targets),
            "the sign is reversed: raising the score of the right class has to lower the loss.",
        ),
        Misconception(
            "counts_from_one",
            lambda logits, targets: (_softmax(logits) - _one_hot(logits, targets - 1)) / len(targets),
            "1 is subtracted at the class before the target. Classes count from 0, as indices do.",
        ),
        Misconception(
            "only_target",
            lambda logits, targets: _gradient(logits, targets) * _one_hot(logits, targets),
            "only the target's entry is there. Raising the score of a wrong class takes probability from "
            "the right one, so the other entries are not zero.",
        ),
        Misconception(
            "before_softmax",
            lambda logits, targets: -_one_hot(logits, targets) / _softmax(logits) / len(targets),
            "this is the gradient for the probabilities. It still has to go back through softmax to the "
            "scores.",
        ),
    ),
)

TASKS = (softmax, cross_entropy, cross_entropy_gradient)

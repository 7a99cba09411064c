"""Task loss.cross_entropy: cross-entropy."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .softmax import far, scores

Array = np.ndarray
Rng = np.random.Generator


def labels(rng: Rng, T: int, K: int) -> Array:
    """Return targets that differ, as far as there are classes, and do not count up with the steps."""
    while True:
        targets = (rng.permutation(T) + rng.integers(K)) % K
        if T < 3 or (np.diff(targets) % K != 1).any():
            return targets


def labelled(rng: Rng, T: int, K: int) -> Inputs:
    return {"logits": scores(rng, T, K), "targets": labels(rng, T, K)}


def labelled_far(rng: Rng) -> Inputs:
    """Return scores far from zero, where each target has a probability that floats can hold."""
    logits = far(rng)
    return {"logits": logits, "targets": np.where(np.arange(5) == 2, logits.argmax(axis=1), _second(logits))}


def _second(logits: Array) -> Array:
    return np.argsort(logits, axis=1)[:, -2]


def _hopeless(rng: Rng) -> Inputs:
    """Return scores where the right class is so far behind that its probability is zero in floats."""
    inputs = labelled(rng, 3, 4)
    inputs["logits"][1, inputs["targets"][1]] -= 2000
    return inputs


def _log_p(logits: Array, targets: Array) -> Array:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))[np.arange(len(targets)), targets]


def _cross_entropy(logits: Array, targets: Array, shift: float) -> float:
    z = logits - shift
    return float(np.mean(np.log(np.exp(z).sum(axis=-1)) - z[np.arange(len(z)), targets]))


READ = Section("03_loss", "When the answer is a class")
EQUATION = """\
L = -1/T Σ_t ln p_{t,y_t}, where
ln p_{t,k} = z_{t,k} - m_t - ln Σ_j exp(z_{t,j} - m_t), for any number m_t"""
WHY = (
    "The logarithm undoes the exp on paper, so the code never needs the probability itself: a loss of "
    "2000 is an ordinary float, and exp(-2000) is not."
)


CASES = (
    Case("five steps, four classes", lambda rng: labelled(rng, 5, 4), main=True),
    Case("a target that the network is sure it is not", _hopeless),
    Case("scores of a few thousand", labelled_far),
)

MISCONCEPTIONS = (
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
        "the minus sign is missing. The logarithm of a probability is at most 0, and a loss is at least 0.",
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
    Misconception(
        "overflow",
        lambda logits, targets: _cross_entropy(logits, targets, 0.0),
        "exp of a large score is infinite, and of a very negative one zero; what follows is NaN. Subtract "
        "the largest score of each row from that row before exp: in the loss it cancels.",
    ),
    Misconception(
        "one_maximum",
        lambda logits, targets: _cross_entropy(logits, targets, logits.max()),
        "one maximum is subtracted from the whole array. In rows far below it every exp is 0, and so is "
        "their sum, before the logarithm is taken: each row needs its own maximum.",
    ),
)

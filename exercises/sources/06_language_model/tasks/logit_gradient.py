"""Task language.logit_gradient: where the backward pass begins, with a mask."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator


def _batch(rng: Rng, *lengths: int, scale: float = 1.5) -> Inputs:
    T, B, V = max(lengths), len(lengths), 5
    return {
        "logits": rng.normal(0, scale, (T, B, V)),
        "targets": rng.integers(1, V, (T, B)),
        "mask": np.arange(T)[:, None] < np.array(lengths),
    }


def _off(logits: Array, targets: Array) -> Array:
    """Return p − onehot(y)."""
    p = np.exp(logits - logits.max(axis=2, keepdims=True))
    return p / p.sum(axis=2, keepdims=True) - np.eye(logits.shape[2])[targets]


def _per_name(logits: Array, targets: Array, mask: Array) -> Array:
    share = mask / mask.sum(axis=0) / mask.shape[1]
    return _off(logits, targets) * share[..., None]


def _over_names(logits: Array, targets: Array, mask: Array) -> Array:
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return (p - np.eye(logits.shape[2])[targets]) * mask[..., None] / mask.sum()


def _overflowing(logits: Array, targets: Array, mask: Array) -> Array:
    p = np.exp(logits)
    p /= p.sum(axis=2, keepdims=True)
    return (p - np.eye(logits.shape[2])[targets]) * mask[..., None] / mask.sum()


READ = Section("03_loss", "Masks: steps that are not there")
EQUATION = "∂L/∂z_{t,b} = mask_{t,b}/N (p_{t,b} - onehot(y_{t,b})), N = Σ mask"
WHY = (
    "At padding the gradient is exactly zero, so nothing that comes before it in the backward pass can be "
    "changed by a step that is not there."
)

CASES = (
    Case("one name, no padding", lambda rng: _batch(rng, 4)),
    Case("three names of different lengths", lambda rng: _batch(rng, 5, 2, 3)),
    Case("scores of a few thousand", lambda rng: _batch(rng, 3, 4, scale=2000.0)),
)

MISCONCEPTIONS = (
    Misconception(
        "over_names",
        _over_names,
        "the softmax runs over the names of the batch. It belongs to the letters: the last axis.",
    ),
    Misconception(
        "overflow",
        _overflowing,
        "the exponential of a large score overflows. Subtract each place's largest score first: the "
        "probabilities stay the same.",
    ),
    Misconception(
        "by_names",
        lambda logits, targets, mask: _off(logits, targets) * mask[..., None] / mask.shape[1],
        "the division is by the number of names. N counts the real letters.",
    ),
    Misconception(
        "by_steps",
        lambda logits, targets, mask: _off(logits, targets) * mask[..., None] / len(mask),
        "the division is by the number of steps T. N counts the real letters of all names.",
    ),
    Misconception(
        "no_mask",
        lambda logits, targets, mask: _off(logits, targets) / mask.size,
        "the padding is treated like letters: it has a gradient, and it counts in N.",
    ),
    Misconception(
        "divided_by_all",
        lambda logits, targets, mask: _off(logits, targets) * mask[..., None] / mask.size,
        "the padding has no gradient, as it should, but the division is by all T·B places. N counts the real "
        "ones.",
    ),
    Misconception(
        "not_zeroed",
        lambda logits, targets, mask: _off(logits, targets) / mask.sum(),
        "N is right, but the padding still has a gradient.",
    ),
    Misconception(
        "per_name",
        _per_name,
        "each name is averaged by itself, and then the names. All real letters of the batch have the same "
        "weight, whatever the length of their name.",
    ),
    Misconception(
        "no_mean",
        lambda logits, targets, mask: _off(logits, targets) * mask[..., None],
        "the division by N is missing: this is the gradient of the sum.",
    ),
    Misconception(
        "sign",
        lambda logits, targets, mask: -_off(logits, targets) * mask[..., None] / mask.sum(),
        "the sign is reversed: raising the score of the right letter has to lower the loss.",
    ),
    Misconception(
        "no_target",
        lambda logits, targets, mask: (
            (_off(logits, targets) + np.eye(5)[targets]) * mask[..., None] / mask.sum()
        ),
        "this is the probability alone. At the target's place 1 has to be subtracted.",
    ),
)

"""Task language.embedding_gradient: rows that collect."""

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator


def _text(rng: Rng, *tokens: list[int]) -> Inputs:
    array = np.array(tokens).T  # (T, B)
    return {"tokens": array, "dx": vector(rng, *array.shape, 3), "V": 6}


def _last_only(tokens: Array, dx: Array, V: int) -> Array:
    dE = np.zeros((V, dx.shape[2]))
    dE[tokens] += dx
    return dE


def _collected(tokens: Array, dx: Array, V: int) -> Array:
    dE = np.zeros((V, dx.shape[-1]))
    np.add.at(dE, tokens, dx)
    return dE


def _averaged(tokens: Array, dx: Array, V: int) -> Array:
    times = np.bincount(tokens.ravel(), minlength=V)
    return _collected(tokens, dx, V) / np.maximum(times, 1)[:, None]


def _first_only(tokens: Array, dx: Array, V: int) -> Array:
    places, first = np.unique(tokens.ravel(), return_index=True)
    dE = np.zeros((V, dx.shape[2]))
    dE[places] = dx.reshape(-1, dx.shape[2])[first]
    return dE


READ = Section("08_language_model", "From letters to vectors")
EQUATION = "dE = Σ_t Σ_b onehot(tokens_{t,b}) dx_{t,b}ᵀ"
WHY = (
    "A row that was looked up in several places has several paths to the loss, and gradients along paths "
    "add up. The rows of tokens that did not come keep the gradient zero."
)

CASES = (
    Case("one name, each letter once", lambda rng: _text(rng, [4, 1, 0, 2])),
    Case("one name, a letter three times", lambda rng: _text(rng, [2, 5, 1, 5, 1, 5])),
    Case("two names with letters in common", lambda rng: _text(rng, [3, 1, 1, 0], [0, 3, 4, 3])),
)

MISCONCEPTIONS = (
    Misconception(
        "first_only",
        _first_only,
        "of a token that stands in several places only the first gradient counts. They add up.",
    ),
    Misconception(
        "last_only",
        _last_only,
        "of a token that stands in several places only the last gradient is left. With an array of indices, "
        "NumPy's dE[tokens] += dx writes a repeated row several times and does not add up.",
    ),
    Misconception(
        "averaged",
        _averaged,
        "the gradients of a token are averaged over its places. Each place is a path of its own to the loss: "
        "they add up.",
    ),
    Misconception(
        "first_name",
        lambda tokens, dx, V: _collected(tokens[:, 0], dx[:, 0], V),
        "only the first name of the batch is counted.",
    ),
    Misconception(
        "backwards",
        lambda tokens, dx, V: _collected(tokens[::-1], dx, V),
        "the gradients go to the tokens of other steps: time runs backwards for one of the two.",
    ),
)

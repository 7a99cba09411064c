"""Names of characters, from Python's own table of Unicode: short English phrases for a character model."""

import unicodedata

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.validation import check_choice, check_integers

# Code points assigned in Unicode 14, the version of Python 3.11. A later Python knows more emoji; these
# ranges leave them out, and Unicode never changes a name, so every Python gives the same list.
FAMILIES: dict[str, tuple[tuple[int, int], ...]] = {
    "emoji": (
        (0x1F300, 0x1F64F), (0x1F680, 0x1F6D7), (0x1F6DD, 0x1F6EC), (0x1F6F0, 0x1F6FC), (0x1F900, 0x1F9FF),
        (0x1FA70, 0x1FA74), (0x1FA78, 0x1FA7C), (0x1FA80, 0x1FA86), (0x1FA90, 0x1FAAC), (0x1FAB0, 0x1FABA),
        (0x1FAC0, 0x1FAC5), (0x1FAD0, 0x1FAD9), (0x1FAE0, 0x1FAE7), (0x1FAF0, 0x1FAF6),
    ),
    "mathematics": ((0x2200, 0x22FF), (0x2A00, 0x2AFF)),
    "arrows": ((0x2190, 0x21FF), (0x27F0, 0x27FF), (0x2900, 0x297F)),
}  # fmt: skip

ALPHABET = " -0123456789abcdefghijklmnopqrstuvwxyz"
START, END = 0, 1  # the tokens before and after every name; the characters follow, in the alphabet's order
VOCAB_SIZE = 2 + len(ALPHABET)


def character_names(family: str = "emoji") -> list[str]:
    """Return the names of a family of characters, in lower case and in the order of their code points.

    Parameters
    ----------
    family : "emoji" (1309 pictographs of the emoji blocks, some of which are drawn in black and white only),
        "mathematics" (512 operators) or "arrows" (256)

    Returns
    -------
    names : list of str over `ALPHABET`, such as "hot dog"; no name occurs twice

    Raises
    ------
    ValueError
        If there is no such family.

    Notes
    -----
    The same list on every Python from 3.11 on: see Unicode's stability policy,
    https://www.unicode.org/policies/stability_policy.html.
    """
    return [
        unicodedata.name(chr(point)).lower()
        for first, last in FAMILIES[check_choice("family", family, FAMILIES)]
        for point in range(first, last + 1)
    ]


def encode(name: str) -> np.ndarray:
    """Turn a name into tokens: `START`, its characters, `END`.

    Parameters
    ----------
    name : str over `ALPHABET`

    Returns
    -------
    tokens : (len(name) + 2,) of int64, each from 0 to `VOCAB_SIZE` − 1

    Raises
    ------
    ValueError
        If a character is not in `ALPHABET`.

    Notes
    -----
    A batch for a model that predicts the next character, with `rnnlib.sequences.pad`:
    `tokens, mask = pad([encode(name) for name in character_names()])`, inputs `tokens[:-1]`, targets
    `tokens[1:]`, both with `mask[1:]`.
    """
    for character in name:
        if character not in ALPHABET:
            raise ValueError(f"name: expected characters of {ALPHABET!r}, got {character!r} in {name!r}")
    return np.array([START, *(2 + ALPHABET.index(character) for character in name), END], dtype=np.int64)


def decode(tokens: ArrayLike) -> str:
    """Turn tokens back into a name: the characters up to the first `END`, without any `START`.

    Parameters
    ----------
    tokens : (T,) of integers from 0 to `VOCAB_SIZE` − 1

    Returns
    -------
    name : str

    Raises
    ------
    TypeError, ValueError
        If `tokens` are not integers in this range.
    """
    array = check_integers("tokens", tokens, ("T",))
    if array.min() < 0 or array.max() >= VOCAB_SIZE:
        wrong = array[(array < 0) | (array >= VOCAB_SIZE)][0]
        raise ValueError(f"tokens: expected tokens from 0 to {VOCAB_SIZE - 1}, got {wrong}")
    name = array[: np.argmax(array == END)] if END in array else array
    return "".join(ALPHABET[token - 2] for token in name if token != START)

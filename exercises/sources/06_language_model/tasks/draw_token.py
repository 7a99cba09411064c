"""Task language.draw_token: temperature, and a letter drawn."""

import numpy as np

from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator

right = solutions(__file__)  # the master's


def _scores(rng: Rng, tau: float, far: float = 0.0) -> Inputs:
    """Return scores, and a u with which every known mistake draws a token of its own."""
    while True:
        inputs = {"z": far + rng.normal(0, 1.2, 9), "tau": tau, "u": float(rng.uniform(0.1, 0.9))}
        p, token = right.draw_token(**inputs)
        others = {int(p.argmax()), _sorted(p, inputs["u"]), token - 1, token + 1}
        if token not in others and len(others) == 4 and 0 < token < 8:
            return inputs


def _never(rng: Rng) -> Inputs:
    """Return a u of 0, and first a token whose probability is 0, too."""
    z = rng.normal(0, 1.2, 5)
    z[0] = -3000.0
    return {"z": z, "tau": 1.0, "u": 0.0}


def _sorted(p: Array, u: float) -> int:
    order = np.argsort(-p)
    return int(order[np.searchsorted(np.cumsum(p[order]), u, side="right").clip(0, len(p) - 1)])


READ = Section("08_language_model", "Temperature")
EQUATION = """\
p = softmax(z / τ)
token = the first k with u < p_0 + … + p_k"""
WHY = (
    "The number u falls into the stretch of token k with exactly the probability p_k. One uniform number "
    "for each letter, and the same numbers write the same name again."
)

CASES = (
    Case("temperature 1", lambda rng: _scores(rng, 1.0)),
    Case("a low temperature", lambda rng: _scores(rng, 0.6)),
    Case("a high temperature", lambda rng: _scores(rng, 2.5)),
    Case("scores of a few thousand", lambda rng: _scores(rng, 1.0, far=3000.0)),
    Case(
        "a first token of probability 0, and u = 0",
        _never,
        hint="a token of probability 0 was drawn. The sum has to exceed u; a sum that is equal to it is too small.",
    ),
)

MISCONCEPTIONS = (
    Misconception(
        "multiplied",
        lambda z, tau, u: right.draw_token(z, 1 / tau, u),
        "the scores are multiplied by tau: high and low temperatures have changed places.",
    ),
    Misconception(
        "no_temperature",
        lambda z, tau, u: right.draw_token(z, 1.0, u),
        "tau has no effect. If you divided the probabilities by it, the division by their sum takes it out "
        "again: divide the scores.",
    ),
    Misconception(
        "likeliest",
        lambda z, tau, u: (right.draw_token(z, tau, u)[0], int(np.argmax(z))),
        "the probabilities are right, and the token is always the likeliest one, whatever u is.",
    ),
    Misconception(
        "one_late",
        lambda z, tau, u: (right.draw_token(z, tau, u)[0], right.draw_token(z, tau, u)[1] + 1),
        "the probabilities are right, and the token is one too high: it is the first k whose sum, its own "
        "p_k included, exceeds u.",
    ),
    Misconception(
        "one_early",
        lambda z, tau, u: (right.draw_token(z, tau, u)[0], right.draw_token(z, tau, u)[1] - 1),
        "the probabilities are right, and the token is one too low: it is the first k whose sum, its own "
        "p_k included, exceeds u.",
    ),
    Misconception(
        "sorted_first",
        lambda z, tau, u: (right.draw_token(z, tau, u)[0], _sorted(right.draw_token(z, tau, u)[0], u)),
        "the probabilities are added up from the likeliest down. That draws as often, but with this u "
        "another token: the order here is that of the tokens.",
    ),
)

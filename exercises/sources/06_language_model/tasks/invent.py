"""Task language.invent: the network reads what it wrote."""

import numpy as np

from rnnlib.grading.draw import readout, recurrent
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Arrays = dict[str, np.ndarray]
Rng = np.random.Generator

right = solutions(__file__)  # the master's
H, V, D = 4, 7, 3


def _network(rng: Rng, n: int, ends: bool) -> Inputs:
    """Return a network that ends its name early, with letters that repeat little, or does not end it."""
    while True:
        params = {"E": rng.normal(0, 2, (V, D)), **recurrent(rng, D, H), **readout(rng, H, V)}
        params["W_hy"] *= 4
        params["b_y"][1] = 0.0 if ends else -40.0
        inputs = {"params": params, "tau": float(rng.uniform(0.7, 1.4)), "u": rng.uniform(0.05, 0.95, n)}
        written, h = right.invent(**inputs)
        found = [_same(wrong.wrong(**inputs), (written, h)) for wrong in MISCONCEPTIONS]
        if ends and 3 <= len(written) < n - 2 and not any(found):
            return inputs
        if not ends and len(written) == n and sum(found) == 2:  # the two that are about the end
            return inputs


def _same(one: tuple[Array, Array], other: tuple[Array, Array]) -> bool:
    return len(one[0]) == len(other[0]) and bool(np.allclose(one[1], other[1]))


def _written(
    params: Arrays,
    tau: float,
    u: Array,
    carried: bool = True,
    own: bool = True,
    tempered: bool = True,
    stops: bool = True,
    with_end: bool = False,
    first: int = 0,
    same_u: bool = False,
) -> tuple[Array, Array]:
    """Write with one thing done differently."""
    token, h, written = first, np.zeros(H), []
    for k in range(len(u)):
        before = h if carried else np.zeros(H)
        x = params["E"][token if own else first]
        h = np.tanh(params["W_xh"] @ x + params["W_hh"] @ before + params["b_h"])
        z = params["W_hy"] @ h + params["b_y"]
        token = right.draw_token(z, tau if tempered else 1.0, u[0 if same_u else k])[1]
        if token == 1 and stops:
            if with_end:
                written.append(token)
            break
        written.append(token)
    return np.array(written, dtype=int), h


def _with_start(params: Arrays, tau: float, u: Array) -> tuple[Array, Array]:
    written, h = right.invent(params, tau, u)
    return np.array([0, *written]), h


READ = Section("08_language_model", "Its own words")
EQUATION = """\
h = tanh(W_xh E[token] + W_hh h + b_h)
token = drawn from softmax((W_hy h + b_y) / τ), and read next"""
WHY = (
    "The loop of the forward pass, with one wire added: from the output back to the input. The state is all "
    "that is left of the letters before; of its own choice it learns the drawn letter alone."
)

MISCONCEPTIONS = (
    Misconception(
        "keeps_the_start",
        _with_start,
        "the start token is part of what comes back. It is read first, and nobody wrote it.",
    ),
    Misconception(
        "no_state",
        lambda params, tau, u: _written(params, tau, u, carried=False),
        "the state starts from zero at every letter. Then only the last letter has a say in the next.",
    ),
    Misconception(
        "reads_start",
        lambda params, tau, u: _written(params, tau, u, own=False),
        "the input is the start token at every step. From the second letter on it is the letter just drawn.",
    ),
    Misconception(
        "no_temperature",
        lambda params, tau, u: _written(params, tau, u, tempered=False),
        "tau has no effect on what is drawn.",
    ),
    Misconception(
        "does_not_stop",
        lambda params, tau, u: _written(params, tau, u, stops=False),
        "the name goes on after the end token was drawn.",
    ),
    Misconception(
        "keeps_the_end",
        lambda params, tau, u: _written(params, tau, u, with_end=True),
        "the end token is part of the name. It says that the name is over, and stays out.",
    ),
    Misconception(
        "starts_with_end",
        lambda params, tau, u: _written(params, tau, u, first=1),
        "the first input is token 1, the end. A name begins with the start, token 0.",
    ),
    Misconception(
        "same_u",
        lambda params, tau, u: _written(params, tau, u, same_u=True),
        "every letter is drawn with the first number of u. Each letter has a number of its own.",
    ),
)

CASES = (
    Case("a name that is cut at the length of u", lambda rng: _network(rng, 6, ends=False)),
    Case("a name that ends", lambda rng: _network(rng, 12, ends=True)),
)

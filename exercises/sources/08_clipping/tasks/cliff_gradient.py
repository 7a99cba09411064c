"""Task clipping.cliff_gradient: the gradient of one neuron left to itself."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Rng = np.random.Generator
FIRST = 1 / (1 + np.exp(-0.5))


def _states(W_hh: float, b_h: float, T: int, first: float = FIRST) -> list[float]:
    h = [first]
    for _ in range(T):
        h.append(1 / (1 + np.exp(-(W_hh * h[-1] + b_h))))
    return h


def _gradient(
    W_hh: float,
    b_h: float,
    T: int,
    *,
    two: float = 2.0,
    crosses: bool = True,
    late: int = 0,
    tanh: bool = False,
    first: float = FIRST,
) -> tuple[float, float]:
    h = _states(W_hh, b_h, T, first)
    dh, dW_hh, db_h = two * (h[T] - 0.7), 0.0, 0.0
    for t in range(T, 0, -1):
        da = (1 - h[t] ** 2 if tanh else h[t] * (1 - h[t])) * dh
        dW_hh += da * h[t - 1 + late]
        db_h += da
        dh = W_hh * da if crosses else da
    return dW_hh, db_h


def _last_only(W_hh: float, b_h: float, T: int) -> tuple[float, float]:
    h = _states(W_hh, b_h, T)
    da = 2 * (h[T] - 0.7) * h[T] * (1 - h[T])
    return da * h[T - 1], da


def _draw(rng: Rng, T: int) -> Inputs:
    return {"W_hh": rng.uniform(2.5, 3.5), "b_h": rng.uniform(-2.2, -1.2), "T": T}


READ = Section("10_clipping", "The cliff")
EQUATION = """\
dh_T = 2 (h_T - 0.7)
da_t = h_t (1 - h_t) dh_t,  dh_{t-1} = W_hh da_t
dW_hh = Σ_t da_t h_{t-1},  db_h = Σ_t da_t"""
WHY = (
    "Every step contributes through one factor W_hh h(1 - h) for each step that it lies back. Where that factor "
    "is above 1 for all fifty steps, there is the cliff."
)

CASES = (
    Case("a single step", lambda rng: _draw(rng, 1)),
    Case("three steps", lambda rng: _draw(rng, 3)),
    Case("fifty steps", lambda rng: _draw(rng, 50), main=True),
)

MISCONCEPTIONS = (
    Misconception(
        "no_two",
        lambda W_hh, b_h, T: _gradient(W_hh, b_h, T, two=1.0),
        "the derivative of the square has lost its factor 2.",
    ),
    Misconception(
        "first_state",
        lambda W_hh, b_h, T: _gradient(W_hh, b_h, T, first=0.5),
        "the first state is taken to be 0.5. That is a_0; the state is its sigmoid, h_0 = σ(0.5).",
    ),
    Misconception(
        "not_crossed",
        lambda W_hh, b_h, T: _gradient(W_hh, b_h, T, crosses=False),
        "the gradient goes one step back without crossing W_hh. h_{t-1} acts on a_t through it.",
    ),
    Misconception(
        "same_state",
        lambda W_hh, b_h, T: _gradient(W_hh, b_h, T, late=1),
        "dW_hh takes h_t. What W_hh multiplied at step t was the state before, h_{t-1}.",
    ),
    Misconception(
        "tanh_slope",
        lambda W_hh, b_h, T: _gradient(W_hh, b_h, T, tanh=True),
        "the slope is that of tanh, 1 - h². The sigmoid has the slope h (1 - h).",
    ),
    Misconception(
        "last_only",
        _last_only,
        "only the last step counts. The same weight was used at every step, and each use has its share.",
    ),
)

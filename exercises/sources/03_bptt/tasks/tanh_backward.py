"""Task bptt.tanh_backward: back through tanh."""

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Misconception, Section

READ = Section("05_backpropagation_through_time", "Step 3: through the states, back in time")
EQUATION = "da = dh ∘ (1 - h²)"
WHY = (
    "The derivative is written in h, so the forward pass need not keep a. And where h is near 1 or -1 "
    "it is near 0: a saturated unit lets almost no gradient through."
)

CASES = (
    Case("one state", lambda rng: {"dh": vector(rng, 4), "h": np.tanh(vector(rng, 4))}),
    Case("the states of a sequence", lambda rng: {"dh": vector(rng, 5, 4), "h": np.tanh(vector(rng, 5, 4))}),
)

MISCONCEPTIONS = (
    Misconception(
        "tanh_twice",
        lambda dh, h: dh * (1 - np.tanh(h) ** 2),
        "tanh is applied to h, which is already tanh(a). The derivative needs h itself.",
    ),
    Misconception(
        "no_square",
        lambda dh, h: dh * (1 - h),
        "the square is missing in the derivative of tanh.",
    ),
    Misconception(
        "no_chain",
        lambda dh, h: 1 - h**2,
        "this is the derivative of tanh by itself. The chain rule multiplies it by what arrives from "
        "above, dh.",
    ),
    Misconception(
        "sigmoid",
        lambda dh, h: dh * h * (1 - h),
        "h(1 - h) is the derivative of the sigmoid. The state here comes from tanh.",
    ),
)

"""Task check.broken_line: from the arrays that fail to the line that is wrong."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Section

Rng = np.random.Generator
NAMES = ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h0")
READOUT = ("W_hy", "b_y")


def _failing(rng: Rng, *wrong: str) -> Inputs:
    return {"ok": {NAMES[i]: NAMES[i] not in wrong for i in rng.permutation(len(NAMES))}}


def _one(rng: Rng, *among: str) -> Inputs:
    return _failing(rng, str(rng.choice(among)))


ALONE = (
    "where a single array fails, its own line is wrong, since nothing else is made of it. Look up the number by "
    "the name of the array: the keys of `ok` come in any order, and False is what is wrong."
)
READ = Section("06_gradient_checking", "The table of symptoms")
EQUATION = """\
dŷ_t → dW_hy, db_y
dŷ_t → dh_t → da_t = slope · dh_t → dW_xh, dW_hh, db_h, dx, dh_0"""
WHY = (
    "A wrong line spoils what is computed from it and nothing else. So the arrays that fail say how early in "
    "the backward pass the mistake sits."
)

CASES = (
    Case("nothing fails", lambda rng: _failing(rng), hint="where nothing fails, no line is wrong: 0."),
    Case(
        "all seven fail",
        lambda rng: _failing(rng, *NAMES),
        hint="where dW_hy and db_y fail too, the mistake comes before anything is carried: they are made of "
        "dŷ_t and h_t alone.",
    ),
    Case(
        "all but those of the readout",
        lambda rng: _failing(rng, *(set(NAMES) - set(READOUT))),
        hint="a mistake at the outputs would spoil dW_hy and db_y as well. They are right, so dŷ_t is.",
    ),
    Case("one of the readout", lambda rng: _one(rng, *READOUT), hint=ALONE),
    Case(
        "one of the recurrent layer",
        lambda rng: _one(rng, "W_xh", "W_hh", "b_h", "x", "h0"),
        hint=ALONE,
    ),
)

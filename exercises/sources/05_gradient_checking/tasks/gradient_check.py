"""Task check.gradient_check: catch the mistakes, and let the right ones pass.

The wrong gradients are made by the machine: one edit of the backward pass, another one at every draw.
"""

import ast
import inspect
from typing import Any

import numpy as np

from rnnlib.grading.child import Formula, pack_arguments
from rnnlib.grading.draw import readout, recurrent, vector
from rnnlib.grading.spec import Case, Inputs, Section
from rnnlib.scratch import rnn

Array = np.ndarray
Arrays = dict[str, Array]
Rng = np.random.Generator

CLEAR = 0.02  # a wrong array is off by so much at least, and a right one by nothing


def _network(rng: Rng, T: int = 3, H: int = 2, dtype: str = "float64", unit: float = 1.0) -> Inputs:
    """Return a loss, as a formula, its parameters and their gradients; the loss is measured in `unit`."""
    D, O = 2, 1
    params = {**recurrent(rng, D, H), **readout(rng, H, O)}
    arrays = {"x": vector(rng, T, D), "y": vector(rng, T, O), "h": vector(rng, H)}
    params, arrays = (
        {name: array.astype(dtype) for name, array in group.items()} for group in (params, arrays)
    )
    given = ", ".join(f"{name}=np.array({array.tolist()}, '{dtype}')" for name, array in arrays.items())
    state = "(h := np.tanh(p['W_xh'] @ x_t + p['W_hh'] @ h + p['b_h']))"
    missed = f"np.sum((p['W_hy'] @ {state} + p['b_y'] - y_t) ** 2)"
    f = Formula(f"lambda p, {given}: {unit} * sum([{missed} for x_t, y_t in zip(x, y)]) / {T}")
    exact = {name: array.astype(float) for name, array in params.items()}
    x, y, h0 = (array.astype(float) for array in arrays.values())
    h, y_hat = rnn.forward(exact, x, h0)
    grads = rnn.backward(exact, x, y, h, y_hat)
    grads = {name: (unit * grad).astype(dtype) for name, grad in grads.items()}
    return {"f": f, "params": params, "grads": grads, "call": (exact, x, y, h, y_hat)}


def _given(inputs: Inputs, **grads: Array) -> Inputs:
    """Return the arguments of the function, some of the gradients replaced."""
    return {"f": inputs["f"], "params": inputs["params"], "grads": {**inputs["grads"], **grads}}


def _from_stock(rng: Rng) -> Inputs:
    """Return a gradient that comes out of the backward pass with one edit."""
    from rnnlib.grading.family import outcome, ticking  # which need the exercises, this one among them
    from rnnlib.grading.mutants import edits

    tree = ast.parse(inspect.getsource(rnn.backward))
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    function.returns = None
    for argument in function.args.args:
        argument.annotation = None
    form, inputs = ticking(tree, "backward"), _network(rng)
    names = ("params", "x", "y", "h", "y_hat")
    packed = pack_arguments(dict(zip(names, inputs["call"], strict=True)))
    found = list(edits(form.tree))
    for place in rng.permutation(len(found)):
        edited = form.compiled(found[place])
        grads = outcome(edited, packed) if edited else {}
        if wrong := _wrong(grads, inputs["grads"]):
            return _given(inputs, **wrong)
    raise RuntimeError("no edit of the backward pass is wrong")  # there are hundreds


def _wrong(leaves: dict[str, Any], right: Arrays) -> Arrays:
    """Return the gradients if they are of the right shapes and some of them clearly wrong, else nothing."""
    if set(leaves) != {f"[{name!r}]" for name in right}:
        return {}
    grads = {name: leaves[f"[{name!r}]"] for name in right}
    off = []
    for name, grad in grads.items():
        if not isinstance(grad, Array) or grad.shape != right[name].shape or not np.isfinite(grad).all():
            return {}
        off.append(np.abs(grad - right[name]).max() / np.abs(right[name]).max())
    clear = all(error < 1e-12 or error > CLEAR for error in off)
    return grads if clear and max(off) > CLEAR else {}


def _one_entry(rng: Rng) -> Inputs:
    inputs = _network(rng, H=3)
    W_hh = inputs["grads"]["W_hh"].copy()
    W_hh[-1, -2] += 0.001 * np.abs(W_hh).max()  # not on the diagonal, nor among the first
    return _given(inputs, W_hh=W_hh)


def _other_unit(rng: Rng) -> Inputs:
    inputs = _network(rng, unit=1e-7)
    return _given(inputs, W_xh=0.5 * inputs["grads"]["W_xh"])


def _not_a_number(rng: Rng) -> Inputs:
    inputs = _network(rng)
    b_h = inputs["grads"]["b_h"].copy()
    b_h[0] = np.nan
    return _given(inputs, b_h=b_h)


def _not_felt(rng: Rng) -> Inputs:
    """Return a loss that an array has no effect on but in the last digit."""
    f = Formula("lambda p: np.sum(p['W'] ** 2) + np.sum(np.sin(p['c']) ** 2 + np.cos(p['c']) ** 2)")
    W, c = vector(rng, 3, 2), vector(rng, 3)
    return {"f": f, "params": {"W": W, "c": c}, "grads": {"W": 2 * W, "c": np.zeros(3)}}


def _kink(rng: Rng) -> Inputs:
    """Return a ReLU network with one unit at 0 sharp: dW is one end of what is right there, db is beyond."""
    x, c = vector(rng, 2), rng.uniform(0.5, 1.5, 3)
    f = Formula(
        f"lambda p: np.sum(np.array({c.tolist()}) * np.maximum(p['W'] @ np.array({x.tolist()}) + p['b'], 0))"
    )
    W, b = vector(rng, 3, 2), vector(rng, 3)
    W[1], b[1] = 0, 0
    slope = c * (W @ x + b > 0)
    beyond = slope.copy()
    beyond[1] = 2 * c[1]
    return {"f": f, "params": {"W": W, "b": b}, "grads": {"W": np.outer(slope, x), "b": beyond}}


READ = Section("06_gradient_checking", "False alarms")
EQUATION = """\
right = every entry lies between the slopes to its left and to its right,
       (f(w) - f(w - δ)) / δ and (f(w + δ) - f(w)) / δ,
       give or take ε^(1/3) of the largest slope, and the rounding ε |f| / δ"""
WHY = (
    "A check is judged by the mistakes that it catches and by the right gradients that it lets pass. "
    "Where the loss is smooth the two slopes nearly agree, so the interval forgives kinks and nothing else."
)

REJECTED = (
    "a right gradient is called wrong. Is the step about ε^(1/3), and the tolerance no smaller than that?"
)
PASSED = (
    "a wrong gradient passes, or a right array beside it fails. Every entry of every array has to be looked at, "
    "each moved alone and put back before the next."
)
CASES = (
    Case("the right gradient", lambda rng: _given(_network(rng)), hint=REJECTED),
    Case("a backward pass with one slip", _from_stock, hint=PASSED),
    Case("another one", _from_stock, hint=PASSED),
    Case("and a third", _from_stock, hint=PASSED),
    Case(
        "one entry off by a thousandth",
        _one_entry,
        hint="an entry that is off by a thousandth passes. Look at every entry of an array, ask whether *all* are "
        "near, and let the tolerance be a small share of the largest slope: ε^(1/3), not a hundredth.",
    ),
    Case(
        "a small loss, and half of a gradient",
        _other_unit,
        hint="half of a gradient passes because the loss is small. Compare a difference with the largest slope "
        "of the array, not with a number of its own: that is absolute, and np.allclose has one in it, too.",
    ),
    Case(
        "the right gradient in float32",
        lambda rng: _given(_network(rng, dtype="float32")),
        hint="a right gradient in float32 is called wrong. The step and the tolerance that suit float64 are "
        "too small for an array of seven digits: take both from np.finfo(w.dtype).eps.",
    ),
    Case(
        "an array that the loss does not feel",
        _not_felt,
        hint="where the gradient is zero, only rounding is left of the difference, and any relative error is "
        "large. Allow for the rounding of the loss, ten times ε |f| / δ.",
    ),
    Case(
        "a gradient that is not a number",
        _not_a_number,
        hint="a gradient with a NaN in it passes. Every comparison with NaN is false, `error > tolerance` "
        "too: ask instead whether all is well, as in `error <= tolerance`.",
    ),
    Case(
        "a kink",
        _kink,
        hint="at a kink a gradient is right if it lies between the slopes to the left and to the right, and "
        "wrong beyond them. The central difference knows only the middle between the two.",
    ),
)

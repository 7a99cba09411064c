"""Optimisers: each updates the arrays of `params` in place."""

from typing import Any

import numpy as np

from rnnlib.schedules import Schedule
from rnnlib.validation import (
    NonFiniteError,
    check_finite,
    check_floats,
    check_keys,
    check_number,
    check_shape,
)

BLOCK = 32768  # entries; what a step reads and writes of one block stays in a core's cache


class Optimizer:
    """What all optimisers share: the learning rate, the checks and the state.

    A subclass names its running averages in `slots` and turns the gradient into a change in `_change`. All
    parameters are laid end to end there, so that a step takes a few calls however many arrays there are,
    and it goes block by block, so that many entries do not have to come from main memory at each call.

    Parameters
    ----------
    params : dict of floating arrays of one dtype, updated in place
    lr : the learning rate η, a number more than 0, or a schedule: a function from the number of steps
        taken so far (0 at the first) to η, see `rnnlib.schedules`

    Attributes
    ----------
    params : the dict given
    lr : the number or the schedule given
    state : dict of arrays, all that a step reads and changes besides the parameters: under "step" the
        number of steps taken, under "m.W_hh" the running average m of W_hh. Save a copy of it together
        with the parameters; put back with `load_state`, training continues bit for bit.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.
    """

    slots: tuple[str, ...] = ()
    weight_decay = 0.0

    def __init__(self, params: dict[str, np.ndarray], lr: float | Schedule) -> None:
        for name, array in params.items():
            if not isinstance(array, np.ndarray) or not np.issubdtype(array.dtype, np.floating):
                got = getattr(array, "dtype", type(array))
                raise TypeError(f"params[{name!r}]: expected an array of floats, got {got}")
        dtypes = sorted({str(array.dtype) for array in params.values()})
        if len(dtypes) != 1:
            raise TypeError(f"params: expected arrays of one dtype, got {dtypes}")
        self.params = params
        self.lr = lr if callable(lr) else check_number("lr", lr, 0)
        self._lay_out()

    def _lay_out(self) -> None:
        """Make the flat arrays, and their views in the shapes of the parameters."""
        self.state: dict[str, np.ndarray] = {"step": np.zeros((), np.int64)}
        size = sum(array.size for array in self.params.values())
        dtype = next(iter(self.params.values())).dtype
        flat = {slot: np.zeros(size, dtype) for slot in ("gradient", *self.slots)}
        self._gradient = flat["gradient"]
        self._views: dict[str, np.ndarray] = {}  # of the gradient
        start = 0
        for name, array in self.params.items():
            part = slice(start, start + array.size)
            self._views[name] = self._gradient[part].reshape(array.shape)
            for slot in self.slots:
                self.state[f"{slot}.{name}"] = flat[slot][part].reshape(array.shape)
            start += array.size
        self._blocks = [
            {slot: entries[start : start + BLOCK] for slot, entries in flat.items()}
            for start in range(0, size, BLOCK)
        ]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        vars(self).update(kept)  # a copy of a view is no view: lay out anew
        self._lay_out()
        self.load_state(kept["state"])

    def step(self, grads: dict[str, np.ndarray]) -> None:
        """Take one step down the gradient.

        Parameters
        ----------
        grads : dict with the keys and shapes of `params`

        Raises
        ------
        TypeError, ValueError
            If a key or a shape differs from `params`, a gradient is not floating, not finite or so large
            that its square is not, or the schedule gives no number of at least 0. Nothing is changed then.
        """
        check_keys("grads", grads, self.params)
        for name, view in self._views.items():
            check_floats(f"grads[{name!r}]", grads[name], view.shape)
        n = int(self.state["step"])
        lr = check_number(f"lr({n})", self.lr(n), 0, open_low=False) if callable(self.lr) else self.lr
        for name, view in self._views.items():
            view[...] = grads[name]
        if not np.isfinite(np.vdot(self._gradient, self._gradient)):
            for name in self._views:
                check_finite(f"grads[{name!r}]", grads[name])
            raise NonFiniteError(f"grads: the square of their norm is too large for {self._gradient.dtype}")
        for block in self._blocks:
            self._change(block, lr, n + 1)
        for name, change in self._views.items():
            if self.weight_decay:
                self.params[name] *= 1 - lr * self.weight_decay
            self.params[name] -= change
        self.state["step"] += 1

    def load_state(self, state: dict[str, np.ndarray]) -> None:
        """Copy a saved `state` of an optimiser of the same kind and parameters over the present one.

        Parameters
        ----------
        state : dict with the keys, shapes and dtypes of `self.state`

        Raises
        ------
        TypeError, ValueError
            If a key, a shape or a dtype differs. Nothing is changed then.
        """
        check_keys("state", state, self.state)
        for name, array in self.state.items():
            got = np.asarray(state[name])
            if got.dtype != array.dtype:
                raise TypeError(f"state[{name!r}]: expected dtype {array.dtype}, got {got.dtype}")
            check_shape(f"state[{name!r}]", got, array.shape)
        for name, array in self.state.items():
            array[...] = state[name]

    def _change(self, block: dict[str, np.ndarray], lr: float, n: int) -> None:
        """Replace `block["gradient"]` by what step n, counted from 1, takes off the parameters."""
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent, with momentum if wanted.

    Parameters
    ----------
    params : dict of floating arrays, updated in place
    lr : the learning rate η, a number more than 0 or a schedule, see `Optimizer`
    momentum : μ, at least 0 and less than 1
    nesterov : look one step ahead; needs a momentum

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    v ← μ v + dW,  W ← W − η v,  with v = 0 at first; with `nesterov`, W ← W − η (dW + μ v).
    Polyak (1964), "Some methods of speeding up the convergence of iteration methods", USSR Comput. Math.
    Math. Phys. 4(5). Nesterov's in the form of Sutskever, Martens, Dahl and Hinton (2013), "On the
    importance of initialization and momentum in deep learning", ICML.
    """

    def __init__(
        self,
        params: dict[str, np.ndarray],
        lr: float | Schedule,
        momentum: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        self.momentum = check_number("momentum", momentum, 0, np.nextafter(1, 0), open_low=False)
        self.nesterov = bool(nesterov)
        if nesterov and self.momentum == 0:
            raise ValueError("nesterov: expected a momentum more than 0 with it, got 0")
        self.slots = ("v",) if self.momentum else ()
        super().__init__(params, lr)

    def _change(self, block: dict[str, np.ndarray], lr: float, n: int) -> None:
        g = block["gradient"]
        if self.momentum:
            v = block["v"]
            v *= self.momentum
            v += g
            g[...] = g + self.momentum * v if self.nesterov else v
        g *= lr


class RMSprop(Optimizer):
    """Gradient descent with each entry divided by a running root mean square of its own gradient.

    Parameters
    ----------
    params : dict of floating arrays, updated in place
    lr : the learning rate η, a number more than 0 or a schedule, see `Optimizer`
    decay : ρ, how much of the running mean a step keeps; at least 0 and less than 1
    eps : ε, keeps the division from blowing up; more than 0

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    s ← ρ s + (1 − ρ) dW²,  W ← W − η dW / (√s + ε),  entry by entry, with s = 0 at first.
    Tieleman and Hinton (2012), "Lecture 6.5: rmsprop", Neural Networks for Machine Learning.
    """

    slots = ("s",)

    def __init__(
        self, params: dict[str, np.ndarray], lr: float | Schedule, decay: float = 0.99, eps: float = 1e-8
    ) -> None:
        self.decay = check_number("decay", decay, 0, np.nextafter(1, 0), open_low=False)
        self.eps = check_number("eps", eps, 0)
        super().__init__(params, lr)

    def _change(self, block: dict[str, np.ndarray], lr: float, n: int) -> None:
        g, s = block["gradient"], block["s"]
        s *= self.decay
        s += (1 - self.decay) * (g * g)
        g /= np.sqrt(s) + self.eps
        g *= lr


class Adam(Optimizer):
    """Momentum and a scale for each entry, both corrected for their start at zero.

    Parameters
    ----------
    params : dict of floating arrays, updated in place
    lr : the learning rate η, a number more than 0 or a schedule, see `Optimizer`
    betas : (β₁, β₂), how much of the two running means a step keeps; each at least 0 and less than 1
    eps : ε, keeps the division from blowing up; more than 0
    weight_decay : λ, at least 0; more than 0 makes it AdamW, where the decay is apart from the gradient

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    At step n = 1, 2, …, entry by entry, with m = s = 0 at first:

    m ← β₁ m + (1 − β₁) dW,  s ← β₂ s + (1 − β₂) dW²,  m̂ = m / (1 − β₁ⁿ),  ŝ = s / (1 − β₂ⁿ),

    W ← (1 − η λ) W − η m̂ / (√ŝ + ε).

    Kingma and Ba (2015), "Adam: a method for stochastic optimization", ICLR. Loshchilov and Hutter (2019),
    "Decoupled weight decay regularization", ICLR.
    """

    slots = ("m", "s")

    def __init__(
        self,
        params: dict[str, np.ndarray],
        lr: float | Schedule,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        if not isinstance(betas, tuple) or len(betas) != 2:
            raise ValueError(f"betas: expected (beta1, beta2), got {betas!r}")
        below_1 = np.nextafter(1, 0)
        self.betas = (
            check_number("betas[0]", betas[0], 0, below_1, open_low=False),
            check_number("betas[1]", betas[1], 0, below_1, open_low=False),
        )
        self.eps = check_number("eps", eps, 0)
        self.weight_decay = check_number("weight_decay", weight_decay, 0, open_low=False)
        super().__init__(params, lr)

    def _change(self, block: dict[str, np.ndarray], lr: float, n: int) -> None:
        g, m, s = block["gradient"], block["m"], block["s"]
        beta1, beta2 = self.betas
        m *= beta1
        m += (1 - beta1) * g
        g *= g  # its room is all that the rest needs
        g *= 1 - beta2
        s *= beta2
        s += g
        # η m̂ / (√ŝ + ε), with numerator and denominator times r, the root of s's correction
        r = float(np.sqrt(1 - beta2**n))
        np.sqrt(s, out=g)
        g += r * self.eps
        np.divide(m, g, out=g)
        g *= lr * r / (1 - beta1**n)

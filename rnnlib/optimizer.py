"""What all optimisers share: the arrays they update in place, their state and their checks."""

from typing import Any

import numpy as np

from rnnlib.schedules import Schedule
from rnnlib.validation import (
    check_array,
    check_finite,
    check_floats,
    check_in_place,
    check_keys,
    check_number,
    check_shape,
    check_writable,
)

Arrays = dict[str, np.ndarray]
BLOCK = 16384  # entries; what a step computes of one block stays in a core's cache


class Optimizer:
    """One step after another down the gradient, by a rule that a subclass gives.

    A subclass names its running averages in `averages`, and its method `_change` is its equation. That is
    the same for every entry, so gradients and averages lie end to end, all parameters in one array: a step
    takes a few calls however many parameters there are, and goes block by block through large ones.

    Parameters
    ----------
    params : dict of floating arrays of one dtype, updated in place; no two of them share memory
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
        If an argument is of the wrong kind or out of range, or an array is read-only or shares memory.
    """

    averages: tuple[str, ...] = ()
    squares = False  # whether the equation squares the gradient
    weight_decay = 0.0

    def __init__(self, params: Arrays, lr: float | Schedule) -> None:
        check_in_place(params)
        dtypes = sorted({str(array.dtype) for array in params.values()})
        if len(dtypes) != 1:
            raise TypeError(f"params: expected arrays of one dtype, got {dtypes}")
        self.params = params
        self.lr = lr
        self._lay_out()

    @property
    def lr(self) -> float | Schedule:
        """The learning rate, or the schedule; it can be set anew."""
        return self._lr

    @lr.setter
    def lr(self, lr: float | Schedule) -> None:
        self._lr = lr if callable(lr) else check_number("lr", lr, 0)

    def _lay_out(self) -> None:
        gradient, self._gradients = _end_to_end(self.params)
        self._flat = [gradient]
        self.state: Arrays = {"step": np.zeros((), np.int64)}
        for average in self.averages:
            flat, views = _end_to_end(self.params)
            self._flat.append(flat)
            self.state |= {f"{average}.{name}": view for name, view in views.items()}
        self._own = {"params": dict(self.params), "state": dict(self.state)}

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return {**kept, "lr": self.lr}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        for name, value in kept.items():
            setattr(self, name, value)
        self._lay_out()  # a copy of a view is not a view
        self.load_state(kept["state"])

    def step(self, grads: Arrays) -> None:
        """Take one step down the gradient.

        Parameters
        ----------
        grads : dict with the keys and shapes of `params`

        Raises
        ------
        TypeError, ValueError
            If a key or a shape differs from `params`, a gradient is not floating, not finite or too large to
            be squared where the equation does so, an array of `params` or `state` has been replaced or made
            read-only, or the schedule gives no number of at least 0. Nothing is changed then.
        """
        self._check_arrays()
        check_keys("grads", grads, self.params)
        for name, view in self._gradients.items():
            check_floats(f"grads[{name!r}]", grads[name], view.shape)
        n = int(self.state["step"])
        lr = check_number(f"lr({n})", self.lr(n), 0, open_low=False) if callable(self.lr) else self.lr
        self._take(grads)
        for start in range(0, self._flat[0].size, BLOCK):
            dW, *averages = [flat[start : start + BLOCK] for flat in self._flat]
            dW[...] = self._change(dW, *averages, lr=lr, n=n + 1)  # it takes the place of the gradient
        for name, change in self._gradients.items():
            if self.weight_decay:
                self.params[name] *= 1 - lr * self.weight_decay
            self.params[name] -= change
        self.state["step"] += 1

    def load_state(self, state: Arrays) -> None:
        """Copy a saved `state` of an optimiser of the same kind and parameters over the present one.

        Parameters
        ----------
        state : dict with the keys, shapes and dtypes of `self.state`

        Raises
        ------
        TypeError, ValueError
            If a key, a shape or a dtype differs, or an array of the present state is read-only. Nothing is
            changed then.
        """
        check_keys("state", state, self.state)
        for name, array in self.state.items():
            check_writable(f"state[{name!r}]", array)
            got = check_array(f"state[{name!r}]", state[name], "integers")
            if got.dtype != array.dtype:
                raise TypeError(f"state[{name!r}]: expected dtype {array.dtype}, got {got.dtype}")
            check_shape(f"state[{name!r}]", got, array.shape)
        for name, array in self.state.items():
            array[...] = state[name]

    def _change(self, dW: np.ndarray, *averages: np.ndarray, lr: float, n: int) -> np.ndarray:
        """Return what step n, counted from 1, takes off W; update the averages in place."""
        raise NotImplementedError

    def _check_arrays(self) -> None:
        """Raise if an array that a step would change has been replaced or made read-only."""
        for name, own in self._own.items():
            got = getattr(self, name)
            check_keys(name, got, own)
            for key, array in own.items():
                if got[key] is not array:
                    raise ValueError(
                        f"{name}[{key!r}]: expected the array that the optimiser was made with, got "
                        f"another; write {name}[{key!r}][...] = value, or make a new optimiser"
                    )
                if not array.flags.writeable:
                    check_writable(f"{name}[{key!r}]", array)

    def _take(self, grads: Arrays) -> None:
        """Copy the gradients, and raise if one is not finite or too large."""
        gradient = self._flat[0]
        with np.errstate(over="ignore"):  # what has become infinite is looked for in the next lines
            for name, view in self._gradients.items():
                view[...] = grads[name]
            if np.isfinite(np.vdot(gradient, gradient)):
                return
            for name, view in self._gradients.items():
                check_finite(f"grads[{name!r}]", view)
                if self.squares:
                    check_finite(f"grads[{name!r}]²", view**2)


def _end_to_end(params: Arrays) -> tuple[np.ndarray, Arrays]:
    """Return one flat array of zeros with room for all entries, and its parts in the shapes of `params`."""
    sizes = [array.size for array in params.values()]
    flat = np.zeros(sum(sizes), next(iter(params.values())).dtype)
    parts = np.split(flat, np.cumsum(sizes)[:-1])
    return flat, {name: part.reshape(W.shape) for part, (name, W) in zip(parts, params.items(), strict=True)}

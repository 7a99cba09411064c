"""Optimisers: each updates the arrays of `params` in place."""

import numpy as np

from rnnlib.validation import check_keys, check_number, check_shape


class SGD:
    """Gradient descent, with momentum if wanted.

    Parameters
    ----------
    params : dict of floating arrays, updated in place
    lr : the learning rate η, more than 0
    momentum : μ, at least 0 and less than 1

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    v ← μ v + dW,  W ← W − η v,  with v = 0 at first. Polyak (1964), "Some methods of speeding up the
    convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5).
    """

    def __init__(self, params: dict[str, np.ndarray], lr: float, momentum: float = 0) -> None:
        for name, array in params.items():
            if not isinstance(array, np.ndarray) or not np.issubdtype(array.dtype, np.floating):
                got = getattr(array, "dtype", type(array))
                raise TypeError(f"params[{name!r}]: expected an array of floats, got {got}")
        self.params = params
        self.lr = check_number("lr", lr, 0)
        self.momentum = check_number("momentum", momentum, 0, np.nextafter(1, 0), open_low=False)
        self.velocity = {name: np.zeros_like(array) for name, array in params.items()}

    def step(self, grads: dict[str, np.ndarray]) -> None:
        """Take one step down the gradient.

        Parameters
        ----------
        grads : dict with the keys and shapes of `params`

        Raises
        ------
        ValueError
            If a key or a shape differs from `params`.
        """
        check_keys("grads", grads, self.params)
        for name, array in self.params.items():
            check_shape(f"grads[{name!r}]", grads[name], array.shape)
        for name, array in self.params.items():
            v = self.velocity[name]
            v *= self.momentum
            v += grads[name]
            array -= self.lr * v

"""Optimisers, each its equation: gradient descent with momentum, RMSprop and Adam."""

import numpy as np

from rnnlib.optimizer import Arrays, Optimizer
from rnnlib.schedules import Schedule
from rnnlib.validation import check_eps, check_number

BELOW_1 = float(np.nextafter(1, 0))


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

    The momentum is Polyak's (1964), "Some methods of speeding up the convergence of iteration methods", USSR
    Comput. Math. Math. Phys. 4(5). Nesterov's is that of PyTorch, which differs in two ways from Sutskever,
    Martens, Dahl and Hinton (2013), "On the importance of initialization and momentum in deep learning",
    ICML. They keep θ and take the gradient at the point ahead, θ + μ u:

    u ← μ u − η ∇L(θ + μ u),  θ ← θ + u.

    Here W is that point ahead, W = θ + μ u, so that the gradient is taken at W itself (Bengio,
    Boulanger-Lewandowski and Pascanu (2013), "Advances in optimizing recurrent networks", ICASSP); and
    v = −u/η is without the learning rate. While η stays the same, both take the same path. Where a schedule
    changes it, the new η scales all of v here, and only the newest gradient there.
    """

    def __init__(
        self, params: Arrays, lr: float | Schedule, *, momentum: float = 0.0, nesterov: bool = False
    ) -> None:
        self.momentum = check_number("momentum", momentum, 0, BELOW_1, open_low=False)
        self.nesterov = bool(nesterov)
        if nesterov and self.momentum == 0:
            raise ValueError("nesterov: expected a momentum more than 0 with it, got 0")
        self.averages = ("v",) if self.momentum else ()
        super().__init__(params, lr)

    def _change(self, dW: np.ndarray, *averages: np.ndarray, lr: float, n: int) -> np.ndarray:
        if not averages:
            return lr * dW
        (v,) = averages
        v *= self.momentum
        v += dW
        return lr * (dW + self.momentum * v) if self.nesterov else lr * v


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

    averages = ("s",)
    squares = True

    def __init__(
        self, params: Arrays, lr: float | Schedule, *, decay: float = 0.99, eps: float = 1e-8
    ) -> None:
        self.decay = check_number("decay", decay, 0, BELOW_1, open_low=False)
        super().__init__(params, lr)
        self.eps = check_eps(eps, self._flat[0].dtype)

    def _change(self, dW: np.ndarray, *averages: np.ndarray, lr: float, n: int) -> np.ndarray:
        (s,) = averages
        s *= self.decay
        s += (1 - self.decay) * dW**2
        return lr * dW / (np.sqrt(s) + self.eps)


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

    averages = ("m", "s")
    squares = True

    def __init__(
        self,
        params: Arrays,
        lr: float | Schedule,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        if not isinstance(betas, tuple) or len(betas) != 2:
            raise ValueError(f"betas: expected a tuple (beta1, beta2), got {betas!r}")
        self.betas = (
            check_number("betas[0]", betas[0], 0, BELOW_1, open_low=False),
            check_number("betas[1]", betas[1], 0, BELOW_1, open_low=False),
        )
        self.weight_decay = check_number("weight_decay", weight_decay, 0, open_low=False)
        super().__init__(params, lr)
        self.eps = check_eps(eps, self._flat[0].dtype)

    def _change(self, dW: np.ndarray, *averages: np.ndarray, lr: float, n: int) -> np.ndarray:
        m, s = averages
        beta1, beta2 = self.betas
        m *= beta1
        m += (1 - beta1) * dW
        s *= beta2
        s += (1 - beta2) * dW**2
        m_hat = m / (1 - beta1**n)
        s_hat = s / (1 - beta2**n)
        return lr * m_hat / (np.sqrt(s_hat) + self.eps)

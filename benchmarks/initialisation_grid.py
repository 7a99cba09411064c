"""Four initialisations of W_hh × three activations × (none, layer norm, batch norm), each at its best η.

Each network reads a handwritten digit pixel by pixel, in 64 steps, and names it at the end. The five networks
of a row are trained side by side, each from its own seed and on its own order of the digits; the validation
digits choose the learning rate, and the test digits are for the table. The layers of rnnlib have no sigmoid,
and batch norm only with tanh, so the network is written out here; tests/test_initialisation_grid.py holds it
equal to those layers, and its gradients to central differences.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from stored_runs import stored_runs

from rnnlib import Adam, init
from rnnlib.data import digits_by_rows
from rnnlib.layers.rnn import tanh_slope
from rnnlib.layers.sigmoid import sigmoid

Array = np.ndarray
Arrays = dict[str, Array]
Cache = dict[str, Any]
Moments = tuple[Array, Array]
Row = dict[str, Any]

H, B, UPDATES, EPS, NETWORKS = 32, 16, 300, 1e-5, 5
SCHEMES = {"Xavier": init.xavier, "He": init.he, "orthogonal": init.orthogonal, "identity": init.identity}
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "tanh": (np.tanh, tanh_slope),
    "ReLU": (lambda a: np.maximum(a, 0), lambda h: (h > 0).astype(h.dtype)),
    "sigmoid": (sigmoid, lambda h: h * (1 - h)),
}
AXIS = {"layer": -1, "batch": -2}  # of (networks, B, H): over the units, or over the sequences
RATES = (0.002, 0.008, 0.03)
SETTINGS = [
    {"norm": norm, "activation": activation, "scheme": scheme, "lr": lr, "seed": 0}
    for norm in ("none", *AXIS)
    for activation in ACTIVATIONS
    for scheme in SCHEMES
    for lr in RATES
]

(X, Y), (X_TEST, Y_TEST) = digits_by_rows()
X, X_TEST = (
    x.transpose(0, 2, 1).reshape(64, -1, 1).astype(np.float32) for x in (X, X_TEST)
)  # (T, images, 1)
TRAINING = 1097  # the other 250 are for validation


def initial(norm: str, scheme: str, rng: np.random.Generator) -> Arrays:
    """Return the parameters of one network; only W_hh is the scheme's."""
    params = {"W_xh": init.xavier((H, 1), rng=rng), "W_hh": SCHEMES[scheme]((H, H), rng=rng)}
    params |= {"b_h": np.zeros((1, H)), "W_hy": init.xavier((10, H), rng=rng), "b_y": np.zeros((1, 10))}
    if norm == "layer":
        params["gamma_h"] = np.ones((1, H))
    elif norm == "batch":
        params |= {"gamma_x": np.full((1, H), 0.1), "gamma_h": np.full((1, H), 0.1)}
    return {name: array.astype(np.float32) for name, array in params.items()}


def mean(a: Array, axis: int) -> Array:
    """Return the mean over the last axis or the one before; as a product it takes half the time."""
    n = a.shape[axis]
    return a @ np.full((n, 1), 1 / n, a.dtype) if axis == -1 else np.full((1, n), 1 / n, a.dtype) @ a


def standardise(a: Array, axis: int, given: Moments | None = None) -> tuple[Array, Moments]:
    """Return â = (a − μ) / σ with μ and σ, those of `a` itself or those given."""
    mu, sigma = given or (mean(a, axis), None)
    centred = a - mu
    if sigma is None:
        sigma = np.sqrt(mean(centred * centred, axis) + a.dtype.type(EPS))
    return centred / sigma, (mu, sigma)


def standardise_backward(da_hat: Array, a_hat: Array, sigma: Array, axis: int) -> Array:
    """Return da = (dâ − mean(dâ) − â ∘ mean(dâ ∘ â)) / σ."""
    return (da_hat - mean(da_hat, axis) - a_hat * mean(da_hat * a_hat, axis)) / sigma


def forward(params: Arrays, x: Array, norm: str, activation: str, given: Cache | None = None) -> Cache:
    """Read x (T, networks, B, 1); batch norm takes the statistics in `given`, or those of x itself."""
    f, _ = ACTIVATIONS[activation]
    W_hh_T, gamma_h = params["W_hh"].swapaxes(1, 2), params.get("gamma_h", 1)
    from_x = x @ params["W_xh"].swapaxes(1, 2)  # (T, networks, B, H)
    cache: Cache = {"x": x, "moments": []}
    if norm == "batch":
        cache["u_hat"], cache["moments_x"] = standardise(from_x, -2, given and given["moments_x"])
        from_x = params["gamma_x"] * cache["u_hat"]
    h = np.zeros((len(x) + 1, *from_x.shape[1:]), from_x.dtype)  # h[t] is h_t, and h[0] = 0
    cache["a_hat"] = np.zeros_like(from_x)
    for t in range(len(x)):
        a = h[t] @ W_hh_T
        if norm == "layer":
            cache["a_hat"][t], moments = standardise(a + from_x[t], -1)
            a = gamma_h * cache["a_hat"][t]
        elif norm == "batch":
            cache["a_hat"][t], moments = standardise(a, -2, given and given["moments"][t])
            a = gamma_h * cache["a_hat"][t] + from_x[t]
        else:
            a, moments = a + from_x[t], None
        cache["moments"].append(moments)
        h[t + 1] = f(a + params["b_h"])
    return cache | {"h": h, "logits": h[-1] @ params["W_hy"].swapaxes(1, 2) + params["b_y"]}


def backward(params: Arrays, cache: Cache, y: Array, norm: str, activation: str) -> Arrays:
    """Return the gradients of the mean cross-entropy with the labels y (networks, B), for each network."""
    _, slope = ACTIVATIONS[activation]
    h, x, logits = cache["h"], cache["x"], cache["logits"]
    p = np.exp(logits - logits.max(-1, keepdims=True))
    dlogits = p / p.sum(-1, keepdims=True)  # (networks, B, 10)
    np.put_along_axis(dlogits, y[..., None], np.take_along_axis(dlogits, y[..., None], -1) - 1, -1)
    dlogits /= y.shape[1]
    dn, da = np.empty_like(h[1:]), np.empty_like(h[1:])  # after and before the normalisation
    dh = dlogits @ params["W_hy"]
    for t in reversed(range(len(x))):
        dn[t] = slope(h[t + 1]) * dh
        da[t] = dn[t]
        if norm != "none":
            sigma = cache["moments"][t][1]
            da[t] = standardise_backward(params["gamma_h"] * dn[t], cache["a_hat"][t], sigma, AXIS[norm])
        dh = da[t] @ params["W_hh"]
    du = da
    if norm == "batch":
        du = standardise_backward(params["gamma_x"] * dn, cache["u_hat"], cache["moments_x"][1], -2)
    grads = {
        "W_xh": (du.swapaxes(2, 3) @ x).sum(0),
        "W_hh": (da.swapaxes(2, 3) @ h[:-1]).sum(0),
        "b_h": dn.sum((0, 2))[:, None],
        "W_hy": dlogits.swapaxes(1, 2) @ h[-1],
        "b_y": dlogits.sum(1, keepdims=True),
    }
    if norm != "none":
        grads["gamma_h"] = (dn * cache["a_hat"]).sum((0, 2))[:, None]
    if norm == "batch":
        grads["gamma_x"] = (dn * cache["u_hat"]).sum((0, 2))[:, None]
    return grads


def clipped(grads: Arrays) -> Arrays:
    """Clip the gradient of each network to norm 1; one that is not finite becomes 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        norm = np.sqrt(sum(np.sum(g.astype(float) ** 2, axis=(1, 2), keepdims=True) for g in grads.values()))
        scale = np.where(np.isfinite(norm), 1 / np.maximum(norm, 1), 0)
        return {name: np.nan_to_num(scale * g).astype(g.dtype) for name, g in grads.items()}


def accuracy(params: Arrays, parts: tuple[Array, Array], norm: str, activation: str) -> list[float]:
    """Return the share that each network names rightly; batch norm takes those of the training part."""
    networks, given = len(params["b_h"]), None
    if norm == "batch":
        given = forward(params, repeated(X[:, :TRAINING], networks), norm, activation)
    x, y = parts
    logits = forward(params, repeated(x, networks), norm, activation, given)["logits"]
    return [round(float(share), 4) for share in (logits.argmax(-1) == y).mean(-1)]


def repeated(x: Array, networks: int) -> Array:
    """Give every network the same images: (T, images, 1) → (T, networks, images, 1)."""
    return np.broadcast_to(x[:, None], (len(x), networks, *x.shape[1:]))


def run(norm: str, activation: str, scheme: str, lr: float, seed: int, updates: int = UPDATES) -> Row:
    """Train the networks of one row; return their accuracies, and the size of their first scores."""
    rngs = [np.random.default_rng([seed, network]) for network in range(NETWORKS)]
    one_by_one = [initial(norm, scheme, rng) for rng in rngs]
    params = {name: np.stack([one[name] for one in one_by_one]) for name in one_by_one[0]}
    optimizer = Adam(params, lr)
    first = []
    for update in range(updates):
        images = np.stack([rng.integers(0, TRAINING, B) for rng in rngs])  # (networks, B)
        cache = forward(params, X[:, images], norm, activation)
        optimizer.step(clipped(backward(params, cache, Y[images], norm, activation)))
        if update < 3:
            first.append(round(float(np.abs(cache["logits"]).mean()), 5))
    validation = accuracy(params, (X[:, TRAINING:], Y[TRAINING:]), norm, activation)
    test = accuracy(params, (X_TEST, Y_TEST), norm, activation)
    return {"validation": validation, "test": test, "first_logits": first}


if __name__ == "__main__":
    stored_runs("initialisation_grid", run, SETTINGS)

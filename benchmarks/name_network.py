"""The name-inventing network of the landing page: its weights before, early in and at the end of training.

A tanh RNN learns the names of emoji, letter by letter. The weights are rounded to hundredths, as the page has
them, and go to rnnlib/explore/demos/name_network.npz; the losses with exactly these weights go to
benchmarks/results/.
"""

import json
from pathlib import Path

import numpy as np

from rnnlib import RNN, Adam, Linear, clip_grad_norm, softmax_cross_entropy
from rnnlib.data import character_names
from rnnlib.data.names import VOCAB_SIZE, encode
from rnnlib.sequences import pad

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "rnnlib" / "explore" / "demos" / "name_network.npz"
STORED = Path(__file__).parent / "results" / "name_network.json"
SETTINGS = {"hidden_size": 48, "batch": 64, "updates": 3000, "lr": 0.003, "weight_decay": 0.02, "seed": 0}
STAGES = (0, 100, 3000)  # updates done
LONGEST = 20  # letters of the names that it learns

Network = dict[str, np.ndarray]


def names() -> list[str]:
    """Return the names the network learns."""
    return [name for name in character_names() if len(name) <= LONGEST]


def batch(chosen: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the inputs (T, B, V), the targets (T, B) and the mask of some names."""
    tokens, mask = pad([encode(name) for name in chosen])
    return np.eye(VOCAB_SIZE, dtype=np.float32)[tokens[:-1]], tokens[1:], mask[1:]


def loss_of(network: Network, chosen: list[str]) -> float:
    """Return the cross-entropy of the names, in nats a letter."""
    layer, readout = _layers(network)
    x, targets, mask = batch(chosen)
    h, _ = layer.forward(x, mask=mask)
    z, _ = readout.forward(h)
    return softmax_cross_entropy(z, targets, mask)[0]


def _layers(network: Network) -> tuple[RNN, Linear]:
    H = len(network["W_hh"])
    layer, readout = RNN(VOCAB_SIZE, H, dtype=np.float32), Linear(H, VOCAB_SIZE, dtype=np.float32)
    for params in (layer.params, readout.params):
        for name, array in params.items():
            array[...] = network[name]
    return layer, readout


def train(updates: int) -> dict[int, Network]:
    """Train so many updates and return the weights, rounded, at each stage reached."""
    H, rng = SETTINGS["hidden_size"], np.random.default_rng(SETTINGS["seed"])
    layer = RNN(VOCAB_SIZE, H, dtype=np.float32, rng=rng)
    readout = Linear(H, VOCAB_SIZE, dtype=np.float32, rng=rng)
    params = {**layer.params, **readout.params}
    optimizer = Adam(
        params,
        lambda n: SETTINGS["lr"] * (1 - n / SETTINGS["updates"]),
        weight_decay=SETTINGS["weight_decay"],
    )
    learned, stages = names(), {}
    for n in range(updates + 1):
        if n in STAGES:
            stages[n] = {name: np.round(array, 2) for name, array in params.items()}
        x, targets, mask = batch([learned[i] for i in rng.integers(len(learned), size=SETTINGS["batch"])])
        h, cache = layer.forward(x, mask=mask)
        z, read = readout.forward(h)
        _, dz = softmax_cross_entropy(z, targets, mask)
        dh, grads = readout.backward(dz, read)
        grads |= layer.backward(dh, cache)[2]
        optimizer.step(clip_grad_norm(grads, 1.0)[0])
    return stages


def main() -> None:
    stages = train(SETTINGS["updates"])
    losses = {str(n): round(loss_of(network, names()), 3) for n, network in stages.items()}
    hundredths = {
        f"{n}.{name}": np.round(100 * array).astype(np.int16)
        for n, network in stages.items()
        for name, array in network.items()
    }
    np.savez_compressed(WEIGHTS, **hundredths)
    content = {"settings": SETTINGS, "names": len(names()), "nats_a_letter": losses, "numpy": np.__version__}
    STORED.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"nats a letter after 0, 100, … updates: {losses}")


if __name__ == "__main__":
    main()

"""A network that learns names: its settings chosen on the validation names, then splits, seeds, and a leak.

The training is chapter 8's. The rows go to rnnlib/data/experiments/, where the chapter reads them. The
weights of the chosen network, rounded to hundredths, go to rnnlib/explore/demos/name_models.npz, for demos.
"""

from functools import cache
from pathlib import Path

import numpy as np
from stored_runs import Row, stored_runs

from rnnlib import RNN, Adam, Embedding, Linear, clip_grad_norm, softmax_cross_entropy
from rnnlib.data.name_split import split_names
from rnnlib.data.names import VOCAB_SIZE, encode
from rnnlib.sequences import pad

WEIGHTS = Path(__file__).parents[1] / "rnnlib" / "explore" / "demos" / "name_models.npz"
D, BATCH = 24, 32
PARTED = 2.0  # a share that no two names reach: near-duplicates are parted
split = cache(split_names)


class Network:
    """Embedding, RNN and readout."""

    def __init__(self, hidden_size: int, rng: np.random.Generator) -> None:
        self.embedding = Embedding(VOCAB_SIZE, D, rng=rng)
        self.rnn = RNN(D, hidden_size, rng=rng)
        self.readout = Linear(hidden_size, VOCAB_SIZE, rng=rng)
        self.params = self.embedding.params | self.rnn.params | self.readout.params

    def loss(self, names: list[str]) -> tuple[float, dict[str, np.ndarray]]:
        """Return the cross-entropy a letter, and its gradients."""
        tokens, mask = pad([encode(name) for name in names])
        x, embedded = self.embedding.forward(tokens[:-1])
        h, run = self.rnn.forward(x, mask=mask[1:])
        z, read = self.readout.forward(h)
        loss, dz = softmax_cross_entropy(z, tokens[1:], mask[1:])
        dh, dreadout = self.readout.backward(dz, read)
        dx, _, drnn = self.rnn.backward(dh, run)
        return loss, dreadout | drnn | self.embedding.backward(dx, embedded)[1]

    def perplexity(self, names: list[str]) -> float:
        """Return e to the cross-entropy."""
        return round(float(np.exp(self.loss(names)[0])), 4)


def batches(names: list[str], rng: np.random.Generator) -> list[list[str]]:
    """Return names of like length together, and the batches in random order."""
    order = sorted(names, key=lambda name: len(name) + 4 * rng.random())
    parts = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    return [parts[i] for i in rng.permutation(len(parts))]


def fit(names: list[str], hidden_size: int, lr: float, epochs: int, seed: int, stop: int = 10**9) -> Network:
    """Train a network, its learning rate falling to zero over the epochs; stop after so many updates."""
    rng = np.random.default_rng(seed)
    network = Network(hidden_size, rng)
    updates = epochs * -(-len(names) // BATCH)
    optimizer = Adam(network.params, lambda n: lr * (1 - n / updates))
    for _ in range(epochs):
        for batch in batches(names, rng):
            if stop == 0:
                return network
            _, grads = network.loss(batch)
            optimizer.step(clip_grad_norm(grads, 1.0)[0])
            stop -= 1
    return network


def run(hidden_size: int, lr: float, epochs: int, seed: int, split_seed: int, share: float) -> Row:
    """Return the perplexity on each part of the names."""
    parts = split(split_seed, share)
    network = fit(parts["training"], hidden_size, lr, epochs, seed)
    return {part: network.perplexity(names) for part, names in parts.items()}


FIRST = {"split_seed": 0, "share": 0.5}
CHOSEN: Row = {"hidden_size": 128, "lr": 0.01, "epochs": 16}  # of GRID, the best on the validation names
GRID: list[Row] = [
    {"hidden_size": H, "lr": lr, "epochs": epochs, "seed": seed} | FIRST
    for H in (64, 128)
    for lr in (0.005, 0.01)
    for epochs in (8, 16, 32)
    for seed in (0, 1, 2)
]
SPLITS: list[Row] = [
    CHOSEN | {"seed": seed, "split_seed": split_seed, "share": share}
    for share in (0.5, PARTED)
    for split_seed in range(5)
    for seed in (0, 1, 2)
]
SETTINGS = GRID + [setting for setting in SPLITS if setting not in GRID]

if __name__ == "__main__":
    stored_runs("name_models", run, SETTINGS)
    chosen = fit(split()["training"], **CHOSEN, seed=0)
    hundredths = {name: np.round(100 * array).astype(np.int16) for name, array in chosen.params.items()}
    np.savez_compressed(WEIGHTS, **hundredths)

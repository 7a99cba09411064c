"""Choices made on the validation years of the sunspot record: size, way to step, reach of the gradient, η.

Each setting is trained from three seeds at each of five learning rates, by the loop of chapter 7. The rows go
to rnnlib/data/experiments/, where the chapter reads them.
"""

from functools import partial

import numpy as np
from stored_runs import Row, stored_runs

from rnnlib import RNN, SGD, Adam, Linear, RMSprop, clip_grad_norm
from rnnlib.data import sunspots
from rnnlib.scratch import rnn

EPOCHS, SEEDS, RATES = 100, (0, 1, 2), (0.002, 0.006, 0.02, 0.06, 0.2)
METHODS = {"SGD": SGD, "momentum": partial(SGD, momentum=0.9), "RMSprop": RMSprop, "Adam": Adam}
BASE = {"hidden_size": 8, "C": 44, "method": "momentum"}
CHOICES = [BASE | change for change in ({}, {"hidden_size": 2}, {"hidden_size": 20}, {"C": 1}, {"C": 11})]
CHOICES += [BASE | {"method": method} for method in ("SGD", "RMSprop", "Adam")]

YEARS, NUMBERS = sunspots()
MEAN, STD = NUMBERS[YEARS <= 1920].mean(), NUMBERS[YEARS <= 1920].std()
SCALED = ((NUMBERS - MEAN) / STD)[:, None]
X, Y = SCALED[:-1], SCALED[1:]
T_TRAIN, UPDATE_EVERY = 220, 44


def fit(hidden_size: int, C: int, method: str, lr: float, seed: int, epochs: int = EPOCHS) -> rnn.Params:
    """Train one network: an update after each 44 steps, the gradient of which is cut every C steps."""
    rng = np.random.default_rng(seed)
    params = {**RNN(1, hidden_size, rng=rng).params, **Linear(hidden_size, 1, rng=rng).params}
    optimizer = METHODS[method](params, lr)
    for _ in range(epochs):
        h0 = np.zeros(hidden_size)
        for start in range(0, T_TRAIN, UPDATE_EVERY):
            total = {name: np.zeros_like(array) for name, array in params.items()}
            for begin in range(start, start + UPDATE_EVERY, C):
                chunk = slice(begin, begin + C)
                h, y_hat = rnn.forward(params, X[chunk], h0)
                grads = rnn.backward(params, X[chunk], Y[chunk], h, y_hat)
                for name in total:
                    total[name] += C / UPDATE_EVERY * grads[name]
                h0 = h[-1]
            optimizer.step(clip_grad_norm(total, 1.0)[0])
    return params


def errors(params: rnn.Params) -> list[float]:
    """Return the root mean squared error over the training and over the validation years."""
    y_hat = rnn.forward(params, X, np.zeros(len(params["b_h"])))[1]
    squares = (STD * (y_hat - Y)[:, 0]) ** 2
    parts = squares[:T_TRAIN], squares[YEARS[1:] <= 1955][T_TRAIN:]
    return [float(np.sqrt(part.mean())) for part in parts]


def run(hidden_size: int, C: int, method: str, lr: float) -> Row:
    """Return the errors of a setting, the mean over the seeds."""
    each = [errors(fit(hidden_size, C, method, lr, seed)) for seed in SEEDS]
    training, validation = np.mean(each, axis=0)
    return {"training": round(float(training), 4), "validation": round(float(validation), 4)}


SETTINGS: list[Row] = [choice | {"lr": lr} for choice in CHOICES for lr in RATES]

if __name__ == "__main__":
    stored_runs("sunspot_choices", run, SETTINGS)

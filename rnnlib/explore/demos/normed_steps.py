"""Layer norm at every step: what it does to the state and to the gradient, whatever the gain of W_hh."""

from typing import Any

import numpy as np

from rnnlib.explore import controls
from rnnlib.explore.demos.starting_weights import FIRST, H, T, draw, matrix, there_and_back
from rnnlib.explore.live import Live, live
from rnnlib.scratch import chance


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Draw one orthogonal matrix, and run forwards and back with a gain."""
    r = chance.begin(settings["seed"])
    h0, dh = FIRST * chance.normals(r, H), chance.normals(r, H)
    W_hh = settings["gain"] * matrix("orthogonal", r)
    W = np.zeros((T, H, H))
    for t in range(T):
        W[t] = W_hh
    return there_and_back(W, h0, dh, settings["f"], settings["norm"])


def demo() -> Live:
    """Return the demo."""
    return live(
        name="normed-steps",
        caption=(
            "W_hh is the gain times an orthogonal matrix, and there are no inputs. Move the gain without "
            "layer norm, then with it. What does the norm hold, and what not?"
        ),
        controls={
            "gain": controls.slider(0.5, 2, value=1.2, step=0.1, label="gain of W_hh"),
            "f": controls.choice(["tanh", "ReLU"], label="activation f"),
            "norm": controls.toggle(False, label="layer norm"),
            "seed": controls.slider(0, 20, value=1, step=1, label="seed"),
        },
        arrays={},
        show=show,
        draw=draw,
        sentence=(
            "{f}, gain {gain:.1f}, layer norm {norm}: after 60 steps the spread of the states is {last:.1e}, "
            "that of the gradient at the first state {first:.1e}."
        ),
    )

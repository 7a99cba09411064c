"""Ten stories of the book for the playground: settings, and what to watch. Each is tested to come true."""

from typing import Any

FAR = {"task": "adding", "T": 20}
STEEP = {"rule": "momentum", "eta": 0.1, "rho": 1.2}

STORIES: dict[str, tuple[dict[str, Any], str]] = {
    "A good start remembers": (
        {},
        "With a spectral radius of 1 the gradient reaches the first step, and the network learns to name the "
        "symbol that it saw there: within 200 updates nearly all answers are right.",
    ),
    "A small spectral radius forgets": (
        {"rho": 0.5},
        "Watch the orange curve: seen from the last step the first one has all but vanished, and after 300 "
        "updates the network still guesses, one right in four.",
    ),
    "Cut off from the cause": (
        {"k": "at most 5 steps"},
        "The same good start, but the gradient may go back 5 steps only: the first symbol lies 19 steps "
        "back, and the network never learns to name it.",
    ),
    "Without clipping": (
        STEEP | {"clip": 10000},
        "Now and then the gradient is tens of times its usual length, and one such step throws the weights "
        "far off: the share of right answers stays near a quarter.",
    ),
    "Clipping rescues it": (
        STEEP | {"clip": 1},
        "The same start, the same batches, the same learning rate, but no gradient is longer than 1: more "
        "than half of the answers become right.",
    ),
    "ReLU explodes": (
        {"cell": "ReLU", "T": 50, "rho": 1.5, "clip": 10000},
        "Nothing holds the states back: they grow from step to step, and the first loss is in the "
        "thousands. The orange curve grows towards the first step instead of falling.",
    ),
    "ReLU that begins with the identity": (
        FAR | {"cell": "ReLU", "kind": "identity"},
        "At first each state is a copy of the one before, with the input added: such a network learns to "
        "add the two marked numbers, and the loss falls far below the 0.167 of a guess.",
    ),
    "The plain network cannot add": (
        FAR | {"eta": 0.01},
        "For 300 updates the loss stays near 0.167, that of always saying 1: keep these settings in mind "
        "for the next story.",
    ),
    "The LSTM remembers": (
        FAR | {"cell": "LSTM", "eta": 0.02},
        "It waits at the same loss, and after about 250 updates it has found out: the loss falls to almost "
        "nothing, where the plain network was still guessing.",
    ),
    "A stack in the state": (
        {"task": "brackets", "T": 10},
        "To know which kind of bracket closes, one must remember those that are open, in order: look at "
        "the states, and move the step you look at.",
    ),
}

"""A training run on disk: where it stands, all that changes in it, and what tells it from others."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from rnnlib.training.checkpoint import Groups, Path, copy_into, flatten, unflatten
from rnnlib.training.history import History
from rnnlib.training.identity import Identity
from rnnlib.training.position import Position
from rnnlib.training.storage import Arrays, check_path, digest, read_arrays, rehearse, write_arrays

SECONDS = 60.0  # of work that a kill in the middle of an epoch may cost


class RunFile:
    """The checkpoint of a run, if it has one.

    Parameters
    ----------
    path : a name ending in .npz; None writes nothing
    groups : all arrays that change in the run, the parameters under "params"
    rngs : all generators that are drawn from
    identify : maps a number of steps to the `identity` of the run over so many steps
    """

    def __init__(
        self,
        path: Path | None,
        groups: Groups,
        rngs: Sequence[np.random.Generator],
        identify: Callable[[int], Identity],
    ) -> None:
        self.path = None if path is None else check_path("checkpoint", path)
        self.groups, self.rngs, self.identify = groups, rngs, identify
        self.about: dict[str, Any] = {}
        self.written = 0.0

    def start(self, steps: int, epochs: int, patience: int | None) -> Position:
        """Return where the run stands: at its start, or where the file says.

        Everything is put back as `write` found it. What a later writing would raise is raised now, and so is
        what is wrong with the file; then nothing is changed.
        """
        if self.path is None:
            return Position()
        began = _weights(self.groups["params"])
        if self.path.is_file():
            now, began = self._read(self.path, began, epochs, patience)
        else:
            now = Position()
        self.about = {"identity": self.identify(steps), "steps": steps, "began": began}
        rehearse("checkpoint", self.path, self._arrays(now))
        self.written = time.monotonic()
        return now

    def write(self, now: Position, *, if_due: bool = False) -> None:
        """Write all that changes in the run; `if_due`, only where the last writing is long ago."""
        if self.path is None or (if_due and time.monotonic() - self.written < SECONDS):
            return
        write_arrays(self.path, self._arrays(now))
        self.written = time.monotonic()

    def _arrays(self, now: Position) -> Arrays:
        run = {
            **self.about,
            "position": asdict(now),
            "rngs": [rng.bit_generator.state for rng in self.rngs],
        }
        text = json.dumps(run, default=np.ndarray.tolist)  # the states of some generators hold arrays
        return {**flatten(self.groups), "run": np.frombuffer(text.encode(), np.uint8)}

    def _read(self, path: Path, began: str, epochs: int, patience: int | None) -> tuple[Position, str]:
        arrays = read_arrays(path)
        try:
            run = json.loads(arrays["run"].tobytes())
            now = Position(**run["position"])
            now.history = History(**run["position"]["history"])
            found, first = run["identity"], run["began"]
            for rng, state in zip(self.rngs, run["rngs"], strict=True):
                type(rng.bit_generator)().state = state  # raises where it does not fit
        except Exception as error:
            raise ValueError(f"{path}: expected a checkpoint of this run of train, got {error!r}") from error
        _compare(path, found, self.identify(run["steps"]))
        if (now.epoch, now.batch) > (epochs, 0):
            raise ValueError(f"epochs: expected at least the {now.epoch} epochs of {path}, got {epochs}")
        groups = unflatten(path, arrays, self.groups)
        kept = [arrays for name, arrays in groups.items() if name.endswith("params")]
        if now.at_end(epochs, patience) and began not in (first, *map(_weights, kept)):
            _compare(path, {"weights at the start": first}, {"weights at the start": began})
        copy_into(self.groups, groups)
        for rng, state in zip(self.rngs, run["rngs"], strict=True):
            rng.bit_generator.state = state
        return now, first


def _compare(path: Path, found: Identity, here: Identity) -> None:
    names = [name for name in {**here, **found} if here.get(name) != found.get(name)]
    if names:
        each = "; ".join(f"{name}: {found.get(name)} there, {here.get(name)} here" for name in names)
        raise ValueError(f"{path}: expected a checkpoint of this run of train, got another: {each}")


def _weights(params: Arrays) -> str:
    return digest(params).tobytes().hex()[:12]

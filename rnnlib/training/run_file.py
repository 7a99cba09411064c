"""A training run on disk: where it stands, all that changes in it, and what tells it from others."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from rnnlib.training.checkpoint import Groups, Path, copy_into, flatten, unflatten
from rnnlib.training.history import History
from rnnlib.training.identity import Identity, differences
from rnnlib.training.position import Position
from rnnlib.training.storage import Arrays, check_path, fingerprint, read_arrays, rehearse, write_arrays

SECONDS = 60.0  # of work that a kill in the middle of an epoch may cost


class RunFile:
    """The checkpoint of a run, if it has one.

    Parameters
    ----------
    path : a name ending in .npz; None writes nothing
    groups : all arrays that change in the run, the parameters under "params"
    rngs : all generators that are drawn from
    settings : maps a number of steps to the `settings` of the run over so many steps
    surroundings : returns the `surroundings` of the run as they are now

    Notes
    -----
    What surrounds the run and changes in its course, such as a list that the loss function appends to, does
    not tell it from others. It is found by looking again before each writing, and its names are in the file.
    """

    def __init__(
        self,
        path: Path | None,
        groups: Groups,
        rngs: Sequence[np.random.Generator],
        settings: Callable[[int], Identity],
        surroundings: Callable[[], Identity],
    ) -> None:
        self.path = None if path is None else check_path("checkpoint", path)
        self.groups, self.rngs = groups, rngs
        self.settings, self.surroundings = settings, surroundings
        self.about: dict[str, Any] = {}
        self.written = 0.0

    def start(self, steps: int, epochs: int, patience: int | None) -> Position:
        """Return where the run stands: at its start, or where the file says.

        Everything is put back as `write` found it. What a later writing would raise is raised now, and so is
        what is wrong with the file; then nothing is changed.
        """
        if self.path is None:
            return Position()
        self.about = {
            "settings": self.settings(steps),
            "steps": steps,
            "surroundings": self.surroundings(),
            "changed": [],
            "began": {
                "weights at the start": fingerprint(self.groups["params"]),
                "generators at the start": _states(self.rngs),
            },
        }
        now = self._read(self.path, epochs, patience) if self.path.is_file() else Position()
        rehearse("checkpoint", self.path, self._arrays(now))
        self.written = time.monotonic()
        return now

    def write(self, now: Position, *, if_due: bool = False) -> None:
        """Write all that changes in the run; `if_due`, only where the last writing is long ago."""
        if self.path is None or (if_due and time.monotonic() - self.written < SECONDS):
            return
        changed = differences(self.about["surroundings"], self.surroundings())
        self.about["changed"] = sorted({*self.about["changed"], *changed})
        write_arrays(self.path, self._arrays(now))
        self.written = time.monotonic()

    def _arrays(self, now: Position) -> Arrays:
        run = {
            **self.about,
            "position": asdict(now),
            "rngs": [rng.bit_generator.state for rng in self.rngs],
        }
        return {**flatten(self.groups), "run": np.frombuffer(_json(run).encode(), np.uint8)}

    def _read(self, path: Path, epochs: int, patience: int | None) -> Position:
        arrays = read_arrays(path)
        try:
            run = json.loads(arrays["run"].tobytes())
            now = Position(**run["position"])
            now.history = History(**run["position"]["history"])
            found, around, changed = run["settings"], run["surroundings"], run["changed"]
            for rng, state in zip(self.rngs, run["rngs"], strict=True):
                type(rng.bit_generator)().state = state  # raises where it does not fit
        except Exception as error:
            raise ValueError(f"{path}: expected a checkpoint of this run of train, got {error!r}") from error
        here, around_here = self.settings(run["steps"]), self.about["surroundings"]
        names = [*differences(here, found), *differences(around_here, around, changed)]
        _check_same(path, names, {**found, **around}, {**here, **around_here})
        if (now.epoch, now.batch) > (epochs, 0):
            raise ValueError(f"epochs: expected at least the {now.epoch} epochs of {path}, got {epochs}")
        groups = unflatten(path, arrays, self.groups)
        if now.at_end(epochs, patience):
            self._check_began(path, run["began"], groups)
        copy_into(self.groups, groups)
        for rng, state in zip(self.rngs, run["rngs"], strict=True):
            rng.bit_generator.state = state
        self.about |= {"changed": changed, "began": run["began"]}
        return now

    def _check_began(self, path: Path, first: Identity, groups: Groups) -> None:
        """Raise ValueError unless the run is now as it began, or has the weights that it ended with."""
        began = self.about["began"]
        ended = [fingerprint(arrays) for name, arrays in groups.items() if name.endswith("params")]
        weights = began["weights at the start"]
        if weights == first["weights at the start"] or weights not in ended:
            _check_same(path, differences(began, first), first, began)


def _check_same(path: Path, names: Sequence[str], found: Identity, here: Identity) -> None:
    if names:
        each = "; ".join(f"{name}: {found.get(name)} there, {here.get(name)} here" for name in names)
        raise ValueError(
            f"{path}: expected a checkpoint of this run of train, got another: {each}. Its weights can be "
            "loaded all the same, by load(path, params, optimizer)"
        )


def _states(rngs: Sequence[np.random.Generator]) -> str:
    text = _json([rng.bit_generator.state for rng in rngs])
    return fingerprint({"": np.array(text)})


def _json(value: object) -> str:
    return json.dumps(value, default=np.ndarray.tolist)  # the states of some generators hold arrays

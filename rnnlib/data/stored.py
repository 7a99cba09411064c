"""Results of experiments that take longer than a chapter may."""

import json
from importlib import resources
from typing import Any


def experiment(name: str) -> list[dict[str, Any]]:
    """Return the stored rows of an experiment: its settings and what came of them.

    Parameters
    ----------
    name : of its file in `rnnlib/data/experiments`, which `benchmarks/<name>.py` has made

    Returns
    -------
    rows : one dict for each run

    Raises
    ------
    ValueError
        If no experiment of this name is stored.
    """
    folder = resources.files(__package__) / "experiments"
    names = sorted(file.name[:-5] for file in folder.iterdir() if file.name.endswith(".json"))
    if name not in names:
        raise ValueError(f"name: expected one of {names}, got {name!r}")
    return list(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))

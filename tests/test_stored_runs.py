"""Stored runs: kept as they are made, never made twice, and in the order of the settings."""

import json

import numpy as np
import pytest
import stored_runs
from stored_runs import stored_runs as store

from rnnlib.data import experiment
from rnnlib.training import SweepError

SETTINGS = [{"lr": lr, "seed": seed} for lr in (0.1, 0.2) for seed in (0, 1)]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(stored_runs, "FOLDER", tmp_path)
    return tmp_path


def made(lr, seed):
    """Say what was run, where it can be seen from another process: in the row."""
    return {"drawn": np.random.default_rng(seed).random() * lr}


def never(lr, seed):
    raise AssertionError("this was run before")


def fails_at_seed_1(lr, seed):
    if seed == 1:
        raise ValueError("no")
    return made(lr, seed)


def test_a_row_is_the_setting_and_its_result_with_seconds_and_versions(folder):
    rows = store("one", made, SETTINGS)
    assert json.loads((folder / "one.json").read_text(encoding="utf-8")) == rows
    assert [{key: row[key] for key in ("lr", "seed")} for row in rows] == SETTINGS
    for row in rows:
        assert row["drawn"] == made(row["lr"], row["seed"])["drawn"]
        assert row["seconds"] >= 0
        assert row["versions"].endswith(f"NumPy {np.__version__}")


def test_what_is_stored_is_not_run_again():
    rows = store("one", made, SETTINGS[:2])
    assert store("one", never, SETTINGS[:2]) == rows
    with pytest.raises(SweepError, match="this was run before"):
        store("one", never, SETTINGS)


def test_what_was_finished_stays_when_others_fail_and_the_rest_joins_it_in_order(folder):
    with pytest.raises(SweepError, match="2 of 4 settings failed"):
        store("one", fails_at_seed_1, SETTINGS)
    kept = json.loads((folder / "one.json").read_text(encoding="utf-8"))
    assert [row["seed"] for row in kept] == [0, 0]
    rows = store("one", made, SETTINGS)
    assert [{key: row[key] for key in ("lr", "seed")} for row in rows] == SETTINGS
    assert [rows[0], rows[2]] == kept


@pytest.mark.parametrize("name", [row.stem for row in sorted(stored_runs.FOLDER.glob("*.json"))])
def test_every_stored_row_says_with_what_and_how_long_it_was_made(name):
    for row in experiment(name):
        assert row["versions"].startswith("Python 3.")
        assert row["seconds"] > 0

"""The verdicts of the scoreboard: the rule on made-up numbers, and every stored cell by its script."""

from pathlib import Path

import numpy as np
import pytest
import scoreboard_cells as script
from scoreboard.fixes import FIXES as NETWORKS
from scoreboard.problems import PROBLEMS as TASKS
from scoreboard.training import run

from rnnlib.data import scoreboard
from rnnlib.data.scoreboard import FIXES, FRESH_SEEDS, PLAIN, PROBLEMS, SENSELESS, UNCLIPPED

STORED = Path(scoreboard.__file__).parent / "experiments" / "scoreboard"
ALL = [(problem, fix) for problem in PROBLEMS for fix in (PLAIN, UNCLIPPED, *FIXES)]
CELLS = [
    pair for pair in ALL if (STORED / "__".join(map(scoreboard.slug, pair))).with_suffix(".json").exists()
]
FLAT = [0.0, 0.1, 0.0, 0.05, 0.02]


@pytest.mark.parametrize(
    ("fix", "plain", "word"),
    [
        ([1.0, 0.99, 0.96, 0.95, 0.2], FLAT, "solved"),
        ([1.0, 0.99, 0.96, 0.2, 0.2], FLAT, "helped"),
        ([0.94] * 5, [0.9] * 5, "nothing"),  # certain, and too little to count
        ([0.9, 0.0, 0.0, 0.0, 0.0], FLAT, "nothing"),  # one lucky seed
        ([0.3, 0.35, 0.3, 0.4, 0.3], FLAT, "helped"),
        (FLAT, [0.3, 0.35, 0.3, 0.4, 0.3], "worse"),
        (FLAT, FLAT, "nothing"),
    ],
)
def test_the_rule_on_scores(fix, plain, word):
    assert scoreboard.judged(fix, plain).word == word


@pytest.mark.parametrize(
    ("fix", "word"),
    [
        ([9, 11, 10, 10, 10], "solved"),
        ([50, 55, 60, 52, 50], "helped"),
        ([95, 96, 97, 95, 96], "nothing"),
        ([20, 400, 100, 100, 100], "nothing"),
        ([300, 280, 310, 290, 300], "worse"),
    ],
)
def test_the_rule_on_costs(fix, word):
    assert scoreboard.judged_costs(fix, [100, 101, 99, 104, 98]).word == word


def test_the_interval_is_students():
    mean, low, high = scoreboard.interval([1.0, 2.0, 3.0, 4.0, 5.0], [0.0] * 5)
    assert mean == 3
    assert high - mean == pytest.approx(2.776 * np.std([1, 2, 3, 4, 5], ddof=1) / 5**0.5) == mean - low


def test_a_cell_without_runs_is_refused():
    with pytest.raises(ValueError, match="expected a cell that is stored, got 'magic'"):
        scoreboard.verdict("vanishing", "magic")


def test_a_cell_that_is_not_whole_is_refused(tmp_path, monkeypatch):
    (tmp_path / "experiments" / "scoreboard").mkdir(parents=True)
    (tmp_path / "experiments" / "scoreboard" / "vanishing__lstm.json").write_text('[{"seed": 100}]')
    monkeypatch.setattr(scoreboard.resources, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="expected a whole cell, got 'LSTM'"):
        scoreboard.cell("vanishing", "LSTM")


def test_rows_and_columns_are_the_scripts():
    assert tuple(TASKS) == PROBLEMS
    assert (PLAIN, UNCLIPPED, *(fix for fix in FIXES if fix != "GPU")) == tuple(NETWORKS)
    assert set(SENSELESS) <= set(ALL)


def test_what_is_stored_is_a_cell():
    assert CELLS
    known = {"__".join(map(scoreboard.slug, pair)) for pair in ALL if pair not in SENSELESS} | {
        "update_costs"
    }
    assert {path.stem for path in STORED.glob("*.json")} <= known


@pytest.mark.parametrize(("problem", "fix"), CELLS)
def test_a_cell_was_stored_by_this_script(problem, fix):
    rows, settings = scoreboard.cell(problem, fix), script.tuning(problem, fix)
    assert [{key: row[key] for key in settings[0]} for row in rows[: len(settings)]] == settings
    best = scoreboard.chosen(rows[: len(settings)])
    for seed, row in zip(FRESH_SEEDS, rows[len(settings) :], strict=True):
        assert (row["lr"], row["clip"], row["seed"]) == (best["lr"], best["clip"], seed)
        assert row["versions"]
        assert row["seconds"] > 0


@pytest.mark.parametrize("problem", sorted({problem for problem, _ in CELLS}))
def test_the_beginning_of_a_cheap_run_can_be_made_again(problem):
    of_row = [scoreboard.fresh(*pair)[0] for pair in CELLS if pair[0] == problem]
    stored = min(of_row, key=lambda row: row["seconds"] / len(row["curve"]))
    setting = {name: stored[name] for name in ("problem", "fix", "lr", "clip", "seed")}
    made, other = run(**setting, looks=1), run(**setting | {"seed": 7}, looks=1)
    assert made["losses"][0] == pytest.approx(stored["losses"][0], rel=2e-3)
    assert other["losses"][0] != pytest.approx(stored["losses"][0], rel=2e-3)

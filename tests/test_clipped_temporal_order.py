"""The stored runs of the temporal-order task: made by their script, and chapter 10 says what they show."""

import clipped_temporal_order as script
import pytest

from rnnlib.data import experiment

STORED = experiment("clipped_temporal_order")


def test_it_was_stored_by_this_script():
    assert [{key: row[key] for key in script.SETTINGS[0]} for row in STORED] == script.SETTINGS
    for row in STORED:
        assert row["updates"] == script.EVERY * len(row["errors"]) <= script.UPDATES
        assert (row["errors"][-1] <= script.SOLVED) or row["updates"] == script.UPDATES


@pytest.mark.parametrize("max_norm", script.THRESHOLDS)
def test_the_beginning_of_a_stored_run_can_be_made_again(max_norm):
    setting = {"max_norm": max_norm, "lr": 0.0003, "seed": 0}  # slow enough not to be chaotic
    (stored,) = [row for row in STORED if row.items() >= setting.items()]
    again = script.run(**setting, updates=script.EVERY)
    assert again["errors"] == pytest.approx(stored["errors"][:1], abs=0.005)
    assert again["norms"][0] == pytest.approx(stored["norms"][0], rel=0.5)


def solved(rows: list[dict], max_norm: float | None) -> dict[float, int]:
    """How many of five seeds solve it, for each learning rate."""
    return {
        lr: sum(r["errors"][-1] <= script.SOLVED for r in rows if (r["max_norm"], r["lr"]) == (max_norm, lr))
        for lr in script.RATES
    }


def claim(rows: list[dict]) -> bool:
    """Without clipping no run solves the task; with it all do, and the best rate has ηθ = 0.1."""
    if sum(solved(rows, None).values()) > 0:
        return False
    best = {theta: best_rate(rows, theta) for theta in script.THRESHOLDS[1:]}
    return all(
        solved(rows, theta)[lr] == 5 and lr in script.RATES[1:-1] and lr * theta == pytest.approx(0.1)
        for theta, lr in best.items()
    )


def best_rate(rows: list[dict], max_norm: float) -> float:
    """The rate at which the five runs are done soonest."""
    return min(
        script.RATES,
        key=lambda lr: sum(r["updates"] for r in rows if (r["max_norm"], r["lr"]) == (max_norm, lr)),
    )


def test_it_takes_clipping_to_solve_the_task_and_any_threshold_does_with_its_rate():
    assert claim(STORED)


@pytest.mark.parametrize("max_norm", script.THRESHOLDS)
def test_a_contrary_result_would_be_noticed(max_norm):
    lr = 0.1 / (max_norm or 1.0)
    changed = [0.5, 0.5] if max_norm else [0.5, 0.0]
    rows = [
        row | ({"errors": changed} if row["max_norm"] == max_norm and row["lr"] == pytest.approx(lr) else {})
        for row in STORED
    ]
    assert not claim(rows)


def test_another_best_rate_would_be_noticed():
    rows = [
        row | ({"updates": 250} if (row["max_norm"], row["lr"]) == (10.0, 0.003) else {}) for row in STORED
    ]
    assert not claim(rows)

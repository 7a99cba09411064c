"""The stored walks near the cliff: made by their script, and chapter 10 says of them what they show."""

import math

import cliff_walks as script
import pytest

from rnnlib.data import experiment

STORED = experiment("cliff_walks")


def test_it_was_stored_by_this_script():
    assert [{key: row[key] for key in script.SETTINGS[0]} for row in STORED] == script.SETTINGS
    assert [row["updates"] for row in STORED] == [round(200 / row["lr"]) for row in STORED]


@pytest.mark.parametrize("max_norm", script.THRESHOLDS)
def test_a_stored_run_can_be_made_again(max_norm):
    (stored,) = [row for row in STORED if (row["lr"], row["max_norm"]) == (1.0, max_norm)]
    again = script.run(1.0, max_norm, script.SEED)
    where, stored_where = (row.pop("norm_where_thrown") for row in (again, dict(stored)))
    assert where == (stored_where if max_norm else pytest.approx(stored_where, rel=0.2))
    for name in again:
        assert again[name] == pytest.approx(stored[name], abs=0.02)  # at the edge the last digit decides


def claim(rows: list[dict]) -> bool:
    """A smaller rate, given its time, throws off as many; with clipping more arrive, in time at either θ."""
    by = {(row["lr"], row["max_norm"]): row for row in rows}
    free = [by[lr, None] for lr in script.RATES]
    error = 2 * math.sqrt(2 * 0.25 * 0.75 / script.STARTS)  # of the difference of two shares near a quarter
    as_many = all(abs(row["thrown_at_the_end"] - free[0]["thrown_at_the_end"]) < error for row in free)
    later = all(row["thrown_after_200"] < row["thrown_at_the_end"] / 2 for row in free[1:])
    none = all(by[lr, 1.0]["thrown_at_the_end"] == 0 for lr in script.RATES)
    more = all(by[lr, 1.0]["arrived_at_the_end"] > by[lr, None]["arrived_at_the_end"] for lr in script.RATES)
    patient = all(
        abs(by[lr, 1.0]["arrived_four_times"] - by[lr, 0.1]["arrived_four_times"]) < error
        and by[lr, 1.0]["arrived_four_times"] > by[lr, None]["arrived_four_times"] + error
        for lr in script.RATES
    )
    return as_many and later and none and more and patient


def test_a_smaller_rate_does_not_save_a_walk_from_the_cliff():
    assert claim(STORED)


@pytest.mark.parametrize("name", ["thrown_at_the_end", "arrived_at_the_end", "arrived_four_times"])
def test_a_contrary_result_would_be_noticed(name):
    contrary = {"thrown_at_the_end": 0.1, "arrived_at_the_end": 0.9, "arrived_four_times": 0.9}
    rows = [
        row | ({name: contrary[name]} if row["lr"] == 0.1 and row["max_norm"] is None else {})
        for row in STORED
    ]
    assert not claim(rows)

"""The stored runs of delayed recall: by their script, made again, and what the chapter claims of them."""

import pytest
import recall_lags as script

from rnnlib.data import experiment

STORED = experiment("recall_lags")
QUIET = "orthogonal, quiet inputs"


def furthest(rows, start, updates):
    """The largest lag that most seeds learned in time, at the best learning rate; 0 if there is none."""
    reached = [0]
    for lag in {row["lag"] for row in rows if row["start"] == start}:
        for lr in {row["lr"] for row in rows}:
            of_all = [row for row in rows if (row["start"], row["lag"], row["lr"]) == (start, lag, lr)]
            learned = [row for row in of_all if row["learned"] and row["learned"] <= updates]
            reached += [lag] if 2 * len(learned) > len(of_all) else []
    return max(reached)


def test_they_were_stored_by_this_script():
    assert [{key: row[key] for key in script.SETTINGS[0]} for row in STORED] == script.SETTINGS


@pytest.mark.parametrize("start", ["Xavier", QUIET])
def test_a_stored_run_can_be_made_again(start):
    setting = {"start": start, "lag": 5, "lr": 0.01, "seed": 0}
    (stored,) = [row for row in STORED if row.items() >= setting.items()]
    made = script.run(**setting)
    assert made["learned"] == stored["learned"]
    assert made["before"] == pytest.approx(stored["before"], rel=1e-3)
    assert made["accuracy"] == pytest.approx(stored["accuracy"], abs=0.01)
    assert script.run(**setting, updates=0)["learned"] is None


def test_the_lag_of_failure_moves_with_the_initial_weights():
    assert furthest(STORED, "half", 3000) < furthest(STORED, "Xavier", 3000) < furthest(STORED, QUIET, 3000)


def test_the_lag_of_failure_moves_with_the_length_of_training():
    for start in ("half", QUIET):
        assert furthest(STORED, start, 300) < furthest(STORED, start, 3000)


def test_the_less_reaches_the_first_state_the_fewer_learn():
    shares = []
    for low, high in ((0, 1e-4), (1e-4, 1e-3), (1e-3, 1e-1), (1e-1, 2)):
        within = [row for row in STORED if low <= row["before"] < high]
        shares.append(sum(row["learned"] is not None for row in within) / len(within))
    assert shares[0] == 0
    assert shares == sorted(shares)


def test_a_fixed_number_of_steps_would_be_noticed():
    fixed = [row | {"learned": 100 if row["lag"] <= 20 else None} for row in STORED]
    assert (
        furthest(fixed, "half", 3000) == furthest(fixed, "Xavier", 3000) == furthest(fixed, QUIET, 300) == 20
    )

"""The stored choices on the validation years: made by their script, and runs of it can be made again."""

import numpy as np
import pytest
import sunspot_choices as script

from rnnlib.data import experiment

STORED = experiment("sunspot_choices")


def test_it_was_stored_by_this_script():
    assert [{key: row[key] for key in script.SETTINGS[0]} for row in STORED] == script.SETTINGS


def test_a_stored_run_can_be_made_again():
    setting = script.CHOICES[1] | {"lr": 0.02}
    (stored,) = [row for row in STORED if row.items() >= setting.items()]
    for name, error in script.run(**setting).items():
        assert error == pytest.approx(stored[name], abs=2e-4)
    assert script.errors(script.fit(**setting, seed=0, epochs=3))[0] > stored["training"] + 1


def test_the_loop_learns_from_the_training_years_alone(monkeypatch):
    x, y = script.X.copy(), script.Y.copy()
    x[script.T_TRAIN :], y[script.T_TRAIN :] = 7.0, 7.0
    setting = {"hidden_size": 2, "C": 11, "method": "Adam", "lr": 0.02, "seed": 0, "epochs": 2}
    expected = script.fit(**setting)
    monkeypatch.setattr(script, "X", x)
    monkeypatch.setattr(script, "Y", y)
    for name, array in script.fit(**setting).items():
        np.testing.assert_array_equal(array, expected[name])


def test_an_unknown_experiment_is_an_error_that_names_the_known_ones():
    with pytest.raises(ValueError, match=r"name: expected one of \[.*'sunspot_choices'.*\], got 'sunspots'"):
        experiment("sunspots")

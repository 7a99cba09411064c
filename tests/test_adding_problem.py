"""The stored experiment on the adding problem: it supports its claim, and its beginning can be run again."""

import copy
import json

import adding_problem as experiment
import numpy as np
import pytest

STORED = json.loads(experiment.STORED.read_text(encoding="utf-8"))
MODELS = ("RNN", "LSTM", "GRU")


def lowest(run: dict) -> float:
    return min(run["test_mse"])


def check_claim(result: dict) -> None:
    """Raise unless every LSTM and GRU ends below a tenth of the baseline, and no RNN ever is far below it."""
    baseline = result["baseline_mse"]["on_the_test_sequences"]
    runs = {model: [run for run in result["runs"] if run["model"] == model] for model in MODELS}
    for model in MODELS:
        assert len({run["first_losses"][0] for run in runs[model]}) >= 3, model  # no run twice
    for run in runs["LSTM"] + runs["GRU"]:
        assert run["test_mse"][-1] < baseline / 10, run
    for run in runs["RNN"] + result["search"]:
        assert lowest(run) > 0.9 * baseline, run


def test_the_stored_result_supports_the_claim():
    check_claim(STORED)


@pytest.mark.parametrize("model", MODELS)
def test_a_result_that_says_otherwise_is_noticed(model):
    other = copy.deepcopy(STORED)
    run = next(run for run in other["runs"] if run["model"] == model)
    run["test_mse"][-1] = 0.1
    with pytest.raises(AssertionError):
        check_claim(other)
    other["runs"] = [run for run in STORED["runs"] if run["model"] != model]
    with pytest.raises(AssertionError):
        check_claim(other)


def test_it_was_stored_by_this_script():
    assert STORED["settings"].items() >= experiment.SETTINGS.items()
    assert STORED["settings"]["T"] == 100
    keys = ("model", "initialisation", "lr")
    assert [{key: run[key] for key in keys} for run in STORED["search"]] == experiment.SEARCH
    best = min(STORED["search"], key=lambda run: min(run["validation_mse"]))
    expected = [setting for setting in (best, *experiment.GATED) for _ in range(experiment.REPEATS)]
    for run, setting in zip(STORED["runs"], expected, strict=True):
        assert [run[key] for key in keys] == [setting[key] for key in keys]
    evaluations = experiment.SETTINGS["steps"] // experiment.SETTINGS["evaluate_every"]
    for run in STORED["runs"] + STORED["search"]:
        assert len(run["test_mse"]) == len(run["validation_mse"]) == evaluations


def test_the_baseline_is_that_of_the_test_sequences():
    sums = experiment.held_out(experiment.TEST_SEED).y[-1]
    assert STORED["baseline_mse"]["on_the_test_sequences"] == pytest.approx(np.mean((sums - 1) ** 2))
    assert STORED["baseline_mse"]["expected"] == pytest.approx(1 / 6)


@pytest.mark.parametrize("model", MODELS)
def test_the_first_steps_are_the_stored_ones(model):
    """The rest depends on the last bit of every sum, which is the machine's, so it is not compared."""
    n, stored = next((n, run) for n, run in enumerate(STORED["runs"]) if run["model"] == model)
    setting = {key: stored[key] for key in ("model", "initialisation", "lr")}
    rng = np.random.default_rng(np.random.SeedSequence(experiment.SEED).spawn(n + 1)[n])
    again = experiment.run(**setting, rng=rng, steps=len(stored["first_losses"]))
    np.testing.assert_allclose(again["first_losses"], stored["first_losses"], rtol=1e-6)


def test_a_short_lag_is_learned_within_seconds(monkeypatch, rng):
    """The same run at T = 10, where the gated network needs a few hundred steps."""
    monkeypatch.setitem(experiment.SETTINGS, "T", 10)
    result = experiment.run(**experiment.GATED[1], rng=rng, steps=500)
    assert result["first_losses"][0] > 0.1
    assert result["test_mse"][-1] < 0.01

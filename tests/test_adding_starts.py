"""The stored runs of the adding problem: by their script, made again, and what the chapter claims of them."""

import adding_starts as script
import numpy as np
import pytest

from rnnlib.data import experiment

STORED = experiment("adding_starts")
SEARCHED, TABLE = STORED[: len(script.SEARCH)], STORED[len(script.SEARCH) :]


def solved(network):
    return [row["solved"] for row in TABLE if row["network"] == network]


def test_they_were_stored_by_this_script():
    settings = [{key: row[key] for key in script.SEARCH[0]} for row in STORED]
    assert settings == script.SEARCH + script.fresh(SEARCHED)
    assert not {row["seed"] for row in SEARCHED} & {row["seed"] for row in TABLE}


@pytest.mark.parametrize("network", script.NETWORKS)
def test_a_stored_run_begins_again_as_it_did(network):
    stored = next(row for row in TABLE if row["network"] == network)
    setting = {key: stored[key] for key in script.SEARCH[0]}
    made, other = (script.run(**now, updates=1) for now in (setting, setting | {"lr": 0.002}))
    np.testing.assert_allclose(made["first_losses"], stored["first_losses"], rtol=1e-3)
    assert not np.allclose(other["first_losses"], stored["first_losses"], rtol=1e-3)


def test_a_stored_run_ends_as_well_as_it_did():
    setting = {"network": "ReLU, identity", "lr": 0.003, "seed": 0}
    (stored,) = [row for row in STORED if row.items() >= setting.items()]
    made = script.run(**setting)
    assert made["solved"]  # in float32 the same machine takes 1,600 updates or 2,300
    assert max(made["validation"], stored["validation"]) <= script.SOLVED


def test_a_run_that_is_cut_short_has_not_solved_it():
    made = script.run("LSTM", 0.01, 0, updates=0)
    assert made["solved"] is None
    assert made["test"] > script.SOLVED


def test_the_networks_without_gates_differ_in_f_and_W_hh_alone():
    layers = [script.build(name, np.random.default_rng(3)) for name in script.NETWORKS[:3]]
    for name in ("W_xh", "b_h"):
        assert all(np.array_equal(layers[0].params[name], layer.params[name]) for layer in layers)
    W = [layer.params["W_hh"] for layer in layers]
    assert np.allclose(W[0] @ W[0].T, np.eye(script.H), atol=1e-5)
    assert np.array_equal(W[0], W[1])
    assert np.array_equal(W[2], np.eye(script.H))
    assert [layer.nonlinearity for layer in layers] == ["tanh", "relu", "relu"]


def test_the_rate_is_the_one_that_solves_it_soonest_or_comes_closest():
    def rows(solved, validation):
        return [
            {"network": "LSTM", "lr": lr, "solved": n, "validation": v}
            for lr, n, v in zip(script.RATES, solved, validation, strict=True)
        ]

    assert script.best_rate(rows((None, 2000, 1000), (0.1, 0.001, 0.0015)), "LSTM") == script.RATES[2]
    assert script.best_rate(rows((None, None, None), (0.1, 0.05, 0.2)), "LSTM") == script.RATES[1]


def test_the_identity_and_the_lstm_solve_it_the_tanh_network_and_the_orthogonal_start_never_do():
    assert None not in solved("LSTM")
    assert solved("ReLU, identity").count(None) == 1
    assert set(solved("tanh, orthogonal") + solved("ReLU, orthogonal")) == {None}
    errors = {name: [row["test"] for row in TABLE if row["network"] == name] for name in script.NETWORKS}
    assert min(errors["tanh, orthogonal"]) > 0.15
    assert max(errors["ReLU, identity"]) < 2 * script.SOLVED < min(errors["ReLU, orthogonal"])

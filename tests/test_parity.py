"""The stored runs of parity: by their script, made again, and what the chapter and its demo claim of them."""

import numpy as np
import parity as script
import pytest

from rnnlib.data import experiment
from rnnlib.explore.demos import parity_by_sign
from rnnlib.layers.sigmoid import sigmoid

STORED = experiment("parity")
SEARCHED, TABLE = STORED[: len(script.SEARCH)], STORED[len(script.SEARCH) :]


def right(network, T):
    return [row["right"][str(T)] for row in TABLE if row["network"] == network]


def test_they_were_stored_by_this_script():
    settings = [{key: row[key] for key in script.SEARCH[0]} for row in STORED]
    assert settings == script.SEARCH + script.fresh(SEARCHED)
    assert not {row["seed"] for row in SEARCHED} & {row["seed"] for row in TABLE}


def test_the_beginning_of_a_stored_run_can_be_made_again():
    setting = {"network": script.PLAIN, "lr": 0.003, "seed": 100}
    (stored,) = [row for row in STORED if row.items() >= setting.items()]
    made = script.run(**setting)
    assert made["validation"] == pytest.approx(stored["validation"], abs=0.02)
    untrained = script.run(**setting, updates=0)
    assert abs(untrained["right"]["20"] - 0.5) < 0.1 < stored["right"]["20"] - 0.5


def test_the_eigenvalues_of_the_linear_recurrence_lie_between_0_and_1():
    layer = script.build("linear recurrence", 0)["layer"]
    h, _ = layer.forward(np.zeros((1, 1, layer.input_size), np.float32), np.ones((1, 32), np.float32))
    a = h[0, 0] - layer.params["b_h"]
    np.testing.assert_allclose(a, sigmoid(layer.params["alpha"]), rtol=1e-6)
    for alpha in (-80.0, 0.0, 80.0):
        assert 0 <= sigmoid(np.array([alpha])) <= 1


def test_the_linear_recurrence_guesses_at_20_bits_and_the_others_do_not():
    assert max(right("linear recurrence", 20)) < 0.6
    assert min(right("linear recurrence", 2)) == 1
    assert min(right("GRU", 320)) > 0.95
    assert np.median(right(script.PLAIN, 20)) == 1


def test_the_rate_is_the_one_that_is_right_most_often():
    rows = [
        {"network": "GRU", "lr": lr, "validation": v}
        for lr, v in zip(script.RATES, (0.5, 0.9, 0.9, 0.8), strict=True)
    ]
    assert script.best_rate(rows, "GRU") == script.RATES[1]


@pytest.mark.parametrize(
    ("one", "all_told"), [(-1.0, True), (-0.5, True), (0.05, False), (0.7, False), (1, False)]
)
def test_a_threshold_tells_the_parity_only_where_a_one_turns_the_sign(one, all_told):
    demo = parity_by_sign.demo()
    demo.set("one", one)
    assert (demo.values()["best"] == parity_by_sign.T) == all_told


def test_the_threshold_of_the_demo_is_the_best():
    demo = parity_by_sign.demo()
    demo.set("zero", 0.9)
    values = demo.values()
    h, odd = np.array(values["h"])[1:], ~np.isnan(np.array(values["odd"])[1:])
    assert odd.tolist() == [bool(n % 2) for n in np.cumsum(parity_by_sign.BITS)]
    counts = [max(n, len(h) - n) for cut in [*h, 2.0] for n in [int(np.sum((h < cut) == odd))]]
    assert values["best"] == max(counts) < len(h)

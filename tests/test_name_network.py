"""The name-inventing network: its stored weights, and the two demos that run it."""

import json
from pathlib import Path

import name_network as script
import numpy as np
import pytest

from rnnlib.data import character_names
from rnnlib.data.names import VOCAB_SIZE
from rnnlib.explore.demos import names, painted_gradient
from rnnlib.scratch import language, rnn
from rnnlib.scratch.functions import softmax

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
STORED = json.loads((BENCHMARKS / "results" / "name_network.json").read_text(encoding="utf-8"))
NETWORKS = names.networks()


def test_the_weights_are_those_that_the_script_makes():
    made = script.train(100)
    for stage, n in (("before training", 0), ("after 100 updates", 100)):
        for name, array in made[n].items():
            # Another library of products rounds otherwise, here and there to the next hundredth.
            np.testing.assert_allclose(NETWORKS[stage][name], array, rtol=0, atol=0.011, err_msg=name)


def test_the_stored_losses_are_those_of_the_weights():
    for stage, n in names.STAGES.items():
        loss = script.loss_of(NETWORKS[stage], script.names())
        assert loss == pytest.approx(STORED["nats_a_letter"][str(n)], abs=0.002)


def invented(stage, ticks=3000):
    """The words of the names that the network invents."""
    demo = names.demo()
    demo.set("stage", stage)
    demo.set("name", "")
    found = []
    for _ in range(ticks):
        demo.run(1)
        if demo.state["rest"] == names.PAUSE:
            found += demo.values().say("{so_far}").split()
    return found


def test_it_learns_to_write_words():
    known = {word for name in character_names() for word in name.split() if len(word) > 2}
    share = {}
    for stage in names.STAGES:
        long = [word for word in invented(stage) if len(word) > 2]
        assert len(long) > 50
        share[stage] = np.mean([word in known for word in long])
    late, early, before = share.values()
    assert before < 0.01 < early < 0.2 < late, share


def test_a_name_goes_on_from_what_is_typed_and_stops_at_its_end():
    demo = names.demo()
    demo.set("name", "cat")
    demo.run(3)
    assert demo.values().say("{so_far}").startswith("cat")
    h, z = names.read(NETWORKS["after 3000 updates"], demo.state["letters"], demo.state["n"])
    p = softmax(z[-1] / 0.6)
    shown = demo.values()
    np.testing.assert_allclose(shown["p"], np.sort(p)[::-1][: names.TOP], rtol=1e-12)
    np.testing.assert_allclose(shown["h"][:, demo.state["n"]], h[-1], rtol=1e-12)
    assert np.isnan(shown["h"][:, demo.state["n"] + 1 :]).all()


@pytest.mark.parametrize("k", [1, 4, 6])
def test_the_painted_gradient_is_that_of_the_loss(k):
    demo = painted_gradient.demo()
    demo.set("text", "robot")
    demo.set("k", k)
    shown, params = demo.values(), NETWORKS["after 3000 updates"]
    tokens = [0, *(2 + names.ALPHABET.index(letter) for letter in "robot"), 1]
    x = language.one_hot(tokens[:-1], VOCAB_SIZE)

    def loss(x):
        _, z = rnn.forward(params, x, np.zeros(48))
        return -np.log(softmax(z[k - 1])[tokens[k]])

    assert shown["loss"] == pytest.approx(loss(x), rel=1e-12)
    for t in range(6):
        slopes = []
        for j in range(VOCAB_SIZE):
            step = np.zeros_like(x)
            step[t, j] = 1e-5
            slopes.append((loss(x + step) - loss(x - step)) / 2e-5)
        norm = np.linalg.norm(slopes)
        if t < k:
            assert shown["norms"][t] == pytest.approx(norm, rel=1e-6)
        else:
            assert norm == 0
            assert np.isnan(shown["norms"][t])

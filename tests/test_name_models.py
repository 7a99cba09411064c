"""The stored runs on the names: made by their script, made again in part, and what is drawn from them."""

import name_models as script
import numpy as np
import pytest

from rnnlib.data import experiment
from rnnlib.explore.demos import next_letter, unit_colours

STORED = experiment("name_models")


def test_it_was_stored_by_this_script():
    assert [{key: row[key] for key in script.SETTINGS[0]} for row in STORED] == script.SETTINGS


def test_a_stored_run_can_be_made_again():
    row = STORED[0]
    for part, perplexity in script.run(**script.SETTINGS[0]).items():
        assert perplexity == pytest.approx(row[part], rel=0.01)


def test_the_weights_of_the_demos_are_those_of_the_chosen_run():
    network = script.Network(script.CHOSEN["hidden_size"], np.random.default_rng(0))
    for name, array in next_letter.network().items():
        network.params[name][...] = array
    (row,) = [row for row in STORED if row.items() >= (script.CHOSEN | {"seed": 0} | script.FIRST).items()]
    for part, names in script.split().items():
        assert network.perplexity(names) == pytest.approx(row[part], rel=0.005)


def best_on_validation(rows):
    """The setting of the grid with the lowest mean over its seeds; the test names have no say."""
    tried: dict[tuple, list[float]] = {}
    for row in rows:
        if row.items() >= script.FIRST.items():
            tried.setdefault(tuple(row[key] for key in script.CHOSEN), []).append(row["validation"])
    return min(tried, key=lambda setting: np.mean(tried[setting]))


def test_the_chosen_setting_is_the_best_on_the_validation_names():
    assert best_on_validation(STORED) == tuple(script.CHOSEN.values())
    worse = [row | {"validation": 9.9} if row.items() >= script.CHOSEN.items() else row for row in STORED]
    assert best_on_validation(worse) != tuple(script.CHOSEN.values())


def leaks(rows):
    """Whether the network looks better on every split once near-duplicates are parted."""
    means = {
        share: [np.mean([row["test"] for row in rows if row.items() >= asked.items()]) for asked in splits]
        for share in (0.5, script.PARTED)
        for splits in [[script.CHOSEN | {"split_seed": n, "share": share} for n in range(5)]]
    }
    return max(means[script.PARTED]) < min(means[0.5])


def test_near_duplicates_flatter_and_the_contrary_would_be_noticed():
    assert leaks(STORED)
    assert not leaks([row | {"test": 9.0} for row in STORED])


def test_the_demo_gives_each_model_its_own_probabilities():
    demo = next_letter.demo()
    demo.set("text", "cat")
    shown = demo.values()
    arrays = next_letter.arrays()
    one, two, three = arrays["one"], arrays["two"], arrays["three"]
    assert one.sum() == two.sum() == three.sum() == sum(len(n) + 1 for n in script.split()["training"])
    c = 2 + next_letter.ALPHABET.index("c")
    p = (one[c] + 0.5 / 39) / (one.sum() + 0.5)
    assert shown["unigram"][0] == pytest.approx(-np.log(p), rel=1e-12)
    p = (two[0, c] + 32 * p) / (two[0].sum() + 32)
    assert shown["bigram"][0] == pytest.approx(-np.log(p), rel=1e-12)
    p = (three[0, 0, c] + 16 * p) / (three[0, 0].sum() + 16)
    assert shown["trigram"][0] == pytest.approx(-np.log(p), rel=1e-12)
    network = script.Network(128, np.random.default_rng(0))
    for name, array in next_letter.network().items():
        network.params[name][...] = array
    total = sum(shown["network"][:3])
    p_end = network.loss(["cat"])[0] * 4 - total
    assert shown["next_network"][list(shown["following"]).index(1)] == pytest.approx(np.exp(-p_end), rel=1e-9)


def test_the_units_of_the_demo_show_their_states():
    demo = unit_colours.demo()
    demo.set("text", "cat")
    for which, unit in unit_colours.FOUND.items():
        demo.set("which", which)
        shown = demo.values()
        params = next_letter.network()
        h = np.zeros(128)
        for t, token in enumerate([0, *(2 + next_letter.ALPHABET.index(c) for c in "cat")]):
            h = np.tanh(params["W_xh"] @ params["E"][token] + params["W_hh"] @ h + params["b_h"])
            assert shown["h"][t] == pytest.approx(h[(unit or 70) - 1], rel=1e-9)

"""The network that learns to spell on the page: its updates, its yardsticks, and what its mistake does."""

import numpy as np
import pytest
from scoreboard.problems import BIGRAM

from rnnlib import RNN, Adam, Embedding, Linear, softmax_cross_entropy
from rnnlib.data.name_split import split_names
from rnnlib.data.names import encode
from rnnlib.explore.demos import next_letter, spelling_lesson

MISTAKE = "= for += in dE"


def after(names: int, broken: str = "nothing", seed: str = "seed 0"):
    """Return the demo after it has read so many names."""
    demo = spelling_lesson.demo()
    demo.set("seed", seed)
    demo.set("broken", broken)
    demo.run(names)
    return demo


def test_it_learns_as_the_layers_and_adam_do():
    demo = after(0)
    start, training = demo.state["params"], demo.state["training"]
    embedding, rnn = Embedding(*start["E"].shape), RNN(spelling_lesson.D, spelling_lesson.H)
    readout = Linear(spelling_lesson.H, len(start["b_y"]))
    params = embedding.params | rnn.params | readout.params
    for name, array in start.items():
        params[name][...] = array
    optimizer = Adam(params, demo.settings["eta"])
    for n in range(3):
        tokens = spelling_lesson.name_of(training, n).astype(int)[:, None]
        x, embedded = embedding.forward(tokens[:-1])
        h, run = rnn.forward(x)
        z, read = readout.forward(h)
        _, dz = softmax_cross_entropy(z, tokens[1:])
        dh, grads = readout.backward(dz, read)
        dx, _, more = rnn.backward(dh, run)
        optimizer.step(grads | more | embedding.backward(dx, embedded)[1])
    demo.run(3)
    for name, array in demo.state["params"].items():
        assert np.allclose(array, params[name], rtol=0, atol=1e-9), name


def test_every_name_is_read_once_an_epoch():
    parts = split_names()
    for part in ("training", "validation"):
        names = spelling_lesson.arrays()[part]
        read = [list(spelling_lesson.name_of(names, n)) for n in range(len(parts[part]))]
        assert sorted(read) == sorted(list(encode(name)) for name in parts[part])


def counted(texts: list[str]) -> dict[str, float]:
    """Return the perplexities of bigram and trigram on these names."""
    arrays, even = next_letter.arrays(), np.full(40, 1 / 39)
    losses: dict[str, list[float]] = {"bigram": [], "trigram": []}
    unigram = next_letter.mixed(arrays["one"], arrays["alphas"][0], even)
    for text in texts:
        tokens = [0, *encode(text)]
        for before, last, y in zip(tokens, tokens[1:], tokens[2:], strict=False):
            bigram = next_letter.mixed(arrays["two"][last], arrays["alphas"][1], unigram)
            trigram = next_letter.mixed(arrays["three"][before, last], arrays["alphas"][2], bigram)
            losses["bigram"].append(-np.log(bigram[y]))
            losses["trigram"].append(-np.log(trigram[y]))
    return {model: float(np.exp(np.mean(found))) for model, found in losses.items()}


def test_the_dotted_lines_are_what_counting_reaches():
    assert counted(split_names()["validation"]) == pytest.approx(spelling_lesson.COUNTED, abs=0.005)
    assert counted(split_names()["test"])["bigram"] == pytest.approx(BIGRAM, abs=0.05)
    assert counted(split_names()["training"]) != pytest.approx(spelling_lesson.COUNTED, abs=0.005)


def test_it_passes_the_bigram_within_an_epoch_and_writes_otherwise_then():
    demo = after(936)
    shown = demo.values()
    assert shown["late"][1] < spelling_lesson.COUNTED["bigram"]
    assert shown.say("{after_0}") != shown.say("{after_300}") != shown.say("{now}")


@pytest.mark.parametrize("seed", ["seed 0", "seed 1", "seed 2"])
def test_the_mistake_does_not_show_in_the_perplexities(seed: str):
    right, wrong = after(800, seed=seed).values(), after(800, MISTAKE, seed).values()
    assert wrong["late"] == pytest.approx(right["late"], rel=0.03)
    assert right["off"] == 0
    assert wrong["off"] > 0.1

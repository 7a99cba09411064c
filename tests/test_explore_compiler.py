"""Compiled listings compute on a page what they compute in Python; what is not in the subset is refused."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from browser import launch
from compiled_page import Compiled, plain

from rnnlib.scratch import attention, gru, language, layer_norm, lstm, rnn, self_attention, transformer


@pytest.fixture(scope="module")
def page() -> Iterator[Compiled]:
    with launch() as browser:
        yield Compiled(browser.new_page())


def agree(page: Any, python: Any, tolerance: float = 1e-12) -> None:
    """Fail unless two results have one structure and equal numbers."""
    if isinstance(python, dict):
        assert isinstance(page, dict)
        assert list(page) == list(python)
        for key in python:
            agree(page[key], python[key], tolerance)
    elif isinstance(python, list):
        assert isinstance(page, list)
        assert len(page) == len(python)
        for a, b in zip(page, python, strict=True):
            agree(a, b, tolerance)
    elif isinstance(python, float | int) and not isinstance(python, bool):
        both_nan = math.isnan(page) and math.isnan(python)
        assert both_nan or page == pytest.approx(python, rel=tolerance, abs=tolerance)
    else:
        assert page == python
        assert isinstance(page, bool) == isinstance(python, bool)


def same(page: Compiled, function: Any, *arguments: Any) -> None:
    """Fail unless page and Python return the same and leave the arguments the same."""
    result, left = page.call(function, *arguments)
    agree(result, plain(function(*arguments)))
    agree(left, plain(list(arguments)))


T, D, H, O = 6, 3, 4, 2
SHAPES = {
    "W_xh": (H, D), "W_hh": (H, H), "b_h": (H,), "W_hy": (O, H), "b_y": (O,),
}  # fmt: skip


def test_the_network_and_its_gradients(page: Compiled, rng: np.random.Generator) -> None:
    params = {name: rng.normal(size=shape) for name, shape in SHAPES.items()}
    x, y, h0 = rng.normal(size=(T, D)), rng.normal(size=(T, O)), rng.normal(size=H)
    h, y_hat = rnn.forward(params, x, h0)
    same(page, rnn.forward, params, x, h0)
    same(page, rnn.loss, y_hat, y)
    same(page, rnn.backward, params, x, y, h, y_hat)
    same(page, rnn.step, params, rnn.backward(params, x, y, h, y_hat), 0.1)


def test_the_language_model(page: Compiled, rng: np.random.Generator) -> None:
    tokens, targets = rng.integers(D, size=T), rng.integers(O, size=T)
    params = {name: rng.normal(size=shape) for name, shape in SHAPES.items()}
    x = language.one_hot(tokens, D)
    h, z = rnn.forward(params, x, rng.normal(size=H))
    same(page, language.one_hot, tokens, D)
    same(page, language.embed, rng.normal(size=(D, H)), tokens)
    same(page, language.embed_backward, rng.normal(size=(D, H)), tokens, rng.normal(size=(T, H)))
    same(page, language.loss, z, targets)
    same(page, language.backward, params, x, targets, h, z)
    for u in rng.random(20):
        same(page, language.sample, rng.normal(size=5), 0.7, u)


def gated(rng: np.random.Generator, gates: int) -> dict[str, np.ndarray]:
    """Return random parameters of a network with gates."""
    shapes = {"W_xh": (gates * H, D), "W_hh": (gates * H, H), "b_h": (gates * H,), "b_hn": (H,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def test_the_gated_networks(page: Compiled, rng: np.random.Generator) -> None:
    x, h0, c0, dh = (rng.normal(size=shape) for shape in ((T, D), H, H, (T, H)))
    params = gated(rng, 4)
    same(page, lstm.forward, params, x, h0, c0)
    same(page, lstm.backward, params, x, dh, *lstm.forward(params, x, h0, c0))
    params = gated(rng, 3)
    same(page, gru.forward, params, x, h0)
    same(page, gru.backward, params, x, dh, *gru.forward(params, x, h0))


def test_attention_and_the_transformer(page: Compiled, rng: np.random.Generator) -> None:
    query, keys, values = rng.normal(size=(2, H)), rng.normal(size=(T, H)), rng.normal(size=(T, D))
    context, weights = attention.forward(query, keys, values)
    same(page, attention.forward, query, keys, values)
    same(page, attention.backward, rng.normal(size=context.shape), query, keys, values, weights)
    same(page, layer_norm.normalise, *rng.normal(size=(3, D)))
    same(page, layer_norm.normalise_backward, *rng.normal(size=(3, D)))
    params = {f"W_{name}": rng.normal(size=(D, D)) for name in "qkvo"}
    params |= {f"b_{name}": rng.normal(size=D) for name in "qkvo"}
    x, dy = rng.normal(size=(T, D)), rng.normal(size=(T, D))
    same(page, self_attention.forward, params, x)
    same(page, self_attention.backward, params, dy, self_attention.forward(params, x)[1])
    params |= {name: rng.normal(size=D) for name in ("gamma_1", "beta_1", "gamma_2", "beta_2", "b_2")}
    params |= {"W_1": rng.normal(size=(H, D)), "b_1": rng.normal(size=H), "W_2": rng.normal(size=(D, H))}
    same(page, transformer.forward, params, x)
    same(page, transformer.backward, params, dy, transformer.forward(params, x)[1])

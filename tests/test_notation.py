"""The page on notation against the arrays that rnnlib really makes."""

import re
from pathlib import Path

import numpy as np
import pytest

from rnnlib import RNN, Linear, mse, scratch, softmax_cross_entropy

CHAPTERS = Path(__file__).parent.parent / "chapters"
PAGE = (CHAPTERS / "notation.md").read_text(encoding="utf-8")
SIZES = {"T": 7, "B": 5, "D": 2, "H": 4, "O": 3, "K": 3}  # all different, but for K = O


def rows(page: str, section: str) -> list[list[str]]:
    """The cells of the table rows below a heading."""
    body = re.split(r"^## ", page, flags=re.MULTILINE)
    (text,) = [part for part in body if part.startswith(section + "\n")]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def claimed_shapes(page: str, section: str) -> dict[str, tuple[int, ...]]:
    """Code name -> shape, as the section's table states it, with SIZES put in."""
    claims = {}
    for _, code, *_ in rows(page, section):
        name, *shape = re.findall(r"`([^`]*)`", code)
        if shape:
            sizes = [size for size in shape[0].strip("()").split(",") if size]
            claims[name] = tuple(sum(number(term) for term in size.split("+")) for size in sizes)
    return claims


def number(term: str) -> int:
    """A size by its letter, or a number."""
    return SIZES.get(term.strip()) or int(term)


def layer_arrays() -> tuple[dict, dict, dict]:
    """Arrays, parameters and gradients of one pass forwards and back through the layers."""
    T, B, D, H, O, _ = SIZES.values()
    rng = np.random.default_rng(0)
    rnn, readout = RNN(D, H, rng=rng), Linear(H, O, rng=rng)
    x, h0, y = rng.normal(size=(T, B, D)), rng.normal(size=(B, H)), rng.normal(size=(T, B, O))
    mask, targets = rng.random((T, B)) < 0.8, rng.integers(0, O, (T, B))
    h, cache = rnn.forward(x, h0, mask)
    y_hat, readout_cache = readout.forward(h)
    loss, dy = mse(y_hat, y, mask)
    _, dlogits = softmax_cross_entropy(y_hat, targets, mask)
    dh, grads = readout.backward(dy, readout_cache)
    dx, dh0, rnn_grads = rnn.backward(dh, cache)
    arrays = {"x": x, "h": h, "h0": h0, "y_hat": y_hat, "y": y, "logits": y_hat, "targets": targets}
    arrays |= {"mask": mask, "loss": np.array(loss)}
    gradients = {"dy_hat": dy, "dlogits": dlogits, "dh": dh, "dx": dx, "dh0": dh0, "grads": grads | rnn_grads}
    return arrays, rnn.params | readout.params, gradients


def scratch_arrays() -> tuple[dict, dict]:
    """Arrays and parameters of one pass through scratch."""
    T, _, D, H, O, _ = SIZES.values()
    rng = np.random.default_rng(0)
    params = scratch.init_params(D, H, O, rng)
    x, y = rng.normal(size=(T, D)), rng.normal(size=(T, O))
    h, y_hat = scratch.forward(params, x, np.zeros(H))
    a = params["W_xh"] @ x[0] + params["W_hh"] @ h[0] + params["b_h"]
    np.testing.assert_allclose(np.tanh(a), h[1], rtol=0, atol=1e-15)
    return {"x": x, "h": h, "a": a, "y_hat": y_hat, "y": y}, params


def compare(claims: dict, arrays: dict) -> None:
    """Raise AssertionError unless names and shapes are the same on both sides."""
    assert claims == {name: array.shape for name, array in arrays.items()}


def check_layers(page: str) -> None:
    """Raise AssertionError where the page disagrees with the layers."""
    arrays, params, gradients = layer_arrays()
    compare(claimed_shapes(page, "Arrays of the layers"), arrays)
    compare(claimed_shapes(page, "Parameters"), params)
    compare({name: array.shape for name, array in params.items()}, gradients.pop("grads"))
    compare(claimed_shapes(page, "Gradients"), gradients)


def test_shapes_of_the_layers():
    check_layers(PAGE)


def test_shapes_of_scratch():
    arrays, params = scratch_arrays()
    compare(claimed_shapes(PAGE, "Arrays of `scratch`"), arrays)
    compare(claimed_shapes(PAGE, "Parameters"), params)


def test_size_names_are_those_of_the_constructors():
    rnn, readout = RNN(SIZES["D"], SIZES["H"]), Linear(SIZES["H"], SIZES["O"])
    names = {row[0].strip("$"): row[1].strip("`") for row in rows(PAGE, "Sizes")}
    assert list(names) == list(SIZES)
    assert getattr(rnn, names["D"]) == SIZES["D"]
    assert getattr(rnn, names["H"]) == SIZES["H"]
    assert getattr(readout, names["O"]) == SIZES["O"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("`W_xh` `(H, D)`", "`W_xh` `(D, H)`"),
        ("`y_hat` `(T, B, O)`", "`y_hat` `(B, T, O)`"),
        ("`dh0`", "`dh_0`"),
    ],
)
def test_a_wrong_claim_is_noticed(right, wrong):
    assert right in PAGE
    with pytest.raises(AssertionError):
        check_layers(PAGE.replace(right, wrong))


@pytest.mark.parametrize(
    "section", ["Arrays of the layers", "Arrays of `scratch`", "Parameters", "Gradients"]
)
def test_the_chapter_of_first_use_uses_the_name(section):
    for _, code, *_, chapter in rows(PAGE, section):
        name = re.findall(r"`([^`]*)`", code)[0]
        (notebook,) = CHAPTERS.glob(f"{int(chapter):02}_*.ipynb")
        assert re.search(rf"\b{name}\b", notebook.read_text(encoding="utf-8")), (name, notebook.name)

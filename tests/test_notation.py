"""The page on notation against the arrays that rnnlib really makes."""

import functools
import inspect
import re
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
import pytest

import rnnlib
from rnnlib import RNN, Linear, mse, softmax_cross_entropy
from rnnlib.scratch import rnn as scratch

CHAPTERS = Path(__file__).parent.parent / "chapters"
PAGE = (CHAPTERS / "appendix" / "notation.md").read_text(encoding="utf-8")
SIZES = {"T": 7, "B": 5, "D": 2, "H": 4, "O": 3, "K": 3}  # all different, but for K = O
MORE_SIZES = {"A": 8, "Q": 9, "V": 11, "S": 6}
FIRST_COLUMN = (
    "Sizes",
    "Arrays",
    "Parameters",
    "Gradients",
    "Operations, functions, and other symbols",
    "Training",
)
LAYERS = "Layers of the chapters to come"
NEW_LAYERS = {
    "LayerNorm": "D",
    "LayerNormRNN": "DH",
    "BatchNormRNN": "DHT",
    "LSTM": "DH",
    "GRU": "DH",
    "AdditiveAttention": "QKA",
    "Embedding": "VD",
    "LinearRecurrence": "DH",
    "HierarchicalRNN": "DHST",
}


def rows(page: str, section: str) -> list[list[str]]:
    """The cells of the table rows below a heading."""
    body = re.split(r"^## ", page, flags=re.MULTILINE)
    (text,) = [part for part in body if part.startswith(section + "\n")]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def shapes_in(cell: str) -> dict[str, tuple[int, ...]]:
    """Code name -> shape, for each "`name` `(shape)`" in a cell, with the sizes put in."""
    claims = {}
    for name, shape in re.findall(r"`(\w+)` `\(([^`]*)\)`", cell):
        sizes = [size for size in shape.split(",") if size]
        claims[name] = tuple(sum(number(term) for term in size.split("+")) for size in sizes)
    return claims


def claimed_shapes(page: str, section: str, column: int = 1) -> dict[str, tuple[int, ...]]:
    """Code name -> shape, as one column of the section's table states it."""
    return {name: shape for row in rows(page, section) for name, shape in shapes_in(row[column]).items()}


def number(term: str) -> int:
    """A size by its letter, perhaps a multiple of it, or a number."""
    times, letter = re.fullmatch(r"\s*(\d*)([A-Z]?)\s*", term).groups()
    return int(times or 1) * (SIZES | MORE_SIZES).get(letter, 1)


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
    compare(claimed_shapes(page, "Arrays"), arrays)
    compare(claimed_shapes(page, "Parameters"), params)
    compare({name: array.shape for name, array in params.items()}, gradients.pop("grads"))
    compare(claimed_shapes(page, "Gradients"), gradients)


def test_shapes_of_the_layers():
    check_layers(PAGE)


def test_shapes_of_scratch():
    arrays, params = scratch_arrays()
    compare(claimed_shapes(PAGE, "Arrays", column=2), arrays)
    compare(claimed_shapes(PAGE, "Parameters"), params)


def test_size_names_are_those_of_the_constructors():
    rnn, readout = RNN(SIZES["D"], SIZES["H"]), Linear(SIZES["H"], SIZES["O"])
    names = {row[0].strip("$"): row[1].strip("`") for row in rows(PAGE, "Sizes")}
    assert list(names)[: len(SIZES)] == list(SIZES)
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


@pytest.mark.parametrize("section", ["Arrays", "Parameters", "Gradients"])
def test_the_chapter_of_first_use_uses_the_name(section):
    for *cells, _, chapter in rows(PAGE, section):
        name = re.findall(r"`(\w+)`", " ".join(cells))[0]
        (notebook,) = CHAPTERS.glob(f"{int(chapter):02}_*.ipynb")
        assert re.search(rf"\b{name}\b", notebook.read_text(encoding="utf-8")), (name, notebook.name)


# --- one symbol for one thing


def symbols(page: str) -> Counter[str]:
    """How often each symbol is explained; a row that says where else it is used does not count."""
    cells = [row[0] for section in FIRST_COLUMN for row in rows(page, section)]
    cells += [row[1] for row in rows(page, LAYERS) if "elsewhere" not in row[3]]
    return Counter(symbol for cell in cells for symbol in re.findall(r"\$([^$]+)\$", cell))


def test_a_symbol_stands_once():
    assert [symbol for symbol, times in symbols(PAGE).items() if times > 1] == []


def test_what_is_used_elsewhere_is_explained_there():
    for _, symbol, _, meaning, _ in rows(PAGE, LAYERS):
        if "elsewhere" in meaning:
            assert symbols(PAGE)[symbol.strip("$")] == 1


def test_a_symbol_with_two_meanings_is_found():
    assert symbols(PAGE.replace("| $\\tau$ |", "| $m$ |"))["m"] == 2


@pytest.mark.parametrize("name", NEW_LAYERS)
def test_the_layers_have_the_parameters_that_the_page_says(name):
    sizes = [(SIZES | MORE_SIZES)[letter] for letter in NEW_LAYERS[name]]
    arrays = {key: array.shape for key, array in getattr(rnnlib, name)(*sizes).params.items()}
    claims = {}
    for layer, _, code, *_ in rows(PAGE, LAYERS):
        claims |= shapes_in(code) if layer == f"`{name}`" else {}
    assert claims
    assert claims == {key: arrays.get(key) for key in claims}


def test_what_else_is_said_of_a_layer_is_an_argument_of_it():
    for layer, _, code, *_ in rows(PAGE, LAYERS):
        made = getattr(rnnlib, layer.strip("`"))
        arguments = {*inspect.signature(made).parameters, *inspect.signature(made.forward).parameters}
        assert set(re.findall(r"`(\w+)`(?! `\()", code)) <= arguments
        assert layer.strip("`") in NEW_LAYERS or "(" not in code


def test_the_names_used_in_training_exist():
    for _, code, *_ in rows(PAGE, "Training"):
        found = re.findall(r"(state )?`(\w+)`(?: of `(\w+)`)?", code)
        assert found
        for in_state, name, owner in found:
            owner = getattr(rnnlib, owner or "SGD")
            if in_state:
                state = owner(
                    {"W": np.zeros(1)}, 0.1, **({"momentum": 0.5} if owner is rnnlib.SGD else {})
                ).state
                assert {name, f"{name}.W"} & set(state)
            else:
                assert name in inspect.signature(owner).parameters


# What the chapters once wrote for something that has a symbol, or with a symbol that means something else.
RETIRED = {
    "one neuron's weights are W_xh, W_hh and W_hy": r"(?<![A-Za-z])d?[wW]_\{?[xhy]\}?(?![A-Za-z_])",
    "m is Adam's, the mask is a word": r"(?<![\w])m_\{?t",
    "the right class is y, c_t the cell": r"(?<!\w)c_\{?t|onehot\}\(c",
    "a part of dh_t is a derivative of L_k": r"(?<!\w)v_\{k",
    "a gradient is dW or ∇L, g is a function": r"(?<![\w{])g_k|\bg = \\partial|\\lVert g",
    "a window is P long, a chunk C": r"last \$?k\$? inputs|chunks of \$k|\bp ?= ?[0-9]",
    "a difference takes a step": r"\bs=1e-|, \$s\$ is `step`",
    "the scaled record has a name": r"\bz = \(\(numbers",
}


@functools.cache
def sources() -> dict[str, str]:
    """All that the chapters, the exercises and the one-neuron demo say, code and text."""
    root = CHAPTERS.parent
    texts = {"one_neuron.py": (root / "rnnlib" / "explore" / "one_neuron.py").read_text(encoding="utf-8")}
    for path in [*root.glob("chapters/**/*.ipynb"), *root.glob("exercises/**/*.ipynb")]:
        cells = nbformat.read(path, 4).cells
        texts[str(path.relative_to(root))] = "\n".join(cell.source for cell in cells)
    return texts


@pytest.mark.parametrize("why", RETIRED)
def test_a_symbol_that_was_given_up_does_not_come_back(why):
    lines = [(name, line) for name, text in sources().items() for line in text.splitlines()]
    assert [(name, line) for name, line in lines if re.search(RETIRED[why], line)] == []

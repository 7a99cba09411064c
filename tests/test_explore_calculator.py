"""The calculator: LaTeX, Python and gradients from one definition, equal to the network of the book."""

import numpy as np
import pytest
import sympy as sp
from test_explore import parts

from rnnlib import RNN, Linear
from rnnlib.explore import calculator, one_neuron
from rnnlib.explore.calculator import number
from rnnlib.explore.definition import Definition, Input

NAMES = [str(symbol) for symbol in one_neuron.DEFINITION.inputs]


def test_the_example_to_six_digits() -> None:
    values = one_neuron.compute()
    expected = {
        **{"a": 0.5, "h": 0.462117, "y_hat": 0.138635, "L": 0.106429, "dy_hat": -0.461365},
        **{"dW_hy": -0.213205, "dh": -0.138409, "dh_da": 0.786448, "da": -0.108852},
        **{"dW_xh": -0.108852, "dW_hh": 0.0, "W_xh_new": 0.510885, "W_hh_new": 0.8, "W_hy_new": 0.321320},
    }
    assert {name: round(value, 6) for name, value in values.items()} == expected


def network(settings: dict[str, float]) -> dict[str, float]:
    """Compute the same with the layers of the book, by their own forward and backward."""
    rnn, readout = RNN(1, 1), Linear(1, 1)
    rnn.params["W_xh"][:], rnn.params["W_hh"][:] = settings["W_xh"], settings["W_hh"]
    readout.params["W_hy"][:] = settings["W_hy"]
    rnn.params["b_h"][:] = readout.params["b_y"][:] = 0
    x, h0 = np.full((1, 1, 1), settings["x"]), np.full((1, 1), settings["h_0"])
    h, cache = rnn.forward(x, h0=h0)
    y_hat, out = readout.forward(h)
    error = y_hat - settings["y"]
    dh, into_readout = readout.backward(error, out)  # the derivative of ½(ŷ − y)²
    _, _, into_rnn = rnn.backward(dh, cache)
    values = {"h": h, "y_hat": y_hat, "L": error**2 / 2, "dy_hat": error, "dh": dh}
    values |= {"dW_xh": into_rnn["W_xh"], "dW_hh": into_rnn["W_hh"], "dW_hy": into_readout["W_hy"]}
    return {name: float(np.squeeze(value)) for name, value in values.items()}


def test_the_calculator_is_the_network() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        settings = dict(zip(NAMES, rng.uniform(-2, 2, len(NAMES)), strict=True))
        values, expected = one_neuron.compute(**settings), network(settings)
        for name, value in expected.items():
            assert values[name] == pytest.approx(value, rel=1e-12, abs=1e-12), name
        for weight in ("W_xh", "W_hh", "W_hy"):
            assert values[f"{weight}_new"] == settings[weight] - settings["eta"] * values[f"d{weight}"]


def twice() -> Definition:
    """Return two steps of a network: W is used twice, so that its gradient has two terms."""
    W, x, y, eta = sp.symbols("W x y eta", real=True)
    h_1, h_2, L = sp.symbols("h_1 h_2 L", real=True)
    forward = {h_1: sp.tanh(W * x), h_2: sp.tanh(W * h_1 + x), L: (h_2 - y) ** 2}
    spec = Input("a number", 0.5, -1, 1, 0.1)
    return Definition(dict.fromkeys((W, x, y, eta), spec), forward, L, (W,), eta, one_neuron.draw, "L = {L}.")


@pytest.mark.parametrize("definition", [one_neuron.DEFINITION, twice()], ids=["one step", "two steps"])
def test_derived_gradients_are_those_of_the_whole_expression(definition: Definition) -> None:
    whole = definition.loss
    for symbol, expression in reversed(definition.forward.items()):
        whole = whole.subs(symbol, expression)
    rng = np.random.default_rng(1)
    settings = {symbol: rng.normal() for symbol in definition.inputs}
    values = definition.compute(**{str(symbol): value for symbol, value in settings.items()})
    for weight in definition.weights:
        exact = float(sp.diff(whole, weight).subs(settings))
        assert values[f"d{weight}"] == pytest.approx(exact, rel=1e-12)


def test_formulas_are_printed_from_the_definition() -> None:
    definition = one_neuron.DEFINITION
    formulas = {row.name: definition.formula(row) for row in definition.rows()}
    assert formulas["a"] == "W_{xh} x + W_{hh} h_{0}"
    assert formulas["dh_da"] == "1 - h_1^{2}"
    assert definition.latex_of("dW_hy") == r"\frac{\partial L}{\partial W_{hy}}"
    assert definition.latex_of("dh_da") == r"\frac{\partial h_1}{\partial a}"
    assert "(a0) => Math.tanh(a0)" in definition.javascript()


def test_overflow_is_shown_and_zero_has_no_sign() -> None:
    assert number(one_neuron.compute(y=1e200)["L"]) == "overflow"
    assert number(-0.0) == number(-1e-9) == "0.000000"
    assert number(-0.5, 2) == "−0.50"


def test_a_live_calculator_steps_and_resets() -> None:
    shown = calculator(one_neuron.DEFINITION, name="one-neuron", caption="Step.")
    controls, picture = parts(shown.widget())
    before = picture.value
    controls["Step"].click()
    assert controls["Wₓₕ"].value == pytest.approx(0.510885, abs=1e-6)
    assert picture.value != before
    controls["Reset"].click()
    assert (controls["Wₓₕ"].value, picture.value) == (0.5, before)
    controls["h₀"].value = 0.5
    assert number(one_neuron.compute(h_0=0.5)["dW_hh"], 3) in picture.value


def test_the_calculator_rejects_what_it_cannot_use() -> None:
    with pytest.raises(TypeError, match="definition must be a Definition, got dict"):
        calculator({}, name="a", caption="Step.")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="name must be"):
        calculator(one_neuron.DEFINITION, name="", caption="Step.")
    with pytest.raises(ValueError, match="caption must say"):
        calculator(one_neuron.DEFINITION, name="a", caption="")
    with pytest.raises(ValueError, match=r"settings must be among .* got \['z'\]"):
        one_neuron.compute(z=1)

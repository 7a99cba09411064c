"""The dicts and the layers that hold a layer's arrays cannot be replaced behind an optimiser's back."""

import copy
import pickle

import numpy as np
import pytest

import rnnlib
from rnnlib import GRU, RNN, SGD, BatchNormRNN, Bidirectional, Linear, Stacked

D, H = 2, 3
SIZES = {
    **{
        name: (D, H)
        for name in ("GRU", "LSTM", "RNN", "LayerNormRNN", "Linear", "LinearRecurrence", "Embedding")
    },
    **{"BatchNormRNN": (D, H, 4), "HierarchicalRNN": (D, H, 2, 3), "AdditiveAttention": (D, D, H)},
    **{
        "LayerNorm": (D,),
        "MultiHeadAttention": (4, 2),
        "TransformerBlock": (4, 2, 5),
        "DotProductAttention": (),
    },
}
LAYERS = {
    **{name: lambda name=name: getattr(rnnlib, name)(*SIZES[name]) for name in SIZES},
    "Stacked": lambda: Stacked([RNN(D, H), BatchNormRNN(H, H, 4)]),
    "Bidirectional": lambda: Bidirectional(RNN(D, H), BatchNormRNN(D, H, 4)),
}


def holders(layer):
    """Return the names of all that the arrays of a layer are read through."""
    names = {name for name in ("params", "running") if hasattr(layer, name)}
    return names | {
        n for n, value in vars(layer).items() if hasattr(value, "params") or isinstance(value, tuple)
    }


def test_every_layer_is_tried_here():
    with_params = {n for n in rnnlib.layers.__all__ if hasattr(getattr(rnnlib.layers, n), "params")}
    assert with_params == set(LAYERS)


@pytest.mark.parametrize("name", LAYERS)
def test_what_holds_the_arrays_of_a_layer_stays(name):
    layer = LAYERS[name]()
    assert "params" in holders(layer)
    for attribute in holders(layer):
        before = getattr(layer, attribute)
        other = {"W": 1} if isinstance(vars(layer).get(attribute), dict) else copy.deepcopy(before)
        arrays = "running" if attribute == "running" else "params"
        instead = rf"for key, array in layer.{arrays}.items\(\): array\[...\] = values\[key\]$"
        with pytest.raises(
            AttributeError, match=f"^{attribute}: expected to stay as it was built.*{instead}"
        ):
            setattr(layer, attribute, other)
        if attribute in vars(layer):
            assert getattr(layer, attribute) is before
    assert layer.params.keys() == LAYERS[name]().params.keys()


def test_a_dict_of_the_same_keys_gives_its_arrays_to_the_one_that_stays():
    rnn = RNN(D, H)
    held, sgd = rnn.params, SGD(rnn.params, 1.0)
    mine = {name: np.ones_like(array) for name, array in rnn.params.items()}
    rnn.params = mine
    assert rnn.params is held
    assert all(held[name] is mine[name] for name in mine)
    np.testing.assert_array_equal(rnn.forward(np.zeros((1, 1, D)))[0], np.tanh(np.ones((1, 1, H))))
    with pytest.raises(ValueError, match="params"):
        sgd.step({name: np.ones_like(array) for name, array in mine.items()})
    SGD(mine, 1.0).step({name: np.ones_like(array) for name, array in mine.items()})
    assert not rnn.params["W_hh"].any()


def test_the_weights_of_the_best_epoch_are_written_into_the_arrays_that_the_optimiser_holds():
    rnn = RNN(D, H)
    sgd = SGD(rnn.params, 1.0)
    best = {name: np.zeros_like(array) for name, array in rnn.params.items()}
    for name, array in rnn.params.items():
        array[...] = best[name]
    sgd.step({name: np.ones_like(array) for name, array in rnn.params.items()})
    for array in rnn.params.values():
        np.testing.assert_array_equal(array, -1)


def test_an_array_can_still_be_replaced_in_the_dict():
    rnn, b_h = RNN(D, H), np.ones(H)
    rnn.params |= {"b_h": b_h}
    rnn.params["W_hh"] = np.zeros((H, H))
    rnn.params.update(W_xh=np.zeros((H, D)))
    h, _ = rnn.forward(np.ones((1, 1, D)))
    np.testing.assert_array_equal(h, np.tanh([[b_h]]))


def test_other_settings_of_a_layer_can_be_changed():
    rnn = RNN(D, H)
    rnn.nonlinearity = "relu"
    assert (rnn.forward(np.ones((1, 1, D)))[0] >= 0).all()


@pytest.mark.parametrize(
    "twin_of", [copy.copy, copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))]
)
def test_a_copy_of_a_layer_is_a_layer(twin_of):
    for layer in (GRU(D, H), LAYERS["Stacked"]()):
        twin = twin_of(layer)
        x = np.ones((4, 2, D))
        np.testing.assert_array_equal(twin.forward(x, training=True)[0], layer.forward(x, training=True)[0])
        with pytest.raises(AttributeError, match="params: expected to stay"):
            twin.params = {"W": np.ones(1)}


def test_a_layer_of_ones_own_adds_to_the_dict_that_is_there():
    class Scaled(Linear):
        def __init__(self):
            super().__init__(D, H)
            self.shapes = {**self.shapes, "scale": (1,)}
            self.params["scale"] = np.ones(1)

    assert set(Scaled().params) == {"W_hy", "b_y", "scale"}

"""What is forgotten, and would show in the numbers alone, is said: once, at the line of the caller."""

import warnings

import numpy as np
import pytest

from rnnlib import (
    RNN,
    BatchNormRNN,
    Bidirectional,
    Dropout,
    LayerNorm,
    LayerNormRNN,
    Linear,
    Stacked,
    TransformerBlock,
    mse,
)
from rnnlib.training import TruncatedBPTT

T, B, D, H = 5, 4, 3, 2


@pytest.fixture
def x(rng):
    return rng.normal(size=(T, B, D))


def trained(x, max_steps=T, mask=None):
    layer = BatchNormRNN(D, H, max_steps)
    layer.update_running(layer.forward(x, None, mask, training=True)[1])
    return layer


def test_evaluation_before_any_update_of_the_averages(x):
    with pytest.warns(
        RuntimeWarning, match=r"averages of step 1 were never updated; .*update_running"
    ) as caught:
        BatchNormRNN(D, H, T).forward(x)
    assert [warning.filename for warning in caught] == [__file__]


def test_evaluation_of_a_layer_within_others_is_said_at_the_callers_line(x):
    stack = Stacked([Bidirectional(BatchNormRNN(D, H, T), RNN(D, H)), RNN(2 * H, H)])
    with pytest.warns(RuntimeWarning, match="averages of step 1 were never updated") as caught:
        stack.forward(x)
    assert [warning.filename for warning in caught] == [__file__]


def test_evaluation_of_longer_sequences_than_were_ever_trained(x):
    layer = trained(x[:3])
    with pytest.warns(RuntimeWarning, match="averages of step 4 were never updated"):
        layer.forward(x)


def test_nothing_is_said_where_nothing_is_forgotten(x):
    late = np.ones((T, B), bool)
    late[:1] = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trained(x).forward(x)
        trained(x[:3]).forward(x[:3])
        trained(x[:3], max_steps=3).forward(x)  # the last average is for all later steps
        trained(x, mask=late).forward(x, None, late)  # the first step is padding throughout
        BatchNormRNN(D, H, T).forward(x, training=True)
        stack = Stacked([RNN(D, H), RNN(H, H)], dropout=0.5)
        stack.forward(x)
        stack.forward(x, training=True, rng=np.random.default_rng(0))
        Stacked([RNN(D, H), RNN(H, H)]).forward(x, training=True)


def test_statistics_of_a_batch_of_one(x):
    with pytest.warns(RuntimeWarning, match="every step has one sequence alone"):
        BatchNormRNN(D, H, T).forward(x[:, :1], training=True)


@pytest.mark.parametrize("layer", [Dropout(0.5), Stacked([RNN(D, H), RNN(H, H)], dropout=0.5)])
def test_training_with_dropout_but_without_a_generator(x, layer):
    with pytest.warns(RuntimeWarning, match="nothing is dropped at rate 0.5 without an rng") as caught:
        layer.forward(x, training=True)
    assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: LayerNorm(1), "LayerNorm: size 1: .* nothing is left of the input"),
        (lambda: LayerNormRNN(D, 1), "LayerNormRNN: hidden_size 1: .* nothing is left"),
        (lambda: TransformerBlock(1, 1, 4), "LayerNorm: size 1"),
        (
            lambda: Stacked([RNN(D, H)], dropout=0.5),
            "Stacked: dropout 0.5 has no place in a stack of one layer",
        ),
    ],
)
def test_an_option_without_effect(build, message):
    with pytest.warns(RuntimeWarning, match=message) as caught:
        build()
    assert {warning.filename for warning in caught} == {__file__}


def test_a_truncated_run_forgets_nothing(x, rng):
    """It updates the averages and hands its generator on; nor is anything said when it is set up."""
    layer = Stacked([BatchNormRNN(D, H, T), RNN(H, H)], dropout=0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bptt = TruncatedBPTT(layer, Linear(H, D), mse, x, x, k1=2, rng=rng)
        for window in bptt.windows:
            bptt(window)
        layer.forward(x)

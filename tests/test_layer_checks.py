"""The checks in `layer_checks` fail on layers that are wrong in the way each is there to find."""

import numpy as np
import pytest
from layer_checks import (
    check_bad_input,
    check_dtype_is_kept,
    check_nothing_is_kept,
    check_recurrent_gradients,
    masks,
    randomise,
)

from rnnlib import RNN

D, H = 2, 3


class LosesTheLastGradient(RNN):
    def backward(self, dh, cache, dstate=None):
        return super().backward(dh, cache, None)


class ForgetsTheMask(RNN):
    def backward(self, dh, cache, dstate=None):
        return super().backward(dh, {**cache, "mask": None}, dstate)


class Halves(RNN):
    def backward(self, dh, cache, dstate=None):
        dx, dh0, grads = super().backward(dh, cache, dstate)
        return dx, dh0, {**grads, "b_h": grads["b_h"] / 2}


class Remembers(RNN):
    def forward(self, x, h0=None, mask=None):
        h, self.cache = super().forward(x, h0, mask)
        return h, self.cache

    def backward(self, dh, cache, dstate=None):
        return super().backward(dh, self.cache, dstate)


class OverwritesItsInput(RNN):
    def forward(self, x, h0=None, mask=None):
        result = super().forward(x, h0, mask)
        x *= 2
        return result


class Widens(RNN):
    def backward(self, dh, cache, dstate=None):
        dx, dh0, grads = super().backward(dh, cache, dstate)
        return dx.astype(np.float64), dh0, grads


class Rounds(RNN):
    def forward(self, x, h0=None, mask=None):
        h, cache = super().forward(x, h0, mask)
        return (h.astype(np.float16).astype(h.dtype) if h.dtype == np.float32 else h), cache


class AcceptsNaN(RNN):
    def forward(self, x, h0=None, mask=None):
        return super().forward(np.nan_to_num(x), h0, mask)


def test_masks_have_padding_gaps_and_a_late_start(rng):
    mask = masks(6, 3, rng)
    np.testing.assert_array_equal(mask[:, 0], [True, True, True, False, False, False])
    assert not mask[0, 2]
    assert mask[-1, 2]


@pytest.mark.parametrize("wrong", [LosesTheLastGradient, ForgetsTheMask, Halves])
def test_a_wrong_gradient_is_found(rng, wrong):
    layer, x, mask = randomise(wrong(D, H), rng), rng.normal(size=(5, 3, D)), masks(5, 3, rng)
    with pytest.raises(AssertionError, match="gradient check failed"):
        check_recurrent_gradients(layer, x, rng.normal(size=(3, H)), mask, rng)
    check_recurrent_gradients(randomise(RNN(D, H), rng), x, rng.normal(size=(3, H)), mask, rng)


@pytest.mark.parametrize("wrong", [Remembers, OverwritesItsInput])
def test_a_call_that_leaves_a_trace_is_found(rng, wrong):
    with pytest.raises((AssertionError, ValueError)):
        check_nothing_is_kept(randomise(wrong(D, H), rng), rng)
    check_nothing_is_kept(randomise(RNN(D, H), rng), rng)


@pytest.mark.parametrize("wrong", [Widens, Rounds])
def test_a_lost_dtype_is_found(rng, wrong):
    with pytest.raises(AssertionError):
        check_dtype_is_kept(lambda dtype: wrong(D, H, dtype=dtype), rng)
    check_dtype_is_kept(lambda dtype: RNN(D, H, dtype=dtype), rng)


def test_bad_input_that_is_accepted_is_found():
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        check_bad_input(AcceptsNaN(D, H))
    check_bad_input(RNN(D, H))

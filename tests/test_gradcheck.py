"""The gradient checker, above all that it fails when it should."""

import numpy as np
import pytest

from rnnlib import check_gradients


def cubic(params):
    return np.sum(params["w"] ** 3) + 2 * np.sum(params["b"])


@pytest.fixture
def right(rng):
    params = {"w": rng.normal(size=(3, 2)), "b": rng.normal(size=4)}
    return params, {"w": 3 * params["w"] ** 2, "b": np.full(4, 2.0)}


def test_right_gradients_pass_and_parameters_are_put_back(right):
    params, grads = right
    before = {name: array.copy() for name, array in params.items()}
    errors = check_gradients(cubic, params, grads)
    assert set(errors) == {"w", "b"}
    assert max(errors.values()) < 1e-8
    for name in params:
        np.testing.assert_array_equal(params[name], before[name])


def test_a_function_without_arguments_is_called_so(right):
    params, grads = right
    check_gradients(lambda: cubic(params), params, grads)
    check_gradients(lambda scale=1.0: scale * cubic(params), params, grads)


@pytest.mark.parametrize("factor", [2.0, 1 + 1e-5, 1 - 1e-6, -1.0, 0.0])
def test_a_wrong_factor_is_caught(right, factor):
    params, grads = right
    with pytest.raises(AssertionError, match=r"w\["):
        check_gradients(cubic, params, {**grads, "w": factor * grads["w"]})


def test_one_wrong_entry_is_named_with_both_values(right):
    params, grads = right
    grads["w"][2, 1] += 0.5
    with pytest.raises(AssertionError, match=r"w\[2, 1\]: the gradient given is .* central differences give"):
        check_gradients(cubic, params, grads)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_gradient_that_is_no_number_is_caught(right, wrong):
    params, grads = right
    grads["b"][1] = wrong
    with pytest.raises(AssertionError, match=r"b\[1\]"):
        check_gradients(cubic, params, grads)


def test_a_missing_small_gradient_is_caught():
    """A gradient of 1e-6 beside a loss of 1 is far above rounding, so leaving it out must show."""
    params = {"w": np.array([0.3])}
    with pytest.raises(AssertionError, match="w"):
        check_gradients(lambda p: 1 + 1e-6 * p["w"][0], params, {"w": np.zeros(1)})


def test_a_loss_that_ignores_a_parameter():
    params = {"w": np.array([0.3])}
    assert check_gradients(lambda: 5.0, params, {"w": np.zeros(1)}) == {"w": 0.0}


def test_infinite_tolerance_reports_without_raising(right):
    params, grads = right
    errors = check_gradients(cubic, params, {**grads, "w": 2 * grads["w"]}, tolerance=np.inf)
    assert errors["w"] == pytest.approx(0.5)
    assert errors["b"] < 1e-8


def test_float32():
    params = {"w": np.array([0.5, -1.5], np.float32)}
    right = {"w": 3 * params["w"] ** 2}
    check_gradients(lambda p: np.sum(p["w"] ** 3), params, right)
    with pytest.raises(AssertionError, match="w"):
        check_gradients(lambda p: np.sum(p["w"] ** 3), params, {"w": 1.05 * right["w"]})


@pytest.mark.parametrize(
    ("params", "grads", "error", "message"),
    [
        ({"w": np.ones(2)}, {}, ValueError, "grads: expected the keys"),
        ({"w": np.ones(2)}, {"w": np.ones(3)}, ValueError, r"grads\['w'\]: expected shape \(2,\)"),
        ({"w": np.ones(2, int)}, {"w": np.ones(2)}, TypeError, r"params\['w'\]: expected floats"),
        ({"w": np.ones(2)}, [np.ones(2)], TypeError, "grads: expected a dict of arrays, got list"),
        ([np.ones(2)], {"w": np.ones(2)}, TypeError, "params: expected a dict of arrays, got list"),
        ({}, {}, ValueError, "params: expected at least one array, got none"),
        (
            {"w": np.zeros((0, 3))},
            {"w": np.zeros((0, 3))},
            ValueError,
            r"params\['w'\]: expected at least one entry, got shape \(0, 3\)",
        ),
    ],
)
def test_bad_input(params, grads, error, message):
    with pytest.raises(error, match=message):
        check_gradients(lambda p: float(np.sum(p["w"])), params, grads)


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (None, r"f: expected a function, f\(params\) or f\(\), got NoneType"),
        ({"w": np.ones(2)}, r"f: expected a function, f\(params\) or f\(\), got dict"),
        (lambda x, y: 0.0, r"f: expected a function, f\(params\) or f\(\), got one of \(x, y\)"),
        (lambda p, *, scale: 0.0, r"f: expected a function, f\(params\) or f\(\), got one of \(p, scale\)"),
        (max, "f: expected one number, got 'w'"),
        (lambda: None, "f: expected one number, got None"),
        (lambda: "1", "f: expected one number, got '1'"),
        (lambda: np.array("1"), "f: expected one number, got array"),
        (lambda: 1j, "f: expected one number, got 1j"),
        (lambda: np.complex64(1j), r"f: expected one number, got np.complex64\(1j\)"),
        (lambda: np.array(1j), r"f: expected one number, got array\(0\.\+1\.j\)"),
    ],
)
def test_what_is_no_loss_is_named(f, message):
    with pytest.raises(TypeError, match=message):
        check_gradients(f, {"w": np.ones(2)}, {"w": np.ones(2)})


def test_a_loss_may_be_any_real_number(right):
    params, grads = right
    for number in (np.float32, np.array, np.longdouble):
        check_gradients(lambda p, number=number: number(cubic(p)), params, grads, tolerance=np.inf)
    check_gradients(lambda *p: cubic(*p), params, grads)

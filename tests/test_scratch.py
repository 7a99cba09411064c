"""Every listing: gradients by central differences, numbers by the layers, and every slip is noticed."""

import ast
import inspect
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from listings import CASES, D, H, O, T, rnn_case

from rnnlib import check_gradients
from rnnlib.layers.sigmoid import sigmoid
from rnnlib.layers.softmax import softmax
from rnnlib.scratch import functions, language, rnn, self_attention

FOLDER = Path(rnn.__file__).parent
each_listing = pytest.mark.parametrize("listing", CASES, ids=lambda module: module.__name__.split(".")[-1])


def check_by_differences(code, case):
    arrays, run, _ = case
    grads = run(code)[2]
    assert set(grads) == set(arrays)
    check_gradients(lambda: run(code)[0], arrays, grads)


def check_by_layers(code, case):
    _, run, layers = case
    for ours, theirs in zip(run(code)[1:], layers(), strict=True):
        assert set(ours) == set(theirs)
        for name, value in theirs.items():
            np.testing.assert_allclose(ours[name], value, rtol=0, atol=1e-12, err_msg=name)


@each_listing
def test_every_gradient_by_central_differences(listing, rng):
    check_by_differences(listing, CASES[listing](rng))


@each_listing
def test_the_layers_say_the_same_to_1e_12(listing, rng):
    check_by_layers(listing, CASES[listing](rng))


# --- the checks notice every slip: an operator exchanged, a transpose forgotten, = in place of +=

EXCHANGED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Pow: ast.Mult}
BACKWARDS = ("backward", "embed_backward", "attend_backward", "normalise_backward", "standardise_backward")
FORWARDS = (
    *("forward", "loss", "embed", "attend", "standardise", "normalise"),
    *("squared_error", "cross_entropy"),  # the loss and its gradient go through the same steps
)
# b_k adds the same number to all scores of a query, and the softmax does not see it.
WITHOUT_EFFECT = ["forward: W_k @ x[t] + b_k -> W_k @ x[t] - b_k"]


def slips(listing, names):
    """Yield (what was changed, code) for every such slip in some functions of a listing, one at a time."""
    source = inspect.getsource(listing)
    for number, function in enumerate(ast.parse(source).body):
        if not isinstance(function, ast.FunctionDef) or function.name not in names:
            continue
        for place in range(len(list(ast.walk(function)))):
            module = ast.parse(source)
            node = list(ast.walk(module.body[number]))[place]
            if isinstance(node, ast.BinOp) and type(node.op) in EXCHANGED:
                wrong = ast.BinOp(node.left, EXCHANGED[type(node.op)](), node.right)
            elif isinstance(node, ast.AugAssign):
                wrong = ast.Assign([node.target], node.value, lineno=node.lineno)
            elif isinstance(node, ast.Attribute) and node.attr == "T":
                wrong = node.value
            else:
                continue
            what = f"{function.name}: {ast.unparse(node)} -> {ast.unparse(wrong)}"
            namespace = {}
            exec(ast.unparse(Replace(node, wrong).visit(module)), namespace)
            yield what, SimpleNamespace(**namespace)


class Replace(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


def unnoticed(listing, names, check):
    """The slips that a check lets pass, and how many it was shown."""
    passed, shown = [], 0
    for what, code in slips(listing, names):
        shown += 1
        try:
            with np.errstate(all="ignore"):
                check(code, CASES[listing](np.random.default_rng(0)))
        except (AssertionError, ValueError, IndexError):
            continue
        passed.append(what)
    return passed, shown


@each_listing
def test_the_central_differences_notice_every_slip_backwards(listing):
    passed, shown = unnoticed(listing, BACKWARDS, check_by_differences)
    assert passed == []
    assert shown >= 8


@each_listing
def test_the_layers_notice_every_slip_forwards(listing):
    passed, shown = unnoticed(listing, FORWARDS, check_by_layers)
    assert passed == [what for what in WITHOUT_EFFECT if listing is self_attention]
    assert shown >= 2


# --- the functions without a gradient, and the house rules of a listing


def test_sigmoid_and_softmax_are_those_of_the_layers(rng):
    a = np.array([-1000.0, -50, -1, 0, 0.3, 50, 1000])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(functions.sigmoid(a), sigmoid(a), rtol=0, atol=1e-15)
        np.testing.assert_allclose(functions.softmax(a), softmax(a, None), rtol=0, atol=1e-15)


def test_one_hot_is_the_embedding_with_the_unit_matrix():
    tokens = np.array([2, 0, 2])
    np.testing.assert_array_equal(language.one_hot(tokens, 4), language.embed(np.eye(4), tokens))


def test_a_character_is_drawn_as_often_as_the_softmax_says(rng):
    z = rng.normal(size=6)
    for temperature in (0.5, 1.0, 2.0):
        drawn = [language.sample(z, temperature, u) for u in (np.arange(5000) + 0.5) / 5000]
        shares = np.bincount(drawn, minlength=6) / 5000
        np.testing.assert_allclose(shares, functions.softmax(z / temperature), rtol=0, atol=1e-3 / 4)
    assert language.sample(z, 1e-3, 0.5) == np.argmax(z)
    assert language.sample(z, 1e3, 1 - 1e-16) == 5


def test_first_step_by_hand(rng):
    params, x, h0 = rnn.init_params(D, H, O, rng), rng.normal(size=(T, D)), rng.normal(size=H)
    h, y_hat = rnn.forward(params, x, h0)
    a1 = params["W_xh"] @ x[0] + params["W_hh"] @ h0 + params["b_h"]
    np.testing.assert_array_equal(h[0], h0)
    np.testing.assert_array_equal(h[1], np.tanh(a1))
    np.testing.assert_array_equal(y_hat[0], params["W_hy"] @ h[1] + params["b_y"])


def test_a_small_step_lowers_the_loss(rng):
    params, run, _ = rnn_case(rng)
    before, _, grads = run(rnn)
    rnn.step(params, grads, lr=1e-4)
    drop = 1e-4 * sum(np.sum(g**2) for g in grads.values())  # to first order
    assert before - run(rnn)[0] == pytest.approx(drop, rel=0.05)


def test_initial_values(rng):
    params = rnn.init_params(D, H, O, rng)
    shapes = {name: array.shape for name, array in params.items()}
    assert shapes == {"W_xh": (H, D), "W_hh": (H, H), "b_h": (H,), "W_hy": (O, H), "b_y": (O,)}
    assert not params["b_h"].any()
    assert 0 < np.abs(params["W_hh"]).max() < 0.1


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_it_stays_a_listing(path):
    """Short, of NumPy and other listings only, no class, no check; a line in a loop has its equation."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    assert len(lines) <= 80
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, ast.ClassDef | ast.Raise | ast.Assert | ast.Try | ast.comprehension)
        if isinstance(node, ast.ImportFrom):
            assert node.module == "typing" or node.module.startswith("rnnlib.scratch")
        if isinstance(node, ast.For):
            assert [row for row in bare(node) if "#" not in lines[row - 1]] == []


def bare(loop: ast.For) -> list[int]:
    """The lines of a loop that compute; a name handed on, as in da_next = da, says what it does."""
    lines = [line for line in loop.body if isinstance(line, ast.Assign | ast.AugAssign)]
    return [line.lineno for line in lines if not isinstance(line.value, ast.Name)]

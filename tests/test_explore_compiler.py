"""Compiled listings compute on a page what they compute in Python; what is not in the subset is refused."""

import ast
import copy
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from browser import launch
from compiled_page import RUNTIME, Compiled, agree, compiled, shipped
from playwright.sync_api import Error

from rnnlib.explore.compiler import NotInSubset, calls, expressions, statements
from rnnlib.explore.compiler.names import function_of
from rnnlib.scratch import (
    attention,
    batch_norm,
    gru,
    language,
    layer_norm,
    lstm,
    rnn,
    self_attention,
    transformer,
)


@pytest.fixture(scope="module")
def page() -> Iterator[Compiled]:
    with launch() as browser:
        yield Compiled(browser.new_page())


def same(page: Compiled, function: Any, *arguments: Any) -> None:
    """Fail unless page and Python return the same and leave the arguments the same."""
    result, left = page.call(function, *arguments)
    agree(result, shipped(function(*arguments)))
    agree(left, shipped(list(arguments)))


# Each line computes something of a, b (3, 4), v, w (4,), u (3,), s, r (numbers), n (an index), d (a dict).
EXPRESSIONS = """
s + r, s - r, s * r, s / r, -s, 2 - s, s ** 2, abs(s) ** 0.5, 2 ** n
s // 0.7, s // -0.7, s % 0.7, s % -0.7, -7 // 2, -7 % 3, 7 % -3, 7.5 // -2, n // 2, n % 2, -n // 2
a + b, a - b, a * b, a / b, -a, a ** 2, np.abs(a) ** 0.5, a + s, s - a, 2 / a, a // 0.5, a % 0.5, a % -0.5
a + v, u[:, None] * a, v[None, :] - u[:, None], a[None] + b[:, None], a[:1] * b, v * v[-1], 2.0 ** v
a @ v, v @ w, u @ a, a @ b.T, a.T @ b, a.T @ u, np.dot(v, w), np.dot(a, v), np.matmul(a, v), np.outer(u, v)
np.concatenate((a, b)) @ a.T, np.concatenate((a, b)) @ v, np.concatenate((v, u)) @ np.ones((7, 5))
-(a - b) * s / (2 - np.tanh(a / 2) ** 2), (1 + np.exp(a + v)) * u[:, None] - a ** 3, (a > 0) * b - (b > 0) * a
(1 - (a > 0) + (b > 0)) / 2, (s + r) * v - v * s, (n + 1) * v, np.sqrt(v * v + w * w) > abs(s), 1 - (s > 0)
a[0], a[-1], a[1, 2], a[1][2], a[-1, -2], a[:, 1], a[1:], a[:2, 1:3], a[::-1], a[::2, ::-1], a[-2:, 0], a[...]
v[1:3], v[:-1], v[::-2], v[10:], v[2:1], v[-100:100], v[:n], v[n], v[None], a[0:2][1], a.T[1], a[:, ::2].T
a > b, a >= 0, a < s, s <= v, a == a, a != b, s > r, s == s, n == 1, n != 2, 0 < n < 3, 0 <= s < 1
(a > 0) * b, 1 - (a > 0), np.sum(a > 0), np.sum(a > b, axis=0), (a > 0)[0], np.any(a > 1), np.all(a > -9)
(a > 0)[0, 0], (v > 0)[1], (v < 9)[2], (v > 9)[-1], len(v) < 4, len(v) <= 4, len(v) > 4, len(v) >= 4
(a if s > 0 else b) + 1, np.max(-np.abs(a)), np.max(-np.abs(a), axis=0), np.min(np.abs(a))
s > 0 and r > 0, s > 0 or r > 0, not s > 0, not (s > 0 and n == 1), s if s > r else r, 1 if n else 2
np.exp(a), np.expm1(a), np.log(np.abs(a)), np.log1p(np.abs(a)), np.sqrt(np.abs(a)), np.square(a), np.abs(a)
np.sign(a), np.sin(a), np.cos(a), np.tanh(a), np.sinh(a), np.cosh(a), np.arctan(a), np.floor(a), np.ceil(a)
np.exp(s), np.tanh(s), np.sign(s), np.abs(s), np.floor(s), math.sqrt(abs(s)), math.floor(s)
math.tanh(s), math.exp(s), math.log(abs(s)), math.sin(s), math.cos(s)
np.isfinite(a), np.isnan(a / 0.0 * 0.0), np.isfinite(s), np.logical_not(a > 0), np.logical_and(a > 0, b > 0)
np.logical_or(a > 0, b > 0), np.maximum(a, b), np.minimum(a, 0.0), np.maximum(s, r), np.maximum(a, v)
np.clip(a, -0.5, 0.5), np.clip(s, 0, 1), np.clip(v, None, 0.1), np.where(a > 0, a, b), np.where(a > 0, 1.0, v)
np.where(s > 0, a, b), np.where(s > 0, 1.0, 2.0), np.where(a > 0, u[:, None], v)
np.sum(a), np.sum(a, axis=0), np.sum(a, axis=1), np.sum(a, axis=-1, keepdims=True)
np.sum(a, 0), a.sum(axis=1)
np.mean(a), np.mean(a, axis=0), a.mean(axis=1, keepdims=True), np.max(a), np.max(a, axis=1), np.min(a, axis=0)
a.max(), a.min(axis=0), np.argmax(v), np.argmin(v), a.argmax(), np.cumsum(v), v.cumsum(), np.linalg.norm(a)
np.sum(a[None] * b[:, None], axis=1), np.max(a[None] * b[:, None], axis=2, keepdims=True), np.sum([s, r])
np.zeros(3), np.zeros((2, 3)), np.zeros((2, 3, 2)), np.ones(2), np.full(2, 0.5), np.full((2, 2), float(n))
np.zeros_like(a), np.ones_like(v), np.eye(3), np.array([1.0, 2.5]), np.array([[s, r], [r, s]]), np.array(a)
np.array([v, w]), np.linspace(0, 1, 5), np.linspace(s, r, 3), np.copy(a), np.array([0.5, 1])
np.concatenate((v, w)), np.concatenate([a, b], axis=1), np.concatenate((a, b))
np.stack([v, w]), np.stack([v, w], axis=1), np.stack((a, b), 1), np.tril(a), np.tril(a, -1)
np.triu(a), np.triu(np.ones((3, 3)), 1)
a.T, v.T, a.shape, v.shape[0], a.ndim, a.size, len(a), len(v), len(d), len([1, 2, 3]), a.copy(), v.T.shape
a.reshape(2, 6), a.reshape((6, 2)), a.T.reshape(-1), a.reshape(2, -1), v.reshape(v.shape), a.reshape(12)[5]
min(s, r), max(s, r, 0.0), max([s, r]), min(v), max(v), abs(s), abs(v), float(n), int(s * 10), int(-2.5)
sum([s, r]), sum(v), sum(a[0, j] for j in range(4)), sum(u[i] * i for i in range(3)), max(x * 2 for x in v)
[x + 1 for x in v], [i * i for i in range(5)], [i for i in range(5, 0, -2)], [row[0] for row in a]
(s, [r, n])
{key: value * 2 for key, value in d.items()}, {key: len(key) for key in ["one", "two"]} if False else {"k": s}
d["x"], d["y"] + a, d, {"p": s, "q": [v, d]}, [name == "x" for name in d], d["x"] if "x" == "x" else s
[i * x for i, x in enumerate(v)], [x * y for x, y in zip(v, w)], [value.sum() for value in d.values()]
[1, 2, 3][-1], [s, r, n][1:], (s, r)[0], np.pi * s, np.inf, -np.inf, np.nan, float("inf"), math.pi
"text", None, True
s is None, None is None, s is not None, np.sum(np.zeros((0, 3)), axis=0), len(np.zeros((0, 3))), v[:0]
"""
# Each function changes something; what it returns and what it leaves in its arguments is compared.
STATEMENTS = r"""
h = a[0]; h += 1; a[1] = h; h[0] = s
a[:, 1] = 0; a[2, 1:3] = v[:2]; a[-1, -1] -= s
v[1:] = v[:-1]; w[:-1] += w[1:]; a[:] = a[::-1]; a[1:] *= a[:-1]
a += v; a -= s; a *= 2; a /= 3; a **= 2; b //= 0.5; w %= 0.3
a[1] += v; a[:, 0] *= 2; a[:, None][0] += 1; a.T[1] = u; a[...] = b * 2
d["x"] += v; d["new"] = s; d["new"] *= 3; d["y"] = d["x"]; d["y"][0] = 5
a += np.outer(u, v); a += np.outer(b[:, 0], b[0]); b.T[:] = a.T; x = b.T; x += np.outer(w, u)
x = np.zeros((4, 4)); x[0] = v; x[:, 1] = w; x += np.outer(x[0], w); x += np.outer(w, x[:, 1]); return x
x = np.ones((2, 3, 4)); x += np.outer(u, v); y = s; y += np.outer(u, v); return x, y
a += np.outer(u, a[0])
a += v * s - a[0]; a[1] -= 0.1 * a[1] / (1 + np.abs(a[2])); d["y"][0] += v * w
v *= v - v[::-1]; s -= r * v[0]; return s
x = (v * 2 + bump(v)) * 3 - v; return x, 1 + bump(w) * bump(w)
for name in d: d[name] = d[name] * 2
for name in d: d[name] -= 0.1 * d[name]
x = 0\nfor i in range(5): x += i * s\nreturn x
x = []\nfor i in range(10, 0, -3): x.append(i)\nfor row in a: x.append(row[0] + len(x))\nreturn x
x = [0]\nfor i in range(3):\n  for j in range(i, 4):\n    if j == 2: continue\n    x.append(i + j)\nreturn x
x = 0\nfor i in range(3):\n  for j in range(4):\n    if j == 2: break\n    x += 10 * i + j\nreturn x
grow(d)["x"][0] = grow(d)["x"][1]; d["z"] = grow(d)["x"][2]; d["x"][int(d["n"] % 3)] = grow(d)["n"]
return grow(d, by=s), table["up"](s), table["down" if s > 0 else "up"](s), add(p=1, q=s), add(s), add(s, q=-1)
i = 7\nfor i in range(n): pass\nreturn i
i, k = 0, 10\nfor i in range(0, k, 3):\n  k = 2\n  i += 1\nreturn i, k
x = 1.0\nwhile x < 100: x *= 3\nreturn x
x = 0\nwhile True:\n  x += 1\n  if x > 5: break\nreturn x
if s > 0: x = 1\nelif s > -1: x = 2\nelse: x = 3\nreturn x
x = y = v.copy(); x += 1; return x, y
x, (y, z) = s, (r, n); x, y = y, x; return x, y, z
(p, q), k = a.shape, len(v); return p * q - k, p / q, -p // q
p, q, k = [1, 2, 3]; p += 0.5; return p, q * k
x = v; x = x + 1; x += 1; return x, v
x = s; x += v; return x
x: float = 2; x **= -1; return x
for i, row in enumerate(a): row += i
for x, y in zip(a, b): x[:] = y * 2
for key, x in d.items(): x += 1
for i in range(len(v)): v[i] = v[i - 1] + s
x = np.zeros(3)\nfor t in range(3, 0, -1): x[t - 1] = t ** 2 / 7\nreturn x
b = np.outer(v, w); b[:] = b.T; return b
x = v\nif s > 99: x = 2\nx = x * 2; return x
new = s; case = new + 1; var, this = case, new; nd = var * this; return nd + case
for let in range(3): v[let] = let
x = (a > 0) * 1.0; x = x + 0.5; return x
x = np.sqrt((a > 0) * 4); x[0] = 0.5; y = (a > 0) / 2; y += s; z = (a > 0) * 1.0 - 1; z -= r; return x, y, z
x = n\nif x == 1: x = 2.5\nreturn x // 1, x * 2
step = 2 if n > 1 else -1\nx = []\nfor i in range(0, 6 * step, step): x.append(i)\nreturn x
pass; return None
return
total = 0.0\nfor x in [1, 2.5, s]: total += x\nreturn total
u[0] = a[0] @ v; u[1] = np.sum(v); u[2] = s > 0
return v is None or n > 1, v is not None and not n > 1
"""


def grow(d: dict[str, Any], by: float = 0.5) -> dict[str, Any]:
    """Change a dict and give it a new array."""
    d["x"] = d["x"] + by
    d["n"] = len(d)
    return d


def bump(v: np.ndarray) -> np.ndarray:
    """Change an array in place and return it."""
    v += 1
    return v


def up(x: float) -> float:
    return x + 1


def down(x: float) -> float:
    return x - 1


def add(p: float, q: float = 2) -> float:
    return p + 10 * q


NAMES = {"np": np, "math": math, "grow": grow, "bump": bump, "add": add, "table": {"up": up, "down": down}}


def written(line: str) -> str:
    """Return the function around statements."""
    body = "\n".join(f"    {part}" for part in line.replace("\\n", "\n").replace("; ", "\n").split("\n"))
    return f"def f(a, b, v, w, u, s, r, n, d):\n{body}\n"


def arguments(rng: np.random.Generator) -> list[Any]:
    """Return the arguments that EXPRESSIONS and STATEMENTS speak of."""
    arrays = [rng.normal(size=shape) for shape in ((3, 4), (3, 4), 4, 4, 3)]
    d = {"x": rng.normal(size=4), "y": rng.normal(size=(3, 4))}
    return [*arrays, float(rng.normal()), float(rng.normal()), int(rng.integers(3)), d]


def prepared(functions: list[Any], rng: np.random.Generator) -> tuple[list[Any], list[Any]]:
    """Return calls of the functions, with arguments of their own, and what Python makes of them."""
    calls, expected = [], []
    for function in functions:
        given = tuple(arguments(rng))
        calls.append((function, copy.deepcopy(given)))
        with np.errstate(all="ignore"):
            expected.append([shipped(function(*given)), shipped(list(given))])
    return calls, expected


ALL = [f"return [{line}]" for line in EXPRESSIONS.strip().split("\n")] + STATEMENTS.strip().split("\n")


@pytest.mark.parametrize("line", ALL)
def test_every_construct(page: Compiled, rng: np.random.Generator, line: str) -> None:
    functions = [function_of(written(line), "f", **NAMES)] * 3
    calls, expected = prepared(functions, rng)
    agree(page.calls(calls), expected, where=line)


RUNTIME_MISTAKES = [
    ("r !== 0 && r < 0 !== y < 0 ? r + y : r", "r"),
    ("Math.round((exact(x) - rest(x, y)) / y)", "Math.trunc(x / y)"),
    ("y === 2 ? x * x", "y === 2 ? x + x"),
    ("a.base === out.base && !alike ? copied(a) : a", "a"),
    ("a.shape[0] === 1 ? 0 : i", "i"),
    ("a.shape.length < out.shape.length ? a", "false ? a"),
    ("kind ?? least", "least"),
    ("Math.min(least, a.kind)", "least"),
    ("a.offset, a.kind, a.base)", "a.offset, a.kind)"),
    ("[...a.strides].reverse()", "a.strides"),
    ("isArray(out) ? into(row", "false ? into(row"),
    ("shape[shape.length - 1] === 1 ? 0", "false ? 0"),
    ("i < 0 ? i + n : i);", "i);"),
    ("whole(i) < 0 ? i + n : i, low", "i, low"),
    ("step < 0 ? -1 : 0", "0"),
    ("step < 0 ? n - 1 : n;", "n;"),
    ("a.strides[axis++] * item.step", "a.strides[axis++]"),
    ("offset += n ? first * a.strides[axis] : 0;", ""),
    ("s0 += x[p] * factor", "s0 = x[p] * factor"),
    ("x[p + u] * factor", "x[p] * factor"),
    ("if (u) to[", "if (false) to["),
    ("if (v) to[", "if (false) to["),
    ("if (w) to[", "if (false) to["),
    ("data[r] += factor", "data[r] -= factor"),
    ("data[r + other] += next", "data[r + other] -= next"),
    ("b.base === a.base || ", ""),
    ("c.base === a.base || ", ""),
    ("if (a.length === 0) return b;", "if (a.length === 0) return a;"),
    ("right ? 0 : b.strides[1]", "right ? 0 : b.strides[0]"),
    ("r += 4 * k", "r += 4"),
    ("* n * after", "* n"),
    ("+ (i % after)", ""),
    ("reduction(Math.max, null", "reduction(Math.max, 0"),
    ("reduction(Math.min, null", "reduction(Math.min, 0"),
    ("better(x, all[best])", "!better(x, all[best])"),
    ("c !== 0 ? x", "true ? x"),
    ("low === null ? a", "true ? a"),
    ("total += x))", "total += x * x))"),
    ("d <= k", "d < k"),
    ("d >= k", "d > k"),
    ("offset += part.shape[on] * out.strides[on];", ""),
    ("part.shape.toSpliced(on, 0, 1)", "[1, ...part.shape]"),
    ("const copied = (a) => write(make(a.shape, a.kind), a)", "const copied = (a) => a"),
    ("i > 0 && i === num - 1 ? stop", "i > 0 ? stop"),
    ("Math.trunc(x) + 0", "Math.floor(x)"),
    ("yield [i++, x]", "yield [++i, x]"),
    ("(_, i) => a + i * step", "(_, i) => a + i"),
    ("truth(better(y, x)) ? y : x", "truth(better(y, x)) ? x : y"),
    ("=== MASK ? a.data[a.offset] !== 0", "=== MASK ? false"),
]


@pytest.fixture(scope="module")
def everything() -> tuple[list[Any], list[Any]]:
    functions = [function_of(written(line), "f", **NAMES) for line in ALL]
    return prepared(functions, np.random.default_rng(1))


@pytest.fixture(scope="module")
def program(everything: tuple[list[Any], list[Any]]) -> str:
    return compiled(everything[0])


def disagrees(page: Compiled, everything: tuple[list[Any], list[Any]], program: str | None = None) -> bool:
    """Tell whether some construct gives another result than Python, or none."""
    calls, expected = everything
    try:
        agree(page.calls(calls, program), expected)
    except (AssertionError, NotInSubset, Error):
        return True
    return False


@pytest.mark.parametrize(("right", "wrong"), RUNTIME_MISTAKES)
def test_a_mistake_in_the_runtime_is_noticed(
    page: Compiled, everything: Any, program: str, right: str, wrong: str
) -> None:
    assert RUNTIME.count(right) == 1
    assert disagrees(Compiled(page.page, RUNTIME.replace(right, wrong)), everything, program)


COMPILER_MISTAKES: list[tuple[Any, str, Any]] = [
    (expressions, "NATIVE", {**expressions.NATIVE, "sub": "+"}),
    (expressions, "NATIVE", {**expressions.NATIVE, "mod": "%"}),
    (expressions, "NATIVE", {**expressions.NATIVE, "pow": "*"}),
    (expressions, "BINARY", {**expressions.BINARY, ast.FloorDiv: "div"}),
    (calls, "FORMS", {**calls.FORMS, "exp": "Math.expm1({0})"}),
    (calls, "FLOAT", None),
    (expressions, "FLOAT", 2),
    (expressions, "fused", lambda form, parts: (form, [part.text for part in parts[::-1]])),
    (statements.Statements, "in_place", lambda self, node, old, value: value.text),
    (expressions, "COMPARE", {**expressions.COMPARE, ast.Lt: ("le", "<=")}),
    (expressions, "COMPARE", {**expressions.COMPARE, ast.NotEq: ("eq", "===")}),
    (expressions, "joined", lambda kinds: "int"),
    (statements, "joined", lambda kinds: "int"),
    (expressions, "javascript_name", lambda name: name),
    (statements, "javascript_name", lambda name: name),
    (statements.Statements, "pure", lambda self, node: True),
    (statements.Statements, "sign", lambda self, node: 1),
    (statements.Statements, "keep", lambda self, name, kind: None),
    (statements, "stored", lambda node: Counter[str]()),
    (calls.Calls, "arguments", lambda self, node, parameters, variadic=False: [*map(self.text, node.args)]),
]


@pytest.mark.parametrize(("owner", "name", "wrong"), COMPILER_MISTAKES)
def test_a_mistake_in_the_compiler_is_noticed(
    page: Compiled, everything: Any, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, wrong: Any
) -> None:
    monkeypatch.setattr(owner, name, wrong)
    assert disagrees(Compiled(page.page), everything)


def test_without_a_mistake_nothing_is_noticed(page: Compiled, everything: Any, program: str) -> None:
    assert not disagrees(Compiled(page.page), everything, program)


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


def test_batch_normalisation(page: Compiled, rng: np.random.Generator) -> None:
    B = 5
    shapes = {"W_xh": (H, D), "W_hh": (H, H), "gamma_x": (H,), "gamma_h": (H,), "b_h": (H,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, h0, dh = rng.normal(size=(T, B, D)), rng.normal(size=(B, H)), rng.normal(size=(T, B, H))
    same(page, batch_norm.forward, params, x, h0)
    same(page, batch_norm.backward, params, x, batch_norm.forward(params, x, h0), dh)


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

"""Random small programs of the subset: page and Python compute the same."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from browser import launch
from compiled_page import Compiled, agree, shipped
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from rnnlib.explore.compiler.names import function_of

NUMBERS, VECTORS, MATRICES, COUNTS = (
    ("s", "r"),
    ("v", "w"),
    ("a", "b"),
    ("n", "m"),
)  # what each name holds, always
SIZE = 3  # of vectors and matrices, so that most programs run


def of(*templates: str, **parts: Any) -> st.SearchStrategy[str]:
    """Return texts made from templates, with parts filled in at random."""
    return st.one_of([
        st.fixed_dictionaries({name: part for name, part in parts.items() if f"{{{name}}}" in template}).map(
            template.format_map
        )
        for template in templates
    ])  # fmt: skip


index = st.sampled_from(["0", "1", "2", "-1", "n % 3", "m % 3 - 3", "(n + m) % 3", "i % 3"])
cut = st.sampled_from([":", "::-1", "1:", ":-1", ":2", "-2:", "n % 2:", ":5", "::2"])
counts = st.recursive(
    st.sampled_from(["n", "m", "i", "2", "-1", "0", "len(v)", "a.shape[0]", "np.argmax(w)"]),
    lambda k: of("({k} + {l})", "({k} - {l})", "{k} // 2", "{k} % 3", "-{k}", "min({k}, {l})", "abs({k})",
                 "({k} if {k} > {l} else {l})", "int({k} / 3)", k=k, l=k),
    max_leaves=4,
)  # fmt: skip
numbers = st.recursive(
    st.sampled_from(["s", "r", "0.5", "-1.5", "v[0]", "a[1, 2]", "w[-1]", "d['p'][0]", "float(n)"]),
    lambda s: of("({s} + {t})", "({s} - {t})", "{s} * {t}", "{s} / 3", "-{s}", "{s} // 0.7",
    "{s} % 0.7", "{s} % -2",
                 "({s} + {k})", "{k} * {s}", "np.tanh({s})", "max({s}, {t})", "v[{i}]", "a[{i}, {j}]",
                 "v @ w", "{s} ** 2",
                 "np.sum(a)", "np.max(a[{i}])", "({s} if {s} < {t} else {t})", "np.sum(v * w)",
                 "f({s}, v)", "abs({s})",
                 s=s, t=s, i=index, j=index, k=counts),
    max_leaves=4,
)  # fmt: skip
vectors = st.recursive(
    of("v", "w", "a[{i}]", "a[:, {i}]", "d['p']", "b.T[{i}]", "np.zeros(3)", "np.ones(3)", i=index),
    lambda v: of("({v} + {w})", "({v} - {w})", "{v} * {w}", "{v} / 2", "-{v}", "{s} * {v}",
    "({v} - {s})", "(a @ {v})", "({v} @ b)",
                 "np.tanh({v})", "np.maximum({v}, {w})", "np.where({v} > {w}, {v}, {s})", "({v})[::-1]",
                 "({v}).copy()",
                 "np.sum(a * {v}, axis={x})", "(({v} > {w}) * {v})", "np.clip({v}, -1, 1)", "{v} % 0.7",
                 "{v} // 0.7",
                 "np.array([{s}, {s}, 0.5])", "np.concatenate((({v})[:1], ({w})[1:]))",
                 "np.stack(({v}, {w}))[{i} // 2]",
                 v=v, w=v, s=numbers, i=st.sampled_from("01"), x=st.sampled_from(["0", "1", "-1"])),
    max_leaves=3,
)  # fmt: skip
matrices = of("np.outer({v}, {w})", "a + {v}", "b.T", "a @ b", "a * {s}", "a[::-1]", "b[:, ::-1]",
    "a - b.T", "{v} * b",
              "({v})[:, None] * a", "np.tanh(a)", "a.reshape(9)[::-1].reshape(3, 3)",
              "np.where(a > b, a, {v})",
              "d['q']", v=vectors, w=vectors, s=numbers)  # fmt: skip
tests = st.recursive(
    of("{s} > {t}", "{s} <= {t}", "{k} == {l}", "{k} != {l}", "n < m < 3",
    "d['word'] == 'yes'", s=numbers, t=numbers, k=counts, l=counts),
    lambda t: of("({t} and {u})", "({t} or {u})", "not {t}", t=t, u=t),
    max_leaves=3,
)  # fmt: skip
line = of(
    "{s} = {ss}", "{s} {o} {ss}", "{s} += {ks}", "{v} = {vv}", "{v} = np.tanh({vv})", "{v} {o} {vv}",
    "{v} {o} {ss}", "{m} = {mm}",
    "{m} {o} {mm}", "{k} = {kk} % 7", "{k} += {kk} % 5", "{k} = -{k}", "{v}[{i}] = {ss}",
    "{v}[{i}] {o} {ss}", "{v}[{c}] = {v}[{c}]",
    "{v}[1:] = {v}[:-1]", "{v}[:-1] {o} {v}[1:]", "{v}[{c}] {o} {ss}", "{m}[{i}] = {vv}",
    "{m}[{i}] {o} {vv}", "{m}[:, {i}] = {vv}",
    "{m}[{i}, {j}] = {ss}", "{m}[{c}] *= {ss}", "{m}[:] = {m}[::-1]", "{m}[:, ::-1] += {m}",
    "d['p'] = {vv}", "d['p'] {o} {vv}",
    "d['q'][{i}] = {vv}", "{v}, {s} = {vv}, {ss}", "v, w = w, v", "{v} = {m}[{i}]", "{v} = d['p']",
    "{s} = f({ss}, {v})",
    "for name in ['p', 'q']: d[name] = d[name] * {s}", "for row in {m}: row {o} {v}",
    "for x, y in zip({m}, {v}): x += y",
    "for j, x in enumerate({v}): {s} += j * x", "x = [{ss} for k in range({kk} % 5)]; {s} += sum(x)",
    "{s} += sum(y * 2 for y in {v})",
    s=st.sampled_from(NUMBERS), v=st.sampled_from(VECTORS), m=st.sampled_from(MATRICES),
    k=st.sampled_from(COUNTS), o=st.sampled_from(["+=", "-=", "*="]), ss=numbers, vv=vectors, mm=matrices,
    kk=counts, ks=counts, i=index, j=index, c=cut,
)  # fmt: skip


def indented(lines: list[str]) -> str:
    return "\n".join(f"    {part}" for text in lines for part in text.split("\n"))


blocks = st.recursive(
    st.lists(line, min_size=1, max_size=4),
    lambda block: st.one_of(
        st.tuples(tests, block, block).map(
            lambda p: [f"if {p[0]}:\n{indented(p[1])}", f"else:\n{indented(p[2])}"]
        ),
        st.tuples(
            st.sampled_from(
                ["range(3)", "range(2, -1, -1)", "range(n % 4)", "range(0, 7, 3)", "range(m, n, 1 - 2)"]
            ),
            block,
            st.sampled_from(["pass", "if s > 2: break", "if i == 1: continue", "i += 1"]),
        ).map(lambda p: [f"for i in {p[0]}:\n{indented([p[2], *p[1]])}"]),
        block.map(
            # no line changes `left`, and a loop inside leaves it at 0: every program ends
            lambda lines: [f"left = abs(m) % 3\nwhile left > 0:\n{indented([*lines, 'left -= 1'])}"]
        ),
        st.tuples(block, block).map(lambda pair: [*pair[0], *pair[1]]),
    ),
    max_leaves=4,
)
HELPER = "def f(s, v, factor=2):\n    v[0] = v[0] + s * factor\n    return v[1] - s\n"


def program(lines: list[str]) -> Any:
    """Return the function with these lines as its body."""
    helper = function_of(HELPER, "f")
    result = "return s, r, v, w, a, b, n, m, d, i"
    source = f"def listing(s, r, v, w, a, b, n, m, d):\n{indented(['i = 1', *lines, result])}\n"
    return function_of(source, "listing", np=np, f=helper), source


def arguments(seed: int) -> list[Any]:
    rng = np.random.default_rng(seed)
    d = {
        "p": rng.normal(size=SIZE),
        "q": rng.normal(size=(SIZE, SIZE)),
        "word": rng.choice(["yes", "no"]).item(),
    }
    numbers = [float(x) for x in rng.normal(size=2)]
    shapes = (SIZE, SIZE, (SIZE, SIZE), (SIZE, SIZE))
    return [
        *numbers,
        *(rng.normal(size=shape) for shape in shapes),
        int(rng.integers(4)),
        int(rng.integers(4)),
        d,
    ]


def check(page: Compiled, lines: list[str], seed: int) -> None:
    """Fail unless page and Python agree on a program: on what it returns and what it leaves changed."""
    function, source = program(lines)
    python = arguments(seed)
    with np.errstate(all="ignore"):
        expected = function(*python)
    result, left = page.call(function, *arguments(seed))
    agree(result, shipped(expected), 1e-9, source)
    agree(left, shipped(python), 1e-9, source)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser: Browser) -> Compiled:
    return Compiled(browser.new_page())


@settings(max_examples=50)
@given(lines=st.deferred(lambda: blocks), seed=st.integers(0, 1000))
def test_random_programs(page: Compiled, lines: list[str], seed: int) -> None:
    check(page, lines, seed)

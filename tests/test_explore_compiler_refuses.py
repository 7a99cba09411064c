"""What the page cannot run is refused as the book is built, with file, line and construct, or throws."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from browser import launch
from compiled_page import Compiled
from playwright.sync_api import Error

from rnnlib.explore.compiler import NotInSubset, compile_functions
from rnnlib.explore.compiler.names import function_of
from rnnlib.scratch import rnn

# The body of a function of x, n; the line (the def is 1); what the message says.
REFUSED = [
    ("x = lambda: 1", 2, "lambda"),
    ("y = 1\n    return f'{n}'", 3, "an f-string"),
    ("try:\n        n = 1\n    except ValueError:\n        pass", 2, "try"),
    ("raise ValueError", 2, "raise"),
    ("assert n > 0", 2, "assert"),
    ("with x: pass", 2, "with"),
    ("global n2\n    n2 = 1", 2, "global"),
    ("def g(): pass", 2, "a def inside a function"),
    ("class A: pass", 2, "class"),
    ("import math", 2, "import inside a function"),
    ("from math import pi", 2, "import inside a function"),
    ("del n", 2, "del"),
    ("match n:\n        case 1: pass", 2, "match"),
    ("n", 2, "a value that is not used"),
    ("return {1, 2}", 2, "a set"),
    ("return {n: 1}", 2, "a dict's key that is no text"),
    ("return {'1': 1}", 2, "the key '1'"),
    ("return {'__proto__': 1}", 2, "the key '__proto__'"),
    ("return {**x}", 2, "a dict's key that is no text"),
    ("return (i for i in range(3))", 2, "a generator"),
    ("return [i for i in range(3) if i]", 2, "a comprehension with if or a second for"),
    ("return [i for j in range(3) for i in range(j)]", 2, "a comprehension with if or a second for"),
    ("return (m := 3)", 2, ":="),
    ("return max(*x)", 2, "*"),
    ("yield n", 2, "a value that is not used"),
    ("return ~x", 2, "~"),
    ("return +x", 2, "unary +"),
    ("return x & x", 2, "&"),
    ("return x << 1", 2, "<<"),
    ("return [1] * 3", 2, "arithmetic with a tuple or a list"),
    ("y = [1]\n    y += [2]", 3, "arithmetic with a tuple or a list"),
    ("return x is n", 2, "is"),
    ("return n in x", 2, "in"),
    ("return 0 < n + 1 < 3", 2, "a chain of comparisons around an expression"),
    ("return x or n", 2, "or of what is no comparison"),
    ("return n and n > 1", 2, "and of what is no comparison"),
    ("for i in range(3): pass\n    else: n = 1", 2, "else after a loop"),
    ("while n: pass\n    else: n = 1", 2, "else after a loop"),
    ("x @= x", 2, "such an assignment with an operator"),
    ("x.y = 1", 2, "an assignment to x.y"),
    ("x[0], n = 1, 2", 2, "unpacking into something else than names"),
    ("y = x[0] = 1", 2, "an assignment to x[0]"),
    ("a, *b = x", 2, "unpacking into something else than names"),
    ("return missing", 2, "the name missing, which is not defined,"),
    ("return y\n    y = 1", 2, "y, which may have no value yet,"),
    ("if n: y = 1\n    return y", 3, "y, which may have no value yet,"),
    ("for i in range(n): y = 1\n    return y", 3, "y, which may have no value yet,"),
    ("for i in range(n): pass\n    return i", 3, "i, which may have no value yet,"),
    (
        "for i in range(3):\n        for i in range(2): pass\n        x[0] = i",
        4,
        "i, which may have no value yet,",
    ),
    ("y += 1", 2, "y, which may have no value yet,"),
    ("return TABLE", 2, "TABLE, a list from outside the function,"),
    ("return len", 2, "len, a function,"),
    ("return np.tanh", 2, "np.tanh, a function,"),
    ("return np.nothing(x)", 2, "numpy.nothing, which does not exist,"),
    ("return np.fft.fft(x)", 2, "np.fft.fft(…)"),
    ("return np.random.rand(3)", 2, "np.random.rand(…)"),
    ("return np.arange(3)", 2, "np.arange(…)"),
    ("return np.empty(3)", 2, "np.empty(…)"),
    ("return np.array([1, 2])", 2, "an array of whole numbers"),
    ("return np.array([[n, 2], [3, len(x)]])", 2, None),
    ("return np.array([[1, 2], [3, len(x)]])", 2, "an array of whole numbers"),
    ("return np.array([i for i in range(3)])", 2, "an array of whole numbers"),
    ("return np.full(3, 0)", 2, "np.full with what may be a whole number"),
    ("return np.full(3, n)", 2, "np.full with what may be a whole number"),
    ("return np.zeros(3, dtype=int)", 2, "np.zeros with the argument dtype"),
    ("return np.zeros(3, int)", 2, "int, a function,"),
    ("return np.sum(x, 0, None)", 2, "np.sum with 3 arguments"),
    ("return np.exp(x, out=x)", 2, "np.exp with the argument out"),
    ("return np.where(x > 0)", 2, "np.where without the argument x"),
    ("return np.outer(x)", 2, "np.outer without the argument b"),
    ("return print(n)", 2, "print(…)"),
    ("return isinstance(n, int)", 2, "isinstance(…)"),
    ("return round(n)", 2, "round(…)"),
    ("return range(3)", 2, "range outside a loop"),
    ("for i in range(): pass", 2, "range with such arguments"),
    ("return sum(x, start=1)", 2, "sum with the argument start"),
    ("return max(x, key=len)", 2, "the keyword key"),
    ("return x.astype(int)", 2, ".astype(…)"),
    ("return x.real", 2, ".real"),
    ("return x.reshape()", 2, "reshape with such arguments"),
    ("return x()", 2, "a call of x"),
    ("return x[0](n)", 2, "a call of x[0]"),
    ("return TABLE[0](n)", 2, "a call of TABLE[0]"),
    ("return n(1)(2)", 2, "a call of n(1)"),
    ("return other(1, 2, 3)", 2, "other with 3 arguments"),
    ("return other()", 2, "other without the argument p"),
    ("return other(1, r=2)", 2, "other with the argument r"),
    ("return other(1, p=2)", 2, "other with the argument p"),
    ("return other(q=other(1), p=2)", 2, "calls among arguments in another order"),
    ("return other(**x)", 2, "other with the argument **"),
    ("x[other(1)] += 1", 2, "a call within the place that changes"),
    ("return x[[0, 1]]", 2, "an index of several places"),
    ("return x[x > 0]", 2, "an index of several places"),
    ("return x[..., 0]", 2, "… among other indices"),
    ("return 9007199254740993", 2, "a whole number over 2**53"),
    ("return 2j", 2, "a value of type complex"),
    ("return b'a'", 2, "a value of type bytes"),
]


def source(body: str) -> str:
    return f"def f(x, n):\n    {body}\n"


def other(p: float, q: float = 1) -> float:
    return p + q


NAMES = {"np": np, "TABLE": [other], "other": other}


@pytest.mark.parametrize(("body", "line", "construct"), REFUSED, ids=[body for body, _, _ in REFUSED])
def test_what_is_refused(body: str, line: int, construct: str | None) -> None:
    function = function_of(source(body), "f", **NAMES)
    if construct is None:  # not certainly whole numbers
        assert "nd.array(" in compile_functions(function)
        return
    with pytest.raises(NotInSubset) as caught:
        compile_functions(function)
    where = rf"<printed \d+>, line {line}: "
    pattern = rf"{where}{re.escape(construct)} is not in the subset that the page can run(: .+)?"
    assert re.fullmatch(pattern, str(caught.value))


def decorated(function: Any) -> Any:
    return function


@pytest.mark.parametrize(
    ("definition", "construct"),
    [
        ("@decorated\ndef f(x): return x", "a decorator"),
        ("def f(*x): return x", "*args, **kwargs or a parameter after *"),
        ("def f(**x): return x", "*args, **kwargs or a parameter after *"),
        ("def f(*, x): return x", "*args, **kwargs or a parameter after *"),
        ("def f(x=[]): return x", "a default that is no constant"),
        ("def f(x=len): return x", "a default that is no constant"),
        ("async def f(x): return x", "f"),
        ("f = lambda x: x", "<lambda>"),
    ],
)
def test_definitions_that_are_refused(definition: str, construct: str) -> None:
    function = function_of(definition, "f", decorated=decorated)
    with pytest.raises(NotInSubset, match=re.escape(f"{construct} is not in the subset")) as caught:
        compile_functions(function)
    assert re.search(r"<printed \d+>, line \d: ", str(caught.value))


def test_a_closure_is_refused_by_file_and_line() -> None:
    n = 3

    def closed(x: float) -> float:
        return x + n

    line = closed.__code__.co_firstlineno
    message = rf"test_explore_compiler_refuses.py, line {line}: a closure over n is not in the subset"
    with pytest.raises(NotInSubset, match=message):
        compile_functions(closed)


def test_the_line_is_that_of_the_function_that_is_called() -> None:
    with pytest.raises(NotInSubset, match=r"rnn.py, line \d+: .standard_normal\(…\) is not in the subset"):
        compile_functions(rnn.init_params)
    calling = function_of("def f(rng): return rnn.init_params(1, 2, 3, rng)", "f", rnn=rnn)
    with pytest.raises(NotInSubset, match=r"rnn.py, line \d+: .standard_normal"):
        compile_functions(calling)


@pytest.mark.parametrize("function", [len, np.tanh, np.zeros])
def test_functions_without_source_are_refused(function: Any) -> None:
    with pytest.raises(NotInSubset, match="only functions with Python source"):
        compile_functions(function)


def test_two_functions_of_one_name_need_names() -> None:
    with pytest.raises(ValueError, match="two functions have the same name"):
        compile_functions(other, function_of("def other(x): return x", "other"))
    assert "return { first: " in compile_functions(first=other)


# What shows only on the page, with x of shape (3, 4): it throws rather than to compute something else.
THROWN = [
    ("if x: pass", "is an array true?"),
    ("return x > 0 and n > 0 or x < 0", "is an array true?"),
    ("return x[3]", "index 3 is out of range"),
    ("return x[0, 0, 0]", "too many indices"),
    ("return x[0.5]", "a whole number was expected"),
    ("i = x[0] > 9\n    return x[i]", "a whole number was expected"),
    ("return (x > 0) + (x < 1)", "True or False"),
    ("return (n > 0) + (n < 9)", "True or False"),
    ("y = x > 0\n    z = x < 1\n    return x * 2 + y * z", "True or False"),
    ("y = x > 0\n    z = x < 1\n    x += y + z", "True or False"),
    ("y = x > 0\n    z = x < 1\n    return y + z > 1", "True or False"),
    ("y = x > 0\n    y[0] = 0.5", "in an array that changes"),
    ("y = np.sum(x > 0, axis=0)\n    y[0] = 0.5", "in an array that changes"),
    ("y = 1 - (x > 0)\n    y += 1", "in an array that changes"),
    ("y = np.zeros_like(1 - (x > 0))\n    y[0] = 0.5", "in an array that changes"),
    ("return np.zeros_like(x > 0)", "an array like one of True and False"),
    ("return x + x[0, :3]", "do not fit together"),
    ("x[0] = x[:2]", "does not fit into"),
    ("x[0] += x", "does not fit into"),
    ("return x @ x", "do not fit in @"),
    ("return (n - 9.5) ** 0.5", "is a complex number"),
    ("return n * 3000000000000001 * 11 % 7", "2**53"),
    ("return {'a': 1}['b']", 'there is no "b"'),
    ("return np.max(x[:0])", "no entries"),
    ("return [n, 2.5] + [0.5]", "was expected"),
    ("return 'a' + 'b'", "was expected"),
    ("return len('ab')", "was expected"),
    ("return [c for c in 'ab']", "was expected"),
    ("return 'ab'[0]", "has no entries"),
    ("return x.reshape(5, 2)", "does not hold the entries"),
    ("return np.concatenate((x, x[:, :2]))", "differ in shape"),
    ("return int(np.inf)", "int() of Infinity"),
    ("return x[None, None]", "at most 3 dimensions"),
    ("return [i for i in range(0, 3, n - n)]", "a step of 0"),
    ("return x[::n - n]", "a step of 0"),
    ("d = {'a': 1}\n    d['7'] = 1\n    return d", "must be a word"),
]


@pytest.fixture(scope="module")
def page() -> Iterator[Compiled]:
    with launch() as browser:
        yield Compiled(browser.new_page())


@pytest.mark.parametrize(("body", "message"), THROWN, ids=[body for body, _ in THROWN])
def test_what_the_page_throws(page: Compiled, body: str, message: str) -> None:
    with pytest.raises(Error, match=re.escape(message)):
        page.call(function_of(source(body), "f", **NAMES), np.zeros((3, 4)), 1)

"""The walk over what a function leads to: it ends, goes the same way every time, and knows where to stop."""

import math
import sys
import types
from collections import namedtuple

import numpy as np
import pytest

import rnnlib
from rnnlib import SGD, Linear, mse
from rnnlib.training import train
from rnnlib.training.identity import surroundings
from rnnlib.training.referred import referred

COUNTER = 3
FOREIGN = types.ModuleType("installed_package")
FOREIGN.__file__ = "/usr/lib/python3/site-packages/installed_package/__init__.py"
FOREIGN.LIMIT, FOREIGN.TABLE = 7, {"a": [object()]}
exec("def draw(x=1): return LIMIT\ndef keep(f): return lambda: f()\nclass Thing(dict): pass", vars(FOREIGN))
OWN = types.ModuleType("own_module")
OWN.LIMIT, OWN.UNUSED = 5, 6
Pair = namedtuple("Pair", "x y")


@pytest.fixture(autouse=True)
def modules(monkeypatch):
    monkeypatch.setitem(sys.modules, "installed_package", FOREIGN)
    monkeypatch.setitem(sys.modules, "own_module", OWN)


def names(value):
    return [name for name, _ in referred({"f": value})]


def plain(value):
    """Return what is reached that prints in words."""
    return {name: words for name, words in surroundings({"f": value}, []).items() if words[0].isdigit()}


def test_circles_end():
    circle, array = [], np.empty(1, object)
    circle.append(circle)
    array[0] = array
    one, other = types.SimpleNamespace(), {}
    one.other, other["one"] = other, one

    def f():
        return f, circle, array, one, other

    assert sorted(set(names(f))) == ["array of f", "circle of f", "f", "one of f", "other of f"]


def test_a_long_chain_is_no_deep_recursion():
    chain = None
    for _ in range(20_000):
        chain = [chain, 1]
    assert len(names(lambda: chain)) > 20_000


def test_modules_are_entered_only_for_what_is_looked_up_and_installed_ones_for_no_constants():
    def f():
        return math.pi, np.float64, rnnlib.mse, FOREIGN.LIMIT, FOREIGN.TABLE, FOREIGN.draw(), OWN.LIMIT

    assert plain(f) == {"OWN.LIMIT of f": "5"}
    assert set(names(f)) == {"f", "np.float64 of f", "rnnlib.mse of f", "FOREIGN.draw of f", "OWN.LIMIT of f"}


def test_an_object_of_a_package_is_known_by_its_kind():
    thing = FOREIGN.Thing(a=[1, COUNTER])
    thing.counter = 3
    assert surroundings({"f": thing}, []) == {"f": "'Thing'"}


def test_what_a_function_of_a_package_was_given_is_told():
    scale = 4
    assert plain(FOREIGN.keep(lambda: scale)) == {"scale of f of f": "4"}


def test_a_local_variable_is_not_the_global_of_its_name():
    def f():
        COUNTER = 5
        return (lambda: COUNTER)()

    assert plain(f) == {}


class Base:
    """With each kind of member."""

    LIMIT = 11

    def __init__(self):
        self.set_up = np.random.default_rng(COUNTER)  # read when it was made, never again

    def plot(self):
        return COUNTER

    def used(self):
        return COUNTER

    @classmethod
    def made(cls):
        return cls.LIMIT

    @property
    def shown(self):
        return COUNTER


class Derived(Base):
    def used(self):
        return super().used()


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (lambda o: lambda: o, {}),
        (lambda o: lambda: o.used(), {"COUNTER of used of o of f": "3"}),
        (lambda o: lambda: o.shown, {"COUNTER of shown of o of f": "3"}),
        (lambda o: lambda: o.made(), {"LIMIT of o of f": "11"}),
        (lambda o: lambda: type(o), {}),
    ],
)
@pytest.mark.parametrize("cls", [Base, Derived])
def test_members_count_where_the_code_names_them(read, told, cls):
    assert plain(read(cls())) == told


def test_names_say_the_way():
    layer, pair, tools = Linear(1, 1), Pair(np.ones(1), [1, 2]), {("a", 1): [{2: np.zeros(1)}]}

    def f(x, y=3, *, z=4):
        return layer, pair, tools, mse

    f.note = 5
    found = names(f)
    assert {"W_hy of params of layer of f", "0 of pair of f", "1 of pair of f", "mse of f"} <= set(found)
    assert {"y of f", "z of f", "note of f", "2 of ('a', 1) of tools of f"} <= set(found)
    assert found == names(f)


class Settings(dict):
    __getattr__ = dict.__getitem__


class Anything:
    def __getattr__(self, name):
        return self


class Itself(dict):
    def __init__(self, **items):
        super().__init__(items)
        self.__dict__ = self


@pytest.mark.parametrize("kind", [Settings, Itself])
def test_an_object_may_look_its_attributes_up_as_it_likes(kind):
    def build():
        settings, anything, params = kind(lam=3, x=np.ones(2)), Anything(), {"w": np.ones(1)}

        def loss_and_grads(_):
            assert anything.goes is anything
            return settings["lam"], {"w": settings["x"][:1]}

        return loss_and_grads, SGD(params, 1.0)

    told = surroundings({"f": build()[0]}, [])
    assert told == surroundings({"f": build()[0]}, [])
    assert told["lam of settings of f"] == "3"
    train(*build(), [0], 1, evaluate=lambda: 1.0, patience=1, progress=False)


class Layer:
    def forward(self, x):
        return COUNTER * x


def test_what_rnnlib_calls_counts_without_being_named():
    def f():
        return Layer

    assert plain(f) == {"COUNTER of forward of Layer of f": "3"}


def test_arrays_of_the_run_itself_are_left_out():
    w, x = np.ones((2, 2)), np.ones(3)

    def f():
        return w[0], x

    assert "w of f" in surroundings({"f": f}, [])
    assert list(surroundings({"f": f}, [w])) == ["f", "x of f"]
    view = w[:1]
    assert list(surroundings({"f": lambda: view}, [w])) == ["f"]


def test_words_hold_no_place_in_memory():
    things = [object(), lambda: 1, Base(), {Base: 1}, {(1, object()): 2}, np.array([object()]), map(str, [])]
    assert surroundings({"f": things}, []) == surroundings({"f": things}, [])
    others = [object(), lambda: 1, Base(), {Base: 1}, {(1, object()): 2}, np.array([object()]), map(str, [])]
    assert surroundings({"f": things}, []) == surroundings({"f": others}, [])


def test_a_function_is_known_by_what_it_does():
    def told(source):
        namespace = {"__name__": "__main__"}
        exec(source, namespace)
        return surroundings({"f": namespace["f"]}, [])["f"]

    code = told("def f(a):\n    return [a + 1 for _ in (1, 2)] if a in {'x', 'y'} else 2.0")
    assert code == told(
        "\n\ndef f(b):  # more\n    return [b + 1 for _ in (1, 2)] if b in {'y', 'x'} else 2.0"
    )
    assert code != told("def f(a):\n    return [a + 2 for _ in (1, 2)] if a in {'x', 'y'} else 2.0")
    assert code != told("def f(a):\n    return [a + 1 for _ in (1, 2)] if a in {'x', 'z'} else 2.0")
    assert code != told("def f(a):\n    return [a - 1 for _ in (1, 2)] if a in {'x', 'y'} else 2.0")


def test_a_function_stays_the_same_however_often_it_was_called_and_traced():
    def f(n):
        return sum(k * COUNTER for k in range(n))

    before = surroundings({"f": f}, [])
    for _ in range(5000):
        f(3)
    sys_trace = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        f(3)
        assert surroundings({"f": f}, []) == before
    finally:
        sys.settrace(sys_trace)
    assert surroundings({"f": f}, []) == before

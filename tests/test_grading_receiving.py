"""What comes out of a child process is let in only as the child writes it, within the bounds of an answer."""

import json
import tracemalloc
from typing import Any

import numpy as np
import pytest

from rnnlib.grading import receiving
from rnnlib.grading.child import pack, pack_arguments, packing
from rnnlib.grading.compare import leaves
from rnnlib.grading.exercises import find
from rnnlib.grading.judge import judge

UNREADABLE = {"unreadable": True}


def received(*lines: Any) -> list[dict[str, Any]]:
    return list(receiving.lines("\n".join(map(json.dumps, lines)).encode()))


def observed(value: Any) -> dict[str, Any]:
    return {"task": "t", "attempt": "last", "case": 0, "observed": {"value": value, "modified": []}}


def let_in(value: Any) -> Any:
    (line,) = received(observed(value))
    return line["observed"]["value"]


def nested(depth: int) -> dict[str, Any]:
    return {"items": [nested(depth - 1)]} if depth else {"none": True}


ARRAY = pack(np.arange(6.0).reshape(2, 3))
HONEST: list[Any] = [
    np.zeros(packing.LARGEST // 8),
    np.zeros(packing.LARGEST, bool),
    np.zeros((3, 0, 2), np.float32),
    np.ones((1,) * 32),
    np.longdouble(1) / 3,
    [0.5] * (packing.ENTRIES - 1),
    {"k" * 1000: [np.zeros(3), (1, True, None)], "b": {"c": {"d": 2.0}}},
    [[[[[1]]]]],
    np.zeros(10**6),
    np.broadcast_to(1.0, (10**9, 10**9)),
    np.empty((10**12, 0)),
    [0] * 10**5,
    [np.zeros(packing.LARGEST // 16)] * 3,
    object(),
    np.array(["a"]),
    None,
]


@pytest.mark.parametrize("value", HONEST, ids=range(len(HONEST)))
def test_whatever_pack_writes_is_let_in_as_it_is(value: Any) -> None:
    packed = pack(value)
    assert let_in(packed) == packed
    assert len(json.dumps(packed)) < receiving.LINE


def test_the_other_lines_of_the_child_are_let_in_as_they_are() -> None:
    place = {"line": 3, "text": "x = 1"}
    raised = {"raised": "ValueError", "message": "no", **place}
    task = {"task": "t", "attempt": 4, "case": 1}
    lines = [
        {"ready": True, "missing": ["RLIMIT_AS"]},
        {"at": "cell 1 0", "cell": 1, **place},
        {"at": "forward.states 0"},
        {"cell": 1, **raised},
        {**task, "observed": raised},
        {**task, "observed": {"missing": True}},
        {**task, "observed": {"not_attempted": True}},
        {**task, "observed": {"stopped": "why"}},
    ]
    assert received(*lines) == lines


FORGED = {
    "entries without end": {"items": [{"none": True}] * (packing.ENTRIES + 1)},
    "entries in many lists": {"items": [{"items": [{"none": True}] * 100}] * 100},
    "depth": nested(packing.DEEPEST + 1),
    "many arrays": {"items": [pack(np.zeros(packing.LARGEST // 16))] * 3},
    "one array": {"array": "A" * (4 * packing.LARGEST), "dtype": "|u1", "shape": [3 * packing.LARGEST]},
    "axes": {**ARRAY, "shape": [1] * 33 + [6]},
    "sizes": {**ARRAY, "shape": [10**30]},
    "a long axis and none": {"array": "", "dtype": "<f8", "shape": [10**12, 0]},
    "a list of types": {**ARRAY, "dtype": ",".join(["f8"] * 10**5)},
    "objects": {**ARRAY, "dtype": "|O8"},
    "no base64": {**ARRAY, "array": "!"},
    "another shape": {**ARRAY, "shape": [7]},
    "a type of its own": {**ARRAY, "dtype": {"names": ["a"], "formats": ["f8"]}},
    "a formula": {"formula": "__import__('os')"},
    "nothing": {},
    "a number": 5,
    "a list": [1],
    "a word": "array",
}


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED)
def test_a_forged_value_is_not_let_in(value: Any) -> None:
    assert let_in(value) == UNREADABLE


def test_forged_words_are_cut() -> None:
    long = "x" * 10**5
    raised = {"raised": long, "message": long, "line": 1, "text": long}
    lines = received(observed({"entries": {long: ARRAY}}), {"cell": 1, **raised}, {"at": long})
    assert list(lines[0]["observed"]["value"]["entries"]) == ["x" * packing.KEY]
    assert {len(word) for word in lines[1].values() if isinstance(word, str)} == {packing.LONGEST}
    assert len(lines[2]["at"]) == packing.LONGEST


NO_LINES: list[Any] = [
    5,
    None,
    [],
    {},
    {"done": True},
    {"at": {}},
    {"at": "x", "cell": {}, "line": 1, "text": ""},
    {"cell": 1, "raised": {}, "message": "", "line": 0, "text": ""},
    {"cell": True, "raised": "", "message": "", "line": 0, "text": ""},
    {"ready": False},
    {**observed(ARRAY), "case": "0"},
    {**observed(ARRAY), "case": 10**30},
    {**observed(ARRAY), "attempt": 1.5},
    {**observed(ARRAY), "task": ["t"]},
    {**observed(ARRAY), "observed": [1]},
    {**observed(ARRAY), "observed": {"right": [True], "earned": 100}},
    {**observed(ARRAY), "observed": {"value": ARRAY, "modified": 5}},
    {**observed(ARRAY), "observed": {"value": ARRAY, "modified": [{}]}},
    {**observed(ARRAY), "observed": {"stopped": ["x"]}},
]


@pytest.mark.parametrize("line", NO_LINES, ids=range(len(NO_LINES)))
def test_what_is_no_line_of_the_child_is_not_let_in(line: Any) -> None:
    assert received(line) == []


def test_lines_are_bounded_in_length_and_number() -> None:
    assert received({"at": "x" * receiving.LINE}) == []
    assert len(received(*[{"at": "x"}] * (receiving.LINES + 1))) == receiving.LINES
    deep = b'{"at": "x", "more": ' + b"[" * 10**5 + b"]" * 10**5 + b"}\n"
    assert list(receiving.lines(deep + b'9\n"\xff"\n' + b'{"at": "y"}')) == [{"at": "y"}]


MEMORY = {
    "a nested list of 40,000 entries": {"items": [{"items": [{"none": True}] * 200}] * 200},
    "a key of 200,000 letters over 900 entries": {
        "entries": {"k" * 200_000: {"items": [{"none": True}] * 900}}
    },
}


@pytest.mark.parametrize("value", MEMORY.values(), ids=MEMORY)
def test_the_judge_holds_no_more_than_an_answer_needs(value: Any) -> None:
    task = find("forward.states")
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(0))]
    data = json.dumps(observed(value)).encode()
    assert len(leaves(let_in(value))) <= packing.ENTRIES
    tracemalloc.start()
    try:
        (line,) = receiving.lines(data)
        judgement = judge(task, packed, [line["observed"]] * len(packed))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert judgement.earned == 0
    assert peak < 32 << 20

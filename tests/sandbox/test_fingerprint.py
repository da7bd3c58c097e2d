"""A value's digest is used again only while nothing in the value was replaced."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from parallelproof.sandbox._parallelproof_worker.fingerprint import Fingerprint

CHANGES: list[tuple[Any, Callable[[Any], object]]] = [
    ([1, 2], lambda value: value.append(3)),
    ([1, 2], lambda value: value.__setitem__(0, True)),
    ([1, 2], lambda value: value.reverse()),
    ([[1], [2]], lambda value: value[1].clear()),
    (([1], 2), lambda value: value[0].append(1)),
    ({"a": [1]}, lambda value: value["a"].append(2)),
    ({"a": 1}, lambda value: value.update(a=1.0)),
    ({"a": 1, "b": 2}, lambda value: value.update(a=value.pop("a"))),
    ({1: "a"}, lambda value: value.update({True: value.pop(1)})),
    ({1, 2}, lambda value: value.add(3)),
    ([{1}, {2}], lambda value: value[0].discard(1)),
]
STILL: list[Any] = [7, "text", 2.5, None, (1, ("a", 2.0)), [1, [2, {"a": {3}}]], {"a": (1, frozenset({2}))}]
NOT_TOLD: list[Any] = [bytearray(b"a"), SimpleNamespace(a=1), [SimpleNamespace(a=1)], {"a": bytearray()}, [max]]


@pytest.mark.parametrize(("value", "change"), CHANGES)
def test_a_change_is_seen(value: Any, change: Callable[[Any], object]) -> None:
    before = Fingerprint(value)
    assert before.holds(value)
    change(value)
    assert not before.holds(value)
    assert Fingerprint(value).digest != before.digest


@pytest.mark.parametrize("value", STILL)
def test_what_was_left_alone_holds_and_another_object_does_not(value: Any) -> None:
    assert Fingerprint(value).holds(value)
    assert not Fingerprint(value).holds([value])


@pytest.mark.parametrize("value", NOT_TOLD)
def test_what_can_change_out_of_sight_is_always_read_again(value: Any) -> None:
    assert not Fingerprint(value).holds(value)


def test_a_list_in_itself_has_an_end() -> None:
    value: list[Any] = [1]
    value.append(value)
    held = Fingerprint(value)
    assert held.holds(value)
    value.append(2)
    assert not held.holds(value)

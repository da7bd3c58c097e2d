"""Typical values of parameters, chosen from what a column holds, or by type where that is not known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..domain import Column
from ..languages.sql.uses import Use
from .parts import ABSENT, array, part, word

Mood = Literal["common", "rare", "middle", "out of range"]
MOODS: tuple[Mood, ...] = ("common", "rare", "middle", "out of range")
_PAGE: dict[Mood, str] = {"common": "10", "rare": "1", "middle": "100", "out of range": "10"}
_LOW: dict[Mood, float] = {"common": 0.5, "rare": 0.98, "middle": 0.9}
_HIGH: dict[Mood, float] = {"common": 0.5, "rare": 0.02, "middle": 0.1}
_PAIRED: dict[str, dict[Mood, float]] = {
    "low": {"common": 0.25, "rare": 0.5, "middle": 0.45},
    "high": {"common": 0.75, "rare": 0.51, "middle": 0.55},
}
_STEP = 1_000_003
_INTEGERS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
_NUMBERS = frozenset({*_INTEGERS, "numeric", "real", "double precision"})
_TEXTS = frozenset({"text", "character varying", "character", "name", "citext"})
_TIMES = frozenset({"date", "timestamp without time zone", "timestamp with time zone"})
_BY_TYPE: dict[str, tuple[str, ...]] = {
    "boolean": ("true", "false"),
    "interval": ("1 day", "1 hour", "30 days", "10 years"),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
    "json": ("{}",),
    "jsonb": ("{}",),
    "bytea": ("\\x00",),
    "inet": ("127.0.0.1",),
    "time without time zone": ("12:00", "00:00", "08:30", "23:59"),
    "time with time zone": ("12:00+00", "00:00+00", "08:30+00", "23:59+00"),
    "tsquery": ("a", "b"),
    "tsvector": ("a", "b"),
    "xml": ("<a/>",),
    '"char"': ("a", "b"),
    **dict.fromkeys(_NUMBERS, ("1", "2", "10", "100")),
    **dict.fromkeys(_TEXTS, ("a", "b", "example", ABSENT)),
    **dict.fromkeys(_TIMES, ("2024-01-15", "2000-01-01", "2020-06-01", "2999-01-01")),
    **dict.fromkeys(("int4range", "int8range", "numrange"), ("[1,10)", "[5,6)", "[1,100)", "empty")),
    **dict.fromkeys(("daterange", "tsrange", "tstzrange"), ("[2024-01-01,2024-02-01)", "empty")),
}


@dataclass(frozen=True, slots=True)
class Values:
    """What a column or an expression holds, as text: the most common first, and others in their order."""

    common: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()

    @classmethod
    def of(cls, column: Column) -> Values:
        """What the statistics say."""
        common = tuple(value for value, _ in column.common)
        return cls(common, column.bounds or tuple(sorted(common, key=_order)))

    @classmethod
    def counted(cls, counts: Sequence[tuple[str, int]]) -> Values:
        """What a sample says: values with how often each is in it."""
        by_count = sorted(counts, key=lambda item: -item[1])
        repeated = tuple(value for value, count in by_count if count > 1)
        return cls(repeated[:100], tuple(sorted((value for value, _ in counts), key=_order)))

    def at(self, share: float, step: int = 0) -> str | None:
        """The value below which that share of them lies, or one so many steps further."""
        spread = self.ordered or self.common
        place = min(int(share * len(spread)), len(spread) - 1)
        return spread[(place + step) % len(spread)] if spread else None

    def __bool__(self) -> bool:
        return bool(self.common or self.ordered)


def chosen(use: Use, type_name: str, values: Values, mood: Mood, rows: float) -> str | None:
    """The value of a parameter; `rows` is how many its query's largest table has. None where nothing is known."""
    match use.kind:
        case "limit":
            return _PAGE[mood]
        case "offset":
            shares = {"common": 0.0, "rare": 0.8, "middle": 0.1, "out of range": 2.0}
            return str(int(shares[mood] * max(rows, 100)))
    if not values:
        return by_type(type_name, mood)
    match use.kind:
        case "low" | "high":
            return _end(use, type_name, values, mood)
        case "pattern":
            return _pattern(values, mood, use.is_part)
        case "list" if type_name.endswith("[]"):
            return _list(type_name, values, mood)
        case "part":
            return part(values.common + values.ordered, type_name, MOODS.index(mood))
        case "words":
            return word(values.common + values.ordered, MOODS.index(mood))
    return _equal(type_name, values, mood, use.place)


def by_type(type_name: str, mood: Mood) -> str | None:
    """A value of a type that nothing else is known of; None for a type that is not known either."""
    place = MOODS.index(mood)
    if type_name.endswith("[]"):
        known = _BY_TYPE.get(type_name[:-2], ())
        return array([known[0]] if mood == "rare" else known[: place + 2]) if known else "{}"
    known = _BY_TYPE.get(type_name, ())
    return known[place % len(known)] if known else None


def _equal(type_name: str, values: Values, mood: Mood, place: int) -> str | None:
    if mood == "common":
        return values.common[place % len(values.common)] if values.common else values.at(0.5, place)
    if mood == "middle":
        return values.at(0.5, place + 1)
    if mood == "rare":
        # The least common of those that are counted is rare only where they are all there is.
        is_all = set(values.ordered) <= set(values.common)
        return values.common[-1 - place % len(values.common)] if is_all and values.common else values.at(0.3, place)
    return _beyond(type_name, values, above=True)


def _end(use: Use, type_name: str, values: Values, mood: Mood) -> str | None:
    if mood == "out of range":
        return _beyond(type_name, values, above=use.kind == "low" or use.is_paired)
    shares = _PAIRED[use.kind] if use.is_paired else _LOW if use.kind == "low" else _HIGH
    return values.at(shares[mood])


def _beyond(type_name: str, values: Values, above: bool) -> str | None:
    """A value above, or below, all that are there; one that is there for a type that has none."""
    base = type_name.partition("(")[0]
    if base in _NUMBERS:
        numbers = [number for value in (*values.common, *values.ordered) if (number := _number(value)) is not None]
        found = int(max(numbers, default=0)) + _STEP if above else int(min(numbers, default=0)) - _STEP
        most = _INTEGERS.get(base, 2**62)
        return str(max(-most, min(most, found)))
    if base in _TEXTS:
        return ABSENT if above else ""
    if base in _TIMES:
        return "2999-01-01" if above else "0001-01-01"
    if base == "uuid":
        return "ffffffff-ffff-4fff-bfff-ffffffffffff"
    return values.at(0.99)


def _list(type_name: str, values: Values, mood: Mood) -> str:
    spread = values.ordered or values.common
    match mood:
        case "common":
            return array((values.common or values.ordered)[:3])
        case "rare":
            return array(spread[len(spread) // 3 :][:1])
        case "middle":
            return array(spread[:: max(1, len(spread) // 20)][:20])
    beyond = _beyond(type_name[:-2], values, above=True)
    return array([beyond] if beyond is not None else [])


def _pattern(values: Values, mood: Mood, is_part: bool) -> str:
    """A prefix of a value, or a word within one; without wildcards where the query has them itself."""
    value = (values.common[0] if values.common else values.at(0.5)) if mood == "common" else values.at(0.5, 1)
    words = sorted(re.findall(r"[^\W_]+", value or ""), key=len)
    prefix = (re.match(r"[^\W_]*", value or "") or [""])[0]
    match mood:
        case "common":
            return prefix[:2] if is_part else prefix[:2] + "%"
        case "rare":
            return (words[-1] if words else "") if is_part else f"%{words[-1] if words else ''}%"
        case "middle":
            return prefix[:5] if is_part else prefix[:5] + "%"
    return ABSENT if is_part else f"%{ABSENT}%"


def _order(value: str) -> tuple[int, float, str]:
    number = _number(value)
    return (0, number, value) if number is not None else (1, 0.0, value)


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None

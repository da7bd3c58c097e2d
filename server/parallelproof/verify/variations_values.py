"""Values worth trying in a column: those a query compares it with, their neighbours, and small ones that meet."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from ..domain import Column
from ..postgres.statements import Value
from .variations_copies import CopiedColumn

_COMPARED = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.Between, exp.In, exp.Is,
    exp.SimilarTo, exp.RegexpLike, exp.RegexpILike, exp.NullSafeEQ, exp.NullSafeNEQ, exp.JSONBContains,
    exp.ArrayContainsAll, exp.JSONBContains, exp.ArrayOverlaps,
)  # fmt: skip
_UUIDS = tuple(f"00000000-0000-4000-8000-00000000000{digit}" for digit in (1, 2, 3))
_DAYS = ("2024-01-01", "2024-03-10", "2024-06-30")
_SMALL: Mapping[str, tuple[str, ...]] = {
    "N": ("1", "2", "3"), "S": ("a", "b", "A", "B"), "B": ("t", "f"), "T": ("00:00:00", "1 day", "1 mon"),
    "A": ("{}",), "R": ("empty",), "I": ("10.0.0.1", "10.0.0.2"), "V": ("0", "1"),
}  # fmt: skip
_ELEMENTS: Mapping[str, CopiedColumn] = {
    f"{short}range": CopiedColumn("", element, category, False)
    for short, element, category in (
        ("int4", "integer", "N"), ("int8", "bigint", "N"), ("num", "numeric", "N"), ("date", "date", "D"),
        ("ts", "timestamp without time zone", "D"), ("tstz", "timestamp with time zone", "D"),
    )
}  # fmt: skip
"""What is within a range, by the range's type."""
_INTEGERS = frozenset({"smallint", "integer", "bigint"})


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What statements say of columns, by the columns' names.

    `compared` are values that a column is compared with, `satisfying` values that make a comparison true; `joined` are
    columns that are compared with others; `names` all that are named, None where `*` may name any. `texts` are all
    texts there are: some may be keys of JSON objects.
    """

    compared: Mapping[str, tuple[str, ...]]
    satisfying: Mapping[str, tuple[Value, ...]]
    joined: frozenset[str]
    names: frozenset[str] | None
    texts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    compared: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    satisfying: defaultdict[str, list[Value]] = field(default_factory=lambda: defaultdict(list))
    joined: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    is_any: bool = False


def mentioned(trees: Iterable[exp.Expr], values: Sequence[Sequence[Value]]) -> Mentioned:
    """What trees say; `values` are the sets that parameters are bound to."""
    found = _Found()
    for tree in trees:
        found.is_any |= any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star))
        found.names |= {_name(column) for column in tree.find_all(exp.Column)}
        found.names |= {name.name for join in tree.find_all(exp.Join) for name in join.args.get("using") or ()}
        found.joined |= {name.name for join in tree.find_all(exp.Join) for name in join.args.get("using") or ()}
        found.texts += [
            word for node in tree.find_all(exp.Literal, exp.JSONPathKey) for word in re.findall(r"\w+", str(node.this))
        ]
        for node in tree.find_all(*_COMPARED):
            _look(node, values, found)
        for column in tree.find_all(exp.Column):  # a boolean that is a condition by itself
            if isinstance(column.parent, exp.Where | exp.And | exp.Or):
                found.satisfying[_name(column)].append("t")
    return Mentioned(
        {name: tuple(dict.fromkeys(texts)) for name, texts in found.compared.items()},
        {name: tuple(dict.fromkeys(texts)) for name, texts in found.satisfying.items()},
        frozenset(found.joined),
        None if found.is_any else frozenset(found.names),
        tuple(dict.fromkeys(text for text in found.texts if text)),
    )


def _look(node: exp.Expr, values: Sequence[Sequence[Value]], found: _Found) -> None:
    sides = [node.this, *(part for part in (node.args.get("expression"), node.args.get("query")) if part is not None)]
    columns = [next(iter(side.find_all(exp.Column)), None) for side in sides]
    if len(sides) == 2 and all(column is not None for column in columns):
        found.joined |= {_name(column) for column in columns if column is not None}
        return
    column = next((column for column in columns if column is not None), None)
    if column is None:
        return
    name = _name(column)
    texts = [text for part in node.find_all(exp.Literal, exp.Parameter) for text in _texts(part, values)]
    if isinstance(node, exp.Is) and isinstance(node.this, exp.Column) and not isinstance(node.parent, exp.Not):
        found.satisfying[name].append(None if isinstance(node.expression, exp.Null) else "t")
    found.compared[name] += texts
    flipped = columns[0] is None
    parts = [found_in for side in sides for found_in in side.find_all(exp.Column)]
    if isinstance(node, exp.EQ) and len(parts) == 2 and len(texts) == 1:  # as of two that are put together
        half = len(texts[0]) // 2
        found.satisfying[_name(parts[0])].append(texts[0][:half])
        found.satisfying[_name(parts[1])].append(texts[0][half:])
    for text in texts[:1] if isinstance(node, exp.Between) else texts:
        found.satisfying[name] += _satisfying(node, text, flipped)


def _texts(node: exp.Expr, values: Sequence[Sequence[Value]]) -> list[str]:
    if isinstance(node, exp.Literal):
        return [] if isinstance(node.parent, exp.Parameter) else [node.name]
    place = int(node.name) - 1 if node.name.isdigit() else -1
    return [text for row in values if 0 <= place < len(row) and (text := row[place]) is not None]


def _satisfying(node: exp.Expr, text: str, flipped: bool) -> list[str]:
    if isinstance(node, exp.Like | exp.ILike):
        plain = text.replace("_", "q")
        return [plain.replace("%", ""), plain.replace("%", "x"), plain.replace("%", "").swapcase()]
    if isinstance(node, exp.EQ) and re.fullmatch(r"(19|20)\d\d", text):
        return [text, f"{text}-06-15"]
    if isinstance(node, exp.GT | exp.LT):
        return [_step(text, 1 if isinstance(node, exp.GT) != flipped else -1)]
    return [text]


def _name(column: exp.Column) -> str:
    return column.name if isinstance(column.this, exp.Identifier) and column.this.quoted else column.name.lower()


def small(column: CopiedColumn) -> tuple[str, ...]:
    """A few values, the same for all columns of like types, so that rows of different tables meet."""
    if column.labels:
        return column.labels[:3]
    if column.type == "uuid":
        return _UUIDS
    if column.category == "D":
        return _DAYS if not column.type.startswith("time ") else ("00:00:00", "12:00:00")
    if column.type in ("json", "jsonb"):
        return ('{"a": 1}', "{}", '{"a": null}')
    if column.type == "bytea":
        return ("\\x00", "\\x01")
    if column.type == "xml":
        return ("<a/>",)
    return _SMALL.get(column.category, ())


def pool(column: CopiedColumn, known: Column | None, said: Mentioned, real: Iterable[Value]) -> tuple[str, ...]:
    """Values worth trying, those that were mentioned and their neighbours first."""
    compared = [text for text in said.compared.get(column.name, ()) if fits(text, column)]
    satisfying = [text for text in said.satisfying.get(column.name, ()) if text is not None and fits(text, column)]
    seen = list(dict.fromkeys(value for value in real if value is not None))[:6]
    common = [text for text, _ in (known.common[:3] if known else ())]
    near = [text for given in (compared + satisfying)[:8] or (seen + common)[:2] for text in neighbours(given, column)]
    if column.type in ("json", "jsonb"):
        near += [text for given in (*seen[:2], *satisfying[:2]) for text in _objects(given, said.texts)]
    if column.category == "R":
        near += [text for given in said.compared.get(column.name, ()) for text in _ranges(given, column)]
    return tuple(dict.fromkeys([*compared, *satisfying, *near, *small(column), *seen, *common]))


def _ranges(text: str, column: CopiedColumn) -> list[str]:
    """Ranges that begin or end at a bound that was mentioned, or just beside it, with it and without."""
    element = _ELEMENTS.get(column.type)
    if element is None or not fits(text, element):
        return []
    before, after = (_step(text, by) for by in (-1, 1))
    bounds = (f"{before},{text}", f"{text},{after}", f"{before},{after}", f"{text},{text}", f",{text}", f"{text},")
    return [f"{left}{bound}{right}" for bound in bounds for left, right in ("[)", "[]", "(]")]


def _objects(text: str, keys: Iterable[str]) -> list[str]:
    """A JSON object with a value that is NULL, of another type, or missing, for each of the keys that it has."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    if not isinstance(found, dict):
        return []
    made = []
    for key in [key for key in keys if key in found][:4]:
        value = found[key]
        other = str(value) if not isinstance(value, str) else int(value) if value.isdigit() else None
        made += [json.dumps({**found, key: changed}) for changed in (None, other, [value])]
        made.append(json.dumps({name: rest for name, rest in found.items() if name != key}))
    return made


def alike(values: Iterable[Value], column: CopiedColumn, real: Iterable[Value]) -> tuple[Value, ...]:
    """Values of a `numeric` without a scale, with the scale that real ones have.

    Else 1 and 1.0 would be equal, and which one stands for a group be up to the plan.
    """
    if column.type != "numeric":
        return tuple(values)
    scales = [-int(number.as_tuple().exponent) for value in real if value and (number := _decimal(value)) is not None]
    step = Decimal(1).scaleb(-max(scales, default=2))
    return tuple(dict.fromkeys(_scaled(value, step) for value in values))


def _scaled(value: Value, step: Decimal) -> Value:
    number = _decimal(value) if value is not None else None
    if number is None:
        return value
    rounded = number.quantize(step)
    return f"{rounded if rounded == number else number.normalize():f}"


def fits(text: str, column: CopiedColumn) -> bool:
    """Whether a text is likely to be a value of the column's type."""
    if column.labels:
        return text in column.labels
    if column.category == "N":
        number = _decimal(text)
        return number is not None and (column.type not in _INTEGERS or number == number.to_integral_value())
    if column.category == "D":
        return re.match(r"\d{4}-\d\d-\d\d", text) is not None or (column.type.startswith("time ") and ":" in text)
    if column.category == "B":
        return text.lower() in ("t", "f", "true", "false")
    if column.category == "S":
        return True
    if column.type == "uuid":
        return re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text) is not None
    if column.type in ("json", "jsonb"):
        return text[:1] in ("{", "[")
    return column.category == "A" and text[:1] == "{" and text[-1:] == "}"


def neighbours(text: str, column: CopiedColumn) -> list[str]:
    """Values just beside one: where a boundary is off by one, they tell."""
    if column.category == "N":
        steps = [_step(text, 1), _step(text, -1)]
        return steps if _decimal(text) == 0 else [*steps, text[1:] if text.startswith("-") else f"-{text}"]
    if column.category == "D":
        return _times(text, column)
    if column.category == "S":
        return [text.swapcase(), f"{text} ", f"{text}x", f"x{text}", text[:-1], ""]
    return []


def _times(text: str, column: CopiedColumn) -> list[str]:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return []
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if column.type == "date":
        return [str((day + timedelta(days=days)).date()) for days in (-1, 1, 31)]
    near = (
        at - timedelta(microseconds=1), at + timedelta(microseconds=1), day + timedelta(days=1, microseconds=-1),
        day + timedelta(hours=3), day - timedelta(hours=3), day + timedelta(days=1), day - timedelta(days=1),
        day + timedelta(hours=12),
    )  # fmt: skip
    return [moment.isoformat(sep=" ") for moment in near]


def _step(text: str, by: int) -> str:
    """The next number or moment."""
    number = _decimal(text)
    if number is not None:
        step = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
        return str(number + by * step)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text + "z" if by > 0 else text[:-1]
    step_of = timedelta(days=1) if len(text) == 10 else timedelta(seconds=1)
    moved = at + by * step_of
    return str(moved.date()) if len(text) == 10 else moved.isoformat(sep=" ")


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**15 else None

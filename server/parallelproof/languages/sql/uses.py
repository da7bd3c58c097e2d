"""What the parameters of a query are for: the column that each is compared with, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ...domain import Column, Schema, Table
from .columns import meaning
from .parsing import parse

if TYPE_CHECKING:
    from sqlglot import Expr

UseKind = Literal["equal", "low", "high", "pattern", "list", "part", "words", "limit", "offset", "value"]


@dataclass(frozen=True, slots=True)
class Use:
    """How a parameter is used. *Low* and *high* are ends of a range, a *list* is for ANY, a *value* is only passed on.

    A *part* is of an array or a document that contains it, or a key of that; *words* are looked for in a text.

    `expression` is what it is compared with, in terms of `table` alone; `column` is set where that is a bare column.
    `place` counts the parameters of one kind for one expression, from 0. `is_paired` where the other end of the range
    is a parameter too. `is_part` where it is a part of a pattern or a longer text, `is_optional` where the statement
    asks whether it is NULL.
    """

    kind: UseKind
    table: Table | None = None
    expression: str = ""
    column: Column | None = None
    place: int = 0
    is_paired: bool = False
    is_part: bool = False
    is_optional: bool = False


def uses(sql: str, count: int, schema: Schema) -> list[Use]:
    """The use of each of `count` parameters of a statement, in their order."""
    from sqlglot import exp

    tree = parse(sql)
    found: dict[int, Use] = {}
    for parameter in tree.find_all(exp.Parameter, bfs=False) if tree else ():
        if parameter.name.isdigit():
            number, use = int(parameter.name), _use(parameter, schema)
            known = found.get(number)
            if known is None or (known.kind == "value" and use.kind != "value") or (use.table and not known.table):
                found[number] = use
    optional = _optional(tree) if tree else frozenset()
    all_uses = (found.get(number, Use("value")) for number in range(1, count + 1))
    return _related([replace(use, is_optional=number in optional) for number, use in enumerate(all_uses, 1)])


def _optional(tree: Expr) -> frozenset[int]:
    """The numbers in `$1 IS NULL` and `$1 IS NOT NULL`."""
    from sqlglot import exp

    asked = (found.this.find(exp.Parameter) for found in tree.find_all(exp.Is) if not found.this.find(exp.Column))
    return frozenset(int(found.name) for found in asked if found is not None and found.name.isdigit())


def _related(found: list[Use]) -> list[Use]:
    """With what uses of the same expression have to do with one another."""
    seen: dict[tuple[str, str, str], int] = {}
    related = []
    ends = {(use.kind, _about(use)) for use in found if use.table}
    for use in found:
        about = (use.kind, *_about(use))
        other = {"low": "high", "high": "low"}.get(use.kind)
        place, seen[about] = seen.get(about, 0), seen.get(about, 0) + 1
        related.append(replace(use, place=place, is_paired=(other, _about(use)) in ends))
    return related


def _about(use: Use) -> tuple[str, str]:
    return (use.table.qualified if use.table else "", use.expression)


def _use(parameter: Expr, schema: Schema) -> Use:
    from sqlglot import exp

    wrapping = (
        exp.Cast, exp.Paren, exp.Lower, exp.Upper, exp.Trim, exp.Coalesce, exp.DPipe, exp.Concat, exp.Add, exp.Sub,
        exp.Any, exp.All, exp.Array,
    )  # fmt: skip
    node, is_part, is_list = parameter, False, False
    while node.parent is not None and (isinstance(node.parent, wrapping) or _makes_query(node.parent)):
        node = node.parent
        is_part |= isinstance(node, exp.DPipe | exp.Concat)
        is_list |= isinstance(node, exp.Any | exp.All)
    parent = node.parent
    if isinstance(parent, exp.Limit | exp.Fetch):
        return Use("limit")
    if isinstance(parent, exp.Offset):
        return Use("offset")
    kind, other = _compared(node, parent)
    if isinstance(other, exp.Any | exp.All):
        kind, other = "part", other.this
    if other is None or kind == "value":
        return Use("value", is_part=is_part)
    return _of("list" if is_list else kind, other, schema, is_part)


def _makes_query(node: Expr) -> bool:
    """Whether it makes a query for full text out of words."""
    from sqlglot import exp

    return isinstance(node, exp.Anonymous) and node.name.lower().endswith("to_tsquery")


def _compared(node: Expr, parent: Expr | None) -> tuple[UseKind, Expr | None]:
    """How something is compared, and with what."""
    from sqlglot import exp

    if isinstance(parent, exp.Tuple) and (whole := parent.parent) is not None:
        kind, other = _compared(parent, whole)
        place = parent.expressions.index(node)
        if isinstance(whole, exp.In):
            return kind, other
        pairs = other.expressions if isinstance(other, exp.Tuple) else []
        return kind, pairs[place] if place < len(pairs) else None
    if isinstance(parent, exp.In):
        return "equal", parent.this if node is not parent.this else None
    if isinstance(parent, exp.Between):
        return ("low" if node.arg_key == "low" else "high"), (None if node.arg_key == "this" else parent.this)
    if isinstance(parent, exp.MatchAgainst):
        return "words", parent.expressions[0] if node.arg_key == "this" else parent.this
    if not isinstance(parent, exp.Binary):
        return "value", None
    other = parent.expression if node.arg_key == "this" else parent.this
    is_left = node.arg_key == "this"
    match parent:
        case exp.EQ() | exp.NEQ() | exp.NullSafeEQ() | exp.NullSafeNEQ():
            return "equal", other
        case exp.ArrayContainsAll() | exp.ArrayOverlaps() | exp.JSONBContainsTopKey() | exp.JSONBContainsAnyTopKeys():
            return "part", other
        case exp.GT() | exp.GTE():
            return ("high" if is_left else "low"), other
        case exp.LT() | exp.LTE():
            return ("low" if is_left else "high"), other
        case exp.Like() | exp.ILike():
            return "pattern", other
    return "value", None


def _of(kind: UseKind, other: Expr, schema: Schema, is_part: bool) -> Use:
    """The use of what is compared with an expression, whose table is known if one alone is in it."""
    from sqlglot import exp

    while isinstance(other, exp.Paren):
        other = other.this
    columns = list(other.find_all(exp.Column))
    meanings = [meaning(column, schema) for column in columns]
    tables = {found[0].qualified: found[0] for found in meanings if found}
    is_plain = other.find(exp.Parameter, exp.Query, exp.AggFunc, exp.Window, exp.Placeholder) is None
    if len(tables) != 1 or None in meanings or not is_plain:
        return Use(kind, is_part=is_part)
    names = [found[1].name for found in meanings if found]
    column = meanings[0][1] if isinstance(other, exp.Column) and meanings[0] else None
    return Use(kind, next(iter(tables.values())), _bare(other, names), column, is_part=is_part)


def _bare(expression: Expr, names: list[str]) -> str:
    """An expression with its columns as their table knows them."""
    from sqlglot import exp

    if isinstance(expression, exp.Column):
        return exp.column(exp.to_identifier(names[0], quoted=True)).sql(dialect="postgres")
    copied = expression.copy()
    for column, name in zip(list(copied.find_all(exp.Column)), names, strict=True):
        column.replace(exp.column(exp.to_identifier(name, quoted=True)))
    return copied.sql(dialect="postgres")

"""Queries that a materialised view can answer: summaries of whole tables, without parameters."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from .....domain import Schema
from .known import Known, identifier, label
from .selects import by_outputs
from .trees import Unfit, has, name_of, parse, text

_MOVING = (exp.Parameter, exp.Placeholder, exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.CurrentUser)


@dataclass(frozen=True, slots=True)
class Viewed:
    """A query to keep, the query that reads it (`{view}` is its name), and the table that it is about."""

    summary: str
    reading: str
    about: str


def viewed(sql: str, schema: Schema) -> Viewed | None:
    """How to keep a grouped query; None where it has parameters, depends on the time, or has outputs without names."""
    root = parse(sql)
    if (
        not isinstance(root, exp.Select)
        or root.find(*_MOVING)
        or root.find(exp.Anonymous)
        or not root.args.get("from_")
    ):
        return None
    if not root.args.get("group") and not any(has(one, exp.AggFunc) for one in root.expressions):
        return None
    names = [label(one) for one in root.expressions]
    sources = list(Known(root, schema).sources(root).values())
    tables = [one.table for one in sources if one.table]
    if None in names or len(set(names)) != len(names) or len(tables) != len(sources) or not tables:
        return None
    if any(table.kind not in ("table", "partitioned") for table in tables):
        return None
    try:
        tail = by_outputs(root).replace("{", "{{").replace("}", "}}")
    except Unfit:
        return None
    summary = root.copy()
    for part in ("order", "limit", "offset"):
        summary.set(part, None)
    outputs = ", ".join(text(identifier(str(name))) for name in names)
    return Viewed(text(summary), f"SELECT {outputs} FROM {{view}}{tail}", name_of(exp.to_identifier(tables[0].name)))

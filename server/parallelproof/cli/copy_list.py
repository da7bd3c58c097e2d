"""Copies of databases, and what taking one will do, as lines for a person and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..forks.connecting import Copy, Plan
from ..forks.disk import written
from ..report.document import VERSION, Json
from ..report.words import plural

_SHOWN = 12
_HEADINGS = ("name", "of", "taken", "rows", "size")


def plan_lines(plan: Plan) -> Iterator[str]:
    """What will happen, for a person who decides on it."""
    which = "all rows" if plan.share == 1 else f"{plan.share * 100:g} % of the rows, and those that they refer to,"
    tables = sorted(plan.readable, key=lambda table: -table.size_bytes)
    of = f"{plural(len(tables), 'table')} of {plan.source}"
    yield f"Will copy {which} of {of} into the embedded server, as `{plan.name}`:"
    for table in tables[:_SHOWN]:
        yield f"  {table.schema}.{table.name}: about {table.rows:,.0f} rows, {written(table.size_bytes)}"
    if len(tables) > _SHOWN:
        rest = sum(table.size_bytes for table in tables[_SHOWN:])
        yield f"  and {plural(len(tables) - _SHOWN, 'smaller table')}, {written(rest)}"
    yield f"That takes about {_duration(plan.estimated_s)} and {written(plan.size_bytes)} of disk."
    pace = written(round(plan.bytes_per_s))
    yield f"The source is only read: on one connection, without locks that hold up others, at most {pace} a second."
    if plan.unreadable:
        names = ", ".join(f"{table.schema}.{table.name}" for table in plan.unreadable)
        yield f"The role may not read {names}: they will be missing."
    if plan.missing:
        yield f"The embedded server lacks {', '.join(plan.missing)}: what needs that will be missing."
    if plan.replaces:
        yield f"It replaces the copy `{plan.name}` of {plan.replaces.taken_at:%Y-%m-%d %H:%M} UTC."


def taken_lines(copy: Copy) -> Iterator[str]:
    """What was done."""
    yield f"Copied {copy.origin.rows:,} rows of {copy.origin.source}."
    yield f"Try queries on them with `--database copy:{copy.name}`."
    yield from (f"left out: {one}" for one in copy.origin.left_out)
    if copy.origin.differences:
        yield "What is found on it is shown as a candidate, not as a win, as it differs from the source:"
        yield from (f"  {one}" for one in copy.origin.differences)


def loading_lines(copy: Copy, is_new: bool) -> Iterator[str]:
    """What was loaded, or that it need not be."""
    rows = f"{copy.origin.rows:,} rows of {copy.origin.source}"
    yield f"Loaded {rows}." if is_new else f"`{copy.name}` holds {rows} already: nothing has changed."
    if is_new:
        yield f"Try queries on them with `--database copy:{copy.name}`."


def lines(copies: Sequence[Copy]) -> Iterator[str]:
    """A table."""
    if not copies:
        yield "There are no copies: `parallelproof database connect URL` takes one."
        return
    rows = [_HEADINGS, *map(_row, copies)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def connection(plan: Plan, copy: Copy | None) -> Json:
    """What `database connect --json` prints; without a copy it was only asked what would happen."""
    return {
        "version": VERSION,
        "plan": {
            "source": plan.source,
            "name": plan.name,
            "share": plan.share,
            "size_bytes": plan.size_bytes,
            "estimated_s": round(plan.estimated_s, 1),
            "tables": [_table(table.schema, table.name, table.rows, table.size_bytes) for table in plan.readable],
            "unreadable": [f"{table.schema}.{table.name}" for table in plan.unreadable],
            "missing_extensions": list(plan.missing),
            "replaces": plan.replaces is not None,
        },
        "copy": _value(copy) if copy else None,
    }


def loading(copy: Copy, is_new: bool) -> Json:
    """What `database load --json` prints."""
    return {"version": VERSION, "copy": _value(copy), "is_new": is_new}


def document(copies: Sequence[Copy]) -> Json:
    """What `database list --json` and `forget --json` print."""
    return {"version": VERSION, "copies": [_value(copy) for copy in copies]}


def _value(copy: Copy) -> Json:
    origin = copy.origin
    return {
        "name": copy.name,
        "source": origin.source,
        "taken_at": origin.taken_at.isoformat(),
        "share": origin.share,
        "rows": origin.rows,
        "size_bytes": copy.size_bytes,
        "differences": list(origin.differences),
        "left_out": list(origin.left_out),
    }


def _table(schema: str, name: str, rows: float, size_bytes: int) -> Json:
    return {"schema": schema, "name": name, "rows": round(rows), "size_bytes": size_bytes}


def _row(copy: Copy) -> tuple[str, ...]:
    share = "" if copy.origin.share == 1 else f" ({copy.origin.share * 100:g} %)"
    when = f"{copy.origin.taken_at:%Y-%m-%d %H:%M}"
    return copy.name, copy.origin.source, when, f"{copy.origin.rows:,}{share}", written(copy.size_bytes)


def _duration(amount_s: float) -> str:
    return f"{amount_s:.0f} s" if amount_s < 90 else f"{amount_s / 60:.0f} min"

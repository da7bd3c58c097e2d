"""What a query gives on the data as it stands, got to know once for all that it is held against."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from ..domain import Binding, Failure, Query, Schema, Table
from ..postgres import Connection, DatabaseError
from ..postgres.limits import is_lost, is_timeout, limit, set_local
from ..postgres.statements import Value
from .determinism import parsed, refusal
from .rows_clauses import Keyed, stripped, with_keys
from .rows_digest import Digest, Shape, TooMany, digest, held_against, shape
from .rows_effects import Effect, effect, effects_differ, written
from .variations import OTHER_PLANS, TIME_ZONES, Contest, vary

_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge)
_QUICK_S = 0.5
"""A query that takes no longer is run again under other plans and another TimeZone."""
_ENOUGH_S = 2.0
"""Once the bindings took so long, there are enough of them: each is run for every candidate."""
_ZONED = ("with time zone", "timestamptz", "timetz")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one binding gave, None where it did not end in time, and under another TimeZone where that was asked."""

    binding: Binding
    rows: Digest | Effect | None
    seconds: float
    elsewhere: Digest | None = None


@dataclass(frozen=True, slots=True)
class KnownRows:
    """A deterministic query, the columns it gives, and its rows for each binding."""

    query: Query
    schema: Schema = field(repr=False)
    columns: Shape
    keyed: Keyed
    writes_to: tuple[Table, ...]
    writes: bool
    seen: tuple[Seen, ...]
    samples: dict[str, list[tuple[str | None, ...]]] = field(default_factory=dict, repr=False, compare=False)
    """Rows of the tables, kept for the variations of all candidates."""

    @property
    def is_complete(self) -> bool:
        """Whether every binding ended in time."""
        return all(seen.rows is not None for seen in self.seen)


async def get_to_know(
    connection: Connection, query: Query, bindings: Sequence[Binding], schema: Schema, timeout_s: float
) -> KnownRows | Failure:
    """Run the query once for each binding; why it cannot be judged, if so. Raises DatabaseError."""
    tree = parsed(query.sql)
    if tree is None:
        return Failure("it cannot be read as one SQL statement")
    if not isinstance(tree, (exp.Query, *_WRITES)):
        return Failure("only SELECT, INSERT, UPDATE, DELETE and MERGE can be compared")
    try:
        async with connection.transaction(force_rollback=True):
            await limit(connection, timeout_s)
            if reason := await refusal(connection, query.sql, schema):
                return Failure(f"it is not deterministic: {reason}")
            return await _known(connection, query, tree, bindings, schema, timeout_s)
    except DatabaseError as error:
        if is_lost(error):
            raise
        return Failure(f"it cannot be run: {sentence(error)}")


async def _known(
    connection: Connection,
    query: Query,
    tree: exp.Expr,
    bindings: Sequence[Binding],
    schema: Schema,
    timeout_s: float,
) -> KnownRows | Failure:
    names = [(node.name, node.db or None) for target in tree.find_all(*_WRITES) if (node := target.find(exp.Table))]
    writes = bool(names)
    columns, keyed = Shape(()), Keyed(stripped(query.sql), 0, ())
    if not writes:
        columns = await shape(connection, query.sql, bindings[0].values)
        keyed = await _keyed(connection, query.sql, bindings[0].values, columns)
    known = KnownRows(query, schema, columns, keyed, tuple(written(names, schema)), writes, ())
    if reason := await _differs_from_itself(connection, known, bindings):
        return Failure(reason)
    seen: list[Seen] = []
    failed: DatabaseError | None = None
    for binding in bindings:
        if sum(one.seconds for one in seen) > _ENOUGH_S:
            break
        try:
            seen.append(await _see(connection, known, binding, tree))
        except DatabaseError as error:
            if is_lost(error):
                raise
            if is_timeout(error):
                seen.append(Seen(binding, None, timeout_s))
            failed = error
        except TooMany as error:
            return Failure(str(error))
        except _Undetermined as error:
            return Failure(str(error))
    if not seen and failed:
        raise failed
    return replace(known, seen=tuple(seen))


class _Undetermined(Exception):
    """The query gave other rows when it ran again."""


async def _keyed(connection: Connection, sql: str, values: Sequence[Value], columns: Shape) -> Keyed:
    """With its order keys; where those cannot be added as columns, all columns are taken for the keys."""
    keyed = with_keys(stripped(sql), [name for name, _ in columns.columns])
    try:
        async with connection.transaction():
            await shape(connection, keyed.sql, values)
    except DatabaseError as error:
        if is_lost(error):
            raise
        return Keyed(stripped(sql), keyed.columns, tuple(range(keyed.columns)))
    return keyed


async def _see(connection: Connection, known: KnownRows, binding: Binding, tree: exp.Expr) -> Seen:
    started = time.monotonic()
    async with connection.transaction(force_rollback=True):
        await set_local(connection, {"cursor_tuple_fraction": "1"})
        rows = await _rows(connection, known, binding)
        seconds = time.monotonic() - started
        elsewhere = None
        if seconds < _QUICK_S:
            await _run_again(connection, known, binding, rows)
            if isinstance(rows, Digest) and _reads_zones(tree, known.schema):
                await set_local(connection, {"TimeZone": TIME_ZONES[-1] or ""})
                elsewhere = await digest(connection, known.query.sql, binding.values, known.columns, known.keyed)
    return Seen(binding, rows, seconds, elsewhere)


async def _rows(connection: Connection, known: KnownRows, binding: Binding) -> Digest | Effect:
    if known.writes:
        return await effect(connection, known.query.sql, binding.values, known.writes_to)
    return await digest(connection, known.query.sql, binding.values, known.columns, known.keyed)


async def _run_again(connection: Connection, known: KnownRows, binding: Binding, rows: Digest | Effect) -> None:
    """Once more, where the planner must take another way. Raises _Undetermined."""
    async with connection.transaction(force_rollback=True):
        await set_local(connection, OTHER_PLANS[0])
        if isinstance(rows, Effect):
            again = await effect(connection, known.query.sql, binding.values, known.writes_to)
            same = effects_differ(rows, again) is None
        else:
            same = await held_against(connection, known.query.sql, binding.values, known.columns, rows)
    if not same:
        raise _Undetermined("it is not deterministic: it gave other rows when it ran again with another plan")


async def _differs_from_itself(connection: Connection, known: KnownRows, bindings: Sequence[Binding]) -> str | None:
    """Why the query is not deterministic, if variations of the data show it."""
    contest = contest_of(known, known.query.sql, bindings, bindings, OTHER_PLANS)
    varied = await vary(connection, contest, known.schema, known.samples, made_up=10, within_s=1.0)
    if found := varied.counterexample:
        return f"it is not deterministic: with another plan it gave {found.actual} instead of {found.expected}"
    return None


def contest_of(
    known: KnownRows,
    sql: str,
    old: Sequence[Binding],
    new: Sequence[Binding],
    settings: Sequence[Mapping[str, str]] = ({},),
) -> Contest:
    """A statement against the known one; `old` and `new` are the same bindings, each in its statement's order."""
    values = [binding.values for binding in old], [binding.values for binding in new]
    name = known.query.unit.name
    return Contest(name, known.keyed, stripped(sql), *values, known.query.parameters, known.writes, settings)


def _reads_zones(tree: exp.Expr, schema: Schema) -> bool:
    """Whether the TimeZone could matter."""
    text = tree.sql(dialect="postgres").lower()
    if any(word in text for word in (*_ZONED, "at time zone")):
        return True
    tables = (schema.table(node.name, node.db or None) for node in tree.find_all(exp.Table))
    return any(
        any(word in column.type for word in _ZONED) for table in tables if table is not None for column in table.columns
    )


def sentence(error: DatabaseError) -> str:
    """What the server says is wrong, in its first line."""
    return str(error).splitlines()[0].rstrip(".") if str(error) else "the server gave no reason"

"""Hold two queries against each other on other data than that which is there, and shrink what tells them apart."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..domain import Counterexample, Schema
from ..postgres import Connection, DatabaseError, quoted
from ..postgres.limits import is_lost, limit, set_local
from ..postgres.statements import Rows, Value, fetch, fetch_text
from .determinism import parsed
from .rows_clauses import Keyed
from .rows_compare import Difference, one, rows_differ
from .rows_effects import Effect, effects_differ
from .variations_copies import Copied, Copies, Database, Row, contents, copies_of, fill
from .variations_rows import Variation, variations
from .variations_sample import sample
from .variations_values import Mentioned, mentioned

TIME_ZONES = (None, "America/St_Johns", "Asia/Kathmandu")
"""None is the user's own."""
OTHER_PLANS: tuple[Mapping[str, str], ...] = (
    {"enable_seqscan": "off", "enable_hashagg": "off", "enable_hashjoin": "off"},
    {"enable_sort": "off", "enable_mergejoin": "off", "enable_nestloop": "off", "enable_indexscan": "off"},
)
"""Settings under which the planner takes other ways, which the rows may not depend on."""
_STATEMENT_S = 2.0
_SHRINK_S = 2.0
_SHOWN_VALUES = 12


@dataclass(frozen=True, slots=True)
class Contest:
    """Two statements, and the values that each is bound to, a set for each binding; `about` names the bindings."""

    name: str
    old: Keyed
    new: str
    old_values: Sequence[Sequence[Value]]
    new_values: Sequence[Sequence[Value]]
    parameters: Sequence[str]
    writes: bool = False
    settings: Sequence[Mapping[str, str]] = ({},)
    """Under which `new` runs in turn, beside those of the session."""

    def on(self, copies: Copies) -> Contest:
        """The same on copies of the tables."""
        old = replace(self.old, sql=copies.on_copies(self.old.sql))
        return replace(self, old=old, new=copies.on_copies(self.new))


@dataclass(frozen=True, slots=True)
class Varied:
    """How many comparisons were made, and what tells the two apart, if anything does."""

    compared: int
    counterexample: Counterexample | None = None
    is_cut: bool = False
    """The time ended before all that was planned."""


@dataclass(frozen=True, slots=True)
class _Round:
    """One comparison: the data, which binding, the TimeZone, and the settings for the new statement."""

    variation: Variation
    binding: int
    zone: str | None
    settings: Mapping[str, str]


async def vary(
    connection: Connection,
    contest: Contest,
    schema: Schema,
    samples: dict[str, list[Row]],
    made_up: int = 60,
    within_s: float = 15.0,
) -> Varied:
    """Compare on variations of the data, in a transaction that is taken back. Raises DatabaseError.

    `samples` keeps rows of the tables for the next time.
    """
    trees = [tree for sql in (contest.old.sql, contest.new) if (tree := parsed(sql)) is not None]
    values = [*contest.old_values, *contest.new_values]
    said = mentioned(trees, values)
    async with connection.transaction(force_rollback=True):
        await limit(connection, _STATEMENT_S)
        await set_local(connection, {"standard_conforming_strings": "on", "client_min_messages": "error"})
        try:
            async with connection.transaction():
                copies = await copies_of(connection, (contest.old.sql, contest.new), schema)
        except DatabaseError as error:
            if is_lost(error):
                raise
            return Varied(0)
        if copies is None:
            return Varied(0)
        rows = await sample(connection, copies, samples)
        return await _compare_all(
            connection, contest.on(copies), copies, variations(copies, rows, said, made_up), said, within_s
        )


async def _compare_all(
    connection: Connection,
    contest: Contest,
    copies: Copies,
    rounds: Iterator[Variation],
    said: Mentioned,
    within_s: float,
) -> Varied:
    ends, compared = time.monotonic() + within_s, 0
    for number, variation in enumerate(rounds):
        if time.monotonic() > ends:
            return Varied(compared, is_cut=True)
        zone = TIME_ZONES[number % len(TIME_ZONES)]
        settings = contest.settings[number % len(contest.settings)]
        at = _Round(variation, number % max(1, len(contest.old_values)), zone, settings)
        found = await _compare(connection, contest, copies, at)
        if isinstance(found, _Found):
            shrunk = await _shrunk(connection, contest, copies, at, found)
            return Varied(compared, shrunk.counterexample(contest, copies, said))
        compared += found
    return Varied(compared)


@dataclass(frozen=True, slots=True)
class _Found:
    """A difference and the data it was seen on."""

    variation: Variation
    binding: int
    zone: str | None
    difference: Difference

    def counterexample(self, contest: Contest, copies: Copies, said: Mentioned) -> Counterexample:
        """In words."""
        parts = [_holding(copy, self.variation.rows.get(copy.table.qualified, ()), said) for copy in copies.tables]
        bound = binding_text(contest.parameters, contest.old_values[self.binding])
        zone = f", TimeZone {self.zone}" if self.zone else ""
        call = f"{contest.name}{bound}{zone}, where {'; '.join(parts)}"
        return Counterexample(call, self.difference.expected, self.difference.actual)


def binding_text(parameters: Sequence[str], values: Sequence[Value]) -> str:
    """The values of a binding, for a person."""
    if not values:
        return ""
    named = zip(parameters, values, strict=False)
    return " with " + ", ".join(f"{name} = {one([value])[1:-1]}" for name, value in named)


async def _compare(connection: Connection, contest: Contest, copies: Copies, at: _Round) -> int | _Found:
    """1 where both did the same, 0 where the old one gave an error, or the difference."""
    old: Rows | Effect | DatabaseError | None = None
    new: Rows | Effect | DatabaseError | None = None
    try:
        async with connection.transaction(force_rollback=True):
            await fill(connection, copies, at.variation.rows)
            if at.zone:
                await set_local(connection, {"TimeZone": at.zone})
            values = contest.old_values[at.binding]
            old = await _outcome(connection, contest, copies, contest.old.sql, values)
            await set_local(connection, at.settings)
            values = contest.new_values[at.binding]
            new = await _outcome(connection, contest, copies, contest.new, values)
    except DatabaseError as error:
        if is_lost(error):
            raise
        new = error
    if old is None or new is None or isinstance(old, DatabaseError):
        return 0
    difference = _difference(contest, old, new)
    if difference is None:
        return 1
    async with connection.transaction(force_rollback=True):
        await fill(connection, copies, at.variation.rows)
        held = await contents(connection, copies)
    return _Found(Variation(at.variation.about, held), at.binding, at.zone, difference)


def _difference(contest: Contest, old: Rows | Effect, new: Rows | Effect | DatabaseError) -> Difference | None:
    if isinstance(new, DatabaseError):
        if new.sqlstate == "57014":
            return None
        rows = old.returned if isinstance(old, Effect) else old
        return Difference(f"{len(rows.rows):,} rows and no error", f"an error: {str(new).splitlines()[0]}")
    if isinstance(old, Effect) and isinstance(new, Effect):
        return effects_differ(old, new)
    assert isinstance(old, Rows) and isinstance(new, Rows)
    return rows_differ(old, new, contest.old.keys)


async def _outcome(
    connection: Connection, contest: Contest, copies: Copies, sql: str, values: Sequence[Value]
) -> Rows | Effect:
    """What a statement does; what it writes is taken back."""
    if not contest.writes:
        return await fetch_text(connection, sql, values)
    async with connection.transaction(force_rollback=True):
        rows = await fetch_text(connection, sql, values)
        after = [(copy.table.name, *(await _left(connection, copy))) for copy in copies.tables]
        return Effect(rows, tuple(after))


async def _left(connection: Connection, copy: Copied) -> tuple[int, int]:
    hashed = f'hashtextextended(ROW({", ".join(map(quoted, copy.names))})::text COLLATE "C", 0)'
    table = f"pg_temp.{quoted(copy.table.name)}"
    ((rows, total),) = await fetch(connection, f"SELECT count(*), coalesce(sum({hashed}), 0)::text FROM {table}")
    return rows, int(total)


async def _shrunk(connection: Connection, contest: Contest, copies: Copies, at: _Round, found: _Found) -> _Found:
    """The difference on as few rows as can be found soon: leaves rows out, many at first, as long as it stays."""
    ends = time.monotonic() + _SHRINK_S

    async def still(rows: Database) -> _Found | None:
        smaller = replace(at, variation=Variation(at.variation.about, rows))
        outcome = await _compare(connection, contest, copies, smaller)
        return outcome if isinstance(outcome, _Found) else None

    for name in [copy.table.qualified for copy in reversed(copies.tables)]:
        step = max(1, len(found.variation.rows.get(name, ())) // 2)
        while time.monotonic() < ends:
            rows, start = list(found.variation.rows.get(name, ())), 0
            while start < len(rows) and time.monotonic() < ends:
                fewer = {**found.variation.rows, name: rows[:start] + rows[start + step :]}
                if smaller := await still(fewer):
                    found, rows = smaller, list(smaller.variation.rows.get(name, ()))
                else:
                    start += step
            if step == 1:
                break
            step //= 2
    return found


def _holding(copy: Copied, rows: Sequence[Row], said: Mentioned) -> str:
    """What a table holds, the columns that are named."""
    if not rows:
        return f"{copy.table.name} is empty"
    shown = [
        place for place, name in enumerate(copy.names) if said.names is None or name in said.names
    ][:_SHOWN_VALUES] or [0]  # fmt: skip
    columns = ", ".join(copy.names[place] for place in shown)
    values = ", ".join(one([row[place] for place in shown]) for row in rows[:6])
    more = f" and {len(rows) - 6} more" if len(rows) > 6 else ""
    return f"{copy.table.name} ({columns}) holds {values}{more}"

"""Hold a query against another: the same rows on this data, and on variations of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..domain import Binding, Counterexample, Evidence, Failure, Query, Schema, Table, Verdict
from ..postgres import Connection, DatabaseError
from ..postgres.limits import is_lost, is_timeout, limit, set_local
from .determinism import refusal
from .rows_beneath import beneath
from .rows_clauses import order_by, stripped
from .rows_compare import columns_differ, count
from .rows_digest import Digest, Shape, TooMany, differing_rows, digest, held_against, shape
from .rows_effects import Effect, effect, effects_differ
from .rows_known import KnownRows, Seen, contest_of, get_to_know, sentence
from .rows_proved import proof
from .variations import TIME_ZONES, binding_text, vary

_BENEATH_S = 1.0
"""The rows under an aggregate are compared where the query takes no longer: it runs once more for them."""
_TIMEOUT_S = 30.0
_VARIED_S, _LEAST = 15.0, 30
"""For variations of the data, and how many of them are enough where that ends."""


class RowsVerifier:
    """Says whether two queries give the same rows, or do the same to their tables, as far as can be checked."""

    def __init__(self, varied_s: float = _VARIED_S) -> None:
        self._varied_s = varied_s

    async def verify(
        self,
        fork: Connection,
        baseline: Query,
        candidate: Query,
        bindings: Sequence[Binding],
        schema: Schema,
        timeout_s: float = _TIMEOUT_S,
    ) -> Verdict:
        """Evidence, a counterexample, or why it cannot tell. Raises DatabaseError where the server fails."""
        known = await self.get_to_know(fork, baseline, bindings, schema, timeout_s)
        return known if isinstance(known, Failure) else await self.check(fork, known, candidate, timeout_s)

    async def get_to_know(
        self, fork: Connection, query: Query, bindings: Sequence[Binding], schema: Schema, timeout_s: float = _TIMEOUT_S
    ) -> KnownRows | Failure:
        """What the original gives, once for all its candidates; Failure says why it cannot be judged."""
        return await get_to_know(fork, query, bindings, schema, timeout_s)

    async def check(
        self,
        fork: Connection,
        known: KnownRows,
        candidate: Query,
        timeout_s: float = _TIMEOUT_S,
        made: Sequence[Table] = (),
    ) -> Verdict:
        """Hold one candidate against a query that is known. Everything it does in the database is taken back.

        `made` are views that were made for the candidate, which stand for their definitions on variations of the data.
        """
        known = replace(known, schema=replace(known.schema, tables=(*known.schema.tables, *made)))
        bound = [_bound(known.query, candidate, seen.binding) for seen in known.seen]
        values = [binding for binding in bound if binding is not None]
        if len(values) < len(bound):
            return Failure("it has parameters that the original lacks")
        try:
            async with fork.transaction(force_rollback=True):
                await limit(fork, timeout_s)
                await set_local(fork, {"cursor_tuple_fraction": "1"})
                return await self._checked(fork, known, candidate, values)
        except DatabaseError as error:
            if is_lost(error):
                raise
            if is_timeout(error):
                return Failure(f"it does not end within {timeout_s:.3g} s")
            return Failure(f"it cannot be run: {sentence(error)}")
        except TooMany as error:
            return Failure(str(error))

    async def check_unchanged(self, fork: Connection, known: KnownRows, timeout_s: float = _TIMEOUT_S) -> Verdict:
        """The same query after a change of the database alone, as by an index.

        That changes no meaning, so the rows are compared on this data only: an index may be broken, or built over a
        function that lies about being immutable.
        """
        try:
            async with fork.transaction(force_rollback=True):
                await limit(fork, timeout_s)
                await set_local(fork, {"cursor_tuple_fraction": "1"})
                for seen in known.seen:
                    if found := await _differs(fork, known, seen, known.query.sql, seen.binding):
                        return found
        except DatabaseError as error:
            if is_lost(error):
                raise
            return Failure(
                f"it does not end within {timeout_s:.3g} s" if is_timeout(error) else f"it fails: {sentence(error)}"
            )
        compared = sum(seen.rows is not None for seen in known.seen)
        if not compared:
            how = "the query is the same; it did not end in time without the change, so no rows could be compared"
            return (Evidence("rows-equal", len(known.seen), how),)
        how = "same rows on this data; the query is the same, and what was made changes no query's meaning"
        return (Evidence("rows-equal", compared, how),)

    async def _checked(
        self, fork: Connection, known: KnownRows, candidate: Query, values: Sequence[Binding]
    ) -> Verdict:
        if reason := await refusal(fork, candidate.sql, known.schema, by_branch=True):
            return Failure(f"the new query is not deterministic: {reason}")
        if not known.writes:
            columns = await shape(fork, candidate.sql, values[0].values)
            if differ := columns_differ(known.columns.columns, columns.columns):
                return Counterexample(f"{known.query.unit.name}, its columns", differ.expected, differ.actual)
            if (keys := order_by(known.query.sql)) and not order_by(candidate.sql):
                promised = f"rows in the order of {', '.join(keys)}"
                return Counterexample(known.query.unit.name, promised, "rows in no order that it promises")
        bindings = [seen.binding for seen in known.seen]
        contest = contest_of(known, candidate.sql, bindings, values)
        varied = await vary(fork, contest, known.schema, known.samples, within_s=self._varied_s)
        if varied.counterexample:
            return varied.counterexample
        if varied.is_cut and varied.compared < _LEAST:
            return Failure(
                f"only {varied.compared} variations of the data could be compared within {self._varied_s:g} s, "
                "which is too few to show that the rows are the same"
            )
        for seen, binding in zip(known.seen, values, strict=True):
            if found := await _differs(fork, known, seen, candidate.sql, binding):
                return found
        if found := await _beneath(fork, known, candidate, values):
            return found
        verdict = _evidence(known, varied.compared)
        proved = None if known.writes else await proof(fork, known.query, candidate, known.schema)
        return (proved, *verdict) if proved and isinstance(verdict, tuple) else verdict


def _evidence(known: KnownRows, varied: int) -> Verdict:
    on_data = sum(1 + (seen.elsewhere is not None) for seen in known.seen if seen.rows is not None)
    what = "same rows written and returned" if known.writes else "same rows"
    if not on_data and not varied:
        return Failure("the original did not end in time, and no variation of the data could be made")
    data = (
        f"{what} on this data and {varied:,} variations of it"
        if on_data
        else (f"{what} on {varied:,} variations of the data; on this data the original did not end in time")
    )
    return (Evidence("rows-equal", on_data + varied, data),)


def _bound(baseline: Query, candidate: Query, binding: Binding) -> Binding | None:
    """The binding in the order of the candidate's parameters."""
    by_name = dict(zip(baseline.parameters, binding.values, strict=False))
    if not all(name in by_name for name in candidate.parameters):
        return None
    return replace(binding, values=tuple(by_name[name] for name in candidate.parameters))


async def _differs(fork: Connection, known: KnownRows, seen: Seen, sql: str, binding: Binding) -> Counterexample | None:
    """Whether a statement gives other rows than the original did on the data as it stands."""
    bound = binding_text(known.query.parameters, seen.binding.values)
    call = f"{known.query.unit.name}{bound}, on the data as it is"
    if isinstance(seen.rows, Effect):
        made = await effect(fork, sql, binding.values, known.writes_to)
        differ = effects_differ(seen.rows, made)
        return Counterexample(call, differ.expected, differ.actual) if differ else None
    for rows, zone in ((seen.rows, None), (seen.elsewhere, TIME_ZONES[-1])):
        if rows is None:
            continue
        async with fork.transaction(force_rollback=True):
            await set_local(fork, {"TimeZone": zone} if zone else {})
            if await held_against(fork, sql, binding.values, known.columns, rows):
                continue
            return await _shown(fork, known, seen, sql, rows, call + (f", TimeZone {zone}" if zone else ""))
    return None


async def _shown(
    fork: Connection, known: KnownRows, seen: Seen, sql: str, expected: Digest, call: str
) -> Counterexample:
    """The rows that tell two statements apart, as far as they can be had in time."""
    try:
        async with fork.transaction(force_rollback=True):
            values = seen.binding.values
            found = await differing_rows(fork, known.query.sql, sql, values, known.columns, expected)
    except DatabaseError as error:
        if is_lost(error):
            raise
        return Counterexample(call, count(expected.count), "other rows")
    return Counterexample(call, found.expected, found.actual)


async def _beneath(
    fork: Connection, known: KnownRows, candidate: Query, values: Sequence[Binding]
) -> Counterexample | None:
    """Whether the rows under an outermost aggregate differ on the data as it stands."""
    if known.writes or any(seen.rows is None or seen.seconds > _BENEATH_S for seen in known.seen):
        return None
    for old, new in beneath(stripped(known.query.sql), stripped(candidate.sql)):
        for seen, binding in zip(known.seen, values, strict=True):
            try:
                async with fork.transaction(force_rollback=True):
                    columns = Shape((await shape(fork, old, seen.binding.values)).columns)
                    under = await digest(fork, old, seen.binding.values, columns)
                    same = await held_against(fork, new, binding.values, columns, under)
            except DatabaseError as error:
                if is_lost(error) or is_timeout(error):
                    raise
                break  # what was taken apart may not be a query any more
            if not same:
                call = f"{known.query.unit.name}, the rows under its aggregate, on the data as it is"
                return await _shown(fork, replace(known, query=replace(known.query, sql=old)), seen, new, under, call)
    return None

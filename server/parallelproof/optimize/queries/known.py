"""A query in work: what it gives and costs, got to know once, and shared by all its candidates."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from ...domain import DDL, Change, Query, Setting, Snapshot, Table
from ...languages.sql.queries import queries
from ...measure.plans import Plan
from ...measure.queries import Cost
from ...measure.queries_runs import Run, Timed
from ...settings import Settings
from ...verify.rows_known import KnownRows

BUILD_S = 4.0
"""To build an index may take this many times as long as a statement."""
_LEAST_S = 3.0


@dataclass(slots=True)
class KnownQuery:
    """The original, its rows and its cost. `differences` say how the fork is not like its source.

    An original that did not end in time has a cost of that time, and rows only once an index has made it end.
    """

    snapshot: Snapshot
    query: Query
    rows: KnownRows = field(repr=False)
    cost: Cost = field(repr=False)
    ended: bool
    differences: tuple[str, ...] = ()
    best_s: float = float("inf")
    """Seconds by the clock that the best candidate until now took for all bindings."""
    until_s: float = float("inf")
    """When its candidates must have been tried, by the monotonic clock."""

    def build_s(self, settings: Settings) -> float:
        """How long an index may take to build now."""
        return min(BUILD_S * settings.statement_timeout_s, max(_LEAST_S, self.until_s - time.monotonic()))

    @property
    def timed(self) -> Timed:
        """The original as it is timed."""
        return Timed(self.query.sql, tuple(seen.binding.values for seen in self.rows.seen))

    @property
    def spills(self) -> bool:
        """Whether it writes to disk what it sorts or hashes, or may do so."""
        return not self.ended or any(plan.temp_blocks for plan in self.cost.runs[-1].plans)

    def changed(self, change: Change) -> Query | None:
        """The query as a change leaves it; None where it cannot be found again, or has other parameters."""
        if not change.edits:
            return self.query
        before = queries(self.snapshot)
        after = queries(replace(self.snapshot, text=change.apply(self.snapshot.text), cursor=None))
        places = [place for place, query in enumerate(before) if query.unit.span == self.query.unit.span]
        if len(before) != len(after) or not places:
            return None
        found = after[places[0]]
        return found if set(found.parameters) <= set(self.query.parameters) else None

    def timed_after(self, changed: Query, change: Change) -> Timed:
        """The candidate as it is timed, its values in the order of its own parameters."""
        places = [self.query.parameters.index(name) for name in changed.parameters]
        values = tuple(tuple(row[place] for place in places) for row in self.timed.values)
        settings = dict(change.values) if isinstance(change, Setting) else {}
        return Timed(changed.sql, values, settings=settings)

    def timed_before(self, change: Change) -> Timed:
        """The original as it is timed where a change has been made in the database: with it taken back."""
        if isinstance(change, DDL):
            return replace(self.timed, before=change.undo)
        # Ranking compiles nothing; a plan that differs by that alone shows that the user's own settings do.
        is_compiling = isinstance(change, Setting) and any(name == "jit" for name, _ in change.values)
        return replace(self.timed, settings={"jit": "on"}) if is_compiling else self.timed


def unended(bindings: int, timeout_s: float) -> Cost:
    """The cost of an original that did not end: at least so long."""
    plan = Plan(0, 0, 0, timeout_s, f"did not end within {timeout_s:g} s")
    run = Run((timeout_s,) * bindings, (plan,) * bindings)
    return Cost((run,), (run,), True)


def views_made(change: Change) -> tuple[Table, ...]:
    """The materialized views that a change makes, as views: what they hold when they have just been made."""
    if not isinstance(change, DDL):
        return ()
    from sqlglot import exp

    from ...verify.determinism import parsed

    found = []
    for statement in change.statements:
        tree = parsed(statement)
        if isinstance(tree, exp.Create) and tree.kind == "VIEW" and isinstance(tree.expression, exp.Query):
            name = tree.this.find(exp.Table)
            if name is not None:
                definition = tree.expression.sql(dialect="postgres")
                found.append(Table(name.db or "public", name.name, "view", (), definition=definition))
    return tuple(found)

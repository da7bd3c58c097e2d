"""What comes of candidates that are tried on a real database, one kind of change and of outcome after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from parallelproof.domain import (
    DDL,
    Candidate,
    Change,
    Counterexample,
    Edit,
    Edits,
    Failure,
    NotBetter,
    Outcome,
    Setting,
    Stage,
    Strategy,
    Unconfirmed,
    Win,
)
from parallelproof.languages.sql.queries import queries
from parallelproof.measure.host_lock import HostLock
from parallelproof.measure.queries import Cost, QueryBenchmark, Timeout
from parallelproof.measure.queries_runs import Timed
from parallelproof.optimize.queries.examiner import QueryExaminer
from parallelproof.optimize.queries.known import KnownQuery
from parallelproof.postgres import Connection
from parallelproof.postgres.bindings import typical
from parallelproof.postgres.schema import read_schema
from parallelproof.settings import Settings
from parallelproof.verify.rows import RowsVerifier

from .shop import shop, snapshot

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = Settings(statement_timeout_s=20.0)
OF_CUSTOMER = "SELECT id, total FROM orders WHERE customer_id = :customer AND status <> 'late';\n"
UNREFUNDED = """SELECT o.id FROM orders o
WHERE o.customer_id = 20 AND NOT EXISTS (SELECT FROM refunds r WHERE r.order_id = o.id + o.id - o.id);
"""
INDEX = DDL(
    ("CREATE INDEX orders_customer_id_idx ON public.orders USING btree (customer_id)",),
    ("DROP INDEX orders_customer_id_idx",),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connection() -> AsyncIterator[Connection]:
    async with shop() as found:
        yield found


@pytest.fixture
def examiner(tmp_path: Path) -> QueryExaminer:
    return QueryExaminer(RowsVerifier(), QueryBenchmark(HostLock(tmp_path / "lock")))


async def known(
    examiner: QueryExaminer,
    connection: Connection,
    text: str,
    settings: Settings = SETTINGS,
    differences: tuple[str, ...] = (),
    helpers: tuple[DDL, ...] = (),
) -> KnownQuery | Failure:
    """The first query of a document, got to know."""
    document, schema = snapshot(text), await read_schema(connection)
    query = queries(document)[0]
    bindings = await typical(connection, query, schema)
    return await examiner.get_to_know(document, query, bindings, schema, connection, settings, differences, helpers)


async def tried(
    examiner: QueryExaminer,
    connection: Connection,
    original: KnownQuery | Failure,
    change: Change,
    settings: Settings = SETTINGS,
) -> tuple[Outcome, list[Stage]]:
    """What comes of a change, and the stages on the way."""
    assert isinstance(original, KnownQuery), original
    stages: list[Stage] = []
    candidate = Candidate(original.query.unit, None, Strategy.DATABASE, "test", change, "because")
    outcome = await examiner.examine(original, candidate, connection, settings, 1, stages.append)
    assert await _indexes(connection) == {"orders_pkey", "refunds_pkey"}
    return outcome, stages


async def _indexes(connection: Connection) -> set[str]:
    rows = await (
        await connection.execute("SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public'")
    ).fetchall()
    return {name for (name,) in rows}


def rewriting(text: str, old: str, new: str) -> Edits:
    """A change of one place of a document."""
    from parallelproof.domain import Span

    at = text.index(old)
    return Edits((Edit(Span(at, at + len(old)), new),))


async def test_an_index_wins_with_its_size_and_what_it_costs_writers(
    examiner: QueryExaminer, connection: Connection
) -> None:
    original = await known(examiner, connection, OF_CUSTOMER)
    outcome, stages = await tried(examiner, connection, original, INDEX)
    assert isinstance(outcome, Win), outcome
    assert stages == ["waiting", "preparing", "verifying", "measuring", "confirming"]
    assert outcome.measurement.ratio_low > 3
    outcome = await examiner.with_write_cost(outcome, INDEX, connection, SETTINGS)
    cost = outcome.measurement.database
    assert cost and cost.index_bytes and cost.index_bytes > 100_000
    assert cost.write_ratio is not None and cost.write_ratio > 0.5
    assert "orders_customer_id_idx" in cost.candidate_plan and "Seq Scan" in cost.baseline_plan
    assert cost.baseline_wall_s > cost.candidate_wall_s > 0
    (evidence,) = outcome.evidence
    assert "the query is the same" in evidence.how and evidence.count >= 2


async def test_an_index_that_nobody_uses_is_not_timed(examiner: QueryExaminer, connection: Connection) -> None:
    original = await known(examiner, connection, OF_CUSTOMER)
    change = DDL(("CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total)",), ("DROP INDEX orders_total_idx",))
    outcome, stages = await tried(examiner, connection, original, change)
    assert outcome == Failure("the planner does the same as before") and "measuring" not in stages, outcome


async def test_statistics_of_columns_together_can_be_made(examiner: QueryExaminer, connection: Connection) -> None:
    original = await known(examiner, connection, OF_CUSTOMER)
    create = "CREATE STATISTICS public.orders_stat ON customer_id, status FROM public.orders"
    outcome, _ = await tried(examiner, connection, original, DDL((create,), ("DROP STATISTICS public.orders_stat",)))
    assert outcome == Failure("the planner does the same as before"), outcome


async def test_an_index_beside_the_one_that_is_used_is_not_timed(
    examiner: QueryExaminer, connection: Connection
) -> None:
    original = await known(examiner, connection, OF_CUSTOMER)
    create = "CREATE INDEX {} ON public.orders USING btree ({})"
    change = DDL((create.format("of_customer", "customer_id"), create.format("of_total", "total")), ())
    outcome, stages = await tried(examiner, connection, original, change)
    assert outcome == Failure("the planner does not use of_total") and "measuring" not in stages, outcome


async def test_what_wins_on_a_fork_unlike_its_source_is_unconfirmed(
    examiner: QueryExaminer, connection: Connection
) -> None:
    original = await known(examiner, connection, OF_CUSTOMER, differences=("It holds a sample of the rows.",))
    outcome, _ = await tried(examiner, connection, original, INDEX)
    assert isinstance(outcome, Unconfirmed) and outcome.reason == "It holds a sample of the rows.", outcome


async def test_a_rewrite_wins_by_rows_and_time(examiner: QueryExaminer, connection: Connection) -> None:
    text = """SELECT (SELECT count(*) FROM orders o WHERE o.customer_id = r.order_id) AS n, r.id
FROM refunds r WHERE r.id < 30;"""
    original = await known(examiner, connection, text)
    new = """SELECT coalesce(o.n, 0) AS n, r.id FROM refunds r
LEFT JOIN (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) o ON o.customer_id = r.order_id
WHERE r.id < 30"""
    outcome, _ = await tried(examiner, connection, original, rewriting(text, text[:-1], new))
    assert isinstance(outcome, Win), outcome
    assert outcome.evidence[0].count > 40 and "variations" in outcome.evidence[0].how


async def test_a_wrong_rewrite_ends_in_a_counterexample(examiner: QueryExaminer, connection: Connection) -> None:
    original = await known(examiner, connection, OF_CUSTOMER)
    change = rewriting(OF_CUSTOMER, "status <> 'late'", "status IN ('new', 'paid')")
    outcome, _ = await tried(examiner, connection, original, change)
    assert isinstance(outcome, Counterexample), outcome
    assert "where orders (" in outcome.call and outcome.expected != outcome.actual


async def test_a_rewrite_with_its_index(examiner: QueryExaminer, connection: Connection) -> None:
    original = await known(examiner, connection, UNREFUNDED)
    edits = rewriting(UNREFUNDED, "o.id + o.id - o.id", "o.id")
    outcome, _ = await tried(examiner, connection, original, DDL(INDEX.statements, INDEX.undo, edits.edits))
    assert isinstance(outcome, Win), outcome
    assert "variations" in outcome.evidence[0].how and outcome.measurement.database
    assert outcome.measurement.database.index_bytes


async def test_an_index_on_an_expression_is_analysed(examiner: QueryExaminer, connection: Connection) -> None:
    text = "SELECT id, total FROM orders WHERE customer_id % 1000 = 7 AND total > 900;"
    original = await known(examiner, connection, text)
    change = DDL(
        ("CREATE INDEX orders_expr_idx ON orders USING btree ((customer_id % 1000))",), ("DROP INDEX orders_expr_idx",)
    )
    outcome, _ = await tried(examiner, connection, original, change)
    assert isinstance(outcome, Win), outcome


async def test_a_setting_of_the_query(examiner: QueryExaminer, connection: Connection) -> None:
    original = await known(examiner, connection, OF_CUSTOMER)
    outcome, _ = await tried(examiner, connection, original, Setting((("work_mem", "64MB"),)))
    assert outcome == Failure("the planner does the same as before")
    outcome, _ = await tried(examiner, connection, original, Setting((("enable_seqscan", "off"),)))
    assert isinstance(outcome, NotBetter), outcome
    assert (await (await connection.execute("SHOW enable_seqscan")).fetchone()) == ("on",)


async def test_a_materialized_view_stands_for_its_query_on_other_data(
    examiner: QueryExaminer, connection: Connection
) -> None:
    text = "SELECT customer_id, sum(total) AS s FROM orders GROUP BY customer_id;"
    original = await known(examiner, connection, text)
    for how, kind in (("sum(total)", Win | Unconfirmed), ("sum(total) FILTER (WHERE total >= 0)", Counterexample)):
        change = DDL(
            (f"CREATE MATERIALIZED VIEW totals AS SELECT customer_id, {how} AS s FROM orders GROUP BY customer_id",),
            ("DROP MATERIALIZED VIEW totals",),
            rewriting(text, text[:-1], "SELECT customer_id, s FROM totals").edits,
        )
        outcome, _ = await tried(examiner, connection, original, change)
        assert isinstance(outcome, kind), outcome


async def test_a_statement_that_fails_costs_its_own_candidate_only(
    examiner: QueryExaminer, connection: Connection
) -> None:
    original = await known(examiner, connection, OF_CUSTOMER)
    for statement in ("CREATE INDEX x ON nowhere (id)", "VACUUM orders"):
        outcome, _ = await tried(examiner, connection, original, DDL((statement,), ()))
        assert isinstance(outcome, Failure) and "it cannot be tried" in outcome.reason, outcome


async def test_an_original_that_does_not_end_is_held_against_rewrites_under_an_index(
    examiner: QueryExaminer, connection: Connection
) -> None:
    settings = Settings(statement_timeout_s=1.0)
    text = "SELECT r.id, (SELECT count(*) FROM orders o WHERE o.customer_id = r.order_id) AS n FROM refunds r;"
    new = """SELECT r.id, coalesce(o.n, 0) AS n FROM refunds r LEFT JOIN
        (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) o ON o.customer_id = r.order_id"""
    original = await known(examiner, connection, text, settings)
    rewrite = rewriting(text, text[:-1], new)
    outcome, _ = await tried(examiner, connection, original, rewrite, settings)
    assert isinstance(outcome, Failure) and "does not end within 1 s" in outcome.reason, outcome
    outcome, _ = await tried(examiner, connection, original, INDEX, settings)
    assert isinstance(outcome, Win) and outcome.measurement.baseline_s == 1.0, outcome
    assert outcome.measurement.database and "did not end within 1 s" in outcome.measurement.database.baseline_plan
    outcome, _ = await tried(examiner, connection, original, rewrite, settings)
    assert not isinstance(outcome, Failure), outcome
    helped = await known(examiner, connection, text, settings, helpers=(INDEX,))
    outcome, _ = await tried(examiner, connection, helped, rewrite, settings)
    assert not isinstance(outcome, Failure), outcome
    useless = DDL(("CREATE INDEX orders_total_idx ON public.orders (total)",), ("DROP INDEX orders_total_idx",))
    outcome, _ = await tried(examiner, connection, await known(examiner, connection, text, settings), useless, settings)
    assert outcome == Failure("the planner does the same as before"), outcome


class Disturbed(QueryBenchmark):
    """The host is so busy that the original takes longer while it is timed, by as much as `times`."""

    times = 1.5

    async def cost(self, fork: Connection, timed: Timed, settings: Settings) -> Cost | Timeout | Failure:
        if settings.statement_timeout_s < self.times * SETTINGS.statement_timeout_s:
            return Timeout(settings.statement_timeout_s)
        return await super().cost(fork, timed, settings)


async def test_an_original_that_ended_once_is_given_more_time_when_it_is_timed(
    connection: Connection, tmp_path: Path
) -> None:
    busy = Disturbed(HostLock(tmp_path / "lock"))
    original = await known(QueryExaminer(RowsVerifier(), busy), connection, OF_CUSTOMER)
    assert isinstance(original, KnownQuery) and original.ended
    busy.times = 3
    refused = await known(QueryExaminer(RowsVerifier(), busy), connection, OF_CUSTOMER)
    assert refused == Failure("it ended within 20 s once, and not within 40 s when it was timed")


async def test_what_is_not_deterministic_is_refused_as_a_whole(examiner: QueryExaminer, connection: Connection) -> None:
    refused = await known(examiner, connection, "SELECT id FROM orders ORDER BY total LIMIT 3;")
    assert isinstance(refused, Failure) and "LIMIT without a total order" in refused.reason

"""Which of two queries costs a real server less, and how that is counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
import pytest_asyncio
from parallelproof.domain import Binding, Failure, Measurement, PlanNode
from parallelproof.measure.backend_cpu import BackendCpu
from parallelproof.measure.host_lock import HostLock
from parallelproof.measure.plans import Plan, explain
from parallelproof.measure.queries import Cost, QueryBenchmark
from parallelproof.measure.queries_pairs import pairs_wanted
from parallelproof.measure.queries_runs import Run, Timed
from parallelproof.measure.queries_turns import Turns
from parallelproof.postgres import Connection
from parallelproof.settings import Settings

from .shop import NO_VALUES, query, shop

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = Settings(statement_timeout_s=20.0)
CORRELATED = (
    "SELECT r.id, (SELECT count(*) FROM orders o WHERE o.customer_id = r.order_id) AS n FROM refunds r WHERE r.id < 40"
)
JOINED = """
SELECT r.id, coalesce(o.n, 0) AS n FROM refunds r
LEFT JOIN (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) o ON o.customer_id = r.order_id
WHERE r.id < 40
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connection() -> AsyncIterator[Connection]:
    async with shop() as found:
        yield found


@pytest.fixture
def benchmark(tmp_path: Path) -> QueryBenchmark:
    return QueryBenchmark(HostLock(tmp_path / "lock"))


async def test_a_quicker_query_is_measured_as_such(connection: Connection, benchmark: QueryBenchmark) -> None:
    measured = await benchmark.measure(connection, query(CORRELATED), query(JOINED), NO_VALUES, SETTINGS)
    assert isinstance(measured, Measurement) and measured.database
    assert measured.ratio > 3 and measured.ratio_low > 2 and measured.baseline_s > measured.candidate_s > 0
    assert measured.pairs >= 3
    cost = measured.database
    assert cost.baseline_blocks > 5 * cost.candidate_blocks > 0
    assert cost.baseline_rows > 1_000_000 > cost.candidate_rows >= 60_000
    assert "Seq Scan on orders" in cost.baseline_plan and "Aggregate" in cost.candidate_plan
    assert cost.baseline_wall_s > cost.candidate_wall_s > 0
    assert len(measured.candidate_samples_s) == measured.pairs
    assert median(measured.candidate_samples_s) == measured.candidate_s
    assert cost.baseline_tree and cost.baseline_tree.blocks > 0 and cost.candidate_tree


async def test_a_gain_is_timed_again_in_turn_where_the_original_was_timed_on_a_quieter_host(
    connection: Connection, benchmark: QueryBenchmark
) -> None:
    old, new = (Timed(sql, ((),)) for sql in (CORRELATED, JOINED))
    cost = await benchmark.cost(connection, old, SETTINGS)
    assert isinstance(cost, Cost)
    measured = await benchmark.compare(connection, cost, old, new, SETTINGS)
    assert isinstance(measured, Measurement)
    quieter = tuple(replace(run, plans=tuple(replace(plan, seconds=0.001) for plan in run.plans)) for run in cost.wall)
    confirmed = await benchmark.confirm(connection, replace(cost, wall=quieter), old, new, measured, SETTINGS)
    assert isinstance(confirmed, Measurement) and confirmed.ratio_low > 2
    assert confirmed.database and confirmed.database.baseline_wall_s > 0.005


async def test_one_stray_run_of_a_few_is_no_verdict() -> None:
    def runs(*seconds: float) -> list[Run]:
        plan = Plan(1, 1, 0, 0.002, "Seq Scan")
        return [Run((one,), (plan,)) for one in seconds]

    old = runs(0.008, 0.008, 0.008)
    assert pairs_wanted(old, runs(0.002, 0.002, 0.002), 3) == 3, "all say that it is faster"
    assert pairs_wanted(old, runs(0.009, 0.008, 0.010), 3) == 3, "all say that it is not"
    assert pairs_wanted(old, runs(0.002, 0.009, 0.002), 3) == 15
    assert pairs_wanted(old, runs(0.009, 0.002, 0.002), 3) == 15


async def test_a_query_is_not_faster_than_itself(connection: Connection, benchmark: QueryBenchmark) -> None:
    measured = await benchmark.measure(connection, query(JOINED), query(JOINED), NO_VALUES, SETTINGS)
    assert isinstance(measured, Measurement)
    assert measured.ratio_low < 1.2


async def test_a_binding_that_becomes_much_slower_spoils_a_gain(
    connection: Connection, benchmark: QueryBenchmark
) -> None:
    old = query("SELECT count(*) AS n FROM orders WHERE id = :id OR :id = 0 AND total > 3")
    new = query(
        """SELECT count(*) AS n FROM orders WHERE id = :id
        OR :id = 7 AND (SELECT sum(length(repeat(status, id % 90))) FROM orders) > 3"""
    )
    bindings = [Binding(("0",), "all"), Binding(("7",), "one")]
    measured = await benchmark.measure(connection, old, new, bindings, SETTINGS)
    assert isinstance(measured, Measurement)
    assert measured.ratio_low < 1


async def test_a_query_that_does_not_end_is_ended(connection: Connection, benchmark: QueryBenchmark) -> None:
    endless = query("SELECT count(*) AS n FROM orders a CROSS JOIN orders b WHERE a.total * b.total = 3.5")
    outcome = await benchmark.measure(connection, query(JOINED), endless, NO_VALUES, Settings(statement_timeout_s=0.5))
    assert outcome == Failure("the new query does not end within 0.5 s")


async def test_what_a_timed_statement_writes_is_taken_back(connection: Connection, benchmark: QueryBenchmark) -> None:
    delete = query("DELETE FROM refunds WHERE order_id > 5")
    await benchmark.measure(connection, delete, delete, NO_VALUES, SETTINGS)
    (count,) = await (await connection.execute("SELECT count(*) FROM refunds")).fetchone() or (0,)
    assert count == 1500


async def test_the_processor_time_of_a_backend_on_this_host_is_known(connection: Connection) -> None:
    cpu = await BackendCpu.of(connection)
    assert cpu
    start_s = await cpu.seconds()
    await connection.execute("SELECT pg_sleep(0.05)")
    slept_s = await cpu.seconds()
    await connection.execute("SELECT sum(sqrt(i)) FROM generate_series(1, 400000) i")
    worked_s = await cpu.seconds()
    assert slept_s - start_s < worked_s - slept_s


async def test_a_plan_is_a_tree_of_what_ran(connection: Connection) -> None:
    plan = await explain(
        connection, "SELECT * FROM refunds r LEFT JOIN orders o ON r.order_id = o.id WHERE r.id < 3 AND r.order_id > 0"
    )
    root = plan.tree
    assert root and (root.type, root.rows, root.loops, root.omitted) == ("Nested Loop Left Join", 2, 1, 0)
    assert root.time_ms and root.time_ms / 1000 < plan.seconds and root.blocks == plan.blocks
    refunds, orders = root.children
    assert (orders.relation, orders.index, orders.rows, orders.loops) == ("orders", "orders_pkey", 2, 2)
    assert refunds.relation == "refunds" and refunds.rows == 2 and 0 < refunds.blocks + orders.blocks <= root.blocks
    assert refunds.time_ms is None, "to time each node would slow what is measured"


async def test_a_tree_of_hundreds_of_nodes_is_cut_to_a_hundred_and_says_so(connection: Connection) -> None:
    many = " UNION ALL ".join(f"SELECT id FROM refunds WHERE order_id = {number}" for number in range(300))
    root = (await explain(connection, many)).tree
    assert root
    nodes = list(every(root))
    (append,) = [node for node in nodes if node.type.endswith("Append")]
    assert len(nodes) == 100 and append.omitted == 300 - len(append.children)


def every(node: PlanNode) -> Iterator[PlanNode]:
    """A node and all below it."""
    yield node
    for child in node.children:
        yield from every(child)


async def test_a_plan_is_told_in_few_lines(connection: Connection) -> None:
    plan = await explain(
        connection, "SELECT * FROM orders o JOIN refunds r ON r.order_id = o.id WHERE r.id < 3 AND o.total > 10"
    )
    assert plan.text.splitlines()[0] == "Nested Loop: 2 rows"
    assert "  Index Scan using orders_pkey on orders: 2 rows, 2 times" in plan.text
    assert plan.rows == 4 and 0 < plan.blocks < 30
    parts = " UNION ALL ".join(f"(SELECT id FROM orders WHERE total = {n} ORDER BY status)" for n in range(9))
    assert len((await explain(connection, parts)).text.splitlines()) <= 6


async def test_the_wait_for_timed_runs_of_other_processes_is_known(tmp_path: Path) -> None:
    turns, other = Turns(HostLock(tmp_path / "lock")), HostLock(tmp_path / "lock")
    async with turns.timing():
        pass
    before_s = turns.waited_s
    async with other.held():
        timing = asyncio.create_task(_timed(turns))
        await asyncio.sleep(0.2)
    await timing
    assert turns.waited_s - before_s >= 0.1


async def _timed(turns: Turns) -> None:
    async with turns.timing():
        await asyncio.sleep(0.2)

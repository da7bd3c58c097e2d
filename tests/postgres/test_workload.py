"""Which queries cost a server most, as it says itself."""

from __future__ import annotations

from parallelproof.domain import Snapshot
from parallelproof.languages.sql.queries import queries
from parallelproof.postgres import connect
from parallelproof.postgres.workload import by_load, fingerprint

from .servers import server

PROGRAM = '''
def report(cur):
    cur.execute("SELECT count(*) FROM orders WHERE id = %s", (1,))
    cur.execute("""
        SELECT o.id  -- the dear ones
        FROM orders o
        WHERE o.total IN (%s, %s) AND o.note IS NULL AND o.status <> 'done'
    """, (1, 2))
    cur.execute("SELECT id FROM orders WHERE total = -5")
    cur.execute("DELETE FROM orders WHERE id = %s", (1,))
'''


async def test_the_costliest_come_first_and_the_unseen_last() -> None:
    found = queries(Snapshot("file:///a.py", 1, "python", PROGRAM))
    async with server(15, shared_preload_libraries="pg_stat_statements") as address:
        connection = await connect(address, "tests")
        async with connection:
            await connection.execute("CREATE SCHEMA ours; CREATE EXTENSION pg_stat_statements SCHEMA ours")
            await connection.execute(
                "CREATE TABLE orders AS SELECT i AS id, i % 100 AS total, NULL AS note, 'open' AS status"
                " FROM generate_series(1, 20000) i; CREATE INDEX ON orders (id)"
            )
            await connection.execute("SELECT count(*) FROM orders WHERE id = 7")
            for _ in range(30):
                await connection.execute(
                    "SELECT o.id FROM orders o WHERE o.total IN (%s, %s, 7) AND o.note IS NULL AND o.status <> %s",
                    (1, 2, "done"),
                )
            ordered = await by_load(connection, found)
            assert ordered is not None
            names = [query.unit.name for query, _ in ordered]
            assert names[0] == "report:select orders (2)"
            assert names[1] == "report:select orders"
            assert names[-1] == "report:delete orders"
            dearest, unseen = ordered[0][1], ordered[-1][1]
            assert dearest is not None and dearest.calls == 30 and dearest.total_s > 0
            assert unseen is None


async def test_a_server_that_keeps_no_statistics_of_statements_says_nothing() -> None:
    async with server(18) as address:
        connection = await connect(address, "tests")
        async with connection:
            assert await by_load(connection, queries(Snapshot("file:///a.py", 1, "python", PROGRAM))) is None
            assert (await (await connection.execute("SELECT 1")).fetchall()) == [(1,)]


def test_a_fingerprint_is_the_same_for_other_values_and_blanks_alone() -> None:
    one = fingerprint("SELECT a FROM t WHERE b IN (1, 2, 3) AND c = 'x' -- now\n;")
    assert one == fingerprint("select A\nfrom t where b in ($1, $2) and c = $3")
    assert one == fingerprint("SELECT a FROM t WHERE b IN ($1 /*, ... */) AND c = $2")
    assert one != fingerprint("SELECT a FROM t WHERE b IN ($1) AND d = $2")
    assert one != fingerprint('SELECT "A" FROM t WHERE b IN ($1) AND c = $2')

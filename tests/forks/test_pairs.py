"""Pairs of forks: code of either side reaches its own fork and nothing else, and nothing of them is left over."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from parallelproof.domain import ForkPair, Project
from parallelproof.forks import databases, names
from parallelproof.forks.choose import Forks
from parallelproof.forks.connecting_origin import Origin, note
from parallelproof.forks.copy import CopyForks
from parallelproof.forks.opening import opened
from parallelproof.forks.pair_roles import admit, check_fence
from parallelproof.forks.pairs import Pairs
from parallelproof.forks.reaper import orphans, reap
from parallelproof.ports import ForkFailed
from parallelproof.postgres import connect
from parallelproof.postgres.addresses import database, with_database
from parallelproof.sandbox.pool import ZygoteSandbox
from parallelproof.settings import ForkChoice, Settings

from tests.postgres.servers import embedded_in, server, user_home

from .copying import rows
from .doomed_pair import killed
from .providers import shop

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox can fence a database in on Linux"),
]
SETTINGS = Settings(database="copy:shop", fork_provider=ForkChoice.COPY, fork_bytes=1 << 30)
MORE = """
    ALTER TABLE orders ADD PRIMARY KEY (id);
    CREATE TABLE notes (id serial PRIMARY KEY, note text);
    CREATE FUNCTION powerful() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$SELECT pg_read_file('/etc/passwd')$$;
"""
ATTACKS = {
    "read a file of the server": "SELECT pg_read_file('/etc/passwd')",
    "copy from a file": "CREATE TEMP TABLE t (line text); COPY t FROM '/etc/passwd'",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "import a file": "SELECT lo_import('/etc/passwd')",
    "use a function of the superuser": "SELECT powerful()",
    "become superuser": "ALTER ROLE CURRENT_USER SUPERUSER",
    "be the superuser": "SET SESSION AUTHORIZATION postgres; SELECT pg_read_file('/etc/passwd')",
    "make a role": "CREATE ROLE mallory; DROP ROLE mallory",
    "leave a function": "CREATE FUNCTION public.left_behind() RETURNS int LANGUAGE sql RETURN 1",
    "read the hashes of passwords": "SELECT rolpassword FROM pg_authid",
    "change a setting of the server": "ALTER SYSTEM SET work_mem = '4MB'",
}
TRY = """
import psycopg

def attempted(statement, database):
    try:
        with psycopg.connect(url, dbname=database, autocommit=True) as connection:
            for part in statement.split("; "):
                connection.execute(part)
    except psycopg.Error as error:
        return error.sqlstate or str(error).strip().splitlines()[-1]
    return "done"

result = [attempted(statement, database) for statement, database in attempts]
"""


@dataclass(frozen=True)
class Here:
    """A server with a copy, and what makes pairs of it."""

    source: str
    pairs: Pairs
    folder: Path

    async def left(self) -> list[str]:
        """Databases and roles that are not the server's own or the copy's, but for templates."""
        found = await rows(self.source, "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles")
        return [name for (name,) in found if name.startswith(names.PREFIX) and "_template_" not in name]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here() -> AsyncIterator[Here]:
    with user_home() as home:
        async with embedded_in(home) as embedded:
            source = await shop(await embedded.address())
            await rows(source, MORE)
            await rows(with_database(source, "postgres"), "CREATE DATABASE unnoted")
            await noted(source)
            forks = Forks(copies=embedded)
            yield Here(source, Pairs(forks), embedded.folder)
            await forks.close()


async def noted(source: str, *differences: str) -> None:
    async with await connect(with_database(source, "postgres"), "tests") as connection:
        await note(connection, database(source), Origin("`shop` on db.example", 0.0, differences=differences))


@pytest_asyncio.fixture(loop_scope="module")
async def run(tmp_path: Path) -> AsyncIterator[Any]:
    """Runs code in the sandbox that may talk to the server of a pair; the value that it leaves in `result`."""
    sandbox = ZygoteSandbox(1)

    async def run(pair: ForkPair, code: str, **given: Any) -> Any:
        payload = {"code": code, "names": given}
        project = Project(tmp_path, Path(sys.executable))
        return await sandbox.run("source", payload, project=project, timeout_s=20, socket=pair.socket)

    yield run
    await sandbox.close()


async def test_code_reads_and_writes_in_the_fork_of_its_side(here: Here, run: Any):
    code = (
        "import psycopg\n"
        "def count(url, *statements):\n"
        "    with psycopg.connect(url) as connection:\n"
        "        for statement in statements:\n"
        "            connection.execute(statement)\n"
        "        return connection.execute('SELECT count(*) FROM orders').fetchone()[0]\n"
        "insert, note = 'INSERT INTO orders VALUES (0, 1)', \"INSERT INTO notes (note) VALUES ('new')\"\n"
        "result = [count(baseline, insert, note), count(candidate), count(candidate, 'TRUNCATE orders')]\n"
    )
    async with here.pairs.open(SETTINGS) as pair:
        assert pair.baseline not in repr(pair) and not pair.differs
        assert await run(pair, code, baseline=pair.baseline, candidate=pair.candidate) == [2001, 2000, 0]
    assert await rows(here.source, "SELECT count(*) FROM orders") == [(2000,)]
    assert not await here.left()


async def test_code_can_do_nothing_else_on_the_server(here: Here, run: Any):
    async with here.pairs.open(SETTINGS) as pair:
        own, other = database(pair.baseline), database(pair.candidate)
        attempts = [(statement, own) for statement in ATTACKS.values()]
        entries = [("SELECT 1", place) for place in (other, "shop", "postgres", "template1")]
        outcomes = await run(pair, TRY, url=pair.baseline, attempts=attempts + entries)
        refused = dict(zip(ATTACKS, outcomes, strict=False))
        assert set(refused.values()) <= {"42501", "28000"}, refused
        assert all("no pg_hba.conf entry" in text for text in outcomes[len(ATTACKS) :]), outcomes

        # Whoever has the superuser's password can do it all, over the same socket.
        password = Path(_passfile(here.source)).read_text().strip().rpartition(":")[2]
        powerful = pair.baseline.partition("//")[0] + f"//postgres:{password}@" + pair.baseline.partition("@")[2]
        succeeded = await run(pair, TRY, url=powerful, attempts=attempts + entries)
        assert dict(zip(ATTACKS, succeeded, strict=False)) == dict.fromkeys(ATTACKS, "done")
        assert set(succeeded) == {"done"}


def _passfile(address: str) -> str:
    return next(part for part in address.split() if part.startswith("passfile=")).partition("=")[2].strip("'")


@pytest.mark.parametrize("end", ["failure", "cancellation"])
async def test_nothing_is_left_however_the_block_ends(here: Here, end: str):
    began = asyncio.Event()

    async def use() -> None:
        async with here.pairs.open(SETTINGS):
            assert len(await here.left()) == 4
            began.set()
            if end == "failure":
                raise ZeroDivisionError
            await asyncio.sleep(60)

    task = asyncio.create_task(use())
    await began.wait()
    if end == "cancellation":
        task.cancel()
    with suppress(ZeroDivisionError, asyncio.CancelledError):
        await task
    assert not await here.left()
    for delay_s in (0.0, 0.02, 0.1, 0.2):
        task = asyncio.create_task(use())
        await asyncio.sleep(delay_s)
        task.cancel()
        with suppress(ZeroDivisionError, asyncio.CancelledError):
            await task
        assert not await here.left()


async def test_the_reaper_removes_the_roles_of_a_process_that_is_gone(here: Here):
    gone = await asyncio.create_subprocess_exec("true")
    await gone.wait()
    async with CopyForks(here.source, 1 << 30) as provider:
        forks = [await provider.create(here.source, None, names.make("fork", 600, gone.pid), 600) for _ in range(2)]
        for fork in forks:
            await admit(fork, "secret", SETTINGS)
        # One was killed between the two steps.
        await rows(with_database(here.source, "postgres"), f"DROP DATABASE {forks[1].name}")
        assert {fork.name for fork in await reap(provider)} == {fork.name for fork in forks}
    assert not await here.left()


async def test_nothing_is_left_of_a_process_that_was_killed_after_the_next_pair(here: Here):
    chance = random.Random(3)
    for _ in range(2):
        await killed(here.folder, chance.uniform(0.2, 1.5))
        async with here.pairs.open(SETTINGS):
            assert not orphans(await databases.found(here.source, names.PREFIX, "copy"))
        assert not await here.left()


async def test_a_fork_that_was_written_to_is_put_back(here: Here):
    async with here.pairs.open(SETTINGS) as pair:
        await rows(pair.baseline, "DELETE FROM orders WHERE id > 5")
        await rows(pair.baseline, "ALTER ROLE CURRENT_USER PASSWORD 'mine'")
        await here.pairs.restore(pair, "baseline")
        assert await rows(pair.baseline, "SELECT count(*) FROM orders") == [(2000,)]
        assert await here.pairs.digest(pair, "baseline") == {}
    assert not await here.left()


WRITES = [
    # What the one side does, what the other does, and what differs then.
    ("UPDATE orders SET note = id WHERE id < 9", "UPDATE orders SET note = id WHERE id IN (8,7,6,5,4,3,2,1)", set()),
    ("DELETE FROM orders WHERE id = 1", "DELETE FROM orders WHERE id = 2", {"public.orders"}),
    ("TRUNCATE orders", "DELETE FROM orders", set()),
    ("TRUNCATE orders", "SELECT 1", {"public.orders"}),
    ("BEGIN; DELETE FROM orders; ROLLBACK", "SELECT 1", set()),
    ("INSERT INTO notes (note) VALUES ('a'), ('b')", "INSERT INTO notes (note) VALUES ('b'), ('a')", {"public.notes"}),
    ("INSERT INTO notes (note) VALUES (NULL)", "INSERT INTO notes (note) VALUES ('')", {"public.notes"}),
    ("SELECT nextval('notes_id_seq')", "SELECT 1", {"public.notes_id_seq"}),
    ("ALTER ROLE CURRENT_USER SET enable_seqscan = off", "SELECT 1", {"settings of the role"}),
]


async def test_what_two_sides_have_written_is_compared(here: Here):
    async with here.pairs.open(SETTINGS) as pair:
        for baseline, candidate, differing in WRITES:
            await asyncio.gather(rows(pair.baseline, baseline), rows(pair.candidate, candidate))
            one, other = await here.pairs.digest(pair, "baseline"), await here.pairs.digest(pair, "candidate")
            assert {name for name in one | other if one.get(name) != other.get(name)} == differing, baseline
            await asyncio.gather(here.pairs.restore(pair, "baseline"), here.pairs.restore(pair, "candidate"))


async def test_what_was_changed_on_both_sides_can_be_taken_for_how_they_were(here: Here):
    async with here.pairs.open(SETTINGS) as pair:
        for address in (pair.baseline, pair.candidate):
            await rows(address, "DELETE FROM orders WHERE id = 1")
        noted = await here.pairs.note(pair, 1 << 20)
        assert await here.pairs.note(pair, 0) == {table: text for table, text in noted.items() if text.startswith("0")}
        await rows(pair.baseline, "BEGIN; DELETE FROM orders; ROLLBACK")
        assert await here.pairs.digest(pair, "baseline") == {"public.orders": noted["public.orders"]}
        assert await here.pairs.digest(pair, "candidate") == {"public.orders": noted["public.orders"]}


async def test_a_pair_differs_from_the_database_as_its_copy_does(here: Here):
    await noted(await shop(here.source, name="sampled"), "It holds 10 % of the rows.")
    async with here.pairs.open(replace(SETTINGS, database="copy:sampled")) as pair:
        assert pair.differs == ("It holds 10 % of the rows.",)


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("", "No database is named to try functions that use one on: run `parallelproof database connect URL`"),
        ("mysql://ada@localhost/shop", "on Postgres only"),
        ("postgresql://ada:sekret@db.example/shop", "on a copy of it on this machine: run `parallelproof database"),
        ("copy:nowhere", "There is no copy `nowhere`"),
        ("copy:unnoted", "There is no copy `unnoted`"),
    ],
)
async def test_what_is_no_copy_of_ours_is_refused_in_a_sentence(here: Here, named: str, reason: str):
    for settings, environ in ((Settings(database=named), {}), (Settings(), {"DATABASE_URL": named})):
        pairs = Pairs(here.pairs._forks, environ)
        with pytest.raises(ForkFailed) as failed:
            async with pairs.open(settings):
                pass
        sentence = str(failed.value)
        assert reason in sentence and sentence.endswith(".") and "sekret" not in sentence


async def test_a_server_that_lets_everybody_in_everywhere_is_not_used():
    async with server(18) as address:
        source = await shop(address)
        async with CopyForks(source, 1 << 30) as provider, opened(provider, source, SETTINGS) as fork:
            with pytest.raises(ForkFailed, match="lets every role into every database"):
                await check_fence(await admit(fork, "secret", SETTINGS))
        assert not await databases.found(source, names.PREFIX, "copy")

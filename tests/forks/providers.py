"""Every provider of forks, set up as it is in use, for the one contract that all of them keep."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from parallelproof.domain import Fork
from parallelproof.forks.clone import CloneForks
from parallelproof.forks.copy import CopyForks
from parallelproof.forks.sessions import session
from parallelproof.forks.tiger import Tiger
from parallelproof.forks.transaction import TransactionForks
from parallelproof.forks.workspace import Workspaces
from parallelproof.net.audit import AuditLog
from parallelproof.net.net import Net
from parallelproof.ports import ForkProvider
from parallelproof.postgres import connect
from parallelproof.postgres.addresses import with_database
from parallelproof.settings import Settings

from tests.backends.tiger import KEY, SERVICE
from tests.backends.tiger import Tiger as TigerCloud
from tests.postgres.servers import Version, server

from .disks import xfs


@dataclass(frozen=True)
class Case:
    """A provider with a source it can fork, and one that is not there; "" where settings name the source.

    `using` opens a fork as a trial does; it gives what reads the contents of the fork, and what changes them. They are
    None for one whose forks in tests are not real.
    """

    provider: ForkProvider
    source: str
    missing: str
    using: Callable[[Fork], AbstractAsyncContextManager[Use]] | None = None


@dataclass(frozen=True)
class Use:
    """What a trial does in a fork."""

    read: Callable[[], Awaitable[int]]
    change: Callable[[], Awaitable[None]]


async def shop(server_address: str, rows: int = 2000, width: int = 50, name: str = "shop") -> str:
    """The address of a new, quiet database with one table, `orders`; its notes are that many bytes wide."""
    connection = await connect(server_address, "tests")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    address = with_database(server_address, name)
    connection = await connect(address, "tests")
    await connection.execute(
        f"CREATE TABLE orders AS SELECT id, id % 10 AS customer, repeat('x', {width}) AS note "
        f"FROM generate_series(1, {rows}) id"
    )
    await connection.close()
    return address


@asynccontextmanager
async def clone() -> AsyncIterator[Case]:
    with ExitStack() as stack:
        async with _on_server(CloneForks, 18, stack.enter_context(xfs())) as case:
            yield case


def copy() -> AbstractAsyncContextManager[Case]:
    return _on_server(CopyForks, 18)


def copy_of_15() -> AbstractAsyncContextManager[Case]:
    return _on_server(CopyForks, 15)


def transaction() -> AbstractAsyncContextManager[Case]:
    return _on_server(TransactionForks, 18)


@asynccontextmanager
async def tiger() -> AsyncIterator[Case]:
    async with TigerCloud().serving() as cloud:
        with TemporaryDirectory() as folder:
            net = Net(AuditLog(Path(folder, "audit.jsonl")), environ={})
            settings = Settings(fork_key=KEY, fork_url=cloud.url, fork_service=SERVICE)
            yield Case(Tiger(net, settings, environ={}, poll_s=0.01), "", "")
            await net.close()


@asynccontextmanager
async def workspace() -> AsyncIterator[Case]:
    with TemporaryDirectory() as folder:
        source = Path(folder, "project")
        source.mkdir()
        (source / "orders.csv").write_text("order\n" * 2000)

        @asynccontextmanager
        async def use(fork: Fork) -> AsyncIterator[Use]:
            orders = Path(fork.address, "orders.csv")

            async def read() -> int:
                return len(orders.read_text().splitlines())

            async def change() -> None:
                orders.write_text("order\n" * 1000)

            yield Use(read, change)

        yield Case(Workspaces(Path(folder, "forks")), str(source), str(Path(folder, "nowhere")), use)


@asynccontextmanager
async def _on_server(
    kind: type[CloneForks] | type[CopyForks] | type[TransactionForks], version: Version, folder: Path = Path("/tmp")
) -> AsyncIterator[Case]:
    async with server(version, folder) as address:
        source = await shop(address)
        async with kind(address, 1 << 30) as provider:
            yield Case(provider, source, with_database(address, "nowhere"), _use)


@asynccontextmanager
async def _use(fork: Fork) -> AsyncIterator[Use]:
    async with session(fork, Settings()) as connection:

        async def read() -> int:
            cursor = await connection.execute("SELECT count(*) FROM orders")
            return int((await cursor.fetchall())[0][0])

        async def change() -> None:
            await connection.execute("DELETE FROM orders WHERE id % 2 = 0")

        yield Use(read, change)


PROVIDERS: dict[str, Callable[[], AbstractAsyncContextManager[Case]]] = {
    "clone": clone,
    "copy": copy,
    "copy, PostgreSQL 15": copy_of_15,
    "transaction": transaction,
    "tiger": tiger,
    "workspace": workspace,
}

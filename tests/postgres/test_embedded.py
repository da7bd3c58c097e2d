"""The embedded server: one for all processes of a user, there while one of them needs it, and nothing is ever lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
from parallelproof.postgres import DatabaseError, Unreachable, binaries, connect
from parallelproof.postgres._supervisor import leases
from parallelproof.postgres.account import Account, unprivileged
from parallelproof.postgres.embedded import Embedded, default_folder
from psycopg.conninfo import make_conninfo

from tests.postgres.servers import copy_empty

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root starts the server as another user, and may mount")


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the user the server runs as may enter, which pytest's are not."""
    home = Path(tempfile.mkdtemp(prefix="pp-test-embedded-", dir="/tmp"))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home)


@pytest.fixture
async def folder(home: Path) -> AsyncIterator[Path]:
    """The server's folder, with a data folder already: that is quicker."""
    folder = home / "a server's «folder», 100 %"
    folder.mkdir()
    copy_empty(18, folder / leases.DATA)
    yield folder
    await ended(folder)


@contextlib.asynccontextmanager
async def embedded(folder: Path, is_durable: bool = True) -> AsyncIterator[Embedded]:
    """A lease that is given back."""
    server = Embedded(folder, is_durable)
    try:
        yield server
    finally:
        await server.close()


async def ended(folder: Path) -> None:
    """Wait until the server and its supervisor are gone."""
    async with asyncio.timeout(60):
        while leases.is_held(folder / leases.SUPERVISED):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


async def do(address: str, *statements: str) -> list[tuple[object, ...]]:
    """The rows of the last statement."""
    async with await connect(address, "tests") as connection:
        for statement in statements:
            cursor = await connection.execute(statement)
        return await cursor.fetchall() if cursor.description else []


async def using(folder: Path) -> tuple[asyncio.subprocess.Process, str]:
    """Another process that uses the server, and the address that it was given."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.postgres.using", folder, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None,
    )  # fmt: skip
    assert process.stdout
    return process, (await process.stdout.readline()).decode().strip()


def lives(pid: int) -> bool:
    """Whether a process is there, and not only its number until somebody asks for its exit code."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def postmaster(folder: Path) -> int:
    pid, _, _ = leases.recorded(folder)
    assert pid, "0 would be our own group"
    return pid


def supervisor(folder: Path) -> int:
    """The parent of the server."""
    return int(psutil.Process(postmaster(folder)).ppid())


def alone(folder: Path, statement: str) -> None:
    """Run a statement in the database `postgres` of a server that does not run."""
    account = unprivileged()
    subprocess.run(
        [binaries.folder() / "postgres", "--single", "-D", folder / leases.DATA, "postgres"],
        input=f"{statement}\n".encode(), cwd="/", check=True, capture_output=True,
        **(account.options if account else {}),
    )  # fmt: skip


async def test_it_starts_when_it_is_needed_and_leaves_nothing_running(home: Path) -> None:
    folder = home / "new"
    async with embedded(folder) as server:
        assert not server.has_data and not folder.exists(), "to make one starts nothing"

        address = await server.address()
        assert server.has_data and server.is_running
        assert (await do(address, "SHOW server_version_num"))[0][0] >= "180000"
        assert await do(address, "SELECT name FROM pg_available_extensions WHERE name = 'vector'") == [("vector",)]
        assert await do(address, "SHOW fsync") == await do(address, "SHOW full_page_writes") == [("on",)]
        _, sockets, _ = leases.recorded(folder)
        assert sockets and sockets.stat().st_mode & 0o777 == 0o700 and (folder / leases.SOCKETS).readlink() == sockets

    await ended(folder)
    assert not server.is_running and server.has_data
    assert not sockets.exists() and list((folder / leases.LEASES).iterdir()) == []


async def test_only_the_user_and_each_role_in_its_own_database_may_enter(folder: Path) -> None:
    async with embedded(folder, is_durable=False) as server:
        address = await server.address()
        passfile = folder / leases.PASSFILE
        assert passfile.stat().st_mode & 0o777 == 0o600 and passfile.stat().st_uid == os.getuid()
        assert passfile.read_text().split(":")[4].strip() not in address
        for name in ("ada", "bob"):
            await do(address, f"CREATE ROLE {name} LOGIN PASSWORD 'sesame'", f"CREATE DATABASE {name} OWNER {name}")

        def by(name: str, database: str, password: str = "sesame") -> str:
            return make_conninfo(address, user=name, dbname=database, password=password, passfile=os.devnull)

        assert await do(by("ada", "ada"), "SELECT current_user::text") == [("ada",)]
        for database in ("bob", "postgres", "template1"):
            with pytest.raises(Unreachable, match=r"no pg_hba\.conf entry"):
                await do(by("ada", database), "SELECT 1")
        for name, password in (("ada", "guessed"), ("postgres", "sesame"), ("postgres", "")):
            with pytest.raises(Unreachable, match="password"):
                await do(by(name, name, password), "SELECT 1")


async def test_data_from_before_there_were_passwords_is_taken_over(folder: Path) -> None:
    alone(folder, "CREATE TABLE kept AS SELECT 1 AS n")
    assert "trust" in (folder / leases.DATA / "pg_hba.conf").read_text()
    async with embedded(folder) as server:
        assert await do(await server.address(), "TABLE kept") == [(1,)]
    await ended(folder)

    (folder / leases.PASSFILE).unlink()
    async with embedded(folder) as server:
        assert await do(await server.address(), "TABLE kept") == [(1,)]
        assert "trust" not in (folder / leases.DATA / "pg_hba.conf").read_text()


async def test_processes_that_begin_at_once_share_one_server(folder: Path) -> None:
    users = await asyncio.gather(*(using(folder) for _ in range(6)))
    addresses = {address for _, address in users}
    assert len(addresses) == 1
    (address,) = addresses
    await do(address, "CREATE TABLE here (n int)")

    for process, _ in users[1:]:
        process.kill()
        await process.wait()
    assert len(leases.leases(folder)) == 1, "the killed ones hold theirs no more"
    assert await do(address, "TABLE here") == []

    users[0][0].kill()
    await users[0][0].wait()
    await ended(folder)  # though nobody said goodbye


async def test_one_that_leaves_takes_it_from_nobody(folder: Path) -> None:
    async with embedded(folder) as second:
        async with embedded(folder) as first:
            address = await first.address()
            assert await second.address() == address
        await asyncio.sleep(4)
        assert await do(address, "SELECT 1") == [(1,)]


async def test_a_killed_server_is_started_anew_and_has_lost_nothing(folder: Path) -> None:
    async with embedded(folder) as server:
        await do(await server.address(), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)")
        for n in (2, 3):
            await do(await server.address(), f"INSERT INTO kept VALUES ({n})")
            os.kill(postmaster(folder), signal.SIGKILL)
        assert await do(await server.address(), "TABLE kept") == [(1,), (2,), (3,)]


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="needs to know when the machine started")
async def test_copies_outlive_processes_and_go_with_the_machine(folder: Path) -> None:
    async with embedded(folder, is_durable=False) as server:
        assert await do(await server.address(), "SHOW fsync") == [("off",)]
        for n in (1, 2):
            await do(await server.address(), f"CREATE TABLE copy{n} (n int)", f"INSERT INTO copy{n} VALUES ({n})")
            os.kill(postmaster(folder), signal.SIGKILL)
        assert await do(await server.address(), "TABLE copy1 UNION ALL TABLE copy2") == [(1,), (2,)]
    await ended(folder)

    # As if the machine had gone down while the server ran.
    (folder / "boot").write_text("another run of the machine")
    (folder / leases.DATA / "postmaster.pid").write_text("1\n")
    async with embedded(folder, is_durable=False) as server:
        assert await do(await server.address(), "SELECT to_regclass('copy1')") == [(None,)]
    await ended(folder)

    # It went down when the server had ended: everything was written.
    async with embedded(folder, is_durable=False) as server:
        await do(await server.address(), "CREATE TABLE kept (n int)")
    await ended(folder)
    (folder / "boot").write_text("yet another run of the machine")
    async with embedded(folder, is_durable=False) as server:
        assert await do(await server.address(), "TABLE kept") == []


def test_trials_and_copies_have_a_folder_each(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    assert default_folder(environ) != default_folder(environ, is_durable=False)
    assert default_folder(environ).is_relative_to(tmp_path)


async def test_a_killed_client_has_lost_nothing_that_it_committed(folder: Path) -> None:
    process, address = await using(folder)
    await do(address, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)")
    process.kill()
    await process.wait()
    async with embedded(folder) as server:
        assert await do(await server.address(), "TABLE kept") == [(1,)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can end a process with its parent")
async def test_a_killed_supervisor_takes_the_server_with_it(folder: Path) -> None:
    async with embedded(folder) as server:
        await do(await server.address(), "CREATE TABLE kept (n int)")
        pid, sockets = postmaster(folder), (folder / leases.SOCKETS).readlink()
        os.kill(supervisor(folder), signal.SIGKILL)
        assert await do(await server.address(), "TABLE kept") == []
        assert postmaster(folder) != pid
        assert not lives(pid) and not sockets.exists()


async def test_a_process_that_has_the_number_of_a_killed_server_is_left_alone(folder: Path) -> None:
    bystander = await asyncio.create_subprocess_exec("sleep", "600")
    lines = (str(bystander.pid), folder / leases.DATA, "1700000000", "5432", "/tmp/parallelproof-gone", "", "", "ready")
    (folder / leases.DATA / "postmaster.pid").write_text("\n".join(map(str, lines)))
    try:
        async with embedded(folder) as server:
            assert not server.is_running
            assert await do(await server.address(), "SELECT 1") == [(1,)]
            assert bystander.returncode is None
    finally:
        bystander.kill()
        await bystander.wait()


async def test_a_server_whose_folder_is_removed_ends_and_leaves_nothing(folder: Path) -> None:
    async with embedded(folder) as server:
        await do(await server.address(), "SELECT 1")
        pid, sockets = postmaster(folder), (folder / leases.SOCKETS).readlink()
        shutil.rmtree(folder)
        async with asyncio.timeout(60):
            while lives(pid) or sockets.exists():  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.05)


async def test_a_data_folder_that_was_only_begun_is_begun_again(home: Path) -> None:
    begun = home / "data.new.abc" / "base"
    begun.mkdir(parents=True)
    (begun / "1").write_text("half of it")
    async with embedded(home) as server:
        assert await do(await server.address(), "SELECT 1") == [(1,)]
        assert not begun.exists()
    await ended(home)


async def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    (folder / leases.DATA / "postgresql.conf").write_text("no_such_setting = 1\n")
    async with embedded(folder) as server:
        with pytest.raises(Unreachable, match=r"did not start: .*configuration file.*; see .*log\."):
            await server.address()


@as_root
async def test_a_folder_that_is_closed_to_whom_root_starts_it_as(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    async with embedded(tmp_path / "server") as server:
        with pytest.raises(Unreachable, match=r"root starts it as the user `.*`, who may not enter there"):
            await server.address()


@as_root
def test_programs_in_a_closed_folder_are_copied_to_where_they_can_be_run(home: Path) -> None:
    account = unprivileged()
    assert account
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    installed = binaries.folder().parents[1]
    for name in (installed.name, f"{installed.name}.libs"):
        shutil.copytree(installed.parent / name, closed / name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    subprocess.run(["chmod", "-R", "go-rwx", closed], check=True)  # as with the umask of a careful root
    code = (
        "from pathlib import Path\n"
        "from parallelproof.postgres import account, binaries\n"
        f"print(binaries.runnable(18, Path({str(home)!r}), account.unprivileged()))\n"
    )
    for _ in range(2):  # the second time the copy is there
        found = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": f"{closed}:{ROOT / 'server'}"},
            capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        assert Path(found).is_relative_to(home) and not Path(found).is_relative_to(closed)
        said = subprocess.run([f"{found}/initdb", "--version"], capture_output=True, check=True, **account.options)
        assert said.stdout.startswith(b"initdb (PostgreSQL) 18")


def test_where_nobody_else_may_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    nobody = Account("nobody", 65534, 65534)
    assert nobody.may_enter(Path("/tmp")) and not nobody.may_enter(tmp_path)
    assert Account("ours", os.getuid(), os.getgid()).may_enter(tmp_path)


@contextlib.contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", place], capture_output=True)
    if done.returncode:
        pytest.skip(f"needs a small disk, and may not mount one: {done.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path) -> Path:
    """Take all room that is left."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * 65536):
            pass
    return ballast


@as_root
async def test_a_disk_that_is_full_from_the_start(home: Path) -> None:
    with small_disk(home / "disk", "120m") as disk:
        ballast = fill(disk)
        async with embedded(disk / "server") as server:
            with pytest.raises(Unreachable, match="its disk is full; make room and try again"):
                await server.address()
            ballast.unlink()
            assert await do(await server.address(), "SELECT 1") == [(1,)]
        await ended(disk / "server")


@as_root
async def test_a_disk_that_fills_up_costs_nothing_that_was_kept(home: Path) -> None:
    with small_disk(home / "disk", "180m") as disk:
        async with embedded(disk / "server") as server:
            await do(await server.address(), "CREATE TABLE kept (n int, t text)", "INSERT INTO kept VALUES (1)")
            ballast = fill(disk)
            with pytest.raises((DatabaseError, Unreachable), match=r"No space left|cannot be used"):
                for _ in range(20):
                    await do(
                        await server.address(),
                        "INSERT INTO kept SELECT 2, repeat(md5(random()::text), 100) FROM generate_series(1, 3000)",
                    )
            with contextlib.suppress(ProcessLookupError):
                os.kill(postmaster(disk / "server") or 2**22, signal.SIGKILL)  # and what is worse
            with contextlib.suppress(Unreachable, DatabaseError):
                assert (await do(await server.address(), "SELECT n FROM kept WHERE n = 1")) == [(1,)]
            ballast.unlink()
            assert await do(await server.address(), "SELECT n FROM kept WHERE n = 1") == [(1,)]
            await do(await server.address(), "INSERT INTO kept VALUES (3)")
        await ended(disk / "server")

"""Real Postgres servers to throw away, for every test that needs one.

    async with server(18) as address:
        connection = await connect(address, "tests")

Each has a folder and a socket of its own, so any number run side by side. As root it runs as an unprivileged user. It
ends with the block, and also when the tests are killed: what watches it sees its standard input end.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from parallelproof.postgres import Unreachable, binaries, connect
from parallelproof.postgres.embedded import Embedded, default_folder

Version = Literal[15, 18]

_DEBIAN = Path("/usr/lib/postgresql/15/bin")
_START_S = 60.0
_SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off",
    "autovacuum": "off", "shared_buffers": "64MB", "max_connections": "120", "log_min_messages": "fatal",
}  # fmt: skip
_WATCHED = """
trap '' INT TERM HUP
programs=$1 folder=$2
shift 2
"$programs/postgres" -D "$folder/data" -k "$folder" "$@" >"$folder/log" 2>&1 </dev/null &
server=$!
read -r _
kill -INT $server
wait $server
rm -rf "$folder"
"""


@asynccontextmanager
async def server(version: Version, within: Path = Path("/tmp"), **settings: str) -> AsyncIterator[str]:
    """The address of the database `postgres` on a new, empty server; `settings` are the server's, such as `jit="on"`.

    It stands in a folder `within` one that has a short path. Further databases of it:
    `psycopg.conninfo.make_conninfo(address, dbname="shop")`. The user is a superuser.
    """
    programs = _programs(version)
    folder = Path(tempfile.mkdtemp(prefix="pp-test-", dir=within))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    try:
        await asyncio.to_thread(copy_empty, version, folder / "data")
        flags = [flag for name, value in (_SETTINGS | settings).items() for flag in ("-c", f"{name}={value}")]
        watcher = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", _WATCHED, "sh", str(programs), str(folder), *flags,
            stdin=subprocess.PIPE, cwd="/", env=_environment(), start_new_session=True, **account,
        )  # fmt: skip
        try:
            address = f"postgresql://postgres@/postgres?host={folder}"
            await _ready(address, folder)
            yield address
        finally:
            assert watcher.stdin
            watcher.stdin.close()
            await watcher.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def filled(version: Version, sql: str) -> AsyncIterator[str]:
    """The address of the database `shop` on a server of its own, as some SQL has made it, with statistics."""
    async with server(version) as address:
        async with await connect(address, "tests") as connection:
            await connection.execute("CREATE DATABASE shop")
        shop = address.replace("/postgres?", "/shop?")
        async with await connect(shop, "tests") as connection:
            await connection.execute(sql.encode())
            await connection.execute("VACUUM ANALYZE")
        yield shop


@contextmanager
def user_home() -> Iterator[Path]:
    """A user's folder, which whom an embedded server runs as may enter."""
    folder = Path(tempfile.mkdtemp(prefix="pp-test-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def embedded_in(home: Path) -> AsyncIterator[Embedded]:
    """The server of copies of a user, running, so that commands need not start it."""
    embedded = Embedded(default_folder({"XDG_STATE_HOME": str(home)}, is_durable=False), is_durable=False)
    await embedded.address()
    try:
        yield embedded
    finally:
        await embedded.close()


def copy_empty(version: Version, data: Path) -> None:
    """Make a new data folder, for whom a server runs as."""
    programs, account = _programs(version), _account()
    empty = _empty(version, programs, account)
    data.mkdir()
    if account:
        os.chown(data, account["user"], account["group"])
    subprocess.run(["cp", "-a", f"{empty}/.", data], check=True, cwd="/", **account)


def _programs(version: Version) -> Path:
    """The folder with the server's programs, or a skip that says what to install."""
    if version == 18:
        return binaries.folder()
    if not (_DEBIAN / "postgres").exists():
        pytest.skip("needs Debian's postgresql-15 (and postgresql-15-hypopg for HypoPG), which is not installed")
    return _DEBIAN


def _account() -> dict[str, Any]:
    """Whom the server runs as: root may not, so somebody who exists and may nothing."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    pytest.skip("Postgres does not run as root, and there is neither a user `postgres` nor `nobody`")


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _empty(version: Version, programs: Path, account: dict[str, Any]) -> Path:
    """A data folder that nobody uses, made once for all tests of this machine: to copy it is quicker."""
    made_by = account.get("user", os.getuid())
    kept = Path(f"/tmp/pp-test-empty-{version}-{made_by}-{int((programs / 'postgres').stat().st_mtime)}")
    if not (kept / "data").exists():
        fresh = Path(tempfile.mkdtemp(prefix="pp-test-initdb-", dir="/tmp"))
        if account:
            os.chown(fresh, account["user"], account["group"])
        subprocess.run(
            [programs / "initdb", "-D", fresh / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
             "--no-sync"],
            check=True, capture_output=True, cwd="/", env=_environment(), **account,
        )  # fmt: skip
        try:
            fresh.rename(kept)
        except OSError:  # another process was first
            shutil.rmtree(fresh)
    return kept / "data"


async def _ready(address: str, folder: Path) -> None:
    async with asyncio.timeout(_START_S):
        while True:
            try:
                connection = await connect(address, "tests")
            except Unreachable:
                log = folder / "log"
                said = log.read_text() if log.exists() else ""
                if "FATAL" in said and "starting up" not in said:
                    raise AssertionError(said) from None
                await asyncio.sleep(0.05)
            else:
                await connection.close()
                return

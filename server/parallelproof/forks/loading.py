"""Makes a database of files of SQL, schema and generated data, that queries can be tried on as on a copy.

    copy, is_new = await loaded(read_scripts(paths), name, target, say)

It is its own source, so it differs from none, and what is faster on it is a win. It sorts text by bytes (`C`), as
systems have different names for all else.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, Unreachable, connect, quoted
from ..postgres.addresses import with_database
from ..postgres.script import StatementFailed, run_script
from .connecting_end import Say
from .connecting_origin import Copy, Origin, copies
from .servers import managing
from .unfinished import finish, free_name, unfinished

_TABLES = """
    SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
"""


@dataclass(frozen=True, slots=True)
class Script:
    """A file of SQL statements, in UTF-8."""

    path: Path
    text: bytes = field(repr=False)


def read_scripts(paths: Sequence[Path]) -> Sequence[Script]:
    """The files, in the order in which they are run; raises ForkFailed."""
    try:
        return [Script(path, path.read_bytes()) for path in paths]
    except OSError as error:
        raise ForkFailed(f"{error.filename} cannot be read: {(error.strerror or str(error)).rstrip('.')}.") from None


async def loaded(scripts: Sequence[Script], name: str, target: str, say: Say) -> tuple[Copy, bool]:
    """The database as a copy, and whether it was made now: one that the same scripts have made is kept.

    `target` is the address of the server that it is made on. What was loaded under that name before is replaced, and a
    copy of a user's database never is. Raises ForkFailed, and then nothing of it is left and what was there stays as it
    was. `say` is told of each step.
    """
    digest = _digest(scripts)
    async with managing(target, "copy") as server:
        older = await free_name(server, name)
        if older and older.digest == digest:
            return next(copy for copy in await copies(server) if copy.name == name), False
        if older and not older.digest:
            raise ForkFailed(
                f"`{name}` is a copy of {older.source}: choose another name with --into, or forget it first."
            )
    async with unfinished(target) as begun:
        async with managing(target, "copy") as server:
            await server.execute(f"CREATE DATABASE {quoted(begun)} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        rows = await _filled(scripts, with_database(target, begun), say)
        source = ", ".join(script.path.name for script in scripts)
        return await finish(target, begun, name, Origin(source, time.time(), rows=rows, digest=digest)), True


async def _filled(scripts: Sequence[Script], address: str, say: Say) -> int:
    """Run the scripts, and let the planner know what there is; the number of rows."""
    try:
        for script in scripts:
            say(script.path.name)
            await _run(script, address)
        say("statistics")
        async with await connect(address, "copy") as copy:
            await copy.execute("VACUUM (ANALYZE)")
            return await _rows(copy, scripts)
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    except DatabaseError as error:
        reason = (str(error).splitlines() or ["it gave no reason"])[0].rstrip(".")
        raise ForkFailed(f"The database could not be finished, so nothing was kept: {reason}.") from None


async def _run(script: Script, address: str) -> None:
    try:
        await run_script(address, script.text)
    except StatementFailed as failed:
        which = f"The statement that ends on line {failed.line} of {script.path}" if failed.line else f"{script.path}"
        raise ForkFailed(f"{which} failed, so nothing was loaded: {failed.reason}.") from None


async def _rows(copy: Connection, scripts: Sequence[Script]) -> int:
    tables = await (await copy.execute(_TABLES.encode())).fetchall()
    if not tables:
        files = ", ".join(str(script.path) for script in scripts)
        raise ForkFailed(f"Nothing was loaded, as no table is made in {files}.")
    counts = " UNION ALL ".join(f"SELECT count(*) FROM ONLY {quoted(*names)}" for names in tables)
    row = await (await copy.execute(f"SELECT sum(count)::int8 FROM ({counts}) each".encode())).fetchone()
    return int(row[0]) if row else 0


def _digest(scripts: Sequence[Script]) -> str:
    found = hashlib.blake2b(digest_size=20)
    for script in scripts:
        found.update(len(script.text).to_bytes(8, "big") + script.text)
    return found.hexdigest()

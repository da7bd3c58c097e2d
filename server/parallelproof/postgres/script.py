"""Runs a file of SQL statements as it is, with the `psql` of our own server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .programs import run

_FAILED = re.compile(r"^psql:<stdin>:(\d+): (?:ERROR|FATAL|PANIC|error):\s+(.+)$", re.M)


@dataclass
class StatementFailed(Exception):
    """A statement that failed: the line it ends on, from 1 (0 where psql did not say), and the server's reason."""

    line: int
    reason: str


async def run_script(address: str, script: bytes) -> None:
    """Run the statements one after another, each in a transaction of its own unless the script says otherwise.

    It is UTF-8, and may be anything that psql reads, such as `COPY ... FROM stdin` with its rows. Raises
    StatementFailed at the first one that fails, and Unreachable where there is no psql.
    """
    options = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--file=-")
    code, _, said = await run("psql", address, script, *options)
    if not code:
        return
    if failed := _FAILED.search(said):
        raise StatementFailed(int(failed[1]), failed[2].strip().rstrip("."))
    lines = said.strip().splitlines() or ["psql gave no reason"]
    raise StatementFailed(0, lines[-1].removeprefix("psql: error: ").rstrip("."))

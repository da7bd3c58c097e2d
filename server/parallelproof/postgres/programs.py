"""Runs the programs that come with our own server, such as `pg_dump` and `psql`."""

from __future__ import annotations

import asyncio
import os
import subprocess

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from . import binaries
from .addresses import normal


async def run(program: str, address: str, given: bytes, *arguments: str) -> tuple[int, bytes, str]:
    """Its exit code, what it gave and what it said in English; it may be cancelled. Raises Unreachable."""
    process = await asyncio.create_subprocess_exec(
        binaries.folder() / program, *_connection(address), "--no-password", *arguments,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(address),
    )  # fmt: skip
    try:
        gave, said = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, gave, said.decode("utf-8", "replace")


def _connection(address: str) -> tuple[str]:
    """The address without its password, which `ps` would show."""
    parts = {name: value for name, value in conninfo_to_dict(normal(address)).items() if name != "password"}
    return (f"--dbname={make_conninfo('', **parts)}",)


def _environment(address: str) -> dict[str, str]:
    """What libpq may know from here, and the password; its messages are in English, as they are read."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PG") or name == "HOME"}
    password = conninfo_to_dict(normal(address)).get("password")
    given = {"PGPASSWORD": str(password)} if password else {}
    return {"PATH": os.defpath, **kept, "LC_ALL": "C", "PGAPPNAME": "parallelproof copy", **given}

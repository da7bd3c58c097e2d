"""Run `pg_dump` and `pg_restore` of our own server: the schema of one database, made anew in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .programs import run

_LEFT_ALONE = (
    "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions", "--no-security-labels",
    "--no-tablespaces", "--no-policies",
)  # fmt: skip
"""What belongs to the place where a database is, and not to what is in it."""
_KINDS = (
    "FK CONSTRAINT", "CHECK CONSTRAINT", "CONSTRAINT", "MATERIALIZED VIEW", "VIEW", "INDEX ATTACH", "INDEX",
    "TABLE ATTACH", "FOREIGN TABLE", "TABLE", "EXTENSION", "FOREIGN DATA WRAPPER", "SERVER", "USER MAPPING",
    "FUNCTION", "PROCEDURE", "AGGREGATE", "TYPE", "DOMAIN", "COLLATION", "DEFAULT", "SEQUENCE OWNED BY",
    "SEQUENCE SET", "SEQUENCE", "TRIGGER", "RULE", "STATISTICS", "SCHEMA", "OPERATOR CLASS", "OPERATOR FAMILY",
    "OPERATOR", "CAST", "PROCEDURAL LANGUAGE", "COMMENT", "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY",
)  # fmt: skip
_ENTRY = re.compile(rf"from TOC entry \d+; \d+ \d+ ({'|'.join(_KINDS)}|[A-Z ]+?) (.+?) (?:\(no owner\)|\S+)$", re.M)
_REASON = re.compile(r"error: (?:could not execute query: )?(?:ERROR:  )?(.+)")

_VERSIONS = (
    re.compile(rb"^ALTER (?:FOREIGN )?TABLE ONLY .+ SET \(pg_attver=\d+\);$", re.MULTILINE),
    re.compile(rb", pg_attver=\d+|pg_attver=\d+, "),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """An object of an archive that could not be made, and why: "INDEX", "orders_note_idx", the server's words."""

    kind: str
    name: str
    reason: str


class DumpFailed(Exception):
    """A program ended in a failure; the text is its own last word, without the address."""


async def dump(address: str, excluded: Sequence[str], lock_wait_s: float) -> bytes:
    """The schema of a database as an archive. `excluded` are quoted names of tables that may not be read.

    Takes ACCESS SHARE locks only, on one connection. Raises DumpFailed, and Unreachable where there is no pg_dump.
    """
    without = [f"--exclude-table={name}" for name in excluded]
    wait = f"--lock-wait-timeout={lock_wait_s * 1000:.0f}"
    code, archive, said = await run(
        "pg_dump", address, b"", "--schema-only", "--format=custom", wait, *_LEFT_ALONE, *without
    )
    if code:
        raise DumpFailed(_last_word(said))
    return _without_versions(archive)


def _without_versions(archive: bytes) -> bytes:
    """The archive with blanks, as lengths are written in it, for what only the source's own release understands.

    Newer minor releases, such as 15.20, note a version with each column, which an older `pg_dump` takes for an option
    that was set, and an older server refuses.
    """
    for version in _VERSIONS:
        archive = version.sub(lambda found: b" " * len(found[0]), archive)
    return archive


async def restore(address: str, archive: bytes, section: Literal["pre-data", "post-data"]) -> Sequence[Trouble]:
    """Make what an archive's section holds, and say what could not be made; raises DumpFailed where that is all.

    Roles, owners and tablespaces are left alone.
    """
    # Only a verbose one says which object a failure is about.
    arguments = ("--verbose", "--no-owner", "--no-privileges", "--no-tablespaces", f"--section={section}")
    code, _, said = await run("pg_restore", address, archive, *arguments)
    troubles = _troubles(said)
    if code and not troubles:
        raise DumpFailed(_last_word(said))
    return troubles


def _troubles(said: str) -> list[Trouble]:
    found = []
    for entry in _ENTRY.finditer(said):
        reason = _REASON.search(said, entry.end())
        name = entry[2].removeprefix("- ").removeprefix(f"{entry[1]} ")
        found.append(Trouble(entry[1], name, reason[1] if reason else "it gave no reason"))
    return found


def _last_word(said: str) -> str:
    """The reason alone: what stands before it may hold the address."""
    reasons = [reason[1] for reason in _REASON.finditer(said)]
    return (reasons[0] if reasons else "it gave no reason").rpartition("FATAL:")[2].strip().rstrip(".")

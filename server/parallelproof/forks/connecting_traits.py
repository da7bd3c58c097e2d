"""What the plans of a database's queries depend on, beside its rows, and how two databases differ in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..postgres import Connection

_SETTINGS = """
    SELECT name, current_setting(name) FROM pg_settings
    WHERE (category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier', 'shared_buffers',
           'max_parallel_workers', 'max_parallel_workers_per_gather'))
      AND name NOT LIKE 'geqo%'
"""
_DATABASE = """
    SELECT current_setting('server_version_num')::int, to_jsonb(d), pg_encoding_to_char(encoding)
    FROM pg_database d WHERE datname = current_database()
"""
_PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin"}
_BUILT_IN = {"plpgsql"}


@dataclass(frozen=True, slots=True)
class Collation:
    """How a database sorts text: by whom, and under which names."""

    provider: str
    collate: str
    ctype: str
    encoding: str

    def __str__(self) -> str:
        names = self.collate if self.collate == self.ctype else f"{self.collate} and {self.ctype}"
        return f"{names} of {self.provider} in {self.encoding}"


@dataclass(frozen=True, slots=True)
class Traits:
    """A database's `version` as `server_version_num`, its collation, its extensions and the planner's settings."""

    version: int
    collation: Collation
    extensions: Mapping[str, str]
    settings: Mapping[str, str]

    @property
    def major(self) -> int:
        """15 of 15.4."""
        return self.version // 10_000


async def read_traits(connection: Connection) -> Traits:
    """Those of the database of a connection; PostgreSQL 12 or newer. Raises DatabaseError."""
    version, database, encoding = await _row(connection, _DATABASE)
    provider = _PROVIDERS.get(database.get("datlocprovider", "c"), "libc")
    locale = database.get("datlocale") or database.get("daticulocale")
    collate, ctype = (locale, locale) if locale else (database["datcollate"], database["datctype"])
    extensions = await connection.execute("SELECT extname, extversion FROM pg_extension")
    settings = await connection.execute(_SETTINGS)
    return Traits(
        version, Collation(provider, collate, ctype, encoding),
        dict(await extensions.fetchall()), dict(await settings.fetchall()),
    )  # fmt: skip


def differences(source: Traits, copy: Traits) -> tuple[str, ...]:
    """A sentence for each way in which plans in the copy may be others than in the source."""
    return tuple(_differences(source, copy))


def _differences(source: Traits, copy: Traits) -> Iterator[str]:
    if source.major != copy.major:
        yield f"The source runs on PostgreSQL {source.major}, the copy on {copy.major}."
    if not _is_alike(source.collation, copy.collation):
        yield f"The source sorts text by {source.collation}, the copy by {copy.collation}."
    missing = sorted(source.extensions.keys() - copy.extensions.keys() - _BUILT_IN)
    if missing:
        yield f"The copy lacks the extension{'s' * (len(missing) > 1)} {', '.join(f'`{name}`' for name in missing)}."
    others = [
        f"`{name}` is {value} there and {copy.settings[name]} in the copy"
        for name, value in sorted(source.settings.items())
        if name in copy.settings and copy.settings[name] != value
    ]
    if others:
        yield f"Settings that plans depend on differ: {', '.join(others)}."


def _is_alike(one: Collation, other: Collation) -> bool:
    def plain(name: str) -> str:
        return "c" if name in ("C", "POSIX") else name.lower().replace("-", "")

    return (plain(one.collate), plain(one.ctype), one.encoding) == (
        plain(other.collate), plain(other.ctype), other.encoding
    ) and (one.provider == other.provider or plain(one.collate) == "c")  # fmt: skip


async def _row(connection: Connection, sql: str) -> tuple[Any, ...]:
    row = await (await connection.execute(sql)).fetchone()
    assert row
    return row

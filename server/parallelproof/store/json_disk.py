"""A diskcache that holds nothing which could run code when it is read (as pickles can: CVE-2025-69872)."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import diskcache

_LOCK_S = 1.0
_DATABASE = "cache.db"


class JsonDisk(diskcache.Disk):  # type: ignore[misc]
    """Rows of raw string keys and bytes. A pickled row is refused unread, and so is one that names a file."""

    def put(self, key: object) -> tuple[str, bool]:
        """A key as it is stored."""
        if not isinstance(key, str):
            raise TypeError("keys of the cache are text")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """A key as it was stored."""
        if not raw or not isinstance(key, str):
            raise ValueError("a row of the cache has a key that was not written here")
        return key

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, sqlite3.Binary]:
        """A value as a row; never a file."""
        if not isinstance(value, bytes):
            raise TypeError("values of the cache are bytes")
        return 0, diskcache.core.MODE_RAW, None, sqlite3.Binary(value)

    def fetch(self, mode: int, filename: str | None, value: object, read: bool) -> bytes:
        """A row's value."""
        if mode != diskcache.core.MODE_RAW or filename is not None or not isinstance(value, bytes):
            raise ValueError("a row of the cache was not written here")
        return value

    def remove(self, file_path: str) -> None:
        """There are no files; a row that names one is not to be trusted with a removal."""


class JsonStore:
    """Bytes by text key in a folder. Used from one thread; raises sqlite3.Error, OSError and ValueError."""

    def __init__(self, folder: Path, size_limit_bytes: int) -> None:
        try:
            self._cache = _open(folder, size_limit_bytes)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            for file in folder.glob(_DATABASE + "*"):
                file.unlink()
            self._cache = _open(folder, size_limit_bytes)

    def get(self, key: str) -> bytes | None:
        """The value of a key, None where there is none."""
        with _no_timeouts():
            value: bytes | None = self._cache.get(key)
            return value

    def put(self, key: str, value: bytes, keep_s: float | None = None) -> None:
        """Keep a value, for that long or until room is needed."""
        with _no_timeouts():
            self._cache.set(key, value, expire=keep_s)

    def limit(self, size_limit_bytes: int) -> None:
        """Make room for no more than this from now on."""
        if self._cache.size_limit != size_limit_bytes:
            with _no_timeouts():
                self._cache.reset("size_limit", size_limit_bytes)

    def close(self) -> None:
        """Let go of the files."""
        self._cache.close()


@contextlib.contextmanager
def _no_timeouts() -> Iterator[None]:
    try:
        yield
    except diskcache.Timeout:
        raise TimeoutError("its database is locked") from None


def _open(folder: Path, size_limit_bytes: int) -> diskcache.Cache:
    _probe(folder / _DATABASE)
    try:
        return diskcache.Cache(
            str(folder), timeout=_LOCK_S, disk=JsonDisk, size_limit=size_limit_bytes, sqlite_mmap_size=0
        )
    except (TypeError, KeyError, AttributeError, AssertionError) as error:
        raise sqlite3.DatabaseError("it was not written here") from error


def _probe(database: Path) -> None:
    """Fail soon where the database cannot be written; diskcache would try for a minute."""
    if database.exists():
        with contextlib.closing(sqlite3.connect(database, timeout=_LOCK_S)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()

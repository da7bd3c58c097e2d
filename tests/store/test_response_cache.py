"""Answers are kept while they are good; nothing planted is run; a failing disk costs the cache alone."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import sqlite3
import threading
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import diskcache
import pytest
from parallelproof.store.response_cache import DiskResponses, default_folder
from parallelproof.store.shelf import packed

SIZE_BYTES = 4 << 20
HOUR_S = 3600.0


class Planted:
    """A value whose pickle makes a file when it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.touch, (self.mark,))


@pytest.fixture
async def responses(tmp_path: Path) -> AsyncIterator[DiskResponses]:
    cache = DiskResponses(tmp_path / "responses", SIZE_BYTES)
    yield cache
    await cache.close()


def database(tmp_path: Path) -> sqlite3.Connection:
    """The file behind the cache."""
    return sqlite3.connect(tmp_path / "responses" / "cache.db")


async def test_an_answer_is_there_for_another_process(tmp_path: Path, responses: DiskResponses) -> None:
    value = bytes(range(256)) * 100
    await responses.put("key", value, HOUR_S)
    assert await responses.get("key") == value
    assert await responses.get("another key") is None
    other = DiskResponses(tmp_path / "responses", SIZE_BYTES)
    assert await other.get("key") == value
    await other.close()


async def test_an_answer_is_gone_when_its_time_is_over(responses: DiskResponses) -> None:
    await responses.put("short", b"1", 0.2)
    await responses.put("long", b"2", HOUR_S)
    assert await responses.get("short") == b"1"
    await asyncio.sleep(0.25)
    assert await responses.get("short") is None
    assert await responses.get("long") == b"2"


async def test_a_pickle_planted_in_the_database_is_not_run_and_is_a_miss(
    tmp_path: Path, responses: DiskResponses, caplog: pytest.LogCaptureFixture
) -> None:
    await responses.put("key", b"1", HOUR_S)
    await responses.put("other", b"2", HOUR_S)
    mark = tmp_path / "ran"
    hostile = sqlite3.Binary(pickle.dumps(Planted(mark)))
    with database(tmp_path) as connection:
        connection.execute(
            "UPDATE Cache SET mode = ?, value = ? WHERE key = 'key'", (diskcache.core.MODE_PICKLE, hostile)
        )
        connection.execute(
            "INSERT INTO Cache(key, raw, store_time, access_time, mode, value) VALUES (?, 0, 0, 0, 1, ?)",
            (hostile, hostile),
        )
    assert await responses.get("key") is None
    assert await responses.get("other") == b"2"
    assert not mark.exists()
    await responses.put("key", b"3", HOUR_S)
    assert await responses.get("key") == b"3"
    assert len(caplog.records) == 1
    plain = diskcache.Cache(str(tmp_path / "responses"))
    list(plain)
    plain.close()
    assert mark.exists(), "the planted row is harmless even to what unpickles, so this test shows nothing"


@pytest.mark.parametrize(
    "row",
    [b"not compressed", packed(b"1" * 100)[:-6], packed(bytes(9 << 20)), zlib.compress(b"")[:2], "text", None],
    ids=["not compressed", "cut short", "bomb", "header alone", "text", "null"],
)
async def test_a_damaged_row_is_a_miss(tmp_path: Path, responses: DiskResponses, row: object) -> None:
    await responses.put("key", b"1", HOUR_S)
    with database(tmp_path) as connection:
        connection.execute("UPDATE Cache SET value = ?", (row,))
    assert await responses.get("key") is None


async def test_folder_and_files_are_the_users_alone_and_answers_are_compressed(
    tmp_path: Path, responses: DiskResponses
) -> None:
    await responses.put("key", b"the same words " * 10_000, HOUR_S)
    assert (tmp_path / "responses").stat().st_mode & 0o777 == 0o700
    with database(tmp_path) as connection:
        ((size_bytes,),) = connection.execute("SELECT length(value) FROM Cache")
    assert size_bytes < 2_000


async def test_the_cache_stays_within_its_size(tmp_path: Path) -> None:
    cache = DiskResponses(tmp_path / "responses", 1 << 20)
    for number in range(150):
        await cache.put(f"key {number}", os.urandom(20_000), HOUR_S)
    assert await cache.get("key 149") is not None
    assert await cache.get("key 0") is None
    await cache.close()
    assert (tmp_path / "responses" / "cache.db").stat().st_size < 2 << 20


async def test_an_answer_that_is_too_large_is_not_kept(
    responses: DiskResponses, caplog: pytest.LogCaptureFixture
) -> None:
    await responses.put("key", bytes(9 << 20), HOUR_S)
    assert await responses.get("key") is None
    assert not caplog.records


async def test_the_event_loop_never_touches_the_database(tmp_path: Path, responses: DiskResponses) -> None:
    await responses.put("key", b"1", HOUR_S)
    lock = database(tmp_path)
    lock.execute("BEGIN EXCLUSIVE")
    putting = asyncio.create_task(responses.put("key", b"2", HOUR_S))
    ticks = 0
    while not putting.done():
        await asyncio.sleep(0.01)
        ticks += 1
    lock.rollback()
    lock.close()
    assert ticks > 20
    assert await responses.get("key") == b"1"
    assert any(thread.name.startswith("response-cache") for thread in threading.enumerate())


async def test_a_folder_that_cannot_be_made_costs_the_cache_alone_and_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    cache = DiskResponses(tmp_path / "file" / "responses", SIZE_BYTES)
    for _ in range(3):
        await cache.put("key", b"1", HOUR_S)
        assert await cache.get("key") is None
    await cache.close()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "file/responses" in caplog.text


async def test_a_closed_cache_answers_nothing(tmp_path: Path) -> None:
    cache = DiskResponses(tmp_path / "responses", SIZE_BYTES)
    await cache.put("key", b"1", HOUR_S)
    await cache.close()
    await cache.put("key", b"2", HOUR_S)
    assert await cache.get("key") is None


def test_answers_are_kept_in_the_users_cache_folder() -> None:
    assert default_folder().parts[-2:] == ("parallelproof", "responses")


async def test_a_smaller_limit_holds_for_what_is_kept_from_then_on(tmp_path: Path) -> None:
    cache = DiskResponses(tmp_path / "responses", 8 << 20)
    for number in range(30):
        await cache.put(f"old {number}", os.urandom(100_000), HOUR_S)
    cache.resize(1 << 20)
    for number in range(10):
        await cache.put(f"new {number}", os.urandom(100_000), HOUR_S)
    kept = [await cache.get(f"{age} {number}") is not None for age in ("old", "new") for number in range(10)]
    await cache.close()
    assert sum(kept) <= 10 and kept[-1]

"""The cache keeps results between runs, runs nothing that was planted in it, and costs only itself when it fails."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import diskcache
import pytest
from parallelproof.folders import cache_folder, state_folder
from parallelproof.store.trial_cache import TrialCache


class Planted:
    """A value whose pickle makes a file when it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.touch, (self.mark,))


def plant(folder: Path, mark: Path) -> None:
    """A row that plain diskcache would unpickle."""
    row = sqlite3.Binary(pickle.dumps(Planted(mark)))
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute("DELETE FROM Cache")
        connection.execute(
            "INSERT INTO Cache(key, raw, store_time, access_time, mode, value) VALUES ('key', 1, 0, 0, ?, ?)",
            (diskcache.core.MODE_PICKLE, row),
        )


async def kept(folder: Path) -> None:
    """A cache that holds one value."""
    cache = TrialCache(folder)
    await cache.put("key", [1])
    await cache.close()


async def test_what_is_put_is_there_in_another_run(tmp_path: Path) -> None:
    value = {"text": "é😀", "list": [1, 2.5, None, True], "nested": {"a": {}}}
    first = TrialCache(tmp_path / "cache")
    await first.put("key", value)
    assert await first.get("key") == value
    await first.close()
    second = TrialCache(tmp_path / "cache")
    assert await second.get("key") == value
    assert await second.get("other") is None
    await second.close()


async def test_a_planted_pickle_is_not_run(tmp_path: Path) -> None:
    await kept(tmp_path / "cache")
    plant(tmp_path / "cache", tmp_path / "ran")
    cache = TrialCache(tmp_path / "cache")
    assert await cache.get("key") is None
    await cache.put("other", 1)
    assert await cache.get("other") == 1
    await cache.close()
    assert not (tmp_path / "ran").exists()


def test_plain_diskcache_would_run_it(tmp_path: Path) -> None:
    diskcache.Cache(str(tmp_path / "cache")).set("key", 1)
    plant(tmp_path / "cache", tmp_path / "ran")
    diskcache.Cache(str(tmp_path / "cache")).get("key")
    assert (tmp_path / "ran").exists()


async def test_a_planted_file_name_removes_nothing_and_reads_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"1")
    await kept(tmp_path / "cache")
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as connection:
        connection.execute("UPDATE Cache SET filename = '../victim', mode = 2, value = NULL")
    cache = TrialCache(tmp_path / "cache")
    assert await cache.get("key") is None
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as connection:
        connection.execute("UPDATE Cache SET expire_time = 1")
    await cache.put("key", 2)
    assert await cache.get("key") == 2
    await cache.close()
    assert victim.exists()


async def test_the_folder_is_the_users_alone(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir(mode=0o755)
    await kept(tmp_path / "cache")
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


async def test_a_get_takes_less_than_five_milliseconds(tmp_path: Path) -> None:
    cache = TrialCache(tmp_path / "cache")
    await cache.put("key", {"a": list(range(1000))})
    times = []
    for _ in range(50):
        began = time.perf_counter()
        await cache.get("key")
        times.append(time.perf_counter() - began)
    await cache.close()
    assert sorted(times)[25] < 0.005


async def test_the_event_loop_goes_on_while_the_database_is_locked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = TrialCache(tmp_path / "cache")
    await cache.put("key", 1)
    lock = sqlite3.connect(tmp_path / "cache" / "cache.db")
    lock.execute("BEGIN EXCLUSIVE")
    putting = asyncio.create_task(cache.put("key", 2))
    began = time.perf_counter()
    await asyncio.sleep(0.01)
    assert time.perf_counter() - began < 0.5
    assert not putting.done()
    await putting
    lock.rollback()
    lock.close()
    assert await cache.get("key") == 1
    await cache.put("key", 3)
    assert await cache.get("key") == 3
    await cache.close()
    assert complaints(caplog) == 1


async def test_a_damaged_database_is_begun_anew(tmp_path: Path) -> None:
    await kept(tmp_path / "cache")
    for file in (tmp_path / "cache").glob("cache.db*"):
        file.unlink()
    (tmp_path / "cache" / "cache.db").write_bytes(b"this is no database" * 100)
    cache = TrialCache(tmp_path / "cache")
    assert await cache.get("key") is None
    await cache.put("key", 2)
    assert await cache.get("key") == 2
    await cache.close()


async def test_settings_that_were_not_written_here_are_begun_anew(tmp_path: Path) -> None:
    await kept(tmp_path / "cache")
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as connection:
        connection.execute("INSERT INTO Settings VALUES ('disk_surprise', 1)")
    cache = TrialCache(tmp_path / "cache")
    await cache.put("key", 2)
    assert await cache.get("key") == 2
    await cache.close()


@pytest.mark.parametrize("rubbish", [b"no zlib", b"", "text", 7, None])
async def test_a_damaged_row_is_no_result(tmp_path: Path, rubbish: object) -> None:
    await kept(tmp_path / "cache")
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as connection:
        connection.execute("UPDATE Cache SET value = ?", (rubbish,))
    cache = TrialCache(tmp_path / "cache")
    assert await cache.get("key") is None
    await cache.close()


async def test_a_cache_that_cannot_be_made_costs_only_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    cache = TrialCache(tmp_path / "file" / "cache")
    for _ in range(3):
        await cache.put("key", 1)
        assert await cache.get("key") is None
    await cache.close()
    assert await cache.get("key") is None
    assert complaints(caplog) == 1


FILL_THE_DISK = """
import asyncio, errno, pathlib, sys
from parallelproof.store.trial_cache import TrialCache

async def main(folder):
    cache = TrialCache(folder / "cache")
    await cache.put("key", 1)
    assert await cache.get("key") == 1
    try:
        with open(folder / "ballast", "wb", buffering=0) as file:
            while True:
                file.write(bytes(1024))
    except OSError as error:
        assert error.errno == errno.ENOSPC, error
    for number in range(20):
        await cache.put(f"key {number}", list(range(number * 1000, number * 1000 + 5000)))
    assert await cache.get("key 19") is None
    (folder / "ballast").unlink()
    await cache.put("later", 2)
    assert await cache.get("later") == 2
    await cache.close()

asyncio.run(main(pathlib.Path(sys.argv[1])))
"""


def test_a_full_disk_costs_only_the_cache(tmp_path: Path) -> None:
    mount = f"mount -t tmpfs -o size=512k none {tmp_path}"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("no small disk can be made here")
    run = f'{mount} && exec "{sys.executable}" -c "$0" {tmp_path}'
    done = subprocess.run(["unshare", "-rm", "sh", "-c", run, FILL_THE_DISK], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("does not work") == 1


async def test_the_cache_stays_within_its_size(tmp_path: Path) -> None:
    cache = TrialCache(tmp_path / "cache", size_limit_bytes=1 << 20)
    for number in range(200):
        await cache.put(f"key {number}", os.urandom(20_000).hex())
    await cache.close()
    assert sum(file.stat().st_size for file in (tmp_path / "cache").glob("cache.db")) < 3 << 20


def test_folders_follow_the_environment(tmp_path: Path) -> None:
    assert cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "parallelproof"
    assert cache_folder({"XDG_CACHE_HOME": "relative"}) == Path.home() / ".cache" / "parallelproof"
    assert state_folder({"XDG_STATE_HOME": str(tmp_path)}) == tmp_path / "parallelproof"
    assert state_folder({}) == Path.home() / ".local" / "state" / "parallelproof"


def complaints(caplog: pytest.LogCaptureFixture) -> int:
    """How often a failing cache was spoken of."""
    return sum(record.levelno >= logging.WARNING for record in caplog.records)

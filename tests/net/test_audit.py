"""What left is written down before it leaves, for its user alone, and never grows without end."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from parallelproof.net.audit import AuditLog, Departure, default_path

from tests.net.serving import leave


def departure(url: str = "https://api.example.org/search", payload: bytes = b"query", **more: Any) -> Departure:
    return Departure("perplexity", url, leave(**more), payload)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


async def test_a_line_says_when_where_what_kind_and_how_much_but_not_what(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit" / "audit.jsonl")
    leaving = departure("https://api.example.org/search?q=words", b"q=words", user="bob")
    await log.note(leaving)
    log.end(leaving, "answered, HTTP 200")
    await log.close()
    first, last = lines(log.path)
    assert datetime.now(UTC) - datetime.fromisoformat(first.pop("when")) < timedelta(minutes=1)
    assert first == {
        "id": leaving.id,
        "where": "https://api.example.org:443/search",
        "local": False,
        "kind": "query",
        "source": "perplexity",
        "user": hashlib.sha256(b"bob").hexdigest()[:16],
        "bytes": 7,
        "sha256": hashlib.sha256(b"q=words").hexdigest(),
        "outcome": "sent",
    }
    assert last == {"id": leaving.id, "outcome": "answered, HTTP 200"}
    assert "words" not in log.path.read_text()


@pytest.mark.parametrize(
    ("url", "where", "local"),
    [
        ("http://127.0.0.1:11434/v1/chat", "http://127.0.0.1:11434/v1/chat", True),
        ("http://localhost/", "http://localhost:80/", True),
        ("http://[::1]:8080/x", "http://[::1]:8080/x", True),
        ("https://api.example.org", "https://api.example.org:443", False),
    ],
)
async def test_requests_to_this_machine_are_written_down_and_marked(
    tmp_path: Path, url: str, where: str, local: bool
) -> None:
    line = departure(url).line()
    assert (line["where"], line["local"], line["user"]) == (where, local, "")


async def test_file_and_folder_are_the_users_alone_even_if_they_were_not(tmp_path: Path) -> None:
    path = tmp_path / "audit" / "audit.jsonl"
    path.parent.mkdir(mode=0o755)
    path.touch(mode=0o644)
    log = AuditLog(path)
    await log.note(departure())
    await log.close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_a_full_log_is_turned_over_and_the_one_before_is_kept(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit" / "audit.jsonl", rotate_bytes=1_000)
    noted = [departure(payload=str(number).encode()) for number in range(10)]
    for each in noted:
        await log.note(each)
    await log.close()
    kept = [line["id"] for line in (*lines(log.older), *lines(log.path))]
    assert kept == [each.id for each in noted][-len(kept) :]
    assert len(kept) >= 4
    assert max(log.path.stat().st_size, log.older.stat().st_size) <= 1_000
    assert log.older.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in log.path.parent.iterdir()) == ["audit.1.jsonl", "audit.jsonl"]


WRITE = """
import asyncio, pathlib, sys
from parallelproof.net.audit import AuditLog, Departure
from parallelproof.ports import Leave
from parallelproof.settings import Settings

async def main(path, name):
    log = AuditLog(path, 30_000)
    for number in range(60):
        await log.note(Departure(name, "https://api.example.org/", Leave("query", Settings()), b"x" * number))
    await log.close()

asyncio.run(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
"""


def test_processes_that_share_the_log_lose_no_line_when_it_turns_over(tmp_path: Path) -> None:
    path = tmp_path / "audit" / "audit.jsonl"
    running = [subprocess.Popen([sys.executable, "-c", WRITE, str(path), f"process {n}"]) for n in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    counts = Counter(line["source"] for line in (*lines(path.with_suffix(".1.jsonl")), *lines(path)))
    assert counts == {"process 0": 60, "process 1": 60}


@pytest.mark.parametrize("obstacle", ["a file instead of the folder", "a folder instead of the file", "a link"])
async def test_a_line_that_cannot_be_written_is_an_error(tmp_path: Path, obstacle: str) -> None:
    path = tmp_path / "audit" / "audit.jsonl"
    match obstacle:
        case "a file instead of the folder":
            path.parent.touch()
        case "a folder instead of the file":
            path.mkdir(parents=True)
        case "a link":
            path.parent.mkdir()
            path.symlink_to(tmp_path / "elsewhere")
    log = AuditLog(path)
    with pytest.raises(OSError, match=r"."):
        await log.note(departure())
    await log.close()
    assert not (tmp_path / "elsewhere").exists()


async def test_a_process_that_never_lets_go_of_the_log_is_not_waited_for(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit" / "audit.jsonl")
    await log.note(departure())
    with log.path.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another process holds it"):
            await log.note(departure())
    await log.note(departure())
    await log.close()
    assert len(lines(log.path)) == 2


async def test_a_closed_log_takes_no_more(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit" / "audit.jsonl")
    await log.close()
    with pytest.raises(OSError, match="closed"):
        await log.note(departure())
    log.end(departure(), "answered")


async def test_lines_of_many_at_once_are_whole(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit" / "audit.jsonl")
    await asyncio.gather(*(log.note(departure()) for _ in range(200)))
    await log.close()
    assert len({line["id"] for line in lines(log.path)}) == 200


def test_the_log_stands_in_the_users_state_folder(tmp_path: Path) -> None:
    assert default_path({"XDG_STATE_HOME": str(tmp_path)}) == tmp_path / "parallelproof" / "audit" / "audit.jsonl"
    assert default_path({"XDG_STATE_HOME": "relative"}).is_relative_to(Path.home())

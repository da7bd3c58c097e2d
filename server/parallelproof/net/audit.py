"""What left this machine: one line of JSON for each request, written before it is sent, and one for how it ended."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import logging
import os
import sys
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..ports import Leave
from .gate import is_this_machine

_log = logging.getLogger(__name__)
_ROTATE_BYTES = 8 << 20
_LOCK_S = 2.0
_POLL_S = 0.005
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


def default_path(environ: Mapping[str, str] = os.environ) -> Path:
    """In the user's own state folder."""
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        base = Path(environ["LOCALAPPDATA"])
    elif sys.platform == "darwin":
        base = Path.home() / "Library/Application Support"
    else:
        named = environ.get("XDG_STATE_HOME", "")
        base = Path(named) if os.path.isabs(named) else Path.home() / ".local/state"
    return base / "parallelproof" / "audit" / "audit.jsonl"


@dataclass(frozen=True, slots=True)
class Departure:
    """One request as the log tells it: to whom, and how much, never what."""

    source: str
    url: str
    leave: Leave = field(repr=False)
    payload: bytes = field(repr=False)
    """All that leaves but for the headers: the query string and the body."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def line(self) -> dict[str, Any]:
        """The log's line."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        return {
            "id": self.id,
            "when": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "where": f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}{parts.path}",
            "local": is_this_machine(host),
            "kind": self.leave.matter,
            "source": self.source,
            "user": hashlib.sha256(self.leave.user.encode()).hexdigest()[:16] if self.leave.user else "",
            "bytes": len(self.payload),
            "sha256": hashlib.sha256(self.payload).hexdigest(),
            "outcome": "sent",
        }


class AuditLog:
    """Appends to one private file, turned over by size, from one thread of its own. Processes may share the file."""

    def __init__(self, path: Path, rotate_bytes: int = _ROTATE_BYTES) -> None:
        self.path = path
        self._rotate_bytes = rotate_bytes
        self._thread = ThreadPoolExecutor(1, "audit-log")
        self._is_closed = False

    @property
    def older(self) -> Path:
        """Where the lines go that the file has no room for; what was there is dropped."""
        return self.path.with_suffix(f".1{self.path.suffix}")

    async def note(self, departure: Departure) -> None:
        """Write down a request that is about to leave; raises OSError where that fails, and then it must not leave."""
        if self._is_closed:
            raise OSError(errno.EBADF, "it is closed")
        await asyncio.get_running_loop().run_in_executor(self._thread, self._append, departure.line())

    def end(self, departure: Departure, outcome: str) -> None:
        """Write down how it ended, when there is time."""
        if not self._is_closed:
            self._thread.submit(self._append_if_possible, {"id": departure.id, "outcome": outcome})

    async def close(self) -> None:
        """Wait for what is being written."""
        self._is_closed = True
        await asyncio.to_thread(self._thread.shutdown)

    def _append_if_possible(self, line: Mapping[str, Any]) -> None:
        try:
            self._append(line)
        except OSError as error:
            _log.warning("The audit log %s cannot be written: %s.", self.path, error.strerror)

    def _append(self, line: Mapping[str, Any]) -> None:
        content = json.dumps(line, separators=(",", ":")).encode() + b"\n"
        handle = self._locked()
        try:
            if 0 < os.fstat(handle).st_size > self._rotate_bytes - len(content):
                os.replace(self.path, self.older)
                os.close(handle)
                handle = self._locked()
            if os.write(handle, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(handle)

    def _locked(self) -> int:
        """The file, open and ours alone until it is closed."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.parent.stat().st_mode & 0o777 != 0o700:
            self.path.parent.chmod(0o700)
        while True:
            handle = os.open(self.path, _APPEND, 0o600)
            try:
                _lock(handle)
                if os.path.samestat(os.fstat(handle), self.path.stat()):
                    return handle
            except FileNotFoundError:
                pass
            except OSError:
                os.close(handle)
                raise
            # Another process turned the log over while we waited for it.
            os.close(handle)


def recent(log: AuditLog, count: int) -> list[dict[str, Any]]:
    """The latest requests in the log, the last one last, each with how it ended; raises OSError, also for no log."""
    requests: dict[str, dict[str, Any]] = {}
    files = [file for file in (log.older, log.path) if file.exists()] or [log.path]
    for line in (line for file in files for line in file.read_bytes().splitlines()):
        try:
            read = json.loads(line)
            requests.setdefault(read["id"], read)["outcome"] = read["outcome"]
        except (ValueError, TypeError, KeyError):
            continue
    return [request for request in requests.values() if "when" in request][-count:]


def _lock(handle: int) -> None:
    if os.name != "posix":
        return
    import fcntl

    give_up_s = time.monotonic() + _LOCK_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_s:
                raise OSError(errno.EAGAIN, "another process holds it") from None
            time.sleep(_POLL_S)
        else:
            break
    if os.fstat(handle).st_mode & 0o777 != 0o600:
        os.fchmod(handle, 0o600)

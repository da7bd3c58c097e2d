"""Locks of files, which tell who uses a server, who watches over it, and whether it runs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

if sys.platform != "win32":
    import fcntl

LOCK, SUPERVISED, LEASES, DATA, LOG, SOCKETS = "lock", "supervised", "leases", "data", "log", "sockets"
"""What stands in the folder of a server; the last is a link to where its socket is."""
PASSFILE = ".pgpass"
"""There too: the superuser's password, in the form that libpq reads."""
POLL_S = 0.02


def try_lock(path: Path, seconds: float = 0.0) -> int | None:
    """A handle that holds the lock of a file until it is closed, None where somebody else holds it that long."""
    until = time.monotonic() + seconds
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < until:
                time.sleep(POLL_S)
                continue
            os.close(handle)
            return None
        except OSError:
            os.close(handle)
            raise
        return handle


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock of a file. To look is no hindrance to others who look."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def leases(folder: Path) -> list[Path]:
    """The leases that a process that lives holds; none where the folder is gone."""
    try:
        return [lease for lease in (folder / LEASES).iterdir() if is_held(lease)]
    except FileNotFoundError:
        return []


def forget_dead_leases(folder: Path) -> None:
    """Remove what processes that were killed left; only while `lock` is held, or a new lease might be taken for one."""
    for lease in (folder / LEASES).iterdir():
        if not is_held(lease):
            lease.unlink(missing_ok=True)


def running(folder: Path) -> Path | None:
    """The folder of the socket of the server that runs and is ready, None if there is none."""
    pid, sockets, status = recorded(folder)
    return (
        sockets if pid and sockets and status == "ready" and is_held(folder / SUPERVISED) and _is_alive(pid) else None
    )


def recorded(folder: Path) -> tuple[int, Path | None, str]:
    """What a server says of itself in its data folder: its process, the folder of its socket, its state."""
    try:
        lines = (folder / DATA / "postmaster.pid").read_text("utf-8").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return 0, None, ""
    lines += [""] * (8 - len(lines))
    return pid, Path(lines[4]) if lines[4] else None, lines[7].strip()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

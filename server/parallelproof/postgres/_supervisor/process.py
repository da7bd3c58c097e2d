"""The server's process: started, asked whether it is ready, ended."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .leases import DATA, LOG, POLL_S, SOCKETS, recorded

_PREFIX = "parallelproof-pg-"
_SOCKET_FILES = (".s.PGSQL.5432", ".s.PGSQL.5432.lock")
STILL_USED = "pre-existing shared memory block"
RELEASED_S = 20.0
"""What a server says while the last processes of one that was killed have not seen that it is gone, and how long."""
_LONGEST = 70
"""Characters of the temporary folder's path: that of a socket may have about 100."""
_HIDDEN = "/dev/"
"""A folder in there is not seen by code in the sandbox, which may have to reach the socket."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What to start: the server's folder, its programs, the user it runs as if not our own, its flags."""

    folder: Path
    programs: Path
    owner: tuple[int, int] | None
    flags: Sequence[str]


def spawned(kind: Kind, sockets: Path) -> subprocess.Popen[bytes]:
    """The server's process; its complaints go to the log."""
    command = [str(kind.programs / "postgres"), "-D", str(kind.folder / DATA), "-k", str(sockets), *kind.flags]
    user, group = kind.owner or (None, None)
    with (kind.folder / LOG).open("ab") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment(),
            user=user, group=group, extra_groups=[] if kind.owner else None, preexec_fn=end_with_parent(),
        )  # fmt: skip


def environment() -> dict[str, str]:
    """What a server's programs see of ours: none of the variables that would redirect them."""
    kept = {name: os.environ[name] for name in ("TZ", "TMPDIR") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", **kept}


def end_with_parent() -> Callable[[], object] | None:
    """What a new process does so that the kernel ends it when its parent is killed; only Linux can.

    All is loaded here: the new process is somebody who may have no access to our interpreter.
    """
    if sys.platform != "linux":
        return None
    import ctypes

    return functools.partial(ctypes.CDLL(None).prctl, 1, int(signal.SIGINT))  # PR_SET_PDEATHSIG


def end(pid: int, is_alive: Callable[[], bool]) -> None:
    """End a server tidily, or ever less politely."""
    for number, seconds in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        until = time.monotonic() + seconds
        if is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        while is_alive() and time.monotonic() < until:
            time.sleep(POLL_S)


def clear_up(folder: Path) -> None:
    """End a server that an earlier supervisor left, and forget one that was killed.

    The number of a process that was killed may be another's by now, or a zombie's. Postgres itself refuses to start
    beside a server that really uses the folder: it looks for its shared memory.
    """
    pid, _, _ = recorded(folder)
    if pid:
        end(pid, lambda: _works_in(pid, folder / DATA))
    (folder / DATA / "postmaster.pid").unlink(missing_ok=True)
    remove_sockets(folder)


def make_sockets(kind: Kind) -> Path:
    """A new private folder for the server's socket; in `/tmp` where our own temporary folder will not do."""
    ours = tempfile.gettempdir()
    will_do = not kind.owner and len(ours) <= _LONGEST and not ours.startswith(_HIDDEN)
    sockets = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=ours if will_do else "/tmp"))
    (kind.folder / SOCKETS).symlink_to(sockets)
    if kind.owner:
        os.chown(sockets, *kind.owner)
    return sockets


def remove_sockets(folder: Path, sockets: Path | None = None) -> None:
    """Remove the folder of a server's socket, which the server's folder tells, with what a server has there."""
    link = folder / SOCKETS
    with contextlib.suppress(OSError):
        sockets = sockets or link.readlink()
        link.unlink(missing_ok=True)
        for name in _SOCKET_FILES:
            (sockets / name).unlink(missing_ok=True)
        sockets.rmdir()


def reason(said: str) -> str:
    """The last thing that a server complained of."""
    words = ("FATAL:", "PANIC:", "ERROR:", "postgres:")
    complaints = [line for line in said.splitlines() if any(word in line for word in words)]
    return complaints[-1].split(":  ", 1)[-1].strip() if complaints else "it gave no reason"


def _works_in(pid: int, data: Path) -> bool:
    """Whether a process is the server of a data folder, in which it works."""
    if sys.platform == "linux":
        try:
            return os.path.samefile(f"/proc/{pid}/cwd", data)
        except OSError:
            return False
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return f"-D {data}" in shown.stdout

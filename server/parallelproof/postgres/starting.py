"""Take a lease on the server of a folder, and start it unless somebody did."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import account, binaries
from ._supervisor import leases, supervisor
from .account import Account
from .connect import Unreachable
from .flags import flags
from .torn import forget_if_torn

VERSION = 18
_START_S = 120.0
_LOG_BYTES = 1 << 20
_CALL = (
    "import sys; sys.path.append(sys.argv[1]); from _supervisor.supervisor import main; sys.exit(main(sys.argv[2:]))"
)
"""`sys.path` gets our folder last, so that no file of it hides a module of the standard library."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What keeps a server running; the operating system gives it back when the process ends."""

    file: Path
    handle: int

    def give_back(self) -> None:
        """Need the server no more."""
        self.file.unlink(missing_ok=True)
        os.close(self.handle)


def take_lease(folder: Path) -> Lease:
    """A lease on the server of a folder, which is made if need be; raises Unreachable, OSError."""
    _make(folder, account.unprivileged())
    with _locked(folder):
        leases.forget_dead_leases(folder)
        file = folder / leases.LEASES / f"{os.getpid()}-{secrets.token_hex(4)}"
        handle = leases.try_lock(file, seconds=1.0)
    assert handle is not None, "its name is new"
    return Lease(file, handle)


def start(folder: Path, is_durable: bool) -> Path:
    """The folder of the socket of a server that is ready; started unless another process does. Needs a lease.

    Raises Unreachable, OSError.
    """
    owner = account.unprivileged()
    until = time.monotonic() + _START_S
    with _locked(folder):
        while time.monotonic() < until:
            if sockets := leases.running(folder):
                return sockets
            if not leases.is_held(folder / leases.SUPERVISED):
                programs = binaries.runnable(VERSION, folder, owner)
                if not is_durable:
                    forget_if_torn(folder)
                _supervise(folder, programs, owner, flags(is_durable), until)
            time.sleep(leases.POLL_S)
    raise Unreachable(f"The embedded Postgres is not ready after {_START_S:.0f} s; {folder / leases.LOG} may say why.")


def _make(folder: Path, owner: Account | None) -> None:
    """The server's folder: ours alone, or passable for the user that the server runs as."""
    for missing in [place for place in (*reversed(folder.parents), folder) if not place.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)
        if owner:
            missing.chmod(0o755)  # whatever the umask
    if owner and not owner.may_enter(folder):
        raise Unreachable(
            f"The embedded Postgres cannot run in {folder}: root starts it as the user `{owner.name}`, "
            "who may not enter there; set XDG_STATE_HOME to a folder where that user may."
        )
    (folder / leases.LEASES).mkdir(mode=0o700, exist_ok=True)


def _supervise(folder: Path, programs: Path, owner: Account | None, settings: Sequence[str], until: float) -> None:
    """Start the server's supervisor, and wait for what it says; a server that recovers for long is ready too late."""
    log = folder / leases.LOG
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_BYTES:
            log.unlink()
    command = [
        sys.executable, "-I", "-S", "-c", _CALL, str(Path(__file__).parent),
        str(folder), str(programs), f"{owner.uid}:{owner.gid}" if owner else "", *settings,
    ]  # fmt: skip
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, cwd="/", start_new_session=True
        )
    threading.Thread(target=process.wait, name="parallelproof-supervisor", daemon=True).start()
    assert process.stdout
    with process.stdout:
        if not select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
            return
        said = process.stdout.readline().decode("utf-8", "replace").strip()
    if os.strerror(errno.ENOSPC) in said:
        raise OSError(errno.ENOSPC, said)
    if said != supervisor.READY:
        raise Unreachable(f"The embedded Postgres did not start: {said or 'its supervisor died'}; see {log}.")


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = leases.try_lock(folder / leases.LOCK, _START_S)
    if handle is None:
        raise Unreachable(f"Another process has been starting the embedded Postgres in {folder} for {_START_S:.0f} s.")
    try:
        yield
    finally:
        os.close(handle)

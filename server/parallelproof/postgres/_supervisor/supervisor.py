"""The supervisor: one server and its life."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import process
from .access import guard
from .initdb import Failed, initialise
from .leases import LOCK, LOG, POLL_S, SUPERVISED, forget_dead_leases, leases, recorded, try_lock
from .process import Kind

READY = "ready"
_LINGER_S = 2.0
"""After the last lease, so that commands one after another share a server."""
_LOOK_S = 0.5


class Supervisor:
    """Says on standard output whether the server is ready (READY), or why it cannot be."""

    def __init__(self, kind: Kind) -> None:
        self._kind, self._folder = kind, kind.folder
        self._woken, self._wakes = os.pipe()
        self._told_to_end = False

    def run(self) -> int:
        """Start the server, and end it when nobody needs it any more; the exit code.

        Its data folder is made here too, so that it is there the next time if who needed it did not wait.
        """
        if try_lock(self._folder / SUPERVISED, _LOOK_S) is None:
            return _say("another process already watches over the server")
        self._listen()
        process.clear_up(self._folder)
        sockets = None
        try:
            initialise(self._kind)
            guard(self._kind)
            sockets = process.make_sockets(self._kind)
            server = self._started(sockets)
            if server is None:
                return 1
            _say(READY)
            try:
                self._watch(server)
            finally:
                _end(server)
        except OSError as error:
            return _say(error.strerror or str(error))
        except Failed as failed:
            return _say(str(failed))
        finally:
            process.remove_sockets(self._folder, sockets)
        if "fsync=off" in self._kind.flags:
            os.sync()
        return 0

    def _listen(self) -> None:
        """Wake from waiting when the server ends, or we are told to."""
        os.set_blocking(self._wakes, False)
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note_end)

    def _note_end(self, *_: object) -> None:
        self._told_to_end = True

    def _wait(self, seconds: float) -> None:
        if select.select([self._woken], [], [], seconds)[0]:
            os.read(self._woken, 4096)

    def _started(self, sockets: Path) -> subprocess.Popen[bytes] | None:
        """The server when it is ready; it may take long where it must recover. None if it ended, which is then said."""
        until = time.monotonic() + process.RELEASED_S
        log = self._folder / LOG
        while True:
            begin = log.stat().st_size if log.exists() else 0
            server = process.spawned(self._kind, sockets)
            if self._became_ready(server):
                return server
            with log.open("rb") as file:
                file.seek(begin)
                said = file.read().decode("utf-8", "replace")
            if self._told_to_end or process.STILL_USED not in said or time.monotonic() > until:
                _say(process.reason(said))
                return None
            time.sleep(_LOOK_S)

    def _became_ready(self, server: subprocess.Popen[bytes]) -> bool:
        while server.poll() is None:
            pid, _, status = recorded(self._folder)
            if status == READY and pid == server.pid:
                return True
            self._wait(POLL_S)
            if self._told_to_end:
                _end(server)
        return False

    def _watch(self, server: subprocess.Popen[bytes]) -> None:
        """Until the server ended, we are told to end it, or nobody has needed it for a while."""
        needed = time.monotonic()
        while server.poll() is None and not self._told_to_end:
            if leases(self._folder):
                needed = time.monotonic()
            elif time.monotonic() - needed > _LINGER_S and self._ended_unless_needed(server):
                return
            self._wait(_LOOK_S)

    def _ended_unless_needed(self, server: subprocess.Popen[bytes]) -> bool:
        """Whether nobody holds a lease, and the server was ended; nobody can take one meanwhile."""
        if not self._folder.exists():
            return True
        lock = try_lock(self._folder / LOCK)
        if lock is None:
            return False
        try:
            if leases(self._folder):
                return False
            _end(server)
            forget_dead_leases(self._folder)
            return True
        finally:
            os.close(lock)


def main(arguments: Sequence[str]) -> int:
    """Supervise the server of FOLDER PROGRAMS UID:GID [FLAG ...]; UID:GID is empty where it runs as ourselves."""
    folder, programs, owner, *flags = arguments
    uid, _, gid = owner.partition(":")
    return Supervisor(Kind(Path(folder), Path(programs), (int(uid), int(gid)) if owner else None, flags)).run()


def _end(server: subprocess.Popen[bytes]) -> None:
    process.end(server.pid, lambda: server.poll() is None)


def _say(text: str) -> int:
    """Tell whoever started us, if that one is still there; the exit code of a failure."""
    with contextlib.suppress(OSError):
        print(text, flush=True)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
    return 1

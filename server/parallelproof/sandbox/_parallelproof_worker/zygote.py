"""A warm, single-threaded process that forks one child for each job and watches over it.

Reads frames on stdin: `{"id", "job", "timeout_s", "socket", ...}` with the payload as the body, or `{"cancel": id}`.
Answers on stdout, in the order in which jobs end: `{"id"}` with the result as the body, or `{"id", "error"}`.
The first frame is `{"hello": ...}`. End of input means that our process died: everything is killed.
User code is imported in children only.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import sys
import time
from typing import Any, Dict, List, NoReturn, Optional

from . import child, frames, interpreter, limits
from .connections import Connections
from .lockdown import Lockdown

CHUNK_BYTES = 1 << 20
MAX_RESULT_BYTES = 64 << 20
DYING_S = 0.02


class Job:
    """A child that runs, and what it has written so far."""

    def __init__(
        self, id: int, pid: int, pipe: int, timeout_s: float, scratch: Optional[str], connections: Optional[Connections]
    ) -> None:
        self.id, self.pid, self.pipe, self.timeout_s, self.scratch = id, pid, pipe, timeout_s, scratch
        self.connections = connections
        self.deadline = time.monotonic() + timeout_s
        self.frames = frames.Frames()


class Zygote:
    """The loop. Nothing in it blocks, so a deadline is never missed."""

    def __init__(self, control: int, answers: int, lockdown: Lockdown) -> None:
        self._control, self._answers, self._lockdown = control, answers, lockdown
        self._requests = frames.Frames()
        self._unsent = bytearray(frames.GREETING)
        self._jobs: Dict[int, Job] = {}
        self._ending: Dict[int, Optional[str]] = {}  # process -> scratch folder
        self._selector = selectors.DefaultSelector()
        os.set_blocking(control, False)
        os.set_blocking(answers, False)
        self._selector.register(control, selectors.EVENT_READ, self._read_requests)

    def serve(self, hello: Dict[str, Any]) -> NoReturn:
        """Until the end of input."""
        self._answer({"hello": hello})
        while True:
            for key, _ in self._selector.select(self._pause_s()):
                key.data()
            self._end_overdue()
            self._reap()

    def _pause_s(self) -> Optional[float]:
        """Until the next deadline, or until the dying are likely to be dead."""
        pauses = [job.deadline - time.monotonic() for job in self._jobs.values()] + [DYING_S] * bool(self._ending)
        return max(0.0, min(pauses)) if pauses else None

    def _read_requests(self) -> None:
        chunk = os.read(self._control, CHUNK_BYTES)
        if not chunk:
            self._end_all()
        for header, body in self._requests.feed(chunk):
            if "cancel" in header:
                self._cancel(header["cancel"])
            else:
                self._start(header, body)

    def _start(self, header: Dict[str, Any], body: bytes) -> None:
        connections = None
        try:
            connections = self._connections(header)
            scratch = self._lockdown.namespaces.scratch()
            reading, writing = os.pipe()
            pid = self._lockdown.namespaces.fork()
        except OSError as error:
            if connections:
                connections.begin()
                connections.close()
            self._answer({"id": header["id"], "error": f"could not be started: {error}; is the disk full?"})
            return
        if pid == 0:
            child.run(header, body, writing, self._lockdown, scratch, connections.channel if connections else -1)
        os.close(writing)
        job = Job(header["id"], pid, reading, header["timeout_s"], scratch, connections)
        self._jobs[job.id] = job
        self._selector.register(reading, selectors.EVENT_READ, lambda: self._read_result(job))
        if connections:
            connections.begin()

    def _connections(self, header: Dict[str, Any]) -> Optional[Connections]:
        if not header.get("socket"):
            return None
        return Connections(header["socket"], self._selector, lambda why: self._give_up(header["id"], why))

    def _give_up(self, id: int, why: str) -> None:
        self._end(self._jobs[id])
        self._answer({"id": id, "error": why})

    def _read_result(self, job: Job) -> None:
        if job.id not in self._jobs:
            return
        chunk = os.read(job.pipe, CHUNK_BYTES)
        for header, body in job.frames.feed(chunk):
            self._end(job)
            self._answer(dict(header, id=job.id), body)
            return
        if not chunk:
            self._answer({"id": job.id, "error": self._cause(self._end(job, wait=True))})
        elif len(job.frames) > MAX_RESULT_BYTES:
            self._end(job)
            self._answer({"id": job.id, "error": f"gave a result of more than {MAX_RESULT_BYTES >> 20} MB"})

    @staticmethod
    def _cause(status: int) -> str:
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number:
            hint = ": out of memory or CPU time, or it closed all its files" if number == signal.SIGKILL else ""
            return f"ended by signal {number} ({signal.Signals(number).name}{hint})"
        return f"ended with exit code {os.WEXITSTATUS(status)} before it had a result"

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for job in [job for job in self._jobs.values() if job.deadline <= now]:
            self._end(job)
            self._answer({"id": job.id, "error": f"killed after {job.timeout_s:g} s"})

    def _cancel(self, id: int) -> None:
        if id in self._jobs:
            self._end(self._jobs[id])

    def _end(self, job: Job, wait: bool = False) -> int:
        """Kill a job with all its descendants; its exit status if waited for."""
        del self._jobs[job.id]
        self._selector.unregister(job.pipe)
        os.close(job.pipe)
        if job.connections:
            job.connections.close()
        child.kill(job.pid)
        if not wait:
            self._ending[job.pid] = job.scratch
            return 0
        status = os.waitpid(job.pid, 0)[1]
        self._lockdown.namespaces.remove(job.scratch)
        return status

    def _end_all(self) -> NoReturn:
        for job in list(self._jobs.values()):
            self._end(job, wait=True)
        self._reap(wait=True)
        os._exit(0)

    def _reap(self, wait: bool = False) -> None:
        for pid, scratch in list(self._ending.items()):
            if os.waitpid(pid, 0 if wait else os.WNOHANG)[0]:
                self._lockdown.namespaces.remove(scratch)
                del self._ending[pid]

    def _answer(self, header: Dict[str, Any], body: bytes = b"") -> None:
        self._unsent += frames.pack(header, body)
        self._send()

    def _send(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: os.write(self._answers, self._unsent[:CHUNK_BYTES])]
        except BlockingIOError:
            if self._answers not in self._selector.get_map():
                self._selector.register(self._answers, selectors.EVENT_WRITE, self._send)
            return
        except BrokenPipeError:
            self._end_all()
        if self._answers in self._selector.get_map():
            self._selector.unregister(self._answers)


def _own_pipes() -> List[int]:
    """Moves stdin and stdout out of the way of user code."""
    pipes = [os.dup(0), os.dup(1)]
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    return pipes


def main() -> NoReturn:
    """The whole life of a zygote. Its argument: `{"without": layers, "visible": folders, "number": its own}`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    options = json.loads(sys.argv.pop())
    limits.yield_to_others()
    lockdown = Lockdown(frozenset(options["without"]), frozenset(options["visible"]), options["number"])
    control, answers = _own_pipes()
    child.preload()
    gc.collect()
    gc.freeze()
    Zygote(control, answers, lockdown).serve(_hello(lockdown))


def _hello(lockdown: Lockdown) -> Dict[str, Any]:
    try:
        errors = lockdown.attempt()
    except OSError as error:
        return {"failed": f"the sandbox has no scratch folder: {error}; free some space on the disk"}
    return {"errors": errors, "path": sys.path + interpreter.editable(), "packages": interpreter.packages()}

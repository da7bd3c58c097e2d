"""One warm zygote, seen from our process: start it, run jobs in it, end it."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..ports import JobFailed
from ._parallelproof_worker import frames

START_S = 20.0
"""A zygote that does not answer for this long after its start is given up."""
GRACE_S = 5.0
"""The zygote kills a job at its deadline; if it does not answer for this long after, it is dead to us."""
READ_BYTES = 1 << 20

BOOTSTRAP = """
import sys
sys.path[0] = sys.argv.pop(1)
from _parallelproof_worker.zygote import main
del sys.path[0]
main()
"""


class ZygoteDied(Exception):
    """The zygote ended under a job, which therefore has no result."""


class Zygote:
    """A running zygote. Made by `start`; `end` it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[tuple[frames.Header, bytes]]] = {}
        self._hello: asyncio.Future[frames.Header] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen())
        self.used_at = 0.0

    @classmethod
    async def start(cls, python: Path, hash_seed: int) -> Zygote:
        """A zygote under that interpreter. Raises JobFailed when the interpreter cannot be started."""
        try:
            process = await asyncio.create_subprocess_exec(
                *(str(python), "-s", "-B", "-X", "utf8", "-c", BOOTSTRAP, str(Path(__file__).parent)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(hash_seed),
                cwd="/",
                start_new_session=True,
                limit=READ_BYTES,
            )
        except OSError as error:
            raise JobFailed(f"{python} cannot be started ({error.strerror}); choose a working interpreter") from error
        zygote = cls(process)
        try:
            await asyncio.wait_for(asyncio.shield(zygote._hello), START_S)
        except (ZygoteDied, TimeoutError) as error:
            await zygote.end()
            raise JobFailed(f"{python} does not start a worker; it must be Python 3.8 or later") from error
        except BaseException:
            await zygote.end()
            raise
        return zygote

    @property
    def alive(self) -> bool:
        """Whether it can still run jobs."""
        return not self._listener.done()

    @property
    def busy(self) -> bool:
        """Whether a job waits for it."""
        return bool(self._waiting)

    async def run(self, header: Mapping[str, Any], body: bytes) -> bytes:
        """The result's bytes. Raises JobFailed, or ZygoteDied. Cancelling kills the job."""
        id = next(self._ids)
        answer = self._waiting[id] = asyncio.get_running_loop().create_future()
        self._send({**header, "id": id}, body)
        try:
            async with asyncio.timeout(header["timeout_s"] + GRACE_S):
                answered, result = await answer
        except TimeoutError as error:
            await self.end()
            raise JobFailed(f"killed after {header['timeout_s']:g} s") from error
        except asyncio.CancelledError:
            self._send({"cancel": id})
            raise
        finally:
            self._waiting.pop(id, None)
        if "error" in answered:
            raise JobFailed(answered["error"])
        return result

    async def end(self) -> None:
        """Ends the process and all its jobs. The end of its input is enough for a healthy one."""
        self._process.stdin.close()  # type: ignore[union-attr]
        try:
            await asyncio.wait_for(self._process.wait(), 0.3)
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await asyncio.wait([self._listener])

    def _send(self, header: frames.Header, body: bytes = b"") -> None:
        if self.alive:
            self._process.stdin.write(frames.pack(header, body))  # type: ignore[union-attr]

    async def _listen(self) -> None:
        arriving = frames.Frames()
        while chunk := await self._process.stdout.read(READ_BYTES):  # type: ignore[union-attr]
            for header, body in arriving.feed(chunk):
                self._take(header, body)
        for waiting in (self._hello, *self._waiting.values()):
            if not waiting.done():
                waiting.set_exception(ZygoteDied())
        self._hello.exception()  # may have no reader

    def _take(self, header: frames.Header, body: bytes) -> None:
        if "hello" in header:
            self._hello.set_result(header["hello"])
        elif (answer := self._waiting.get(header["id"])) and not answer.done():
            answer.set_result((header, body))


def _environment(hash_seed: int) -> dict[str, str]:
    """Nothing of ours but what a program needs to run: no secrets, no PYTHON* but the hash seed."""
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    path = os.environ.get("PATH", os.defpath)
    return {"PATH": path, "LANG": "C.UTF-8", "PYTHONHASHSEED": str(hash_seed), **one_thread}

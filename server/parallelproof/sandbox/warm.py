"""One warm zygote, seen from our process: start it, run jobs in it, end it."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..ports import JobFailed
from ._parallelproof_worker import frames, user

START_S = 20.0
"""A zygote that does not answer for this long after its start is given up."""
GRACE_S = 5.0
"""The zygote kills a job at its deadline; if it does not answer for this long after, it is dead to us."""
END_S = 0.3
"""A zygote ends by itself at the end of its input; after this long it is killed."""
READ_BYTES = 1 << 20

BOOTSTRAP = """
import sys
sys.path[0] = sys.argv.pop(1)
from _parallelproof_worker.zygote import main
del sys.path[0]
main()
"""
BUBBLEWRAP = (
    *("bwrap", "--die-with-parent", "--as-pid-1", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--setenv", "TMPDIR", "/dev/shm"),  # in memory, and the only folder that can be written to
)


class ZygoteDied(Exception):
    """The zygote ended under a job, which therefore has no result."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the jobs of one zygote share."""

    python: Path
    visible: tuple[Path, ...]
    hash_seed: int
    without: frozenset[str]


class Zygote:
    """A running zygote. Made by `start`; `end` it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[tuple[dict[str, Any], bytes]]] = {}
        self._hello: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen())
        self.used_at, self.users = 0.0, 0
        """When it was last borrowed (monotonic seconds), and how many have borrowed it now."""
        self.pid = process.pid
        self.errors: dict[str, str] = {}
        """Layers of the sandbox that do not work here -> why."""
        self.path: tuple[str, ...] = ()
        """The interpreter's `sys.path`."""
        self.packages: tuple[str, ...] = ()
        """The folders of its own packages."""

    @classmethod
    async def start(cls, kind: Kind) -> Zygote:
        """A zygote in bubblewrap if that works here, else without. Raises JobFailed when neither starts."""
        bubblewrap = "is not installed"
        if "bubblewrap" not in kind.without and shutil.which("bwrap"):
            with suppress(JobFailed):
                return await cls._start(kind, _bubblewrap(kind))
            bubblewrap = "does not start here"
        zygote = await cls._start(kind, ())
        if "bubblewrap" not in kind.without:
            zygote.errors["bubblewrap"] = bubblewrap
        return zygote

    @classmethod
    async def _start(cls, kind: Kind, prefix: tuple[str, ...]) -> Zygote:
        spawning = asyncio.ensure_future(_spawned(kind, prefix))
        try:
            zygote = cls(await asyncio.shield(spawning))
        except asyncio.CancelledError:  # a process that is being made cannot be left half made
            await cls(await spawning).end()
            raise
        try:
            async with asyncio.timeout(START_S):
                await zygote._greeted()
        except (ZygoteDied, TimeoutError) as error:
            await zygote.end()
            raise JobFailed(f"{kind.python} does not start a worker; it must be Python 3.8 or later") from error
        except BaseException:
            await zygote.end()
            raise
        return zygote

    @property
    def alive(self) -> bool:
        """Whether it can still run jobs."""
        return not self._listener.done()

    async def run(self, header: Mapping[str, Any], body: bytes) -> bytes:
        """The result's bytes. Raises JobFailed, or ZygoteDied. Cancelling kills the job."""
        if not self.alive:
            raise ZygoteDied
        id = next(self._ids)
        answer: asyncio.Future[tuple[dict[str, Any], bytes]] = asyncio.get_running_loop().create_future()
        self._waiting[id] = answer
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
        """Ends the process and all its jobs."""
        self._process.stdin.close()  # type: ignore[union-attr]
        try:
            await asyncio.wait_for(self._process.wait(), END_S)
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await asyncio.wait([self._listener])
        with suppress(OSError):
            await self._process.stdin.wait_closed()  # type: ignore[union-attr]

    def _send(self, header: dict[str, Any], body: bytes = b"") -> None:
        if self.alive:
            self._process.stdin.write(frames.pack(header, body))  # type: ignore[union-attr]

    async def _greeted(self) -> None:
        hello = await self._hello
        if "failed" in hello:
            raise JobFailed(hello["failed"])
        self.errors, self.path, self.packages = dict(hello["errors"]), tuple(hello["path"]), tuple(hello["packages"])

    async def _listen(self) -> None:
        arriving = frames.Frames(frames.GREETING)
        while chunk := await self._process.stdout.read(READ_BYTES):  # type: ignore[union-attr]
            for header, body in arriving.feed(chunk):
                self._take(header, body)
        waiting: list[asyncio.Future[Any]] = [self._hello, *self._waiting.values()]
        for future in waiting:
            if not future.done():
                future.set_exception(ZygoteDied())
                future.exception()  # it may have no reader

    def _take(self, header: dict[str, Any], body: bytes) -> None:
        if "hello" in header:
            if not self._hello.done():  # nobody waits for it any more when the start was cancelled
                self._hello.set_result(header["hello"])
        elif (answer := self._waiting.get(header["id"])) and not answer.done():
            answer.set_result((header, body))


async def _spawned(kind: Kind, prefix: tuple[str, ...]) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(*prefix, str(kind.python), "-s", "-B", "-X", "utf8", "-c", BOOTSTRAP, str(Path(__file__).parent)),
            _options(kind),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(kind.hash_seed),
            cwd="/",
            start_new_session=True,
            limit=READ_BYTES,
        )
    except OSError as error:
        raise JobFailed(f"{kind.python} cannot be started ({error.strerror}); choose another interpreter") from error


def _options(kind: Kind) -> str:
    visible: Iterable[str] = map(str, kind.visible)
    number = secrets.randbelow(user.ZYGOTES)
    return json.dumps({"without": sorted(kind.without), "visible": list(visible), "number": number})


def _bubblewrap(kind: Kind) -> tuple[str, ...]:
    hidden = [str(path) for path in kind.visible if path.is_relative_to("/dev")]  # by the new /dev
    shown = [word for path in hidden for word in ("--ro-bind", path, path)]
    rights = ("--cap-add", "ALL") if os.geteuid() == 0 else ()
    return (*BUBBLEWRAP, *shown, *rights, "--")


def _environment(hash_seed: int) -> dict[str, str]:
    """Nothing of ours but what a program needs to run: no secrets, no PYTHON* but the hash seed.

    Numeric libraries start no threads of their own, so that importing them needs no allowance and timings are steady.
    """
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    ours = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {"LANG": "C.UTF-8", "PYTHONHASHSEED": str(hash_seed), **one_thread, **ours}

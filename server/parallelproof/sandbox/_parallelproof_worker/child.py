"""One job in its own process: lock down, run the job's function, write the result, end."""

from __future__ import annotations

import importlib
import json
import os
import signal
from contextlib import suppress
from typing import Any, Callable, Dict, NoReturn, Optional

from . import frames
from .jobs import JOBS
from .lockdown import Lockdown

OWN_JOBS = {"source": "_parallelproof_worker.source:source"}


def preload() -> None:
    """Imports every job's module once, in the zygote, so that children have them for nothing."""
    for place in {**OWN_JOBS, **JOBS}.values():
        with suppress(Exception):  # then the job says so when it is run
            importlib.import_module(place.partition(":")[0])


def run(
    header: Dict[str, Any], body: bytes, pipe: int, lockdown: Lockdown, scratch: Optional[str], channel: int
) -> NoReturn:
    """Never returns: the process ends with the job."""
    try:
        os.setsid()
        _close_all_but(pipe, channel)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        answer = _answer(header, body, lockdown, scratch, channel)
        while answer:
            answer = answer[os.write(pipe, answer) :]
    finally:
        os._exit(0)


def _close_all_but(*kept: int) -> None:
    """What else is open is the zygote's own."""
    begin = 3
    for end in (*sorted(descriptor for descriptor in kept if descriptor >= 0), 256):
        os.closerange(begin, end)
        begin = end + 1


def _answer(header: Dict[str, Any], body: bytes, lockdown: Lockdown, scratch: Optional[str], channel: int) -> bytes:
    try:
        lockdown.apply(header, scratch, channel)
        result = _function(header["job"])(json.loads(body.decode()))
        return frames.pack({}, json.dumps(result).encode())
    except BaseException as error:  # user code may raise anything, SystemExit included
        return frames.pack({"error": _sentence(error)})


def kill(pid: int) -> None:
    """Ends a job's whole process group."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def _function(job: str) -> Callable[[Any], Any]:
    module, _, name = {**OWN_JOBS, **JOBS}[job].partition(":")
    function: Callable[[Any], Any] = getattr(importlib.import_module(module), name)
    return function


def _sentence(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:
        text = "(its message could not be read)"
    return f"raised {type(error).__name__}: {text[:2000]}"

"""The layers of the sandbox, and which of them hold on this machine: each is tried alone, with a small break-out."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..domain import Project
from ..ports import JobFailed
from .pool import ZygoteSandbox

_WRITE = "open(folder + '/written', 'w').close()"
_CONNECT = "import socket; socket.socket(socket.AF_UNIX).recv(1)"
BREAK_OUTS = {
    "bubblewrap": _WRITE,
    "network": "import os; assert os.stat('/proc/self/ns/net').st_ino == network",
    "mounts": _WRITE,
    "pids": "import os; os.kill(ours, 0)",
    "limits": "bytearray(1 << 30)",
    "user": "import os; os._exit(0) if os.fork() == 0 else os.wait()",
    "landlock": "open(folder + '/secret').read()",
    "seccomp": "import socket; socket.socket().close()",
}
"""Each layer, outermost first, with code that fails where the layer holds."""


async def missing(project: Project) -> dict[str, str]:
    """Layers that do not hold under the project's interpreter -> why. Raises JobFailed if no job can be run."""
    sandbox = ZygoteSandbox(1)
    try:
        errors = await sandbox.errors(project)
    finally:
        await sandbox.close()
    with tempfile.TemporaryDirectory() as folder:
        tried = replace(project, root=_furnished(Path(folder)), tests=(), import_paths=())
        names = {"folder": folder, "ours": os.getpid(), "network": _network()}
        alone = {layer for layer in BREAK_OUTS if layer not in errors and await _breaks_out(layer, tried, names)}
    return errors | dict.fromkeys(sorted(alone), "it was accepted, but does not hold")


async def unconnected(sandbox: ZygoteSandbox, project: Project) -> str | None:
    """Why code that uses a database cannot be run here, None where it can: a job is given a connection."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "socket")
        async with await asyncio.start_unix_server(lambda _, writer: writer.close(), place):
            try:
                await sandbox.run("source", {"code": _CONNECT}, project=project, timeout_s=5, socket=place)
            except JobFailed as error:
                return str(error)
    return None


FULL = "in the sandbox"
"""What `describe` says where nothing is missing."""


def describe(errors: Mapping[str, str]) -> str:
    """How strong the sandbox is, for evidence and notes: "in the sandbox", or which of its layers are missing here."""
    lost = [layer for layer in BREAK_OUTS if layer in errors and layer != "bubblewrap"]
    return f"in a weaker sandbox, without {', '.join(lost)}" if lost else FULL


async def _breaks_out(layer: str, project: Project, names: dict[str, Any]) -> bool:
    sandbox = ZygoteSandbox(1, without=frozenset(BREAK_OUTS) - {layer})
    try:
        payload = {"code": BREAK_OUTS[layer], "names": names}
        await sandbox.run("source", payload, project=project, timeout_s=5, memory_bytes=512 << 20)
    except JobFailed:
        return False
    finally:
        await sandbox.close()
    return True


def _furnished(folder: Path) -> Path:
    """A project in the folder, and a secret beside it."""
    (folder / "secret").touch()
    (folder / "project").mkdir()
    return folder / "project"


def _network() -> int:
    try:
        return os.stat("/proc/self/ns/net").st_ino
    except OSError:
        return 0

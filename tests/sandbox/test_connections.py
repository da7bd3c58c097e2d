"""A job may talk to one Unix socket where it is told so, and to that one only."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import parallelproof.sandbox
import pytest
from parallelproof.domain import Project
from parallelproof.ports import JobFailed
from parallelproof.sandbox._parallelproof_worker.connections import MOST_OPEN
from parallelproof.sandbox.pool import ZygoteSandbox

from .conftest import Run

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel is asked to hold calls")
ASK = """
import socket
with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(2)
    connection.connect("/nowhere")
    connection.sendall(b"you")
    result = connection.recv(100).decode()
"""
LISTENERS = """
import os
def target(number):
    try:
        return os.readlink("/proc/self/fd/" + number)
    except OSError:
        return ""
result = [number for number in os.listdir("/proc/self/fd") if "seccomp" in target(number)]
"""


@pytest.fixture
async def socket(tmp_path: Path) -> AsyncIterator[Path]:
    """That of a server that tells everybody its name."""
    server = await asyncio.start_unix_server(lambda reader, writer: _answer("server", reader, writer), tmp_path / "s")
    async with server:
        yield tmp_path / "s"


async def _answer(name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while said := await reader.read(100):
            writer.write(f"{name} hears {said.decode()}".encode())
    writer.close()


async def test_whatever_it_connects_to_it_talks_to_its_socket(run: Run, socket: Path, tmp_path: Path) -> None:
    assert await run(ASK, socket=socket) == "server hears you"
    other = await asyncio.start_unix_server(lambda *ends: _answer("other", *ends), tmp_path / "other")
    async with other:
        both = await asyncio.gather(run(ASK, socket=socket), run(ASK, socket=tmp_path / "other"))
    assert both == ["server hears you", "other hears you"]
    with pytest.raises(JobFailed, match="raised PermissionError"):
        await run(ASK)


async def test_its_sockets_are_of_the_kind_that_it_asked_for(run: Run, socket: Path) -> None:
    code = (
        "import asyncio, fcntl, os, socket\n"
        "def flags(kind):\n"
        "    made = socket.socket(socket.AF_UNIX, kind)\n"
        "    return [os.get_blocking(made.fileno()), os.get_inheritable(made.fileno())]\n"
        "async def ask():\n"
        "    reader, writer = await asyncio.open_unix_connection('/nowhere')\n"
        "    writer.write(b'asyncio')\n"
        "    return (await reader.read(100)).decode()\n"
        "result = [flags(socket.SOCK_STREAM), flags(socket.SOCK_STREAM | socket.SOCK_NONBLOCK), asyncio.run(ask())]"
    )
    assert await run(code, socket=socket) == [[True, False], [False, False], "server hears asyncio"]


async def test_signals_do_not_cost_it_a_connection(run: Run, socket: Path) -> None:
    code = (
        "import signal, socket\n"
        "signal.signal(signal.SIGALRM, lambda *_: None)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)\n"
        "result = 0\n"
        "while result < 300:\n"
        "    try:\n"
        "        connection = socket.socket(socket.AF_UNIX)\n"
        "    except InterruptedError:\n"
        "        continue\n"
        "    with connection:\n"
        "        connection.sendall(b'x')\n"
        "        result += connection.recv(1) == b's'\n"
    )
    assert await run(code, socket=socket, timeout_s=20) == 300


async def test_it_may_have_many_connections_and_few_at_a_time(run: Run, socket: Path) -> None:
    code = "import socket\nkept = [socket.socket(socket.AF_UNIX) for _ in range({})]\ndel kept\n"
    assert await run(2 * code.format(MOST_OPEN) + "result = True", socket=socket)
    with pytest.raises(JobFailed, match=f"more than {MOST_OPEN} at once"):
        await run(code.format(MOST_OPEN + 1), socket=socket)


async def test_what_it_does_without_its_connection_is_not_taken_for_what_it_does(run: Run, tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match=r"could not have a connection to its database \(No such file or directory\)"):
        await run("import socket\ntry: socket.socket(socket.AF_UNIX)\nexcept OSError: result = 'fine'",
                  socket=tmp_path / "gone")  # fmt: skip
    assert await run("result = 'fine'") == "fine"


async def test_what_its_filter_asks_on_is_out_of_its_reach(run: Run, socket: Path) -> None:
    assert await run(LISTENERS, socket=socket) == []


def test_what_a_filter_asks_on_can_be_seen_by_who_keeps_it() -> None:
    install = (
        f"import sys; sys.path.insert(0, {str(Path(parallelproof.sandbox.__file__).parent)!r})\n"
        "from _parallelproof_worker import linux, seccomp\n"
        "linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)\n"
        "seccomp.listened(seccomp.program(linux.MACHINE, 1, 0, 0, True))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", install + LISTENERS + "print(len(result))"], capture_output=True, check=True
    )
    assert told.stdout == b"1\n"


@pytest.mark.skipif(not shutil.which("setarch"), reason="needs setarch, to seem to be a machine that we do not know")
async def test_where_nothing_would_keep_it_from_other_sockets_it_is_not_run(
    sandbox: ZygoteSandbox, socket: Path, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec setarch i686 "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    project = Project(tmp_path, python)
    with pytest.raises(JobFailed, match="is not run where nothing keeps it from other sockets: seccomp"):
        await sandbox.run("source", {"code": ASK}, project=project, timeout_s=5, socket=socket)
    assert await sandbox.run("source", {"code": "result = 1"}, project=project, timeout_s=5) == 1

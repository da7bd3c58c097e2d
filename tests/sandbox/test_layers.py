"""The layers that are said to hold do, and the break-outs that try them work where they do not."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from parallelproof.domain import Project
from parallelproof.sandbox._parallelproof_worker import seccomp
from parallelproof.sandbox.layers import BREAK_OUTS, describe, missing, unconnected
from parallelproof.sandbox.pool import ZygoteSandbox

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these layers exist on Linux only")


@LINUX
async def test_every_layer_holds_on_a_recent_linux(project: Project) -> None:
    errors = await missing(project)
    assert set(errors) <= ({"bubblewrap"} if not shutil.which("bwrap") else set())


@LINUX
@pytest.mark.parametrize("layer", BREAK_OUTS)
async def test_a_break_out_works_without_any_layer(layer: str, project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    sandbox = ZygoteSandbox(1, without=frozenset(BREAK_OUTS))
    names = {"folder": str(tmp_path), "ours": os.getpid(), "network": os.stat("/proc/self/ns/net").st_ino}
    try:
        await sandbox.run("source", {"code": BREAK_OUTS[layer], "names": names}, project=project, timeout_s=5)
    finally:
        await sandbox.close()


@LINUX
async def test_code_that_uses_a_database_can_be_run_on_a_recent_linux(sandbox: ZygoteSandbox, project: Project) -> None:
    assert await unconnected(sandbox, project) is None


async def test_a_layer_that_is_left_out_is_not_said_to_be_missing(project: Project) -> None:
    sandbox = ZygoteSandbox(1, without=frozenset({"landlock"}))
    try:
        assert "landlock" not in await sandbox.errors(project)
    finally:
        await sandbox.close()


def test_a_weaker_sandbox_names_what_it_lacks() -> None:
    assert describe({"bubblewrap": "is not installed"}) == "in the sandbox"
    assert describe({"seccomp": "?", "landlock": "?"}) == "in a weaker sandbox, without landlock, seccomp"


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
@pytest.mark.parametrize(("threads", "processes"), [(0, 0), (2, 0), (0, 2)])
def test_a_filter_answers_by_number_and_arguments(machine: str, threads: int, processes: int) -> None:
    program = seccomp.program(machine, own_pid=1, threads=threads, processes=processes)
    column = list(seccomp.ARCHITECTURES).index(machine)
    other = next(number for name, number in seccomp.ARCHITECTURES.items() if name != machine)

    def answer(call: tuple[int, int], *arguments: int, architecture: int = seccomp.ARCHITECTURES[machine]) -> int:
        return _interpreted(program, call[column], architecture, arguments)

    thread, process = 0x3D0F00, 0x1200011
    assert answer((41, 198)) == seccomp.DENY
    assert answer((0, 63)) == seccomp.ALLOW  # read
    assert answer(seccomp.CLONE, thread) == (seccomp.ALLOW if threads or processes else seccomp.DENY)
    assert answer(seccomp.CLONE, process) == (seccomp.ALLOW if processes else seccomp.DENY)
    assert answer(seccomp.CLONE, process | 0x10000000) == seccomp.DENY  # a new user namespace
    assert answer(seccomp.KILL, 1) == seccomp.ALLOW
    assert answer(seccomp.KILL, 2) == (seccomp.ALLOW if processes else seccomp.DENY)
    assert answer(seccomp.SOCKETPAIR, 1, 0x80001) == seccomp.ALLOW  # a stream, closed on exec
    assert answer(seccomp.SOCKETPAIR, 1, 2) == seccomp.DENY
    assert answer(seccomp.IOCTL, 0, 0x5401) == seccomp.ALLOW
    assert answer(seccomp.IOCTL, 0, seccomp.TIOCSTI) == answer(seccomp.IOCTL, 0, seccomp.TIOCLINUX) == seccomp.DENY
    assert answer((0, 63), architecture=other) == seccomp.KILL_PROCESS


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_a_filter_that_asks_does_so_for_unix_streams_alone(machine: str) -> None:
    asking = seccomp.program(machine, own_pid=1, threads=0, processes=0, is_supervised=True)
    further = seccomp.denying(machine, seccomp.AFTER_HANDING_OVER)
    column, architecture = list(seccomp.ARCHITECTURES).index(machine), seccomp.ARCHITECTURES[machine]

    def answer(call: tuple[int, int], *arguments: int) -> int:
        return _interpreted(asking, call[column], architecture, arguments)

    unix, internet, stream, datagram, closed_on_exec, not_blocking = 1, 2, 1, 2, 0x80000, 0x800
    assert answer(seccomp.SOCKET, unix, stream, 0) == seccomp.ASK
    assert answer(seccomp.SOCKET, unix, stream | closed_on_exec | not_blocking, 0) == seccomp.ASK
    for arguments in ((internet, stream, 0), (unix, datagram, 0), (unix, stream, 1), (unix, 5, 0), (16, 3, 0)):
        assert answer(seccomp.SOCKET, *arguments) == seccomp.DENY
    assert answer(seccomp.CONNECT, 3) == seccomp.DONE
    assert answer((49, 200), 3) == answer((50, 201), 3) == seccomp.DENY  # bind, listen
    assert _interpreted(further, (46, 211)[column], architecture, ()) == seccomp.DENY  # sendmsg
    assert _interpreted(further, (44, 206)[column], architecture, ()) == seccomp.ALLOW  # sendto


def _interpreted(program: list[seccomp.Instruction], call: int, architecture: int, arguments: tuple[int, ...]) -> int:
    """What the kernel would answer."""
    data = {0: call, 4: architecture, **{16 + 8 * index: value for index, value in enumerate(arguments)}}
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            accumulator = data[value]
        elif code == seccomp.AND:
            accumulator &= value
        else:
            holds = accumulator == value if code == seccomp.EQUAL else accumulator >= value
            at += if_true if holds else if_false

"""Zygotes come, are shared, die, and leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from parallelproof.domain import Project
from parallelproof.ports import JobFailed
from parallelproof.sandbox.pool import ZygoteSandbox

from .conftest import Run

FOREVER = "import time\nwhile True: time.sleep(0.05)"
PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc")


def descendants(pid: int) -> set[int]:
    """Every process that a process started, and those they started; they are numbered as we see them."""
    try:
        children = {int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)}
    except OSError:  # It has ended meanwhile.
        return set()
    return children | {below for child in children for below in descendants(child)}


def _children(task: Path) -> list[str]:
    try:
        return [child for child in (task / "children").read_text().split() if not _is_tracker(child)]
    except OSError:
        return []


def _is_tracker(pid: str) -> bool:
    """Whether it is the process that Python's multiprocessing leaves beside whoever used it, as other tests did."""
    return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()


def running(pids: set[int]) -> set[int]:
    def is_running(pid: int) -> bool:
        try:
            return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return False

    return {pid for pid in pids if is_running(pid)}


async def becomes_true(condition: Callable[[], bool], within_s: float = 2.0) -> bool:
    for _ in range(round(within_s / 0.01)):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return condition()


async def kill_zygotes() -> None:
    """Kills the outermost process of each, and waits for the end of all in it."""
    below = descendants(os.getpid())
    for task in Path("/proc/self/task").iterdir():
        for pid in _children(task):
            os.kill(int(pid), signal.SIGKILL)
    assert await becomes_true(lambda: not running(below), within_s=10)


async def warm(run: Run) -> set[int]:
    """The processes of a zygote that waits for work."""
    await run("")
    before: set[int] = set()
    while before != (now := descendants(os.getpid())):
        before = now
        await asyncio.sleep(0.1)
    return now


def zygotes() -> set[int]:
    """The innermost processes below us that wait for jobs: those that a job would be a child of."""
    return {pid for pid in descendants(os.getpid()) if not descendants(pid)}


@PROC
async def test_cancelling_kills_the_job_at_once_and_leaves_the_zygote(run: Run) -> None:
    idle = await warm(run)
    task = asyncio.create_task(run(FOREVER, timeout_s=60))
    assert await becomes_true(lambda: len(descendants(os.getpid())) > len(idle))
    task.cancel()
    assert await becomes_true(lambda: running(descendants(os.getpid())) == idle, within_s=0.5)
    with pytest.raises(asyncio.CancelledError):
        await task


@PROC
async def test_a_job_whose_zygote_is_killed_is_run_again(run: Run) -> None:
    await warm(run)
    (zygote,) = zygotes()
    job = asyncio.create_task(run("import time; time.sleep(0.5); result = 'done'"))
    await asyncio.sleep(0.2)
    os.kill(zygote, signal.SIGKILL)
    assert await job == "done"


@PROC
async def test_a_job_whose_zygote_is_killed_twice_fails_and_the_next_one_runs(run: Run) -> None:
    idle = len(await warm(run))
    job = asyncio.create_task(run(FOREVER, timeout_s=60))
    for _ in range(2):
        assert await becomes_true(lambda: len(running(descendants(os.getpid()))) > idle, within_s=10)
        await asyncio.sleep(0.2)
        await kill_zygotes()
    with pytest.raises(JobFailed, match="killed twice"):
        await job
    assert await run("result = 1") == 1


@PROC
async def test_a_job_ends_with_its_zygote_where_there_are_no_namespaces(project: Project) -> None:
    sandbox = ZygoteSandbox(1, without=frozenset({"bubblewrap", "pids", "mounts", "network"}))
    job = asyncio.create_task(sandbox.run("source", {"code": FOREVER}, project=project, timeout_s=60))
    try:
        assert await becomes_true(lambda: len(descendants(os.getpid())) == 2)
        await asyncio.sleep(0.2)
        await kill_zygotes()
    finally:
        job.cancel()
        await sandbox.close()


@PROC
async def test_closing_ends_every_process_within_a_second(sandbox: ZygoteSandbox, project: Project) -> None:
    payload = {"code": FOREVER}
    jobs = [sandbox.run("source", payload, project=project, timeout_s=60, hash_seed=seed) for seed in (0, 1)]
    tasks = [asyncio.create_task(job) for job in jobs]
    assert await becomes_true(lambda: len(zygotes()) == 2)
    await asyncio.sleep(0.2)
    started = time.monotonic()
    await sandbox.close()
    assert not running(descendants(os.getpid()))
    assert time.monotonic() - started < 1
    for task in tasks:
        with pytest.raises(JobFailed):
            await task


async def test_a_closed_sandbox_says_so(sandbox: ZygoteSandbox, project: Project) -> None:
    await sandbox.close()
    with pytest.raises(JobFailed, match="closed"):
        await sandbox.run("source", {"code": ""}, project=project, timeout_s=5)


@PROC
@pytest.mark.parametrize("without", ["", "bubblewrap", "bubblewrap,pids,mounts,network"])
async def test_nothing_is_left_when_our_process_is_killed(tmp_path: Path, without: str) -> None:
    (tmp_path / "scratch").mkdir()
    ours = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUNNING_FOREVER, str(tmp_path), without),
        env={**os.environ, "TMPDIR": str(tmp_path / "scratch")},
    )
    assert await becomes_true(lambda: bool(descendants(ours.pid)), within_s=5)
    await asyncio.sleep(1)
    below = descendants(ours.pid)
    assert len(below) >= 2
    ours.kill()
    await ours.wait()
    assert await becomes_true(lambda: not running(below), within_s=1)
    assert await becomes_true(lambda: not list((tmp_path / "scratch").iterdir()), within_s=1)


RUNNING_FOREVER = f"""
import asyncio, sys
from pathlib import Path
from parallelproof.domain import Project
from parallelproof.sandbox.pool import ZygoteSandbox

sandbox = ZygoteSandbox(1, without=frozenset(sys.argv[2].split(",")))
project = Project(Path(sys.argv[1]), Path(sys.executable))
asyncio.run(sandbox.run("source", {{"code": {FOREVER!r}}}, project=project, timeout_s=60))
"""


@PROC
async def test_few_zygotes_are_kept_and_idle_ones_end(project: Project) -> None:
    sandbox = ZygoteSandbox(2, warm=2, idle_s=3)
    try:
        for seed in range(4):
            await sandbox.run("source", {"code": ""}, project=project, timeout_s=5, hash_seed=seed)
        assert await becomes_true(lambda: len(zygotes()) == 2, within_s=1)
        assert await becomes_true(lambda: not running(descendants(os.getpid())), within_s=10)
        assert await sandbox.run("source", {"code": "result = 1"}, project=project, timeout_s=5) == 1
    finally:
        await sandbox.close()


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="only root may mount a full disk")
def test_a_disk_without_room_for_a_scratch_folder_is_named() -> None:
    if any(Path(sys.prefix).resolve().is_relative_to(folder) for folder in ("/tmp", "/var/tmp")):
        pytest.skip("the full disk would hide the environment that the test runs in")
    full = " && ".join(f"mount -t tmpfs -o size=64k,nr_inodes=1 full {folder}" for folder in ("/tmp", "/var/tmp"))
    command = ["unshare", "--mount", "sh", "-c", f'{full} && cd /tmp && exec "$0" -c "$1"', sys.executable, FULL_DISK]
    ran = subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60)
    if "mount:" in ran.stderr:
        pytest.skip("a full disk cannot be mounted here")
    assert ran.stdout.startswith("the sandbox has no scratch folder: "), ran.stderr
    assert ran.stdout.rstrip().endswith("free some space on the disk")


FULL_DISK = """
import asyncio, sys
from pathlib import Path
from parallelproof.domain import Project
from parallelproof.ports import JobFailed
from parallelproof.sandbox.pool import ZygoteSandbox

async def main():
    sandbox = ZygoteSandbox(1, without=frozenset({"bubblewrap", "mounts"}))
    try:
        await sandbox.run("source", {"code": ""}, project=Project(Path("/usr"), Path(sys.executable)), timeout_s=5)
    except JobFailed as error:
        print(error)
    await sandbox.close()

asyncio.run(main())
"""

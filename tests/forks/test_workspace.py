"""Copies of working trees: what is in them, and that nothing of the user's is touched, whatever happens."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from parallelproof.domain import Fork
from parallelproof.forks import names
from parallelproof.forks.opening import opened
from parallelproof.forks.reaper import reap
from parallelproof.forks.workspace import Workspaces
from parallelproof.ports import ForkFailed
from parallelproof.settings import Settings

from .disks import xfs

COPYING = """
import asyncio, sys
from pathlib import Path
from parallelproof.forks import names
from parallelproof.forks.workspace import Workspaces

async def main(base, source):
    print("begins", flush=True)
    while True:
        await Workspaces(Path(base)).create(source, None, names.make("fork", 600), 600)

asyncio.run(main(*sys.argv[1:]))
"""


def git(folder: Path, *arguments: str) -> str:
    own = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a"}
    environment = {**os.environ, **own, "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a commit, something staged, a change, something new, something ignored, and links."""
    folder = tmp_path / "a project"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitignore").write_text("*.log\nbuild/\n")
    (folder / "app.py").write_text("x = 1\n")
    (folder / "gone.py").write_text("")
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    (folder / "staged.py").write_text("staged = True\n")
    git(folder, "add", "staged.py")
    (folder / "app.py").write_text("x = 2\n")
    (folder / "gone.py").unlink()
    (folder / "päck age").mkdir()
    (folder / "päck age" / "new\nline.py").write_text("new = True\n")
    (folder / "out.log").write_text("ignored")
    (folder / "build").mkdir()
    (folder / "build" / "big.bin").write_text("ignored")
    (folder / "relative").symlink_to("app.py")
    (folder / "absolute").symlink_to(folder / "app.py")
    return folder


@pytest.fixture
def forks(tmp_path: Path) -> Workspaces:
    return Workspaces(tmp_path / "forks")


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder, the repository too. Git marks an object that is found again as a young one."""
    return {
        str(path.relative_to(folder)): (
            0 if "objects" in path.parts else path.lstat().st_mtime_ns,
            b"" if path.is_symlink() else path.read_bytes(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


async def made(forks: Workspaces, source: Path) -> Fork:
    return await forks.create(str(source), None, names.make("fork", 600), 600)


async def test_a_copy_holds_what_git_knows_or_would_add_as_it_is_now(project: Path, forks: Workspaces) -> None:
    async with opened(forks, str(project), Settings()) as fork:
        copy = Path(fork.address)
        assert {str(path.relative_to(copy)) for path in copy.rglob("*") if ".git" not in path.parts[-1:]} >= {"app.py"}
        files = {name for name in state(copy) if not name.startswith(".git/")}
        assert files == {
            ".gitignore", "app.py", "run.sh", "staged.py", "päck age/new\nline.py", "relative", "absolute",
        }  # fmt: skip
        assert (copy / "app.py").read_text() == "x = 2\n"
        assert os.access(copy / "run.sh", os.X_OK)
        assert (copy / "absolute").resolve() == copy / "app.py"
        assert git(copy, "status", "--porcelain") == git(project, "status", "--porcelain")
        assert git(copy, "log", "--format=%s") == "first\n"
        assert git(copy, "remote") == ""
    assert not copy.exists()


async def test_what_is_done_in_a_copy_is_seen_nowhere_else(project: Path, forks: Workspaces) -> None:
    git(project, "status")  # It brings the index up to date, which a first look would do.
    before = state(project)
    fork, other = await made(forks, project), await made(forks, project)
    copy = Path(fork.address)
    (copy / "absolute").write_text("x = 3\n")
    git(copy, "add", "-A")
    git(copy, "commit", "-qm", "second")
    git(copy, "checkout", "-q", "-b", "another")
    git(copy, "gc", "-q", "--prune=now")
    await forks.destroy(fork)
    assert state(project) == before
    assert (Path(other.address) / "app.py").read_text() == "x = 2\n"
    await forks.destroy(other)


async def test_a_folder_without_git_is_copied_by_its_ignore_files(tmp_path: Path, forks: Workspaces) -> None:
    folder = tmp_path / "plain"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "app.py").write_text("")
    (folder / ".env").write_text("")
    (folder / "out.log").write_text("")
    (folder / ".gitignore").write_text("*.log\n")
    copy = Path((await made(forks, folder)).address)
    assert set(state(copy)) - {".git"} == {"inner/app.py", ".env", ".gitignore"}
    with pytest.raises(subprocess.CalledProcessError):  # It finds no repository above either.
        git(copy, "status")


async def test_repositories_within_are_copied_by_their_own_rules(project: Path, forks: Workspaces) -> None:
    inner = project / "vendor" / "inner"
    inner.mkdir(parents=True)
    git(inner, "init", "-q")
    (inner / ".gitignore").write_text("*.tmp\n")
    (inner / "kept.py").write_text("")
    (inner / "dropped.tmp").write_text("")
    (project / "vendor" / "copies").symlink_to(inner)
    copy = Path((await made(forks, project)).address)
    assert {name for name in state(copy) if name.startswith("vendor")} == {
        "vendor/inner/.gitignore", "vendor/inner/kept.py", "vendor/copies",
    }  # fmt: skip


async def test_a_folder_that_became_a_link_and_a_file_that_became_a_folder_are_copied_as_they_are(
    project: Path, forks: Workspaces
) -> None:
    (project / "lib").mkdir()
    (project / "lib" / "inner.py").write_text("")
    git(project, "add", "lib")
    git(project, "commit", "-qm", "second")
    elsewhere = project.parent / "elsewhere"
    (project / "lib").rename(elsewhere)
    (project / "lib").symlink_to(elsewhere)
    (project / "run.sh").unlink()
    (project / "run.sh").mkdir()
    (project / "run.sh" / "main").write_text("now a folder")
    copy = Path((await made(forks, project)).address)
    assert os.readlink(copy / "lib") == str(elsewhere)
    assert (copy / "run.sh" / "main").read_text() == "now a folder"
    assert git(copy, "status", "--porcelain") == git(project, "status", "--porcelain")


async def test_a_repository_without_a_commit_and_a_part_of_one_are_copied(project: Path, forks: Workspaces) -> None:
    part = Path((await made(forks, project / "päck age")).address)
    assert set(state(part)) == {".git", "new\nline.py"}
    empty = project.parent / "empty"
    empty.mkdir()
    git(empty, "init", "-q")
    (empty / "app.py").write_text("")
    copy = Path((await made(forks, empty)).address)
    assert git(copy, "status", "--porcelain") == "?? app.py\n"


async def test_copies_within_the_project_do_not_hold_each_other(project: Path) -> None:
    forks = Workspaces(project / ".forks")
    first, second = await made(forks, project), await made(forks, project)
    assert not (Path(second.address) / ".forks").exists()
    for fork in (first, second):
        await forks.destroy(fork)


async def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path, forks: Workspaces) -> None:
    with pytest.raises(ForkFailed) as failed:
        await made(forks, tmp_path / "nowhere")
    assert str(failed.value) == f"There is no folder {tmp_path}/nowhere to copy."
    assert await forks.list(names.PREFIX) == []


async def test_what_is_no_copy_is_never_removed(tmp_path: Path, forks: Workspaces) -> None:
    fork = Fork("x", "../a project", "workspace", "", "", *[None] * 2)  # type: ignore[arg-type]
    with pytest.raises(ForkFailed, match="is no fork"):
        await forks.destroy(fork)


async def test_a_copy_made_read_only_can_be_removed(project: Path, forks: Workspaces) -> None:
    fork = await made(forks, project)
    for path in (Path(fork.address) / "päck age", Path(fork.address)):
        path.chmod(0o500)
    await forks.destroy(fork)
    assert await forks.list(names.PREFIX) == []


async def test_a_cancelled_copy_leaves_nothing(project: Path, forks: Workspaces) -> None:
    for wait_s in (0.0, 0.01, 0.05, 0.1):
        task = asyncio.create_task(made(forks, project))
        await asyncio.sleep(wait_s)
        task.cancel()
        done, _ = await asyncio.wait([task])
        for one in done:
            if not one.cancelled():
                await forks.destroy(one.result())
    assert await forks.list(names.PREFIX) == []


async def test_a_killed_process_leaves_what_the_reaper_finds_and_the_project_as_it_was(
    project: Path, tmp_path: Path
) -> None:
    for number in range(200):
        (project / f"file{number}.py").write_text("x" * 1000)
    git(project, "status")
    before, forks = state(project), Workspaces(tmp_path / "forks")
    for wait_s in (0.02, 0.1, 0.3):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", COPYING, str(tmp_path / "forks"), str(project), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout
        await process.stdout.readline()
        await asyncio.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await reap(forks)
        assert await forks.list(names.PREFIX) == []
        assert list((tmp_path / "forks").glob("*")) == []
    assert state(project) == before


@pytest.fixture
def sharing() -> Iterator[Path]:
    with xfs() as folder:
        yield folder


async def test_files_share_their_blocks_where_the_file_system_can(sharing: Path) -> None:
    project = Path(tempfile.mkdtemp(dir=sharing))
    (project / "data.bin").write_bytes(os.urandom(32 << 20))
    os.sync()
    free = os.statvfs(sharing)
    forks = Workspaces(sharing / "forks")
    copies = [await made(forks, project) for _ in range(8)]
    os.sync()
    taken_bytes = (free.f_bavail - os.statvfs(sharing).f_bavail) * free.f_frsize
    assert taken_bytes < 8 << 20
    (Path(copies[0].address) / "data.bin").write_bytes(b"changed")
    assert (project / "data.bin").stat().st_size == 32 << 20
    for copy in copies:
        await forks.destroy(copy)

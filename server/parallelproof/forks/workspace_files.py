"""Which files make up a working tree, and copies of them that share blocks where they can."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ..ports import ForkFailed
from ..search import ripgrep

_FICLONE = 0x40049409
"""Of <linux/fs.h>."""
_GIT_S = 120.0
_NO_REPOSITORY = "gitdir: not-a-repository\n"
"""Keeps git from looking for a repository above the copy, where somebody's own may be."""


class Cancelled(Exception):
    """The copy is not wanted any more."""


def listed(folder: Path, apart_from: Path) -> Iterator[Path]:
    """The files below a folder, relative to it, that git knows or would add; without git, those not ignored.

    A repository within is listed by its own rules. Nothing of `apart_from` is listed.
    """
    for name in _names(folder):
        path = folder / name
        if name in ("", "."):
            continue  # A submodule that is not there.
        if path == apart_from or apart_from in path.parents or ".git" in Path(name).parts:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from (Path(name) / inner for inner in listed(path, apart_from))
        else:
            yield Path(name)


def copy_tree(source: Path, target: Path, files: Iterable[Path], is_cancelled: threading.Event) -> None:
    """Copy files, each once; those that are gone by now are left out. Raises OSError, and Cancelled.

    What git knows below a folder that a link has taken the place of is gone too.
    """
    copied: set[Path] = set()
    linked: dict[Path, bool] = {}
    for file in files:
        if is_cancelled.is_set():
            raise Cancelled
        if file in copied or _is_behind_link(source, file.parent, linked):
            continue
        copied.add(file)
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            _copy(source, target, file)


def _is_behind_link(source: Path, folder: Path, known: dict[Path, bool]) -> bool:
    if folder not in known:
        is_top = folder == folder.parent
        is_behind = not is_top and ((source / folder).is_symlink() or _is_behind_link(source, folder.parent, known))
        known[folder] = is_behind
    return known[folder]


def give_history(source: Path, target: Path) -> None:
    """A repository of its own for the copy: HEAD and index as in the source, objects borrowed, no remote to push to.

    A folder that is not the top of a repository gets none, and git says so there.
    """
    if not _is_top(source):
        (target / ".git").write_text(_NO_REPOSITORY)
        return
    clone = target / ".git"
    _git(target, "clone", "--quiet", "--shared", "--bare", "--no-tags", "--", str(source), str(clone))
    _git(clone, "config", "core.bare", "false")
    _git(clone, "config", "--remove-section", "remote.origin", may_fail=True)
    if head := _git(source, "rev-parse", "--verify", "--quiet", "HEAD", may_fail=True).strip():
        _git(clone, "update-ref", "--no-deref", "HEAD", head.decode())
    index = Path(os.fsdecode(_git(source, "rev-parse", "--git-path", "index").rstrip(b"\n")))
    with suppress(FileNotFoundError):
        shutil.copyfile(source / index, clone / "index")


def _is_top(folder: Path) -> bool:
    top = _git(folder, "rev-parse", "--show-toplevel", may_fail=True).rstrip(b"\n")
    return bool(top) and Path(os.fsdecode(top)).resolve() == folder.resolve()


def _names(folder: Path) -> Iterator[str]:
    inside = _git(folder, "rev-parse", "--is-inside-work-tree", may_fail=True).strip()
    if inside == b"true":
        said = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        yield from dict.fromkeys(os.fsdecode(name).rstrip("/") for name in said.split(b"\0") if name)
        return
    rg = ripgrep.find()
    if rg is None:
        raise ForkFailed(f"The files of {folder} cannot be listed: install ripgrep (`pip install ripgrep`).")
    flags = ("--files", "--null", "--hidden", "--no-messages", "--no-require-git", "--no-config", "--no-ignore-dot")
    done = subprocess.run([rg, *flags, "--glob", "!.git"], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL)
    yield from (os.fsdecode(name) for name in done.stdout.split(b"\0") if name)


def _git(folder: Path, *arguments: str, may_fail: bool = False) -> bytes:
    """What git prints. It takes no lock, runs no hook and no monitor, and changes nothing that it is not told to."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_GIT_S
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        if may_fail:
            return b""
        raise ForkFailed(f"git did not answer for {folder}: check that it works there.") from None
    if done.returncode and not may_fail:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1].rstrip(".") if said else f"git {arguments[0]} failed"
        raise ForkFailed(f"The working tree {folder} could not be copied: {reason}.")
    return b"" if done.returncode else done.stdout


def _copy(source: Path, target: Path, file: Path) -> None:
    """One file or link. A link to a place in the source is one to the same place in the copy."""
    original, copy = source / file, target / file
    kind = original.lstat().st_mode
    if stat.S_ISLNK(kind):
        to = os.readlink(original)
        if os.path.isabs(to) and Path(to).is_relative_to(source):
            to = os.path.relpath(to, original.parent)
        copy.symlink_to(to)
    elif stat.S_ISREG(kind):
        with original.open("rb") as reading, copy.open("xb") as writing:
            if not _shares_blocks(reading.fileno(), writing.fileno()):
                shutil.copyfileobj(reading, writing, 1 << 20)
        shutil.copystat(original, copy)


def _shares_blocks(source: int, target: int) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError:
        return False
    return True
